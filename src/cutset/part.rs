//! The decomposition of a question into parts that are solved separately.
//!
//! Every module is a part. If the members of a module are independent or have common causes, its sets are counted with
//! [`Counting`]; otherwise the module gets a decision diagram over smaller parts.

use std::collections::HashMap;

use super::counting::{Counting, CountingStep};
use super::diagram::LimitMet;
use super::diagrams::MinimalSetsZdd;
use super::graph::Node;
use super::module::modules;
use super::shared_leaf::{CommonCause, WeightedTerm, common_cause, components};
use super::term::{PartId, Term, TermGraph, TermNode};

/// How the minimal sets of a part are represented.
// See ARCHITECTURE, "Independent parts are counted separately and multiplied".
#[derive(Debug)]
pub(super) enum PartKind {
    Leaf(Node),
    /// A weight of at least k of members that are independent or have common causes.
    Counting(Counting),
    /// Any other function.
    Zdd(MinimalSetsZdd),
}

/// The state of a decomposition.
#[derive(Debug)]
pub(super) struct Decomposer {
    terms: TermGraph,
    parts: Vec<PartKind>,
    /// The part of each module that has been solved.
    part_of: HashMap<Term, PartId>,
    /// The keys of `part_of` in the order in which they were added.
    added: Vec<Term>,
    /// The equivalence class of each shape. Parts of one class are interchangeable.
    classes: HashMap<(usize, Vec<CountingStep>), usize>,
    /// The class of each part.
    class_of: Vec<usize>,
    limit: usize,
}

/// How deeply common causes may be nested.
const MAX_DEPTH: usize = 16;

/// Decomposes a question; the last part is the question itself. No diagram and no table gets more than `limit` entries.
pub(super) fn decompose(terms: TermGraph, root: Term, limit: usize) -> Result<Vec<PartKind>, LimitMet> {
    let mut decomposer = Decomposer {
        terms,
        parts: Vec::new(),
        part_of: HashMap::new(),
        added: Vec::new(),
        classes: HashMap::new(),
        class_of: Vec::new(),
        limit,
    };
    decomposer.decompose(root, 0)?;
    Ok(decomposer.parts)
}

impl Decomposer {
    /// Solves a module and every module below it, and returns its part.
    fn decompose(&mut self, root: Term, depth: usize) -> Result<PartId, LimitMet> {
        for term in modules(&self.terms, root, &|term| self.part_of.contains_key(&term)) {
            if !self.part_of.contains_key(&term) {
                let (part, class) = self.solve(term, depth)?;
                self.parts.push(part);
                self.class_of.push(class);
                self.part_of.insert(term, self.parts.len() - 1);
                self.added.push(term);
            }
        }
        // Every term is a module of the graph below it.
        Ok(self.part_of.get(&root).copied().unwrap_or_default())
    }

    fn solve(&mut self, term: Term, depth: usize) -> Result<(PartKind, usize), LimitMet> {
        let (k, members) = match self.terms.node(term) {
            TermNode::Leaf(node) => return Ok((PartKind::Leaf(*node), 0)),
            TermNode::Constant => (0, Vec::new()),
            TermNode::AtLeast(k, members) => (*k, members.clone()),
        };
        let (parts, added) = (self.parts.len(), self.added.len());
        let mut steps = Vec::new();
        if self.append_steps(&members, depth, &mut steps)?
            && let Some(counting) = Counting::new(k, steps, self.limit)
        {
            let shape = (k, counting.steps().iter().map(|step| step.with_classes(&self.class_of)).collect());
            let next = self.classes.len() + 1;
            let class = *self.classes.entry(shape).or_insert(next);
            return Ok((PartKind::Counting(counting), class));
        }
        // The parts made on the way belong to the graph without the common cause, not to this one.
        self.parts.truncate(parts);
        self.class_of.truncate(parts);
        for term in self.added.drain(added..) {
            self.part_of.remove(&term);
        }
        let zdd = MinimalSetsZdd::build(&self.terms, term, &self.part_of, self.limit)?;
        Ok((PartKind::Zdd(zdd), usize::MAX - self.parts.len()))
    }

    /// Appends the steps that count `members`. Returns `false` if a component has no common cause or they are nested
    /// too deeply.
    fn append_steps(
        &mut self,
        members: &[WeightedTerm],
        depth: usize,
        steps: &mut Vec<CountingStep>,
    ) -> Result<bool, LimitMet> {
        if depth > MAX_DEPTH {
            return Ok(false);
        }
        let mut independent: Vec<(usize, usize, PartId)> = Vec::new();
        for component in components(&self.terms, members, &|term| self.part_of.contains_key(&term)) {
            if let [(term, weight)] = component.as_slice() {
                let part = self.decompose(*term, depth + 1)?;
                independent.push((*weight, self.class_of[part], part));
                continue;
            }
            let at = steps.len();
            let cause = common_cause(&mut self.terms, &component, &|term| self.part_of.contains_key(&term));
            let remainder = match cause {
                None => return Ok(false),
                Some(CommonCause::Sufficient { cause, remainder, weight }) => {
                    steps.push(CountingStep::Sufficient {
                        cause: self.decompose(cause, depth + 1)?,
                        weight,
                        end: at,
                    });
                    remainder
                }
                Some(CommonCause::Necessary { cause, remainder, weight }) => {
                    steps.push(CountingStep::Necessary {
                        cause: self.decompose(cause, depth + 1)?,
                        weight,
                        end: at,
                    });
                    remainder
                }
            };
            if !self.append_steps(&remainder, depth + 1, steps)? {
                return Ok(false);
            }
            let is_necessary = matches!(steps[at], CountingStep::Necessary { .. });
            steps.extend(is_necessary.then_some(CountingStep::EndNecessary));
            let after = steps.len();
            if let CountingStep::Sufficient { end, .. } | CountingStep::Necessary { end, .. } = &mut steps[at]
            {
                *end = after;
            }
        }
        // Interchangeable members become one step.
        independent.sort_unstable();
        for same in independent.chunk_by(|one, next| (one.0, one.1) == (next.0, next.1)) {
            let parts = same.iter().map(|(.., part)| *part).collect();
            steps.extend(
                same.first().map(|(weight, ..)| CountingStep::Independent { parts, weight: *weight }),
            );
        }
        Ok(true)
    }
}
