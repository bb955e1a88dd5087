//! Common causes: leaves that all members of a component share, so that the component can be split at them.
//!
//! If 125 seizures depend on one warrant, the warrant is a common cause: its failure alone keeps all 125 targets up,
//! and without its failure the members are independent. In the dual graph the cause is necessary: no member is reached
//! without it.

use std::collections::HashMap;

use super::term::{ALWAYS, NEVER, Term, TermGraph, TermNode};

/// A member and how many times it counts.
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

/// How many leaves are tried as a common cause of one component.
const MAX_CANDIDATES: usize = 4;

/// Groups members into components that have no leaf in common. Terms for which `stops` is true count as leaves.
pub(super) fn components(
    terms: &TermGraph,
    members: &[WeightedTerm],
    stops: &impl Fn(Term) -> bool,
) -> Vec<Vec<WeightedTerm>> {
    let roots: Vec<Term> = members.iter().map(|(term, _)| *term).collect();
    // A disjoint-set forest: each term points to another of its component, or is the root.
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
        // The component exists already or was just added.
        components[index].push(*member);
    }
    components
}

/// The root of a term's component. Halves the path on the way (R. Tarjan, "Efficiency of a Good But Not Linear Set
/// Union Algorithm", Journal of the ACM 22, 1975).
fn find(head: &mut HashMap<Term, Term>, mut term: Term) -> Term {
    while let Some(next) = head.get(&term).copied().filter(|next| *next != term) {
        let after = head.get(&next).copied().unwrap_or(next);
        head.insert(term, after);
        term = next;
    }
    term
}

/// The common cause of a component, if one of the most shared leaves is one.
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
    // A common cause is below every member, so the first member has all candidates. The most used are the most likely.
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
