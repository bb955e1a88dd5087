//! The plans and saved plans that a ledger stores, as far as this version can read them.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::ledger::error::ReadError;
use crate::ledger::read::files::stored_bytes;
use crate::model::digest::Hash;
use crate::operation::Saved;
use crate::plan;
use crate::plan::Plan;

/// A stored plan: its bytes, and its content if this version can read it.
#[derive(Debug)]
pub(crate) struct StoredDocument<T> {
    pub bytes: Vec<u8>,
    pub read: Option<T>,
}

/// The files in `plans/`, and the current plan.
#[derive(Debug)]
pub(crate) struct StoredDocuments {
    pub in_hand: Arc<Plan>,
    /// Plans by hash, including the current one.
    pub plans: BTreeMap<Hash, StoredDocument<Arc<Plan>>>,
    pub saved: BTreeMap<Hash, StoredDocument<Saved>>,
}

impl StoredDocuments {
    pub(crate) fn read(ledger: &Path, in_hand: &Arc<Plan>) -> Result<Self, ReadError> {
        let mut all = Self { in_hand: Arc::clone(in_hand), plans: BTreeMap::new(), saved: BTreeMap::new() };
        for (hash, bytes) in stored_bytes(ledger)? {
            // A saved plan is one line of JSON, and no TOML begins with `{`.
            if bytes.starts_with(b"{") {
                let read = Saved::read(&bytes).ok();
                all.saved.insert(hash, StoredDocument { bytes, read });
            } else {
                let read = plan::read_stored(&bytes).plan.map(Arc::new);
                all.plans.insert(hash, StoredDocument { bytes, read });
            }
        }
        let bytes = in_hand.stored.clone();
        all.plans.insert(in_hand.hash, StoredDocument { bytes, read: Some(Arc::clone(in_hand)) });
        Ok(all)
    }

    /// Every plan that can be read, the current one first.
    pub(crate) fn readable(&self) -> impl Iterator<Item = &Plan> {
        let others = self.plans.iter().filter(|(hash, _)| **hash != self.in_hand.hash);
        let others = others.filter_map(|(_, paper)| paper.read.as_deref());
        std::iter::once(&*self.in_hand).chain(others)
    }
}
