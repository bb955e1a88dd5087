//! What outlets need to be on air, and what changes if something slips: five answers for decision makers.

mod after;
mod sets;
mod stays;
mod timing;

use crate::cli::output::page::{Page, Piece};
use crate::cli::output::tone::Tone;
use crate::view::impact::ImpactView;
use crate::view::names::ShortNames;
use crate::view::outlet::OutletAvailability;

use super::words;
pub(crate) use after::draw as after;

/// How many names a row lists without `--verbose` before it counts the rest.
const MOST_NAMES: usize = 6;

/// Draws the five answers; with `verbose`, with all names and every earlier start.
pub(crate) fn draw(page: &mut Page, view: &ImpactView, verbose: bool) {
    let how = Naming { short: &view.names, verbose };
    if !view.assumed.is_empty() {
        let assumed = view.assumed.iter().map(|assumed| match &assumed.late {
            Some(late) => format!("{} is {late} late", how.name(&assumed.slip)),
            None => format!("{} slips", how.name(&assumed.slip)),
        });
        page.pieces([Piece::new(
            Tone::Care,
            format!("Assumed: {}.", assumed.collect::<Vec<_>>().join("; ")),
        )]);
    }
    page.heading("1. WHAT THIS PLAN CANNOT TAKE OFF AIR");
    stays::cannot(page, how, view);
    if view.outlets.iter().all(|outlet| outlet.on_air == OutletAvailability::NotModelled) {
        return;
    }
    page.heading("2. WHAT STAYS UP IF ONE SLIPS: comes too late, or never");
    stays::slips(page, how, view);
    page.heading("3. WHICH FAILURES KEEP IT ON AIR, IF ONLY IN PART: alone or together");
    sets::keeps(page, how, view);
    if view.outlets.iter().any(|outlet| outlet.enough.is_some()) {
        page.heading("ENOUGH TO TAKE IT OFF AIR: measures, the smallest sets that would do alone");
        sets::enough(page, how, view);
    }
    page.heading("4. WHEN IT IS OFF AIR, if all takes as long as in the bad case");
    timing::draw(page, how, view);
    page.heading("5. WHAT THIS IS NOT: a forecast, or a percentage");
    page.line("Arithmetic on the plan's list, without other mirrors or the outlet's reaction.");
}

/// How measures are named, and how many names are listed.
#[derive(Clone, Copy)]
struct Naming<'a> {
    short: &'a ShortNames,
    /// List all names.
    verbose: bool,
}

impl Naming<'_> {
    /// The short id of a measure; countries and instruments unchanged.
    fn name(self, slip: &str) -> String {
        self.short.name(slip).to_owned()
    }

    /// The first names, and the number of the rest.
    fn names(self, slips: &[impl AsRef<str>]) -> Vec<String> {
        let most = if self.verbose { usize::MAX } else { MOST_NAMES };
        let mut names: Vec<String> = slips.iter().take(most).map(|slip| self.name(slip.as_ref())).collect();
        if let Some(more @ 1..) = slips.len().checked_sub(most) {
            names.push(format!("{more} more"));
        }
        names
    }
}

/// `a`, `a and b`, `a, b and c`
fn listed(names: &[impl AsRef<str>], last: &str) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.split_last() {
        None => String::new(),
        Some((only, [])) => (*only).to_owned(),
        Some((end, before)) => format!("{} {last} {end}", before.join(", ")),
    }
}
