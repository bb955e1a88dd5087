//! The writer: holds the lock, reads and appends.

use crate::ledger::error::AppendError;
use crate::ledger::error::not_recorded;
use crate::ledger::read::snapshot::grown::Appended;
use crate::ledger::store::receipt::AppendRemark;
use crate::ledger::store::receipt::Receipt;
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::batch::{Batch, batch, new_id};
use super::{Durability, Store};
use crate::ledger::codec::entry::Data;
use crate::ledger::error::{LockError, ReadError};
use crate::ledger::finding::FindingKind;
use crate::ledger::log::LogName;
use crate::ledger::read::snapshot::{LedgerSnapshot, Since};
use crate::ledger::store::lock::Holder;
use crate::model::digest::Hash;
use crate::model::path_error::PathError;
use crate::model::stamp::Stamp;

/// Bytes to store in `plans/` under their digest.
#[derive(Debug, Clone, Copy)]
pub struct Blob<'a> {
    pub bytes: &'a [u8],
    hash: Hash,
    kind: BlobKind,
}

impl<'a> Blob<'a> {
    /// A blob whose digest is computed here.
    pub fn new(kind: BlobKind, bytes: &'a [u8]) -> Self {
        Self { bytes, hash: Hash::of(bytes), kind }
    }

    /// A blob with a known digest, which MUST be that of the bytes.
    pub fn with_digest(kind: BlobKind, bytes: &'a [u8], hash: Hash) -> Self {
        Self { bytes, hash, kind }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlobKind {
    /// A plan, stored as `.toml`.
    Plan,
    /// A saved plan, stored as `.json`.
    Saved,
}

/// Holds the lock on a ledger. Dropping it releases the lock, which is the kernel's and ends with the process.
#[derive(Debug)]
pub struct Writer<'s> {
    store: &'s Store,
    log: LogName,
    _lock: File,
}

pub(crate) fn lock<'s>(
    store: &'s Store,
    wait: Duration,
    holder: &Holder,
    network_ok: bool,
) -> Result<Writer<'s>, LockError> {
    // The text is for processes that wait; the lock does not depend on it.
    let who = format!(
        "{} on {}, process {}, since {}: {}\n",
        holder.log, holder.host, holder.pid, holder.since, holder.command
    );
    let lock = super::lock::take(&store.dir, wait, &who, network_ok)?;
    Ok(Writer { store, log: holder.log.clone(), _lock: lock })
}

/// Refuses a log that is damaged or forked.
fn writable(reading: &LedgerSnapshot, log: &LogName) -> Result<(), AppendError> {
    let of = || reading.findings().iter().filter(|finding| finding.log == log.as_str());
    match of().find(|finding| finding.kind == FindingKind::Fork).or(of().next()) {
        None if reading.is_retired(log.as_str()) => Err(AppendError::Retired(log.clone())),
        None => Ok(()),
        Some(fork) if fork.kind == FindingKind::Fork => Err(AppendError::Forked(Box::new(fork.clone()))),
        Some(finding) => Err(AppendError::NotIntact(Box::new(finding.clone()))),
    }
}

