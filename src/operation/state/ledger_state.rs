//! The accumulated content of the entries read so far.

use std::collections::HashSet;
use std::sync::Arc;

use crate::ledger::codec::entry::{Correction, Data};
use crate::ledger::read::causal_past::EntryPos;
use crate::model::broken::BrokenGuard;
use crate::model::digest::Hash;
use crate::model::id::AgencyId;
use crate::model::observation::ObservationKind;
use crate::model::time::{At, Instant};
use crate::model::tlp::Marks;
use crate::plan::Plan;

use super::history::MeasureHistory;
use super::layered::{LayeredList, LayeredMap};
use super::saved::Saved;
use super::signed::SignedHeads;
use super::statements::{RecordedApproval, RecordedAttestation, RecordedInstrumentStep};
use crate::operation::state::item::{Item, ItemIndex};

/// An entry that another entry refers to by its hash.
#[derive(Debug)]
pub struct FoundEntry<'a> {
    pub pos: EntryPos,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// The officer who wrote it, by pseudonymous id.
    pub officer: &'a str,
    /// The plan that it cites.
    pub plan: Hash,
    /// Its data; `None` if this version does not understand it.
    pub data: Option<Data<'a>>,
}

/// Looks up entries that other entries refer to. Implementors MUST find every entry that was read.
pub trait EntryLookup {
    /// The entry with that hash.
    fn entry(&self, hash: &Hash) -> Option<FoundEntry<'_>>;
    /// The entry at a position. The caller knows its hash, so no look-up by hash is needed.
    fn entry_at(&self, pos: EntryPos, hash: &Hash) -> Option<FoundEntry<'_>>;
    /// The bytes of a plan that an entry cites.
    fn plan(&self, hash: &Hash) -> Option<Vec<u8>>;
}

/// An observation that counts.
#[derive(Debug, Clone)]
pub struct RecordedObservation {
    pub pos: EntryPos,
    /// The hash of its entry.
    pub hash: Hash,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// The agency that observed.
    pub agency: Arc<str>,
    /// The kind of observation.
    pub kind: ObservationKind,
    /// `asset:X`, `outlet:X` or a measure's full id.
    pub about: String,
    /// When it was observed, including corrections.
    pub at: At,
    /// The new asset.
    pub asset: Option<String>,
    /// The countries from which it was observed.
    pub seen_from: Vec<String>,
    /// Its sources, including corrections.
    pub sources: Vec<String>,
    /// Its sharing marks, if stricter than those of its subject.
    pub marks: Marks,
    /// Its note, including corrections.
    pub note: Option<String>,
}

/// A note that counts.
#[derive(Debug, Clone)]
pub struct RecordedNote {
    pub pos: EntryPos,
    /// The hash of its entry.
    pub hash: Hash,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// The agency that wrote it.
    pub agency: Arc<str>,
    /// Its subjects.
    pub about: Vec<String>,
    pub at: Option<At>,
    pub sources: Vec<String>,
    pub text: String,
}

/// A correction that counts. Only the corrected keys are set.
#[derive(Debug, Clone)]
pub(crate) struct RecordedCorrection {
    pub pos: EntryPos,
    pub hash: Hash,
    pub at: Option<At>,
    pub sources: Vec<String>,
    pub note: Option<String>,
    /// The guards that the corrected time breaks.
    pub broken: Vec<BrokenGuard>,
}

// See ARCHITECTURE, "Every entry is checked against the plan it cites".
#[derive(Debug, Clone)]
struct CitedPlan {
    plan: Arc<Plan>,
    logs: HashSet<usize>,
}

