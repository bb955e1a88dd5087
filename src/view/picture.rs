//! The input of the views: the plan, the state of its measures, and the observations.

use std::collections::BTreeMap;

use crate::model::asset::AssetKind;
use crate::model::digest::Hash;
use crate::model::state::State;
use crate::model::time::Instant;
use crate::operation::impact::AvailabilityModel;
use crate::operation::{DisplayState, Operation, RecordedObservation, Standing};
use crate::plan::Plan;

use super::count::ClaimCount;

/// Everything that the views of one moment are built from.
#[derive(Debug)]
pub struct Picture<'a> {
    /// The current plan.
    pub plan: &'a Plan,
    /// The state of every measure, by id.
    pub standings: Vec<Standing<'a>>,
    /// The observations that count, in ledger order.
    pub observations: Vec<RecordedObservation>,
    pub as_of: Instant,
    /// The name, last sequence number and hash of each log.
    pub heads: Vec<(String, u64, Hash)>,
}

/// The number of measures in each stored state; `conflict` is a key of its own.
pub type States = BTreeMap<&'static str, u64>;

/// The number of measures in each displayed state.
pub type DisplayStates = BTreeMap<DisplayState, u64>;

/// The counts that several kinds of rows share.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MeasureTally {
    /// The number of measures.
    pub measures: u64,
    /// The number in each state.
    pub states: States,
    /// The number that broke a guard in their current round.
    pub irregular: u64,
    /// The number in conflict.
    pub conflicts: u64,
    /// The number in each displayed state.
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

    /// The number of measures that have left the state open.
    pub fn reported(&self) -> u64 {
        self.measures - self.states.get("open").copied().unwrap_or_default()
    }
}

/// The name of the stored state, or `conflict`.
pub fn state_word(standing: &Standing<'_>) -> &'static str {
    use crate::model::word::Word as _;
    standing.state.map_or("conflict", State::as_str)
}

impl<'a> Picture<'a> {
    /// The state of an operation; gates are evaluated as of `as_of`.
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

    /// The number of units of an asset or inventory, as far as it is known.
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

    /// The counts of several assets and inventories, by kind.
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

    /// Availability according to observations. `None` if the services do not form a graph; every plan that
    /// loads does.
    pub fn availability(&self) -> Option<AvailabilityModel<'_>> {
        AvailabilityModel::of(self.plan, &self.standings, &self.observations).ok()
    }

    /// Whether a measure was reported by sources rather than carried out by the participants.
    pub fn is_reported(&self, standing: &Standing<'_>) -> bool {
        !self.plan.operation.mode.row().gated && standing.state.is_some_and(State::is_past_open)
    }
}
