//! The edges of public history: two rows, and a single writer.

use std::sync::Arc;

use super::super::world::World;
use super::{Due, came};
use crate::ledger::codec::entry::{Attestation, Data, Hold, Irregular, Transition};
use crate::model::broken::{BrokenGuard, Guard};
use crate::model::gate::Gate;
use crate::model::state::State::{self, *};
use crate::model::time::{At, Instant};
use crate::model::word::Word as _;
use crate::operation::judge::verdict::Verdict;
use crate::operation::record::request::EntryRequest;
use crate::plan;

const PLAN: &str = r#"format = 1
[operation]
id = "ripple"
name = "Public history"
mode = "retrospective"
lead = "be-prosecutor"
coordinator = "eu-coordinator"
h-hour = "2018-04-25T06:00:00+02:00"
[agency.be-prosecutor]
name = "Prosecutor's office"
country = "BE"
[agency.nl-police]
name = "Police"
country = "NL"
[agency.eu-coordinator]
name = "Coordinator"
country = "EU"
[outlet.wire]
name = "The Wire"
kind = "news-agency"
[source.s1]
title = "Statement of the prosecutor's office"
date = "2018-04-27"
[asset.dom]
kind = "domain"
identifier = "news.example"
country = "NL"
outlets = ["wire"]
[asset.dom.suspend]
agency = "nl-police"
[asset.web]
kind = "server"
country = "NL"
outlets = ["wire"]
[asset.web.seize]
agency = "nl-police"
claims = [{ source = "s1", says = "servers seized" }]
"#;

/// A measure, whether its effect may lapse, and whether the plan has claims for it.
const MEASURES: &[(&str, bool, bool)] =
    &[("suspend:dom@nl-police", true, false), ("seize:web@nl-police", false, true)];

const WRITERS: &[&str] = &["archive", "nl-police", "be-prosecutor", "eu-coordinator", "stranger"];

fn day(text: &str) -> At {
    At::parse(text.as_bytes()).expect("a time")
}

/// The measure in a state, through entries of the archive; `None` if it cannot reach that state.
fn reach(id: &str, state: State) -> Option<World> {
    let loaded = plan::read_stored(PLAN.as_bytes());
    let plan = Arc::new(loaded.plan.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics)));
    let mut world = World::with(&plan, &["archive", "stranger"]);
    world.now = Instant::parse(b"2018-06-01T08:00:00Z").expect("a time");
    let steps: &[State] = match state {
        Open => &[],
        Lapsed => &[Done, Lapsed],
        Done => &[Done],
        Partial => &[Partial],
        Failed => &[Failed],
        _ => return None,
    };
    for to in steps {
        world.say(3, "archive-1", &EntryRequest::from(step(id, *to, "2018-04-26"))).ok()?;
    }
    Some(world)
}

fn step(id: &str, to: State, at: &str) -> Transition<'static> {
    let text = || Some("a reason".into());
    Transition {
        reason: text(),
        reference: text(),
        restored: text(),
        basis: text(),
        note: text(),
        sources: vec!["s1".into()],
        remainder: (to == Partial).then(|| "one of four".into()),
        ..Transition::new(id.to_owned(), to, day(at))
    }
}

/// Requests a change and forges it. Both must give the same verdict, and a void entry must not change the
/// state.
fn told(world: &World, writer: &str, from: State, step: &Transition<'static>) -> Due {
    let mut copy = world.clone();
    let place = copy.agencies.iter().position(|known| known == writer).expect("a log");
    for other in 0..copy.agencies.len() {
        copy.meet(place, other);
    }
    let data = Transition {
        round: 1 + u64::from(step.to == Open),
        from,
        target: copy.plan.measures[&*step.measure].target,
        irregular: None,
        ..step.clone()
    };
    let mut again = copy.clone();
    let irregular = Transition { irregular: Some(Irregular::new("it happened")), ..step.clone() };
    let written = match again.say(place, "x-9", &EntryRequest::from(irregular)) {
        Ok(verdict) => verdict,
        Err(refusal) => Verdict::Void(refusal.why.clone()),
    };
    let read = copy.forge(place, "x-9", &Data::Transition(data));
    assert_eq!(written, read, "{writer} {step:?}");
    let state = copy.showing(None, |showing| showing.view.measure_state(&step.measure, None).state);
    let moved = !matches!(read, Verdict::Void(_));
    assert_eq!(state, Some(if moved { step.to } else { from }));
    came(&read)
}

