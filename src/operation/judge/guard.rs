//! Finds the guards that an act breaks.

use chrono::Timelike;

use crate::model::broken::{BrokenGuard, Guard};
use crate::model::state::{Edge, GuardSet, State};
use crate::model::time::{At, Instant};
use crate::plan::tables::Measure;

use super::gate;
use super::gate::{GateTerms, Purpose};
use super::stale;
use crate::operation::state::history::MeasureState;
use crate::operation::state::snapshot::Snapshot;

/// An act that the guards are checked for.
#[derive(Clone, Copy)]
pub(crate) struct Act<'a> {
    pub terms: GateTerms<'a>,
    /// Whether its target is the one that the go was given for.
    pub as_cleared: bool,
    /// When it happened.
    pub at: At,
    /// The state of the measure before the act.
    pub here: &'a MeasureState,
    pub edge: &'a Edge,
    /// Whether it lacks a reference that its edge requires.
    pub lacks_reference: bool,
}

pub(crate) fn broken(view: Snapshot<'_>, act: &Act<'_>) -> Vec<BrokenGuard> {
    let mut broken = Vec::new();
    let mut check = |guard: Guard, holds: bool| {
        if !holds {
            broken.push(BrokenGuard::Guard(guard));
        }
    };
    let acting = act.at.instant();
    check(Guard::State, !act.lacks_reference && regular(act));
    if act.edge.held != GuardSet::None {
        check(Guard::Order, in_order(view, act));
    }
    if matches!(act.edge.held, GuardSet::OrderHold | GuardSet::All)
        && act.terms.plan.operation.mode.row().gated
    {
        check(Guard::Hold, view.holds(act.terms.measure.id.as_str(), acting).is_empty());
    }
    if let (GuardSet::All, Some(at)) = (act.edge.held, acting) {
        check(Guard::Go, !act.terms.measure.action.row().go || cleared(view, act, at));
        check(Guard::Signature, !act.here.tips.iter().any(|tip| tip.unsigned));
        check(Guard::Start, act.terms.measure.start.is_none_or(|start| at >= start));
        check(
            Guard::Window,
            act.terms.measure.window.is_none_or(|(from, until)| (from..=until).contains(&at)),
        );
        check(Guard::Hours, in_hours(act.terms.measure, at));
        check(Guard::After, act.terms.measure.after.iter().all(|before| was_done(view, before.as_str())));
        // See ARCHITECTURE, "A group consists of the measures that wait for the go".
        check(Guard::Group, !breaks_group(view, act));
        broken.extend(
            gate::open_gates(view, &act.terms, Purpose::Act(at))
                .into_iter()
                .map(|gap| BrokenGuard::Gate(gap.gate)),
        );
    }
    broken.sort_unstable();
    broken
}

/// Whether a regular edge leads from that state to the new one. Open counts as well: it lacks only the go,
/// which is a separate guard.
fn regular(act: &Act<'_>) -> bool {
    !act.edge.irregular || act.here.state == Some(State::Open)
}

/// Whether the act is dated no earlier than the reports that it rests on.
fn in_order(view: Snapshot<'_>, act: &Act<'_>) -> bool {
    let Some(course) = view.book.measure_history(act.terms.measure.id.as_str()) else { return true };
    act.here.tips.iter().all(|tip| {
        // The indices of tips come from this history.
        let before = &course.moves[tip.index];
        let begun = matches!(before.state, State::Open | State::Cleared | State::Withdrawn);
        begun || view.at(before).earliest().is_none_or(|earliest| act.at.latest() >= earliest)
    })
}

/// Whether the measure was cleared for this target, and the act is dated no earlier than the clearance.
fn cleared(view: Snapshot<'_>, act: &Act<'_>, at: Instant) -> bool {
    let Some(course) = view.book.measure_history(act.terms.measure.id.as_str()) else { return false };
    act.as_cleared
        && act.here.state == Some(State::Cleared)
        && act.here.tips.iter().all(|tip| view.at(&course.moves[tip.index]).latest() <= at)
}

/// Whether an instant lies within the legal hours of a measure.
pub(crate) fn in_hours(measure: &Measure, at: Instant) -> bool {
    match (measure.start_between, measure.timezone) {
        (Some(hours), Some(zone)) => {
            hours.contain(at.utc().with_timezone(&zone).time().num_seconds_from_midnight())
        }
        _ => true,
    }
}

fn was_done(view: Snapshot<'_>, measure: &str) -> bool {
    view.book.measure_history(measure).is_some_and(|course| course.was_done(view.knowledge()))
}

/// Whether the act happens without a go while another member of its group is open.
fn breaks_group(view: Snapshot<'_>, act: &Act<'_>) -> bool {
    let measure = act.terms.measure;
    let without = measure.action.row().go && act.here.state != Some(State::Cleared);
    measure.group.as_ref().filter(|_| without).is_some_and(|group| {
        !stale::missing(view, act.terms.plan, group, |other| *other == measure.id).is_empty()
    })
}
