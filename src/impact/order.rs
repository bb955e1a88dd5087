//! In what order the leaves are asked.
//!
//! A decision diagram of one graph may have thousands of nodes in one order and too many for any memory in another,
//! and to find the best is not feasible (B. Bollig and I. Wegener, "Improving the Variable Ordering of OBDDs Is
//! NP-Complete", 1996). So a few good guesses are tried, each under the same limit.

use std::cmp::Reverse;

use super::graph::{Graph, Node, Values};

/// How many shared leaves a node is sorted by.
const SORTED_BY: usize = 3;

/// The leaves below a node in the orders that are worth trying: by what they share, depth first, and its reverse.
pub(super) fn orders(graph: &Graph, top: Node) -> [Vec<Node>; 3] {
    let shared = shared(graph, top);
    let by_share = depth_first(graph, top, |members| members.sort_by_key(|member| &shared[*member]));
    let plain = depth_first(graph, top, |_| {});
    let reverse = plain.iter().rev().copied().collect();
    [by_share, plain, reverse]
}

/// The leaves below a node as one comes by them: what stands close in the graph stands close in the order (M. Fujita,
/// H. Fujisawa and N. Kawato, "Evaluation and Improvements of Boolean Comparison Method Based on Binary Decision
/// Diagrams", 1988).
fn depth_first(graph: &Graph, top: Node, mut sort: impl FnMut(&mut Vec<Node>)) -> Vec<Node> {
    let mut seen = vec![false; graph.len()];
    let (mut todo, mut leaves) = (vec![top], Vec::new());
    while let Some(node) = todo.pop() {
        if std::mem::replace(&mut seen[node.0], true) {
            continue;
        }
        match graph.service(node) {
            None => leaves.push(node),
            Some(service) => {
                let mut members = service.of.clone();
                sort(&mut members);
                todo.extend(members.into_iter().rev());
            }
        }
    }
    leaves
}

/// By what a member is sorted: the leaves below it that most services share, most shared first. Those that share
/// none come last.
///
/// An instrument that covers a hundred measures is thus asked before them, and they are asked together. With the
/// measures of twelve instruments mixed, the diagram would have to remember all twelve at once.
type Shared = (Reverse<usize>, Vec<(Reverse<usize>, Node)>);

fn shared(graph: &Graph, top: Node) -> Values<Shared> {
    let mut parents = vec![0_usize; graph.len()];
    let services = graph.below(top).into_iter().filter_map(|node| graph.service(node));
    for member in services.flat_map(|service| &service.of) {
        parents[member.0] += 1;
    }
    let key = |mut by: Vec<(Reverse<usize>, Node)>| {
        by.sort_unstable();
        by.dedup();
        by.truncate(SORTED_BY);
        (Reverse(by.len().min(1)), by)
    };
    graph.values(
        |leaf| {
            key(Some((Reverse(parents[leaf.0]), leaf)).filter(|_| parents[leaf.0] > 1).into_iter().collect())
        },
        |service, below: &Values<Shared>| {
            key(service.of.iter().flat_map(|member| below[*member].1.iter().copied()).collect())
        },
    )
}
