//! What was written: bytes and order, no rules.

pub mod cursor;
pub mod entry;
pub mod line;
mod shape;
mod spelling;
