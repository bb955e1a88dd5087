//! The ledger: bytes and their order, without rules.
//!
//! A [`Store`](store::Store) is the folder of a ledger. Reading it returns a
//! [`LedgerSnapshot`](read::snapshot::LedgerSnapshot), which walks the entries in the derived order. Its
//! [`Writer`](store::writer::Writer) holds the lock and appends. [`verify()`](verify::verify) checks the same bytes
//! without keeping them in memory.

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
