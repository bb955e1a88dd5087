//! Minimal sets of a small size, found by trying all combinations.
//!
//! The result depends on nothing but the evaluation of the graph. Sizes 1 and 2 answer the usual questions: what if one
//! measure slips, or two. For larger sets see [`super::exact`].

use thiserror::Error;

use super::graph::{Graph, Node};

/// What a set of leaves is to achieve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Aim {
    /// The leaves that vary are down and those of the set stay up: path sets, which keep the top on air.
    KeepsOn,
    /// The leaves that vary are up and those of the set go down: cut sets, which take the top off air.
    TakesOff,
}

/// Whether a leaf may be a member of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LeafState {
    /// It may go either way; sets consist of these leaves.
    Varies,
    /// It is up in every case.
    Up,
    /// It is down in every case.
    Down,
}

/// Minimal sets: sets that achieve the aim, and no proper subset of which does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinimalSets {
    /// The number of sets of 0, 1, 2, ... leaves; `u128::MAX` means that many or more. If the empty set is one, the aim
    /// is reached in every case.
    pub by_size: Vec<u128>,
    /// The first sets, smallest first.
    pub first: Vec<Vec<Node>>,
}

/// Trying all sets would take too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{sets} sets would have to be tried")]
pub struct TooManySets {
    /// The number of sets to try.
    pub sets: u128,
}

/// How many nodes are evaluated for one question: some hundredths of a second.
const MAX_EVALUATIONS: u128 = 2_000_000;

/// The minimal sets of at most `max_size` leaves with which `top` reaches the aim, and the first `max_sets` of them.
pub fn minimal_sets(
    graph: &Graph,
    top: Node,
    aim: Aim,
    leaf_state: impl Fn(Node) -> LeafState,
    max_size: usize,
    max_sets: usize,
) -> Result<MinimalSets, TooManySets> {
    let nodes = graph.below(top);
    let leaves: Vec<Node> = nodes
        .iter()
        .copied()
        .filter(|node| graph.service(*node).is_none() && leaf_state(*node) == LeafState::Varies)
        .collect();
    let sets = (0..=max_size).map(|size| binomial(leaves.len(), size)).sum();
    if sets > MAX_EVALUATIONS / (nodes.len() as u128) {
        return Err(TooManySets { sets });
    }
    let decides = |set: &[Node]| {
        let up = graph.evaluate(|leaf| match leaf_state(leaf) {
            LeafState::Varies => set.contains(&leaf) == (aim == Aim::KeepsOn),
            known => known == LeafState::Up,
        });
        up[top] == (aim == Aim::KeepsOn)
    };
    let mut found = MinimalSets { by_size: vec![0; max_size + 1], first: Vec::new() };
    for size in 0..=max_size {
        let mut combination: Option<Vec<usize>> = (size <= leaves.len()).then(|| (0..size).collect());
        while let Some(chosen) = combination {
            let set: Vec<Node> = chosen.iter().map(|index| leaves[*index]).collect();
            // The graph is monotone, so it suffices to leave out one leaf at a time.
            let is_redundant = |one: usize| decides(&[&set[..one], &set[one + 1..]].concat());
            if decides(&set) && !(0..size).any(is_redundant) {
                found.by_size[size] += 1;
                if found.first.len() < max_sets {
                    found.first.push(set);
                }
            }
            combination = next_combination(chosen, leaves.len());
        }
    }
    Ok(found)
}

/// The next combination of ascending indices below `n`, in lexicographic order.
fn next_combination(mut chosen: Vec<usize>, n: usize) -> Option<Vec<usize>> {
    let size = chosen.len();
    let position = (0..size).rev().find(|position| chosen[*position] + size - position < n)?;
    let start = chosen[position] + 1;
    for (index, chosen) in (start..).zip(&mut chosen[position..]) {
        *chosen = index;
    }
    Some(chosen)
}

/// The binomial coefficient of `n` over `size`.
fn binomial(n: usize, size: usize) -> u128 {
    // Every intermediate quotient is a binomial coefficient, so the division is exact.
    (0..size).fold(1_u128, |product, k| product.saturating_mul((n - k.min(n)) as u128) / (k as u128 + 1))
}
