//! Texts for values of the lower layers: why something is refused, what is missing, what to do. Only this
//! layer names options and commands in reasons.

use std::borrow::Cow;

use crate::ledger::finding::Remedy;
use crate::model::evidence::ItemNeed;
use crate::model::state::Need;
use crate::operation::{
    Authorized, Difference, EntryRequirement, OpenGate, Refusal, RefusalReason, RetractionObstacle,
};
use crate::view::words;

/// The hint for a refused fact that has already happened.
pub(crate) const IRREGULAR: &str = "if it has happened all the same: --irregular REASON";

/// Why an entry is void, or why a request is refused.
pub(crate) fn reason(reason: &RefusalReason) -> String {
    match reason {
        RefusalReason::PlanUnreadable => {
            "the plan it cites is not in the ledger or cannot be read".to_owned()
        }
        RefusalReason::CharterChanged => {
            "the plan it cites has another id, mode, lead or coordinator".to_owned()
        }
        RefusalReason::AgencyLost(agency) => {
            format!("the plan it cites lacks the agency `{agency}`, which an earlier one has")
        }
        RefusalReason::NoParticipant(agency) => format!("`{agency}` may not write in this operation"),
        RefusalReason::Unknown(thing) => format!("the plan has no `{thing}`"),
        RefusalReason::UnknownEntry(entry) => format!("its writer had seen no entry {entry}"),
        RefusalReason::Already(state) => format!("it is {state} already"),
        RefusalReason::NoEdge { from, to } => format!("no step leads from {from} to {to}"),
        RefusalReason::Misread { stated, was } => {
            format!("it says {} in round {}, but was {} in round {}", stated.1, stated.0, was.1, was.0)
        }
        RefusalReason::Conflict => "it is in conflict until the lead settles it".to_owned(),
        RefusalReason::NoRight { who } => format!("only {} may", authorized(who)),
        RefusalReason::Lacks(what) => format!("it needs {}", requirement(what)),
        RefusalReason::Broken(broken) => {
            let guards: Vec<String> = broken.iter().map(ToString::to_string).collect();
            format!("it breaks {}", guards.join(", "))
        }
        RefusalReason::Future => "it lies in the future".to_owned(),
        RefusalReason::OtherTarget => "its target digest is not that of the plan it cites".to_owned(),
        RefusalReason::NotInMode => "operations of this mode have no such entries".to_owned(),
        RefusalReason::NotAsked(gate) => format!("the gate {gate} is not asked of it"),
        RefusalReason::Derived(gate) => {
            format!("the gate {gate} is attested by nobody: instruments that are granted close it")
        }
        RefusalReason::NoStep { from, to } if from == to => format!("it is {to} already"),
        RefusalReason::NoStep { from, to } => format!("no step leads from {from} to {to}"),
        RefusalReason::AlreadySaid => "the same agency has said so already".to_owned(),
        RefusalReason::Stale(differences) => {
            let text = |it: &Difference| format!("{}: {}", it.about, words::change(&it.change));
            let texts: Vec<String> = differences.iter().map(text).collect();
            format!("the saved plan no longer holds: {}", texts.join("; "))
        }
        RefusalReason::Approvals { have, need } => {
            format!("{} of {need} agencies beside the lead have approved it", have.len())
        }
        RefusalReason::NoConflict => "it is not in conflict".to_owned(),
        RefusalReason::OtherTips => "it does not name all that it ends".to_owned(),
        RefusalReason::NotAmongTips { to, tips } => {
            let tips: Vec<String> = tips.iter().map(ToString::to_string).collect();
            format!("nobody says {to}: it is {}", tips.join(" or "))
        }
        RefusalReason::AlreadyHeld => "the same agency holds it already".to_owned(),
        RefusalReason::AlreadyRetracted => "it is taken back already".to_owned(),
        RefusalReason::Inherited => "how far an item may travel is said where it begins".to_owned(),
        RefusalReason::NotRetractable(obstacle) => retraction_obstacle(*obstacle).to_owned(),
    }
}

/// Why a request is refused: the open gates of its measure, or the reason if no gate is open.
pub(crate) fn refusal(refusal: &Refusal) -> String {
    let gate = |gap: &OpenGate| format!("{}: {}", gap.gate, words::gate_reason(&gap.reason));
    let gates: Vec<String> = refusal.gaps.iter().map(gate).collect();
    if gates.is_empty() { reason(&refusal.why) } else { gates.join("; ") }
}

