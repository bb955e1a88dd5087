//! The coordinator's sheet: what is to be done when, by whom, how it stands, what is still to be said.

use std::collections::BTreeMap;

use crate::cli::output::page::{Column, Grid, Page, prose, whole};
use crate::cli::output::text::number_of;
use crate::cli::output::time;
use crate::model::gate::Gate;
use crate::model::id::AgencyId;
use crate::model::offset::Offset;
use crate::model::time::Instant;
use crate::operation::{Gap, Shown, Standing};
use crate::plan::Plan;
use crate::plan::tables::Measure;
use crate::view::picture::Picture;
use crate::view::plan::Sheet;

use super::words;

/// Draws the sheet of a plan whose measures are timed from H-hour.
pub(crate) fn draw(page: &mut Page, picture: &Picture<'_>, standings: &[&Standing<'_>], sheet: &Sheet) {
    page.line(sum(picture, standings));
    page.gap();
    page.grid(table(picture, standings));
    groups(page, picture, standings);
    still_to_be_said(page, picture, standings);
    super::measure::irregular(page, picture, standings);
    if !sheet.survives.is_empty() {
        page.heading("SURVIVES");
        let mut grid = Grid::new(&[whole(""), prose("")]);
        for survivor in &sheet.survives {
            let names = survivor.outlets.iter().map(|id| outlet_name(picture.plan, id)).collect::<Vec<_>>();
            let stays = if names.len() == 1 { "stays" } else { "stay" };
            grid.row([
                survivor.asset.as_str().into(),
                format!("{}: {} {stays} on the air", survivor.why, names.join(", ")).into(),
            ]);
        }
        page.pairs(grid);
    }
}

fn outlet_name(plan: &Plan, id: &str) -> String {
    plan.outlets.get(id).map_or_else(|| id.to_owned(), |outlet| outlet.name.clone())
}

/// `1 of 3 measures ready, 2 done, 1 held; 4 entries`
fn sum(picture: &Picture<'_>, standings: &[&Standing<'_>]) -> String {
    let mut shown: BTreeMap<Shown, usize> = BTreeMap::new();
    for standing in standings {
        *shown.entry(standing.shown).or_default() += 1;
    }
    let ready = shown.remove(&Shown::Ready).unwrap_or_default();
    shown.remove(&Shown::Proposed);
    let mut parts = vec![format!("{ready} of {} ready", number_of(standings.len(), "measure"))];
    parts.extend(shown.iter().map(|(shown, count)| format!("{count} {shown}")));
    let entries: u64 = picture.heads.iter().map(|(_, seq, _)| seq).sum();
    parts.push(match entries {
        0 => "no entry yet".to_owned(),
        count => number_of(usize::try_from(count).unwrap_or(usize::MAX), "entry"),
    });
    parts.join(", ")
}

fn columns() -> [Column; 6] {
    [whole("WHEN"), whole("UTC"), whole("THERE"), whole("MEASURE"), whole("BY"), prose("STATE")]
}

fn table(picture: &Picture<'_>, standings: &[&Standing<'_>]) -> Grid {
    let mut grid = Grid::new(&columns());
    let mut sorted = standings.to_vec();
    sorted.sort_by_key(|standing| (standing.measure.and_then(|measure| measure.start), standing.id.clone()));
    let mut before = None;
    for standing in sorted {
        let measure = standing.measure;
        let start = measure.and_then(|measure| measure.start);
        let first = before != Some(start);
        before = Some(start);
        let zone = picture.plan.agencies.get(standing.id.agency()).and_then(|agency| agency.timezone);
        grid.row([
            if first { when(picture, measure) } else { String::new() }.into(),
            start.map(|start| utc(picture, start)).unwrap_or_default().into(),
            start.zip(zone).map(|(start, zone)| time::local(start, zone)).unwrap_or_default().into(),
            words::short(picture.plan, &standing.id).into(),
            standing.id.agency().into(),
            words::state(standing),
        ]);
    }
    grid
}

fn when(picture: &Picture<'_>, measure: Option<&Measure>) -> String {
    let start = measure.and_then(|measure| measure.start);
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
        let ids: Vec<_> = members.iter().map(|one| words::short(picture.plan, &one.id)).collect();
        grid.row([group.into(), ids.join(", ").into()]);
    }
    if !grid.rows.is_empty() {
        page.heading("CLEARED TOGETHER");
        page.pairs(grid);
    }
}

