//! The receipt of what was recorded: measure, from and to, UTC and there, entry and hash.

#![deny(clippy::wildcard_enum_match_arm)]

use crate::cli::error::CliError;
use crate::cli::output::Answer;
use crate::cli::output::page::{Grid, Page, Piece, prose, whole};
use crate::cli::output::shell::Shell;
use crate::cli::output::text::number_of;
use crate::cli::output::time;
use crate::cli::output::tone::Tone;
use crate::cli::session::context::Context;
use crate::cli::session::request::Submission;
use crate::cli::session::workspace::Workspace;
use crate::ledger::codec::entry::EntryKind;
use crate::model::digest::Hash;
use crate::model::offset::Offset;
use crate::model::time::At;
use crate::model::word::Word as _;
use crate::operation::{RecordOutcome, RecordedRow};
use crate::view::receipt::{ReceiptRow, ReceiptView};

use super::entry;
use super::words;

/// Prints what was recorded.
pub(crate) fn give(
    request: &Submission<'_>,
    recorded: &RecordOutcome,
    scene: &Workspace,
    context: &Context,
    shell: &mut Shell,
) -> Result<(), CliError> {
    for about in &recorded.skipped {
        shell.warn(format!("`{about}` is so already: nothing is recorded for it"));
    }
    for row in recorded.rows.iter().filter(|row| row.was_regular) {
        shell.warn(format!("nothing was broken: {} is recorded as regular", entry::name(row, &scene.plan)));
    }
    let receipt = view(recorded);
    let page = page(request, recorded, scene, context.globals.verbose);
    Answer { view: &receipt, rows: &receipt.entries, page: &page }.give(shell, &context.globals)?;
    if recorded.dry_run && !recorded.rows.is_empty() {
        shell.hint("nothing was written: this was a dry run");
    }
    Ok(())
}

fn view(recorded: &RecordOutcome) -> ReceiptView {
    let rows = recorded.rows.iter().map(|row| of(row, recorded.dry_run));
    ReceiptView::new(recorded.dry_run, rows.collect())
}

fn of(row: &RecordedRow, dry_run: bool) -> ReceiptRow {
    ReceiptRow {
        round: row.to.map(|_| row.round),
        measure: row.measure.as_ref().map(ToString::to_string),
        kind: row.kind.as_str(),
        word: row.word.clone(),
        about: row.about.clone(),
        from: row.from,
        to: row.to,
        at: row.at,
        recorded: ReceiptView::recorded(row.recorded),
        log: row.log.clone(),
        seq: row.seq,
        hash: (!dry_run).then_some(row.hash),
        irregular: row.irregular.clone(),
    }
}

fn page(request: &Submission<'_>, recorded: &RecordOutcome, scene: &Workspace, verbose: bool) -> Page {
    let mut page = Page::default();
    let mut groups = recorded.rows.chunk_by(|a, b| a.seq == b.seq);
    match (groups.next(), groups.next()) {
        (None, _) => page.line("nothing to record: all of it is so already"),
        (Some(rows), None) => one(&mut page, request, rows, recorded.dry_run, scene, verbose),
        (Some(_), Some(_)) => many(&mut page, request, &recorded.rows, recorded.dry_run, scene),
    }
    page
}

/// How many measures of one entry are named in its receipt.
const NAMED: usize = 4;

