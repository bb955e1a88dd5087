//! The lines of another implementation of the ledger's pages.

use std::path::PathBuf;

use serde_json::Value;
use takedown::ledger::order::{self, Order, Seen, Step, Tracks};
use takedown::ledger::{Pos, line};
use takedown::model::time::Instant;

/// The vectors of one file, through `TAKEDOWN_TEST_DATA`.
pub(crate) fn vectors(name: &str) -> Value {
    let folder = std::env::var_os("TAKEDOWN_TEST_DATA").expect("TAKEDOWN_TEST_DATA names the test data");
    let path = PathBuf::from(folder).join("vectors").join(name);
    serde_json::from_slice(&std::fs::read(&path).expect("the vectors are there")).expect("they are JSON")
}

/// A line or file given as a text, or as a list of texts, numbers of `texts` and repeats.
fn joined(value: &Value, texts: &[Value]) -> Vec<u8> {
    match value {
        Value::String(text) => text.clone().into_bytes(),
        Value::Number(number) => {
            let place = usize::try_from(number.as_u64().expect("a number of texts")).expect("small");
            joined(&texts[place], texts)
        }
        Value::Array(parts) => parts.iter().flat_map(|part| joined(part, texts)).collect(),
        other => {
            let times = usize::try_from(other["times"].as_u64().expect("times")).expect("small");
            other["repeat"].as_str().expect("repeat").repeat(times).into_bytes()
        }
    }
}

/// Plain base64 (RFC 4648), as the vectors use it.
fn base64(text: &str) -> Vec<u8> {
    let value = |b: u8| match b {
        b'A'..=b'Z' => u32::from(b - b'A'),
        b'a'..=b'z' => u32::from(b - b'a') + 26,
        b'0'..=b'9' => u32::from(b - b'0') + 52,
        b'+' => 62,
        _ => 63,
    };
    let digits: Vec<u32> = text.bytes().filter(|b| *b != b'=').map(value).collect();
    digits
        .chunks(4)
        .flat_map(|chunk| {
            let bits = chunk.iter().fold(0, |bits, digit| bits << 6 | digit) << (6 * (4 - chunk.len()));
            let [_, bytes @ ..] = bits.to_be_bytes();
            bytes.into_iter().take(chunk.len() - 1).collect::<Vec<_>>()
        })
        .collect()
}

