//! Places while a plan is read: small, and without words.

use super::diagnostic::SourceSpan;

/// A place in a file. Plans have at most 16 MiB, so 32 bits hold any offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TextSpan {
    /// The file, as an index into the sources.
    pub(crate) file: u32,
    /// The first byte.
    pub(crate) start: u32,
    /// One past the last byte.
    pub(crate) end: u32,
}

/// A value with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WithSpan<T> {
    /// The value.
    pub(crate) it: T,
    /// Where it stands.
    pub(crate) at: TextSpan,
}

impl TextSpan {
    /// The place of a span of bytes.
    pub(crate) fn new(file: u32, span: &std::ops::Range<usize>) -> Self {
        let short = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { file, start: short(span.start), end: short(span.end) }
    }

    /// The file as a whole.
    pub(crate) fn of_file(file: u32) -> Self {
        Self { file, start: 0, end: 0 }
    }

    /// The place with what stands under it.
    pub(crate) fn labelled(self, label: impl Into<String>) -> SourceSpan {
        SourceSpan {
            file: self.file as usize,
            span: self.start as usize..self.end as usize,
            label: label.into(),
        }
    }
}
