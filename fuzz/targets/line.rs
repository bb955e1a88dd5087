//! The fuzz target of a line: reading never panics, and what is accepted is exactly what would be written.

use takedown::ledger::codec::line::{self, Body, Line};

/// Reads any bytes as a line.
pub(crate) fn line(bytes: &[u8]) {
    line_by(bytes, |bytes| line::read(bytes).ok());
}

/// The same with another reader.
pub(crate) fn line_by(bytes: &[u8], read: impl Fn(&[u8]) -> Option<Line<'_>>) {
    // With its hash mended, a mutation goes deeper than the first comparison.
    check(bytes, &read);
    let mut mended = bytes.to_vec();
    if let Some(split) = bytes.len().checked_sub(line::TAIL) {
        let prev = mended.get(split + 9..split + 73).and_then(takedown::model::digest::Hash::parse);
        if let Some(prev) = prev {
            let hash = line::chain(&takedown::model::digest::Hash::of(&bytes[..split]), &prev);
            mended.truncate(split);
            mended.extend_from_slice(format!(",\"prev\":\"{prev}\",\"hash\":\"{hash}\"}}").as_bytes());
            check(&mended, &read);
        }
    }
}

fn check(bytes: &[u8], read: impl Fn(&[u8]) -> Option<Line<'_>>) {
    let Some(read) = read(bytes) else { return };
    if let Body::Entry(entry) = &read.body
        && let Some(data) = &entry.data
    {
        let (again, hash) = line::write(entry, data, &read.prev);
        assert_eq!(again.strip_suffix(b"\n"), Some(bytes), "it would be written otherwise");
        assert_eq!(hash, read.hash);
    }
}
