//! What a merge did: `takedown.merge/1`.

use serde::Serialize;

/// Copies of a ledger, put together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MergeView {
    /// `takedown.merge/1`
    pub schema: &'static str,
    /// The logs that changed.
    pub logs: Vec<MergeRow>,
    /// How many stored plans were taken.
    pub plans: usize,
    /// The logs whose branches are disputed.
    pub disputed: Vec<String>,
}

/// A log that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MergeRow {
    pub log: String,
    /// How many lines it had here; of branches the longest.
    pub had: u64,
    /// How many it has now.
    pub has: u64,
    /// Its branches, by name; empty if it has only one end.
    pub branches: Vec<String>,
}

csv_columns!(MergeRow: log had has branches);
