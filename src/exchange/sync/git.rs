//! Calls git as a program, because it knows every transport, key and proxy that its user has set up.
//!
//! This module reads the exit codes of git, and the formats that it documents for scripts. It passes the messages of
//! git on to people and never compares them, because they change with version and language.

use std::ffi::OsStr;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use thiserror::Error;

/// Why git failed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum GitError {
    /// The program could not be run.
    #[error("git cannot be run: {0}")]
    Absent(io::Error),
    #[error("git {doing} failed: {reason}")]
    Failed {
        /// The first word of the command.
        doing: String,
        /// The output of git, without the lines that are in every output.
        reason: String,
    },
}

/// The variables by which a caller, such as a git hook, tells git which repository and which index to use.
const HANDED_DOWN: &[&str] = &[
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_QUARANTINE_PATH",
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
];

/// git in a folder, optionally with another index and work tree.
#[derive(Debug, Clone)]
pub(crate) struct Git {
    dir: PathBuf,
    env: Vec<(&'static str, PathBuf)>,
}

impl Git {
    pub(crate) fn at(dir: &Path) -> Self {
        Self { dir: dir.to_owned(), env: Vec::new() }
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Sets a variable for git.
    #[must_use]
    pub(crate) fn with(&self, name: &'static str, value: impl Into<PathBuf>) -> Self {
        let mut with = self.clone();
        with.env.push((name, value.into()));
        with
    }

    /// Returns the output of a command, without the last line feed.
    pub(crate) fn run(&self, words: &[&str]) -> Result<String, GitError> {
        done(words, &self.output(words, b"")?)
    }

    /// Like [`Git::run`], for a command that reads input.
    pub(crate) fn fed(&self, words: &[&str], input: &[u8]) -> Result<String, GitError> {
        done(words, &self.output(words, input)?)
    }

    /// Returns the output of a command that answers no by exit code 1; `None` for no.
    pub(crate) fn ask(&self, words: &[&str]) -> Result<Option<String>, GitError> {
        let output = self.output(words, b"")?;
        if output.status.code() == Some(1) { Ok(None) } else { done(words, &output).map(Some) }
    }

    /// Runs a command to its end, and returns its output whatever its exit code is.
    pub(crate) fn output(&self, words: &[&str], input: &[u8]) -> Result<Output, GitError> {
        let mut command = Command::new("git");
        for name in HANDED_DOWN {
            command.env_remove(name);
        }
        // File names are literal, not patterns, and bytes are not converted.
        command
            .args(["--literal-pathspecs", "-c", "core.quotePath=false"])
            .args(words.iter().map(OsStr::new));
        command.current_dir(&self.dir).env("LC_ALL", "C").env("GIT_TERMINAL_PROMPT", "0");
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(GitError::Absent)?;
        if let Some(mut pipe) = child.stdin.take() {
            // These commands read all input before they print. One that does not need the input closes the pipe.
            let _ = pipe.write_all(input);
        }
        child.wait_with_output().map_err(GitError::Absent)
    }
}

fn done(words: &[&str], output: &Output) -> Result<String, GitError> {
    if output.status.success() {
        let text = String::from_utf8_lossy(&output.stdout);
        return Ok(text.strip_suffix('\n').unwrap_or(&text).to_owned());
    }
    Err(failed(words, output))
}

/// The error for a failed command.
pub(super) fn failed(words: &[&str], output: &Output) -> GitError {
    let whole = String::from_utf8_lossy(&output.stderr);
    // The first line gives the cause; the last ones are general advice.
    let idle =
        |line: &&str| !["warning:", "hint:", "remote:", "Cloning "].iter().any(|word| line.starts_with(word));
    let cause = whole.lines().map(str::trim).filter(|line| !line.is_empty()).find(idle);
    let cause = cause.map_or("it does not say why", |line| {
        line.strip_prefix("fatal: ").or(line.strip_prefix("error: ")).unwrap_or(line)
    });
    let doing = words.iter().find(|word| !word.starts_with('-') && !word.contains('=')).unwrap_or(&"");
    GitError::Failed { doing: (*doing).to_owned(), reason: cause.to_owned() }
}
