//! How far the logs are signed, where the plan requires signatures.

use crate::ledger::read::causal_past::{CausalPast, EntryPos};
use crate::ledger::read::snapshot::LedgerSnapshot;
use crate::ledger::sign::checkpoint::check;
use crate::ledger::sign::signers::Signers;
use crate::plan::Plan;

/// Per log its good checkpoints: an entry counts for those who have seen one after it.
// See ARCHITECTURE, "A signature counts only for writers who had seen it".
#[derive(Debug, Default)]
pub(crate) struct SignedHeads {
    /// Per log, by its index, the lines of good checkpoints; ascending.
    logs: Vec<Vec<u64>>,
}

impl SignedHeads {
    /// Checks the checkpoints of a ledger by the keys of the plan in hand.
    pub(crate) fn of(plan: &Plan, reading: &LedgerSnapshot) -> Self {
        let signers = signers(plan, reading.revoked());
        let good = |log: usize| {
            let pinned = reading.checkpoints(log);
            let agency = reading.logs()[log].name.agency();
            let checked = check(&signers, agency, pinned).into_iter().zip(pinned);
            checked.filter(|(checked, _)| checked.is_ok()).map(|(_, pinned)| pinned.line).collect()
        };
        Self { logs: (0..reading.logs().len()).map(good).collect() }
    }

    /// Whether somebody has seen an entry under a good signature.
    pub(crate) fn covers(&self, pos: EntryPos, past: &CausalPast) -> bool {
        let lines = self.logs.get(pos.log).map_or(&[][..], Vec::as_slice);
        let next = lines.partition_point(|line| *line <= pos.seq);
        lines.get(next).is_some_and(|line| *line <= past.last(pos.log))
    }
}

/// Who may sign for whom, by a plan.
pub fn signers(plan: &Plan, revoked: std::path::PathBuf) -> Signers {
    Signers::new(plan.agencies.iter().map(|(id, agency)| (id, agency.keys.as_slice())), revoked)
}
