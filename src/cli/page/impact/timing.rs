//! When outlets go off air, what they wait for, and what would have to start earlier.

use crate::cli::output::page::{Grid, Page, prose, whole};
use crate::cli::output::text::number_of;
use crate::model::offset::{Offset, Span};
use crate::model::time::Instant;
use crate::view::impact::{EarlierRow, ImpactView, OutletImpact, SlackRow, TimingRow};

use super::Naming;

/// How many measures a cell names without `--verbose`.
const FIRST: usize = 2;

pub(super) fn draw(page: &mut Page, how: Naming<'_>, view: &ImpactView) {
    let Some(h_hour) = view.h_hour else {
        page.line("Not said: the plan has no H-hour.");
        return;
    };
    let offset = |at: Instant| Offset::between(h_hour, at).to_string();
    let timed = || view.outlets.iter().filter_map(|outlet| Some((outlet, outlet.timing.as_ref()?)));
    let mut grid = Grid::new(&[whole(""), prose("")]);
    for (outlet, timing) in timed() {
        let mut parts = match (timing.bad, timing.usual) {
            (None, _) => vec!["never".to_owned()],
            (Some(bad), None) => vec![format!("by {}", offset(bad))],
            (Some(bad), Some(usual)) => vec![format!("by {}, usually {}", offset(bad), offset(usual))],
        };
        let waits = waits_for(how, timing);
        parts.extend((!waits.is_empty()).then(|| format!("waits for {waits}")));
        let exposed = timing.exposed_from.zip(timing.exposed_to);
        parts.extend(exposed.map(|(from, to)| format!("exposed {} to {}", offset(from), offset(to))));
        grid.row([outlet.outlet.as_str().into(), parts.join("; ").into()]);
    }
    page.pairs(grid);
    let mut sentences =
        vec!["Exposed: from the first effect that outsiders can notice to the last.".to_owned()];
    if view.unestimated > 0 {
        let measures = number_of(usize::try_from(view.unestimated).unwrap_or(usize::MAX), "measure");
        sentences.push(format!("{measures} without an estimate: counted as done when they start."));
    }
    let earlier: Vec<_> = timed().filter(|(_, timing)| !timing.earlier.is_empty()).collect();
    if !how.verbose && !earlier.is_empty() {
        sentences.push(in_short(&earlier));
    }
    page.line(sentences.join(" "));
    if how.verbose {
        backwards(page, how, &earlier, offset);
    }
}

fn in_short(earlier: &[(&OutletImpact, &TimingRow)]) -> String {
    let rows = earlier.iter().flat_map(|(_, timing)| &timing.earlier);
    let mut measures: Vec<(&str, bool)> = rows.map(|row| (row.measure.as_str(), row.allowed)).collect();
    measures.sort_unstable();
    measures.dedup_by_key(|(measure, _)| *measure);
    let forbidden = match measures.iter().filter(|(_, allowed)| !allowed).count() {
        0 => String::new(),
        some => format!(", of which {some} may not"),
    };
    format!(
        "To be off air at H, {} would have to start earlier{forbidden} (-v).",
        number_of(measures.len(), "measure")
    )
}

fn backwards(
    page: &mut Page,
    how: Naming<'_>,
    earlier: &[(&OutletImpact, &TimingRow)],
    offset: impl Fn(Instant) -> String,
) {
    let mut grid = Grid::new(&[whole(""), prose("")]);
    for (outlet, timing) in earlier {
        let start = |row: &EarlierRow| {
            let forbidden = if row.allowed { "" } else { " (not allowed then)" };
            format!("{} {}{forbidden}", how.name(&row.measure), offset(row.start))
        };
        let starts: Vec<String> = timing.earlier.iter().map(start).collect();
        grid.row([outlet.outlet.as_str().into(), starts.join(", ").into()]);
    }
    if !grid.rows.is_empty() {
        page.heading("BACKWARDS FROM H-HOUR: off air by then in the bad case if these start by");
        page.pairs(grid);
    }
}

/// `seize:ro-web-1`; with `verbose` also the measures that are not critical: `seize:ro-web-1, seize:nl-web-1
/// (15m to spare)`.
fn waits_for(how: Naming<'_>, timing: &TimingRow) -> String {
    let rows = timing.slack.iter().filter(|row| how.verbose || row.slack_ms == 0);
    let before = timing.waits.iter().map(|measure| format!("before it {}", how.name(measure)));
    let waits = rows.map(|row| slack(how, row)).chain(before).collect();
    first(waits, how.verbose)
}

fn slack(how: Naming<'_>, row: &SlackRow) -> String {
    let name = how.name(&row.measure);
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
