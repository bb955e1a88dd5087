//! The one judge: recording asks it before an entry is appended, the fold asks it of every entry read, and
//! nothing else decides.

mod approvals;
pub(crate) mod author;
mod checks;
pub(crate) mod edges;
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
use crate::operation::judge::author::Author;
use crate::plan::Plan;

use crate::operation::state::snapshot::Snapshot;
use verdict::{RefusalReason, Verdict};

pub(crate) use crate::operation::judge::approvals::approvers;
pub(crate) use crate::operation::judge::edges::{current_of, edge_of, edges_from};
pub(crate) use remark::holds;
pub(crate) use word::side;

/// What an entry counts for, from what its writer had seen. For writing, that is everything read.
pub(crate) fn judge(view: Snapshot<'_>, by: &Author<'_>, claim: &Data<'_>) -> Verdict {
    if let Err(why) = may_write(view, by) {
        return Verdict::Void(why);
    }
    let gated = by.plan.operation.mode.row().gated;
    let judged = match claim {
        Data::Attestation(_) | Data::Instrument(_) | Data::Approval(_) | Data::Go(_) | Data::Evidence(_)
            if !gated =>
        {
            Err(RefusalReason::NotInMode)
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
