//! One measure's course: its moves, its holds, and where it stands for somebody who has seen a part of them.
//!
//! A *tip* is a move that nothing supersedes. Tips agree where round and state are the same, or where, in one
//! round, one lies on the other's way (under-way, done, confirmed). Tips that differ are a conflict.

use std::sync::Arc;

use crate::ledger::read::causal_past::{CausalPast, EntryPos};
use crate::model::broken::BrokenGuard;
use crate::model::digest::Hash;
use crate::model::state::State;
use crate::model::time::{At, Instant};

use super::signed::SignedHeads;

/// What kind of entry a move comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChangeSource {
    /// A `transition`.
    Transition,
    /// A `go` for that saved plan; a hold outside its past spends it.
    Go(Hash),
    /// A `settle`, which changes no reporter.
    Settle,
}

/// A move of a measure, by an entry that is not void.
#[derive(Debug, Clone)]
pub(crate) struct StateChange {
    pub pos: EntryPos,
    /// The hash of its entry.
    pub hash: Hash,
    /// What its writer had seen.
    pub past: CausalPast,
    /// The round that it leaves the measure in.
    pub round: u64,
    /// The state that it leaves.
    pub from: State,
    /// The state that it enters.
    pub state: State,
    /// The kind of its entry.
    pub source: ChangeSource,
    /// When it happened, as corrected by its own agency.
    pub at: At,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// Who wrote it, by pseudonymous id.
    pub officer: Arc<str>,
    /// The moves that it supersedes, by their place in the course.
    pub supersedes: Vec<usize>,
    /// The entries that took it back, and could.
    pub retracted: Vec<EntryPos>,
    /// The guards that it broke, sorted; also those that a corrected time breaks.
    pub broken: Vec<BrokenGuard>,
    /// What remains, of a partial one.
    pub remainder: Option<Box<str>>,
}

/// A hold on a measure.
#[derive(Debug, Clone)]
pub(crate) struct RecordedHold {
    pub pos: EntryPos,
    /// The hash of its entry.
    pub hash: Hash,
    /// The agency that holds.
    pub agency: Arc<str>,
    /// When it was recorded; it counts from then.
    pub recorded_at: Instant,
    /// The entries that lifted it.
    pub lifted: Vec<EntryPos>,
}

/// The moves and holds of one measure, in the ledger's order.
#[derive(Debug, Clone, Default)]
pub(crate) struct MeasureHistory {
    pub moves: Vec<StateChange>,
    pub holds: Vec<RecordedHold>,
    /// The tips for somebody who has seen everything so far.
    latest: Vec<usize>,
    /// Per log that has written here, the last entry that did.
    reach: Vec<EntryPos>,
}

/// A tip as it reads: a spent go reads open, a confirmation by a reporter reads done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StateHead {
    /// Its place in the course.
    pub index: usize,
    pub round: u64,
    /// The state that it reads as.
    pub state: State,
    /// Whether it is a go that a hold has spent, or one that no signature covers.
    pub spent: bool,
    /// Whether the plan requires a signature, and none covers it.
    pub unsigned: bool,
}

/// How much of a ledger somebody has seen, and how far that is signed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Knowledge<'a> {
    /// What was seen.
    pub past: &'a CausalPast,
    /// The signatures, where the plan requires them.
    pub signed: Option<&'a SignedHeads>,
}

impl Knowledge<'_> {
    /// Whether an entry counts that has to be signed where signatures are required.
    pub(crate) fn counts(self, pos: EntryPos) -> bool {
        self.past.covers(pos) && self.signed.is_none_or(|signed| signed.covers(pos, self.past))
    }
}

/// Where a measure stands in a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MeasureState {
    /// Every tip, spent ones too.
    pub tips: Vec<StateHead>,
    /// The round that counts; in conflict the highest.
    pub round: u64,
    /// The state that counts; none in conflict.
    pub state: Option<State>,
}

