//! Saved plans as files.

use std::path::Path;
use std::sync::Arc;

use crate::operation::Saved;

use crate::cli::error::CliError;
use crate::cli::output::file;

pub(crate) fn read(path: &Path) -> Result<Arc<Saved>, CliError> {
    let failed = |cause: &std::io::Error| CliError::file("read", path, cause);
    let size = std::fs::metadata(path).map_err(|cause| failed(&cause))?.len();
    if size > file::LARGEST_SAVED_PLAN {
        return Err(CliError::failed(format!("{} is too large for a saved plan", path.display())));
    }
    let bytes = std::fs::read(path).map_err(|cause| failed(&cause))?;
    match Saved::read(&bytes) {
        Ok(saved) => Ok(Arc::new(saved)),
        Err(bad) => Err(CliError::failed(format!("{}: {bad}", path.display()))
            .hint("takedown plan --out FILE writes one")),
    }
}

/// Writes a saved plan completely or not at all. It replaces only another saved plan.
pub(crate) fn write(path: &Path, saved: &Saved) -> Result<(), CliError> {
    file::write(path, &saved.bytes, file::Written::SavedPlan)
}
