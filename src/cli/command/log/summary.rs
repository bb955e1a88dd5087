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
        Data::Genesis(said) => format!("log begun by {}, {}", said.agency, said.program),
        Data::Transition(said) => {
            let word = said.measure.parse::<MeasureId>().map(|id| id.action().row().done);
            let word = word.ok().filter(|_| said.to.as_str() == "done");
            let to = word.map_or_else(|| said.to.to_string(), ToString::to_string);
            let round = if said.round > 1 { format!(", round {}", said.round) } else { String::new() };
            let mut parts = vec![format!("{} -> {to}{round}", name(plan, said.measure))];
            parts.extend((!is_now(said.at, recorded_at)).then(|| time::at(said.at)));
            parts.extend(said.remainder.as_ref().map(|text| format!("remains: {text}")));
            parts.extend(said.basis.as_ref().map(|text| format!("basis: {text}")));
            parts.extend(said.reason.as_ref().map(|text| format!("reason: {text}")));
            parts.extend(said.restored.as_ref().map(|text| format!("restored: {text}")));
            parts.extend(said.irregular.as_ref().map(|it| format!("because: {}", it.reason)));
            parts.extend(said.note.as_ref().map(ToString::to_string));
            parts.join(", ")
        }
        Data::Observation(said) => {
            let note = said.note.as_ref().map(|note| format!(", {note}")).unwrap_or_default();
            let asset = said.asset.map(|asset| format!(" as {asset}")).unwrap_or_default();
            let at =
                if is_now(said.at, recorded_at) { String::new() } else { format!(", {}", time::at(said.at)) };
            let marks = marked(&said.marks());
            format!("{} {}{asset}{at}{marks}{note}", subject_text(plan, said.about), said.kind)
        }
        Data::Note(said) => {
            let about: Vec<_> = said.about.iter().map(|about| subject_text(plan, about)).collect();
            let about = if about.is_empty() { String::new() } else { format!(" on {}", about.join(", ")) };
            format!("note{about}: {}", said.text)
        }
        Data::Hold(said) => {
            format!("hold on {}: {}", listed(plan, &said.measures, "measure"), said.reason)
        }
        Data::Retraction(said) => format!("takes back {}: {}", said.entry.short(), said.reason),
        Data::Correction(said) => correction(said),
        other => kind_words(other, kind, plan),
    };
    sources(data).map_or(text.clone(), |sources| format!("{text} [{sources}]"))
}

/// Whether something was recorded within a minute of when it happened: then the time is not given twice.
fn is_now(at: At, recorded_at: Instant) -> bool {
    at.instant().is_some_and(|at| recorded_at.millis().abs_diff(at.millis()) <= 60_000)
}

fn correction(said: &Correction<'_>) -> String {
    let mut parts = Vec::new();
    parts.extend(said.at.map(|at| format!("at {}", time::at(at))));
    parts.extend((!said.sources.is_empty()).then(|| "other sources".to_owned()));
    parts.extend(said.note.as_ref().map(|note| format!("note: {note}")));
    format!("corrects {}: {}; {}", said.entry.short(), parts.join(", "), said.reason)
}

/// Words that others rely on, and items of evidence.
fn kind_words(data: &Data<'_>, kind: &str, plan: &Plan) -> String {
    match data {
        Data::Attestation(said) => {
            let about: Vec<_> = said.about.iter().map(|(about, _)| *about).collect();
            let things = if said.gate.row().per_outlet { "outlet" } else { "measure" };
            format!("attests {} of {}: {}", said.gate, listed(plan, &about, things), said.basis)
        }
        Data::Evidence(said) => item(said, plan),
        Data::Instrument(said) => format!("instrument {} {}", said.instrument, said.to),
        Data::Approval(said) => format!("approves the saved plan {}", said.saved.short()),
        Data::Go(said) => {
            format!("go for {} of {}", number_of(said.measures.len(), "measure"), said.saved.short())
        }
        Data::Settle(said) => {
            format!("settles {} as {}: {}", name(plan, said.measure), said.to, said.reason)
        }
        Data::Disclosure(said) => {
            let leave = said.leave.as_ref().map(|leave| format!(", by leave {leave}")).unwrap_or_default();
            format!("bundle {} handed to {}{}{leave}", said.bundle.short(), said.to, cut(said))
        }
        Data::Checkpoint(_) => "signs the lines before it".to_owned(),
        Data::Retire(said) => {
            format!("retires {} and stands by its line {}: {}", said.log, said.seq, said.reason)
        }
        _ => kind.to_owned(),
    }
}

/// `, cut: the part of ro-police, TLP:AMBER, no code but H0 H3, dom-1`; nothing of a whole bundle.
fn cut(said: &Disclosure<'_>) -> String {
    let mut parts = Vec::new();
    parts.extend(said.agency.map(|agency| format!("the part of {agency}")));
    parts.extend(said.tlp.map(|tlp| format!("TLP:{tlp}")));
    if !said.handling.is_empty() {
        let codes: Vec<_> = said.handling.iter().map(|code| code.as_str()).collect();
        parts.push(format!("no code but {}", codes.join(" ")));
    }
    parts.extend((!said.assets.is_empty()).then(|| said.assets.join(" ")));
    if parts.is_empty() { String::new() } else { format!(", cut: {}", parts.join(", ")) }
}

/// How many are named; of more it is said how many they are.
const NAMED: usize = 3;

/// `image:ro-web-1, seize:ro-web-1`, and of many `12 measures`.
fn listed(plan: &Plan, about: &[&str], things: &str) -> String {
    if about.len() > NAMED {
        return number_of(about.len(), things);
    }
    about.iter().map(|about| name(plan, about)).collect::<Vec<_>>().join(", ")
}

/// `item RO-1 acquired of image:ro-web-1`, `item 24349daf verified`
fn item(said: &Evidence<'_>, plan: &Plan) -> String {
    let serves: Vec<&str> = said.serves.iter().map(|(measure, _)| *measure).collect();
    let of =
        if serves.is_empty() { String::new() } else { format!(" of {}", listed(plan, &serves, "measure")) };
    let name = said.exhibit.as_ref().map(ToString::to_string).or_else(|| said.item.map(|item| item.short()));
    let name = name.map(|name| format!("{name} ")).unwrap_or_default();
    let to = said.holder.map(|holder| format!(" to {holder}")).unwrap_or_default();
    let mut parts = vec![format!("item {name}{}{of}{to}{}", said.to, marked(&said.marks()))];
    parts.extend(said.place.as_ref().map(|text| format!("where: {text}")));
    parts.extend(said.reason.as_ref().map(|text| format!("reason: {text}")));
    parts.extend(said.reference.as_ref().map(|text| format!("reference: {text}")));
    parts.extend(said.irregular.as_ref().map(|it| format!("because: {}", it.reason)));
    parts.extend(said.note.as_ref().map(ToString::to_string));
    parts.join(", ")
}

/// `, TLP:RED H1`, where it says itself how far it may travel.
fn marked(marks: &Marks) -> String {
    if marks.is_empty() { String::new() } else { format!(", {marks}") }
}

fn sources(data: &Data<'_>) -> Option<String> {
    let sources = match data {
        Data::Transition(said) => &said.sources,
        Data::Observation(said) => &said.sources,
        Data::Note(said) => &said.sources,
        Data::Correction(said) => &said.sources,
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