impl MeasureState {
    /// The tip that counts: the furthest along the way.
    pub(crate) fn leading(&self) -> Option<&StateHead> {
        self.tips.iter().max_by_key(|tip| {
            (!tip.spent, tip.round, tip.state.along_the_way(), std::cmp::Reverse(tip.index))
        })
    }
}

fn agree(a: &StateHead, b: &StateHead) -> bool {
    a.round == b.round
        && (a.state == b.state || (a.state.along_the_way().is_some() && b.state.along_the_way().is_some()))
}

impl MeasureHistory {
    /// Where the measure stands for one who has seen that much. With `acting`, a hold recorded after that instant
    /// has spent no go yet.
    pub(crate) fn state_for(&self, seen: Knowledge<'_>, acting: Option<Instant>) -> MeasureState {
        let past = seen.past;
        let places = if self.reach.iter().all(|pos| past.covers(*pos)) {
            self.latest.clone()
        } else {
            self.tips(|pos| past.covers(pos))
        };
        let tips: Vec<StateHead> = places.into_iter().map(|index| self.read(index, seen, acting)).collect();
        let counting: Vec<&StateHead> = match tips.iter().filter(|tip| !tip.spent).collect::<Vec<_>>() {
            unspent if unspent.is_empty() => tips.iter().collect(),
            unspent => unspent,
        };
        let Some(first) = counting.iter().copied().max_by_key(|tip| (tip.round, tip.state.along_the_way()))
        else {
            return MeasureState { tips, round: 1, state: Some(State::Open) };
        };
        let round = first.round;
        let state = counting.iter().all(|tip| agree(first, tip)).then_some(first.state);
        MeasureState { tips, round, state }
    }

    /// A tip as it reads in a view.
    fn read(&self, index: usize, seen: Knowledge<'_>, acting: Option<Instant>) -> StateHead {
        let past = seen.past;
        // Places come from `tips` and `latest`, which hold only places of this course.
        let tip = &self.moves[index];
        let asks = matches!(tip.state, State::Cleared | State::Confirmed);
        let unsigned = asks && !seen.counts(tip.pos);
        let held = self.holds.iter().any(|hold| {
            past.covers(hold.pos)
                && !tip.past.covers(hold.pos)
                && acting.is_none_or(|acting| hold.recorded_at <= acting)
        });
        let spent = matches!(tip.source, ChangeSource::Go(_)) && (held || unsigned);
        let state = match tip.state {
            State::Cleared if spent => State::Open,
            State::Confirmed if unsigned || self.reported(past, tip.round, &tip.officer) => State::Done,
            state => state,
        };
        StateHead { index, round: tip.round, state, spent, unsigned }
    }

    /// Whether the go for a saved plan was given in a round, and stands.
    pub(crate) fn has_go(&self, past: &CausalPast, saved: &Hash, round: u64) -> bool {
        let given = |step: &&StateChange| step.source == ChangeSource::Go(*saved) && step.round == round;
        self.moves.iter().filter(given).any(|step| stands(step, &|pos| past.covers(pos)))
    }

    /// Whether an officer reported any of a round, begin, part or end. A settle changes no reporter.
    pub(crate) fn reported(&self, past: &CausalPast, round: u64, officer: &str) -> bool {
        use State::{Declined, Done, Failed, Partial, UnderWay};
        self.moves.iter().any(|step| {
            step.round == round
                && step.source == ChangeSource::Transition
                && matches!(step.state, UnderWay | Done | Partial | Failed | Declined)
                && *step.officer == *officer
                && stands(step, &|pos| past.covers(pos))
        })
    }

    /// The moves that stand in a view and that no standing move supersedes.
    fn tips(&self, seen: impl Fn(EntryPos) -> bool) -> Vec<usize> {
        let mut superseded = vec![false; self.moves.len()];
        let standing: Vec<bool> = self.moves.iter().map(|step| stands(step, &seen)).collect();
        for (step, _) in self.moves.iter().zip(&standing).filter(|(_, standing)| **standing) {
            for index in &step.supersedes {
                // A move supersedes only moves of this course that stand before it.
                superseded[*index] = true;
            }
        }
        (0..self.moves.len()).filter(|index| standing[*index] && !superseded[*index]).collect()
    }

