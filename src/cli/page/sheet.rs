//! The coordinator's sheet: the schedule, the state of each measure, and what is missing.

use std::collections::BTreeMap;

use crate::cli::output::page::{Grid, Page, Piece, prose, whole};
use crate::cli::output::text::number_of;
use crate::cli::output::time;
use crate::cli::output::tone::Tone;
use crate::model::gate::Gate;
use crate::model::offset::Offset;
use crate::model::time::Instant;
use crate::model::word::Word as _;
use crate::view::changed::Changed;
use crate::view::measure::DisplayState;
use crate::view::plan::{LatestRow, SheetRow, SheetView, Survivor, Task};

use super::words;

/// Draws the sheet of a plan whose measures are timed from H-hour.
pub(crate) fn draw(page: &mut Page, sheet: &SheetView) {
    let mut by_id: Vec<&SheetRow> = sheet.measures.iter().collect();
    by_id.sort_by(|one, two| one.measure.measure.cmp(&two.measure.measure));
    page.line(sum(sheet));
    page.gap();
    let (wide, narrow) = tables(sheet);
    page.grid_or(wide, narrow);
    groups(page, &by_id);
    not_ready(page, &by_id);
    still_to_be_said(page, sheet);
    changed(page, &sheet.changed);
    super::measure::irregular(page, &sheet.irregular);
    survivors(page, &sheet.survives);
}

fn survivors(page: &mut Page, survivors: &[Survivor]) {
    let mut grid = Grid::new(&[whole(""), prose("")]);
    for survivor in survivors {
        let names = survivor.outlet_names.join(", ");
        let stays = if survivor.outlet_names.len() == 1 { "stays" } else { "stay" };
        grid.row([
            survivor.asset.as_str().into(),
            format!("{}: {names} {stays} on air", survivor.why).into(),
        ]);
    }
    if !grid.rows.is_empty() {
        page.heading("SURVIVES");
        page.pairs(grid);
    }
}

/// Lists the measures whose latest start differs from the planned one.
pub(crate) fn latest(page: &mut Page, rows: &[LatestRow], h_hour: Option<Instant>) {
    let mut grid = Grid::new(&[whole("MEASURE"), whole("LATEST"), whole("PLANNED"), whole("")]);
    for row in rows {
        let forbidden = if row.allowed { "" } else { "not allowed then" };
        grid.row([
            row.short.as_str().into(),
            offset(h_hour, Some(row.latest)).into(),
            offset(h_hour, Some(row.planned)).into(),
            Piece::new(Tone::Care, forbidden),
        ]);
    }
    if !grid.rows.is_empty() {
        page.heading("LATEST STARTS: for outlets to be off air at H in the bad case");
        page.grid(grid);
    }
}

/// `1 of 3 measures ready, 2 done, 1 held; 4 entries`
fn sum(sheet: &SheetView) -> String {
    let mut states: BTreeMap<DisplayState, usize> = BTreeMap::new();
    for row in &sheet.measures {
        *states.entry(row.measure.shown).or_default() += 1;
    }
    let ready = states.remove(&DisplayState::Ready).unwrap_or_default();
    states.remove(&DisplayState::Proposed);
    let mut parts = vec![format!("{ready} of {} ready", number_of(sheet.measures.len(), "measure"))];
    parts.extend(states.iter().map(|(state, count)| format!("{count} {state}")));
    parts.push(match sheet.entries {
        0 => "no entry yet".to_owned(),
        count => number_of(usize::try_from(count).unwrap_or(usize::MAX), "entry"),
    });
    parts.join(", ")
}

/// The measures in the order of their starts. In a narrow terminal, each start is a line above its measures.
fn tables(sheet: &SheetView) -> (Grid, Grid) {
    let [measure, by, there, state] = [whole("MEASURE"), whole("BY"), whole("THERE"), prose("STATE")];
    let mut wide = Grid::new(&[whole("WHEN"), whole("UTC"), there, measure, by, state]);
    let mut narrow = Grid::new(&[measure, by, there, state]);
    let mut before = None;
    for row in &sheet.measures {
        let (when, utc) = (offset(sheet.h_hour, row.start), utc(sheet.h_hour, row.start));
        let first = before != Some(row.start);
        if first {
            narrow.across(Piece::new(Tone::Strong, format!("{when}, {utc} UTC")));
        }
        before = Some(row.start);
        let there = row.start.zip(row.timezone).map(|(start, zone)| time::local(start, zone));
        let there = there.unwrap_or_default();
        let (measure, by) = (row.measure.short.as_str(), row.measure.agency.as_str());
        let (inset, brief) = (format!("  {measure}"), words::brief(&row.measure));
        narrow.row([inset.into(), by.into(), there.as_str().into(), brief]);
        let when = if first { when } else { String::new() };
        let state = words::state(&row.measure);
        wide.row([when.into(), utc.into(), there.into(), measure.into(), by.into(), state]);
    }
    (wide, narrow)
}

fn offset(h_hour: Option<Instant>, at: Option<Instant>) -> String {
    h_hour.zip(at).map(|(h_hour, at)| Offset::between(h_hour, at).to_string()).unwrap_or_default()
}

