//! What the judge needs to know of an entry, by its type, and what the rules distinguish per type.
//!
//! A claim owns what it holds and keeps no long text, so that it outlives the line that it was read from.

#![deny(clippy::wildcard_enum_match_arm)]

use crate::ledger::codec::entry::{Data, EntryKind, Text};
use crate::model::state::Nature;
use crate::plan::Plan;

use super::evidence::EvidenceClaim;
use super::remark::{HoldClaim, NoteClaim, ObservationClaim};
use super::settle::SettleClaim;
use super::take_back::{CorrectionClaim, RetractionClaim};
use super::transition::TransitionClaim;
use super::trust::{DisclosureClaim, RetireClaim};
use super::verdict::{RefusalReason, Verdict};
use super::word::{ApprovalClaim, AttestationClaim, GoClaim, InstrumentClaim};
use super::{evidence, remark, settle, take_back, transition, trust, word};
use crate::operation::judge::author::Author;
use crate::operation::state::snapshot::Snapshot;

/// What an entry claims, by its type.
#[derive(Debug, Clone)]
pub(crate) enum Claim {
    Genesis,
    Transition(TransitionClaim),
    Observation(ObservationClaim),
    Note(NoteClaim),
    Hold(HoldClaim),
    Retraction(RetractionClaim),
    Correction(CorrectionClaim),
    Attestation(AttestationClaim),
    Instrument(InstrumentClaim),
    Approval(ApprovalClaim),
    Go(GoClaim),
    Settle(SettleClaim),
    Evidence(EvidenceClaim),
    Disclosure(DisclosureClaim),
    Checkpoint,
    Retire(RetireClaim),
}

impl From<&Data<'_>> for Claim {
    fn from(data: &Data<'_>) -> Self {
        match data {
            Data::Genesis(_) => Self::Genesis,
            Data::Transition(transition) => Self::Transition(transition.into()),
            Data::Observation(observation) => Self::Observation(observation.into()),
            Data::Note(note) => Self::Note(note.into()),
            Data::Hold(hold) => Self::Hold(hold.into()),
            Data::Retraction(retraction) => Self::Retraction(retraction.into()),
            Data::Correction(correction) => Self::Correction(correction.into()),
            Data::Attestation(attestation) => Self::Attestation(attestation.into()),
            Data::Instrument(step) => Self::Instrument(step.into()),
            Data::Approval(approval) => Self::Approval(approval.into()),
            Data::Go(go) => Self::Go(go.into()),
            Data::Settle(settle) => Self::Settle(settle.into()),
            Data::Evidence(step) => Self::Evidence(step.into()),
            Data::Disclosure(disclosure) => Self::Disclosure(disclosure.into()),
            Data::Checkpoint(_) => Self::Checkpoint,
            Data::Retire(retire) => Self::Retire(retire.into()),
        }
    }
}

impl Claim {
    fn kind(&self) -> EntryKind {
        match self {
            Self::Genesis => EntryKind::Genesis,
            Self::Transition(_) => EntryKind::Transition,
            Self::Observation(_) => EntryKind::Observation,
            Self::Note(_) => EntryKind::Note,
            Self::Hold(_) => EntryKind::Hold,
            Self::Retraction(_) => EntryKind::Retraction,
            Self::Correction(_) => EntryKind::Correction,
            Self::Attestation(_) => EntryKind::Attestation,
            Self::Instrument(_) => EntryKind::Instrument,
            Self::Approval(_) => EntryKind::Approval,
            Self::Go(_) => EntryKind::Go,
            Self::Settle(_) => EntryKind::Settle,
            Self::Evidence(_) => EntryKind::Evidence,
            Self::Disclosure(_) => EntryKind::Disclosure,
            Self::Checkpoint => EntryKind::Checkpoint,
            Self::Retire(_) => EntryKind::Retire,
        }
    }

