//! Texts for values of the views: states, counts, ids.

use std::collections::BTreeMap;

use chrono::Datelike as _;

use crate::cli::output::page::Piece;
use crate::cli::output::text::{number_of, plural};
use crate::cli::output::tone::Tone;
use crate::model::asset::{AssetKind, Precision};
use crate::model::broken::BrokenGuard;
use crate::model::country::Country;
use crate::model::time::Instant;
use crate::model::word::Word as _;
use crate::view::count::ClaimCount;
use crate::view::measure::{DisplayState, MeasureRow};
use crate::view::outlet::OutletAvailability;
use crate::view::picture::DisplayStates;

/// `at least 4 servers`, one text for each kind, then `apps, persons: unknown`.
pub(crate) fn counts(counts: &BTreeMap<AssetKind, ClaimCount>) -> Vec<String> {
    let (known, unknown): (Vec<_>, Vec<_>) = counts.iter().partition(|(_, count)| count.count.is_some());
    let kinds: Vec<_> = unknown.iter().map(|(kind, _)| plural(&things(**kind))).collect();
    let unknown = (!kinds.is_empty()).then(|| format!("{}{UNKNOWN}", kinds.join(", ")));
    known_counts(&known).chain(unknown).collect()
}

/// Ends the text of kinds whose number is unknown.
pub(crate) const UNKNOWN: &str = ": unknown";

fn known_counts(counts: &[(&AssetKind, &ClaimCount)]) -> impl Iterator<Item = String> {
    let text = |(kind, count): &(&AssetKind, &ClaimCount)| match (count.count, count.precision) {
        (None, _) => String::new(),
        (Some(count), Precision::Exact) => {
            number_of(usize::try_from(count).unwrap_or(usize::MAX), &things(**kind))
        }
        (Some(count), Precision::Approx) => format!("about {count} {}", plural(&things(**kind))),
        (Some(count), Precision::AtLeast | Precision::Unknown) => {
            format!("at least {}", number_of(usize::try_from(count).unwrap_or(usize::MAX), &things(**kind)))
        }
    };
    counts.iter().map(text)
}

/// The kind in running text: `mailing list`.
fn things(kind: AssetKind) -> String {
    match kind {
        // `premises` has no singular.
        AssetKind::Premises => "place".to_owned(),
        kind => kind.as_str().replace('-', " "),
    }
}

/// `2 proposed, 1 done`
pub(crate) fn display_states(counts: &DisplayStates) -> String {
    counts.iter().map(|(state, count)| format!("{count} {state}")).collect::<Vec<_>>().join(", ")
}

/// `NL  Netherlands`, or `unknown`.
pub(crate) fn country(country: Option<Country>) -> String {
    country.map_or_else(|| "unknown".to_owned(), |country| format!("{country}  {}", country.name()))
}

/// `NL`, or `?` if the country is unknown.
pub(crate) fn code(country: Option<Country>) -> String {
    country.map_or_else(|| "?".to_owned(), |country| country.to_string())
}

/// The year of H-hour, which is omitted from times within it.
pub(crate) fn year(h_hour: Option<Instant>) -> Option<i32> {
    h_hour.map(|h_hour| h_hour.date().year())
}

/// The tone of a state. The text next to it carries the same information.
pub(crate) fn tone(state: DisplayState) -> Tone {
    match state {
        DisplayState::Done | DisplayState::Confirmed | DisplayState::Ready | DisplayState::Cleared => {
            Tone::Good
        }
        DisplayState::Held
        | DisplayState::Partial
        | DisplayState::UnderWay
        | DisplayState::Lapsed
        | DisplayState::Declined => Tone::Care,
        DisplayState::Conflict | DisplayState::Failed => Tone::Bad,
        DisplayState::NotReported | DisplayState::Withdrawn | DisplayState::Aborted => Tone::Dim,
        DisplayState::Proposed | DisplayState::Reversed => Tone::Plain,
    }
}

/// The availability of an outlet, as text.
pub(crate) fn availability(availability: OutletAvailability) -> Piece {
    let (tone, text) = match availability {
        OutletAvailability::OnAir => (Tone::Bad, "on air"),
        OutletAvailability::Weakened => (Tone::Care, "weakened"),
        OutletAvailability::OffAir => (Tone::Good, "off air"),
        OutletAvailability::Resurfaced => (Tone::Bad, "resurfaced"),
        OutletAvailability::NotObserved => (Tone::Dim, "not observed"),
        OutletAvailability::NotModelled => (Tone::Dim, "not modelled"),
    };
    Piece::new(tone, text)
}

/// The displayed state of a measure: `proposed, 5 gates open`, `held by fr-office`, `seized`, `seized,
/// IRREGULAR`.
pub(crate) fn state(measure: &MeasureRow) -> Piece {
    state_text(measure, false)
}

/// A shorter text of the state, next to the measure's id, which already names the action: `proposed, 5
/// open`, `confirmed`.
pub(crate) fn brief(measure: &MeasureRow) -> Piece {
    state_text(measure, true)
}

fn state_text(measure: &MeasureRow, brief: bool) -> Piece {
    let gates = measure.open_gates.len();
    let mut text = match measure.shown {
        DisplayState::Proposed if brief => format!("proposed, {gates} open"),
        DisplayState::Confirmed if brief => measure.shown.as_str().to_owned(),
        DisplayState::Proposed => format!("proposed, {} open", number_of(gates, "gate")),
        DisplayState::Held => {
            let by: Vec<_> = measure.holds.iter().map(|hold| hold.agency.as_str()).collect();
            format!("held by {}", by.join(", "))
        }
        DisplayState::Conflict => {
            let tips: Vec<_> = measure.tips.iter().map(|tip| tip.state.as_str()).collect();
            format!("conflict: {}", tips.join(" / "))
        }
        DisplayState::Done => measure.word.to_owned(),
        DisplayState::Confirmed => format!("{}, confirmed", measure.word),
        state => state.as_str().to_owned(),
    };
    if measure.round > 1 {
        text = format!("{text}, round {}", measure.round);
    }
    if !measure.in_plan {
        text.push_str(", no longer in the plan");
    }
    if measure.irregular.is_empty() {
        return Piece::new(tone(measure.shown), text);
    }
    Piece::new(Tone::Bad, format!("{text}, IRREGULAR"))
}

/// `go, start; gates located, staffed`
pub(crate) fn broken(broken: &[BrokenGuard]) -> String {
    let guards = broken.iter().filter_map(|broken| match broken {
        BrokenGuard::Guard(guard) => Some(guard.as_str()),
        BrokenGuard::Gate(_) => None,
    });
    let gates = broken.iter().filter_map(|broken| match broken {
        BrokenGuard::Gate(gate) => Some(gate.as_str()),
        BrokenGuard::Guard(_) => None,
    });
    let (guards, gates): (Vec<_>, Vec<_>) = (guards.collect(), gates.collect());
    let noun = if gates.len() == 1 { "gate" } else { "gates" };
    let gates = if gates.is_empty() { String::new() } else { format!("{noun} {}", gates.join(", ")) };
    let parts = [guards.join(", "), gates];
    parts.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join("; ")
}

/// A short text for an agency's role.
pub(crate) fn role(role: &str) -> &str {
    if role == "judicial-coordinator" { "judicial" } else { role }
}
