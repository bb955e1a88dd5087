//! A ledger as read: its logs, in the derived order.

use thiserror::Error;

use super::finding::Finding;
use super::line::Line;
use super::log::{Head, LogName};
use super::{Past, Pos};
use crate::model::digest::Hash;
use crate::model::time::Instant;

/// An entry, its place, and what its writer knew.
#[derive(Debug, Clone)]
pub struct Placed<'w, 'r> {
    /// Where it stands.
    pub pos: Pos,
    /// What its log had written or seen before it, not the entry itself.
    pub past: &'w Past,
    /// Its line: an entry with its data, a withheld one, or one of another version.
    pub line: Line<'r>,
    /// Whether its `t` is before that of the line before or of an entry it had seen.
    pub skewed: bool,
}

/// A log of a reading.
#[derive(Debug, Clone)]
pub struct Log {
    /// Its name.
    pub name: LogName,
    /// How many entries of it are good.
    pub entries: u64,
    /// The last of them; `None` where there is none.
    pub head: Option<Head>,
}

/// A reference that names no one entry.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FindError {
    /// It is neither a hash, nor 8 or more hex digits of one, nor LOG:SEQ.
    #[error("`{0}` is no entry: write 8 or more hex digits of its hash, or LOG:SEQ")]
    NotAReference(String),
    /// No entry has it.
    #[error("no entry `{0}` in this ledger")]
    None(String),
    /// Several entries have it.
    #[error("`{reference}` fits {count} entries; write more of its hash")]
    Several {
        /// The reference.
        reference: String,
        /// How many entries it fits.
        count: usize,
    },
}

/// A ledger as it was read: what is intact of it, and what is wrong with the rest.
#[derive(Debug, Clone)]
pub struct Reading {
    logs: Vec<Log>,
    findings: Vec<Finding>,
    warnings: Vec<String>,
}

impl Reading {
    /// The logs, by the bytes of their names.
    pub fn logs(&self) -> &[Log] {
        &self.logs
    }

    /// What is wrong.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// What is odd and does no harm, for people.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The number of good entries.
    pub fn entries(&self) -> u64 {
        self.logs.iter().map(|log| log.entries).sum()
    }

    /// Whether it holds an entry with a word that this version does not know.
    pub fn has_unknown(&self) -> bool {
        todo!()
    }

    /// Hands over every good entry in the derived order.
    pub fn walk<'r>(&'r self, _each: impl FnMut(Placed<'_, 'r>)) {
        todo!()
    }

    /// The past of whoever has read all of this.
    pub fn everything(&self) -> Past {
        todo!()
    }

    /// The bytes of a stored plan or saved plan whose digest this is.
    pub fn stored(&self, _hash: &Hash) -> Option<&[u8]> {
        todo!()
    }

    /// The ledger as of a time: each log cut before its first `t` after it, and what had seen something cut.
    #[must_use]
    pub fn cut(&self, _as_of: Instant) -> Self {
        todo!()
    }

    /// The entry that a reference names: a hash, 8 or more hex digits of it, or LOG:SEQ.
    pub fn find(&self, _reference: &str) -> Result<Pos, FindError> {
        todo!()
    }

    /// The entry with that hash.
    pub fn place(&self, _hash: &Hash) -> Option<Pos> {
        todo!()
    }

    /// The bytes of an entry, without its line feed; empty where there is none.
    pub fn raw(&self, _pos: Pos) -> &[u8] {
        todo!()
    }

    /// The line at a place, read again.
    pub fn line(&self, _pos: Pos) -> Option<Line<'_>> {
        todo!()
    }

    /// What the entry at a place had seen: the same as a walk hands over with it.
    pub fn past_of(&self, _pos: Pos) -> Option<Past> {
        todo!()
    }

    /// The index of a log; `None` where there is no such log yet.
    pub fn log_of(&self, _name: &LogName) -> Option<usize> {
        todo!()
    }
}
