//! Who writes an entry, when, citing which plan.

use crate::model::id::ARCHIVE;
use crate::model::state::Role;
use crate::model::time::Instant;
use crate::plan::Plan;

/// Who writes an entry, when, citing which plan.
#[derive(Clone, Copy)]
pub(crate) struct Author<'a> {
    /// The agency in whose log it stands.
    pub agency: &'a str,
    /// The officer.
    pub officer: &'a str,
    /// When it is recorded.
    pub recorded_at: Instant,
    /// The plan that it cites.
    pub plan: &'a Plan,
    /// The plan in hand: it has the operation's charter.
    pub in_hand: &'a Plan,
}

impl Author<'_> {
    /// Whether the writer stands in one of those parts towards a measure of that agency.
    pub(crate) fn is_one_of(&self, roles: &[Role], own: &str) -> bool {
        let operation = &self.plan.operation;
        roles.iter().any(|role| match role {
            Role::Own => self.agency == own,
            Role::Lead => self.agency == operation.lead.as_str(),
            Role::Coordinator => operation.coordinator.as_ref().is_some_and(|id| id.as_str() == self.agency),
            Role::Participant => self.plan.agencies.contains_key(self.agency),
            Role::Archive => self.agency == ARCHIVE,
        })
    }

    /// Who is one of those of a measure, in words.
    pub(crate) fn names_of(&self, roles: &[Role], own: &str) -> String {
        let operation = &self.plan.operation;
        let name = |role: &Role| match role {
            Role::Own => Some(own.to_owned()),
            Role::Lead => Some(operation.lead.to_string()),
            Role::Coordinator => operation.coordinator.as_ref().map(ToString::to_string),
            Role::Participant | Role::Archive => Some(role.to_string()),
        };
        let mut names: Vec<String> = roles.iter().filter_map(name).collect();
        names.dedup();
        names.join(" or ")
    }
}
