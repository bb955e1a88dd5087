//! Collects the problems that readers and rules report.

use std::collections::HashSet;

use super::code::{Code, Severity};
use super::diagnostic::{Diagnostic, MOST_DIAGNOSTICS};
use super::span::TextSpan;

/// A warning that a table accepts, and the reason.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Accept<'a> {
    pub(crate) code: Code,
    pub(crate) reason: &'a str,
    pub(crate) at: TextSpan,
}

/// Proof that an error was reported: only [`Problems`] makes one, and only after it has counted an error. A function
/// that can return only this instead of a value cannot lose the value without a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reported(());

/// The problems found so far. Only as many of each severity are kept as anyone will read; further ones are counted.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    found: Vec<Diagnostic>,
    kept: [usize; 2],
    /// The problems that were only counted.
    pub(crate) dropped: usize,
    /// The spans of `accept` that silenced a warning.
    pub(crate) silenced: HashSet<TextSpan>,
}

impl Problems {
    /// Reports a problem; calls `words` only if the problem is kept.
    pub(crate) fn add(&mut self, code: Code, at: TextSpan, words: impl FnOnce() -> DiagnosticText) {
        self.add_as(code.row().severity, code, at, words);
    }

    /// Reports an error, whatever the severity of its code, and returns the proof.
    pub(crate) fn error(
        &mut self,
        code: Code,
        at: TextSpan,
        words: impl FnOnce() -> DiagnosticText,
    ) -> Reported {
        self.add_as(Severity::Error, code, at, words);
        Reported(())
    }

    fn add_as(
        &mut self,
        severity: Severity,
        code: Code,
        at: TextSpan,
        words: impl FnOnce() -> DiagnosticText,
    ) {
        let kept = match severity {
            Severity::Error => &mut self.kept[0],
            Severity::Warning => &mut self.kept[1],
        };
        if *kept >= MOST_DIAGNOSTICS {
            self.dropped += 1;
            return;
        }
        *kept += 1;
        self.found.push(Diagnostic { severity, ..words().into_diagnostic(code, at) });
    }

    /// Reports a warning, which any of the tables concerned may accept.
    pub(crate) fn warn(
        &mut self,
        code: Code,
        at: TextSpan,
        tables: &[&[Accept<'_>]],
        words: impl FnOnce() -> DiagnosticText,
    ) {
        let mut accepts = tables.iter().copied().flatten().filter(|accept| accept.code == code).peekable();
        let first = accepts.peek().copied();
        self.silenced.extend(accepts.map(|accept| accept.at));
        match first {
            None => self.add(code, at, words),
            Some(accept) => {
                let mut diagnostic = words().into_diagnostic(code, at);
                diagnostic.accepted = Some(accept.reason.to_owned());
                self.found.push(diagnostic);
            }
        }
    }

    /// An error if an error has been reported so far.
    pub(crate) fn no_error(&self) -> Result<(), Reported> {
        if self.kept[0] > 0 { Err(Reported(())) } else { Ok(()) }
    }

    /// Every problem that was kept, by file and location.
    pub(crate) fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.found.sort_by_key(|found| {
            found.place.as_ref().map(|place| (place.file, place.span.start, place.span.end))
        });
        self.found
    }
}

#[derive(Debug)]
pub(crate) struct DiagnosticText {
    message: String,
    label: String,
    help: Option<String>,
    more: Vec<(TextSpan, String)>,
}

impl DiagnosticText {
    /// A problem: the message, and the label under its location.
    pub(crate) fn new(message: impl Into<String>, label: impl Into<String>) -> Self {
        Self { message: message.into(), label: label.into(), help: None, more: Vec::new() }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds the suggested fix, if there is one.
    pub(crate) fn maybe(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// Adds a further location.
    pub(crate) fn also(mut self, at: TextSpan, label: impl Into<String>) -> Self {
        self.more.push((at, label.into()));
        self
    }

    fn into_diagnostic(self, code: Code, at: TextSpan) -> Diagnostic {
        Diagnostic {
            place: Some(at.labelled(self.label)),
            more: self.more.into_iter().map(|(at, label)| at.labelled(label)).collect(),
            help: self.help,
            ..Diagnostic::new(code, self.message)
        }
    }
}
