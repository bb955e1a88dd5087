//! The lead's end of a conflict.

use crate::ledger::codec::entry::Settle;
use crate::model::state::State;

use super::verdict::{Verdict, Why};
use crate::operation::judge::author::Writing;
use crate::operation::state::history::Tip;
use crate::operation::state::snapshot::View;

pub(super) fn judge(view: View<'_>, by: &Writing<'_>, said: &Settle<'_>) -> Result<Verdict, Why> {
    let Some(course) = view.book.course(said.measure) else {
        let known = by.plan.measures.contains_key(said.measure);
        return Err(if known { Why::NoConflict } else { Why::Unknown(format!("measure {}", said.measure)) });
    };
    if !by.is_one_of(by.plan.operation.mode.row().settlers, "") {
        return Err(Why::NoRight { who: by.plan.operation.lead.to_string() });
    }
    let here = course.here(view.seen(), None);
    if here.state.is_some() {
        return Err(Why::NoConflict);
    }
    let mut tips: Vec<_> = here.tips.iter().map(|tip| course.moves[tip.place].hash).collect();
    tips.sort_unstable();
    if tips != said.entries {
        return Err(Why::OtherTips);
    }
    // A settle never leaves a measure cleared: the go is for what was approved, not for what came of it.
    let takes = |tip: &&Tip| !tip.spent && tip.state != State::Cleared && tip.state == said.to;
    match here.tips.iter().filter(takes).map(|tip| tip.round).max() {
        Some(round) if round == said.round => Ok(Verdict::Sound),
        Some(_) => Err(Why::OtherTips),
        None => Err(Why::NotAmongTips {
            to: said.to,
            tips: here.tips.iter().filter(|tip| !tip.spent).map(|tip| tip.state).collect(),
        }),
    }
}
