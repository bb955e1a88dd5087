//! The lock of a ledger: the kernel's, on a file that is never renamed and never deleted.

use crate::ledger::log::LogName;
use crate::model::time::Instant;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Seek as _, Write as _};
use std::path::Path;
use std::time::Duration;

use super::network::FileSystem;
use crate::ledger::error::LockError;
use crate::model::path_error::PathError;

/// Takes the lock, waiting for it, and makes the folder of the ledger where there is none. `who` is told to those who
/// wait. Dropping the file unlocks; so does the end of the process.
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
        // An empty one is left by a writer that was killed.
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
    // Written over, not cut and written: a file system may make the new bytes of a cut file durable at once, or with the
    // next entry, which then waits for them.
    let _ = file.rewind().and_then(|()| file.write_all(who.as_bytes()));
    let length = who.len() as u64;
    if file.metadata().is_ok_and(|meta| meta.len() != length) {
        let _ = file.set_len(length);
    }
    Ok(file)
}

/// How long a reader waits for a writer to end, before it looks all the same.
const PATIENCE: Duration = Duration::from_secs(2);

/// Takes the lock together with other readers, for a moment; none where there is no lock to take, in a bundle or on a
/// read-only copy, or where a writer does not end.
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
pub struct LockGuard(#[expect(dead_code, reason = "it is held, and never asked")] File);

impl LockGuard {
    /// Takes the lock and does nothing with it; see [`take`].
    pub(crate) fn take(dir: &Path, wait: Duration, who: &str, network_ok: bool) -> Result<Self, LockError> {
        take(dir, wait, who, network_ok).map(Self)
    }
}
