//! The states of a measure and the edges between them: the table that guard, help and documents read.

use super::word::words;
use State::*;

words! {
    /// A stored state of a measure.
    pub enum State: "state" {
        /// Nothing is decided yet, or decided anew.
        Open = "open",
        /// The go is given for it, as defined.
        Cleared = "cleared",
        /// The unit reports that it has begun.
        UnderWay = "under-way",
        /// The unit reports it done.
        Done = "done",
        /// A part of it is done, the remainder stated.
        Partial = "partial",
        /// The effect was checked by an officer other than the reporter.
        Confirmed = "confirmed",
        /// The effect is gone on the same asset.
        Lapsed = "lapsed",
        /// Provider or authority answered no.
        Declined = "declined",
        /// It was tried, without effect.
        Failed = "failed",
        /// It will not be done.
        Withdrawn = "withdrawn",
        /// It was undone by law or mistake.
        Reversed = "reversed",
    }
}

words! {
    /// Whether an entry says what is meant to happen or what has happened.
    pub enum Nature: "nature" {
        /// It can be refused.
        Intention = "intention",
        /// It can only be marked irregular.
        Fact = "fact",
    }
}

words! {
    /// In what part an agency may take an edge.
    pub enum Role: "role" {
        /// The agency of the measure.
        Own = "the measure's agency",
        /// The lead.
        Lead = "the lead",
        /// The coordinator.
        Coordinator = "the coordinator",
        /// Any agency of the plan.
        Participant = "any participating agency",
        /// The reserved writer of retrospective ledgers.
        Archive = "archive",
    }
}

/// What a transition has to state, or what has to hold, for one edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The `go` entry: no transition writes this edge.
    Go,
    /// A reason.
    Reason,
    /// What remains to be done.
    Remainder,
    /// A note on the remainder, if the measure was partial before.
    NoteOnRemainder,
    /// What the action's table asks for.
    Check,
    /// An officer who reported none of it.
    OtherOfficer,
    /// A source.
    Source,
    /// Claims in the plan, or a source.
    ClaimOrSource,
    /// An action whose effect may lapse.
    MayLapse,
    /// What was restored.
    Restored,
    /// The reference of a court or authority; without one the step is irregular.
    Reference,
}

words! {
    /// Which guards a fact is held against.
    pub enum GuardSet: "held against" {
        /// None.
        None = "none",
        /// Order alone: `at` not before the report it rests on.
        Order = "order",
        /// Order and holds.
        OrderHold = "order and holds",
        /// Go, start, window, hours, after, group, holds, order and gates.
        All = "all guards",
    }
}

words! {
    /// For which actions an edge exists.
    pub enum EdgeActions: "which actions" {
        /// All.
        All = "all",
        /// Those that wait for no go.
        WithoutGo = "those that wait for no go",
    }
}

/// One row of the table of edges.
#[derive(Debug)]
pub struct Edge {
    /// The states that it leaves.
    pub from: &'static [State],
    /// The states that it enters.
    pub to: &'static [State],
    /// For which actions.
    pub which: EdgeActions,
    /// Who may take it.
    pub who: &'static [Role],
    /// What it has to say.
    pub needs: &'static [Need],
    /// The guards that it is held against.
    pub held: GuardSet,
    /// Intention or fact.
    pub nature: Nature,
    /// Whether only `--irregular` takes it, breaking `state` unless it is the go alone that lacks.
    pub irregular: bool,
}

const REPORTED: &[State] = &[UnderWay, Done, Partial, Failed, Declined];
const ENDED: &[State] = &[Done, Partial, Failed, Declined];
const DOERS: &[Role] = &[Role::Own, Role::Lead, Role::Coordinator];
const DECIDERS: &[Role] = &[Role::Own, Role::Lead];
const ANYBODY: &[Role] = &[Role::Participant];
const ARCHIVE: &[Role] = &[Role::Archive];
const REMAINDER: &[Need] = &[Need::Remainder];
const REMAINDERS: &[Need] = &[Need::Remainder, Need::NoteOnRemainder];

