//! Members that share leaves, taken apart at what all of them share.
//!
//! A warrant that 125 seizures rest on is a hub: if it fails, all 125 do, and if it does not, each answers for itself.
//! Where it has to hold for all of them the other way, none is up without it.

use std::collections::HashMap;

use super::term::{ALWAYS, NEVER, Term, TermGraph, TermNode};

/// A member, and how many times it counts.
pub(super) type WeightedTerm = (Term, usize);

/// A term that all members of a component share.
pub(super) enum CommonCause {
    /// If the cause is reached, every member is.
    Sufficient {
        cause: Term,
        /// The members as they are without the cause.
        remainder: Vec<WeightedTerm>,
        /// The total weight of the members.
        weight: usize,
    },
    /// Without the cause no member is reached.
    Necessary {
        cause: Term,
        /// The members that need something besides the cause.
        remainder: Vec<WeightedTerm>,
        /// The total weight of the members that need only the cause.
        weight: usize,
    },
}

/// How many leaves are tried as a hub.
const MAX_CANDIDATES: usize = 4;

/// Members in components that share nothing with each other. `stops` are not looked into.
pub(super) fn components(
    terms: &TermGraph,
    members: &[WeightedTerm],
    stops: &impl Fn(Term) -> bool,
) -> Vec<Vec<WeightedTerm>> {
    let roots: Vec<Term> = members.iter().map(|(term, _)| *term).collect();
    // Each term points to another of its component, or is its head.
    let mut head: HashMap<Term, Term> = HashMap::new();
    for term in terms.below(&roots, stops) {
        let below = if stops(term) { &[] } else { terms.members(term) };
        let mut own = term;
        head.insert(term, term);
        for (member, _) in below {
            let other = find(&mut head, *member);
            head.insert(own, other);
            own = other;
        }
    }
    let mut components: Vec<Vec<WeightedTerm>> = Vec::new();
    let mut index: HashMap<Term, usize> = HashMap::new();
    for member in members {
        let head = find(&mut head, member.0);
        let index = *index.entry(head).or_insert(components.len());
        if index == components.len() {
            components.push(Vec::new());
        }
        // The place of a component that is there, or was just made.
        components[index].push(*member);
    }
    components
}

/// The head of a term's component; the way to it is made shorter (R. Tarjan, "Efficiency of a Good But Not Linear Set
/// Union Algorithm", 1975).
fn find(head: &mut HashMap<Term, Term>, mut term: Term) -> Term {
    while let Some(next) = head.get(&term).copied().filter(|next| *next != term) {
        let after = head.get(&next).copied().unwrap_or(next);
        head.insert(term, after);
        term = next;
    }
    term
}

/// What all members of a component share, if there is such a thing.
pub(super) fn common_cause(
    terms: &mut TermGraph,
    members: &[WeightedTerm],
    stops: &impl Fn(Term) -> bool,
) -> Option<CommonCause> {
    let roots: Vec<Term> = members.iter().map(|(term, _)| *term).collect();
    let below = terms.below(&roots, stops);
    let mut parents: HashMap<Term, usize> = HashMap::new();
    for term in below.iter().chain(&roots).filter(|term| !stops(**term)) {
        for (member, _) in terms.members(*term) {
            *parents.entry(*member).or_default() += 1;
        }
    }
    // What all share is below the first of them, and what most terms need comes first.
    let first = terms.below(roots.get(..1)?, stops);
    let leaves =
        first.into_iter().filter(|term| stops(*term) || matches!(terms.node(*term), TermNode::Leaf(_)));
    let mut candidates: Vec<Term> = leaves.collect();
    candidates.sort_by_key(|term| std::cmp::Reverse(parents.get(term).copied().unwrap_or_default()));
    for cause in candidates.into_iter().take(MAX_CANDIDATES) {
        let all = terms.substitute(&roots, cause, ALWAYS, stops);
        if all.iter().all(|term| *term == ALWAYS) {
            let left = terms.substitute(&roots, cause, NEVER, stops);
            let left = members.iter().zip(left).map(|((_, weight), term)| (term, *weight));
            let left = left.filter(|(term, _)| *term != NEVER).collect();
            return Some(CommonCause::Sufficient {
                cause,
                remainder: left,
                weight: members.iter().map(|(_, weight)| weight).sum(),
            });
        }
        let none = terms.substitute(&roots, cause, NEVER, stops);
        if none.iter().all(|term| *term == NEVER) {
            let left = members.iter().zip(all).map(|((_, weight), term)| (term, *weight));
            let (undecided, decided): (Vec<WeightedTerm>, Vec<WeightedTerm>) =
                left.partition(|(term, _)| *term != ALWAYS);
            return Some(CommonCause::Necessary {
                cause,
                remainder: undecided,
                weight: decided.iter().map(|(_, weight)| weight).sum(),
            });
        }
    }
    None
}
