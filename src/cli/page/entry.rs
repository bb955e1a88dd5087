//! Entries as history: what each says, in a line of the log or of a receipt.

#![deny(clippy::wildcard_enum_match_arm)]

use crate::cli::output::page::{Grid, Page, Piece, prose, whole};
use crate::cli::output::text::number_of;
use crate::cli::output::time;
use crate::cli::output::tone::Tone;
use crate::ledger::codec::entry::{
    Correction, Data, Disclosure, EntryKind, Evidence, Observation, Text, Transition,
};
use crate::model::digest::Hash;
use crate::model::measure::MeasureId;
use crate::model::state::State;
use crate::model::time::{At, Instant};
use crate::model::tlp::Marks;
use crate::model::word::Word as _;
use crate::operation::{RecordedRow, Verdict};
use crate::plan::Plan;

use super::words;

/// An entry, ready to be shown.
pub(crate) struct EntryLine {
    /// When it was recorded.
    pub(crate) recorded_at: Instant,
    /// `LOG:SEQ`.
    pub(crate) place: String,
    /// Its hash.
    pub(crate) hash: Hash,
    /// By which officer.
    pub(crate) officer: String,
    /// What it says.
    pub(crate) what: String,
    /// What it counts for.
    pub(crate) verdict: Verdict,
}

/// Draws the entries, in the order of the ledger. The day stands over its entries.
pub(crate) fn draw(page: &mut Page, entries: &[EntryLine], verbose: bool) {
    for day in entries.chunk_by(|one, two| one.recorded_at.date() == two.recorded_at.date()) {
        // A chunk is never empty.
        let date = day.first().map(|entry| time::date(entry.recorded_at.date())).unwrap_or_default();
        page.heading(&format!("{date}, UTC"));
        let mut grid =
            Grid::new(&[whole("TIME"), whole("ENTRY"), whole("HASH"), whole("OFFICER"), prose("WHAT")]);
        for entry in day {
            let (hash, officer) =
                if verbose { (entry.hash.short(), entry.officer.clone()) } else { Default::default() };
            grid.row([
                entry.recorded_at.utc().format("%H:%M:%S").to_string().into(),
                entry.place.as_str().into(),
                hash.into(),
                officer.into(),
                what(entry),
            ]);
        }
        page.grid(grid);
    }
}

fn what(entry: &EntryLine) -> Piece {
    match &entry.verdict {
        Verdict::Sound => entry.what.as_str().into(),
        Verdict::Irregular(broken) => {
            Piece::new(Tone::Bad, format!("{}; IRREGULAR: {}", entry.what, words::broken(broken)))
        }
        Verdict::Void(why) => Piece::new(Tone::Bad, format!("VOID, {why}: {}", entry.what)),
    }
}

/// What an entry says; none where this version does not understand it.
pub(crate) fn summary(data: Option<&Data<'_>>, kind: &str, t: Instant, plan: &Plan) -> String {
    let Some(data) = data else { return format!("{kind}, of a newer takedown") };
    let text = match data {
        Data::Genesis(genesis) => format!("log begun by {}, {}", genesis.agency, genesis.program),
        Data::Transition(given) => transition(given, t, plan),
        Data::Observation(given) => observation(given, t, plan),
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
        Data::Correction(given) => correction(given),
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
            format!("settles {} as {}: {}", words::name(plan, &settle.measure), settle.to, settle.reason)
        }
        Data::Disclosure(given) => disclosure(given),
        Data::Checkpoint(_) => "signs the lines before it".to_owned(),
        Data::Retire(retire) => {
            format!("retires {} and stands by its line {}: {}", retire.log, retire.seq, retire.reason)
        }
    };
    sources(data).map_or(text.clone(), |sources| format!("{text} [{sources}]"))
}

