//! The text that is signed to pin a log's head.

use super::log::Head;
use crate::model::time::Instant;

/// The text of a checkpoint: five lines, each with its line feed.
pub fn text(head: &Head, t: Instant) -> String {
    format!("takedown checkpoint v1\n{}\n{}\n{}\n{}\n", head.log, head.seq, head.hash, t.recorded())
}
