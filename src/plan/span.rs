//! Locations while a plan is read: small, and without text.

use super::diagnostic::SourceSpan;

/// A location in a file. Plans have at most 16 MiB, so 32 bits are enough for any offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TextSpan {
    /// An index into the sources.
    pub(crate) file: u32,
    pub(crate) start: u32,
    /// Exclusive.
    pub(crate) end: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WithSpan<T> {
    pub(crate) it: T,
    pub(crate) at: TextSpan,
}

impl TextSpan {
    pub(crate) fn new(file: u32, span: &std::ops::Range<usize>) -> Self {
        let short = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { file, start: short(span.start), end: short(span.end) }
    }

    pub(crate) fn of_file(file: u32) -> Self {
        Self { file, start: 0, end: 0 }
    }

    /// The location with a label.
    pub(crate) fn labelled(self, label: impl Into<String>) -> SourceSpan {
        SourceSpan {
            file: self.file as usize,
            span: self.start as usize..self.end as usize,
            label: label.into(),
        }
    }
}
