//! What views are made from: the plan, where its measures stand, and what was observed.

use std::collections::BTreeMap;

use crate::model::asset::AssetKind;
use crate::model::digest::Hash;
use crate::model::state::State;
use crate::model::time::Instant;
use crate::operation::impact::AvailabilityModel;
use crate::operation::{DisplayState, Operation, RecordedObservation, Standing};
use crate::plan::Plan;

use super::count::ClaimCount;

/// Everything that the views of one moment are made from.
#[derive(Debug)]
pub struct Picture<'a> {
    /// The plan in hand.
    pub plan: &'a Plan,
    /// Where every measure stands, by id.
    pub standings: Vec<Standing<'a>>,
    /// The observations that count, in the order of the ledger.
    pub observations: Vec<RecordedObservation>,
    pub as_of: Instant,
    /// Per log its name, last sequence number and hash.
    pub heads: Vec<(String, u64, Hash)>,
}

/// How many measures are in each stored state; a conflict counts as such.
pub type States = BTreeMap<&'static str, u64>;

/// How many measures are in each state that tables print.
pub type DisplayStates = BTreeMap<DisplayState, u64>;

/// What several kinds of row count of their measures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MeasureTally {
    /// How many measures.
    pub measures: u64,
    /// How many in each state.
    pub states: States,
    /// How many with something against the rules in their round.
    pub irregular: u64,
    /// How many in conflict.
    pub conflicts: u64,
    /// How many in each displayed state.
    pub display_states: DisplayStates,
}

impl MeasureTally {
    /// Counts measures.
    pub fn of<'a>(standings: impl IntoIterator<Item = &'a Standing<'a>>) -> Self {
        let mut tally = Self::default();
        for standing in standings {
            tally.measures += 1;
            *tally.states.entry(state_word(standing)).or_default() += 1;
            tally.irregular += u64::from(!standing.irregular.is_empty());
            *tally.display_states.entry(standing.display).or_default() += 1;
            tally.conflicts += u64::from(standing.display == DisplayState::Conflict);
        }
        tally
    }

    /// How many measures are past open.
    pub fn reported(&self) -> u64 {
        self.measures - self.states.get("open").copied().unwrap_or_default()
    }
}

/// The stored state as a word, or `conflict`.
pub fn state_word(standing: &Standing<'_>) -> &'static str {
    use crate::model::word::Word as _;
    standing.state.map_or("conflict", State::as_str)
}

impl<'a> Picture<'a> {
    /// Takes what is true at a moment; gates are evaluated as of `as_of`.
    pub fn of(operation: &'a Operation<'a>, as_of: Instant) -> Self {
        let heads = operation.reading().logs().iter().filter_map(|log| log.head.as_ref());
        Self {
            plan: operation.plan(),
            standings: operation.standings(as_of),
            observations: operation.observations(),
            as_of,
            heads: heads.map(|head| (head.log.to_string(), head.seq, head.hash)).collect(),
        }
    }

    /// How many of an asset or inventory there are, as far as it is known.
    pub fn count(&self, thing: &str) -> Option<(AssetKind, ClaimCount)> {
        if let Some(inventory) = self.plan.inventories.get(thing) {
            return Some((inventory.kind, ClaimCount::exactly(inventory.rows.len() as u64)));
        }
        let asset = self.plan.assets.get(thing)?;
        let sparse = self.plan.operation.mode.row().sparse;
        if !sparse || !asset.identifiers.is_empty() {
            return Some((asset.kind, ClaimCount::exactly(1)));
        }
        Some((asset.kind, ClaimCount::claimed(self.plan.measures_on(thing))))
    }

    /// The counts of several things, by kind.
    pub fn counts<'b>(&self, things: impl IntoIterator<Item = &'b str>) -> BTreeMap<AssetKind, ClaimCount> {
        let mut counts = BTreeMap::new();
        for (kind, count) in things.into_iter().filter_map(|thing| self.count(thing)) {
            counts.entry(kind).and_modify(|sum: &mut ClaimCount| *sum = sum.plus(count)).or_insert(count);
        }
        counts
    }

    /// The ids of all assets and inventories.
    pub fn things(&self) -> impl Iterator<Item = &str> {
        let inventories = self.plan.inventories.keys().map(AsRef::as_ref);
        self.plan.assets.keys().map(AsRef::as_ref).chain(inventories)
    }

    /// What observations show of the outlets. `None` if the services make no graph, which no plan that loads has.
    pub fn availability(&self) -> Option<AvailabilityModel<'_>> {
        AvailabilityModel::of(self.plan, &self.standings, &self.observations).ok()
    }

    /// Whether a measure of this operation is reported, not done by those who write.
    pub fn is_reported(&self, standing: &Standing<'_>) -> bool {
        !self.plan.operation.mode.row().gated && standing.state.is_some_and(State::is_past_open)
    }
}
