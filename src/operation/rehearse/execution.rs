//! Simulates the units: each measure begins at its time and ends, and then another officer checks it.

use crate::ledger::codec::entry::{EntryKind, Evidence, Irregular, Note, Text, Transition};
use crate::model::action::{ConfirmationCheck, EvidenceRequirement};
use crate::model::digest::Hash;
use crate::model::evidence::ItemState;
use crate::model::id::AgencyId;
use crate::model::measure::MeasureId;
use crate::model::state::State;
use crate::model::time::{At, Instant};
use crate::operation::impact::schedule::lawful_from;
use crate::operation::judge::findings::MissingStatement;
use crate::operation::record::RecordOutcome;
use crate::operation::record::request::{EntryRequest, Refusal};
use crate::plan::Plan;
use crate::plan::tables::Measure;

use super::preparation::{BASIS, attestation};
use super::{Happened, MINUTE, MeasureProgress, RehearseError, SimulatedStep, Simulation};

/// How long after its end a measure is checked, in milliseconds.
const CHECKED_AFTER: i64 = 10 * MINUTE;

/// How long a custodian preserves data, in milliseconds.
const KEPT_FOR: i64 = 60 * 24 * super::HOUR;

/// The countries that effects are seen from if a plan has fewer than two.
const ELSEWHERE: [&str; 2] = ["BE", "NL"];

