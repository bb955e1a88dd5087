//! Measures: how each stands, since when, and what was against the rules.

use crate::cli::output::page::{Grid, Page, Piece, prose, whole};
use crate::cli::output::time;
use crate::cli::shell::Tone;
use crate::operation::Standing;
use crate::view::country::place;
use crate::view::picture::Picture;

use super::words;

/// Draws the measures.
pub(crate) fn draw(page: &mut Page, picture: &Picture<'_>, standings: &[&Standing<'_>]) {
    let mut grid = Grid::new(&[
        whole("MEASURE"),
        whole("BY"),
        whole("IN"),
        prose("STATE"),
        prose("WHEN"),
        prose("SAID BY"),
    ]);
    // What is true of all rows stands in the head: the days of history.
    let mut times: Vec<_> =
        standings.iter().filter_map(|standing| standing.tip()).map(|tip| tip.at).collect();
    times.dedup();
    let in_head = !picture.plan.operation.mode.row().gated && times.len() == 1;
    for standing in standings {
        let tip = standing.tip().filter(|_| !in_head);
        grid.row([
            words::short(picture.plan, &standing.id).into(),
            standing.id.agency().into(),
            words::code(place(standing)).into(),
            words::state(standing),
            tip.map(|tip| time::at(tip.at)).unwrap_or_default().into(),
            said_by(standing).into(),
        ]);
    }
    page.grid(grid);
    irregular(page, picture, standings);
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
                words::short(picture.plan, &standing.id).into(),
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
