//! What was refused: `takedown.refusal/1`.

use serde::Serialize;

use crate::model::broken::BrokenGuard;
use crate::model::state::State;
use crate::operation::{DisplayState, Refusal};

/// Everything that one command was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusals {
    /// `takedown.refusal/1`
    pub schema: &'static str,
    /// One row per refused thing.
    pub refused: Vec<RefusalRow>,
}

/// One refused thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusalRow {
    /// The measure, outlet or entry; null if it is about none.
    pub measure: Option<String>,
    /// What was asked: a state, `hold`, `retract`.
    pub asked: String,
    /// The stored state; null in conflict, or where there is no measure.
    pub state: Option<State>,
    /// What tables print.
    pub shown: Option<DisplayState>,
    /// The guards that it would break.
    pub broken: Vec<BrokenGuard>,
    /// Who may do it, or has to do something first.
    pub by: Vec<String>,
    /// Why, and what to do.
    pub hint: String,
}

impl Refusals {
    /// Some rows.
    pub fn new(refused: Vec<RefusalRow>) -> Self {
        Self { schema: "takedown.refusal/1", refused }
    }

    /// A refusal without a measure, in words.
    pub fn in_words(why: &str) -> Self {
        Self::new(vec![RefusalRow {
            measure: None,
            asked: String::new(),
            state: None,
            shown: None,
            broken: Vec::new(),
            by: Vec::new(),
            hint: why.to_owned(),
        }])
    }
}

impl From<&Refusal> for RefusalRow {
    fn from(refusal: &Refusal) -> Self {
        let hint = if refusal.irregular_would_do {
            format!("{}; if it has happened all the same: --irregular REASON", refusal.why)
        } else {
            refusal.why.to_string()
        };
        Self {
            measure: Some(refusal.about.clone()).filter(|about| !about.is_empty()),
            asked: refusal.asked.clone(),
            state: refusal.state,
            shown: refusal.shown,
            broken: refusal.broken.clone(),
            by: refusal.by.clone(),
            hint,
        }
    }
}
