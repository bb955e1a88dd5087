//! How the rules differ between entry types: one row per type.

#![deny(clippy::wildcard_enum_match_arm)]

use crate::ledger::codec::entry::{Data, EntryKind};
use crate::model::state::Nature;
use crate::operation::judge::verdict::RetractionObstacle;
use crate::plan::Plan;

pub(crate) struct EntryRules {
    /// Whether only modes with gates allow such entries.
    pub gated: bool,
    /// Whether the entry states an intention rather than a fact. For a transition, the nature of its edge
    /// decides.
    pub intention: bool,
    pub retractable: Retractable,
    pub correctable: Correctable,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Retractable {
    Always,
    Never(RetractionObstacle),
    /// Until later state changes rest on every change that the entry made; after that, a retraction is
    /// refused for this reason.
    UntilRestedOn(RetractionObstacle),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Correctable {
    Nothing,
    SourcesAndNote,
    TimeToo,
}

impl EntryKind {
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

/// Whether an entry states an intention. If the plan requires signatures, such an entry is refused without
/// one.
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