/// What a receipt says of an entry about one thing, with a measure's whole id; `request` is what was requested, if that
/// was one entry.
pub(crate) fn headline(row: &RecordedRow, request: Option<&Data<'_>>, plan: &Plan) -> String {
    let id = row.measure.as_ref().map_or_else(|| name(row, plan), ToString::to_string);
    let default = || format!("{id}   {}", step(row));
    match row.kind {
        EntryKind::Hold => format!("hold on {id}"),
        EntryKind::Evidence if row.measure.is_none() => format!("item {id}   {}", row.word),
        EntryKind::Attestation => format!("{} attested for {id}", row.word),
        EntryKind::Approval => format!("saved plan {id} approved"),
        EntryKind::Disclosure => match request {
            Some(Data::Disclosure(disclosure)) => format!("bundle {id} handed to {}", disclosure.to),
            Some(_) | None => default(),
        },
        EntryKind::Observation => format!("{}: {}", row.word, row.about.as_deref().unwrap_or_default()),
        EntryKind::Note => match request {
            Some(Data::Note(note)) if !note.about.is_empty() => format!("note on {}", note.about.join(", ")),
            Some(_) | None => default(),
        },
        EntryKind::Retraction | EntryKind::Correction => format!("{} of {id}", row.kind),
        EntryKind::Genesis
        | EntryKind::Transition
        | EntryKind::Instrument
        | EntryKind::Go
        | EntryKind::Settle
        | EntryKind::Evidence
        | EntryKind::Checkpoint
        | EntryKind::Retire => default(),
    }
}

/// What a refusal says that an entry cannot be; `word` is what was asked: a state, a gate.
pub(crate) fn participle(kind: EntryKind, word: &str) -> &str {
    match kind {
        EntryKind::Transition => match State::of(word) {
            Some(State::Open) => "reopened",
            Some(State::UnderWay) => "begun",
            Some(State::Partial) => "done in part",
            Some(State::Failed) => "reported as failed",
            Some(State::Declined) => "reported as declined",
            Some(State::Lapsed) => "reported as lapsed",
            Some(State::Cleared | State::Done | State::Confirmed | State::Reversed | State::Withdrawn)
            | None => word,
        },
        EntryKind::Hold => "held",
        EntryKind::Retraction => "taken back",
        EntryKind::Correction => "corrected",
        EntryKind::Attestation => "attested",
        EntryKind::Instrument | EntryKind::Evidence => word,
        EntryKind::Approval => "approved",
        EntryKind::Go => "given",
        EntryKind::Note => "noted",
        EntryKind::Settle => "settled",
        EntryKind::Genesis
        | EntryKind::Observation
        | EntryKind::Disclosure
        | EntryKind::Checkpoint
        | EntryKind::Retire => "recorded",
    }
}

/// What a receipt says of an entry about many things: `cleared 3 measures`, `located attested for 12 measures`.
pub(crate) fn headline_of_many(row: &RecordedRow, count: usize) -> String {
    let things = number_of(count, if row.measure.is_some() { "measure" } else { "outlet" });
    match row.kind {
        EntryKind::Attestation => format!("{} attested for {things}", row.word),
        EntryKind::Hold => format!("hold on {things}"),
        EntryKind::Genesis
        | EntryKind::Transition
        | EntryKind::Observation
        | EntryKind::Note
        | EntryKind::Retraction
        | EntryKind::Correction
        | EntryKind::Instrument
        | EntryKind::Approval
        | EntryKind::Go
        | EntryKind::Settle
        | EntryKind::Evidence
        | EntryKind::Disclosure
        | EntryKind::Checkpoint
        | EntryKind::Retire => format!("{} {things}", row.word),
    }
}

/// `cleared -> done (seized)`
pub(crate) fn step(row: &RecordedRow) -> String {
    let (Some(from), Some(to)) = (row.shown, row.to) else { return row.word.clone() };
    let word = row.measure.as_ref().map(|id| id.action().row().done).filter(|_| to.as_str() == "done");
    let word = word.map_or_else(String::new, |word| format!(" ({word})"));
    let round = if row.round > 1 { format!(", round {}", row.round) } else { String::new() };
    format!("{from} -> {to}{word}{round}")
}

/// What a receipt calls the subject of a row.
pub(crate) fn name(row: &RecordedRow, plan: &Plan) -> String {
    match (&row.measure, &row.about) {
        (Some(id), _) => plan.short(id).to_owned(),
        (None, Some(about)) => about.split_once(':').map_or(about.as_str(), |(_, id)| id).to_owned(),
        (None, None) => row.kind.to_string(),
    }
}

/// Whether something was recorded within a minute of its happening: then the time is not said twice.
fn is_now(at: At, t: Instant) -> bool {
    at.instant().is_some_and(|at| t.millis().abs_diff(at.millis()) <= 60_000)
}

