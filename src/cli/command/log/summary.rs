//! What each entry says, in a line.

use crate::cli::output::text::number_of;
use crate::cli::output::time;
use crate::ledger::codec::entry::{Correction, Data, Disclosure, Evidence};
use crate::model::measure::MeasureId;
use crate::model::time::{At, Instant};
use crate::model::tlp::Marks;
use crate::model::word::Word as _;
use crate::plan::Plan;

/// What an entry says. `data` is `None` if this version does not understand it.
pub(super) fn summary(data: Option<&Data<'_>>, kind: &str, recorded_at: Instant, plan: &Plan) -> String {
    let Some(data) = data else { return format!("{kind}, of a newer takedown") };
    let text = match data {
        Data::Genesis(genesis) => format!("log begun by {}, {}", genesis.agency, genesis.program),
        Data::Transition(transition) => {
            let word = transition.measure.parse::<MeasureId>().map(|id| id.action().row().done);
            let word = word.ok().filter(|_| transition.to.as_str() == "done");
            let to = word.map_or_else(|| transition.to.to_string(), ToString::to_string);
            let round =
                if transition.round > 1 { format!(", round {}", transition.round) } else { String::new() };
            let mut parts = vec![format!("{} -> {to}{round}", name(plan, transition.measure))];
            parts.extend((!is_now(transition.at, recorded_at)).then(|| time::at(transition.at)));
            parts.extend(transition.remainder.as_ref().map(|text| format!("remains: {text}")));
            parts.extend(transition.basis.as_ref().map(|text| format!("basis: {text}")));
            parts.extend(transition.reason.as_ref().map(|text| format!("reason: {text}")));
            parts.extend(transition.restored.as_ref().map(|text| format!("restored: {text}")));
            parts.extend(transition.irregular.as_ref().map(|it| format!("because: {}", it.reason)));
            parts.extend(transition.note.as_ref().map(ToString::to_string));
            parts.join(", ")
        }
        Data::Observation(observation) => {
            let remark = observation.note.as_ref().map(|note| format!(", {note}")).unwrap_or_default();
            let asset = observation.asset.map(|asset| format!(" as {asset}")).unwrap_or_default();
            let at = if is_now(observation.at, recorded_at) {
                String::new()
            } else {
                format!(", {}", time::at(observation.at))
            };
            let marks = marked(&observation.marks());
            format!(
                "{} {}{asset}{at}{marks}{remark}",
                subject_text(plan, observation.about),
                observation.kind
            )
        }
        Data::Note(note) => {
            let about: Vec<_> = note.about.iter().map(|about| subject_text(plan, about)).collect();
            let about = if about.is_empty() { String::new() } else { format!(" on {}", about.join(", ")) };
            format!("note{about}: {}", note.text)
        }
        Data::Hold(hold) => {
            format!("hold on {}: {}", listed(plan, &hold.measures, "measure"), hold.reason)
        }
        Data::Retraction(retraction) => {
            format!("takes back {}: {}", retraction.entry.short(), retraction.reason)
        }
        Data::Correction(correction) => correction_text(correction),
        other => kind_words(other, kind, plan),
    };
    sources(data).map_or(text.clone(), |sources| format!("{text} [{sources}]"))
}

/// Whether something was recorded within a minute of when it happened: then the time is not given twice.
fn is_now(at: At, recorded_at: Instant) -> bool {
    at.instant().is_some_and(|at| recorded_at.millis().abs_diff(at.millis()) <= 60_000)
}

fn correction_text(correction: &Correction<'_>) -> String {
    let mut parts = Vec::new();
    parts.extend(correction.at.map(|at| format!("at {}", time::at(at))));
    parts.extend((!correction.sources.is_empty()).then(|| "other sources".to_owned()));
    parts.extend(correction.note.as_ref().map(|note| format!("note: {note}")));
    format!("corrects {}: {}; {}", correction.entry.short(), parts.join(", "), correction.reason)
}

