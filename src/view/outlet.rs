//! An outlet: whether it is on the air, as far as somebody looked.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::asset::AssetKind;
use crate::model::id::OutletId;
use crate::model::observation::ObservationKind;
use crate::model::time::At;
use crate::model::word::words;
use crate::operation::Standing;

use super::Row;
use super::count::Count;
use super::picture::{Picture, Seen, States, Tally};

words! {
    /// Whether an outlet is on the air.
    pub enum OnAir: "outlet status" {
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
    pub status: Option<OnAir>,
    /// How many times it came back.
    pub resurfaced: u64,
    /// What it runs on, by kind.
    pub assets: BTreeMap<AssetKind, Count>,
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
    let named = picture.plan.outlets.iter().map(|(id, outlet)| OutletRow {
        name: Some(outlet.name.clone()),
        ..row(picture, standings, Some(id))
    });
    let mut rows: Vec<_> = named.collect();
    let none = row(picture, standings, None);
    if none.measures > 0 {
        rows.push(none);
    }
    rows
}

fn row(picture: &Picture<'_>, standings: &[&Standing<'_>], outlet: Option<&OutletId>) -> OutletRow {
    let against = |outlets: &[OutletId]| match outlet {
        Some(outlet) => outlets.contains(outlet),
        None => outlets.is_empty(),
    };
    let own = standings.iter().copied().filter(|standing| {
        against(standing.measure.map(|measure| measure.outlets.as_slice()).unwrap_or_default())
    });
    let tally = Tally::of(own);
    let things = picture.things().filter(|thing| against(picture.outlets_of(thing)));
    let seen = outlet.map(|outlet| seen(picture, outlet)).unwrap_or_default();
    OutletRow {
        outlet: outlet.map(ToString::to_string),
        name: None,
        status: outlet.map(|_| status(&seen)),
        resurfaced: seen.iter().filter(|(_, seen)| seen.kind == ObservationKind::Resurfaced).count() as u64,
        assets: picture.counts(things),
        measures: tally.measures,
        states: tally.states,
        irregular: tally.irregular,
        conflicts: tally.conflicts,
        last_observed: last(&seen).map(|seen| seen.at),
    }
}

/// What was seen of an outlet itself (true) or of one of its assets or measures.
fn seen<'p>(picture: &'p Picture<'_>, outlet: &OutletId) -> Vec<(bool, &'p Seen)> {
    let found = picture.seen.iter().filter_map(|seen| {
        if let Some(id) = seen.about.strip_prefix("outlet:") {
            return (id == outlet.as_str()).then_some((true, seen));
        }
        let thing = subject(&seen.about);
        picture.outlets_of(thing).contains(outlet).then_some((false, seen))
    });
    found.collect()
}

/// The asset or inventory that a finding is about.
pub(super) fn subject(about: &str) -> &str {
    let of_measure = || crate::model::measure::MeasureId::split(about).map(|(_, subject, _)| subject);
    about.strip_prefix("asset:").or_else(of_measure).unwrap_or(about)
}

/// The latest finding; of two at one time the later entry.
fn last<'p>(seen: &[(bool, &'p Seen)]) -> Option<&'p Seen> {
    seen.iter().map(|(_, seen)| *seen).max_by_key(|seen| seen.at.latest())
}

/// The latest finding about an outlet as a whole.
pub fn last_of<'p>(picture: &'p Picture<'_>, outlet: &str) -> Option<&'p Seen> {
    let id = OutletId::new(outlet).ok()?;
    last(&seen(picture, &id))
}

/// A return counts until the outlet itself is seen to be down again. Without a word on the whole, its parts speak.
fn status(seen: &[(bool, &Seen)]) -> OnAir {
    use ObservationKind::*;
    let mut whole: Vec<_> = seen.iter().filter(|(whole, _)| *whole).map(|(_, seen)| *seen).collect();
    whole.sort_by_key(|seen| seen.at.latest());
    let returned = seen.iter().any(|(_, seen)| seen.kind == Resurfaced);
    match whole.iter().rev().map(|seen| seen.kind).find(|kind| *kind != Unknown) {
        Some(Down) => return OnAir::OffAir,
        Some(Resurfaced) => return OnAir::Resurfaced,
        _ if returned => return OnAir::Resurfaced,
        Some(_) => return OnAir::OnAir,
        None => {}
    }
    let mut parts: BTreeMap<&str, (At, ObservationKind)> = BTreeMap::new();
    for (_, seen) in seen.iter().filter(|(_, seen)| seen.kind != Unknown) {
        let part = parts.entry(subject(&seen.about)).or_insert((seen.at, seen.kind));
        if seen.at.latest() >= part.0.latest() {
            *part = (seen.at, seen.kind);
        }
    }
    let down = parts.values().filter(|(_, kind)| *kind == Down).count();
    match down {
        _ if parts.is_empty() => OnAir::NotObserved,
        0 => OnAir::OnAir,
        // That every part somebody looked at is down does not show that every part was looked at.
        _ => OnAir::Weakened,
    }
}

impl Row for OutletRow {
    const KEYS: &'static [&'static str] = &[
        "outlet",
        "name",
        "status",
        "resurfaced",
        "assets",
        "measures",
        "states",
        "irregular",
        "conflicts",
        "last_observed",
    ];
}
