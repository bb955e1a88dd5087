//! Comma-separated values: RFC 4180, with no cell that a spreadsheet would run.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use crate::cli::error::CliError;
use crate::exchange::escape;
use crate::view::Row;

/// Renders rows as CSV, with the keys of their JSON as headings. A list within a cell is separated by `;`.
pub(crate) fn render<R: Row>(rows: &[R]) -> Result<String, CliError> {
    let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    out.write_record(R::KEYS).map_err(CliError::failed)?;
    for row in rows {
        let text = serde_json::to_string(row).map_err(CliError::failed)?;
        let Keyed(cells) = serde_json::from_str(&text).map_err(CliError::failed)?;
        let cell = |key: &&str| {
            let value = cells.iter().find(|(name, _)| name == key).map(|(_, value)| value);
            escape::cell(value.map(flat).unwrap_or_default())
        };
        out.write_record(R::KEYS.iter().map(cell)).map_err(CliError::failed)?;
    }
    let bytes = out.into_inner().map_err(|_| CliError::failed("cannot write the answer"))?;
    String::from_utf8(bytes).map_err(CliError::failed)
}

/// The text of one cell.
fn flat(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(flat).collect::<Vec<_>>().join(";"),
        Value::Object(map) => {
            let pairs = map.iter().map(|(key, value)| format!("{key}={}", within(value)));
            pairs.collect::<Vec<_>>().join(";")
        }
        other => other.to_string(),
    }
}

/// The text of a value next to its key within a cell.
fn within(value: &Value) -> String {
    match value {
        Value::Object(map) => map
            .values()
            .map(|value| if value.is_null() { "null".to_owned() } else { flat(value) })
            .collect::<Vec<_>>()
            .join(" "),
        other => flat(other),
    }
}

/// The members of an object, in any order.
struct Keyed(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Keyed {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Keyed;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a row")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keyed, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Keyed(members))
            }
        }
        from.deserialize_map(Members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Serialize)]
    struct Line {
        name: &'static str,
        list: Vec<&'static str>,
        none: Option<u64>,
    }
    impl Row for Line {
        const KEYS: &'static [&'static str] = &["name", "list", "none"];
    }

    #[test]
    fn formulas_are_disarmed_and_quotes_doubled() {
        let rows = [
            Line { name: "=cmd|'/c calc'!A0", list: vec!["a", "b"], none: None },
            Line { name: "say \"x\", y", list: vec![], none: Some(3) },
        ];
        assert_eq!(
            render(&rows).unwrap_or_default(),
            "name,list,none\r\n'=cmd|'/c calc'!A0,a;b,\r\n\"say \"\"x\"\", y\",,3\r\n"
        );
    }
}
