//! The standing of a measure, as every output shows it.

use crate::model::broken::BrokenGuard;
use crate::model::digest::Hash;
use crate::model::measure::MeasureId;
use crate::model::state::State;
use crate::model::time::At;
use crate::model::word::words;
use crate::operation::judge::findings::{ChangedSinceGo, Invalidated, OpenGate};
use crate::plan::tables::Measure;

words! {
    /// What tables display for a measure: the recorded state, or for an open measure what that means at the
    /// moment.
    pub enum DisplayState: "shown state" {
        /// Open, with at least one open gate.
        Proposed = "proposed",
        /// Open, with every gate closed.
        Ready = "ready",
        /// Open, with an active hold.
        Held = "held",
        /// Open in a retrospective operation: no claim of a source is recorded.
        NotReported = "not reported",
        /// The lead has given the go.
        Cleared = "cleared",
        /// It has begun.
        UnderWay = "under way",
        /// It is done; tables print the action's own term.
        Done = "done",
        /// A part is done.
        Partial = "partial",
        /// Another officer has confirmed it.
        Confirmed = "confirmed",
        /// Its effect is gone.
        Lapsed = "lapsed",
        /// The request was declined.
        Declined = "declined",
        /// It had no effect.
        Failed = "failed",
        /// It will not be carried out.
        Withdrawn = "withdrawn",
        /// Withdrawn after it was cleared or under way.
        Aborted = "aborted",
        /// Its effect was undone.
        Reversed = "reversed",
        /// Agencies recorded different states.
        Conflict = "conflict",
    }
}

/// A tip of a measure: a state change that no other change supersedes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasureHead {
    /// The state that the measure is in after the change.
    pub state: State,
    pub entry: Hash,
    /// When it happened, including corrections.
    pub at: At,
    /// The officer who wrote it, by pseudonymous id.
    pub officer: String,
    /// The ids of its sources, including corrections.
    pub sources: Vec<String>,
}

/// A hold that is not lifted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActiveHold {
    pub agency: String,
    pub reason: String,
    pub entry: Hash,
}

/// A change of the current round that broke guards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IrregularEntry {
    /// The location of its entry: `LOG:SEQ`.
    pub place: String,
    /// The state that the measure is in after the change.
    pub state: State,
    /// Sorted.
    pub broken: Vec<BrokenGuard>,
    /// Why it was recorded although it broke guards.
    pub reason: String,
}

/// The standing of a measure: its state, and everything that decides what can happen next.
#[derive(Debug, Clone)]
pub struct Standing<'a> {
    /// Its full id.
    pub id: MeasureId,
    /// Its definition; `None` if the plan in hand no longer has it.
    pub measure: Option<&'a Measure>,
    /// Its round, from 1.
    pub round: u64,
    /// Its recorded state; `None` in a conflict.
    pub state: Option<State>,
    /// The state that tables display.
    pub display: DisplayState,
    /// Its tips: several if agencies wrote without seeing each other's entries, none if nothing was recorded.
    pub tips: Vec<MeasureHead>,
    /// Its open gates, in the order of their vocabulary; empty once it is no longer open.
    pub open_gates: Vec<OpenGate>,
    /// The active holds, by agency.
    pub holds: Vec<ActiveHold>,
    /// The changes of the current round that broke guards.
    pub irregular: Vec<IrregularEntry>,
    /// While it is open or cleared: statements that became invalid because the plan has changed their
    /// subject.
    pub invalidated: Vec<Invalidated>,
    /// While it is cleared: what changed since the go.
    pub since_go: ChangedSinceGo,
}

impl Standing<'_> {
    /// The word that tables print: the action's own term for `done`.
    pub fn word(&self) -> &'static str {
        use crate::model::word::Word;
        match self.display {
            DisplayState::Done => self.id.action().row().done,
            state => state.as_str(),
        }
    }

    /// The tip that prevails: the one furthest along.
    pub fn tip(&self) -> Option<&MeasureHead> {
        self.tips.iter().max_by_key(|tip| tip.state.along_the_way())
    }
}