#[test]
#[ignore = "needs TAKEDOWN_TEST_DATA"]
fn lines_of_the_vectors_read_as_they_say() {
    let file = vectors("line.json");
    let texts = file["texts"].as_array().expect("texts");
    let mut wrong = Vec::new();
    let all = file["vectors"].as_array().expect("vectors");
    for vector in all {
        let bytes = match vector["line_base64"].as_str() {
            Some(text) => base64(text),
            None => joined(&vector["line"], texts),
        };
        let read = line::read(&bytes);
        let result = match &read {
            Ok(line) if line.is_unknown() => "unknown",
            Ok(_) => "valid",
            Err(_) => "invalid",
        };
        if result != vector["result"] {
            wrong.push(format!("{} {}: {read:?}", vector["id"], vector["comment"]));
            continue;
        }
        let (Ok(line), Some(expect)) = (read, vector["expect"].as_object()) else { continue };
        assert_eq!(line.content.to_string(), expect["content_sha256"], "{}", vector["id"]);
        let entry = line.entry();
        assert_eq!(entry.map(|entry| entry.kind), expect.get("type").and_then(Value::as_str));
        assert_eq!(entry.map(|entry| entry.seq), expect.get("seq").and_then(Value::as_u64));
        if let Some((entry, data)) = entry.and_then(|entry| Some((entry, entry.data.as_ref()?))) {
            let (again, hash) = line::write(entry, data, &line.prev);
            assert_eq!(again.strip_suffix(b"\n"), Some(&bytes[..]), "{}", vector["id"]);
            assert_eq!(hash, line.hash);
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}

/// The logs of an order vector, as plain numbers.
struct Numbers {
    names: Vec<String>,
    t: Vec<Vec<Instant>>,
    seen: Vec<Vec<Seen>>,
}

impl Tracks for Numbers {
    fn logs(&self) -> usize {
        self.t.len()
    }
    fn len(&self, log: usize) -> u64 {
        self.t[log].len() as u64
    }
    fn t(&self, pos: Pos) -> Instant {
        self.t[pos.log][usize::try_from(pos.seq - 1).expect("small")]
    }
    fn seen(&self, log: usize) -> &[Seen] {
        &self.seen[log]
    }
}

impl Numbers {
    fn of(entries: &[Value]) -> Self {
        let mut names: Vec<String> =
            entries.iter().map(|entry| entry["log"].as_str().expect("a log").to_owned()).collect();
        names.sort();
        names.dedup();
        let mut numbers = Self { t: vec![vec![]; names.len()], seen: vec![vec![]; names.len()], names };
        let mut sorted: Vec<&Value> = entries.iter().collect();
        sorted.sort_by_key(|entry| entry["seq"].as_u64());
        for entry in sorted {
            let Pos { log, seq } = numbers.pos(entry);
            numbers.t[log].push(instant(&entry["t"]));
            for head in entry["seen"].as_array().into_iter().flatten() {
                let other = numbers.names.iter().position(|name| *name == head[0]);
                let seq_seen = head[1].as_u64().expect("a seq");
                if let Some(other) = other {
                    numbers.seen[log].push(Seen { by: seq, log: other, seq: seq_seen });
                }
            }
        }
        numbers
    }

    fn pos(&self, entry: &Value) -> Pos {
        let log = self.names.iter().position(|name| *name == entry["log"]).expect("its log");
        Pos { log, seq: entry["seq"].as_u64().expect("a seq") }
    }
}

fn instant(value: &Value) -> Instant {
    Instant::parse_recorded(value.as_str().expect("a time").as_bytes()).expect("an instant")
}

#[test]
#[ignore = "needs TAKEDOWN_TEST_DATA"]
fn entries_of_the_order_vectors_stand_in_their_order() {
    let file = vectors("order.json");
    for vector in file["vectors"].as_array().expect("vectors") {
        let id = &vector["id"];
        let entries = vector["entries"].as_array().expect("entries");
        let numbers = Numbers::of(entries);
        let place = |pos: Pos| entries.iter().position(|entry| numbers.pos(entry) == pos).expect("there");
        let steps: Vec<Step> = Order::new(&numbers).collect();
        let order: Vec<usize> = steps.iter().map(|step| place(step.pos)).collect();
        assert_eq!(serde_json::json!(order), vector["order"], "{id}");
        let lam: Vec<u64> = steps.iter().map(|step| step.lam).collect();
        assert_eq!(serde_json::json!(lam), vector["lam"], "{id}");
        if let Some(eff) = vector.get("eff") {
            let ours: Vec<String> = steps.iter().map(|step| step.eff.recorded()).collect();
            assert_eq!(serde_json::json!(ours), *eff, "{id}");
        }
        let mut skew: Vec<usize> =
            steps.iter().filter(|step| step.skewed).map(|step| place(step.pos)).collect();
        skew.sort_unstable();
        assert_eq!(
            serde_json::json!(skew),
            vector.get("skew").cloned().unwrap_or(serde_json::json!([])),
            "{id}"
        );
        for as_of in vector["as_of"].as_array().into_iter().flatten() {
            let kept = order::cut(&numbers, instant(&as_of["time"]));
            let left: Vec<usize> = (0..entries.len())
                .filter(|&at| {
                    let pos = numbers.pos(&entries[at]);
                    pos.seq <= kept[pos.log]
                })
                .collect();
            assert_eq!(serde_json::json!(left), as_of["kept"], "{id}");
        }
    }
}
