//! A fold that goes on where its ledger has grown, instead of being made anew.

use std::sync::Arc;

use crate::ledger::order::{InBetween, Walk};
use crate::ledger::reading::Reading;
use crate::plan::Plan;

use super::fold::Fold;
use super::signed::Signed;

/// A fold, and how far it has come in the derived order. A verdict rests on an entry's past alone, so entries that come
/// after all others are judged as they would be from the beginning.
#[derive(Debug)]
pub(crate) struct Growing {
    fold: Fold,
    walk: Walk,
}

impl Growing {
    /// Judges every entry of a reading in the derived order.
    pub(crate) fn of(plan: &Arc<Plan>, reading: &Reading) -> Self {
        let agencies = reading.logs().iter().map(|log| Arc::from(log.name.agency())).collect();
        let mut fold = Fold::new(plan, agencies);
        fold.book.signed = plan.policy.signatures.then(|| Arc::new(Signed::of(plan, reading)));
        let mut growing = Self { fold, walk: reading.walk_begin() };
        // A walk that begins finds nothing out of order.
        let _ = growing.take(reading);
        growing
    }

    /// Judges what a reading holds beyond the one before it, from which it MUST have grown; from the beginning where
    /// something has come in between. The plan MUST NOT require signatures: what is signed is asked of a whole ledger.
    pub(crate) fn go_on(mut self, reading: &Reading) -> Self {
        if self.take(reading).is_err() { Self::of(&self.fold.in_hand, reading) } else { self }
    }

    fn take(&mut self, reading: &Reading) -> Result<(), InBetween> {
        let fold = &mut self.fold;
        reading.walk_on(&mut self.walk, |placed| {
            if let Some(entry) = placed.line.entry() {
                fold.take(reading, placed.pos, placed.past, placed.line.hash, entry);
            }
        })
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
