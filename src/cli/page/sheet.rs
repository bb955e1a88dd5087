//! The coordinator's sheet: what is to be done when, by whom, how it stands, what is still to be said.

use std::collections::{BTreeMap, HashMap};

use crate::cli::output::page::{Grid, Page, Piece, prose, whole};
use crate::cli::output::text::number_of;
use crate::cli::output::time;
use crate::cli::output::tone::Tone;
use crate::model::gate::Gate;
use crate::model::offset::Offset;
use crate::model::time::Instant;
use crate::model::word::Word as _;
use crate::operation::impact::schedule::Earlier;
use crate::operation::{DisplayState, MissingStatement, Next, Standing};
use crate::plan::Plan;
use crate::view::changed::Changed;
use crate::view::picture::Picture;
use crate::view::plan::SheetView;

use super::words;

/// Draws the sheet of a plan whose measures are timed from H-hour.
pub(crate) fn draw(
    page: &mut Page,
    picture: &Picture<'_>,
    standings: &[&Standing<'_>],
    sheet: &SheetView,
    next: &[Next],
) {
    page.line(sum(picture, standings));
    page.gap();
    let (wide, narrow) = tables(picture, standings);
    page.grid_or(wide, narrow);
    groups(page, picture, standings);
    not_ready(page, picture, standings);
    still_to_be_said(page, picture.plan, next);
    changed(page, picture.plan, &sheet.changed);
    super::measure::irregular(page, picture, standings);
    if !sheet.survives.is_empty() {
        page.heading("SURVIVES");
        let mut grid = Grid::new(&[whole(""), prose("")]);
        for survivor in &sheet.survives {
            let names = survivor.outlets.iter().map(|id| outlet_name(picture.plan, id)).collect::<Vec<_>>();
            let stays = if names.len() == 1 { "stays" } else { "stay" };
            grid.row([
                survivor.asset.as_str().into(),
                format!("{}: {} {stays} on air", survivor.why, names.join(", ")).into(),
            ]);
        }
        page.pairs(grid);
    }
}

/// When measures have to start at the latest, where that is not when they start.
pub(crate) fn latest(
    page: &mut Page,
    picture: &Picture<'_>,
    standings: &[&Standing<'_>],
    latest: &[Earlier<'_>],
) {
    let mut grid = Grid::new(&[whole("MEASURE"), whole("LATEST"), whole("PLANNED"), whole("")]);
    let planned: HashMap<_, _> =
        standings.iter().map(|standing| (&standing.id, standing.measure.and_then(|it| it.start))).collect();
    for earlier in latest {
        let Some(planned) = planned.get(earlier.measure).copied().flatten() else { continue };
        if planned != earlier.start {
            let forbidden = if earlier.allowed { "" } else { "not allowed then" };
            grid.row([
                picture.plan.short(earlier.measure).into(),
                when(picture, Some(earlier.start)).into(),
                when(picture, Some(planned)).into(),
                Piece::new(Tone::Care, forbidden),
            ]);
        }
    }
    if !grid.rows.is_empty() {
        page.heading("LATEST STARTS: for outlets to be off air at H in the bad case");
        page.grid(grid);
    }
}

fn outlet_name(plan: &Plan, id: &str) -> String {
    plan.outlets.get(id).map_or_else(|| id.to_owned(), |outlet| outlet.name.clone())
}

/// `1 of 3 measures ready, 2 done, 1 held; 4 entries`
fn sum(picture: &Picture<'_>, standings: &[&Standing<'_>]) -> String {
    let mut shown: BTreeMap<DisplayState, usize> = BTreeMap::new();
    for standing in standings {
        *shown.entry(standing.display).or_default() += 1;
    }
    let ready = shown.remove(&DisplayState::Ready).unwrap_or_default();
    shown.remove(&DisplayState::Proposed);
    let mut parts = vec![format!("{ready} of {} ready", number_of(standings.len(), "measure"))];
    parts.extend(shown.iter().map(|(shown, count)| format!("{count} {shown}")));
    let entries: u64 = picture.heads.iter().map(|(_, seq, _)| seq).sum();
    parts.push(match entries {
        0 => "no entry yet".to_owned(),
        count => number_of(usize::try_from(count).unwrap_or(usize::MAX), "entry"),
    });
    parts.join(", ")
}

/// The measures in the order of their starts; in a narrow terminal each start stands over its measures.
fn tables(picture: &Picture<'_>, standings: &[&Standing<'_>]) -> (Grid, Grid) {
    let [measure, by, there, state] = [whole("MEASURE"), whole("BY"), whole("THERE"), prose("STATE")];
    let mut wide = Grid::new(&[whole("WHEN"), whole("UTC"), there, measure, by, state]);
    let mut narrow = Grid::new(&[measure, by, there, state]);
    let mut sorted = standings.to_vec();
    sorted.sort_by_key(|standing| (standing.measure.and_then(|measure| measure.start), standing.id.clone()));
    let mut before = None;
    for standing in sorted {
        let start = standing.measure.and_then(|measure| measure.start);
        let (when, utc) = (when(picture, start), start.map(|start| utc(picture, start)).unwrap_or_default());
        let first = before != Some(start);
        if first {
            narrow.across(Piece::new(Tone::Strong, format!("{when}, {utc} UTC")));
        }
        before = Some(start);
        let zone = picture.plan.agencies.get(standing.id.agency()).and_then(|agency| agency.timezone);
        let there = start.zip(zone).map(|(start, zone)| time::local(start, zone)).unwrap_or_default();
        let (measure, by) = (picture.plan.short(&standing.id), standing.id.agency());
        let (inset, brief) = (format!("  {measure}"), words::brief(standing));
        narrow.row([inset.into(), by.into(), there.as_str().into(), brief]);
        let when = if first { when } else { String::new() };
        wide.row([when.into(), utc.into(), there.into(), measure.into(), by.into(), words::state(standing)]);
    }
    (wide, narrow)
}

fn when(picture: &Picture<'_>, start: Option<Instant>) -> String {
    match start.zip(picture.plan.operation.h_hour) {
        Some((start, h_hour)) => Offset::between(h_hour, start).to_string(),
        None => String::new(),
    }
}

/// The time of day; with its weekday where it is not H-hour's day.
fn utc(picture: &Picture<'_>, start: Instant) -> String {
    let same = picture.plan.operation.h_hour.is_none_or(|h_hour| h_hour.date() == start.date());
    let clock = time::clock(&start.utc());
    if same { clock } else { format!("{} {clock}", start.utc().format("%a")) }
}

/// Measures that are cleared all together or not at all, as long as one of them waits.
fn groups(page: &mut Page, picture: &Picture<'_>, standings: &[&Standing<'_>]) {
    let mut groups: BTreeMap<&str, Vec<&Standing<'_>>> = BTreeMap::new();
    for standing in standings {
        if let Some(group) = standing.measure.and_then(|measure| measure.group.as_ref()) {
            groups.entry(group.as_str()).or_default().push(standing);
        }
    }
    let mut grid = Grid::new(&[whole(""), prose("")]);
    for (group, members) in groups.into_iter().filter(|(_, members)| members.iter().any(|one| waits(one))) {
        let ids: Vec<_> = members.iter().map(|one| picture.plan.short(&one.id)).collect();
        grid.row([group.into(), ids.join(", ").into()]);
    }
    if !grid.rows.is_empty() {
        page.heading("CLEARED TOGETHER");
        page.pairs(grid);
    }
}

