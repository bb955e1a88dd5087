//! Merging both ways with another copy: a folder, a remote of the git work tree that the ledger lies in, or a repository.
//!
//! In each case the other side's ledger is a folder in the end, and the two folders are merged into each other under their
//! own locks. For git the other folder is a temporary one, and what both come to is committed and pushed.

mod git;
mod work_tree;

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use thiserror::Error;

use crate::ledger::finding::{Finding, FindingKind};
use crate::ledger::merge::{MergeError, Merged, MergedLog, copy_in, merge};
use crate::ledger::store::Store;
use crate::model::path_error::PathError;
use git::GitError;
use work_tree::{BETWEEN, WorkTree, clone};

/// Why copies were not brought together. Nothing that was there before is lost, and what was taken stays.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SyncError {
    /// A merge failed.
    #[error(transparent)]
    Merge(#[from] MergeError),
    /// git failed.
    #[error(transparent)]
    Git(#[from] GitError),
    /// There is nothing of that name.
    #[error("{remote} is no remote of a git work tree around the ledger, no folder and no repository")]
    Nowhere {
        /// As it was named.
        remote: String,
    },
    /// The folder is there, and holds no ledger.
    #[error("{dir} holds no ledger {name}", dir = dir.display())]
    NoLedger {
        /// The folder.
        dir: PathBuf,
        /// The name that it would have.
        name: String,
    },
    /// It is the ledger itself.
    #[error("{dir} is this ledger itself", dir = dir.display())]
    Itself {
        /// The folder.
        dir: PathBuf,
    },
    /// Somebody has begun something in the work tree, and not ended it.
    #[error("{what} is under way in the git work tree")]
    UnderWay {
        /// What.
        what: String,
    },
    /// No branch is checked out.
    #[error("the git work tree is on no branch")]
    Detached,
    /// Files beside the ledger do not merge, or were changed and not committed.
    #[error("other files do not merge: {}", files.join(", "))]
    Conflict {
        /// Their paths in the work tree.
        files: Vec<String>,
    },
    /// Others pushed each time.
    #[error("others pushed meanwhile, {0} times")]
    Outrun(usize),
    /// No temporary folder can be made.
    #[error("no temporary folder can be made: {0}")]
    Temporary(io::Error),
}

/// How locks are taken.
#[derive(Debug, Clone, Copy)]
pub struct SyncOptions<'a> {
    /// How long another writer is waited for.
    pub wait: Duration,
    /// Who takes the lock, told to those who wait.
    pub who: &'a str,
    /// Whether a network file system will do.
    pub network_ok: bool,
}

/// The other side.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Remote {
    /// The folder of another copy of the ledger.
    Folder(PathBuf),
    /// A remote of the work tree that the ledger lies in.
    Named(WorkTree, String),
    /// A repository that is no remote: its address, and where a ledger that it lacks is put.
    Repository(String, String),
}

/// What a sync did.
#[derive(Debug, Clone, Default)]
pub struct Synced {
    /// What changed here.
    pub taken: Merged,
    /// What changed there.
    pub given: Merged,
    /// Files beside the ledger that git merged.
    pub files: Vec<String>,
    /// What is wrong with the other copy, where it is not intact; then it was not committed or pushed.
    pub damaged: Vec<Finding>,
}

/// How often a push is tried.
const TRIES: usize = 5;

/// Finds out what a word means: a remote of the work tree around the ledger, else a folder, else a repository.
pub fn find(store: &Store, remote: &str) -> Result<Remote, SyncError> {
    let tree = WorkTree::around(store.dir());
    if let Ok(Some(tree)) = &tree
        && tree.remotes()?.iter().any(|name| name == remote)
    {
        return Ok(Remote::Named(tree.clone(), remote.to_owned()));
    }
    let name = store.dir().file_name().unwrap_or_default().to_string_lossy().into_owned();
    let path = Path::new(remote);
    if let Some(dir) = ledger_in(path, &name) {
        let real = |path: &Path| path.canonicalize().ok();
        let itself = real(&dir).is_some() && real(&dir) == real(store.dir());
        return if itself { Err(SyncError::Itself { dir }) } else { Ok(Remote::Folder(dir)) };
    }
    // A folder needs no git, whatever is wrong with the work tree around the ledger.
    let within = tree?.map(|tree| tree.within().to_owned()).filter(|within| !within.is_empty());
    let within = within.unwrap_or_else(|| format!("operations/{name}"));
    if path.join("objects").is_dir() || path.join(".git").exists() {
        let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        return Ok(Remote::Repository(whole.to_string_lossy().into_owned(), within));
    }
    if path.exists() {
        return Err(SyncError::NoLedger { dir: path.to_owned(), name });
    }
    // `https://host/path`, and `host:path` as ssh has it.
    let host = remote.split_once(':').map_or("", |(host, _)| host);
    if host.is_empty() || host.contains('/') {
        return Err(SyncError::Nowhere { remote: remote.to_owned() });
    }
    Ok(Remote::Repository(remote.to_owned(), within))
}

