//! What a merge did: `takedown.merge/1`.

use serde::Serialize;

/// The result of merging copies of a ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MergeView {
    /// `takedown.merge/1`
    pub schema: &'static str,
    /// The logs that changed.
    pub logs: Vec<MergeRow>,
    /// The number of stored plans that were added.
    pub plans: usize,
    /// The logs whose branches are disputed.
    pub disputed: Vec<String>,
}

/// A log that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MergeRow {
    pub log: String,
    /// The number of lines it had here; with branches, that of the longest.
    pub had: u64,
    /// The number of lines it has now.
    pub has: u64,
    /// Its branches, by name; empty if there is only one history.
    pub branches: Vec<String>,
}

csv_columns!(MergeRow: log had has branches);
