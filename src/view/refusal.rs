//! Refused requests: `takedown.refusal/1`.

use serde::Serialize;

use crate::model::broken::BrokenGuard;
use crate::model::state::State;
use crate::operation::{DisplayState, Refusal, RefusalReason};

use super::words;

/// All refusals of one command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusals {
    /// `takedown.refusal/1`
    pub schema: &'static str,
    /// One row per refused request.
    pub refused: Vec<RefusalRow>,
}

/// One refused request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusalRow {
    /// The measure, outlet or entry; null if there is none.
    pub measure: Option<String>,
    /// The request: a state, `hold`, `retract`.
    #[serde(rename = "asked")]
    pub requested: String,
    /// The stored state; null in conflict, or without a measure.
    pub state: Option<State>,
    /// The displayed state.
    pub shown: Option<DisplayState>,
    /// The guards that the request would break.
    pub broken: Vec<BrokenGuard>,
    /// The agencies that may do it, or that have to act first.
    pub by: Vec<String>,
    /// The reason, and what to do.
    pub hint: String,
}

impl Refusals {
    /// A view of the given rows.
    pub fn new(refused: Vec<RefusalRow>) -> Self {
        Self { schema: "takedown.refusal/1", refused }
    }

    /// A refusal that is not about a measure.
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
    /// The row of a refusal; `hint` gives the reason and what to do.
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
