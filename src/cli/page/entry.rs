//! Entries as history, grouped by day.

#![deny(clippy::wildcard_enum_match_arm)]

use crate::cli::output::page::{Grid, Page, Piece, prose, whole};
use crate::cli::output::time;
use crate::cli::output::tone::Tone;
use crate::view::log::EntryLine;

use super::words;

/// Draws the entries in ledger order, with a heading for each day.
pub(crate) fn draw(page: &mut Page, entries: &[EntryLine], verbose: bool) {
    for day in entries.chunk_by(|one, two| one.recorded_at.date() == two.recorded_at.date()) {
        // `chunk_by` yields no empty chunks.
        let date = day.first().map(|entry| time::date(entry.recorded_at.date())).unwrap_or_default();
        page.heading(&format!("{date}, UTC"));
        let mut grid =
            Grid::new(&[whole("TIME"), whole("ENTRY"), whole("HASH"), whole("OFFICER"), prose("WHAT")]);
        for entry in day {
            let (hash, officer) =
                if verbose { (entry.hash.short(), entry.officer.clone()) } else { Default::default() };
            grid.row([
                entry.recorded_at.utc().format("%H:%M:%S").to_string().into(),
                entry.entry.as_str().into(),
                hash.into(),
                officer.into(),
                what(entry),
            ]);
        }
        page.grid(grid);
    }
}

fn what(entry: &EntryLine) -> Piece {
    match &entry.void {
        Some(why) => Piece::new(Tone::Bad, format!("VOID, {why}: {}", entry.what)),
        None if entry.broken.is_empty() => entry.what.as_str().into(),
        None => {
            let broken = words::broken(&entry.broken);
            Piece::new(Tone::Bad, format!("{}; IRREGULAR: {broken}", entry.what))
        }
    }
}
