//! Binary decision diagrams: one for each Boolean function, given the order of its leaves.
//!
//! R. Bryant, "Graph-Based Algorithms for Boolean Function Manipulation", IEEE Transactions on Computers C-35 (1986).

use std::collections::HashMap;

use super::diagram::{LimitMet, NO, Question, Quick, Ref, Table, YES};

/// Functions of leaves, as diagrams that share their nodes.
#[derive(Debug)]
pub(super) struct Bdd {
    pub(super) table: Table,
    /// What was worked out before; it may have [`STEPS`] times as many entries as there may be nodes.
    known: HashMap<[Ref; 3], Ref, Quick>,
}

/// How many steps are remembered for each node that is allowed. More of them would mean a bad order as well.
pub(super) const STEPS: usize = 4;

/// What is left to do of a choice.
enum Todo {
    /// Work out `if f then g else h`.
    Choose([Ref; 3]),
    /// Both answers are worked out: put them together.
    Join([Ref; 3], u32),
}

impl Bdd {
    /// No function yet; at most `limit` nodes.
    pub(super) fn new(limit: usize) -> Self {
        Self { table: Table::new(limit), known: HashMap::default() }
    }

    /// The function that is true where a leaf is up.
    pub(super) fn leaf(&mut self, leaf: u32) -> Result<Ref, LimitMet> {
        self.node(leaf, NO, YES)
    }

    /// The function that asks a leaf, and goes on with one of two others. Where both are the same it need not ask.
    fn node(&mut self, leaf: u32, low: Ref, high: Ref) -> Result<Ref, LimitMet> {
        if low == high { Ok(low) } else { self.table.place(Question { leaf, low, high }) }
    }

    /// The function `if f then g else h` (K. Brace, R. Rudell and R. Bryant, "Efficient Implementation of a BDD
    /// Package", 1990). Its own stack: leaves in a row would overflow that of the machine.
    pub(super) fn choose(&mut self, f: Ref, g: Ref, h: Ref) -> Result<Ref, LimitMet> {
        let (mut todo, mut done) = (vec![Todo::Choose([f, g, h])], Vec::new());
        while let Some(step) = todo.pop() {
            match step {
                Todo::Choose(choice) => {
                    if let Some(plain) = plain(choice).or_else(|| self.known.get(&choice).copied()) {
                        done.push(plain);
                        continue;
                    }
                    let asked = choice.map(|part| self.table.ask(part));
                    let leaf = asked.iter().map(|question| question.leaf).min().unwrap_or_default();
                    let answer = |part: usize, high: bool| match asked[part] {
                        Question { leaf: here, low, high: up } if here == leaf => {
                            if high {
                                up
                            } else {
                                low
                            }
                        }
                        _ => choice[part],
                    };
                    todo.push(Todo::Join(choice, leaf));
                    todo.push(Todo::Choose([0, 1, 2].map(|part| answer(part, true))));
                    todo.push(Todo::Choose([0, 1, 2].map(|part| answer(part, false))));
                }
                Todo::Join(choice, leaf) => {
                    // Each `Choose` leaves one answer, and two of them were pushed with this: low, then high.
                    let (high, low) = (done.pop().unwrap_or(NO), done.pop().unwrap_or(NO));
                    let node = self.node(leaf, low, high)?;
                    self.table.fits(self.known.len() / STEPS)?;
                    self.known.insert(choice, node);
                    done.push(node);
                }
            }
        }
        Ok(done.pop().unwrap_or(NO))
    }

    /// The function that is true where at least `k` of these are.
    ///
    /// Row by row from the last leaf of the order up to the first: so each step adds one node on top of what is
    /// there, and the other way it would walk through all of it. Only what is undecided is made: with 1,000 members of
    /// which 980 are needed that is 980 times 21 steps, for the twenty-first that is missing decides.
    pub(super) fn at_least(&mut self, k: usize, mut of: Vec<Ref>) -> Result<Ref, LimitMet> {
        let n = of.len();
        if k > n {
            return Ok(NO);
        }
        of.sort_by_key(|member| self.table.ask(*member).leaf);
        // `row[j]`: at least j of the members from here on. Before the first step: none are left.
        let mut row = vec![NO; k + 1];
        row[0] = YES;
        for (left, member) in (1..=n).zip(of.iter().rev()) {
            // Before this member stand n - left others, which answer for at most as many of the k.
            let least = k.saturating_sub(n - left).max(1);
            for j in (least..=k.min(left)).rev() {
                row[j] = self.choose(*member, row[j - 1], row[j])?;
            }
        }
        Ok(row[k])
    }
}

/// A choice that needs no work.
fn plain([f, g, h]: [Ref; 3]) -> Option<Ref> {
    match (f, g, h) {
        (YES, _, _) => Some(g),
        (NO, _, _) => Some(h),
        (_, YES, NO) => Some(f),
        _ => (g == h).then_some(g),
    }
}