/// The receipt that an append would return.
pub(crate) fn dry_run(
    store: &Store,
    reading: &LedgerSnapshot,
    stamp: &Stamp,
    plan: Hash,
    data: &[Data<'_>],
) -> Result<Receipt, AppendError> {
    let log = LogName::of(stamp).map_err(|bad| AppendError::OtherLog(bad.0))?;
    writable(reading, &log)?;
    batch(&store.op, &store.random, reading, stamp, plan, data, None).map(|batch| batch.receipt)
}

impl Writer<'_> {
    /// Reads the ledger, which no one else can write meanwhile. A last line of the own log that lacks only its LF
    /// counts, so that it is judged with the others: [`Writer::append`] restores the LF.
    pub fn read(&self) -> Result<LedgerSnapshot, ReadError> {
        self.store.read_as(Some(self.log.as_str()))
    }

    /// Reads the ledger, starting from an earlier snapshot; see [`Store::read_since`].
    pub fn read_since(&self, known: &LedgerSnapshot) -> Result<Since, ReadError> {
        self.store.read_since_as(known, Some(self.log.as_str()))
    }

    /// Appends entries as one batch, after the blobs that they cite. `reading` is the result of [`Writer::read`]. MUST
    /// NOT return before the entries are durable.
    pub fn append(
        self,
        reading: &LedgerSnapshot,
        stamp: &Stamp,
        plan: Hash,
        blobs: &[Blob<'_>],
        data: &[Data<'_>],
    ) -> Result<Receipt, AppendError> {
        self.append_more(reading, stamp, plan, blobs, data).map(|(receipt, _)| receipt)
    }

    /// Passes the lock on to the writer of another log, with the same snapshot. `None` if one of the logs does not end
    /// in a complete line, because the other writer would then read the ledger differently; the lock is released.
    pub fn pass_on(self, reading: &LedgerSnapshot, log: &LogName) -> Option<Self> {
        let goes_on = self.log == *log || [&self.log, log].iter().all(|log| reading.is_whole(log.as_str()));
        goes_on.then(|| Self { log: log.clone(), ..self })
    }

    /// Like [`Writer::append`], for a writer that continues: returns what was written, so that the snapshot can grow
    /// before the next append. After an error the caller MUST release the lock.
    pub(crate) fn append_more(
        &self,
        reading: &LedgerSnapshot,
        stamp: &Stamp,
        plan: Hash,
        blobs: &[Blob<'_>],
        data: &[Data<'_>],
    ) -> Result<(Receipt, Appended), AppendError> {
        let dir = &self.store.dir;
        let log = LogName::of(stamp).map_err(|bad| AppendError::OtherLog(bad.0))?;
        if log != self.log {
            return Err(AppendError::OtherLog(log.to_string()));
        }
        writable(reading, &log)?;
        let at_once = self.store.durability == Durability::Append;
        let mut stored = Vec::new();
        for blob in blobs.iter().filter(|blob| !reading.has_stored(&blob.hash)) {
            stored.push((blob.hash, keep(dir, blob, at_once)?));
        }
        let path = dir.join("logs").join(format!("{log}.jsonl"));
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(&path)
            .map_err(not_recorded(&path))?;
        let id = new_id(&self.store.random, stamp)?.to_string();
        let remarks = super::repair::mend(dir, &path, &mut file, reading, &log, &id)?;
        let torn = remarks.iter().find_map(|remark| match remark {
            AppendRemark::TornTail { bytes, .. } => {
                Some(format!("{bytes} bytes of an incomplete last line were cut and kept"))
            }
            AppendRemark::LineFeed => None,
        });
        let Batch { lines, mut receipt } =
            batch(&self.store.op, &self.store.random, reading, stamp, plan, data, torn.as_deref())?;
        let length = file.metadata().map_err(not_recorded(&path))?.len();
        if at_once && length == 0 {
            settle_folders(dir)?;
        }
        if let Err(source) = file.write_all(&lines) {
            // A part of a batch may be complete lines. Only if it is truncated again is it certain that nothing is
            // recorded.
            return Err(match file.set_len(length) {
                Ok(()) => AppendError::NotRecorded(PathError { path, source }),
                Err(_) => AppendError::Unknown(PathError { path, source }),
            });
        }
        if at_once {
            durable(&path, file.sync_data())?;
        }
        receipt.remarks = remarks;
        Ok((receipt, Appended { log, lines, stored }))
    }
}

/// Makes the folders around a log durable before its first line, so that later appends need not.
fn settle_folders(dir: &Path) -> Result<(), AppendError> {
    let logs = dir.join("logs");
    let around = dir.parent().map(|path| if path.as_os_str().is_empty() { Path::new(".") } else { path });
    for folder in [logs.as_path(), dir].into_iter().chain(around) {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(not_recorded(folder))?;
    }
    Ok(())
}

fn durable(path: &Path, synced: io::Result<()>) -> Result<(), AppendError> {
    synced.map_err(|source| AppendError::Unknown(PathError::new(path, source)))
}

/// Stores a plan under its digest before an entry cites it; if `durably`, it is on the disk when this returns.
fn keep(dir: &Path, blob: &Blob<'_>, durably: bool) -> Result<PathBuf, AppendError> {
    let folder = dir.join("plans");
    let ending = match blob.kind {
        BlobKind::Plan => "toml",
        BlobKind::Saved => "json",
    };
    let path = folder.join(format!("{}.{ending}", blob.hash));
    let write = || {
        let mut file = tempfile::NamedTempFile::new_in(&folder)?;
        file.write_all(blob.bytes)?;
        if durably {
            file.as_file().sync_all()?;
        }
        file.persist(&path)?;
        if durably { File::open(&folder)?.sync_all() } else { Ok(()) }
    };
    write().map_err(|source: io::Error| AppendError::NotRecorded(PathError::new(&path, source)))?;
    Ok(path)
}
