//! Every kind of refusal has a case: what is refused when it is asked, or void when somebody writes it all the same.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use takedown::ledger::codec::entry::{Data, Evidence, Hold, Note, Retraction, Settle};
use takedown::ledger::store::writer::{Blob, BlobKind};
use takedown::model::digest::Hash;
use takedown::model::evidence::ItemState;
use takedown::model::gate::Gate;
use takedown::model::instrument::InstrumentState;
use takedown::model::state::State;
use takedown::model::tlp::Tlp;
use takedown::operation::{EntryRequest, Operation, RefusalReason, Verdict};
use takedown::plan;

use crate::stage::{IDENTIFY, SEIZE, Stage, attested, forged, id, instrument, moved, now, options, step};

fn note() -> Data<'static> {
    Data::Note(Note { about: vec![], at: None, sources: vec![], text: "a word".into(), clock_was_set: true })
}

fn hold() -> EntryRequest {
    EntryRequest::from(Hold::new(vec![id(IDENTIFY)], "ours is on it".to_owned()))
}

/// What an entry counts for that cites another plan than the one in hand.
fn citing(stage: &Stage, agency: &str, stored: &[u8], data: &Data<'_>) -> Verdict {
    let (store, stamp) = (stage.store(), Stage::stamp(agency, 5));
    let holder = options(&stamp).holder;
    let writer = store.writer(Duration::from_secs(5), &holder, true).expect("the lock");
    let reading = writer.read().expect("it reads");
    let blobs = [Blob::new(BlobKind::Plan, stored)];
    let receipt = writer
        .append(&reading, &stamp, Hash::of(stored), &blobs, std::slice::from_ref(data))
        .expect("appended");
    let reading = store.read().expect("it reads");
    let pos = reading.position_of(&receipt.entries[0].hash).expect("it is there");
    Operation::fold(&stage.plan, &reading).verdict(pos)
}

/// The plan of the stage, with some words replaced.
fn other_plan(stage: &Stage, from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(stage.plan.stored.clone()).expect("text").replace(from, to);
    let loaded = plan::read_stored(text.as_bytes());
    assert!(loaded.plan.is_some(), "{:?}", loaded.diagnostics);
    text.into_bytes()
}

fn void(verdict: Verdict) -> RefusalReason {
    match verdict {
        Verdict::Void(why) => why,
        other => panic!("void: {other:?}"),
    }
}

/// Two agencies who had not seen each other's word: the second comes from a copy.
fn in_conflict() -> Stage {
    let (stage, copy) = (Stage::new(), Stage::new());
    stage.recorded("nl-police", 5, moved(step(IDENTIFY, State::Done, 4)));
    copy.recorded("be-prosecutor", 5, moved(step(IDENTIFY, State::Failed, 4)));
    let log = Path::new("logs/be-prosecutor.7f3a9c02.jsonl");
    std::fs::copy(copy.folder.path().join(log), stage.folder.path().join(log)).expect("copied");
    stage
}

/// A stage of public history.
fn history() -> Stage {
    let text = "format = 1\n[operation]\nid = \"tideline\"\nname = \"Action TIDELINE\"\nmode = \"retrospective\"\nlead = \"nl-police\"\n[agency.nl-police]\nname = \"Unit\"\ncountry = \"NL\"\n[outlet.wire]\nname = \"The Wire\"\nkind = \"news-agency\"\n[asset.web]\nkind = \"server\"\noutlets = [\"wire\"]\n[asset.web.seize]\nagency = \"nl-police\"\n";
    let loaded = plan::read_stored(text.as_bytes());
    let plan = loaded.plan.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics));
    Stage { folder: tempfile::tempdir().expect("a folder"), plan: Arc::new(plan) }
}

fn settled(to: State) -> EntryRequest {
    EntryRequest::from(Settle::new(id(IDENTIFY), to, "the register says so".to_owned()))
}