/// Whether a measure has not been cleared yet.
fn waits(standing: &Standing<'_>) -> bool {
    matches!(standing.display, DisplayState::Proposed | DisplayState::Ready | DisplayState::Held)
}

/// Who has to say what until every measure is cleared: what `plan --next` gives as commands.
fn still_to_be_said(page: &mut Page, plan: &Plan, next: &[Next]) {
    let mut said: BTreeMap<&str, SheetText> = BTreeMap::new();
    let mut stuck = Grid::new(&[whole(""), prose("")]);
    for next in next {
        match (next, next.agency()) {
            (Next::Stuck { measure, why }, _) => {
                stuck.row([plan.short(measure).into(), why.as_str().into()]);
            }
            (next, Some(agency)) => said.entry(agency).or_default().add(plan, next),
            (_, None) => {}
        }
    }
    let mut grid = Grid::new(&[whole(""), prose("")]);
    for (who, words) in said {
        grid.row([who.into(), words.text().into()]);
    }
    for (heading, grid) in [("STILL TO BE SAID", grid), ("NO WORD CAN MEND", stuck)] {
        if !grid.rows.is_empty() {
            page.heading(heading);
            page.pairs(grid);
        }
    }
}

/// What one agency has to say.
#[derive(Default)]
struct SheetText {
    words: Vec<String>,
    /// Of how many measures each gate.
    gates: BTreeMap<Gate, usize>,
    then: Vec<&'static str>,
}

