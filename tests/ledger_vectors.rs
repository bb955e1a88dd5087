//! The lines of another implementation of the ledger's pages.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;
use takedown::ledger::codec::line;
use takedown::ledger::finding::FindingKind;
use takedown::ledger::log::Head;
use takedown::ledger::merge::merge;
use takedown::ledger::read::causal_past::EntryPos;
use takedown::ledger::read::order;
use takedown::ledger::read::order::EntryTimes;
use takedown::ledger::store::Store;
use takedown::ledger::verify;
use takedown::model::op::Op;
use takedown::model::time::Instant;

use crate::vectors::{vector_file, vectors_of};

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
    let file = vector_file("line.json");
    let texts = file["texts"].as_array().expect("texts");
    let mut wrong = Vec::new();
    let all = vectors_of(&file);
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
        assert_eq!(line.content().to_string(), expect["content_sha256"], "{}", vector["id"]);
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

/// The places in a vector's entries, by log and number.
type Places = HashMap<(String, u64), usize>;

/// What the order asks of the entries of a vector, log by log.
fn times(entries: &[Value]) -> (Vec<String>, Vec<EntryTimes>, Places) {
    let mut names: Vec<String> =
        entries.iter().map(|entry| entry["log"].as_str().expect("log").to_owned()).collect();
    names.sort();
    names.dedup();
    let mut places = HashMap::new();
    let mut logs = vec![EntryTimes::default(); names.len()];
    let mut sorted: Vec<(usize, &Value)> = entries.iter().enumerate().collect();
    sorted.sort_by_key(|(_, entry)| entry["seq"].as_u64());
    let lengths: HashMap<&str, u64> = names
        .iter()
        .map(|name| (name.as_str(), entries.iter().filter(|entry| entry["log"] == **name).count() as u64))
        .collect();
    for (place, entry) in sorted {
        let log = names.iter().position(|name| entry["log"] == **name).expect("a log");
        let seq = entry["seq"].as_u64().expect("seq");
        places.insert((names[log].clone(), seq), place);
        logs[log]
            .ts
            .push(Instant::parse_recorded(entry["t"].as_str().expect("t").as_bytes()).expect("a time"));
        let heads: Vec<EntryPos> = entry["seen"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|head| {
                let name = head[0].as_str().expect("log");
                let log = names.iter().position(|known| known == name)?;
                Some(EntryPos { log, seq: head[1].as_u64().expect("seq").min(lengths[name]) })
            })
            .collect();
        if !heads.is_empty() {
            logs[log].seen.push((seq, heads));
        }
    }
    (names, logs, places)
}

#[test]
#[ignore = "needs TAKEDOWN_TEST_DATA"]
fn order_of_the_vectors_is_as_they_say() {
    let file = vector_file("order.json");
    for vector in vectors_of(&file) {
        let entries = vector["entries"].as_array().expect("entries");
        let (names, logs, places) = times(entries);
        let place = |pos: EntryPos| places[&(names[pos.log].clone(), pos.seq)];
        let (mut order, mut lam, mut eff, mut skew) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        order::walk(&logs, |next| {
            order.push(place(next.pos));
            lam.push(next.lam);
            eff.push(next.eff.recorded());
            if next.skewed {
                skew.push(place(next.pos));
            }
        });
        skew.sort_unstable();
        let id = &vector["id"];
        assert_eq!(serde_json::json!(order), vector["order"], "{id}");
        assert_eq!(serde_json::json!(lam), vector["lam"], "{id}");
        if vector["eff"].is_array() {
            assert_eq!(serde_json::json!(eff), vector["eff"], "{id}");
        }
        let expected: Vec<usize> = serde_json::from_value(vector["skew"].clone()).unwrap_or_default();
        assert_eq!(skew, expected, "{id}");
        for cut in vector["as_of"].as_array().into_iter().flatten() {
            let time = cut["time"].as_str().expect("time").as_bytes();
            let time = Instant::parse_recorded(time).or_else(|| Instant::parse(time)).expect("a time");
            let left = order::cut(&logs, time);
            let mut kept: Vec<usize> = (0..names.len())
                .flat_map(|log| (1..=left[log]).map(move |seq| EntryPos { log, seq }))
                .map(place)
                .collect();
            kept.sort_unstable();
            let mut expected: Vec<usize> = serde_json::from_value(cut["kept"].clone()).expect("kept");
            expected.sort_unstable();
            assert_eq!(kept, expected, "{id}");
        }
    }
}

