//! Explains refusals: the request, the current state, what is missing, and who can provide it.

use crate::ledger::codec::entry::EntryKind;
use crate::model::broken::{BrokenGuard, Guard};
use crate::model::gate::Gate;
use crate::model::measure::MeasureId;
use crate::model::state::State;
use crate::model::word::Word as _;
use crate::operation::{
    Difference, DisplayState, MissingStatement, OpenGate, PlanPart, Refusal, RefusalReason,
};
use crate::plan::Plan;
use crate::view;
use crate::view::refusal::{RefusalRow, Refusals};

use super::error::{CliError, ErrorKind};
use super::output::text::number_of;
use super::output::time;
use super::words;

/// Combines all refusals of one command into one error.
pub(crate) fn error(refusals: &[Refusal], plan: &Plan, name: &str) -> CliError {
    let mut blocks = refusals.iter().map(|refusal| block(refusal, plan));
    let Some(mut first) = blocks.next() else { return CliError::refused("refused") };
    first.also = blocks.collect();
    let kinds = refusals.iter().map(kind);
    first.kind =
        kinds.fold(first.kind, |one, two| if one.exit().or(two.exit()) == one.exit() { one } else { two });
    first.refusals = Some(Box::new(Refusals::new(refusals.iter().map(row).collect())));
    if refusals.iter().any(|refusal| !refusal.broken.is_empty() && !refusal.gaps.is_empty())
        && first.kind == ErrorKind::Refused
    {
        let measures: Vec<_> = refusals.iter().map(|refusal| short(&refusal.about)).take(3).collect();
        let measures = if refusals.len() > 3 { String::new() } else { format!(" {}", measures.join(" ")) };
        first.hints.push(format!("what is missing, as commands: takedown plan {name} --next{measures}"));
    }
    if refusals.iter().any(|refusal| refusal.irregular_would_do) {
        first.hints.push(words::IRREGULAR.to_owned());
    }
    first
}

fn row(refusal: &Refusal) -> RefusalRow {
    let mut hint = words::reason(&refusal.why);
    if refusal.irregular_would_do {
        hint = format!("{hint}; {}", words::IRREGULAR);
    }
    RefusalRow::of(refusal, hint)
}

/// The kind of failure: usage (2) for an unknown subject, conflict (5), otherwise refused (3).
fn kind(refusal: &Refusal) -> ErrorKind {
    match &refusal.why {
        RefusalReason::Unknown(_) | RefusalReason::UnknownEntry(_) => ErrorKind::Usage,
        RefusalReason::Conflict | RefusalReason::Stale(_) => ErrorKind::Conflict,
        // A measure in conflict accepts facts, but only as irregular ones.
        RefusalReason::Broken(_) if refusal.shown == Some(DisplayState::Conflict) => ErrorKind::Conflict,
        _ => ErrorKind::Refused,
    }
}

fn block(refusal: &Refusal, plan: &Plan) -> CliError {
    let mut error = CliError::new(kind(refusal), headline(refusal));
    error.lines = lines(refusal, plan);
    error.hints = hints(refusal);
    error
}

fn headline(refusal: &Refusal) -> String {
    let about = short(&refusal.about);
    let shown = refusal.shown.map_or("", DisplayState::as_str);
    let verb = participle(refusal.kind, &refusal.requested);
    match &refusal.why {
        RefusalReason::Broken(_) if refusal.shown == Some(DisplayState::Conflict) => conflict(about),
        RefusalReason::Broken(broken) if broken.contains(&BrokenGuard::Guard(Guard::Go)) => {
            format!("`{about}` may not be {verb} yet: it is {shown}, not cleared")
        }
        RefusalReason::Broken(_) if refusal.shown.is_none() => format!("`{about}` may not be {verb} so"),
        RefusalReason::Broken(_) => format!("`{about}` may not be {verb} so: it is {shown}"),
        RefusalReason::Already(_) => format!("`{about}` is {shown} already"),
        RefusalReason::NoEdge { .. } => format!("`{about}` cannot be {verb}: it is {shown}"),
        RefusalReason::NoRight { who } => {
            format!("`{about}` may be {verb} by {} only", words::authorized(who))
        }
        RefusalReason::Lacks(what) => {
            format!("`{about}` cannot be {verb} without {}", words::requirement(what))
        }
        RefusalReason::Conflict => conflict(about),
        RefusalReason::Stale(_) => format!("the saved plan {about} no longer says what is so"),
        RefusalReason::Approvals { .. } => {
            format!("the go for {about} may not be given: {}", words::reason(&refusal.why))
        }
        RefusalReason::AlreadySaid if refusal.requested == "approve" => {
            format!("the saved plan {about} is approved by it already")
        }
        RefusalReason::AlreadySaid if refusal.requested == "go" => {
            format!("the go for {about} is given already")
        }
        RefusalReason::NotAsked(gate) => format!("`{about}`: the gate {gate} is not asked of it"),
        reason if about.is_empty() => words::reason(reason),
        reason => format!("`{about}`: {}", words::reason(reason)),
    }
}

fn conflict(about: &str) -> String {
    format!("`{about}` is in conflict until the lead settles it")
}

/// `seize:nl-web-1` for `seize:nl-web-1@nl-police`; anything else unchanged.
fn short(about: &str) -> &str {
    match MeasureId::split(about) {
        Some(_) if !about.contains(',') => about.split('@').next().unwrap_or(about),
        _ => about,
    }
}

/// The explanation of the only guard that evidence can break.
const BORDER: &str =
    "it crosses a border, and no instrument that is granted says so: covers = [\"transfer:ASSET\"]";

/// How many differences from a saved plan are listed.
const MOST: usize = 12;