/// The accumulated content of all entries read so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct LedgerState<'u> {
    /// The agency of each log, by the log's index.
    pub agencies: Vec<Arc<str>>,
    names: LayeredMap<'u, Arc<str>, usize>,
    courses: LayeredList<'u, (Arc<str>, MeasureHistory)>,
    /// In the ledger's order.
    pub observations: LayeredList<'u, RecordedObservation>,
    notes: LayeredList<'u, RecordedNote>,
    /// The indices of the notes about each subject.
    notes_about: LayeredMap<'u, Box<str>, Vec<usize>>,
    items: ItemIndex<'u>,
    /// By measure or outlet.
    attested: LayeredMap<'u, Box<str>, Vec<RecordedAttestation>>,
    /// By instrument.
    steps: LayeredMap<'u, Box<str>, Vec<RecordedInstrumentStep>>,
    /// By saved plan.
    approved: LayeredMap<'u, Hash, Vec<RecordedApproval>>,
    /// The saved plan of each approval, in the ledger's order.
    approvals: LayeredList<'u, Hash>,
    /// The saved plans that entries refer to; `None` if one is not stored or cannot be read.
    saved: LayeredMap<'u, Hash, Option<Arc<Saved>>>,
    pub(crate) corrections: LayeredMap<'u, Hash, Vec<RecordedCorrection>>,
    pub(crate) taken_back: LayeredMap<'u, Hash, Vec<EntryPos>>,
    /// How far the logs are signed, if the plan requires signatures.
    pub signed: Option<Arc<SignedHeads>>,
    /// The plans cited so far by entries that respect the charter.
    cited: LayeredMap<'u, Hash, Option<CitedPlan>>,
    /// The agencies of these plans, in the order of their first citation.
    pub(crate) participants: LayeredList<'u, AgencyId>,
    /// For each of these agencies, the first entry of each log that cites a plan with it.
    pub(crate) participants_since: LayeredMap<'u, AgencyId, Vec<EntryPos>>,
}

impl<'u> LedgerState<'u> {
    /// An empty layer over another state, which writes to it do not change.
    pub(crate) fn over(below: &'u LedgerState<'u>) -> Self {
        Self {
            agencies: below.agencies.clone(),
            names: LayeredMap::over(&below.names),
            courses: LayeredList::over(&below.courses),
            observations: LayeredList::over(&below.observations),
            notes: LayeredList::over(&below.notes),
            notes_about: LayeredMap::over(&below.notes_about),
            items: ItemIndex::over(&below.items),
            attested: LayeredMap::over(&below.attested),
            steps: LayeredMap::over(&below.steps),
            approved: LayeredMap::over(&below.approved),
            approvals: LayeredList::over(&below.approvals),
            saved: LayeredMap::over(&below.saved),
            corrections: LayeredMap::over(&below.corrections),
            taken_back: LayeredMap::over(&below.taken_back),
            signed: below.signed.clone(),
            cited: LayeredMap::over(&below.cited),
            participants: LayeredList::over(&below.participants),
            participants_since: LayeredMap::over(&below.participants_since),
        }
    }

    /// The history of a measure, created if it does not exist.
    pub(crate) fn measure_history_mut(&mut self, measure: &str) -> &mut MeasureHistory {
        let known = self.names.get(measure).copied();
        let index = known.unwrap_or_else(|| {
            let name: Arc<str> = measure.into();
            let index = self.courses.push((Arc::clone(&name), MeasureHistory::default()));
            self.names.insert(name, index);
            index
        });
        // `names` holds only indices into `courses`.
        &mut self.courses[index].1
    }

    /// The history of a measure, if any entry is about it.
    pub(crate) fn measure_history(&self, measure: &str) -> Option<&MeasureHistory> {
        Some(&self.courses[*self.names.get(measure)?].1)
    }

    /// The measures that have a history.
    pub(crate) fn measures(&self) -> impl Iterator<Item = &str> {
        self.courses.iter().map(|(name, _)| &**name)
    }

    pub(crate) fn begin_item(&mut self, item: Item) {
        self.items.push(item);
    }

    pub(crate) fn item_mut(&mut self, entry: &Hash) -> Option<&mut Item> {
        self.items.get_mut(entry)
    }

