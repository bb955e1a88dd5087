//! What the judge finds: open gates, what is missing, what became invalid, what changed.

use std::fmt;
use std::sync::Arc;

use crate::model::action::Action;
use crate::model::country::Country;
use crate::model::digest::Hash;
use crate::model::gate::Gate;
use crate::model::id::{GroupId, InstrumentId, OutletId};
use crate::model::instrument::InstrumentState;
use crate::model::measure::MeasureId;
use crate::model::offset::Span;
use crate::model::state::State;
use crate::model::time::Instant;

/// A gate that is open, and who can close it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenGate {
    pub gate: Gate,
    /// Who can close it: agencies, or countries for `deconflicted`. Sorted.
    pub by: Vec<String>,
    /// Why it is open.
    pub reason: GateReason,
    /// What has to be attested to close it; empty if no attestation can.
    pub missing: Vec<MissingStatement>,
}

/// Why a gate is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GateReason {
    /// These outlets of the measure lack an attestation.
    Outlets(Vec<OutletGap>),
    /// The agency has not attested it.
    Unattested {
        /// The agency of the measure.
        agency: String,
    },
    /// The agency attested it for a target that was changed since.
    OtherTarget {
        /// The agency of the measure.
        agency: String,
    },
    /// The attestation has expired.
    Expired {
        /// The agency of the measure.
        agency: String,
        /// When it expired.
        until: Instant,
    },
    /// The check is too old.
    Stale {
        /// Its age in milliseconds.
        age: i64,
        /// The age that the policy allows.
        max_age: Span,
    },
    /// No signature covers the attestation yet.
    Unsigned {
        /// The agency of the measure.
        agency: String,
    },
    /// The attestation was recorded after the act.
    Afterwards {
        /// The agency of the measure.
        agency: String,
        /// When it was recorded.
        recorded_at: Instant,
    },
    /// These countries have not answered.
    Unanswered(Vec<Country>),
    /// No agency but that of the measure has weighed it.
    Unweighed {
        /// The agency of the measure.
        agency: String,
    },
    /// No instrument covers the measure.
    NoInstrument,
    /// These instruments do not carry the measure.
    Instruments(Vec<(InstrumentId, InstrumentGap)>),
}

/// What the gate `lawful` lacks for one outlet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutletGap {
    /// The plan no longer has the outlet.
    NotInPlan(OutletId),
    /// An attestation is missing.
    Unattested {
        /// The name of the outlet.
        outlet: String,
        lead: String,
        /// Who has not attested it.
        missing: MissingAttester,
    },
}

/// Who has not attested that an outlet is a lawful target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissingAttester {
    /// Neither the lead nor another agency has.
    LeadAndOther,
    /// The lead has not.
    Lead,
    /// No agency but the lead has.
    Other,
}

/// Why an instrument does not carry a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InstrumentGap {
    /// No step of it is recorded.
    NotGranted,
    /// It was granted for a target that was changed since.
    OtherTarget,
    /// It has expired.
    Expired(Instant),
    /// It is not valid for as long as it is needed.
    OtherTime {
        /// From when until when it is valid.
        valid: (Instant, Instant),
        /// From when until when it is needed.
        needed: (Instant, Instant),
    },
    /// It is in a state other than granted.
    InState(InstrumentState),
}

/// One word that is still to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MissingStatement {
    /// An attestation of a gate.
    Attestation {
        gate: Gate,
        /// The measure, or of `lawful` the outlet.
        about: String,
        /// Who may say it: any one of them, the preferred first.
        by: Vec<String>,
    },
    /// The grant of an instrument.
    Grant {
        instrument: String,
        /// Who may say it.
        by: Vec<String>,
    },
}

impl MissingStatement {
    /// Who may say it: any one of them, the preferred first.
    pub fn by(&self) -> &[String] {
        match self {
            Self::Attestation { by, .. } | Self::Grant { by, .. } => by,
        }
    }
}

/// A word that stands and no longer counts, for what it was said of was changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Invalidated {
    /// The gate that it was said for.
    pub gate: Gate,
    /// Who said it.
    pub agency: String,
    /// The outlet, or the instrument; none where the measure says it.
    pub about: Option<String>,
    /// The keys of the plan that were changed since; empty where the plan of that word is not at hand.
    pub moved: Vec<&'static str>,
}

/// Approvals that stand and clear nothing: what they say yes to is no longer so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidatedApproval {
    /// The saved plan that was approved.
    pub saved: Hash,
    /// Who approved it, by id.
    pub by: Vec<String>,
    /// What is not as it says.
    pub differences: Vec<Difference>,
}

/// What a cleared measure lost since its go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangedSinceGo {
    /// Gates that are open again: done now, it would be irregular.
    pub lost: Vec<OpenGate>,
    /// The keys of the plan that were changed since, of its target and of its order.
    pub moved: Vec<&'static str>,
}

/// One thing that is not as a saved plan says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The part of the plan that changed.
    pub about: PlanPart,
    pub change: Change,
}

/// A part of a plan that a saved plan is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanPart {
    /// The operation itself.
    Operation,
    Policy,
    /// The countries that have to answer.
    Countries,
    Measure(MeasureId),
}

impl fmt::Display for PlanPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operation => f.write_str("operation"),
            Self::Policy => f.write_str("policy"),
            Self::Countries => f.write_str("countries"),
            Self::Measure(id) => id.fmt(f),
        }
    }
}

/// What is no longer as a saved plan says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The saved plan is of another operation.
    Operation {
        /// The operation of the saved plan.
        saved: String,
        /// The operation in hand.
        now: String,
    },
    /// The policy was changed.
    Policy,
    /// Other countries have to answer.
    Countries,
    /// The plan no longer has the measure.
    Removed,
    /// These keys of the measure were changed in the plan.
    Keys(Vec<&'static str>),
    /// The measure is in another round.
    Round {
        /// The round of the saved plan.
        saved: u64,
        /// The round it is in.
        now: u64,
    },
    /// The measure is no longer open.
    InState(State),
    /// The measure is in conflict.
    Conflict,
    /// These agencies hold the measure. Sorted.
    Held(Vec<String>),
    /// A gate of the measure is open.
    OpenGate(Gate, GateReason),
    /// The group of the measure has open members that the saved plan lacks.
    GroupGrew {
        group: GroupId,
        /// The members that the saved plan lacks.
        missing: Arc<[MeasureId]>,
    },
    /// Measures with this action no longer wait for a go.
    NoGo(Action),
}
