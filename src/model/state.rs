//! The states of a measure and the edges between them, in one table that guards, help and documents read.

use super::word::words;
use State::*;

words! {
    /// A recorded state of a measure.
    pub enum State: "state" {
        /// No decision yet, or reopened.
        Open = "open",
        /// The lead gave the go for the measure as defined.
        Cleared = "cleared",
        /// The unit reported that it has begun.
        UnderWay = "under-way",
        /// The unit reported that it is done.
        Done = "done",
        /// The unit did a part and stated the remainder.
        Partial = "partial",
        /// An officer other than the reporter checked the effect.
        Confirmed = "confirmed",
        /// The effect on the same asset has ended.
        Lapsed = "lapsed",
        /// The provider or authority refused.
        Declined = "declined",
        /// The measure was attempted without effect.
        Failed = "failed",
        /// The measure will not be carried out.
        Withdrawn = "withdrawn",
        /// The measure was undone, by a court or because it was a mistake.
        Reversed = "reversed",
    }
}

words! {
    /// Whether an entry states an intention or a fact.
    pub enum Nature: "nature" {
        /// It can be refused.
        Intention = "intention",
        /// It cannot be refused, only marked irregular.
        Fact = "fact",
    }
}

words! {
    /// The role in which an agency may take an edge.
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
    Reason,
    /// What remains to be done.
    Remainder,
    /// A note on the remainder, if the measure was partial before.
    NoteOnRemainder,
    /// What the action's table asks for.
    Check,
    /// An officer who reported none of it.
    OtherOfficer,
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
    /// The guards that apply to a fact.
    pub enum GuardSet: "held against" {
        /// None.
        None = "none",
        /// Only order: `at` is not before the report that it follows from.
        Order = "order",
        /// Order and holds.
        OrderHold = "order and holds",
        /// Go, start, window, hours, after, group, holds, order and gates.
        All = "all guards",
    }
}

words! {
    /// The actions for which an edge exists.
    pub enum EdgeActions: "which actions" {
        /// All.
        All = "all",
        /// Actions that do not need the go.
        WithoutGo = "those that wait for no go",
    }
}

// See ARCHITECTURE, "Rules are tables".
#[derive(Debug)]
pub struct Edge {
    pub from: &'static [State],
    pub to: &'static [State],
    pub which: EdgeActions,
    pub who: &'static [Role],
    pub needs: &'static [Need],
    pub held: GuardSet,
    pub nature: Nature,
    /// Whether only `--irregular` takes it. It then breaks `state`, unless only the go is missing.
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

/// The edges of live and exercise operations. If two rows match, the first one counts.
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
    /// Whether anything has been recorded for the measure in this round.
    pub fn is_past_open(self) -> bool {
        self != Open
    }

    /// The position in the sequence under-way, done, confirmed; `None` for any other state.
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
