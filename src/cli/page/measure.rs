//! Measures: how each stands, since when, and what was against the rules.

use crate::cli::output::page::{Column, Grid, Page, Piece, prose, whole};
use crate::cli::output::time;
use crate::cli::output::tone::Tone;
use crate::model::country::Country;
use crate::operation::Standing;
use crate::view::picture::Picture;

use super::words;

/// Draws the measures.
pub(crate) fn draw(page: &mut Page, picture: &Picture<'_>, standings: &[&Standing<'_>]) {
    let mut wide = Grid::new(&columns("WHEN"));
    let mut narrow = Grid::new(&columns("WHEN (UTC)"));
    let year = words::year(picture.plan);
    // What is true of all rows stands in the head: the days of history.
    let mut times: Vec<_> =
        standings.iter().filter_map(|standing| standing.tip()).map(|tip| tip.at).collect();
    times.dedup();
    let in_head = !picture.plan.operation.mode.row().gated && times.len() == 1;
    for standing in standings {
        let tip = standing.tip().filter(|_| !in_head);
        let row = |state: Piece, at: String| {
            [
                picture.plan.short(&standing.id).into(),
                standing.id.agency().into(),
                words::code(country(standing)).into(),
                state,
                at.into(),
                said_by(standing).into(),
            ]
        };
        wide.row(row(words::state(standing), tip.map(|tip| time::at(tip.at)).unwrap_or_default()));
        let brief = tip.map(|tip| time::brief(tip.at, year)).unwrap_or_default();
        narrow.row(row(words::brief(standing), brief));
    }
    page.grid_or(wide, narrow);
    irregular(page, picture, standings);
}

fn columns(when: &'static str) -> [Column; 6] {
    [whole("MEASURE"), whole("BY"), whole("IN"), prose("STATE"), prose(when), prose("SAID BY")]
}

/// Where it counts; EU for what a body does by itself.
fn country(standing: &Standing<'_>) -> Option<Country> {
    standing.measure.and_then(|measure| measure.country)
}

/// The sources of what is reported.
fn said_by(standing: &Standing<'_>) -> String {
    let claims = standing.measure.map(|measure| measure.claims.as_slice()).unwrap_or_default();
    let mut sources: Vec<_> = claims.iter().map(|claim| claim.source.to_string()).collect();
    sources.extend(standing.tips.iter().flat_map(|tip| tip.sources.clone()));
    sources.sort_by(|one, two| (one.len(), one).cmp(&(two.len(), two)));
    sources.dedup();
    sources.join(" ")
}

/// What was recorded against the rules, wherever its measure appears.
pub(crate) fn irregular(page: &mut Page, picture: &Picture<'_>, standings: &[&Standing<'_>]) {
    let mut grid = Grid::new(&[whole(""), prose("")]);
    for standing in standings {
        for against in &standing.irregular {
            let broken = words::broken(&against.broken);
            grid.row([
                picture.plan.short(&standing.id).into(),
                Piece::new(Tone::Bad, format!("{}: {broken}", against.state)),
            ]);
            grid.row(["".into(), format!("\"{}\" ({})", against.reason, against.place).into()]);
        }
    }
    if !grid.rows.is_empty() {
        page.heading("IRREGULAR");
        page.pairs(grid);
    }
}
