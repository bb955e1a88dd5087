#![doc = include_str!("crate-doc.md")]

#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod cutset;
#[doc(hidden)]
pub mod exchange;
#[doc(hidden)]
pub mod ledger;
#[doc(hidden)]
pub mod model;
#[doc(hidden)]
pub mod operation;
#[doc(hidden)]
pub mod plan;
#[doc(hidden)]
pub mod view;

pub use ledger::codec::entry::Data;
pub use ledger::codec::line::Entry;
pub use ledger::log::{Head, LogName};
pub use ledger::read::snapshot::LedgerSnapshot;
pub use ledger::store::Store;
pub use ledger::store::lock::Holder;
pub use ledger::store::receipt::Receipt;
pub use ledger::store::writer::Writer;
pub use model::digest::Hash;
pub use model::gate::Gate;
pub use model::id::AgencyId;
pub use model::measure::MeasureId;
pub use model::stamp::Stamp;
pub use model::state::State;
pub use model::time::Instant;
pub use operation::impact::Impact;
pub use operation::rehearse::rehearse;
pub use operation::{
    EntryRequest, IncrementalFold, Operation, RecordOptions, Recorder, Refusal, RefusalReason, Standing,
    Verdict, record,
};
pub use plan::{Diagnostic, Loaded, Plan, load};
