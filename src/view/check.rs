//! What is wrong with a plan: `takedown.check/1`.

use serde::Serialize;

/// The diagnostics of one plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckView {
    /// `takedown.check/1`
    pub schema: &'static str,
    /// The files that were read.
    pub files: Vec<String>,
    /// What was found, in the order of the files.
    pub diagnostics: Vec<CheckRow>,
    /// How many errors.
    pub errors: u64,
    /// How many warnings.
    pub warnings: u64,
    /// How many warnings the plan accepts, with reasons.
    pub accepted: u64,
}

/// One diagnostic. Lines and columns count from 1, columns in characters; the end is the place after the last one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckRow {
    /// Its code: `takedown explain CODE`.
    pub code: String,
    /// `error` or `warning`.
    pub severity: String,
    /// The file; null if it is about the whole.
    pub file: Option<String>,
    /// Where it begins.
    pub line: Option<u64>,
    /// Where it begins.
    pub column: Option<u64>,
    /// Where it ends.
    pub end_line: Option<u64>,
    /// Where it ends.
    pub end_column: Option<u64>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}
