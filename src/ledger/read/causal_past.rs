//! The position of an entry, and the entries that a writer had seen.

use std::sync::Arc;

/// The position of an entry: its log and its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryPos {
    /// The index of the log in the snapshot; one past the last for a log that is about to begin.
    pub log: usize,
    /// The number in the log, from 1.
    pub seq: u64,
}

/// The entries that a log had written or seen before an entry: for each log, the last of them. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CausalPast {
    /// For each log, the last entry that was seen; 0 for none.
    base: Arc<[u64]>,
    /// The own log, and its last entry before this one.
    own: EntryPos,
}

impl CausalPast {
    pub fn new(base: Arc<[u64]>, own: EntryPos) -> Self {
        Self { base, own }
    }

    pub fn covers(&self, pos: EntryPos) -> bool {
        pos.seq <= self.last(pos.log)
    }

    /// The last entry of a log in this past; 0 for none.
    pub fn last(&self, log: usize) -> u64 {
        let seen = self.base.get(log).copied().unwrap_or(0);
        if log == self.own.log { seen.max(self.own.seq) } else { seen }
    }

    /// The same past with a later entry of the own log, which may be a log that is about to begin.
    #[must_use]
    pub fn with(&self, own: EntryPos) -> Self {
        debug_assert!(
            own.log == self.own.log
                || self.last(self.own.log) <= self.base.get(self.own.log).copied().unwrap_or(0)
        );
        Self { base: Arc::clone(&self.base), own }
    }
}
