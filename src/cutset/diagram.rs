//! The table of nodes that both kinds of decision diagram share: each node is there once.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use thiserror::Error;

/// A diagram that would need more nodes than are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("more than {limit} nodes would be needed")]
pub struct LimitMet {
    /// How many are allowed.
    pub limit: usize,
}

/// A node, or one of the two ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct NodeRef(u32);

/// The end that stands for false, and for no set at all.
pub(super) const ZERO: NodeRef = NodeRef(0);
/// The end that stands for true, and for the empty set alone.
pub(super) const ONE: NodeRef = NodeRef(1);

impl NodeRef {
    /// Its place, by which lists are kept for all nodes.
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// One question of a diagram: a leaf, by its place in the order, and where the two answers lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct DiagramNode {
    /// The leaf; both answers lead to later ones.
    pub(super) variable: u32,
    /// Where it goes on if it is down, or not in the set.
    pub(super) low: NodeRef,
    /// Where it goes on if it is up, or in the set.
    pub(super) high: NodeRef,
}

/// The leaf that the ends stand at: after all others.
pub(super) const TERMINAL: u32 = u32::MAX;

/// All nodes of a diagram. A node stands after the two that it leads to, so that one pass over them needs no recursion.
#[derive(Debug)]
pub(super) struct UniqueTable {
    nodes: Vec<DiagramNode>,
    /// The unique table (R. Bryant, "Graph-Based Algorithms for Boolean Function Manipulation", 1986): two equal
    /// functions are one node.
    refs: HashMap<DiagramNode, NodeRef, BuildFastHasher>,
    limit: usize,
}

impl UniqueTable {
    /// A table of the two ends.
    pub(super) fn new(limit: usize) -> Self {
        let terminals = [ZERO, ONE].map(|end| DiagramNode { variable: TERMINAL, low: end, high: end });
        Self { nodes: terminals.to_vec(), refs: HashMap::default(), limit: limit.min(TERMINAL as usize - 2) }
    }

    /// The node that asks this.
    pub(super) fn get_or_insert(&mut self, node: DiagramNode) -> Result<NodeRef, LimitMet> {
        if let Some(known) = self.refs.get(&node) {
            return Ok(*known);
        }
        self.check_limit(self.node_count())?;
        let limit = LimitMet { limit: self.limit };
        let added = u32::try_from(self.nodes.len()).map(NodeRef).map_err(|_| limit)?;
        self.nodes.push(node);
        self.refs.insert(node, added);
        Ok(added)
    }

    /// Refuses one more of something of which there are so many.
    pub(super) fn check_limit(&self, count: usize) -> Result<(), LimitMet> {
        if count < self.limit { Ok(()) } else { Err(LimitMet { limit: self.limit }) }
    }

    /// What a node asks.
    pub(super) fn node(&self, node: NodeRef) -> DiagramNode {
        // This table made the node.
        self.nodes[node.index()]
    }

    /// How many nodes there are beside the two ends.
    pub(super) fn node_count(&self) -> usize {
        self.nodes.len() - 2
    }

    /// The nodes that a root leads to, itself included, the ends apart; later ones before earlier ones.
    pub(super) fn reachable(&self, root: NodeRef) -> Vec<NodeRef> {
        let mut seen = vec![false; root.index() + 1];
        seen[root.index()] = true;
        let mut nodes = Vec::new();
        for node in (2..=root.0).rev().map(NodeRef) {
            if seen[node.index()] {
                nodes.push(node);
                let DiagramNode { low, high, .. } = self.node(node);
                (seen[low.index()], seen[high.index()]) = (true, true);
            }
        }
        nodes
    }
}

/// The hasher of the tables of diagrams: their keys are a few small numbers that nobody chooses, so it need not
/// withstand chosen ones as that of the standard library does.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct FastHasher(u64);

/// Makes [`Mixer`].
pub(super) type BuildFastHasher = BuildHasherDefault<FastHasher>;

impl Hasher for FastHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u32(u32::from(*byte));
        }
    }

    fn write_u32(&mut self, number: u32) {
        // Multiplying by the golden ratio spreads low bits to high ones (D. Knuth, "The Art of Computer Programming",
        // volume 3, section 6.4); the turn brings them back to where the table looks.
        self.0 = (self.0 ^ u64::from(number)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
