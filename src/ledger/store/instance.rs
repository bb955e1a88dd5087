//! The instance of a writer: created once for a ledger and an agency on a machine, and stored outside the ledger.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::random::Random;
use crate::ledger::error::NoRandom;
use crate::model::digest::Hash;
use crate::model::id::AgencyId;
use crate::model::path_error::PathError;
use crate::model::stamp::is_instance;

#[derive(Debug, Error)]
#[non_exhaustive]
pub enum InstanceError {
    /// A file could not be read or created.
    #[error("cannot keep the instance in {0}")]
    Io(#[source] PathError),
    /// The stored file contains no instance.
    #[error("{path} holds no instance: 8 hex digits were expected", path = path.display())]
    Broken {
        /// A file in the state folder.
        path: PathBuf,
    },
    /// The system gave no random bytes.
    #[error(transparent)]
    NoRandom(#[from] NoRandom),
}

/// The instance stored in a state folder for a ledger and an agency; `None` if there is none yet.
pub fn stored(state: &Path, ledger: &Path, agency: &AgencyId) -> Result<Option<String>, InstanceError> {
    let path = path(state, ledger, agency);
    match std::fs::read_to_string(&path) {
        Ok(text) if is_instance(text.trim_end()) => Ok(Some(text.trim_end().to_owned())),
        Ok(_) => Err(InstanceError::Broken { path }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(InstanceError::Io(PathError { path, source })),
    }
}

/// The instance stored in a state folder for a ledger and an agency. If there is none, or its log is `closed`, a new
/// one is created and stored.
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
        // Another process was first, so its instance counts.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            stored(state, ledger, agency)?.ok_or(InstanceError::Broken { path })
        }
        Err(source) => Err(InstanceError::Io(PathError { path, source })),
    }
}

/// The file that stores it, named by the ledger's canonical path and the agency, so that a copied ledger starts a new
/// log instead of forking this one.
fn path(state: &Path, ledger: &Path, agency: &AgencyId) -> PathBuf {
    let ledger = std::path::absolute(ledger).unwrap_or_else(|_| ledger.to_owned());
    let ledger = ledger.canonicalize().unwrap_or(ledger);
    let key = Hash::of(format!("{}\n{agency}", ledger.display()).as_bytes());
    state.join(format!("{}.{agency}", &key.to_string()[..32]))
}