impl Simulation<'_> {
    /// Begins a measure, or postpones it if it comes after others that have not ended, or outside its legal
    /// hours.
    pub(crate) fn begin(&mut self, id: &MeasureId, now: Instant) -> Result<(), RehearseError> {
        let plan = self.plan;
        let (Some(measure), Some(unit)) = (plan.measures.get(id), self.units.get(id)) else { return Ok(()) };
        if unit.at != MeasureProgress::Waiting || unit.start != now {
            return Ok(());
        }
        let early = unit.early.clone();
        if let Some(later) = self.waits_until(measure, now).filter(|_| early.is_none()) {
            self.set_out(id, later);
            return Ok(());
        }
        let (takes, fails) = self.units.get(id).map_or((0, false), |unit| (unit.takes, unit.fails));
        let irregular = early.map(|inject| Irregular::new(format!("{BASIS}: {inject}")));
        let begin =
            Transition { irregular, ..Transition::new(id.clone(), State::UnderWay, At::Instant(now)) };
        let mut requests = vec![EntryRequest::from(begin)];
        if takes == 0 {
            requests.extend(self.ends(measure, fails, now));
        }
        let recorded = match self.try_say(now, &measure.agency, 1, &requests)? {
            Ok(recorded) => Some(recorded),
            Err(refusals) => self.once_more(now, measure, &requests, refusals)?,
        };
        let Some(unit) = self.units.get_mut(id) else { return Ok(()) };
        let Some(recorded) = recorded else {
            unit.at = MeasureProgress::Over;
            return Ok(());
        };
        unit.begun = Some(now);
        unit.irregular = recorded.rows.iter().any(|row| !row.irregular.is_empty());
        let end = now.plus_millis(takes);
        unit.at = MeasureProgress::UnderWay(end);
        if takes == 0 {
            self.ended(id, &recorded, now);
        } else {
            self.put(end, SimulatedStep::End(id.clone()));
        }
        Ok(())
    }

    /// The instant until which a unit waits; `None` if it can begin now.
    fn waits_until(&self, measure: &Measure, now: Instant) -> Option<Instant> {
        let pending = measure.after.iter().filter_map(|id| self.units.get(id));
        let ends = pending.filter_map(|unit| match unit.at {
            MeasureProgress::Waiting => Some(unit.start.max(now).plus_millis(unit.takes)),
            MeasureProgress::UnderWay(end) => Some(end),
            MeasureProgress::Done | MeasureProgress::Over => None,
        });
        let after = ends.max();
        let start = lawful_from(measure, after.unwrap_or(now));
        (after.is_some() || start > now).then_some(start)
    }

    pub(crate) fn set_out(&mut self, id: &MeasureId, start: Instant) {
        if let Some(unit) = self.units.get_mut(id) {
            unit.start = start;
            self.put(start, SimulatedStep::Begin(id.clone()));
        }
    }

    /// Renews the attestations that the refusals miss, and tries once more. Grants are not renewed, because
    /// an authority does not grant an instrument on the spot.
    fn once_more(
        &mut self,
        now: Instant,
        measure: &Measure,
        requests: &[EntryRequest],
        refusals: Vec<Refusal>,
    ) -> Result<Option<RecordOutcome>, RehearseError> {
        let mut any = false;
        for unsaid in refusals.iter().flat_map(|refusal| &refusal.gaps).flat_map(|gap| &gap.missing) {
            let MissingStatement::Attestation { gate, about, by } = unsaid else { continue };
            if let Some(agency) = by.first().and_then(|agency| self.agency(agency)) {
                any |=
                    self.record_for(now, &agency, 1, &[attestation(*gate, vec![about.clone()])])?.is_some();
            }
        }
        let mut refusals = if any {
            match self.try_say(now, &measure.agency, 1, requests)? {
                Ok(recorded) => return Ok(Some(recorded)),
                Err(refusals) => refusals,
            }
        } else {
            refusals
        };
        // A request for the end in the same batch was refused for the same reason.
        refusals.truncate(1);
        self.happened(now, Happened::Refused { agency: measure.agency.clone(), refusals });
        Ok(None)
    }

    /// The requests of a unit at the end of its measure: the evidence that it secured and that it is done, or
    /// that it failed.
    fn ends(&mut self, measure: &Measure, fails: bool, now: Instant) -> Vec<EntryRequest> {
        let step = |to: State| EntryRequest::from(Transition::new(measure.id.clone(), to, At::Instant(now)));
        if fails {
            return vec![step(State::Failed)];
        }
        let asks = measure.kind.map_or(EvidenceRequirement::Nothing, |kind| measure.action.evidence(kind));
        let item = match asks {
            EvidenceRequirement::Nothing => None,
            EvidenceRequirement::File => Some(Evidence {
                file: Some(format!("{}.img", measure.id.subject()).into()),
                sha256: Some(content(&measure.id)),
                size: Some(1 << 20),
                ..Evidence::begin(ItemState::Acquired, now, [measure.id.clone()])
            }),
            EvidenceRequirement::Thing | EvidenceRequirement::FileOrThing => Some(Evidence {
                serial: Some(format!("SN-{}", measure.id.subject()).into()),
                seal: Some(seal_text(&measure.id).into()),
                ..Evidence::begin(ItemState::Collected, now, [measure.id.clone()])
            }),
        };
        let item = item.map(|item| {
            self.exhibits += 1;
            let exhibit = Some(format!("{BASIS}-{}", self.exhibits).into());
            EntryRequest::from(Evidence { exhibit, ..item })
        });
        item.into_iter().chain([step(State::Done)]).collect()
    }

    pub(crate) fn finish(&mut self, id: &MeasureId, now: Instant) -> Result<(), RehearseError> {
        let plan = self.plan;
        let (Some(measure), Some(unit)) = (plan.measures.get(id), self.units.get(id)) else { return Ok(()) };
        let requests = self.ends(measure, unit.fails, now);
        match self.record_for(now, &measure.agency, 1, &requests)? {
            Some(recorded) => self.ended(id, &recorded, now),
            None => self.over(id),
        }
        Ok(())
    }

    fn over(&mut self, id: &MeasureId) {
        if let Some(unit) = self.units.get_mut(id) {
            unit.at = MeasureProgress::Over;
        }
    }

    fn ended(&mut self, id: &MeasureId, recorded: &RecordOutcome, now: Instant) {
        let Some(unit) = self.units.get_mut(id) else { return };
        unit.irregular |= recorded.rows.iter().any(|row| !row.irregular.is_empty());
        unit.item = recorded.rows.iter().find(|row| row.kind == EntryKind::Evidence).map(|row| row.hash);
        unit.at = if unit.fails { MeasureProgress::Over } else { MeasureProgress::Done };
        if !unit.fails {
            unit.ended = Some(now);
            self.put(now.plus_millis(CHECKED_AFTER), SimulatedStep::Check(id.clone()));
        }
    }

    /// Another officer checks the measure and states everything that the table of actions requires.
    pub(crate) fn check(&mut self, id: &MeasureId, now: Instant) -> Result<(), RehearseError> {
        let plan = self.plan;
        let (Some(measure), Some(unit)) = (plan.measures.get(id), self.units.get(id)) else { return Ok(()) };
        if unit.at != MeasureProgress::Done {
            return Ok(());
        }
        let (item, irregular) = (unit.item, unit.irregular);
        let lead = plan.operation.lead.clone();
        if irregular {
            let note = Note::new([id.clone()], format!("{BASIS}: seen"));
            self.record_for(now, &lead, 1, &[note.into()])?;
        }
        let check = measure.kind.map_or(ConfirmationCheck::Basis, |kind| measure.action.check(kind));
        let verified = item.map(|item| verified(id, item, now));
        let until = (check == ConfirmationCheck::BasisUntil).then(|| now.plus_millis(KEPT_FOR));
        let confirmed = EntryRequest::from(Transition {
            basis: Some(BASIS.into()),
            seen_from: seen_from(plan, &measure.agency, check),
            until,
            ..Transition::new(id.clone(), State::Confirmed, At::Instant(now))
        });
        if check == ConfirmationCheck::Lead && lead != measure.agency {
            if let Some(verified) = verified {
                self.record_for(now, &measure.agency, 2, &[verified])?;
            }
            self.record_for(now, &lead, 2, &[confirmed])?;
        } else {
            let requests: Vec<EntryRequest> = verified.into_iter().chain([confirmed]).collect();
            self.record_for(now, &measure.agency, 2, &requests)?;
        }
        Ok(())
    }
}

