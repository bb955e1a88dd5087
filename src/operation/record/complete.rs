//! Everything about recording that depends on the entry type: which types can be requested, which values are
//! computed, what a refusal calls the request, and the rows of the receipt.

#![deny(clippy::wildcard_enum_match_arm)]

use crate::ledger::codec::entry::{
    Attestation, Correction, Data, Disclosure, Evidence, Hold, InstrumentStep, Note, Observation, Retire,
    Retraction, Settle, Transition,
};
use crate::ledger::codec::line;
use crate::model::gate::Gate;
use crate::model::instrument::InstrumentState;
use crate::model::state::State;
use crate::model::time::At;

use super::RecordedRow;
use super::request::EntryRequest;
use crate::operation::judge::author::Author;
use crate::operation::judge::verdict::RefusalReason;
use crate::operation::judge::{current_of, gate, holds};
use crate::operation::state::snapshot::Snapshot;
use crate::operation::status::evaluate::Evaluator;
use crate::operation::status::standing::DisplayState;

/// The entry types that can be requested by their data alone. Nobody can request the first line of a log or a
/// signature.
macro_rules! requested {
    ($($shape:ident),+ $(,)?) => {$(
        impl From<$shape<'static>> for EntryRequest {
            fn from(shape: $shape<'static>) -> Self {
                Self::of(shape.into())
            }
        }
    )+};
}

requested!(
    Transition,
    Observation,
    Note,
    Hold,
    Retraction,
    Correction,
    Attestation,
    InstrumentStep,
    Settle,
    Evidence,
    Disclosure,
    Retire,
);

fn sort<T: Ord>(list: &mut Vec<T>) {
    list.sort_unstable();
    list.dedup();
}

/// Completes the data of a request: fills in what is computed from the ledger and the plan, and sorts its
/// lists. Ids that the plan lacks stay as they are, because the judge refuses them.
pub(crate) fn complete(data: &mut Data<'_>, view: Snapshot<'_>, by: &Author<'_>, clock_was_set: bool) {
    let clock = match data {
        Data::Transition(transition) => {
            sort(&mut transition.seen_from);
            sort(&mut transition.sources);
            complete_transition(transition, view, by);
            &mut transition.clock_was_set
        }
        Data::Observation(observation) => {
            sort(&mut observation.seen_from);
            sort(&mut observation.sources);
            sort(&mut observation.handling);
            &mut observation.clock_was_set
        }
        Data::Note(note) => {
            sort(&mut note.about);
            sort(&mut note.sources);
            &mut note.clock_was_set
        }
        Data::Hold(hold) => {
            sort(&mut hold.measures);
            &mut hold.clock_was_set
        }
        Data::Retraction(retraction) => &mut retraction.clock_was_set,
        Data::Correction(correction) => {
            sort(&mut correction.sources);
            &mut correction.clock_was_set
        }
        Data::Attestation(attestation) => {
            for (about, digest) in &mut attestation.about {
                let found = digest_of(by, attestation.gate, about);
                *digest = found.unwrap_or(*digest);
            }
            sort(&mut attestation.about);
            &mut attestation.clock_was_set
        }
        Data::Instrument(step) => {
            let instrument = by.plan.instruments.get(&*step.instrument);
            if let Some(instrument) = instrument.filter(|_| step.to == InstrumentState::Granted) {
                let scope = instrument.scope.iter();
                step.scope = scope.map(|(what, digest)| (what.clone().into(), *digest)).collect();
            }
            &mut step.clock_was_set
        }
        Data::Approval(approval) => &mut approval.clock_was_set,
        Data::Go(go) => &mut go.clock_was_set,
        Data::Settle(settle) => {
            complete_settle(settle, view);
            &mut settle.clock_was_set
        }
        Data::Evidence(step) => {
            for (id, round) in &mut step.serves {
                *round = view.measure_state(id, None).round;
            }
            sort(&mut step.serves);
            sort(&mut step.handling);
            &mut step.clock_was_set
        }
        Data::Disclosure(disclosure) => {
            sort(&mut disclosure.handling);
            sort(&mut disclosure.assets);
            &mut disclosure.clock_was_set
        }
        Data::Retire(retire) => &mut retire.clock_was_set,
        // No request has this data.
        Data::Genesis(_) | Data::Checkpoint(_) => return,
    };
    *clock = clock_was_set;
}

