//! What was written: bytes and order, no rules.
//!
//! A [`Store`](store::Store) is the folder of a ledger. Reading it gives a
//! [`LedgerSnapshot`](read::snapshot::LedgerSnapshot), whose entries are walked in the derived order; its
//! [`Writer`](store::writer::Writer) is the lock, and appends. [`verify()`](verify::verify) checks the same bytes in flat
//! memory.

pub mod audit;
pub mod codec;
pub mod error;
pub mod finding;
pub mod log;
pub mod merge;
pub mod read;
pub mod sign;
pub mod store;
pub(crate) mod threads;
pub mod verify;

pub use read::causal_past::{CausalPast, EntryPos};
