//! What an outlet needs to be on air, and what stays up if something slips.
//!
//! This is arithmetic on what the plan declares and the ledger records. It uses no probabilities, because no
//! one could justify any. It ignores mirrors that the plan does not list, and assumes that the outlet does
//! not react.

mod air;
mod build;
pub mod schedule;
mod sets;
mod slip;

pub use air::{AvailabilityModel, ServiceStatus};
pub use sets::{Enough, SetsFound};
pub use slip::{Assumed, Level, Slip, SlipKind};

use crate::cutset::builder::BadGraph;
use crate::cutset::graph::{Graph, Node};
use crate::cutset::reachability::Reachability;
use crate::cutset::sets::LeafState;
use crate::model::action::Effect;
use crate::model::id::{OutletId, ServiceId};
use crate::model::measure::MeasureId;
use crate::model::time::Instant;
use crate::model::word::words;
use crate::plan::Plan;

use super::Operation;
use build::Built;

words! {
    /// Whether an outlet is on air: as predicted from the plan and its ledger, or as observed
    /// ([`AvailabilityModel`]).
    pub enum OutletAvailability: "outlet availability" {
        /// All its services are up.
        OnAir = "on-air",
        /// Some of its services or parts are down.
        Weakened = "weakened",
        /// None of its services is up.
        OffAir = "off-air",
        /// Observed only: it, or a part of it, came back.
        Resurfaced = "resurfaced",
        /// Observed only: the observations do not tell.
        NotObserved = "not-observed",
        /// Predicted only: the plan does not state what the outlet needs.
        NotModelled = "not-modelled",
    }
}

impl OutletAvailability {
    /// The availability of an outlet with this many of its services up.
    pub fn of(up: usize, services: usize) -> Self {
        match up {
            _ if services == 0 => Self::NotModelled,
            0 => Self::OffAir,
            some if some < services => Self::Weakened,
            _ => Self::OnAir,
        }
    }
}

/// The prediction for an outlet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreseen<'a> {
    /// The outlet.
    pub outlet: &'a OutletId,
    /// Whether it stays on air.
    pub on_air: OutletAvailability,
    /// The services that stay up, by id.
    pub stays: Vec<&'a ServiceId>,
}

/// Why an asset or inventory stays up even if everything goes well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StaysUp<'a> {
    /// The plan has no measure against it.
    NoMeasure,
    /// The measures against it take nothing off air: they secure evidence or copy data.
    NoEffect(Vec<&'a MeasureId>),
    /// The measures against it make it harder to reach, but it stays up.
    OnlyLimited(Vec<&'a MeasureId>),
    /// The measures that would take it down have slipped, according to the ledger or the assumptions.
    Slipped(Vec<&'a Slip>),
}

/// What outlets need according to a plan, and which of the measures against that are already decided by its
/// ledger.
#[derive(Debug)]
pub struct Impact<'a> {
    /// What is up if everything that is still undecided goes well.
    lift: Reachability,
    pub(in crate::operation) plan: &'a Plan,
    pub(in crate::operation) built: Built,
}

impl<'a> Impact<'a> {
    /// Combines the outcomes that the ledger records with the assumptions, which take precedence.
    pub fn of(operation: &Operation<'a>, now: Instant, assumed: &[Assumed]) -> Result<Self, BadGraph> {
        let plan = operation.plan();
        let built = build::build(plan, &build::known_outcomes(operation, now, assumed))?;
        let lift = Reachability::new(&built.graph, |leaf| built.role(leaf) == LeafState::Up);
        Ok(Self { lift, plan, built })
    }

    /// The plan in hand.
    pub fn plan(&self) -> &'a Plan {
        self.plan
    }

    /// The prediction for each outlet, by id, if everything undecided goes well, or everything but one slip.
    pub fn foresee(&self, but: Option<&Slip>) -> Vec<Foreseen<'a>> {
        let lifted = but.map(|slip| self.lifted(slip)).unwrap_or_default();
        let up = |node| self.lift.is_up(node) || lifted.contains(&node);
        let foreseen = |outlet: &'a OutletId| {
            let services: Vec<&ServiceId> = self.services(outlet).collect();
            let is_up = |service: &&ServiceId| self.node(service.as_str()).is_some_and(up);
            let stays: Vec<&ServiceId> = services.iter().copied().filter(is_up).collect();
            Foreseen { outlet, on_air: OutletAvailability::of(stays.len(), services.len()), stays }
        };
        self.plan.outlets.keys().map(foreseen).collect()
    }

    /// The assets and inventories that keep a service up even if everything goes well, and the reason for
    /// each.
    pub fn reasons(&self, service: &ServiceId) -> Vec<(&str, StaysUp<'_>)> {
        let Some(top) = self.node(service.as_str()) else { return Vec::new() };
        let things = self.graph().below(top).into_iter().filter(|node| self.lift.is_up(*node));
        let things = things
            .map(|node| self.graph().name(node))
            .filter(|name| self.plan.assets.contains_key(*name) || self.plan.inventories.contains_key(*name));
        things.map(|thing| (thing, self.why_up(thing))).collect()
    }

    fn why_up(&self, thing: &str) -> StaysUp<'_> {
        let own = |effect| -> Vec<&MeasureId> {
            let own = self.plan.measures.keys().filter(|measure| measure.subject() == thing);
            own.filter(|measure| measure.action().row().effect == effect).collect()
        };
        let [down, limited, other] = [Effect::Down, Effect::Limit, Effect::Nothing].map(own);
        if down.is_empty() && limited.is_empty() && other.is_empty() {
            return StaysUp::NoMeasure;
        }
        if !down.is_empty() {
            return StaysUp::Slipped(self.built.slipped(self.plan, &down));
        }
        if limited.is_empty() { StaysUp::NoEffect(other) } else { StaysUp::OnlyLimited(limited) }
    }

    /// Whether this slip alone would keep a service of an outlet up.
    pub fn matters(&self, slip: &Slip) -> bool {
        let of_outlet = |node: Node| {
            let service = self.plan.services.get(self.graph().name(node));
            service.is_some_and(|service| service.outlet.is_some())
        };
        self.lifted(slip).into_iter().any(of_outlet)
    }

    fn lifted(&self, slip: &Slip) -> Vec<Node> {
        self.built.node_of(slip).map(|leaf| self.lift.newly_up(leaf)).unwrap_or_default()
    }

    /// What may still slip at a level and would affect an asset, by id.
    pub fn slips(&self, level: Level) -> Vec<&Slip> {
        let open = self.built.slips.iter().filter(|(_, leaf)| self.built.role(**leaf) == LeafState::Varies);
        open.map(|(slip, _)| slip).filter(|slip| slip.level() == level).collect()
    }

    /// The services of an outlet, by id.
    fn services(&self, outlet: &OutletId) -> impl Iterator<Item = &'a ServiceId> {
        services(self.plan, outlet)
    }

    pub(in crate::operation) fn graph(&self) -> &Graph {
        &self.built.graph
    }

    pub(in crate::operation) fn node(&self, name: &str) -> Option<Node> {
        self.built.graph.node(name)
    }
}

/// The services of an outlet, by id.
fn services<'a>(plan: &'a Plan, outlet: &OutletId) -> impl Iterator<Item = &'a ServiceId> {
    plan.services_of.get(outlet).into_iter().flatten()
}
