//! Statements of agencies that other entries rely on: attestations, steps of instruments, approvals.

use std::sync::Arc;

use crate::ledger::read::causal_past::{CausalPast, EntryPos};
use crate::model::digest::Hash;
use crate::model::gate::Gate;
use crate::model::instrument::InstrumentState;
use crate::model::time::Instant;

/// An agency's attestation of one gate, for one measure or outlet.
#[derive(Debug, Clone)]
pub(crate) struct RecordedAttestation {
    pub pos: EntryPos,
    pub hash: Hash,
    pub gate: Gate,
    pub agency: Arc<str>,
    /// The digest of its subject.
    pub digest: Hash,
    /// When it was recorded, which is when it takes effect.
    pub recorded_at: Instant,
    /// When it expires.
    pub until: Option<Instant>,
    pub plan: Hash,
}

#[derive(Debug, Clone)]
pub(crate) struct RecordedInstrumentStep {
    pub pos: EntryPos,
    pub hash: Hash,
    pub past: CausalPast,
    pub agency: Arc<str>,
    pub to: InstrumentState,
    pub at: Instant,
    /// When it was recorded, which is when it takes effect.
    pub recorded_at: Instant,
    pub number: Option<Box<str>>,
    pub document: Option<Hash>,
    /// The validity period of a grant.
    pub valid: Option<(Instant, Instant)>,
    /// What a grant covers: measures, or `transfer:ASSET`, each with its target digest. Sorted.
    pub scope: Vec<(Box<str>, Hash)>,
    pub reason: Option<Box<str>>,
    pub plan: Hash,
}

impl RecordedInstrumentStep {
    /// Whether its scope contains the subject, for any target.
    pub(crate) fn names(&self, what: &str) -> bool {
        self.scope.iter().any(|(covered, _)| **covered == *what)
    }

    /// Whether it is a grant for that subject and target.
    pub(crate) fn covers(&self, what: &str, target: &Hash) -> bool {
        self.scope
            .binary_search_by(|(covered, _)| (**covered).cmp(what))
            .is_ok_and(|place| self.scope[place].1 == *target)
    }
}

/// An agency's approval of a saved plan.
#[derive(Debug, Clone)]
pub(crate) struct RecordedApproval {
    pub pos: EntryPos,
    pub hash: Hash,
    pub agency: Arc<str>,
}
