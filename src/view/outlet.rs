//! An outlet: whether it is on air, according to observations.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use crate::model::asset::AssetKind;
use crate::model::id::OutletId;
use crate::model::observation::ObservationKind;
use crate::model::time::At;
use crate::operation::Standing;
use crate::operation::impact::AvailabilityModel;
pub use crate::operation::impact::{OutletAvailability, ServiceStatus};

use super::count::ClaimCount;
use super::picture::{DisplayStates, MeasureTally, Picture, States};

/// The status of one outlet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutletRow {
    /// Its id; null in the row of measures without an outlet.
    pub outlet: Option<String>,
    pub name: Option<String>,
    /// Whether it is on air.
    pub status: Option<OutletAvailability>,
    /// How many times it resurfaced.
    pub resurfaced: u64,
    /// The status of each service according to observations: `up`, `down`, `unknown`. Empty if the plan has
    /// none.
    pub services: BTreeMap<String, ServiceStatus>,
    /// The assets that it runs on, by kind.
    pub assets: BTreeMap<AssetKind, ClaimCount>,
    /// How many measures act against it.
    pub measures: u64,
    /// The number of measures in each state.
    pub states: States,
    /// How many measures broke a guard in their current round.
    pub irregular: u64,
    /// How many measures are in conflict.
    pub conflicts: u64,
    /// When the outlet, or a part of it, was last observed.
    pub last_observed: Option<At>,
    /// Tables only: its other names.
    #[serde(skip)]
    pub aliases: Vec<String>,
    /// Tables only: the number of measures in each displayed state.
    #[serde(skip)]
    pub display_states: DisplayStates,
    /// Tables only: whether a measure against it also acts against another outlet.
    #[serde(skip)]
    pub shares_measures: bool,
    /// Tables only: the last observation.
    #[serde(skip)]
    pub last_seen: Option<SeenRow>,
}

/// The last observation of an outlet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenRow {
    /// The kind of observation.
    pub kind: ObservationKind,
    pub at: At,
    /// The ids of the sources.
    pub sources: Vec<String>,
}

/// The rows of all outlets, by id; the row of measures without an outlet is last.
pub fn outlets(picture: &Picture<'_>, standings: &[&Standing<'_>]) -> Vec<OutletRow> {
    let model = picture.availability();
    let mut facts = OutletFacts::by_outlet(picture, standings);
    let of_plan = picture.plan.outlets.iter().map(|(id, outlet)| {
        let own = facts.remove(&Some(id)).unwrap_or_default();
        let observed = model.as_ref().map(|model| (model, id));
        OutletRow {
            outlet: Some(id.to_string()),
            name: Some(outlet.name.clone()),
            aliases: outlet.aliases.clone(),
            ..row(picture, &own, observed)
        }
    });
    let mut rows: Vec<_> = of_plan.collect();
    let without = row(picture, &facts.remove(&None).unwrap_or_default(), None);
    if without.measures > 0 {
        rows.push(without);
    }
    rows
}

/// What the plan and the ledger hold about one outlet, or about measures without an outlet.
#[derive(Default)]
struct OutletFacts<'p> {
    standings: Vec<&'p Standing<'p>>,
    things: Vec<&'p str>,
}

impl<'p> OutletFacts<'p> {
    fn by_outlet(
        picture: &'p Picture<'p>,
        standings: &[&'p Standing<'p>],
    ) -> HashMap<Option<&'p OutletId>, Self> {
        let mut all: HashMap<Option<&OutletId>, Self> = HashMap::new();
        for standing in standings.iter().copied() {
            let outlets = standing.measure.map(|measure| measure.outlets.as_slice()).unwrap_or_default();
            keys(outlets).for_each(|key| all.entry(key).or_default().standings.push(standing));
        }
        for thing in picture.things() {
            keys(picture.plan.outlets_on(thing))
                .for_each(|key| all.entry(key).or_default().things.push(thing));
        }
        all
    }
}

/// The rows that something counts in: one per outlet, or the row without an outlet.
fn keys(outlets: &[OutletId]) -> impl Iterator<Item = Option<&OutletId>> {
    outlets.iter().map(Some).chain(outlets.is_empty().then_some(None))
}

fn row(
    picture: &Picture<'_>,
    own: &OutletFacts<'_>,
    observed: Option<(&AvailabilityModel<'_>, &OutletId)>,
) -> OutletRow {
    let tally = MeasureTally::of(own.standings.iter().copied());
    let last = observed.and_then(|(model, id)| model.last_observation(id));
    OutletRow {
        outlet: None,
        name: None,
        status: observed.map(|(model, id)| model.availability(id)),
        resurfaced: observed.map_or(0, |(model, id)| model.times_resurfaced(id)),
        services: observed.map(|(model, id)| service_texts(model, id)).unwrap_or_default(),
        assets: picture.counts(own.things.iter().copied()),
        measures: tally.measures,
        states: tally.states,
        irregular: tally.irregular,
        conflicts: tally.conflicts,
        last_observed: last.map(|observation| observation.at),
        aliases: Vec::new(),
        display_states: tally.display_states,
        shares_measures: own.standings.iter().any(|standing| is_shared(standing)),
        last_seen: last.map(|observation| SeenRow {
            kind: observation.kind,
            at: observation.at,
            sources: observation.sources.clone(),
        }),
    }
}

/// Whether a measure acts against several outlets.
fn is_shared(standing: &Standing<'_>) -> bool {
    standing.measure.is_some_and(|measure| measure.outlets.len() > 1)
}

fn service_texts(model: &AvailabilityModel<'_>, outlet: &OutletId) -> BTreeMap<String, ServiceStatus> {
    model.services(outlet).into_iter().map(|(service, status)| (service.to_string(), status)).collect()
}

csv_columns!(OutletRow:
    outlet name status resurfaced services assets measures states irregular conflicts last_observed
);
