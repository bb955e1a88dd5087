//! The charter: the part of a plan that never changes in the life of a ledger.

use toml::de::{DeTable, DeValue};

use super::code::Code;
use super::diagnostic::{Diagnostic, SourceSpan, SourceText};
use super::problems::Problems;
use super::syntax::parse;
use super::tables::{OperationTable, Plan};
use crate::model::id::AgencyId;

/// Compares the charter of a plan with that of another plan that the ledger cites: id, mode, lead, coordinator, and
/// missing agencies. Agencies and keys may be added; a lost key is revoked, not removed. `sources` are the files of the
/// current plan: each diagnostic points at the key concerned, or at the table that lacks it.
pub fn charter(cited: &Plan, plan: &Plan, sources: &[SourceText]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut changed = |path: &[&str], label: &str, message: String, help: String| {
        let place = span_of(sources, path, label);
        found.push(Diagnostic { place, help: Some(help), ..Diagnostic::new(Code::CharterChanged, message) });
    };
    for (what, read) in FIXED {
        let (was, is) = (read(&cited.operation), read(&plan.operation));
        if was != is {
            changed(
                &["operation", what],
                &format!("it was {was}"),
                format!("the {what} was {was} when the ledger began, and is {is} now"),
                format!(
                    "another {what} is another operation: give it a new id, a new ledger, and let it follow this one"
                ),
            );
        }
    }
    for (id, agency) in &cited.agencies {
        let Some(now) = plan.agencies.get(id) else {
            changed(
                &["agency", id.as_str()],
                &format!("`{id}` is not here"),
                format!("agency `{id}` stands in a plan that the ledger cites, and is gone"),
                format!("agencies are added, never removed: put `[agency.{id}]` back"),
            );
            continue;
        };
        for key in agency.keys.iter().filter(|key| !now.keys.contains(key)) {
            let kind = key.split(' ').next().unwrap_or_default();
            changed(
                &["agency", id.as_str(), "keys"],
                "a key is gone",
                format!("agency `{id}` has lost a key ({kind}) that a cited plan has"),
                "keys are added, never removed: put it back, and revoke it if it is lost".to_owned(),
            );
        }
    }
    found
}

/// The span of the value at a path of keys; if it is missing, that of the nearest table above it, and without any the
/// first file.
fn span_of(sources: &[SourceText], path: &[&str], label: &str) -> Option<SourceSpan> {
    let spans = sources.iter().enumerate().filter_map(|(file, source)| {
        let index = u32::try_from(file).ok()?;
        let (depth, span) = deepest(&parse(index, &source.text, &mut Problems::default()).ok()?, path)?;
        Some((depth, SourceSpan { file, span, label: label.to_owned() }))
    });
    // Of a folder's files, the one that contains most of the path; of equals, the first.
    let best = spans.reduce(|one, two| if two.0 > one.0 { two } else { one });
    best.map(|(_, place)| place).or_else(|| {
        (!sources.is_empty()).then(|| SourceSpan { file: 0, span: 0..0, label: label.to_owned() })
    })
}

/// How many keys of a path exist in a table, and the span of the last of them: the value, or the key of a table.
fn deepest(table: &DeTable<'_>, path: &[&str]) -> Option<(usize, std::ops::Range<usize>)> {
    let (first, rest) = path.split_first()?;
    let (key, value) = table.get_key_value(*first)?;
    match value.get_ref() {
        DeValue::Table(inner) => {
            Some(deepest(inner, rest).map_or((1, key.span()), |(depth, span)| (depth + 1, span)))
        }
        _ => Some((1, value.span())),
    }
}

type Read = fn(&OperationTable) -> String;

const FIXED: [(&str, Read); 4] = [
    ("id", |operation| format!("`{}`", operation.id)),
    ("mode", |operation| operation.mode.to_string()),
    ("lead", |operation| format!("`{}`", operation.lead)),
    ("coordinator", |operation| agency_name(operation.coordinator.as_ref())),
];

fn agency_name(agency: Option<&AgencyId>) -> String {
    agency.map_or_else(|| "nobody".to_owned(), |id| format!("`{id}`"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::Instant;
    use crate::plan::{init, read_stored};

    fn text() -> String {
        init(&"demo".parse().expect("an id"), Instant::from_millis(1_800_000_000_000)).replace(
            "country = \"NL\"\ntimezone",
            "country = \"NL\"\nkeys = [\"ssh-ed25519 AAAA1\"]\ntimezone",
        )
    }

    fn plan(from: &str, to: &str) -> Plan {
        let text = text();
        assert!(text.contains(from), "{from}");
        let loaded = read_stored(text.replace(from, to).as_bytes());
        loaded.plan.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics))
    }

    #[test]
    fn the_charter_is_id_mode_lead_and_coordinator_and_that_nobody_leaves() {
        let cited = plan("demo", "demo");
        for (from, to) in [
            ("id = \"demo\"", "id = \"other\""),
            ("mode = \"exercise\"", "mode = \"retrospective\""),
            ("lead = \"be-prosecutor\"", "lead = \"nl-police\""),
            ("tlp = \"AMBER\"", "coordinator = \"ro-police\""),
            ("keys = [\"ssh-ed25519 AAAA1\"]", "keys = [\"ssh-ed25519 AAAA2\"]"),
        ] {
            let found = charter(&cited, &plan(from, to), &[]);
            assert_eq!(found.len(), 1, "{to}: {found:#?}");
            assert!(found.iter().all(|found| found.code == Code::CharterChanged && found.is_error()));
        }
        let more = plan(
            "[agency.nl-police]",
            "[agency.fr-office]\nname = \"Office\"\ncountry = \"FR\"\ntimezone = \"Europe/Paris\"\n[agency.nl-police]",
        );
        assert_eq!(charter(&more, &cited, &[]).len(), 1, "an agency is gone");
    }

    #[test]
    fn a_change_is_shown_where_it_stands() {
        let text = "[operation]\nlead = \"x\"\n[agency.y]\nkeys = []\n".to_owned();
        let sources = [
            SourceText { name: "a.toml".to_owned(), text: "format = 1\n".to_owned() },
            SourceText { name: "b.toml".to_owned(), text: text.clone() },
        ];
        let shown = |path: &[&str]| {
            let place = span_of(&sources, path, "").expect("a place");
            (place.file, text[place.span].to_owned())
        };
        assert_eq!(shown(&["operation", "lead"]), (1, "\"x\"".to_owned()));
        assert_eq!(shown(&["operation", "coordinator"]), (1, "operation".to_owned()));
        assert_eq!(shown(&["agency", "z"]), (1, "agency".to_owned()));
        assert_eq!(shown(&["agency", "y", "keys"]), (1, "[]".to_owned()));
    }

    #[test]
    fn everything_else_may_change() {
        let cited = plan("demo", "demo");
        for (from, to) in [
            ("name = \"The Wire\"", "name = \"The Wires\""),
            ("tlp = \"AMBER\"", "tlp = \"RED\""),
            (
                "[agency.nl-police]",
                "[agency.fr-office]\nname = \"Office\"\ncountry = \"FR\"\ntimezone = \"Europe/Paris\"\n[agency.nl-police]",
            ),
            ("keys = [\"ssh-ed25519 AAAA1\"]", "keys = [\"ssh-ed25519 AAAA1\", \"ssh-ed25519 AAAA2\"]"),
        ] {
            assert_eq!(charter(&cited, &plan(from, to), &[]), [], "{to}");
        }
    }
}
