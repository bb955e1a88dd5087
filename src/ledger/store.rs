//! The folder of a ledger.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use thiserror::Error;

use super::entry::Data;
use super::log::LogName;
use super::network::FileSystem;
use super::random::Random;
use super::reading::{Reading, Since};
use super::writer::{AppendError, Receipt, Writer};
use crate::model::digest::Hash;
use crate::model::op::Op;
use crate::model::path_error::PathError;
use crate::model::stamp::Stamp;
use crate::model::time::Instant;

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

/// Who takes the lock, for those who wait for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The log that will be written.
    pub log: LogName,
    /// The machine's name.
    pub host: String,
    /// The process.
    pub pid: u32,
    /// Since when, by its clock.
    pub since: Instant,
    /// The command.
    pub command: String,
}

/// The lock on a ledger that nobody writes. Dropping it unlocks.
#[derive(Debug)]
pub struct Hold(#[expect(dead_code, reason = "it is held, and never asked")] File);

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
    pub fn read(&self) -> Result<Reading, ReadError> {
        self.read_as(None)
    }

    /// The same for the writer of a log, who holds the lock.
    pub(crate) fn read_as(&self, own: Option<&str>) -> Result<Reading, ReadError> {
        self.refuse_bundle()?;
        Reading::of(&self.dir, &self.op, own)
    }

    fn refuse_bundle(&self) -> Result<(), ReadError> {
        if self.dir.join("bundle.json").exists() {
            return Err(ReadError::Bundle { dir: self.dir.clone() });
        }
        Ok(())
    }

    /// Reads what is there now, beginning from what was read of this ledger before: of logs that have only grown, only
    /// the new lines are read.
    pub fn read_since(&self, known: &Reading) -> Result<Since, ReadError> {
        self.read_since_as(known, None)
    }

    /// The same for the writer of a log, who holds the lock.
    pub(crate) fn read_since_as(&self, known: &Reading, own: Option<&str>) -> Result<Since, ReadError> {
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
        super::writer::lock(self, wait, holder, network_ok)
    }

    /// Takes the lock and does nothing with it: nobody writes while somebody else reads the files. `who` is told to those
    /// who wait.
    pub fn hold(&self, wait: Duration, who: &str, network_ok: bool) -> Result<Hold, LockError> {
        super::lock::take(self, wait, who, network_ok).map(Hold)
    }

    /// The receipt that an append would give, or its refusal, without writing anything, for `--dry-run`.
    pub fn dry_run(
        &self,
        reading: &Reading,
        stamp: &Stamp,
        plan: Hash,
        data: &[Data<'_>],
    ) -> Result<Receipt, AppendError> {
        super::writer::dry_run(self, reading, stamp, plan, data)
    }
}

/// The files of `logs/`, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Files {
    /// Names without `.jsonl`, and paths.
    pub logs: Vec<(String, PathBuf)>,
    /// Other names.
    pub ignored: Vec<String>,
}

pub(crate) fn io_error(path: &Path) -> impl Fn(io::Error) -> ReadError + use<'_> {
    move |source| ReadError::Io(PathError::new(path, source))
}

/// What tells a file from another one at the same path, or from itself before it was written to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct FileState {
    /// Its length in bytes.
    pub length: u64,
    /// The number of the file itself, another one after a rename over it, and when it was last written to: seconds and
    /// nanoseconds. `None` on systems that do not tell.
    inode: Option<u64>,
    written: Option<(i64, i64)>,
}

impl FileState {
    fn of(path: &Path) -> Self {
        let Ok(meta) = path.metadata() else { return Self::default() };
        #[cfg(unix)]
        let (inode, written) = {
            use std::os::unix::fs::MetadataExt as _;
            (Some(meta.ino()), Some((meta.mtime(), meta.mtime_nsec())))
        };
        #[cfg(not(unix))]
        let (inode, written) = (None, None);
        Self { length: meta.len(), inode, written }
    }

    /// Whether this is the same file, not written to.
    pub(crate) fn is_unchanged_from(&self, before: &Self) -> bool {
        self.inode.is_some() && self == before
    }