/// The time of day; with the weekday if it differs from that of H-hour.
fn utc(h_hour: Option<Instant>, start: Option<Instant>) -> String {
    let Some(start) = start else { return String::new() };
    let same = h_hour.is_none_or(|h_hour| h_hour.date() == start.date());
    let clock = time::clock(&start.utc());
    if same { clock } else { format!("{} {clock}", start.utc().format("%a")) }
}

/// Groups of measures that are cleared only together, if one of them still waits.
fn groups(page: &mut Page, rows: &[&SheetRow]) {
    let mut groups: BTreeMap<&str, Vec<&SheetRow>> = BTreeMap::new();
    for row in rows {
        if let Some(group) = &row.group {
            groups.entry(group).or_default().push(row);
        }
    }
    let mut grid = Grid::new(&[whole(""), prose("")]);
    for (group, members) in groups.into_iter().filter(|(_, members)| members.iter().any(|one| waits(one))) {
        let ids: Vec<_> = members.iter().map(|one| one.measure.short.as_str()).collect();
        grid.row([group.into(), ids.join(", ").into()]);
    }
    if !grid.rows.is_empty() {
        page.heading("CLEARED TOGETHER");
        page.pairs(grid);
    }
}

/// Whether a measure has not been cleared yet.
fn waits(row: &SheetRow) -> bool {
    matches!(row.measure.shown, DisplayState::Proposed | DisplayState::Ready | DisplayState::Held)
}

/// What each agency has to do until every measure is cleared: the steps that `plan --next` prints as
/// commands.
fn still_to_be_said(page: &mut Page, sheet: &SheetView) {
    let mut tasks = Grid::new(&[whole(""), prose("")]);
    for (agency, own) in &sheet.tasks {
        tasks.row([agency.as_str().into(), tasks_text(own).into()]);
    }
    let mut stuck = Grid::new(&[whole(""), prose("")]);
    for row in &sheet.stuck {
        stuck.row([row.short.as_str().into(), row.why.as_str().into()]);
    }
    for (heading, grid) in [("STILL TO BE SAID", tasks), ("NO WORD CAN MEND", stuck)] {
        if !grid.rows.is_empty() {
            page.heading(heading);
            page.pairs(grid);
        }
    }
}

/// The tasks of one agency: first the specific ones, then the gates of measures, then approval and go.
fn tasks_text(tasks: &[Task]) -> String {
    let mut texts = Vec::new();
    let mut gates: BTreeMap<Gate, usize> = BTreeMap::new();
    let mut last = Vec::new();
    for task in tasks {
        match task {
            Task::Lift { measures, reason } => {
                texts.push(format!("lift its hold on {}: \"{reason}\"", measures.join(", ")));
            }
            Task::AttestOutlets { outlets } => texts.push(format!("lawful ({})", outlets.join(", "))),
            Task::AttestMeasures { gates: attested, measures } => {
                for gate in attested {
                    *gates.entry(*gate).or_default() += measures;
                }
            }
            Task::Grant { instruments } => texts.push(format!("{} granted", instruments.join(", "))),
            Task::Approve => last.push("then the approval".to_owned()),
            Task::Go => last.push("then the go".to_owned()),
        }
    }
    texts.extend(gates.iter().map(|(gate, count)| format!("{gate} ({})", number_of(*count, "measure"))));
    texts.extend(last);
    texts.join(", ")
}

/// A measure with more open gates than this is not listed by itself.
const NEARLY: usize = 2;

/// Measures that are almost ready: held, or with at most [`NEARLY`] open gates.
fn not_ready(page: &mut Page, rows: &[&SheetRow]) {
    let mut grid = Grid::new(&[whole(""), whole(""), prose(""), whole("")]);
    for row in rows.iter().filter(|row| waits(row)) {
        let mut name = row.measure.short.as_str();
        for hold in &row.measure.holds {
            let reason = format!("\"{}\"", hold.reason);
            grid.row([
                std::mem::take(&mut name).into(),
                "hold".into(),
                reason.into(),
                hold.agency.as_str().into(),
            ]);
        }
        if row.measure.open_gates.len() > NEARLY {
            continue;
        }
        for gate in row.gates.iter().filter(|gate| gate.open) {
            // The reason already names who attests, but not who grants.
            let by = if gate.needs_grant { gate.by.join(", ") } else { String::new() };
            grid.row([
                std::mem::take(&mut name).into(),
                gate.gate.as_str().into(),
                gate.why.as_deref().unwrap_or_default().into(),
                by.into(),
            ]);
        }
    }
    if !grid.rows.is_empty() {
        page.heading("NOT READY");
        page.pairs(grid);
    }
}

/// How many measures a shared row names; the rest are counted.
const NAMED: usize = 3;

/// Statements that are no longer valid.
fn changed(page: &mut Page, changed: &[Changed]) {
    let mut grid = Grid::new(&[whole(""), prose("")]);
    let mut before = None;
    for changed in changed {
        let mut what = changed.what.clone();
        let name = match changed.names.as_slice() {
            _ if before == Some(&changed.about) => String::new(),
            [one] => one.clone(),
            many => number_of(many.len(), "measure"),
        };
        if (2..=NAMED).contains(&changed.names.len()) {
            what = format!("{what} ({})", changed.names.join(", "));
        }
        before = Some(&changed.about);
        grid.row([name.into(), Piece::new(Tone::Care, what)]);
    }
    if !grid.rows.is_empty() {
        page.heading("CHANGED SINCE IT WAS SAID");
        page.pairs(grid);
    }
}