/// Words that others rely on, and items of evidence.
fn kind_words(data: &Data<'_>, kind: &str, plan: &Plan) -> String {
    match data {
        Data::Attestation(attestation) => {
            let about: Vec<_> = attestation.about.iter().map(|(about, _)| *about).collect();
            let things = if attestation.gate.row().per_outlet { "outlet" } else { "measure" };
            format!("attests {} of {}: {}", attestation.gate, listed(plan, &about, things), attestation.basis)
        }
        Data::Evidence(evidence) => item(evidence, plan),
        Data::Instrument(step) => format!("instrument {} {}", step.instrument, step.to),
        Data::Approval(approval) => format!("approves the saved plan {}", approval.saved.short()),
        Data::Go(go) => {
            format!("go for {} of {}", number_of(go.measures.len(), "measure"), go.saved.short())
        }
        Data::Settle(settle) => {
            format!("settles {} as {}: {}", name(plan, settle.measure), settle.to, settle.reason)
        }
        Data::Disclosure(disclosure) => {
            let leave =
                disclosure.leave.as_ref().map(|leave| format!(", by leave {leave}")).unwrap_or_default();
            format!(
                "bundle {} handed to {}{}{leave}",
                disclosure.bundle.short(),
                disclosure.to,
                cut(disclosure)
            )
        }
        Data::Checkpoint(_) => "signs the lines before it".to_owned(),
        Data::Retire(retire) => {
            format!("retires {} and stands by its line {}: {}", retire.log, retire.seq, retire.reason)
        }
        _ => kind.to_owned(),
    }
}

/// `, cut: the part of ro-police, TLP:AMBER, no code but H0 H3, dom-1`; nothing of a whole bundle.
fn cut(disclosure: &Disclosure<'_>) -> String {
    let mut parts = Vec::new();
    parts.extend(disclosure.agency.map(|agency| format!("the part of {agency}")));
    parts.extend(disclosure.tlp.map(|tlp| format!("TLP:{tlp}")));
    if !disclosure.handling.is_empty() {
        let codes: Vec<_> = disclosure.handling.iter().map(|code| code.as_str()).collect();
        parts.push(format!("no code but {}", codes.join(" ")));
    }
    parts.extend((!disclosure.assets.is_empty()).then(|| disclosure.assets.join(" ")));
    if parts.is_empty() { String::new() } else { format!(", cut: {}", parts.join(", ")) }
}

/// How many are named; more are only counted.
const NAMED: usize = 3;

/// `image:ro-web-1, seize:ro-web-1`, and of many `12 measures`.
fn listed(plan: &Plan, about: &[&str], things: &str) -> String {
    if about.len() > NAMED {
        return number_of(about.len(), things);
    }
    about.iter().map(|about| name(plan, about)).collect::<Vec<_>>().join(", ")
}

/// `item RO-1 acquired of image:ro-web-1`, `item 24349daf verified`
fn item(evidence: &Evidence<'_>, plan: &Plan) -> String {
    let serves: Vec<&str> = evidence.serves.iter().map(|(measure, _)| *measure).collect();
    let of =
        if serves.is_empty() { String::new() } else { format!(" of {}", listed(plan, &serves, "measure")) };
    let name =
        evidence.exhibit.as_ref().map(ToString::to_string).or_else(|| evidence.item.map(|item| item.short()));
    let name = name.map(|name| format!("{name} ")).unwrap_or_default();
    let to = evidence.holder.map(|holder| format!(" to {holder}")).unwrap_or_default();
    let mut parts = vec![format!("item {name}{}{of}{to}{}", evidence.to, marked(&evidence.marks()))];
    parts.extend(evidence.place.as_ref().map(|text| format!("where: {text}")));
    parts.extend(evidence.reason.as_ref().map(|text| format!("reason: {text}")));
    parts.extend(evidence.reference.as_ref().map(|text| format!("reference: {text}")));
    parts.extend(evidence.irregular.as_ref().map(|it| format!("because: {}", it.reason)));
    parts.extend(evidence.note.as_ref().map(ToString::to_string));
    parts.join(", ")
}

/// `, TLP:RED H1`, if the entry carries a label of its own.
fn marked(marks: &Marks) -> String {
    if marks.is_empty() { String::new() } else { format!(", {marks}") }
}

fn sources(data: &Data<'_>) -> Option<String> {
    let sources = match data {
        Data::Transition(transition) => &transition.sources,
        Data::Observation(observation) => &observation.sources,
        Data::Note(note) => &note.sources,
        Data::Correction(correction) => &correction.sources,
        _ => return None,
    };
    (!sources.is_empty()).then(|| sources.join(" "))
}

/// `outlet:amaq` is amaq; an entry is its short hash.
fn subject_text(plan: &Plan, about: &str) -> String {
    if let Some(hash) = about.strip_prefix("entry:") {
        return format!("entry {}", hash.get(..8).unwrap_or(hash));
    }
    let bare = about.strip_prefix("outlet:").or_else(|| about.strip_prefix("asset:"));
    bare.map_or_else(|| name(plan, about), str::to_owned)
}

/// A measure by its short id; any other text as it is.
fn name(plan: &Plan, text: &str) -> String {
    text.parse::<MeasureId>().map_or_else(|_| text.to_owned(), |id| plan.short(&id).to_owned())
}
