//! Logs as read: scanned in blocks, checked, and put into the derived order.

mod block;
pub mod causal_past;
pub(crate) mod files;
pub(crate) mod fork;
pub(crate) mod gather;
pub mod order;
pub(crate) mod scan;
pub mod snapshot;
