//! Runs the histories of another implementation: tips, settlements, retractions, holds. Guards are not
//! checked.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};

use super::{ChangeSource, Knowledge, MeasureHistory, RecordedHold, StateChange};
use crate::ledger::read::causal_past::EntryPos;
use crate::ledger::read::order;
use crate::ledger::read::order::EntryTimes;
use crate::model::digest::Hash;
use crate::model::state::State;
use crate::model::time::{At, Instant};
use crate::model::word::Word as _;
use crate::operation::tests::vectors::{vector_file, vectors_of};

struct History<'v> {
    entries: &'v [Value],
    logs: Vec<&'v str>,
    places: HashMap<(&'v str, u64), usize>,
}

impl<'v> History<'v> {
    fn of(vector: &'v Value) -> Self {
        let entries = vector["entries"].as_array().expect("entries");
        let mut logs: Vec<&str> = entries.iter().map(|entry| text(&entry["log"])).collect();
        logs.sort_unstable();
        logs.dedup();
        let key = |entry: &'v Value| (text(&entry["log"]), number(&entry["seq"]));
        let places = entries.iter().enumerate().map(|(place, entry)| (key(entry), place)).collect();
        Self { entries, logs, places }
    }

    fn pos(&self, log: &str, seq: u64) -> EntryPos {
        EntryPos { log: self.logs.iter().position(|name| *name == log).expect("a log"), seq }
    }

    /// If the line of a head is missing, the last earlier line of that log counts; `None` if the log does not
    /// exist.
    fn head(&self, log: &'v str, seq: u64) -> Option<EntryPos> {
        let last = (1..=seq).rev().find(|seq| self.places.contains_key(&(log, *seq)))?;
        Some(self.pos(log, last))
    }

    fn times(&self) -> Vec<EntryTimes> {
        let of = |log: &&str| {
            let mut times = EntryTimes { ts: Vec::new(), seen: Vec::new() };
            for seq in 1.. {
                let Some(place) = self.places.get(&(*log, seq)) else { break };
                let entry = &self.entries[*place];
                times.ts.push(Instant::parse_recorded(text(&entry["t"]).as_bytes()).expect("a time"));
                let heads = entry["seen"].as_array().into_iter().flatten();
                let heads: Vec<EntryPos> =
                    heads.filter_map(|head| self.head(text(&head[0]), number(&head[1]))).collect();
                if !heads.is_empty() {
                    times.seen.push((seq, heads));
                }
            }
            times
        };
        self.logs.iter().map(of).collect()
    }

    fn hash(&self, pos: EntryPos) -> Hash {
        Hash::of(format!("{}:{}", self.logs[pos.log], pos.seq).as_bytes())
    }

