//! The text that is signed to pin a log's head, and the entries that keep the signatures.

use super::log::Head;
use super::signature::{BadSignature, Signers};
use crate::model::digest::Hash;
use crate::model::time::Instant;

/// The text of a checkpoint: five lines, each with its line feed.
pub fn text(head: &Head, t: Instant) -> String {
    text_of(head.log.as_str(), head.seq, &head.hash, t)
}

/// The same, of a line that stands in a log: it pins the line before it.
pub(crate) fn text_of(log: &str, seq: u64, hash: &Hash, t: Instant) -> String {
    format!("takedown checkpoint v1\n{log}\n{seq}\n{hash}\n{}\n", t.recorded())
}

/// A checkpoint as it stands in a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pinned {
    /// Its line, from 1; it pins the lines before it.
    pub line: u64,
    /// Where that line begins in the file.
    pub byte: u64,
    /// Where the next one begins.
    pub next: u64,
    /// When it was recorded.
    pub t: Instant,
    /// The text that was signed.
    pub text: String,
    /// The signature in base64.
    pub signature: String,
}

/// Checks checkpoints of one agency's log, in their order. Several at a time: each is a run of a program.
pub fn check(signers: &Signers, agency: &str, pinned: &[Pinned]) -> Vec<Result<(), BadSignature>> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let part = pinned.len().div_ceil(threads).max(1);
    let one = |pinned: &Pinned| signers.check(agency, &pinned.text, &pinned.signature, pinned.t);
    std::thread::scope(|scope| {
        let parts: Vec<_> = pinned
            .chunks(part)
            .map(|part| scope.spawn(move || part.iter().map(one).collect::<Vec<_>>()))
            .collect();
        parts
            .into_iter()
            .flat_map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}
