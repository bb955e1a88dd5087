//! `bundle.json`: the description of a bundle, in its only valid spelling.
//!
//! It is a JSON object in ASCII with one key on each line, each key once, so that `sed` reads the same as a JSON
//! parser.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use crate::model::digest::Hash;
use crate::model::op::Op;
use crate::model::tlp::{Handling, Tlp};

pub const SCHEMA: &str = "takedown.bundle/1";

/// The content of `bundle.json` when it is written.
#[derive(Debug, Serialize)]
pub(crate) struct Descriptor<'a> {
    pub schema: &'static str,
    pub operation: String,
    pub program: &'a str,
    pub made: String,
    pub to: &'a str,
    pub redacted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agency: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tlp: Option<Tlp>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub handling: &'a [Handling],
    pub assets: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leave: Option<&'a str>,
    pub signatures: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<Hash>,
    pub withheld_plans: Vec<Hash>,
}

impl Descriptor<'_> {
    /// The bytes; characters other than printable ASCII are escaped.
    pub(crate) fn spelled(&self) -> String {
        // Texts, words and lists of them can always be serialised.
        let json = serde_json::to_string_pretty(self).unwrap_or_default();
        let mut text = String::with_capacity(json.len() + 1);
        for c in json.chars() {
            if c == '\n' || is_printable(c) {
                text.push(c);
                continue;
            }
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to memory cannot fail.
                let _ = write!(text, "\\u{unit:04x}");
            }
        }
        text.push('\n');
        text
    }
}

/// The content of `bundle.json` that verification needs; further keys are for people.
// See ARCHITECTURE, "What two programs read in a bundle has one spelling".
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BundleHeader {
    pub op: Op,
    pub redacted: bool,
    /// Whether a signature has to cover every line.
    pub required: bool,
    pub plan: Option<Hash>,
}

impl BundleHeader {
    /// Reads the header, or returns what is wrong with it. The withheld plans are read together with the stored plans.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        let members = members(text).ok_or("it is not spelled as that of a bundle")?;
        let mut values = BTreeMap::new();
        for (key, value) in members {
            if values.insert(key, value).is_some() {
                return Err(format!("it says {key} twice"));
            }
        }
        let text = |key: &str| match values.get(key) {
            Some(JsonValue::One(value)) => value.strip_prefix('"').and_then(|value| value.strip_suffix('"')),
            _ => None,
        };
        if text("schema") != Some(SCHEMA) {
            return Err("its schema is another".to_owned());
        }
        let op = text("operation").and_then(|op| op.parse().ok()).ok_or("it names no operation")?;
        let redacted = match values.get("redacted") {
            Some(JsonValue::One("true")) => true,
            Some(JsonValue::One("false")) => false,
            _ => return Err("it does not say whether it is redacted".to_owned()),
        };
        let required = match text("signatures") {
            Some("required") => true,
            Some("optional") => false,
            _ => return Err("it does not say whether signatures are required".to_owned()),
        };
        if !matches!(values.get("withheld_plans"), Some(JsonValue::List)) {
            return Err("it does not say which plans are withheld".to_owned());
        }
        let digest = |_| text("plan").and_then(|plan| plan.parse().ok()).ok_or("its plan is no digest");
        Ok(Self { op, redacted, required, plan: values.get("plan").map(digest).transpose()? })
    }
}

/// The value of a key, by its spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum JsonValue<'a> {
    One(&'a str),
    List,
}

