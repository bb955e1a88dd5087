//! Reads logs: scans them in blocks, checks them, and derives the order of their entries.

mod block;
pub mod causal_past;
pub(crate) mod files;
pub(crate) mod fork;
pub(crate) mod gather;
pub mod order;
pub(crate) mod scan;
pub mod snapshot;
