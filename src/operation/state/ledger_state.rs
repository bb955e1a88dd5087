//! What the entries read so far have said, and the view that one entry's past gives of it.

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

/// An entry that another one names by its hash.
#[derive(Debug)]
pub struct FoundEntry<'a> {
    pub pos: EntryPos,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// Who wrote it.
    pub officer: &'a str,
    /// The plan that it cites.
    pub plan: Hash,
    /// Its data; none where this version does not know a word of it.
    pub data: Option<Data<'a>>,
}

/// Where entries are looked up that others name. Implementors MUST find every entry that was read.
pub trait EntryLookup {
    /// The entry with that hash.
    fn entry(&self, hash: &Hash) -> Option<FoundEntry<'_>>;
    /// The entry at a place, whose hash is known too: no look-up by hash is needed.
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
    /// What was found.
    pub kind: ObservationKind,
    /// `asset:X`, `outlet:X` or a measure's full id.
    pub about: String,
    /// When, as corrected.
    pub at: At,
    /// The new asset.
    pub asset: Option<String>,
    /// From which countries.
    pub seen_from: Vec<String>,
    /// Sources, as corrected.
    pub sources: Vec<String>,
    /// How far it may travel, where that is less far than what it is about.
    pub marks: Marks,
    /// Its remark, as corrected.
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
    /// What it is about.
    pub about: Vec<String>,
    pub at: Option<At>,
    pub sources: Vec<String>,
    pub text: String,
}

/// A correction that counts: only the mended keys are there.
#[derive(Debug, Clone)]
pub(crate) struct RecordedCorrection {
    pub pos: EntryPos,
    pub hash: Hash,
    pub at: Option<At>,
    pub sources: Vec<String>,
    pub note: Option<String>,
    /// The guards that the mended time breaks.
    pub broken: Vec<BrokenGuard>,
}

/// A plan that entries cite.
// See ARCHITECTURE, "Every entry is checked against the plan it cites".
#[derive(Debug, Clone)]
struct CitedPlan {
    plan: Arc<Plan>,
    /// The logs that cite it.
    logs: HashSet<usize>,
}

/// Everything that the entries read so far have said.
#[derive(Debug, Clone, Default)]
pub(crate) struct LedgerState<'u> {
    /// The agency of each log.
    pub agencies: Vec<Arc<str>>,
    names: LayeredMap<'u, Arc<str>, usize>,
    courses: LayeredList<'u, (Arc<str>, MeasureHistory)>,
    /// Observations, in the ledger's order.
    pub observations: LayeredList<'u, RecordedObservation>,
    notes: LayeredList<'u, RecordedNote>,
    /// The notes about something, by their index.
    notes_about: LayeredMap<'u, Box<str>, Vec<usize>>,
    items: ItemIndex<'u>,
    /// Attestations of a measure, or of an outlet.
    attested: LayeredMap<'u, Box<str>, Vec<RecordedAttestation>>,
    /// Steps of an instrument.
    steps: LayeredMap<'u, Box<str>, Vec<RecordedInstrumentStep>>,
    /// Approvals of a saved plan.
    approved: LayeredMap<'u, Hash, Vec<RecordedApproval>>,
    /// The saved plan of each approval, in the ledger's order.
    approvals: LayeredList<'u, Hash>,
    /// The saved plans that entries name; `None` if one is not kept, or cannot be read.
    saved: LayeredMap<'u, Hash, Option<Arc<Saved>>>,
    pub(crate) corrections: LayeredMap<'u, Hash, Vec<RecordedCorrection>>,
    pub(crate) taken_back: LayeredMap<'u, Hash, Vec<EntryPos>>,
    /// How far the logs are signed, where the plan requires it.
    pub signed: Option<Arc<SignedHeads>>,
    /// The plans cited so far by entries whose charter held.
    cited: LayeredMap<'u, Hash, Option<CitedPlan>>,
    /// The agencies of these plans, in the order in which they were first cited.
    pub(crate) participants: LayeredList<'u, AgencyId>,
    /// Of each of these agencies, the first entry of each log that cites a plan with it.
    pub(crate) participants_since: LayeredMap<'u, AgencyId, Vec<EntryPos>>,
}

impl<'u> LedgerState<'u> {
    /// A book over another: what is written to it leaves the other as it is.
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

