//! The ledger as history: `takedown.log/1`, one object per line.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::model::broken::BrokenGuard;
use crate::model::digest::Hash;
use crate::model::time::Instant;

/// One entry, as it was written, with its verdict.
#[derive(Debug, Clone, Serialize)]
pub struct LogEntry {
    /// `takedown.log/1`
    pub schema: &'static str,
    pub log: String,
    /// Its sequence number in the log.
    pub seq: u64,
    pub hash: Hash,
    /// The time of recording.
    pub t: String,
    pub agency: String,
    /// The officer who wrote it.
    pub officer: String,
    /// The type of the entry.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its verdict: `sound`, `irregular`, `void`.
    pub verdict: &'static str,
    /// The data as stored.
    pub data: Box<RawValue>,
}

/// An entry as tables show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryLine {
    /// The time of recording.
    pub recorded_at: Instant,
    /// The position, `LOG:SEQ`.
    pub entry: String,
    pub hash: Hash,
    /// The officer who wrote it.
    pub officer: String,
    /// A one-line summary.
    pub what: String,
    /// The guards that it broke; empty if it is regular.
    pub broken: Vec<BrokenGuard>,
    /// Why it is void. `None` if it counts.
    pub void: Option<String>,
}

csv_columns!(LogEntry: log seq hash t agency officer type verdict data);
