//! What an entry counts for: the answer of the judge.

use std::fmt;

use crate::model::broken::BrokenGuard;
use crate::model::gate::Gate;
use crate::model::id::AgencyId;
use crate::model::state::State;

use crate::operation::judge::findings::Difference;

/// What an entry counts for. It depends on the entry and its past alone: no later entry changes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It counts.
    Sound,
    /// A fact that broke these guards: it counts, and is shown as what it is. Sorted, never empty.
    Irregular(Vec<BrokenGuard>),
    /// It moves nothing.
    Void(RefusalReason),
}

/// Why an entry counts for nothing, or why an asked one is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RefusalReason {
    /// The plan that it cites is not kept in the ledger, or cannot be read.
    PlanUnreadable,
    /// The plan that it cites has another id, mode, lead or coordinator than the operation.
    CharterChanged,
    /// The plan that it cites lacks an agency that an earlier one has.
    AgencyLost(AgencyId),
    /// The writer is no agency of the cited plan, or not `archive` where only it writes.
    NoParticipant(String),
    /// A measure, asset, outlet, instrument or source that the cited plan lacks.
    Unknown(String),
    /// An entry that its writer had not seen.
    UnknownEntry(String),
    /// The measure is already in that state.
    Already(State),
    /// No edge leads there.
    NoEdge {
        /// The state it is in.
        from: State,
        /// The state that was asked.
        to: State,
    },
    /// The entry says another state or round than the one the measure was in.
    Misread {
        /// What the entry says.
        said: (u64, State),
        /// What was so in its past.
        was: (u64, State),
    },
    /// The measure is in conflict, for the lead to settle.
    Conflict,
    /// The writer has not the right.
    NoRight {
        /// Who has it, in words.
        who: String,
    },
    /// Something is missing, or is not so, in words that name the option.
    Lacks(String),
    /// Guards are broken, and an intention may break none; or a fact did not say that it is irregular.
    Broken(Vec<BrokenGuard>),
    /// It lies in the future of its own recording.
    Future,
    /// The target digest is not the one of the cited plan.
    OtherTarget,
    /// The mode has no such entries.
    NotInMode,
    /// The gate is not asked of the measure.
    NotAsked(Gate),
    /// The gate is attested by nobody: it is derived.
    Derived(Gate),
    /// No step leads an instrument there.
    NoStep {
        /// The state it is in.
        from: &'static str,
        /// The state that was asked.
        to: &'static str,
    },
    /// The same agency has said so already: an approval, or a go, of the same saved plan.
    AlreadySaid,
    /// The saved plan no longer says what is so.
    Stale(Vec<Difference>),
    /// Too few agencies beside the lead have approved.
    Approvals {
        /// Those that have, by id.
        have: Vec<String>,
        /// How many the policy asks for.
        need: u32,
    },
    /// There is no conflict to settle.
    NoConflict,
    /// It does not name all the tips that its writer saw, or another round.
    OtherTips,
    /// It is settled to a state that no tip has.
    NotAmongTips {
        /// The state.
        to: State,
        /// Those of the tips.
        tips: Vec<State>,
    },
    /// A hold of the same agency stands already.
    AlreadyHeld,
    /// The entry is taken back already.
    AlreadyRetracted,
    /// A later step says how far its item may travel: what it began with says so.
    Inherited,
    /// It cannot be taken back or mended, in words.
    NotRetractable(&'static str),
}

impl fmt::Display for RefusalReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PlanUnreadable => f.write_str("the plan it cites is not in the ledger or cannot be read"),
            Self::CharterChanged => {
                f.write_str("the plan it cites has another id, mode, lead or coordinator")
            }
            Self::AgencyLost(agency) => {
                write!(f, "the plan it cites lacks the agency `{agency}`, which an earlier one has")
            }
            Self::NoParticipant(agency) => write!(f, "`{agency}` may not write in this operation"),
            Self::Unknown(thing) => write!(f, "the plan has no `{thing}`"),
            Self::UnknownEntry(entry) => write!(f, "its writer had seen no entry {entry}"),
            Self::Already(state) => write!(f, "it is {state} already"),
            Self::NoEdge { from, to } => write!(f, "no step leads from {from} to {to}"),
            Self::Misread { said, was } => {
                write!(f, "it says {} in round {}, but was {} in round {}", said.1, said.0, was.1, was.0)
            }
            Self::Conflict => f.write_str("it is in conflict until the lead settles it"),
            Self::NoRight { who } => write!(f, "only {who} may"),
            Self::Lacks(what) => write!(f, "it needs {what}"),
            Self::Broken(broken) => {
                f.write_str("it breaks ")?;
                for (place, guard) in broken.iter().enumerate() {
                    write!(f, "{}{guard}", if place == 0 { "" } else { ", " })?;
                }
                Ok(())
            }
            Self::Future => f.write_str("it lies in the future"),
            Self::OtherTarget => f.write_str("its target digest is not that of the plan it cites"),
            Self::NotInMode => f.write_str("operations of this mode have no such entries"),
            Self::NotAsked(gate) => write!(f, "the gate {gate} is not asked of it"),
            Self::Derived(gate) => {
                write!(f, "the gate {gate} is attested by nobody: instruments that are granted close it")
            }
            Self::NoStep { from, to } if from == to => write!(f, "it is {to} already"),
            Self::NoStep { from, to } => write!(f, "no step leads from {from} to {to}"),
            Self::AlreadySaid => f.write_str("the same agency has said so already"),
            Self::Stale(moved) => {
                f.write_str("the saved plan no longer holds: ")?;
                for (place, difference) in moved.iter().enumerate() {
                    let comma = if place == 0 { "" } else { "; " };
                    write!(f, "{comma}{}: {}", difference.about, difference.what)?;
                }
                Ok(())
            }
            Self::Approvals { have, need } => {
                write!(f, "{} of {need} agencies beside the lead have approved it", have.len())
            }
            Self::NoConflict => f.write_str("it is not in conflict"),
            Self::OtherTips => f.write_str("it does not name all that it ends"),
            Self::NotAmongTips { to, tips } => {
                let tips: Vec<String> = tips.iter().map(ToString::to_string).collect();
                write!(f, "nobody says {to}: it is {}", tips.join(" or "))
            }
            Self::AlreadyHeld => f.write_str("the same agency holds it already"),
            Self::AlreadyRetracted => f.write_str("it is taken back already"),
            Self::Inherited => f.write_str("how far an item may travel is said where it begins"),
            Self::NotRetractable(why) => f.write_str(why),
        }
    }
}
