//! The units: each measure begins at its time, ends, and is checked by somebody else.

use crate::model::action::{Check, EvidenceAsked};
use crate::model::digest::Hash;
use crate::model::evidence::ItemState;
use crate::model::id::AgencyId;
use crate::model::measure::MeasureId;
use crate::model::state::State;
use crate::model::time::{At, Instant};
use crate::operation::impact::schedule::lawful_from;
use crate::operation::judge::findings::Unsaid;
use crate::operation::record::Recorded;
use crate::operation::record::request::{Asked, AskedItem, AskedMove, Refusal};
use crate::plan::Plan;
use crate::plan::tables::Measure;

use super::preparation::{BASIS, attestation};
use super::{Happened, MINUTE, Play, RehearseError, Step, Where};

/// So long after its end a measure is checked.
const CHECKED_AFTER: i64 = 10 * MINUTE;

/// So long a custodian keeps what is preserved.
const KEPT_FOR: i64 = 60 * 24 * super::HOUR;

/// Whom a plan with fewer than two countries is seen from.
const ELSEWHERE: [&str; 2] = ["BE", "NL"];

impl Play<'_> {
    /// A unit sets out: it waits for what it comes after, and for its legal hours; else it reports that it begins.
    pub(crate) fn begin(&mut self, id: &MeasureId, now: Instant) -> Result<(), RehearseError> {
        let plan = self.plan;
        let (Some(measure), Some(unit)) = (plan.measures.get(id), self.units.get(id)) else { return Ok(()) };
        if unit.at != Where::Waiting || unit.start != now {
            return Ok(());
        }
        let early = unit.early.clone();
        if let Some(later) = self.waits_until(measure, now).filter(|_| early.is_none()) {
            self.set_out(id, later);
            return Ok(());
        }
        let (takes, fails) = self.units.get(id).map_or((0, false), |unit| (unit.takes, unit.fails));
        let irregular = early.map(|inject| format!("{BASIS}: {inject}"));
        let begin = AskedMove { irregular, ..AskedMove::new(id.clone(), State::UnderWay, At::Instant(now)) };
        let mut asked = vec![Asked::Move(Box::new(begin))];
        if takes == 0 {
            asked.extend(self.ends(measure, fails, now));
        }
        let recorded = match self.try_say(now, &measure.agency, 1, &asked)? {
            Ok(recorded) => Some(recorded),
            Err(refusals) => self.once_more(now, measure, &asked, refusals)?,
        };
        let Some(unit) = self.units.get_mut(id) else { return Ok(()) };
        let Some(recorded) = recorded else {
            unit.at = Where::Over;
            return Ok(());
        };
        unit.begun = Some(now);
        unit.irregular = recorded.rows.iter().any(|row| !row.irregular.is_empty());
        let end = now.plus_millis(takes);
        unit.at = Where::UnderWay(end);
        if takes == 0 {
            self.ended(id, &recorded, now);
        } else {
            self.put(end, Step::End(id.clone()));
        }
        Ok(())
    }

    /// Until when a unit waits; none where it need not.
    fn waits_until(&self, measure: &Measure, now: Instant) -> Option<Instant> {
        let pending = measure.after.iter().filter_map(|id| self.units.get(id));
        let ends = pending.filter_map(|unit| match unit.at {
            Where::Waiting => Some(unit.start.max(now).plus_millis(unit.takes)),
            Where::UnderWay(end) => Some(end),
            Where::Done | Where::Over => None,
        });
        let after = ends.max();
        let start = lawful_from(measure, after.unwrap_or(now));
        (after.is_some() || start > now).then_some(start)
    }

    pub(crate) fn set_out(&mut self, id: &MeasureId, start: Instant) {
        if let Some(unit) = self.units.get_mut(id) {
            unit.start = start;
            self.put(start, Step::Begin(id.clone()));
        }
    }

    /// Words that have grown too old are said again on the spot, and the unit asks once more. A court's word is not: no
    /// grant is had at the door.
    fn once_more(
        &mut self,
        now: Instant,
        measure: &Measure,
        asked: &[Asked],
        refusals: Vec<Refusal>,
    ) -> Result<Option<Recorded>, RehearseError> {
        let mut any = false;
        for unsaid in refusals.iter().flat_map(|refusal| &refusal.gaps).flat_map(|gap| &gap.unsaid) {
            let Unsaid::Attestation { gate, about, by } = unsaid else { continue };
            if let Some(agency) = by.first().and_then(|agency| self.agency(agency)) {
                any |= self.say(now, &agency, 1, &[attestation(*gate, vec![about.clone()])])?.is_some();
            }
        }
        let mut refusals = if any {
            match self.try_say(now, &measure.agency, 1, asked)? {
                Ok(recorded) => return Ok(Some(recorded)),
                Err(refusals) => refusals,
            }
        } else {
            refusals
        };
        // What would have ended at once is refused as often.
        refusals.truncate(1);
        self.happened(now, Happened::Refused { agency: measure.agency.clone(), refusals });
        Ok(None)
    }

    /// What a unit reports when it ends: what it took, and that it is done; or that it had no effect.
    fn ends(&mut self, measure: &Measure, fails: bool, now: Instant) -> Vec<Asked> {
        let step =
            |to: State| Asked::Move(Box::new(AskedMove::new(measure.id.clone(), to, At::Instant(now))));
        if fails {
            return vec![step(State::Failed)];
        }
        let asks = measure.kind.map_or(EvidenceAsked::Nothing, |kind| measure.action.evidence(kind));
        let item = match asks {
            EvidenceAsked::Nothing => None,
            EvidenceAsked::File => Some(AskedItem {
                file: Some(format!("{}.img", measure.id.subject())),
                sha256: Some(content(&measure.id)),
                size: Some(1 << 20),
                ..AskedItem::new(ItemState::Acquired, now)
            }),
            EvidenceAsked::Thing | EvidenceAsked::FileOrThing => Some(AskedItem {
                serial: Some(format!("SN-{}", measure.id.subject())),
                seal: Some(seal(&measure.id)),
                ..AskedItem::new(ItemState::Collected, now)
            }),
        };
        let item = item.map(|item| {
            self.exhibits += 1;
            let exhibit = Some(format!("{BASIS}-{}", self.exhibits));
            Asked::Evidence(Box::new(AskedItem { serves: vec![measure.id.clone()], exhibit, ..item }))
        });
        item.into_iter().chain([step(State::Done)]).collect()
    }

    /// A unit reports its end.
    pub(crate) fn finish(&mut self, id: &MeasureId, now: Instant) -> Result<(), RehearseError> {
        let plan = self.plan;
        let (Some(measure), Some(unit)) = (plan.measures.get(id), self.units.get(id)) else { return Ok(()) };
        let asked = self.ends(measure, unit.fails, now);
        match self.say(now, &measure.agency, 1, &asked)? {
            Some(recorded) => self.ended(id, &recorded, now),
            None => self.over(id),
        }
        Ok(())
    }

    fn over(&mut self, id: &MeasureId) {
        if let Some(unit) = self.units.get_mut(id) {
            unit.at = Where::Over;
        }
    }

    fn ended(&mut self, id: &MeasureId, recorded: &Recorded, now: Instant) {
        let Some(unit) = self.units.get_mut(id) else { return };
        unit.irregular |= recorded.rows.iter().any(|row| !row.irregular.is_empty());
        unit.item = recorded.rows.iter().find(|row| row.kind == "evidence").map(|row| row.hash);
        unit.at = if unit.fails { Where::Over } else { Where::Done };
        if !unit.fails {
            unit.ended = Some(now);
            self.put(now.plus_millis(CHECKED_AFTER), Step::Check(id.clone()));
        }
    }

    /// Another officer checks what was done, with what the table of actions asks for.
    pub(crate) fn check(&mut self, id: &MeasureId, now: Instant) -> Result<(), RehearseError> {
        let plan = self.plan;
        let (Some(measure), Some(unit)) = (plan.measures.get(id), self.units.get(id)) else { return Ok(()) };
        if unit.at != Where::Done {
            return Ok(());
        }
        let (item, irregular) = (unit.item, unit.irregular);
        let lead = plan.operation.lead.clone();
        if irregular {
            let about = vec![id.to_string()];
            let note = Asked::Note { about, at: None, sources: Vec::new(), text: format!("{BASIS}: seen") };
            self.say(now, &lead, 1, &[note])?;
        }
        let check = measure.kind.map_or(Check::Basis, |kind| measure.action.check(kind));
        let verified = item.map(|item| verified(id, item, now));
        let until = (check == Check::BasisUntil).then(|| now.plus_millis(KEPT_FOR));
        let confirmed = Asked::Move(Box::new(AskedMove {
            basis: Some(BASIS.to_owned()),
            seen_from: seen_from(plan, &measure.agency, check),
            until,
            ..AskedMove::new(id.clone(), State::Confirmed, At::Instant(now))
        }));
        if check == Check::Lead && lead != measure.agency {
            if let Some(verified) = verified {
                self.say(now, &measure.agency, 2, &[verified])?;
            }
            self.say(now, &lead, 2, &[confirmed])?;
        } else {
            let asked: Vec<Asked> = verified.into_iter().chain([confirmed]).collect();
            self.say(now, &measure.agency, 2, &asked)?;
        }
        Ok(())
    }
}

