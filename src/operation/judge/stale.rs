//! Finds what has changed since a plan was saved.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::model::digest::{OrderRecipe, TargetRecipe};
use crate::model::id::GroupId;
use crate::model::measure::MeasureId;
use crate::model::state::State;
use crate::model::time::Instant;
use crate::plan::Plan;

use super::findings::{Change, Difference, PlanPart};
use super::gate;
use super::gate::{GateTerms, Purpose};
use crate::operation::state::saved::{Saved, SavedMeasure};
use crate::operation::state::snapshot::Snapshot;

/// The differences between a saved plan and the current situation; empty if it still holds. A measure is
/// stale if its order, round, state, holds, open gates or group changed, but not if its gates now rely on
/// other statements.
// See ARCHITECTURE, "A saved plan is stale if the policy or the countries changed".
pub(crate) fn differences(view: Snapshot<'_>, plan: &Plan, saved: &Saved, now: Instant) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut add = |about: PlanPart, change: Change| found.push(Difference { about, change });
    let countries = plan.countries();
    if saved.op != plan.op().to_string() {
        let change = Change::Operation { saved: saved.op.clone(), now: plan.op().to_string() };
        add(PlanPart::Operation, change);
    }
    let policy = &plan.policy;
    if (&saved.locate_max_age_text, saved.approvals) != (&policy.locate_max_age_text, policy.approvals) {
        add(PlanPart::Policy, Change::Policy);
    }
    if saved.countries != countries {
        add(PlanPart::Countries, Change::Countries);
    }
    let without: HashSet<&str> = saved.without.iter().map(|out| out.measure.as_str()).collect();
    let counted = |id: &MeasureId| saved.measures.contains_key(id) || without.contains(id.as_str());
    // Every member of a group lacks the same measures, so this is computed once per group.
    let mut lacking: BTreeMap<&GroupId, Arc<[MeasureId]>> = BTreeMap::new();
    for (id, measure) in &saved.measures {
        let group = plan.measures.get(id).and_then(|planned| planned.group.as_ref());
        let grew = group.and_then(|group| {
            let missing = || missing(view, plan, group, counted).into_iter().cloned().collect();
            let missing = Arc::clone(lacking.entry(group).or_insert_with(missing));
            (!missing.is_empty()).then(|| Change::GroupGrew { group: group.clone(), missing })
        });
        for change in of_measure(view, plan, grew, &countries, id, measure, now) {
            add(PlanPart::Measure(id.clone()), change);
        }
    }
    found
}

fn of_measure(
    view: Snapshot<'_>,
    plan: &Plan,
    grew: Option<Change>,
    countries: &[crate::model::country::Country],
    id: &MeasureId,
    measure: &SavedMeasure,
    now: Instant,
) -> Vec<Change> {
    let Some(planned) = plan.measures.get(id) else { return vec![Change::Removed] };
    let mut found = Vec::new();
    // A stored plan does not contain the rows of an inventory, so the saved target cannot be checked there.
    if plan.proves_target(planned) && planned.order != Some(measure.order) {
        let (was, is) = (&measure.terms, planned);
        let mut moved = changed_target_fields(&was.target_recipe, &is.target_recipe);
        if let (Some(was), Some(is)) = (&was.order_recipe, &is.order_recipe) {
            moved.extend(changed_order_fields(was, is));
        }
        found.push(Change::Keys(moved));
    }
    let here = view.measure_state(id.as_str(), None);
    match here.state {
        Some(State::Open) if here.round == measure.round => {}
        Some(State::Open) => found.push(Change::Round { saved: measure.round, now: here.round }),
        Some(state) => found.push(Change::InState(state)),
        None => found.push(Change::Conflict),
    }
    let mut holders: Vec<String> =
        view.holds(id.as_str(), None).iter().map(|hold| hold.agency.to_string()).collect();
    holders.sort_unstable();
    holders.dedup();
    if !holders.is_empty() {
        found.push(Change::Held(holders));
    }
    let terms = GateTerms { target: measure.terms.target, ..GateTerms::of_plan(plan, planned, countries) };
    let open = gate::open_gates(view, &terms, Purpose::Ready(now));
    found.extend(open.into_iter().map(|gap| Change::OpenGate(gap.gate, gap.reason)));
    found.extend(grew);
    if !planned.action.row().go {
        found.push(Change::NoGo(planned.action));
    }
    found
}

/// The open members of a group that `counted` rejects. Members whose action needs no go are left out, because
/// they are not cleared together with the others.
pub(crate) fn missing<'p>(
    view: Snapshot<'_>,
    plan: &'p Plan,
    group: &GroupId,
    counted: impl Fn(&MeasureId) -> bool,
) -> Vec<&'p MeasureId> {
    let members = plan.groups.get(group).into_iter().flatten();
    members
        .filter_map(|id| plan.measures.get(id))
        .filter(|other| other.action.row().go && !counted(&other.id))
        .filter(|other| view.measure_state(other.id.as_str(), None).state == Some(State::Open))
        .map(|other| &other.id)
        .collect()
}

/// The plan keys of the target fields that differ.
pub(crate) fn changed_target_fields(was: &TargetRecipe, is: &TargetRecipe) -> Vec<&'static str> {
    [
        ("kind", was.kind != is.kind),
        ("identifier", was.identifiers != is.identifiers),
        ("rows", was.rows != is.rows),
        ("country", was.country != is.country),
        ("provider", was.provider != is.provider),
        ("tenancy", was.tenancy != is.tenancy),
        ("outlets", was.outlets != is.outlets),
        ("to", was.to != is.to),
    ]
    .into_iter()
    .filter_map(|(key, moved)| moved.then_some(key))
    .collect()
}

/// The plan keys of the order fields that differ, without those of the target.
pub(crate) fn changed_order_fields(was: &OrderRecipe, is: &OrderRecipe) -> Vec<&'static str> {
    [
        ("instruments", was.instruments != is.instruments),
        ("start", was.start != is.start),
        ("window", was.window != is.window),
        ("start-between", (&was.start_between, &was.timezone) != (&is.start_between, &is.timezone)),
        ("after", was.after != is.after),
        ("group", was.group != is.group),
        ("authority", was.authority != is.authority),
    ]
    .into_iter()
    .filter_map(|(key, moved)| moved.then_some(key))
    .collect()
}
