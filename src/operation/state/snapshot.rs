//! The accumulated entries, restricted to those that a reader has seen.

use crate::ledger::read::causal_past::{CausalPast, EntryPos};
use crate::model::broken::BrokenGuard;
use crate::model::digest::Hash;
use crate::model::id::AgencyId;
use crate::model::instrument::InstrumentState;
use crate::model::state::State;
use crate::model::time::{At, Instant};

use super::history::{ChangeSource, Knowledge, MeasureHistory, MeasureState, RecordedHold, StateChange};
use super::instrument_status::InstrumentHeads;
use super::item::ItemStatus;
use super::ledger_state::{EntryLookup, LedgerState, RecordedCorrection};
use super::saved::Saved;
use super::statements::RecordedInstrumentStep;

/// The ledger state for a reader who has seen only the entries in `past`.
#[derive(Clone, Copy)]
pub(crate) struct Snapshot<'a> {
    pub book: &'a LedgerState<'a>,
    pub past: &'a CausalPast,
    pub entries: &'a dyn EntryLookup,
}

impl<'a> Snapshot<'a> {
    pub(crate) fn measure_state(self, measure: &str, acting: Option<Instant>) -> MeasureState {
        match self.book.measure_history(measure) {
            Some(course) => course.state_for(self.knowledge(), acting),
            None => MeasureHistory::default().state_for(self.knowledge(), acting),
        }
    }

    /// The saved plan whose go clears a measure.
    pub(crate) fn cleared_by(self, measure: &str, here: &MeasureState) -> Option<&'a Saved> {
        let tip = here.leading().filter(|tip| tip.state == State::Cleared)?;
        match self.book.measure_history(measure)?.moves[tip.index].source {
            ChangeSource::Go(saved) => self.book.saved(&saved).map(|saved| &**saved),
            ChangeSource::Transition | ChangeSource::Settle => None,
        }
    }

    pub(crate) fn holds(self, measure: &str, acting: Option<Instant>) -> Vec<&'a RecordedHold> {
        self.book
            .measure_history(measure)
            .map(|course| course.active_holds(self.past, acting).collect())
            .unwrap_or_default()
    }

    /// Whether an entry was seen and not withdrawn.
    pub(crate) fn stands(self, pos: EntryPos, hash: &Hash) -> bool {
        self.past.covers(pos) && !self.is_taken_back(hash)
    }

    pub(crate) fn knowledge(self) -> Knowledge<'a> {
        Knowledge { past: self.past, signed: self.book.signed.as_deref() }
    }

    /// Whether a statement was seen and not withdrawn, and is signed if the plan requires that.
    pub(crate) fn counts(self, pos: EntryPos, hash: &Hash) -> bool {
        self.stands(pos, hash) && self.knowledge().counts(pos)
    }

    pub(crate) fn is_taken_back(self, hash: &Hash) -> bool {
        self.book.taken_back.get(hash).is_some_and(|by| by.iter().any(|pos| self.past.covers(*pos)))
    }

    /// The corrections of an entry that were seen and not withdrawn, oldest first.
    pub(crate) fn corrections(self, hash: &Hash) -> impl Iterator<Item = &'a RecordedCorrection> {
        let all: &'a [RecordedCorrection] = self.book.corrections.get(hash).map_or(&[], Vec::as_slice);
        all.iter().filter(move |mended| self.stands(mended.pos, &mended.hash))
    }

    /// When a change happened, including the corrections seen.
    pub(crate) fn at(self, step: &StateChange) -> At {
        self.corrections(&step.hash).filter_map(|mended| mended.at).last().unwrap_or(step.at)
    }

    /// The guards that a change broke, including those that its corrected time breaks. Sorted.
    pub(crate) fn broken(self, step: &StateChange) -> Vec<BrokenGuard> {
        let mut broken = step.broken.clone();
        broken.extend(self.corrections(&step.hash).flat_map(|mended| mended.broken.iter().copied()));
        broken.sort_unstable();
        broken.dedup();
        broken
    }

    /// The agency whose log contains an entry.
    pub(crate) fn agency(self, pos: EntryPos) -> &'a str {
        self.book.agencies.get(pos.log).map_or("", |agency| agency)
    }

    /// The agencies of all plans that entries in the past cite.
    pub(crate) fn participants(self) -> impl Iterator<Item = &'a AgencyId> {
        let since = |agency: &AgencyId| self.book.participants_since.get(agency).into_iter().flatten();
        self.book.participants.iter().filter(move |agency| since(agency).any(|pos| self.past.covers(*pos)))
    }

    /// The items that were seen, in the ledger's order.
    pub(crate) fn items(self) -> impl Iterator<Item = ItemStatus<'a>> {
        self.book.items().iter().filter_map(move |item| item.as_seen(self.past))
    }

    pub(crate) fn item(self, entry: &Hash) -> Option<ItemStatus<'a>> {
        self.book.items().get(entry).and_then(|item| item.as_seen(self.past))
    }

    pub(crate) fn items_with_exhibit(self, exhibit: &str) -> impl Iterator<Item = ItemStatus<'a>> {
        self.book.items().with_exhibit(exhibit).filter_map(move |item| item.as_seen(self.past))
    }

    pub(crate) fn items_serving<'m>(
        self,
        measure: &'m str,
        round: u64,
    ) -> impl Iterator<Item = ItemStatus<'a>> + use<'a, 'm> {
        self.book.items().serving(measure, round).filter_map(move |item| item.as_seen(self.past))
    }

    /// The status of an instrument; with `until`, after the steps recorded up to then.
    pub(crate) fn instrument(self, instrument: &str, until: Option<Instant>) -> InstrumentHeads<'a> {
        let standing: Vec<&RecordedInstrumentStep> = self
            .book
            .steps(instrument)
            .iter()
            .filter(|step| {
                self.stands(step.pos, &step.hash) && until.is_none_or(|until| step.recorded_at <= until)
            })
            // A step that ends a grant counts at once. A grant counts only under a signature, if the plan
            // requires signatures.
            .filter(|step| step.to != InstrumentState::Granted || self.counts(step.pos, &step.hash))
            .collect();
        InstrumentHeads::of(&standing)
    }
}
