//! The graph of a plan: an outlet needs a service of its own, a service its members, and an asset stays up while each
//! measure that would take it down fails: by itself, for an instrument is not in force, or for the whole country
//! slips.

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

/// What is known before anything is asked: of a measure that it has had its effect, of the rest that it slipped.
#[derive(Debug, Default)]
pub(super) struct KnownOutcomes {
    /// What has slipped, or is assumed to.
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
    /// The leaf of each thing that can slip.
    pub(in crate::operation) slips: BTreeMap<Slip, Node>,
    /// The measures that have had their effect, and when.
    pub(in crate::operation) done: BTreeMap<MeasureId, Instant>,
    /// What can slip, by its leaf.
    pub(in crate::operation) slip_of: BTreeMap<Node, Slip>,
    /// By how much measures are assumed to be late.
    pub(in crate::operation) late: BTreeMap<MeasureId, Span>,
    /// The leaves of assets that were taken down, and when.
    pub(in crate::operation) gone: BTreeMap<Node, Instant>,
    roles: Values<LeafState>,
}

impl Built {
    /// What is known of a leaf.
    pub(in crate::operation) fn role(&self, leaf: Node) -> LeafState {
        self.roles[leaf]
    }

    pub(super) fn node_of(&self, slip: &Slip) -> Option<Node> {
        self.slips.get(slip).copied()
    }

    /// What slipped of what some measures need.
    pub(super) fn slipped(&self, plan: &Plan, measures: &[&MeasureId]) -> Vec<&Slip> {
        let measures = measures.iter().filter_map(|id| plan.measures.get(*id));
        let needed: Vec<Slip> = measures.flat_map(|measure| needs(plan, measure)).collect();
        let slipped = self.slips.iter().filter(|(_, leaf)| self.role(**leaf) == LeafState::Up);
        slipped.map(|(slip, _)| slip).filter(|slip| needed.contains(slip)).collect()
    }
}

/// What the ledger settled, and what is assumed to slip.
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
            // In conflict, or not over: it may still go either way.
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
                // What is assumed goes before what was recorded.
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

/// Whether it would begin when it may no longer.
fn misses_its_window(measure: &Measure, late: Span) -> bool {
    let start = measure.start.map(|start| start.plus_millis(late.millis()));
    start.zip(measure.window).is_some_and(|(start, (_, end))| start > end)
}

/// What a measure needs to have its effect: the country of who does it, all instruments that cover it, and itself.
pub(in crate::operation) fn needs(plan: &Plan, measure: &Measure) -> Vec<Slip> {
    let country = plan.agencies.get(&measure.agency).map(|agency| agency.country);
    let country = country.filter(|country| !country.is_body()).map(Slip::Country);
    let instruments = measure.instruments.iter().cloned().map(Slip::Instrument);
    country.into_iter().chain(instruments).chain([Slip::Measure(measure.id.clone())]).collect()
}

/// Makes the graph of a plan. Plans are checked before, so that parts are there and lead to no circle.
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

/// What was taken down, and when first.
fn measures_with_effect(settled: &KnownOutcomes) -> BTreeMap<&str, Instant> {
    let mut gone = BTreeMap::new();
    for (id, at) in settled.done.iter().filter(|(id, _)| id.action().row().effect == Effect::Down) {
        gone.entry(id.subject()).and_modify(|first: &mut Instant| *first = (*first).min(*at)).or_insert(*at);
    }
    gone
}

/// The name of the leaf that stands for what was taken down. No id has a blank.
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

/// The services and outlets of a plan: all but the things that they are made of.
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
