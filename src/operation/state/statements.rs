//! Words: what agencies say that others rely on. Attestations, steps of instruments, approvals.

use std::sync::Arc;

use crate::ledger::read::causal_past::{CausalPast, EntryPos};
use crate::model::digest::Hash;
use crate::model::gate::Gate;
use crate::model::instrument::InstrumentState;
use crate::model::time::Instant;

/// An agency's word on one gate of one measure or outlet.
#[derive(Debug, Clone)]
pub(crate) struct RecordedAttestation {
    pub pos: EntryPos,
    pub hash: Hash,
    pub gate: Gate,
    pub agency: Arc<str>,
    /// The digest of what it was said of.
    pub digest: Hash,
    /// When it was recorded; it counts from then.
    pub recorded_at: Instant,
    /// Until when it counts.
    pub until: Option<Instant>,
    /// The plan that its entry cites.
    pub plan: Hash,
}

/// A step of an instrument.
#[derive(Debug, Clone)]
pub(crate) struct RecordedInstrumentStep {
    pub pos: EntryPos,
    pub hash: Hash,
    /// What its writer had seen.
    pub past: CausalPast,
    pub agency: Arc<str>,
    pub to: InstrumentState,
    pub at: Instant,
    /// When it was recorded; it counts from then.
    pub recorded_at: Instant,
    pub number: Option<Box<str>>,
    pub document: Option<Hash>,
    /// From when until when a grant is valid.
    pub valid: Option<(Instant, Instant)>,
    /// What a grant covers, sorted: measures, or `transfer:ASSET`, each with its target digest.
    pub scope: Vec<(Box<str>, Hash)>,
    pub reason: Option<Box<str>>,
    /// The plan that its entry cites.
    pub plan: Hash,
}

impl RecordedInstrumentStep {
    /// Whether its scope has that, for whatever target.
    pub(crate) fn names(&self, what: &str) -> bool {
        self.scope.iter().any(|(covered, _)| **covered == *what)
    }

    /// Whether it grants that, and for that target.
    pub(crate) fn covers(&self, what: &str, target: &Hash) -> bool {
        self.scope
            .binary_search_by(|(covered, _)| (**covered).cmp(what))
            .is_ok_and(|place| self.scope[place].1 == *target)
    }
}

/// An agency's yes to a saved plan.
#[derive(Debug, Clone)]
pub(crate) struct RecordedApproval {
    pub pos: EntryPos,
    pub hash: Hash,
    pub agency: Arc<str>,
}
