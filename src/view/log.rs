//! The ledger as history: `takedown.log/1`, one object per line.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::model::broken::BrokenGuard;
use crate::model::digest::Hash;
use crate::model::time::Instant;

/// One entry, as it was written and as it counts.
#[derive(Debug, Clone, Serialize)]
pub struct LogEntry {
    /// `takedown.log/1`
    pub schema: &'static str,
    pub log: String,
    /// Its place in the log.
    pub seq: u64,
    pub hash: Hash,
    /// When it was recorded.
    pub t: String,
    pub agency: String,
    /// By which officer.
    pub officer: String,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it counts for: `sound`, `irregular`, `void`.
    pub verdict: &'static str,
    /// What it says, as it is stored.
    pub data: Box<RawValue>,
}

/// An entry as tables show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryLine {
    /// When it was recorded.
    pub recorded_at: Instant,
    /// Its place: `LOG:SEQ`.
    pub entry: String,
    pub hash: Hash,
    /// The officer who wrote it.
    pub officer: String,
    /// What it says, in a line.
    pub what: String,
    /// The guards that it broke; empty if it is regular.
    pub broken: Vec<BrokenGuard>,
    /// Why it counts for nothing. `None` if it counts.
    pub void: Option<String>,
}

csv_columns!(LogEntry: log seq hash t agency officer type verdict data);
