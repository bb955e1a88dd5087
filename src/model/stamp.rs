//! Who writes an entry, when, and by which clock.

use super::id::AgencyId;
use super::time::Instant;

/// Everything that an entry states about its own writing. The library takes a stamp as it is; only the command line
/// makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The agency that owns the log; `archive` in retrospective operations.
    pub agency: AgencyId,
    /// The log's instance: 8 hex digits.
    pub instance: String,
    /// The officer, by pseudonymous id: `[A-Za-z0-9._-]{1,64}`.
    pub officer: String,
    /// The time of recording.
    pub recorded_at: Instant,
    /// Whether the user set the clock.
    pub clock_set: bool,
    /// The program that writes, with its version: `takedown 0.1.0`.
    pub program: String,
}

pub fn is_officer(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}

/// Whether a text is an instance: 8 lower-case hex digits.
pub fn is_instance(text: &str) -> bool {
    text.len() == 8 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}
