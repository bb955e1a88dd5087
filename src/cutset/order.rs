//! Variable orders for the decision diagram of a term.
//!
//! The same function may need thousands of nodes in one order and more than any memory in another, and finding the best
//! order is NP-hard (B. Bollig and I. Wegener, "Improving the Variable Ordering of OBDDs Is NP-Complete", IEEE
//! Transactions on Computers 45, 1996). So a few heuristic orders are tried, each under the same node limit.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use super::term::{Term, TermGraph, TermNode};

/// How many shared variables a sort key holds.
const MAX_SHARED: usize = 3;

/// The variables below a term in three orders: grouped by what they share, depth first, and depth first reversed.
pub(super) fn candidate_orders(
    terms: &TermGraph,
    top: Term,
    stops: &impl Fn(Term) -> bool,
) -> [Vec<Term>; 3] {
    let keys = sharing_keys(terms, top, stops);
    let by_sharing = depth_first(terms, top, stops, |members| {
        members.sort_by_cached_key(|member| keys.get(member).cloned());
    });
    let plain = depth_first(terms, top, stops, |_| {});
    let reverse = plain.iter().rev().copied().collect();
    [by_sharing, plain, reverse]
}

/// The variables below a term in depth-first order, which keeps neighbours in the graph close to each other in the
/// order (M. Fujita, H. Fujisawa and N. Kawato, "Evaluation and Improvements of Boolean Comparison Method Based on
/// Binary Decision Diagrams", ICCAD 1988).
fn depth_first(
    terms: &TermGraph,
    top: Term,
    stops: &impl Fn(Term) -> bool,
    mut sort: impl FnMut(&mut Vec<Term>),
) -> Vec<Term> {
    let mut seen = HashSet::new();
    let (mut pending, mut variables) = (vec![top], Vec::new());
    while let Some(term) = pending.pop() {
        if !seen.insert(term) {
            continue;
        }
        if stops(term) || matches!(terms.node(term), TermNode::Leaf(_)) {
            variables.push(term);
        } else {
            let mut members: Vec<Term> = terms.members(term).iter().map(|(member, _)| *member).collect();
            sort(&mut members);
            pending.extend(members.into_iter().rev());
        }
    }
    variables
}

/// The sort key of a member: the variables below it that the most terms share, the most shared first. Members that
/// share nothing come last.
///
/// This places an instrument before the hundred measures that it covers, and keeps those measures together. If the
/// measures of twelve instruments were mixed, the diagram would have to distinguish the states of all twelve at once.
type SharingKey = (Reverse<usize>, Vec<(Reverse<usize>, Term)>);

fn sharing_keys(terms: &TermGraph, top: Term, stops: &impl Fn(Term) -> bool) -> HashMap<Term, SharingKey> {
    let below = terms.below(&[top], stops);
    let mut parents: HashMap<Term, usize> = HashMap::new();
    for (member, weight) in below.iter().filter(|term| !stops(**term)).flat_map(|term| terms.members(*term)) {
        *parents.entry(*member).or_default() += weight;
    }
    let mut keys: HashMap<Term, SharingKey> = HashMap::new();
    for term in below {
        let mut shared: Vec<(Reverse<usize>, Term)> = if stops(term) || terms.members(term).is_empty() {
            let parents = parents.get(&term).copied().unwrap_or_default();
            Some((Reverse(parents), term)).filter(|_| parents > 1).into_iter().collect()
        } else {
            let members = terms.members(term).iter().filter_map(|(member, _)| keys.get(member));
            members.flat_map(|(_, shared)| shared.iter().copied()).collect()
        };
        shared.sort_unstable();
        shared.dedup();
        shared.truncate(MAX_SHARED);
        keys.insert(term, (Reverse(shared.len().min(1)), shared));
    }
    keys
}
