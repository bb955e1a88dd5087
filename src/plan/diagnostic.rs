//! The problems of a plan, as data. Other modules decide how they are displayed.

use std::ops::Range;

use super::code::{Code, Severity};
use super::tables::Plan;

/// A location in one of the files of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceSpan {
    /// The file, as an index into [`Loaded::sources`].
    pub file: usize,
    /// The bytes concerned; empty and at 0 if the problem concerns the file as a whole.
    pub span: Range<usize>,
    /// The label under the marked text.
    pub label: String,
}

/// One problem of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The code.
    pub code: Code,
    /// The severity.
    pub severity: Severity,
    /// The main location; `None` if there is no text to point at.
    pub place: Option<SourceSpan>,
    /// Further locations that belong to the problem.
    pub more: Vec<SourceSpan>,
    /// The problem, in one phrase.
    pub message: String,
    /// A suggested fix.
    pub help: Option<String>,
    /// The reason given in `accept`, if the warning was accepted.
    pub accepted: Option<String>,
}

/// The text of one file of a plan, with LF line ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceText {
    /// The name as it is displayed: the path as given, or the name in a stored plan.
    pub name: String,
    /// The text; empty if the file could not be read as text.
    pub text: String,
}

/// A plan, or the problems that prevent one.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The plan, if there are no errors.
    pub plan: Option<Plan>,
    /// Every problem, by file and location; at most [`MOST_DIAGNOSTICS`] of each severity.
    pub diagnostics: Vec<Diagnostic>,
    /// How many further problems were found and dropped.
    pub dropped: usize,
    /// The files that were read.
    pub sources: Vec<SourceText>,
}

/// How many diagnostics of a severity are kept; further ones are only counted.
pub const MOST_DIAGNOSTICS: usize = 10_000;

impl Diagnostic {
    /// Makes a problem without a location.
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

    /// Whether it prevents the plan from being accepted.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl Loaded {
    /// The errors.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|found| found.is_error())
    }

    /// The warnings that no one accepted.
    pub fn warnings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|found| !found.is_error() && found.accepted.is_none())
    }

    /// The accepted warnings, each with its reason.
    pub fn accepted(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|found| found.accepted.is_some())
    }
}
