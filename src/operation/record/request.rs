//! What somebody asks to be recorded, and how it is refused.

use std::sync::Arc;

use crate::ledger::codec::entry::{Approval, Data, EntryKind, Go};
use crate::model::broken::BrokenGuard;
use crate::model::state::State;

use crate::operation::judge::findings::OpenGate;
use crate::operation::judge::verdict::RefusalReason;
use crate::operation::state::saved::Saved;
use crate::operation::status::standing::DisplayState;

/// An entry that is requested: its data as it will be written, except for what is computed from the ledger and the
/// plan when it is recorded (see `complete.rs`).
#[derive(Debug, Clone)]
pub struct EntryRequest {
    data: Data<'static>,
    saved: Option<Arc<Saved>>,
}

impl EntryRequest {
    /// Approves a saved plan, whose bytes are kept with the entry.
    pub fn approval(saved: Arc<Saved>) -> Self {
        let data = Approval { saved: saved.hash, clock_was_set: false }.into();
        Self { data, saved: Some(saved) }
    }

    /// Gives the go for a saved plan, whose bytes are kept with the entry.
    pub fn go(saved: Arc<Saved>) -> Self {
        let measures = saved.measures.iter().map(|(id, it)| (id.clone().into(), it.round, it.order));
        let data = Go { saved: saved.hash, measures: measures.collect(), clock_was_set: false }.into();
        Self { data, saved: Some(saved) }
    }

    /// An entry that names no saved plan.
    pub(super) fn of(data: Data<'static>) -> Self {
        Self { data, saved: None }
    }

    /// The data, not completed.
    pub fn data(&self) -> &Data<'static> {
        &self.data
    }

    /// The saved plan that it names.
    pub(crate) fn saved(&self) -> Option<&Arc<Saved>> {
        self.saved.as_ref()
    }
}

/// Why one asked thing is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The measure, outlet, or entry that it was about.
    pub about: String,
    /// The type of the entry.
    pub kind: EntryKind,
    /// What was asked: a state, `hold`, `retract`.
    pub requested: String,
    /// The stored state; none in conflict or where there is no measure.
    pub state: Option<State>,
    /// What tables print.
    pub shown: Option<DisplayState>,
    /// Why.
    pub why: RefusalReason,
    /// The guards that it would break, sorted.
    pub broken: Vec<BrokenGuard>,
    /// The open gates, with who can close them.
    pub gaps: Vec<OpenGate>,
    /// Agencies or countries that have to do something first. Sorted.
    pub by: Vec<String>,
    /// The steps that exist from its state, as words.
    pub edges: Vec<State>,
    /// Whether `--irregular REASON` would record it.
    pub irregular_would_do: bool,
}
