//! The context that an entry is judged in: its writer, its time and its plan.

use crate::model::id::ARCHIVE;
use crate::model::state::Role;
use crate::model::time::Instant;
use crate::operation::judge::verdict::Authorized;
use crate::plan::Plan;

#[derive(Clone, Copy)]
pub(crate) struct Author<'a> {
    /// The agency whose log contains the entry.
    pub agency: &'a str,
    pub officer: &'a str,
    pub recorded_at: Instant,
    /// The plan that the entry cites.
    pub plan: &'a Plan,
    /// The plan in hand, which defines the operation's charter.
    pub in_hand: &'a Plan,
}

impl Author<'_> {
    /// Whether the writer has one of those roles for a measure of the agency `own`.
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

    /// Who has one of those roles for a measure of the agency `own`.
    pub(crate) fn authorized(&self, roles: &[Role], own: &str) -> Vec<Authorized> {
        let operation = &self.plan.operation;
        let in_role = |role: &Role| match role {
            Role::Own => Some(Authorized::Agency(own.to_owned())),
            Role::Lead => Some(Authorized::Agency(operation.lead.to_string())),
            Role::Coordinator => operation.coordinator.as_ref().map(|id| Authorized::Agency(id.to_string())),
            Role::Participant | Role::Archive => Some(Authorized::Role(*role)),
        };
        let mut who: Vec<Authorized> = roles.iter().filter_map(in_role).collect();
        who.dedup();
        who
    }
}