/// Whether a measure has not been cleared yet.
fn waits(standing: &Standing<'_>) -> bool {
    matches!(standing.shown, Shown::Proposed | Shown::Ready | Shown::Held)
}

/// What somebody has to say, and of what; each thing once, however many measures wait for it.
#[derive(Default)]
struct Words(Vec<(String, Vec<String>)>);

impl Words {
    fn add(&mut self, word: &str, of: &str) {
        let place = self.0.iter().position(|(known, _)| known == word).unwrap_or_else(|| {
            self.0.push((word.to_owned(), Vec::new()));
            self.0.len() - 1
        });
        // The place was found, or made just now.
        let list = &mut self.0[place].1;
        if !of.is_empty() && !list.iter().any(|known| known == of) {
            list.push(of.to_owned());
        }
    }

    fn text(&self) -> String {
        let word = |(word, of): &(String, Vec<String>)| {
            if of.is_empty() { word.clone() } else { format!("{word} ({})", of.join(", ")) }
        };
        self.0.iter().map(word).collect::<Vec<_>>().join(", ")
    }
}

const ANOTHER: &str = "another agency";

/// Who has to say what until every measure is cleared.
fn still_to_be_said(page: &mut Page, picture: &Picture<'_>, standings: &[&Standing<'_>]) {
    let mut said: BTreeMap<String, Words> = BTreeMap::new();
    let waiting: Vec<_> = standings.iter().copied().filter(|standing| waits(standing)).collect();
    for standing in &waiting {
        for gap in &standing.gaps {
            for (who, word, of) in words_for(picture, standing, gap) {
                said.entry(who).or_default().add(&word, &of);
            }
        }
        for hold in &standing.holds {
            let of = format!("{}: \"{}\"", words::short(picture.plan, &standing.id), hold.reason);
            said.entry(hold.agency.clone()).or_default().add("lift its hold", &of);
        }
    }
    if waiting.iter().any(|standing| standing.id.action().row().go) {
        said.entry(picture.plan.operation.lead.to_string()).or_default().add("then the go", "");
    }
    if said.is_empty() {
        return;
    }
    page.heading("STILL TO BE SAID");
    let mut grid = Grid::new(&[whole(""), prose("")]);
    let last = said.remove(ANOTHER);
    for (who, words) in said.into_iter().chain(last.map(|words| (ANOTHER.to_owned(), words))) {
        grid.row([who.into(), words.text().into()]);
    }
    page.pairs(grid);
}

/// Who has to say which word of what so that a gate closes.
fn words_for(picture: &Picture<'_>, standing: &Standing<'_>, gap: &Gap) -> Vec<(String, String, String)> {
    let plan = picture.plan;
    let word = gap.gate.to_string();
    let by = || gap.by.iter();
    match gap.gate {
        Gate::Lawful => {
            let outlets = standing.measure.map(|measure| measure.outlets.as_slice()).unwrap_or_default();
            let names: Vec<_> = outlets.iter().map(|id| outlet_name(plan, id.as_str())).collect();
            let who = [plan.operation.lead.to_string(), ANOTHER.to_owned()];
            who.into_iter().map(|who| (who, word.clone(), names.join(", "))).collect()
        }
        Gate::Deconflicted => by().map(|code| (speaker(plan, code), word.clone(), code.clone())).collect(),
        Gate::Collateral => vec![(ANOTHER.to_owned(), word, standing.id.subject().to_owned())],
        Gate::Authorised => by().map(|who| (who.clone(), gap.why.clone(), String::new())).collect(),
        Gate::Located | Gate::Staffed => by().map(|who| (who.clone(), word.clone(), String::new())).collect(),
    }
}

/// The agency that answers for a country: the lead where it is its own, else the first by id.
fn speaker(plan: &Plan, code: &str) -> String {
    let of = |id: &AgencyId| plan.agencies.get(id).is_some_and(|agency| agency.country.code() == code);
    if of(&plan.operation.lead) {
        return plan.operation.lead.to_string();
    }
    plan.agencies.keys().find(|id| of(id)).map_or_else(|| code.to_owned(), ToString::to_string)
}
