//! Places of entries, and what an entry's log had written or seen before it.

use std::sync::Arc;

/// The place of an entry: a log of the reading, and the number of the entry in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pos {
    /// The log's index in [`Reading::logs`](super::reading::Reading::logs).
    pub log: usize,
    /// The entry's number, from 1.
    pub seq: u64,
}

/// Per log, the last entry that is covered: what a log had written or, directly or through others, seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    own: usize,
    written: u64,
    seen: Arc<[u64]>,
}

impl Past {
    /// The past of an entry: `written` entries of its own log, and of each other log what `seen` says.
    pub(crate) fn new(own: usize, written: u64, seen: Arc<[u64]>) -> Self {
        Self { own, written, seen }
    }

    /// The past that covers what each log holds.
    pub(crate) fn of_all(seen: Arc<[u64]>) -> Self {
        Self { own: usize::MAX, written: 0, seen }
    }

    /// The number of the last entry of a log that is covered, 0 where none is.
    pub fn last(&self, log: usize) -> u64 {
        if log == self.own { self.written } else { self.seen.get(log).copied().unwrap_or(0) }
    }

    /// Whether an entry is covered.
    pub fn covers(&self, pos: Pos) -> bool {
        pos.seq <= self.last(pos.log)
    }
}
