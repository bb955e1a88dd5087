//! Applies an entry that is not void to the ledger state.

#![deny(clippy::wildcard_enum_match_arm)]

use crate::ledger::codec::entry::{Attestation, Data, Evidence, InstrumentStep, Text};
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

/// An entry's identity: its position, its hash and its causal past.
#[derive(Clone, Copy)]
pub(crate) struct EntryRef<'a> {
    pub pos: EntryPos,
    pub hash: Hash,
    pub past: &'a CausalPast,
}

impl StateChange {
    /// A change from open that happened when it was recorded and broke no guard.
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

fn texts(list: &[Text<'_>]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}

impl LedgerState<'_> {
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
            Data::Transition(transition) => {
                let remainder = transition.remainder.as_deref();
                self.step(
                    &transition.measure,
                    None,
                    StateChange {
                        from: transition.from,
                        at: transition.at,
                        broken,
                        remainder: remainder.filter(|_| transition.to == State::Partial).map(Into::into),
                        ..StateChange::new(
                            placing,
                            by,
                            transition.round,
                            transition.to,
                            ChangeSource::Transition,
                        )
                    },
                );
            }
            Data::Go(go) => {
                for (measure, round, _) in &go.measures {
                    let step =
                        StateChange::new(placing, by, *round, State::Cleared, ChangeSource::Go(go.saved));
                    self.step(measure, None, step);
                }
            }
            Data::Settle(settle) => {
                let step = StateChange::new(placing, by, settle.round, settle.to, ChangeSource::Settle);
                self.step(&settle.measure, Some(&settle.entries), step);
            }
            Data::Attestation(attestation) => self.attestation(placing, by, attestation),
            Data::Instrument(step) => self.instrument(placing, by, step),
            Data::Approval(approval) => {
                self.approve(approval.saved, RecordedApproval { pos, hash, agency: by.agency.into() });
            }
            Data::Observation(observation) => self.observe(RecordedObservation {
                pos,
                hash,
                recorded_at: by.recorded_at,
                agency: by.agency.into(),
                kind: observation.kind,
                about: observation.about.to_string(),
                at: observation.at,
                asset: observation.asset.as_deref().map(str::to_owned),
                seen_from: texts(&observation.seen_from),
                sources: texts(&observation.sources),
                marks: observation.marks(),
                note: observation.note.as_deref().map(str::to_owned),
            }),
            Data::Note(note) => self.note(RecordedNote {
                pos,
                hash,
                recorded_at: by.recorded_at,
                agency: by.agency.into(),
                about: texts(&note.about),
                at: note.at,
                sources: texts(&note.sources),
                text: note.text.as_ref().to_owned(),
            }),
            Data::Hold(hold) => {
                for measure in &hold.measures {
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
            Data::Retraction(retraction) => self.retract(entries, placing, &retraction.entry),
            Data::Correction(correction) => self.correct(pos, hash, correction, broken),
            Data::Evidence(step) => self.custody(placing, by, step, broken),
            Data::Genesis(_) | Data::Disclosure(_) | Data::Checkpoint(_) | Data::Retire(_) => {}
        }
    }

    fn attestation(&mut self, placing: EntryRef<'_>, by: &Author<'_>, attestation: &Attestation<'_>) {
        for (about, digest) in &attestation.about {
            let recorded = RecordedAttestation {
                pos: placing.pos,
                hash: placing.hash,
                gate: attestation.gate,
                agency: by.agency.into(),
                digest: *digest,
                recorded_at: by.recorded_at,
                until: attestation.until,
                plan: by.plan.hash,
            };
            self.attest(about, recorded);
        }
    }

    fn instrument(&mut self, placing: EntryRef<'_>, by: &Author<'_>, step: &InstrumentStep<'_>) {
        let recorded = RecordedInstrumentStep {
            pos: placing.pos,
            hash: placing.hash,
            past: placing.past.clone(),
            agency: by.agency.into(),
            to: step.to,
            at: step.at,
            recorded_at: by.recorded_at,
            number: step.number.as_deref().map(Into::into),
            document: step.document,
            valid: step.valid,
            scope: step.scope.iter().map(|(what, digest)| ((**what).into(), *digest)).collect(),
            reason: step.reason.as_deref().map(Into::into),
            plan: by.plan.hash,
        };
        self.step_of(&step.instrument, recorded);
    }

    /// Adds a state change. `named` are the entries that a settle supersedes.
    fn step(&mut self, measure: &str, named: Option<&[Hash]>, mut step: StateChange) {
        let signed = self.signed.clone();
        let course = self.measure_history_mut(measure);
        let seen = Knowledge { past: &step.past, signed: signed.as_deref() };
        step.supersedes = course.superseded_by(seen, named);
        course.push(step);
    }

    /// Adds a step of an item's chain of custody; the first step creates the item.
    fn custody(
        &mut self,
        placing: EntryRef<'_>,
        by: &Author<'_>,
        evidence: &Evidence<'_>,
        broken: Vec<crate::model::broken::BrokenGuard>,
    ) {
        let texts = [&evidence.place, &evidence.reason, &evidence.reference, &evidence.note];
        let words: Vec<&str> = texts.into_iter().flatten().map(AsRef::as_ref).collect();
        let own = |text: &Option<Text<'_>>| text.as_deref().map(Into::into);
        let step = ItemStep {
            pos: placing.pos,
            hash: placing.hash,
            to: evidence.to,
            at: evidence.at,
            recorded_at: by.recorded_at,
            agency: by.agency.into(),
            officer: by.officer.into(),
            holder: own(&evidence.holder),
            seal: own(&evidence.seal),
            words: words.join("; ").into(),
            broken,
        };
        if let Some(entry) = evidence.item {
            if let Some(item) = self.item_mut(&entry) {
                item.step(step);
            }
            return;
        }
        let mut item = Item {
            entry: placing.hash,
            serves: evidence.serves.iter().map(|(measure, round)| ((**measure).into(), *round)).collect(),
            exhibit: own(&evidence.exhibit),
            file: own(&evidence.file),
            sha256: evidence.sha256,
            size: evidence.size,
            serial: own(&evidence.serial),
            marks: evidence.marks(),
            steps: Vec::new(),
            summary: Summary::default(),
        };
        item.step(step);
        self.begin_item(item);
    }

    /// Withdraws an entry, together with those of its state changes that no other change rests on.
    fn retract(&mut self, entries: &dyn EntryLookup, placing: EntryRef<'_>, entry: &Hash) {
        let data = entries.entry(entry).and_then(|found| found.data);
        let subjects = data.iter().flat_map(Data::subjects);
        for measure in subjects.filter_map(|subject| subject.measure()) {
            if self.measure_history(measure).is_some() {
                self.measure_history_mut(measure).take_back(entry, placing.pos, placing.past);
            }
        }
        self.take_back(*entry, placing.pos);
    }
}
