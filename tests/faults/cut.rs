//! Ledger test 4: a log cut at every byte of its last three entries.

use std::fs;
use std::path::Path;

use super::{LOG, OP, OTHER, append, append_after_cutting, log_file, report, standing};
use takedown::ledger::codec::line;
use takedown::ledger::error::AppendError;
use takedown::ledger::finding::FindingKind;
use takedown::ledger::log::Head;
use takedown::ledger::sign::checkpoint;
use takedown::ledger::store::receipt::Receipt;
use takedown::ledger::verify::{VerifyOptions, verify};

/// How a writer appends one note to a log.
type Write = fn(&Path, &str, &[&str]) -> Result<Receipt, AppendError>;

/// A log of six lines, a checkpoint the last, another that may have seen it, and where the first's last three begin.
fn ledger(seen: bool) -> (tempfile::TempDir, Vec<u8>, usize) {
    let dir = tempfile::tempdir().expect("a folder");
    append(dir.path(), LOG, &["one", "two", "three", "four", "signature U1NIU0lHAAAAAQAB"])
        .expect("recorded");
    if seen {
        append(dir.path(), OTHER, &["seen"]).expect("recorded");
    }
    let bytes = fs::read(log_file(dir.path(), LOG)).expect("the log");
    let ends: Vec<usize> =
        bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at + 1).collect();
    let from = ends[ends.len() - 4];
    (dir, bytes, from)
}

/// What a writer does otherwise than the table says, with a log that nobody has seen, cut at every byte.
fn mended_otherwise(write: Write) -> Vec<String> {
    let (dir, bytes, from) = ledger(false);
    let path = log_file(dir.path(), LOG);
    let mut complaints = Vec::new();
    for at in from..=bytes.len() {
        fs::write(&path, &bytes[..at]).expect("cut");
        let whole = bytes[..at].split(|b| *b == b'\n').count() - 1;
        let lacks_lf = bytes.get(at) == Some(&b'\n');
        let clean = bytes[..at].ends_with(b"\n");
        let receipt = write(dir.path(), LOG, &["after"]).expect("a cut nobody has seen is mended");
        // A line that only lacks its line feed counts; a torn one gives way to a note that says so.
        let before = whole + usize::from(lacks_lf) + usize::from(!clean && !lacks_lf);
        if receipt.entries[0].seq != before as u64 + 1 {
            complaints.push(format!("cut at {at}: entry {} after {before}", receipt.entries[0].seq));
        }
        if receipt.remarks.is_empty() != clean {
            complaints.push(format!("cut at {at}: it says {:?}", receipt.remarks));
        }
        complaints.extend(report(dir.path()).findings.iter().map(|found| format!("cut at {at}: {found:?}")));
        let torn = fs::read_dir(dir.path().join("torn")).map_or(0, Iterator::count);
        if torn != usize::from(!clean && !lacks_lf) {
            complaints.push(format!("cut at {at}: {torn} pieces are kept"));
        }
        let _ = fs::remove_dir_all(dir.path().join("torn"));
    }
    complaints
}

/// The cuts of a log, and those of them that lost something and were neither reported nor refused.
fn cut_unseen(seen: bool) -> (usize, Vec<usize>) {
    let (dir, bytes, from) = ledger(seen);
    let path = log_file(dir.path(), LOG);
    let mut unseen = Vec::new();
    for at in from..bytes.len() {
        fs::write(&path, &bytes[..at]).expect("cut");
        let lacks_lf = at + 1 == bytes.len();
        let told =
            report(dir.path()).findings.iter().any(|finding| finding.kind == FindingKind::SeenTruncated);
        let appended = append(dir.path(), LOG, &["after"]);
        let refused = matches!(appended, Err(AppendError::NotIntact(_)));
        // The last line that only lacks its line feed is not lost: the next append mends it.
        if lacks_lf && appended.is_ok() {
            continue;
        }
        let written = fs::read(&path).expect("the log") != bytes[..at];
        if !told || !refused || written {
            unseen.push(at);
        }
        let _ = fs::remove_dir_all(dir.path().join("torn"));
    }
    fs::write(&path, &bytes).expect("whole again");
    assert_eq!(standing(dir.path()).len(), 6 + 2 * usize::from(seen));
    (bytes.len() - from, unseen)
}

