//! The page for each view: identity and marks first, then the answer, then its problems.

pub(crate) mod agency;
pub(crate) mod asset;
pub(crate) mod country;
pub(crate) mod entry;
pub(crate) mod head;
pub(crate) mod impact;
pub(crate) mod instrument;
pub(crate) mod item;
pub(crate) mod measure;
pub(crate) mod outlet;
pub(crate) mod receipt;
pub(crate) mod rehearse;
pub(crate) mod sheet;
pub(crate) mod verify;
pub(crate) mod words;
