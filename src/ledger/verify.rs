//! Verification of the bytes, in flat memory.

use std::path::Path;

use super::finding::Finding;
use super::log::Head;
use super::store::ReadError;
use crate::model::op::Op;

/// How to verify.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Entries that have to be there.
    pub expect: Vec<Head>,
    /// How many threads; 0 for as many as the machine has.
    pub threads: usize,
}

/// What was found in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedLog {
    /// The file's name without `.jsonl`: the log, or a branch of it.
    pub name: String,
    /// How many lines are valid, up to the first broken one.
    pub entries: u64,
    /// The last of them.
    pub head: Option<Head>,
}

/// What verification found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The files, by their names; those of no bytes left out.
    pub logs: Vec<VerifiedLog>,
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// Log and line of entries with a word that this version does not know.
    pub unknown: Vec<(String, u64)>,
    /// Log and line of entries whose `t` is before that of the line before, or of an entry they had seen.
    pub skew: Vec<(String, u64)>,
    /// Files in `logs/` with other names.
    pub ignored: Vec<String>,
}

/// Verifies the bytes of a ledger or a bundle: hashes, chains, order, what each log saw of the others, forks and
/// stored plans. Says nothing of rights.
pub fn verify(
    _dir: &Path,
    _op: &Op,
    _options: &Options,
    _progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Report, ReadError> {
    todo!()
}
