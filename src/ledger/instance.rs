//! The instance of a writer: minted once for a ledger and an agency on a machine, and kept outside the ledger.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::random::{NoRandom, Random};
use crate::model::id::AgencyId;

/// Why there is no instance.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum InstanceError {
    /// A file cannot be read or made.
    #[error("cannot keep the instance in {path}: {source}", path = path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The kept file holds no instance.
    #[error("{path} holds no instance: 8 hex digits were expected", path = path.display())]
    Broken {
        /// The file.
        path: PathBuf,
    },
    /// None can be drawn.
    #[error(transparent)]
    NoRandom(#[from] NoRandom),
}

/// The instance kept in a state folder for a ledger and an agency; `None` where none is minted yet.
pub fn kept(_state: &Path, _ledger: &Path, _agency: &AgencyId) -> Result<Option<String>, InstanceError> {
    todo!()
}

/// The instance kept in a state folder for a ledger and an agency; where there is none, one is minted and kept.
pub fn mint(
    _state: &Path,
    _ledger: &Path,
    _agency: &AgencyId,
    _random: &Random,
) -> Result<String, InstanceError> {
    todo!()
}
