//! The lead's end of a conflict.

use crate::ledger::codec::entry::Settle;
use crate::model::state::State;

use super::verdict::{Authorized, RefusalReason, Verdict};
use crate::operation::judge::author::Author;
use crate::operation::state::history::StateHead;
use crate::operation::state::snapshot::Snapshot;

pub(super) fn judge(
    view: Snapshot<'_>,
    by: &Author<'_>,
    said: &Settle<'_>,
) -> Result<Verdict, RefusalReason> {
    let Some(course) = view.book.measure_history(said.measure) else {
        let known = by.plan.measures.contains_key(said.measure);
        return Err(if known {
            RefusalReason::NoConflict
        } else {
            RefusalReason::Unknown(format!("measure {}", said.measure))
        });
    };
    if !by.is_one_of(by.plan.operation.mode.row().settlers, "") {
        return Err(RefusalReason::NoRight { who: Authorized::only(by.plan.operation.lead.as_str()) });
    }
    let here = course.state_for(view.knowledge(), None);
    if here.state.is_some() {
        return Err(RefusalReason::NoConflict);
    }
    let mut tips: Vec<_> = here.tips.iter().map(|tip| course.moves[tip.place].hash).collect();
    tips.sort_unstable();
    if tips != said.entries {
        return Err(RefusalReason::OtherTips);
    }
    // A settle never leaves a measure cleared: the go is for what was approved, not for what came of it.
    let takes = |tip: &&StateHead| !tip.spent && tip.state != State::Cleared && tip.state == said.to;
    match here.tips.iter().filter(takes).map(|tip| tip.round).max() {
        Some(round) if round == said.round => Ok(Verdict::Sound),
        Some(_) => Err(RefusalReason::OtherTips),
        None => Err(RefusalReason::NotAmongTips {
            to: said.to,
            tips: here.tips.iter().filter(|tip| !tip.spent).map(|tip| tip.state).collect(),
        }),
    }
}
