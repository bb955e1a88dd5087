//! The instance of a writer: minted once for a ledger and an agency on a machine, and kept outside the ledger.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::random::Random;
use crate::ledger::error::NoRandom;
use crate::model::digest::Hash;
use crate::model::id::AgencyId;
use crate::model::path_error::PathError;
use crate::model::stamp::is_instance;

/// Why there is no instance.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum InstanceError {
    /// A file cannot be read or made.
    #[error("cannot keep the instance in {0}")]
    Io(#[source] PathError),
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
pub fn stored(state: &Path, ledger: &Path, agency: &AgencyId) -> Result<Option<String>, InstanceError> {
    let path = path(state, ledger, agency);
    match std::fs::read_to_string(&path) {
        Ok(text) if is_instance(text.trim_end()) => Ok(Some(text.trim_end().to_owned())),
        Ok(_) => Err(InstanceError::Broken { path }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(InstanceError::Io(PathError { path, source })),
    }
}

/// The instance kept in a state folder for a ledger and an agency; where there is none, or one whose log is `closed`,
/// one is minted and kept.
pub fn mint(
    state: &Path,
    ledger: &Path,
    agency: &AgencyId,
    random: &Random,
    closed: impl Fn(&str) -> bool,
) -> Result<String, InstanceError> {
    let path = path(state, ledger, agency);
    match stored(state, ledger, agency)? {
        Some(stored) if !closed(&stored) => return Ok(stored),
        Some(_) => {
            std::fs::remove_file(&path).map_err(|source| InstanceError::Io(PathError::new(&path, source)))?;
        }
        None => {}
    }
    let instance = random.instance()?;
    let make = || {
        std::fs::create_dir_all(state)?;
        let mut file = std::fs::File::create_new(&path)?;
        file.write_all(format!("{instance}\n").as_bytes())?;
        file.sync_all()
    };
    match make() {
        Ok(()) => Ok(instance),
        // Another process was first: its instance counts.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            stored(state, ledger, agency)?.ok_or(InstanceError::Broken { path })
        }
        Err(source) => Err(InstanceError::Io(PathError { path, source })),
    }
}

/// The file that keeps it: named by the ledger's canonical path and the agency, so that a copied ledger starts a new
/// log instead of forking this one.
fn path(state: &Path, ledger: &Path, agency: &AgencyId) -> PathBuf {
    let ledger = std::path::absolute(ledger).unwrap_or_else(|_| ledger.to_owned());
    let ledger = ledger.canonicalize().unwrap_or(ledger);
    let key = Hash::of(format!("{}\n{agency}", ledger.display()).as_bytes());
    state.join(format!("{}.{agency}", &key.to_string()[..32]))
}
