//! The operation plan: reads it from TOML, checks it, and lowers it to typed tables.
//!
//! [`load`] reads a file or a folder, [`read_stored`] the bytes that a ledger stores. Both return [`Loaded`]: the plan,
//! or every problem in it with its location.

pub mod code;
pub mod diagnostic;
pub mod keys;
pub mod tables;

mod accept;
mod charter;
mod draft;
mod init;
mod inventory;
mod load;
mod lower;
mod nesting;
mod plan_ext;
mod problems;
mod read;
mod reader;
mod resolve;
mod rule;
mod scope;
mod source;
mod span;
mod syntax;
mod values;
mod version;

pub use charter::charter;
pub use code::{CODES, Code, CodeRow, Severity};
pub use diagnostic::{Diagnostic, Loaded, MOST_DIAGNOSTICS, SourceSpan, SourceText};
pub use init::init;
pub use load::{injects, load, read_cited, read_stored};
pub use source::stored_bytes;
pub use tables::Plan;
pub use version::Versions;
