//! The one error of the command line: what kind, what happened, what to do next.

use std::error::Error;
use std::io;

use crate::model::exit::Exit;
use crate::view::refusal::Refusals;

/// What kind of failure it is; the exit code follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Something failed: input, output, a plan with errors.
    Failed,
    /// The command line is wrong.
    Usage,
    /// A guard refused.
    Refused,
    /// The ledger is not intact, or nobody knows whether it was recorded.
    NotIntact,
    /// Somebody else was first.
    Conflict,
    /// The reader of the output is gone: quiet success.
    ClosedPipe,
}

impl Kind {
    /// The exit code.
    pub(crate) fn exit(self) -> Exit {
        match self {
            Self::Failed => Exit::Failed,
            Self::Usage => Exit::Usage,
            Self::Refused => Exit::Refused,
            Self::NotIntact => Exit::NotIntact,
            Self::Conflict => Exit::Conflict,
            Self::ClosedPipe => Exit::Done,
        }
    }
}

/// What went wrong, and what to do next.
#[derive(Debug)]
pub(crate) struct CliError {
    /// The kind.
    pub(crate) kind: Kind,
    /// What happened; its text is what people read.
    pub(crate) source: Box<dyn Error + Send + Sync>,
    /// Next steps, as commands where possible.
    pub(crate) hints: Vec<String>,
    /// What was refused, for those who read JSON.
    pub(crate) refusals: Option<Box<Refusals>>,
}

impl CliError {
    /// An error of a kind.
    pub(crate) fn new(kind: Kind, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { kind, source: source.into(), hints: Vec::new(), refusals: None }
    }

    /// A wrong command line.
    pub(crate) fn usage(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(Kind::Usage, source)
    }

    /// A failure.
    pub(crate) fn failed(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(Kind::Failed, source)
    }

    /// A refusal that no measure is named in.
    pub(crate) fn refused(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(Kind::Refused, source)
    }

    /// A file that could not be read or written.
    pub(crate) fn file(doing: &str, path: &std::path::Path, cause: &io::Error) -> Self {
        Self::failed(format!("cannot {doing} {}: {}", path.display(), plain(cause)))
    }

    /// The same, with a next step.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

/// An input or output error without its number.
pub(crate) fn plain(cause: &io::Error) -> String {
    let text = cause.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

/// Errors of writing an answer; files go through [`CliError::file`].
impl From<io::Error> for CliError {
    fn from(cause: io::Error) -> Self {
        match cause.kind() {
            io::ErrorKind::BrokenPipe => Self::new(Kind::ClosedPipe, cause),
            _ => Self::failed(format!("cannot write the answer: {}", plain(&cause))),
        }
    }
}

impl From<super::when::WhenError> for CliError {
    fn from(cause: super::when::WhenError) -> Self {
        let hint = cause.hint();
        let error = Self::usage(cause);
        match hint {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }
}
