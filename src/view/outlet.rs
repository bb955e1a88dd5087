//! An outlet: whether it is on the air, as far as somebody looked.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use crate::model::asset::AssetKind;
use crate::model::id::OutletId;
use crate::model::measure::MeasureId;
use crate::model::observation::ObservationKind;
use crate::model::time::At;
use crate::model::word::words;
use crate::operation::Standing;
use crate::operation::impact::{AvailabilityModel, ServiceStatus as Sight};

use super::Row;
use super::count::ClaimCount;
use super::picture::{MeasureTally, Picture, Sighting, States};

words! {
    /// Whether an outlet is on the air.
    pub enum AirState: "outlet status" {
        /// What was looked at is up.
        OnAir = "on-air",
        /// Some of what was looked at is down.
        Weakened = "weakened",
        /// It was seen to be down.
        OffAir = "off-air",
        /// It came back.
        Resurfaced = "resurfaced",
        /// Nobody looked.
        NotObserved = "not-observed",
    }
}

/// An outlet's part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutletRow {
    /// Its id; null for what is against none.
    pub outlet: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Whether it is on the air.
    pub status: Option<AirState>,
    /// How many times it came back.
    pub resurfaced: u64,
    /// What each of its services is by what was seen: `up`, `down`, `unknown`. Empty where the plan has none.
    pub services: BTreeMap<String, Sight>,
    /// What it runs on, by kind.
    pub assets: BTreeMap<AssetKind, ClaimCount>,
    /// How many measures are against it.
    pub measures: u64,
    /// How many in each state.
    pub states: States,
    /// How many have something against the rules in their round.
    pub irregular: u64,
    /// How many are in conflict.
    pub conflicts: u64,
    /// When it, or a part of it, was last looked at.
    pub last_observed: Option<At>,
}

/// The rows of all outlets, by id; what is against none stands last.
pub fn outlets(picture: &Picture<'_>, standings: &[&Standing<'_>]) -> Vec<OutletRow> {
    let air = picture.air();
    let mut concerned = OutletFacts::by_outlet(picture, standings);
    let named = picture.plan.outlets.iter().map(|(id, outlet)| {
        let own = concerned.remove(&Some(id)).unwrap_or_default();
        OutletRow { name: Some(outlet.name.clone()), ..row(picture, &own, Some(id), air.as_ref()) }
    });
    let mut rows: Vec<_> = named.collect();
    let none = row(picture, &concerned.remove(&None).unwrap_or_default(), None, None);
    if none.measures > 0 {
        rows.push(none);
    }
    rows
}

/// What concerns one outlet, or none.
#[derive(Default)]
struct OutletFacts<'p> {
    standings: Vec<&'p Standing<'p>>,
    things: Vec<&'p str>,
    /// What was seen of the outlet itself (true) or of one of its assets or measures.
    seen: Vec<(bool, &'p Sighting)>,
}

impl<'p> OutletFacts<'p> {
    fn by_outlet(
        picture: &'p Picture<'p>,
        standings: &[&'p Standing<'p>],
    ) -> HashMap<Option<&'p OutletId>, Self> {
        let mut all: HashMap<Option<&OutletId>, Self> = HashMap::new();
        let keys = |outlets: &'p [OutletId]| {
            let none = outlets.is_empty().then_some(None);
            outlets.iter().map(Some).chain(none)
        };
        for standing in standings.iter().copied() {
            let outlets = standing.measure.map(|measure| measure.outlets.as_slice()).unwrap_or_default();
            keys(outlets).for_each(|key| all.entry(key).or_default().standings.push(standing));
        }
        for thing in picture.things() {
            keys(picture.outlets_of(thing)).for_each(|key| all.entry(key).or_default().things.push(thing));
        }
        for seen in &picture.seen {
            if let Some(id) = seen.about.strip_prefix("outlet:") {
                if let Some((id, _)) = picture.plan.outlets.get_key_value(id) {
                    all.entry(Some(id)).or_default().seen.push((true, seen));
                }
                continue;
            }
            let outlets = picture.outlets_of(MeasureId::subject_of(&seen.about)).iter();
            for id in outlets {
                all.entry(Some(id)).or_default().seen.push((false, seen));
            }
        }
        all
    }
}

fn row(
    picture: &Picture<'_>,
    own: &OutletFacts<'_>,
    outlet: Option<&OutletId>,
    air: Option<&AvailabilityModel<'_>>,
) -> OutletRow {
    let tally = MeasureTally::of(own.standings.iter().copied());
    let things = own.things.iter().copied();
    let seen = &own.seen;
    OutletRow {
        outlet: outlet.map(ToString::to_string),
        name: None,
        status: outlet.map(|outlet| status(seen, outlet, air)),
        resurfaced: seen.iter().filter(|(_, seen)| seen.kind == ObservationKind::Resurfaced).count() as u64,
        services: outlet.zip(air).map(|(outlet, air)| of_services(outlet, air)).unwrap_or_default(),
        assets: picture.counts(things),
        measures: tally.measures,
        states: tally.states,
        irregular: tally.irregular,
        conflicts: tally.conflicts,
        last_observed: outlet.and(last(seen)).map(|seen| seen.at),
    }
}

