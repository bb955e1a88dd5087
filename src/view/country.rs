//! A country, and an agency: who did what on whose soil, and who says so.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::model::asset::{AssetKind, Precision};
use crate::model::country::Country;
use crate::model::id::AgencyId;
use crate::operation::Standing;

use super::Row;
use super::count::ClaimCount;
use super::picture::{MeasureTally, Picture, States};

/// A country's part. It stands for every participant, with or without measures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CountryRow {
    /// The country; null for what nobody places.
    pub country: Option<Country>,
    /// Whether an agency of it takes part.
    pub participant: bool,
    /// What its agencies are in the operation: `lead`, `coordinator`, `judicial-coordinator`.
    pub roles: Vec<&'static str>,
    /// The assets that stand there, by kind.
    pub assets: BTreeMap<AssetKind, ClaimCount>,
    /// How many measures count there.
    pub measures: u64,
    /// How many in each state.
    pub states: States,
    /// What sources say of them, never added up.
    pub claims: Vec<ClaimRow>,
    /// How many have something against the rules in their round.
    pub irregular: u64,
    /// How many are in conflict.
    pub conflicts: u64,
}

/// What one source says of one measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClaimRow {
    /// The measure.
    pub measure: String,
    /// The source.
    pub source: String,
    /// In what words.
    pub says: String,
    /// How many; null where it does not say.
    pub count: Option<u64>,
    /// How exactly.
    pub precision: Precision,
}

/// An agency's part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AgencyRow {
    /// Its id.
    pub agency: String,
    /// Its name.
    pub name: String,
    /// Its country.
    pub country: Country,
    /// What it is in the operation.
    pub roles: Vec<&'static str>,
    /// How many measures are its own.
    pub measures: u64,
    /// How many in each state.
    pub states: States,
    /// How many have something against the rules in their round.
    pub irregular: u64,
    /// How many are in conflict.
    pub conflicts: u64,
}

/// A body that answers for no country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BodyRow {
    /// Its id.
    pub agency: String,
    /// What it is in the operation; null where the plan gives it no part of its own.
    pub role: Option<&'static str>,
    /// How many measures are its own, on nobody's soil.
    pub measures: u64,
    /// How many in each state.
    pub states: States,
}

/// What an agency is in the operation.
pub fn roles(picture: &Picture<'_>, agency: &AgencyId) -> Vec<&'static str> {
    let operation = &picture.plan.operation;
    let mut roles = Vec::new();
    if operation.lead == *agency {
        roles.push("lead");
    }
    if operation.coordinator.as_ref() == Some(agency) {
        roles.push("coordinator");
    }
    if operation.judicial_coordinator.as_ref() == Some(agency) {
        roles.push("judicial-coordinator");
    }
    roles
}

/// The rows of all countries, by code; what nobody places stands last.
pub fn countries(picture: &Picture<'_>, standings: &[&Standing<'_>]) -> Vec<CountryRow> {
    let participants = picture.plan.countries();
    let mut known: BTreeSet<Country> = participants.iter().copied().collect();
    known.extend(standings.iter().filter_map(|standing| country_of(standing)));
    known.extend(picture.things().filter_map(|thing| soil(picture, thing)));
    let mut rows: Vec<_> = known
        .into_iter()
        .filter(|country| !country.is_body())
        .map(|country| row(picture, standings, Some(country), participants.contains(&country)))
        .collect();
    let nowhere = row(picture, standings, None, false);
    if nowhere.measures > 0 || !nowhere.assets.is_empty() {
        rows.push(nowhere);
    }
    rows
}

/// The country that a measure counts in. What an EU body does by itself happens on nobody's soil.
pub fn country_of(standing: &Standing<'_>) -> Option<Country> {
    standing.measure.and_then(|measure| measure.country).filter(|country| !country.is_body())
}

/// Whether a measure counts in a country; none is where nobody knows, which is not where a body acts by itself.
pub fn is_at(standing: &Standing<'_>, country: Option<Country>) -> bool {
    country_of(standing) == country && !(country.is_none() && is_of_body(standing))
}

/// Whether a measure is what a body does by itself, on nobody's soil.
pub fn is_of_body(standing: &Standing<'_>) -> bool {
    standing.measure.and_then(|measure| measure.country).is_some_and(Country::is_body)
}

fn soil(picture: &Picture<'_>, thing: &str) -> Option<Country> {
    let plan = picture.plan;
    let of_asset = plan.assets.get(thing).and_then(|asset| asset.country);
    of_asset.or_else(|| plan.inventories.get(thing).and_then(|inventory| inventory.country))
}

fn row(
    picture: &Picture<'_>,
    standings: &[&Standing<'_>],
    country: Option<Country>,
    participant: bool,
) -> CountryRow {
    let here: Vec<_> = standings.iter().copied().filter(|one| is_at(one, country)).collect();
    let tally = MeasureTally::of(here.iter().copied());
    let agencies = picture.plan.agencies.iter().filter(|(_, agency)| Some(agency.country) == country);
    CountryRow {
        country,
        participant,
        roles: agencies.flat_map(|(id, _)| roles(picture, id)).collect(),
        assets: picture.counts(picture.things().filter(|thing| soil(picture, thing) == country)),
        measures: tally.measures,
        states: tally.states,
        claims: here.iter().flat_map(|standing| claims(standing)).collect(),
        irregular: tally.irregular,
        conflicts: tally.conflicts,
    }
}

/// What sources say of a measure.
pub fn claims(standing: &Standing<'_>) -> Vec<ClaimRow> {
    let claims = standing.measure.map(|measure| measure.claims.as_slice()).unwrap_or_default();
    let row = |claim: &crate::plan::tables::Claim| ClaimRow {
        measure: standing.id.to_string(),
        source: claim.source.to_string(),
        says: claim.says.clone(),
        count: claim.count,
        precision: claim.precision,
    };
    claims.iter().map(row).collect()
}

/// The rows of all agencies, by id.
pub fn agencies(picture: &Picture<'_>, standings: &[&Standing<'_>]) -> Vec<AgencyRow> {
    let row = |(id, agency): (&AgencyId, &crate::plan::tables::Agency)| {
        let own = standings.iter().copied().filter(|standing| standing.id.agency() == id.as_str());
        let tally = MeasureTally::of(own);
        AgencyRow {
            agency: id.to_string(),
            name: agency.name.clone(),
            country: agency.country,
            roles: roles(picture, id),
            measures: tally.measures,
            states: tally.states,
            irregular: tally.irregular,
            conflicts: tally.conflicts,
        }
    };
    picture.plan.agencies.iter().map(row).collect()
}

/// The bodies that answer for no country.
pub fn bodies(picture: &Picture<'_>) -> Vec<BodyRow> {
    let bodies = picture.plan.agencies.iter().filter(|(_, agency)| agency.country.is_body());
    let row = |(id, _): (&AgencyId, _)| {
        let own = picture.standings.iter().filter(|one| one.id.agency() == id.as_str() && is_of_body(one));
        let tally = MeasureTally::of(own);
        BodyRow {
            agency: id.to_string(),
            role: roles(picture, id).first().copied(),
            measures: tally.measures,
            states: tally.states,
        }
    };
    bodies.map(row).collect()
}

impl Row for CountryRow {
    const KEYS: &'static [&'static str] = &[
        "country",
        "participant",
        "roles",
        "assets",
        "measures",
        "states",
        "claims",
        "irregular",
        "conflicts",
    ];
}

impl Row for AgencyRow {
    const KEYS: &'static [&'static str] =
        &["agency", "name", "country", "roles", "measures", "states", "irregular", "conflicts"];
}
