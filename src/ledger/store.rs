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

/// The folder of a ledger, and the operation it belongs to.
#[derive(Debug)]
pub struct Store {
    pub(crate) dir: PathBuf,
    pub(crate) op: Op,
    pub(crate) random: Random,
    pub(crate) durability: Durability,
}

/// When what is appended is made durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// Before an append gives its receipt.
    Append,
    /// When [`Store::sync`] is called, or never.
    Sync,
}

impl Store {
    /// A ledger in a folder; where there is none yet, an empty one, and nothing is made before the first entry.
    pub fn open(dir: &Path, op: &Op) -> Self {
        Self { dir: dir.to_owned(), op: op.clone(), random: Random::system(), durability: Durability::Append }
    }

    /// The same, with ids and salts from elsewhere.
    #[must_use]
    pub fn with_random(self, random: Random) -> Self {
        Self { random, ..self }
    }

    /// The same, for a ledger that is made durable by [`Store::sync`] alone: a receipt proves nothing before.
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

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The operation in hand.
    pub fn op(&self) -> &Op {
        &self.op
    }

    /// Reads what is there now, without a lock. A torn tail is no failure.
    pub fn read(&self) -> Result<LedgerSnapshot, ReadError> {
        self.read_as(None)
    }

    /// The same for the writer of a log, who holds the lock.
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

    /// Reads what is there now, beginning from what was read of this ledger before: of logs that have only grown, only
    /// the new lines are read.
    pub fn read_since(&self, known: &LedgerSnapshot) -> Result<Since, ReadError> {
        self.read_since_as(known, None)
    }

    /// The same for the writer of a log, who holds the lock.
    pub(crate) fn read_since_as(
        &self,
        known: &LedgerSnapshot,
        own: Option<&str>,
    ) -> Result<Since, ReadError> {
        self.refuse_bundle()?;
        known.since(&self.dir, &self.op, own)
    }

    /// The file system that the folder is on, or will be on if it does not exist yet.
    pub fn file_system(&self) -> FileSystem {
        let dir = std::path::absolute(&self.dir).unwrap_or_else(|_| self.dir.clone());
        let existing = dir.ancestors().find(|folder| folder.is_dir());
        existing.map_or(FileSystem::Unknown, FileSystem::of)
    }

    /// Takes the lock, waiting for it, and makes the folder where there is none. `network_ok` allows a network file
    /// system.
    pub fn writer(&self, wait: Duration, holder: &Holder, network_ok: bool) -> Result<Writer<'_>, LockError> {
        writer::lock(self, wait, holder, network_ok)
    }

    /// Takes the lock and does nothing with it: nobody writes while somebody else reads the files. `who` is told to those
    /// who wait.
    pub fn hold(&self, wait: Duration, who: &str, network_ok: bool) -> Result<LockGuard, LockError> {
        LockGuard::take(&self.dir, wait, who, network_ok)
    }

    /// The receipt that an append would give, or its refusal, without writing anything, for `--dry-run`.
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
