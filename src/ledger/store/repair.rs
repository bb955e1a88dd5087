//! Repairs the tail of a log before the next append, if no acknowledged entry can be lost; refuses otherwise.

use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use crate::ledger::error::{AppendError, not_recorded};
use crate::ledger::log::LogName;
use crate::ledger::read::snapshot::LedgerSnapshot;
use crate::ledger::store::receipt::AppendRemark;
use crate::model::path_error::PathError;

/// Repairs the tail of a log, as its writer's snapshot has classified it. A line that counts gets its LF back. Any
/// other bytes after the last LF are copied to `torn/` and then cut.
pub(crate) fn mend(
    dir: &Path,
    path: &Path,
    file: &mut File,
    reading: &LedgerSnapshot,
    log: &LogName,
    id: &str,
) -> Result<Vec<AppendRemark>, AppendError> {
    let failed = not_recorded(path);
    let (good, lacks_lf) = reading.length(log.as_str());
    if lacks_lf {
        // Removes a wrong byte in place of the LF first: until the LF is written, the line still counts as one without
        // its LF.
        file.set_len(good).and_then(|()| file.write_all(b"\n")).map_err(&failed)?;
        file.sync_data().map_err(|source| AppendError::Unknown(PathError::new(path, source)))?;
        return Ok(vec![AppendRemark::LineFeed]);
    }
    let mut tail = Vec::new();
    file.seek(SeekFrom::Start(good)).map_err(&failed)?;
    file.read_to_end(&mut tail).map_err(&failed)?;
    if tail.is_empty() {
        return Ok(Vec::new());
    }
    let folder = dir.join("torn");
    let kept = folder.join(format!("{log}.{id}"));
    let keep = || {
        fs::create_dir_all(&folder)?;
        let mut copy = File::create_new(&kept)?;
        copy.write_all(&tail)?;
        copy.sync_all()?;
        File::open(&folder)?.sync_all()?;
        file.set_len(good)?;
        file.sync_data()
    };
    keep().map_err(&failed)?;
    Ok(vec![AppendRemark::TornTail { bytes: tail.len() as u64, kept }])
}
