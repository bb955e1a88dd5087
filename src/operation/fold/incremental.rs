//! A fold that continues when its ledger grows, instead of starting again.

use std::sync::Arc;

use crate::ledger::read::order::{InBetween, Walk};
use crate::ledger::read::snapshot::LedgerSnapshot;
use crate::model::digest::Hash;
use crate::plan::Plan;

use super::Fold;
use crate::operation::state::signed::SignedHeads;

/// A fold, and its position in the derived order. A verdict depends only on an entry's past, so entries that
/// come after all others are judged the same as in a complete fold.
#[derive(Debug, Clone)]
pub struct IncrementalFold {
    fold: Fold,
    walk: Walk,
}

impl IncrementalFold {
    /// Folds a whole ledger in the derived order.
    pub fn of(plan: &Arc<Plan>, reading: &LedgerSnapshot) -> Self {
        let agencies = reading.logs().iter().map(|log| Arc::from(log.name.agency())).collect();
        let mut fold = Fold::new(plan, agencies);
        fold.book.signed = plan.policy.signatures.then(|| Arc::new(SignedHeads::of(plan, reading)));
        let mut fold = Self { fold, walk: reading.walk_begin() };
        // A walk from the beginning cannot find an entry out of order.
        let _ = fold.take(reading);
        fold
    }

    /// Judges what a snapshot adds to the previous one, from which it MUST have grown. It starts again if a
    /// new entry sorts before old ones, or if the plan requires signatures, because these are checked for a
    /// whole ledger.
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

    /// The plan that an entry cites, if it can be read.
    pub fn cited(&self, hash: &Hash) -> Option<Arc<Plan>> {
        self.fold.cited(hash)
    }

    pub(crate) fn fold(&self) -> &Fold {
        &self.fold
    }

    pub(crate) fn into_fold(self) -> Fold {
        self.fold
    }
}
