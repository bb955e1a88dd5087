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

/// Where one item stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemRow {
    /// The entry that it began with, by which it is referred to.
    pub item: Hash,
    /// The unit's own exhibit number.
    pub exhibit: Option<String>,
    /// The measures that it serves, each with its round.
    pub serves: Vec<(String, u64)>,
    /// A file's name.
    pub file: Option<String>,
    /// A file's SHA-256.
    pub sha256: Option<Hash>,
    /// A file's size in bytes.
    pub size: Option<u64>,
    /// A thing's serial number.
    pub serial: Option<String>,
    /// The seal as it was last left.
    pub seal: Option<String>,
    pub state: ItemState,
    /// Whether it was verified, and nothing failed since.
    pub verified: bool,
    /// The agency that holds it.
    pub holder: String,
    /// When it came into its state.
    pub at: Instant,
    /// How many steps its chain of custody has.
    pub steps: usize,
    /// How far it may travel, where that is less far than what it serves.
    pub tlp: Option<Tlp>,
    /// Its handling codes beside those of what it serves.
    pub handling: Vec<Handling>,
    /// The guards that any step of it broke, sorted.
    pub irregular: Vec<BrokenGuard>,
    /// Tables only: the measures that it serves, by their short ids.
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
