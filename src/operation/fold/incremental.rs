//! A fold that goes on where its ledger has grown, instead of being made anew.

use std::sync::Arc;

use crate::ledger::read::order::{InBetween, Walk};
use crate::ledger::read::snapshot::LedgerSnapshot;
use crate::model::digest::Hash;
use crate::plan::Plan;

use super::Fold;
use crate::operation::state::signed::SignedHeads;

/// A fold, and how far it has come in the derived order. A verdict rests on an entry's past alone, so entries that come
/// after all others are judged as they would be from the beginning.
#[derive(Debug, Clone)]
pub struct IncrementalFold {
    fold: Fold,
    walk: Walk,
}

impl IncrementalFold {
    /// Judges every entry of a reading in the derived order.
    pub fn of(plan: &Arc<Plan>, reading: &LedgerSnapshot) -> Self {
        let agencies = reading.logs().iter().map(|log| Arc::from(log.name.agency())).collect();
        let mut fold = Fold::new(plan, agencies);
        fold.book.signed = plan.policy.signatures.then(|| Arc::new(SignedHeads::of(plan, reading)));
        let mut fold = Self { fold, walk: reading.walk_begin() };
        // A walk that begins finds nothing out of order.
        let _ = fold.take(reading);
        fold
    }

    /// Judges what a reading holds beyond the one before it, from which it MUST have grown. It begins anew if an entry
    /// has come in between, and if the plan requires signatures: what is signed is asked of a whole ledger.
    pub(crate) fn extend(mut self, reading: &LedgerSnapshot) -> Self {
        let anew = self.fold.book.signed.is_some() || self.take(reading).is_err();
        if anew { Self::of(&self.fold.in_hand, reading) } else { self }
    }

    fn take(&mut self, reading: &LedgerSnapshot) -> Result<(), InBetween> {
        let fold = &mut self.fold;
        reading.walk_on(&mut self.walk, |placed| {
            if let Some(entry) = placed.line.entry() {
                fold.take(reading, placed.pos, placed.past, placed.line.hash, entry);
            }
        })
    }

    /// A plan that an entry cites, as far as it can be read.
    pub fn cited(&self, hash: &Hash) -> Option<Arc<Plan>> {
        self.fold.cited(hash)
    }

    /// The fold as far as it has come.
    pub(crate) fn fold(&self) -> &Fold {
        &self.fold
    }

    /// The fold, which goes on no more.
    pub(crate) fn into_fold(self) -> Fold {
        self.fold
    }
}
