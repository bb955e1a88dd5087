//! The parts of an answer: what shares nothing is answered for apart and put together.
//!
//! Each module of the question is a part. One that needs some of members which share nothing, or hang on a hub, is
//! counted by [`Steps`]; any other has a diagram of its own, which asks smaller parts as if they were leaves.

use std::collections::HashMap;

use super::counting::{Step, Steps};
use super::diagram::LimitMet;
use super::diagrams::Asked;
use super::graph::Node;
use super::module::modules;
use super::shared_leaf::{Hub, Member, components, hub};
use super::term::{Says, Term, Terms};

/// A part by its place; smaller ones stand before those that are made of them.
pub(super) type Place = usize;

/// A part of an answer.
#[derive(Debug)]
pub(super) enum Part {
    /// A leaf.
    Leaf(Node),
    /// At least so many of members that share nothing, or hang on hubs.
    Counted(Steps),
    /// Anything else.
    Asked(Asked),
}

/// Parts under way.
#[derive(Debug)]
pub(super) struct Parts {
    terms: Terms,
    list: Vec<Part>,
    /// The parts of terms that nothing else shares a leaf with.
    places: HashMap<Term, Place>,
    /// The terms of `places` as they came.
    made: Vec<Term>,
    /// By what a part looks like: its kind. Two of one kind are interchangeable.
    kinds: HashMap<(usize, Vec<Step>), usize>,
    /// By part.
    kind: Vec<usize>,
    limit: usize,
}

/// How many hubs may lie within each other.
const DEEPEST: usize = 16;

impl Parts {
    /// Takes the question apart; the last part is all of it. No diagram and no table has more than `limit` entries.
    pub(super) fn of(terms: Terms, root: Term, limit: usize) -> Result<Vec<Part>, LimitMet> {
        let mut parts = Self {
            terms,
            list: Vec::new(),
            places: HashMap::new(),
            made: Vec::new(),
            kinds: HashMap::new(),
            kind: Vec::new(),
            limit,
        };
        parts.part(root, 0)?;
        Ok(parts.list)
    }

    /// The part of a term that nothing else shares a leaf with.
    fn part(&mut self, root: Term, depth: usize) -> Result<Place, LimitMet> {
        for term in modules(&self.terms, root, &|term| self.places.contains_key(&term)) {
            if !self.places.contains_key(&term) {
                let (part, kind) = self.make(term, depth)?;
                self.list.push(part);
                self.kind.push(kind);
                self.places.insert(term, self.list.len() - 1);
                self.made.push(term);
            }
        }
        // A term is a module of itself.
        Ok(self.places.get(&root).copied().unwrap_or_default())
    }

    fn make(&mut self, term: Term, depth: usize) -> Result<(Part, usize), LimitMet> {
        let (k, of) = match self.terms.says(term) {
            Says::Leaf(node) => return Ok((Part::Leaf(*node), 0)),
            Says::Known => (0, Vec::new()),
            Says::AtLeast(k, of) => (*k, of.clone()),
        };
        let (parts, made) = (self.list.len(), self.made.len());
        let mut steps = Vec::new();
        if self.steps(&of, depth, &mut steps)?
            && let Some(counted) = Steps::new(k, steps, self.limit)
        {
            let looks = (k, counted.list().iter().map(|step| step.of_kinds(&self.kind)).collect());
            let next = self.kinds.len() + 1;
            let kind = *self.kinds.entry(looks).or_insert(next);
            return Ok((Part::Counted(counted), kind));
        }
        // What was made of a hub's members is no part of the question as it stands.
        self.list.truncate(parts);
        self.kind.truncate(parts);
        for term in self.made.drain(made..) {
            self.places.remove(&term);
        }
        let asked = Asked::of(&self.terms, term, &self.places, self.limit)?;
        Ok((Part::Asked(asked), usize::MAX - self.list.len()))
    }

    /// Appends the steps that count members; false: they hang together in another way.
    fn steps(&mut self, of: &[Member], depth: usize, steps: &mut Vec<Step>) -> Result<bool, LimitMet> {
        if depth > DEEPEST {
            return Ok(false);
        }
        let mut apart: Vec<(usize, usize, Place)> = Vec::new();
        for component in components(&self.terms, of, &|term| self.places.contains_key(&term)) {
            if let [(term, times)] = component.as_slice() {
                let place = self.part(*term, depth + 1)?;
                apart.push((*times, self.kind[place], place));
                continue;
            }
            let at = steps.len();
            let hub = hub(&mut self.terms, &component, &|term| self.places.contains_key(&term));
            let left = match hub {
                None => return Ok(false),
                Some(Hub::Alone(hub, left, times)) => {
                    steps.push(Step::Alone { hub: self.part(hub, depth + 1)?, times, end: at });
                    left
                }
                Some(Hub::Needed(hub, left, times)) => {
                    steps.push(Step::Needed { hub: self.part(hub, depth + 1)?, times, end: at });
                    left
                }
            };
            if !self.steps(&left, depth + 1, steps)? {
                return Ok(false);
            }
            let needed = matches!(steps[at], Step::Needed { .. });
            steps.extend(needed.then_some(Step::Close));
            let after = steps.len();
            if let Step::Alone { end, .. } | Step::Needed { end, .. } = &mut steps[at] {
                *end = after;
            }
        }
        // Interchangeable ones stand together.
        apart.sort_unstable();
        for alike in apart.chunk_by(|one, next| (one.0, one.1) == (next.0, next.1)) {
            let of = alike.iter().map(|(.., place)| *place).collect();
            steps.extend(alike.first().map(|(times, ..)| Step::Apart { of, times: *times }));
        }
        Ok(true)
    }
}
