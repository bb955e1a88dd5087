//! Derives what is on air from observations only.
//!
//! Actions prove nothing: carrying out a measure is not evidence that its target is down. Absence of
//! observations does not mean "down" either: the model evaluates what nobody observed once as up and once as
//! down, and its result shows where that matters.
//! See ARCHITECTURE for what was refused.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::cutset::builder::{BadGraph, GraphBuilder};
use crate::cutset::graph::{Graph, Values};
use crate::model::action::Effect;
use crate::model::id::{OutletId, ServiceId};
use crate::model::measure::MeasureId;
use crate::model::observation::ObservationKind;
use crate::model::state::State;
use crate::model::time::Instant;
use crate::model::word::words;
use crate::operation::{RecordedObservation, Standing};
use crate::plan::Plan;

use super::{OutletAvailability, build, services};

words! {
    /// What observations show of a service.
    pub enum ServiceStatus: "sight" {
        /// It is up, whatever the state of unobserved parts.
        Up = "up",
        /// It is down, whatever the state of unobserved parts.
        Down = "down",
        /// It depends on the state of unobserved parts.
        Unknown = "unknown",
    }
}

/// What observations show of the outlets of a plan.
// See ARCHITECTURE, "Carrying out a measure is not evidence that an outlet is off air".
#[derive(Debug)]
pub struct AvailabilityModel<'a> {
    plan: &'a Plan,
    graph: Graph,
    /// The observations of each outlet and of its parts, in the ledger's order.
    observations: HashMap<&'a OutletId, Vec<&'a RecordedObservation>>,
    /// Whether each asset or inventory is up, if an observation tells.
    things: BTreeMap<String, bool>,
    /// The outlets that were last observed to be down as a whole, with no part of them up since.
    gone: BTreeSet<&'a OutletId>,
    /// What is up if everything unobserved is up.
    most: Values<bool>,
    /// What is up if everything unobserved is down.
    least: Values<bool>,
}

