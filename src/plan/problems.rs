//! The sink into which reader and rules say what is wrong.

use std::collections::HashSet;

use super::code::{Code, Severity};
use super::diagnostic::{Diagnostic, MOST_DIAGNOSTICS};
use super::span::TextSpan;

/// A warning that a table accepts, and why.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Accept<'a> {
    /// The warning.
    pub(crate) code: Code,
    /// Why it was accepted.
    pub(crate) reason: &'a str,
    /// Where its code stands.
    pub(crate) at: TextSpan,
}

/// Proof that an error was reported: only [`Problems`] makes one, and only once it counts an error. What has no value
/// but this cannot be lost without a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reported(());

/// What was found so far. Of each severity as many are kept as anybody will look at; the rest is counted.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    found: Vec<Diagnostic>,
    kept: [usize; 2],
    /// Those that were counted only.
    pub(crate) dropped: usize,
    /// The places of `accept` at which a warning would have spoken.
    pub(crate) silenced: HashSet<TextSpan>,
}

impl Problems {
    /// Says a problem; the words are made only if it is kept.
    pub(crate) fn add(&mut self, code: Code, at: TextSpan, words: impl FnOnce() -> DiagnosticText) {
        self.add_as(code.row().severity, code, at, words);
    }

    /// Reports an error, whatever the severity of its code, and proves it.
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

    /// Says a warning, which any of the tables concerned may accept.
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

    /// Whether nothing is an error so far.
    pub(crate) fn no_error(&self) -> Result<(), Reported> {
        if self.kept[0] > 0 { Err(Reported(())) } else { Ok(()) }
    }

    /// Everything that is kept, by file and place.
    pub(crate) fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.found.sort_by_key(|found| {
            found.place.as_ref().map(|place| (place.file, place.span.start, place.span.end))
        });
        self.found
    }
}

/// The words of a problem.
#[derive(Debug)]
pub(crate) struct DiagnosticText {
    message: String,
    label: String,
    help: Option<String>,
    more: Vec<(TextSpan, String)>,
}

impl DiagnosticText {
    /// A problem: what is wrong, and what stands under its place.
    pub(crate) fn new(message: impl Into<String>, label: impl Into<String>) -> Self {
        Self { message: message.into(), label: label.into(), help: None, more: Vec::new() }
    }

    /// What would mend it.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What would mend it, if something is known.
    pub(crate) fn maybe(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// Another place that belongs to it.
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
