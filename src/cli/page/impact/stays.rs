//! What the plan cannot take off air, and what stays up if something slips.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::output::page::{Grid, Page, Piece, prose, whole};
use crate::cli::output::text::number_of;
use crate::model::action::Action;
use crate::model::measure::MeasureId;
use crate::model::word::Word as _;
use crate::view::impact::{ImpactView, Level, OutletImpact, ReasonRow, SlipRow};
use crate::view::outlet::OutletAvailability;

use super::words::availability;
use super::{MOST_NAMES, Naming, listed};

pub(super) fn cannot(page: &mut Page, how: Naming<'_>, view: &ImpactView) {
    let of = |on_air: OutletAvailability| -> Vec<&str> {
        let of = |outlet: &&OutletImpact| outlet.on_air == on_air;
        view.outlets.iter().filter(of).map(|outlet| outlet.outlet.as_str()).collect()
    };
    let (off, unknown) = (of(OutletAvailability::OffAir), of(OutletAvailability::NotModelled));
    let mut sentences = Vec::new();
    if !off.is_empty() {
        let are = if off.len() == 1 { "is" } else { "are" };
        sentences.push(format!("If nothing slips, {} {are} off air.", listed(&off, "and")));
    }
    if !of(OutletAvailability::Weakened).is_empty() {
        sentences.push("Weakened: on air in part.".to_owned());
    }
    if !unknown.is_empty() {
        sentences.push(format!(
            "Not modelled: {}. The plan has no service that says what it needs to be on air, so nothing is \
             foreseen.",
            listed(&unknown, "and")
        ));
    }
    sentences.extend(limited(view));
    page.line(sentences.join(" "));
    let mut grid = Grid::new(&[whole(""), whole(""), prose("")]);
    for outlet in view.outlets.iter().filter(|outlet| !outlet.stays.is_empty()) {
        let why = |reasons: &[ReasonRow]| {
            reasons.iter().map(|reason| because(how, reason)).collect::<Vec<_>>().join(", ")
        };
        let stays =
            outlet.stays.iter().map(|service| format!("{} ({})", service.service, why(&service.because)));
        let stays = stays.collect::<Vec<_>>().join(" and ");
        grid.row([outlet.outlet.as_str().into(), availability(outlet.on_air), stays.into()]);
    }
    page.pairs(grid);
}

/// How many measures take nothing off air, and their actions.
fn limited(view: &ImpactView) -> Option<String> {
    let measures: BTreeSet<&String> = view.outlets.iter().flat_map(|outlet| &outlet.limited).collect();
    let actions: BTreeSet<Action> =
        measures.iter().filter_map(|id| id.parse::<MeasureId>().ok()).map(|id| id.action()).collect();
    let actions: Vec<&str> = actions.iter().map(|action| action.as_str()).collect();
    let takes = if measures.len() == 1 { "takes" } else { "take" };
    let measures = Some(measures.len()).filter(|count| *count > 0)?;
    Some(format!("{} ({}) {takes} nothing off air.", number_of(measures, "measure"), actions.join(", ")))
}

/// `site-1 is only blocked`
fn because(how: Naming<'_>, reason: &ReasonRow) -> String {
    let done = |id: &String| id.parse::<MeasureId>().ok().map(|id| id.action().row().done);
    let mut done: Vec<&str> = reason.what.iter().filter_map(done).collect();
    done.dedup();
    match reason.why {
        "no-measure" => format!("{} has no measure", reason.asset),
        "slipped" => format!("{}: {} slips", reason.asset, listed(&how.names(&reason.what), "and")),
        _ => format!("{} is only {}", reason.asset, done.join(" and ")),
    }
}

pub(super) fn slips(page: &mut Page, how: Naming<'_>, view: &ImpactView) {
    if view.slips.is_empty() {
        page.line("Nothing is left that could slip.");
        return;
    }
    let mut rows: BTreeMap<(&str, OutletAvailability, String), Vec<&SlipRow>> = BTreeMap::new();
    for slip in &view.slips {
        for change in &slip.outlets {
            let row = (change.outlet.as_str(), change.on_air, listed(&change.stays, "and"));
            rows.entry(row).or_default().push(slip);
        }
    }
    // The next section names the measures of the outlets that go off air if all goes well, and of no others.
    let next: BTreeSet<&str> = view
        .outlets
        .iter()
        .filter(|outlet| outlet.on_air == OutletAvailability::OffAir)
        .map(|outlet| outlet.outlet.as_str())
        .collect();
    let mut grid = Grid::new(&[whole(""), prose("")]);
    let mut before = None;
    for ((outlet, on_air, stays), slips) in &rows {
        let id = if before.replace(outlet) == Some(outlet) { Piece::default() } else { (*outlet).into() };
        let all = if *on_air == OutletAvailability::OnAir {
            format!(" (so all of {outlet})")
        } else {
            String::new()
        };
        grid.row([id, format!("{stays}{all} if {}", any_of(how, slips, next.contains(outlet))).into()]);
    }
    if grid.rows.is_empty() {
        page.line("Nothing: one alone makes no difference.");
    }
    page.pairs(grid);
    shared(page, view);
    if how.verbose {
        harmless(page, view);
    }
}

/// Names countries, instruments and a single measure. Several measures are only counted if the next section
/// names them or if there are too many to name.
fn any_of(how: Naming<'_>, slips: &[&SlipRow], named_next: bool) -> String {
    let at = |slip: &&&SlipRow| slip.level == Level::Measure.as_str();
    let measures = slips.iter().filter(at).count();
    let all = how.verbose || measures == 1 || (!named_next && measures <= MOST_NAMES);
    let names = slips.iter().filter(|slip| all || !at(slip)).map(|slip| how.name(&slip.slip));
    let mut any: Vec<String> = names.collect();
    if !all && measures > 0 {
        any.push(if measures == 2 {
            "either measure".to_owned()
        } else {
            format!("any of {measures} measures")
        });
    }
    listed(&any, "or")
}

/// Instruments that several outlets depend on.
fn shared(page: &mut Page, view: &ImpactView) {
    let at_level = |slip: &&SlipRow| slip.level == Level::Instrument.as_str() && slip.outlets.len() > 1;
    let several = view.slips.iter().filter(at_level).map(|slip| {
        let outlets: Vec<&str> = slip.outlets.iter().map(|change| change.outlet.as_str()).collect();
        format!("{} ({})", slip.slip, listed(&outlets, "and"))
    });
    let several: Vec<String> = several.collect();
    if !several.is_empty() {
        let thing = if several.len() == 1 { "Shared instrument" } else { "Shared instruments" };
        page.line(format!("{thing}: {}.", several.join(", ")));
    }
}

fn harmless(page: &mut Page, view: &ImpactView) {
    let unchanged = |level: Level| {
        let at_level = view.slips.iter().filter(move |slip| slip.level == level.as_str());
        at_level.filter(|slip| slip.outlets.is_empty()).map(|slip| slip.slip.clone())
    };
    let mut parts: Vec<String> = unchanged(Level::Country).collect();
    for level in [Level::Instrument, Level::Measure] {
        if let count @ 1.. = unchanged(level).count() {
            parts.push(number_of(count, level.as_str()));
        }
    }
    if !parts.is_empty() {
        page.line(format!("No difference, one at a time: {}.", parts.join(", ")));
    }
}