impl<'a> AvailabilityModel<'a> {
    /// Builds the model from the observations that count, in the ledger's order. An observation that
    /// something was up counts until a measure took it down; one that it was down counts until that measure
    /// lapsed or was undone. Of two observations at the same time, the later entry counts.
    ///
    /// # Errors
    ///
    /// If the services of the plan do not form a valid graph; [`crate::plan::load`] refuses such plans.
    pub fn of(
        plan: &'a Plan,
        standings: &[Standing<'_>],
        observations: &'a [RecordedObservation],
    ) -> Result<Self, BadGraph> {
        let mut draft = GraphBuilder::default();
        for thing in plan_things(plan) {
            draft.leaf(thing);
        }
        build::services(plan, &mut draft);
        let graph = draft.build()?;
        let things = last_known(standings, observations);
        let known = |node| things.get(graph.name(node)).map(|(up, _)| *up);
        let most = graph.evaluate(|leaf| known(leaf) != Some(false));
        let least = graph.evaluate(|leaf| known(leaf) == Some(true));
        let observations = by_outlet(plan, observations);
        let is_gone = |outlet: &&OutletId| {
            let own = observations.get(outlet).map(Vec::as_slice).unwrap_or_default();
            is_gone(plan, &graph, &things, outlet, own)
        };
        let gone = plan.outlets.keys().filter(is_gone).collect();
        let things = things.into_iter().map(|(thing, (up, _))| (thing, up)).collect();
        Ok(Self { plan, graph, observations, things, gone, most, least })
    }

    /// Whether an outlet is on air.
    ///
    /// The latest observation of the outlet as a whole decides, until a later observation of a part
    /// contradicts it: "down" holds until a part is up or came back, "up" holds until a part is down. "Came
    /// back" holds until the outlet as a whole is down again. Without an observation of the whole, its
    /// services decide.
    pub fn availability(&self, outlet: &OutletId) -> OutletAvailability {
        use ObservationKind::{Down, Resurfaced, Unknown};
        let own = self.observations_of(outlet).iter().copied();
        let telling = own.filter(|observation| observation.kind != Unknown);
        let (wholes, parts): (Vec<_>, Vec<_>) =
            telling.partition(|observation| outlet_of(observation).is_some());
        let whole = wholes.iter().max_by_key(|observation| observation.at.latest());
        let part_was = |kind| {
            let is_later =
                |part: &&RecordedObservation| whole.is_none_or(|whole| part.at.latest() > whole.at.latest());
            parts.iter().copied().filter(is_later).any(|part| part.kind == kind)
        };
        let came_back = wholes.iter().chain(&parts).any(|observation| observation.kind == Resurfaced);
        match whole.map(|observation| observation.kind) {
            Some(Down) if self.gone.contains(outlet) => OutletAvailability::OffAir,
            Some(Down) if part_was(Resurfaced) => OutletAvailability::Resurfaced,
            Some(Down) => self.by_services(outlet, &parts),
            _ if came_back => OutletAvailability::Resurfaced,
            Some(_) if !part_was(Down) => OutletAvailability::OnAir,
            _ => self.by_services(outlet, &parts),
        }
    }

    /// The availability of an outlet by its services, or by its parts if the plan has no services for it.
    /// Even if every observed part is down, other parts may exist, so only services can show that nothing is
    /// left.
    fn by_services(&self, outlet: &OutletId, parts: &[&RecordedObservation]) -> OutletAvailability {
        let needed: BTreeMap<&str, Option<bool>> = self.parts(outlet).into_iter().collect();
        let observed = parts.iter().flat_map(|part| [Some(thing_of(part)), part.asset.as_deref()]).flatten();
        // If a part is up that no service needs, the plan does not know all of the outlet.
        let others: Vec<Option<bool>> =
            observed.filter(|thing| !needed.contains_key(thing)).map(|thing| self.is_up(thing)).collect();
        let any_needed = |up: bool| needed.values().any(|state| *state == Some(up));
        let any_other = |up: bool| others.contains(&Some(up));
        let services = self.services(outlet);
        let count = |status: ServiceStatus| services.iter().filter(|(_, is)| *is == status).count();
        let (up, down) = (count(ServiceStatus::Up), count(ServiceStatus::Down));
        match services.len() {
            0 if any_other(false) => OutletAvailability::Weakened,
            1.. if down == services.len() && !any_other(true) => OutletAvailability::OffAir,
            1.. if down > 0 => OutletAvailability::Weakened,
            1.. if up == services.len() => OutletAvailability::OnAir,
            1.. if any_needed(false) => OutletAvailability::Weakened,
            _ if any_needed(true) || any_other(true) => OutletAvailability::OnAir,
            _ => OutletAvailability::NotObserved,
        }
    }

    /// The services of an outlet, by id, with the status of each.
    pub fn services(&self, outlet: &OutletId) -> Vec<(&'a ServiceId, ServiceStatus)> {
        let gone = self.gone.contains(outlet);
        let status = |service: &ServiceId| match self.graph.node(service.as_str()) {
            _ if gone => ServiceStatus::Down,
            Some(node) if self.least[node] => ServiceStatus::Up,
            Some(node) if !self.most[node] => ServiceStatus::Down,
            _ => ServiceStatus::Unknown,
        };
        services(self.plan, outlet).map(|service| (service, status(service))).collect()
    }

    /// The availability of an outlet if everything unobserved is up, and if it is down.
    pub fn between(&self, outlet: &OutletId) -> (OutletAvailability, OutletAvailability) {
        let services = self.services(outlet);
        let count =
            |which: &[ServiceStatus]| services.iter().filter(|(_, status)| which.contains(status)).count();
        let of = |up| OutletAvailability::of(up, services.len());
        (of(count(&[ServiceStatus::Up, ServiceStatus::Unknown])), of(count(&[ServiceStatus::Up])))
    }

    /// The parts that the services of an outlet consist of, by name, and whether each is up; `None` if no
    /// observation tells.
    pub fn parts(&self, outlet: &OutletId) -> Vec<(&str, Option<bool>)> {
        let Some(top) = self.graph.node(outlet.as_str()) else { return Vec::new() };
        let leaves = self.graph.below(top).into_iter().filter(|node| self.graph.service(*node).is_none());
        let mut parts: Vec<_> = leaves.map(|leaf| self.graph.name(leaf)).collect();
        parts.sort_unstable();
        parts.into_iter().map(|part| (part, self.is_up(part))).collect()
    }

    /// The latest observation of an outlet or a part of it; of two at the same time, the later entry.
    pub fn last_observation(&self, outlet: &OutletId) -> Option<&'a RecordedObservation> {
        self.observations_of(outlet).iter().copied().max_by_key(|observation| observation.at.latest())
    }

    /// How many times an outlet or a part of it was observed to have come back.
    pub fn times_resurfaced(&self, outlet: &OutletId) -> u64 {
        let own = self.observations_of(outlet).iter();
        own.filter(|observation| observation.kind == ObservationKind::Resurfaced).count() as u64
    }

