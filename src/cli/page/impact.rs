//! What outlets need to be on the air, and what if something slips: for people who have to decide.

mod timing;

use std::collections::BTreeMap;

use crate::cli::output::page::{Grid, Page, Piece, number, prose, whole};
use crate::cli::output::text::number_of;
use crate::cli::shell::Tone;
use crate::model::measure::MeasureId;
use crate::model::word::Word as _;
use crate::operation::impact::{Level, OnAir};
use crate::plan::Plan;
use crate::view::impact::{ImpactView, ReasonRow};

use super::words;

/// How many names a cell holds before it says how many more there are.
const MOST_NAMES: usize = 6;

/// Draws the five answers; with every measure that an outlet waits for where that is wanted.
pub(crate) fn draw(page: &mut Page, plan: &Plan, view: &ImpactView, verbose: bool) {
    if !view.assumed.is_empty() {
        let assumed = view.assumed.iter().map(|assumed| match &assumed.late {
            Some(late) => format!("{} is {late} late", name(plan, &assumed.slip)),
            None => format!("{} slips", name(plan, &assumed.slip)),
        });
        page.pieces([Piece::new(
            Tone::Care,
            format!("Assumed: {}.", assumed.collect::<Vec<_>>().join("; ")),
        )]);
    }
    page.gap();
    page.heading("IF ALL GOES WELL");
    well(page, plan, view);
    if view.outlets.iter().all(|outlet| outlet.on_air == OnAir::NotModelled) {
        page.gap();
        page.line("Not modelled: the plan has no service that says what an outlet needs to be on the air.");
        return;
    }
    page.heading("IF ONE SLIPS");
    slips(page, plan, view);
    page.heading("WHAT CAN KEEP IT ON AIR: measures, the smallest sets that would have to fail");
    keeps(page, plan, view);
    if view.outlets.iter().any(|outlet| outlet.enough.is_some()) {
        page.heading("ENOUGH TO TAKE IT OFF AIR: measures, the smallest sets that would do alone");
        enough(page, plan, view);
    }
    timing::draw(page, plan, view, verbose);
    page.heading("WHAT THIS IS NOT");
    page.line(
        "Arithmetic on what the plan lists: mirrors that it does not list are not counted, and the outlet is \
         assumed not to react. No chances: nobody could answer for one.",
    );
}

fn status(on_air: OnAir) -> Piece {
    match on_air {
        OnAir::OnAir => Piece::new(Tone::Bad, "on air"),
        OnAir::Weakened => Piece::new(Tone::Care, "weakened"),
        OnAir::OffAir => Piece::new(Tone::Good, "off air"),
        OnAir::NotModelled => Piece::new(Tone::Dim, "not modelled"),
    }
}

/// A measure as short as it is unique; countries and instruments as they are.
fn name(plan: &Plan, slip: &str) -> String {
    slip.parse::<MeasureId>().map_or_else(|_| slip.to_owned(), |id| words::short(plan, &id).to_owned())
}

fn names(plan: &Plan, slips: &[impl AsRef<str>]) -> String {
    names_by(plan, slips, ", ")
}

fn names_by(plan: &Plan, slips: &[impl AsRef<str>], between: &str) -> String {
    let mut names: Vec<String> =
        slips.iter().take(MOST_NAMES).map(|slip| name(plan, slip.as_ref())).collect();
    if let Some(more @ 1..) = slips.len().checked_sub(MOST_NAMES) {
        names.push(format!("{more} more"));
    }
    names.join(between)
}

fn well(page: &mut Page, plan: &Plan, view: &ImpactView) {
    let mut grid = Grid::new(&[whole("OUTLET"), whole("IS THEN"), whole("STAYS UP"), prose("WHY")]);
    for outlet in &view.outlets {
        let mut first = true;
        for service in &outlet.stays {
            let why =
                service.because.iter().map(|reason| because(plan, reason)).collect::<Vec<_>>().join(", ");
            let (id, is) =
                if first { (outlet.outlet.as_str(), status(outlet.on_air)) } else { Default::default() };
            grid.row([id.into(), is, service.service.as_str().into(), why.into()]);
            first = false;
        }
        if first {
            grid.row([outlet.outlet.as_str().into(), status(outlet.on_air), "".into(), "".into()]);
        }
    }
    page.grid(grid);
    let mut limited: Vec<&str> =
        view.outlets.iter().flat_map(|outlet| &outlet.limited).map(String::as_str).collect();
    limited.sort_unstable();
    limited.dedup();
    if !limited.is_empty() {
        page.line(format!(
            "Limited and not counted as down: {} (blocked, referred, delisted or frozen).",
            number_of(limited.len(), "measure")
        ));
    }
}

