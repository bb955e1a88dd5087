//! What the rules distinguish per type of entry: one row for each.

#![deny(clippy::wildcard_enum_match_arm)]

use crate::ledger::codec::entry::{Data, EntryKind};
use crate::model::state::Nature;
use crate::operation::judge::verdict::RetractionObstacle;
use crate::plan::Plan;

/// What the rules distinguish per type of entry.
pub(crate) struct EntryRules {
    /// Whether only modes with gates have such entries.
    pub gated: bool,
    /// Whether it says what somebody wants to happen; a transition is what its edge is.
    pub intention: bool,
    /// When such an entry may be retracted.
    pub retractable: Retractable,
    /// What a correction may change.
    pub correctable: Correctable,
}

/// When an entry may be retracted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Retractable {
    Always,
    /// Never, for this reason.
    Never(RetractionObstacle),
    /// It changes the state of measures, and may be retracted until later changes rest on all of its own; then it is
    /// refused for this reason.
    UntilRestedOn(RetractionObstacle),
}

/// What a correction may change of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Correctable {
    Nothing,
    SourcesAndNote,
    TimeToo,
}

impl EntryKind {
    /// The row of the table of rules for this type.
    pub(crate) const fn rules(self) -> EntryRules {
        const FACT: EntryRules = EntryRules {
            gated: false,
            intention: false,
            retractable: Retractable::Always,
            correctable: Correctable::Nothing,
        };
        const INTENTION: EntryRules = EntryRules { intention: true, ..FACT };
        const RESTED_ON: Retractable = Retractable::UntilRestedOn(RetractionObstacle::LaterStep);
        const GATED: EntryRules = EntryRules { gated: true, ..INTENTION };
        match self {
            Self::Genesis => {
                EntryRules { retractable: Retractable::Never(RetractionObstacle::Genesis), ..FACT }
            }
            Self::Transition => {
                EntryRules { retractable: RESTED_ON, correctable: Correctable::TimeToo, ..FACT }
            }
            Self::Observation | Self::Note => EntryRules { correctable: Correctable::TimeToo, ..FACT },
            Self::Hold | Self::Attestation | Self::Instrument | Self::Approval => GATED,
            Self::Go => {
                EntryRules { retractable: Retractable::UntilRestedOn(RetractionObstacle::GoBegun), ..GATED }
            }
            Self::Settle => EntryRules { retractable: RESTED_ON, ..INTENTION },
            Self::Retraction => {
                EntryRules { retractable: Retractable::Never(RetractionObstacle::Retraction), ..INTENTION }
            }
            Self::Correction => EntryRules { correctable: Correctable::SourcesAndNote, ..FACT },
            Self::Evidence => EntryRules {
                gated: true,
                retractable: Retractable::Never(RetractionObstacle::Evidence),
                ..FACT
            },
            Self::Disclosure | Self::Checkpoint | Self::Retire => FACT,
        }
    }
}

/// Whether an entry says what somebody wants to happen: such an entry is refused without the signature that the plan
/// requires.
pub(crate) fn is_intention(plan: &Plan, data: &Data<'_>) -> bool {
    if let Data::Transition(transition) = data {
        return plan.operation.mode.row().edges.iter().any(|edge| {
            edge.nature == Nature::Intention
                && edge.from.contains(&transition.from)
                && edge.to.contains(&transition.to)
        });
    }
    data.kind().rules().intention
}