/// The cuts of a log at line feeds and between them, and those of them that a checkpoint which somebody kept, as its five
/// lines of text, does not show. `pinned` is the line that the checkpoint signs.
fn cut_unseen_by_checkpoint(pinned: usize) -> (usize, Vec<usize>) {
    let dir = tempfile::tempdir().expect("a folder");
    let mut texts = vec!["note"; 5];
    texts[pinned - 1] = "signature U1NIU0lHAAAAAQAB";
    append(dir.path(), LOG, &texts).expect("recorded");
    let path = log_file(dir.path(), LOG);
    let bytes = fs::read(&path).expect("the log");
    let checkpoint = bytes.split(|b| *b == b'\n').nth(pinned).expect("the checkpoint");
    let read = line::read(checkpoint).expect("a good line");
    let t = read.entry().expect("an entry").recorded_at;
    // What went to the partner, and what he makes of it years later.
    let head = Head { log: LOG.parse().expect("a log"), seq: pinned as u64, hash: read.prev };
    let text = checkpoint::text(&head, t);
    let told: Vec<&str> = text.lines().collect();
    assert_eq!((told[0], told.len()), ("takedown checkpoint v1", 5));
    let expect = vec![Head {
        log: told[1].parse().expect("a log"),
        seq: told[2].parse().expect("a number"),
        hash: told[3].parse().expect("a hash"),
    }];
    let options = VerifyOptions { expect, threads: 1 };
    let op = OP.parse().expect("an operation");
    let found = |bytes: &[u8]| {
        fs::write(&path, bytes).expect("cut");
        let report = verify(dir.path(), &op, &options, &|_, _| {}).expect("it can be read");
        report.findings.iter().any(|finding| finding.kind == FindingKind::ExpectHead)
    };
    assert!(!found(&bytes), "nothing is cut yet");
    let first = bytes.iter().position(|b| *b == b'\n').expect("lines") + 1;
    let unseen = (first..bytes.len()).filter(|at| !found(&bytes[..*at])).collect();
    (bytes.len() - first, unseen)
}

#[test]
fn every_cut_before_the_line_that_a_kept_checkpoint_signs_is_reported() {
    let ends =
        |bytes: usize, unseen: &[usize]| unseen.first().is_none_or(|first| bytes - first == unseen.len());
    // The last line signed, and nothing after it but the checkpoint itself: all that can be cut unseen is that.
    let (cuts, unseen) = cut_unseen_by_checkpoint(5);
    assert!(cuts > 1000 && unseen.len() < 700, "of {cuts} cuts: {}", unseen.len());
    // The control: what was written after the line that is signed can be cut without a trace.
    let (_, later) = cut_unseen_by_checkpoint(3);
    assert!(later.len() > 2 * unseen.len(), "{} and {}", later.len(), unseen.len());
    for unseen in [unseen, later] {
        let end = unseen.last().expect("the checkpoint") + 1;
        assert!(ends(end, &unseen), "what goes unseen is the end, and only that: {unseen:?}");
    }
}

#[test]
fn the_next_append_mends_every_cut_as_the_table_says() {
    let complaints = mended_otherwise(append);
    assert!(complaints.is_empty(), "{complaints:#?}");
}

#[test]
fn a_writer_that_always_cuts_after_the_last_line_feed_is_found_out() {
    let complaints = mended_otherwise(append_after_cutting);
    // Three cuts take only a line feed, and the entry before it goes with it: lost, and nothing said.
    let lost = complaints.iter().filter(|complaint| complaint.contains(": entry ")).count();
    assert!(lost > 3, "{complaints:#?}");
}

#[test]
fn every_clean_cut_that_another_log_has_seen_past_is_reported_and_refused() {
    let (cuts, unseen) = cut_unseen(true);
    assert!(cuts > 1000 && unseen.is_empty(), "of {cuts} cuts: {unseen:?}");
}

#[test]
fn the_same_cuts_in_a_log_that_nobody_has_seen_are_found_out() {
    let (cuts, unseen) = cut_unseen(false);
    // But the one that takes the last line feed only, which is mended in either.
    assert_eq!(unseen.len(), cuts - 1);
}
