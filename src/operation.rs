//! Plan and ledger together: where every measure stands, and the only place that decides.

mod apply;
pub mod asked;
mod book;
mod course;
mod draft;
mod drawing;
mod fallen;
mod fold;
mod gate;
mod guard;
pub mod impact;
mod incremental;
mod instruments;
mod items;
mod judge;
mod layer;
mod next;
mod papers;
pub mod record;
mod recorder;
pub mod rehearse;
mod saved;
pub mod schedule;
mod seal;
mod show;
mod signed;
mod snapshot;
mod stale;
pub mod standing;
mod status;
pub mod verdict;
mod words;

pub use asked::{Asked, AskedDisclosure, AskedItem, AskedMove, AskedStep, Refusal};
pub use book::{Entries, Found, Noted, Observed};
pub use drawing::{Drawn, NothingReady};
pub use fallen::{Fallen, FallenApproval, SinceGo};
pub use fold::Judged;
pub use gate::{asked as asked_gates, is_asked};
pub use incremental::IncrementalFold;
pub use instruments::{Paper, Running};
pub use items::{Exhibit, Item, ItemStep};
pub use next::Next;
pub use record::{RecordError, RecordOptions, Recorded, RecordedRow, record};
pub use recorder::Recorder;
pub use saved::{BadSaved, Saved, SavedMeasure, Without};
pub use seal::{SealError, seal};
pub use signed::signers;
pub use stale::{Difference, some_of};
pub use standing::{Gap, Shown, Standing, Tip, Unsaid};
pub use status::Operation;
pub use verdict::{Verdict, Why};

#[cfg(test)]
mod tests;
