//! Ledger test 1: writers killed at any moment, while their lines are half written.

use std::path::Path;
use std::process::Child;
use std::sync::atomic::{AtomicUsize, Ordering};

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use super::{LOG, append, complaints, receipt, writer};
use takedown::model::digest::Hash;

const WRITERS: usize = 6;
const ROUNDS: usize = 150;

/// Lets writers run until so many receipts are out, kills them all, and gives back what they acknowledged.
fn round(kind: &str, dir: &Path, until: usize) -> Vec<(String, u64, Hash)> {
    use std::io::{BufRead as _, BufReader};
    let mut children: Vec<Child> =
        (0..WRITERS).map(|_| writer(kind, dir, LOG, 1000).spawn().expect("a writer")).collect();
    let pipes: Vec<_> = children.iter_mut().map(|child| child.stdout.take().expect("a pipe")).collect();
    let out = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let readers: Vec<_> = pipes
            .into_iter()
            .map(|pipe| {
                let out = &out;
                scope.spawn(move || {
                    let mut held = Vec::new();
                    for line in BufReader::new(pipe).lines().map_while(Result::ok) {
                        held.extend(receipt(&line));
                        out.fetch_add(1, Ordering::Relaxed);
                    }
                    held
                })
            })
            .collect();
        let ended = |children: &mut Vec<Child>| {
            children.iter_mut().all(|child| child.try_wait().is_ok_and(|status| status.is_some()))
        };
        while out.load(Ordering::Relaxed) < until && !ended(&mut children) {
            std::thread::yield_now();
        }
        for child in &mut children {
            let _ = child.kill();
        }
        for child in &mut children {
            child.wait().expect("it ends");
        }
        readers.into_iter().flat_map(|reader| reader.join().expect("a reader")).collect()
    })
}

fn rounds(kind: &str, rounds: usize) -> (usize, Vec<String>) {
    let dir = tempfile::tempdir().expect("a folder");
    append(dir.path(), LOG, &["the first"]).expect("recorded");
    let mut random = StdRng::seed_from_u64(1);
    let mut acknowledged = Vec::new();
    for _ in 0..rounds {
        acknowledged.extend(round(kind, dir.path(), random.random_range(1..24)));
    }
    // The next append mends what the last kill tore.
    let mended = append(dir.path(), LOG, &["the last"]).map_err(|error| error.to_string());
    let mut complaints = complaints(dir.path(), &acknowledged, false);
    complaints.extend(mended.err());
    (acknowledged.len(), complaints)
}

#[test]
fn no_acknowledged_entry_is_lost_when_writers_are_killed() {
    let (acknowledged, complaints) = rounds("split", ROUNDS);
    assert!(acknowledged >= ROUNDS, "{acknowledged} receipts are too few to tell");
    assert!(complaints.is_empty(), "of {acknowledged}: {complaints:#?}");
}

#[test]
fn the_same_writers_without_the_lock_are_found_out() {
    let (_, complaints) = rounds("without-lock", 5);
    assert!(!complaints.is_empty());
}
