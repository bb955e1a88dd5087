//! A question reduced to terms: constants are propagated, and equal subterms are stored once.
//!
//! If only the measures vary, an asset under one measure reduces to that measure. If only the instruments vary, 1,500
//! mirrors under 12 instruments reduce to 12 terms of weight 125.

use std::collections::HashMap;

use super::graph::{Graph, KOutOfN, Node};
use super::sets::{Aim, LeafState};

/// The index of a term. Members precede the terms that need them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Term(pub(super) usize);

/// The index of a part in the decomposition of a question. Parts precede the parts that are built from them.
pub(super) type PartId = usize;

/// The constant false.
pub(super) const NEVER: Term = Term(0);
/// The constant true.
pub(super) const ALWAYS: Term = Term(1);

/// How a term is defined.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum TermNode {
    /// [`NEVER`] or [`ALWAYS`].
    Constant,
    /// The leaf is up if the aim is to keep the top on air, down if it is to take it off air.
    Leaf(Node),
    /// At least this total weight of the members, each with its weight, is reached. No member is constant.
    AtLeast(usize, Vec<(Term, usize)>),
}

/// The terms of a question. Each definition is stored once.
#[derive(Debug)]
pub(super) struct TermGraph {
    nodes: Vec<TermNode>,
    interned: HashMap<TermNode, Term>,
}

impl TermGraph {
    /// Reduces the condition under which `top` reaches the aim to a term.
    pub(super) fn new(
        graph: &Graph,
        top: Node,
        aim: Aim,
        leaf_state: impl Fn(Node) -> LeafState,
    ) -> (Self, Term) {
        let mut terms = Self { nodes: vec![TermNode::Constant; 2], interned: HashMap::new() };
        let mut folded = vec![NEVER; top.0 + 1];
        for node in graph.below(top) {
            folded[node.0] = match graph.service(node) {
                Some(KOutOfN { at_least, members }) => {
                    let needed = match aim {
                        Aim::KeepsOn => *at_least,
                        // The dual of k of n: the service is down once n - k + 1 members are.
                        Aim::TakesOff => members.len() + 1 - *at_least,
                    };
                    terms.at_least(needed, members.iter().map(|member| (folded[member.0], 1)).collect())
                }
                None => match (leaf_state(node), aim) {
                    (LeafState::Varies, _) => terms.intern(TermNode::Leaf(node)),
                    (LeafState::Up, Aim::KeepsOn) | (LeafState::Down, Aim::TakesOff) => ALWAYS,
                    _ => NEVER,
                },
            };
        }
        (terms, folded[top.0])
    }

    /// How a term is defined.
    pub(super) fn node(&self, term: Term) -> &TermNode {
        // Only this graph makes its terms.
        &self.nodes[term.0]
    }

    /// The members of a term with their weights; empty for leaves and constants.
    pub(super) fn members(&self, term: Term) -> &[(Term, usize)] {
        match self.node(term) {
            TermNode::AtLeast(_, members) => members,
            TermNode::Constant | TermNode::Leaf(_) => &[],
        }
    }

    fn intern(&mut self, node: TermNode) -> Term {
        let next = Term(self.nodes.len());
        *self.interned.entry(node).or_insert_with_key(|node| {
            self.nodes.push(node.clone());
            next
        })
    }

    /// The term for: members of a total weight of at least `k` are reached.
    pub(super) fn at_least(&mut self, mut k: usize, mut members: Vec<(Term, usize)>) -> Term {
        let always: usize =
            members.iter().filter(|(term, _)| *term == ALWAYS).map(|(_, weight)| weight).sum();
        k = k.saturating_sub(always);
        members.retain(|(term, _)| *term != ALWAYS && *term != NEVER);
        members.sort_unstable();
        members.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 += if same { next.1 } else { 0 };
            same
        });
        if k == 0 {
            return ALWAYS;
        }
        // A weight above k is worth k, and a common divisor of all weights can be cancelled.
        for (_, weight) in &mut members {
            *weight = (*weight).min(k);
        }
        let divisor = members.iter().fold(0, |divisor, (_, weight)| gcd(divisor, *weight)).max(1);
        for (_, weight) in &mut members {
            *weight /= divisor;
        }
        k = k.div_ceil(divisor);
        match members.as_slice() {
            members if members.iter().map(|(_, weight)| weight).sum::<usize>() < k => NEVER,
            // Its weight suffices, or the first case would have matched.
            [(only, _)] => *only,
            _ => self.intern(TermNode::AtLeast(k, members)),
        }
    }

    /// The roots, in the same order, with a term replaced by a constant. Terms for which `stops` is true count as
    /// leaves.
    pub(super) fn substitute(
        &mut self,
        roots: &[Term],
        replaced: Term,
        replacement: Term,
        stops: &impl Fn(Term) -> bool,
    ) -> Vec<Term> {
        let mut substituted: HashMap<Term, Term> = HashMap::from([(replaced, replacement)]);
        for term in self.below(roots, stops) {
            let TermNode::AtLeast(k, members) = self.node(term).clone() else { continue };
            if term == replaced
                || stops(term)
                || members.iter().all(|(member, _)| !substituted.contains_key(member))
            {
                continue;
            }
            let members = members
                .iter()
                .map(|(member, weight)| (*substituted.get(member).unwrap_or(member), *weight))
                .collect();
            let changed = self.at_least(k, members);
            substituted.insert(term, changed);
        }
        roots.iter().map(|root| *substituted.get(root).unwrap_or(root)).collect()
    }

    /// The roots and everything below them, members before the terms that need them. Terms for which `stops` is true
    /// count as leaves.
    pub(super) fn below(&self, roots: &[Term], stops: &impl Fn(Term) -> bool) -> Vec<Term> {
        let mut below: Vec<Term> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        let mut todo: Vec<Term> = roots.to_vec();
        while let Some(term) = todo.pop() {
            if seen.insert(term) {
                below.push(term);
                if !stops(term) {
                    todo.extend(self.members(term).iter().map(|(member, _)| *member));
                }
            }
        }
        below.sort_unstable();
        below
    }
}

/// The greatest common divisor (Euclid, "Elements", book VII). That of 0 and a number is the number.
fn gcd(a: usize, b: usize) -> usize {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
