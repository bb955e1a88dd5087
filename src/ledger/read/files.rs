//! The files of a ledger's folder, and their state at one moment.

use crate::ledger::error::ReadError;
use crate::ledger::error::io_error;
use crate::model::digest::Hash;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::path::PathBuf;

/// The files in `logs/`, sorted by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Files {
    /// Names without `.jsonl`, and paths.
    pub logs: Vec<(String, PathBuf)>,
    /// The names of files that are not logs.
    pub ignored: Vec<String>,
}

/// Distinguishes a file from another one at the same path, and from itself before a write.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct FileState {
    /// In bytes.
    pub length: u64,
    /// The inode, which changes if a file is renamed over this one, and the time of the last write in seconds and
    /// nanoseconds. `None` on systems without them.
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

    pub(crate) fn is_unchanged_from(&self, before: &Self) -> bool {
        self.inode.is_some() && self == before
    }

    pub(crate) fn has_grown_from(&self, before: &Self) -> bool {
        self.inode.is_some() && self.inode == before.inode && self.length > before.length
    }
}

/// How often the states of the logs are read until two reads agree.
pub(crate) const LOOKS: usize = 100;

/// The logs, and the state of each at one moment between two equal reads. Logs only grow, so these lengths include
/// every head that a line within them names, even while others write.
pub(crate) fn at_one_moment(dir: &Path) -> Result<(Files, Vec<FileState>), ReadError> {
    let look = || -> Result<(Files, Vec<FileState>), ReadError> {
        let files = logs(dir)?;
        // The next read sees a log that was renamed after its folder was listed.
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

pub(crate) fn entries(folder: &Path) -> Result<Vec<(String, PathBuf)>, ReadError> {
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

/// Whether a file name without `.jsonl` is that of a log or of a branch.
pub(crate) fn is_file_of_log(stem: &str) -> bool {
    let (log, mark) = stem.split_once('~').unwrap_or((stem, "0000000000000000"));
    crate::ledger::log::is_log(log)
        && mark.len() == 16
        && mark.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// The logs in a ledger's folder, and the names of other files there.
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

/// The stored plans whose bytes match their names. Those in `known` are not read again.
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

/// The stored plans and saved plans in a ledger's folder, one after the other, with their bytes.
pub(crate) fn stored_bytes(dir: &Path) -> Result<impl Iterator<Item = (Hash, Vec<u8>)>, ReadError> {
    let plans = plans(dir, &StoredPlans::new())?;
    let hashes: Vec<Hash> = plans.keys().copied().collect();
    Ok(hashes.into_iter().filter_map(move |hash| Some((hash, stored(&plans, &hash)?))))
}

/// The files of stored plans and saved plans, by digest.
// See ARCHITECTURE, "Stored plans are read only when needed".
pub(crate) type StoredPlans = BTreeMap<Hash, PathBuf>;

/// Reads a stored plan from its file, because memory does not hold many versions of a large plan. `None` if the bytes
/// no longer match the digest.
pub(crate) fn stored(plans: &StoredPlans, hash: &Hash) -> Option<Vec<u8>> {
    let bytes = std::fs::read(plans.get(hash)?).ok()?;
    (Hash::of(&bytes) == *hash).then_some(bytes)
}
