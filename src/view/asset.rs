//! An asset: the measures on it, and its last observation.

use std::collections::HashMap;

use serde::Serialize;

use crate::model::asset::{AssetKind, Precision, Tenancy};
use crate::model::country::Country;
use crate::model::measure::MeasureId;
use crate::model::observation::ObservationKind;
use crate::model::time::At;
use crate::operation::{RecordedObservation, Standing};

use super::measure::texts;
use super::picture::{DisplayStates, MeasureTally, Picture, States};

/// An asset or inventory, and the states of its measures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AssetRow {
    pub asset: String,
    /// The kind of asset.
    pub kind: AssetKind,
    /// Canonical identifiers; empty if the plan gives none, and always empty for an inventory.
    pub identifiers: Vec<String>,
    /// The country that it is in; null if it is unknown.
    pub country: Option<Country>,
    /// The outlets that run on it.
    pub outlets: Vec<String>,
    /// The provider that hosts it.
    pub provider: Option<String>,
    /// Whether others share it.
    pub tenancy: Tenancy,
    /// How many there are; null if nobody gave a number.
    pub count: Option<u64>,
    /// How exact `count` is.
    pub precision: Precision,
    /// How many measures are on it.
    pub measures: u64,
    /// The number of measures in each state.
    pub states: States,
    /// How many measures broke a guard in their current round.
    pub irregular: u64,
    /// How many measures are in conflict.
    pub conflicts: u64,
    /// The kind of the last observation.
    pub observed: Option<ObservationKind>,
    /// The time of the last observation.
    pub last_observed: Option<At>,
    /// Tables only: the number of measures in each displayed state.
    #[serde(skip)]
    pub display_states: DisplayStates,
}

/// The rows of all assets and inventories, by id.
pub fn assets(picture: &Picture<'_>, standings: &[&Standing<'_>]) -> Vec<AssetRow> {
    let mut things: Vec<_> = picture.things().collect();
    things.sort_unstable();
    let mut on: HashMap<&str, AssetFacts<'_>> = HashMap::new();
    for standing in standings.iter().copied() {
        on.entry(standing.id.subject()).or_default().standings.push(standing);
    }
    for seen in picture.observations.iter().filter(|seen| !seen.about.starts_with("outlet:")) {
        let last = &mut on.entry(MeasureId::subject_of(&seen.about)).or_default().last_seen;
        if last.is_none_or(|last| last.at.latest() <= seen.at.latest()) {
            *last = Some(seen);
        }
    }
    let nothing = AssetFacts::default();
    things.into_iter().filter_map(|thing| row(picture, on.get(thing).unwrap_or(&nothing), thing)).collect()
}

/// What the plan and the ledger hold about one asset.
#[derive(Default)]
struct AssetFacts<'p> {
    standings: Vec<&'p Standing<'p>>,
    /// The latest observation; of two at the same time, the later entry.
    last_seen: Option<&'p RecordedObservation>,
}

fn row(picture: &Picture<'_>, on: &AssetFacts<'_>, thing: &str) -> Option<AssetRow> {
    let (kind, count) = picture.count(thing)?;
    let tally = MeasureTally::of(on.standings.iter().copied());
    let last = on.last_seen;
    let (asset, inventory) = (picture.plan.assets.get(thing), picture.plan.inventories.get(thing));
    let provider = asset.and_then(|asset| asset.provider.as_ref());
    Some(AssetRow {
        asset: thing.to_owned(),
        kind,
        identifiers: asset.map(|asset| asset.identifiers.clone()).unwrap_or_default(),
        country: asset.and_then(|asset| asset.country).or_else(|| inventory.and_then(|list| list.country)),
        outlets: texts(picture.plan.outlets_on(thing)),
        provider: provider
            .or_else(|| inventory.and_then(|list| list.provider.as_ref()))
            .map(ToString::to_string),
        tenancy: asset.map(|asset| asset.tenancy).or(inventory.map(|list| list.tenancy))?,
        count: count.count,
        precision: count.precision,
        measures: tally.measures,
        states: tally.states,
        irregular: tally.irregular,
        conflicts: tally.conflicts,
        observed: last.map(|seen| seen.kind),
        last_observed: last.map(|seen| seen.at),
        display_states: tally.display_states,
    })
}

csv_columns!(AssetRow:
    asset kind identifiers country outlets provider tenancy count precision measures states irregular
    conflicts observed last_observed
);
