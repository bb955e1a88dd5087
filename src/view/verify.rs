//! Whether the ledger is intact: `takedown.verify/1`.

use serde::Serialize;

use crate::model::digest::Hash;

/// The proof of a ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerifyView {
    /// `takedown.verify/1`
    pub schema: &'static str,
    pub logs: Vec<LogRow>,
    /// What is not as it should be.
    pub findings: Vec<FindingRow>,
    /// How many entries count for nothing.
    pub void: u64,
    /// How many facts were against the rules.
    pub irregular: u64,
    /// How many measures are in conflict.
    pub conflicts: u64,
    /// Tables only: the operation of a bundle. `None` if a ledger was verified.
    #[serde(skip)]
    pub bundle: Option<String>,
    /// Tables only: how many plans are stored. `None` in a bundle.
    #[serde(skip)]
    pub plans: Option<u64>,
    /// Tables only: whether rights were judged.
    #[serde(skip)]
    pub judged: bool,
    /// Tables only: what is worth knowing and is not a finding.
    #[serde(skip)]
    pub remarks: Vec<RemarkRow>,
}

/// Something that is worth knowing and is not a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemarkRow {
    /// What it is: `takedown explain KIND`.
    pub kind: &'static str,
    /// What there is to know.
    pub text: String,
    /// Whether a rule was broken.
    pub against_rules: bool,
}

/// A log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogRow {
    pub log: String,
    /// How many entries stand.
    pub entries: u64,
    /// The hash of the last one; null if none stands.
    pub head: Option<Hash>,
    /// The last entry that a signature covers; null if none does.
    pub signed_to: Option<u64>,
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingRow {
    /// What it is: `takedown explain KIND`.
    pub kind: String,
    /// The log; null if it is about none.
    pub log: Option<String>,
    /// The line, from 1.
    pub line: Option<u64>,
    /// Where that line begins in the file; null if it is not there.
    pub byte: Option<u64>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}
