//! The one judge: recording asks it before an entry is appended, the fold asks it of every entry read, and
//! nothing else decides.

mod evidence;
pub(crate) mod findings;
pub(crate) mod gate;
pub(crate) mod guard;
pub(crate) mod invalidated;
mod remark;
mod settle;
pub(crate) mod stale;
mod take_back;
mod transition;
mod trust;
pub(crate) mod verdict;
mod word;

use crate::ledger::codec::entry::Data;
use crate::model::id::ARCHIVE;
use crate::model::mode::Writers;
use crate::model::state::Role;
use crate::model::time::{At, Instant};
use crate::plan::Plan;

use crate::operation::state::snapshot::View;
use verdict::{Verdict, Why};

pub(crate) use remark::holds;
pub(crate) use transition::{edge_of, edges_from, standing};
pub(crate) use word::{approvers, side};

/// Who writes an entry, when, citing which plan.
#[derive(Clone, Copy)]
pub(crate) struct Writing<'a> {
    /// The agency in whose log it stands.
    pub agency: &'a str,
    /// The officer.
    pub officer: &'a str,
    /// When it is recorded.
    pub t: Instant,
    /// The plan that it cites.
    pub plan: &'a Plan,
    /// The plan in hand: it has the operation's charter.
    pub in_hand: &'a Plan,
}

impl Writing<'_> {
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
    fn names_of(&self, roles: &[Role], own: &str) -> String {
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

/// What an entry counts for, from what its writer had seen. For writing, that is everything read.
pub(crate) fn judge(view: View<'_>, by: &Writing<'_>, claim: &Data<'_>) -> Verdict {
    if let Err(why) = may_write(view, by) {
        return Verdict::Void(why);
    }
    let gated = by.plan.operation.mode.row().gated;
    let judged = match claim {
        Data::Attestation(_) | Data::Instrument(_) | Data::Approval(_) | Data::Go(_) | Data::Evidence(_)
            if !gated =>
        {
            Err(Why::NotInMode)
        }
        Data::Genesis(_) | Data::Checkpoint(_) => Ok(Verdict::Sound),
        Data::Transition(said) => transition::judge(view, by, said),
        Data::Observation(said) => remark::observation(by, said),
        Data::Note(said) => remark::note(view, by, said),
        Data::Hold(said) => remark::hold(view, by, said),
        Data::Retraction(said) => take_back::retraction(view, by, said),
        Data::Correction(said) => take_back::correction(view, by, said),
        Data::Attestation(said) => word::attestation(by, said),
        Data::Instrument(said) => word::instrument(view, by, said),
        Data::Approval(said) => word::approval(view, by, said),
        Data::Go(said) => word::go(view, by, said),
        Data::Settle(said) => settle::judge(view, by, said),
        Data::Evidence(said) => evidence::judge(view, by, said),
        Data::Disclosure(said) => trust::disclosure(by, said),
        Data::Retire(said) => trust::retire(by, said),
    };
    judged.unwrap_or_else(Verdict::Void)
}

/// The charter: id, mode, lead and coordinator never change, and no agency is lost.
fn may_write(view: View<'_>, by: &Writing<'_>) -> Result<(), Why> {
    let charter = |plan: &Plan| {
        let operation = &plan.operation;
        (operation.id.clone(), operation.mode, operation.lead.clone(), operation.coordinator.clone())
    };
    if by.plan.hash != by.in_hand.hash && charter(by.plan) != charter(by.in_hand) {
        return Err(Why::CharterChanged);
    }
    if let Some(lost) = view.participants().find(|agency| !by.plan.agencies.contains_key(*agency)) {
        return Err(Why::AgencyLost(lost.clone()));
    }
    let writes = match by.plan.operation.mode.row().writers {
        Writers::Agencies => by.plan.agencies.contains_key(by.agency),
        Writers::Archive => by.agency == ARCHIVE,
    };
    if writes { Ok(()) } else { Err(Why::NoParticipant(by.agency.to_owned())) }
}

/// Whether a time lies in the future of its recording.
fn is_future(at: At, t: Instant) -> bool {
    match at {
        At::Instant(instant) | At::UntilInstant(instant) => instant > t,
        At::Day(day) | At::UntilDay(day) => day.first() > t,
        At::Instants(start, end) => start > t || end > t,
        At::Days(start, end) => start.first() > t || end.first() > t,
    }
}

/// Whether every source stands in the plan.
fn sources_known(plan: &Plan, sources: &[&str]) -> Result<(), Why> {
    match sources.iter().find(|source| !plan.sources.contains_key(**source)) {
        Some(source) => Err(Why::Unknown(format!("source {source}"))),
        None => Ok(()),
    }
}
