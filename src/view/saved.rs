//! What was saved for the go: `takedown.out/1`.

use std::path::Path;

use serde::Serialize;

use crate::model::digest::Hash;
use crate::operation::{ExcludedMeasure, Saved};

/// A saved plan, as the command that wrote it answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SavedView {
    /// `takedown.out/1`
    pub schema: &'static str,
    pub file: String,
    /// Its SHA-256: approvals and the go name it.
    pub saved: Hash,
    /// How many agencies beside the lead have to approve it.
    pub approvals: u32,
    /// What is put to the go.
    pub measures: Vec<SavedRow>,
    /// What was left out by name.
    pub without: Vec<ExcludedMeasure>,
}

/// One measure of a saved plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SavedRow {
    /// Its full id.
    pub measure: String,
    /// The round that it is cleared for.
    pub round: u64,
    /// The digest of its order.
    pub order: Hash,
}

impl SavedView {
    /// A saved plan and its file.
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
