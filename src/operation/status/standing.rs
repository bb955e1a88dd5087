//! Where a measure stands, for everybody who shows it.

use crate::model::broken::BrokenGuard;
use crate::model::digest::Hash;
use crate::model::measure::MeasureId;
use crate::model::state::State;
use crate::model::time::At;
use crate::model::word::words;
use crate::operation::judge::findings::{ChangedSinceGo, Invalidated, OpenGate};
use crate::plan::tables::Measure;

words! {
    /// What tables print for a measure: the stored state, or what open means just now.
    pub enum DisplayState: "shown state" {
        /// Open, and a gate is open too.
        Proposed = "proposed",
        /// Open, and every gate is closed.
        Ready = "ready",
        /// Open, and a hold stands.
        Held = "held",
        /// Retrospective and open: no source's claim was entered.
        NotReported = "not reported",
        /// The go is given.
        Cleared = "cleared",
        /// It has begun.
        UnderWay = "under way",
        /// It is done; tables print the action's done word.
        Done = "done",
        /// A part is done.
        Partial = "partial",
        /// It was checked.
        Confirmed = "confirmed",
        /// The effect is gone.
        Lapsed = "lapsed",
        /// The answer was no.
        Declined = "declined",
        /// No effect.
        Failed = "failed",
        /// Will not be done.
        Withdrawn = "withdrawn",
        /// Withdrawn after it was cleared or under way.
        Aborted = "aborted",
        /// Undone.
        Reversed = "reversed",
        /// Agencies say different things.
        Conflict = "conflict",
    }
}

/// The entry of a move that nothing supersedes, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasureHead {
    /// The state that it leaves the measure in.
    pub state: State,
    /// The entry.
    pub entry: Hash,
    /// When it happened, as corrected.
    pub at: At,
    /// The officer who wrote it.
    pub officer: String,
    /// Ids of sources, as corrected.
    pub sources: Vec<String>,
}

/// A hold that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActiveHold {
    /// Who holds.
    pub agency: String,
    /// Why.
    pub reason: String,
    /// The entry.
    pub entry: Hash,
}

/// A move of the current round that broke guards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IrregularEntry {
    /// The entry's place: `LOG:SEQ`.
    pub place: String,
    /// The state that it moved to.
    pub state: State,
    /// The broken guards, sorted.
    pub broken: Vec<BrokenGuard>,
    /// Why it was recorded.
    pub reason: String,
}

/// Where a measure stands.
#[derive(Debug, Clone)]
pub struct Standing<'a> {
    /// Its full id.
    pub id: MeasureId,
    /// Its definition; none where the plan in hand no longer has it.
    pub measure: Option<&'a Measure>,
    /// Its round, from 1.
    pub round: u64,
    /// Its stored state; none in conflict.
    pub state: Option<State>,
    /// What tables print.
    pub display: DisplayState,
    /// Its tips; one, but where agencies wrote without seeing each other; none where nothing was recorded.
    pub tips: Vec<MeasureHead>,
    /// Its open gates, in their order; empty once it is past open.
    pub open_gates: Vec<OpenGate>,
    /// The holds that stand, by agency.
    pub holds: Vec<ActiveHold>,
    /// What was recorded against the rules in the current round.
    pub irregular: Vec<IrregularEntry>,
    /// While it is open or cleared: attestations that became invalid because the plan changed what they are about.
    pub invalidated: Vec<Invalidated>,
    /// While it is cleared: what it lost since the go.
    pub since_go: ChangedSinceGo,
}

impl Standing<'_> {
    /// The word that tables print: the action's done word for `done`.
    pub fn word(&self) -> &'static str {
        use crate::model::word::Word;
        match self.display {
            DisplayState::Done => self.id.action().row().done,
            state => state.as_str(),
        }
    }

    /// The entry that counts: the tip furthest along the way.
    pub fn tip(&self) -> Option<&MeasureHead> {
        self.tips.iter().max_by_key(|tip| tip.state.along_the_way())
    }
}