/// One entry; a go, a hold and an attestation may be about many measures.
fn one(
    page: &mut Page,
    request: &Submission<'_>,
    rows: &[RecordedRow],
    dry_run: bool,
    scene: &Workspace,
    verbose: bool,
) {
    let [row, more @ ..] = rows else { return };
    let mut grid = Grid::new(&[whole(""), prose("")]);
    let verb = if dry_run { "would record" } else { "recorded" };
    let what = if more.is_empty() {
        entry::headline(row, request.data(), &scene.plan)
    } else {
        let names = rows
            .iter()
            .take(if verbose { rows.len() } else { NAMED })
            .map(|row| entry::name(row, &scene.plan));
        let names = names.collect::<Vec<_>>().join(", ");
        let rest = if verbose { 0 } else { rows.len().saturating_sub(NAMED) };
        let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
        format!("{}: {names}{rest}", entry::headline_of_many(row, rows.len()))
    };
    grid.row([Piece::new(Tone::Good, verb), what.trim_end().into()]);
    if !row.irregular.is_empty() {
        grid.row([Piece::new(Tone::Bad, "IRREGULAR"), Piece::new(Tone::Bad, words::broken(&row.irregular))]);
    }
    if let Some(at) = row.at {
        grid.row(["at".into(), when(at, row, scene).into()]);
    }
    grid.row(["by".into(), format!("{} of {}", request.who.officer, request.who.agency).into()]);
    grid.row(["entry".into(), full_entry(row, dry_run, verbose).into()]);
    page.pairs(grid);
}

fn many(page: &mut Page, request: &Submission<'_>, rows: &[RecordedRow], dry_run: bool, scene: &Workspace) {
    let verb = if dry_run { "would record" } else { "recorded" };
    let by = format!("by {} of {}", request.who.officer, request.who.agency);
    let entries: Vec<&[RecordedRow]> = rows.chunk_by(|a, b| a.seq == b.seq).collect();
    let moves = rows.iter().all(|row| row.kind == EntryKind::Transition);
    let things = number_of(entries.len(), if moves { "measure" } else { "entry" });
    page.pieces([Piece::new(Tone::Good, verb), format!(" {things}, {by}").into()]);
    let mut grid =
        Grid::new(&[whole("WHAT"), whole("STEP"), prose("AT"), whole("ENTRY"), prose("IRREGULAR")]);
    for entry in entries {
        let [row, more @ ..] = entry else { continue };
        let (what, step) = if more.is_empty() {
            (entry::name(row, &scene.plan), entry::step(row))
        } else {
            (entry::headline_of_many(row, entry.len()), String::new())
        };
        grid.row([
            what.into(),
            step.into(),
            row.at.map(time::at).unwrap_or_default().into(),
            short_entry(row, dry_run).into(),
            Piece::new(Tone::Bad, words::broken(&row.irregular)),
        ]);
    }
    page.grid(grid);
}

/// UTC, then there, then from H-hour: `09:44:10 UTC, 10:44:10 CET in Amsterdam, H+44m`.
fn when(at: At, row: &RecordedRow, scene: &Workspace) -> String {
    let mut text = time::at(at);
    let Some(instant) = at.instant() else { return text };
    let agency = row.measure.as_ref().and_then(|id| scene.plan.agencies.get(id.agency()));
    if let Some(zone) = agency.and_then(|agency| agency.timezone) {
        text = format!("{text}, {} in {}", time::local(instant, zone), time::city(zone));
    }
    if let Some(h_hour) = scene.plan.operation.h_hour {
        // To the second: nobody says milliseconds in the room.
        let offset = Offset::between(h_hour, instant.plus_millis(-(instant.millis().rem_euclid(1000))));
        text = format!("{text}, {offset}");
    }
    text
}

/// `nl-police.7f3a9c02:9  3fa2c1d0 9b41e7a2`: the hash in groups, to be read out; all of it where asked.
fn full_entry(row: &RecordedRow, dry_run: bool, verbose: bool) -> String {
    let place = format!("{}:{}", row.log, row.seq);
    if dry_run { place } else { format!("{place}  {}", grouped(&row.hash, if verbose { 8 } else { 2 })) }
}

fn short_entry(row: &RecordedRow, dry_run: bool) -> String {
    if dry_run { format!(":{}", row.seq) } else { format!(":{} {}", row.seq, row.hash.short()) }
}

fn grouped(hash: &Hash, groups: usize) -> String {
    let hex = hash.to_string();
    // Hex digits are ASCII: eight bytes are eight characters.
    let eights = hex.as_bytes().chunks(8).take(groups).map(|eight| String::from_utf8_lossy(eight));
    eights.collect::<Vec<_>>().join(" ")
}
