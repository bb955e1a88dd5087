//! The head of every document: the operation, its TLP label, and the lead.

use chrono_tz::Tz;

use crate::model::country::Country;
use crate::model::id::AgencyId;
use crate::model::mode::Mode;
use crate::model::time::{At, Instant};
use crate::model::tlp::{Handling, Marks, Tlp};
use crate::operation::Operation;
use crate::plan::Plan;

use super::picture::Picture;

/// An agency as document heads name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedAgency {
    pub id: AgencyId,
    pub name: String,
    pub country: Option<Country>,
    /// The time zone of the agency.
    pub timezone: Option<Tz>,
}

/// The head of a document. The JSON omits it, because its readers have the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadView {
    pub id: String,
    pub name: String,
    pub mode: Mode,
    /// The TLP label of the document.
    pub tlp: Tlp,
    pub handling: Vec<Handling>,
    /// The agency that gives the go.
    pub lead: NamedAgency,
    pub coordinator: Option<NamedAgency>,
    /// The agency that coordinates judicial cooperation.
    pub judicial_coordinator: Option<NamedAgency>,
    /// The instant that measures are timed from.
    pub h_hour: Option<Instant>,
    /// The first eight digits of the plan's hash.
    pub plan: String,
    /// The first and the last time among the reported events.
    pub period: Option<(At, At)>,
}

impl HeadView {
    /// The head of the documents of a plan.
    pub fn of(plan: &Plan) -> Self {
        let operation = &plan.operation;
        let (tlp, handling) = plan.strictest();
        let named_agency = |id: &AgencyId| NamedAgency {
            id: id.clone(),
            name: plan.agencies.get(id).map_or_else(|| id.to_string(), |agency| agency.name.clone()),
            country: plan.agencies.get(id).map(|agency| agency.country),
            timezone: plan.agencies.get(id).and_then(|agency| agency.timezone),
        };
        Self {
            id: operation.id.to_string(),
            name: operation.name.clone(),
            mode: operation.mode,
            tlp,
            handling,
            lead: named_agency(&operation.lead),
            coordinator: operation.coordinator.as_ref().map(named_agency),
            judicial_coordinator: operation.judicial_coordinator.as_ref().map(named_agency),
            h_hour: operation.h_hour,
            plan: plan.hash.short(),
            period: None,
        }
    }

    /// Takes the labels of items and observations into account, for a document that also shows the ledger.
    #[must_use]
    pub fn with_record(mut self, operation: &Operation<'_>) -> Self {
        (self.tlp, self.handling) = Marks::strictest((self.tlp, self.handling), operation.marks());
        self
    }

    /// Adds the period in which the reported events happened.
    #[must_use]
    pub fn in_period(mut self, picture: &Picture<'_>) -> Self {
        let times = || picture.standings.iter().filter_map(|standing| standing.tip()).map(|tip| tip.at);
        let first = times().filter(|at| at.earliest().is_some()).min_by_key(|at| at.earliest());
        let last = times().max_by_key(|at| at.latest());
        self.period = first.zip(last);
        self
    }
}
