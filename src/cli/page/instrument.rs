//! Legal instruments: the state and validity of each, and the clocks that put the day at risk.

use crate::cli::output::page::{Grid, Page, Piece, prose, whole};
use crate::cli::output::text::number_of;
use crate::cli::output::time;
use crate::cli::output::tone::Tone;
use crate::model::time::{At, Instant};
use crate::model::word::Word as _;
use crate::view::instrument::InstrumentRow;

use super::words;

pub(crate) fn draw(page: &mut Page, rows: &[InstrumentRow], h_hour: Option<Instant>) {
    let mut wide = Grid::new(&[
        whole("INSTRUMENT"),
        whole("KIND"),
        whole("EXECUTED BY"),
        prose("STATE"),
        prose("VALID UNTIL"),
        prose("COVERS"),
    ]);
    let mut narrow =
        Grid::new(&[whole("INSTRUMENT"), whole("KIND"), whole("BY"), prose("STATE"), prose("UNTIL (UTC)")]);
    let year = words::year(h_hour);
    for row in rows {
        let tone = match row.state {
            "granted" | "discharged" => Tone::Good,
            "drafted" | "issued" | "received" => Tone::Plain,
            _ => Tone::Bad,
        };
        let brief =
            row.number.iter().fold(row.state.to_owned(), |state, number| format!("{state}, {number}"));
        narrow.row([
            row.instrument.as_str().into(),
            row.kind.as_str().into(),
            row.executed_by.as_str().into(),
            Piece::new(tone, brief),
            row.valid_until.map(|until| time::brief(At::Instant(until), year)).unwrap_or_default().into(),
        ]);
        let number = row.number.as_ref().map_or_else(String::new, |number| format!(", no. {number}"));
        wide.row([
            row.instrument.as_str().into(),
            row.kind.as_str().into(),
            row.executed_by.as_str().into(),
            Piece::new(tone, format!("{}{number}", row.state)),
            row.valid_until.map(time::instant).unwrap_or_default().into(),
            number_of(row.covers.len(), "measure").into(),
        ]);
    }
    page.grid_or(wide, narrow);
    at_risk(page, rows);
}

/// Grants that end soon, clocks that put the day at risk, and measures to review after an annulment.
fn at_risk(page: &mut Page, rows: &[InstrumentRow]) {
    let mut grid = Grid::new(&[whole(""), prose("")]);
    let soon: Vec<_> = rows.iter().filter(|row| row.ends_soon).map(|row| row.instrument.as_str()).collect();
    if let [_, _, ..] = soon.as_slice() {
        grid.across(Piece::new(Tone::Care, format!("within 72 hours end {}", soon.join(", "))));
    }
    for row in rows {
        let mut line =
            |text: String| grid.row([row.instrument.as_str().into(), Piece::new(Tone::Care, text)]);
        if row.ends_soon && soon.len() == 1 {
            line("ends within 72 hours".to_owned());
        }
        for clock in &row.clocks {
            if let Some(risk) = &clock.risk {
                line(format!("{} {risk}: {}", clock.what, time::instant(clock.until)));
            }
        }
        if !row.review.is_empty() {
            let review = row.review_names.join(", ");
            line(format!("annulled; to review, and to undo with takedown reverse: {review}"));
        }
    }
    if !grid.rows.is_empty() || !grid.across.is_empty() {
        page.heading("AT RISK");
        page.pairs(grid);
    }
}
