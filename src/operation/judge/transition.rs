//! Judges changes of a measure's state.

use crate::ledger::codec::entry::Transition;
use crate::model::action::{ConfirmationCheck, EvidenceRequirement};
use crate::model::asset::AssetKind;
use crate::model::digest::Hash;
use crate::model::state::{Nature, Need, State};
use crate::model::time::At;
use crate::operation::judge::edges::current_of;
use crate::operation::judge::edges::edge;
use crate::plan::tables::Measure;

use super::checks::{owned, owned_text};
use super::gate::GateTerms;
use super::guard;
use super::guard::Act;
use super::verdict::{Authorized, EntryRequirement, RefusalReason, Verdict};
use crate::operation::judge::author::Author;
use crate::operation::judge::checks::{is_future, sources_known};
use crate::operation::state::history::MeasureState;
use crate::operation::state::item::ItemStatus;
use crate::operation::state::saved::Saved;
use crate::operation::state::snapshot::Snapshot;

#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is whether a text was given")]
pub(crate) struct TransitionClaim {
    pub measure: Box<str>,
    pub round: u64,
    pub from: State,
    pub to: State,
    pub at: At,
    pub target: Hash,
    /// The judge compares it with the previous remainder.
    pub remainder: Option<Box<str>>,
    pub seen_from: Vec<Box<str>>,
    pub sources: Vec<Box<str>>,
    pub has_reason: bool,
    pub has_reference: bool,
    pub has_restored: bool,
    pub has_basis: bool,
    pub has_until: bool,
    pub has_note: bool,
}

impl From<&Transition<'_>> for TransitionClaim {
    fn from(transition: &Transition<'_>) -> Self {
        Self {
            measure: (*transition.measure).into(),
            round: transition.round,
            from: transition.from,
            to: transition.to,
            at: transition.at,
            target: transition.target,
            remainder: owned_text(transition.remainder.as_ref()),
            seen_from: owned(&transition.seen_from),
            sources: owned(&transition.sources),
            has_reason: transition.reason.is_some(),
            has_reference: transition.reference.is_some(),
            has_restored: transition.restored.is_some(),
            has_basis: transition.basis.is_some(),
            has_until: transition.until.is_some(),
            has_note: transition.note.is_some(),
        }
    }
}

pub(super) fn judge(
    view: Snapshot<'_>,
    by: &Author<'_>,
    claim: &TransitionClaim,
) -> Result<Verdict, RefusalReason> {
    let here = view.measure_state(&claim.measure, claim.at.instant());
    let cleared = cleared(view, &claim.measure, &here);
    let measure = by.plan.measures.get(&*claim.measure).or(cleared.map(|(_, measure)| measure));
    let measure = measure.ok_or_else(|| RefusalReason::Unknown(format!("measure {}", claim.measure)))?;
    let (round, from) = current_of(&here, claim.from);
    let edge = edge(by.plan, measure, &here, from, claim.to)?;
    if !by.is_one_of(edge.who, measure.agency.as_str()) {
        return Err(RefusalReason::NoRight { who: by.authorized(edge.who, measure.agency.as_str()) });
    }
    let leaves = if claim.to == State::Open { round + 1 } else { round };
    if (claim.round, claim.from) != (leaves, from) {
        return Err(RefusalReason::Misread { stated: (claim.round, claim.from), was: (leaves, from) });
    }
    if by.plan.proves_target(measure) && claim.target != measure.target {
        return Err(RefusalReason::OtherTarget);
    }
    if is_future(claim.at, by.recorded_at) {
        return Err(RefusalReason::Future);
    }
    sources_known(by.plan, &claim.sources)?;
    for need in edge.needs {
        meets(view, by, claim, measure, &here, *need)?;
    }
    let lacks_reference = edge.needs.contains(&Need::Reference) && !claim.has_reference;
    let countries = by.plan.countries();
    let (terms, as_cleared) = match cleared {
        // An execution is judged by the terms of the saved plan that its go refers to.
        Some((saved, approved)) if approved.target == claim.target => {
            (GateTerms::of_saved(by.plan, saved, approved, claim.target), true)
        }
        // The target changed after the go, so the go does not apply to it.
        Some((saved, _)) => (GateTerms::of_saved(by.plan, saved, measure, claim.target), false),
        None => {
            (GateTerms { target: claim.target, ..GateTerms::of_plan(by.plan, measure, &countries) }, false)
        }
    };
    let act = Act { terms, as_cleared, at: claim.at, here: &here, edge, lacks_reference };
    let broken = guard::broken(view, &act);
    match (broken.is_empty(), edge.nature) {
        (true, _) => Ok(Verdict::Sound),
        (false, Nature::Fact) => Ok(Verdict::Irregular(broken)),
        (false, Nature::Intention) => Err(RefusalReason::Broken(broken)),
    }
}

/// The saved plan whose go clears a measure, and its terms for that measure.
// See ARCHITECTURE, "An execution is judged by the saved plan that its go names".
fn cleared<'a>(view: Snapshot<'a>, id: &str, here: &MeasureState) -> Option<(&'a Saved, &'a Measure)> {
    let saved = view.cleared_by(id, here)?;
    Some((saved, &saved.measures.get(id)?.terms))
}

