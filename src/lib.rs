//! Plans and records joint operations against terrorist media outlets.

pub mod cli;
pub mod cutset;
pub mod exchange;
pub mod ledger;
pub mod model;
pub mod operation;
pub mod plan;
pub mod view;
