//! What the entries so far add up to, without a rule: who had attested what, and what became of each measure.

pub(crate) mod history;
pub(crate) mod instrument_status;
pub(crate) mod item;
pub(crate) mod layered;
pub(crate) mod ledger_state;
pub(crate) mod saved;
pub(crate) mod signed;
pub(crate) mod snapshot;
pub(crate) mod statements;
