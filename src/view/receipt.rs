//! What was recorded: `takedown.receipt/1`. Officers copy it into the notebook.

use chrono_tz::Tz;
use serde::Serialize;

use crate::model::broken::BrokenGuard;
use crate::model::digest::Hash;
use crate::model::state::State;
use crate::model::time::{At, Instant};
use crate::operation::{RecordOutcome, RecordedRow};
use crate::plan::Plan;

use super::measure::DisplayState;

/// What a command recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReceiptView {
    /// `takedown.receipt/1`
    pub schema: &'static str,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// One row per measure; for entries about something else one per entry.
    pub entries: Vec<ReceiptRow>,
    /// Tables only: who recorded it.
    #[serde(skip)]
    pub writer: ReceiptWriter,
    /// Tables only: the instant that measures are timed from.
    #[serde(skip)]
    pub h_hour: Option<Instant>,
}

/// Who recorded something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReceiptWriter {
    pub agency: String,
    /// The officer, by a pseudonymous id.
    pub officer: String,
}

/// One recorded thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReceiptRow {
    /// The measure that the entry moves, stops or is about; null if there is none.
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
    pub log: String,
    /// Its place in the log; in a dry run the one that it would get.
    pub seq: u64,
    /// Its hash; null in a dry run.
    pub hash: Option<Hash>,
    /// The type of the entry.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The state, gate or finding that it records; left out if the type says it all.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub word: String,
    /// What it is about if that is not a measure: `outlet:X`, `instrument:X`, `entry:X`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// The guards that it broke; left out if none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub irregular: Vec<BrokenGuard>,
    /// Tables only: the measure, as short as it is unique.
    #[serde(skip)]
    pub short: Option<String>,
    /// Tables only: the state that tables printed for it before.
    #[serde(skip)]
    pub display_before: Option<DisplayState>,
    /// Tables only: the zone of the clock of the measure's agency.
    #[serde(skip)]
    pub timezone: Option<Tz>,
    /// Tables only: what the request named: the recipient of a bundle, or what a note is about.
    #[serde(skip)]
    pub request_target: Option<String>,
}

impl ReceiptView {
    /// The receipt of some entries.
    pub fn new(
        dry_run: bool,
        entries: Vec<ReceiptRow>,
        writer: ReceiptWriter,
        h_hour: Option<Instant>,
    ) -> Self {
        Self { schema: "takedown.receipt/1", dry_run, entries, writer, h_hour }
    }

    /// The receipt of what was recorded by a plan.
    pub fn of(plan: &Plan, recorded: &RecordOutcome, writer: ReceiptWriter) -> Self {
        let rows = recorded.rows.iter().map(|row| ReceiptRow::of(plan, row, recorded.dry_run));
        Self::new(recorded.dry_run, rows.collect(), writer, plan.operation.h_hour)
    }
}

impl ReceiptRow {
    fn of(plan: &Plan, row: &RecordedRow, dry_run: bool) -> Self {
        let agency = row.measure.as_ref().and_then(|id| plan.agencies.get(id.agency()));
        Self {
            measure: row.measure.as_ref().map(ToString::to_string),
            round: row.to.map(|_| row.round),
            from: row.from,
            to: row.to,
            at: row.at,
            word: row.word.clone(),
            about: row.about.clone(),
            hash: (!dry_run).then_some(row.hash),
            irregular: row.irregular.clone(),
            short: row.measure.as_ref().map(|id| plan.short(id).to_owned()),
            display_before: row.shown,
            timezone: agency.and_then(|agency| agency.timezone),
            ..Self::bare(row.kind, &row.log, row.seq, row.recorded)
        }
    }

    /// The row of an entry of which nothing but its place is known.
    pub fn bare(kind: &'static str, log: &str, seq: u64, recorded_at: Instant) -> Self {
        Self {
            measure: None,
            round: None,
            from: None,
            to: None,
            at: None,
            recorded: recorded_at.recorded(),
            log: log.to_owned(),
            seq,
            hash: None,
            kind,
            word: String::new(),
            about: None,
            irregular: Vec::new(),
            short: None,
            display_before: None,
            timezone: None,
            request_target: None,
        }
    }
}

csv_columns!(ReceiptRow: measure round from to at recorded log seq hash type word about);
