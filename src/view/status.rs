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

/// The state of the operation, as rows of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatusView<R: Row> {
    /// `takedown.status/1`
    pub schema: &'static str,
    pub operation: OperationId,
    pub mode: Mode,
    pub as_of: Instant,
    /// The name, last sequence number and hash of each log.
    pub heads: Vec<(String, u64, Hash)>,
    /// The kind of rows.
    pub by: &'static str,
    pub rows: Vec<R>,
    /// Bodies that do not belong to a country.
    pub bodies: Vec<BodyRow>,
    /// Tables only: the instant that measures are timed from.
    #[serde(skip)]
    pub h_hour: Option<Instant>,
    /// Tables only: the irregular entries of the selected measures.
    #[serde(skip)]
    pub irregular: Vec<IrregularRow>,
}

impl<R: Row> StatusView<R> {
    /// The status of the given measures.
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
