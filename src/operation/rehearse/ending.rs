//! The result of a rehearsal: how each measure and outlet ended, and whether the plan intended that.

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

/// The result of a rehearsal.
#[derive(Debug, Clone)]
pub struct Rehearsed {
    /// What happened, in order.
    pub events: Vec<Event>,
    /// How each measure ended, by id.
    pub measures: Vec<Ended>,
    /// How each outlet ended, by id.
    pub outlets: Vec<OutletEnded>,
    /// From the first visible effect to the last; `None` if there was none.
    pub exposure: Option<(Instant, Instant)>,
}

/// How a measure ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Its full id.
    pub id: MeasureId,
    /// Its state; `None` in a conflict.
    pub state: Option<State>,
    /// The state that tables display.
    pub shown: DisplayState,
    /// When it began.
    pub begun: Option<Instant>,
    /// When it had its effect.
    pub ended: Option<Instant>,
    /// The guards that its acts broke, sorted.
    pub irregular: Vec<BrokenGuard>,
    /// Why it did not begin, end or get confirmed, if an event tells.
    pub hindrance: Option<Hindrance>,
}

/// Why a measure could not proceed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hindrance {
    /// The judge refused a request.
    Refused(Box<Refusal>),
    /// No go could be requested for it.
    Stuck(StuckReason),
}

/// How an outlet ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutletEnded {
    pub outlet: OutletId,
    /// The availability that the plan predicts if everything goes well.
    pub planned: OutletAvailability,
    /// The actual availability.
    pub is: OutletAvailability,
    /// The services that stay up.
    pub stays: Vec<ServiceId>,
    /// The measures without effect that would have taken down services that the plan does not leave up.
    pub broke: Vec<MeasureId>,
    /// When it went off air; `None` if it is not off air.
    pub off_air: Option<Instant>,
    /// From the first visible effect against it to the last.
    pub exposure: Option<(Instant, Instant)>,
}

impl Rehearsed {
    /// Whether everything went as the plan intends: every measure confirmed, none irregular, no request
    /// refused, and no outlet with more services on air than the plan leaves up.
    pub fn as_meant(&self) -> bool {
        let well = |ended: &Ended| ended.state == Some(State::Confirmed) && ended.irregular.is_empty();
        let refused = |event: &Event| matches!(event.what, Happened::Refused { .. } | Happened::Stuck { .. });
        self.measures.iter().all(well) && !self.events.iter().any(refused) && !self.is_broken()
    }

    /// Whether an outlet has more services on air than the plan leaves up.
    pub fn is_broken(&self) -> bool {
        self.outlets.iter().any(|outlet| !outlet.broke.is_empty())
    }
}

/// The prediction for each outlet if everything goes well.
pub(super) type PlannedOutcome = BTreeMap<OutletId, (OutletAvailability, Vec<ServiceId>)>;

/// Computes the prediction from the ledger, which has no entries yet.
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

    /// From the first visible effect to the last, of all measures or only of those against an outlet.
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

/// Why measures could not proceed, each by the last such event.
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
