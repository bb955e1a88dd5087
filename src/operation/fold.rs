//! Folds the ledger: judges every entry in its own past, and accumulates what the valid ones add.

pub(crate) mod apply;
pub(crate) mod incremental;

use std::collections::HashMap;
use std::sync::Arc;

use crate::ledger::codec::line::Entry;
use crate::ledger::read::causal_past::{CausalPast, EntryPos};
use crate::model::digest::Hash;
use crate::plan::{Plan, Versions};

use super::judge::judge;
use crate::operation::judge::author::Author;
use crate::operation::judge::claim::EntryClaim;
use crate::operation::judge::verdict::{RefusalReason, Verdict};
use crate::operation::state::ledger_state::{EntryLookup, LedgerState};
use crate::operation::state::saved::Saved;
use crate::operation::state::snapshot::Snapshot;
use apply::EntryRef;

/// An entry that does not fully count.
#[derive(Debug, Clone)]
pub struct Judged {
    pub pos: EntryPos,
    pub hash: Hash,
    /// Irregular or void.
    pub verdict: Verdict,
}

/// The result of folding the entries so far.
#[derive(Debug, Clone)]
pub(crate) struct Fold {
    pub in_hand: Arc<Plan>,
    /// Every plan that an entry cites, by its hash; `None` if it cannot be read.
    plans: HashMap<Hash, Option<Arc<Plan>>>,
    versions: Versions,
    pub book: LedgerState<'static>,
    /// The irregular and void entries, in the ledger's order.
    pub judged: Vec<Judged>,
    /// The entries that this version does not understand.
    pub unknown: Vec<EntryPos>,
}

impl Fold {
    /// A fold without entries.
    pub(crate) fn new(in_hand: &Arc<Plan>, agencies: Vec<Arc<str>>) -> Self {
        let plans = HashMap::from([(in_hand.hash, Some(Arc::clone(in_hand)))]);
        let mut book = LedgerState::default();
        book.agencies = agencies;
        let versions = Versions::of(in_hand);
        let in_hand = Arc::clone(in_hand);
        Self { in_hand, plans, versions, book, judged: Vec::new(), unknown: Vec::new() }
    }

    /// Judges the next entry in the ledger's order, and applies it.
    pub(crate) fn take(
        &mut self,
        entries: &dyn EntryLookup,
        pos: EntryPos,
        past: &CausalPast,
        hash: Hash,
        entry: &Entry<'_>,
    ) {
        let Some(data) = &entry.data else {
            self.unknown.push(pos);
            return;
        };
        let verdict = match self.plan(entries, &entry.plan) {
            None => Verdict::Void(RefusalReason::PlanUnreadable),
            Some(plan) => {
                let in_hand = Arc::clone(&self.in_hand);
                if let Some(saved) = data.saved() {
                    let read = || Saved::read(&entries.plan(&saved)?).ok().map(Arc::new);
                    self.book.keep(saved, read);
                }
                let agency = self.book.agencies.get(pos.log).map_or_else(|| Arc::from(""), Arc::clone);
                let by = Author {
                    agency: &agency,
                    officer: entry.by,
                    recorded_at: entry.recorded_at,
                    plan: &plan,
                    in_hand: &in_hand,
                };
                let verdict =
                    judge(Snapshot { book: &self.book, past, entries }, &by, &EntryClaim::from(data));
                self.book.apply(entries, EntryRef { pos, hash, past }, &by, data, &verdict);
                if !matches!(
                    verdict,
                    Verdict::Void(RefusalReason::CharterChanged | RefusalReason::AgencyLost(_))
                ) {
                    self.book.cite(&plan, pos);
                }
                verdict
            }
        };
        if verdict != Verdict::Sound {
            self.judged.push(Judged { pos, hash, verdict });
        }
    }

    /// The plan that an entry cites, if it can be read.
    pub(crate) fn cited(&self, hash: &Hash) -> Option<Arc<Plan>> {
        self.plans.get(hash)?.clone()
    }

    /// The same; the plan is read when the first entry cites it.
    fn plan(&mut self, entries: &dyn EntryLookup, hash: &Hash) -> Option<Arc<Plan>> {
        let read = || self.versions.read(*hash, &entries.plan(hash)?).map(Arc::new);
        self.plans.entry(*hash).or_insert_with(read).clone()
    }

    /// The state for a reader who has seen the entries in `past`.
    pub(crate) fn view<'a>(&'a self, entries: &'a dyn EntryLookup, past: &'a CausalPast) -> Snapshot<'a> {
        Snapshot { book: &self.book, past, entries }
    }
}