fn meets(
    view: Snapshot<'_>,
    by: &Author<'_>,
    claim: &TransitionClaim,
    measure: &Measure,
    here: &MeasureState,
    need: Need,
) -> Result<(), RefusalReason> {
    let good = match need {
        Need::Go => false,
        Need::Reason => claim.has_reason,
        Need::Remainder => {
            (claim.to == State::Partial) == claim.remainder.is_some() && new_remainder(view, claim, here)
        }
        Need::NoteOnRemainder => claim.from != State::Partial || claim.to != State::Done || claim.has_note,
        Need::Check => return checked(view, by, claim, measure, here),
        Need::OtherOfficer => return other_officer(view, by, claim, measure, here),
        Need::Source => !claim.sources.is_empty(),
        Need::ClaimOrSource => !claim.sources.is_empty() || !measure.claims.is_empty(),
        Need::MayLapse => measure.kind.is_some_and(|kind| measure.action.may_lapse(kind)),
        Need::Restored => claim.has_restored,
        Need::Reference => true,
    };
    if good { Ok(()) } else { Err(RefusalReason::Lacks(EntryRequirement::Transition(need))) }
}

/// Whether a repeated `partial` states a different remainder than before.
fn new_remainder(view: Snapshot<'_>, claim: &TransitionClaim, here: &MeasureState) -> bool {
    let Some(course) = view.book.measure_history(&claim.measure) else { return true };
    // The indices of tips come from this history.
    here.tips.iter().all(|tip| match (&course.moves[tip.index].remainder, &claim.remainder) {
        (Some(old), Some(new)) => **old != **new,
        _ => true,
    })
}

/// Checks that a confirmation states everything that its action requires.
fn checked(
    view: Snapshot<'_>,
    by: &Author<'_>,
    claim: &TransitionClaim,
    measure: &Measure,
    here: &MeasureState,
) -> Result<(), RefusalReason> {
    let lacks = |requirement| Err(RefusalReason::Lacks(requirement));
    if !claim.has_basis {
        return lacks(EntryRequirement::Basis);
    }
    let kind = measure.kind.unwrap_or(AssetKind::Person);
    if !has_evidence(view, measure, here.round, measure.action.evidence(kind)) {
        return lacks(EntryRequirement::VerifiedItem);
    }
    let home = by.plan.agencies.get(&measure.agency).map(|agency| agency.country);
    let at_home = |country: &str| home.is_some_and(|home| home.code() == country);
    match measure.action.check(kind) {
        ConfirmationCheck::BasisUntil if !claim.has_until => lacks(EntryRequirement::PreservationEnd),
        ConfirmationCheck::Outside if !claim.seen_from.iter().any(|country| !at_home(country)) => {
            lacks(EntryRequirement::SeenFromAbroad)
        }
        ConfirmationCheck::TwoCountries if claim.seen_from.len() < 2 => {
            lacks(EntryRequirement::SeenFromTwoCountries)
        }
        ConfirmationCheck::Inside if !claim.seen_from.iter().any(|country| at_home(country)) => {
            lacks(EntryRequirement::SeenFromHome)
        }
        ConfirmationCheck::Seen if claim.seen_from.is_empty() => lacks(EntryRequirement::SeenFrom),
        ConfirmationCheck::Lead if by.agency != by.plan.operation.lead.as_str() => {
            Err(RefusalReason::NoRight { who: Authorized::only(by.plan.operation.lead.as_str()) })
        }
        _ => Ok(()),
    }
}

/// Whether the measure took a verified item of the required kind in that round; true if none is required.
fn has_evidence(view: Snapshot<'_>, measure: &Measure, round: u64, required: EvidenceRequirement) -> bool {
    let fits = |kept: &ItemStatus<'_>| match required {
        EvidenceRequirement::File => kept.item.sha256.is_some(),
        EvidenceRequirement::Thing => kept.item.serial.is_some(),
        EvidenceRequirement::FileOrThing | EvidenceRequirement::Nothing => true,
    };
    required == EvidenceRequirement::Nothing
        || view.items_serving(measure.id.as_str(), round).any(|kept| kept.verified && fits(&kept))
}

/// Checks that the confirming officer reported no step of this round. An irregular step also needs a note of
/// the lead, recorded before it is confirmed.
fn other_officer(
    view: Snapshot<'_>,
    by: &Author<'_>,
    claim: &TransitionClaim,
    measure: &Measure,
    here: &MeasureState,
) -> Result<(), RefusalReason> {
    let Some(course) = view.book.measure_history(&claim.measure) else { return Ok(()) };
    if course.reported(view.past, here.round, by.officer) {
        return Err(RefusalReason::Lacks(EntryRequirement::Transition(Need::OtherOfficer)));
    }
    let irregular = here.tips.iter().any(|tip| !view.broken(&course.moves[tip.index]).is_empty());
    let lead = by.plan.operation.lead.as_str();
    let reports = || here.tips.iter().map(|tip| &course.moves[tip.index]);
    let about =
        std::iter::once(measure.id.to_string()).chain(reports().map(|step| format!("entry:{}", step.hash)));
    let noted = || {
        about.flat_map(|about| view.book.notes_about(&about).collect::<Vec<_>>()).any(|note| {
            *note.agency == *lead
                && view.stands(note.pos, &note.hash)
                && reports().all(|step| note.recorded_at >= step.recorded_at)
        })
    };
    if irregular && !noted() {
        return Err(RefusalReason::Lacks(EntryRequirement::LeadNote));
    }
    Ok(())
}
