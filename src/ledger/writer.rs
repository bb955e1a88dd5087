//! The lock, which reads and appends.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::entry::Data;
use super::finding::Finding;
use super::log::LogName;
use super::random::NoRandom;
use super::reading::Reading;
use super::store::{ReadError, Store};
use crate::model::digest::Hash;
use crate::model::stamp::Stamp;
use crate::model::time::Instant;

/// Bytes to be kept in `plans/` under their digest.
#[derive(Debug, Clone, Copy)]
pub struct Blob<'a> {
    /// The bytes.
    pub bytes: &'a [u8],
    /// What they are.
    pub kind: BlobKind,
}

/// What a stored file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlobKind {
    /// A plan, kept as `.toml`.
    Plan,
    /// A saved plan, kept as `.json`.
    Saved,
}

/// An entry that is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its number.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash,
    /// When it was recorded.
    pub t: Instant,
}

/// What was done beside recording.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remark {
    /// An incomplete last line was cut and kept.
    TornTail {
        /// How many bytes.
        bytes: u64,
        /// Where they are kept.
        kept: PathBuf,
    },
    /// The last entry had lost its line feed; it was given back.
    LineFeed,
}

/// The proof that entries are durable. One for each entry asked for, in that order; neither the genesis nor a note
/// on a torn tail is among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The log.
    pub log: LogName,
    /// The entries.
    pub entries: Vec<Recorded>,
    /// What was done beside.
    pub remarks: Vec<Remark>,
}

/// Why nothing was recorded, or why that is not known.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AppendError {
    /// A write failed and was undone.
    #[error("not recorded: cannot write {path}: {source}", path = path.display())]
    NotRecorded {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The system could not say whether the bytes are durable. MUST NOT be tried again.
    #[error("unknown whether recorded: cannot make {path} durable: {source}", path = path.display())]
    Unknown {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The log is not intact, or shorter than others have seen it.
    #[error("not recorded: {}", .0.message)]
    NotIntact(Box<Finding>),
    /// The log has branches.
    #[error("not recorded: {}", .0.message)]
    Forked(Box<Finding>),
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

/// The lock on a ledger. Dropping it unlocks.
#[derive(Debug)]
pub struct Writer<'s> {
    pub(crate) store: &'s Store,
    pub(crate) log: LogName,
}

impl Writer<'_> {
    /// Reads what is there; nobody writes meanwhile.
    pub fn read(&self) -> Result<Reading, ReadError> {
        todo!()
    }

    /// Appends entries as one batch, after the blobs they cite. MUST NOT return before they are durable.
    pub fn append(
        self,
        _reading: &Reading,
        _stamp: &Stamp,
        _plan: Hash,
        _blobs: &[Blob<'_>],
        _data: &[Data<'_>],
    ) -> Result<Receipt, AppendError> {
        todo!()
    }
}
