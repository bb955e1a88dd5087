//! A plan saved for the go: `takedown.out/1`.

use std::path::Path;

use serde::Serialize;

use crate::model::digest::Hash;
use crate::operation::{ExcludedMeasure, Saved};

/// The answer of the command that saved a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SavedView {
    /// `takedown.out/1`
    pub schema: &'static str,
    pub file: String,
    /// Its SHA-256, which approvals and the go refer to.
    pub saved: Hash,
    /// How many agencies other than the lead have to approve it.
    pub approvals: u32,
    /// The measures that the go will clear.
    pub measures: Vec<SavedRow>,
    /// The measures that were excluded by name.
    pub without: Vec<ExcludedMeasure>,
}

/// One measure of a saved plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SavedRow {
    /// Its full id.
    pub measure: String,
    /// The round in which it will be cleared.
    pub round: u64,
    /// The digest of its order.
    pub order: Hash,
}

impl SavedView {
    /// The answer for a saved plan and its file.
    pub fn of(saved: &Saved, file: &Path) -> Self {
        let row = |(id, measure): (&crate::model::measure::MeasureId, &crate::operation::SavedMeasure)| {
            SavedRow { measure: id.to_string(), round: measure.round, order: measure.order }
        };
        Self {
            schema: "takedown.out/1",
            file: file.display().to_string(),
            saved: saved.hash,
            approvals: saved.approvals,
            measures: saved.measures.iter().map(row).collect(),
            without: saved.without.clone(),
        }
    }
}

csv_columns!(SavedRow: measure round order);
