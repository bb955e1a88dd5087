//! How a rehearsal ended: each measure, each outlet, and whether that is what the plan meant.

use std::collections::BTreeMap;

use crate::model::action::Effect;
use crate::model::broken::BrokenGuard;
use crate::model::id::{OutletId, ServiceId};
use crate::model::measure::MeasureId;
use crate::model::state::State;
use crate::model::time::Instant;
use crate::operation::Operation;
use crate::operation::impact::{Assumed, Impact, OutletAvailability, Slip, SlipKind};
use crate::operation::record::request::Refusal;
use crate::operation::status::next::StuckReason;
use crate::operation::status::standing::DisplayState;

use super::scratch_ledger::ScratchLedger;
use super::{Event, Happened, RehearseError, Simulation};

/// A rehearsal that was played.
#[derive(Debug, Clone)]
pub struct Rehearsed {
    /// What happened, in order.
    pub events: Vec<Event>,
    /// How each measure ended, by id.
    pub measures: Vec<Ended>,
    /// How each outlet ended, by id.
    pub outlets: Vec<OutletEnded>,
    /// From the first effect that could be seen to the last; none where there was none.
    pub exposure: Option<(Instant, Instant)>,
}

/// How a measure ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Its full id.
    pub id: MeasureId,
    /// Its state; none in conflict.
    pub state: Option<State>,
    /// What tables print.
    pub shown: DisplayState,
    /// When it began.
    pub begun: Option<Instant>,
    /// When it had its effect.
    pub ended: Option<Instant>,
    /// The guards that its acts broke, sorted.
    pub irregular: Vec<BrokenGuard>,
    /// Why it was not begun, ended or confirmed, if an event tells.
    pub hindrance: Option<Hindrance>,
}

/// What kept a measure from going on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hindrance {
    /// A guard refused it.
    Refused(Box<Refusal>),
    /// It could not be put to the go.
    Stuck(StuckReason),
}

/// How an outlet ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutletEnded {
    pub outlet: OutletId,
    /// What was meant: what the plan foresees if all goes well.
    pub planned: OutletAvailability,
    /// What it is.
    pub is: OutletAvailability,
    /// The services that stay up.
    pub stays: Vec<ServiceId>,
    /// The measures that would have taken down what stays up against the plan.
    pub broke: Vec<MeasureId>,
    /// When it went off air; none where it is not.
    pub off_air: Option<Instant>,
    /// From the first effect against it that could be seen to the last.
    pub exposure: Option<(Instant, Instant)>,
}

impl Rehearsed {
    /// Whether all of it went as the plan means it: every measure confirmed, none against the rules, nothing refused,
    /// and no outlet on air for more than what the plan leaves up.
    pub fn as_meant(&self) -> bool {
        let well = |ended: &Ended| ended.state == Some(State::Confirmed) && ended.irregular.is_empty();
        let refused = |event: &Event| matches!(event.what, Happened::Refused { .. } | Happened::Stuck { .. });
        self.measures.iter().all(well) && !self.events.iter().any(refused) && !self.is_broken()
    }

    /// Whether an outlet has more on air than what the plan leaves up.
    pub fn is_broken(&self) -> bool {
        self.outlets.iter().any(|outlet| !outlet.broke.is_empty())
    }
}

/// What the plan foresees of each outlet if all goes well.
pub(super) type PlannedOutcome = BTreeMap<OutletId, (OutletAvailability, Vec<ServiceId>)>;

/// Asks that of a ledger that holds nothing yet.
pub(super) fn planned_outcome(apart: &ScratchLedger<'_>) -> Result<PlannedOutcome, RehearseError> {
    let foreseen = |operation: &Operation<'_>| {
        let impact = Impact::of(operation, Instant::from_millis(0), &[])?;
        let foreseen = impact.foresee(None).into_iter();
        let owned =
            foreseen.map(|it| (it.outlet.clone(), (it.on_air, it.stays.into_iter().cloned().collect())));
        Ok(owned.collect())
    };
    apart.with_operation(foreseen)?
}

/// Whether a measure in that state has its effect.
fn stands(state: Option<State>) -> bool {
    matches!(state, Some(State::Done | State::Confirmed))
}

