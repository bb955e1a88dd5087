//! What was refused: `takedown.refusal/1`.

use serde::Serialize;

use crate::model::broken::BrokenGuard;
use crate::model::state::State;
use crate::operation::{DisplayState, Refusal, RefusalReason};

use super::words;

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
    #[serde(rename = "asked")]
    pub requested: String,
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
            requested: String::new(),
            state: None,
            shown: None,
            broken: Vec::new(),
            by: Vec::new(),
            hint: why.to_owned(),
        }])
    }
}

impl RefusalRow {
    /// The row of a refusal; `hint` is why, and what to do.
    pub fn of(refusal: &Refusal, hint: String) -> Self {
        let by = match &refusal.why {
            RefusalReason::NoRight { who } => who.iter().map(words::authorized).collect(),
            _ => refusal.by.clone(),
        };
        Self {
            measure: Some(refusal.about.clone()).filter(|about| !about.is_empty()),
            requested: refusal.requested.clone(),
            state: refusal.state,
            shown: refusal.shown,
            broken: refusal.broken.clone(),
            by,
            hint,
        }
    }
}
