//! Merges copies of one ledger.
//!
//! For each log, the lines of all copies form a tree. Every leaf of it becomes one file, complete from its first line.
//! The result follows from the set of lines alone, so it does not matter in which order, how often or by whose clock
//! copies are merged.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use thiserror::Error;

use super::finding::Finding;
use super::store::Store;
use crate::ledger::error::{LockError, ReadError, io_error};
use crate::ledger::read::files::{StoredPlans, at_one_moment, plans, stored_bytes};
use crate::ledger::read::fork::{common, mark};
use crate::ledger::read::gather::{LogSource, gather};
use crate::ledger::read::scan::{Scan, Scope};
use crate::model::path_error::PathError;

/// Why copies were not merged. Nothing in the ledger is lost.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MergeError {
    /// The lock could not be acquired.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// A copy could not be read, belongs to another operation, or is a bundle.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The folder contains no ledger.
    #[error("{dir} holds no ledger: there is no logs/ in it", dir = dir.display())]
    NoLedger {
        /// The folder that should be a copy.
        dir: PathBuf,
    },
    /// A file could not be written.
    #[error("not merged: cannot write {0}")]
    Write(#[source] PathError),
}

/// The effect of a merge on one log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedLog {
    pub log: String,
    /// The number of lines before the merge, in the longest branch.
    pub had: u64,
    /// The number of lines after the merge, in the longest branch.
    pub has: u64,
    /// Its branches, by the names of their files without `.jsonl`; empty if it has no fork.
    pub branches: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// The logs that changed, by name.
    pub logs: Vec<MergedLog>,
    /// How many stored plans were copied.
    pub plans: usize,
    /// The findings in each copy, this ledger included. The lines before a finding were merged all the same.
    pub findings: Vec<(PathBuf, Finding)>,
    /// Copies whose list of revoked keys is not text and differs from the one here.
    pub revoked_differ: Vec<PathBuf>,
}

/// The copy of a ledger that a path means: the folder itself, or a folder of the ledger's name in it or in its
/// `operations/`. It also finds a bundle, so that the caller can refuse it by name.
pub fn copy_in(path: &Path, name: &Path) -> Option<PathBuf> {
    let tried = [path.to_owned(), path.join(name), path.join("operations").join(name)];
    tried.into_iter().find(|path| path.join("logs").is_dir() || path.join("bundle.json").is_file())
}

/// Merges copies of a ledger into it. Idempotent, commutative and associative; needs no clock. Processes that wait for
/// the lock see `who`.
pub fn merge(
    store: &Store,
    copies: &[PathBuf],
    wait: Duration,
    who: &str,
    network_ok: bool,
) -> Result<Merged, MergeError> {
    for copy in copies {
        if copy.join("bundle.json").exists() {
            return Err(ReadError::Bundle { dir: copy.clone() }.into());
        }
        if !copy.join("logs").is_dir() {
            return Err(MergeError::NoLedger { dir: copy.clone() });
        }
    }
    let _lock = crate::ledger::store::lock::take(store.dir(), wait, who, network_ok)?;
    let all = [vec![store.dir.clone()], copies.to_vec()].concat();
    let files = scans(store, &all)?;
    let mut merged = Merged::default();
    for file in &files {
        let found = file.scan.findings.iter().cloned();
        merged.findings.extend(found.map(|finding| (file.path.clone(), finding)));
    }
    // Plans come before the entries that cite them.
    for copy in copies {
        merged.plans += take_plans(&store.dir, copy)?;
        if !take_revoked(&store.dir, copy)? {
            merged.revoked_differ.push(copy.clone());
        }
    }
    let mut groups: BTreeMap<&str, Vec<&LogLines>> = BTreeMap::new();
    for file in &files {
        groups.entry(file.scan.log()).or_default().push(file);
    }
    for (log, group) in groups {
        // A log that is damaged here stays as it is, because nothing is repaired silently.
        if !group.iter().any(|file| file.own && file.scan.broken) {
            merged.logs.extend(put(&store.dir, log, &group)?);
        }
    }
    Ok(merged)
}

