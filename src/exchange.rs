//! What is exchanged with others: what leaves for courts, their copies of the ledger, pages that stand by themselves.

pub mod bundle;
pub mod escape;
pub mod html;
pub mod sync;
