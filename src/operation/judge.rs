//! The only place that decides what an entry counts for: recording calls it before it appends an entry, and
//! the fold calls it for every entry that it reads.

mod approvals;
pub(crate) mod author;
mod checks;
pub(crate) mod claim;
pub(crate) mod edges;
pub(crate) mod entry_rules;
mod evidence;
pub(crate) mod findings;
pub(crate) mod gate;
pub(crate) mod guard;
pub(crate) mod invalidated;
mod ledger_entries;
mod remark;
mod settle;
pub(crate) mod stale;
mod take_back;
mod transition;
pub(crate) mod verdict;
mod word;

use crate::model::id::ARCHIVE;
use crate::model::mode::Writers;
use crate::operation::judge::author::Author;
use crate::plan::Plan;

use crate::operation::state::snapshot::Snapshot;
use claim::EntryClaim;
use verdict::{RefusalReason, Verdict};

pub(crate) use crate::operation::judge::approvals::approvers;
pub(crate) use crate::operation::judge::edges::{current_of, edge_of, edges_from};
pub(crate) use remark::holds;
pub(crate) use word::side;

/// Decides what an entry counts for, given what its writer had seen. For an entry about to be written, that
/// is everything read.
// See ARCHITECTURE, "One judge".
pub(crate) fn judge(view: Snapshot<'_>, by: &Author<'_>, claim: &EntryClaim) -> Verdict {
    may_write(view, by).and_then(|()| claim.judge(view, by)).unwrap_or_else(Verdict::Void)
}

/// Rejects a plan that breaks the charter: id, mode, lead and coordinator never change, and no agency is
/// removed.
// See ARCHITECTURE, "The charter comes from the plan in hand".
fn may_write(view: Snapshot<'_>, by: &Author<'_>) -> Result<(), RefusalReason> {
    let charter = |plan: &Plan| {
        let operation = &plan.operation;
        (operation.id.clone(), operation.mode, operation.lead.clone(), operation.coordinator.clone())
    };
    if by.plan.hash != by.in_hand.hash && charter(by.plan) != charter(by.in_hand) {
        return Err(RefusalReason::CharterChanged);
    }
    if let Some(lost) = view.participants().find(|agency| !by.plan.agencies.contains_key(*agency)) {
        return Err(RefusalReason::AgencyLost(lost.clone()));
    }
    let writes = match by.plan.operation.mode.row().writers {
        Writers::Agencies => by.plan.agencies.contains_key(by.agency),
        Writers::Archive => by.agency == ARCHIVE,
    };
    if writes { Ok(()) } else { Err(RefusalReason::NoParticipant(by.agency.to_owned())) }
}
