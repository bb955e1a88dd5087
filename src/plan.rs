//! What is intended: the operation plan, read from TOML, checked, lowered.

pub mod tables;

pub use tables::Plan;
