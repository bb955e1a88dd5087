//! Judges observations, notes and holds. None of them changes the state of a measure directly.

use crate::ledger::codec::entry::{Hold, Note, Observation};
use crate::model::digest::Hash;
use crate::model::observation::ObservationKind;
use crate::model::time::At;
use crate::plan::Plan;

use super::checks::{owned, owned_text};
use super::verdict::{EntryRequirement, RefusalReason, Verdict};
use crate::operation::judge::author::Author;
use crate::operation::judge::checks::{is_future, sources_known};
use crate::operation::state::snapshot::Snapshot;

#[derive(Debug, Clone)]
pub(crate) struct ObservationClaim {
    pub kind: ObservationKind,
    pub about: Box<str>,
    pub at: At,
    pub asset: Option<Box<str>>,
    pub sources: Vec<Box<str>>,
}

impl From<&Observation<'_>> for ObservationClaim {
    fn from(observation: &Observation<'_>) -> Self {
        Self {
            kind: observation.kind,
            about: (*observation.about).into(),
            at: observation.at,
            asset: owned_text(observation.asset.as_ref()),
            sources: owned(&observation.sources),
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct NoteClaim {
    pub about: Vec<Box<str>>,
    pub at: Option<At>,
    pub sources: Vec<Box<str>>,
}

impl From<&Note<'_>> for NoteClaim {
    fn from(note: &Note<'_>) -> Self {
        Self { about: owned(&note.about), at: note.at, sources: owned(&note.sources) }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct HoldClaim {
    pub measures: Vec<Box<str>>,
}

impl From<&Hold<'_>> for HoldClaim {
    fn from(hold: &Hold<'_>) -> Self {
        Self { measures: owned(&hold.measures) }
    }
}

/// Rejects a subject that the plan lacks: `asset:X`, `outlet:X` or a measure's full id.
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

pub(super) fn observation(by: &Author<'_>, claim: &ObservationClaim) -> Result<Verdict, RefusalReason> {
    use ObservationKind::{Relocated, Resurfaced, Survived};
    known(by.plan, &claim.about)?;
    match claim.asset.as_deref() {
        Some(asset) if !by.plan.assets.contains_key(asset) => {
            return Err(RefusalReason::Unknown(format!("asset {asset}")));
        }
        None if matches!(claim.kind, Relocated | Survived | Resurfaced)
            && !by.plan.operation.mode.row().sparse =>
        {
            return Err(RefusalReason::Lacks(EntryRequirement::NewAsset));
        }
        _ => {}
    }
    if is_future(claim.at, by.recorded_at) {
        return Err(RefusalReason::Future);
    }
    sources_known(by.plan, &claim.sources)?;
    Ok(Verdict::Sound)
}

pub(super) fn note(view: Snapshot<'_>, by: &Author<'_>, claim: &NoteClaim) -> Result<Verdict, RefusalReason> {
    for about in &claim.about {
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
    if claim.at.is_some_and(|at| is_future(at, by.recorded_at)) {
        return Err(RefusalReason::Future);
    }
    sources_known(by.plan, &claim.sources)?;
    Ok(Verdict::Sound)
}

/// Whether the writer's agency already holds a measure.
pub(crate) fn holds(view: Snapshot<'_>, by: &Author<'_>, measure: &str) -> bool {
    view.holds(measure, None).iter().any(|hold| *hold.agency == *by.agency)
}

pub(super) fn hold(view: Snapshot<'_>, by: &Author<'_>, claim: &HoldClaim) -> Result<Verdict, RefusalReason> {
    for measure in &claim.measures {
        if !by.plan.measures.contains_key(&**measure) {
            return Err(RefusalReason::Unknown(format!("measure {measure}")));
        }
        if holds(view, by, measure) {
            return Err(RefusalReason::AlreadyHeld);
        }
    }
    Ok(Verdict::Sound)
}
