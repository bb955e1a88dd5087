//! Turns a request into the data of an entry, and judges it as every later reader will.

use crate::ledger::codec::entry::{Data, Irregular, Transition};
use crate::model::state::State;
use crate::model::time::Instant;
use crate::model::word::Word as _;

use super::complete::{complete, describe, leave_out};
use super::request::{EntryRequest, Refusal};
use crate::operation::judge::author::Author;
use crate::operation::judge::claim::EntryClaim;
use crate::operation::judge::gate;
use crate::operation::judge::gate::{GateTerms, Purpose};
use crate::operation::judge::verdict::{RefusalReason, Verdict};
use crate::operation::judge::{edge_of, edges_from, judge};
use crate::operation::status::evaluate::Evaluator;

/// How a request is turned into an entry.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ComposeOptions {
    /// Whether to skip what is already recorded.
    pub if_needed: bool,
    /// Whether the clock was set by hand; entries record that.
    pub clock_set: bool,
}

/// The entry composed for a request.
#[derive(Debug)]
pub(crate) struct ComposedEntry {
    pub data: Data<'static>,
    pub verdict: Verdict,
    /// The targets that `--if-needed` left out, because they are already recorded.
    pub left_out: Vec<String>,
    /// Whether `--irregular` was given although no guard was broken.
    pub was_regular: bool,
}

/// Composes the entry for a request. An error if the judge refuses it, or if `--if-needed` finds it already
/// recorded.
pub(crate) fn draft(
    showing: &Evaluator<'_, '_>,
    by: &Author<'_>,
    request: &EntryRequest,
    options: ComposeOptions,
) -> Result<ComposedEntry, Box<Refusal>> {
    let mut data = request.data().clone();
    // A request states only a reason; the entry keeps it only if a guard is broken.
    let requested = data.irregular_mut().and_then(Option::take);
    complete(&mut data, showing.view, by, options.clock_set);
    let mut left_out = Vec::new();
    if options.if_needed {
        let already = leave_out(&mut data, showing.view, by, &mut left_out);
        already.map_err(|why| refuse(showing, by, request, why))?;
    }
    let verdict = judge(showing.view, by, &EntryClaim::from(&data));
    let was_regular = requested.is_some() && verdict == Verdict::Sound;
    match &verdict {
        Verdict::Sound => {}
        Verdict::Irregular(broken) => match (requested, data.irregular_mut()) {
            (Some(requested), Some(irregular)) => {
                *irregular = Some(Irregular { broken: broken.clone(), ..requested });
            }
            _ => return Err(refuse(showing, by, request, RefusalReason::Broken(broken.clone()))),
        },
        Verdict::Void(why) => return Err(refuse(showing, by, request, why.clone())),
    }
    Ok(ComposedEntry { data, verdict, left_out, was_regular })
}

/// Collects everything that a user needs to know about a refusal.
pub(crate) fn refuse(
    showing: &Evaluator<'_, '_>,
    by: &Author<'_>,
    request: &EntryRequest,
    why: RefusalReason,
) -> Box<Refusal> {
    let (about, word) = describe(request.data(), showing.view);
    let mut refusal = Refusal {
        about,
        kind: request.data().kind(),
        requested: word,
        state: None,
        shown: None,
        broken: match &why {
            RefusalReason::Broken(broken) => broken.clone(),
            _ => Vec::new(),
        },
        gaps: Vec::new(),
        by: Vec::new(),
        edges: Vec::new(),
        irregular_would_do: false,
        why,
    };
    if let Data::Transition(transition) = request.data() {
        measure_of(showing, by, transition, &mut refusal);
    }
    if let Data::Evidence(step) = request.data() {
        refusal.irregular_would_do =
            matches!(refusal.why, RefusalReason::Broken(_)) && step.irregular.is_none();
    }
    Box::new(refusal)
}

fn measure_of(
    showing: &Evaluator<'_, '_>,
    by: &Author<'_>,
    transition: &Transition<'_>,
    refusal: &mut Refusal,
) {
    let Ok(id) = transition.measure.parse() else { return };
    let standing = showing.evaluate(&id);
    refusal.state = standing.state;
    refusal.shown = Some(standing.display);
    let Some(measure) = by.plan.measures.get(&id) else { return };
    let at: Instant = transition.at.latest();
    refusal.gaps = gate::open_gates(
        showing.view,
        &GateTerms::of_plan(by.plan, measure, &by.plan.countries()),
        Purpose::Ready(at),
    );
    if let Some(from) = standing.state {
        refusal.edges = edges_from(by.plan, measure, from);
    }
    let reported = matches!(refusal.why, RefusalReason::Broken(_) | RefusalReason::Conflict)
        && State::ALL.contains(&transition.to)
        && edge_of(by.plan, measure, standing.state.unwrap_or(State::Open), transition.to)
            .is_some_and(|edge| edge.nature == crate::model::state::Nature::Fact);
    refusal.irregular_would_do = reported && transition.irregular.is_none();
    refusal.by = refusal.gaps.iter().flat_map(|gap| gap.by.clone()).collect();
    refusal.by.sort_unstable();
    refusal.by.dedup();
}
