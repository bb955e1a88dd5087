//! The plan that `takedown init NAME` writes.

use crate::model::id::OperationId;
use crate::model::time::Instant;

/// A commented exercise that passes `check --strict`. H-hour is the hour that has begun at `now`.
pub fn init(name: &OperationId, now: Instant) -> String {
    format!("# {name}, {now}\n")
}
