//! Parses arguments: locations, times, selections, saved plans.

pub(crate) mod location;
pub(crate) mod saved;
pub(crate) mod select;
pub(crate) mod when;
