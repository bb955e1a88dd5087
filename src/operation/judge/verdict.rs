//! What an entry counts for: the answer of the judge.

use crate::model::broken::BrokenGuard;
use crate::model::evidence::ItemNeed;
use crate::model::gate::Gate;
use crate::model::id::AgencyId;
use crate::model::state::{Need, Role, State};

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
        stated: (u64, State),
        /// What was so in its past.
        was: (u64, State),
    },
    /// The measure is in conflict, for the lead to settle.
    Conflict,
    /// The writer has not the right.
    NoRight {
        /// Who has it: any one of these.
        who: Vec<Authorized>,
    },
    /// Something is missing, or does not hold.
    Lacks(EntryRequirement),
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
    /// It can be neither withdrawn nor corrected.
    NotRetractable(RetractionObstacle),
}

/// An agency, or several, with the right to write an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authorized {
    /// An agency, by its id.
    Agency(String),
    /// Every agency but this one.
    OtherThan(String),
    /// Every agency but the lead.
    OtherThanLead,
    /// Every agency of a country, as opposed to a body such as Europol.
    OfCountry,
    /// Every agency in this role.
    Role(Role),
}

impl Authorized {
    /// The agency with this id, and no other.
    pub(crate) fn only(agency: &str) -> Vec<Self> {
        vec![Self::Agency(agency.to_owned())]
    }
}

/// What an entry has to state, or what has to hold, before it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryRequirement {
    /// What the edge of a transition needs.
    Transition(Need),
    /// What a step with an item needs.
    Item(ItemNeed),
    /// An officer other than the one of the item's previous step.
    OtherCustodian,
    /// The measures that an item serves.
    ServedMeasures,
    /// Another exhibit number: this one is used.
    UnusedExhibit(String),
    /// An attestation that has not expired already.
    UnexpiredAttestation,
    /// The number of an instrument.
    InstrumentNumber,
    /// From when until when an instrument is valid.
    InstrumentValidity,
    /// The document of an instrument.
    InstrumentDocument,
    /// The new asset that was observed.
    NewAsset,
    /// An instant: in this mode neither a day nor a span dates a step.
    Instant,
    /// The basis of a confirmation.
    Basis,
    /// A verified item of evidence of this round.
    VerifiedItem,
    /// When the custodian's preservation expires.
    PreservationEnd,
    /// A country that the effect was seen from.
    SeenFrom,
    /// A country other than the agency's.
    SeenFromAbroad,
    /// Two countries.
    SeenFromTwoCountries,
    /// The agency's own country.
    SeenFromHome,
    /// A note of the lead about an irregular step, before it is confirmed.
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
    /// It is a go, and every measure of it has begun.
    GoBegun,
    /// A later step rests on it.
    LaterStep,
    /// It is of a newer version.
    NotUnderstood,
    /// It is a step that counts for nothing.
    VoidStep,
    /// It is of a kind whose time cannot be corrected.
    NoTime,
    /// It is of a kind that cannot be corrected.
    NotCorrectable,
}
