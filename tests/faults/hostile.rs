//! Ledger test 10: hostile JSON, each rightly hashed, so that only a strict reading refuses it.

use takedown::ledger::codec::line;
use takedown::ledger::codec::line::FIRST;
use takedown::model::digest::Hash;

/// A line of a type with that data, sealed.
fn sealed(kind: &str, data: &str) -> Vec<u8> {
    sealed_with(&format!(
        "{{\"v\":1,\"op\":\"halyard/exercise\",\"log\":\"ro-police.7f3a9c02\",\"seq\":2,\"id\":\"01a428aa-7320-70f3-b414-0123456789ab\",\"salt\":\"{}\",\"t\":\"2027-03-09T05:01:02.345Z\",\"by\":\"ro-07\",\"plan\":\"{}\",\"seen\":[],\"type\":\"{kind}\",\"data\":{data}",
        "0".repeat(32),
        "0".repeat(64),
    ).into_bytes())
}

fn sealed_with(content: &[u8]) -> Vec<u8> {
    let hash = line::chain(&Hash::of(content), &FIRST);
    let mut bytes = content.to_vec();
    bytes.extend_from_slice(format!(",\"prev\":\"{FIRST}\",\"hash\":\"{hash}\"}}").as_bytes());
    bytes
}

/// Data of a type that this version does not know, which has to be canonical all the same.
const ANY: &[&str] = &[
    "",
    "null",
    "[]",
    "\"x\"",
    "1",
    "true",
    "{}}",
    "{",
    "{}{}",
    "{},",
    " {}",
    "{} ",
    "{ }",
    "{\"a\":1,}",
    "{,}",
    "{\"a\"}",
    "{\"a\":}",
    "{\"a\":1 }",
    "{\"a\" :1}",
    "{\"a\": 1}",
    "{\"a\":1,\"a\":1}",
    "{\"a\":{\"b\":1,\"b\":2}}",
    "{\"a\":[{\"b\":1,\"b\":2}]}",
    "{\"a\":1,\"\\u0061\":2}",
    "{\"\\u0061\":1}",
    "{\"a\":null}",
    "{\"a\":[null]}",
    "{\"a\":1.0}",
    "{\"a\":1e2}",
    "{\"a\":1E400}",
    "{\"a\":-0}",
    "{\"a\":-0.0}",
    "{\"a\":00}",
    "{\"a\":01}",
    "{\"a\":+1}",
    "{\"a\":.5}",
    "{\"a\":1.}",
    "{\"a\":0x10}",
    "{\"a\":1_0}",
    "{\"a\":NaN}",
    "{\"a\":Infinity}",
    "{\"a\":-Infinity}",
    "{\"a\":9007199254740993}",
    "{\"a\":-9007199254740993}",
    "{\"a\":18446744073709551616}",
    "{\"a\":99999999999999999999999999999999999999999}",
    "{\"a\":\"\\/\"}",
    "{\"a\":\"\\u0041\"}",
    "{\"a\":\"\\u001F\"}",
    "{\"a\":\"\\u000a\"}",
    "{\"a\":\"\\u007f\"}",
    "{\"a\":\"\\u2028\"}",
    "{\"a\":\"\\ud800\"}",
    "{\"a\":\"\\ud83d\\ude00\"}",
    "{\"a\":\"\\x41\"}",
    "{\"a\":\"\\u12\"}",
    "{\"a\":\"\\\"}",
    "{\"a\":\"\t\"}",
    "{\"a\":\"\r\"}",
    "{\"a\":\"\0\"}",
    "{\"a\":'b'}",
    "{a:1}",
    "{'a':1}",
    "{1:1}",
    "{\"a\":True}",
    "{\"a\":tru}",
    "{\"a\":nul}",
    "{\"a\":undefined}",
    "{\"a\":/* */1}",
    "{\"a\":1}//",
    "{\"a\":[1,]}",
    "{\"a\":[,1]}",
    "{\"a\":[1 ,2]}",
    "{\"a\":[1, 2]}",
    "{\"a\":[1;2]}",
    "{\"a\":[1}",
    "{\"a\":[1]]}",
    "\u{feff}{}",
    "{\"a\":1}\u{feff}",
    "\u{a0}{}",
    "{\"a\":１}",
    "{\"a\":“b”}",
];

