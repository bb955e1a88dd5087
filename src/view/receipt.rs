//! The receipt of a write: `takedown.receipt/1`. Officers copy it into their notebooks.

#![deny(clippy::wildcard_enum_match_arm)]

use chrono_tz::Tz;
use serde::Serialize;

use crate::ledger::codec::entry::{Data, EntryKind};
use crate::model::broken::BrokenGuard;
use crate::model::digest::Hash;
use crate::model::state::State;
use crate::model::time::{At, Instant};
use crate::model::word::Word as _;
use crate::operation::{RecordOutcome, RecordedRow};
use crate::plan::Plan;

/// What a command recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReceiptView {
    /// `takedown.receipt/1`
    pub schema: &'static str,
    /// Whether this was a dry run, which writes nothing.
    pub dry_run: bool,
    /// One row per measure; one per entry if the entry is not about measures.
    pub entries: Vec<ReceiptRow>,
    /// Tables only: who recorded it.
    #[serde(skip)]
    pub writer: ReceiptWriter,
    /// Tables only: the instant that measures are timed from.
    #[serde(skip)]
    pub h_hour: Option<Instant>,
}

/// The agency and the officer that wrote the entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReceiptWriter {
    pub agency: String,
    /// The pseudonymous id of the officer.
    pub officer: String,
}

/// One row of a receipt.
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
    /// The time of recording, to the millisecond.
    pub recorded: String,
    pub log: String,
    /// The sequence number in the log; in a dry run the one that the entry would get.
    pub seq: u64,
    /// The hash; null in a dry run.
    pub hash: Option<Hash>,
    /// The type of the entry.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The state, gate or finding that it records; omitted if the type is enough.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub word: String,
    /// The subject if that is not a measure: `outlet:X`, `instrument:X`, `entry:X`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// The guards that it broke; omitted if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub irregular: Vec<BrokenGuard>,
    /// Tables only: the shortest unique name of the subject.
    #[serde(skip)]
    pub name: String,
    /// Tables only: the change of state, as `cleared -> done (seized)`; otherwise `word`.
    #[serde(skip)]
    pub step: String,
    /// Tables only: the headline of an entry about one subject, with the full id of a measure.
    #[serde(skip)]
    pub headline: String,
    /// Tables only: the headline of an entry about several subjects: `cleared 3 measures`.
    #[serde(skip)]
    pub group_headline: String,
    /// Tables only: the time zone of the measure's agency.
    #[serde(skip)]
    pub timezone: Option<Tz>,
}

impl ReceiptView {
    /// The receipt of the given rows.
    pub fn new(
        dry_run: bool,
        entries: Vec<ReceiptRow>,
        writer: ReceiptWriter,
        h_hour: Option<Instant>,
    ) -> Self {
        Self { schema: "takedown.receipt/1", dry_run, entries, writer, h_hour }
    }

    /// The receipt of recorded entries. `request` is the requested entry, if there was exactly one.
    pub fn of(
        plan: &Plan,
        recorded: &RecordOutcome,
        request: Option<&Data<'_>>,
        writer: ReceiptWriter,
    ) -> Self {
        let entries = recorded.rows.chunk_by(|one, two| one.seq == two.seq);
        let rows = entries.flat_map(|rows| {
            rows.iter().map(move |row| ReceiptRow {
                headline: headline(row, request, plan),
                group_headline: group_headline(row, rows.len()),
                ..ReceiptRow::of(plan, row, recorded.dry_run)
            })
        });
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
            name: name(row, plan),
            step: step(row),
            timezone: agency.and_then(|agency| agency.timezone),
            ..Self::bare(row.kind.as_str(), &row.log, row.seq, row.recorded)
        }
    }

    /// A row for an entry of which only the position is known.
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
            name: String::new(),
            step: String::new(),
            headline: String::new(),
            group_headline: String::new(),
            timezone: None,
        }
    }
}

csv_columns!(ReceiptRow: measure round from to at recorded log seq hash type word about);

/// The headline of an entry about one subject, with the full id of a measure. `request` is the requested
/// entry, if there was exactly one.
fn headline(row: &RecordedRow, request: Option<&Data<'_>>, plan: &Plan) -> String {
    let id = row.measure.as_ref().map_or_else(|| name(row, plan), ToString::to_string);
    let default = || format!("{id}   {}", step(row));
    match row.kind {
        EntryKind::Hold => format!("hold on {id}"),
        EntryKind::Evidence if row.measure.is_none() => format!("item {id}   {}", row.word),
        EntryKind::Attestation => format!("{} attested for {id}", row.word),
        EntryKind::Approval => format!("saved plan {id} approved"),
        EntryKind::Disclosure => match request {
            Some(Data::Disclosure(disclosure)) => format!("bundle {id} handed to {}", disclosure.to),
            Some(_) | None => default(),
        },
        EntryKind::Observation => format!("{}: {}", row.word, row.about.as_deref().unwrap_or_default()),
        EntryKind::Note => match request {
            Some(Data::Note(note)) if !note.about.is_empty() => format!("note on {}", note.about.join(", ")),
            Some(_) | None => default(),
        },
        EntryKind::Retraction | EntryKind::Correction => format!("{} of {id}", row.kind),
        EntryKind::Genesis
        | EntryKind::Transition
        | EntryKind::Instrument
        | EntryKind::Go
        | EntryKind::Settle
        | EntryKind::Evidence
        | EntryKind::Checkpoint
        | EntryKind::Retire => default(),
    }
}

/// The headline of an entry about several subjects: `cleared 3 measures`, `located attested for 12
/// measures`.
fn group_headline(row: &RecordedRow, count: usize) -> String {
    let things = if row.measure.is_some() { "measures" } else { "outlets" };
    let things = format!("{count} {things}");
    match row.kind {
        EntryKind::Attestation => format!("{} attested for {things}", row.word),
        EntryKind::Hold => format!("hold on {things}"),
        EntryKind::Genesis
        | EntryKind::Transition
        | EntryKind::Observation
        | EntryKind::Note
        | EntryKind::Retraction
        | EntryKind::Correction
        | EntryKind::Instrument
        | EntryKind::Approval
        | EntryKind::Go
        | EntryKind::Settle
        | EntryKind::Evidence
        | EntryKind::Disclosure
        | EntryKind::Checkpoint
        | EntryKind::Retire => format!("{} {things}", row.word),
    }
}

/// `cleared -> done (seized)`
fn step(row: &RecordedRow) -> String {
    let (Some(from), Some(to)) = (row.shown, row.to) else { return row.word.clone() };
    let word = row.measure.as_ref().map(|id| id.action().row().done).filter(|_| to.as_str() == "done");
    let word = word.map_or_else(String::new, |word| format!(" ({word})"));
    let round = if row.round > 1 { format!(", round {}", row.round) } else { String::new() };
    format!("{from} -> {to}{word}{round}")
}

/// The name of a row's subject.
fn name(row: &RecordedRow, plan: &Plan) -> String {
    match (&row.measure, &row.about) {
        (Some(id), _) => plan.short(id).to_owned(),
        (None, Some(about)) => about.split_once(':').map_or(about.as_str(), |(_, id)| id).to_owned(),
        (None, None) => row.kind.to_string(),
    }
}
