//! The folder of a ledger.

pub(crate) mod batch;
pub mod instance;
pub mod lock;
pub mod network;
pub mod random;
pub mod receipt;
pub(crate) mod repair;
pub mod writer;

use crate::ledger::error::LockError;
use crate::ledger::error::ReadError;
use crate::ledger::store::lock::Holder;
use crate::ledger::store::lock::LockGuard;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::ledger::codec::entry::Data;
use crate::ledger::error::AppendError;
use crate::ledger::read::snapshot::{LedgerSnapshot, Since};
use crate::ledger::store::receipt::Receipt;
use crate::model::digest::Hash;
use crate::model::op::Op;
use crate::model::stamp::Stamp;
use network::FileSystem;
use random::Random;
use writer::Writer;

/// The folder of a ledger, and the operation that the ledger belongs to.
#[derive(Debug)]
pub struct Store {
    pub(crate) dir: PathBuf,
    pub(crate) op: Op,
    pub(crate) random: Random,
    pub(crate) durability: Durability,
}

/// When appended entries are made durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// Before an append returns its receipt.
    Append,
    /// When [`Store::sync`] is called, or never.
    Sync,
}

impl Store {
    /// A ledger in a folder. A missing folder is an empty ledger, and is not created before the first entry.
    pub fn open(dir: &Path, op: &Op) -> Self {
        Self { dir: dir.to_owned(), op: op.clone(), random: Random::system(), durability: Durability::Append }
    }

    /// Replaces the source of ids and salts.
    #[must_use]
    pub fn with_random(self, random: Random) -> Self {
        Self { random, ..self }
    }

    /// Makes entries durable only in [`Store::sync`]: before that, a receipt proves nothing.
    #[must_use]
    pub fn synced_at_the_end(self) -> Self {
        Self { durability: Durability::Sync, ..self }
    }

    /// Makes everything in the folder durable.
    pub fn sync(&self) -> io::Result<()> {
        for folder in [self.dir.join("logs"), self.dir.join("plans")] {
            for file in std::fs::read_dir(&folder)? {
                File::open(file?.path())?.sync_all()?;
            }
            File::open(&folder)?.sync_all()?;
        }
        File::open(&self.dir)?.sync_all()
    }

    /// The folder of the ledger.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The operation that the ledger belongs to.
    pub fn op(&self) -> &Op {
        &self.op
    }

    /// Reads the current ledger without a lock. A torn tail is not an error.
    pub fn read(&self) -> Result<LedgerSnapshot, ReadError> {
        self.read_as(None)
    }

    /// Reads for the writer of a log that holds the lock.
    pub(crate) fn read_as(&self, own: Option<&str>) -> Result<LedgerSnapshot, ReadError> {
        self.refuse_bundle()?;
        LedgerSnapshot::of(&self.dir, &self.op, own)
    }

    fn refuse_bundle(&self) -> Result<(), ReadError> {
        if self.dir.join("bundle.json").exists() {
            return Err(ReadError::Bundle { dir: self.dir.clone() });
        }
        Ok(())
    }

    /// Reads the current ledger, starting from an earlier snapshot: of logs that have only grown, only the new lines
    /// are read.
    pub fn read_since(&self, known: &LedgerSnapshot) -> Result<Since, ReadError> {
        self.read_since_as(known, None)
    }

    /// Reads for the writer of a log that holds the lock.
    pub(crate) fn read_since_as(
        &self,
        known: &LedgerSnapshot,
        own: Option<&str>,
    ) -> Result<Since, ReadError> {
        self.refuse_bundle()?;
        known.since(&self.dir, &self.op, own)
    }

    /// The file system of the folder, or the one on which it would be created.
    pub fn file_system(&self) -> FileSystem {
        let dir = std::path::absolute(&self.dir).unwrap_or_else(|_| self.dir.clone());
        let existing = dir.ancestors().find(|folder| folder.is_dir());
        existing.map_or(FileSystem::Unknown, FileSystem::of)
    }

    /// Waits for the lock, and creates the folder if it is missing. `network_ok` allows a network file system.
    pub fn writer(&self, wait: Duration, holder: &Holder, network_ok: bool) -> Result<Writer<'_>, LockError> {
        writer::lock(self, wait, holder, network_ok)
    }

    /// Holds the lock without writing, so that no one writes while the caller reads the files. Waiting processes see
    /// `who`.
    pub fn hold(&self, wait: Duration, who: &str, network_ok: bool) -> Result<LockGuard, LockError> {
        LockGuard::take(&self.dir, wait, who, network_ok)
    }

    /// The receipt or the error that an append would return, without writing anything, for `--dry-run`.
    pub fn dry_run(
        &self,
        reading: &LedgerSnapshot,
        stamp: &Stamp,
        plan: Hash,
        data: &[Data<'_>],
    ) -> Result<Receipt, AppendError> {
        writer::dry_run(self, reading, stamp, plan, data)
    }
}
