//! Saved plans as files.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use crate::operation::Saved;

use super::error::CliError;

/// No saved plan is larger: 20,000 measures take about 20 MiB.
const MOST: u64 = 256 * 1024 * 1024;

/// Reads a saved plan.
pub(crate) fn read(path: &Path) -> Result<Arc<Saved>, CliError> {
    let failed = |cause: &std::io::Error| CliError::file("read", path, cause);
    let size = std::fs::metadata(path).map_err(|cause| failed(&cause))?.len();
    if size > MOST {
        return Err(CliError::failed(format!("{} is too large for a saved plan", path.display())));
    }
    let bytes = std::fs::read(path).map_err(|cause| failed(&cause))?;
    match Saved::read(&bytes) {
        Ok(saved) => Ok(Arc::new(saved)),
        Err(bad) => Err(CliError::failed(format!("{}: {bad}", path.display()))
            .hint("takedown plan --out FILE writes one")),
    }
}

/// Writes a saved plan: whole or not at all. Only another saved plan is overwritten.
pub(crate) fn write(path: &Path, saved: &Saved) -> Result<(), CliError> {
    let failed = |cause: &std::io::Error| CliError::file("write", path, cause);
    match std::fs::read(path) {
        Ok(there) if Saved::read(&there).is_err() && !there.is_empty() => {
            return Err(CliError::failed(format!("{} is there, and is no saved plan", path.display()))
                .hint("name another file"));
        }
        _ => {}
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|cause| failed(&cause))?;
    file.write_all(&saved.bytes).and_then(|()| file.as_file().sync_all()).map_err(|cause| failed(&cause))?;
    file.persist(path).map_err(|cause| failed(&cause.error))?;
    Ok(())
}