/// A file of a copy, and its valid lines.
struct LogLines {
    path: PathBuf,
    own: bool,
    scan: Scan,
}

/// Scans every log of every copy, this ledger's first.
fn scans(store: &Store, copies: &[PathBuf]) -> Result<Vec<LogLines>, MergeError> {
    // A last line that lacks only its LF counts as a line.
    let scope = Scope { op: &store.op, bundle: false, mend: true };
    let mut files = Vec::new();
    for (place, dir) in copies.iter().enumerate() {
        let (found, states) = at_one_moment(dir)?;
        let sources = found.logs.into_iter().zip(states);
        let sources: Vec<LogSource<'_>> = sources
            .map(|((name, path), state)| LogSource { name, path, length: state.length, scope })
            .collect();
        let gathered = gather(&sources, 0, false, &|_| {})?;
        if let Some(found) = gathered.iter().find_map(|one| one.scan.other_op.clone()) {
            let wanted = store.op.to_string();
            return Err(ReadError::OtherOperation { dir: dir.clone(), found, wanted }.into());
        }
        let lines = gathered.into_iter().zip(sources).map(|(one, source)| LogLines {
            path: source.path,
            own: place == 0,
            scan: one.scan,
        });
        files.extend(lines);
    }
    Ok(files)
}

/// The leaves of the tree that the lines of one log form: those that are not the beginning of another.
fn leaves<'a>(group: &[&'a LogLines]) -> Vec<&'a LogLines> {
    let mut leaves: Vec<&LogLines> = Vec::new();
    for file in group.iter().filter(|file| !file.scan.hashes.is_empty()) {
        let begins = |one: &LogLines, two: &LogLines| common(&one.scan, &two.scan) == one.scan.hashes.len();
        if leaves.iter().any(|leaf| begins(file, leaf)) {
            continue;
        }
        leaves.retain(|leaf| !begins(leaf, file));
        leaves.push(file);
    }
    leaves
}

/// The file of each leaf, by its name without `.jsonl`: a single leaf has the log's name, and branches have their
/// marks.
fn branches_by_name<'a>(log: &str, leaves: &[&'a LogLines]) -> BTreeMap<String, &'a LogLines> {
    if let [leaf] = leaves {
        return BTreeMap::from([(log.to_owned(), *leaf)]);
    }
    let name = |leaf: &LogLines| {
        let others = leaves.iter().filter(|other| !std::ptr::eq(**other, leaf));
        let mark = mark(&leaf.scan, others.map(|other| common(&leaf.scan, &other.scan)));
        format!("{log}~{}", mark.unwrap_or_default())
    };
    leaves.iter().map(|leaf| (name(leaf), *leaf)).collect()
}

/// Writes the files of one log; `None` if nothing changed.
fn put(dir: &Path, log: &str, group: &[&LogLines]) -> Result<Option<MergedLog>, MergeError> {
    let leaves = leaves(group);
    let wanted = branches_by_name(log, &leaves);
    let longest =
        |lines: &mut dyn Iterator<Item = &&LogLines>| lines.map(|file| file.scan.lines()).max().unwrap_or(0);
    let own = |name: &str| group.iter().find(|file| file.own && file.scan.name == name);
    let same = |(name, leaf): (&String, &&LogLines)| {
        own(name).is_some_and(|own| own.scan.hashes == leaf.scan.hashes && own.scan.torn == 0)
    };
    let surplus: Vec<&&LogLines> =
        group.iter().filter(|file| file.own && !wanted.contains_key(&file.scan.name)).collect();
    if wanted.iter().all(same) && surplus.iter().all(|file| file.scan.hashes.is_empty()) {
        return Ok(None);
    }
    let logs = dir.join("logs");
    for (name, leaf) in wanted.iter().filter(|(name, leaf)| !same((name, leaf))) {
        if let Some(own) = own(name) {
            keep_tail(dir, own)?;
        }
        write(&logs, &format!("{name}.jsonl"), |out| {
            // Copies the lines that were scanned, whatever the file contains by now.
            let lacks = u64::from(leaf.scan.mended);
            io::copy(&mut File::open(&leaf.path)?.take(leaf.scan.end() - lacks), out)?;
            out.write_all(if leaf.scan.mended { b"\n" } else { b"" })
        })?;
    }
    // The files above contain every line of these.
    for file in surplus {
        keep_tail(dir, file)?;
        fs::remove_file(&file.path).map_err(not_written(&file.path))?;
    }
    File::open(&logs).and_then(|folder| folder.sync_all()).map_err(not_written(&logs))?;
    Ok(Some(MergedLog {
        log: log.to_owned(),
        had: longest(&mut group.iter().filter(|file| file.own)),
        has: longest(&mut leaves.iter()),
        branches: if wanted.len() > 1 { wanted.into_keys().collect() } else { Vec::new() },
    }))
}

