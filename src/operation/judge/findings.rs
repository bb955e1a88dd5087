//! What the judge finds: open gates, what is missing, what became invalid, what changed.

use crate::model::digest::Hash;
use crate::model::gate::Gate;

/// A gate that is open, and who can close it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenGate {
    /// The gate.
    pub gate: Gate,
    /// Who can close it: agencies, or countries for `deconflicted`. Sorted.
    pub by: Vec<String>,
    /// Why it is open, in words: `nl-warrant-1 is not granted`.
    pub why: String,
    /// What has to be said to close it; empty where no word can.
    pub missing: Vec<MissingStatement>,
}

/// One word that is still to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MissingStatement {
    /// An attestation of a gate.
    Attestation {
        /// The gate.
        gate: Gate,
        /// The measure, or of `lawful` the outlet.
        about: String,
        /// Who may say it: any one of them, the preferred first.
        by: Vec<String>,
    },
    /// The grant of an instrument.
    Grant {
        /// The instrument.
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
    pub lost: Vec<super::findings::OpenGate>,
    /// The keys of the plan that were changed since, of its target and of its order.
    pub moved: Vec<&'static str>,
}

/// One thing that is not as a saved plan says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The measure's full id, or `policy`, `countries`, `operation`.
    pub about: String,
    /// What is otherwise, in words.
    pub what: String,
}
