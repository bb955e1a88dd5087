//! The state of an operation: its plan and ledger folded, and the queries on the result.

pub(crate) mod compose;
pub(crate) mod evaluate;
pub(crate) mod instruments;
pub(crate) mod next;
pub(crate) mod standing;

use std::borrow::Cow;
use std::sync::Arc;

use crate::ledger::codec::line;
use crate::ledger::read::causal_past::{CausalPast, EntryPos};
use crate::ledger::read::snapshot::LedgerSnapshot;
use crate::model::country::Country;
use crate::model::digest::Hash;
use crate::model::measure::MeasureId;
use crate::model::state::State;
use crate::model::time::Instant;
use crate::model::tlp::Marks;
use crate::plan::Plan;

use super::fold::{Fold, Judged};
use super::judge::approvers;
use crate::operation::fold::incremental::IncrementalFold;
use crate::operation::judge::findings::InvalidatedApproval;
use crate::operation::judge::invalidated::invalidated_approval;
use crate::operation::judge::verdict::Verdict;
use crate::operation::state::item::ItemStatus;
use crate::operation::state::ledger_state::{EntryLookup, FoundEntry, RecordedNote, RecordedObservation};
use crate::operation::state::saved::ExcludedMeasure;
use crate::operation::state::saved::Saved;
use crate::operation::status::standing::Standing;
use compose::{ComposedPlan, NothingReady, compose};
use evaluate::Evaluator;
use instruments::{InstrumentStatus, instrument_statuses};
use next::{Next, next};

impl EntryLookup for LedgerSnapshot {
    fn entry(&self, hash: &Hash) -> Option<FoundEntry<'_>> {
        let pos = self.position_of(hash)?;
        let line::Body::Entry(entry) = Self::entry(self, pos)?.body else { return None };
        Some(FoundEntry {
            pos,
            recorded_at: entry.recorded_at,
            officer: entry.by,
            plan: entry.plan,
            data: entry.data,
        })
    }

    fn entry_at(&self, pos: EntryPos, _: &Hash) -> Option<FoundEntry<'_>> {
        let line::Body::Entry(entry) = Self::entry(self, pos)?.body else { return None };
        Some(FoundEntry {
            pos,
            recorded_at: entry.recorded_at,
            officer: entry.by,
            plan: entry.plan,
            data: entry.data,
        })
    }

    fn plan(&self, hash: &Hash) -> Option<Vec<u8>> {
        self.stored(hash)
    }
}

/// The state of an operation for a reader who has seen the whole ledger.
#[derive(Debug)]
pub struct Operation<'a> {
    plan: &'a Plan,
    reading: &'a LedgerSnapshot,
    fold: Cow<'a, Fold>,
    everything: CausalPast,
    countries: Vec<Country>,
    verdicts: std::sync::OnceLock<std::collections::HashMap<EntryPos, usize>>,
}

impl<'a> Operation<'a> {
    /// Folds a ledger: every entry is judged in its own past. The fold relies on no stored result and stores
    /// none.
    pub fn fold(plan: &'a Arc<Plan>, reading: &'a LedgerSnapshot) -> Self {
        Self::with(plan, reading, Cow::Owned(IncrementalFold::of(plan, reading).into_fold()))
    }

    /// Uses a ledger that is already folded.
    pub fn of(plan: &'a Plan, reading: &'a LedgerSnapshot, fold: &'a IncrementalFold) -> Self {
        Self::with(plan, reading, Cow::Borrowed(fold.fold()))
    }

    fn with(plan: &'a Plan, reading: &'a LedgerSnapshot, fold: Cow<'a, Fold>) -> Self {
        Self {
            plan,
            reading,
            fold,
            everything: reading.everything(),
            countries: plan.countries(),
            verdicts: std::sync::OnceLock::new(),
        }
    }

