//! From what is asked to what is written: an entry's data, judged as it will be judged when it is read.

use crate::ledger::codec::entry::{
    Approval, Attestation, Correction, Data, Disclosure, Evidence, Go, Hold, InstrumentStep, Irregular, Note,
    Observation, Retire, Retraction, Settle, Transition,
};
use crate::model::digest::Hash;
use crate::model::gate::Gate;
use crate::model::instrument::InstrumentState;
use crate::model::measure::MeasureId;
use crate::model::state::State;
use crate::model::time::Instant;
use crate::model::word::Word;

use super::request::{EntryRequest, NewEvidence, NewInstrumentStep, NewTransition, Refusal};
use crate::operation::judge::author::Author;
use crate::operation::judge::gate;
use crate::operation::judge::gate::{GateTerms, Purpose};
use crate::operation::judge::verdict::{RefusalReason, Verdict};
use crate::operation::judge::{current_of, edge_of, edges_from, holds, judge};
use crate::operation::state::snapshot::Snapshot;
use crate::operation::status::evaluate::Evaluator;

fn sorted<T: Ord>(list: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut list: Vec<T> = list.into_iter().collect();
    list.sort_unstable();
    list.dedup();
    list
}

fn text(text: Option<&String>) -> Option<std::borrow::Cow<'_, str>> {
    text.map(|text| text.as_str().into())
}

/// How something is drafted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ComposeOptions {
    /// Whether what is so already is left out.
    pub if_needed: bool,
    /// Whether the clock was set; entries say so.
    pub clock_set: bool,
}

/// What is written for a request.
#[derive(Debug)]
pub(crate) struct ComposedEntry<'a> {
    /// The data of its entry.
    pub data: Data<'a>,
    /// How it is judged.
    pub verdict: Verdict,
    /// The targets that `--if-needed` has left out, because it is recorded of them already.
    pub left_out: Vec<String>,
}

/// What is written for what is asked; nothing where `--if-needed` finds it there already.
pub(crate) fn draft<'a>(
    showing: &Evaluator<'_, '_>,
    by: &Author<'a>,
    asked: &'a EntryRequest,
    options: ComposeOptions,
) -> Result<ComposedEntry<'a>, Box<Refusal>> {
    let mut data = data(showing.view, by, asked, options.clock_set);
    let mut left_out = Vec::new();
    if options.if_needed {
        let already = leave_out(showing.view, by, &mut data, &mut left_out);
        already.map_err(|why| refuse(showing, by, asked, why))?;
    }
    let verdict = judge(showing.view, by, &data);
    match (&verdict, &mut data) {
        (Verdict::Sound, _) => {}
        (Verdict::Irregular(broken), data) => {
            let said =
                asked.irregular().map(|reason| Irregular { reason: reason.into(), broken: broken.clone() });
            match (said, data) {
                (Some(said), Data::Transition(step)) => step.irregular = Some(said),
                (Some(said), Data::Evidence(step)) => step.irregular = Some(said),
                _ => return Err(refuse(showing, by, asked, RefusalReason::Broken(broken.clone()))),
            }
        }
        (Verdict::Void(why), _) => return Err(refuse(showing, by, asked, why.clone())),
    }
    Ok(ComposedEntry { data, verdict, left_out })
}

/// Leaves out of an entry with several targets those of which it is recorded already; an error if that is all of them.
/// A request with one target is refused by the judge, and passed over by its reason.
fn leave_out(
    view: Snapshot<'_>,
    by: &Author<'_>,
    data: &mut Data<'_>,
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
        _ => Ok(()),
    }
}

