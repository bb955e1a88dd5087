//! What is on the air by what somebody saw: never by what was done, and nothing is down for nobody looked.

use std::collections::{BTreeMap, BTreeSet};

use crate::cutset::builder::{BadGraph, GraphBuilder};
use crate::cutset::graph::{Graph, Values};
use crate::model::action::Effect;
use crate::model::id::{OutletId, ServiceId};
use crate::model::observation::ObservationKind;
use crate::model::state::State;
use crate::model::time::{At, Instant};
use crate::model::word::words;
use crate::operation::Standing;
use crate::plan::Plan;

use super::{OutletAvailability, build, services};

words! {
    /// What a service is by what was seen.
    pub enum ServiceStatus: "sight" {
        /// It is up, whatever is true of what nobody saw.
        Up = "up",
        /// It is down, whatever is true of what nobody saw.
        Down = "down",
        /// That depends on what nobody saw.
        Unknown = "unknown",
    }
}

/// A finding.
#[derive(Debug, Clone, Copy)]
pub struct AirFinding<'a> {
    /// Of which outlet as a whole; none: of a part.
    pub outlet: Option<&'a str>,
    /// Of which asset or inventory; not asked of an outlet.
    pub thing: &'a str,
    /// What was found.
    pub kind: ObservationKind,
    /// When.
    pub at: At,
    /// The asset that was found instead.
    pub asset: Option<&'a str>,
}

/// What is on the air by what was seen.
#[derive(Debug)]
pub struct AvailabilityModel<'a> {
    plan: &'a Plan,
    graph: Graph,
    /// Whether a thing that somebody saw is up.
    found: BTreeMap<String, bool>,
    /// The outlets that were seen to be down as a whole, and nothing of them up since.
    gone: BTreeSet<&'a OutletId>,
    /// What is up if what nobody saw is up.
    most: Values<bool>,
    /// What is up if what nobody saw is down.
    least: Values<bool>,
}

