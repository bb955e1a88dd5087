//! How far the logs are signed, if the plan requires signatures.

use crate::ledger::read::causal_past::{CausalPast, EntryPos};
use crate::ledger::read::snapshot::LedgerSnapshot;
use crate::ledger::sign::checkpoint::check;
use crate::ledger::sign::signers::Signers;
use crate::plan::Plan;

/// The valid checkpoints of each log. An entry counts for a reader who has seen a valid checkpoint after it.
// See ARCHITECTURE, "A signature counts only for writers who had seen it".
#[derive(Debug, Default)]
pub(crate) struct SignedHeads {
    /// The lines of the valid checkpoints, by the log's index; ascending.
    logs: Vec<Vec<u64>>,
}

impl SignedHeads {
    /// Checks the checkpoints of a ledger with the keys of the plan in hand.
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

    /// Whether a valid checkpoint that the reader has seen covers an entry.
    pub(crate) fn covers(&self, pos: EntryPos, past: &CausalPast) -> bool {
        let lines = self.logs.get(pos.log).map_or(&[][..], Vec::as_slice);
        let next = lines.partition_point(|line| *line <= pos.seq);
        lines.get(next).is_some_and(|line| *line <= past.last(pos.log))
    }
}

/// The keys that may sign for each agency, according to a plan.
pub fn signers(plan: &Plan, revoked: std::path::PathBuf) -> Signers {
    Signers::new(plan.agencies.iter().map(|(id, agency)| (id, agency.keys.as_slice())), revoked)
}
