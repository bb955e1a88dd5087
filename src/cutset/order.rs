//! In what order the parts of a question are asked.
//!
//! A decision diagram of one graph may have thousands of nodes in one order and too many for any memory in another,
//! and to find the best is not feasible (B. Bollig and I. Wegener, "Improving the Variable Ordering of OBDDs Is
//! NP-Complete", 1996). So a few good guesses are tried, each under the same limit.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use super::term::{Term, TermGraph, TermNode};

/// How many shared parts a term is sorted by.
const MAX_SHARED: usize = 3;

/// The parts below a term in the orders that are worth trying: by what they share, depth first, and its reverse.
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

/// The parts below a term as one comes by them: what stands close in the graph stands close in the order (M. Fujita,
/// H. Fujisawa and N. Kawato, "Evaluation and Improvements of Boolean Comparison Method Based on Binary Decision
/// Diagrams", 1988).
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

/// By what a member is sorted: the parts below it that most terms share, most shared first. Those that share none come
/// last.
///
/// An instrument that covers a hundred measures is thus asked before them, and they are asked together. With the
/// measures of twelve instruments mixed, the diagram would have to remember all twelve at once.
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
