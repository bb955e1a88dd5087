//! Steps of an item's chain of custody.

use crate::ledger::codec::entry::Evidence;
use crate::model::broken::BrokenGuard;
use crate::model::evidence::{Custody, ItemNeed, ItemState};
use crate::model::gate::Gate;
use crate::model::id::AssetId;
use crate::model::state::Role;
use crate::model::word::Word as _;
use crate::plan::Plan;

use super::verdict::{Authorized, EntryRequirement, RefusalReason, Verdict};
use crate::operation::judge::author::Author;
use crate::operation::state::item::ItemStatus;
use crate::operation::state::snapshot::Snapshot;

const DOERS: &[Role] = &[Role::Own, Role::Lead, Role::Coordinator];

pub(super) fn judge(
    view: Snapshot<'_>,
    by: &Author<'_>,
    said: &Evidence<'_>,
) -> Result<Verdict, RefusalReason> {
    if said.at > by.recorded_at {
        return Err(RefusalReason::Future);
    }
    let row = said.to.row();
    if row.from.is_empty() {
        return begins(view, by, said).map(|()| Verdict::Sound);
    }
    let kept = said.item.as_ref().and_then(|item| view.item(item));
    let kept = kept.ok_or_else(|| {
        RefusalReason::UnknownEntry(said.item.map_or_else(|| "of an item".to_owned(), |item| item.short()))
    })?;
    if !said.marks().is_empty() {
        return Err(RefusalReason::Inherited);
    }
    if !row.from.contains(&kept.last.to) {
        return Err(RefusalReason::NoStep { from: kept.last.to.as_str(), to: said.to.as_str() });
    }
    custody(by, row.by, &kept)?;
    needs(by, said, row.needs, &kept)?;
    let crosses = said.to == ItemState::Transferred && crosses_unasked(view, by, said, &kept);
    Ok(if crosses { Verdict::Irregular(vec![BrokenGuard::Gate(Gate::Authorised)]) } else { Verdict::Sound })
}

/// An item begins: with the measures that it serves, by who carries them out, under a number that is free.
fn begins(view: Snapshot<'_>, by: &Author<'_>, said: &Evidence<'_>) -> Result<(), RefusalReason> {
    if said.serves.is_empty() || said.item.is_some() {
        return Err(RefusalReason::Lacks(EntryRequirement::ServedMeasures));
    }
    for (id, round) in &said.serves {
        let measure =
            by.plan.measures.get(*id).ok_or_else(|| RefusalReason::Unknown(format!("measure {id}")))?;
        if !by.is_one_of(DOERS, measure.agency.as_str()) {
            return Err(RefusalReason::NoRight { who: by.authorized(DOERS, measure.agency.as_str()) });
        }
        let here = view.measure_state(id, None);
        if here.round != *round {
            return Err(RefusalReason::Misread {
                said: (*round, here.state.unwrap_or(crate::model::state::State::Open)),
                was: (here.round, here.state.unwrap_or(crate::model::state::State::Open)),
            });
        }
    }
    let whole = match said.to.row().needs {
        ItemNeed::SerialAndSeal => said.serial.is_some() && said.seal.is_some(),
        _ => said.sha256.is_some() && said.size.is_some(),
    };
    if !whole {
        return Err(RefusalReason::Lacks(EntryRequirement::Item(said.to.row().needs)));
    }
    let used = |exhibit: &str| view.items_with_exhibit(exhibit).next().is_some();
    match said.exhibit.as_deref() {
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
    said: &Evidence<'_>,
    need: ItemNeed,
    kept: &ItemStatus<'_>,
) -> Result<(), RefusalReason> {
    // A file by its hash, a thing by its seal.
    let matches = match kept.item.sha256 {
        Some(sha256) => said.sha256 == Some(sha256),
        None => said.seal.is_some() && said.seal.as_deref() == kept.seal,
    };
    let noted = kept.item.sha256.is_some() && said.sha256.is_none() && said.note.is_some();
    let good = match need {
        ItemNeed::SerialAndSeal | ItemNeed::File => true,
        ItemNeed::Match => matches || noted,
        ItemNeed::Mismatch => said.reason.is_some(),
        ItemNeed::Place => said.place.is_some(),
        ItemNeed::Receipt => {
            let received = if kept.item.sha256.is_some() { matches } else { said.seal.is_some() };
            let known = said.holder.is_some_and(|holder| by.plan.agencies.contains_key(holder));
            received && known && said.reason.is_some()
        }
        ItemNeed::Reference => said.reference.is_some(),
    };
    if good { Ok(()) } else { Err(RefusalReason::Lacks(EntryRequirement::Item(need))) }
}

/// Whether a transfer crosses a border without an instrument whose scope says so, for every asset that it serves.
fn crosses_unasked(view: Snapshot<'_>, by: &Author<'_>, said: &Evidence<'_>, kept: &ItemStatus<'_>) -> bool {
    let country = |agency: &str| by.plan.agencies.get(agency).map(|agency| agency.country);
    let to = said.holder.and_then(country);
    if country(kept.holder) == to {
        return false;
    }
    !kept.item.serves.iter().all(|(measure, _)| may_cross(view, by.plan, said, measure))
}

fn may_cross(view: Snapshot<'_>, plan: &Plan, said: &Evidence<'_>, measure: &str) -> bool {
    let subject = plan.measures.get(measure).and_then(|measure| AssetId::new(measure.id.subject()).ok());
    let Some(word) = subject.map(|asset| format!("transfer:{asset}")) else { return false };
    plan.instruments.iter().any(|(id, instrument)| {
        instrument.scope.iter().any(|(covered, digest)| {
            *covered == word
                && view.instrument(id.as_str(), Some(said.at)).grants(&word, digest, said.at, said.at)
        })
    })
}
