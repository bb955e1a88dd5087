//! What is still said exactly where the exact engine meets its limit: sets of one and two, and one set that would do.
//!
//! All of it is a walk upwards from a leaf, so that no diagram is needed, whatever the graph is like.

use super::graph::{Graph, Node};
use super::reachability::Lift;
use super::sets::{Role, Smallest};

/// How many pairs are tried at most: some tenths of a second.
const MOST_PAIRS: usize = 1_500_000;

/// The smallest sets of at most `size` leaves, and of at most two, that keep `top` on air, and the first `few` of them.
/// Where pairs are too many to be tried, only smaller sets are counted.
pub fn keeps_on(graph: &Graph, top: Node, role: impl Fn(Node) -> Role, size: usize, few: usize) -> Smallest {
    let mut lift = Lift::of(graph, |leaf| role(leaf) == Role::Up);
    if lift.is_up(top) {
        return Smallest { by_size: vec![1], first: std::iter::repeat_n(Vec::new(), few.min(1)).collect() };
    }
    let leaves = varies(graph, top, role);
    let (alone, others): (Vec<Node>, Vec<Node>) =
        leaves.into_iter().partition(|leaf| lift.with(*leaf).contains(&top));
    let mut found = Smallest { by_size: vec![0], first: Vec::new() };
    if size > 0 {
        found.by_size.push(alone.len() as u128);
        found.first.extend(alone.iter().take(few).map(|leaf| vec![*leaf]));
    }
    if size < 2 || others.len().saturating_mul(others.len()) / 2 > MOST_PAIRS {
        return found;
    }
    let mut pairs = 0;
    for (place, one) in others.iter().enumerate() {
        let raised = lift.raise(*one);
        for other in others.iter().skip(place + 1).filter(|other| lift.with(**other).contains(&top)) {
            pairs += 1;
            if found.first.len() < few {
                found.first.push(vec![*one, *other]);
            }
        }
        lift.lower(&raised);
    }
    found.by_size.push(pairs);
    found
}

/// One set of leaves that takes `top` off air and can spare none of them; none: nothing does. There may be smaller ones.
pub fn takes_off(graph: &Graph, top: Node, role: impl Fn(Node) -> Role) -> Option<Vec<Node>> {
    let mut lift = Lift::of(graph, |leaf| role(leaf) == Role::Up);
    if lift.is_up(top) {
        return None;
    }
    let mut needed = Vec::new();
    for leaf in varies(graph, top, role) {
        if lift.with(leaf).contains(&top) {
            needed.push(leaf);
        } else {
            lift.raise(leaf);
        }
    }
    Some(needed)
}

fn varies(graph: &Graph, top: Node, role: impl Fn(Node) -> Role) -> Vec<Node> {
    let mut leaves = graph.below(top);
    leaves.retain(|node| graph.service(*node).is_none() && role(*node) == Role::Varies);
    leaves
}