/// The latest finding; of two at one time the later entry.
fn last<'p>(seen: &[(bool, &'p Sighting)]) -> Option<&'p Sighting> {
    seen.iter().map(|(_, seen)| *seen).max_by_key(|seen| seen.at.latest())
}

/// The latest finding about each outlet, or a part of it.
pub fn last_seen<'p>(picture: &'p Picture<'p>) -> HashMap<&'p str, &'p Sighting> {
    let all = OutletFacts::by_outlet(picture, &[]).into_iter();
    all.filter_map(|(outlet, own)| Some((outlet?.as_str(), last(&own.seen)?))).collect()
}

fn of_services(outlet: &OutletId, air: &AvailabilityModel<'_>) -> BTreeMap<String, Sight> {
    air.services(outlet).into_iter().map(|(service, seen)| (service.to_string(), seen)).collect()
}

/// A return counts until the outlet itself is seen to be down again, and a word on the whole until a part was seen to
/// be otherwise since. Without a word on the whole its services speak, and where the plan has none its parts.
fn status(seen: &[(bool, &Sighting)], outlet: &OutletId, air: Option<&AvailabilityModel<'_>>) -> AirState {
    use ObservationKind::*;
    let known = |whole: bool| {
        seen.iter().filter(move |(of, seen)| *of == whole && seen.kind != Unknown).map(|(_, seen)| *seen)
    };
    let whole = known(true).max_by_key(|seen| seen.at.latest());
    let since = |kind: fn(ObservationKind) -> bool| {
        let after = |seen: &&Sighting| whole.is_none_or(|whole| seen.at.latest() > whole.at.latest());
        known(false).filter(after).any(|seen| kind(seen.kind))
    };
    let returned = seen.iter().any(|(_, seen)| seen.kind == Resurfaced);
    match whole.map(|seen| seen.kind) {
        Some(Down) if air.is_none_or(|air| air.is_gone(outlet)) => return AirState::OffAir,
        Some(Down) if since(|kind| kind == Resurfaced) => return AirState::Resurfaced,
        Some(Down) => {}
        _ if returned => return AirState::Resurfaced,
        Some(_) if !since(|kind| kind == Down) => return AirState::OnAir,
        _ => {}
    }
    air.map_or(AirState::NotObserved, |air| by_parts(known(false), outlet, air))
}

/// What an outlet is by the parts that somebody saw. That every part somebody looked at is down does not show that
/// every part was looked at: only its services can say that nothing is left.
fn by_parts<'p>(
    seen: impl Iterator<Item = &'p Sighting>,
    outlet: &OutletId,
    air: &'p AvailabilityModel<'_>,
) -> AirState {
    let needed: Vec<(&str, Option<bool>)> = air.parts(outlet);
    let names: BTreeSet<&str> = needed.iter().map(|(part, _)| *part).collect();
    let things =
        seen.flat_map(|seen| [Some(MeasureId::subject_of(&seen.about)), seen.asset.as_deref()]).flatten();
    // What no service needs, and is up all the same, shows that the plan does not know all of it.
    let others = things.filter(|thing| !names.contains(thing)).map(|thing| (thing, air.is_up(thing)));
    let others: Vec<(&str, Option<bool>)> = others.collect();
    let services = air.services(outlet);
    let count = |which: Sight| services.iter().filter(|(_, seen)| *seen == which).count();
    let any = |parts: &[(&str, Option<bool>)], up: bool| parts.iter().any(|(_, seen)| *seen == Some(up));
    let (modelled, all) = (!services.is_empty(), services.len());
    let down = any(if modelled { &needed } else { &others }, false);
    match (count(Sight::Up), count(Sight::Down)) {
        (_, gone) if modelled && gone == all && !any(&others, true) => AirState::OffAir,
        (_, 1..) => AirState::Weakened,
        (up, _) if modelled && up == all => AirState::OnAir,
        _ if down => AirState::Weakened,
        _ if any(&needed, true) || any(&others, true) => AirState::OnAir,
        _ => AirState::NotObserved,
    }
}

impl Row for OutletRow {
    const KEYS: &'static [&'static str] = &[
        "outlet",
        "name",
        "status",
        "resurfaced",
        "services",
        "assets",
        "measures",
        "states",
        "irregular",
        "conflicts",
        "last_observed",
    ];
}