/// `nl-police or be-prosecutor`
pub(crate) fn authorized(who: &[Authorized]) -> String {
    who.iter().map(words::authorized).collect::<Vec<_>>().join(" or ")
}

/// What is missing, as a phrase after `without` or `it needs`.
pub(crate) fn requirement(requirement: &EntryRequirement) -> Cow<'static, str> {
    let text = match requirement {
        EntryRequirement::Transition(need) => transition_need(*need),
        EntryRequirement::Item(need) => item_need(*need),
        EntryRequirement::OtherCustodian => "an officer other than the one before",
        EntryRequirement::ServedMeasures => "the measures that it serves",
        EntryRequirement::UnusedExhibit(exhibit) => {
            return Cow::Owned(format!("another --exhibit: {exhibit} is used"));
        }
        EntryRequirement::UnexpiredAttestation => "an --until that is not over",
        EntryRequirement::InstrumentNumber => "--number",
        EntryRequirement::InstrumentValidity => "--valid FROM/UNTIL",
        EntryRequirement::InstrumentDocument => "--document FILE",
        EntryRequirement::NewAsset => "--asset, the new one",
        EntryRequirement::Instant => "an instant: a day or a span dates no step here",
        EntryRequirement::Basis => "--basis",
        EntryRequirement::VerifiedItem => "a verified item of evidence of this round: takedown evidence",
        EntryRequirement::PreservationEnd => "--until, when the custodian's preservation expires",
        EntryRequirement::SeenFrom => "--seen-from",
        EntryRequirement::SeenFromAbroad => "--seen-from another country than the agency's",
        EntryRequirement::SeenFromTwoCountries => "--seen-from twice, from two countries",
        EntryRequirement::SeenFromHome => "--seen-from the agency's own country",
        EntryRequirement::LeadNote => "a note of the lead about it first, as it is irregular",
    };
    Cow::Borrowed(text)
}

fn transition_need(need: Need) -> &'static str {
    match need {
        Need::Go => "the lead's go",
        Need::Reason => "--reason",
        Need::Remainder => "--partial",
        Need::NoteOnRemainder => "--note on the remainder",
        Need::Check => "--basis, and what the action asks for",
        Need::OtherOfficer => "an officer who reported none of it",
        Need::Source => "--source",
        Need::ClaimOrSource => "claims in the plan, or --source",
        Need::MayLapse => "an action whose effect may lapse",
        Need::Restored => "--restored",
        Need::Reference => "--reference",
    }
}

fn item_need(need: ItemNeed) -> &'static str {
    match need {
        ItemNeed::SerialAndSeal => "--serial and --seal",
        ItemNeed::File => "--file",
        ItemNeed::Match => "the file again, or the seal",
        ItemNeed::Mismatch => "what does not match",
        ItemNeed::Place => "--where",
        ItemNeed::Receipt => "--to, --reason, and --file or --seal as it was received",
        ItemNeed::Reference => "--reference",
    }
}

fn retraction_obstacle(obstacle: RetractionObstacle) -> &'static str {
    match obstacle {
        RetractionObstacle::Retraction => "a retraction is never taken back: say it anew",
        RetractionObstacle::Evidence => "an item of evidence is never taken back: its chain goes on",
        RetractionObstacle::Genesis => "the first line of a log is never taken back",
        RetractionObstacle::GoBegun => "every measure of that go has begun",
        RetractionObstacle::LaterStep => "a later step rests on it: take that one back first",
        RetractionObstacle::NotUnderstood => "this version does not know what it says",
        RetractionObstacle::VoidStep => "that step counts for nothing",
        RetractionObstacle::NoTime => "only steps, observations and notes have a time to mend",
        RetractionObstacle::NotCorrectable => "only steps, observations and notes can be mended",
    }
}

/// The hint for a finding in a ledger or a bundle.
pub(crate) fn remedy(remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::CompareCopies => "nothing is repaired: compare it with another copy of this ledger",
        Remedy::RetireBranch => {
            "its agency says which one it stands by: takedown retire BRANCH --reason TEXT"
        }
        Remedy::SignAgain => "its agency signs again: takedown checkpoint",
        Remedy::AskBundleMaker => "nothing is repaired: ask whoever made the bundle for another copy",
    }
}