/// `site-1 is only blocked`
fn because(plan: &Plan, reason: &ReasonRow) -> String {
    let done = |id: &String| id.parse::<MeasureId>().ok().map(|id| id.action().row().done);
    let mut done: Vec<&str> = reason.what.iter().filter_map(done).collect();
    done.dedup();
    match reason.why {
        "no-measure" => format!("{} has no measure", reason.asset),
        "slipped" => format!("{}: {} slips", reason.asset, names(plan, &reason.what)),
        _ => format!("{} is only {}", reason.asset, done.join(" and ")),
    }
}

fn slips(page: &mut Page, plan: &Plan, view: &ImpactView) {
    let mut rows: BTreeMap<(&str, OnAir, String), [Vec<&str>; 3]> = BTreeMap::new();
    let place = |level: &str| Level::ALL.iter().position(|known| known.as_str() == level).unwrap_or_default();
    for slip in &view.slips {
        for change in &slip.outlets {
            let row = rows.entry((&change.outlet, change.on_air, change.stays.join(", "))).or_default();
            row[place(slip.level)].push(&slip.slip);
        }
    }
    let mut grid =
        Grid::new(&[whole("OUTLET"), whole("IS THEN"), whole("STAYS UP"), prose("IF ONE OF THESE SLIPS")]);
    for ((outlet, on_air, stays), levels) in &rows {
        let levels = levels.iter().filter(|slips| !slips.is_empty()).map(|slips| names(plan, slips));
        grid.row([
            (*outlet).into(),
            status(*on_air),
            stays.into(),
            levels.collect::<Vec<_>>().join("; ").into(),
        ]);
    }
    page.grid(grid);
    let harmless = |level: Level| -> Vec<&str> {
        let unchanged = view.slips.iter().filter(|slip| slip.outlets.is_empty());
        unchanged.filter(|slip| slip.level == level.as_str()).map(|slip| slip.slip.as_str()).collect()
    };
    let [countries, instruments, measures] =
        [Level::Country, Level::Instrument, Level::Measure].map(harmless);
    let mut parts: Vec<String> = countries.iter().map(|country| (*country).to_owned()).collect();
    parts.extend(
        [(instruments, "instrument"), (measures, "measure")]
            .iter()
            .filter(|(slips, _)| !slips.is_empty())
            .map(|(slips, thing)| number_of(slips.len(), thing)),
    );
    if !parts.is_empty() {
        page.line(format!("No difference, one at a time: {}.", parts.join(", ")));
    }
}

const SIZES: [&str; 4] = ["OF 1", "OF 2", "OF 3", "OF 4"];

fn keeps(page: &mut Page, plan: &Plan, view: &ImpactView) {
    let sizes =
        view.outlets.iter().filter_map(|outlet| outlet.keeps_on.as_ref()).map(|sets| sets.by_size.len());
    let sizes = sizes.max().unwrap_or_default().saturating_sub(1).min(SIZES.len());
    let mut columns = vec![whole("OUTLET")];
    columns.extend(SIZES.iter().take(sizes).map(|size| number(size)));
    columns.push(prose("THE FIRST OF THEM"));
    let mut grid = Grid::new(&columns);
    for (outlet, sets) in view.outlets.iter().filter_map(|outlet| Some((outlet, outlet.keeps_on.as_ref()?))) {
        let anyhow = sets.by_size.first() == Some(&Some(1));
        let mut row: Vec<Piece> = vec![outlet.outlet.as_str().into()];
        for size in 1..=sizes {
            let count = sets.by_size.get(size).map(|count| many(*count)).unwrap_or_default();
            row.push(if anyhow { "" } else { count.as_str() }.into());
        }
        let first = listed(plan, &sets.first, sets.limit_met);
        row.push(if anyhow { "it stays on air whatever is done" } else { first.as_str() }.into());
        grid.rows.push(row);
    }
    page.grid(grid);
}

fn enough(page: &mut Page, plan: &Plan, view: &ImpactView) {
    let mut grid = Grid::new(&[whole("OUTLET"), number("SETS"), number("LEAST"), prose("THE FIRST OF THEM")]);
    for (outlet, sets) in view.outlets.iter().filter_map(|outlet| Some((outlet, outlet.enough.as_ref()?))) {
        let first = match sets.total {
            Some(0) => "none: the plan cannot".to_owned(),
            _ => listed(plan, &sets.first, sets.limit_met),
        };
        grid.row([
            outlet.outlet.as_str().into(),
            if sets.limit_met.is_some() { String::new() } else { many(sets.total) }.into(),
            sets.fewest.map(|fewest| fewest.to_string()).unwrap_or_default().into(),
            first.into(),
        ]);
    }
    page.grid(grid);
}

fn many(count: Option<u64>) -> String {
    count.map_or_else(|| "very many".to_owned(), |count| count.to_string())
}

/// `a; b + c`: of long sets the first names, and how many more there are.
fn listed(plan: &Plan, sets: &[Vec<String>], limit_met: Option<u64>) -> String {
    if let Some(limit) = limit_met {
        return format!("too many to be counted in {limit} steps");
    }
    let set = |set: &Vec<String>| names_by(plan, set, " + ");
    sets.iter().map(set).collect::<Vec<_>>().join("; ")
}
