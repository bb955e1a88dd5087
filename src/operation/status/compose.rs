//! Composes a saved plan of the measures that are ready.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use crate::model::measure::MeasureId;
use crate::model::time::Instant;

use super::evaluate::Evaluator;
use crate::operation::judge::gate;
use crate::operation::judge::gate::{GateTerms, Purpose};
use crate::operation::judge::stale;
use crate::operation::state::saved::{ExcludedMeasure, Saved, SavedParts, write};
use crate::operation::status::standing::DisplayState;

/// A composed saved plan, and the measures that had to be left out of it.
#[derive(Debug)]
pub struct ComposedPlan {
    pub saved: Saved,
    /// Measures that are ready but were left out, each with the members of its group that it waits for.
    pub waiting: Vec<(MeasureId, Arc<[MeasureId]>)>,
}

/// Why no plan could be composed: none of the measures that wait for the go is ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NothingReady {
    /// Measures that are ready but wait for members of their group.
    pub waiting: Vec<(MeasureId, Arc<[MeasureId]>)>,
}

/// Composes a saved plan of those measures among some that wait for the go and are ready. A group is included
/// completely or not at all. The approvals also cover the list of measures that were left out by name.
pub(crate) fn compose(
    showing: &Evaluator<'_, '_>,
    among: &[MeasureId],
    without: &[ExcludedMeasure],
    now: Instant,
) -> Result<ComposedPlan, NothingReady> {
    let plan = showing.plan;
    let out: HashSet<&str> = without.iter().map(|out| out.measure.as_str()).collect();
    let left_out = |id: &MeasureId| out.contains(id.as_str());
    let ready: BTreeSet<&MeasureId> = among
        .iter()
        .filter(|id| plan.measures.get(*id).is_some_and(|measure| measure.action.row().go))
        .filter(|id| !left_out(id) && showing.evaluate(id).display == DisplayState::Ready)
        .collect();
    let mut waiting = Vec::new();
    // Every member of a group waits for the same measures, so this is computed once per group.
    let mut lacking: BTreeMap<_, Arc<[MeasureId]>> = BTreeMap::new();
    let mut measures = Vec::new();
    for id in &ready {
        let Some(measure) = plan.measures.get(*id) else { continue };
        let lacks = measure.group.as_ref().map(|group| {
            lacking.entry(group).or_insert_with(|| {
                let counted = |other: &MeasureId| ready.contains(other) || left_out(other);
                stale::missing(showing.view, plan, group, counted).into_iter().cloned().collect()
            })
        });
        if let Some(lacks) = lacks.filter(|lacks| !lacks.is_empty()) {
            waiting.push(((*id).clone(), Arc::clone(lacks)));
            continue;
        }
        let Some(order) = &measure.order_recipe else { continue };
        let round = showing.view.measure_state(id.as_str(), None).round;
        let terms = GateTerms::of_plan(plan, measure, showing.countries);
        let relies_on = gate::relied(showing.view, &terms, Purpose::Ready(now));
        measures.push((&measure.target_recipe, order, round, relies_on));
    }
    let Some(h_hour) = plan.operation.h_hour.filter(|_| !measures.is_empty()) else {
        return Err(NothingReady { waiting });
    };
    let parts = SavedParts {
        op: plan.op().to_string(),
        plan: plan.hash,
        h_hour,
        locate_max_age: &plan.policy.locate_max_age_text,
        approvals: plan.policy.approvals,
        countries: showing.countries.to_vec(),
        measures,
        without: without.to_vec(),
    };
    // Reading back what was just written makes sure that it has the only spelling that the reader accepts.
    let Ok(saved) = Saved::read(&write(parts)) else { return Err(NothingReady { waiting }) };
    Ok(ComposedPlan { saved, waiting })
}