fn transition(transition: &Transition<'_>, t: Instant, plan: &Plan) -> String {
    let word = transition.measure.parse::<MeasureId>().map(|id| id.action().row().done);
    let word = word.ok().filter(|_| transition.to.as_str() == "done");
    let to = word.map_or_else(|| transition.to.to_string(), ToString::to_string);
    let round = if transition.round > 1 { format!(", round {}", transition.round) } else { String::new() };
    let mut parts = vec![format!("{} -> {to}{round}", words::name(plan, &transition.measure))];
    parts.extend((!is_now(transition.at, t)).then(|| time::at(transition.at)));
    parts.extend(transition.remainder.as_ref().map(|text| format!("remains: {text}")));
    parts.extend(transition.basis.as_ref().map(|text| format!("basis: {text}")));
    parts.extend(transition.reason.as_ref().map(|text| format!("reason: {text}")));
    parts.extend(transition.restored.as_ref().map(|text| format!("restored: {text}")));
    parts.extend(transition.irregular.as_ref().map(|it| format!("because: {}", it.reason)));
    parts.extend(transition.note.as_ref().map(ToString::to_string));
    parts.join(", ")
}

fn observation(observation: &Observation<'_>, t: Instant, plan: &Plan) -> String {
    let note = observation.note.as_ref().map(|note| format!(", {note}")).unwrap_or_default();
    let asset = observation.asset.as_ref().map(|asset| format!(" as {asset}")).unwrap_or_default();
    let at =
        if is_now(observation.at, t) { String::new() } else { format!(", {}", time::at(observation.at)) };
    let marks = marked(&observation.marks());
    format!("{} {}{asset}{at}{marks}{note}", subject_text(plan, &observation.about), observation.kind)
}

fn correction(correction: &Correction<'_>) -> String {
    let mut parts = Vec::new();
    parts.extend(correction.at.map(|at| format!("at {}", time::at(at))));
    parts.extend((!correction.sources.is_empty()).then(|| "other sources".to_owned()));
    parts.extend(correction.note.as_ref().map(|note| format!("note: {note}")));
    format!("corrects {}: {}; {}", correction.entry.short(), parts.join(", "), correction.reason)
}

fn disclosure(disclosure: &Disclosure<'_>) -> String {
    let leave = disclosure.leave.as_ref().map(|leave| format!(", by leave {leave}")).unwrap_or_default();
    format!("bundle {} handed to {}{}{leave}", disclosure.bundle.short(), disclosure.to, cut(disclosure))
}

/// `, cut: the part of ro-police, TLP:AMBER, no code but H0 H3, dom-1`; nothing of a whole bundle.
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

/// How many are named; of more it is said how many they are.
const NAMED: usize = 3;

/// `image:ro-web-1, seize:ro-web-1`, and of many `12 measures`.
fn listed<'a>(plan: &Plan, about: impl ExactSizeIterator<Item = &'a Text<'a>>, things: &str) -> String {
    if about.len() > NAMED {
        return number_of(about.len(), things);
    }
    about.map(|about| words::name(plan, about)).collect::<Vec<_>>().join(", ")
}

/// `item RO-1 acquired of image:ro-web-1`, `item 24349daf verified`
fn item(step: &Evidence<'_>, plan: &Plan) -> String {
    let serves = step.serves.iter().map(|(measure, _)| measure);
    let of = if step.serves.is_empty() {
        String::new()
    } else {
        format!(" of {}", listed(plan, serves, "measure"))
    };
    let name = step.exhibit.as_ref().map(ToString::to_string).or_else(|| step.item.map(|item| item.short()));
    let name = name.map(|name| format!("{name} ")).unwrap_or_default();
    let to = step.holder.as_ref().map(|holder| format!(" to {holder}")).unwrap_or_default();
    let mut parts = vec![format!("item {name}{}{of}{to}{}", step.to, marked(&step.marks()))];
    parts.extend(step.place.as_ref().map(|text| format!("where: {text}")));
    parts.extend(step.reason.as_ref().map(|text| format!("reason: {text}")));
    parts.extend(step.reference.as_ref().map(|text| format!("reference: {text}")));
    parts.extend(step.irregular.as_ref().map(|it| format!("because: {}", it.reason)));
    parts.extend(step.note.as_ref().map(ToString::to_string));
    parts.join(", ")
}

/// `, TLP:RED H1`, where it says itself how far it may travel.
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

/// `outlet:amaq` is amaq; an entry is its short hash.
fn subject_text(plan: &Plan, about: &str) -> String {
    if let Some(hash) = about.strip_prefix("entry:") {
        return format!("entry {}", hash.get(..8).unwrap_or(hash));
    }
    let bare = about.strip_prefix("outlet:").or_else(|| about.strip_prefix("asset:"));
    bare.map_or_else(|| words::name(plan, about), str::to_owned)
}
