//! Merges both ways with another copy: a folder, a remote of the git work tree that contains the ledger, or a
//! repository.
//!
//! In each case the other ledger ends up in a folder, and the two folders are merged into each other, each under its
//! own lock. With git the other folder is temporary, and the result is committed and pushed.

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

/// Why a sync failed. Nothing that was in the ledger is lost, and what was taken stays.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SyncError {
    #[error(transparent)]
    Merge(#[from] MergeError),
    #[error(transparent)]
    Git(#[from] GitError),
    /// There is no copy of that name.
    #[error("{remote} is no remote of a git work tree around the ledger, no folder and no repository")]
    Nowhere {
        /// The name as given.
        remote: String,
    },
    /// The folder exists but contains no ledger.
    #[error("{dir} holds no ledger {name}", dir = dir.display())]
    NoLedger {
        dir: PathBuf,
        /// The name that the ledger's folder would have.
        name: String,
    },
    /// The other copy is the ledger itself.
    #[error("{dir} is this ledger itself", dir = dir.display())]
    Itself {
        /// The folder of the ledger.
        dir: PathBuf,
    },
    /// An operation of git is in progress in the work tree.
    #[error("{what} is under way in the git work tree")]
    UnderWay {
        /// The name of the operation.
        what: String,
    },
    /// No branch is checked out.
    #[error("the git work tree is on no branch")]
    Detached,
    /// Files beside the ledger cannot be merged, or have uncommitted changes.
    #[error("other files do not merge: {}", files.join(", "))]
    Conflict {
        /// Their paths in the work tree.
        files: Vec<String>,
    },
    /// Others pushed first in every attempt.
    #[error("others pushed meanwhile, {0} times")]
    Outrun(usize),
    /// No temporary folder could be created.
    #[error("no temporary folder can be made: {0}")]
    Temporary(io::Error),
}

/// How to take locks.
#[derive(Debug, Clone, Copy)]
pub struct SyncOptions<'a> {
    /// How long to wait for another writer.
    pub wait: Duration,
    /// The text that waiting processes see.
    pub who: &'a str,
    /// Whether to allow a network file system.
    pub network_ok: bool,
}

#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Remote {
    /// The folder of another copy of the ledger.
    Folder(PathBuf),
    /// A remote of the work tree that contains the ledger.
    Named(WorkTree, String),
    /// A repository that is not a remote: its address, and the path in it for a ledger that it lacks.
    Repository(String, String),
}

#[derive(Debug, Clone, Default)]
pub struct Synced {
    /// What changed in this ledger.
    pub taken: Merged,
    /// What changed in the other copy.
    pub given: Merged,
    /// Files beside the ledger that git merged.
    pub files: Vec<String>,
    /// The findings in the other copy if it is damaged; it was then not committed or pushed.
    pub damaged: Vec<Finding>,
}

/// How many times a push is attempted.
const TRIES: usize = 5;

/// Resolves a name: a remote of the work tree around the ledger, otherwise a folder, otherwise a repository.
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
    // A folder needs no git, so problems with the work tree around the ledger do not matter.
    let within = tree?.map(|tree| tree.within().to_owned()).filter(|within| !within.is_empty());
    let within = within.unwrap_or_else(|| format!("operations/{name}"));
    if path.join("objects").is_dir() || path.join(".git").exists() {
        let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        return Ok(Remote::Repository(whole.to_string_lossy().into_owned(), within));
    }
    if path.exists() {
        return Err(SyncError::NoLedger { dir: path.to_owned(), name });
    }
    // `https://host/path`, or `host:path` as ssh writes it.
    let host = remote.split_once(':').map_or("", |(host, _)| host);
    if host.is_empty() || host.contains('/') {
        return Err(SyncError::Nowhere { remote: remote.to_owned() });
    }
    Ok(Remote::Repository(remote.to_owned(), within))
}

/// The ledger that a folder is or contains. An empty folder with the ledger's name is accepted too.
fn ledger_in(path: &Path, name: &str) -> Option<PathBuf> {
    let begun = [path.to_owned(), path.join(name), path.join("operations").join(name)]
        .into_iter()
        .find(|path| path.is_dir() && path.file_name().is_some_and(|last| last == name));
    copy_in(path, Path::new(name)).or(begun)
}

pub fn sync(store: &Store, remote: &Remote, terms: &SyncOptions<'_>) -> Result<Synced, SyncError> {
    let mut synced = Synced::default();
    match remote {
        Remote::Folder(dir) => merge_both_ways(store, dir, terms, &mut synced)?,
        Remote::Named(tree, name) => sync_remote(store, tree, name, terms, &mut synced)?,
        Remote::Repository(url, within) => sync_url(store, url, within, terms, &mut synced)?,
    }
    Ok(synced)
}

/// Merges two folders into each other, and adds the changes to earlier ones.
fn merge_both_ways(
    store: &Store,
    dir: &Path,
    terms: &SyncOptions<'_>,
    synced: &mut Synced,
) -> Result<(), SyncError> {
    let other = Store::open(dir, store.op());
    // A new copy has no logs folder yet.
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

/// Adds the result of a merge to that of an earlier one: for each log, `had` is the number before both.
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

/// Whether both sides are intact. Damage must not be passed on.
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
