//! The text that is signed to pin a log's head, and the entries that keep the signatures.

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

/// The same, of a line that stands in a log: it pins the line before it.
pub(crate) fn text_of(log: &str, seq: u64, hash: &Hash, recorded_at: Instant) -> String {
    format!("takedown checkpoint v1\n{log}\n{seq}\n{hash}\n{}\n", recorded_at.recorded())
}

/// A checkpoint as it stands in a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinnedSignature {
    /// Its line, from 1; it pins the lines before it.
    pub line: u64,
    /// Where that line begins in the file.
    pub byte: u64,
    /// Where the next one begins.
    pub next: u64,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// The text that was signed.
    pub text: String,
    /// The signature in base64.
    pub signature: String,
}

/// Checks checkpoints of one agency's log, in their order. Several at a time: one may be a run of a program.
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

/// The next of a list that no other thread has taken, and its place.
fn next_of<'a, T>(all: &'a [T], next: &AtomicUsize) -> Option<(usize, &'a T)> {
    let place = next.fetch_add(1, Ordering::Relaxed);
    Some((place, all.get(place)?))
}
