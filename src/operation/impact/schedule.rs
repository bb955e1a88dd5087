//! Predicts when outlets go off air, from the planned starts and the durations of measures, and finds what
//! decides that.
//!
//! This is a critical path as in J. Kelley and M. Walker, "Critical-Path Planning and Scheduling" (1959),
//! except that an outlet need not go off air with its last measure: an any-of goes down with its last member,
//! an all-of with its first. All times are elapsed time between instants, never wall-clock time.

use std::collections::{BTreeMap, BTreeSet};

use crate::cutset::graph::{Node, Values};
use crate::cutset::reachability::Reachability;
use crate::cutset::sets::LeafState;
use crate::model::action::Effect;
use crate::model::id::OutletId;
use crate::model::measure::MeasureId;
use crate::model::offset::Offset;
use crate::model::time::Instant;
use crate::plan::tables::Measure;

use super::{Impact, Slip};
use crate::operation::judge::guard::in_hours;

/// When a measure is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Carried {
    /// As planned, but not before the measures that it comes after have ended.
    pub start: Instant,
    pub end: Instant,
}

/// Which of the three estimated durations of a measure to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    Best,
    Usual,
    Bad,
}

/// When an outlet goes off air, and what decides that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timing<'a> {
    pub outlet: &'a OutletId,
    /// When it is off air in the bad case; `None` if it stays on air.
    pub bad: Option<Instant>,
    /// When it is off air in the usual case.
    pub usual: Option<Instant>,
    /// In the bad case: the measures that the outlet waits for, each with how much later it could end before
    /// the outlet stays on air longer, in milliseconds. A measure without slack is critical. Sorted by slack.
    pub slack: Vec<(&'a MeasureId, i64)>,
    /// The measures that the critical ones come after and wait for, nearest first.
    pub waits: Vec<&'a MeasureId>,
    /// From the first visible effect in the best case to the last visible effect in the bad case.
    pub exposure: Option<(Instant, Instant)>,
    /// The measures that would have to start earlier than planned for the outlet to be off air by H-hour in
    /// the bad case, each with its latest start; the earliest first. If there are several ways, the one
    /// closest to the plan.
    pub earlier: Vec<Earlier<'a>>,
}

/// The latest start of a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier<'a> {
    pub measure: &'a MeasureId,
    pub start: Instant,
    /// Whether the measure may be carried out at that time, given its window and legal hours.
    pub allowed: bool,
}

type StartTimes<'a> = BTreeMap<&'a MeasureId, Carried>;

