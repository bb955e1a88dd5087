//! The keys that an edge requires, each left out on its own. Also entries that state a wrong situation.

use super::kind::{Item, KINDS, Kind, OTHER, OWN};
use super::machine::MachineModel;
use super::{Due, asked, came, forged};
use crate::ledger::codec::entry::{Data, Hold, Irregular, Note, Retraction, Transition};
use crate::model::broken::{BrokenGuard, Guard};
use crate::model::digest::Hash;
use crate::model::state::State::{self, *};
use crate::model::time::At;
use crate::model::word::Word as _;
use crate::operation::judge::verdict::Verdict;
use crate::operation::record::request::EntryRequest;

fn kind(action: &str) -> &'static Kind {
    KINDS.iter().find(|kind| kind.action == action).expect("a kind")
}

/// The action, its current and its requested state, the agency and number of the officer, an edit, and the
/// expected result.
type Case = (&'static str, State, State, (&'static str, u8), fn(&mut Transition<'static>), Due);

#[test]
fn each_thing_that_an_edge_has_to_say_is_asked_for_alone() {
    let (own, lead, other) = ((OWN, 1), ("be-prosecutor", 9), (OTHER, 9));
    let lacks = || Due::Void("lacks");
    let sound = || Due::Sound;
    let state = || Due::Irregular(vec![BrokenGuard::Guard(Guard::State)]);
    let as_it_is: fn(&mut Transition<'static>) = |_| {};
    let no_reason: fn(&mut Transition<'static>) = |step| step.reason = None;
    let no_reference: fn(&mut Transition<'static>) = |step| step.reference = None;
    #[rustfmt::skip]
    let cases: Vec<Case> = vec![
        ("seize", Cleared, Partial, own, as_it_is, sound()),
        ("seize", Cleared, Partial, own, |step| step.remainder = None, lacks()),
        ("seize", Cleared, Done, own, |step| step.remainder = Some("one".into()), lacks()),
        ("seize", Partial, Done, own, as_it_is, sound()),
        ("seize", Partial, Done, own, |step| step.note = None, lacks()),
        ("seize", Partial, Failed, own, |step| step.note = None, sound()),
        ("seize", Partial, Partial, own, as_it_is, sound()),
        ("seize", Cleared, Withdrawn, own, no_reason, lacks()),
        ("seize", UnderWay, Withdrawn, own, as_it_is, sound()),
        ("seize", Failed, Open, own, no_reason, lacks()),
        ("seize", Done, Failed, own, no_reason, sound()),
        ("seize", Done, Reversed, own, no_reason, lacks()),
        ("seize", Done, Reversed, own, |step| step.restored = None, lacks()),
        ("seize", Done, Reversed, own, no_reference, state()),
        ("seize", Confirmed, Reversed, own, no_reference, state()),
        ("seize", Partial, Reversed, own, no_reference, state()),
        ("take-offline", Done, Lapsed, other, as_it_is, sound()),
        ("take-offline", Done, Lapsed, other, |step| step.sources = Vec::new(), lacks()),
        ("take-offline", Done, Confirmed, other, as_it_is, sound()),
        ("take-offline", Done, Confirmed, other, |step| step.basis = None, lacks()),
        ("take-offline", Done, Confirmed, other, |step| step.seen_from.truncate(1), lacks()),
        ("take-offline", Done, Confirmed, own, as_it_is, lacks()),
        ("take-offline", Done, Confirmed, (OWN, 2), as_it_is, sound()),
        ("preserve", Done, Confirmed, other, as_it_is, sound()),
        ("preserve", Done, Confirmed, other, |step| step.until = None, lacks()),
        ("arrest", Done, Confirmed, other, |step| step.seen_from = Vec::new(), sound()),
        ("take-control", Done, Confirmed, lead, as_it_is, sound()),
        ("take-control", Done, Confirmed, lead, |step| step.basis = None, lacks()),
        ("take-control", Done, Confirmed, (OWN, 2), as_it_is, Due::Void("no right")),
    ];
    for (action, from, to, (agency, officer), edit, due) in cases {
        let mut machine = MachineModel::reach(kind(action), 1, from).expect("it can come there");
        machine.world.now = machine.h_hour().plus_millis(2 * super::machine::HOUR);
        let mut step = machine.whole(kind(action).id().as_str(), to);
        edit(&mut step);
        let verdict = asked(&mut machine, agency, &format!("{agency}-{officer}"), &step);
        assert_eq!(came(&verdict), due, "{action} {from} -> {to} by {agency}-{officer}: {verdict:?}");
    }
}

#[test]
fn a_remainder_that_was_said_before_is_no_new_one() {
    let mut machine = MachineModel::reach(kind("seize"), 1, Partial).expect("it can be partial");
    let mut step = machine.whole(kind("seize").id().as_str(), Partial);
    let said = machine.world.written.entries().find_map(|(_, _, entry)| match entry.data {
        Some(Data::Transition(said)) => said.remainder.map(std::borrow::Cow::into_owned),
        _ => None,
    });
    step.remainder = said.map(Into::into);
    assert!(step.remainder.is_some());
    assert_eq!(came(&asked(&mut machine, OWN, "nl-police-1", &step)), Due::Void("lacks"));
}

#[test]
fn evidence_is_of_this_round_verified_and_of_the_kind_that_is_asked() {
    for kind in KINDS.iter().filter(|kind| kind.evidence != Item::No) {
        let id = kind.id();
        // The measure is done in the second round, but its only item is from the first.
        let mut machine = MachineModel::reach(kind, 1, Done).expect("it can be done");
        for to in [Failed, Open] {
            machine.enter(OWN, to);
        }
        machine.save();
        machine.go();
        machine.world.now = machine.h_hour().plus_millis(2 * super::machine::HOUR);
        machine.enter(OWN, Done);
        let step = machine.whole(id.as_str(), Confirmed);
        let verdict = asked(&mut machine, "be-prosecutor", "be-prosecutor-9", &step);
        assert_eq!(came(&verdict), Due::Void("lacks"), "{}: {verdict:?}", kind.action);
        machine.evidence();
        let step = machine.whole(id.as_str(), Confirmed);
        assert_eq!(came(&asked(&mut machine, "be-prosecutor", "be-prosecutor-9", &step)), Due::Sound);
    }
}

#[test]
fn what_is_irregular_is_confirmed_once_the_lead_has_noted_it() {
    let kind = kind("take-offline");
    let mut machine = MachineModel::reach(kind, 1, UnderWay).expect("it can begin");
    let hold = EntryRequest::from(Hold::new(vec![kind.id()], "ours".to_owned()));
    let hold = machine.tell(OTHER, &hold);
    machine.world.now = machine.world.now.plus_millis(1000);
    let told = Transition {
        irregular: Some(Irregular::new("it was done")),
        ..machine.whole(kind.id().as_str(), Done)
    };
    let verdict = machine.world.say(machine.place(OWN), "nl-police-1", &EntryRequest::from(told));
    assert_eq!(verdict.expect("a fact"), Verdict::Irregular(vec![BrokenGuard::Guard(Guard::Hold)]));
    machine.meet();
    machine.tell(OTHER, &EntryRequest::from(Retraction::new(hold, "settled".to_owned())));
    (machine.state, machine.from) = (Some(Done), Done);
    let note = |machine: &mut MachineModel, agency: &str| {
        let about = vec![kind.id().to_string()];
        let text = "seen, and taken up".to_owned();
        machine.tell(agency, &EntryRequest::from(Note::new(about, text)));
    };
    for (noted, due) in [(OWN, Due::Void("lacks")), ("be-prosecutor", Due::Sound)] {
        note(&mut machine, noted);
        let step = machine.whole(kind.id().as_str(), Confirmed);
        assert_eq!(came(&asked(&mut machine, OTHER, "fr-office-9", &step)), due, "after a note of {noted}");
    }
}

#[test]
fn an_entry_that_says_what_was_not_so_moves_nothing() {
    for kind in KINDS {
        for state in State::ALL {
            let Some(machine) = MachineModel::reach(kind, 2, *state) else { continue };
            let step = machine.whole(kind.id().as_str(), Failed);
            let forge = |edit: &dyn Fn(&mut crate::ledger::codec::entry::Transition<'_>)| {
                let mut copy = machine.clone();
                let mut data = forged(&copy, &step);
                edit(&mut data);
                let verdict = copy.world.forge(copy.place(OWN), "nl-police-1", &Data::Transition(data));
                assert_eq!(super::stands(&copy), (2, Some(*state)));
                came(&verdict)
            };
            // If no edge leads to failed, the judge reports that first.
            let or = |due: &'static str| match state {
                Failed => Due::Void("already"),
                Confirmed => Due::Void("no edge"),
                _ => Due::Void(due),
            };
            for other in State::ALL.iter().filter(|other| *other != state) {
                assert_eq!(forge(&|data| data.from = *other), or("misread"), "{state} as {other}");
            }
            for round in [1, 3] {
                assert_eq!(forge(&|data| data.round = round), or("misread"), "{state} in round {round}");
            }
            assert_eq!(forge(&|data| data.target = Hash::of(b"another")), or("other target"), "{state}");
            let later = At::Instant(machine.world.now.plus_millis(1));
            assert_eq!(forge(&|data| data.at = later), or("future"), "{state}");
        }
    }
}

#[test]
fn a_hold_counts_from_its_time_on_and_stops_no_act_before() {
    let kind = kind("take-offline");
    let mut machine = MachineModel::reach(kind, 1, Cleared).expect("it waits for a go");
    machine.world.now = machine.h_hour().plus_millis(super::machine::HOUR);
    let before = machine.world.now;
    let (fr, id) = (machine.place(OTHER), kind.id());
    machine.world.now = before.plus_millis(1000);
    let hold = Hold { measures: vec![id.as_str().into()], reason: "ours".into(), clock_was_set: false };
    assert_eq!(machine.world.forge(fr, "fr-office-1", &Data::Hold(hold)), Verdict::Sound);
    machine.meet();
    machine.world.now = before.plus_millis(5000);
    for (at, from, broken) in [
        (before, Cleared, vec![]),
        (
            before.plus_millis(1000),
            Open,
            vec![BrokenGuard::Guard(Guard::Go), BrokenGuard::Guard(Guard::Hold)],
        ),
    ] {
        (machine.state, machine.from) = (Some(from), from);
        let step = Transition { at: At::Instant(at), ..machine.whole(id.as_str(), Done) };
        let due = if broken.is_empty() { Due::Sound } else { Due::Irregular(broken) };
        assert_eq!(came(&asked(&mut machine.clone(), OWN, "nl-police-1", &step)), due, "at {at}");
    }
}

#[test]
fn start_window_and_hours_include_their_ends() {
    use super::machine::HOUR;
    for kind in KINDS {
        let state = if kind.go { Cleared } else { Open };
        let mut machine = MachineModel::reach(kind, 1, state).expect("it can come there");
        machine.world.now = machine.h_hour().plus_millis(37 * HOUR);
        for (from_h, broken) in [
            (0, None),
            (-1, Some(Guard::Start)),
            (15 * HOUR, None),
            (15 * HOUR + 1000, Some(Guard::Hours)),
            (23 * HOUR, None),
            (23 * HOUR - 1000, Some(Guard::Hours)),
            (36 * HOUR, None),
            (36 * HOUR + 1, Some(Guard::Window)),
        ] {
            let at = At::Instant(machine.h_hour().plus_millis(from_h));
            let step = Transition { at, ..machine.whole(kind.id().as_str(), UnderWay) };
            let came = came(&asked(&mut machine, OWN, "nl-police-1", &step));
            let due = broken.map_or(Due::Sound, |guard| Due::Irregular(vec![BrokenGuard::Guard(guard)]));
            assert_eq!(came, due, "{} {from_h} ms from H", kind.action);
        }
    }
}