impl<'a> AvailabilityModel<'a> {
    /// Takes findings in the ledger's order. One that something was up counts until a measure took it down, and one
    /// that it was down until that lapsed or was undone; of two at one time the later entry.
    pub fn of(
        plan: &'a Plan,
        standings: &[Standing<'_>],
        looks: impl IntoIterator<Item = AirFinding<'a>>,
    ) -> Result<Self, BadGraph> {
        let (wholes, parts): (Vec<AirFinding<'_>>, Vec<AirFinding<'_>>) =
            looks.into_iter().partition(|look| look.outlet.is_some());
        let mut draft = GraphBuilder::default();
        for thing in things(plan) {
            draft.leaf(thing);
        }
        build::services(plan, &mut draft);
        let graph = draft.build()?;
        let found = found(standings, parts);
        let known = |node| found.get(graph.name(node)).map(|(up, _)| *up);
        let most = graph.evaluate(|leaf| known(leaf) != Some(false));
        let least = graph.evaluate(|leaf| known(leaf) == Some(true));
        let gone = assets_down(plan, &graph, &found, &wholes);
        let found = found.into_iter().map(|(thing, (up, _))| (thing, up)).collect();
        Ok(Self { plan, graph, found, gone, most, least })
    }

    /// The services of an outlet, by id, and what each is.
    pub fn services(&self, outlet: &OutletId) -> Vec<(&'a ServiceId, ServiceStatus)> {
        let gone = self.gone.contains(outlet);
        let seen = |service: &ServiceId| match self.graph.node(service.as_str()) {
            _ if gone => ServiceStatus::Down,
            Some(node) if self.least[node] => ServiceStatus::Up,
            Some(node) if !self.most[node] => ServiceStatus::Down,
            _ => ServiceStatus::Unknown,
        };
        services(self.plan, outlet).map(|service| (service, seen(service))).collect()
    }

    /// What an outlet is if what nobody saw is up, and if it is down.
    pub fn between(&self, outlet: &OutletId) -> (OutletAvailability, OutletAvailability) {
        let services = self.services(outlet);
        let count =
            |which: &[ServiceStatus]| services.iter().filter(|(_, seen)| which.contains(seen)).count();
        let of = |up| OutletAvailability::of(up, services.len());
        (of(count(&[ServiceStatus::Up, ServiceStatus::Unknown])), of(count(&[ServiceStatus::Up])))
    }

    /// What the services of an outlet are made of, by name, and whether each is up; none: nobody saw.
    pub fn parts(&self, outlet: &OutletId) -> Vec<(&str, Option<bool>)> {
        let Some(top) = self.graph.node(outlet.as_str()) else { return Vec::new() };
        let leaves = self.graph.below(top).into_iter().filter(|node| self.graph.service(*node).is_none());
        let mut parts: Vec<_> = leaves.map(|leaf| self.graph.name(leaf)).collect();
        parts.sort_unstable();
        parts.into_iter().map(|part| (part, self.is_up(part))).collect()
    }

    /// Whether an outlet was last seen to be down as a whole, and nothing of it to be up since.
    pub fn is_gone(&self, outlet: &OutletId) -> bool {
        self.gone.contains(outlet)
    }

    /// Whether a thing is up, as far as somebody saw.
    pub fn is_up(&self, thing: &str) -> Option<bool> {
        self.found.get(thing).copied()
    }
}

fn things(plan: &Plan) -> impl Iterator<Item = &str> {
    plan.assets.keys().map(AsRef::as_ref).chain(plan.inventories.keys().map(AsRef::as_ref))
}

fn runs_on(plan: &Plan, outlet: &OutletId, thing: &str) -> bool {
    let of_asset = plan.assets.get(thing).map(|asset| &asset.outlets);
    let outlets = of_asset.or_else(|| plan.inventories.get(thing).map(|inventory| &inventory.outlets));
    outlets.is_some_and(|outlets| outlets.contains(outlet))
}

/// What was last found of each thing: whether it is up, and when that was.
fn found(standings: &[Standing<'_>], looks: Vec<AirFinding<'_>>) -> BTreeMap<String, (bool, Instant)> {
    let mut last: BTreeMap<String, (Option<bool>, Instant)> = BTreeMap::new();
    let mut take = |thing: &str, up: Option<bool>, at: Instant| {
        let known = last.entry(thing.to_owned()).or_insert((up, at));
        if at >= known.1 {
            *known = (up, at);
        }
    };
    for look in looks {
        let at = look.at.latest();
        match look.kind {
            ObservationKind::Down => take(look.thing, Some(false), at),
            ObservationKind::Unknown => take(look.thing, None, at),
            ObservationKind::Relocated if look.asset.is_some() => {}
            _ => take(look.thing, Some(true), at),
        }
        if let Some(asset) = look.asset {
            take(asset, Some(true), at);
        }
    }
    let downs = standings.iter().filter(|standing| standing.id.action().row().effect == Effect::Down);
    for (standing, tip) in downs.filter_map(|standing| Some((standing, standing.tip()?))) {
        let (thing, at) = (standing.id.subject(), tip.at.latest());
        let known = last.get(thing).copied();
        // A lapse is seen: the effect is gone. What was done or undone was not looked at by that.
        let ends = match standing.state {
            Some(State::Done | State::Confirmed) => Some(true),
            Some(State::Reversed) => Some(false),
            _ => None,
        };
        let now = match standing.state {
            Some(State::Lapsed) => Some(Some(true)),
            _ => known.filter(|(up, _)| ends.is_some() && *up == ends).map(|_| None),
        };
        if let Some(now) = now.filter(|_| known.is_none_or(|(_, seen)| seen < at)) {
            last.insert(thing.to_owned(), (now, at));
        }
    }
    last.into_iter().filter_map(|(thing, (up, at))| Some((thing, (up?, at)))).collect()
}

/// The outlets that were last seen to be down as a whole, where nothing of them was up since.
fn assets_down<'a>(
    plan: &'a Plan,
    graph: &Graph,
    found: &BTreeMap<String, (bool, Instant)>,
    wholes: &[AirFinding<'_>],
) -> BTreeSet<&'a OutletId> {
    let gone = |outlet: &OutletId| {
        let own = wholes.iter().filter(|look| look.outlet == Some(outlet.as_str()));
        let last =
            own.filter(|look| look.kind != ObservationKind::Unknown).max_by_key(|look| look.at.latest());
        let Some(down) = last.filter(|last| last.kind == ObservationKind::Down) else { return false };
        let below = graph.node(outlet.as_str()).map(|top| graph.below(top)).unwrap_or_default();
        let below = below.into_iter().map(|node| graph.name(node));
        let mut own = things(plan).filter(|thing| runs_on(plan, outlet, thing)).chain(below);
        !own.any(|thing| found.get(thing).is_some_and(|(up, at)| *up && *at > down.at.latest()))
    };
    plan.outlets.keys().filter(|outlet| gone(outlet)).collect()
}
