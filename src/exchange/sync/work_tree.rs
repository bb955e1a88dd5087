//! A git work tree that contains a ledger: joins it with what was fetched, and changes other files only as git does.
//!
//! The ledger's own rules merge its folder before git is involved, so git receives a tree in which the ledger is
//! already merged. The merge commit is made outside the work tree, with the ledger's files put over it, and the branch
//! is fast-forwarded to it. git never writes a log.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::git::{Git, GitError, failed};
use super::{SyncError, SyncOptions};
use crate::ledger::store::Store;

/// A work tree, and the path of the ledger in it.
// See ARCHITECTURE, "git never merges a log".
#[derive(Debug, Clone)]
pub struct WorkTree {
    git: Git,
    /// The ledger's folder as git names it: with `/`, empty if it is the whole work tree.
    within: String,
}

/// The result of joining.
pub(crate) struct Joined {
    /// The commit at which the branch is now.
    pub(crate) commit: String,
    /// The files beside the ledger that the commit changed.
    pub(crate) files: Vec<String>,
}

/// The operations that may be in progress in a work tree, each with the file that git keeps for it.
const UNDER_WAY: &[(&str, &str)] = &[
    ("MERGE_HEAD", "a merge"),
    ("rebase-merge", "a rebase"),
    ("rebase-apply", "a rebase"),
    ("CHERRY_PICK_HEAD", "a cherry-pick"),
    ("REVERT_HEAD", "a revert"),
];

/// The author of a commit if git has no name for its user: the program, on no particular machine.
const NOBODY: (&str, &str) = ("takedown", "takedown@localhost");

