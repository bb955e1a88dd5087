//! Recording and reading by one judge: what is refused when written is void or irregular when read.

use std::path::Path;

use takedown::ledger::codec::entry::{Data, Hold, Irregular, Note, Retraction};
use takedown::model::digest::Hash;
use takedown::model::state::State;
use takedown::operation::{DisplayState, EntryRequest, RefusalReason, Verdict};

use crate::stage::{IDENTIFY, SEIZE, Stage, forged, id, moved, step, words};

#[test]
fn a_gated_measure_is_refused_with_its_open_gates_and_nothing_is_written() {
    let stage = Stage::new();
    let refusal = stage.refused("nl-police", 5, moved(step(SEIZE, State::Done, 4)));
    assert_eq!(
        words(&refusal.broken),
        ["go", "gate:lawful", "gate:located", "gate:deconflicted", "gate:authorised", "gate:staffed"]
    );
    assert!(refusal.irregular_would_do);
    assert!(stage.store().read().expect("it reads").logs().is_empty());
}

#[test]
fn a_fact_against_the_rules_is_recorded_as_irregular_and_shown() {
    let stage = Stage::new();
    let mut early = step(SEIZE, State::Done, -60);
    early.irregular = Some(Irregular::new("unit entered early"));
    let recorded = stage.recorded("nl-police", 5, moved(early));
    let broken = words(&recorded.rows[0].irregular);
    assert_eq!(broken[..2], ["go", "start"]);
    assert_eq!(stage.shown(SEIZE), DisplayState::Done);
}

#[test]
fn what_is_refused_is_irregular_when_a_forger_writes_it() {
    let stage = Stage::new();
    let refused = stage.refused("nl-police", 5, moved(step(SEIZE, State::Done, 4)));
    let verdict = stage.forge(
        "nl-police",
        5,
        &Data::Transition(forged(&stage.plan, SEIZE, State::Open, State::Done, 4)),
    );
    assert_eq!(verdict, Verdict::Irregular(refused.broken));
}

#[test]
fn an_edge_that_the_table_lacks_is_void_when_a_forger_writes_it() {
    let stage = Stage::new();
    let refused = stage.refused("nl-police", 5, moved(step(SEIZE, State::Confirmed, 4)));
    let verdict = stage.forge(
        "nl-police",
        5,
        &Data::Transition(forged(&stage.plan, SEIZE, State::Open, State::Confirmed, 4)),
    );
    assert_eq!(verdict, Verdict::Void(refused.why));
    assert_eq!(stage.shown(SEIZE), DisplayState::Proposed);
}

#[test]
fn nobody_writes_for_another_agency_without_the_right() {
    let stage = Stage::new();
    let mut named = step(IDENTIFY, State::Withdrawn, 4);
    named.reason = Some("not needed".into());
    // The lead may withdraw; a stranger may not write at all.
    let refused = stage.refused("archive", 5, moved(named.clone()));
    assert!(matches!(refused.why, RefusalReason::NoParticipant(_)));
    stage.recorded("be-prosecutor", 5, moved(named));
    assert_eq!(stage.shown(IDENTIFY), DisplayState::Withdrawn);
}

#[test]
fn a_measure_without_a_go_is_done_and_confirmed_by_another_officer_alone() {
    let stage = Stage::new();
    let broken = stage.try_record("nl-police", 5, moved(step(IDENTIFY, State::Done, 4)));
    assert!(broken.is_ok(), "a provider's identification asks for no gate: {broken:?}");
    let mut confirmed = step(IDENTIFY, State::Confirmed, 6);
    confirmed.basis = Some("a second source".into());
    let refused = stage.refused("nl-police", 7, moved(confirmed.clone()));
    assert!(matches!(refused.why, RefusalReason::Lacks(_)));
    stage.recorded("be-prosecutor", 7, moved(confirmed));
    assert_eq!(stage.shown(IDENTIFY), DisplayState::Confirmed);
}

#[test]
fn a_retraction_brings_back_what_stood_before_and_only_for_its_own_agency() {
    let stage = Stage::new();
    let done = stage.recorded("nl-police", 5, moved(step(IDENTIFY, State::Done, 4)));
    let entry = done.rows[0].hash;
    let take_back = |entry: Hash| EntryRequest::from(Retraction::new(entry, "the wrong one".to_owned()));
    let refused = stage.refused("be-prosecutor", 6, take_back(entry));
    assert!(matches!(refused.why, RefusalReason::NoRight { .. }));
    stage.recorded("nl-police", 6, take_back(entry));
    assert_eq!(stage.shown(IDENTIFY), DisplayState::Ready);
    let refused = stage.refused("nl-police", 7, take_back(entry));
    assert!(matches!(refused.why, RefusalReason::AlreadyRetracted));
}

#[test]
fn a_hold_stands_until_its_own_agency_lifts_it() {
    let stage = Stage::new();
    let hold = || EntryRequest::from(Hold::new(vec![id(IDENTIFY)], "our account is on it".to_owned()));
    let standing = stage.recorded("be-prosecutor", 5, hold());
    assert_eq!(stage.shown(IDENTIFY), DisplayState::Held);
    assert!(matches!(stage.refused("be-prosecutor", 6, hold()).why, RefusalReason::AlreadyHeld));
    let refused = stage.refused("nl-police", 6, moved(step(IDENTIFY, State::Done, 6)));
    assert_eq!(words(&refused.broken), ["hold"]);
    // An act dated before the hold is not under it.
    stage.recorded("nl-police", 6, moved(step(IDENTIFY, State::Done, 4)));
    let lift = EntryRequest::from(Retraction::new(standing.rows[0].hash, "settled".to_owned()));
    assert!(matches!(stage.refused("nl-police", 7, lift.clone()).why, RefusalReason::NoRight { .. }));
    stage.recorded("be-prosecutor", 7, lift);
}

#[test]
fn a_false_list_of_broken_guards_is_computed_anew() {
    let stage = Stage::new();
    let mut step = forged(&stage.plan, IDENTIFY, State::Open, State::Done, 4);
    step.irregular = Some(Irregular { reason: "none".into(), broken: vec!["go".parse().expect("a guard")] });
    assert_eq!(stage.forge("nl-police", 5, &Data::Transition(step)), Verdict::Sound);
}

#[test]
fn the_ledger_that_was_written_verifies() {
    let stage = Stage::new();
    stage.recorded("nl-police", 5, moved(step(IDENTIFY, State::Done, 4)));
    stage.recorded("be-prosecutor", 6, EntryRequest::from(Note::new([""; 0], "so".to_owned())));
    let verify = |folder: &Path| {
        let options = takedown::ledger::verify::VerifyOptions::default();
        takedown::ledger::verify::verify(folder, &stage.plan.op(), &options, &|_, _| {}).expect("it reads")
    };
    assert_eq!(verify(stage.folder.path()).findings, []);
    let path = stage.folder.path().join("logs/nl-police.7f3a9c02.jsonl");
    let mut bytes = std::fs::read(&path).expect("it is there");
    bytes[300] ^= 1;
    std::fs::write(&path, bytes).expect("written");
    assert!(!verify(stage.folder.path()).findings.is_empty());
}
