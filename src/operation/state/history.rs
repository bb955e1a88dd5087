//! The history of one measure: its state changes, its holds, and its state for a reader who has seen only a
//! part of them.
//!
//! A *tip* is a change that no other change supersedes. Tips agree if their round and state are the same, or
//! if both are in one round and on the same way (under-way, done, confirmed). Tips that do not agree are a
//! conflict.

use std::sync::Arc;

use crate::ledger::read::causal_past::{CausalPast, EntryPos};
use crate::model::broken::BrokenGuard;
use crate::model::digest::Hash;
use crate::model::state::State;
use crate::model::time::{At, Instant};

use super::signed::SignedHeads;

/// The kind of entry that a change comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChangeSource {
    /// A `transition`.
    Transition,
    /// A `go` for that saved plan. A hold that its writer had not seen makes it ineffective (*spent*).
    Go(Hash),
    /// A `settle`. Its writer does not become a reporter of the measure.
    Settle,
}

/// A state change of a measure, by an entry that is not void.
#[derive(Debug, Clone)]
pub(crate) struct StateChange {
    pub pos: EntryPos,
    pub hash: Hash,
    pub past: CausalPast,
    /// The round that the measure is in after the change.
    pub round: u64,
    pub from: State,
    pub state: State,
    pub source: ChangeSource,
    /// When it happened, including corrections by its own agency.
    pub at: At,
    pub recorded_at: Instant,
    /// The pseudonymous id of the officer who wrote it.
    pub officer: Arc<str>,
    /// The changes that it supersedes, as indices into [`MeasureHistory::moves`].
    pub supersedes: Vec<usize>,
    /// The valid entries that withdraw it.
    pub retracted: Vec<EntryPos>,
    /// The guards that it broke, including those that a corrected time breaks. Sorted.
    pub broken: Vec<BrokenGuard>,
    /// What remains to be done, if it is partial.
    pub remainder: Option<Box<str>>,
}

#[derive(Debug, Clone)]
pub(crate) struct RecordedHold {
    pub pos: EntryPos,
    pub hash: Hash,
    /// The agency that placed the hold.
    pub agency: Arc<str>,
    /// When it was recorded, which is when it takes effect.
    pub recorded_at: Instant,
    pub lifted: Vec<EntryPos>,
}

/// The state changes and holds of one measure, in the ledger's order.
#[derive(Debug, Clone, Default)]
pub(crate) struct MeasureHistory {
    pub moves: Vec<StateChange>,
    pub holds: Vec<RecordedHold>,
    /// The tips for a reader who has seen everything so far.
    latest: Vec<usize>,
    /// For each log with an entry here, the last such entry. A reader who has seen all of them can use
    /// `latest`.
    reach: Vec<EntryPos>,
}

/// A tip as a reader sees it. A spent go appears as open, and a confirmation by an officer who is also a
/// reporter appears as done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StateHead {
    /// Its index into [`MeasureHistory::moves`].
    pub index: usize,
    pub round: u64,
    /// The state that the tip appears as.
    pub state: State,
    /// Whether it is a go that a hold made ineffective, or that lacks a required signature.
    pub spent: bool,
    /// Whether the plan requires a signature and none covers it.
    pub unsigned: bool,
}

/// Which entries a reader has seen, and how far these are signed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Knowledge<'a> {
    pub past: &'a CausalPast,
    /// The signatures, if the plan requires them.
    pub signed: Option<&'a SignedHeads>,
}

impl Knowledge<'_> {
    /// Whether an entry that needs a signature counts. Without required signatures, every entry seen does.
    pub(crate) fn counts(self, pos: EntryPos) -> bool {
        self.past.covers(pos) && self.signed.is_none_or(|signed| signed.covers(pos, self.past))
    }
}

/// The state of a measure for a reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MeasureState {
    /// Every tip, including spent ones.
    pub tips: Vec<StateHead>,
    /// The effective round; in a conflict, the highest.
    pub round: u64,
    /// The effective state; `None` in a conflict.
    pub state: Option<State>,
}

