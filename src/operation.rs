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
pub use judge::findings::{Difference, Fallen, FallenApproval, Gap, SinceGo, Unsaid};
pub use judge::gate::{asked as asked_gates, is_asked};
pub use judge::stale::some_of;
pub use judge::verdict::{Verdict, Why};
pub use record::checkpoint::{SealError, seal};
pub use record::recorder::Recorder;
pub use record::request::{Asked, AskedDisclosure, AskedItem, AskedMove, AskedStep, Refusal};
pub use record::{RecordError, RecordOptions, Recorded, RecordedRow, record};
pub use state::item::Exhibit;
pub use state::item::{Item, ItemStep};
pub use state::ledger_state::{Entries, Found, Noted, Observed};
pub use state::saved::{BadSaved, Saved, SavedMeasure, Without};
pub use state::signed::signers;
pub use status::Operation;
pub use status::compose::{Drawn, NothingReady};
pub use status::instruments::{Paper, Running};
pub use status::next::Next;
pub use status::standing::{Shown, Standing, Tip};

#[cfg(test)]
mod tests;
