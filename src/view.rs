//! The structs that are the public JSON: names, order and types are a contract; fields may be added, never renamed.
//!
//! They are plain data, filled from a plan and its ledger, and never what the program decides with. Claims are never
//! added up; what is not known is null. A view holds everything that its table prints: what tables need and the JSON does
//! not promise is a field that serde skips.

#![allow(missing_docs, reason = "a field that its name explains needs no sentence")]

/// Declares the columns of a row's CSV: keys of its JSON, in their order.
macro_rules! csv_columns {
    ($row:ident: $($key:tt)+) => {
        impl $crate::view::Row for $row {
            const KEYS: &'static [&'static str] = &[$(stringify!($key)),+];
        }
    };
}

pub mod after;
pub mod asset;
pub mod changed;
pub mod check;
pub mod count;
pub mod country;
pub mod head;
pub mod impact;
pub mod instrument;
pub mod item;
pub mod log;
pub mod measure;
pub mod merge;
pub mod names;
pub mod outlet;
pub mod picture;
pub mod plan;
pub mod receipt;
pub mod refusal;
pub mod rehearse;
pub mod saved;
pub mod status;
pub mod sync;
pub mod verify;
pub mod words;

/// A row of an answer: one line of CSV, one row of a table.
pub trait Row: serde::Serialize {
    /// The columns of its CSV: keys of its JSON, in their order.
    const KEYS: &'static [&'static str];
}
