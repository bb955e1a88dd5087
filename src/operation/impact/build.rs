//! Builds the graph of a plan. An outlet needs one of its services, and a service needs its members. An asset
//! stays up while every measure that would take it down fails: the measure itself may fail, its instrument
//! may not be in force, or its whole country may slip.

use std::collections::BTreeMap;

use crate::cutset::builder::{BadGraph, GraphBuilder};
use crate::cutset::graph::{Graph, Node, Values};
use crate::cutset::sets::LeafState;
use crate::model::action::Effect;
use crate::model::measure::MeasureId;
use crate::model::offset::Span;
use crate::model::state::State;
use crate::model::time::Instant;
use crate::operation::Operation;
use crate::plan::Plan;
use crate::plan::tables::Measure;

use super::slip::{Assumed, Slip, SlipKind};

/// The outcomes that are known before any query: measures that had their effect, and what has slipped.
#[derive(Debug, Default)]
pub(super) struct KnownOutcomes {
    /// What has slipped or is assumed to slip.
    slipped: Vec<Slip>,
    /// The measures that have had their effect, and when.
    done: BTreeMap<MeasureId, Instant>,
    /// By how much measures are assumed to be late.
    late: BTreeMap<MeasureId, Span>,
}

/// The graph of a plan.
#[derive(Debug)]
pub(in crate::operation) struct Built {
    pub(in crate::operation) graph: Graph,
    /// The leaf of everything that can slip.
    pub(in crate::operation) slips: BTreeMap<Slip, Node>,
    /// The measures that have had their effect, and when.
    pub(in crate::operation) done: BTreeMap<MeasureId, Instant>,
    /// The reverse of `slips`.
    pub(in crate::operation) slip_of: BTreeMap<Node, Slip>,
    /// How late measures are assumed to be.
    pub(in crate::operation) late: BTreeMap<MeasureId, Span>,
    /// The leaves of assets that were taken down, with the time.
    pub(in crate::operation) gone: BTreeMap<Node, Instant>,
    roles: Values<LeafState>,
}

impl Built {
    /// Whether the outcome of a leaf is known.
    pub(in crate::operation) fn role(&self, leaf: Node) -> LeafState {
        self.roles[leaf]
    }

    pub(super) fn node_of(&self, slip: &Slip) -> Option<Node> {
        self.slips.get(slip).copied()
    }

    /// The slips that have already happened, among those that some measures depend on.
    pub(super) fn slipped(&self, plan: &Plan, measures: &[&MeasureId]) -> Vec<&Slip> {
        let measures = measures.iter().filter_map(|id| plan.measures.get(*id));
        let needed: Vec<Slip> = measures.flat_map(|measure| needs(plan, measure)).collect();
        let slipped = self.slips.iter().filter(|(_, leaf)| self.role(**leaf) == LeafState::Up);
        slipped.map(|(slip, _)| slip).filter(|slip| needed.contains(slip)).collect()
    }
}

/// Collects the outcomes that the ledger records, and the assumptions.
pub(super) fn known_outcomes(operation: &Operation<'_>, now: Instant, assumed: &[Assumed]) -> KnownOutcomes {
    use State::*;
    let mut settled = KnownOutcomes::default();
    for standing in operation.standings(now) {
        match standing.state {
            Some(Done | Confirmed) => {
                let at =
                    operation.done_at(&standing).or(standing.tip().map(|tip| tip.at.latest())).unwrap_or(now);
                settled.done.insert(standing.id.clone(), at);
            }
            Some(Failed | Declined | Withdrawn | Reversed | Lapsed) => {
                settled.slipped.push(Slip::Measure(standing.id.clone()));
            }
            // A conflict, or not over: the outcome is undecided.
            Some(Open | Cleared | UnderWay | Partial) | None => {}
        }
    }
    for paper in operation.instruments(now) {
        if ["refused", "withdrawn", "annulled", "expired", "discharged"].contains(&paper.state) {
            settled.slipped.push(Slip::Instrument(paper.id.clone()));
        }
    }
    for Assumed { what, kind } in assumed {
        match kind {
            SlipKind::Slips => {
                // Assumptions take precedence over the ledger.
                settled.done.retain(|measure, _| !matches!(what, Slip::Measure(slips) if slips == measure));
                settled.slipped.push(what.clone());
            }
            SlipKind::Late(by) => {
                let late = operation
                    .plan()
                    .measures
                    .values()
                    .filter(|it| needs(operation.plan(), it).contains(what));
                for measure in late {
                    let known = settled.late.entry(measure.id.clone()).or_insert(*by);
                    *known = (*known).max(*by);
                    if misses_its_window(measure, *known) {
                        settled.slipped.push(Slip::Measure(measure.id.clone()));
                    }
                }
            }
        }
    }
    settled
}

