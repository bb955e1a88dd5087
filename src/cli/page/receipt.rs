//! The receipt of what was recorded: measure, from and to, UTC and there, entry and hash.

use crate::cli::output::page::{Grid, Page, Piece, prose, whole};
use crate::cli::output::text::number_of;
use crate::cli::output::time;
use crate::cli::output::tone::Tone;
use crate::model::digest::Hash;
use crate::model::measure::MeasureId;
use crate::model::offset::Offset;
use crate::model::state::State;
use crate::model::time::{At, Instant};
use crate::view::receipt::{ReceiptRow, ReceiptView, ReceiptWriter};

use super::words;

/// How many measures of one entry are named in its receipt.
const NAMED: usize = 4;

/// Draws a receipt.
pub(crate) fn draw(page: &mut Page, receipt: &ReceiptView, verbose: bool) {
    let mut entries = receipt.entries.chunk_by(|one, two| one.seq == two.seq);
    match (entries.next(), entries.next()) {
        (None, _) => page.line("nothing to record: all of it is so already"),
        (Some(rows), None) => one_entry(page, receipt, rows, verbose),
        (Some(_), Some(_)) => many_entries(page, receipt),
    }
}

/// One entry; a go, a hold and an attestation may be about many measures.
fn one_entry(page: &mut Page, receipt: &ReceiptView, rows: &[ReceiptRow], verbose: bool) {
    let [row, more @ ..] = rows else { return };
    let mut grid = Grid::new(&[whole(""), prose("")]);
    let what = if more.is_empty() {
        headline(row)
    } else {
        let most = if verbose { rows.len() } else { NAMED };
        let names = rows.iter().take(most).map(name).collect::<Vec<_>>().join(", ");
        let rest = match rows.len().saturating_sub(most) {
            0 => String::new(),
            rest => format!(" and {rest} more"),
        };
        format!("{}: {names}{rest}", summary(row, rows.len()))
    };
    grid.row([Piece::new(Tone::Good, verb(receipt)), what.trim_end().into()]);
    if !row.irregular.is_empty() {
        grid.row([Piece::new(Tone::Bad, "IRREGULAR"), Piece::new(Tone::Bad, words::broken(&row.irregular))]);
    }
    if let Some(at) = row.at {
        grid.row(["at".into(), when(at, row, receipt.h_hour).into()]);
    }
    grid.row(["by".into(), writer(&receipt.writer).into()]);
    grid.row(["entry".into(), entry(row, verbose).into()]);
    page.pairs(grid);
}

/// What one entry says of many things: `cleared 3 measures`, `located attested for 12 measures`.
fn summary(row: &ReceiptRow, count: usize) -> String {
    let things = number_of(count, if row.measure.is_some() { "measure" } else { "outlet" });
    match row.kind {
        "attestation" => format!("{} attested for {things}", row.word),
        "hold" => format!("hold on {things}"),
        _ => format!("{} {things}", row.word),
    }
}

fn many_entries(page: &mut Page, receipt: &ReceiptView) {
    let entries: Vec<&[ReceiptRow]> = receipt.entries.chunk_by(|one, two| one.seq == two.seq).collect();
    let transitions = receipt.entries.iter().all(|row| row.kind == "transition");
    let things = number_of(entries.len(), if transitions { "measure" } else { "entry" });
    let by = writer(&receipt.writer);
    page.pieces([Piece::new(Tone::Good, verb(receipt)), format!(" {things}, by {by}").into()]);
    let mut grid =
        Grid::new(&[whole("WHAT"), whole("STEP"), prose("AT"), whole("ENTRY"), prose("IRREGULAR")]);
    for rows in entries {
        let [row, more @ ..] = rows else { continue };
        let (what, step) =
            if more.is_empty() { (name(row), step(row)) } else { (summary(row, rows.len()), String::new()) };
        grid.row([
            what.into(),
            step.into(),
            row.at.map(time::at).unwrap_or_default().into(),
            short_entry(row).into(),
            Piece::new(Tone::Bad, words::broken(&row.irregular)),
        ]);
    }
    page.grid(grid);
}

