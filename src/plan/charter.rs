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
