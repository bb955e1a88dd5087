//! Plan and ledger together: where every measure stands, and the only place that decides.

pub(crate) mod fold;
pub mod impact;
mod judge;
pub mod record;
pub mod rehearse;
mod state;
pub(crate) mod status;

pub use fold::Judged;
pub use fold::incremental::IncrementalFold;
pub use judge::findings::{
    Change, ChangedSinceGo, Difference, GateReason, InstrumentGap, Invalidated, InvalidatedApproval,
    MissingAttester, MissingStatement, OpenGate, OutletGap, PlanPart,
};
pub use judge::gate::{required_gates as asked_gates, requires_gate};
pub use judge::verdict::{Authorized, EntryRequirement, RefusalReason, RetractionObstacle, Verdict};
pub use record::checkpoint::{CheckpointError, sign_checkpoint};
pub use record::recorder::Recorder;
pub use record::request::{EntryRequest, Refusal};
pub use record::{RecordError, RecordOptions, RecordOutcome, RecordedRow, record};
pub use state::item::ItemStatus;
pub use state::item::{Item, ItemStep};
pub use state::ledger_state::{EntryLookup, FoundEntry, RecordedNote, RecordedObservation};
pub use state::saved::{BadSaved, ExcludedMeasure, Saved, SavedMeasure};
pub use state::signed::signers;
pub use status::Operation;
pub use status::compose::{ComposedPlan, NothingReady};
pub use status::instruments::{InstrumentStatus, Running};
pub use status::next::{Next, StuckReason};
pub use status::standing::{ActiveHold, DisplayState, IrregularEntry, MeasureHead, Standing};

#[cfg(test)]
mod tests;