/// Data of a note that no writer would write.
const NOTES: &[&str] = &[
    "{}",
    "{\"text\":\"x\"}",
    "{\"about\":[],\"text\":\"\"}",
    "{\"text\":\"x\",\"about\":[]}",
    "{\"about\":[],\"text\":\"x\",\"more\":1}",
    "{\"about\":[],\"text\":\"x\",\"text\":\"x\"}",
    "{\"about\":[\"outlet:wire\",\"outlet:wire\"],\"text\":\"x\"}",
    "{\"about\":[\"outlet:wire\",\"asset:a\"],\"text\":\"x\"}",
    "{\"about\":\"outlet:wire\",\"text\":\"x\"}",
    "{\"about\":[\"wire\"],\"text\":\"x\"}",
    "{\"about\":[\"outlet:\"],\"text\":\"x\"}",
    "{\"about\":[\"outlet:../x\"],\"text\":\"x\"}",
    "{\"about\":[\"outlet:wire\\u0000\"],\"text\":\"x\"}",
    "{\"about\":[],\"sources\":[],\"text\":\"x\"}",
    "{\"about\":[],\"at\":null,\"text\":\"x\"}",
    "{\"about\":[],\"at\":\"now\",\"text\":\"x\"}",
    "{\"about\":[],\"text\":\"x\",\"now\":false}",
    "{\"about\":[],\"text\":\"x\",\"now\":1}",
    "[[],\"x\"]",
    "{\"about\":[],\"text\":[\"x\"]}",
];

/// What a reader accepts of the corpus.
fn accepted(read: impl Fn(&[u8]) -> bool) -> Vec<&'static str> {
    let kinds = ANY.iter().map(|data| ("handover", *data)).chain(NOTES.iter().map(|data| ("note", *data)));
    kinds.filter(|(kind, data)| read(&sealed(kind, data))).map(|(_, data)| data).collect()
}

/// Bytes that are no UTF-8, within the text of a note.
fn no_utf8() -> Vec<Vec<u8>> {
    let bytes = [&b"\xff"[..], b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xe2\x82", b"\x80"];
    let within = |bytes: &[u8]| {
        let mut content = sealed("note", "{\"about\":[],\"text\":\"x");
        content.truncate(content.len() - line::TAIL);
        content.extend_from_slice(bytes);
        content.extend_from_slice(b"\"}");
        sealed_with(&content)
    };
    bytes.iter().map(|bytes| within(bytes)).collect()
}

/// Data nested so deep, rightly closed.
fn nested(depth: usize, open: &str, close: &str) -> Vec<u8> {
    sealed("handover", &format!("{{\"a\":{}1{}}}", open.repeat(depth), close.repeat(depth)))
}

#[test]
fn hostile_text_is_refused_whatever_its_hash() {
    let accepted = accepted(|bytes| line::read(bytes).is_ok());
    assert!(accepted.is_empty(), "{accepted:#?}");
    // The same seal over good data is accepted: it is not the seal that is refused.
    assert!(line::read(&sealed("handover", "{\"a\":[1,{\"b\":\"\\n\"}]}")).is_ok());
    assert!(line::read(&sealed("note", "{\"about\":[],\"text\":\"x\"}")).is_ok());
}

#[test]
fn depth_and_length_end_in_a_refusal_and_not_in_a_crash() {
    for depth in [65, 1_000, 100_000, 5_000_000] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            assert!(line::read(&nested(depth, open, close)).is_err(), "{depth} of {open}");
        }
        let v2 = format!("{{\"v\":2,\"x\":{}", "[".repeat(depth));
        assert!(line::read(&sealed_with(v2.as_bytes())).is_err());
    }
    let long = format!("{{\"about\":[],\"text\":\"{}\"}}", "x".repeat(17 << 20));
    assert!(line::read(&sealed("note", &long)).is_err());
}

#[test]
fn bytes_that_are_no_utf8_are_refused() {
    for bytes in no_utf8() {
        assert!(line::read(&bytes).is_err(), "{}", bytes.escape_ascii());
    }
}

/// A reader that takes whatever is JSON to it, as one would be written in an afternoon; the seal is right in all of it.
fn takes_any_json(bytes: &[u8]) -> bool {
    serde_json::from_str::<serde_json::Value>(&String::from_utf8_lossy(bytes)).is_ok()
}

#[test]
fn a_reader_that_takes_whatever_is_json_is_found_out() {
    let accepted = accepted(takes_any_json);
    for lenient in [
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"\\u0061\":2}",
        "{\"a\":null}",
        "{\"a\":9007199254740993}",
        "{\"a\":1.0}",
        "{\"a\":\"\\/\"}",
        "{ }",
        "{\"about\":[],\"text\":\"x\",\"more\":1}",
        "[[],\"x\"]",
    ] {
        assert!(accepted.contains(&lenient), "{lenient} of {accepted:#?}");
    }
    assert!(no_utf8().iter().all(|bytes| takes_any_json(bytes)));
    assert!(takes_any_json(&nested(65, "[", "]")));
}
