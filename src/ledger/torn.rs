//! The tail of a log before the next append: mended where nothing acknowledged can be lost, refused elsewhere.

use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use super::line;
use super::log::LogName;
use super::reading::Reading;
use super::writer::{AppendError, Remark, not_recorded};

/// Mends the tail of a log. Where it gave the last line its LF back, the ledger is read again.
pub(crate) fn mend(
    dir: &Path,
    path: &Path,
    file: &mut File,
    reading: &Reading,
    log: &LogName,
    id: &str,
) -> Result<(Option<Reading>, Vec<Remark>), AppendError> {
    let failed = not_recorded(path);
    let good = reading.length(log.as_str());
    let mut tail = Vec::new();
    file.seek(SeekFrom::Start(good)).map_err(&failed)?;
    file.read_to_end(&mut tail).map_err(&failed)?;
    if tail.is_empty() {
        return Ok((None, Vec::new()));
    }
    if fits(&tail, reading, log) {
        file.write_all(b"\n").map_err(&failed)?;
        file.sync_data().map_err(|source| AppendError::Unknown { path: path.to_owned(), source })?;
        let op = reading.op().clone();
        let again = Reading::of(dir, &op).map_err(|error| AppendError::NotRecorded {
            path: path.to_owned(),
            source: std::io::Error::other(error),
        })?;
        return Ok((Some(again), vec![Remark::LineFeed]));
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
    Ok((None, vec![Remark::TornTail { bytes: tail.len() as u64, kept }]))
}

/// Whether the bytes after the last LF are one complete entry of this chain.
fn fits(tail: &[u8], reading: &Reading, log: &LogName) -> bool {
    let head = reading.logs().iter().find(|known| known.name == *log).and_then(|known| known.head.clone());
    let (seq, prev) = head.map_or((1, line::FIRST), |head| (head.seq + 1, head.hash));
    line::read(tail).is_ok_and(|line| {
        line.prev == prev && line.entry().is_none_or(|entry| entry.seq == seq && entry.log == log.as_str())
    })
}
