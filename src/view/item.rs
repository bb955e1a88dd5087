//! Items of evidence, as `status --by evidence` gives them.

use serde::Serialize;

use crate::model::broken::BrokenGuard;
use crate::model::digest::Hash;
use crate::model::evidence::ItemState;
use crate::model::measure::MeasureId;
use crate::model::time::Instant;
use crate::model::tlp::{Handling, Tlp};
use crate::operation::ItemStatus;
use crate::plan::Plan;

/// The state of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemRow {
    /// The first entry of the item, which identifies it.
    pub item: Hash,
    /// The exhibit number that the unit gave it.
    pub exhibit: Option<String>,
    /// The measures that it serves, each with its round.
    pub serves: Vec<(String, u64)>,
    /// The name of a file.
    pub file: Option<String>,
    /// The SHA-256 of a file.
    pub sha256: Option<Hash>,
    /// The size of a file in bytes.
    pub size: Option<u64>,
    /// The serial number of a physical item.
    pub serial: Option<String>,
    /// The current seal.
    pub seal: Option<String>,
    pub state: ItemState,
    /// Whether it was verified and no check failed since.
    pub verified: bool,
    /// The agency that holds it.
    pub holder: String,
    /// When it reached its state.
    pub at: Instant,
    /// The number of steps in its chain of custody.
    pub steps: usize,
    /// Its own TLP label, if that is stricter than the label of the measures it serves.
    pub tlp: Option<Tlp>,
    /// Its handling codes, in addition to those of the measures it serves.
    pub handling: Vec<Handling>,
    /// The guards that its steps broke, sorted.
    pub irregular: Vec<BrokenGuard>,
    /// Tables only: the short ids of the measures that it serves.
    #[serde(skip)]
    pub serves_names: Vec<String>,
}

impl ItemRow {
    /// The row of one item.
    pub fn of(plan: &Plan, status: &ItemStatus<'_>) -> Self {
        let item = status.item;
        let text = |text: &Option<Box<str>>| text.as_deref().map(str::to_owned);
        let mut irregular: Vec<BrokenGuard> =
            item.steps.iter().flat_map(|step| step.broken.clone()).collect();
        irregular.sort_unstable();
        irregular.dedup();
        Self {
            item: item.entry,
            exhibit: text(&item.exhibit),
            serves: item.serves.iter().map(|(measure, round)| (measure.to_string(), *round)).collect(),
            file: text(&item.file),
            sha256: item.sha256,
            size: item.size,
            serial: text(&item.serial),
            seal: status.seal.map(str::to_owned),
            state: status.last.to,
            verified: status.verified,
            holder: status.holder.to_owned(),
            at: status.last.at,
            steps: item.steps.len(),
            tlp: item.marks.tlp,
            handling: item.marks.handling.clone(),
            irregular,
            serves_names: item.serves.iter().map(|(measure, _)| short_name(plan, measure)).collect(),
        }
    }
}

fn short_name(plan: &Plan, measure: &str) -> String {
    let id = measure.parse::<MeasureId>();
    id.map_or_else(|_| measure.to_owned(), |id| plan.short(&id).to_owned())
}

csv_columns!(ItemRow:
    item exhibit serves file sha256 size serial seal state verified holder at steps tlp handling irregular
);
