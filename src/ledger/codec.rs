//! Bytes to entries and back: one grammar, which the reader and the writer share.

pub mod cursor;
pub mod entry;
pub mod line;
mod object;
mod optional;
mod rows;
mod shape;
pub mod subject;
mod value;