/// The ledger that a folder is or holds; an empty folder of its name will do.
fn ledger_in(path: &Path, name: &str) -> Option<PathBuf> {
    let begun = [path.to_owned(), path.join(name), path.join("operations").join(name)]
        .into_iter()
        .find(|path| path.is_dir() && path.file_name().is_some_and(|last| last == name));
    copy_in(path, Path::new(name)).or(begun)
}

/// Merges both ways.
pub fn sync(store: &Store, remote: &Remote, terms: &SyncOptions<'_>) -> Result<Synced, SyncError> {
    let mut synced = Synced::default();
    match remote {
        Remote::Folder(dir) => merge_both_ways(store, dir, terms, &mut synced)?,
        Remote::Named(tree, name) => sync_remote(store, tree, name, terms, &mut synced)?,
        Remote::Repository(url, within) => sync_url(store, url, within, terms, &mut synced)?,
    }
    Ok(synced)
}

/// Merges two folders into each other, and adds what changed to what had changed before.
fn merge_both_ways(
    store: &Store,
    dir: &Path,
    terms: &SyncOptions<'_>,
    synced: &mut Synced,
) -> Result<(), SyncError> {
    let other = Store::open(dir, store.op());
    // A copy that is only begun has no logs yet.
    std::fs::create_dir_all(dir.join("logs"))
        .map_err(|source| MergeError::Write(PathError::new(dir.join("logs"), source)))?;
    let pass =
        |into: &Store, from: &Path| merge(into, &[from.to_owned()], terms.wait, terms.who, terms.network_ok);
    add(&mut synced.taken, pass(store, dir)?);
    synced.taken.findings.retain(|(path, _)| path.starts_with(store.dir()));
    add(&mut synced.given, pass(&other, store.dir())?);
    let reading = other.read().map_err(MergeError::from)?;
    synced.damaged =
        reading.findings().iter().filter(|finding| finding.kind != FindingKind::Fork).cloned().collect();
    Ok(())
}

/// Adds what a merge did to what one before it did: a log counts from what it had before both.
fn add(all: &mut Merged, new: Merged) {
    for log in new.logs {
        match all.logs.iter_mut().find(|known| known.log == log.log) {
            Some(known) => *known = MergedLog { had: known.had, ..log },
            None => all.logs.push(log),
        }
    }
    all.plans += new.plans;
    all.findings = new.findings;
    all.revoked_differ = new.revoked_differ;
}

/// Whether both sides are intact; what is damaged is not handed on.
fn intact(store: &Store, synced: &Synced) -> Result<bool, SyncError> {
    let reading = store.read().map_err(MergeError::from)?;
    Ok(synced.damaged.is_empty()
        && reading.findings().iter().all(|finding| finding.kind == FindingKind::Fork))
}

fn sync_remote(
    store: &Store,
    tree: &WorkTree,
    remote: &str,
    terms: &SyncOptions<'_>,
    synced: &mut Synced,
) -> Result<(), SyncError> {
    tree.ensure_no_operation_in_progress()?;
    let branch = tree.upstream_branch(&tree.branch()?, remote)?;
    for _ in 0..TRIES {
        let theirs = tree.fetch(remote, &branch)?;
        let copy = tempfile::tempdir().map_err(SyncError::Temporary)?;
        if let Some(theirs) = &theirs {
            tree.take_out(theirs, copy.path())?;
        }
        merge_both_ways(store, copy.path(), terms, synced)?;
        if !intact(store, synced)? {
            return Ok(());
        }
        let joined = tree.join(theirs.as_deref(), store, terms)?;
        synced.files.extend(joined.files);
        if theirs.as_ref() == Some(&joined.commit)
            || tree.push(&joined.commit, remote, &branch, theirs.as_deref())?
        {
            return Ok(());
        }
        std::thread::sleep(BETWEEN);
    }
    Err(SyncError::Outrun(TRIES))
}

fn sync_url(
    store: &Store,
    url: &str,
    within: &str,
    terms: &SyncOptions<'_>,
    synced: &mut Synced,
) -> Result<(), SyncError> {
    let name = store.dir().file_name().unwrap_or_default().to_string_lossy().into_owned();
    for _ in 0..TRIES {
        let folder = tempfile::tempdir().map_err(SyncError::Temporary)?;
        let root = folder.path().join("clone");
        clone(url, &root)?;
        let there = ledger_in(&root, &name).unwrap_or_else(|| root.join(within));
        let tree = WorkTree::of(&root, there.strip_prefix(&root).unwrap_or(Path::new(within)));
        merge_both_ways(store, &there, terms, synced)?;
        if !intact(store, synced)? {
            return Ok(());
        }
        let before = tree.head()?;
        let other = Store::open(&there, store.op());
        let joined = tree.join(None, &other, terms)?;
        if before.as_ref() == Some(&joined.commit)
            || tree.push(&joined.commit, "origin", &tree.branch()?, before.as_deref())?
        {
            return Ok(());
        }
        std::thread::sleep(BETWEEN);
    }
    Err(SyncError::Outrun(TRIES))
}
