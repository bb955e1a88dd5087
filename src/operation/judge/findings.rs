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

/// An open gate, and who can close it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenGate {
    pub gate: Gate,
    /// Who can close it: agency ids, or countries for `deconflicted`. Sorted.
    pub by: Vec<String>,
    /// Why it is open.
    pub reason: GateReason,
    /// The statements that would close it; empty if no attestation can.
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
    /// The agency attested it, but the target has changed since.
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
    /// These countries have not responded.
    Unanswered(Vec<Country>),
    /// No agency other than that of the measure has attested it.
    Unweighed {
        /// The agency of the measure.
        agency: String,
    },
    /// No instrument covers the measure.
    NoInstrument,
    /// These instruments do not authorise the measure.
    Instruments(Vec<(InstrumentId, InstrumentGap)>),
}

/// What one outlet lacks for the gate `lawful`.
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
    /// The lead has not attested it.
    Lead,
    /// No agency other than the lead has attested it.
    Other,
}

/// Why an instrument does not authorise a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InstrumentGap {
    /// No grant or other step of it is recorded.
    NotGranted,
    /// It was granted for a target that has changed since.
    OtherTarget,
    /// It has expired.
    Expired(Instant),
    /// It is not valid for the whole time that it is needed.
    OtherTime {
        /// From when until when it is valid.
        valid: (Instant, Instant),
        /// From when until when it is needed.
        needed: (Instant, Instant),
    },
    /// It is in a state other than granted.
    InState(InstrumentState),
}

/// A statement that is still missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MissingStatement {
    /// An attestation of a gate.
    Attestation {
        gate: Gate,
        /// The measure, or the outlet for `lawful`.
        about: String,
        /// Who can attest it: any one of these agencies, the preferred first.
        by: Vec<String>,
    },
    /// The grant of an instrument.
    Grant {
        instrument: String,
        /// Who can record the grant.
        by: Vec<String>,
    },
}

impl MissingStatement {
    /// Who can make the statement: any one of these agencies, the preferred first.
    pub fn by(&self) -> &[String] {
        match self {
            Self::Attestation { by, .. } | Self::Grant { by, .. } => by,
        }
    }
}

/// An attestation or grant that nobody withdrew but that no longer counts, because its subject has changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Invalidated {
    /// The gate that it was made for.
    pub gate: Gate,
    /// The agency that made it.
    pub agency: String,
    /// The outlet or instrument; `None` if it is about the measure.
    pub about: Option<String>,
    /// The plan keys that changed since. Empty if the plan that the entry cites is not available.
    pub moved: Vec<&'static str>,
}

/// Approvals that have no effect, because the saved plan that they approve no longer matches the situation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidatedApproval {
    /// The saved plan that was approved.
    pub saved: Hash,
    /// The agencies that approved it, by id.
    pub by: Vec<String>,
    /// What no longer matches the saved plan.
    pub differences: Vec<Difference>,
}

/// What changed about a cleared measure since its go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangedSinceGo {
    /// Gates that are open again: carrying the measure out now would be irregular.
    pub lost: Vec<OpenGate>,
    /// The plan keys of its target and its order that changed since.
    pub moved: Vec<&'static str>,
}

/// One difference between a saved plan and the current situation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The part of the plan that differs.
    pub about: PlanPart,
    pub change: Change,
}

/// A part of a plan that is compared with a saved plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanPart {
    /// The operation itself.
    Operation,
    Policy,
    /// The countries that must respond.
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

/// How the current situation differs from a saved plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The saved plan belongs to another operation.
    Operation {
        /// The operation of the saved plan.
        saved: String,
        /// The operation in hand.
        now: String,
    },
    /// The policy has changed.
    Policy,
    /// The countries that must respond have changed.
    Countries,
    /// The plan no longer has the measure.
    Removed,
    /// These plan keys of the measure have changed.
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
    /// These agencies have placed a hold on the measure. Sorted.
    Held(Vec<String>),
    /// A gate of the measure is open.
    OpenGate(Gate, GateReason),
    /// The group of the measure has open members that are not in the saved plan.
    GroupGrew {
        group: GroupId,
        /// The members that the saved plan lacks.
        missing: Arc<[MeasureId]>,
    },
    /// Measures with this action no longer wait for a go.
    NoGo(Action),
}
