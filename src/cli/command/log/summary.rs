//! One-line summaries of entries.

#![deny(clippy::wildcard_enum_match_arm)]

use crate::cli::output::text::number_of;
use crate::cli::output::time;
use crate::ledger::codec::entry::{Correction, Data, Disclosure, Evidence, Observation, Text, Transition};
use crate::model::measure::MeasureId;
use crate::model::time::{At, Instant};
use crate::model::tlp::Marks;
use crate::model::word::Word as _;
use crate::plan::Plan;

/// Summarizes an entry. `data` is `None` if this version does not understand it.
pub(super) fn summary(data: Option<&Data<'_>>, kind: &str, recorded_at: Instant, plan: &Plan) -> String {
    let Some(data) = data else { return format!("{kind}, of a newer takedown") };
    let text = match data {
        Data::Genesis(genesis) => format!("log begun by {}, {}", genesis.agency, genesis.program),
        Data::Transition(given) => transition_text(given, recorded_at, plan),
        Data::Observation(given) => observation_text(given, recorded_at, plan),
        Data::Note(note) => {
            let about: Vec<_> = note.about.iter().map(|about| subject_text(plan, about)).collect();
            let about = if about.is_empty() { String::new() } else { format!(" on {}", about.join(", ")) };
            format!("note{about}: {}", note.text)
        }
        Data::Hold(hold) => {
            format!("hold on {}: {}", listed(plan, hold.measures.iter(), "measure"), hold.reason)
        }
        Data::Retraction(retraction) => {
            format!("takes back {}: {}", retraction.entry.short(), retraction.reason)
        }
        Data::Correction(given) => correction_text(given),
        Data::Attestation(attestation) => {
            let about = attestation.about.iter().map(|(about, _)| about);
            let things = if attestation.gate.row().per_outlet { "outlet" } else { "measure" };
            format!("attests {} of {}: {}", attestation.gate, listed(plan, about, things), attestation.basis)
        }
        Data::Evidence(step) => item(step, plan),
        Data::Instrument(step) => format!("instrument {} {}", step.instrument, step.to),
        Data::Approval(approval) => format!("approves the saved plan {}", approval.saved.short()),
        Data::Go(go) => {
            format!("go for {} of {}", number_of(go.measures.len(), "measure"), go.saved.short())
        }
        Data::Settle(settle) => {
            format!("settles {} as {}: {}", name(plan, &settle.measure), settle.to, settle.reason)
        }
        Data::Disclosure(given) => disclosure_text(given),
        Data::Checkpoint(_) => "signs the lines before it".to_owned(),
        Data::Retire(retire) => {
            format!("retires {} and stands by its line {}: {}", retire.log, retire.seq, retire.reason)
        }
    };
    sources(data).map_or(text.clone(), |sources| format!("{text} [{sources}]"))
}

/// Whether an entry was recorded within a minute of its event; its time is then omitted.
fn is_now(at: At, recorded_at: Instant) -> bool {
    at.instant().is_some_and(|at| recorded_at.millis().abs_diff(at.millis()) <= 60_000)
}

fn transition_text(transition: &Transition<'_>, recorded_at: Instant, plan: &Plan) -> String {
    let word = transition.measure.parse::<MeasureId>().map(|id| id.action().row().done);
    let word = word.ok().filter(|_| transition.to.as_str() == "done");
    let to = word.map_or_else(|| transition.to.to_string(), ToString::to_string);
    let round = if transition.round > 1 { format!(", round {}", transition.round) } else { String::new() };
    let mut parts = vec![format!("{} -> {to}{round}", name(plan, &transition.measure))];
    parts.extend((!is_now(transition.at, recorded_at)).then(|| time::at(transition.at)));
    parts.extend(transition.remainder.as_ref().map(|text| format!("remains: {text}")));
    parts.extend(transition.basis.as_ref().map(|text| format!("basis: {text}")));
    parts.extend(transition.reason.as_ref().map(|text| format!("reason: {text}")));
    parts.extend(transition.restored.as_ref().map(|text| format!("restored: {text}")));
    parts.extend(transition.irregular.as_ref().map(|it| format!("because: {}", it.reason)));
    parts.extend(transition.note.as_ref().map(ToString::to_string));
    parts.join(", ")
}

fn observation_text(observation: &Observation<'_>, recorded_at: Instant, plan: &Plan) -> String {
    let note = observation.note.as_ref().map(|note| format!(", {note}")).unwrap_or_default();
    let asset = observation.asset.as_ref().map(|asset| format!(" as {asset}")).unwrap_or_default();
    let at = if is_now(observation.at, recorded_at) {
        String::new()
    } else {
        format!(", {}", time::at(observation.at))
    };
    let marks = marked(&observation.marks());
    format!("{} {}{asset}{at}{marks}{note}", subject_text(plan, &observation.about), observation.kind)
}

