//! Why a ledger cannot be read, locked or written.

use crate::ledger::finding::Finding;
use crate::ledger::log::LogName;
use crate::model::path_error::PathError;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use thiserror::Error;

#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// A file or folder could not be read.
    #[error("cannot read {0}")]
    Io(#[source] PathError),
    /// The ledger belongs to another operation.
    #[error("{dir} is the ledger of {found}, not of {wanted}", dir = dir.display())]
    OtherOperation {
        dir: PathBuf,
        /// The operation that the ledger's lines name.
        found: String,
        /// The operation that was opened.
        wanted: String,
    },
    /// The folder is a bundle, which is read-only.
    #[error("{dir} is a bundle, not a ledger", dir = dir.display())]
    Bundle {
        /// The folder of the bundle.
        dir: PathBuf,
    },
}

/// Why the lock could not be acquired.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LockError {
    /// Another process holds the lock.
    #[error("the ledger is locked: {holder}")]
    Held {
        /// A description of the holder.
        holder: String,
    },
    /// The folder is on a network file system, where locks are not reliable.
    #[error("{dir} lies on a network file system ({kind}), where locks cannot be trusted", dir = dir.display())]
    Network {
        dir: PathBuf,
        /// The name of the file system: `nfs`.
        kind: &'static str,
    },
    /// The folder or the lock could not be created.
    #[error("cannot lock {0}")]
    Io(#[source] PathError),
    #[error(transparent)]
    Read(#[from] ReadError),
}

pub(crate) fn io_error(path: &Path) -> impl Fn(io::Error) -> ReadError + use<'_> {
    move |source| ReadError::Io(PathError::new(path, source))
}

/// Why nothing was recorded, or why it is unknown whether it was.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AppendError {
    /// A write failed and was undone.
    #[error("not recorded: cannot write {0}")]
    NotRecorded(#[source] PathError),
    /// The system could not confirm that the bytes are durable. The caller MUST NOT try again.
    #[error("unknown whether recorded: cannot make {} durable: {}", .0.path.display(), .0.source)]
    Unknown(#[source] PathError),
    /// The log is damaged, or shorter than others have seen it.
    #[error("not recorded: {}", .0.message)]
    NotIntact(Box<Finding>),
    #[error("not recorded: {}", .0.message)]
    Forked(Box<Finding>),
    #[error("not recorded: the log {0} is retired, nobody writes it any more")]
    Retired(LogName),
    /// The stamp belongs to another log than the lock.
    #[error("not recorded: the lock was taken for another log than {0}")]
    OtherLog(String),
    /// A reader would reject the entry.
    #[error("not recorded: an entry of type {word} would not be read again: {fault}")]
    Shape {
        /// The type of the entry.
        word: String,
        /// The reader's error.
        fault: String,
    },
    /// The system gave no random bytes for the salt.
    #[error("not recorded: {0}")]
    NoRandom(#[from] NoRandom),
}

pub(crate) fn not_recorded(path: &Path) -> impl Fn(io::Error) -> AppendError + use<'_> {
    move |source| AppendError::NotRecorded(PathError::new(path, source))
}

#[derive(Debug, thiserror::Error)]
#[error("the system gives no random bytes: {0}")]
pub struct NoRandom(pub(crate) String);

/// Why a reference does not name exactly one entry.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FindError {
    /// It is neither a hash, nor 8 or more hex digits of one, nor LOG:SEQ.
    #[error("`{0}` is no entry: write 8 or more hex digits of its hash, or LOG:SEQ")]
    NotAReference(String),
    /// No entry matches.
    #[error("no entry `{0}` in this ledger")]
    None(String),
    /// Several entries match.
    #[error("`{reference}` fits {count} entries; write more of its hash")]
    Several {
        reference: String,
        /// How many entries match.
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
