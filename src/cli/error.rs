//! The error type of the command line: its kind, what happened, and what to do next.

use std::error::Error;
use std::io;

use crate::exchange::sync::SyncError;
use crate::ledger::error::AppendError;
use crate::ledger::error::FindError;
use crate::ledger::error::{LockError, ReadError};
use crate::ledger::merge::MergeError;
use crate::ledger::store::instance::InstanceError;
use crate::model::exit::Exit;
use crate::model::nearest::did_you_mean;
use crate::operation::rehearse::RehearseError;
use crate::operation::{CheckpointError, RecordError};
use crate::view::refusal::Refusals;

/// The kind of failure, which determines the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ErrorKind {
    /// A general failure: input, output, or a plan with errors.
    Failed,
    /// The command line is invalid.
    Usage,
    /// A guard refused.
    Refused,
    /// The ledger is damaged, or the write could not be confirmed.
    NotIntact,
    /// The state changed in the meantime, or reports contradict each other.
    Conflict,
    /// The reader of the output closed it, which counts as success and prints nothing.
    ClosedPipe,
}

impl ErrorKind {
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
    pub(crate) kind: ErrorKind,
    /// What happened; this text is printed.
    pub(crate) source: Box<dyn Error + Send + Sync>,
    /// What is missing, each labelled with a word that `takedown explain` knows.
    pub(crate) lines: Vec<(String, String)>,
    /// Next steps, as commands where possible.
    pub(crate) hints: Vec<String>,
    /// The refusals for JSON output.
    pub(crate) refusals: Option<Box<Refusals>>,
    /// Other errors of the same command.
    pub(crate) also: Vec<CliError>,
}

impl CliError {
    pub(crate) fn new(kind: ErrorKind, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let source = source.into();
        Self { kind, source, lines: Vec::new(), hints: Vec::new(), refusals: None, also: Vec::new() }
    }

    /// An error in the command line.
    pub(crate) fn usage(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(ErrorKind::Usage, source)
    }

    /// A general failure.
    pub(crate) fn failed(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(ErrorKind::Failed, source)
    }

    /// A refusal that names no measure.
    pub(crate) fn refused(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let error = Self::new(ErrorKind::Refused, source);
        let refusals = Refusals::in_words(&error.source.to_string());
        Self { refusals: Some(Box::new(refusals)), ..error }
    }

    /// An error of reading or writing a file.
    pub(crate) fn file(doing: &str, path: &std::path::Path, cause: &io::Error) -> Self {
        Self::failed(format!("cannot {doing} {}: {}", path.display(), plain(cause)))
    }

    /// Adds a next step.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Suggests the name that was probably meant, or adds another hint if no name is similar.
    #[must_use]
    pub(crate) fn suggest<'n>(
        self,
        word: &str,
        names: impl IntoIterator<Item = &'n str>,
        otherwise: impl FnOnce() -> Option<String>,
    ) -> Self {
        match did_you_mean(word, names).or_else(otherwise) {
            Some(hint) => self.hint(hint),
            None => self,
        }
    }
}