/// The members of the object; `None` if it is spelled otherwise.
fn members(text: &str) -> Option<Vec<(&str, JsonValue<'_>)>> {
    let mut lines = text.strip_prefix("{\n")?.strip_suffix("\n}\n")?.split('\n').peekable();
    let mut members = Vec::new();
    while let Some(line) = lines.next() {
        let (key, value) = line.strip_prefix("  \"")?.split_once("\": ")?;
        let mut end = value;
        if value == "[" {
            while let Some(item) = lines.next_if(|line| line.starts_with("    ")) {
                let last = lines.peek().is_some_and(|next| next.starts_with("  ]"));
                is_plain(uncomma(item, !last)?.strip_prefix("    ")?).then_some(())?;
                end = item;
            }
            // An empty list is on one line.
            (end != value).then_some(())?;
            end = lines.next()?.strip_prefix("  ")?;
        }
        end = uncomma(end, lines.peek().is_some())?;
        let value = match end {
            "]" if value == "[" => JsonValue::List,
            "[]" => JsonValue::List,
            one => is_one(one).then_some(JsonValue::One(one))?,
        };
        (!key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')).then_some(())?;
        members.push((key, value));
    }
    Some(members)
}

/// The line without its comma, which is there if and only if more members follow.
fn uncomma(line: &str, more: bool) -> Option<&str> {
    if more { line.strip_suffix(',') } else { Some(line) }
}

fn is_printable(c: char) -> bool {
    matches!(c, ' '..='~')
}

/// Whether this is a text without escapes.
fn is_plain(value: &str) -> bool {
    let inner = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    inner.is_some_and(|text| text.chars().all(|c| is_printable(c) && !matches!(c, '"' | '\\')))
}

/// Whether this is a text, a number or a boolean.
fn is_one(value: &str) -> bool {
    let number = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
    let inner = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    number || matches!(value, "true" | "false") || inner.is_some_and(is_text)
}

/// Whether printable ASCII with escapes is the inside of a text.
fn is_text(inner: &str) -> bool {
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        let good = match c {
            '\\' => match chars.next() {
                Some('u') => (0..4).all(|_| matches!(chars.next(), Some('0'..='9' | 'a'..='f'))),
                escaped => matches!(escaped, Some('"' | '\\' | 'b' | 'f' | 'n' | 'r' | 't')),
            },
            '"' => false,
            c => is_printable(c),
        };
        if !good {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(to: &str) -> String {
        let withheld = [Hash::of(b"one"), Hash::of(b"two")];
        Descriptor {
            schema: SCHEMA,
            operation: "tideline/exercise".to_owned(),
            program: "takedown test",
            made: "2027-03-09T05:05:00.000Z".to_owned(),
            to,
            redacted: true,
            agency: None,
            tlp: Some(Tlp::Amber),
            handling: &[Handling::H0, Handling::H3],
            assets: vec!["nl-web-1"],
            leave: None,
            signatures: "required",
            plan: None,
            withheld_plans: withheld.to_vec(),
        }
        .spelled()
    }

    #[test]
    fn what_is_written_is_read_whatever_stands_in_its_texts() {
        for to in [
            "the court",
            "la cour d\u{2019}assises \u{1f512} \"A\" \\ \u{7f}\n\u{1}\t",
            "",
            "\",\n  \"x\": [\n",
        ] {
            let text = said(to);
            assert!(text.is_ascii());
            let told = BundleHeader::read(text.as_bytes()).unwrap_or_else(|why| panic!("{why}: {text}"));
            assert!(told.redacted && told.required && told.plan.is_none(), "{text}");
            let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            assert_eq!(json["to"], to);
        }
    }

    #[test]
    fn another_spelling_is_refused() {
        let good = said("the court");
        for (from, to) in [
            ("\n}\n", "\n}"),
            ("\n}\n", ",\n}\n"),
            ("\"to\"", "\"To\""),
            ("\"to\"", "\"\\u0074o\""),
            (": \"the court\",", ": \"the court\""),
            ("the court", "the \u{e9} court"),
            ("the court", "the \" court"),
            ("the court", "the \\x court"),
            ("\"to\": \"the court\"", "\"to\": null"),
            ("\"to\": \"the court\"", "\"redacted\": false"),
            ("\"to\": \"the court\"", "\"more\": [\n  ]"),
            ("\"redacted\": true", "\"redacted\": \"true\""),
            ("\"required\"", "\"require\""),
            ("tideline/exercise", "tideline/exercises"),
            ("bundle/1", "bundle/2"),
            ("    \"nl-web-1\"\n", "    \"nl-web-1\",\n"),
            ("    \"nl-web-1\"\n", "    \"nl\\u002dweb-1\"\n"),
            ("  \"withheld_plans\"", "  \"withheld_plants\""),
            ("  \"made\"", "   \"made\""),
        ] {
            assert!(good.contains(from), "{from}");
            assert!(BundleHeader::read(good.replacen(from, to, 1).as_bytes()).is_err(), "{from} -> {to}");
        }
        let further =
            good.replacen("  \"made\"", "  \"further\": [\n    \"a\",\n    \"b\"\n  ],\n  \"made\"", 1);
        assert!(BundleHeader::read(further.as_bytes()).is_ok());
    }
}
