//! The problems of a plan: `takedown.check/1`.

use serde::Serialize;

/// The diagnostics of one plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckView {
    /// `takedown.check/1`
    pub schema: &'static str,
    /// The files that were read.
    pub files: Vec<String>,
    /// The diagnostics, in the order of the files.
    pub diagnostics: Vec<CheckRow>,
    /// The number of errors.
    pub errors: u64,
    /// The number of warnings.
    pub warnings: u64,
    /// The number of warnings that the plan accepts, with reasons.
    pub accepted: u64,
}

/// One diagnostic. Lines and columns count from 1, columns in characters; the end is the position after the
/// last one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckRow {
    /// Its code, as in `takedown explain CODE`.
    pub code: String,
    /// `error` or `warning`.
    pub severity: String,
    /// The file; null if the diagnostic is about the whole plan.
    pub file: Option<String>,
    /// The line of its start.
    pub line: Option<u64>,
    /// The column of its start.
    pub column: Option<u64>,
    /// The line of its end.
    pub end_line: Option<u64>,
    /// The column of its end.
    pub end_column: Option<u64>,
    /// What is wrong.
    pub message: String,
    /// How to fix it.
    pub hint: Option<String>,
}