/// One refusal of each kind, under the name that the kind should have.
#[expect(clippy::too_many_lines, reason = "one line or two for each kind: a list, not a course of things")]
fn cases() -> Vec<(&'static str, RefusalReason)> {
    let asked = |to: State| moved(step(IDENTIFY, to, 4));
    let refused = |stage: &Stage, agency: &str, asked: EntryRequest| stage.refused(agency, 5, asked).why;
    let new = Stage::new;
    let done = || {
        let stage = new();
        stage.recorded("nl-police", 5, asked(State::Done));
        stage
    };
    let mut misread = forged(&new().plan, IDENTIFY, State::Open, State::Done, 4);
    misread.round = 7;
    let mut other_target = forged(&new().plan, IDENTIFY, State::Open, State::Done, 4);
    other_target.target = Hash::of(b"another");
    let take_back = |entry: Hash| EntryRequest::from(Retraction::new(entry, "the wrong one".to_owned()));
    let more = "[agency.ro-police]\nname = \"Unit\"\ncountry = \"RO\"\ntimezone = \"Europe/Bucharest\"\n[outlet.wire]";
    vec![
        ("PlanUnreadable", void(citing(&new(), "nl-police", b"no plan at all", &note()))),
        ("CharterChanged", {
            let stage = new();
            let other = other_plan(&stage, "lead = \"be-prosecutor\"", "lead = \"nl-police\"");
            void(citing(&stage, "nl-police", &other, &note()))
        }),
        ("AgencyLost", {
            let stage = new();
            let larger = other_plan(&stage, "[outlet.wire]", more);
            assert_eq!(citing(&stage, "nl-police", &larger, &note()), Verdict::Sound);
            refused(&stage, "nl-police", asked(State::Done))
        }),
        ("NoParticipant", refused(&new(), "archive", asked(State::Done))),
        ("Unknown", refused(&new(), "nl-police", moved(step("seize:none@nl-police", State::Done, 4)))),
        ("UnknownEntry", refused(&new(), "nl-police", take_back(Hash::of(b"nothing")))),
        ("Already", refused(&done(), "nl-police", asked(State::Done))),
        ("NoEdge", refused(&new(), "nl-police", asked(State::Confirmed))),
        ("Misread", void(new().forge("nl-police", 5, &Data::Transition(misread)))),
        ("Conflict", refused(&in_conflict(), "nl-police", asked(State::Withdrawn))),
        ("NoRight", {
            let stage = new();
            let entry = stage.recorded("nl-police", 5, asked(State::Done)).rows[0].hash;
            refused(&stage, "be-prosecutor", take_back(entry))
        }),
        ("Lacks", refused(&new(), "nl-police", asked(State::Withdrawn))),
        ("Broken", refused(&new(), "nl-police", moved(step(SEIZE, State::Done, 4)))),
        ("Future", refused(&new(), "nl-police", moved(step(IDENTIFY, State::Done, 60)))),
        ("OtherTarget", void(new().forge("nl-police", 5, &Data::Transition(other_target)))),
        ("NotInMode", {
            let measures = vec!["seize:web@nl-police"];
            let hold = Data::Hold(Hold {
                measures: measures.into_iter().map(Into::into).collect(),
                reason: "ours".into(),
                clock_was_set: true,
            });
            void(history().forge("archive", 5, &hold))
        }),
        ("NotAsked", refused(&new(), "nl-police", attested(Gate::Located, IDENTIFY))),
        ("Derived", refused(&new(), "nl-police", attested(Gate::Authorised, SEIZE))),
        ("NoStep", refused(&new(), "nl-police", instrument(InstrumentState::Refused, 4))),
        ("AlreadySaid", {
            let stage = new();
            let saved = stage.ready(3);
            let approval = || EntryRequest::approval(Arc::clone(&saved));
            stage.recorded("nl-police", 4, approval());
            refused(&stage, "nl-police", approval())
        }),
        ("Stale", {
            let stage = new();
            let saved = stage.ready(3);
            stage.recorded("nl-police", 4, EntryRequest::from(Hold::new(vec![id(SEIZE)], "ours".to_owned())));
            refused(&stage, "nl-police", EntryRequest::approval(saved))
        }),
        ("Approvals", {
            let stage = new();
            let saved = stage.ready(3);
            refused(&stage, "be-prosecutor", EntryRequest::go(saved))
        }),
        ("NoConflict", refused(&done(), "be-prosecutor", settled(State::Done))),
        ("OtherTips", {
            let stage = in_conflict();
            let said = Settle {
                measure: IDENTIFY.into(),
                round: 1,
                entries: vec![Hash::of(b"one of them")],
                to: State::Done,
                reason: "so".into(),
                clock_was_set: true,
            };
            void(stage.forge("be-prosecutor", 6, &Data::Settle(said)))
        }),
        ("NotAmongTips", refused(&in_conflict(), "be-prosecutor", settled(State::Confirmed))),
        ("Inherited", {
            let stage = new();
            let (serial, seal) = (Some("S1".into()), Some("Z1".into()));
            let item =
                Evidence { serial, seal, ..Evidence::begin(ItemState::Collected, now(4), [id(SEIZE)]) };
            let begun = stage.recorded("nl-police", 5, EntryRequest::from(item)).rows[0].hash;
            let later = Evidence::new(ItemState::IntegrityFailed, now(5));
            let reason = Some("the seal is cut".into());
            let later = Evidence { item: Some(begun), tlp: Some(Tlp::Red), reason, ..later };
            refused(&stage, "nl-police", EntryRequest::from(later))
        }),
        ("AlreadyHeld", {
            let stage = new();
            stage.recorded("be-prosecutor", 5, hold());
            refused(&stage, "be-prosecutor", hold())
        }),
        ("NotRetractable", {
            let stage = new();
            let entry = stage.recorded("nl-police", 5, hold()).rows[0].hash;
            let taken = stage.recorded("nl-police", 5, take_back(entry)).rows[0].hash;
            refused(&stage, "nl-police", take_back(taken))
        }),
        ("AlreadyRetracted", {
            let stage = new();
            let entry = stage.recorded("nl-police", 5, hold()).rows[0].hash;
            stage.recorded("nl-police", 5, take_back(entry));
            void(stage.forge(
                "nl-police",
                5,
                &Data::Retraction(Retraction { entry, reason: "again".into(), clock_was_set: true }),
            ))
        }),
    ]
}

/// The name of a kind: `NoEdge` of `NoEdge { .. }`.
fn name(why: &RefusalReason) -> String {
    format!("{why:?}").chars().take_while(char::is_ascii_alphabetic).collect()
}

#[test]
fn every_kind_of_refusal_has_a_case() {
    let cases = cases();
    let mut wrong: Vec<String> = Vec::new();
    for (wanted, why) in &cases {
        if name(why) != *wanted {
            wrong.push(format!("{wanted}: {why:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // The list is held to the source: a kind that is new asks for its case.
    let source = include_str!("../src/operation/judge/verdict.rs");
    let kinds = source.split("pub enum RefusalReason {").nth(1).and_then(|rest| rest.split("\n}").next());
    let kinds: BTreeSet<&str> = kinds
        .expect("the kinds")
        .lines()
        .filter_map(|line| line.strip_prefix("    "))
        .filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()))
        .filter_map(|line| line.split(|c: char| !c.is_ascii_alphabetic()).next())
        .collect();
    let shown: BTreeSet<&str> = cases.iter().map(|(name, _)| *name).collect();
    assert_eq!(kinds, shown);
}
