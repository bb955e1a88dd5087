//! Receipts: the proof that an append is durable.

use crate::ledger::log::LogName;
use crate::model::digest::Hash;
use crate::model::time::Instant;
use std::path::PathBuf;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedEntry {
    pub seq: u64,
    pub hash: Hash,
    pub recorded_at: Instant,
}

/// What an append did besides recording entries.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AppendRemark {
    /// It cut an incomplete last line and kept the bytes.
    TornTail {
        bytes: u64,
        /// The file that contains them.
        kept: PathBuf,
    },
    /// It restored the missing line feed of the last entry.
    LineFeed,
}

/// The proof that entries are durable. It has one item for each requested entry, in their order, and none for a genesis
/// or a note on a torn tail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The log that contains the entries.
    pub log: LogName,
    /// The recorded entries.
    pub entries: Vec<RecordedEntry>,
    /// What was done besides recording them.
    pub remarks: Vec<AppendRemark>,
}