fn data<'a>(view: Snapshot<'_>, by: &Author<'a>, asked: &'a EntryRequest, now: bool) -> Data<'a> {
    match asked {
        EntryRequest::Move(asked) => Data::Transition(transition(view, by, asked, now)),
        EntryRequest::Observation { kind, about, at, asset, seen_from, sources, marks, note } => {
            Data::Observation(Observation {
                kind: *kind,
                about,
                at: *at,
                asset: asset.as_deref(),
                seen_from: sorted(seen_from.iter().map(String::as_str)),
                sources: sorted(sources.iter().map(String::as_str)),
                tlp: marks.tlp,
                handling: sorted(marks.handling.iter().copied()),
                note: text(note.as_ref()),
                now,
            })
        }
        EntryRequest::Note { about, at, sources, text } => Data::Note(Note {
            about: sorted(about.iter().map(String::as_str)),
            at: *at,
            sources: sorted(sources.iter().map(String::as_str)),
            text: text.into(),
            now,
        }),
        EntryRequest::Hold { measures, reason } => Data::Hold(Hold {
            measures: sorted(measures.iter().map(crate::model::measure::MeasureId::as_str)),
            reason: reason.into(),
            now,
        }),
        EntryRequest::Attestation { gate, about, basis, until } => Data::Attestation(Attestation {
            gate: *gate,
            about: bound(by, *gate, about),
            basis: basis.into(),
            until: *until,
            now,
        }),
        EntryRequest::Instrument(step) => Data::Instrument(InstrumentStep {
            instrument: &step.instrument,
            to: step.to,
            at: step.at,
            number: text(step.number.as_ref()),
            authority: text(step.authority.as_ref()),
            valid: step.valid,
            document: step.document,
            scope: scope(by, step),
            reason: text(step.reason.as_ref()),
            now,
        }),
        EntryRequest::Approval { saved } => Data::Approval(Approval { saved: saved.hash, now }),
        EntryRequest::Go { saved } => {
            let measures = saved.measures.iter().map(|(id, it)| (id.as_str(), it.round, it.order));
            Data::Go(Go { saved: saved.hash, measures: measures.collect(), now })
        }
        EntryRequest::Evidence(step) => Data::Evidence(evidence(view, step, now)),
        EntryRequest::Settle { measure, to, reason } => Data::Settle(settle(view, measure, *to, reason, now)),
        EntryRequest::Disclosure(said) => Data::Disclosure(Disclosure {
            to: said.to.as_str().into(),
            bundle: said.bundle,
            agency: said.agency.as_deref(),
            tlp: said.tlp,
            handling: sorted(said.handling.iter().copied()),
            assets: sorted(said.assets.iter().map(String::as_str)),
            leave: text(said.leave.as_ref()),
            note: text(said.note.as_ref()),
            now,
        }),
        EntryRequest::Retire { head, reason } => Data::Retire(Retire {
            log: head.log.as_str(),
            seq: head.seq,
            hash: head.hash,
            reason: reason.into(),
            now,
        }),
        EntryRequest::Retraction { entry, reason } => {
            Data::Retraction(Retraction { entry: *entry, reason: reason.into(), now })
        }
        EntryRequest::Correction { entry, at, sources, note, reason } => Data::Correction(Correction {
            entry: *entry,
            at: *at,
            sources: sorted(sources.iter().map(String::as_str)),
            note: text(note.as_ref()),
            reason: reason.into(),
            now,
        }),
    }
}

/// Measures or outlets with the digests that the plan in hand gives them. One that it lacks is refused by the judge,
/// whatever its digest.
fn bound<'a>(by: &Author<'_>, gate: Gate, about: &'a [String]) -> Vec<(&'a str, Hash)> {
    let digest = |about: &str| {
        if gate.row().per_outlet {
            by.plan.outlets.get(about).map(|outlet| outlet.digest)
        } else {
            by.plan.measures.get(about).map(|measure| measure.target)
        }
    };
    sorted(about.iter().map(String::as_str))
        .into_iter()
        .map(|about| (about, digest(about).unwrap_or(crate::ledger::codec::line::FIRST)))
        .collect()
}

/// What a grant covers; nothing of any other step.
fn scope<'a>(by: &Author<'a>, step: &NewInstrumentStep) -> Vec<(&'a str, Hash)> {
    let plan: &'a crate::plan::Plan = by.plan;
    let instrument = plan.instruments.get(step.instrument.as_str());
    match instrument.filter(|_| step.to == InstrumentState::Granted) {
        Some(instrument) => instrument.scope.iter().map(|(what, digest)| (what.as_str(), *digest)).collect(),
        None => Vec::new(),
    }
}

/// A step of an item; the round of each measure that it serves is the one that it is in.
fn evidence<'a>(view: Snapshot<'_>, step: &'a NewEvidence, now: bool) -> Evidence<'a> {
    let serves = sorted(step.serves.iter().map(MeasureId::as_str));
    Evidence {
        to: step.to,
        at: step.at,
        item: step.item,
        serves: serves.into_iter().map(|id| (id, view.measure_state(id, None).round)).collect(),
        exhibit: text(step.exhibit.as_ref()),
        file: text(step.file.as_ref()),
        sha256: step.sha256,
        size: step.size,
        serial: text(step.serial.as_ref()),
        seal: text(step.seal.as_ref()),
        holder: step.holder.as_deref(),
        place: text(step.place.as_ref()),
        reason: text(step.reason.as_ref()),
        reference: text(step.reference.as_ref()),
        tlp: step.marks.tlp,
        handling: sorted(step.marks.handling.iter().copied()),
        note: text(step.note.as_ref()),
        irregular: None,
        now,
    }
}

/// A settle names all the tips that are seen, and the round of the one whose state it takes.
fn settle<'a>(
    view: Snapshot<'_>,
    measure: &'a MeasureId,
    to: State,
    reason: &'a str,
    now: bool,
) -> Settle<'a> {
    let here = view.measure_state(measure.as_str(), None);
    let hashes = here.tips.iter().filter_map(|tip| {
        view.book.measure_history(measure.as_str()).map(|course| course.moves[tip.place].hash)
    });
    let mut entries: Vec<Hash> = hashes.collect();
    entries.sort_unstable();
    let taken = here.tips.iter().filter(|tip| !tip.spent && tip.state == to);
    let round = taken.map(|tip| tip.round).max().unwrap_or(here.round);
    Settle { measure: measure.as_str(), round, entries, to, reason: reason.into(), now }
}