impl<'a> Impact<'a> {
    /// The timing of each outlet; empty if the plan has no H-hour.
    pub fn timings(&self) -> Vec<Timing<'a>> {
        let Some(h_hour) = self.plan.operation.h_hour else { return Vec::new() };
        let [best, usual, bad] = [Case::Best, Case::Usual, Case::Bad].map(|case| self.carried(case));
        let modelled =
            self.plan.outlets.keys().filter_map(|outlet| Some((outlet, self.node(outlet.as_str())?)));
        let [usually, badly] = [&usual, &bad].map(|times| self.down(times));
        modelled
            .map(|(outlet, top)| {
                let slack = self.slack(top, &bad, badly[top]);
                let critical = slack.iter().filter(|(_, slack)| *slack == 0).map(|(id, _)| *id);
                Timing {
                    outlet,
                    bad: badly[top],
                    usual: usually[top],
                    waits: critical.flat_map(|id| self.waits(id, &bad)).collect(),
                    exposure: self.exposure(outlet, &best, &bad),
                    earlier: self.earlier(top, &bad, badly[top], h_hour),
                    slack,
                }
            })
            .collect()
    }

    /// When each measure is carried out. The loader refuses plans whose measures come after each other in a
    /// cycle.
    pub fn carried(&self, case: Case) -> StartTimes<'a> {
        let mut times: StartTimes<'a> = BTreeMap::new();
        for measure in self.plan.measures.values() {
            let mut todo = vec![measure];
            while let Some(measure) = todo.last().copied() {
                let before = measure.after.iter().filter_map(|id| self.plan.measures.get(id));
                let open: Vec<&Measure> = before.filter(|it| !times.contains_key(&it.id)).collect();
                if open.is_empty() || times.contains_key(&measure.id) {
                    todo.pop();
                    let carried = self.carry(measure, case, &times);
                    times.extend(carried.map(|carried| (&measure.id, carried)));
                    // Historical measures may have no start; then nothing can be timed, because other
                    // measures may wait for them.
                    if carried.is_none() {
                        return BTreeMap::new();
                    }
                } else {
                    todo.extend(open);
                }
            }
        }
        times
    }

    fn carry(&self, measure: &Measure, case: Case, times: &StartTimes<'_>) -> Option<Carried> {
        if let Some(at) = self.built.done.get(&measure.id) {
            return Some(Carried { start: *at, end: *at });
        }
        let late = self.built.late.get(&measure.id).map_or(0, |late| late.millis());
        let planned = measure.start?.plus_millis(late);
        let ends = measure.after.iter().filter_map(|id| times.get(id)).map(|before| before.end);
        let start = lawful_from(measure, ends.fold(planned, Instant::max));
        Some(Carried { start, end: start.plus_millis(takes(measure, case)) })
    }

    /// When each node goes down.
    fn down(&self, times: &StartTimes<'_>) -> Values<Option<Instant>> {
        self.graph().down_at(|leaf| self.leaf_down(times, leaf))
    }

    fn leaf_down(&self, times: &StartTimes<'_>, leaf: Node) -> Option<Instant> {
        // Countries and instruments are there from the start, before everything else.
        let always = Instant::from_millis(i64::MIN);
        match (self.built.role(leaf), self.built.slip_of.get(&leaf)) {
            (LeafState::Up, _) => None,
            (_, Some(Slip::Measure(id))) => times.get(id).map(|carried| carried.end),
            (_, Some(Slip::Country(_) | Slip::Instrument(_))) => Some(always),
            (_, None) => self.built.gone.get(&leaf).copied(),
        }
    }

    /// What is still up at an instant, with the means to ask what else would be up if a measure were never
    /// carried out.
    fn lift_at(&self, times: &StartTimes<'_>, at: Instant) -> Reachability {
        Reachability::new(self.graph(), |leaf| self.leaf_down(times, leaf).is_none_or(|down| down > at))
    }

    /// The measures below a node whose outcome is undecided, with their leaves.
    fn open(&self, top: Node) -> Vec<(Node, &'a MeasureId)> {
        let below = self.graph().below(top).into_iter();
        let measure = |leaf| match self.built.slip_of.get(&leaf)? {
            Slip::Measure(id) => Some((leaf, self.plan.measures.get_key_value(id)?.0)),
            Slip::Country(_) | Slip::Instrument(_) => None,
        };
        below.filter(|leaf| self.built.role(*leaf) == LeafState::Varies).filter_map(measure).collect()
    }

    /// The slack of each measure that the outlet waits for. Leaving a measure out shows whether the outlet
    /// waits for it: if nothing changes, it does not. Otherwise the outlet goes down when the last of the
    /// measure and the others has ended, so the whole difference is slack.
    fn slack(&self, top: Node, times: &StartTimes<'_>, down: Option<Instant>) -> Vec<(&'a MeasureId, i64)> {
        let Some(down) = down else { return Vec::new() };
        let lift = self.lift_at(times, down);
        let open = self.open(top).into_iter();
        let waited = open.filter(|(leaf, _)| lift.newly_up(*leaf).contains(&top));
        let slack = |(_, id)| Some((id, down.millis() - times.get(id)?.end.millis()));
        let mut slack: Vec<_> = waited.filter_map(slack).collect();
        slack.sort_by_key(|(id, slack)| (*slack, *id));
        slack
    }

    /// The measures that a measure comes after and has to wait for, nearest first.
    fn waits(&self, id: &MeasureId, times: &StartTimes<'_>) -> Vec<&'a MeasureId> {
        let (mut waits, mut at) = (Vec::new(), self.plan.measures.get(id));
        while let Some(measure) = at {
            let late = self.built.late.get(&measure.id).map_or(0, |late| late.millis());
            let planned = measure.start.map(|start| start.plus_millis(late));
            let start =
                times.get(&measure.id).map(|carried| carried.start).filter(|start| Some(*start) > planned);
            let ends_then = |id: &&MeasureId| start.is_some() && times.get(*id).map(|it| it.end) == start;
            let before = measure.after.iter().find(ends_then);
            at = before.and_then(|id| self.plan.measures.get(id));
            waits.extend(at.map(|measure| &measure.id));
        }
        waits
    }

    fn exposure(
        &self,
        outlet: &OutletId,
        best: &StartTimes<'_>,
        bad: &StartTimes<'_>,
    ) -> Option<(Instant, Instant)> {
        let seen = || {
            self.plan.measures.values().filter(|measure| {
                let slip = self.built.slips.get(&Slip::Measure(measure.id.clone()));
                measure.outlets.contains(outlet)
                    && measure.action.row().effect != Effect::Nothing
                    && slip.is_none_or(|leaf| self.built.role(*leaf) != LeafState::Up)
            })
        };
        let first = seen().filter_map(|measure| best.get(&measure.id)).map(|carried| carried.end).min();
        let last = seen().filter_map(|measure| bad.get(&measure.id)).map(|carried| carried.end).max();
        first.zip(last)
    }

    /// The measures that would have to start earlier for a node to be down by H-hour.
    fn earlier(
        &self,
        top: Node,
        times: &StartTimes<'_>,
        down: Option<Instant>,
        h_hour: Instant,
    ) -> Vec<Earlier<'a>> {
        let Some(down) = down.filter(|down| *down > h_hour) else { return Vec::new() };
        let late = |id: &&MeasureId| times.get(*id).is_some_and(|carried| carried.end > h_hour);
        let hurried: Vec<_> = self.needed(top, times, down).into_iter().filter(late).collect();
        let mut earlier = self.backwards(&hurried, h_hour);
        earlier.retain(|earlier| times.get(earlier.measure).is_some_and(|at| at.start > earlier.start));
        earlier
    }

    /// The latest starts of measures, so that every outlet that they take off air is off air by H-hour in the
    /// bad case; the earliest first. If there are several ways, the one closest to the plan. Measures that no
    /// outlet needs, that are done, or that belong to an outlet that stays on air are left out.
    pub fn latest_starts(&self) -> Vec<Earlier<'a>> {
        let Some(h_hour) = self.plan.operation.h_hour else { return Vec::new() };
        let bad = self.carried(Case::Bad);
        let down = self.down(&bad);
        let tops = self.plan.outlets.keys().filter_map(|outlet| self.node(outlet.as_str()));
        let timed = tops.filter_map(|top| Some((top, down[top]?)));
        let needed: BTreeSet<&MeasureId> =
            timed.flat_map(|(top, down)| self.needed(top, &bad, down.max(h_hour))).collect();
        self.backwards(&needed.into_iter().collect::<Vec<_>>(), h_hour)
    }

    /// A minimal set of measures that takes a node down by an instant. Those that end last are left out
    /// first.
    fn needed(&self, top: Node, times: &StartTimes<'_>, by: Instant) -> Vec<&'a MeasureId> {
        let end = |id: &MeasureId| times.get(id).map_or(by, |carried| carried.end);
        let mut lift = self.lift_at(times, by);
        let mut open = self.open(top);
        // Measures that the outlet does not depend on need not start earlier.
        open.sort_by_key(|(leaf, id)| (std::cmp::Reverse(end(id)), *leaf));
        let mut needed = Vec::new();
        for (leaf, id) in open {
            if lift.is_up(top) || lift.newly_up(leaf).contains(&top) {
                needed.push(id);
            } else {
                lift.raise(leaf);
            }
        }
        needed
    }

    /// The latest starts of some measures, and of those that they come after, if the former have to end by an
    /// instant.
    fn backwards(&self, hurried: &[&'a MeasureId], by: Instant) -> Vec<Earlier<'a>> {
        let mut latest: BTreeMap<&'a MeasureId, Instant> = BTreeMap::new();
        let mut todo: Vec<(&'a MeasureId, Instant)> = hurried.iter().map(|id| (*id, by)).collect();
        while let Some((id, end)) = todo.pop() {
            let Some(measure) = self.plan.measures.get(id) else { continue };
            let start = end.plus_millis(-takes(measure, Case::Bad));
            // A measure that is done, or that already has to start this early, does not make anything before
            // it earlier.
            if self.built.done.contains_key(id) || latest.get(id).is_some_and(|known| *known <= start) {
                continue;
            }
            latest.insert(id, start);
            todo.extend(measure.after.iter().map(|before| (before, start)));
        }
        let may = |id: &MeasureId, at: Instant| {
            self.plan.measures.get(id).is_some_and(|measure| {
                in_hours(measure, at) && measure.window.is_none_or(|(from, to)| (from..=to).contains(&at))
            })
        };
        let earlier = |(measure, start)| Earlier { measure, start, allowed: may(measure, start) };
        let mut earlier: Vec<Earlier<'a>> = latest.into_iter().map(earlier).collect();
        earlier.sort_by_key(|earlier| (earlier.start, earlier.measure));
        earlier
    }

    /// An instant relative to H-hour; `None` if the plan has no H-hour.
    pub fn offset(&self, at: Instant) -> Option<Offset> {
        self.plan.operation.h_hour.map(|h_hour| Offset::between(h_hour, at))
    }
}

/// The earliest legal start of a measure that is ready at an instant: after its legal hours, the unit waits
/// for the next ones. The search steps by minutes and needs at most a day.
pub(crate) fn lawful_from(measure: &Measure, mut start: Instant) -> Instant {
    for _ in 0..24 * 60 {
        if in_hours(measure, start) {
            break;
        }
        start = start.plus_millis(60_000);
    }
    start
}

/// The duration of a measure, in milliseconds; 0 if there is no estimate.
pub(crate) fn takes(measure: &Measure, case: Case) -> i64 {
    measure.takes.map_or(0, |[best, usual, bad]| match case {
        Case::Best => best.millis(),
        Case::Usual => usual.millis(),
        Case::Bad => bad.millis(),
    })
}
