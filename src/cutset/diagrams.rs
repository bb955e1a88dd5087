//! Minimal sets by decision diagram, for terms that have neither independent members nor a common cause.
//!
//! The function of the term is built as a BDD, and its minimal solutions as a ZDD. Parts that are solved already are
//! single variables.

use std::collections::HashMap;

use super::bdd::Bdd;
use super::diagram::{DiagramNode, LimitMet, NodeRef, ONE, ZERO};
use super::order::candidate_orders;
use super::semiring::Semiring;
use super::term::{ALWAYS, PartId, Term, TermGraph, TermNode};
use super::zdd::Zdd;

/// The minimal sets of a term over its parts.
#[derive(Debug)]
pub(super) struct MinimalSetsZdd {
    /// The part that each variable stands for, in the variable order.
    order: Vec<PartId>,
    zdd: Zdd,
    root: NodeRef,
    nodes: usize,
}

impl MinimalSetsZdd {
    /// Builds the diagrams of a term over the parts below it, in the first variable order for which neither has more
    /// than `limit` nodes.
    pub(super) fn build(
        terms: &TermGraph,
        root: Term,
        part_of: &HashMap<Term, PartId>,
        limit: usize,
    ) -> Result<Self, LimitMet> {
        let mut error = LimitMet { limit };
        for order in candidate_orders(terms, root, &|term| part_of.contains_key(&term)) {
            match Self::build_with_order(terms, root, part_of, limit, &order) {
                Ok(zdd) => return Ok(zdd),
                Err(met) => error = met,
            }
        }
        Err(error)
    }

    fn build_with_order(
        terms: &TermGraph,
        root: Term,
        part_of: &HashMap<Term, PartId>,
        limit: usize,
        order: &[Term],
    ) -> Result<Self, LimitMet> {
        let mut bdd = Bdd::new(limit);
        let mut functions: HashMap<Term, NodeRef> = HashMap::from([(ALWAYS, ONE)]);
        for (term, index) in order.iter().zip(0_u32..) {
            functions.insert(*term, bdd.variable(index)?);
        }
        for term in terms.below(&[root], &|term| part_of.contains_key(&term)) {
            if let (TermNode::AtLeast(k, members), false) = (terms.node(term), functions.contains_key(&term))
            {
                let members = members.iter().flat_map(|(member, weight)| {
                    // A member that has no function is the constant false.
                    std::iter::repeat_n(functions.get(member).copied().unwrap_or(ZERO), *weight)
                });
                let members = members.collect();
                functions.insert(term, bdd.at_least(*k, members)?);
            }
        }
        let function = functions.get(&root).copied().unwrap_or(ZERO);
        let mut zdd = Zdd::new(limit);
        let family = zdd.minimal_solutions(&bdd, function)?;
        let order = order.iter().filter_map(|term| part_of.get(term).copied()).collect();
        let nodes = bdd.table.node_count() + zdd.table.node_count();
        Ok(Self { order, zdd, root: family, nodes })
    }

    /// The quantity of the minimal sets, given the value of each part.
    pub(super) fn fold<T: Semiring>(&self, semiring: &T, values: &[T::Value]) -> T::Value {
        self.fold_nodes(semiring, values).swap_remove(self.root.index())
    }

    /// By node: the quantity of its family. The values of nodes that are not reachable from the root are zero.
    pub(super) fn fold_nodes<T: Semiring>(&self, semiring: &T, values: &[T::Value]) -> Vec<T::Value> {
        let mut folded = vec![semiring.zero(); self.root.index().max(ONE.index()) + 1];
        folded[ONE.index()] = semiring.one();
        for node in self.zdd.table.reachable(self.root).into_iter().rev() {
            let DiagramNode { variable, low, high } = self.zdd.table.node(node);
            let value = &values[self.order[variable as usize]];
            folded[node.index()] =
                semiring.add(&folded[low.index()], &semiring.mul(value, &folded[high.index()]));
        }
        folded
    }

    /// The node of the whole family.
    pub(super) fn root(&self) -> NodeRef {
        self.root
    }

    /// The part that a node tests, and its low and high branches; `None` for a terminal.
    pub(super) fn branches(&self, node: NodeRef) -> Option<(PartId, NodeRef, NodeRef)> {
        let DiagramNode { variable, low, high } = self.zdd.table.node(node);
        (node != ZERO && node != ONE).then(|| (self.order[variable as usize], low, high))
    }

    /// The nodes of both diagrams, including those of intermediate results.
    pub(super) fn node_count(&self) -> usize {
        self.nodes
    }
}
