//! Statements that became invalid because the plan has changed their subject since.

use crate::model::digest::{Hash, OutletRecipe};
use crate::model::gate::Gate;
use crate::model::instrument::InstrumentState;
use crate::model::state::State;
use crate::model::time::Instant;
use crate::operation::judge::findings::Invalidated;
use crate::operation::judge::findings::InvalidatedApproval;
use crate::plan::Plan;
use crate::plan::tables::Measure;

use super::approvers;
use super::gate;
use super::stale::{changed_target_fields, differences};
use crate::operation::state::snapshot::Snapshot;
use crate::operation::state::statements::RecordedAttestation;

/// The invalidated statements about a measure, sorted by gate and agency.
pub(crate) fn invalidated(view: Snapshot<'_>, plan: &Plan, measure: &Measure) -> Vec<Invalidated> {
    let mut found = Vec::new();
    let id = &measure.id;
    let required = gate::required_gates(measure);
    let target = |was: &Hash| {
        let was = cited_plan(view, was)?.measures.get(id)?;
        Some(changed_target_fields(&was.target_recipe, &measure.target_recipe))
    };
    for word in last(view, id.as_str()).filter(|word| required.contains(&word.gate)) {
        if word.digest != measure.target {
            let moved = target(&word.plan).unwrap_or_default();
            found.push(Invalidated { gate: word.gate, agency: word.agency.to_string(), about: None, moved });
        }
    }
    for outlet in &measure.outlets {
        let Some(is) = plan.outlets.get(outlet) else { continue };
        for word in last(view, outlet.as_str()).filter(|word| word.digest != is.digest) {
            let was = cited_plan(view, &word.plan).and_then(|plan| plan.outlets.get(outlet));
            let moved = was.map(|was| changed_outlet_fields(&was.recipe, &is.recipe)).unwrap_or_default();
            let (agency, about) = (word.agency.to_string(), Some(outlet.to_string()));
            found.push(Invalidated { gate: word.gate, agency, about, moved });
        }
    }
    for instrument in measure.instruments.iter().filter(|_| required.contains(&Gate::Authorised)) {
        let papers = view.instrument(instrument.as_str(), None);
        let Some(step) = papers.leading().filter(|step| step.to == InstrumentState::Granted) else {
            continue;
        };
        if !step.covers(id.as_str(), &measure.target) {
            let moved =
                if step.names(id.as_str()) { target(&step.plan).unwrap_or_default() } else { vec!["covers"] };
            let (agency, about) = (step.agency.to_string(), Some(instrument.to_string()));
            found.push(Invalidated { gate: Gate::Authorised, agency, about, moved });
        }
    }
    found.sort();
    found
}

fn cited_plan<'a>(view: Snapshot<'a>, hash: &Hash) -> Option<&'a Plan> {
    view.book.cited(hash)
}

/// The newest attestation of each agency and gate that is not withdrawn.
fn last<'a>(view: Snapshot<'a>, about: &str) -> impl Iterator<Item = &'a RecordedAttestation> {
    let words: Vec<&RecordedAttestation> =
        view.book.attested(about).iter().filter(|word| view.stands(word.pos, &word.hash)).collect();
    let newer = |word: &RecordedAttestation, index: usize| {
        words[index + 1..].iter().any(|later| later.gate == word.gate && later.agency == word.agency)
    };
    let last: Vec<&RecordedAttestation> = words
        .iter()
        .enumerate()
        .filter(|(place, word)| !newer(word, *place))
        .map(|(_, word)| *word)
        .collect();
    last.into_iter()
}

/// The plan keys of the outlet fields that differ.
fn changed_outlet_fields(was: &OutletRecipe, is: &OutletRecipe) -> Vec<&'static str> {
    [
        ("name", was.name != is.name),
        ("aliases", was.aliases != is.aliases),
        ("legal-basis", was.legal_basis != is.legal_basis),
        ("press-assessment", was.press_assessment != is.press_assessment),
    ]
    .into_iter()
    .filter_map(|(key, moved)| moved.then_some(key))
    .collect()
}

/// The approvals of the most recently approved plan, if a go for it would be refused as stale. `None` if that
/// go was given, or if none of its measures waits for a go any more.
pub(crate) fn invalidated_approval(
    view: Snapshot<'_>,
    plan: &Plan,
    now: Instant,
) -> Option<InvalidatedApproval> {
    let lead = plan.operation.lead.as_str();
    let mut newest = view.book.approvals().rev().map(|saved| (saved, approvers(view, saved, lead)));
    let (hash, by) = newest.find(|(_, by)| !by.is_empty())?;
    let saved = view.book.saved(hash)?;
    let given = saved.measures.iter().any(|(id, measure)| {
        view.book
            .measure_history(id.as_str())
            .is_some_and(|course| course.has_go(view.past, hash, measure.round))
    });
    let waits = saved.measures.iter().any(|(id, measure)| {
        let here = view.measure_state(id.as_str(), None);
        here.state == Some(State::Open) && here.round == measure.round
    });
    if given || !waits {
        return None;
    }
    let differences = differences(view, plan, saved, now);
    (!differences.is_empty()).then_some(InvalidatedApproval { saved: *hash, by, differences })
}
