//! The result of a sync: `takedown.sync/1`.

use serde::Serialize;

/// The result of merging a ledger and a copy of it in both directions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SyncView {
    /// `takedown.sync/1`
    pub schema: &'static str,
    /// The other side, as the command line named it.
    pub remote: String,
    /// The logs that changed, on either side.
    pub logs: Vec<SyncRow>,
    /// The number of stored plans copied in each direction.
    pub plans: Plans,
    /// Other files that git merged, including plans, by their paths in the work tree.
    pub files: Vec<String>,
    /// The logs whose branches are disputed.
    pub disputed: Vec<String>,
}

/// The number of stored plans copied in each direction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Plans {
    /// How many were copied from the other side.
    pub taken: usize,
    /// How many were copied to the other side.
    pub given: usize,
}

/// A log that changed on one side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SyncRow {
    /// `taken` if it changed here, `given` if it changed on the other side.
    pub way: &'static str,
    pub log: String,
    /// The number of lines it had on that side; with branches, that of the longest.
    pub had: u64,
    /// The number of lines it has now.
    pub has: u64,
    /// Its branches, by name; empty if there is only one history.
    pub branches: Vec<String>,
}

csv_columns!(SyncRow: way log had has branches);
