//! Judges retractions and corrections of an agency's own entries.

use crate::ledger::codec::entry::{Correction, Data, Retraction};
use crate::ledger::codec::subject::Subject;
use crate::model::digest::Hash;
use crate::model::time::At;

use super::checks::owned;
use super::entry_rules::{Correctable, Retractable};
use super::transition;
use super::transition::TransitionClaim;
use super::verdict::{Authorized, EntryRequirement, RefusalReason, RetractionObstacle, Verdict};
use crate::operation::judge::author::Author;
use crate::operation::judge::checks::{is_future, sources_known};
use crate::operation::state::ledger_state::FoundEntry;
use crate::operation::state::snapshot::Snapshot;

#[derive(Debug, Clone)]
pub(crate) struct RetractionClaim {
    pub entry: Hash,
}

impl From<&Retraction<'_>> for RetractionClaim {
    fn from(retraction: &Retraction<'_>) -> Self {
        Self { entry: retraction.entry }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct CorrectionClaim {
    pub entry: Hash,
    pub at: Option<At>,
    pub sources: Vec<Box<str>>,
}

impl From<&Correction<'_>> for CorrectionClaim {
    fn from(correction: &Correction<'_>) -> Self {
        Self { entry: correction.entry, at: correction.at, sources: owned(&correction.sources) }
    }
}

/// The entry, if the writer had seen it and it is in a log of the writer's own agency.
fn own<'a>(view: Snapshot<'a>, by: &Author<'_>, hash: &Hash) -> Result<FoundEntry<'a>, RefusalReason> {
    let unknown = || RefusalReason::UnknownEntry(hash.short());
    let found = view.entries.entry(hash).filter(|found| view.past.covers(found.pos)).ok_or_else(unknown)?;
    let agency = view.agency(found.pos);
    if agency != by.agency {
        return Err(RefusalReason::NoRight { who: Authorized::only(agency) });
    }
    Ok(found)
}

pub(super) fn retraction(
    view: Snapshot<'_>,
    by: &Author<'_>,
    claim: &RetractionClaim,
) -> Result<Verdict, RefusalReason> {
    let found = own(view, by, &claim.entry)?;
    if view.is_taken_back(&claim.entry) {
        return Err(RefusalReason::AlreadyRetracted);
    }
    let Some(data) = &found.data else {
        return Err(RefusalReason::NotRetractable(RetractionObstacle::NotUnderstood));
    };
    match data.kind().rules().retractable {
        Retractable::Always => Ok(Verdict::Sound),
        Retractable::Never(why) => Err(RefusalReason::NotRetractable(why)),
        Retractable::UntilRestedOn(why) => {
            let subjects = data.subjects();
            let mut measures = subjects.iter().filter_map(Subject::measure);
            if measures.all(|measure| is_rested_on(view, measure, &claim.entry)) {
                return Err(RefusalReason::NotRetractable(why));
            }
            Ok(Verdict::Sound)
        }
    }
}

/// Whether a later change of a measure's state rests on the change that an entry made.
fn is_rested_on(view: Snapshot<'_>, measure: &str, entry: &Hash) -> bool {
    let Some(course) = view.book.measure_history(measure) else { return false };
    let place = course.moves.iter().position(|step| step.hash == *entry);
    place.is_some_and(|place| !course.may_retract(place, view.past))
}

pub(super) fn correction(
    view: Snapshot<'_>,
    by: &Author<'_>,
    claim: &CorrectionClaim,
) -> Result<Verdict, RefusalReason> {
    let found = own(view, by, &claim.entry)?;
    sources_known(by.plan, &claim.sources)?;
    let Some(at) = claim.at else { return mendable(&found).map(|()| Verdict::Sound) };
    if is_future(at, by.recorded_at) {
        return Err(RefusalReason::Future);
    }
    match &found.data {
        Some(Data::Transition(transition)) => {
            if at.instant().is_none() && !by.plan.operation.mode.row().dated_by_day {
                return Err(RefusalReason::Lacks(EntryRequirement::Instant));
            }
            let course = view.book.measure_history(&transition.measure);
            let Some(kept) =
                course.and_then(|course| course.moves.iter().find(|kept| kept.hash == claim.entry))
            else {
                return Err(RefusalReason::NotRetractable(RetractionObstacle::VoidStep));
            };
            // The corrected step is judged in the past of the original step; whichever verdict is worse
            // applies.
            let mended = TransitionClaim { at, ..transition.into() };
            let then = Snapshot { past: &kept.past, ..view };
            let writing = Author { officer: found.officer, recorded_at: by.recorded_at, ..*by };
            transition::judge(then, &writing, &mended)
        }
        Some(data) if data.kind().rules().correctable == Correctable::TimeToo => Ok(Verdict::Sound),
        Some(_) | None => Err(RefusalReason::NotRetractable(RetractionObstacle::NoTime)),
    }
}

/// Only steps, observations and notes have sources and remarks that can be corrected.
fn mendable(found: &FoundEntry<'_>) -> Result<(), RefusalReason> {
    match &found.data {
        Some(data) if data.kind().rules().correctable != Correctable::Nothing => Ok(()),
        Some(_) | None => Err(RefusalReason::NotRetractable(RetractionObstacle::NotCorrectable)),
    }
}
