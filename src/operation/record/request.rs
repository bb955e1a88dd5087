//! Requests to record an entry, and their refusals.

use std::sync::Arc;

use crate::ledger::codec::entry::{Approval, Data, EntryKind, Go};
use crate::model::broken::BrokenGuard;
use crate::model::state::State;

use crate::operation::judge::findings::OpenGate;
use crate::operation::judge::verdict::RefusalReason;
use crate::operation::state::saved::Saved;
use crate::operation::status::standing::DisplayState;

/// A requested entry: its data as it will be written, except for the values that are computed from the ledger
/// and the plan when it is recorded (see `complete.rs`).
#[derive(Debug, Clone)]
pub struct EntryRequest {
    data: Data<'static>,
    saved: Option<Arc<Saved>>,
}

impl EntryRequest {
    /// An approval of a saved plan, whose bytes are stored with the entry.
    pub fn approval(saved: Arc<Saved>) -> Self {
        let data = Approval { saved: saved.hash, clock_was_set: false }.into();
        Self { data, saved: Some(saved) }
    }

    /// The go for a saved plan, whose bytes are stored with the entry.
    pub fn go(saved: Arc<Saved>) -> Self {
        let measures = saved.measures.iter().map(|(id, it)| (id.clone().into(), it.round, it.order));
        let data = Go { saved: saved.hash, measures: measures.collect(), clock_was_set: false }.into();
        Self { data, saved: Some(saved) }
    }

    /// An entry that refers to no saved plan.
    pub(super) fn of(data: Data<'static>) -> Self {
        Self { data, saved: None }
    }

    /// The data, before it is completed.
    pub fn data(&self) -> &Data<'static> {
        &self.data
    }

    /// The saved plan that it refers to.
    pub(crate) fn saved(&self) -> Option<&Arc<Saved>> {
        self.saved.as_ref()
    }
}

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The measure, outlet or entry that the request is about.
    pub about: String,
    /// The type of the entry.
    pub kind: EntryKind,
    /// The requested change: a state, `hold`, `retract`.
    pub requested: String,
    /// The recorded state; `None` in a conflict or without a measure.
    pub state: Option<State>,
    /// The state that tables display.
    pub shown: Option<DisplayState>,
    /// The reason for the refusal.
    pub why: RefusalReason,
    /// The guards that it would break, sorted.
    pub broken: Vec<BrokenGuard>,
    /// The open gates, and who can close them.
    pub gaps: Vec<OpenGate>,
    /// The agencies or countries that have to act first. Sorted.
    pub by: Vec<String>,
    /// The states that the measure can change to.
    pub edges: Vec<State>,
    /// Whether the request would be recorded with `--irregular REASON`.
    pub irregular_would_do: bool,
}