fn transition<'a>(
    view: Snapshot<'_>,
    by: &Author<'_>,
    asked: &'a NewTransition,
    now: bool,
) -> Transition<'a> {
    let here = view.measure_state(asked.measure.as_str(), asked.at.instant());
    let (round, from) = current_of(&here, State::Open);
    let cleared = || view.cleared_by(asked.measure.as_str(), &here)?.measures.get(&asked.measure);
    let planned = by.plan.measures.get(asked.measure.as_str());
    let measure = planned.or_else(|| cleared().map(|saved| &saved.terms));
    Transition {
        measure: asked.measure.as_str(),
        round: if asked.to == State::Open { round + 1 } else { round },
        from,
        to: asked.to,
        at: asked.at,
        // One that neither the plan nor a saved plan has is refused by the judge, whatever its digest.
        target: measure.map_or(crate::ledger::codec::line::FIRST, |measure| measure.target),
        remainder: text(asked.remainder.as_ref()),
        reason: text(asked.reason.as_ref()),
        reference: text(asked.reference.as_ref()),
        restored: text(asked.restored.as_ref()),
        basis: text(asked.basis.as_ref()),
        seen_from: sorted(asked.seen_from.iter().map(String::as_str)),
        until: asked.until,
        sources: sorted(asked.sources.iter().map(String::as_str)),
        note: text(asked.note.as_ref()),
        irregular: None,
        now,
    }
}

/// What a refusal is about, and what was asked, in words.
fn describe(view: Snapshot<'_>, asked: &EntryRequest) -> (String, String) {
    match asked {
        EntryRequest::Move(asked) => (asked.measure.to_string(), asked.to.to_string()),
        EntryRequest::Observation { about, kind, .. } => (about.clone(), kind.to_string()),
        EntryRequest::Note { about, .. } => (about.join(", "), "note".to_owned()),
        EntryRequest::Hold { measures, .. } => {
            (measures.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "), "hold".to_owned())
        }
        EntryRequest::Attestation { gate, about, .. } => (about.join(", "), gate.to_string()),
        EntryRequest::Instrument(step) => (step.instrument.clone(), step.to.to_string()),
        EntryRequest::Approval { saved } => (saved.hash.short(), "approve".to_owned()),
        EntryRequest::Go { saved } => (saved.hash.short(), "go".to_owned()),
        EntryRequest::Evidence(step) => {
            let serves: Vec<String> = step.serves.iter().map(ToString::to_string).collect();
            let kept =
                step.item.and_then(|item| view.item(&item)).and_then(|kept| kept.item.exhibit.as_deref());
            let about = step
                .item
                .map_or_else(|| serves.join(", "), |item| kept.map_or_else(|| item.short(), str::to_owned));
            (about, step.to.to_string())
        }
        EntryRequest::Settle { measure, .. } => (measure.to_string(), "settle".to_owned()),
        EntryRequest::Disclosure(said) => (said.to.clone(), "disclosure".to_owned()),
        EntryRequest::Retire { head, .. } => (head.log.to_string(), "retire".to_owned()),
        EntryRequest::Retraction { entry, .. } => (entry.to_string(), "retract".to_owned()),
        EntryRequest::Correction { entry, .. } => (entry.to_string(), "correct".to_owned()),
    }
}

/// Everything that somebody who is refused has to know.
pub(crate) fn refuse(
    showing: &Evaluator<'_, '_>,
    by: &Author<'_>,
    asked: &EntryRequest,
    why: RefusalReason,
) -> Box<Refusal> {
    let (about, word) = describe(showing.view, asked);
    let mut refusal = Refusal {
        about,
        asked: word,
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
    match asked {
        EntryRequest::Move(asked) => measure_of(showing, by, asked, &mut refusal),
        EntryRequest::Evidence(asked) => {
            refusal.irregular_would_do =
                matches!(refusal.why, RefusalReason::Broken(_)) && asked.irregular.is_none();
        }
        _ => {}
    }
    Box::new(refusal)
}

fn measure_of(showing: &Evaluator<'_, '_>, by: &Author<'_>, asked: &NewTransition, refusal: &mut Refusal) {
    let standing = showing.evaluate(&asked.measure);
    refusal.state = standing.state;
    refusal.shown = Some(standing.display);
    let Some(measure) = by.plan.measures.get(&asked.measure) else { return };
    let at: Instant = asked.at.latest();
    refusal.gaps = gate::open_gates(
        showing.view,
        &GateTerms::of_plan(by.plan, measure, &by.plan.countries()),
        Purpose::Ready(at),
    );
    if let Some(from) = standing.state {
        refusal.edges = edges_from(by.plan, measure, from);
    }
    let reported = matches!(refusal.why, RefusalReason::Broken(_) | RefusalReason::Conflict)
        && State::ALL.contains(&asked.to)
        && edge_of(by.plan, measure, standing.state.unwrap_or(State::Open), asked.to)
            .is_some_and(|edge| edge.nature == crate::model::state::Nature::Fact);
    refusal.irregular_would_do = reported && asked.irregular.is_none();
    refusal.by = refusal.gaps.iter().flat_map(|gap| gap.by.clone()).collect();
    refusal.by.sort_unstable();
    refusal.by.dedup();
}