/// The hash of a simulated file. The file contains only the measure's id.
fn content(id: &MeasureId) -> Hash {
    Hash::of(format!("{BASIS} of {id}").as_bytes())
}

fn seal_text(id: &MeasureId) -> String {
    format!("seal-{}", content(id).short())
}

/// A request to verify the item of a measure: a file by its hash, a physical object by its seal.
fn verified(id: &MeasureId, item: Hash, now: Instant) -> EntryRequest {
    let step = Evidence {
        item: Some(item),
        sha256: (id.action().row().evidence == EvidenceRequirement::File).then(|| content(id)),
        seal: (id.action().row().evidence != EvidenceRequirement::File).then(|| seal_text(id).into()),
        ..Evidence::new(ItemState::Verified, now)
    };
    step.into()
}

/// The countries that an effect is seen from.
fn seen_from(plan: &Plan, agency: &AgencyId, check: ConfirmationCheck) -> Vec<Text<'static>> {
    let home = plan.agencies.get(agency).map(|agency| agency.country.code());
    let participating = plan.countries();
    let mut seen: Vec<&str> = participating.iter().map(crate::model::country::Country::code).collect();
    seen.extend(ELSEWHERE.into_iter().filter(|code| !participating.iter().any(|it| it.code() == *code)));
    let seen: Vec<&str> = match check {
        ConfirmationCheck::Basis | ConfirmationCheck::BasisUntil | ConfirmationCheck::Lead => Vec::new(),
        ConfirmationCheck::Inside => home.into_iter().collect(),
        ConfirmationCheck::Outside => seen.into_iter().filter(|code| Some(*code) != home).take(1).collect(),
        ConfirmationCheck::TwoCountries => seen.into_iter().take(2).collect(),
        ConfirmationCheck::Seen => seen.into_iter().take(1).collect(),
    };
    seen.into_iter().map(|code| code.to_owned().into()).collect()
}
