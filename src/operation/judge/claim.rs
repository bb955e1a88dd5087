//! The part of an entry that the judge needs, by entry type.
//!
//! A claim owns its data and keeps no long text, so it can outlive the line that it was read from.

#![deny(clippy::wildcard_enum_match_arm)]

use crate::ledger::codec::entry::{Data, EntryKind};

use super::evidence::EvidenceClaim;
use super::ledger_entries::{DisclosureClaim, RetireClaim};
use super::remark::{HoldClaim, NoteClaim, ObservationClaim};
use super::settle::SettleClaim;
use super::take_back::{CorrectionClaim, RetractionClaim};
use super::transition::TransitionClaim;
use super::verdict::{RefusalReason, Verdict};
use super::word::{ApprovalClaim, AttestationClaim, GoClaim, InstrumentClaim};
use super::{evidence, ledger_entries, remark, settle, take_back, transition, word};
use crate::operation::judge::author::Author;
use crate::operation::state::snapshot::Snapshot;

#[derive(Debug, Clone)]
pub(crate) enum EntryClaim {
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

impl From<&Data<'_>> for EntryClaim {
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

impl EntryClaim {
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
            Self::Disclosure(claim) => ledger_entries::disclosure(by, claim),
            Self::Retire(claim) => ledger_entries::retire(by, claim),
        }
    }
}