    fn place(&self, pos: EntryPos) -> Value {
        json!([self.logs[pos.log], pos.seq])
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn number(value: &Value) -> u64 {
    value.as_u64().expect("a number")
}

#[test]
#[ignore = "needs TAKEDOWN_TEST_DATA"]
fn tips_of_the_vectors_are_as_they_say() {
    let file = vector_file("order.json");
    let (mut tips, mut holds) = (0, 0);
    for vector in vectors_of(&file) {
        let history = History::of(vector);
        let (courses, everything) = fold(&history);
        for (measure, expected) in vector["tips"].as_object().into_iter().flatten() {
            let empty = MeasureHistory::default();
            let course = courses.get(measure.as_str()).unwrap_or(&empty);
            let here = course.state_for(Knowledge { past: &everything, signed: None }, None);
            let what = format!("{} {} {measure}", vector["id"], vector["comment"]);
            if let Some(list) = expected["tips"].as_array() {
                let mut read: Vec<Value> = here
                    .tips
                    .iter()
                    .map(|tip| {
                        let pos = course.moves[tip.index].pos;
                        json!([history.place(pos), tip.round, tip.state.as_str()])
                    })
                    .collect();
                read.sort_by_key(ToString::to_string);
                let mut list = list.clone();
                list.sort_by_key(ToString::to_string);
                assert_eq!(read, list, "{what}");
            }
            match here.state {
                None => assert_eq!(expected["conflict"], json!(true), "{what}"),
                Some(state) => {
                    assert_eq!(expected["round"], json!(here.round), "{what}");
                    assert_eq!(expected["state"], json!(state.as_str()), "{what}");
                }
            }
            tips += 1;
        }
        for (measure, course) in &courses {
            let mut standing: Vec<Value> =
                course.active_holds(&everything, None).map(|hold| history.place(hold.pos)).collect();
            standing.sort_by_key(ToString::to_string);
            let mut expected = vector["holds"][*measure].as_array().cloned().unwrap_or_default();
            expected.sort_by_key(ToString::to_string);
            assert_eq!(standing, expected, "{} {} {measure}", vector["id"], vector["comment"]);
            holds += standing.len();
        }
    }
    assert!(tips > 0 && holds > 0, "{tips} tips, {holds} holds");
}

fn fold<'v>(
    history: &History<'v>,
) -> (BTreeMap<&'v str, MeasureHistory>, crate::ledger::read::causal_past::CausalPast) {
    let mut courses: BTreeMap<&str, MeasureHistory> = BTreeMap::new();
    let times = history.times();
    order::walk(&times, |ordered| {
        let (pos, past) = (ordered.pos, ordered.past);
        let entry = &history.entries[history.places[&(history.logs[pos.log], pos.seq)]];
        let (hash, t) = (history.hash(pos), times[pos.log].ts[usize::try_from(pos.seq).expect("small") - 1]);
        let step = |round: u64, state: State, source: ChangeSource| StateChange {
            pos,
            hash,
            past: past.clone(),
            round,
            from: State::Open,
            state,
            source,
            at: At::Instant(t),
            recorded_at: t,
            officer: format!("{}-{}", pos.log, pos.seq).into(),
            supersedes: Vec::new(),
            retracted: Vec::new(),
            broken: Vec::new(),
            remainder: None,
        };
        for said in entry["moves"].as_array().into_iter().flatten() {
            let state = State::of(text(&said[2])).expect("a state");
            let source =
                if state == State::Cleared { ChangeSource::Go(hash) } else { ChangeSource::Transition };
            let course = courses.entry(text(&said[0])).or_default();
            let supersedes = course.superseded_by(Knowledge { past: &past, signed: None }, None);
            course.push(StateChange { supersedes, ..step(number(&said[1]), state, source) });
        }
        if let Some(said) = entry["settle"].as_array() {
            let named = said[3].as_array().expect("entries").iter();
            let named: Vec<Hash> =
                named.map(|it| history.hash(history.pos(text(&it[0]), number(&it[1])))).collect();
            let state = State::of(text(&said[2])).expect("a state");
            let course = courses.entry(text(&said[0])).or_default();
            let supersedes = course.superseded_by(Knowledge { past: &past, signed: None }, Some(&named));
            course.push(StateChange { supersedes, ..step(number(&said[1]), state, ChangeSource::Settle) });
        }
        if let Some(taken) = entry["retract"].as_array() {
            let taken = history.hash(history.pos(text(&taken[0]), number(&taken[1])));
            for course in courses.values_mut() {
                course.take_back(&taken, pos, &past);
            }
        }
        for measure in entry["hold"].as_array().into_iter().flatten() {
            let agency = history.logs[pos.log].split('.').next().unwrap_or_default().into();
            let hold = RecordedHold { pos, hash, agency, recorded_at: t, lifted: Vec::new() };
            courses.entry(text(measure)).or_default().hold(hold);
        }
    });
    let all: Vec<u64> = times.iter().map(|times| times.ts.len() as u64).collect();
    let everything =
        crate::ledger::read::causal_past::CausalPast::new(all.into(), EntryPos { log: usize::MAX, seq: 0 });
    (courses, everything)
}