impl SheetText {
    fn add(&mut self, plan: &Plan, next: &Next) {
        match next {
            Next::Lift { measures, reason, .. } => {
                let ids: Vec<_> = measures.iter().map(|id| plan.short(id)).collect();
                self.words.push(format!("lift its hold on {}: \"{reason}\"", ids.join(", ")));
            }
            Next::Attest { gates, about, .. } if gates.iter().all(|gate| gate.row().per_outlet) => {
                let names: Vec<_> = about.iter().map(|id| outlet_name(plan, id)).collect();
                self.words.push(format!("lawful ({})", names.join(", ")));
            }
            Next::Attest { gates, about, .. } => {
                for gate in gates {
                    *self.gates.entry(*gate).or_default() += about.len();
                }
            }
            Next::Grant { instruments, .. } => self.words.push(format!("{} granted", instruments.join(", "))),
            Next::Approve { .. } => self.then.push("then the approval"),
            Next::Go { .. } => self.then.push("then the go"),
            Next::Save { .. } | Next::Stuck { .. } => {}
        }
    }

    fn text(&self) -> String {
        let gates =
            self.gates.iter().map(|(gate, count)| format!("{gate} ({})", number_of(*count, "measure")));
        let then = self.then.iter().map(ToString::to_string);
        self.words.iter().cloned().chain(gates).chain(then).collect::<Vec<_>>().join(", ")
    }
}

/// How many open gates a measure may have to be worth a line of its own.
const NEARLY: usize = 2;

/// Measures that were on their way and are not ready: held, or short of a word or two.
fn not_ready(page: &mut Page, picture: &Picture<'_>, standings: &[&Standing<'_>]) {
    let mut grid = Grid::new(&[whole(""), whole(""), prose(""), whole("")]);
    for standing in standings.iter().filter(|standing| waits(standing)) {
        let mut name = picture.plan.short(&standing.id).to_owned();
        for hold in &standing.holds {
            let reason = format!("\"{}\"", hold.reason);
            grid.row([
                std::mem::take(&mut name).into(),
                "hold".into(),
                reason.into(),
                hold.agency.as_str().into(),
            ]);
        }
        if standing.open_gates.len() > NEARLY {
            continue;
        }
        for gap in &standing.open_gates {
            // Who attests is part of the reason, who grants is not.
            let grants = gap.missing.iter().any(|unsaid| matches!(unsaid, MissingStatement::Grant { .. }));
            let by = if grants { gap.by.join(", ") } else { String::new() };
            grid.row([
                std::mem::take(&mut name).into(),
                gap.gate.as_str().into(),
                gap.why.as_str().into(),
                by.into(),
            ]);
        }
    }
    if !grid.rows.is_empty() {
        page.heading("NOT READY");
        page.pairs(grid);
    }
}

/// How many measures a row names that is of several; more are only counted.
const NAMED: usize = 3;

/// What no longer holds of what was said.
fn changed(page: &mut Page, plan: &Plan, changed: &[Changed]) {
    let mut grid = Grid::new(&[whole(""), prose("")]);
    let mut before = None;
    for changed in changed {
        let mut what = changed.what.clone();
        let name = match changed.about.as_slice() {
            _ if before == Some(&changed.about) => String::new(),
            [one] => words::name(plan, one),
            many => number_of(many.len(), "measure"),
        };
        if (2..=NAMED).contains(&changed.about.len()) {
            let names: Vec<_> = changed.about.iter().map(|about| words::name(plan, about)).collect();
            what = format!("{what} ({})", names.join(", "));
        }
        before = Some(&changed.about);
        grid.row([name.into(), Piece::new(Tone::Care, what)]);
    }
    if !grid.rows.is_empty() {
        page.heading("CHANGED SINCE IT WAS SAID");
        page.pairs(grid);
    }
}
