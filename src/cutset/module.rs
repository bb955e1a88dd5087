//! Modules: terms whose leaves no other term uses, so that each can be solved on its own.
//!
//! Y. Dutuit and A. Rauzy, "A Linear-Time Algorithm to Find Modules of Fault Trees", IEEE Transactions on Reliability
//! 45 (1996).

use std::collections::HashMap;

use super::term::{Term, TermGraph};

/// When the depth-first walk first reached a term, when it had visited everything below it, and when it last reached
/// it.
#[derive(Debug, Clone, Copy)]
struct VisitTimes {
    first: usize,
    finished: usize,
    last: usize,
}

/// The modules below a term, members before the terms that need them. Leaves and the term itself are included. Terms
/// for which `stops` is true count as leaves.
pub(super) fn modules(terms: &TermGraph, root: Term, stops: &impl Fn(Term) -> bool) -> Vec<Term> {
    let visits = visits(terms, root, stops);
    let below = terms.below(&[root], stops);
    // By term: the first and the last visit to anything below it.
    let mut span: HashMap<Term, (usize, usize)> = HashMap::new();
    let mut modules = Vec::new();
    for term in below {
        let members = if stops(term) { &[] } else { terms.members(term) };
        let (mut from, mut to) = (usize::MAX, 0);
        for member in members.iter().map(|(member, _)| member) {
            // Members precede the terms that need them, so both entries exist.
            let (visit, (first, last)) = (visits[member], span[member]);
            (from, to) = (from.min(visit.first).min(first), to.max(visit.last).max(last));
        }
        let own = visits[&term];
        if from > own.first && to < own.finished {
            modules.push(term);
        }
        span.insert(term, (from, to));
    }
    modules
}

fn visits(terms: &TermGraph, root: Term, stops: &impl Fn(Term) -> bool) -> HashMap<Term, VisitTimes> {
    let mut visits: HashMap<Term, VisitTimes> = HashMap::new();
    // Terms to visit, and terms to finish (`true`) once everything below them has been visited.
    let mut pending = vec![(root, false)];
    let mut clock = 0;
    while let Some((term, finished)) = pending.pop() {
        clock += 1;
        if finished {
            visits.entry(term).and_modify(|visit| (visit.finished, visit.last) = (clock, clock));
            continue;
        }
        if let Some(visit) = visits.get_mut(&term) {
            visit.last = clock;
            continue;
        }
        visits.insert(term, VisitTimes { first: clock, finished: usize::MAX, last: clock });
        pending.push((term, true));
        if !stops(term) {
            pending.extend(terms.members(term).iter().map(|(member, _)| (*member, false)));
        }
    }
    visits
}
