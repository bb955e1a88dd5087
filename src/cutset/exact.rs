//! The exact engine: smallest sets of any size, counted without being listed.
//!
//! The question is taken apart where it falls apart. What shares nothing, or hangs on instruments that all of it shares,
//! is counted by multiplication; only what is tangled becomes decision diagrams. Either may grow beyond any memory, so
//! each has a limit, and what would meet it says so.

pub use super::diagram::LimitMet;
use super::graph::{Graph, Node};
use super::part::{Part, Parts};
use super::semiring::{BySize, Count, Fewest, Tally};
use super::sets::{Aim, Role, Smallest};
use super::term::{ALWAYS, NEVER, Terms};

/// How many nodes a diagram may have where nobody says otherwise: some 20 MB for both, and a tenth of a second for each
/// order that is tried.
pub const NODE_LIMIT: usize = 100_000;

/// The answer to one question: what takes or keeps a node where somebody wants it.
#[derive(Debug)]
pub struct Exact {
    answer: Answer,
}

#[derive(Debug)]
enum Answer {
    /// Whatever goes which way.
    Always,
    Never,
    /// By parts, the last of which is all of it.
    Parts(Vec<Part>),
}

impl Exact {
    /// Answers for one node of a graph; no diagram of more than `limit` nodes is made.
    pub fn new(
        graph: &Graph,
        top: Node,
        aim: Aim,
        role: impl Fn(Node) -> Role,
        limit: usize,
    ) -> Result<Self, LimitMet> {
        let (terms, root) = Terms::of(graph, top, aim, role);
        let answer = match root {
            NEVER => Answer::Never,
            ALWAYS => Answer::Always,
            _ => Answer::Parts(Parts::of(terms, root, limit)?),
        };
        Ok(Self { answer })
    }

    /// How many smallest sets there are of all sizes; `u128::MAX` is that many or more.
    pub fn count(&self) -> u128 {
        self.tell(&Count)
    }

    /// The smallest sets of at most `size` leaves by their size, and the first `few` of them.
    pub fn smallest(&self, size: usize, few: usize) -> Smallest {
        let mut by_size = self.tell(&BySize(size));
        by_size.resize(size + 1, 0);
        Smallest { by_size, first: self.first(size, few) }
    }

    /// The first `few` smallest sets of at most `size` leaves, those of the fewest leaves first.
    pub fn first(&self, size: usize, few: usize) -> Vec<Vec<Node>> {
        match &self.answer {
            Answer::Always => std::iter::repeat_n(Vec::new(), few.min(1)).collect(),
            Answer::Never => Vec::new(),
            Answer::Parts(parts) => super::enumerate::first(parts, &told(parts, &Fewest), size, few),
        }
    }

    /// How many leaves the smallest sets of all have, and how many such sets there are; nothing where there are none.
    pub fn fewest(&self) -> Option<(usize, u128)> {
        Some(self.tell(&Fewest)).filter(|(_, sets)| *sets > 0)
    }

    /// How much work it was: the nodes of all diagrams, those of the way there included.
    pub fn nodes(&self) -> usize {
        let nodes = |part: &Part| match part {
            Part::Asked(asked) => asked.nodes(),
            Part::Leaf(_) | Part::Counted(_) => 0,
        };
        match &self.answer {
            Answer::Always | Answer::Never => 0,
            Answer::Parts(parts) => parts.iter().map(nodes).sum(),
        }
    }

    fn tell<T: Tally>(&self, tally: &T) -> T::Of {
        match &self.answer {
            Answer::Always => tally.empty(),
            Answer::Never => tally.none(),
            Answer::Parts(parts) => told(parts, tally).pop().unwrap_or_else(|| tally.none()),
        }
    }
}

/// By part: what is told of its smallest sets.
fn told<T: Tally>(parts: &[Part], tally: &T) -> Vec<T::Of> {
    let mut all = Vec::with_capacity(parts.len());
    for part in parts {
        let told = match part {
            Part::Leaf(_) => tally.leaf(),
            Part::Counted(steps) => steps.tell(tally, &all),
            Part::Asked(asked) => asked.tell(tally, &all),
        };
        all.push(told);
    }
    all
}
