//! Measures: their states, the times of their last changes, and irregular entries.

use crate::cli::output::page::{Column, Grid, Page, Piece, prose, whole};
use crate::cli::output::time;
use crate::cli::output::tone::Tone;
use crate::model::mode::Mode;
use crate::model::time::Instant;
use crate::view::measure::{IrregularRow, MeasureRow};

use super::words;

pub(crate) fn draw(page: &mut Page, rows: &[&MeasureRow], mode: Mode, h_hour: Option<Instant>) {
    let mut wide = Grid::new(&columns("WHEN"));
    let mut narrow = Grid::new(&columns("WHEN (UTC)"));
    let year = words::year(h_hour);
    // In history, the head already gives the period, so a time that all rows share is omitted.
    let mut times: Vec<_> = rows.iter().filter_map(|row| row.at).collect();
    times.dedup();
    let in_head = !mode.row().gated && times.len() == 1;
    for measure in rows {
        let at = measure.at.filter(|_| !in_head);
        let cells = |state: Piece, at: String| {
            [
                measure.short.as_str().into(),
                measure.agency.as_str().into(),
                words::code(measure.country).into(),
                state,
                at.into(),
                measure.sources.join(" ").into(),
            ]
        };
        wide.row(cells(words::state(measure), at.map(time::at).unwrap_or_default()));
        narrow.row(cells(words::brief(measure), at.map(|at| time::brief(at, year)).unwrap_or_default()));
    }
    page.grid_or(wide, narrow);
}

fn columns(when: &'static str) -> [Column; 6] {
    [whole("MEASURE"), whole("BY"), whole("IN"), prose("STATE"), prose(when), prose("SAID BY")]
}

/// Lists irregular entries on every page that shows their measures.
pub(crate) fn irregular(page: &mut Page, entries: &[IrregularRow]) {
    let mut grid = Grid::new(&[whole(""), prose("")]);
    for entry in entries {
        let broken = words::broken(&entry.broken);
        grid.row([entry.short.as_str().into(), Piece::new(Tone::Bad, format!("{}: {broken}", entry.state))]);
        grid.row(["".into(), format!("\"{}\" ({})", entry.reason, entry.entry).into()]);
    }
    if !grid.rows.is_empty() {
        page.heading("IRREGULAR");
        page.pairs(grid);
    }
}
