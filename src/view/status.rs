//! The state of the operation: `takedown.status/1`.

use serde::Serialize;

use crate::model::digest::Hash;
use crate::model::id::OperationId;
use crate::model::mode::Mode;
use crate::model::time::Instant;
use crate::operation::Standing;

use super::Row;
use super::country::{BodyRow, bodies};
use super::measure::{IrregularRow, irregular_entries};
use super::picture::Picture;

/// The state of the operation, in rows of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatusView<R: Row> {
    /// `takedown.status/1`
    pub schema: &'static str,
    pub operation: OperationId,
    pub mode: Mode,
    pub as_of: Instant,
    /// Per log its name, last sequence number and hash.
    pub heads: Vec<(String, u64, Hash)>,
    /// What the rows are of.
    pub by: &'static str,
    pub rows: Vec<R>,
    /// Bodies that answer for no country.
    pub bodies: Vec<BodyRow>,
    /// Tables only: the instant that measures are timed from.
    #[serde(skip)]
    pub h_hour: Option<Instant>,
    /// Tables only: what was recorded of the selected measures against the rules.
    #[serde(skip)]
    pub irregular: Vec<IrregularRow>,
}

impl<R: Row> StatusView<R> {
    /// The status of some measures.
    pub fn new(picture: &Picture<'_>, standings: &[&Standing<'_>], by: &'static str, rows: Vec<R>) -> Self {
        Self {
            schema: "takedown.status/1",
            operation: picture.plan.operation.id.clone(),
            mode: picture.plan.operation.mode,
            as_of: picture.as_of,
            heads: picture.heads.clone(),
            by,
            rows,
            bodies: bodies(picture),
            h_hour: picture.plan.operation.h_hour,
            irregular: irregular_entries(picture, standings),
        }
    }
}
