//! Legal instruments: how each stands, until when it holds, which clocks put the day at risk.

use crate::cli::output::page::{Grid, Page, Piece, prose, whole};
use crate::cli::output::text::number_of;
use crate::cli::output::time;
use crate::cli::shell::Tone;
use crate::model::word::Word as _;
use crate::view::instrument::InstrumentRow;

/// Draws the instruments.
pub(crate) fn draw(page: &mut Page, rows: &[InstrumentRow]) {
    let mut grid = Grid::new(&[
        whole("INSTRUMENT"),
        whole("KIND"),
        whole("EXECUTED BY"),
        prose("STATE"),
        prose("VALID UNTIL"),
        prose("COVERS"),
    ]);
    for row in rows {
        let tone = match row.state {
            "granted" | "discharged" => Tone::Good,
            "drafted" | "issued" | "received" => Tone::Plain,
            _ => Tone::Bad,
        };
        let number = row.number.as_ref().map_or_else(String::new, |number| format!(", no. {number}"));
        grid.row([
            row.instrument.as_str().into(),
            row.kind.as_str().into(),
            row.executed_by.as_str().into(),
            Piece::new(tone, format!("{}{number}", row.state)),
            row.valid_until.map(time::instant).unwrap_or_default().into(),
            number_of(row.covers.len(), "measure").into(),
        ]);
    }
    page.grid(grid);
    at_risk(page, rows);
}

/// Grants that end soon, clocks that put the day at risk, and what an annulment puts to review.
fn at_risk(page: &mut Page, rows: &[InstrumentRow]) {
    let mut grid = Grid::new(&[whole(""), prose("")]);
    for row in rows {
        let mut line =
            |text: String| grid.row([row.instrument.as_str().into(), Piece::new(Tone::Care, text)]);
        if row.ends_soon {
            line("ends within 72 hours".to_owned());
        }
        for clock in &row.clocks {
            if let Some(risk) = &clock.risk {
                line(format!("{} {risk}: {}", clock.what, time::instant(clock.until)));
            }
        }
        if !row.review.is_empty() {
            line(format!("annulled, and carried out under it: {}: takedown reverse", row.review.join(", ")));
        }
    }
    if !grid.rows.is_empty() {
        page.heading("AT RISK");
        page.pairs(grid);
    }
}
