//! Whether the ledger is intact: `takedown.verify/1`.

use serde::Serialize;

use crate::model::digest::Hash;

/// The result of verifying a ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerifyView {
    /// `takedown.verify/1`
    pub schema: &'static str,
    pub logs: Vec<LogRow>,
    /// The problems that were found.
    pub findings: Vec<FindingRow>,
    /// The number of void entries.
    pub void: u64,
    /// The number of irregular facts.
    pub irregular: u64,
    /// The number of measures in conflict.
    pub conflicts: u64,
    /// Tables only: the operation of a bundle. `None` if a ledger was verified.
    #[serde(skip)]
    pub bundle: Option<String>,
    /// Tables only: the number of stored plans. `None` in a bundle.
    #[serde(skip)]
    pub plans: Option<u64>,
    /// Tables only: whether permissions were judged.
    #[serde(skip)]
    pub judged: bool,
    /// Tables only: noteworthy facts that are not findings.
    #[serde(skip)]
    pub remarks: Vec<RemarkRow>,
}

/// A noteworthy fact that is not a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemarkRow {
    /// Its kind, as in `takedown explain KIND`.
    pub kind: &'static str,
    /// The text.
    pub text: String,
    /// Whether a rule was broken.
    pub against_rules: bool,
}

/// A log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogRow {
    pub log: String,
    /// The number of valid entries.
    pub entries: u64,
    /// The hash of the last valid entry; null if there is none.
    pub head: Option<Hash>,
    /// The last entry that a signature covers; null if there is none.
    pub signed_to: Option<u64>,
}

/// A problem in a ledger or bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingRow {
    /// Its kind, as in `takedown explain KIND`.
    pub kind: String,
    /// The log; null if the finding is not about a log.
    pub log: Option<String>,
    /// The line number, from 1.
    pub line: Option<u64>,
    /// The byte offset of that line in the file; null if the line is missing.
    pub byte: Option<u64>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}
