//! The exact engine: counts minimal sets of any size without listing them.
//!
//! The question is decomposed into modules. Members that are independent or have common causes are counted directly;
//! only what remains becomes decision diagrams. Tables and diagrams can grow beyond any memory, so both are limited,
//! and exceeding the limit is an error.

pub use super::diagram::LimitMet;
use super::graph::{Graph, Node};
use super::part::{PartKind, decompose};
use super::semiring::{CountBySize, MinimumSize, Semiring, SetCount};
use super::sets::{Aim, LeafState, MinimalSets};
use super::term::{ALWAYS, NEVER, TermGraph};

/// The default node limit of a diagram: some 20 MB for BDD and ZDD together, and a tenth of a second for each variable
/// order that is tried.
pub const NODE_LIMIT: usize = 100_000;

/// The minimal sets for one node of a graph and one aim.
// See ARCHITECTURE, "Two methods find the smallest sets".
#[derive(Debug)]
pub struct Exact {
    decomposition: Decomposition,
}

#[derive(Debug)]
enum Decomposition {
    /// The aim is reached whatever the leaves do.
    Always,
    Never,
    /// The last part is the whole question.
    Parts(Vec<PartKind>),
}

impl Exact {
    /// Solves the question for `top`, with at most `limit` nodes in a diagram.
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

    /// The number of minimal sets of all sizes; `u128::MAX` means that many or more.
    pub fn count(&self) -> u128 {
        self.fold(&SetCount)
    }

    /// The numbers of minimal sets of up to `max_size` leaves by size, and the first `max_sets` of them.
    pub fn minimal_sets(&self, max_size: usize, max_sets: usize) -> MinimalSets {
        let mut by_size = self.fold(&CountBySize(max_size));
        by_size.resize(max_size + 1, 0);
        MinimalSets { by_size, first: self.list(max_size, max_sets) }
    }

    /// The first `max_sets` minimal sets of at most `max_size` leaves, smallest first.
    pub fn list(&self, max_size: usize, max_sets: usize) -> Vec<Vec<Node>> {
        match &self.decomposition {
            Decomposition::Always => std::iter::repeat_n(Vec::new(), max_sets.min(1)).collect(),
            Decomposition::Never => Vec::new(),
            Decomposition::Parts(parts) => {
                super::enumerate::enumerate(parts, &fold_parts(parts, &MinimumSize), max_size, max_sets)
            }
        }
    }

    /// The size of the smallest minimal sets and their number; `None` if there are no minimal sets.
    pub fn minimum(&self) -> Option<(usize, u128)> {
        Some(self.fold(&MinimumSize)).filter(|(_, sets)| *sets > 0)
    }

    /// The number of nodes in all diagrams, including those of intermediate results: a measure of the work.
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

/// By part: the quantity of its minimal sets.
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
