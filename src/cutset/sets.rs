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
pub enum Role {
    /// It may go either way: these are the ones that sets are made of.
    Varies,
    /// It is up whatever happens.
    Up,
    /// It is down whatever happens.
    Down,
}

/// The smallest sets: none of them can spare a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Smallest {
    /// How many there are of 0, 1, 2, ... leaves; `u128::MAX` is that many or more. One of none: it is decided anyhow.
    pub by_size: Vec<u128>,
    /// The first few of them, those of the fewest leaves first.
    pub first: Vec<Vec<Node>>,
}

/// More sets than anybody would wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{sets} sets would have to be tried")]
pub struct TooMany {
    /// How many.
    pub sets: u128,
}

/// How many nodes are looked at for one question, at most: some hundredths of a second.
const MOST_LOOKS: u128 = 2_000_000;

/// The smallest sets of at most `size` leaves that take or keep `top` where `aim` says, and the first `few` of them.
pub fn smallest(
    graph: &Graph,
    top: Node,
    aim: Aim,
    role: impl Fn(Node) -> Role,
    size: usize,
    few: usize,
) -> Result<Smallest, TooMany> {
    let needed = graph.below(top);
    let leaves: Vec<Node> = needed
        .iter()
        .copied()
        .filter(|node| graph.service(*node).is_none() && role(*node) == Role::Varies)
        .collect();
    let sets = (0..=size).map(|size| choose(leaves.len(), size)).sum();
    if sets > MOST_LOOKS / (needed.len() as u128) {
        return Err(TooMany { sets });
    }
    let decides = |set: &[Node]| {
        let up = graph.up(|leaf| match role(leaf) {
            Role::Varies => set.contains(&leaf) == (aim == Aim::KeepsOn),
            known => known == Role::Up,
        });
        up[top] == (aim == Aim::KeepsOn)
    };
    let mut found = Smallest { by_size: vec![0; size + 1], first: Vec::new() };
    for size in 0..=size {
        let mut places: Option<Vec<usize>> = (size <= leaves.len()).then(|| (0..size).collect());
        while let Some(chosen) = places {
            let set: Vec<Node> = chosen.iter().map(|place| leaves[*place]).collect();
            // As more leaves never undo it, a set is smallest if it does not do with any one fewer.
            let spares = |one: usize| decides(&[&set[..one], &set[one + 1..]].concat());
            if decides(&set) && !(0..size).any(spares) {
                found.by_size[size] += 1;
                if found.first.len() < few {
                    found.first.push(set);
                }
            }
            places = next(chosen, leaves.len());
        }
    }
    Ok(found)
}

/// The next choice of ascending places below `n`.
fn next(mut chosen: Vec<usize>, n: usize) -> Option<Vec<usize>> {
    let size = chosen.len();
    let moves = (0..size).rev().find(|at| chosen[*at] + size - at < n)?;
    let from = chosen[moves] + 1;
    for (place, chosen) in (from..).zip(&mut chosen[moves..]) {
        *chosen = place;
    }
    Some(chosen)
}

/// In how many ways `size` of `n` can be chosen.
fn choose(n: usize, size: usize) -> u128 {
    // Each factor leaves a whole number behind: it is a binomial coefficient itself.
    (0..size).fold(1_u128, |ways, k| ways.saturating_mul((n - k.min(n)) as u128) / (k as u128 + 1))
}
