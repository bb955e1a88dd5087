//! Judges attestations, steps of instruments, approvals of a saved plan, and the go for one.

use crate::ledger::codec::entry::{Approval, Attestation, Go, InstrumentStep, Text};
use crate::model::digest::Hash;
use crate::model::gate::{Attester, Gate};
use crate::model::instrument::{InstrumentState, Side};
use crate::model::state::State;
use crate::model::time::Instant;
use crate::model::word::Word as _;
use crate::operation::judge::approvals::approvals;
use crate::plan::Plan;
use crate::plan::tables::{Instrument, Measure};

use super::gate;
use super::stale;
use super::verdict::{Authorized, EntryRequirement, RefusalReason, Verdict};
use crate::operation::judge::author::Author;
use crate::operation::state::saved::Saved;
use crate::operation::state::snapshot::Snapshot;

#[derive(Debug, Clone)]
pub(crate) struct AttestationClaim {
    pub gate: Gate,
    pub about: Vec<(Box<str>, Hash)>,
    pub until: Option<Instant>,
}

impl From<&Attestation<'_>> for AttestationClaim {
    fn from(attestation: &Attestation<'_>) -> Self {
        Self { gate: attestation.gate, about: bound(&attestation.about), until: attestation.until }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct InstrumentClaim {
    pub instrument: Box<str>,
    pub to: InstrumentState,
    pub at: Instant,
    pub scope: Vec<(Box<str>, Hash)>,
    pub has_number: bool,
    pub has_validity: bool,
    pub has_document: bool,
}

impl From<&InstrumentStep<'_>> for InstrumentClaim {
    fn from(step: &InstrumentStep<'_>) -> Self {
        Self {
            instrument: (*step.instrument).into(),
            to: step.to,
            at: step.at,
            scope: bound(&step.scope),
            has_number: step.number.is_some(),
            has_validity: step.valid.is_some(),
            has_document: step.document.is_some(),
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct ApprovalClaim {
    pub saved: Hash,
}

impl From<&Approval> for ApprovalClaim {
    fn from(approval: &Approval) -> Self {
        Self { saved: approval.saved }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct GoClaim {
    pub saved: Hash,
    pub measures: Vec<(Box<str>, u64, Hash)>,
}

impl From<&Go<'_>> for GoClaim {
    fn from(go: &Go<'_>) -> Self {
        let measures = go.measures.iter();
        let measures = measures.map(|(measure, round, order)| ((**measure).into(), *round, *order));
        Self { saved: go.saved, measures: measures.collect() }
    }
}

fn bound(list: &[(Text<'_>, Hash)]) -> Vec<(Box<str>, Hash)> {
    list.iter().map(|(what, digest)| ((**what).into(), *digest)).collect()
}

pub(super) fn attestation(by: &Author<'_>, claim: &AttestationClaim) -> Result<Verdict, RefusalReason> {
    if claim.until.is_some_and(|until| until < by.recorded_at) {
        return Err(RefusalReason::Lacks(EntryRequirement::UnexpiredAttestation));
    }
    for (about, digest) in &claim.about {
        if claim.gate.row().per_outlet {
            let outlet = by.plan.outlets.get(&**about);
            let outlet = outlet.ok_or_else(|| RefusalReason::Unknown(format!("outlet {about}")))?;
            if outlet.digest != *digest {
                return Err(RefusalReason::OtherTarget);
            }
        } else {
            let measure = by.plan.measures.get(&**about);
            let measure = measure.ok_or_else(|| RefusalReason::Unknown(format!("measure {about}")))?;
            attests(by, claim.gate, measure)?;
            if by.plan.proves_target(measure) && measure.target != *digest {
                return Err(RefusalReason::OtherTarget);
            }
        }
    }
    Ok(Verdict::Sound)
}

/// Whether the writer may attest that gate of a measure.
fn attests(by: &Author<'_>, gate: Gate, measure: &Measure) -> Result<(), RefusalReason> {
    if !gate::required_gates(measure).contains(&gate) {
        return Err(RefusalReason::NotAsked(gate));
    }
    let own = by.agency == measure.agency.as_str();
    let body = by.plan.agencies.get(by.agency).is_none_or(|agency| agency.country.is_body());
    let (may, who) = match gate.row().attested_by {
        Attester::LeadAndOther => return Ok(()),
        Attester::Own => (own, Authorized::Agency(measure.agency.to_string())),
        Attester::EveryCountry => (!body, Authorized::OfCountry),
        Attester::Other => (!own, Authorized::OtherThan(measure.agency.to_string())),
        Attester::Nobody => return Err(RefusalReason::Derived(gate)),
    };
    if may { Ok(()) } else { Err(RefusalReason::NoRight { who: vec![who] }) }
}

pub(super) fn instrument(
    view: Snapshot<'_>,
    by: &Author<'_>,
    claim: &InstrumentClaim,
) -> Result<Verdict, RefusalReason> {
    let instrument = by.plan.instruments.get(&*claim.instrument);
    let instrument =
        instrument.ok_or_else(|| RefusalReason::Unknown(format!("instrument {}", claim.instrument)))?;
    let row = claim.to.row();
    let who = side(by.plan, instrument, row.by);
    if !who.iter().any(|agency| agency == by.agency) {
        return Err(RefusalReason::NoRight { who: who.into_iter().map(Authorized::Agency).collect() });
    }
    let papers = view.instrument(&claim.instrument, None);
    if !row.from.iter().any(|from| papers.is_in(*from)) {
        let from = papers.state().map_or("drafted", InstrumentState::as_str);
        return Err(RefusalReason::NoStep { from, to: claim.to.as_str() });
    }
    if claim.at > by.recorded_at {
        return Err(RefusalReason::Future);
    }
    if claim.to == InstrumentState::Granted {
        granted(by.plan, instrument, claim)?;
    }
    Ok(Verdict::Sound)
}

/// The agencies that may write a step of an instrument, by id.
pub(crate) fn side(plan: &Plan, instrument: &Instrument, side: Side) -> Vec<String> {
    let executing = instrument.executed_by.to_string();
    // The issuing side is the named agency and every other agency of its country. If the issuer is free text,
    // it is the executing agency.
    let issuer = plan.agencies.get(instrument.issued_by.as_str()).map(|agency| agency.country);
    let mut issuing: Vec<String> = match issuer {
        Some(country) => plan
            .agencies
            .iter()
            .filter(|(_, agency)| agency.country == country)
            .map(|(id, _)| id.to_string())
            .collect(),
        None => vec![executing.clone()],
    };
    let lead = plan.operation.lead.to_string();
    let mut who = match side {
        Side::Executing => vec![executing],
        Side::IssuingOrLead => {
            issuing.push(lead);
            issuing
        }
        Side::EitherOrLead => {
            issuing.extend([executing, lead]);
            issuing
        }
    };
    who.sort_unstable();
    who.dedup();
    who
}

/// Checks that a grant states its number and validity, and covers exactly what the plan lists for the
/// instrument.
fn granted(plan: &Plan, instrument: &Instrument, claim: &InstrumentClaim) -> Result<(), RefusalReason> {
    let lacks = |requirement| Err(RefusalReason::Lacks(requirement));
    if !claim.has_number {
        return lacks(EntryRequirement::InstrumentNumber);
    }
    if !claim.has_validity {
        return lacks(EntryRequirement::InstrumentValidity);
    }
    if !claim.has_document && plan.operation.mode.row().document_asked {
        return lacks(EntryRequirement::InstrumentDocument);
    }
    let proves =
        instrument.covers.iter().all(|id| plan.measures.get(id).is_none_or(|it| plan.proves_target(it)));
    let scope = &instrument.scope;
    let same = scope.len() == claim.scope.len()
        && scope
            .iter()
            .zip(&claim.scope)
            .all(|((what, digest), (covered, bound))| **what == **covered && (!proves || digest == bound));
    if same { Ok(()) } else { Err(RefusalReason::OtherTarget) }
}

pub(super) fn approval(
    view: Snapshot<'_>,
    by: &Author<'_>,
    claim: &ApprovalClaim,
) -> Result<Verdict, RefusalReason> {
    let lead = by.plan.operation.lead.as_str();
    if by.agency == lead {
        return Err(RefusalReason::NoRight { who: vec![Authorized::OtherThanLead] });
    }
    let saved = saved_plan(view, &claim.saved)?;
    let words = view.book.approved(&claim.saved);
    if words.iter().any(|word| *word.agency == *by.agency && view.stands(word.pos, &word.hash)) {
        return Err(RefusalReason::AlreadySaid);
    }
    holds(view, by, saved)?;
    Ok(Verdict::Sound)
}

pub(super) fn go(view: Snapshot<'_>, by: &Author<'_>, claim: &GoClaim) -> Result<Verdict, RefusalReason> {
    let lead = by.plan.operation.lead.as_str();
    if by.agency != lead {
        return Err(RefusalReason::NoRight { who: Authorized::only(lead) });
    }
    let saved = saved_plan(view, &claim.saved)?;
    let drawn = saved.measures.iter().map(|(id, measure)| (id.as_str(), measure.round, measure.order));
    let claimed = claim.measures.iter().map(|(measure, round, order)| (&**measure, *round, *order));
    if !drawn.eq(claimed) {
        return Err(RefusalReason::OtherTarget);
    }
    let given = |(id, measure): (
        &crate::model::measure::MeasureId,
        &crate::operation::state::saved::SavedMeasure,
    )| {
        let course = view.book.measure_history(id.as_str());
        course.is_some_and(|course| course.has_go(view.past, &claim.saved, measure.round))
            && view.measure_state(id.as_str(), None).state != Some(State::Open)
    };
    if saved.measures.iter().all(given) {
        return Err(RefusalReason::AlreadySaid);
    }
    holds(view, by, saved)?;
    let mut have: Vec<String> = approvals(view, &claim.saved, lead).map(str::to_owned).collect();
    have.sort_unstable();
    have.dedup();
    if have.len() < by.plan.policy.approvals as usize {
        return Err(RefusalReason::Approvals { have, need: by.plan.policy.approvals });
    }
    Ok(Verdict::Sound)
}

fn saved_plan<'a>(view: Snapshot<'a>, hash: &Hash) -> Result<&'a Saved, RefusalReason> {
    view.book
        .saved(hash)
        .map(|saved| &**saved)
        .ok_or_else(|| RefusalReason::Unknown(format!("saved plan {}", hash.short())))
}

/// Rejects a saved plan that no longer matches the situation.
fn holds(view: Snapshot<'_>, by: &Author<'_>, saved: &Saved) -> Result<(), RefusalReason> {
    let moved = stale::differences(view, by.plan, saved, by.recorded_at);
    if moved.is_empty() { Ok(()) } else { Err(RefusalReason::Stale(moved)) }
}