#[test]
fn public_history_has_two_edges_and_one_writer() {
    let mut cases = 0;
    for &(id, lapses, _) in MEASURES {
        for from in State::ALL {
            let Some(world) = reach(id, *from) else {
                let there = matches!(from, Open | Done | Partial | Failed) || lapses && *from == Lapsed;
                assert!(!there, "{id} comes to {from}");
                continue;
            };
            for &writer in WRITERS {
                for to in State::ALL {
                    let due = match (writer, *from, *to) {
                        ("archive", Open, Done | Partial | Failed) => Due::Sound,
                        ("archive", Done, Lapsed) if lapses => Due::Sound,
                        ("archive", Done, Lapsed) => Due::Void("lacks"),
                        ("archive", from, to) if from == to => Due::Void("already"),
                        ("archive", ..) => Due::Void("no edge"),
                        _ => Due::Void("no participant"),
                    };
                    let came = told(&world, writer, *from, &step(id, *to, "2018-05-04"));
                    assert_eq!(came, due, "{id} {from} -> {to} by {writer}");
                    cases += 1;
                }
            }
        }
    }
    assert_eq!(cases, (5 + 4) * WRITERS.len() * State::ALL.len());
}

#[test]
fn it_asks_for_a_source_and_knows_order_and_spans() {
    let bare = |step: Transition<'static>| Transition { sources: Vec::new(), ..step };
    for &(id, lapses, claims) in MEASURES {
        let world = reach(id, Open).expect("it is open");
        let due = if claims { Due::Sound } else { Due::Void("lacks") };
        assert_eq!(told(&world, "archive", Open, &bare(step(id, Done, "2018-04-26"))), due);
        for at in ["2018-04-25/2018-04-26", "../2018-04-27", "2018-04-25T04:00:00Z"] {
            assert_eq!(told(&world, "archive", Open, &step(id, Done, at)), Due::Sound);
        }
        assert_eq!(told(&world, "archive", Open, &step(id, Done, "2018-06-02")), Due::Void("future"));
        if lapses {
            let world = reach(id, Done).expect("it is done");
            assert_eq!(
                told(&world, "archive", Done, &bare(step(id, Lapsed, "2018-05-04"))),
                Due::Void("lacks")
            );
            let early = told(&world, "archive", Done, &step(id, Lapsed, "2018-04-24"));
            assert_eq!(early, Due::Irregular(vec![BrokenGuard::Guard(Guard::Order)]));
            assert_eq!(told(&world, "archive", Done, &step(id, Lapsed, "2018-04-26")), Due::Sound);
        }
    }
}

#[test]
fn it_has_no_gates_and_no_holds() {
    let mut world = reach(MEASURES[0].0, Open).expect("it is open");
    let target = world.plan.measures[MEASURES[0].0].target;
    let about = vec![(MEASURES[0].0.into(), target)];
    let said =
        Attestation { gate: Gate::Located, about, basis: "forged".into(), until: None, clock_was_set: false };
    assert_eq!(came(&world.forge(3, "x-1", &Data::Attestation(said))), Due::Void("not in mode"));
    let hold = Hold { measures: vec![MEASURES[0].0.into()], reason: "forged".into(), clock_was_set: false };
    assert_eq!(came(&world.forge(3, "x-1", &Data::Hold(hold))), Due::Void("not in mode"));
}
