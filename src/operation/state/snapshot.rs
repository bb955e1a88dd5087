//! What the entries have said, as somebody sees it who has seen a part of the ledger.

use crate::ledger::read::causal_past::{Past, Pos};
use crate::model::broken::Broken;
use crate::model::digest::Hash;
use crate::model::id::AgencyId;
use crate::model::instrument::InstrumentState;
use crate::model::state::State;
use crate::model::time::{At, Instant};

use super::history::{Course, Here, Hold, Move, Seen, Source};
use super::instrument_status::Papers;
use super::item::Kept;
use super::ledger_state::{Book, Entries, Mended};
use super::saved::Saved;
use super::statements::Step;

/// The book as somebody sees it who has seen a part of the ledger.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub book: &'a Book<'a>,
    pub past: &'a Past,
    pub entries: &'a dyn Entries,
}

impl<'a> View<'a> {
    /// Where a measure stands.
    pub(crate) fn here(self, measure: &str, acting: Option<Instant>) -> Here {
        match self.book.course(measure) {
            Some(course) => course.here(self.seen(), acting),
            None => Course::default().here(self.seen(), acting),
        }
    }

    /// The saved plan whose go a measure stands cleared by.
    pub(crate) fn cleared_by(self, measure: &str, here: &Here) -> Option<&'a Saved> {
        let tip = here.leading().filter(|tip| tip.state == State::Cleared)?;
        match self.book.course(measure)?.moves[tip.place].source {
            Source::Go(saved) => self.book.saved(&saved).map(|saved| &**saved),
            Source::Transition | Source::Settle => None,
        }
    }

    /// The holds on a measure that stand.
    pub(crate) fn holds(self, measure: &str, acting: Option<Instant>) -> Vec<&'a Hold> {
        self.book.course(measure).map(|course| course.held(self.past, acting).collect()).unwrap_or_default()
    }

    /// Whether an entry was seen and not taken back.
    pub(crate) fn stands(self, pos: Pos, hash: &Hash) -> bool {
        self.past.covers(pos) && !self.is_taken_back(hash)
    }

    /// What was seen, and how far it is signed.
    pub(crate) fn seen(self) -> Seen<'a> {
        Seen { past: self.past, signed: self.book.signed.as_deref() }
    }

    /// Whether a word stands, and under a signature where one is required.
    pub(crate) fn counts(self, pos: Pos, hash: &Hash) -> bool {
        self.stands(pos, hash) && self.seen().counts(pos)
    }

    /// Whether an entry was taken back.
    pub(crate) fn is_taken_back(self, hash: &Hash) -> bool {
        self.book.taken_back.get(hash).is_some_and(|by| by.iter().any(|pos| self.past.covers(*pos)))
    }

    /// The corrections of an entry that stand, oldest first.
    pub(crate) fn corrections(self, hash: &Hash) -> impl Iterator<Item = &'a Mended> {
        let all: &'a [Mended] = self.book.corrections.get(hash).map_or(&[], Vec::as_slice);
        all.iter().filter(move |mended| self.stands(mended.pos, &mended.hash))
    }

    /// When a move happened, as corrected by what was seen.
    pub(crate) fn at(self, step: &Move) -> At {
        self.corrections(&step.hash).filter_map(|mended| mended.at).last().unwrap_or(step.at)
    }

    /// The guards that a move broke, those that its corrected time breaks among them. Sorted.
    pub(crate) fn broken(self, step: &Move) -> Vec<Broken> {
        let mut broken = step.broken.clone();
        broken.extend(self.corrections(&step.hash).flat_map(|mended| mended.broken.iter().copied()));
        broken.sort_unstable();
        broken.dedup();
        broken
    }

    /// The agency in whose log an entry stands.
    pub(crate) fn agency(self, pos: Pos) -> &'a str {
        self.book.agencies.get(pos.log).map_or("", |agency| agency)
    }

    /// The agencies of the plans that were cited in the past.
    pub(crate) fn participants(self) -> impl Iterator<Item = &'a AgencyId> {
        let since = |agency: &AgencyId| self.book.participants_since.get(agency).into_iter().flatten();
        self.book.participants.iter().filter(move |agency| since(agency).any(|pos| self.past.covers(*pos)))
    }

    /// The items that were seen, in the ledger's order.
    pub(crate) fn items(self) -> impl Iterator<Item = Kept<'a>> {
        self.book.items().iter().filter_map(move |item| item.as_seen(self.past))
    }

    /// The item that began with an entry.
    pub(crate) fn item(self, entry: &Hash) -> Option<Kept<'a>> {
        self.book.items().get(entry).and_then(|item| item.as_seen(self.past))
    }

    /// The items with an exhibit number.
    pub(crate) fn items_with_exhibit(self, exhibit: &str) -> impl Iterator<Item = Kept<'a>> {
        self.book.items().with_exhibit(exhibit).filter_map(move |item| item.as_seen(self.past))
    }

    /// The items that serve a measure in a round.
    pub(crate) fn items_serving<'m>(
        self,
        measure: &'m str,
        round: u64,
    ) -> impl Iterator<Item = Kept<'a>> + use<'a, 'm> {
        self.book.items().serving(measure, round).filter_map(move |item| item.as_seen(self.past))
    }

    /// Where an instrument stands; with `until`, by the steps recorded up to then.
    pub(crate) fn papers(self, instrument: &str, until: Option<Instant>) -> Papers<'a> {
        let standing: Vec<&Step> = self
            .book
            .steps(instrument)
            .iter()
            .filter(|step| self.stands(step.pos, &step.hash) && until.is_none_or(|until| step.t <= until))
            // What takes a grant away counts at once; what gives one, under a signature where that is required.
            .filter(|step| step.to != InstrumentState::Granted || self.counts(step.pos, &step.hash))
            .collect();
        Papers::of(&standing)
    }
}
