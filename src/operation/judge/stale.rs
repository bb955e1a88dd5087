//! What has changed since a plan was saved.

use crate::operation::judge::findings::Difference;
use std::collections::{BTreeMap, HashSet};

use crate::model::digest::{OrderRecipe, TargetRecipe};
use crate::model::id::GroupId;
use crate::model::measure::MeasureId;
use crate::model::state::State;
use crate::model::time::Instant;
use crate::model::word::Word as _;
use crate::plan::Plan;

use super::gate;
use super::gate::{GateTerms, Purpose};
use crate::operation::state::saved::{Saved, SavedMeasure};
use crate::operation::state::snapshot::Snapshot;

/// What is not as a saved plan says; nothing where it still holds. A measure that has another order, round, state,
/// hold, open gate or group is stale, another word relied on is not.
pub(crate) fn differences(view: Snapshot<'_>, plan: &Plan, saved: &Saved, now: Instant) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut say = |about: &str, what: String| found.push(Difference { about: about.to_owned(), what });
    let countries = plan.countries();
    if saved.op != plan.op().to_string() {
        say("operation", format!("it is of {}, not of {}", saved.op, plan.op()));
    }
    let policy = &plan.policy;
    if (&saved.locate_max_age_text, saved.approvals) != (&policy.locate_max_age_text, policy.approvals) {
        say("policy", "it was changed since".to_owned());
    }
    if saved.countries != countries {
        say("countries", "others have to answer now".to_owned());
    }
    let without: HashSet<&str> = saved.without.iter().map(|out| out.measure.as_str()).collect();
    let counted = |id: &MeasureId| saved.measures.contains_key(id) || without.contains(id.as_str());
    // What a group lacks is the same for each of its members.
    let mut lacking: BTreeMap<&GroupId, Option<String>> = BTreeMap::new();
    for (id, measure) in &saved.measures {
        let group = plan.measures.get(id).and_then(|planned| planned.group.as_ref());
        let lacks = group.and_then(|group| {
            let text = || {
                let lacks = missing(view, plan, group, counted);
                let names = some_of(lacks.iter().map(|id| id.short()));
                (!lacks.is_empty()).then(|| format!("its group {group} also has {names}"))
            };
            lacking.entry(group).or_insert_with(text).as_deref()
        });
        for what in of_measure(view, plan, lacks, &countries, id, measure, now) {
            say(id.as_str(), what);
        }
    }
    found
}

fn of_measure(
    view: Snapshot<'_>,
    plan: &Plan,
    lacks: Option<&str>,
    countries: &[crate::model::country::Country],
    id: &MeasureId,
    measure: &SavedMeasure,
    now: Instant,
) -> Vec<String> {
    let Some(planned) = plan.measures.get(id) else { return vec!["the plan has it no more".to_owned()] };
    let mut found = Vec::new();
    // An inventory's rows do not stand in a stored plan; its saved target is then taken at its word.
    if plan.proves_target(planned) && planned.order != Some(measure.order) {
        let (was, is) = (&measure.terms, planned);
        let mut moved = changed_target_fields(&was.target_recipe, &is.target_recipe);
        if let (Some(was), Some(is)) = (&was.order_recipe, &is.order_recipe) {
            moved.extend(changed_order_fields(was, is));
        }
        found.push(format!("the plan changed its {}", moved.join(", ")));
    }
    let here = view.measure_state(id.as_str(), None);
    match here.state {
        Some(State::Open) if here.round == measure.round => {}
        Some(State::Open) => found.push(format!("it is in round {}, not {}", here.round, measure.round)),
        Some(state) => found.push(format!("it is {state} already")),
        None => found.push("it is in conflict".to_owned()),
    }
    let mut holders: Vec<String> =
        view.holds(id.as_str(), None).iter().map(|hold| hold.agency.to_string()).collect();
    holders.sort_unstable();
    holders.dedup();
    if !holders.is_empty() {
        found.push(format!("it is held by {}", holders.join(", ")));
    }
    let terms = GateTerms { target: measure.terms.target, ..GateTerms::of_plan(plan, planned, countries) };
    for gap in gate::open_gates(view, &terms, Purpose::Ready(now)) {
        found.push(format!("{} is open: {}", gap.gate, gap.why));
    }
    found.extend(lacks.map(str::to_owned));
    if !planned.action.row().go {
        found.push(format!("{} waits for no go", planned.action.as_str()));
    }
    found
}

/// How many of many names a sentence lists.
const LISTED: usize = 10;

/// `a, b and 7 more`: names in a sentence that is said of each of many measures.
pub fn some_of<'n>(names: impl ExactSizeIterator<Item = &'n str>) -> String {
    let more = names.len().saturating_sub(LISTED);
    let listed = names.take(LISTED).collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{listed} and {more} more") } else { listed }
}

/// The members of a group that are open and not counted. What waits for no go is cleared with nobody.
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

/// The fields of a target that differ, by their keys in the plan.
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

/// The fields of an order beside its target that differ, by their keys in the plan.
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
