//! What an append proves.

use crate::ledger::log::LogName;
use crate::model::digest::Hash;
use crate::model::time::Instant;
use std::path::PathBuf;

/// An entry that is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedEntry {
    /// Its number.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash,
    /// When it was recorded.
    pub recorded_at: Instant,
}

/// What was done beside recording.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AppendRemark {
    /// An incomplete last line was cut and kept.
    TornTail {
        /// How many bytes.
        bytes: u64,
        /// Where they are kept.
        kept: PathBuf,
    },
    /// The last entry had lost its line feed; it was given back.
    LineFeed,
}

/// The proof that entries are durable. One for each entry asked for, in that order; neither the genesis nor a note
/// on a torn tail is among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The log.
    pub log: LogName,
    /// The entries.
    pub entries: Vec<RecordedEntry>,
    /// What was done beside.
    pub remarks: Vec<AppendRemark>,
}