    /// The moves that a new move supersedes: the tips that its writer saw, if they agree; of a settle, those it
    /// names.
    pub(crate) fn superseded_by(&self, seen: Knowledge<'_>, named: Option<&[Hash]>) -> Vec<usize> {
        if let Some(named) = named {
            return (0..self.moves.len()).filter(|index| named.contains(&self.moves[*index].hash)).collect();
        }
        let here = self.state_for(seen, None);
        if here.state.is_none() { Vec::new() } else { here.tips.iter().map(|tip| tip.index).collect() }
    }

    /// Adds a move.
    pub(crate) fn push(&mut self, step: StateChange) {
        self.touch(step.pos);
        self.latest.retain(|index| !step.supersedes.contains(index));
        self.latest.push(self.moves.len());
        self.moves.push(step);
    }

    /// Adds a hold.
    pub(crate) fn hold(&mut self, hold: RecordedHold) {
        self.touch(hold.pos);
        self.holds.push(hold);
    }

    /// Whether a move could be taken back by one who has seen `past`: no standing move that he has seen rests
    /// on it.
    pub(crate) fn may_retract(&self, index: usize, past: &CausalPast) -> bool {
        let seen = |pos| past.covers(pos);
        stands(&self.moves[index], &seen)
            && !self.moves.iter().any(|step| step.supersedes.contains(&index) && stands(step, &seen))
    }

    /// Takes back what an entry said here: its hold, and its move unless something rests on that.
    pub(crate) fn take_back(&mut self, entry: &Hash, by: EntryPos, past: &CausalPast) {
        for index in 0..self.moves.len() {
            if self.moves[index].hash == *entry && self.may_retract(index, past) {
                self.retract(index, by);
            }
        }
        for index in 0..self.holds.len() {
            if self.holds[index].hash == *entry {
                self.lift(index, by);
            }
        }
    }

    /// Takes a move back.
    fn retract(&mut self, index: usize, by: EntryPos) {
        self.touch(by);
        self.moves[index].retracted.push(by);
        self.latest = self.tips(|_| true);
    }

    /// Lifts a hold.
    fn lift(&mut self, index: usize, by: EntryPos) {
        self.touch(by);
        self.holds[index].lifted.push(by);
    }

    /// The holds that stand in a view; with `acting`, those recorded up to that instant.
    pub(crate) fn active_holds<'a>(
        &'a self,
        past: &'a CausalPast,
        acting: Option<Instant>,
    ) -> impl Iterator<Item = &'a RecordedHold> + use<'a> {
        self.holds.iter().filter(move |hold| {
            past.covers(hold.pos)
                && !hold.lifted.iter().any(|pos| past.covers(*pos))
                && acting.is_none_or(|acting| hold.recorded_at <= acting)
        })
    }

    /// Whether the measure counts as done for what comes after it: now, or at the end of an earlier round.
    pub(crate) fn was_done(&self, seen: Knowledge<'_>) -> bool {
        use State::{Confirmed, Done, Lapsed, Open};
        let past = seen.past;
        let ends = |state| matches!(state, Done | Confirmed | Lapsed);
        self.state_for(seen, None).state.is_some_and(ends)
            || self
                .moves
                .iter()
                .any(|step| step.state == Open && ends(step.from) && stands(step, &|pos| past.covers(pos)))
    }

    fn touch(&mut self, pos: EntryPos) {
        match self.reach.iter_mut().find(|reach| reach.log == pos.log) {
            Some(reach) => reach.seq = reach.seq.max(pos.seq),
            None => self.reach.push(pos),
        }
    }
}

/// Whether a move was seen and not taken back.
fn stands(step: &StateChange, seen: &impl Fn(EntryPos) -> bool) -> bool {
    seen(step.pos) && !step.retracted.iter().any(|pos| seen(*pos))
}

#[cfg(test)]
mod tests;
