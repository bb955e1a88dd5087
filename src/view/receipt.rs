//! What was recorded: `takedown.receipt/1`. Officers copy it into the notebook.

use serde::Serialize;

use crate::model::broken::BrokenGuard;
use crate::model::digest::Hash;
use crate::model::state::State;
use crate::model::time::{At, Instant};

use super::Row;

/// What a command recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReceiptView {
    /// `takedown.receipt/1`
    pub schema: &'static str,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// One row per measure; for entries about something else one per entry.
    pub entries: Vec<ReceiptRow>,
}

/// One recorded thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReceiptRow {
    /// The measure that the entry moves, stops or speaks of; null where there is none.
    pub measure: Option<String>,
    /// Its round after the entry.
    pub round: Option<u64>,
    /// The stored state before.
    pub from: Option<State>,
    /// The stored state after.
    pub to: Option<State>,
    /// When it happened.
    pub at: Option<At>,
    /// When it was recorded, to the millisecond.
    pub recorded: String,
    /// The log.
    pub log: String,
    /// Its place in the log; in a dry run the one that it would get.
    pub seq: u64,
    /// Its hash; null in a dry run.
    pub hash: Option<Hash>,
    /// The type of the entry.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What it says: a state, a gate, a finding; left out where the type says it all.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub word: String,
    /// What it is about where that is no measure: `outlet:X`, `instrument:X`, `entry:X`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// The guards that it broke; left out where none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub irregular: Vec<BrokenGuard>,
}

impl ReceiptView {
    /// The receipt of some entries.
    pub fn new(dry_run: bool, entries: Vec<ReceiptRow>) -> Self {
        Self { schema: "takedown.receipt/1", dry_run, entries }
    }

    /// When a row was recorded, as receipts write it.
    pub fn recorded(t: Instant) -> String {
        t.recorded()
    }
}

impl Row for ReceiptRow {
    const KEYS: &'static [&'static str] =
        &["measure", "round", "from", "to", "at", "recorded", "log", "seq", "hash", "type", "word", "about"];
}