/// Fills in the state and round that the transition leaves, and the target digest of the plan.
fn complete_transition(transition: &mut Transition<'_>, view: Snapshot<'_>, by: &Author<'_>) {
    let id = &*transition.measure;
    let here = view.measure_state(id, transition.at.instant());
    let (round, from) = current_of(&here, State::Open);
    let cleared = || view.cleared_by(id, &here)?.measures.get(id);
    let measure = by.plan.measures.get(id).or_else(|| cleared().map(|saved| &saved.terms));
    transition.target = measure.map_or(line::FIRST, |measure| measure.target);
    transition.round = if transition.to == State::Open { round + 1 } else { round };
    transition.from = from;
}

/// Fills in all the tips that the writer saw, and the round of the tip whose state the settle chooses.
fn complete_settle(settle: &mut Settle<'_>, view: Snapshot<'_>) {
    let here = view.measure_state(&settle.measure, None);
    let history = view.book.measure_history(&settle.measure);
    let hashes = here.tips.iter().filter_map(|tip| history.map(|history| history.moves[tip.index].hash));
    settle.entries = hashes.collect();
    settle.entries.sort_unstable();
    let taken = here.tips.iter().filter(|tip| !tip.spent && tip.state == settle.to);
    settle.round = taken.map(|tip| tip.round).max().unwrap_or(here.round);
}

/// The digest that the plan in hand gives a measure, or an outlet if the gate is attested per outlet.
fn digest_of(by: &Author<'_>, gate: Gate, about: &str) -> Option<crate::model::digest::Hash> {
    if gate.row().per_outlet {
        by.plan.outlets.get(about).map(|outlet| outlet.digest)
    } else {
        by.plan.measures.get(about).map(|measure| measure.target)
    }
}

/// Removes the targets that are already recorded from an entry with several targets; an error if none is
/// left. A request with a single target is left to the judge, whose refusal then makes it skipped.
pub(crate) fn leave_out(
    data: &mut Data<'_>,
    view: Snapshot<'_>,
    by: &Author<'_>,
    left_out: &mut Vec<String>,
) -> Result<(), RefusalReason> {
    let mut needed = |target: &str, is_recorded: bool| {
        if is_recorded {
            left_out.push(target.to_owned());
        }
        !is_recorded
    };
    match data {
        Data::Attestation(attestation) => {
            let gate = attestation.gate;
            attestation
                .about
                .retain(|(about, digest)| needed(about, gate::has_attested(view, by, gate, about, digest)));
            if attestation.about.is_empty() { Err(RefusalReason::AlreadySaid) } else { Ok(()) }
        }
        Data::Hold(hold) => {
            hold.measures.retain(|measure| needed(measure, holds(view, by, measure)));
            if hold.measures.is_empty() { Err(RefusalReason::AlreadyHeld) } else { Ok(()) }
        }
        Data::Genesis(_)
        | Data::Transition(_)
        | Data::Observation(_)
        | Data::Note(_)
        | Data::Retraction(_)
        | Data::Correction(_)
        | Data::Instrument(_)
        | Data::Approval(_)
        | Data::Go(_)
        | Data::Settle(_)
        | Data::Evidence(_)
        | Data::Disclosure(_)
        | Data::Checkpoint(_)
        | Data::Retire(_) => Ok(()),
    }
}

/// What tables display for an entry's measures before it, if it changes their state.
pub(crate) fn display_before(evaluator: &Evaluator<'_, '_>, data: &Data<'_>) -> Option<DisplayState> {
    match data {
        Data::Transition(transition) => {
            transition.measure.parse().ok().map(|id| evaluator.evaluate(&id).display)
        }
        Data::Go(_) => Some(DisplayState::Ready),
        Data::Genesis(_)
        | Data::Observation(_)
        | Data::Note(_)
        | Data::Hold(_)
        | Data::Retraction(_)
        | Data::Correction(_)
        | Data::Attestation(_)
        | Data::Instrument(_)
        | Data::Approval(_)
        | Data::Settle(_)
        | Data::Evidence(_)
        | Data::Disclosure(_)
        | Data::Checkpoint(_)
        | Data::Retire(_) => None,
    }
}