/// What a copy holds: nothing but the measure's name.
fn content(id: &MeasureId) -> Hash {
    Hash::of(format!("{BASIS} of {id}").as_bytes())
}

fn seal(id: &MeasureId) -> String {
    format!("seal-{}", content(id).short())
}

/// The item that a measure took, verified: a file by its hash, a thing by its seal.
fn verified(id: &MeasureId, item: Hash, now: Instant) -> Asked {
    Asked::Evidence(Box::new(AskedItem {
        item: Some(item),
        sha256: (id.action().row().evidence == EvidenceAsked::File).then(|| content(id)),
        seal: (id.action().row().evidence != EvidenceAsked::File).then(|| seal(id)),
        ..AskedItem::new(ItemState::Verified, now)
    }))
}

/// From which countries an effect is seen.
fn seen_from(plan: &Plan, agency: &AgencyId, check: Check) -> Vec<String> {
    let home = plan.agencies.get(agency).map(|agency| agency.country.code());
    let participating = plan.countries();
    let mut seen: Vec<&str> = participating.iter().map(crate::model::country::Country::code).collect();
    seen.extend(ELSEWHERE.into_iter().filter(|code| !participating.iter().any(|it| it.code() == *code)));
    let seen: Vec<&str> = match check {
        Check::Basis | Check::BasisUntil | Check::Lead => Vec::new(),
        Check::Inside => home.into_iter().collect(),
        Check::Outside => seen.into_iter().filter(|code| Some(*code) != home).take(1).collect(),
        Check::TwoCountries => seen.into_iter().take(2).collect(),
        Check::Seen => seen.into_iter().take(1).collect(),
    };
    seen.into_iter().map(str::to_owned).collect()
}
