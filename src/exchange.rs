//! What is exchanged with others: what leaves for courts, their copies of the ledger, pages that stand by themselves.

pub mod bundle;
mod git;
pub mod harmless;
pub mod html;
pub mod sync;
mod tree;
