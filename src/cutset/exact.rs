//! The exact engine: smallest sets of any size, counted without being listed.
//!
//! The question is taken apart where it falls apart. What shares nothing, or hangs on instruments that all of it shares,
//! is counted by multiplication; only what is tangled becomes decision diagrams. Either may grow beyond any memory, so
//! each has a limit, and what would meet it says so.

pub use super::diagram::LimitMet;
use super::graph::{Graph, Node};
use super::part::{PartKind, decompose};
use super::semiring::{CountBySize, MinimumSize, Semiring, SetCount};
use super::sets::{Aim, LeafState, MinimalSets};
use super::term::{ALWAYS, NEVER, TermGraph};

/// How many nodes a diagram may have where nobody says otherwise: some 20 MB for both, and a tenth of a second for each
/// order that is tried.
pub const NODE_LIMIT: usize = 100_000;

/// The answer to one question: what takes or keeps a node where somebody wants it.
#[derive(Debug)]
pub struct Exact {
    decomposition: Decomposition,
}

#[derive(Debug)]
enum Decomposition {
    /// Whatever goes which way.
    Always,
    Never,
    /// By parts, the last of which is all of it.
    Parts(Vec<PartKind>),
}

impl Exact {
    /// Answers for one node of a graph; no diagram of more than `limit` nodes is made.
    pub fn new(
        graph: &Graph,
        top: Node,
        aim: Aim,
        leaf_state: impl Fn(Node) -> LeafState,
        limit: usize,
    ) -> Result<Self, LimitMet> {
        let (terms, root) = TermGraph::new(graph, top, aim, leaf_state);
        let decomposition = match root {
            NEVER => Decomposition::Never,
            ALWAYS => Decomposition::Always,
            _ => Decomposition::Parts(decompose(terms, root, limit)?),
        };
        Ok(Self { decomposition })
    }

    /// How many smallest sets there are of all sizes; `u128::MAX` is that many or more.
    pub fn count(&self) -> u128 {
        self.fold(&SetCount)
    }

    /// The smallest sets of at most `size` leaves by their size, and the first `few` of them.
    pub fn minimal_sets(&self, max_size: usize, max_sets: usize) -> MinimalSets {
        let mut by_size = self.fold(&CountBySize(max_size));
        by_size.resize(max_size + 1, 0);
        MinimalSets { by_size, first: self.list(max_size, max_sets) }
    }

    /// The first `few` smallest sets of at most `size` leaves, those of the fewest leaves first.
    pub fn list(&self, max_size: usize, max_sets: usize) -> Vec<Vec<Node>> {
        match &self.decomposition {
            Decomposition::Always => std::iter::repeat_n(Vec::new(), max_sets.min(1)).collect(),
            Decomposition::Never => Vec::new(),
            Decomposition::Parts(parts) => {
                super::enumerate::enumerate(parts, &fold_parts(parts, &MinimumSize), max_size, max_sets)
            }
        }
    }

    /// How many leaves the smallest sets of all have, and how many such sets there are; nothing where there are none.
    pub fn minimum(&self) -> Option<(usize, u128)> {
        Some(self.fold(&MinimumSize)).filter(|(_, sets)| *sets > 0)
    }

    /// How much work it was: the nodes of all diagrams, those of the way there included.
    pub fn node_count(&self) -> usize {
        let nodes = |part: &PartKind| match part {
            PartKind::Zdd(zdd) => zdd.node_count(),
            PartKind::Leaf(_) | PartKind::Counting(_) => 0,
        };
        match &self.decomposition {
            Decomposition::Always | Decomposition::Never => 0,
            Decomposition::Parts(parts) => parts.iter().map(nodes).sum(),
        }
    }

    fn fold<T: Semiring>(&self, semiring: &T) -> T::Value {
        match &self.decomposition {
            Decomposition::Always => semiring.one(),
            Decomposition::Never => semiring.zero(),
            Decomposition::Parts(parts) => {
                fold_parts(parts, semiring).pop().unwrap_or_else(|| semiring.zero())
            }
        }
    }
}

/// By part: what is told of its smallest sets.
fn fold_parts<T: Semiring>(parts: &[PartKind], semiring: &T) -> Vec<T::Value> {
    let mut all = Vec::with_capacity(parts.len());
    for part in parts {
        let folded = match part {
            PartKind::Leaf(_) => semiring.leaf(),
            PartKind::Counting(counting) => counting.fold(semiring, &all),
            PartKind::Zdd(zdd) => zdd.fold(semiring, &all),
        };
        all.push(folded);
    }
    all
}