    pub(crate) fn items(&self) -> &ItemIndex<'u> {
        &self.items
    }

    pub(crate) fn observe(&mut self, observed: RecordedObservation) {
        self.observations.push(observed);
    }

    pub(crate) fn note(&mut self, note: RecordedNote) {
        let index = self.notes.len();
        for about in &note.about {
            self.notes_about.entry(about.as_str().into()).push(index);
        }
        self.notes.push(note);
    }

    /// In the ledger's order.
    pub(crate) fn notes(&self) -> impl Iterator<Item = &RecordedNote> {
        self.notes.iter()
    }

    /// In the ledger's order.
    pub(crate) fn notes_about(&self, about: &str) -> impl Iterator<Item = &RecordedNote> {
        self.notes_about.get(about).into_iter().flatten().map(|index| &self.notes[*index])
    }

    /// The attestations of a measure or outlet, in the ledger's order.
    pub(crate) fn attested(&self, about: &str) -> &[RecordedAttestation] {
        self.attested.get(about).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn attest(&mut self, about: &str, word: RecordedAttestation) {
        self.attested.entry(about.into()).push(word);
    }

    /// In the ledger's order.
    pub(crate) fn steps(&self, instrument: &str) -> &[RecordedInstrumentStep] {
        self.steps.get(instrument).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn step_of(&mut self, instrument: &str, step: RecordedInstrumentStep) {
        self.steps.entry(instrument.into()).push(step);
    }

    /// In the ledger's order.
    pub(crate) fn approved(&self, saved: &Hash) -> &[RecordedApproval] {
        self.approved.get(saved).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn approve(&mut self, saved: Hash, word: RecordedApproval) {
        self.approved.entry(saved).push(word);
        self.approvals.push(saved);
    }

    /// The approved saved plans, one per approval, in the ledger's order.
    pub(crate) fn approvals(&self) -> impl DoubleEndedIterator<Item = &Hash> {
        self.approvals.iter()
    }

    /// Stores a saved plan that an entry refers to, unless it is stored already.
    pub(crate) fn keep(&mut self, hash: Hash, read: impl FnOnce() -> Option<Arc<Saved>>) {
        if self.saved.get(&hash).is_none() {
            self.saved.insert(hash, read());
        }
    }

    pub(crate) fn saved(&self, hash: &Hash) -> Option<&Arc<Saved>> {
        self.saved.get(hash)?.as_ref()
    }

    pub(crate) fn take_back(&mut self, hash: Hash, by: EntryPos) {
        self.taken_back.entry(hash).push(by);
    }

    pub(crate) fn correct(
        &mut self,
        pos: EntryPos,
        hash: Hash,
        correction: &Correction<'_>,
        broken: Vec<BrokenGuard>,
    ) {
        self.corrections.entry(correction.entry).push(RecordedCorrection {
            pos,
            hash,
            at: correction.at,
            sources: correction.sources.iter().map(ToString::to_string).collect(),
            note: correction.note.as_deref().map(str::to_owned),
            broken,
        });
    }

    /// Records that an entry cites a plan, and since when its agencies participate.
    pub(crate) fn cite(&mut self, plan: &Arc<Plan>, pos: EntryPos) {
        let cited = self.cited.entry(plan.hash);
        let cited = cited.get_or_insert_with(|| CitedPlan { plan: Arc::clone(plan), logs: HashSet::new() });
        if !cited.logs.insert(pos.log) {
            return;
        }
        for agency in plan.agencies.keys() {
            let since = self.participants_since.entry(agency.clone());
            if since.is_empty() {
                self.participants.push(agency.clone());
            }
            if !since.iter().any(|first| first.log == pos.log) {
                since.push(pos);
            }
        }
    }

    pub(crate) fn cited(&self, hash: &Hash) -> Option<&Plan> {
        self.cited.get(hash)?.as_ref().map(|cited| &*cited.plan)
    }
}
