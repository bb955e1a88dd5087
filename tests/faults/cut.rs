//! Ledger test 4: a log cut at every byte of its last three entries.

use std::fs;

use super::{LOG, OTHER, append, log_file, report, standing};
use takedown::ledger::finding::Kind;
use takedown::ledger::writer::AppendError;

/// A log of six lines, another that may have seen it, and where the first's last three begin.
fn ledger(seen: bool) -> (tempfile::TempDir, Vec<u8>, usize) {
    let dir = tempfile::tempdir().expect("a folder");
    append(dir.path(), LOG, &["one", "two", "three", "four", "five"]).expect("recorded");
    if seen {
        append(dir.path(), OTHER, &["seen"]).expect("recorded");
    }
    let bytes = fs::read(log_file(dir.path(), LOG)).expect("the log");
    let ends: Vec<usize> =
        bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at + 1).collect();
    let from = ends[ends.len() - 4];
    (dir, bytes, from)
}

#[test]
fn the_next_append_mends_every_cut_as_the_table_says() {
    let (dir, bytes, from) = ledger(false);
    let path = log_file(dir.path(), LOG);
    for at in from..=bytes.len() {
        fs::write(&path, &bytes[..at]).expect("cut");
        let whole = bytes[..at].split(|b| *b == b'\n').count() - 1;
        let lacks_lf = bytes.get(at) == Some(&b'\n');
        let clean = bytes[..at].ends_with(b"\n");
        let receipt = append(dir.path(), LOG, &["after"]).expect("a cut nobody has seen is mended");
        // A line that only lacks its line feed counts; a torn one gives way to a note that says so.
        let before = whole + usize::from(lacks_lf) + usize::from(!clean && !lacks_lf);
        assert_eq!(receipt.entries[0].seq, before as u64 + 1, "cut at {at}");
        assert_eq!(receipt.remarks.is_empty(), clean, "cut at {at}: {:?}", receipt.remarks);
        assert_eq!(report(dir.path()).findings, [], "cut at {at}");
        let torn = fs::read_dir(dir.path().join("torn")).map_or(0, Iterator::count);
        assert_eq!(torn, usize::from(!clean && !lacks_lf), "cut at {at}: what is cut is kept");
        let _ = fs::remove_dir_all(dir.path().join("torn"));
    }
}

#[test]
fn every_clean_cut_that_another_log_has_seen_past_is_reported_and_refused() {
    let (dir, bytes, from) = ledger(true);
    let path = log_file(dir.path(), LOG);
    for at in from..bytes.len() {
        fs::write(&path, &bytes[..at]).expect("cut");
        let lacks_lf = at + 1 == bytes.len();
        let told = report(dir.path()).findings.iter().any(|finding| finding.kind == Kind::SeenTruncated);
        // The last line that only lacks its line feed is not lost: the next append mends it.
        let refused = append(dir.path(), LOG, &["after"]);
        if lacks_lf {
            assert!(refused.is_ok(), "cut at {at}: {refused:?}");
            continue;
        }
        assert!(told, "cut at {at}: {:?}", report(dir.path()).findings);
        assert!(matches!(refused, Err(AppendError::NotIntact(_))), "cut at {at}: {refused:?}");
        assert_eq!(fs::read(&path).expect("the log"), &bytes[..at], "a refusal writes nothing");
    }
    fs::write(&path, &bytes).expect("whole again");
    assert_eq!(standing(dir.path()).len(), 8);
}