    /// The course of a measure, begun if it is not there.
    pub(crate) fn measure_history_mut(&mut self, measure: &str) -> &mut MeasureHistory {
        let known = self.names.get(measure).copied();
        let index = known.unwrap_or_else(|| {
            let name: Arc<str> = measure.into();
            let index = self.courses.push((Arc::clone(&name), MeasureHistory::default()));
            self.names.insert(name, index);
            index
        });
        // `names` holds only indices of `courses`.
        &mut self.courses[index].1
    }

    /// The course of a measure, if anything was said of it.
    pub(crate) fn measure_history(&self, measure: &str) -> Option<&MeasureHistory> {
        Some(&self.courses[*self.names.get(measure)?].1)
    }

    /// The measures of which something was said.
    pub(crate) fn measures(&self) -> impl Iterator<Item = &str> {
        self.courses.iter().map(|(name, _)| &**name)
    }

    /// Adds an item of evidence.
    pub(crate) fn begin_item(&mut self, item: Item) {
        self.items.push(item);
    }

    /// The item that began with an entry, to be moved on.
    pub(crate) fn item_mut(&mut self, entry: &Hash) -> Option<&mut Item> {
        self.items.get_mut(entry)
    }

    /// The items of evidence.
    pub(crate) fn items(&self) -> &ItemIndex<'u> {
        &self.items
    }

    /// Adds an observation.
    pub(crate) fn observe(&mut self, observed: RecordedObservation) {
        self.observations.push(observed);
    }

    /// Adds a note.
    pub(crate) fn note(&mut self, note: RecordedNote) {
        let index = self.notes.len();
        for about in &note.about {
            self.notes_about.entry(about.as_str().into()).push(index);
        }
        self.notes.push(note);
    }

    /// The notes, in the ledger's order.
    pub(crate) fn notes(&self) -> impl Iterator<Item = &RecordedNote> {
        self.notes.iter()
    }

    /// The notes about something, in the ledger's order.
    pub(crate) fn notes_about(&self, about: &str) -> impl Iterator<Item = &RecordedNote> {
        self.notes_about.get(about).into_iter().flatten().map(|index| &self.notes[*index])
    }

    /// What was attested of a measure, or an outlet, in the ledger's order.
    pub(crate) fn attested(&self, about: &str) -> &[RecordedAttestation] {
        self.attested.get(about).map_or(&[], Vec::as_slice)
    }

    /// Adds an attestation of a measure, or an outlet.
    pub(crate) fn attest(&mut self, about: &str, word: RecordedAttestation) {
        self.attested.entry(about.into()).push(word);
    }

    /// The steps of an instrument, in the ledger's order.
    pub(crate) fn steps(&self, instrument: &str) -> &[RecordedInstrumentStep] {
        self.steps.get(instrument).map_or(&[], Vec::as_slice)
    }

    /// Adds a step of an instrument.
    pub(crate) fn step_of(&mut self, instrument: &str, step: RecordedInstrumentStep) {
        self.steps.entry(instrument.into()).push(step);
    }

    /// The approvals of a saved plan, in the ledger's order.
    pub(crate) fn approved(&self, saved: &Hash) -> &[RecordedApproval] {
        self.approved.get(saved).map_or(&[], Vec::as_slice)
    }

    /// Adds an approval.
    pub(crate) fn approve(&mut self, saved: Hash, word: RecordedApproval) {
        self.approved.entry(saved).push(word);
        self.approvals.push(saved);
    }

    /// The saved plans that were approved, one for each approval, in the ledger's order.
    pub(crate) fn approvals(&self) -> impl DoubleEndedIterator<Item = &Hash> {
        self.approvals.iter()
    }

    /// Keeps a saved plan that an entry names.
    pub(crate) fn keep(&mut self, hash: Hash, read: impl FnOnce() -> Option<Arc<Saved>>) {
        if self.saved.get(&hash).is_none() {
            self.saved.insert(hash, read());
        }
    }

    /// A saved plan that was kept.
    pub(crate) fn saved(&self, hash: &Hash) -> Option<&Arc<Saved>> {
        self.saved.get(hash)?.as_ref()
    }

    /// Records that an entry was taken back.
    pub(crate) fn take_back(&mut self, hash: Hash, by: EntryPos) {
        self.taken_back.entry(hash).push(by);
    }

    /// Records a correction.
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

    /// Records that an entry cites a plan.
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

    /// A plan that an entry cites.
    pub(crate) fn cited(&self, hash: &Hash) -> Option<&Plan> {
        self.cited.get(hash)?.as_ref().map(|cited| &*cited.plan)
    }
}
