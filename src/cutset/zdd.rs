//! Zero-suppressed decision diagrams: families of sets, each represented by one node however many sets it has.
//!
//! S. Minato, "Zero-Suppressed BDDs for Set Manipulation in Combinatorial Problems", DAC 1993. Minimal solutions of a
//! monotone function: A. Rauzy, "New Algorithms for Fault Trees Analysis", Reliability Engineering and System Safety 40
//! (1993).

use std::collections::HashMap;

use super::bdd::{Bdd, CACHE_FACTOR};
use super::diagram::{BuildFastHasher, DiagramNode, LimitMet, NodeRef, ONE, UniqueTable, ZERO};

/// Families of sets of variables as diagrams that share nodes.
#[derive(Debug)]
pub(super) struct Zdd {
    pub(super) table: UniqueTable,
    /// Results of `without` by operands.
    cache: HashMap<(NodeRef, NodeRef), NodeRef, BuildFastHasher>,
}

enum WithoutTask {
    /// Compute the sets of a family that do not make a function true.
    Expand(NodeRef, NodeRef),
    /// Both branches are on the result stack: join them at this variable.
    Combine((NodeRef, NodeRef), u32),
}

impl Zdd {
    /// An empty diagram of at most `limit` nodes.
    pub(super) fn new(limit: usize) -> Self {
        Self { table: UniqueTable::new(limit), cache: HashMap::default() }
    }

    /// The family of the sets of `low`, and of the sets of `high` with this variable added. If `high` has no set the
    /// node is redundant (zero-suppression rule).
    fn make_node(&mut self, variable: u32, low: NodeRef, high: NodeRef) -> Result<NodeRef, LimitMet> {
        if high == ZERO { Ok(low) } else { self.table.get_or_insert(DiagramNode { variable, low, high }) }
    }

    /// The minimal sets of variables that make a monotone function true.
    ///
    /// They are the minimal sets of the low cofactor, and the variable added to each minimal set of the high cofactor
    /// that does not make the low cofactor true.
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

    /// The sets of a family that do not make a monotone function true: Rauzy's operator "without".
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
                        // A function that is not constant is false for the empty set, because it is monotone.
                        (_, ZERO) | (ONE, _) => results.push(family),
                        // No set of the family contains the variable of the function.
                        _ if test.variable < sets.variable => {
                            tasks.push(WithoutTask::Expand(family, test.low));
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
                    // Each `Expand` leaves one result, and two of them were pushed with this task: low, then high.
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
