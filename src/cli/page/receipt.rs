//! The receipt of what was recorded: measure, from and to, UTC and there, entry and hash.

use std::collections::VecDeque;

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::output::Answer;
use crate::cli::output::page::{Grid, Page, Piece, prose, whole};
use crate::cli::output::text::number_of;
use crate::cli::output::time;
use crate::cli::scene::Scene;
use crate::cli::shell::{Shell, Tone};
use crate::cli::write::Request;
use crate::model::digest::Hash;
use crate::model::measure::MeasureId;
use crate::model::offset::Offset;
use crate::model::time::At;
use crate::model::word::Word as _;
use crate::operation::{Asked, Recorded, RecordedRow};
use crate::view::receipt::{Receipt, ReceiptRow};

use super::words;

/// Prints what was recorded.
pub(crate) fn give(
    request: &Request<'_>,
    recorded: &Recorded,
    scene: &Scene,
    context: &Context,
    shell: &mut Shell,
) -> Result<(), CliError> {
    for about in &recorded.skipped {
        shell.warn(format!("`{about}` is so already: nothing is recorded for it"));
    }
    for row in recorded.rows.iter().filter(|row| row.was_regular) {
        shell.warn(format!("nothing was broken: {} is recorded as regular", name(row, scene)));
    }
    let receipt = view(request, recorded);
    let page = page(request, recorded, scene, context.globals.verbose);
    Answer { view: &receipt, rows: &receipt.entries, page: &page }.give(shell, &context.globals)?;
    if recorded.dry_run && !recorded.rows.is_empty() {
        shell.hint("nothing was written: this was a dry run");
    }
    Ok(())
}

/// One row per measure: a hold has one for each of those it stops.
fn view(request: &Request<'_>, recorded: &Recorded) -> Receipt {
    let mut held: VecDeque<&[MeasureId]> = request
        .asked
        .iter()
        .filter_map(|asked| match asked {
            Asked::Hold { measures, .. } => Some(measures.as_slice()),
            _ => None,
        })
        .collect();
    let rows = recorded.rows.iter().flat_map(|row| {
        let measures: Vec<Option<String>> = match row.kind {
            "hold" => held.pop_front().unwrap_or_default().iter().map(|id| Some(id.to_string())).collect(),
            _ => vec![row.measure.as_ref().map(ToString::to_string)],
        };
        measures.into_iter().map(|measure| of(row, measure, recorded.dry_run)).collect::<Vec<_>>()
    });
    Receipt::new(recorded.dry_run, rows.collect())
}

fn of(row: &RecordedRow, measure: Option<String>, dry_run: bool) -> ReceiptRow {
    ReceiptRow {
        round: row.measure.as_ref().map(|_| row.round),
        measure,
        from: row.from,
        to: row.to,
        at: row.at,
        recorded: Receipt::recorded(row.recorded),
        log: row.log.clone(),
        seq: row.seq,
        hash: (!dry_run).then_some(row.hash),
        irregular: row.irregular.clone(),
    }
}

fn page(request: &Request<'_>, recorded: &Recorded, scene: &Scene, verbose: bool) -> Page {
    let mut page = Page::default();
    match recorded.rows.as_slice() {
        [] => page.line("nothing to record: all of it is so already"),
        [row] => one(&mut page, request, row, recorded.dry_run, scene, verbose),
        rows => many(&mut page, request, rows, recorded.dry_run, scene),
    }
    page
}

fn one(
    page: &mut Page,
    request: &Request<'_>,
    row: &RecordedRow,
    dry_run: bool,
    scene: &Scene,
    verbose: bool,
) {
    let mut grid = Grid::new(&[whole(""), prose("")]);
    let verb = if dry_run { "would record" } else { "recorded" };
    grid.row([
        Piece::new(Tone::Good, verb),
        format!("{}   {}", name_of(request, row, scene), step(row)).trim_end().into(),
    ]);
    if !row.irregular.is_empty() {
        grid.row([Piece::new(Tone::Bad, "IRREGULAR"), Piece::new(Tone::Bad, words::broken(&row.irregular))]);
    }
    if let Some(at) = row.at.or_else(|| observed_at(request)) {
        grid.row(["at".into(), when(at, row, scene).into()]);
    }
    grid.row(["by".into(), format!("{} of {}", request.who.officer, request.who.agency).into()]);
    grid.row(["entry".into(), entry(row, dry_run, verbose).into()]);
    page.pairs(grid);
}

fn many(page: &mut Page, request: &Request<'_>, rows: &[RecordedRow], dry_run: bool, scene: &Scene) {
    let verb = if dry_run { "would record" } else { "recorded" };
    let by = format!("by {} of {}", request.who.officer, request.who.agency);
    page.pieces([
        Piece::new(Tone::Good, verb),
        format!(" {}, {by}", number_of(rows.len(), "measure")).into(),
    ]);
    let mut grid =
        Grid::new(&[whole("MEASURE"), whole("STEP"), prose("AT"), whole("ENTRY"), prose("IRREGULAR")]);
    for row in rows {
        grid.row([
            name(row, scene).into(),
            step(row).into(),
            row.at.map(time::at).unwrap_or_default().into(),
            short_entry(row, dry_run).into(),
            Piece::new(Tone::Bad, words::broken(&row.irregular)),
        ]);
    }
    page.grid(grid);
}

/// `cleared -> done (seized)`
fn step(row: &RecordedRow) -> String {
    let (Some(from), Some(to)) = (row.from, row.to) else { return String::new() };
    let word = row.measure.as_ref().map(|id| id.action().row().done).filter(|_| to.as_str() == "done");
    let word = word.map_or_else(String::new, |word| format!(" ({word})"));
    let round = if row.round > 1 { format!(", round {}", row.round) } else { String::new() };
    format!("{from} -> {to}{word}{round}")
}

fn name(row: &RecordedRow, scene: &Scene) -> String {
    match &row.measure {
        Some(id) => words::short(&scene.plan, id).to_owned(),
        None => row.kind.to_owned(),
    }
}

/// What an entry is about; in the receipt of one the measure's whole id.
fn name_of(request: &Request<'_>, row: &RecordedRow, scene: &Scene) -> String {
    match (&row.measure, request.asked.as_slice()) {
        (Some(id), _) => id.to_string(),
        (None, [Asked::Observation { kind, about, .. }]) => format!("{kind}: {about}"),
        (None, [Asked::Hold { measures, .. }]) => {
            let ids: Vec<_> = measures.iter().map(|id| words::short(&scene.plan, id)).collect();
            format!("hold on {}", ids.join(", "))
        }
        (None, [Asked::Note { about, .. }]) if !about.is_empty() => format!("note on {}", about.join(", ")),
        (None, [Asked::Retraction { entry, .. }]) => format!("retraction of {}", entry.short()),
        (None, [Asked::Correction { entry, .. }]) => format!("correction of {}", entry.short()),
        (None, _) => row.kind.to_owned(),
    }
}

/// When it was, of an observation.
fn observed_at(request: &Request<'_>) -> Option<At> {
    match request.asked.as_slice() {
        [Asked::Observation { at, .. }] => Some(*at),
        _ => None,
    }
}

/// UTC, then there, then from H-hour: `09:44:10 UTC, 10:44:10 CET in Amsterdam, H+44m`.
fn when(at: At, row: &RecordedRow, scene: &Scene) -> String {
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
fn entry(row: &RecordedRow, dry_run: bool, verbose: bool) -> String {
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