/// One line for each missing item, labelled with a word that `takedown explain` knows.
fn lines(refusal: &Refusal, plan: &Plan) -> Vec<(String, String)> {
    let mut lines: Vec<(String, String)> = Vec::new();
    let waits = refusal.broken.contains(&BrokenGuard::Guard(Guard::Go));
    for gap in &refusal.gaps {
        if waits || refusal.broken.contains(&BrokenGuard::Gate(gap.gate)) {
            lines.push((gap.gate.to_string(), gap_words(gap)));
        }
    }
    let listed = |gate: Gate| refusal.gaps.iter().any(|gap| gap.gate == gate);
    for broken in &refusal.broken {
        match broken {
            BrokenGuard::Guard(guard) => lines.push((guard.to_string(), guard_words(*guard, refusal, plan))),
            BrokenGuard::Gate(gate) if refusal.shown.is_none() => {
                lines.push((gate.to_string(), BORDER.to_owned()));
            }
            BrokenGuard::Gate(gate) if !listed(*gate) => {
                lines.push((gate.to_string(), format!("{} did not hold", gate.row().meaning)));
            }
            BrokenGuard::Gate(_) => {}
        }
    }
    if let RefusalReason::Stale(differences) = &refusal.why {
        for Difference { about, change } in differences.iter().take(MOST) {
            let about = match about {
                PlanPart::Measure(id) => id.short().to_owned(),
                part => part.to_string(),
            };
            lines.push((about, view::words::change(change)));
        }
        if differences.len() > MOST {
            lines.push((String::new(), format!("and {} more differences", differences.len() - MOST)));
        }
    }
    if let RefusalReason::Approvals { have, .. } = &refusal.why {
        let have = if have.is_empty() { "nobody yet".to_owned() } else { have.join(", ") };
        lines.push(("approved by".to_owned(), have));
    }
    if let RefusalReason::NoEdge { from, .. } = &refusal.why {
        let edges: Vec<_> = refusal.edges.iter().map(|state| state.as_str()).collect();
        let steps = if edges.is_empty() { "none".to_owned() } else { edges.join(", ") };
        lines.push(("steps".to_owned(), format!("from {from}: {steps}")));
    }
    lines
}

fn gap_words(gap: &OpenGate) -> String {
    // The reason already names who attests, but not who grants.
    let grants = gap.missing.iter().any(|unsaid| matches!(unsaid, MissingStatement::Grant { .. }));
    let reason = view::words::gate_reason(&gap.reason);
    if grants { format!("{reason} ({})", gap.by.join(", ")) } else { reason }
}

fn guard_words(guard: Guard, refusal: &Refusal, plan: &Plan) -> String {
    let measure = plan.measures.get(refusal.about.as_str());
    let lead = &plan.operation.lead;
    match guard {
        Guard::Go => {
            let others = number_of(usize::try_from(plan.policy.approvals).unwrap_or(usize::MAX), "other");
            format!("{lead}, on a saved plan approved by {others}")
        }
        Guard::Start => match measure.and_then(|measure| Some((measure, measure.start?))) {
            Some((measure, start)) => {
                format!("it starts at {}, {}", measure.start_text, time::instant(start))
            }
            None => "it is before its start".to_owned(),
        },
        Guard::Window => match measure.and_then(|measure| measure.window) {
            Some((from, to)) => {
                format!("its window is {} to {}", time::instant(from), time::instant(to))
            }
            None => "it is outside its window".to_owned(),
        },
        Guard::Hours => match measure.and_then(|measure| measure.start_between.zip(measure.timezone)) {
            Some((hours, zone)) => {
                format!("its legal hours are {} to {} in {}", hours.from, hours.to, time::city(zone))
            }
            None => "it is outside its legal hours".to_owned(),
        },
        Guard::After => match measure.map(|measure| &measure.after) {
            Some(after) => {
                let ids: Vec<_> = after.iter().map(MeasureId::short).collect();
                format!("it comes after {}", ids.join(", "))
            }
            None => "what comes before it is not done".to_owned(),
        },
        Guard::Group => "another measure of its group is still open, without a go".to_owned(),
        Guard::Hold => "a hold stands on it".to_owned(),
        Guard::State => "no regular step leads there from its state".to_owned(),
        Guard::Order => "it is dated before the report that it rests on".to_owned(),
        Guard::Signature => "the plan asks for signatures, and none covers it".to_owned(),
    }
}

fn hints(refusal: &Refusal) -> Vec<String> {
    match &refusal.why {
        RefusalReason::Already(_)
        | RefusalReason::AlreadyHeld
        | RefusalReason::AlreadyRetracted
        | RefusalReason::AlreadySaid => {
            vec!["to pass over what is so already: --if-needed".to_owned()]
        }
        RefusalReason::NoStep { from, to } if from == to => {
            vec!["to pass over what is so already: --if-needed".to_owned()]
        }
        RefusalReason::Stale(_) => {
            vec!["save it anew, and have that approved: takedown plan --out FILE".to_owned()]
        }
        RefusalReason::Approvals { .. } => {
            vec!["other agencies say yes to it: takedown --as AGENCY approve FILE".to_owned()]
        }
        RefusalReason::Conflict => {
            let about = short(&refusal.about);
            vec![format!("the lead says which counts: takedown settle {about} STATE --reason TEXT")]
        }
        RefusalReason::NotAmongTips { .. } => {
            vec!["takedown status --by measure shows what stands against what".to_owned()]
        }
        RefusalReason::Future => vec!["facts lie in the past: --at says when it happened".to_owned()],
        _ => Vec::new(),
    }
}

/// The participle for "cannot be ..."; `word` is the requested state or gate.
fn participle(kind: EntryKind, word: &str) -> &str {
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