impl WorkTree {
    /// The work tree around a ledger's folder, which need not exist. `None` if there is no work tree, or no git.
    pub(crate) fn around(ledger: &Path) -> Result<Option<Self>, SyncError> {
        let whole = std::path::absolute(ledger).unwrap_or_else(|_| ledger.to_owned());
        let there = whole.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("/"));
        let words = ["rev-parse", "--is-inside-work-tree", "--show-toplevel"];
        let output = match Git::at(there).output(&words, b"") {
            Err(GitError::Absent(_)) => return Ok(None),
            output => output?,
        };
        let answer = String::from_utf8_lossy(&output.stdout);
        let root = match (answer.strip_prefix("true\n"), output.status.success()) {
            (Some(root), true) => PathBuf::from(root.strip_suffix('\n').unwrap_or(root)),
            // In a repository without a work tree the first answer is `false`, and the second query fails.
            _ if answer.starts_with("false\n") => return Ok(None),
            // git fails in the same way if there is no repository and if it refuses one, for instance because of its
            // owner.
            _ if there.ancestors().any(|folder| folder.join(".git").exists()) => {
                return Err(failed(&words, &output).into());
            }
            _ => return Ok(None),
        };
        let resolved = there.canonicalize().unwrap_or_else(|_| there.to_owned());
        let rest = whole.strip_prefix(there).unwrap_or(Path::new(""));
        let Ok(within) = resolved.join(rest).strip_prefix(&root).map(Path::to_path_buf) else {
            return Ok(None);
        };
        Ok(Some(Self::of(&root, &within)))
    }

    pub(crate) fn of(root: &Path, within: &Path) -> Self {
        let parts: Vec<_> = within.iter().map(|part| part.to_string_lossy()).collect();
        Self { git: Git::at(root), within: parts.join("/") }
    }

    pub(crate) fn within(&self) -> &str {
        &self.within
    }

    pub(crate) fn remotes(&self) -> Result<Vec<String>, SyncError> {
        Ok(self.git.run(&["remote"])?.lines().map(str::to_owned).collect())
    }

    /// Refuses a work tree in which a git operation is in progress.
    pub(crate) fn ensure_no_operation_in_progress(&self) -> Result<(), SyncError> {
        for (file, what) in UNDER_WAY {
            let path = self.git.run(&["rev-parse", "--git-path", file])?;
            if self.git.dir().join(path).exists() {
                return Err(SyncError::UnderWay { what: (*what).to_owned() });
            }
        }
        Ok(())
    }

    /// The branch that is checked out.
    pub(crate) fn branch(&self) -> Result<String, SyncError> {
        self.git.ask(&["symbolic-ref", "--quiet", "--short", "HEAD"])?.ok_or(SyncError::Detached)
    }

    /// The commit that is checked out; `None` if there is no commit yet.
    pub(crate) fn head(&self) -> Result<Option<String>, SyncError> {
        Ok(self.git.ask(&["rev-parse", "--verify", "--quiet", "HEAD"])?)
    }

    /// The name of a branch at a remote: as configured, otherwise the same name.
    pub(crate) fn upstream_branch(&self, branch: &str, remote: &str) -> Result<String, SyncError> {
        let configured = |key: &str| self.git.ask(&["config", "--get", &format!("branch.{branch}.{key}")]);
        if configured("remote")?.as_deref() != Some(remote) {
            return Ok(branch.to_owned());
        }
        let there = configured("merge")?.unwrap_or_default();
        Ok(there.strip_prefix("refs/heads/").unwrap_or(branch).to_owned())
    }

    /// Fetches a branch, and returns its commit. `None` if the remote does not have the branch yet.
    pub(crate) fn fetch(&self, remote: &str, branch: &str) -> Result<Option<String>, SyncError> {
        match self.git.run(&["fetch", "--quiet", "--no-tags", "--", remote, &format!("refs/heads/{branch}")])
        {
            Ok(_) => Ok(Some(self.git.run(&["rev-parse", "FETCH_HEAD"])?)),
            Err(error) => match self.remote_head(remote, branch) {
                Ok(None) => Ok(None),
                _ => Err(error.into()),
            },
        }
    }

    /// The commit of a branch at a remote, without fetching it. `None` if the remote does not have the branch.
    fn remote_head(&self, remote: &str, branch: &str) -> Result<Option<String>, SyncError> {
        let name = format!("refs/heads/{branch}");
        let words = ["ls-remote", "--quiet", "--exit-code", "--", remote, &name];
        let output = self.git.output(&words, b"")?;
        match output.status.code() {
            Some(0) => {}
            Some(2) => return Ok(None),
            _ => return Err(failed(&words, &output).into()),
        }
        // git matches the name from its end, so the output may list other names too.
        let heads = String::from_utf8_lossy(&output.stdout);
        let mut heads = heads.lines().filter_map(|line| line.split_once('\t'));
        Ok(heads.find(|(_, found)| *found == name).map(|(commit, _)| commit.to_owned()))
    }

    /// Writes the ledger of a commit into an empty folder, without converting bytes.
    pub(crate) fn take_out(&self, commit: &str, to: &Path) -> Result<(), SyncError> {
        let named = format!("{commit}:{}", self.within);
        let Some(tree) = self.git.ask(&["rev-parse", "--verify", "--quiet", &named])? else { return Ok(()) };
        let index = tempfile::tempdir().map_err(SyncError::Temporary)?;
        let folder = PathBuf::from(self.git.run(&["rev-parse", "--absolute-git-dir"])?);
        let git = Git::at(to).with("GIT_DIR", folder).with("GIT_WORK_TREE", to);
        let git = git.with("GIT_INDEX_FILE", index.path().join("index"));
        git.run(&["read-tree", &tree])?;
        git.run(&["-c", "core.autocrlf=false", "-c", "core.symlinks=false", "checkout-index", "--all"])?;
        Ok(())
    }

    /// Joins the branch with a fetched commit; the ledger's folder is taken from the work tree. If only one side has
    /// changes, no merge commit is needed.
    pub(crate) fn join(
        &self,
        theirs: Option<&str>,
        store: &Store,
        terms: &SyncOptions<'_>,
    ) -> Result<Joined, SyncError> {
        self.stage(store, terms)?;
        let head = self.head()?;
        let after = |one: &str, two: &str| {
            Ok::<_, SyncError>(self.git.ask(&["merge-base", "--is-ancestor", one, two])?.is_some())
        };
        let (base, parents) = match (head.as_deref(), theirs) {
            (None, None) => (None, Vec::new()),
            (Some(one), None) | (None, Some(one)) => (Some(one.to_owned()), vec![one]),
            (Some(head), Some(theirs)) if after(theirs, head)? => (Some(head.to_owned()), vec![head]),
            (Some(head), Some(theirs)) if after(head, theirs)? => (Some(theirs.to_owned()), vec![theirs]),
            (Some(head), Some(theirs)) => match self.merged(head, theirs)? {
                Ok(tree) => (Some(tree), vec![head, theirs]),
                Err(files) => return self.commit_ledger_only(head, files),
            },
        };
        let tree = self.put_over(base.as_deref())?;
        let commit = match parents[..] {
            [only] if self.git.run(&["rev-parse", &format!("{only}^{{tree}}")])? == tree => only.to_owned(),
            _ => self.commit(&tree, &parents)?,
        };
        let files = self.beside(head.as_deref(), &commit)?;
        match self.advance(&commit) {
            Err(SyncError::Conflict { files }) => match head {
                Some(head) => self.commit_ledger_only(&head, files),
                None => Err(SyncError::Conflict { files }),
            },
            moved => moved.map(|()| Joined { commit, files }),
        }
    }

    /// Stages the ledger's folder while no one writes to it.
    fn stage(&self, store: &Store, terms: &SyncOptions<'_>) -> Result<(), SyncError> {
        let _held = store
            .hold(terms.wait, terms.who, terms.network_ok)
            .map_err(crate::ledger::merge::MergeError::from)?;
        self.git.run(&["add", "--all", "--", self.pathspec()])?;
        Ok(())
    }

    /// Commits only the ledger if other files cannot be merged, and leaves those to the user.
    fn commit_ledger_only(&self, head: &str, files: Vec<String>) -> Result<Joined, SyncError> {
        let tree = self.put_over(Some(head))?;
        if self.git.run(&["rev-parse", &format!("{head}^{{tree}}")])? != tree {
            self.advance(&self.commit(&tree, &[head])?)?;
        }
        Err(SyncError::Conflict { files })
    }

    /// The tree of a merge of two commits, or the files beside the ledger that cannot be merged.
    fn merged(&self, head: &str, theirs: &str) -> Result<Result<String, Vec<String>>, SyncError> {
        let words = ["merge-tree", "--write-tree", "--no-messages", "--name-only", "-z", head, theirs];
        let output = self.git.output(&words, b"")?;
        if !matches!(output.status.code(), Some(0 | 1)) {
            return Err(failed(&words, &output).into());
        }
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut names = text.split('\0').filter(|name| !name.is_empty());
        let Some(tree) = names.next() else { return Err(failed(&words, &output).into()) };
        let mut files: Vec<String> = names.filter(|name| !self.is_ledger(name)).map(str::to_owned).collect();
        files.dedup();
        Ok(if files.is_empty() { Ok(tree.to_owned()) } else { Err(files) })
    }

    /// A tree with the ledger's files as they are staged, and the other files of `base`.
    fn put_over(&self, base: Option<&str>) -> Result<String, SyncError> {
        let folder = tempfile::tempdir().map_err(SyncError::Temporary)?;
        let beside = self.git.with("GIT_INDEX_FILE", folder.path().join("index"));
        match base {
            Some(base) => beside.run(&["read-tree", base])?,
            None => beside.run(&["read-tree", "--empty"])?,
        };
        let staged = self.git.run(&["ls-files", "--stage", "-z", "--", self.pathspec()])?;
        let stand: BTreeSet<&str> =
            staged.split('\0').filter_map(|entry| Some(entry.split_once('\t')?.1)).collect();
        let old = beside.run(&["ls-files", "-z", "--", &self.below("logs")])?;
        let gone = old.split('\0').filter(|name| !name.is_empty() && !stand.contains(name));
        // An id of zeros is as long as the ids of this repository.
        let nothing = "0".repeat(self.git.run(&["hash-object", "-t", "tree", "--stdin"])?.len());
        let gone: Vec<String> = gone.map(|name| format!("0 {nothing}\t{name}\0")).collect();
        beside.fed(&["update-index", "-z", "--index-info"], (gone.concat() + &staged).as_bytes())?;
        Ok(beside.run(&["write-tree"])?)
    }

    /// Writes a commit under the user's name in git, or under a placeholder.
    fn commit(&self, tree: &str, parents: &[&str]) -> Result<String, SyncError> {
        let mut git = self.git.clone();
        for (who, name, mail) in [
            ("GIT_AUTHOR_IDENT", "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL"),
            ("GIT_COMMITTER_IDENT", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"),
        ] {
            if self.git.run(&["-c", "user.useConfigOnly=true", "var", who]).is_err() {
                git = git.with(name, NOBODY.0).with(mail, NOBODY.1);
            }
        }
        let mut words = vec!["commit-tree", tree, "-m", "ledger: entries of all copies, by takedown sync"];
        words.extend(parents.iter().flat_map(|parent| ["-p", parent]));
        Ok(git.run(&words)?)
    }

    /// Moves the branch, and the work tree with it. Never overwrites files with uncommitted changes.
    fn advance(&self, commit: &str) -> Result<(), SyncError> {
        let Err(error) = self.git.run(&["merge", "--quiet", "--no-stat", "--ff-only", commit]) else {
            return Ok(());
        };
        let files = self.in_the_way(commit)?;
        if files.is_empty() { Err(error.into()) } else { Err(SyncError::Conflict { files }) }
    }

    /// The files with uncommitted changes that a commit would overwrite: the reason why git does not move to it.
    fn in_the_way(&self, commit: &str) -> Result<Vec<String>, SyncError> {
        let head = match self.head()? {
            Some(head) => head,
            None => self.git.run(&["hash-object", "-t", "tree", "--stdin"])?,
        };
        let names = |words: &[&str]| -> Result<BTreeSet<String>, SyncError> {
            let text = self.git.run(words)?;
            Ok(text.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect())
        };
        let diff = ["diff", "--name-only", "--no-renames", "-z"];
        let staged = |from: &str| names(&[&diff[..], &["--cached", from]].concat());
        // A file that is staged as in the commit is not in the way; this applies to the ledger's folder.
        let mut open: BTreeSet<String> = staged(&head)?.intersection(&staged(commit)?).cloned().collect();
        open.extend(names(&diff)?);
        open.extend(names(&["ls-files", "--others", "--exclude-standard", "-z"])?);
        // A file may also be in place of a folder.
        let is_at = |one: &str, two: &str| {
            one.strip_prefix(two).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let coming = names(&[&diff[..], &[&head, commit]].concat())?;
        open.retain(|file| coming.iter().any(|name| is_at(name, file) || is_at(file, name)));
        Ok(open.into_iter().collect())
    }

    /// The files beside the ledger that differ between two commits.
    fn beside(&self, from: Option<&str>, to: &str) -> Result<Vec<String>, SyncError> {
        let Some(from) = from.filter(|from| *from != to) else { return Ok(Vec::new()) };
        let names = self.git.run(&["diff", "--name-only", "--no-renames", "-z", from, to])?;
        Ok(names
            .split('\0')
            .filter(|name| !name.is_empty() && !self.holds(name))
            .map(str::to_owned)
            .collect())
    }

    /// Pushes a commit to a branch that was at `before`. Returns false if someone else pushed first.
    pub(super) fn push(
        &self,
        commit: &str,
        remote: &str,
        branch: &str,
        before: Option<&str>,
    ) -> Result<bool, SyncError> {
        let to = format!("{commit}:refs/heads/{branch}");
        let words = ["push", "--porcelain", "--", remote, &to];
        let output = self.git.output(&words, b"")?;
        if output.status.success() {
            return Ok(true);
        }
        let report = String::from_utf8_lossy(&output.stdout);
        let Some(reason) = report.lines().find_map(|line| line.strip_prefix("!\t")?.split('\t').nth(1))
        else {
            return Err(failed(&words, &output).into());
        };
        // Another process that pushes at the same moment locks the branch before it moves it, so the branch is checked
        // again.
        for _ in 0..LOOKS {
            if self.remote_head(remote, branch)?.as_deref() != before {
                return Ok(false);
            }
            std::thread::sleep(BETWEEN);
        }
        Err(GitError::Failed { doing: "push".to_owned(), reason: reason.to_owned() }.into())
    }

    fn pathspec(&self) -> &str {
        if self.within.is_empty() { "." } else { &self.within }
    }

    fn below(&self, name: &str) -> String {
        if self.within.is_empty() { name.to_owned() } else { format!("{}/{name}", self.within) }
    }

    fn holds(&self, name: &str) -> bool {
        self.within.is_empty() || name.strip_prefix(&self.within).is_some_and(|rest| rest.starts_with('/'))
    }

    /// Whether a file is one that the ledger's own merge handles.
    fn is_ledger(&self, name: &str) -> bool {
        ["logs/", "plans/", "torn/"].iter().any(|folder| name.starts_with(&self.below(folder)))
            || [".gitattributes", ".gitignore", "revoked"].iter().any(|file| name == self.below(file))
    }
}

/// Clones a repository into a temporary folder: the default branch, its last commit only, without converting bytes.
pub(crate) fn clone(url: &str, to: &Path) -> Result<(), SyncError> {
    let parent = to.parent().unwrap_or(to);
    let whole = to.to_string_lossy();
    let raw = ["-c", "core.autocrlf=false", "-c", "core.symlinks=false"];
    let words = [&["clone", "--quiet", "--no-tags", "--depth", "1"][..], &raw, &["--", url, &whole]].concat();
    Git::at(parent).run(&words)?;
    Ok(())
}

/// How many times to check whether someone else has moved a branch that refused a push.
const LOOKS: usize = 3;

/// How long to wait between two attempts to push first.
pub(crate) const BETWEEN: Duration = Duration::from_millis(100);
