//! What an entry that is not void adds to the book.

use crate::ledger::entry::Data;
use crate::ledger::past::{Past, Pos};
use crate::model::digest::Hash;
use crate::model::state::State;

use super::book::{Book, Entries, Noted, Observed};
use super::course::{Hold, Move, Source};
use super::judge::Writing;
use super::verdict::Verdict;

/// An entry's place in the ledger.
#[derive(Clone, Copy)]
pub(crate) struct Placing<'a> {
    pub pos: Pos,
    pub hash: Hash,
    pub past: &'a Past,
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}

impl Book {
    /// Adds an entry, as it was judged.
    pub(crate) fn apply(
        &mut self,
        entries: &dyn Entries,
        placing: Placing<'_>,
        by: &Writing<'_>,
        data: &Data<'_>,
        verdict: &Verdict,
    ) {
        let Placing { pos, hash, past } = placing;
        let broken = match verdict {
            Verdict::Void(_) => return,
            Verdict::Sound => Vec::new(),
            Verdict::Irregular(broken) => broken.clone(),
        };
        match data {
            Data::Transition(said) => {
                let remainder =
                    said.remainder.as_deref().filter(|_| said.to == State::Partial).map(Into::into);
                let course = self.course_mut(said.measure);
                let supersedes = course.superseded_by(past, None);
                course.push(Move {
                    pos,
                    hash,
                    past: past.clone(),
                    round: said.round,
                    from: said.from,
                    state: said.to,
                    source: Source::Transition,
                    at: said.at,
                    t: by.t,
                    officer: by.officer.into(),
                    supersedes,
                    retracted: Vec::new(),
                    broken,
                    remainder,
                });
            }
            Data::Observation(said) => self.observations.push(Observed {
                pos,
                hash,
                t: by.t,
                agency: by.agency.into(),
                kind: said.kind,
                about: said.about.to_owned(),
                at: said.at,
                asset: said.asset.map(str::to_owned),
                seen_from: texts(&said.seen_from),
                sources: texts(&said.sources),
                note: said.note.as_deref().map(str::to_owned),
            }),
            Data::Note(said) => self.notes.push(Noted {
                pos,
                hash,
                t: by.t,
                agency: by.agency.into(),
                about: texts(&said.about),
                at: said.at,
                sources: texts(&said.sources),
                text: said.text.as_ref().to_owned(),
            }),
            Data::Hold(said) => {
                for measure in &said.measures {
                    let hold = Hold { pos, hash, agency: by.agency.into(), t: by.t, lifted: Vec::new() };
                    self.course_mut(measure).hold(hold);
                }
            }
            Data::Retraction(said) => self.retract(entries, placing, &said.entry),
            Data::Correction(said) => self.correct(pos, hash, said, broken),
            _ => {}
        }
    }

    /// Takes an entry back: its word, or those of its moves that nothing rests on.
    fn retract(&mut self, entries: &dyn Entries, placing: Placing<'_>, entry: &Hash) {
        let measures: Vec<String> = match entries.entry(entry).and_then(|found| found.data) {
            Some(Data::Transition(step)) => vec![step.measure.to_owned()],
            Some(Data::Settle(step)) => vec![step.measure.to_owned()],
            Some(Data::Go(go)) => go.measures.iter().map(|(measure, ..)| (*measure).to_owned()).collect(),
            Some(Data::Hold(hold)) => texts(&hold.measures),
            _ => Vec::new(),
        };
        for measure in measures {
            let course = self.course_mut(&measure);
            for place in 0..course.moves.len() {
                if course.moves[place].hash == *entry && course.may_retract(place, placing.past) {
                    course.retract(place, placing.pos);
                }
            }
            for place in 0..course.holds.len() {
                if course.holds[place].hash == *entry {
                    course.lift(place, placing.pos);
                }
            }
        }
        self.take_back(*entry, placing.pos);
    }
}
