//! How much of an outlet was observed to be down, and how much was not observed.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::id::OutletId;
use crate::model::time::At;
use crate::operation::impact::AvailabilityModel;

use super::outlet::{OutletAvailability, ServiceStatus};
use super::picture::Picture;

/// What was observed of an outlet, as an interval: unobserved parts count once as up and once as down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AfterRow {
    pub outlet: String,
    pub name: String,
    /// The availability if all unobserved parts are up.
    pub if_up: OutletAvailability,
    /// The availability if all unobserved parts are down.
    pub if_down: OutletAvailability,
    /// The status of each service: `up`, `down`, or `unknown` if it depends on unobserved parts.
    pub services: BTreeMap<String, ServiceStatus>,
    /// The smallest possible number of services that are down.
    pub down_at_least: u64,
    /// The largest possible number of services that are down.
    pub down_at_most: u64,
    /// The parts that were last observed to be up.
    pub seen_up: Vec<String>,
    /// The parts that were last observed to be down.
    pub seen_down: Vec<String>,
    /// The parts that nobody observed, or whose observations do not say whether they are up.
    pub not_seen: Vec<String>,
    /// When the outlet, or a part of it, was last observed.
    pub last_observed: Option<At>,
}

/// The rows of the selected outlets, by id.
pub fn after(picture: &Picture<'_>, selects: impl Fn(&OutletId) -> bool) -> Vec<AfterRow> {
    let Some(model) = picture.availability() else { return Vec::new() };
    let outlets = picture.plan.outlets.iter().filter(|(id, _)| selects(id));
    outlets.map(|(id, outlet)| row(&model, id, &outlet.name)).collect()
}

fn row(model: &AvailabilityModel<'_>, outlet: &OutletId, name: &str) -> AfterRow {
    let services = model.services(outlet);
    let count =
        |which: &[ServiceStatus]| services.iter().filter(|(_, status)| which.contains(status)).count() as u64;
    let parts = model.parts(outlet);
    let parts_that_are = |state: Option<bool>| -> Vec<String> {
        parts.iter().filter(|(_, up)| *up == state).map(|(part, _)| (*part).to_owned()).collect()
    };
    let (if_up, if_down) = model.between(outlet);
    AfterRow {
        outlet: outlet.to_string(),
        name: name.to_owned(),
        if_up,
        if_down,
        down_at_least: count(&[ServiceStatus::Down]),
        down_at_most: count(&[ServiceStatus::Down, ServiceStatus::Unknown]),
        seen_up: parts_that_are(Some(true)),
        seen_down: parts_that_are(Some(false)),
        not_seen: parts_that_are(None),
        last_observed: model.last_observation(outlet).map(|observation| observation.at),
        services: services.iter().map(|(service, status)| (service.to_string(), *status)).collect(),
    }
}