/// Keeps the bytes after the last LF of a file that is removed: nothing that was written is discarded.
fn keep_tail(dir: &Path, file: &LogLines) -> Result<(), MergeError> {
    if file.scan.torn == 0 || file.scan.mended {
        return Ok(());
    }
    let bytes = fs::read(&file.path).map_err(io_error(&file.path))?;
    let from = usize::try_from(file.scan.end()).unwrap_or(usize::MAX);
    let folder = dir.join("torn");
    fs::create_dir_all(&folder).map_err(not_written(&folder))?;
    write(&folder, &format!("{}.{}", file.scan.name, uuid::Uuid::now_v7()), |out| {
        out.write_all(bytes.get(from..).unwrap_or_default())
    })
}

/// Copies the stored plans that this ledger lacks, and returns their number.
fn take_plans(dir: &Path, copy: &Path) -> Result<usize, MergeError> {
    let have = plans(dir, &StoredPlans::new())?;
    let mut taken = 0;
    for (hash, bytes) in stored_bytes(copy)?.filter(|(hash, _)| !have.contains_key(hash)) {
        let ending = if copy.join("plans").join(format!("{hash}.json")).exists() { "json" } else { "toml" };
        write(&dir.join("plans"), &format!("{hash}.{ending}"), |out| out.write_all(&bytes))?;
        taken += 1;
    }
    Ok(taken)
}

/// Adds a copy's revoked keys, one public key on each line. Returns false if a list is not text and differs.
fn take_revoked(dir: &Path, copy: &Path) -> Result<bool, MergeError> {
    let read = |dir: &Path| match fs::read(dir.join("revoked")) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        read => read.map_err(io_error(&dir.join("revoked"))),
    };
    let (own, theirs) = (read(dir)?, read(copy)?);
    if theirs.is_empty() || own == theirs {
        return Ok(true);
    }
    let (Ok(own), Ok(theirs)) = (std::str::from_utf8(&own), std::str::from_utf8(&theirs)) else {
        return Ok(false);
    };
    let mut keys: Vec<&str> = own.lines().chain(theirs.lines()).collect();
    keys.sort_unstable();
    keys.dedup();
    let text: String = keys.iter().flat_map(|key| [key, "\n"]).collect();
    write(dir, "revoked", |out| out.write_all(text.as_bytes()))?;
    Ok(true)
}

/// Writes a complete file durably, or nothing.
fn write(
    folder: &Path,
    name: &str,
    fill: impl FnOnce(&mut File) -> io::Result<()>,
) -> Result<(), MergeError> {
    let path = folder.join(name);
    let whole = || {
        let mut new = tempfile::NamedTempFile::new_in(folder)?;
        fill(new.as_file_mut())?;
        new.as_file().sync_all()?;
        new.persist(&path)?;
        File::open(folder)?.sync_all()
    };
    whole().map_err(not_written(&path))
}

fn not_written(path: &Path) -> impl Fn(io::Error) -> MergeError + use<'_> {
    move |source| MergeError::Write(PathError::new(path, source))
}