fn correction_text(correction: &Correction<'_>) -> String {
    let mut parts = Vec::new();
    parts.extend(correction.at.map(|at| format!("at {}", time::at(at))));
    parts.extend((!correction.sources.is_empty()).then(|| "other sources".to_owned()));
    parts.extend(correction.note.as_ref().map(|note| format!("note: {note}")));
    format!("corrects {}: {}; {}", correction.entry.short(), parts.join(", "), correction.reason)
}

fn disclosure_text(disclosure: &Disclosure<'_>) -> String {
    let leave = disclosure.leave.as_ref().map(|leave| format!(", by leave {leave}")).unwrap_or_default();
    format!("bundle {} handed to {}{}{leave}", disclosure.bundle.short(), disclosure.to, cut(disclosure))
}

/// `, cut: the part of ro-police, TLP:AMBER, no code but H0 H3, dom-1`; empty for a complete bundle.
fn cut(disclosure: &Disclosure<'_>) -> String {
    let mut parts = Vec::new();
    parts.extend(disclosure.agency.as_ref().map(|agency| format!("the part of {agency}")));
    parts.extend(disclosure.tlp.map(|tlp| format!("TLP:{tlp}")));
    if !disclosure.handling.is_empty() {
        let codes: Vec<_> = disclosure.handling.iter().map(|code| code.as_str()).collect();
        parts.push(format!("no code but {}", codes.join(" ")));
    }
    parts.extend((!disclosure.assets.is_empty()).then(|| disclosure.assets.join(" ")));
    if parts.is_empty() { String::new() } else { format!(", cut: {}", parts.join(", ")) }
}

/// How many subjects are named; the rest are counted.
const NAMED: usize = 3;

/// `image:ro-web-1, seize:ro-web-1`; if there are many, `12 measures`.
fn listed<'a>(plan: &Plan, about: impl ExactSizeIterator<Item = &'a Text<'a>>, things: &str) -> String {
    if about.len() > NAMED {
        return number_of(about.len(), things);
    }
    about.map(|about| name(plan, about)).collect::<Vec<_>>().join(", ")
}

/// `item RO-1 acquired of image:ro-web-1`, `item 24349daf verified`
fn item(step: &Evidence<'_>, plan: &Plan) -> String {
    let serves = step.serves.iter().map(|(measure, _)| measure);
    let of = if step.serves.is_empty() {
        String::new()
    } else {
        format!(" of {}", listed(plan, serves, "measure"))
    };
    let exhibit =
        step.exhibit.as_ref().map(ToString::to_string).or_else(|| step.item.map(|item| item.short()));
    let exhibit = exhibit.map(|exhibit| format!("{exhibit} ")).unwrap_or_default();
    let to = step.holder.as_ref().map(|holder| format!(" to {holder}")).unwrap_or_default();
    let mut parts = vec![format!("item {exhibit}{}{of}{to}{}", step.to, marked(&step.marks()))];
    parts.extend(step.place.as_ref().map(|text| format!("where: {text}")));
    parts.extend(step.reason.as_ref().map(|text| format!("reason: {text}")));
    parts.extend(step.reference.as_ref().map(|text| format!("reference: {text}")));
    parts.extend(step.irregular.as_ref().map(|it| format!("because: {}", it.reason)));
    parts.extend(step.note.as_ref().map(ToString::to_string));
    parts.join(", ")
}

/// `, TLP:RED H1` if the entry has a label of its own.
fn marked(marks: &Marks) -> String {
    if marks.is_empty() { String::new() } else { format!(", {marks}") }
}

fn sources(data: &Data<'_>) -> Option<String> {
    let sources = match data {
        Data::Transition(transition) => &transition.sources,
        Data::Observation(observation) => &observation.sources,
        Data::Note(note) => &note.sources,
        Data::Correction(correction) => &correction.sources,
        Data::Genesis(_)
        | Data::Hold(_)
        | Data::Retraction(_)
        | Data::Attestation(_)
        | Data::Instrument(_)
        | Data::Approval(_)
        | Data::Go(_)
        | Data::Settle(_)
        | Data::Evidence(_)
        | Data::Disclosure(_)
        | Data::Checkpoint(_)
        | Data::Retire(_) => return None,
    };
    (!sources.is_empty()).then(|| sources.join(" "))
}

/// The name of a subject: `amaq` for `outlet:amaq`, and the short hash of an entry.
fn subject_text(plan: &Plan, about: &str) -> String {
    if let Some(hash) = about.strip_prefix("entry:") {
        return format!("entry {}", hash.get(..8).unwrap_or(hash));
    }
    let bare = about.strip_prefix("outlet:").or_else(|| about.strip_prefix("asset:"));
    bare.map_or_else(|| name(plan, about), str::to_owned)
}

/// The short id of a measure; any other text unchanged.
fn name(plan: &Plan, text: &str) -> String {
    text.parse::<MeasureId>().map_or_else(|_| text.to_owned(), |id| plan.short(&id).to_owned())
}
