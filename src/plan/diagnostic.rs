//! What is found in a plan, as data. How it looks is decided elsewhere.

use std::ops::Range;

use super::code::{Code, Severity};
use super::tables::Plan;

/// A place in one of the files of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceSpan {
    /// The file: an index into [`Loaded::sources`].
    pub file: usize,
    /// The bytes concerned; empty and at 0 where the file as a whole is meant.
    pub span: Range<usize>,
    /// What stands under the place.
    pub label: String,
}

/// One problem of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What it is.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// Where it is; none where there is no text to point at.
    pub place: Option<SourceSpan>,
    /// Other places that belong to it.
    pub more: Vec<SourceSpan>,
    /// What is wrong, in one phrase.
    pub message: String,
    /// What would mend it.
    pub help: Option<String>,
    /// The reason with which `accept` silenced it.
    pub accepted: Option<String>,
}

/// The text of one file of a plan, with LF at the ends of its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceText {
    /// Its name as it is shown: the path as it was given, or the name in a stored plan.
    pub name: String,
    /// The text; empty where it could not be read as text.
    pub text: String,
}

/// A plan, or why there is none.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The plan; only where nothing is an error.
    pub plan: Option<Plan>,
    /// Everything that was found, by file and place; of each severity at most [`MOST_DIAGNOSTICS`].
    pub diagnostics: Vec<Diagnostic>,
    /// How many more were found than are kept.
    pub dropped: usize,
    /// The files that were read.
    pub sources: Vec<SourceText>,
}

/// How many diagnostics of a severity are kept; the rest is counted.
pub const MOST_DIAGNOSTICS: usize = 10_000;

impl Diagnostic {
    /// A problem without a place.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.row().severity,
            place: None,
            more: Vec::new(),
            message: message.into(),
            help: None,
            accepted: None,
        }
    }

    /// Whether it keeps the plan from being taken.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl Loaded {
    /// The errors.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|found| found.is_error())
    }

    /// The warnings that nobody accepted.
    pub fn warnings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|found| !found.is_error() && found.accepted.is_none())
    }

    /// The warnings that were weighed, each with its reason.
    pub fn accepted(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|found| found.accepted.is_some())
    }
}
