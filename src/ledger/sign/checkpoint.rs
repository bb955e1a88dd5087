//! The text that is signed to pin the head of a log, and the entries that contain the signatures.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::signature::BadSignature;
use super::signers::Signers;
use crate::ledger::log::Head;
use crate::ledger::threads;
use crate::model::digest::Hash;
use crate::model::time::Instant;

/// The text of a checkpoint: five lines, each with its line feed.
pub fn text(head: &Head, recorded_at: Instant) -> String {
    text_of(head.log.as_str(), head.seq, &head.hash, recorded_at)
}

/// The text of a checkpoint that pins the line before it in its own log.
pub(crate) fn text_of(log: &str, seq: u64, hash: &Hash, recorded_at: Instant) -> String {
    format!("takedown checkpoint v1\n{log}\n{seq}\n{hash}\n{}\n", recorded_at.recorded())
}

/// A checkpoint in a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinnedSignature {
    /// Its line, from 1. It pins the lines before it.
    pub line: u64,
    /// The offset of that line in the file.
    pub byte: u64,
    /// The offset of the line after it.
    pub next: u64,
    pub recorded_at: Instant,
    /// The text that was signed.
    pub text: String,
    /// In base64.
    pub signature: String,
}

/// Checks checkpoints of one agency's log, in their order, several at a time because each may run a program.
pub fn check(signers: &Signers, agency: &str, pinned: &[PinnedSignature]) -> Vec<Result<(), BadSignature>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut own = Vec::new();
        while let Some((place, it)) = next_of(pinned, &next) {
            own.push((place, signers.check(agency, &it.text, &it.signature, it.recorded_at)));
        }
        own
    };
    let mut checked = threads::run_on_threads(threads::available().min(pinned.len().max(1)), work).concat();
    checked.sort_unstable_by_key(|(place, _)| *place);
    checked.into_iter().map(|(_, checked)| checked).collect()
}

/// The next item that no other thread has taken, and its index.
fn next_of<'a, T>(all: &'a [T], next: &AtomicUsize) -> Option<(usize, &'a T)> {
    let place = next.fetch_add(1, Ordering::Relaxed);
    Some((place, all.get(place)?))
}
