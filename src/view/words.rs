//! The sentences that the public JSON carries. They name no options or commands, because those belong to
//! `cli`.

use crate::model::country::Country;
use crate::model::measure::MeasureId;
use crate::model::word::Word as _;
use crate::operation::{
    Authorized, Change, GateReason, InstrumentGap, MissingAttester, OutletGap, StuckReason,
};

/// How many names a sentence lists before it counts the rest.
const LISTED: usize = 10;

/// A list of names for a sentence: `a, b and 7 more`.
pub fn some_of<'n>(names: impl ExactSizeIterator<Item = &'n str>) -> String {
    let more = names.len().saturating_sub(LISTED);
    let listed = names.take(LISTED).collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{listed} and {more} more") } else { listed }
}

/// `nl-police`, `another agency than nl-police`, `any participating agency`
pub fn authorized(who: &Authorized) -> String {
    match who {
        Authorized::Agency(id) => id.clone(),
        Authorized::OtherThan(id) => format!("another agency than {id}"),
        Authorized::OtherThanLead => "an agency other than the lead".to_owned(),
        Authorized::OfCountry => "an agency of a country".to_owned(),
        Authorized::Role(role) => role.to_string(),
    }
}

/// Why a gate is open: `nl-warrant-1 is not granted`.
pub fn gate_reason(reason: &GateReason) -> String {
    match reason {
        GateReason::Outlets(gaps) => joined(gaps.iter().map(outlet_gap)),
        GateReason::Unattested { agency } => format!("{agency} has to attest it"),
        GateReason::OtherTarget { agency } => {
            format!("{agency} attested it for another target: it was changed since")
        }
        GateReason::Expired { agency, until } => format!("the word of {agency} counted until {until}"),
        GateReason::Stale { age, max_age } => format!("checked {} ago, counts for {max_age}", duration(*age)),
        GateReason::Unsigned { agency } => format!("{agency} attested it, and no signature covers that yet"),
        GateReason::Afterwards { agency, recorded_at } => {
            format!("{agency} attested it only at {recorded_at}, afterwards")
        }
        GateReason::Unanswered(countries) => {
            let codes: Vec<&str> = countries.iter().map(Country::code).collect();
            let have = if codes.len() == 1 { "has" } else { "have" };
            format!("{} {have} not answered", codes.join(", "))
        }
        GateReason::Unweighed { agency } => format!("another agency than {agency} has to weigh it"),
        GateReason::NoInstrument => "no instrument covers it".to_owned(),
        GateReason::Instruments(gaps) => {
            joined(gaps.iter().map(|(id, gap)| format!("{id} {}", instrument_gap(gap))))
        }
    }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join("; ")
}

fn outlet_gap(gap: &OutletGap) -> String {
    match gap {
        OutletGap::NotInPlan(id) => format!("the plan has no outlet {id} any more"),
        OutletGap::Unattested { outlet, lead, missing } => match missing {
            MissingAttester::LeadAndOther => {
                format!("{lead} and one other agency have to attest it ({outlet})")
            }
            MissingAttester::Lead => format!("{lead} has to attest it ({outlet})"),
            MissingAttester::Other => format!("one other agency than {lead} has to attest it ({outlet})"),
        },
    }
}

/// Why an instrument does not cover a measure, as a phrase that follows the instrument's id.
fn instrument_gap(gap: &InstrumentGap) -> String {
    match gap {
        InstrumentGap::NotGranted => "is not granted".to_owned(),
        InstrumentGap::OtherTarget => "was granted for another target: it was changed since".to_owned(),
        InstrumentGap::Expired(end) => format!("expired at {end}"),
        InstrumentGap::OtherTime { valid: (start, end), needed: (from, until) } => {
            format!("is valid from {start} to {end}, and is needed from {from} to {until}")
        }
        InstrumentGap::InState(state) => format!("is {state}, not granted"),
    }
}

/// A duration in its largest unit: `4 d`, `3 h`, `12 min`.
fn duration(millis: i64) -> String {
    let minutes = millis / 60_000;
    match minutes {
        2880.. => format!("{} d", minutes / 1440),
        120.. => format!("{} h", minutes / 60),
        _ => format!("{minutes} min"),
    }
}

/// How the current state differs from a saved plan.
pub fn change(change: &Change) -> String {
    match change {
        Change::Operation { saved, now } => format!("it is of {saved}, not of {now}"),
        Change::Policy => "it was changed since".to_owned(),
        Change::Countries => "others have to answer now".to_owned(),
        Change::Removed => "the plan has it no more".to_owned(),
        Change::Keys(keys) => format!("the plan changed its {}", keys.join(", ")),
        Change::Round { saved, now } => format!("it is in round {now}, not {saved}"),
        Change::InState(state) => format!("it is {state} already"),
        Change::Conflict => "it is in conflict".to_owned(),
        Change::Held(agencies) => format!("it is held by {}", agencies.join(", ")),
        Change::OpenGate(gate, reason) => format!("{gate} is open: {}", gate_reason(reason)),
        Change::GroupGrew { group, missing } => {
            format!("its group {group} also has {}", some_of(missing.iter().map(MeasureId::short)))
        }
        Change::NoGo(action) => format!("{} waits for no go", action.as_str()),
    }
}

/// Why the go cannot clear a measure.
pub fn stuck_reason(reason: &StuckReason) -> String {
    match reason {
        StuckReason::Gate(gate, reason) => format!("{gate}: {}", gate_reason(reason)),
        StuckReason::Group(missing) => {
            format!("its group waits for {}", some_of(missing.iter().map(MeasureId::short)))
        }
    }
}
