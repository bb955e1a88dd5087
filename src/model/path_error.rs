//! Failures of the system, with the file or folder concerned.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// The system refused an operation on a file or folder. What was tried is said by the error that holds it.
#[derive(Debug, Error)]
#[error("{path}: {source}", path = path.display())]
pub struct PathError {
    /// The file or folder.
    pub path: PathBuf,
    /// The system's answer.
    pub source: io::Error,
}

impl PathError {
    /// A failure at a path.
    pub fn new(path: impl Into<PathBuf>, source: io::Error) -> Self {
        Self { path: path.into(), source }
    }
}
