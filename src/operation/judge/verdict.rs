//! The result of judging an entry.

use crate::model::broken::BrokenGuard;
use crate::model::evidence::ItemNeed;
use crate::model::gate::Gate;
use crate::model::id::AgencyId;
use crate::model::state::{Need, Role, State};

use crate::operation::judge::findings::Difference;

/// What an entry counts for. That depends only on the entry and its past: no later entry changes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It counts.
    Sound,
    /// A fact that broke these guards: it counts, and is shown as irregular. Sorted, never empty.
    Irregular(Vec<BrokenGuard>),
    /// It changes nothing.
    Void(RefusalReason),
}

/// Why an entry counts for nothing, or why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RefusalReason {
    /// The plan that it cites is not stored in the ledger, or cannot be read.
    PlanUnreadable,
    /// The plan that it cites has another id, mode, lead or coordinator than the operation.
    CharterChanged,
    /// The plan that it cites lacks an agency that an earlier plan has.
    AgencyLost(AgencyId),
    /// The writer is not an agency of the cited plan, or is not `archive` in a mode where only `archive`
    /// writes.
    NoParticipant(String),
    /// The cited plan lacks this measure, asset, outlet, instrument or source.
    Unknown(String),
    /// It refers to an entry that its writer had not seen.
    UnknownEntry(String),
    /// The measure is already in that state.
    Already(State),
    /// No edge leads there.
    NoEdge {
        /// The state it is in.
        from: State,
        /// The requested state.
        to: State,
    },
    /// The entry states another state or round than the measure had.
    Misread {
        /// What the entry states.
        stated: (u64, State),
        /// What its past says.
        was: (u64, State),
    },
    /// The measure is in conflict, which the lead has to settle.
    Conflict,
    /// The writer has no permission.
    NoRight {
        /// Who has it: any one of these.
        who: Vec<Authorized>,
    },
    /// A requirement is not met.
    Lacks(EntryRequirement),
    /// It breaks guards: an intention may break none, and a request for a fact has to state that it is
    /// irregular.
    Broken(Vec<BrokenGuard>),
    /// Its time is later than its own recording.
    Future,
    /// The target digest differs from the one in the cited plan.
    OtherTarget,
    /// The mode does not allow such entries.
    NotInMode,
    /// The measure does not require the gate.
    NotAsked(Gate),
    /// No agency attests this gate: it is derived.
    Derived(Gate),
    /// No step leads the instrument to that state.
    NoStep {
        /// The state it is in.
        from: &'static str,
        /// The requested state.
        to: &'static str,
    },
    /// The same agency has already recorded this: an approval of, or a go for, the same saved plan.
    AlreadySaid,
    /// The saved plan no longer matches the situation.
    Stale(Vec<Difference>),
    /// Too few agencies other than the lead have approved.
    Approvals {
        /// The agencies that have approved, by id.
        have: Vec<String>,
        /// How many approvals the policy requires.
        need: u32,
    },
    /// There is no conflict to settle.
    NoConflict,
    /// It does not name exactly the tips (changes that no other supersedes) that its writer saw, or states
    /// another round.
    OtherTips,
    /// It settles to a state that no tip has.
    NotAmongTips {
        /// The requested state.
        to: State,
        /// The states of the tips.
        tips: Vec<State>,
    },
    /// The agency already holds the measure.
    AlreadyHeld,
    /// The entry is already withdrawn.
    AlreadyRetracted,
    /// A later step of an item states sharing marks; only the item's first step can.
    Inherited,
    /// The entry can be neither withdrawn nor corrected.
    NotRetractable(RetractionObstacle),
}

/// An agency, or a set of agencies, that may write an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authorized {
    /// An agency, by its id.
    Agency(String),
    /// Every agency except this one.
    OtherThan(String),
    /// Every agency except the lead.
    OtherThanLead,
    /// Every agency of a country, as opposed to a body such as Europol.
    OfCountry,
    /// Every agency in this role.
    Role(Role),
}

impl Authorized {
    pub(crate) fn only(agency: &str) -> Vec<Self> {
        vec![Self::Agency(agency.to_owned())]
    }
}

/// What an entry has to state, or what has to be the case, before it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryRequirement {
    /// A requirement of the transition's edge.
    Transition(Need),
    /// A requirement of a step of an item.
    Item(ItemNeed),
    /// An officer other than the one who recorded the item's previous step.
    OtherCustodian,
    /// The measures that an item serves.
    ServedMeasures,
    /// Another exhibit number: this one is already used.
    UnusedExhibit(String),
    /// An attestation that has not already expired.
    UnexpiredAttestation,
    /// The number of an instrument.
    InstrumentNumber,
    /// The validity period of an instrument.
    InstrumentValidity,
    /// The document of an instrument.
    InstrumentDocument,
    /// The new asset that was observed.
    NewAsset,
    /// An exact time: in this mode, neither a day nor a time span can date a step.
    Instant,
    /// The basis of a confirmation.
    Basis,
    /// A verified item of evidence from this round.
    VerifiedItem,
    /// The time at which the custodian's preservation expires.
    PreservationEnd,
    /// A country from which the effect was seen.
    SeenFrom,
    /// A country other than the agency's own.
    SeenFromAbroad,
    /// Two countries.
    SeenFromTwoCountries,
    /// The agency's own country.
    SeenFromHome,
    /// A note of the lead about an irregular step, recorded before the step is confirmed.
    LeadNote,
}

/// Why an entry can be neither withdrawn nor corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetractionObstacle {
    /// It is a retraction.
    Retraction,
    /// It is a step of an item of evidence.
    Evidence,
    /// It is the first line of a log.
    Genesis,
    /// It is a go, and all of its measures have begun.
    GoBegun,
    /// A later step rests on it.
    LaterStep,
    /// It was written by a newer version.
    NotUnderstood,
    /// It is a step that counts for nothing.
    VoidStep,
    /// Its kind has no time that can be corrected.
    NoTime,
    /// Entries of its kind cannot be corrected.
    NotCorrectable,
}
