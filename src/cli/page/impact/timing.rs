//! When outlets go off air, what they wait for, and what would have to start earlier.

use crate::cli::output::page::{Grid, Page, prose, whole};
use crate::cli::output::text::number_of;
use crate::model::offset::{Offset, Span};
use crate::model::time::Instant;
use crate::plan::Plan;
use crate::view::impact::{EarlierRow, ImpactView, SlackRow, TimingRow};

use super::name;

/// How many measures that would have to start earlier are named where nobody asked for all.
const FIRST: usize = 2;

pub(super) fn draw(page: &mut Page, plan: &Plan, view: &ImpactView, verbose: bool) {
    let Some(h_hour) = view.h_hour else { return };
    let offset = |at: Instant| Offset::between(h_hour, at).to_string();
    let timed = || view.outlets.iter().filter_map(|outlet| Some((outlet, outlet.timing.as_ref()?)));
    let mut grid = Grid::new(&[
        whole("OUTLET"),
        whole("AT THE LATEST"),
        whole("USUALLY"),
        prose("WAITS FOR"),
        whole("EXPOSED"),
    ]);
    for (outlet, timing) in timed() {
        let exposed = timing.exposed_from.zip(timing.exposed_to);
        let exposed = exposed.map(|(from, to)| format!("{} to {}", offset(from), offset(to)));
        grid.row([
            outlet.outlet.as_str().into(),
            timing.bad.map_or_else(|| "stays on".to_owned(), offset).into(),
            timing.usual.map(offset).unwrap_or_default().into(),
            waits_for(plan, timing, verbose).into(),
            exposed.unwrap_or_default().into(),
        ]);
    }
    page.heading("TIMING: when it is off air, at the latest by the bad-case durations");
    page.grid(grid);
    if view.unestimated > 0 {
        let measures = number_of(usize::try_from(view.unestimated).unwrap_or(usize::MAX), "measure");
        page.line(format!("{measures} without an estimate: counted as done when they start."));
    }
    let mut grid = Grid::new(&[whole(""), prose("")]);
    for (outlet, timing) in timed().filter(|(_, timing)| !timing.earlier.is_empty()) {
        let start = |row: &EarlierRow| {
            let forbidden = if row.allowed { "" } else { " (not allowed then)" };
            format!("{} {}{forbidden}", name(plan, &row.measure), offset(row.start))
        };
        let starts = timing.earlier.iter().map(start).collect();
        grid.row([outlet.outlet.as_str().into(), first(starts, verbose).into()]);
    }
    if !grid.rows.is_empty() {
        page.heading("BACKWARDS FROM H-HOUR: off air by then in the bad case if these start by");
        page.pairs(grid);
    }
}

/// `seize:ro-web-1`; with all that it waits for: `seize:ro-web-1, seize:nl-web-1 (15m later)`.
fn waits_for(plan: &Plan, timing: &TimingRow, verbose: bool) -> String {
    let meant = timing.slack.iter().filter(|row| verbose || row.slack_ms == 0);
    let before = timing.waits.iter().map(|measure| format!("before it {}", name(plan, measure)));
    let waits = meant.map(|row| slack(plan, row)).chain(before).collect();
    first(waits, verbose)
}

fn slack(plan: &Plan, row: &SlackRow) -> String {
    let name = name(plan, &row.measure);
    match u32::try_from(row.slack_ms) {
        Ok(0) => name,
        Ok(slack) => format!("{name} ({} to spare)", Span::from_millis(slack)),
        Err(_) => format!("{name} (weeks to spare)"),
    }
}

fn first(mut texts: Vec<String>, verbose: bool) -> String {
    if let Some(more @ 1..) = texts.len().checked_sub(FIRST).filter(|_| !verbose) {
        texts.truncate(FIRST);
        texts.push(format!("{more} more"));
    }
    texts.join(", ")
}
