//! What was written: bytes and order, no rules.

pub mod cursor;
pub mod entry;
pub mod line;
pub mod past;
mod shape;
mod spelling;

pub use past::{Past, Pos};
