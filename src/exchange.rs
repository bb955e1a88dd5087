//! What is exchanged with others: their copies of the ledger.

mod git;
pub mod sync;
mod tree;
