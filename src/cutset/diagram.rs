//! The table of nodes that both kinds of decision diagram share: each node is there once.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use thiserror::Error;

/// A diagram that would need more nodes than are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("more than {limit} nodes would be needed")]
pub struct LimitMet {
    /// How many are allowed.
    pub limit: usize,
}

/// A node, or one of the two ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Ref(u32);

/// The end that stands for false, and for no set at all.
pub(super) const NO: Ref = Ref(0);
/// The end that stands for true, and for the empty set alone.
pub(super) const YES: Ref = Ref(1);

impl Ref {
    /// Its place, by which lists are kept for all nodes.
    pub(super) fn place(self) -> usize {
        self.0 as usize
    }
}

/// One question of a diagram: a leaf, by its place in the order, and where the two answers lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Question {
    /// The leaf; both answers lead to later ones.
    pub(super) leaf: u32,
    /// Where it goes on if it is down, or not in the set.
    pub(super) low: Ref,
    /// Where it goes on if it is up, or in the set.
    pub(super) high: Ref,
}

/// The leaf that the ends stand at: after all others.
pub(super) const END: u32 = u32::MAX;

/// All nodes of a diagram. A node stands after the two that it leads to, so that one pass over them needs no recursion.
#[derive(Debug)]
pub(super) struct Table {
    questions: Vec<Question>,
    /// The unique table (R. Bryant, "Graph-Based Algorithms for Boolean Function Manipulation", 1986): two equal
    /// functions are one node.
    places: HashMap<Question, Ref, Quick>,
    limit: usize,
}

impl Table {
    /// A table of the two ends.
    pub(super) fn new(limit: usize) -> Self {
        let ends = [NO, YES].map(|end| Question { leaf: END, low: end, high: end });
        Self { questions: ends.to_vec(), places: HashMap::default(), limit: limit.min(END as usize - 2) }
    }

    /// The node that asks this.
    pub(super) fn place(&mut self, question: Question) -> Result<Ref, LimitMet> {
        if let Some(known) = self.places.get(&question) {
            return Ok(*known);
        }
        self.fits(self.nodes())?;
        let limit = LimitMet { limit: self.limit };
        let node = u32::try_from(self.questions.len()).map(Ref).map_err(|_| limit)?;
        self.questions.push(question);
        self.places.insert(question, node);
        Ok(node)
    }

    /// Refuses one more of something of which there are so many.
    pub(super) fn fits(&self, there: usize) -> Result<(), LimitMet> {
        if there < self.limit { Ok(()) } else { Err(LimitMet { limit: self.limit }) }
    }

    /// What a node asks.
    pub(super) fn ask(&self, node: Ref) -> Question {
        // This table made the node.
        self.questions[node.place()]
    }

    /// How many nodes there are beside the two ends.
    pub(super) fn nodes(&self) -> usize {
        self.questions.len() - 2
    }

    /// The nodes that a root leads to, itself included, the ends apart; later ones before earlier ones.
    pub(super) fn below(&self, root: Ref) -> Vec<Ref> {
        let mut there = vec![false; root.place() + 1];
        there[root.place()] = true;
        let mut below = Vec::new();
        for place in (2..=root.0).rev().map(Ref) {
            if there[place.place()] {
                below.push(place);
                let Question { low, high, .. } = self.ask(place);
                (there[low.place()], there[high.place()]) = (true, true);
            }
        }
        below
    }
}

/// The hasher of the tables of diagrams: their keys are a few small numbers that nobody chooses, so it need not
/// withstand chosen ones as that of the standard library does.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Mixer(u64);

/// Makes [`Mixer`].
pub(super) type Quick = BuildHasherDefault<Mixer>;

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u32(u32::from(*byte));
        }
    }

    fn write_u32(&mut self, number: u32) {
        // Multiplying by the golden ratio spreads low bits to high ones (D. Knuth, "The Art of Computer Programming",
        // volume 3, section 6.4); the turn brings them back to where the table looks.
        self.0 = (self.0 ^ u64::from(number)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