/// The subject of a refusal and the requested change, as text.
pub(crate) fn describe(data: &Data<'_>, view: Snapshot<'_>) -> (String, String) {
    match data {
        Data::Transition(transition) => (transition.measure.to_string(), transition.to.to_string()),
        Data::Observation(observation) => (observation.about.to_string(), observation.kind.to_string()),
        Data::Note(note) => (note.about.join(", "), "note".to_owned()),
        Data::Hold(hold) => (hold.measures.join(", "), "hold".to_owned()),
        Data::Attestation(attestation) => {
            let about: Vec<&str> = attestation.about.iter().map(|(about, _)| &**about).collect();
            (about.join(", "), attestation.gate.to_string())
        }
        Data::Instrument(step) => (step.instrument.to_string(), step.to.to_string()),
        Data::Approval(approval) => (approval.saved.short(), "approve".to_owned()),
        Data::Go(go) => (go.saved.short(), "go".to_owned()),
        Data::Evidence(step) => {
            let serves: Vec<&str> = step.serves.iter().map(|(id, _)| &**id).collect();
            let item = step.item.and_then(|item| view.item(&item));
            let exhibit = item.and_then(|kept| kept.item.exhibit.as_deref());
            let about = step.item.map_or_else(
                || serves.join(", "),
                |item| exhibit.map_or_else(|| item.short(), str::to_owned),
            );
            (about, step.to.to_string())
        }
        Data::Settle(settle) => (settle.measure.to_string(), "settle".to_owned()),
        Data::Disclosure(disclosure) => (disclosure.to.to_string(), "disclosure".to_owned()),
        Data::Retire(retire) => (retire.log.to_string(), "retire".to_owned()),
        Data::Retraction(retraction) => (retraction.entry.to_string(), "retract".to_owned()),
        Data::Correction(correction) => (correction.entry.to_string(), "correct".to_owned()),
        Data::Genesis(_) | Data::Checkpoint(_) => (String::new(), data.kind().to_string()),
    }
}

/// One row for each measure that an entry changes, holds or is about, or a single row.
pub(crate) fn rows(data: &Data<'_>, row: &RecordedRow) -> Vec<RecordedRow> {
    let of = |measure: &str, word: String| RecordedRow { measure: measure.parse().ok(), word, ..row.clone() };
    let about = |about: String, word: String| RecordedRow { about: Some(about), word, ..row.clone() };
    match data {
        Data::Transition(transition) => vec![RecordedRow {
            round: transition.round,
            from: Some(transition.from),
            to: Some(transition.to),
            at: Some(transition.at),
            ..of(&transition.measure, transition.to.to_string())
        }],
        Data::Go(go) => {
            let measures = go.measures.iter().map(|(measure, round, _)| RecordedRow {
                round: *round,
                from: Some(State::Open),
                to: Some(State::Cleared),
                ..of(measure, State::Cleared.to_string())
            });
            measures.collect()
        }
        Data::Settle(settle) => vec![RecordedRow {
            round: settle.round,
            to: Some(settle.to),
            ..of(&settle.measure, settle.to.to_string())
        }],
        Data::Hold(hold) => hold.measures.iter().map(|id| of(id, "hold".to_owned())).collect(),
        Data::Attestation(attestation) => {
            let word = || attestation.gate.to_string();
            let per_outlet = attestation.gate.row().per_outlet;
            let row = |id: &str| {
                if per_outlet { about(format!("outlet:{id}"), word()) } else { of(id, word()) }
            };
            attestation.about.iter().map(|(id, _)| row(id)).collect()
        }
        Data::Instrument(step) => vec![RecordedRow {
            at: Some(At::Instant(step.at)),
            ..about(format!("instrument:{}", step.instrument), step.to.to_string())
        }],
        Data::Approval(approval) => {
            vec![about(format!("saved:{}", approval.saved.short()), "approved".to_owned())]
        }
        Data::Observation(observation) => vec![RecordedRow {
            at: Some(observation.at),
            ..about(observation.about.to_string(), observation.kind.to_string())
        }],
        Data::Evidence(step) => {
            let at = Some(At::Instant(step.at));
            let begun = step.serves.iter().map(|(id, _)| of(id, step.to.to_string()));
            let item = step.item.map(|item| about(format!("item:{}", item.short()), step.to.to_string()));
            begun.chain(item).map(|row| RecordedRow { at, ..row }).collect()
        }
        Data::Retraction(retraction) => {
            vec![about(format!("entry:{}", retraction.entry.short()), String::new())]
        }
        Data::Correction(correction) => {
            vec![about(format!("entry:{}", correction.entry.short()), String::new())]
        }
        Data::Note(note) if !note.about.is_empty() => vec![about(note.about.join(", "), String::new())],
        Data::Disclosure(disclosure) => {
            vec![about(format!("bundle:{}", disclosure.bundle.short()), String::new())]
        }
        Data::Retire(retire) => vec![about(format!("log:{}", retire.log), String::new())],
        Data::Note(_) | Data::Genesis(_) | Data::Checkpoint(_) => vec![row.clone()],
    }
}