impl Simulation<'_> {
    pub(super) fn end(self, planned: &PlannedOutcome) -> Result<Rehearsed, RehearseError> {
        let (measures, outlets) =
            self.apart.with_operation(|operation| self.ended_as(operation, planned))??;
        let exposure = self.exposure(&measures, None);
        Ok(Rehearsed { outlets, exposure, measures, events: self.events })
    }

    /// How each measure and each outlet ended.
    fn ended_as(
        &self,
        operation: &Operation<'_>,
        planned: &PlannedOutcome,
    ) -> Result<(Vec<Ended>, Vec<OutletEnded>), RehearseError> {
        let now = self.events.last().map_or(Instant::from_millis(0), |event| event.at);
        let hindrances = hindrances(&self.events);
        let standings = operation.standings(now);
        let ended = standings.iter().map(|standing| {
            let unit = self.units.get(&standing.id);
            let mut irregular: Vec<BrokenGuard> =
                standing.irregular.iter().flat_map(|against| against.broken.clone()).collect();
            irregular.sort_unstable();
            irregular.dedup();
            let confirmed = standing.state == Some(State::Confirmed);
            Ended {
                id: standing.id.clone(),
                state: standing.state,
                shown: standing.display,
                begun: unit.and_then(|unit| unit.begun),
                ended: unit.and_then(|unit| unit.ended),
                irregular,
                hindrance: hindrances.get(standing.id.as_str()).filter(|_| !confirmed).cloned(),
            }
        });
        let measures: Vec<Ended> = ended.collect();
        let slipped = measures.iter().filter(|ended| !stands(ended.state));
        let slipped: Vec<Assumed> = slipped
            .map(|ended| Assumed { what: Slip::Measure(ended.id.clone()), kind: SlipKind::Slips })
            .collect();
        let impact = Impact::of(operation, now, &slipped)?;
        let outlets = self.outlets(&impact, &measures, planned);
        Ok((measures, outlets))
    }

    fn outlets(&self, impact: &Impact<'_>, measures: &[Ended], planned: &PlannedOutcome) -> Vec<OutletEnded> {
        let off: BTreeMap<OutletId, Instant> =
            impact.timings().into_iter().filter_map(|it| Some((it.outlet.clone(), it.usual?))).collect();
        let foreseen = impact.foresee(None).into_iter().map(|it| {
            let none = (OutletAvailability::NotModelled, Vec::new());
            let (planned, left) = planned.get(it.outlet).cloned().unwrap_or(none);
            let against = it.stays.iter().filter(|service| !left.contains(service));
            let things: Vec<&str> =
                against.flat_map(|service| impact.reasons(service)).map(|(thing, _)| thing).collect();
            let broke = measures.iter().filter(|ended| {
                ended.id.action().row().effect == Effect::Down
                    && !stands(ended.state)
                    && things.contains(&ended.id.subject())
            });
            OutletEnded {
                outlet: it.outlet.clone(),
                planned,
                is: it.on_air,
                stays: it.stays.iter().map(|service| (*service).clone()).collect(),
                broke: broke.map(|ended| ended.id.clone()).collect(),
                off_air: off.get(it.outlet).copied().filter(|_| it.on_air == OutletAvailability::OffAir),
                exposure: self.exposure(measures, Some(it.outlet)),
            }
        });
        foreseen.collect()
    }

    /// From the first effect that could be seen to the last, of all measures or of those against an outlet.
    fn exposure(&self, measures: &[Ended], outlet: Option<&OutletId>) -> Option<(Instant, Instant)> {
        let against = |ended: &&Ended| {
            let measure = self.plan.measures.get(&ended.id);
            measure.is_some_and(|measure| outlet.is_none_or(|outlet| measure.outlets.contains(outlet)))
        };
        let seen = measures
            .iter()
            .filter(|ended| ended.id.action().row().effect != Effect::Nothing)
            .filter(against)
            .filter_map(|ended| ended.ended);
        seen.clone().min().zip(seen.max())
    }
}

/// What kept measures from going on, each by the last event that did.
fn hindrances(events: &[Event]) -> BTreeMap<&str, Hindrance> {
    let mut found = BTreeMap::new();
    for event in events {
        match &event.what {
            Happened::Refused { refusals, .. } => {
                let refused = |refusal: &Refusal| Hindrance::Refused(Box::new(refusal.clone()));
                found.extend(refusals.iter().map(|refusal| (refusal.about.as_str(), refused(refusal))));
            }
            Happened::Stuck { measure, reason } => {
                found.insert(measure.as_str(), Hindrance::Stuck(reason.clone()));
            }
            Happened::Inject(_) | Happened::Recorded { .. } | Happened::NoEffect(_) => {}
        }
    }
    found
}
