//! What is exchanged with others: what leaves for courts, their copies of the ledger.

pub mod bundle;
mod git;
pub mod sync;
mod tree;
