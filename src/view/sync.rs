//! What a sync did: `takedown.sync/1`.

use serde::Serialize;

/// A ledger and a copy of it, merged both ways.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SyncView {
    /// `takedown.sync/1`
    pub schema: &'static str,
    /// The other side, as it was named.
    pub remote: String,
    /// The logs that changed, here or there.
    pub logs: Vec<SyncRow>,
    /// How many stored plans were taken and given.
    pub plans: Plans,
    /// Other files that git merged, plans among them, by their paths in the work tree.
    pub files: Vec<String>,
    /// The logs whose branches are disputed.
    pub disputed: Vec<String>,
}

/// How many stored plans went which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Plans {
    /// How many were taken.
    pub taken: usize,
    /// How many were given.
    pub given: usize,
}

/// A log that changed on one side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SyncRow {
    /// `taken` where it changed here, `given` where it changed there.
    pub way: &'static str,
    pub log: String,
    /// How many lines it had on that side; of branches the longest.
    pub had: u64,
    /// How many it has now.
    pub has: u64,
    /// Its branches, by name; empty if it has only one end.
    pub branches: Vec<String>,
}

csv_columns!(SyncRow: way log had has branches);
