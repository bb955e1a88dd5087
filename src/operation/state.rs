//! The sum of the entries read so far, without any rules: who attested what, and what became of each measure.

pub(crate) mod history;
pub(crate) mod instrument_status;
pub(crate) mod item;
pub(crate) mod layered;
pub(crate) mod ledger_state;
pub(crate) mod saved;
pub(crate) mod signed;
pub(crate) mod snapshot;
pub(crate) mod statements;
