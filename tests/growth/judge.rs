//! What three counts say about growth.

use std::fmt;

/// A linear cost has a ratio of 2, one of n log n stays below 2.3 at the sizes of the table, a quadratic one has 4.
const MOST: f64 = 2.4;

/// Instructions that are not to be told from nothing. Two counts of one command differ by some 10,000, because maps are
/// seeded and ids are random; four such differences enter a ratio.
const NOISE: u64 = 50_000;

/// How the cost of a row may grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Growth {
    /// As n does; and it does grow, or the row measures something else than it says.
    Linear,
    /// Not at all.
    Constant,
}

/// What came of a row.
pub(crate) struct Verdict {
    ratio: Option<f64>,
    wrong: Option<String>,
}

impl Verdict {
    /// The counts could not be taken.
    pub(crate) fn broken(error: String) -> Self {
        Self { ratio: None, wrong: Some(error) }
    }

    pub(crate) fn passes(&self) -> bool {
        self.wrong.is_none()
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.ratio {
            Some(ratio) => write!(f, "{ratio:>6.2}  ")?,
            None => write!(f, "     -  ")?,
        }
        match &self.wrong {
            Some(wrong) => write!(f, "FAILS: {wrong}\n                "),
            None => write!(f, "good   "),
        }
    }
}

/// Judges the counts at n, 2n and 4n.
#[expect(clippy::cast_precision_loss, reason = "a ratio needs few digits")]
pub(crate) fn judge(expected: Growth, [one, two, four]: [u64; 3]) -> Verdict {
    let (first, second) = (two.saturating_sub(one), four.saturating_sub(two));
    let grows = second > NOISE;
    let ratio = grows.then(|| second as f64 / first.max(1) as f64);
    let allowed = MOST * first as f64 + NOISE as f64;
    let wrong = match expected {
        Growth::Linear if !grows => {
            Some("the cost does not depend on n: the row measures nothing".to_owned())
        }
        Growth::Constant if grows => {
            Some(format!("it should be constant: {one}, {two}, {four} instructions"))
        }
        Growth::Linear if second as f64 > allowed => Some(format!("{one}, {two}, {four} instructions")),
        Growth::Linear | Growth::Constant => None,
    };
    Verdict { ratio, wrong }
}
