//! Plain types and the tables of the field. No input, no output, no clock.

pub mod action;
pub mod asset;
pub mod broken;
pub mod country;
pub mod digest;
pub mod exit;
pub mod gate;
pub mod id;
pub mod instrument;
pub mod measure;
pub mod mode;
pub mod observation;
pub mod offset;
pub mod op;
pub mod stamp;
pub mod state;
pub mod time;
pub mod tlp;
pub mod word;
