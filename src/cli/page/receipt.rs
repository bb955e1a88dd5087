//! The receipt of a write: measure, change of state, UTC and local time, entry and hash.

use crate::cli::output::page::{Grid, Page, Piece, prose, whole};
use crate::cli::output::text::number_of;
use crate::cli::output::time;
use crate::cli::output::tone::Tone;
use crate::model::digest::Hash;
use crate::model::offset::Offset;
use crate::model::time::{At, Instant};
use crate::view::receipt::{ReceiptRow, ReceiptView, ReceiptWriter};

use super::words;

/// How many measures of one entry a receipt names.
const NAMED: usize = 4;

pub(crate) fn draw(page: &mut Page, receipt: &ReceiptView, verbose: bool) {
    let mut entries = receipt.entries.chunk_by(|one, two| one.seq == two.seq);
    match (entries.next(), entries.next()) {
        (None, _) => page.line("nothing to record: all of it is so already"),
        (Some(rows), None) => one_entry(page, receipt, rows, verbose),
        (Some(_), Some(_)) => many_entries(page, receipt),
    }
}

/// One entry; a go, a hold or an attestation can be about many measures.
fn one_entry(page: &mut Page, receipt: &ReceiptView, rows: &[ReceiptRow], verbose: bool) {
    let [row, more @ ..] = rows else { return };
    let mut grid = Grid::new(&[whole(""), prose("")]);
    let what = if more.is_empty() {
        row.headline.clone()
    } else {
        let most = if verbose { rows.len() } else { NAMED };
        let names = rows.iter().take(most).map(|row| row.name.as_str()).collect::<Vec<_>>().join(", ");
        let rest = match rows.len().saturating_sub(most) {
            0 => String::new(),
            rest => format!(" and {rest} more"),
        };
        format!("{}: {names}{rest}", row.group_headline)
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
            if more.is_empty() { (&row.name, row.step.as_str()) } else { (&row.group_headline, "") };
        grid.row([
            what.as_str().into(),
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

/// UTC, then local time, then the offset from H-hour: `09:44:10 UTC, 10:44:10 CET in Amsterdam, H+44m`.
fn when(at: At, row: &ReceiptRow, h_hour: Option<Instant>) -> String {
    let mut text = time::at(at);
    let Some(instant) = at.instant() else { return text };
    if let Some(zone) = row.timezone {
        text = format!("{text}, {} in {}", time::local(instant, zone), time::city(zone));
    }
    if let Some(h_hour) = h_hour {
        // To the second, because officers read these times aloud.
        let offset = Offset::between(h_hour, instant.plus_millis(-(instant.millis().rem_euclid(1000))));
        text = format!("{text}, {offset}");
    }
    text
}

/// `nl-police.7f3a9c02:9  3fa2c1d0 9b41e7a2`: the hash is grouped to be read aloud, and complete with
/// `verbose`.
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
