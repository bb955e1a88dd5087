//! Items of evidence, indexed by entry, exhibit number and measure.

use crate::ledger::read::causal_past::CausalPast;
use crate::ledger::read::causal_past::EntryPos;
use crate::model::broken::BrokenGuard;
use crate::model::digest::Hash;
use crate::model::evidence::ItemState;
use crate::model::time::Instant;
use crate::model::tlp::Marks;
use crate::operation::state::layered::LayeredList;
use crate::operation::state::layered::LayeredMap;
use std::sync::Arc;

/// One step of an item's chain of custody.
#[derive(Debug, Clone)]
pub struct ItemStep {
    /// The position of its entry.
    pub pos: EntryPos,
    /// The hash of its entry.
    pub hash: Hash,
    /// The state that it leads to.
    pub to: ItemState,
    /// When it happened.
    pub at: Instant,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// The agency whose log contains it.
    pub agency: Arc<str>,
    /// The officer who wrote it.
    pub officer: Arc<str>,
    /// The agency that holds the item from this step on; `None` if the holder does not change.
    pub holder: Option<Box<str>>,
    /// The new seal, of a physical object.
    pub seal: Option<Box<str>>,
    /// Free text: where it is kept, why it was handed over, a reference, a note.
    pub words: Box<str>,
    /// The guards that it broke, sorted.
    pub broken: Vec<BrokenGuard>,
}

/// An item of evidence.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its first entry, whose hash identifies the item.
    pub entry: Hash,
    /// The measures that it serves, each with its round.
    pub serves: Vec<(Box<str>, u64)>,
    /// The exhibit number that the unit assigned.
    pub exhibit: Option<Box<str>>,
    /// The name of a file.
    pub file: Option<Box<str>>,
    /// The SHA-256 of a file; `None` for a physical object.
    pub sha256: Option<Hash>,
    /// The size of a file, in bytes.
    pub size: Option<u64>,
    /// The serial number of a physical object.
    pub serial: Option<Box<str>>,
    /// Its sharing marks, if stricter than those of the measures that it serves.
    pub marks: Marks,
    /// Its chain of custody, in the ledger's order; never empty.
    pub steps: Vec<ItemStep>,
    /// Its status for a reader who has seen all steps.
    pub(crate) summary: Summary,
}

/// The status of an item after all of its steps.
#[derive(Debug, Clone, Default)]
pub(crate) struct Summary {
    latest: Latest,
    /// For each log with a step here, the last such entry. A reader who has seen all of them can use
    /// `latest`.
    reach: Vec<EntryPos>,
}

/// The steps that determine the status of an item, by their index.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Latest {
    first: Option<usize>,
    last: usize,
    holder: Option<usize>,
    seal: Option<usize>,
    verdict: Option<usize>,
}

impl Latest {
    fn after(mut self, index: usize, step: &ItemStep) -> Self {
        self.first = self.first.or(Some(index));
        self.last = index;
        self.holder = step.holder.as_ref().map(|_| index).or(self.holder);
        self.seal = step.seal.as_ref().map(|_| index).or(self.seal);
        let is_verdict = matches!(step.to, ItemState::Verified | ItemState::IntegrityFailed);
        self.verdict = is_verdict.then_some(index).or(self.verdict);
        self
    }
}

impl Item {
    pub(crate) fn step(&mut self, step: ItemStep) {
        let summary = &mut self.summary;
        summary.latest = summary.latest.after(self.steps.len(), &step);
        match summary.reach.iter_mut().find(|reach| reach.log == step.pos.log) {
            Some(reach) => reach.seq = reach.seq.max(step.pos.seq),
            None => summary.reach.push(step.pos),
        }
        self.steps.push(step);
    }

    /// The steps that determine the status for a reader.
    fn latest(&self, past: &CausalPast) -> Latest {
        if self.summary.reach.iter().all(|pos| past.covers(*pos)) {
            return self.summary.latest;
        }
        let seen = self.steps.iter().enumerate().filter(|(_, step)| past.covers(step.pos));
        seen.fold(Latest::default(), |latest, (index, step)| latest.after(index, step))
    }

    /// The item for a reader; `None` if they have not seen its first step.
    pub(crate) fn as_seen(&self, past: &CausalPast) -> Option<ItemStatus<'_>> {
        let latest = self.latest(past);
        // `Latest` holds only indices of the item's steps.
        let step = |index: usize| &self.steps[index];
        let first = step(latest.first?);
        let verdict = latest.verdict.map(|index| step(index).to);
        Some(ItemStatus {
            item: self,
            last: step(latest.last),
            holder: latest.holder.and_then(|index| step(index).holder.as_deref()).unwrap_or(&first.agency),
            seal: latest.seal.and_then(|index| step(index).seal.as_deref()),
            verified: verdict == Some(ItemState::Verified),
        })
    }
}

/// Items of evidence, indexed by their first entry, by exhibit number, and by the measures that they serve.
#[derive(Debug, Clone, Default)]
pub(crate) struct ItemIndex<'u> {
    all: LayeredList<'u, Item>,
    by_entry: LayeredMap<'u, Hash, usize>,
    by_exhibit: LayeredMap<'u, Box<str>, Vec<usize>>,
    by_measure: LayeredMap<'u, Box<str>, Vec<usize>>,
}

impl<'u> ItemIndex<'u> {
    /// An empty layer over other items, which writes to it do not change.
    pub(crate) fn over(below: &'u ItemIndex<'u>) -> Self {
        Self {
            all: LayeredList::over(&below.all),
            by_entry: LayeredMap::over(&below.by_entry),
            by_exhibit: LayeredMap::over(&below.by_exhibit),
            by_measure: LayeredMap::over(&below.by_measure),
        }
    }

    pub(crate) fn push(&mut self, item: Item) {
        let index = self.all.len();
        self.by_entry.insert(item.entry, index);
        if let Some(exhibit) = &item.exhibit {
            self.by_exhibit.entry(exhibit.clone()).push(index);
        }
        for (measure, _) in &item.serves {
            self.by_measure.entry(measure.clone()).push(index);
        }
        self.all.push(item);
    }

    /// All items, in the ledger's order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Item> {
        self.all.iter()
    }

    /// The item whose first entry has that hash.
    pub(crate) fn get(&self, entry: &Hash) -> Option<&Item> {
        Some(&self.all[*self.by_entry.get(entry)?])
    }

    pub(crate) fn get_mut(&mut self, entry: &Hash) -> Option<&mut Item> {
        Some(&mut self.all[*self.by_entry.get(entry)?])
    }

    pub(crate) fn with_exhibit(&self, exhibit: &str) -> impl Iterator<Item = &Item> {
        self.by_exhibit.get(exhibit).into_iter().flatten().map(|index| &self.all[*index])
    }

    pub(crate) fn serving(&self, measure: &str, round: u64) -> impl Iterator<Item = &Item> {
        let of_measure = self.by_measure.get(measure).into_iter().flatten();
        of_measure
            .map(|index| &self.all[*index])
            .filter(move |item| item.serves.iter().any(|(id, of)| **id == *measure && *of == round))
    }
}

/// The status of an item for a reader.
#[derive(Debug, Clone)]
pub struct ItemStatus<'a> {
    pub item: &'a Item,
    /// Its last step, which determines its state.
    pub last: &'a ItemStep,
    pub holder: &'a str,
    /// The most recent seal.
    pub seal: Option<&'a str>,
    /// Whether it was verified, and no later check failed.
    pub verified: bool,
}
