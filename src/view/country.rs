//! A country and an agency: who did what in which country, and which sources report it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::model::asset::AssetKind;
use crate::model::country::Country;
use crate::model::id::AgencyId;
use crate::model::state::State;
use crate::operation::Standing;

use super::count::ClaimCount;
use super::measure::{ClaimRow, MeasureRow};
use super::picture::{DisplayStates, MeasureTally, Picture, States};

/// A country's part in the operation. Every participant has a row, with or without measures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CountryRow {
    /// The country; null in the row of measures without a known country.
    pub country: Option<Country>,
    /// Whether one of its agencies takes part.
    pub participant: bool,
    /// The roles of its agencies in the operation: `lead`, `coordinator`, `judicial-coordinator`.
    pub roles: Vec<&'static str>,
    /// The assets in it, by kind.
    pub assets: BTreeMap<AssetKind, ClaimCount>,
    /// How many measures count in this country.
    pub measures: u64,
    /// The number of measures in each state.
    pub states: States,
    /// The claims of the sources, which are never summed.
    pub claims: Vec<ClaimRow>,
    /// How many measures broke a guard in their current round.
    pub irregular: u64,
    /// How many measures are in conflict.
    pub conflicts: u64,
    /// Tables only: the measures that count in this country, by id.
    #[serde(skip)]
    pub measure_rows: Vec<MeasureRow>,
}

/// The totals over all countries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountrySum {
    /// How many countries take part.
    pub countries: usize,
    /// The assets of the plan, by kind.
    pub assets: BTreeMap<AssetKind, ClaimCount>,
    /// Whether measures have left the state open and none of them is confirmed.
    pub unconfirmed: bool,
}

/// An agency's part in the operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AgencyRow {
    pub agency: String,
    pub name: String,
    pub country: Country,
    /// Its roles in the operation.
    pub roles: Vec<&'static str>,
    /// How many measures it carries out.
    pub measures: u64,
    /// The number of its measures in each state.
    pub states: States,
    /// How many of its measures broke a guard in their current round.
    pub irregular: u64,
    /// How many of its measures are in conflict.
    pub conflicts: u64,
    /// Tables only: the number of measures in each displayed state.
    #[serde(skip)]
    pub display_states: DisplayStates,
}

/// A body that does not belong to a country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BodyRow {
    pub agency: String,
    /// Its role in the operation; null if the plan gives it none.
    pub role: Option<&'static str>,
    /// How many measures it carries out itself; they count in no country.
    pub measures: u64,
    /// The number of its measures in each state.
    pub states: States,
}

/// The roles of an agency in the operation.
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

/// The rows of all countries, by code; the row of measures without a known country is last.
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

/// The country that a measure counts in. What an EU body does itself counts in no country.
fn country_of(standing: &Standing<'_>) -> Option<Country> {
    standing.measure.and_then(|measure| measure.country).filter(|country| !country.is_body())
}

/// Whether a measure counts in a country. `None` means that the country is unknown, so the measures of EU
/// bodies are not in it.
fn is_at(standing: &Standing<'_>, country: Option<Country>) -> bool {
    country_of(standing) == country && !(country.is_none() && is_of_body(standing))
}

/// Whether an EU body carries out the measure itself, so that it counts in no country.
fn is_of_body(standing: &Standing<'_>) -> bool {
    standing.measure.and_then(|measure| measure.country).is_some_and(Country::is_body)
}

/// The measures that EU bodies carry out themselves, by id.
pub fn measures_of_bodies(picture: &Picture<'_>, standings: &[&Standing<'_>]) -> Vec<MeasureRow> {
    let of_bodies = standings.iter().filter(|standing| is_of_body(standing));
    of_bodies.map(|standing| MeasureRow::of(picture, standing)).collect()
}

/// The totals over all countries; `rows` are the countries that the page shows.
pub fn country_sum(picture: &Picture<'_>, rows: &[CountryRow], standings: &[&Standing<'_>]) -> CountrySum {
    let mut states = standings.iter().filter_map(|standing| standing.state);
    let reported = states.clone().any(State::is_past_open);
    CountrySum {
        countries: rows.iter().filter(|row| row.participant).count(),
        assets: picture.counts(picture.things()),
        unconfirmed: reported && !states.any(|state| state == State::Confirmed),
    }
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
    let own: Vec<_> = standings.iter().copied().filter(|one| is_at(one, country)).collect();
    let tally = MeasureTally::of(own.iter().copied());
    let measure_rows: Vec<_> = own.iter().map(|standing| MeasureRow::of(picture, standing)).collect();
    let agencies = picture.plan.agencies.iter().filter(|(_, agency)| Some(agency.country) == country);
    CountryRow {
        country,
        participant,
        roles: agencies.flat_map(|(id, _)| roles(picture, id)).collect(),
        assets: picture.counts(picture.things().filter(|thing| soil(picture, thing) == country)),
        measures: tally.measures,
        states: tally.states,
        claims: measure_rows.iter().flat_map(|measure| measure.claims.clone()).collect(),
        irregular: tally.irregular,
        conflicts: tally.conflicts,
        measure_rows,
    }
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
            display_states: tally.display_states,
        }
    };
    picture.plan.agencies.iter().map(row).collect()
}

/// The bodies that do not belong to a country.
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

csv_columns!(CountryRow: country participant roles assets measures states claims irregular conflicts);

csv_columns!(AgencyRow: agency name country roles measures states irregular conflicts);
