//! A plan as a rehearsal plays it: the same bytes, in the mode that no plan can name.

use super::load::read_stored;
use super::tables::Plan;
use crate::model::mode::Mode;

impl Plan {
    /// The same as a rehearsal plays it: under another operation, signed by nobody.
    #[must_use]
    pub fn rehearsed(mut self) -> Self {
        self.operation.mode = Mode::Rehearsal;
        self.policy.signatures = Mode::Rehearsal.row().signed;
        self
    }

    /// Whether it is a plan as a rehearsal plays it.
    pub fn is_rehearsed(&self) -> bool {
        !self.operation.mode.row().in_plans
    }
}

/// A plan that a ledger keeps, as its entries cite it: what a rehearsal cites was rehearsed.
pub fn read_cited(bytes: &[u8], in_hand: &Plan) -> Option<Plan> {
    let plan = read_stored(bytes).plan?;
    Some(if in_hand.is_rehearsed() { plan.rehearsed() } else { plan })
}
