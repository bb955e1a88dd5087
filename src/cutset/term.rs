//! A question folded into terms: what is known is gone, and what is said twice stands once.
//!
//! Where only measures vary, an asset under one measure is that measure, and 1,500 mirrors under 12 instruments of
//! which only these vary are 12 terms, each counted 125 times.

use std::collections::HashMap;

use super::graph::{Graph, KOutOfN, Node};
use super::sets::{Aim, LeafState};

/// A term of one question, by its place; members stand before what needs them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Term(pub(super) usize);

/// The index of a part in the decomposition of a question; a part follows the parts that it is built from.
pub(super) type PartId = usize;

/// What is never reached.
pub(super) const NEVER: Term = Term(0);
/// What is reached whatever happens.
pub(super) const ALWAYS: Term = Term(1);

/// What a term says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum TermNode {
    /// [`NEVER`] or [`ALWAYS`].
    Constant,
    /// A leaf goes the way that is aimed at.
    Leaf(Node),
    /// At least so many of these, each counted so many times; none of them is known.
    AtLeast(usize, Vec<(Term, usize)>),
}

/// All terms of a question; two that say the same are one.
#[derive(Debug)]
pub(super) struct TermGraph {
    nodes: Vec<TermNode>,
    interned: HashMap<TermNode, Term>,
}

impl TermGraph {
    /// Folds what `top` needs for the aim to be reached.
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
                        // It is down once so many are down that the others no longer suffice.
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

    /// What a term says.
    pub(super) fn node(&self, term: Term) -> &TermNode {
        // These terms made it.
        &self.nodes[term.0]
    }

    /// The members of a term; none of a leaf.
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

    /// The term that at least so many of these are, each counted so many times.
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
        // More than k is k, and what all are counted by can be counted by one.
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
            // It is enough.
            [(only, _)] => *only,
            _ => self.intern(TermNode::AtLeast(k, members)),
        }
    }

    /// What becomes of terms if one of them is known: of each in turn, in the same order.
    ///
    /// `stops` are not looked into.
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

    /// Terms and all that they need, members before what needs them; `stops` are not looked into.
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

/// The greatest common divisor, of 0 and another that other (Euclid, "Elements", book VII).
fn gcd(a: usize, b: usize) -> usize {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
