//! Changes of a measure's state.

use crate::ledger::codec::entry::Transition;
use crate::model::action::{ConfirmationCheck, EvidenceRequirement};
use crate::model::asset::AssetKind;
use crate::model::state::{Nature, Need, State};
use crate::operation::judge::edges::current_of;
use crate::operation::judge::edges::edge;
use crate::plan::tables::Measure;

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

pub(super) fn judge(
    view: Snapshot<'_>,
    by: &Author<'_>,
    said: &Transition<'_>,
) -> Result<Verdict, RefusalReason> {
    let here = view.measure_state(said.measure, said.at.instant());
    let cleared = cleared(view, said.measure, &here);
    let measure = by.plan.measures.get(said.measure).or(cleared.map(|(_, measure)| measure));
    let measure = measure.ok_or_else(|| RefusalReason::Unknown(format!("measure {}", said.measure)))?;
    let (round, from) = current_of(&here, said.from);
    let edge = edge(by.plan, measure, &here, from, said.to)?;
    if !by.is_one_of(edge.who, measure.agency.as_str()) {
        return Err(RefusalReason::NoRight { who: by.authorized(edge.who, measure.agency.as_str()) });
    }
    let leaves = if said.to == State::Open { round + 1 } else { round };
    if (said.round, said.from) != (leaves, from) {
        return Err(RefusalReason::Misread { said: (said.round, said.from), was: (leaves, from) });
    }
    if by.plan.proves_target(measure) && said.target != measure.target {
        return Err(RefusalReason::OtherTarget);
    }
    if is_future(said.at, by.recorded_at) {
        return Err(RefusalReason::Future);
    }
    sources_known(by.plan, &said.sources)?;
    for need in edge.needs {
        meets(view, by, said, measure, &here, *need)?;
    }
    let lacks_reference = edge.needs.contains(&Need::Reference) && said.reference.is_none();
    let countries = by.plan.countries();
    let (terms, as_cleared) = match cleared {
        // An execution is judged by the words of the saved plan that its go names.
        Some((saved, meant)) if meant.target == said.target => {
            (GateTerms::of_saved(by.plan, saved, meant, said.target), true)
        }
        // The target was changed after the go: that was given for another thing.
        Some((saved, _)) => (GateTerms::of_saved(by.plan, saved, measure, said.target), false),
        None => {
            (GateTerms { target: said.target, ..GateTerms::of_plan(by.plan, measure, &countries) }, false)
        }
    };
    let act = Act { terms, as_cleared, at: said.at, here: &here, edge, lacks_reference };
    let broken = guard::broken(view, &act);
    match (broken.is_empty(), edge.nature) {
        (true, _) => Ok(Verdict::Sound),
        (false, Nature::Fact) => Ok(Verdict::Irregular(broken)),
        (false, Nature::Intention) => Err(RefusalReason::Broken(broken)),
    }
}

/// The saved plan whose go a measure stands cleared by, and what that says of it.
fn cleared<'a>(view: Snapshot<'a>, id: &str, here: &MeasureState) -> Option<(&'a Saved, &'a Measure)> {
    let saved = view.cleared_by(id, here)?;
    Some((saved, &saved.measures.get(id)?.terms))
}

/// Whether one need of an edge is met.
fn meets(
    view: Snapshot<'_>,
    by: &Author<'_>,
    said: &Transition<'_>,
    measure: &Measure,
    here: &MeasureState,
    need: Need,
) -> Result<(), RefusalReason> {
    let good = match need {
        Need::Go => false,
        Need::Reason => said.reason.is_some(),
        Need::Remainder => {
            (said.to == State::Partial) == said.remainder.is_some() && new_remainder(view, said, here)
        }
        Need::NoteOnRemainder => said.from != State::Partial || said.to != State::Done || said.note.is_some(),
        Need::Check => return checked(view, by, said, measure, here),
        Need::OtherOfficer => return other_officer(view, by, said, measure, here),
        Need::Source => !said.sources.is_empty(),
        Need::ClaimOrSource => !said.sources.is_empty() || !measure.claims.is_empty(),
        Need::MayLapse => measure.kind.is_some_and(|kind| measure.action.may_lapse(kind)),
        Need::Restored => said.restored.is_some(),
        Need::Reference => true,
    };
    if good { Ok(()) } else { Err(RefusalReason::Lacks(EntryRequirement::Transition(need))) }
}

