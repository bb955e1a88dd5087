//! The node table that both kinds of decision diagram use.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use thiserror::Error;

/// A decision diagram needs more nodes than its limit allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("more than {limit} nodes would be needed")]
pub struct LimitMet {
    /// The limit, in nodes.
    pub limit: usize,
}

/// A node of a diagram, or one of the two terminals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct NodeRef(u32);

/// The terminal 0: the function false, or the empty family.
pub(super) const ZERO: NodeRef = NodeRef(0);
/// The terminal 1: the function true, or the family of the empty set.
pub(super) const ONE: NodeRef = NodeRef(1);

impl NodeRef {
    /// The index into lists with an entry for each node.
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// A test of one variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct DiagramNode {
    /// The position of the variable in the order. Both branches test later variables.
    pub(super) variable: u32,
    /// The branch if the variable is false, or not in the set.
    pub(super) low: NodeRef,
    /// The branch if the variable is true, or in the set.
    pub(super) high: NodeRef,
}

/// The position of the terminals: after every variable.
pub(super) const TERMINAL: u32 = u32::MAX;

/// The nodes of a diagram, each stored once. Children precede their parents, so that one pass needs no recursion.
#[derive(Debug)]
pub(super) struct UniqueTable {
    nodes: Vec<DiagramNode>,
    /// The unique table (R. Bryant, "Graph-Based Algorithms for Boolean Function Manipulation", 1986): equal functions
    /// are the same node.
    refs: HashMap<DiagramNode, NodeRef, BuildFastHasher>,
    limit: usize,
}

impl UniqueTable {
    /// A table of the two terminals that accepts `limit` nodes.
    pub(super) fn new(limit: usize) -> Self {
        let terminals = [ZERO, ONE].map(|end| DiagramNode { variable: TERMINAL, low: end, high: end });
        Self { nodes: terminals.to_vec(), refs: HashMap::default(), limit: limit.min(TERMINAL as usize - 2) }
    }

    /// The node with this test, added if it does not exist.
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

    /// Fails if a collection of `count` entries has no room for another.
    pub(super) fn check_limit(&self, count: usize) -> Result<(), LimitMet> {
        if count < self.limit { Ok(()) } else { Err(LimitMet { limit: self.limit }) }
    }

    /// A node's variable and branches; a terminal's branches are itself.
    pub(super) fn node(&self, node: NodeRef) -> DiagramNode {
        // Only this table makes its references.
        self.nodes[node.index()]
    }

    /// The number of nodes without the two terminals.
    pub(super) fn node_count(&self) -> usize {
        self.nodes.len() - 2
    }

    /// The nodes reachable from a root, parents before their children. The root is included, the terminals are not.
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

/// A fast hasher for keys of a few small integers. It does not resist chosen keys as the standard hasher does; the keys
/// come from the algorithm, not from input.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct FastHasher(u64);

pub(super) type BuildFastHasher = BuildHasherDefault<FastHasher>;

impl Hasher for FastHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u32(u32::from(*byte));
        }
    }

    fn write_u32(&mut self, number: u32) {
        // Multiplication by the golden ratio moves low bits up (D. Knuth, "The Art of Computer Programming", volume 3,
        // section 6.4); the rotation brings them back down to where the hash table looks.
        self.0 = (self.0 ^ u64::from(number)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