/// Writes the files of a `verify` vector into a folder.
fn lay(folder: &Path, bases: &Value, vector: &Value) {
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let base = &bases[vector["base"].as_str().unwrap_or_default()];
    let of_base = |name: &str| base[name].clone();
    let text = |value: &Value, name: &str| -> Vec<u8> {
        let lines = |name: &str| -> Vec<Vec<u8>> {
            let whole = whole(&of_base(name));
            whole.split_inclusive(|b| *b == b'\n').map(<[u8]>::to_vec).collect()
        };
        match value {
            Value::Array(parts) => parts
                .iter()
                .flat_map(|part| match part {
                    Value::Number(n) => {
                        lines(name)[usize::try_from(n.as_u64().expect("n")).expect("small") - 1].clone()
                    }
                    Value::Object(other) => {
                        let line = usize::try_from(other["line"].as_u64().expect("line")).expect("small");
                        lines(other["of"].as_str().expect("of"))[line - 1].clone()
                    }
                    other => other.as_str().expect("a text").as_bytes().to_vec(),
                })
                .collect(),
            other => other.as_str().expect("a text").as_bytes().to_vec(),
        }
    };
    for (name, value) in base.as_object().into_iter().flatten() {
        files.insert(name.clone(), whole(value));
    }
    for (name, value) in vector["files"].as_object().into_iter().flatten() {
        if value.is_null() {
            files.remove(name);
        } else {
            files.insert(name.clone(), text(value, name));
        }
    }
    for (name, bytes) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, bytes).expect("written");
    }
}

/// A file of a base: a text, or the list of its lines.
fn whole(value: &Value) -> Vec<u8> {
    match value {
        Value::Array(parts) => parts.iter().flat_map(whole).collect(),
        other => other.as_str().unwrap_or_default().as_bytes().to_vec(),
    }
}

