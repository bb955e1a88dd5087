//! What an entry that is not void adds to the book.

use crate::ledger::codec::entry::{Data, Evidence};
use crate::ledger::codec::subject::Subject;
use crate::ledger::read::causal_past::{CausalPast, EntryPos};
use crate::model::digest::Hash;
use crate::model::state::State;
use crate::model::time::At;

use crate::operation::judge::author::Author;
use crate::operation::judge::verdict::Verdict;
use crate::operation::state::history::{ChangeSource, Knowledge, RecordedHold, StateChange};
use crate::operation::state::item::{Item, ItemStep, Summary};
use crate::operation::state::ledger_state::{EntryLookup, LedgerState, RecordedNote, RecordedObservation};
use crate::operation::state::statements::{RecordedApproval, RecordedAttestation, RecordedInstrumentStep};

/// An entry's place in the ledger.
#[derive(Clone, Copy)]
pub(crate) struct EntryRef<'a> {
    pub pos: EntryPos,
    pub hash: Hash,
    pub past: &'a CausalPast,
}

impl StateChange {
    /// A move at the time of its recording, from open, that broke nothing.
    fn new(placing: EntryRef<'_>, by: &Author<'_>, round: u64, state: State, source: ChangeSource) -> Self {
        Self {
            pos: placing.pos,
            hash: placing.hash,
            past: placing.past.clone(),
            round,
            from: State::Open,
            state,
            source,
            at: At::Instant(by.recorded_at),
            recorded_at: by.recorded_at,
            officer: by.officer.into(),
            supersedes: Vec::new(),
            retracted: Vec::new(),
            broken: Vec::new(),
            remainder: None,
        }
    }
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}