/// Partial again is a new remainder.
fn new_remainder(view: Snapshot<'_>, said: &Transition<'_>, here: &MeasureState) -> bool {
    let Some(course) = view.book.measure_history(said.measure) else { return true };
    // Tips are places of this course.
    here.tips.iter().all(|tip| match (&course.moves[tip.place].remainder, &said.remainder) {
        (Some(old), Some(new)) => **old != **new,
        _ => true,
    })
}

/// A confirmation says what its action asks for.
fn checked(
    view: Snapshot<'_>,
    by: &Author<'_>,
    said: &Transition<'_>,
    measure: &Measure,
    here: &MeasureState,
) -> Result<(), RefusalReason> {
    let lacks = |requirement| Err(RefusalReason::Lacks(requirement));
    if said.basis.is_none() {
        return lacks(EntryRequirement::Basis);
    }
    let kind = measure.kind.unwrap_or(AssetKind::Person);
    if !has_evidence(view, measure, here.round, measure.action.evidence(kind)) {
        return lacks(EntryRequirement::VerifiedItem);
    }
    let home = by.plan.agencies.get(&measure.agency).map(|agency| agency.country);
    let at_home = |country: &str| home.is_some_and(|home| home.code() == country);
    match measure.action.check(kind) {
        ConfirmationCheck::BasisUntil if said.until.is_none() => lacks(EntryRequirement::PreservationEnd),
        ConfirmationCheck::Outside if !said.seen_from.iter().any(|country| !at_home(country)) => {
            lacks(EntryRequirement::SeenFromAbroad)
        }
        ConfirmationCheck::TwoCountries if said.seen_from.len() < 2 => {
            lacks(EntryRequirement::SeenFromTwoCountries)
        }
        ConfirmationCheck::Inside if !said.seen_from.iter().any(|country| at_home(country)) => {
            lacks(EntryRequirement::SeenFromHome)
        }
        ConfirmationCheck::Seen if said.seen_from.is_empty() => lacks(EntryRequirement::SeenFrom),
        ConfirmationCheck::Lead if by.agency != by.plan.operation.lead.as_str() => {
            Err(RefusalReason::NoRight { who: Authorized::only(by.plan.operation.lead.as_str()) })
        }
        _ => Ok(()),
    }
}

/// Whether a verified item of that kind was taken by the measure in a round; true where none is asked.
fn has_evidence(view: Snapshot<'_>, measure: &Measure, round: u64, asked: EvidenceRequirement) -> bool {
    let fits = |kept: &ItemStatus<'_>| match asked {
        EvidenceRequirement::File => kept.item.sha256.is_some(),
        EvidenceRequirement::Thing => kept.item.serial.is_some(),
        EvidenceRequirement::FileOrThing | EvidenceRequirement::Nothing => true,
    };
    asked == EvidenceRequirement::Nothing
        || view.items_serving(measure.id.as_str(), round).any(|kept| kept.verified && fits(&kept))
}

/// The officer reported none of it in this round; an irregular one needs the lead's note about it first.
fn other_officer(
    view: Snapshot<'_>,
    by: &Author<'_>,
    said: &Transition<'_>,
    measure: &Measure,
    here: &MeasureState,
) -> Result<(), RefusalReason> {
    let Some(course) = view.book.measure_history(said.measure) else { return Ok(()) };
    if course.reported(view.past, here.round, by.officer) {
        return Err(RefusalReason::Lacks(EntryRequirement::Transition(Need::OtherOfficer)));
    }
    let irregular = here.tips.iter().any(|tip| !view.broken(&course.moves[tip.place]).is_empty());
    let lead = by.plan.operation.lead.as_str();
    let reports = || here.tips.iter().map(|tip| &course.moves[tip.place]);
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