#[test]
#[ignore = "needs TAKEDOWN_TEST_DATA"]
fn ledgers_of_the_vectors_verify_as_they_say() {
    let file = vector_file("verify.json");
    let mut wrong = Vec::new();
    for vector in vectors_of(&file) {
        let folder = tempfile::tempdir().expect("a folder");
        lay(folder.path(), &file["bases"], vector);
        let op: Op = vector["op"].as_str().expect("op").parse().expect("an operation");
        let expect = vector["expect_head"].as_array().into_iter().flatten().map(|head| {
            let mut parts = head.as_str().expect("a head").split(':');
            let mut next = || parts.next().expect("three parts");
            Head {
                log: next().parse().expect("a log"),
                seq: next().parse().expect("a seq"),
                hash: next().parse().expect("a hash"),
            }
        });
        let options = verify::VerifyOptions { expect: expect.collect(), threads: 2 };
        let report = verify::verify(folder.path(), &op, &options, &|_, _| {}).expect("it can be read");
        let result = match (report.findings.is_empty(), report.unknown.is_empty()) {
            (false, _) => "bad",
            (true, false) => "unknown",
            (true, true) => "good",
        };
        let must = &vector["must_find"];
        let found = must.is_null()
            || report.findings.iter().any(|finding| {
                let fault = must["fault"].as_str().expect("fault").replace("invalid-line", "damaged");
                finding.kind.to_string() == fault
                    && must["log"] == *finding.log
                    && must["line"] == finding.line
                    && (must["witness"].is_null()
                        || finding
                            .witness
                            .as_ref()
                            .is_some_and(|(log, line)| must["witness"] == serde_json::json!([log, line])))
            });
        let lines: BTreeMap<&str, u64> =
            report.logs.iter().map(|log| (log.name.as_str(), log.entries)).collect();
        let counted = vector["valid_lines"].is_null() || serde_json::json!(lines) == vector["valid_lines"];
        let skewed =
            serde_json::json!(report.skew) == vector.get("skew").cloned().unwrap_or(serde_json::json!([]));
        let unknown = serde_json::json!(report.unknown)
            == vector.get("unknown").cloned().unwrap_or(serde_json::json!([]));
        if vector["result"] != result || !found || !counted || !skewed || !unknown {
            wrong.push(format!(
                "{} {}: {result} skews={:?}/{} found={found} counted={counted} skew={skewed} unknown={unknown}\n  want {} {} {}\n  got {:?} {lines:?}",
                vector["id"], vector["comment"], report.skew, vector["skew"], vector["result"], must, vector["valid_lines"], report.findings
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every order of so many things.
fn orders(count: usize) -> Vec<Vec<usize>> {
    let Some(last) = count.checked_sub(1) else { return vec![Vec::new()] };
    let put = |order: Vec<usize>| (0..=last).map(move |at| [&order[..at], &[last], &order[at..]].concat());
    orders(last).into_iter().flat_map(put).collect()
}

#[test]
#[ignore = "needs TAKEDOWN_TEST_DATA"]
fn copies_of_the_vectors_merge_as_they_say_in_any_order() {
    let file = vector_file("merge.json");
    for vector in vectors_of(&file) {
        let copies = vector["copies"].as_array().expect("copies");
        let pool: Vec<&str> = match &vector["pool"] {
            Value::String(name) => file["pools"][name].as_array().expect("a pool"),
            own => own.as_array().expect("a pool"),
        }
        .iter()
        .map(|line| line.as_str().expect("a line"))
        .collect();
        let bytes = |lines: &Value| -> Vec<u8> {
            let lines = lines.as_array().expect("lines").iter();
            let line = |line: &Value| match line.as_u64() {
                Some(n) => format!("{}\n", pool[usize::try_from(n).expect("small")]),
                None => line.as_str().expect("bytes").to_owned(),
            };
            lines.flat_map(|part| line(part).into_bytes()).collect()
        };
        let head: Value = serde_json::from_str(pool[0]).expect("a line");
        let op: Op = head["op"].as_str().expect("op").parse().expect("an operation");
        for order in orders(copies.len()) {
            let folder = tempfile::tempdir().expect("a folder");
            let dirs: Vec<PathBuf> = order.iter().map(|copy| folder.path().join(copy.to_string())).collect();
            for (dir, copy) in dirs.iter().zip(&order) {
                std::fs::create_dir_all(dir.join("logs")).expect("made");
                for (name, lines) in copies[*copy].as_object().expect("files") {
                    std::fs::write(dir.join("logs").join(name), bytes(lines)).expect("written");
                }
            }
            let store = Store::open(&dirs[0], &op);
            // A program that another test starts has this process's files open for a moment, the lock among them.
            let wait = Duration::from_secs(5);
            // Merging one by one and all at once, and once more, is the same.
            for copy in &dirs[1..] {
                merge(&store, std::slice::from_ref(copy), wait, "a test", true).expect("merged");
            }
            let again = merge(&store, &dirs[1..], wait, "a test", true).expect("merged");
            assert_eq!(again.logs, [], "{}", vector["id"]);
            let left: BTreeMap<String, Vec<u8>> = std::fs::read_dir(dirs[0].join("logs"))
                .expect("logs")
                .map(|entry| entry.expect("an entry"))
                .map(|entry| {
                    (
                        entry.file_name().to_string_lossy().into_owned(),
                        std::fs::read(entry.path()).expect("read"),
                    )
                })
                .collect();
            let expected: BTreeMap<String, Vec<u8>> = vector["files"]
                .as_object()
                .expect("files")
                .iter()
                .map(|(name, lines)| (name.clone(), bytes(lines)))
                .collect();
            assert!(left == expected, "{} {} {order:?}: {:?}", vector["id"], vector["comment"], left.keys());
            let forked = store
                .read()
                .expect("read")
                .findings()
                .iter()
                .any(|finding| finding.kind == FindingKind::Fork);
            assert_eq!(if forked { 5 } else { 0 }, vector["exit"], "{}", vector["id"]);
        }
    }
}
