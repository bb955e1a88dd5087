//! Binary decision diagrams: one for each Boolean function, given the order of its leaves.
//!
//! R. Bryant, "Graph-Based Algorithms for Boolean Function Manipulation", IEEE Transactions on Computers C-35 (1986).

use std::collections::HashMap;

use super::diagram::{BuildFastHasher, DiagramNode, LimitMet, NodeRef, ONE, UniqueTable, ZERO};

/// Functions of leaves, as diagrams that share their nodes.
#[derive(Debug)]
pub(super) struct Bdd {
    pub(super) table: UniqueTable,
    /// What was worked out before; it may have [`STEPS`] times as many entries as there may be nodes.
    cache: HashMap<[NodeRef; 3], NodeRef, BuildFastHasher>,
}

/// How many steps are remembered for each node that is allowed. More of them would mean a bad order as well.
pub(super) const CACHE_FACTOR: usize = 4;

/// What is left to do of a choice.
enum IteTask {
    /// Work out `if f then g else h`.
    Expand([NodeRef; 3]),
    /// Both answers are worked out: put them together.
    Combine([NodeRef; 3], u32),
}

impl Bdd {
    /// No function yet; at most `limit` nodes.
    pub(super) fn new(limit: usize) -> Self {
        Self { table: UniqueTable::new(limit), cache: HashMap::default() }
    }

    /// The function that is true where a leaf is up.
    pub(super) fn variable(&mut self, variable: u32) -> Result<NodeRef, LimitMet> {
        self.make_node(variable, ZERO, ONE)
    }

    /// The function that asks a leaf, and goes on with one of two others. Where both are the same it need not ask.
    fn make_node(&mut self, variable: u32, low: NodeRef, high: NodeRef) -> Result<NodeRef, LimitMet> {
        if low == high { Ok(low) } else { self.table.get_or_insert(DiagramNode { variable, low, high }) }
    }

    /// The function `if f then g else h` (K. Brace, R. Rudell and R. Bryant, "Efficient Implementation of a BDD
    /// Package", 1990). Its own stack: leaves in a row would overflow that of the machine.
    pub(super) fn ite(&mut self, f: NodeRef, g: NodeRef, h: NodeRef) -> Result<NodeRef, LimitMet> {
        let (mut tasks, mut results) = (vec![IteTask::Expand([f, g, h])], Vec::new());
        while let Some(task) = tasks.pop() {
            match task {
                IteTask::Expand(triple) => {
                    if let Some(trivial) = trivial_ite(triple).or_else(|| self.cache.get(&triple).copied()) {
                        results.push(trivial);
                        continue;
                    }
                    let nodes = triple.map(|operand| self.table.node(operand));
                    let variable = nodes.iter().map(|node| node.variable).min().unwrap_or_default();
                    let cofactor = |operand: usize, high: bool| match nodes[operand] {
                        DiagramNode { variable: own, low, high: up } if own == variable => {
                            if high {
                                up
                            } else {
                                low
                            }
                        }
                        _ => triple[operand],
                    };
                    tasks.push(IteTask::Combine(triple, variable));
                    tasks.push(IteTask::Expand([0, 1, 2].map(|operand| cofactor(operand, true))));
                    tasks.push(IteTask::Expand([0, 1, 2].map(|operand| cofactor(operand, false))));
                }
                IteTask::Combine(triple, variable) => {
                    // Each `Choose` leaves one answer, and two of them were pushed with this: low, then high.
                    let (high, low) = (results.pop().unwrap_or(ZERO), results.pop().unwrap_or(ZERO));
                    let node = self.make_node(variable, low, high)?;
                    self.table.check_limit(self.cache.len() / CACHE_FACTOR)?;
                    self.cache.insert(triple, node);
                    results.push(node);
                }
            }
        }
        Ok(results.pop().unwrap_or(ZERO))
    }

    /// The function that is true where at least `k` of these are.
    ///
    /// Row by row from the last leaf of the order up to the first: so each step adds one node on top of what is
    /// there, and the other way it would walk through all of it. Only what is undecided is made: with 1,000 members of
    /// which 980 are needed that is 980 times 21 steps, for the twenty-first that is missing decides.
    pub(super) fn at_least(&mut self, k: usize, mut members: Vec<NodeRef>) -> Result<NodeRef, LimitMet> {
        let n = members.len();
        if k > n {
            return Ok(ZERO);
        }
        members.sort_by_key(|member| self.table.node(*member).variable);
        // `row[j]`: at least j of the members from here on. Before the first step: none are left.
        let mut row = vec![ZERO; k + 1];
        row[0] = ONE;
        for (left, member) in (1..=n).zip(members.iter().rev()) {
            // Before this member stand n - left others, which answer for at most as many of the k.
            let lowest = k.saturating_sub(n - left).max(1);
            for j in (lowest..=k.min(left)).rev() {
                row[j] = self.ite(*member, row[j - 1], row[j])?;
            }
        }
        Ok(row[k])
    }
}

/// A choice that needs no work.
fn trivial_ite([f, g, h]: [NodeRef; 3]) -> Option<NodeRef> {
    match (f, g, h) {
        (ONE, _, _) => Some(g),
        (ZERO, _, _) => Some(h),
        (_, ONE, ZERO) => Some(f),
        _ => (g == h).then_some(g),
    }
}
