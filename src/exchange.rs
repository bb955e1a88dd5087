//! Exchange with others: bundles for courts, copies of the ledger, and standalone pages.

pub mod bundle;
pub mod escape;
pub mod html;
pub mod sync;
