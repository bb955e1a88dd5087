//! The lock of a ledger: a kernel lock on a file that is never renamed and never deleted.

use crate::ledger::log::LogName;
use crate::model::time::Instant;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Seek as _, Write as _};
use std::path::Path;
use std::time::Duration;

use super::network::FileSystem;
use crate::ledger::error::LockError;
use crate::model::path_error::PathError;

/// Waits for the lock, and creates the ledger's folder if it is missing. Waiting processes see `who`. The lock ends
/// when the file is dropped or the process ends.
// See ARCHITECTURE, "The lock is `std::fs::File::lock`".
pub(crate) fn take(dir: &Path, wait: Duration, who: &str, network_ok: bool) -> Result<File, LockError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| LockError::Io(PathError { path, source })
    };
    fs::create_dir_all(dir).map_err(failed(dir))?;
    if let (FileSystem::Network(kind), false) = (FileSystem::of(dir), network_ok) {
        return Err(LockError::Network { dir: dir.to_owned(), kind });
    }
    for name in ["logs", "plans"] {
        fs::create_dir_all(dir.join(name)).map_err(failed(&dir.join(name)))?;
    }
    for (name, text) in [(".gitattributes", "* -text\n"), (".gitignore", ".lock\n")] {
        let path = dir.join(name);
        // A writer that was killed leaves an empty file.
        if path.metadata().map_or(0, |meta| meta.len()) == 0 {
            fs::write(&path, text).map_err(failed(&path))?;
        }
    }
    let path = dir.join(".lock");
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(failed(&path))?;
    let mut waited = Duration::ZERO;
    let step = Duration::from_millis(10);
    while let Err(refused) = file.try_lock() {
        match refused {
            TryLockError::Error(source) => return Err(LockError::Io(PathError { path, source })),
            TryLockError::WouldBlock if waited >= wait => {
                let holder = fs::read_to_string(&path).unwrap_or_default();
                return Err(LockError::Held { holder: holder.trim().to_owned() });
            }
            TryLockError::WouldBlock => {}
        }
        std::thread::sleep(step);
        waited += step;
    }
    // Overwrites without truncating first: a file system may make the new bytes of a truncated file durable at once, or
    // with the next entry, which then waits for them.
    let _ = file.rewind().and_then(|()| file.write_all(who.as_bytes()));
    let length = who.len() as u64;
    if file.metadata().is_ok_and(|meta| meta.len() != length) {
        let _ = file.set_len(length);
    }
    Ok(file)
}

/// How long a reader waits for a writer before it reads anyway.
const PATIENCE: Duration = Duration::from_secs(2);

/// Takes the lock for a moment, shared with other readers. `None` if there is no lock file, as in a bundle or on a
/// read-only copy, or if a writer does not finish.
pub(crate) fn share(dir: &Path) -> Option<File> {
    let file = File::open(dir.join(".lock")).ok()?;
    let step = Duration::from_millis(10);
    let mut waited = Duration::ZERO;
    while file.try_lock_shared().is_err() {
        if waited >= PATIENCE {
            return None;
        }
        std::thread::sleep(step);
        waited += step;
    }
    Some(file)
}

/// Describes the holder of the lock to processes that wait for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The log that the holder writes.
    pub log: LogName,
    /// The name of the machine.
    pub host: String,
    /// The process id.
    pub pid: u32,
    /// When the holder took the lock, by its own clock.
    pub since: Instant,
    /// The command that holds the lock.
    pub command: String,
}

/// The lock on a ledger, held without writing. Dropping it releases the lock.
#[derive(Debug)]
pub struct LockGuard(#[expect(dead_code, reason = "it is held, and never asked")] File);

impl LockGuard {
    /// Waits for the lock and holds it without writing; see [`take`].
    pub(crate) fn take(dir: &Path, wait: Duration, who: &str, network_ok: bool) -> Result<Self, LockError> {
        take(dir, wait, who, network_ok).map(Self)
    }
}
