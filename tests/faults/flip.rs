//! Ledger test 5: every bit of a log of twelve entries flipped.

use std::fs;
use std::ops::Range;
use std::path::Path;

use super::{LOG, OP, append, append_after_cutting, log_file, standing};
use takedown::ledger::codec::line;
use takedown::ledger::codec::line::{FIRST, TAIL};
use takedown::ledger::verify::{VerifyOptions, verify};
use takedown::model::digest::Hash;

/// A log of twelve entries, two of them checkpoints, the last one among these.
fn twelve() -> (tempfile::TempDir, Vec<u8>) {
    let dir = tempfile::tempdir().expect("a folder");
    let signed = |number: usize| format!("signature {}", "U1NIU0lHAAAAAQ".repeat(number));
    let said = |number: usize| if number % 6 == 5 { signed(number + 1) } else { format!("note {number}") };
    let texts: Vec<String> = (1..12).map(said).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    append(dir.path(), LOG, &texts).expect("recorded");
    let good = fs::read(log_file(dir.path(), LOG)).expect("the log");
    (dir, good)
}

/// The log with one bit flipped.
fn flipped(good: &[u8], bit: usize) -> Vec<u8> {
    let mut bytes = good.to_vec();
    bytes[bit / 8] ^= 1 << (bit % 8);
    bytes
}

/// The bits whose flip a verifier of a log's bytes does not see.
fn unseen(good: &[u8], mut intact: impl FnMut(&[u8]) -> bool) -> Vec<usize> {
    assert!(intact(good), "nothing is flipped yet");
    (0..good.len() * 8).filter(|bit| intact(&flipped(good, *bit))).collect()
}

/// The bits whose flip is mended by the next append, and those whose flip costs an acknowledged entry, or is written upon.
fn mended_and_lost(
    dir: &Path,
    good: &[u8],
    bits: impl Iterator<Item = usize>,
    write: impl Fn(&Path) -> bool,
) -> (usize, Vec<usize>) {
    let path = log_file(dir, LOG);
    fs::write(&path, good).expect("whole");
    let acknowledged = standing(dir);
    assert_eq!(acknowledged.len(), 12);
    let (mut mended, mut lost) = (0, Vec::new());
    for bit in bits {
        let bytes = flipped(good, bit);
        fs::write(&path, &bytes).expect("flipped");
        let sound = if write(dir) {
            mended += 1;
            let now = standing(dir);
            acknowledged.keys().all(|hash| now.get(hash) == Some(&1))
        } else {
            fs::read(&path).expect("the log") == bytes
        };
        if !sound {
            lost.push(bit);
        }
    }
    (mended, lost)
}

/// The bits of the last line, and of the rest every 64th: a refusal is certain there.
fn bits(good: &[u8]) -> impl Iterator<Item = usize> + use<> {
    let last = last_line(good);
    (0..good.len() * 8).filter(move |bit| last.contains(&(bit / 8)) || bit % 64 == 0)
}

fn last_line(good: &[u8]) -> Range<usize> {
    let lf = good[..good.len() - 1].iter().rposition(|b| *b == b'\n').expect("lines");
    lf + 1..good.len()
}

#[test]
fn no_flipped_bit_goes_unseen_and_none_costs_an_acknowledged_entry() {
    let (dir, good) = twelve();
    let path = log_file(dir.path(), LOG);
    let op = OP.parse().expect("an operation");
    let options = VerifyOptions { threads: 1, ..VerifyOptions::default() };
    let unseen = unseen(&good, |bytes| {
        fs::write(&path, bytes).expect("flipped");
        verify(dir.path(), &op, &options, &|_, _| {}).expect("it can be read").findings.is_empty()
    });
    assert!(unseen.is_empty(), "{unseen:?}");
    let (mended, lost) =
        mended_and_lost(dir.path(), &good, bits(&good), |dir| append(dir, LOG, &["after"]).is_ok());
    assert!(lost.is_empty(), "{lost:?}");
    // Only the eight bits of the last line feed can be mended.
    assert_eq!(mended, 8);
}

/// A verifier that follows the chain by itself and reads of a line's tail nothing but the hash.
fn follows_by_hash_alone(bytes: &[u8]) -> bool {
    let mut prev = FIRST;
    bytes.split(|b| *b == b'\n').filter(|line| !line.is_empty()).all(|line| {
        let content = line.len().checked_sub(TAIL).map(|split| Hash::of(&line[..split]));
        prev = content.map_or(FIRST, |content| line::chain(&content, &prev));
        line.get(line.len().wrapping_sub(66)..line.len().wrapping_sub(2)).and_then(Hash::parse) == Some(prev)
    })
}

#[test]
fn a_verifier_that_reads_no_prev_is_found_out() {
    let (_dir, good) = twelve();
    let unseen = unseen(&good, follows_by_hash_alone);
    // In each line the `prev`, its key and the key of the hash, 83 bytes, and the two after the hash.
    assert!(unseen.len() >= 12 * 85 * 8, "{} bits", unseen.len());
}

#[test]
fn a_writer_that_always_cuts_after_the_last_line_feed_is_found_out() {
    let (dir, good) = twelve();
    let line = last_line(&good);
    let bits = line.start * 8..line.end * 8;
    let (_, lost) =
        mended_and_lost(dir.path(), &good, bits, |dir| append_after_cutting(dir, LOG, &["after"]).is_ok());
    // The flips of the last line feed: the entry before it stands no more.
    assert!(lost.iter().filter(|bit| **bit / 8 == good.len() - 1).count() == 8, "{lost:?}");
}