    /// Whether this is the same file after it has grown.
    pub(crate) fn has_grown_from(&self, before: &Self) -> bool {
        self.inode.is_some() && self.inode == before.inode && self.length > before.length
    }
}

/// How often the states of logs are looked at, until two looks agree.
const LOOKS: usize = 100;

/// The logs, and the state of each at one moment between two looks that saw the same. Logs only grow, so every head that
/// a line within these lengths names lies within them too, though others write meanwhile.
pub(crate) fn at_one_moment(dir: &Path) -> Result<(Files, Vec<FileState>), ReadError> {
    let look = || -> Result<(Files, Vec<FileState>), ReadError> {
        let files = logs(dir)?;
        // A log that was renamed since its folder was listed is seen by the next look.
        let states = files.logs.iter().map(|(_, path)| FileState::of(path)).collect();
        Ok((files, states))
    };
    let mut last = look()?;
    for _ in 0..LOOKS {
        let now = look()?;
        if now == last {
            break;
        }
        last = now;
    }
    Ok(last)
}

fn entries(folder: &Path) -> Result<Vec<(String, PathBuf)>, ReadError> {
    let read = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        read => read.map_err(io_error(folder))?,
    };
    let mut entries = Vec::new();
    for entry in read {
        let entry = entry.map_err(io_error(folder))?;
        entries.push((entry.file_name().to_string_lossy().into_owned(), entry.path()));
    }
    entries.sort();
    Ok(entries)
}

/// Whether a file of that name, without `.jsonl`, is a log or a branch of one.
pub fn is_file_of_log(stem: &str) -> bool {
    let (log, mark) = stem.split_once('~').unwrap_or((stem, "0000000000000000"));
    super::line::is_log(log)
        && mark.len() == 16
        && mark.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// The logs of a ledger's folder, and the names beside them that are none.
pub(crate) fn logs(dir: &Path) -> Result<Files, ReadError> {
    let mut files = Files::default();
    for (name, path) in entries(&dir.join("logs"))? {
        let stem = name.strip_suffix(".jsonl").filter(|stem| is_file_of_log(stem));
        match stem {
            Some(stem) if path.is_file() => files.logs.push((stem.to_owned(), path.clone())),
            _ => files.ignored.push(name),
        }
    }
    Ok(files)
}

/// The stored plans whose bytes are those that their names say. `known` are those that need not be read again.
pub(crate) fn plans(dir: &Path, known: &StoredPlans) -> Result<StoredPlans, ReadError> {
    let mut plans = StoredPlans::new();
    for (name, path) in entries(&dir.join("plans"))? {
        let stem = name.strip_suffix(".toml").or_else(|| name.strip_suffix(".json"));
        if let Some(hash) = stem.and_then(|stem| Hash::parse(stem.as_bytes())) {
            let good = known.get(&hash) == Some(&path)
                || Hash::of(&std::fs::read(&path).map_err(io_error(&path))?) == hash;
            if good {
                plans.insert(hash, path);
            }
        }
    }
    Ok(plans)
}

/// The stored plans and saved plans of a ledger's folder, one after the other, with their bytes.
pub(crate) fn stored_bytes(dir: &Path) -> Result<impl Iterator<Item = (Hash, Vec<u8>)>, ReadError> {
    let plans = plans(dir, &StoredPlans::new())?;
    let hashes: Vec<Hash> = plans.keys().copied().collect();
    Ok(hashes.into_iter().filter_map(move |hash| Some((hash, stored(&plans, &hash)?))))
}

/// The files of stored plans and saved plans, by their digest.
pub(crate) type StoredPlans = BTreeMap<Hash, PathBuf>;

/// The bytes of a stored plan, read again: many versions of a large plan are not held in memory. `None` if they are no
/// longer those of the digest.
pub(crate) fn stored(plans: &StoredPlans, hash: &Hash) -> Option<Vec<u8>> {
    let bytes = std::fs::read(plans.get(hash)?).ok()?;
    (Hash::of(&bytes) == *hash).then_some(bytes)
}
