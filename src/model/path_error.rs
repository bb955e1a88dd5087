//! System errors with the file or folder concerned.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// The system refused an operation on a file or folder. The error that contains this one says which operation.
#[derive(Debug, Error)]
#[error("{path}: {source}", path = path.display())]
pub struct PathError {
    pub path: PathBuf,
    pub source: io::Error,
}

impl PathError {
    pub fn new(path: impl Into<PathBuf>, source: io::Error) -> Self {
        Self { path: path.into(), source }
    }
}
