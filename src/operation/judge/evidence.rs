//! Judges the steps of an item's chain of custody.

use crate::ledger::codec::entry::Evidence;
use crate::model::broken::BrokenGuard;
use crate::model::digest::Hash;
use crate::model::evidence::{Custody, ItemNeed, ItemState};
use crate::model::gate::Gate;
use crate::model::id::AssetId;
use crate::model::state::Role;
use crate::model::time::Instant;
use crate::model::word::Word as _;
use crate::plan::Plan;

use super::checks::owned_text;
use super::verdict::{Authorized, EntryRequirement, RefusalReason, Verdict};
use crate::operation::judge::author::Author;
use crate::operation::state::item::ItemStatus;
use crate::operation::state::snapshot::Snapshot;

const DOERS: &[Role] = &[Role::Own, Role::Lead, Role::Coordinator];

#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is whether something was given")]
pub(crate) struct EvidenceClaim {
    pub to: ItemState,
    pub at: Instant,
    pub item: Option<Hash>,
    pub serves: Vec<(Box<str>, u64)>,
    pub exhibit: Option<Box<str>>,
    pub sha256: Option<Hash>,
    /// The judge compares it with the previous seal.
    pub seal: Option<Box<str>>,
    pub holder: Option<Box<str>>,
    pub has_size: bool,
    pub has_serial: bool,
    pub has_place: bool,
    pub has_reason: bool,
    pub has_reference: bool,
    pub has_marks: bool,
    pub has_note: bool,
}

impl From<&Evidence<'_>> for EvidenceClaim {
    fn from(step: &Evidence<'_>) -> Self {
        Self {
            to: step.to,
            at: step.at,
            item: step.item,
            serves: step.serves.iter().map(|(measure, round)| ((**measure).into(), *round)).collect(),
            exhibit: owned_text(step.exhibit.as_ref()),
            sha256: step.sha256,
            seal: owned_text(step.seal.as_ref()),
            holder: owned_text(step.holder.as_ref()),
            has_size: step.size.is_some(),
            has_serial: step.serial.is_some(),
            has_place: step.place.is_some(),
            has_reason: step.reason.is_some(),
            has_reference: step.reference.is_some(),
            has_marks: step.tlp.is_some() || !step.handling.is_empty(),
            has_note: step.note.is_some(),
        }
    }
}

pub(super) fn judge(
    view: Snapshot<'_>,
    by: &Author<'_>,
    claim: &EvidenceClaim,
) -> Result<Verdict, RefusalReason> {
    if claim.at > by.recorded_at {
        return Err(RefusalReason::Future);
    }
    let row = claim.to.row();
    if row.from.is_empty() {
        return begins(view, by, claim).map(|()| Verdict::Sound);
    }
    let kept = claim.item.as_ref().and_then(|item| view.item(item));
    let kept = kept.ok_or_else(|| {
        RefusalReason::UnknownEntry(claim.item.map_or_else(|| "of an item".to_owned(), |item| item.short()))
    })?;
    if claim.has_marks {
        return Err(RefusalReason::Inherited);
    }
    if !row.from.contains(&kept.last.to) {
        return Err(RefusalReason::NoStep { from: kept.last.to.as_str(), to: claim.to.as_str() });
    }
    custody(by, row.by, &kept)?;
    needs(by, claim, row.needs, &kept)?;
    let crosses = claim.to == ItemState::Transferred && crosses_unasked(view, by, claim, &kept);
    Ok(if crosses { Verdict::Irregular(vec![BrokenGuard::Gate(Gate::Authorised)]) } else { Verdict::Sound })
}

