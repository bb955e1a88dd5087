//! The smallest sets of leaves that decide whether something is on the air, found by trying.
//!
//! Good for what people ask: what if one slips, what if two do. What it finds rests on nothing but the evaluation of
//! the graph. For larger sets there is [`super::exact`].

use thiserror::Error;

use super::graph::{Graph, Node};

/// Which way things are to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Aim {
    /// All leaves are down, and some of them stay up: what can keep it on air.
    KeepsOn,
    /// All leaves are up, and some of them are taken down: what is enough to take it off air.
    TakesOff,
}

/// What is known of a leaf before anything is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LeafState {
    /// It may go either way: these are the ones that sets are made of.
    Varies,
    /// It is up whatever happens.
    Up,
    /// It is down whatever happens.
    Down,
}

/// The smallest sets: none of them can spare a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinimalSets {
    /// How many there are of 0, 1, 2, ... leaves; `u128::MAX` is that many or more. One of none: it is decided anyhow.
    pub by_size: Vec<u128>,
    /// The first few of them, those of the fewest leaves first.
    pub first: Vec<Vec<Node>>,
}

/// More sets than anybody would wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{sets} sets would have to be tried")]
pub struct TooManySets {
    /// How many.
    pub sets: u128,
}

/// How many nodes are looked at for one question, at most: some hundredths of a second.
const MAX_EVALUATIONS: u128 = 2_000_000;

/// The smallest sets of at most `size` leaves that take or keep `top` where `aim` says, and the first `few` of them.
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
            // As more leaves never undo it, a set is smallest if it does not do with any one fewer.
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

/// The next choice of ascending places below `n`.
fn next_combination(mut chosen: Vec<usize>, n: usize) -> Option<Vec<usize>> {
    let size = chosen.len();
    let position = (0..size).rev().find(|position| chosen[*position] + size - position < n)?;
    let start = chosen[position] + 1;
    for (index, chosen) in (start..).zip(&mut chosen[position..]) {
        *chosen = index;
    }
    Some(chosen)
}

/// In how many ways `size` of `n` can be chosen.
fn binomial(n: usize, size: usize) -> u128 {
    // Each factor leaves a whole number behind: it is a binomial coefficient itself.
    (0..size).fold(1_u128, |product, k| product.saturating_mul((n - k.min(n)) as u128) / (k as u128 + 1))
}
