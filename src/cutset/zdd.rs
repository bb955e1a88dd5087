//! Zero-suppressed decision diagrams: families of sets, each family one node, however many sets it has.
//!
//! S. Minato, "Zero-Suppressed BDDs for Set Manipulation in Combinatorial Problems", DAC 1993. The smallest sets that
//! make a monotone function true: A. Rauzy, "New Algorithms for Fault Trees Analysis", Reliability Engineering and
//! System Safety 40 (1993).

use std::collections::HashMap;

use super::bdd::{Bdd, CACHE_FACTOR};
use super::diagram::{BuildFastHasher, DiagramNode, LimitMet, NodeRef, ONE, UniqueTable, ZERO};

/// Families of sets of leaves, as diagrams that share their nodes.
#[derive(Debug)]
pub(super) struct Zdd {
    pub(super) table: UniqueTable,
    /// By family and function: the sets of the family that do not make the function true.
    cache: HashMap<(NodeRef, NodeRef), NodeRef, BuildFastHasher>,
}

/// What is left to do of a sieve.
enum WithoutTask {
    /// Work out which sets of a family do not make a function true.
    Expand(NodeRef, NodeRef),
    /// Both halves are worked out: put them together.
    Combine((NodeRef, NodeRef), u32),
}

impl Zdd {
    /// No family yet; at most `limit` nodes.
    pub(super) fn new(limit: usize) -> Self {
        Self { table: UniqueTable::new(limit), cache: HashMap::default() }
    }

    /// The family of the sets of `low`, and those of `high` with one more leaf. Where there are none of those, the
    /// leaf need not be asked.
    fn make_node(&mut self, variable: u32, low: NodeRef, high: NodeRef) -> Result<NodeRef, LimitMet> {
        if high == ZERO { Ok(low) } else { self.table.get_or_insert(DiagramNode { variable, low, high }) }
    }

    /// The smallest sets of leaves that make a monotone function true: none can spare a leaf.
    ///
    /// They are those without the first leaf, and those with it that do not do without it as well.
    pub(super) fn minimal_solutions(&mut self, bdd: &Bdd, root: NodeRef) -> Result<NodeRef, LimitMet> {
        let mut minimal = vec![ZERO; root.index().max(ONE.index()) + 1];
        minimal[ONE.index()] = ONE;
        for node in bdd.table.reachable(root).into_iter().rev() {
            let DiagramNode { variable, low, high } = bdd.table.node(node);
            let with = self.without(minimal[high.index()], bdd, low)?;
            minimal[node.index()] = self.make_node(variable, minimal[low.index()], with)?;
        }
        Ok(minimal[root.index()])
    }

    /// The sets of a family that do not make a monotone function true.
    fn without(&mut self, family: NodeRef, bdd: &Bdd, function: NodeRef) -> Result<NodeRef, LimitMet> {
        let (mut tasks, mut results) = (vec![WithoutTask::Expand(family, function)], Vec::new());
        while let Some(task) = tasks.pop() {
            match task {
                WithoutTask::Expand(family, function) => {
                    let (sets, test) = (self.table.node(family), bdd.table.node(function));
                    if let Some(known) = self.cache.get(&(family, function)) {
                        results.push(*known);
                        continue;
                    }
                    match (family, function) {
                        (ZERO, _) | (_, ONE) => results.push(ZERO),
                        // The empty set makes nothing true that is not always true.
                        (_, ZERO) | (ONE, _) => results.push(family),
                        // No set of the family has the leaf.
                        _ if test.variable < sets.variable => {
                            tasks.push(WithoutTask::Expand(family, test.low))
                        }
                        pair => {
                            let same = test.variable == sets.variable;
                            let (low, high) = if same { (test.low, test.high) } else { (function, function) };
                            tasks.push(WithoutTask::Combine(pair, sets.variable));
                            tasks.push(WithoutTask::Expand(sets.high, high));
                            tasks.push(WithoutTask::Expand(sets.low, low));
                        }
                    }
                }
                WithoutTask::Combine(pair, variable) => {
                    // Each `Sieve` leaves one family, and two of them were pushed with this: low, then high.
                    let (high, low) = (results.pop().unwrap_or(ZERO), results.pop().unwrap_or(ZERO));
                    let node = self.make_node(variable, low, high)?;
                    self.table.check_limit(self.cache.len() / CACHE_FACTOR)?;
                    self.cache.insert(pair, node);
                    results.push(node);
                }
            }
        }
        Ok(results.pop().unwrap_or(ZERO))
    }
}
