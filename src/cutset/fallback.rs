//! Exact partial answers for questions that exceed the limits of the exact engine: path sets of one and two leaves, and
//! one minimal cut set.
//!
//! Each step follows the graph upwards from a leaf and needs no decision diagram, so the cost does not depend on the
//! structure of the graph.

use super::graph::{Graph, Node};
use super::reachability::Reachability;
use super::sets::{LeafState, MinimalSets};

/// How many pairs of leaves are tried: some tenths of a second.
const MAX_PAIRS: usize = 1_500_000;

/// The minimal path sets of `top` of up to `max_size` leaves and at most two, and the first `max_sets` of them. If
/// there are too many pairs to try, only smaller sets are counted.
pub fn small_path_sets(
    graph: &Graph,
    top: Node,
    leaf_state: impl Fn(Node) -> LeafState,
    max_size: usize,
    max_sets: usize,
) -> MinimalSets {
    let mut reachability = Reachability::new(graph, |leaf| leaf_state(leaf) == LeafState::Up);
    if reachability.is_up(top) {
        return MinimalSets {
            by_size: vec![1],
            first: std::iter::repeat_n(Vec::new(), max_sets.min(1)).collect(),
        };
    }
    let leaves = variable_leaves(graph, top, leaf_state);
    let (singles, others): (Vec<Node>, Vec<Node>) =
        leaves.into_iter().partition(|leaf| reachability.newly_up(*leaf).contains(&top));
    let mut found = MinimalSets { by_size: vec![0], first: Vec::new() };
    if max_size > 0 {
        found.by_size.push(singles.len() as u128);
        found.first.extend(singles.iter().take(max_sets).map(|leaf| vec![*leaf]));
    }
    if max_size < 2 || others.len().saturating_mul(others.len()) / 2 > MAX_PAIRS {
        return found;
    }
    let mut pairs = 0;
    for (index, one) in others.iter().enumerate() {
        let raised = reachability.raise(*one);
        for other in
            others.iter().skip(index + 1).filter(|other| reachability.newly_up(**other).contains(&top))
        {
            pairs += 1;
            if found.first.len() < max_sets {
                found.first.push(vec![*one, *other]);
            }
        }
        reachability.lower(&raised);
    }
    found.by_size.push(pairs);
    found
}

/// One minimal cut set of `top`, not necessarily one of the smallest; `None` if there is no cut set.
pub fn any_cut_set(graph: &Graph, top: Node, leaf_state: impl Fn(Node) -> LeafState) -> Option<Vec<Node>> {
    let mut reachability = Reachability::new(graph, |leaf| leaf_state(leaf) == LeafState::Up);
    if reachability.is_up(top) {
        return None;
    }
    let mut cut_set = Vec::new();
    for leaf in variable_leaves(graph, top, leaf_state) {
        if reachability.newly_up(leaf).contains(&top) {
            cut_set.push(leaf);
        } else {
            reachability.raise(leaf);
        }
    }
    Some(cut_set)
}

fn variable_leaves(graph: &Graph, top: Node, leaf_state: impl Fn(Node) -> LeafState) -> Vec<Node> {
    let mut leaves = graph.below(top);
    leaves.retain(|node| graph.service(*node).is_none() && leaf_state(*node) == LeafState::Varies);
    leaves
}