impl MeasureState {
    /// The tip that prevails: the one furthest along.
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
    /// The state of the measure for a reader. With `acting`, holds recorded after that instant do not make a
    /// go ineffective yet.
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

    fn read(&self, index: usize, seen: Knowledge<'_>, acting: Option<Instant>) -> StateHead {
        let past = seen.past;
        // The indices come from `tips` and `latest`, which hold only indices into `moves`.
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

    /// Whether the go for a saved plan was given in that round and is not withdrawn.
    pub(crate) fn has_go(&self, past: &CausalPast, saved: &Hash, round: u64) -> bool {
        let given = |step: &&StateChange| step.source == ChangeSource::Go(*saved) && step.round == round;
        self.moves.iter().filter(given).any(|step| stands(step, &|pos| past.covers(pos)))
    }

    /// Whether an officer reported any step of a round (beginning, partial result or end).
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

    /// The changes that were seen, are not withdrawn, and are not superseded by another such change.
    fn tips(&self, seen: impl Fn(EntryPos) -> bool) -> Vec<usize> {
        let mut superseded = vec![false; self.moves.len()];
        let standing: Vec<bool> = self.moves.iter().map(|step| stands(step, &seen)).collect();
        for (step, _) in self.moves.iter().zip(&standing).filter(|(_, standing)| **standing) {
            for index in &step.supersedes {
                // A change supersedes only earlier changes in `moves`.
                superseded[*index] = true;
            }
        }
        (0..self.moves.len()).filter(|index| standing[*index] && !superseded[*index]).collect()
    }

    /// The changes that a new change supersedes: the tips that its writer saw, if they agree. A settle
    /// supersedes those that it names.
    pub(crate) fn superseded_by(&self, seen: Knowledge<'_>, named: Option<&[Hash]>) -> Vec<usize> {
        if let Some(named) = named {
            return (0..self.moves.len()).filter(|index| named.contains(&self.moves[*index].hash)).collect();
        }
        let here = self.state_for(seen, None);
        if here.state.is_none() { Vec::new() } else { here.tips.iter().map(|tip| tip.index).collect() }
    }

    pub(crate) fn push(&mut self, step: StateChange) {
        self.touch(step.pos);
        self.latest.retain(|index| !step.supersedes.contains(index));
        self.latest.push(self.moves.len());
        self.moves.push(step);
    }

    pub(crate) fn hold(&mut self, hold: RecordedHold) {
        self.touch(hold.pos);
        self.holds.push(hold);
    }

    /// Whether a change can be withdrawn by a writer who has seen `past`: no later change that they have seen
    /// rests on it, unless that one is withdrawn too.
    pub(crate) fn may_retract(&self, index: usize, past: &CausalPast) -> bool {
        let seen = |pos| past.covers(pos);
        stands(&self.moves[index], &seen)
            && !self.moves.iter().any(|step| step.supersedes.contains(&index) && stands(step, &seen))
    }

    /// Withdraws what an entry did here: its hold, and its change unless another change rests on it.
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

    fn retract(&mut self, index: usize, by: EntryPos) {
        self.touch(by);
        self.moves[index].retracted.push(by);
        self.latest = self.tips(|_| true);
    }

    fn lift(&mut self, index: usize, by: EntryPos) {
        self.touch(by);
        self.holds[index].lifted.push(by);
    }

    /// The holds that were seen and not lifted; with `acting`, only those recorded up to that instant.
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

    /// Whether the measure counts as done for the measures that follow it: now, or at the end of an earlier
    /// round.
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

/// Whether a change was seen and not withdrawn.
fn stands(step: &StateChange, seen: &impl Fn(EntryPos) -> bool) -> bool {
    seen(step.pos) && !step.retracted.iter().any(|pos| seen(*pos))
}

#[cfg(test)]
mod tests;
