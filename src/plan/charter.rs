//! The charter: what never changes in the life of a ledger.

use super::code::Code;
use super::diagnostic::Diagnostic;
use super::tables::{Operation, Plan};
use crate::model::id::AgencyId;

/// What one plan changed of the charter of another that the ledger cites: id, mode, lead, coordinator, and agencies
/// that are gone. Agencies and keys may be added; a lost key is revoked, not removed.
pub fn charter(cited: &Plan, plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut changed = |message: String, help: String| {
        found.push(Diagnostic { help: Some(help), ..Diagnostic::new(Code::CharterChanged, message) });
    };
    for (what, read) in FIXED {
        let (was, is) = (read(&cited.operation), read(&plan.operation));
        if was != is {
            changed(
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
                format!("agency `{id}` stands in a plan that the ledger cites, and is gone"),
                format!("agencies are added, never removed: put `[agency.{id}]` back"),
            );
            continue;
        };
        for key in agency.keys.iter().filter(|key| !now.keys.contains(key)) {
            let kind = key.split(' ').next().unwrap_or_default();
            changed(
                format!("agency `{id}` has lost a key ({kind}) that a cited plan has"),
                "keys are added, never removed: put it back, and revoke it if it is lost".to_owned(),
            );
        }
    }
    found
}

type Read = fn(&Operation) -> String;

const FIXED: [(&str, Read); 4] = [
    ("id", |operation| format!("`{}`", operation.id)),
    ("mode", |operation| operation.mode.to_string()),
    ("lead", |operation| format!("`{}`", operation.lead)),
    ("coordinator", |operation| named(operation.coordinator.as_ref())),
];

fn named(agency: Option<&AgencyId>) -> String {
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
            let found = charter(&cited, &plan(from, to));
            assert_eq!(found.len(), 1, "{to}: {found:#?}");
            assert!(found.iter().all(|found| found.code == Code::CharterChanged && found.is_error()));
        }
        let more = plan(
            "[agency.nl-police]",
            "[agency.fr-office]\nname = \"Office\"\ncountry = \"FR\"\ntimezone = \"Europe/Paris\"\n[agency.nl-police]",
        );
        assert_eq!(charter(&more, &cited).len(), 1, "an agency is gone");
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
            assert_eq!(charter(&cited, &plan(from, to)), [], "{to}");
        }
    }
}
