//! Plain types and the tables of the field. No input, no output, no clock.

pub mod action;
pub mod asset;
pub mod broken;
pub mod country;
pub mod digest;
pub mod evidence;
pub mod exit;
pub mod gate;
pub mod host;
pub mod id;
pub mod identifier;
pub mod instrument;
mod keccak;
pub mod measure;
pub mod mode;
pub(crate) mod nearest;
pub mod observation;
pub mod offset;
pub mod op;
pub mod public_key;
pub mod stamp;
pub mod state;
pub mod text;
pub mod time;
pub mod tlp;
pub mod topic;
pub mod word;
