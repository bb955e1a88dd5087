//! Finds the row of the mode's table that leads a measure from one state to another.

use crate::model::state::Edge;
use crate::model::state::EdgeActions;
use crate::model::state::State;
use crate::operation::judge::verdict::RefusalReason;
use crate::operation::state::history::MeasureState;
use crate::plan::Plan;
use crate::plan::tables::Measure;

/// The first row of the mode's table that leads from one state to another and applies to the measure's
/// action.
pub(crate) fn edge_of(plan: &Plan, measure: &Measure, from: State, to: State) -> Option<&'static Edge> {
    plan.operation.mode.row().edges.iter().find(|edge| {
        edge.from.contains(&from)
            && edge.to.contains(&to)
            && (edge.which == EdgeActions::All || !measure.action.row().go)
            && (from != to || from == State::Partial && !edge.irregular)
    })
}

/// The states that regular rows lead to from a state, in the order of the table, without duplicates.
pub(crate) fn edges_from(plan: &Plan, measure: &Measure, from: State) -> Vec<State> {
    let mut reached = Vec::new();
    for edge in plan.operation.mode.row().edges.iter().filter(|edge| !edge.irregular) {
        let fits = edge.from.contains(&from) && (edge.which == EdgeActions::All || !measure.action.row().go);
        reached.extend(edge.to.iter().copied().filter(|to| fits && *to != from));
    }
    let mut seen = Vec::new();
    reached.retain(|state| {
        !seen.contains(state) && {
            seen.push(*state);
            true
        }
    });
    reached
}

/// The round and state that a change leaves. In a conflict, those of the tip that the entry claims to leave,
/// or else of the leading tip.
pub(crate) fn current_of(here: &MeasureState, from: State) -> (u64, State) {
    let tip = here.tips.iter().filter(|tip| tip.state == from).max_by_key(|tip| tip.round);
    match (here.state, tip.or(here.leading())) {
        (Some(state), _) => (here.round, state),
        (None, Some(tip)) => (tip.round, tip.state),
        (None, None) => (1, State::Open),
    }
}

/// The row for a change. In a conflict, only the irregular row applies.
pub(crate) fn edge(
    plan: &Plan,
    measure: &Measure,
    here: &MeasureState,
    from: State,
    to: State,
) -> Result<&'static Edge, RefusalReason> {
    let row = if here.state.is_none() {
        plan.operation.mode.row().edges.iter().find(|edge| edge.irregular && edge.to.contains(&to))
    } else {
        edge_of(plan, measure, from, to)
    };
    row.ok_or(match here.state {
        None => RefusalReason::Conflict,
        Some(state) if state == to => RefusalReason::Already(state),
        Some(_) => RefusalReason::NoEdge { from, to },
    })
}