    fn observations_of(&self, outlet: &OutletId) -> &[&'a RecordedObservation] {
        self.observations.get(outlet).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether an asset or inventory is up; `None` if no observation tells.
    fn is_up(&self, thing: &str) -> Option<bool> {
        self.things.get(thing).copied()
    }
}

/// The outlet, if the observation is about an outlet as a whole; `None` if it is about an asset or a
/// measure's asset.
fn outlet_of(observation: &RecordedObservation) -> Option<&str> {
    observation.about.strip_prefix("outlet:")
}

/// The asset or inventory that an observation is about.
fn thing_of(observation: &RecordedObservation) -> &str {
    MeasureId::subject_of(&observation.about)
}

fn plan_things(plan: &Plan) -> impl Iterator<Item = &str> {
    plan.assets.keys().map(AsRef::as_ref).chain(plan.inventories.keys().map(AsRef::as_ref))
}

/// The observations of each outlet of the plan and of its parts, in the ledger's order.
fn by_outlet<'a>(
    plan: &'a Plan,
    observations: &'a [RecordedObservation],
) -> HashMap<&'a OutletId, Vec<&'a RecordedObservation>> {
    let mut all: HashMap<&OutletId, Vec<_>> = HashMap::new();
    for observation in observations {
        let whole = outlet_of(observation);
        let of_plan = whole.and_then(|id| plan.outlets.get_key_value(id)).map(|(id, _)| id);
        let runs = if whole.is_none() { plan.outlets_on(thing_of(observation)) } else { &[] };
        for outlet in of_plan.into_iter().chain(runs) {
            all.entry(outlet).or_default().push(observation);
        }
    }
    all
}

/// What is last known of each asset or inventory: whether it is up, and since when.
fn last_known(
    standings: &[Standing<'_>],
    observations: &[RecordedObservation],
) -> BTreeMap<String, (bool, Instant)> {
    let mut last: BTreeMap<String, (Option<bool>, Instant)> = BTreeMap::new();
    let mut note = |thing: &str, up: Option<bool>, at: Instant| {
        let known = last.entry(thing.to_owned()).or_insert((up, at));
        if at >= known.1 {
            *known = (up, at);
        }
    };
    for observation in observations.iter().filter(|observation| outlet_of(observation).is_none()) {
        let (thing, at) = (thing_of(observation), observation.at.latest());
        match observation.kind {
            ObservationKind::Down => note(thing, Some(false), at),
            ObservationKind::Unknown => note(thing, None, at),
            ObservationKind::Relocated if observation.asset.is_some() => {}
            _ => note(thing, Some(true), at),
        }
        if let Some(asset) = &observation.asset {
            note(asset, Some(true), at);
        }
    }
    let downs = standings.iter().filter(|standing| standing.id.action().row().effect == Effect::Down);
    for (standing, tip) in downs.filter_map(|standing| Some((standing, standing.tip()?))) {
        let (thing, at) = (standing.id.subject(), tip.at.latest());
        let known = last.get(thing).copied();
        // Once a measure was done or undone, an older observation of the opposite is void. Nobody has
        // observed the state since.
        let voided = match standing.state {
            Some(State::Done | State::Confirmed) => Some(true),
            Some(State::Reversed) => Some(false),
            _ => None,
        };
        let now = match standing.state {
            // A lapse is itself an observation: the effect is gone.
            Some(State::Lapsed) => Some(Some(true)),
            _ => known.filter(|(up, _)| voided.is_some() && *up == voided).map(|_| None),
        };
        if let Some(now) = now.filter(|_| known.is_none_or(|(_, since)| since < at)) {
            last.insert(thing.to_owned(), (now, at));
        }
    }
    last.into_iter().filter_map(|(thing, (up, at))| Some((thing, (up?, at)))).collect()
}

/// Whether an outlet was last observed to be down as a whole, with no part of it up since.
fn is_gone(
    plan: &Plan,
    graph: &Graph,
    things: &BTreeMap<String, (bool, Instant)>,
    outlet: &OutletId,
    observations: &[&RecordedObservation],
) -> bool {
    let wholes = observations.iter().filter(|observation| outlet_of(observation).is_some());
    let last = wholes
        .filter(|observation| observation.kind != ObservationKind::Unknown)
        .max_by_key(|observation| observation.at.latest());
    let Some(down) = last.filter(|last| last.kind == ObservationKind::Down) else { return false };
    let below = graph.node(outlet.as_str()).map(|top| graph.below(top)).unwrap_or_default();
    let below = below.into_iter().map(|node| graph.name(node));
    let mut own = plan_things(plan).filter(|thing| plan.outlets_on(thing).contains(outlet)).chain(below);
    !own.any(|thing| things.get(thing).is_some_and(|(up, at)| *up && *at > down.at.latest()))
}