    /// Judges it by the rules of its type.
    pub(super) fn judge(&self, view: Snapshot<'_>, by: &Author<'_>) -> Result<Verdict, RefusalReason> {
        if self.kind().rules().gated && !by.plan.operation.mode.row().gated {
            return Err(RefusalReason::NotInMode);
        }
        match self {
            Self::Genesis | Self::Checkpoint => Ok(Verdict::Sound),
            Self::Transition(claim) => transition::judge(view, by, claim),
            Self::Observation(claim) => remark::observation(by, claim),
            Self::Note(claim) => remark::note(view, by, claim),
            Self::Hold(claim) => remark::hold(view, by, claim),
            Self::Retraction(claim) => take_back::retraction(view, by, claim),
            Self::Correction(claim) => take_back::correction(view, by, claim),
            Self::Attestation(claim) => word::attestation(by, claim),
            Self::Instrument(claim) => word::instrument(view, by, claim),
            Self::Approval(claim) => word::approval(view, by, claim),
            Self::Go(claim) => word::go(view, by, claim),
            Self::Settle(claim) => settle::judge(view, by, claim),
            Self::Evidence(claim) => evidence::judge(view, by, claim),
            Self::Disclosure(claim) => trust::disclosure(by, claim),
            Self::Retire(claim) => trust::retire(by, claim),
        }
    }
}

/// What the rules distinguish per type of entry.
pub(crate) struct EntryRules {
    /// Whether only modes with gates have such entries.
    pub gated: bool,
    /// Whether it says what somebody wants to happen; a transition is what its edge is.
    pub intention: bool,
    /// When such an entry may be retracted.
    pub retractable: Retractable,
    /// What a correction may change.
    pub correctable: Correctable,
}

/// When an entry may be retracted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Retractable {
    Always,
    /// Never, for this reason.
    Never(&'static str),
    /// It changes the state of measures, and may be retracted until later changes rest on all of its own; then it is
    /// refused for this reason.
    UntilRestedOn(&'static str),
}

/// What a correction may change of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Correctable {
    Nothing,
    SourcesAndNote,
    TimeToo,
}

impl EntryKind {
    /// The row of the table of rules for this type.
    pub(crate) const fn rules(self) -> EntryRules {
        const FACT: EntryRules = EntryRules {
            gated: false,
            intention: false,
            retractable: Retractable::Always,
            correctable: Correctable::Nothing,
        };
        const INTENTION: EntryRules = EntryRules { intention: true, ..FACT };
        const RESTED_ON: Retractable =
            Retractable::UntilRestedOn("a later step rests on it: take that one back first");
        const GATED: EntryRules = EntryRules { gated: true, ..INTENTION };
        match self {
            Self::Genesis => EntryRules {
                retractable: Retractable::Never("the first line of a log is never taken back"),
                ..FACT
            },
            Self::Transition => {
                EntryRules { retractable: RESTED_ON, correctable: Correctable::TimeToo, ..FACT }
            }
            Self::Observation | Self::Note => EntryRules { correctable: Correctable::TimeToo, ..FACT },
            Self::Hold | Self::Attestation | Self::Instrument | Self::Approval => GATED,
            Self::Go => EntryRules {
                retractable: Retractable::UntilRestedOn("every measure of that go has begun"),
                ..GATED
            },
            Self::Settle => EntryRules { retractable: RESTED_ON, ..INTENTION },
            Self::Retraction => EntryRules {
                retractable: Retractable::Never("a retraction is never taken back: say it anew"),
                ..INTENTION
            },
            Self::Correction => EntryRules { correctable: Correctable::SourcesAndNote, ..FACT },
            Self::Evidence => EntryRules {
                gated: true,
                retractable: Retractable::Never("an item of evidence is never taken back: its chain goes on"),
                ..FACT
            },
            Self::Disclosure | Self::Checkpoint | Self::Retire => FACT,
        }
    }
}

/// Whether an entry says what somebody wants to happen: such an entry is refused without the signature that the plan
/// requires.
pub(crate) fn is_intention(plan: &Plan, data: &Data<'_>) -> bool {
    if let Data::Transition(transition) = data {
        return plan.operation.mode.row().edges.iter().any(|edge| {
            edge.nature == Nature::Intention
                && edge.from.contains(&transition.from)
                && edge.to.contains(&transition.to)
        });
    }
    data.kind().rules().intention
}

/// A claim's own copies of the texts of an entry.
pub(super) fn owned(list: &[Text<'_>]) -> Vec<Box<str>> {
    list.iter().map(|text| (&**text).into()).collect()
}

/// A claim's own copy of a text of an entry.
pub(super) fn owned_text(text: Option<&Text<'_>>) -> Option<Box<str>> {
    text.map(|text| (&**text).into())
}
