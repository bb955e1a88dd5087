//! Why a ledger cannot be read, locked or written.

use crate::ledger::finding::Finding;
use crate::ledger::log::LogName;
use crate::model::path_error::PathError;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use thiserror::Error;

/// Why a ledger cannot be read at all.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// A file or folder cannot be read.
    #[error("cannot read {0}")]
    Io(#[source] PathError),
    /// It is another operation's.
    #[error("{dir} is the ledger of {found}, not of {wanted}", dir = dir.display())]
    OtherOperation {
        /// The folder.
        dir: PathBuf,
        /// The operation that its lines name.
        found: String,
        /// The operation in hand.
        wanted: String,
    },
    /// It is a bundle for a court: nobody writes into it.
    #[error("{dir} is a bundle, not a ledger", dir = dir.display())]
    Bundle {
        /// The folder.
        dir: PathBuf,
    },
}

/// Why the lock is not had.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LockError {
    /// Somebody else holds it.
    #[error("the ledger is locked: {holder}")]
    Held {
        /// Who holds it, in words.
        holder: String,
    },
    /// The folder lies on a network file system, where locks cannot be trusted.
    #[error("{dir} lies on a network file system ({kind}), where locks cannot be trusted", dir = dir.display())]
    Network {
        /// The folder.
        dir: PathBuf,
        /// The file system's kind.
        kind: &'static str,
    },
    /// The folder or the lock cannot be made.
    #[error("cannot lock {0}")]
    Io(#[source] PathError),
    /// The ledger cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

pub(crate) fn io_error(path: &Path) -> impl Fn(io::Error) -> ReadError + use<'_> {
    move |source| ReadError::Io(PathError::new(path, source))
}

/// Why nothing was recorded, or why that is not known.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AppendError {
    /// A write failed and was undone.
    #[error("not recorded: cannot write {0}")]
    NotRecorded(#[source] PathError),
    /// The system could not say whether the bytes are durable. MUST NOT be tried again.
    #[error("unknown whether recorded: cannot make {} durable: {}", .0.path.display(), .0.source)]
    Unknown(#[source] PathError),
    /// The log is not intact, or shorter than others have seen it.
    #[error("not recorded: {}", .0.message)]
    NotIntact(Box<Finding>),
    /// The log has branches.
    #[error("not recorded: {}", .0.message)]
    Forked(Box<Finding>),
    /// The log is retired.
    #[error("not recorded: the log {0} is retired, nobody writes it any more")]
    Retired(LogName),
    /// The stamp names another log than the lock was taken for.
    #[error("not recorded: the lock was taken for another log than {0}")]
    OtherLog(String),
    /// An entry cannot be written: a reader would refuse it.
    #[error("not recorded: an entry of type {word} would not be read again: {fault}")]
    Shape {
        /// The entry's type.
        word: String,
        /// What a reader would say.
        fault: String,
    },
    /// No salt can be drawn.
    #[error("not recorded: {0}")]
    NoRandom(#[from] NoRandom),
}

pub(crate) fn not_recorded(path: &Path) -> impl Fn(io::Error) -> AppendError + use<'_> {
    move |source| AppendError::NotRecorded(PathError::new(path, source))
}

/// The system gave no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("the system gives no random bytes: {0}")]
pub struct NoRandom(pub(crate) String);

/// A reference that names no one entry.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FindError {
    /// It is neither a hash, nor 8 or more hex digits of one, nor LOG:SEQ.
    #[error("`{0}` is no entry: write 8 or more hex digits of its hash, or LOG:SEQ")]
    NotAReference(String),
    /// No entry has it.
    #[error("no entry `{0}` in this ledger")]
    None(String),
    /// Several entries have it.
    #[error("`{reference}` fits {count} entries; write more of its hash")]
    Several {
        /// The reference.
        reference: String,
        /// How many entries it fits.
        count: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_names_the_file_and_what_the_system_said() {
        let full = || PathError::new("logs/a.jsonl", io::Error::from(io::ErrorKind::StorageFull));
        assert_eq!(
            AppendError::NotRecorded(full()).to_string(),
            "not recorded: cannot write logs/a.jsonl: no storage space"
        );
        assert_eq!(
            AppendError::Unknown(full()).to_string(),
            "unknown whether recorded: cannot make logs/a.jsonl durable: no storage space"
        );
    }
}