/// Whether a delay makes the measure start after its window.
fn misses_its_window(measure: &Measure, late: Span) -> bool {
    let start = measure.start.map(|start| start.plus_millis(late.millis()));
    start.zip(measure.window).is_some_and(|(start, (_, end))| start > end)
}

/// Everything that has to come about for a measure's effect: the country of its agency, all of its
/// instruments, and the measure itself.
pub(in crate::operation) fn needs(plan: &Plan, measure: &Measure) -> Vec<Slip> {
    let country = plan.agencies.get(&measure.agency).map(|agency| agency.country);
    let country = country.filter(|country| !country.is_body()).map(Slip::Country);
    let instruments = measure.instruments.iter().cloned().map(Slip::Instrument);
    country.into_iter().chain(instruments).chain([Slip::Measure(measure.id.clone())]).collect()
}

/// Builds the graph. The loader has already checked that all parts exist and that they form no cycle.
// See ARCHITECTURE, "Everything that can slip is a leaf of one graph".
pub(super) fn build(plan: &Plan, settled: &KnownOutcomes) -> Result<Built, BadGraph> {
    let mut draft = GraphBuilder::default();
    let mut slips: Vec<Slip> = plan.countries().into_iter().map(Slip::Country).collect();
    let mut failing: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let downs = plan.measures.values().filter(|measure| measure.action.row().effect == Effect::Down);
    for measure in downs.filter(|measure| !settled.done.contains_key(&measure.id)) {
        let needed = needs(plan, measure);
        let fails = format!("{} fails", measure.id);
        draft.any_of(fails.clone(), needed.iter().map(ToString::to_string));
        failing.entry(measure.id.subject()).or_default().push(fails);
        slips.extend(needed);
    }
    slips.sort_unstable();
    slips.dedup();
    for slip in &slips {
        draft.leaf(slip.to_string());
    }
    needs_of_outlets(plan, settled, &failing, &mut draft);
    let graph = draft.build()?;
    let leaf = |slip: Slip| graph.node(&slip.to_string()).map(|node| (slip, node));
    let slips: BTreeMap<Slip, Node> = slips.into_iter().filter_map(leaf).collect();
    let of_slips = settled.slipped.iter().filter_map(|slip| Some((*slips.get(slip)?, LeafState::Up)));
    let gone = measures_with_effect(settled)
        .into_iter()
        .filter_map(|(thing, at)| Some((graph.node(&gone_leaf(thing))?, at)));
    let gone: BTreeMap<Node, Instant> = gone.collect();
    let mut roles = graph.values(|_| LeafState::Varies, |_, _| LeafState::Varies);
    for (leaf, role) in of_slips.chain(gone.keys().map(|leaf| (*leaf, LeafState::Down))) {
        roles[leaf] = role;
    }
    let slip_of = slips.iter().map(|(slip, leaf)| (*leaf, slip.clone())).collect();
    let (done, late) = (settled.done.clone(), settled.late.clone());
    Ok(Built { graph, slips, done, slip_of, late, gone, roles })
}

/// Everything that was taken down, with the earliest time.
fn measures_with_effect(settled: &KnownOutcomes) -> BTreeMap<&str, Instant> {
    let mut gone = BTreeMap::new();
    for (id, at) in settled.done.iter().filter(|(id, _)| id.action().row().effect == Effect::Down) {
        gone.entry(id.subject()).and_modify(|first: &mut Instant| *first = (*first).min(*at)).or_insert(*at);
    }
    gone
}

/// The name of the leaf for an asset that was taken down. No id contains a space, so the name is unique.
fn gone_leaf(thing: &str) -> String {
    format!("{thing} gone")
}

fn needs_of_outlets(
    plan: &Plan,
    settled: &KnownOutcomes,
    failing: &BTreeMap<&str, Vec<String>>,
    draft: &mut GraphBuilder,
) {
    let gone = measures_with_effect(settled);
    let assets = plan.assets.keys().map(AsRef::as_ref);
    for thing in assets.chain(plan.inventories.keys().map(AsRef::as_ref)) {
        let mut up_while: Vec<String> = failing.get(thing).cloned().unwrap_or_default();
        if gone.contains_key(thing) {
            let name = gone_leaf(thing);
            draft.leaf(name.clone());
            up_while.push(name);
        }
        draft.all_of(thing, up_while);
    }
    services(plan, draft);
}

/// Adds the services and outlets of a plan, but not the assets and inventories that they consist of.
pub(super) fn services(plan: &Plan, draft: &mut GraphBuilder) {
    for (id, service) in plan.services.iter() {
        draft.at_least(id.as_str(), service.at_least, service.of.iter().map(String::as_str));
    }
    for outlet in plan.outlets.keys() {
        let own = plan.services.iter().filter(|(_, service)| service.outlet.as_ref() == Some(outlet));
        let own: Vec<&str> = own.map(|(id, _)| id.as_str()).collect();
        if !own.is_empty() {
            draft.any_of(outlet.as_str(), own);
        }
    }
}
