//! The guards of a fact: which of them it broke.

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

/// An act that is held against the guards.
#[derive(Clone, Copy)]
pub(crate) struct Act<'a> {
    /// The terms that it is judged by.
    pub terms: GateTerms<'a>,
    /// Whether it is done to what the go was given for.
    pub as_cleared: bool,
    /// When it happened.
    pub at: At,
    /// Where the measure stood.
    pub here: &'a MeasureState,
    /// The edge taken.
    pub edge: &'a Edge,
    /// Whether it says no reference though it has to.
    pub lacks_reference: bool,
}

/// The guards that an act breaks, sorted.
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

/// Whether the state was one that a regular edge leaves that way, or open, which lacks only the go.
fn regular(act: &Act<'_>) -> bool {
    !act.edge.irregular || act.here.state == Some(State::Open)
}

/// Whether the act is not dated before the report that it rests on.
fn in_order(view: Snapshot<'_>, act: &Act<'_>) -> bool {
    let Some(course) = view.book.measure_history(act.terms.measure.id.as_str()) else { return true };
    act.here.tips.iter().all(|tip| {
        // Tips are places of this course.
        let before = &course.moves[tip.index];
        let begun = matches!(before.state, State::Open | State::Cleared | State::Withdrawn);
        begun || view.at(before).earliest().is_none_or(|earliest| act.at.latest() >= earliest)
    })
}

/// Whether the measure was cleared as it was done, and the act is not dated before that.
fn cleared(view: Snapshot<'_>, act: &Act<'_>, at: Instant) -> bool {
    let Some(course) = view.book.measure_history(act.terms.measure.id.as_str()) else { return false };
    act.as_cleared
        && act.here.state == Some(State::Cleared)
        && act.here.tips.iter().all(|tip| view.at(&course.moves[tip.index]).latest() <= at)
}

/// Whether an instant lies in the legal hours of a measure.
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

/// An act without a go while another member of its group is open.
fn breaks_group(view: Snapshot<'_>, act: &Act<'_>) -> bool {
    let measure = act.terms.measure;
    let without = measure.action.row().go && act.here.state != Some(State::Cleared);
    measure.group.as_ref().filter(|_| without).is_some_and(|group| {
        !stale::missing(view, act.terms.plan, group, |other| *other == measure.id).is_empty()
    })
}
