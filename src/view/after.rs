//! How big the hole was: what of an outlet somebody saw to be down, and what nobody saw.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::id::OutletId;
use crate::model::time::At;
use crate::operation::impact::{AvailabilityModel, OutletAvailability, ServiceStatus as Sight};

use super::outlet::last_seen;
use super::picture::Picture;

/// What was seen of an outlet afterwards, as an interval: what nobody saw counted as up, then as down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AfterRow {
    /// Its id.
    pub outlet: String,
    /// Its name.
    pub name: String,
    /// What it is if all that nobody saw is up.
    pub if_up: OutletAvailability,
    /// What it is if all that nobody saw is down.
    pub if_down: OutletAvailability,
    /// What each of its services is: `up`, `down`, or `unknown` where it depends on what nobody saw.
    pub services: BTreeMap<String, Sight>,
    /// How many of them are down at least.
    pub down_at_least: u64,
    /// How many of them are down at most.
    pub down_at_most: u64,
    /// What was seen to be up.
    pub seen_up: Vec<String>,
    /// What was seen to be down.
    pub seen_down: Vec<String>,
    /// What its services are made of and nobody saw, or could tell.
    pub not_seen: Vec<String>,
    /// When it, or a part of it, was last looked at.
    pub last_observed: Option<At>,
}

/// The rows of some outlets, by id.
pub fn after(picture: &Picture<'_>, meant: impl Fn(&OutletId) -> bool) -> Vec<AfterRow> {
    let Some(air) = picture.air() else { return Vec::new() };
    let outlets = picture.plan.outlets.iter().filter(|(id, _)| meant(id));
    let seen = last_seen(picture);
    let row = |id: &OutletId| row(&air, id, seen.get(id.as_str()).map(|seen| seen.at));
    outlets.map(|(id, outlet)| AfterRow { name: outlet.name.clone(), ..row(id) }).collect()
}

fn row(air: &AvailabilityModel<'_>, outlet: &OutletId, last_observed: Option<At>) -> AfterRow {
    let services = air.services(outlet);
    let count = |which: &[Sight]| services.iter().filter(|(_, seen)| which.contains(seen)).count() as u64;
    let parts = air.parts(outlet);
    let of = |which: Option<bool>| -> Vec<String> {
        parts.iter().filter(|(_, up)| *up == which).map(|(part, _)| (*part).to_owned()).collect()
    };
    let (if_up, if_down) = air.between(outlet);
    AfterRow {
        outlet: outlet.to_string(),
        name: String::new(),
        if_up,
        if_down,
        down_at_least: count(&[Sight::Down]),
        down_at_most: count(&[Sight::Down, Sight::Unknown]),
        seen_up: of(Some(true)),
        seen_down: of(Some(false)),
        not_seen: of(None),
        last_observed,
        services: services.iter().map(|(service, seen)| (service.to_string(), *seen)).collect(),
    }
}
