//! Judges the lead's settlement of a conflict.

use crate::ledger::codec::entry::Settle;
use crate::model::digest::Hash;
use crate::model::state::State;

use super::verdict::{Authorized, RefusalReason, Verdict};
use crate::operation::judge::author::Author;
use crate::operation::state::history::StateHead;
use crate::operation::state::snapshot::Snapshot;

#[derive(Debug, Clone)]
pub(crate) struct SettleClaim {
    pub measure: Box<str>,
    pub round: u64,
    pub entries: Vec<Hash>,
    pub to: State,
}

impl From<&Settle<'_>> for SettleClaim {
    fn from(settle: &Settle<'_>) -> Self {
        Self {
            measure: (*settle.measure).into(),
            round: settle.round,
            entries: settle.entries.clone(),
            to: settle.to,
        }
    }
}

// See ARCHITECTURE, "A settlement never leaves a measure cleared".
pub(super) fn judge(
    view: Snapshot<'_>,
    by: &Author<'_>,
    claim: &SettleClaim,
) -> Result<Verdict, RefusalReason> {
    let Some(course) = view.book.measure_history(&claim.measure) else {
        let known = by.plan.measures.contains_key(&*claim.measure);
        return Err(if known {
            RefusalReason::NoConflict
        } else {
            RefusalReason::Unknown(format!("measure {}", claim.measure))
        });
    };
    if !by.is_one_of(by.plan.operation.mode.row().settlers, "") {
        return Err(RefusalReason::NoRight { who: Authorized::only(by.plan.operation.lead.as_str()) });
    }
    let here = course.state_for(view.knowledge(), None);
    if here.state.is_some() {
        return Err(RefusalReason::NoConflict);
    }
    let mut tips: Vec<_> = here.tips.iter().map(|tip| course.moves[tip.index].hash).collect();
    tips.sort_unstable();
    if tips != claim.entries {
        return Err(RefusalReason::OtherTips);
    }
    // A go clears what was approved, not the outcome of a conflict.
    let takes = |tip: &&StateHead| !tip.spent && tip.state != State::Cleared && tip.state == claim.to;
    match here.tips.iter().filter(takes).map(|tip| tip.round).max() {
        Some(round) if round == claim.round => Ok(Verdict::Sound),
        Some(_) => Err(RefusalReason::OtherTips),
        None => Err(RefusalReason::NotAmongTips {
            to: claim.to,
            tips: here.tips.iter().filter(|tip| !tip.spent).map(|tip| tip.state).collect(),
        }),
    }
}
