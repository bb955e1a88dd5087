//! Simulates the preparation: agencies attest and grant, save and approve a plan, and the lead gives the go.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ledger::codec::entry::{Attestation, InstrumentStep};
use crate::model::gate::Gate;
use crate::model::id::AgencyId;
use crate::model::instrument::InstrumentState;
use crate::model::measure::MeasureId;
use crate::model::time::Instant;
use crate::operation::record::request::EntryRequest;
use crate::operation::status::next::{Next, StuckReason};

use super::{Happened, RehearseError, Simulation};

/// The stated basis of every simulated entry.
pub(crate) const BASIS: &str = "rehearsal";

/// How often the missing entries are recorded in a row, because some of them become possible only after
/// others.
const SITTINGS: usize = 3;

impl Simulation<'_> {
    /// What remains to be recorded at the moment.
    fn next(&self, now: Instant) -> Result<Vec<Next>, RehearseError> {
        let all: Vec<MeasureId> = self.plan.measures.keys().cloned().collect();
        self.apart.with_operation(|operation| operation.next(&all, now))
    }

    /// Records what every agency can attest or grant, and returns what remains to be recorded. Only injects
    /// place holds, and no one lifts them.
    pub(crate) fn words(&mut self, now: Instant) -> Result<Vec<Next>, RehearseError> {
        for _ in 0..SITTINGS {
            let next = self.next(now)?;
            let mut requests: BTreeMap<AgencyId, Vec<EntryRequest>> = BTreeMap::new();
            for next in &next {
                let agency = next.agency().and_then(|agency| self.plan.agencies.get_key_value(agency));
                if let Some((agency, _)) = agency {
                    requests.entry(agency.clone()).or_default().extend(words(next, now));
                }
            }
            requests.retain(|_, own| !own.is_empty());
            if requests.is_empty() {
                return Ok(next);
            }
            let mut any = false;
            for (agency, own) in requests {
                any |= self.record_for(now, &agency, 1, &own)?.is_some();
            }
            if !any {
                break;
            }
        }
        self.next(now)
    }

    /// Renews expired statements, then saves the measures that are ready and has the plan approved.
    pub(crate) fn save(&mut self, now: Instant) -> Result<(), RehearseError> {
        let next = self.words(now)?;
        self.saved = None;
        let mut approvers: Vec<AgencyId> = Vec::new();
        for next in next {
            match next {
                Next::Save { measures } => self.compose(measures, now)?,
                Next::Approve { agency } => approvers.extend(self.agency(&agency)),
                Next::Stuck { measure, reason } => self.happened(now, Happened::Stuck { measure, reason }),
                Next::Lift { .. } | Next::Attest { .. } | Next::Grant { .. } | Next::Go { .. } => {}
            }
        }
        let Some(saved) = self.saved.clone() else { return Ok(()) };
        for agency in approvers {
            self.record_for(now, &agency, 1, &[EntryRequest::approval(Arc::clone(&saved))])?;
        }
        Ok(())
    }

    fn compose(&mut self, named: Vec<MeasureId>, now: Instant) -> Result<(), RehearseError> {
        let named = if named.is_empty() { self.plan.measures.keys().cloned().collect() } else { named };
        let drawn = self.apart.with_operation(|operation| operation.compose(&named, &[], now))?;
        let (saved, waiting) = match drawn {
            Ok(drawn) => (Some(Arc::new(drawn.saved)), drawn.waiting),
            Err(nothing) => (None, nothing.waiting),
        };
        self.saved = saved;
        for (measure, lacks) in waiting {
            self.happened(now, Happened::Stuck { measure, reason: StuckReason::Group(lacks) });
        }
        Ok(())
    }

    /// The lead gives the go. If the saved plan is stale, a new one is saved and approved, and the lead tries
    /// once more.
    pub(crate) fn go(&mut self, now: Instant) -> Result<(), RehearseError> {
        let lead = self.plan.operation.lead.clone();
        for again in [false, true] {
            if again {
                self.save(now)?;
            }
            let Some(saved) = self.saved.clone() else { return Ok(()) };
            if self.record_for(now, &lead, 1, &[EntryRequest::go(saved)])?.is_some() {
                return Ok(());
            }
        }
        Ok(())
    }

    pub(crate) fn agency(&self, id: &str) -> Option<AgencyId> {
        self.plan.agencies.get_key_value(id).map(|(id, _)| id.clone())
    }
}

/// The requests for a missing entry; empty if it is not for a single agency to attest or grant.
fn words(next: &Next, now: Instant) -> Vec<EntryRequest> {
    match next {
        Next::Attest { gates, about, .. } => {
            gates.iter().map(|gate| attestation(*gate, about.clone())).collect()
        }
        Next::Grant { instruments, valid, .. } => instruments
            .iter()
            .map(|instrument| {
                let granted = InstrumentStep {
                    number: Some(BASIS.into()),
                    valid: Some(*valid),
                    ..InstrumentStep::new(instrument.clone(), InstrumentState::Granted, now)
                };
                granted.into()
            })
            .collect(),
        Next::Lift { .. }
        | Next::Save { .. }
        | Next::Approve { .. }
        | Next::Go { .. }
        | Next::Stuck { .. } => Vec::new(),
    }
}

pub(crate) fn attestation(gate: Gate, about: Vec<String>) -> EntryRequest {
    Attestation::new(gate, about, BASIS).into()
}
