//! Places in a ledger, and how much of it somebody has seen.

use std::sync::Arc;

/// The place of an entry: its log, as an index into the reading's logs, and its number there, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryPos {
    /// The index of the log; one past the last for a log that is about to begin.
    pub log: usize,
    /// The place in the log, from 1.
    pub seq: u64,
}

/// What an entry's log had written or seen before it: per log the last entry covered. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CausalPast {
    /// Per log, the last entry that was seen; 0 for none.
    base: Arc<[u64]>,
    /// The own log, and its last entry before this one.
    own: EntryPos,
}

impl CausalPast {
    /// A past of those heads, and of an own log up to an entry.
    pub fn new(base: Arc<[u64]>, own: EntryPos) -> Self {
        Self { base, own }
    }

    /// Whether an entry lies in it.
    pub fn covers(&self, pos: EntryPos) -> bool {
        pos.seq <= self.last(pos.log)
    }

    /// The last entry of a log that lies in it; 0 for none.
    pub fn last(&self, log: usize) -> u64 {
        let seen = self.base.get(log).copied().unwrap_or(0);
        if log == self.own.log { seen.max(self.own.seq) } else { seen }
    }

    /// The same past with the own log moved up to an entry, which may be of a log that has only begun.
    #[must_use]
    pub fn with(&self, own: EntryPos) -> Self {
        debug_assert!(
            own.log == self.own.log
                || self.last(self.own.log) <= self.base.get(self.own.log).copied().unwrap_or(0)
        );
        Self { base: Arc::clone(&self.base), own }
    }
}
