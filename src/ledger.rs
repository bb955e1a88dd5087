//! What was written: bytes and order, no rules.

pub mod entry;