/// The edges of live and exercise operations. Where two rows fit, the first one counts.
#[rustfmt::skip]
pub const EDGES: &[Edge] = &[
    Edge { from: &[Open], to: &[Cleared], which: EdgeActions::All, who: &[Role::Lead], needs: &[Need::Go], held: GuardSet::None, nature: Nature::Intention, irregular: false },
    Edge { from: &[Cleared], to: REPORTED, which: EdgeActions::All, who: DOERS, needs: REMAINDER, held: GuardSet::All, nature: Nature::Fact, irregular: false },
    Edge { from: &[Open], to: REPORTED, which: EdgeActions::WithoutGo, who: DOERS, needs: REMAINDER, held: GuardSet::All, nature: Nature::Fact, irregular: false },
    Edge { from: &[UnderWay, Partial], to: ENDED, which: EdgeActions::All, who: DOERS, needs: REMAINDERS, held: GuardSet::OrderHold, nature: Nature::Fact, irregular: false },
    Edge { from: &[Done], to: &[Confirmed], which: EdgeActions::All, who: ANYBODY, needs: &[Need::Check, Need::OtherOfficer], held: GuardSet::Order, nature: Nature::Intention, irregular: false },
    Edge { from: &[Done], to: &[Failed, Declined], which: EdgeActions::All, who: DECIDERS, needs: &[], held: GuardSet::Order, nature: Nature::Fact, irregular: false },
    Edge { from: &[Done, Confirmed], to: &[Lapsed], which: EdgeActions::All, who: ANYBODY, needs: &[Need::Source, Need::MayLapse], held: GuardSet::Order, nature: Nature::Fact, irregular: false },
    Edge { from: &[Lapsed, Failed, Declined, Partial, Withdrawn, Reversed], to: &[Open], which: EdgeActions::All, who: DECIDERS, needs: &[Need::Reason], held: GuardSet::None, nature: Nature::Intention, irregular: false },
    Edge { from: &[Done, Partial, Confirmed], to: &[Reversed], which: EdgeActions::All, who: DECIDERS, needs: &[Need::Reason, Need::Restored, Need::Reference], held: GuardSet::Order, nature: Nature::Fact, irregular: false },
    Edge { from: &[Open, Cleared, UnderWay], to: &[Withdrawn], which: EdgeActions::All, who: DECIDERS, needs: &[Need::Reason], held: GuardSet::None, nature: Nature::Intention, irregular: false },
    Edge { from: &[Open, Cleared, UnderWay, Partial, Lapsed, Declined, Failed, Withdrawn, Reversed], to: REPORTED, which: EdgeActions::All, who: DOERS, needs: REMAINDER, held: GuardSet::All, nature: Nature::Fact, irregular: true },
];

/// The edges of retrospective operations.
#[rustfmt::skip]
pub const RETROSPECTIVE_EDGES: &[Edge] = &[
    Edge { from: &[Open], to: &[Done, Partial, Failed], which: EdgeActions::All, who: ARCHIVE, needs: &[Need::ClaimOrSource, Need::Remainder], held: GuardSet::None, nature: Nature::Fact, irregular: false },
    Edge { from: &[Done], to: &[Lapsed], which: EdgeActions::All, who: ARCHIVE, needs: &[Need::Source, Need::MayLapse], held: GuardSet::Order, nature: Nature::Fact, irregular: false },
];

impl State {
    /// Whether a measure that is in it was, or is being, carried out in this round.
    pub fn is_past_open(self) -> bool {
        self != Open
    }

    /// How far along the way under-way, done, confirmed it lies; `None` off that way.
    pub fn along_the_way(self) -> Option<u8> {
        match self {
            UnderWay => Some(1),
            Done => Some(2),
            Confirmed => Some(3),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_edge_leads_to_where_it_starts_but_partial() {
        for edge in EDGES.iter().chain(RETROSPECTIVE_EDGES).filter(|edge| !edge.irregular) {
            for state in edge.from {
                assert!(!edge.to.contains(state) || *state == Partial, "{edge:?}");
            }
        }
    }
}
