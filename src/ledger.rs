//! What was written: bytes and order, no rules.
//!
//! A [`Store`](store::Store) is the folder of a ledger. Reading it gives a [`Reading`](reading::Reading), whose entries
//! are walked in the derived order; its [`Writer`](writer::Writer) is the lock, and appends. [`verify`](verify::verify)
//! checks the same bytes in flat memory.

pub mod audit;
mod batch;
mod block;
pub mod checkpoint;
pub mod cursor;
pub mod entry;
pub mod finding;
mod fork;
mod gather;
pub mod instance;
pub mod line;
mod lock;
pub mod log;
mod marks;
pub mod merge;
mod network;
mod optional;
pub mod order;
pub mod past;
pub mod random;
pub mod reading;
mod rows;
mod scan;
mod shape;
pub mod signature;
pub mod signers;
mod spelling;
mod sshsig;
pub mod store;
pub(crate) mod threads;
mod torn;
pub mod verify;
pub mod writer;

pub use network::FileSystem;
pub use past::{Past, Pos};