fn verb(receipt: &ReceiptView) -> &'static str {
    if receipt.dry_run { "would record" } else { "recorded" }
}

fn writer(writer: &ReceiptWriter) -> String {
    format!("{} of {}", writer.officer, writer.agency)
}

/// `cleared -> done (seized)`
fn step(row: &ReceiptRow) -> String {
    let (Some(from), Some(to)) = (row.display_before, row.to) else { return row.word.clone() };
    let id = row.measure.as_ref().and_then(|id| id.parse::<MeasureId>().ok());
    let done = id.filter(|_| to == State::Done).map(|id| format!(" ({})", id.action().row().done));
    let round = row.round.filter(|round| *round > 1).map(|round| format!(", round {round}"));
    format!("{from} -> {to}{}{}", done.unwrap_or_default(), round.unwrap_or_default())
}

/// What a row is about, as short as it is unique.
pub(crate) fn name(row: &ReceiptRow) -> String {
    match (&row.short, &row.about) {
        (Some(short), _) => short.clone(),
        (None, Some(about)) => about.split_once(':').map_or(about.as_str(), |(_, id)| id).to_owned(),
        (None, None) => row.kind.to_owned(),
    }
}

/// What one entry says of one thing; of a measure its whole id.
fn headline(row: &ReceiptRow) -> String {
    let id = row.measure.clone().unwrap_or_else(|| name(row));
    match (row.kind, &row.request_target) {
        ("hold", _) => format!("hold on {id}"),
        ("evidence", _) if row.measure.is_none() => format!("item {id}   {}", row.word),
        ("attestation", _) => format!("{} attested for {id}", row.word),
        ("approval", _) => format!("saved plan {id} approved"),
        ("disclosure", Some(recipient)) => format!("bundle {id} handed to {recipient}"),
        ("observation", _) => format!("{}: {}", row.word, row.about.as_deref().unwrap_or_default()),
        ("note", Some(about)) => format!("note on {about}"),
        ("retraction" | "correction", _) => format!("{} of {id}", row.kind),
        _ => format!("{id}   {}", step(row)),
    }
}

/// UTC, then there, then from H-hour: `09:44:10 UTC, 10:44:10 CET in Amsterdam, H+44m`.
fn when(at: At, row: &ReceiptRow, h_hour: Option<Instant>) -> String {
    let mut text = time::at(at);
    let Some(instant) = at.instant() else { return text };
    if let Some(zone) = row.timezone {
        text = format!("{text}, {} in {}", time::local(instant, zone), time::city(zone));
    }
    if let Some(h_hour) = h_hour {
        // To the second: nobody says milliseconds in the room.
        let offset = Offset::between(h_hour, instant.plus_millis(-(instant.millis().rem_euclid(1000))));
        text = format!("{text}, {offset}");
    }
    text
}

/// `nl-police.7f3a9c02:9  3fa2c1d0 9b41e7a2`: the hash in groups, to be read out; all of it if `verbose`.
fn entry(row: &ReceiptRow, verbose: bool) -> String {
    let location = format!("{}:{}", row.log, row.seq);
    match &row.hash {
        Some(hash) => format!("{location}  {}", grouped(hash, if verbose { 8 } else { 2 })),
        None => location,
    }
}

fn short_entry(row: &ReceiptRow) -> String {
    match &row.hash {
        Some(hash) => format!(":{} {}", row.seq, hash.short()),
        None => format!(":{}", row.seq),
    }
}

fn grouped(hash: &Hash, groups: usize) -> String {
    let hex = hash.to_string();
    // Hex digits are ASCII: eight bytes are eight characters.
    let eights = hex.as_bytes().chunks(8).take(groups).map(|eight| String::from_utf8_lossy(eight));
    eights.collect::<Vec<_>>().join(" ")
}
