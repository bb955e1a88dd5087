//! A question folded into terms: what is known is gone, and what is said twice stands once.
//!
//! Where only measures vary, an asset under one measure is that measure, and 1,500 mirrors under 12 instruments of
//! which only these vary are 12 terms, each counted 125 times.

use std::collections::HashMap;

use super::graph::{Graph, Node, Service};
use super::sets::{Aim, Role};

/// A term of one question, by its place; members stand before what needs them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Term(pub(super) usize);

/// What is never reached.
pub(super) const NEVER: Term = Term(0);
/// What is reached whatever happens.
pub(super) const ALWAYS: Term = Term(1);

/// What a term says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Says {
    /// [`NEVER`] or [`ALWAYS`].
    Known,
    /// A leaf goes the way that is aimed at.
    Leaf(Node),
    /// At least so many of these, each counted so many times; none of them is known.
    AtLeast(usize, Vec<(Term, usize)>),
}

/// All terms of a question; two that say the same are one.
#[derive(Debug)]
pub(super) struct Terms {
    says: Vec<Says>,
    known: HashMap<Says, Term>,
}

impl Terms {
    /// Folds what `top` needs for the aim to be reached.
    pub(super) fn of(graph: &Graph, top: Node, aim: Aim, role: impl Fn(Node) -> Role) -> (Self, Term) {
        let mut terms = Self { says: vec![Says::Known; 2], known: HashMap::new() };
        let mut folded = vec![NEVER; top.0 + 1];
        for node in graph.below(top) {
            folded[node.0] = match graph.service(node) {
                Some(Service { at_least, of }) => {
                    let needed = match aim {
                        Aim::KeepsOn => *at_least,
                        // It is down once so many are down that the others no longer suffice.
                        Aim::TakesOff => of.len() + 1 - *at_least,
                    };
                    terms.at_least(needed, of.iter().map(|member| (folded[member.0], 1)).collect())
                }
                None => match (role(node), aim) {
                    (Role::Varies, _) => terms.place(Says::Leaf(node)),
                    (Role::Up, Aim::KeepsOn) | (Role::Down, Aim::TakesOff) => ALWAYS,
                    _ => NEVER,
                },
            };
        }
        (terms, folded[top.0])
    }

    /// What a term says.
    pub(super) fn says(&self, term: Term) -> &Says {
        // These terms made it.
        &self.says[term.0]
    }

    /// The members of a term; none of a leaf.
    pub(super) fn members(&self, term: Term) -> &[(Term, usize)] {
        match self.says(term) {
            Says::AtLeast(_, of) => of,
            Says::Known | Says::Leaf(_) => &[],
        }
    }

    fn place(&mut self, says: Says) -> Term {
        let next = Term(self.says.len());
        *self.known.entry(says).or_insert_with_key(|says| {
            self.says.push(says.clone());
            next
        })
    }

    /// The term that at least so many of these are, each counted so many times.
    pub(super) fn at_least(&mut self, mut k: usize, mut of: Vec<(Term, usize)>) -> Term {
        let always: usize = of.iter().filter(|(term, _)| *term == ALWAYS).map(|(_, times)| times).sum();
        k = k.saturating_sub(always);
        of.retain(|(term, _)| *term != ALWAYS && *term != NEVER);
        of.sort_unstable();
        of.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 += if same { next.1 } else { 0 };
            same
        });
        if k == 0 {
            return ALWAYS;
        }
        // More than k is k, and what all are counted by can be counted by one.
        for (_, times) in &mut of {
            *times = (*times).min(k);
        }
        let by = of.iter().fold(0, |by, (_, times)| divisor(by, *times)).max(1);
        for (_, times) in &mut of {
            *times /= by;
        }
        k = k.div_ceil(by);
        match of.as_slice() {
            all if all.iter().map(|(_, times)| times).sum::<usize>() < k => NEVER,
            // It is enough.
            [(only, _)] => *only,
            _ => self.place(Says::AtLeast(k, of)),
        }
    }

    /// What becomes of terms if one of them is known: of each in turn, in the same order.
    ///
    /// `stops` are not looked into.
    pub(super) fn given(
        &mut self,
        roots: &[Term],
        known: Term,
        becomes: Term,
        stops: &impl Fn(Term) -> bool,
    ) -> Vec<Term> {
        let mut then: HashMap<Term, Term> = HashMap::from([(known, becomes)]);
        for term in self.below(roots, stops) {
            let Says::AtLeast(k, of) = self.says(term).clone() else { continue };
            if term == known || stops(term) || of.iter().all(|(member, _)| !then.contains_key(member)) {
                continue;
            }
            let of = of.iter().map(|(member, times)| (*then.get(member).unwrap_or(member), *times)).collect();
            let changed = self.at_least(k, of);
            then.insert(term, changed);
        }
        roots.iter().map(|root| *then.get(root).unwrap_or(root)).collect()
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
fn divisor(a: usize, b: usize) -> usize {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
