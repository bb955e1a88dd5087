//! Words: what agencies say that others rely on. Attestations, steps of instruments, approvals.

use std::collections::HashMap;
use std::sync::Arc;

use crate::ledger::past::{Past, Pos};
use crate::model::digest::Hash;
use crate::model::gate::Gate;
use crate::model::instrument::InstrumentState;
use crate::model::time::Instant;

/// An agency's word on one gate of one measure or outlet.
#[derive(Debug, Clone)]
pub(crate) struct Attested {
    pub pos: Pos,
    pub hash: Hash,
    pub gate: Gate,
    pub agency: Arc<str>,
    /// The digest of what it was said of.
    pub digest: Hash,
    /// When it was recorded; it counts from then.
    pub t: Instant,
    /// Until when it counts.
    pub until: Option<Instant>,
    /// The plan that its entry cites.
    pub plan: Hash,
}

/// A step of an instrument.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub pos: Pos,
    pub hash: Hash,
    /// What its writer had seen.
    pub past: Past,
    pub agency: Arc<str>,
    pub to: InstrumentState,
    pub at: Instant,
    /// When it was recorded; it counts from then.
    pub t: Instant,
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

impl Step {
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
pub(crate) struct Approved {
    pub pos: Pos,
    pub hash: Hash,
    pub agency: Arc<str>,
}

/// All words said so far, void ones left out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    /// By measure, or by outlet.
    attested: HashMap<Box<str>, Vec<Attested>>,
    /// By instrument.
    steps: HashMap<Box<str>, Vec<Step>>,
    /// By saved plan.
    approved: HashMap<Hash, Vec<Approved>>,
    /// The saved plan of each approval, in the ledger's order.
    saved: Vec<Hash>,
}

impl Words {
    /// Adds an attestation of a measure, or an outlet.
    pub(crate) fn attest(&mut self, about: &str, word: Attested) {
        self.attested.entry(about.into()).or_default().push(word);
    }

    /// Adds a step of an instrument.
    pub(crate) fn step(&mut self, instrument: &str, step: Step) {
        self.steps.entry(instrument.into()).or_default().push(step);
    }

    /// Adds an approval.
    pub(crate) fn approve(&mut self, saved: Hash, word: Approved) {
        self.approved.entry(saved).or_default().push(word);
        self.saved.push(saved);
    }

    /// What was attested of a measure, or an outlet, in the ledger's order.
    pub(crate) fn attested(&self, about: &str) -> &[Attested] {
        self.attested.get(about).map_or(&[], Vec::as_slice)
    }

    /// The steps of an instrument, in the ledger's order.
    pub(crate) fn steps(&self, instrument: &str) -> &[Step] {
        self.steps.get(instrument).map_or(&[], Vec::as_slice)
    }

    /// The approvals of a saved plan, in the ledger's order.
    pub(crate) fn approved(&self, saved: &Hash) -> &[Approved] {
        self.approved.get(saved).map_or(&[], Vec::as_slice)
    }

    /// The saved plans that were approved, one for each approval, in the ledger's order.
    pub(crate) fn saved(&self) -> &[Hash] {
        &self.saved
    }
}
