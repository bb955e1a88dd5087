//! Ledger test 12: many processes at once.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{complaints, receipts, store, writer};
use takedown::ledger::finding::FindingKind;
use takedown::model::digest::Hash;

const PROCESSES: usize = 50;
const APPENDS: usize = 200;
const LOGS: [&str; 5] = [
    "be-prosecutor.1a2b3c4d",
    "bg-moi.00c0ffee",
    "fr-office.e09d41b7",
    "nl-police.90ab12cd",
    "ro-police.7f3a9c02",
];

/// Runs the crowd; what it acknowledged, how often readers looked meanwhile, and what they complained of.
fn crowd(
    kind: &str,
    dir: &Path,
    processes: usize,
    appends: usize,
) -> (Vec<(String, u64, Hash)>, usize, Vec<String>) {
    for log in LOGS {
        super::append(dir, log, &["the first"]).expect("recorded");
    }
    let mut children: Vec<_> = (0..processes)
        .map(|at| writer(kind, dir, LOGS[at % LOGS.len()], appends).spawn().expect("a writer"))
        .collect();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let readers = scope.spawn(|| {
            let (mut looks, mut complaints) = (0, Vec::new());
            while !done.load(Ordering::Relaxed) {
                looks += 1;
                match store(dir).read() {
                    Ok(reading) => complaints.extend(
                        reading
                            .findings()
                            .iter()
                            .filter(|finding| finding.kind != FindingKind::TornTail)
                            .map(|finding| {
                                format!("a reader met {} at {}:{}", finding.kind, finding.log, finding.line)
                            }),
                    ),
                    Err(error) => complaints.push(error.to_string()),
                }
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            (looks, complaints)
        });
        let pipes: Vec<_> = children.iter_mut().map(|child| child.stdout.take().expect("a pipe")).collect();
        let pipes: Vec<_> = pipes.into_iter().map(|pipe| scope.spawn(move || receipts(pipe))).collect();
        let acknowledged = pipes.into_iter().flat_map(|pipe| pipe.join().expect("read")).collect();
        for child in &mut children {
            child.wait().expect("it ends");
        }
        done.store(true, Ordering::Relaxed);
        let (looks, complaints) = readers.join().expect("a reader");
        (acknowledged, looks, complaints)
    })
}

#[test]
fn a_crowd_writes_and_readers_never_fail() {
    let dir = tempfile::tempdir().expect("a folder");
    let (acknowledged, looks, met) = crowd("sound", dir.path(), PROCESSES, APPENDS);
    assert_eq!(acknowledged.len(), PROCESSES * APPENDS);
    assert!(looks > 1 && met.is_empty(), "of {looks} looks: {met:#?}");
    let wrong = complaints(dir.path(), &acknowledged, false);
    assert!(wrong.is_empty(), "{wrong:#?}");
    let (mut ids, mut entries) = (BTreeSet::new(), 0);
    let reading = store(dir.path()).read().expect("it can be read");
    reading.walk(|placed| {
        entries += 1;
        ids.extend(placed.line.entry().map(|entry| entry.id.to_owned()));
    });
    // The genesis and the first note of each log stand beside them; `verify` saw that numbers have no gap.
    assert_eq!((entries, ids.len()), (PROCESSES * APPENDS + 2 * LOGS.len(), entries));
}

#[test]
fn the_same_crowd_without_the_lock_is_found_out() {
    let dir = tempfile::tempdir().expect("a folder");
    let (acknowledged, ..) = crowd("without-lock", dir.path(), 10, 10);
    assert!(!complaints(dir.path(), &acknowledged, false).is_empty());
}
