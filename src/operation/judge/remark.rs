//! Observations, notes and holds: what never changes a state by itself.

use crate::ledger::codec::entry::{Hold, Note, Observation};
use crate::model::digest::Hash;
use crate::model::observation::ObservationKind;
use crate::plan::Plan;

use super::verdict::{EntryRequirement, RefusalReason, Verdict};
use crate::operation::judge::author::Author;
use crate::operation::judge::checks::{is_future, sources_known};
use crate::operation::state::snapshot::Snapshot;

/// Whether the plan has what an entry is about: `asset:X`, `outlet:X` or a measure's full id.
fn known(plan: &Plan, about: &str) -> Result<(), RefusalReason> {
    let found = if let Some(asset) = about.strip_prefix("asset:").filter(|asset| !asset.contains('@')) {
        plan.assets.contains_key(asset)
    } else if let Some(outlet) = about.strip_prefix("outlet:").filter(|outlet| !outlet.contains('@')) {
        plan.outlets.contains_key(outlet)
    } else {
        plan.measures.contains_key(about)
    };
    if found { Ok(()) } else { Err(RefusalReason::Unknown(about.to_owned())) }
}

pub(super) fn observation(by: &Author<'_>, said: &Observation<'_>) -> Result<Verdict, RefusalReason> {
    use ObservationKind::{Relocated, Resurfaced, Survived};
    known(by.plan, said.about)?;
    match said.asset {
        Some(asset) if !by.plan.assets.contains_key(asset) => {
            return Err(RefusalReason::Unknown(format!("asset {asset}")));
        }
        None if matches!(said.kind, Relocated | Survived | Resurfaced)
            && !by.plan.operation.mode.row().sparse =>
        {
            return Err(RefusalReason::Lacks(EntryRequirement::NewAsset));
        }
        _ => {}
    }
    if is_future(said.at, by.recorded_at) {
        return Err(RefusalReason::Future);
    }
    sources_known(by.plan, &said.sources)?;
    Ok(Verdict::Sound)
}

pub(super) fn note(view: Snapshot<'_>, by: &Author<'_>, said: &Note<'_>) -> Result<Verdict, RefusalReason> {
    for about in &said.about {
        match about.strip_prefix("entry:") {
            Some(hash) => {
                let seen = Hash::parse(hash.as_bytes())
                    .and_then(|hash| view.entries.entry(&hash))
                    .is_some_and(|found| view.past.covers(found.pos));
                if !seen {
                    return Err(RefusalReason::UnknownEntry(hash.chars().take(8).collect()));
                }
            }
            None => known(by.plan, about)?,
        }
    }
    if said.at.is_some_and(|at| is_future(at, by.recorded_at)) {
        return Err(RefusalReason::Future);
    }
    sources_known(by.plan, &said.sources)?;
    Ok(Verdict::Sound)
}

/// Whether a hold of the writer's agency is in force on a measure.
pub(crate) fn holds(view: Snapshot<'_>, by: &Author<'_>, measure: &str) -> bool {
    view.holds(measure, None).iter().any(|hold| *hold.agency == *by.agency)
}

pub(super) fn hold(view: Snapshot<'_>, by: &Author<'_>, said: &Hold<'_>) -> Result<Verdict, RefusalReason> {
    if !by.plan.operation.mode.row().gated {
        return Err(RefusalReason::NotInMode);
    }
    for measure in &said.measures {
        if !by.plan.measures.contains_key(*measure) {
            return Err(RefusalReason::Unknown(format!("measure {measure}")));
        }
        if holds(view, by, measure) {
            return Err(RefusalReason::AlreadyHeld);
        }
    }
    Ok(Verdict::Sound)
}