/// Judges the first step of an item: only those who carry out the measures that it serves may begin it, and
/// its exhibit number must be unused.
fn begins(view: Snapshot<'_>, by: &Author<'_>, claim: &EvidenceClaim) -> Result<(), RefusalReason> {
    if claim.serves.is_empty() || claim.item.is_some() {
        return Err(RefusalReason::Lacks(EntryRequirement::ServedMeasures));
    }
    for (id, round) in &claim.serves {
        let measure =
            by.plan.measures.get(&**id).ok_or_else(|| RefusalReason::Unknown(format!("measure {id}")))?;
        if !by.is_one_of(DOERS, measure.agency.as_str()) {
            return Err(RefusalReason::NoRight { who: by.authorized(DOERS, measure.agency.as_str()) });
        }
        let here = view.measure_state(id, None);
        if here.round != *round {
            return Err(RefusalReason::Misread {
                stated: (*round, here.state.unwrap_or(crate::model::state::State::Open)),
                was: (here.round, here.state.unwrap_or(crate::model::state::State::Open)),
            });
        }
    }
    let whole = match claim.to.row().needs {
        ItemNeed::SerialAndSeal => claim.has_serial && claim.seal.is_some(),
        _ => claim.sha256.is_some() && claim.has_size,
    };
    if !whole {
        return Err(RefusalReason::Lacks(EntryRequirement::Item(claim.to.row().needs)));
    }
    let used = |exhibit: &str| view.items_with_exhibit(exhibit).next().is_some();
    match claim.exhibit.as_deref() {
        Some(exhibit) if used(exhibit) => {
            Err(RefusalReason::Lacks(EntryRequirement::UnusedExhibit(exhibit.to_owned())))
        }
        _ => Ok(()),
    }
}

fn custody(by: &Author<'_>, custody: Custody, kept: &ItemStatus<'_>) -> Result<(), RefusalReason> {
    match custody {
        Custody::OtherOfficer if *kept.last.officer == *by.officer => {
            Err(RefusalReason::Lacks(EntryRequirement::OtherCustodian))
        }
        Custody::Holder if kept.holder != by.agency => {
            Err(RefusalReason::NoRight { who: Authorized::only(kept.holder) })
        }
        _ => Ok(()),
    }
}

fn needs(
    by: &Author<'_>,
    claim: &EvidenceClaim,
    need: ItemNeed,
    kept: &ItemStatus<'_>,
) -> Result<(), RefusalReason> {
    // A file is identified by its hash, a physical object by its seal.
    let matches = match kept.item.sha256 {
        Some(sha256) => claim.sha256 == Some(sha256),
        None => claim.seal.is_some() && claim.seal.as_deref() == kept.seal,
    };
    let noted = kept.item.sha256.is_some() && claim.sha256.is_none() && claim.has_note;
    let good = match need {
        ItemNeed::SerialAndSeal | ItemNeed::File => true,
        ItemNeed::Match => matches || noted,
        ItemNeed::Mismatch => claim.has_reason,
        ItemNeed::Place => claim.has_place,
        ItemNeed::Receipt => {
            let received = if kept.item.sha256.is_some() { matches } else { claim.seal.is_some() };
            let known = claim.holder.as_deref().is_some_and(|holder| by.plan.agencies.contains_key(holder));
            received && known && claim.has_reason
        }
        ItemNeed::Reference => claim.has_reference,
    };
    if good { Ok(()) } else { Err(RefusalReason::Lacks(EntryRequirement::Item(need))) }
}

/// Whether a transfer crosses a border and, for any of the assets that the item serves, no instrument's scope
/// permits that.
fn crosses_unasked(
    view: Snapshot<'_>,
    by: &Author<'_>,
    claim: &EvidenceClaim,
    kept: &ItemStatus<'_>,
) -> bool {
    let country = |agency: &str| by.plan.agencies.get(agency).map(|agency| agency.country);
    let to = claim.holder.as_deref().and_then(country);
    if country(kept.holder) == to {
        return false;
    }
    !kept.item.serves.iter().all(|(measure, _)| may_cross(view, by.plan, claim, measure))
}

fn may_cross(view: Snapshot<'_>, plan: &Plan, claim: &EvidenceClaim, measure: &str) -> bool {
    let subject = plan.measures.get(measure).and_then(|measure| AssetId::new(measure.id.subject()).ok());
    let Some(word) = subject.map(|asset| format!("transfer:{asset}")) else { return false };
    plan.instruments.iter().any(|(id, instrument)| {
        instrument.scope.iter().any(|(covered, digest)| {
            *covered == word
                && view.instrument(id.as_str(), Some(claim.at)).grants(&word, digest, claim.at, claim.at)
        })
    })
}
