//! What an entry is about. Who may see an entry, who finds it and what it withdraws all depend on this
//! module.

#![deny(clippy::wildcard_enum_match_arm)]

use super::entry::Data;
use crate::model::digest::Hash;

/// Something that an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject<'a> {
    /// The operation as a whole.
    Operation,
    /// A measure, by its full id.
    Measure(&'a str),
    /// An asset or inventory, by its id.
    Asset(&'a str),
    /// An outlet, by its id.
    Outlet(&'a str),
    /// An instrument, by its id.
    Instrument(&'a str),
    /// Everything in a saved plan, by the digest of its bytes.
    SavedPlan(Hash),
    /// The writer of a log: the machine and the program.
    Writer,
    /// A log itself: its signatures, and which branch of it counts.
    Log,
}

impl<'a> Subject<'a> {
    /// The measure's id, if the subject is a measure.
    pub fn measure(&self) -> Option<&'a str> {
        if let Self::Measure(id) = self { Some(id) } else { None }
    }

    /// The subject with a name of the form `asset:X`, `outlet:X` or a measure's full id.
    fn of_name(about: &'a str) -> Self {
        match about.split_once(':') {
            Some(("asset", id)) => Self::Asset(id),
            Some(("outlet", id)) => Self::Outlet(id),
            _ => Self::Measure(about),
        }
    }
}

/// The entry in the `about` of a note: `entry:` and 64 hex digits.
fn entry_named(about: &str) -> Option<Hash> {
    about.strip_prefix("entry:").and_then(|hash| hash.parse().ok())
}

impl Data<'_> {
    /// The entry's own subjects. It is also about the subjects of the entries in [`Data::entries`].
    pub fn subjects(&self) -> Vec<Subject<'_>> {
        match self {
            Self::Genesis(_) => vec![Subject::Writer],
            Self::Checkpoint(_) | Self::Retire(_) => vec![Subject::Log],
            Self::Transition(transition) => vec![Subject::Measure(&transition.measure)],
            Self::Observation(observation) => {
                let asset = observation.asset.as_deref().map(Subject::Asset);
                std::iter::once(Subject::of_name(&observation.about)).chain(asset).collect()
            }
            Self::Note(note) if note.about.is_empty() => vec![Subject::Operation],
            Self::Note(note) => {
                let others = note.about.iter().filter(|about| entry_named(about).is_none());
                others.map(|about| Subject::of_name(about)).collect()
            }
            Self::Hold(hold) => hold.measures.iter().map(|id| Subject::Measure(id)).collect(),
            Self::Retraction(_) | Self::Correction(_) => Vec::new(),
            Self::Attestation(attestation) => {
                let per_outlet = attestation.gate.row().per_outlet;
                let subject = if per_outlet { Subject::Outlet } else { Subject::Measure };
                attestation.about.iter().map(|(id, _)| subject(id)).collect()
            }
            Self::Instrument(step) => {
                let scope = step.scope.iter().map(|(what, _)| match what.strip_prefix("transfer:") {
                    Some(asset) => Subject::Asset(asset),
                    None => Subject::Measure(what),
                });
                std::iter::once(Subject::Instrument(&step.instrument)).chain(scope).collect()
            }
            Self::Approval(approval) => vec![Subject::SavedPlan(approval.saved)],
            Self::Go(go) => {
                let measures = go.measures.iter().map(|(id, ..)| Subject::Measure(id));
                measures.chain([Subject::SavedPlan(go.saved)]).collect()
            }
            Self::Settle(settle) => vec![Subject::Measure(&settle.measure)],
            Self::Evidence(step) => step.serves.iter().map(|(id, _)| Subject::Measure(id)).collect(),
            Self::Disclosure(disclosure) => {
                let assets = disclosure.assets.iter().map(|id| Subject::Asset(id));
                std::iter::once(Subject::Operation).chain(assets).collect()
            }
        }
    }

    /// The earlier entries that this one refers to, whose subjects are also its own.
    pub fn entries(&self) -> Vec<Hash> {
        match self {
            Self::Retraction(retraction) => vec![retraction.entry],
            Self::Correction(correction) => vec![correction.entry],
            Self::Settle(settle) => settle.entries.clone(),
            Self::Evidence(step) => step.item.into_iter().collect(),
            Self::Note(note) => note.about.iter().filter_map(|about| entry_named(about)).collect(),
            Self::Genesis(_)
            | Self::Transition(_)
            | Self::Observation(_)
            | Self::Hold(_)
            | Self::Attestation(_)
            | Self::Instrument(_)
            | Self::Approval(_)
            | Self::Go(_)
            | Self::Disclosure(_)
            | Self::Retire(_)
            | Self::Checkpoint(_) => Vec::new(),
        }
    }
}