/// An input or output error without its OS error number.
pub(crate) fn plain(cause: &io::Error) -> String {
    let text = cause.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

/// Errors of printing an answer; for files use [`CliError::file`].
impl From<io::Error> for CliError {
    fn from(cause: io::Error) -> Self {
        match cause.kind() {
            io::ErrorKind::BrokenPipe => Self::new(ErrorKind::ClosedPipe, cause),
            _ => Self::failed(format!("cannot write the answer: {}", plain(&cause))),
        }
    }
}

impl From<ReadError> for CliError {
    fn from(cause: ReadError) -> Self {
        Self::failed(cause)
    }
}

impl From<LockError> for CliError {
    fn from(cause: LockError) -> Self {
        match cause {
            LockError::Held { .. } => Self::new(ErrorKind::Conflict, cause)
                .hint("wait longer: --lock-timeout 60s, or end that process"),
            LockError::Network { .. } => {
                Self::failed(cause).hint("if its locks are known to hold: --allow-network-fs")
            }
            LockError::Read(cause) => cause.into(),
            cause => Self::failed(cause),
        }
    }
}

impl From<AppendError> for CliError {
    fn from(cause: AppendError) -> Self {
        let kind = match &cause {
            AppendError::Unknown(_) | AppendError::NotIntact(_) => ErrorKind::NotIntact,
            AppendError::Forked(_) | AppendError::Retired(_) => ErrorKind::Conflict,
            _ => ErrorKind::Failed,
        };
        if let AppendError::Retired(_) = cause {
            return Self::new(kind, cause).hint("TAKEDOWN_INSTANCE names another log, by 8 hex digits");
        }
        let error = Self::new(kind, cause);
        if kind == ErrorKind::Failed { error } else { error.hint("takedown verify") }
    }
}

impl From<CheckpointError> for CliError {
    fn from(cause: CheckpointError) -> Self {
        match cause {
            CheckpointError::Read(cause) => cause.into(),
            CheckpointError::Lock(cause) => cause.into(),
            CheckpointError::Append(cause) => cause.into(),
            CheckpointError::Moved(_) => Self::new(ErrorKind::Conflict, cause),
            cause => Self::failed(cause),
        }
    }
}

impl From<MergeError> for CliError {
    fn from(cause: MergeError) -> Self {
        match cause {
            MergeError::Lock(cause) => cause.into(),
            MergeError::Read(cause) => cause.into(),
            cause => Self::failed(cause),
        }
    }
}

impl From<SyncError> for CliError {
    fn from(cause: SyncError) -> Self {
        match cause {
            SyncError::Merge(cause) => cause.into(),
            SyncError::Nowhere { .. } => {
                Self::usage(cause).hint("git remote lists the names; a folder, a path or an address will do")
            }
            SyncError::NoLedger { ref dir, ref name } => {
                let begin = format!("to begin a copy in it: mkdir {}", dir.join(name).display());
                Self::usage(cause).hint(begin)
            }
            SyncError::Itself { .. } => Self::usage(cause),
            SyncError::Detached => Self::failed(cause).hint("git switch BRANCH"),
            SyncError::UnderWay { .. } => {
                Self::new(ErrorKind::Conflict, cause).hint("end it first, as git status says")
            }
            SyncError::Conflict { .. } => Self::new(ErrorKind::Conflict, cause)
                .hint("what the other side has is in the ledger here; nothing was pushed")
                .hint("commit what is open, merge them by hand (git pull --no-rebase), then sync again"),
            SyncError::Outrun(_) => Self::new(ErrorKind::Conflict, cause).hint("sync again"),
            cause => Self::failed(cause),
        }
    }
}

impl From<RehearseError> for CliError {
    fn from(error: RehearseError) -> Self {
        match error {
            RehearseError::NotInMode(_) => Self::refused(error),
            RehearseError::NotEmpty(_) => Self::usage(error),
            RehearseError::Read(error) => error.into(),
            RehearseError::Record(error) => error.into(),
            error => Self::failed(error),
        }
    }
}

impl From<InstanceError> for CliError {
    fn from(cause: InstanceError) -> Self {
        Self::failed(cause).hint("TAKEDOWN_INSTANCE names one, of 8 hex digits")
    }
}

/// Refusals are handled in `refuse`, which has the plan to explain them.
impl From<RecordError> for CliError {
    fn from(cause: RecordError) -> Self {
        match cause {
            RecordError::Lock(cause) => cause.into(),
            RecordError::Read(cause) => cause.into(),
            RecordError::Append(cause) => cause.into(),
            RecordError::NoKey(_) => {
                Self::refused(cause).hint("TAKEDOWN_KEY names the key, or `key` in the configuration")
            }
            cause => Self::refused(cause),
        }
    }
}

impl From<FindError> for CliError {
    fn from(cause: FindError) -> Self {
        Self::usage(cause).hint("takedown log lists the entries")
    }
}
