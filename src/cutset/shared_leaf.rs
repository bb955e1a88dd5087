//! Members that share leaves, taken apart at what all of them share.
//!
//! A warrant that 125 seizures rest on is a hub: if it fails, all 125 do, and if it does not, each answers for itself.
//! Where it has to hold for all of them the other way, none is up without it.

use std::collections::HashMap;

use super::term::{ALWAYS, NEVER, Says, Term, Terms};

/// A member, and how many times it counts.
pub(super) type Member = (Term, usize);

/// What all members of a component share.
pub(super) enum Hub {
    /// Alone it brings all of them up. What is left of them without it; they count so many times together.
    Alone(Term, Vec<Member>, usize),
    /// Without it none is up. What is left of them with it, and how many times those count that need no more.
    Needed(Term, Vec<Member>, usize),
}

/// How many leaves are tried as a hub.
const TRIED: usize = 4;

/// Members in components that share nothing with each other. `stops` are not looked into.
pub(super) fn components(terms: &Terms, of: &[Member], stops: &impl Fn(Term) -> bool) -> Vec<Vec<Member>> {
    let roots: Vec<Term> = of.iter().map(|(term, _)| *term).collect();
    // Each term points to another of its component, or is its head.
    let mut head: HashMap<Term, Term> = HashMap::new();
    for term in terms.below(&roots, stops) {
        let members = if stops(term) { &[] } else { terms.members(term) };
        let mut own = term;
        head.insert(term, term);
        for (member, _) in members {
            let other = find(&mut head, *member);
            head.insert(own, other);
            own = other;
        }
    }
    let mut components: Vec<Vec<Member>> = Vec::new();
    let mut place: HashMap<Term, usize> = HashMap::new();
    for member in of {
        let head = find(&mut head, member.0);
        let place = *place.entry(head).or_insert(components.len());
        if place == components.len() {
            components.push(Vec::new());
        }
        // The place of a component that is there, or was just made.
        components[place].push(*member);
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
pub(super) fn hub(terms: &mut Terms, of: &[Member], stops: &impl Fn(Term) -> bool) -> Option<Hub> {
    let roots: Vec<Term> = of.iter().map(|(term, _)| *term).collect();
    let below = terms.below(&roots, stops);
    let mut needed_by: HashMap<Term, usize> = HashMap::new();
    for term in below.iter().chain(&roots).filter(|term| !stops(**term)) {
        for (member, _) in terms.members(*term) {
            *needed_by.entry(*member).or_default() += 1;
        }
    }
    // What all share is below the first of them, and what most terms need comes first.
    let first = terms.below(roots.get(..1)?, stops);
    let ends = first.into_iter().filter(|term| stops(*term) || matches!(terms.says(*term), Says::Leaf(_)));
    let mut tried: Vec<Term> = ends.collect();
    tried.sort_by_key(|term| std::cmp::Reverse(needed_by.get(term).copied().unwrap_or_default()));
    for hub in tried.into_iter().take(TRIED) {
        let all = terms.given(&roots, hub, ALWAYS, stops);
        if all.iter().all(|term| *term == ALWAYS) {
            let left = terms.given(&roots, hub, NEVER, stops);
            let left = of.iter().zip(left).map(|((_, times), term)| (term, *times));
            let left = left.filter(|(term, _)| *term != NEVER).collect();
            return Some(Hub::Alone(hub, left, of.iter().map(|(_, times)| times).sum()));
        }
        let none = terms.given(&roots, hub, NEVER, stops);
        if none.iter().all(|term| *term == NEVER) {
            let left = of.iter().zip(all).map(|((_, times), term)| (term, *times));
            let (more, enough): (Vec<Member>, Vec<Member>) = left.partition(|(term, _)| *term != ALWAYS);
            return Some(Hub::Needed(hub, more, enough.iter().map(|(_, times)| times).sum()));
        }
    }
    None
}
