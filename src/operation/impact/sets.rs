//! Finds the smallest sets that keep an outlet on air, and those that take it off air.

use crate::cutset::exact::{Exact, LimitMet, NODE_LIMIT};
use crate::cutset::fallback;
use crate::cutset::graph::Node;
use crate::cutset::sets::{Aim, LeafState, MinimalSets, minimal_sets};
use crate::model::id::OutletId;

use super::Impact;
use super::slip::{Level, Slip};

/// Minimal sets of slips at one level.
// See ARCHITECTURE, "A set has members of one level".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetsFound {
    /// The number of sets with 0, 1, 2, ... members; `u128::MAX` means that many or more. A set without
    /// members means that the outcome is already decided.
    pub by_size: Vec<u128>,
    /// The first few of them, the smallest first.
    pub first: Vec<Vec<Slip>>,
    /// The limit that prevented counting sets larger than those in `by_size`; `None` if the result is
    /// complete.
    pub met: Option<LimitMet>,
}

/// The minimal sets of measures that take an outlet off air.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enough {
    /// The number of sets of all sizes; `u128::MAX` means that many or more. Zero means that the plan cannot
    /// take the outlet off air.
    pub total: u128,
    /// The size of the smallest sets, and how many there are of that size.
    pub fewest: Option<(usize, u128)>,
    /// The first few, the smallest first.
    pub first: Vec<Vec<Slip>>,
    /// The limit that prevented counting. Then `total` and `first` describe a single set, which is minimal.
    pub met: Option<LimitMet>,
}

impl Impact<'_> {
    /// The minimal sets of at most `size` slips of one level that keep an outlet on air; `None` if the outlet
    /// is not modelled.
    ///
    /// Small graphs are searched exhaustively. If a graph is neither small nor countable, sets of one and two
    /// members are still found.
    pub fn keeps_on(&self, outlet: &OutletId, level: Level, size: usize, few: usize) -> Option<SetsFound> {
        let top = self.node(outlet.as_str())?;
        let role = |leaf| self.varies(leaf, level);
        let counted = || {
            let exact = Exact::new(self.graph(), top, Aim::KeepsOn, role, NODE_LIMIT)?;
            Ok(exact.minimal_sets(size, few))
        };
        let tried = minimal_sets(self.graph(), top, Aim::KeepsOn, role, size, few);
        let (found, met) = match tried.or_else(|_| counted()) {
            Ok(found) => (found, None),
            Err(met) => (fallback::small_path_sets(self.graph(), top, role, size, few), Some(met)),
        };
        let MinimalSets { by_size, first } = found;
        let met = met.filter(|_| by_size.len() <= size && by_size.first() == Some(&0));
        let first = first.into_iter().map(|set| self.slips_of(set)).collect();
        Some(SetsFound { by_size, first, met })
    }

    /// The minimal sets of measures that take an outlet off air if nothing else is done; `None` if the outlet
    /// is not modelled.
    pub fn enough(&self, outlet: &OutletId, few: usize) -> Option<Enough> {
        let top = self.node(outlet.as_str())?;
        let role = |leaf| self.varies(leaf, Level::Measure);
        let named = |sets: Vec<Vec<Node>>| sets.into_iter().map(|set| self.slips_of(set)).collect();
        let exact = match Exact::new(self.graph(), top, Aim::TakesOff, role, NODE_LIMIT) {
            Ok(exact) => exact,
            Err(met) => {
                let one: Vec<Vec<Node>> =
                    fallback::any_cut_set(self.graph(), top, role).into_iter().collect();
                let (total, met) = (one.len() as u128, Some(met).filter(|_| !one.is_empty()));
                return Some(Enough { total, fewest: None, first: named(one), met });
            }
        };
        let first = named(exact.list(usize::MAX, few));
        Some(Enough { total: exact.count(), fewest: exact.minimum(), first, met: None })
    }

    /// The outcome of a leaf if only slips of one level can happen.
    fn varies(&self, leaf: Node, level: Level) -> LeafState {
        let at_level = |slip: &Slip| slip.level() == level;
        match self.built.role(leaf) {
            LeafState::Varies if self.slip_of(leaf).is_some_and(at_level) => LeafState::Varies,
            LeafState::Varies => LeafState::Down,
            known => known,
        }
    }

    fn slip_of(&self, leaf: Node) -> Option<&Slip> {
        self.built.slip_of.get(&leaf)
    }

    fn slips_of(&self, set: Vec<Node>) -> Vec<Slip> {
        let mut set: Vec<Slip> = set.into_iter().filter_map(|leaf| self.slip_of(leaf).cloned()).collect();
        set.sort_unstable();
        set
    }
}
