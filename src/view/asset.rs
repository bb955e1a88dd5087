//! An asset: what is done to it, and what was last seen of it.

use serde::Serialize;

use crate::model::asset::{AssetKind, Precision, Tenancy};
use crate::model::country::Country;
use crate::model::observation::ObservationKind;
use crate::model::time::At;
use crate::operation::Standing;

use super::Row;
use super::measure::texts;
use super::outlet::subject;
use super::picture::{Picture, States, Tally};

/// An asset or inventory, and where its measures stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AssetRow {
    /// Its id.
    pub asset: String,
    /// What it is.
    pub kind: AssetKind,
    /// Canonical identifiers; none where the plan gives none, and of an inventory.
    pub identifiers: Vec<String>,
    /// Where it is; null where nobody knows.
    pub country: Option<Country>,
    /// The outlets that run on it.
    pub outlets: Vec<String>,
    /// Who provides it.
    pub provider: Option<String>,
    /// Who else is on it.
    pub tenancy: Tenancy,
    /// How many; null where nobody gave a number.
    pub count: Option<u64>,
    /// How exactly that is known.
    pub precision: Precision,
    /// How many measures.
    pub measures: u64,
    /// How many in each state.
    pub states: States,
    /// How many have something against the rules in their round.
    pub irregular: u64,
    /// How many are in conflict.
    pub conflicts: u64,
    /// What was last seen of it.
    pub observed: Option<ObservationKind>,
    /// When.
    pub last_observed: Option<At>,
}

/// The rows of all assets and inventories, by id.
pub fn assets(picture: &Picture<'_>, standings: &[&Standing<'_>]) -> Vec<AssetRow> {
    let mut things: Vec<_> = picture.things().collect();
    things.sort_unstable();
    things.into_iter().filter_map(|thing| row(picture, standings, thing)).collect()
}

fn row(picture: &Picture<'_>, standings: &[&Standing<'_>], thing: &str) -> Option<AssetRow> {
    let (kind, count) = picture.count(thing)?;
    let tally = Tally::of(standings.iter().copied().filter(|standing| standing.id.subject() == thing));
    let seen = picture
        .seen
        .iter()
        .filter(|seen| !seen.about.starts_with("outlet:") && subject(&seen.about) == thing);
    let last = seen.max_by_key(|seen| seen.at.latest());
    let (asset, inventory) = (picture.plan.assets.get(thing), picture.plan.inventories.get(thing));
    let provider = asset.and_then(|asset| asset.provider.as_ref());
    Some(AssetRow {
        asset: thing.to_owned(),
        kind,
        identifiers: asset.map(|asset| asset.identifiers.clone()).unwrap_or_default(),
        country: asset.and_then(|asset| asset.country).or_else(|| inventory.and_then(|list| list.country)),
        outlets: texts(picture.outlets_of(thing)),
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
    })
}

impl Row for AssetRow {
    const KEYS: &'static [&'static str] = &[
        "asset",
        "kind",
        "identifiers",
        "country",
        "outlets",
        "provider",
        "tenancy",
        "count",
        "precision",
        "measures",
        "states",
        "irregular",
        "conflicts",
        "observed",
        "last_observed",
    ];
}