impl LedgerState<'_> {
    /// Adds an entry, as it was judged.
    pub(crate) fn apply(
        &mut self,
        entries: &dyn EntryLookup,
        placing: EntryRef<'_>,
        by: &Author<'_>,
        data: &Data<'_>,
        verdict: &Verdict,
    ) {
        let EntryRef { pos, hash, .. } = placing;
        let broken = match verdict {
            Verdict::Void(_) => return,
            Verdict::Sound => Vec::new(),
            Verdict::Irregular(broken) => broken.clone(),
        };
        match data {
            Data::Transition(said) => {
                let remainder = said.remainder.as_deref().filter(|_| said.to == State::Partial);
                self.step(
                    said.measure,
                    None,
                    StateChange {
                        from: said.from,
                        at: said.at,
                        broken,
                        remainder: remainder.map(Into::into),
                        ..StateChange::new(placing, by, said.round, said.to, ChangeSource::Transition)
                    },
                );
            }
            Data::Go(said) => {
                for (measure, round, _) in &said.measures {
                    let step =
                        StateChange::new(placing, by, *round, State::Cleared, ChangeSource::Go(said.saved));
                    self.step(measure, None, step);
                }
            }
            Data::Settle(said) => {
                let step = StateChange::new(placing, by, said.round, said.to, ChangeSource::Settle);
                self.step(said.measure, Some(&said.entries), step);
            }
            Data::Attestation(_) | Data::Instrument(_) | Data::Approval(_) => self.word(placing, by, data),
            Data::Observation(said) => self.observe(RecordedObservation {
                pos,
                hash,
                recorded_at: by.recorded_at,
                agency: by.agency.into(),
                kind: said.kind,
                about: said.about.to_owned(),
                at: said.at,
                asset: said.asset.map(str::to_owned),
                seen_from: texts(&said.seen_from),
                sources: texts(&said.sources),
                marks: said.marks(),
                note: said.note.as_deref().map(str::to_owned),
            }),
            Data::Note(said) => self.note(RecordedNote {
                pos,
                hash,
                recorded_at: by.recorded_at,
                agency: by.agency.into(),
                about: texts(&said.about),
                at: said.at,
                sources: texts(&said.sources),
                text: said.text.as_ref().to_owned(),
            }),
            Data::Hold(said) => {
                for measure in &said.measures {
                    let hold = RecordedHold {
                        pos,
                        hash,
                        agency: by.agency.into(),
                        recorded_at: by.recorded_at,
                        lifted: Vec::new(),
                    };
                    self.measure_history_mut(measure).hold(hold);
                }
            }
            Data::Retraction(said) => self.retract(entries, placing, &said.entry),
            Data::Correction(said) => self.correct(pos, hash, said, broken),
            Data::Evidence(said) => self.custody(placing, by, said, broken),
            Data::Genesis(_) | Data::Disclosure(_) | Data::Checkpoint(_) | Data::Retire(_) => {}
        }
    }

    /// Adds a word that others rely on.
    fn word(&mut self, placing: EntryRef<'_>, by: &Author<'_>, data: &Data<'_>) {
        let EntryRef { pos, hash, past } = placing;
        match data {
            Data::Attestation(said) => {
                for (about, digest) in &said.about {
                    let word = RecordedAttestation {
                        pos,
                        hash,
                        gate: said.gate,
                        agency: by.agency.into(),
                        digest: *digest,
                        recorded_at: by.recorded_at,
                        until: said.until,
                        plan: by.plan.hash,
                    };
                    self.attest(about, word);
                }
            }
            Data::Instrument(said) => {
                let step = RecordedInstrumentStep {
                    pos,
                    hash,
                    past: past.clone(),
                    agency: by.agency.into(),
                    to: said.to,
                    at: said.at,
                    recorded_at: by.recorded_at,
                    number: said.number.as_deref().map(Into::into),
                    document: said.document,
                    valid: said.valid,
                    scope: said.scope.iter().map(|(what, digest)| ((*what).into(), *digest)).collect(),
                    reason: said.reason.as_deref().map(Into::into),
                    plan: by.plan.hash,
                };
                self.step_of(said.instrument, step);
            }
            Data::Approval(said) => {
                self.approve(said.saved, RecordedApproval { pos, hash, agency: by.agency.into() });
            }
            _ => {}
        }
    }

    /// Adds a move; of a settle `named` are the entries that it ends.
    fn step(&mut self, measure: &str, named: Option<&[Hash]>, mut step: StateChange) {
        let signed = self.signed.clone();
        let course = self.measure_history_mut(measure);
        let seen = Knowledge { past: &step.past, signed: signed.as_deref() };
        step.supersedes = course.superseded_by(seen, named);
        course.push(step);
    }

    /// Adds a step of an item's chain of custody; the first begins the item.
    fn custody(
        &mut self,
        placing: EntryRef<'_>,
        by: &Author<'_>,
        said: &Evidence<'_>,
        broken: Vec<crate::model::broken::BrokenGuard>,
    ) {
        let texts = [&said.place, &said.reason, &said.reference, &said.note];
        let words: Vec<&str> = texts.into_iter().flatten().map(AsRef::as_ref).collect();
        let own = |text: &Option<crate::ledger::codec::entry::Text<'_>>| text.as_deref().map(Into::into);
        let step = ItemStep {
            pos: placing.pos,
            hash: placing.hash,
            to: said.to,
            at: said.at,
            recorded_at: by.recorded_at,
            agency: by.agency.into(),
            officer: by.officer.into(),
            holder: said.holder.map(Into::into),
            seal: own(&said.seal),
            words: words.join("; ").into(),
            broken,
        };
        if let Some(entry) = said.item {
            if let Some(item) = self.item_mut(&entry) {
                item.step(step);
            }
            return;
        }
        let mut item = Item {
            entry: placing.hash,
            serves: said.serves.iter().map(|(measure, round)| ((*measure).into(), *round)).collect(),
            exhibit: own(&said.exhibit),
            file: own(&said.file),
            sha256: said.sha256,
            size: said.size,
            serial: own(&said.serial),
            marks: said.marks(),
            steps: Vec::new(),
            summary: Summary::default(),
        };
        item.step(step);
        self.begin_item(item);
    }

    /// Takes an entry back: its word, or those of its moves that nothing rests on.
    fn retract(&mut self, entries: &dyn EntryLookup, placing: EntryRef<'_>, entry: &Hash) {
        let data = entries.entry(entry).and_then(|found| found.data);
        for subject in data.iter().flat_map(Data::subjects) {
            if let Subject::Measure(measure) = subject
                && self.measure_history(measure).is_some()
            {
                self.measure_history_mut(measure).take_back(entry, placing.pos, placing.past);
            }
        }
        self.take_back(*entry, placing.pos);
    }
}
