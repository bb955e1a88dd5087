//! The lines of another implementation of the ledger's pages.

use std::path::PathBuf;

use serde_json::Value;
use takedown::ledger::line;

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
