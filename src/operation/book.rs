//! What the entries read so far have said, and the view that one entry's past gives of it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::ledger::entry::{Correction, Data};
use crate::ledger::past::{Past, Pos};
use crate::model::broken::Broken;
use crate::model::digest::Hash;
use crate::model::observation::ObservationKind;
use crate::model::state::State;
use crate::model::time::{At, Instant};
use crate::model::tlp::Marks;
use crate::plan::Plan;

use super::course::{Course, Here, Hold, Move, Seen, Source};
use super::items::Item;
use super::saved::Saved;
use super::signed::Signed;
use super::words::Words;

/// An entry that another one names by its hash.
#[derive(Debug)]
pub struct Found<'a> {
    /// Its place.
    pub pos: Pos,
    /// When it was recorded.
    pub t: Instant,
    /// Who wrote it.
    pub officer: &'a str,
    /// The plan that it cites.
    pub plan: Hash,
    /// Its data; none where this version does not know a word of it.
    pub data: Option<Data<'a>>,
}

/// Where entries are looked up that others name. Implementors MUST find every entry that was read.
pub trait Entries {
    /// The entry with that hash.
    fn entry(&self, hash: &Hash) -> Option<Found<'_>>;
    /// The bytes of a plan that an entry cites.
    fn plan(&self, hash: &Hash) -> Option<&[u8]>;
}

/// An observation that counts.
#[derive(Debug, Clone)]
pub struct Observed {
    /// Its entry.
    pub pos: Pos,
    /// The hash of its entry.
    pub hash: Hash,
    /// When it was recorded.
    pub t: Instant,
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
pub struct Noted {
    /// Its entry.
    pub pos: Pos,
    /// The hash of its entry.
    pub hash: Hash,
    /// When it was recorded.
    pub t: Instant,
    /// The agency that wrote it.
    pub agency: Arc<str>,
    /// What it is about.
    pub about: Vec<String>,
    /// When.
    pub at: Option<At>,
    /// Sources.
    pub sources: Vec<String>,
    /// The remark.
    pub text: String,
}

/// A correction that counts: only the mended keys are there.
#[derive(Debug, Clone)]
pub(crate) struct Mended {
    pub pos: Pos,
    pub hash: Hash,
    pub at: Option<At>,
    pub sources: Vec<String>,
    pub note: Option<String>,
    /// The guards that the mended time breaks.
    pub broken: Vec<Broken>,
}

/// A plan that entries cite, with the first entry of each log that does.
#[derive(Debug, Clone)]
pub(crate) struct Cited {
    pub plan: Arc<Plan>,
    pub first: Vec<Pos>,
}

/// Everything that the entries read so far have said.
#[derive(Debug, Clone, Default)]
pub(crate) struct Book {
    /// The agency of each log.
    pub agencies: Vec<Arc<str>>,
    names: HashMap<Arc<str>, usize>,
    courses: Vec<(Arc<str>, Course)>,
    /// Observations, in the ledger's order.
    pub observations: Vec<Observed>,
    /// Notes, in the ledger's order.
    pub notes: Vec<Noted>,
    /// Items of evidence, in the ledger's order.
    pub items: Vec<Item>,
    /// Attestations, steps of instruments, approvals.
    pub words: Words,
    /// The saved plans that entries name; none where one is not kept, or cannot be read.
    saved: HashMap<Hash, Option<Arc<Saved>>>,
    corrections: HashMap<Hash, Vec<Mended>>,
    taken_back: HashMap<Hash, Vec<Pos>>,
    /// How far the logs are signed, where the plan requires it.
    pub signed: Option<Arc<Signed>>,
    /// The plans cited so far by entries whose charter held.
    pub cited: Vec<Cited>,
}

impl Book {
    /// The course of a measure, begun where it is not there.
    pub(crate) fn course_mut(&mut self, measure: &str) -> &mut Course {
        let place = self.names.get(measure).copied().unwrap_or(self.courses.len());
        if place == self.courses.len() {
            let name: Arc<str> = measure.into();
            self.courses.push((Arc::clone(&name), Course::default()));
            self.names.insert(name, place);
        }
        // `names` holds only places of `courses`.
        &mut self.courses[place].1
    }

    /// The course of a measure, if anything was said of it.
    pub(crate) fn course(&self, measure: &str) -> Option<&Course> {
        self.names.get(measure).map(|place| &self.courses[*place].1)
    }

    /// The measures of which something was said.
    pub(crate) fn measures(&self) -> impl Iterator<Item = &str> {
        self.courses.iter().map(|(name, _)| &**name)
    }

    /// Keeps a saved plan that an entry names.
    pub(crate) fn keep(&mut self, hash: Hash, read: impl FnOnce() -> Option<Arc<Saved>>) {
        self.saved.entry(hash).or_insert_with(read);
    }

    /// A saved plan that was kept.
    pub(crate) fn saved(&self, hash: &Hash) -> Option<&Arc<Saved>> {
        self.saved.get(hash)?.as_ref()
    }

    /// Records that an entry was taken back.
    pub(crate) fn take_back(&mut self, hash: Hash, by: Pos) {
        self.taken_back.entry(hash).or_default().push(by);
    }

    /// Records a correction.
    pub(crate) fn correct(&mut self, pos: Pos, hash: Hash, said: &Correction<'_>, broken: Vec<Broken>) {
        self.corrections.entry(said.entry).or_default().push(Mended {
            pos,
            hash,
            at: said.at,
            sources: said.sources.iter().map(ToString::to_string).collect(),
            note: said.note.as_deref().map(str::to_owned),
            broken,
        });
    }

    /// Records that an entry cites a plan.
    pub(crate) fn cite(&mut self, plan: &Arc<Plan>, pos: Pos) {
        match self.cited.iter_mut().find(|cited| cited.plan.hash == plan.hash) {
            Some(cited) if cited.first.iter().any(|first| first.log == pos.log) => {}
            Some(cited) => cited.first.push(pos),
            None => self.cited.push(Cited { plan: Arc::clone(plan), first: vec![pos] }),
        }
    }
}

/// The book as somebody sees it who has seen a part of the ledger.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub book: &'a Book,
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

    /// The plans cited in the past.
    pub(crate) fn cited(self) -> impl Iterator<Item = &'a Plan> {
        let past = self.past;
        self.book
            .cited
            .iter()
            .filter(move |cited| cited.first.iter().any(|pos| past.covers(*pos)))
            .map(|cited| &*cited.plan)
    }
}
