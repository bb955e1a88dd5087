//! One's own entry taken back, or mended.

use crate::ledger::codec::entry::{Correction, Data, Retraction, Transition};
use crate::model::digest::Hash;

use super::transition;
use super::verdict::{Authorized, EntryRequirement, RefusalReason, RetractionObstacle, Verdict};
use crate::operation::judge::author::Author;
use crate::operation::judge::checks::{is_future, sources_known};
use crate::operation::state::ledger_state::FoundEntry;
use crate::operation::state::snapshot::Snapshot;

/// The entry, if it was seen and stands in a log of the writer's own agency.
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
    said: &Retraction<'_>,
) -> Result<Verdict, RefusalReason> {
    let found = own(view, by, &said.entry)?;
    if view.is_taken_back(&said.entry) {
        return Err(RefusalReason::AlreadyRetracted);
    }
    match &found.data {
        Some(Data::Retraction(_)) => Err(RefusalReason::NotRetractable(RetractionObstacle::Retraction)),
        Some(Data::Evidence(_)) => Err(RefusalReason::NotRetractable(RetractionObstacle::Evidence)),
        Some(Data::Genesis(_)) => Err(RefusalReason::NotRetractable(RetractionObstacle::Genesis)),
        Some(Data::Transition(step)) => rests(view, step.measure, &said.entry),
        Some(Data::Settle(step)) => rests(view, step.measure, &said.entry),
        Some(Data::Go(go))
            if go.measures.iter().all(|(measure, ..)| rests(view, measure, &said.entry).is_err()) =>
        {
            Err(RefusalReason::NotRetractable(RetractionObstacle::GoBegun))
        }
        Some(_) => Ok(Verdict::Sound),
        None => Err(RefusalReason::NotRetractable(RetractionObstacle::NotUnderstood)),
    }
}

/// A move is taken back only while no later move rests on it.
fn rests(view: Snapshot<'_>, measure: &str, entry: &Hash) -> Result<Verdict, RefusalReason> {
    let Some(course) = view.book.measure_history(measure) else { return Ok(Verdict::Sound) };
    match course.moves.iter().position(|step| step.hash == *entry) {
        Some(place) if !course.may_retract(place, view.past) => {
            Err(RefusalReason::NotRetractable(RetractionObstacle::LaterStep))
        }
        _ => Ok(Verdict::Sound),
    }
}

pub(super) fn correction(
    view: Snapshot<'_>,
    by: &Author<'_>,
    said: &Correction<'_>,
) -> Result<Verdict, RefusalReason> {
    let found = own(view, by, &said.entry)?;
    sources_known(by.plan, &said.sources)?;
    let Some(at) = said.at else { return mendable(&found).map(|()| Verdict::Sound) };
    if is_future(at, by.recorded_at) {
        return Err(RefusalReason::Future);
    }
    match &found.data {
        Some(Data::Observation(_) | Data::Note(_)) => Ok(Verdict::Sound),
        Some(Data::Transition(step)) => {
            if at.instant().is_none() && !by.plan.operation.mode.row().dated_by_day {
                return Err(RefusalReason::Lacks(EntryRequirement::Instant));
            }
            let course = view.book.measure_history(step.measure);
            let Some(kept) =
                course.and_then(|course| course.moves.iter().find(|kept| kept.hash == said.entry))
            else {
                return Err(RefusalReason::NotRetractable(RetractionObstacle::VoidStep));
            };
            // The mended step is judged in its own past; the worse verdict stands.
            let mended = Transition { at, ..step.clone() };
            let then = Snapshot { past: &kept.past, ..view };
            let writing = Author { officer: found.officer, recorded_at: by.recorded_at, ..*by };
            transition::judge(then, &writing, &mended)
        }
        _ => Err(RefusalReason::NotRetractable(RetractionObstacle::NoTime)),
    }
}

/// Sources and remarks stand in steps, observations and notes alone.
fn mendable(found: &FoundEntry<'_>) -> Result<(), RefusalReason> {
    match found.data {
        Some(Data::Transition(_) | Data::Observation(_) | Data::Note(_) | Data::Correction(_)) => Ok(()),
        _ => Err(RefusalReason::NotRetractable(RetractionObstacle::NotCorrectable)),
    }
}