    /// The plan in hand.
    pub fn plan(&self) -> &'a Plan {
        self.plan
    }

    /// The ledger that was read.
    pub fn reading(&self) -> &'a LedgerSnapshot {
        self.reading
    }

    /// The standings of every measure of the plan, and of the recorded measures that are no longer in it, by
    /// id. Gates are evaluated at `now`.
    pub fn standings(&self, now: Instant) -> Vec<Standing<'_>> {
        let mut ids: Vec<MeasureId> = self.plan.measures.keys().cloned().collect();
        ids.extend(self.fold.book.measures().filter_map(|measure| measure.parse().ok()));
        ids.sort_unstable();
        ids.dedup();
        ids.iter().map(|id| self.evaluate(id, now)).collect()
    }

    /// The standing of one measure.
    pub fn evaluate(&self, id: &MeasureId, now: Instant) -> Standing<'_> {
        self.showing(now, |showing| showing.evaluate(id))
    }

    /// When a measure had its effect in its current round, including corrections. The time of its
    /// confirmation does not matter.
    pub(crate) fn done_at(&self, standing: &Standing<'_>) -> Option<Instant> {
        let view = self.fold.view(self.reading, &self.everything);
        let moves = &self.fold.book.measure_history(standing.id.as_str())?.moves;
        let done = moves.iter().filter(|step| {
            (step.round, step.state) == (standing.round, State::Done) && view.stands(step.pos, &step.hash)
        });
        done.map(|step| view.at(step).latest()).next_back()
    }

    /// What remains to be recorded before some measures are cleared, in an order in which it can be recorded.
    pub fn next(&self, among: &[MeasureId], now: Instant) -> Vec<Next> {
        self.showing(now, |showing| next(showing, among, now))
    }

    /// A saved plan that an entry refers to; `None` if the ledger does not store it or its bytes cannot be
    /// read.
    pub fn saved(&self, saved: &Hash) -> Option<&Saved> {
        self.fold.book.saved(saved).map(|saved| &**saved)
    }

    /// The agencies other than the lead that have approved a saved plan, by id.
    pub fn approvals(&self, saved: &Hash) -> Vec<String> {
        let view = self.fold.view(self.reading, &self.everything);
        approvers(view, saved, self.plan.operation.lead.as_str())
    }

    /// The approvals of the most recently approved plan, if they no longer support a go.
    pub fn invalidated_approval(&self, now: Instant) -> Option<InvalidatedApproval> {
        invalidated_approval(self.fold.view(self.reading, &self.everything), self.plan, now)
    }

    /// The status of every instrument of the plan, by id.
    pub fn instruments(&self, now: Instant) -> Vec<InstrumentStatus<'_>> {
        self.showing(now, |showing| instrument_statuses(showing, now))
    }

    /// The items of evidence, in the ledger's order.
    pub fn items(&self) -> Vec<ItemStatus<'_>> {
        self.fold.view(self.reading, &self.everything).items().collect()
    }

    /// The sharing marks of all entries that state their own.
    pub fn marks(&self) -> impl Iterator<Item = &Marks> {
        let items = self.fold.book.items().iter().map(|item| &item.marks);
        items.chain(self.fold.book.observations.iter().map(|seen| &seen.marks))
    }

    /// Composes a saved plan of those measures among some that wait for the go and are ready. Nothing is
    /// recorded.
    pub fn compose(
        &self,
        among: &[MeasureId],
        without: &[ExcludedMeasure],
        now: Instant,
    ) -> Result<ComposedPlan, NothingReady> {
        self.showing(now, |showing| compose(showing, among, without, now))
    }

    fn showing<'s, T>(&'s self, now: Instant, ask: impl FnOnce(&Evaluator<'s, '_>) -> T) -> T {
        let name = |log: usize| log_name(self.reading, log);
        let view = self.fold.view(self.reading, &self.everything);
        ask(&Evaluator { view, plan: self.plan, countries: &self.countries, now, logs: &name })
    }

    /// The observations that count, in the ledger's order, including corrections of times, sources and notes.
    pub fn observations(&self) -> Vec<RecordedObservation> {
        let view = self.fold.view(self.reading, &self.everything);
        let standing = self.fold.book.observations.iter().filter(|seen| view.stands(seen.pos, &seen.hash));
        standing
            .map(|seen| {
                let mut seen = seen.clone();
                for mended in view.corrections(&seen.hash.clone()) {
                    seen.at = mended.at.unwrap_or(seen.at);
                    seen.note = mended.note.clone().or(seen.note);
                    if !mended.sources.is_empty() {
                        seen.sources.clone_from(&mended.sources);
                    }
                }
                seen
            })
            .collect()
    }

    /// The notes that count, in the ledger's order.
    pub fn notes(&self) -> Vec<RecordedNote> {
        let view = self.fold.view(self.reading, &self.everything);
        self.fold.book.notes().filter(|note| view.stands(note.pos, &note.hash)).cloned().collect()
    }

    /// The irregular and void entries, in the ledger's order.
    pub fn judged(&self) -> &[Judged] {
        &self.fold.judged
    }

    /// The entries that this version does not understand.
    pub fn unknown(&self) -> &[EntryPos] {
        &self.fold.unknown
    }

    /// What an entry counts for.
    pub fn verdict(&self, pos: EntryPos) -> Verdict {
        let places = self.verdicts.get_or_init(|| {
            self.fold.judged.iter().enumerate().map(|(place, judged)| (judged.pos, place)).collect()
        });
        let judged = places.get(&pos).map(|place| &self.fold.judged[*place]);
        judged.map_or(Verdict::Sound, |judged| judged.verdict.clone())
    }
}

/// The name of a log, `agency.instance`; empty if there is no such log.
pub(crate) fn log_name(reading: &LedgerSnapshot, log: usize) -> String {
    reading.logs().get(log).map_or_else(String::new, |log| log.name.to_string())
}
