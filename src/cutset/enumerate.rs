//! Enumerates minimal sets in ascending order of size, without computing more of them than are listed.
//!
//! This is a best-first search (P. Hart, N. Nilsson and B. Raphael, "A Formal Basis for the Heuristic Determination of
//! Minimum Cost Paths", IEEE Transactions on Systems Science and Cybernetics 4, 1968). The remaining cost is known
//! exactly, so no path is followed that leads to no listed set. The sets of a part are unions of sets of smaller parts
//! and share them.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::counting::{Counting, CountingStep, DemandRow};
use super::diagram::NodeRef;
use super::diagrams::MinimalSetsZdd;
use super::graph::Node;
use super::part::PartKind;
use super::semiring::MinimumSize;
use super::term::PartId;

/// The size of the smallest sets of a part, and their number.
type Minimum = (usize, u128);

/// The index of a set in [`Enumerator::sets`].
type SetId = usize;

#[derive(Debug, Clone, Copy)]
enum SetNode {
    Empty,
    Leaf(Node),
    Union(SetId, SetId),
}

/// A search space with paths that each lead to one set.
trait SearchSpace {
    type SearchState: Copy;

    /// The successors of a position; `None` at the end of a path. Of equally good successors the last one is followed
    /// first.
    fn successors(&self, state: Self::SearchState) -> Option<Vec<Successor<Self::SearchState>>>;
}

/// A position, the part that is chosen on the way to it, and the least number of leaves still to come after it.
type Successor<S> = (S, Option<PartId>, usize);

struct Enumerator {
    sets: Vec<SetNode>,
    /// By part: its first sets, each with its size.
    by_part: Vec<Vec<(usize, SetId)>>,
    max_size: usize,
    max_sets: usize,
}

/// The first `max_sets` minimal sets of the last part that have at most `max_size` leaves, smallest first. `minima` has
/// the size of the smallest sets of each part.
pub(super) fn enumerate(
    parts: &[PartKind],
    minima: &[Minimum],
    max_size: usize,
    max_sets: usize,
) -> Vec<Vec<Node>> {
    let mut enumerator = Enumerator { sets: vec![SetNode::Empty], by_part: Vec::new(), max_size, max_sets };
    for part in parts {
        let first = match part {
            PartKind::Leaf(leaf) => {
                enumerator.sets.push(SetNode::Leaf(*leaf));
                vec![(1, enumerator.sets.len() - 1)]
            }
            PartKind::Counting(counting) => {
                let space = CountingSearch::new(counting, minima);
                let starts = space.starts();
                enumerator.search(&space, starts)
            }
            PartKind::Zdd(zdd) => {
                let space = ZddSearch { zdd, minima: zdd.fold_nodes(&MinimumSize, minima) };
                let start = (zdd.root(), space.minima[zdd.root().index()].0);
                enumerator.search(&space, vec![start])
            }
        };
        enumerator.by_part.push(first);
    }
    let first =
        enumerator.by_part.last().into_iter().flatten().filter(|(size, _)| *size <= max_size).take(max_sets);
    first.map(|(_, set)| enumerator.leaves(*set)).collect()
}

impl Enumerator {
    fn search<W: SearchSpace>(
        &mut self,
        space: &W,
        starts: Vec<(W::SearchState, usize)>,
    ) -> Vec<(usize, SetId)> {
        // The positions reached, with the size of the set there and the last choice.
        let mut seen: Vec<(W::SearchState, usize, Option<usize>)> = Vec::new();
        let mut taken: Vec<(SetId, Option<usize>)> = Vec::new();
        // Among equal bounds the latest comes first, so that one path is finished before another is begun.
        let mut queue: BinaryHeap<(Reverse<usize>, usize)> = BinaryHeap::new();
        let push = |queue: &mut BinaryHeap<_>, seen: &mut Vec<_>, at, size: usize, remaining: usize, last| {
            let bound = size.saturating_add(remaining);
            if bound <= self.max_size && bound < usize::MAX {
                queue.push((Reverse(bound), seen.len()));
                seen.push((at, size, last));
            }
        };
        for (start, least) in starts {
            push(&mut queue, &mut seen, start, 0, least, None);
        }
        let mut found: Vec<(usize, Option<usize>)> = Vec::new();
        while let Some((_, index)) = queue.pop().filter(|_| found.len() < self.max_sets) {
            // Entries of the queue are indices of `seen`.
            let (at, size, last) = seen[index];
            let Some(successors) = space.successors(at) else {
                found.push((size, last));
                continue;
            };
            for (next, part, remaining) in successors {
                let Some(part) = part else {
                    push(&mut queue, &mut seen, next, size, remaining, last);
                    continue;
                };
                for (more, set) in self.by_part[part].iter().rev() {
                    taken.push((*set, last));
                    push(&mut queue, &mut seen, next, size + more, remaining, Some(taken.len() - 1));
                }
            }
        }
        found.into_iter().map(|(size, last)| (size, self.union_along(&taken, last))).collect()
    }

    /// The union of the sets chosen along a path.
    fn union_along(&mut self, taken: &[(SetId, Option<usize>)], mut last: Option<usize>) -> SetId {
        let mut union = 0;
        while let Some((set, before)) = last.map(|last| taken[last]) {
            if union == 0 {
                union = set;
            } else {
                self.sets.push(SetNode::Union(union, set));
                union = self.sets.len() - 1;
            }
            last = before;
        }
        union
    }

    fn leaves(&self, set: SetId) -> Vec<Node> {
        let (mut leaves, mut queue) = (Vec::new(), vec![set]);
        while let Some(set) = queue.pop() {
            match self.sets[set] {
                SetNode::Empty => {}
                SetNode::Leaf(leaf) => leaves.push(leaf),
                SetNode::Union(one, other) => queue.extend([one, other]),
            }
        }
        leaves.sort_unstable();
        leaves
    }
}

/// The paths from a node of a ZDD to its terminals.
struct ZddSearch<'a> {
    zdd: &'a MinimalSetsZdd,
    minima: Vec<Minimum>,
}

impl SearchSpace for ZddSearch<'_> {
    type SearchState = NodeRef;

    fn successors(&self, node: NodeRef) -> Option<Vec<Successor<NodeRef>>> {
        let (part, low, high) = self.zdd.branches(node)?;
        let least = |child: NodeRef| self.minima[child.index()].0;
        Some(vec![(low, None, least(low)), (high, Some(part), least(high))])
    }
}

/// The paths through the steps of a [`Counting`].
struct CountingSearch<'a> {
    counting: &'a Counting,
    minima: &'a [Minimum],
    /// By minimum weight: the table of demands.
    rows: Vec<Vec<DemandRow<Minimum>>>,
}

/// A position in the sequence of steps.
#[derive(Debug, Clone, Copy)]
struct CountingState {
    /// The index of the minimum weight.
    rows: usize,
    step: usize,
    demand: usize,
    pending: bool,
    /// Within interchangeable parts: the next of them, and how many are still to be chosen.
    choosing: Option<(usize, usize)>,
}

impl<'a> CountingSearch<'a> {
    fn new(counting: &'a Counting, minima: &'a [Minimum]) -> Self {
        let rows = counting
            .weights()
            .iter()
            .map(|min_weight| counting.rows(&MinimumSize, minima, *min_weight))
            .collect();
        Self { counting, minima, rows }
    }

    fn starts(&self) -> Vec<(CountingState, usize)> {
        let index = |min_weight| {
            self.counting.weights().iter().position(|known| *known == min_weight).unwrap_or_default()
        };
        let states = self.counting.demands().map(|(demand, min_weight)| CountingState {
            rows: index(min_weight),
            step: 0,
            demand,
            pending: false,
            choosing: None,
        });
        states.map(|state| (state, self.remaining(state))).collect()
    }

    /// The least number of leaves still to come; `usize::MAX` if the path leads to no set.
    fn remaining(&self, state: CountingState) -> usize {
        let CountingState { rows, step, demand, pending, choosing } = state;
        let (to_take, each) = match (choosing, self.counting.steps().get(step)) {
            (Some((_, remaining)), Some(CountingStep::Independent { parts, .. })) => {
                (remaining, parts.first().map_or(0, |part| self.minima[*part].0))
            }
            _ => (0, 0),
        };
        let later = self.rows[rows][step + usize::from(choosing.is_some())].get(demand, pending);
        later.map_or(usize::MAX, |later| later.0.saturating_add(to_take.saturating_mul(each)))
    }
}

impl SearchSpace for CountingSearch<'_> {
    type SearchState = CountingState;

    fn successors(&self, at: CountingState) -> Option<Vec<Successor<CountingState>>> {
        let step = self.counting.steps().get(at.step)?;
        let min_weight = self.counting.weights()[at.rows];
        let mut successors: Vec<(CountingState, Option<PartId>)> = Vec::new();
        let next = CountingState { step: at.step + 1, choosing: None, ..at };
        let demand_after = |weight: usize| at.demand.checked_sub(weight);
        match (step, at.choosing) {
            (CountingStep::Independent { .. }, Some((_, 0))) => successors.push((next, None)),
            (CountingStep::Independent { parts, .. }, Some((index, remaining))) => {
                let skipped = CountingState { choosing: Some((index + 1, remaining)), ..at };
                successors.extend((parts.len() - index > remaining).then_some((skipped, None)));
                successors.push((
                    CountingState { choosing: Some((index + 1, remaining - 1)), ..at },
                    parts.get(index).copied(),
                ));
            }
            (CountingStep::Independent { parts, weight }, None) => {
                successors.push((next, None));
                for count in 1..=if *weight >= min_weight { parts.len().min(at.demand / weight) } else { 0 } {
                    let demand = at.demand - count * weight;
                    successors.push((
                        CountingState { demand, pending: false, choosing: Some((0, count)), ..at },
                        None,
                    ));
                }
            }
            (CountingStep::Sufficient { cause, weight, end }, _) => {
                successors.push((next, None));
                let taken = demand_after(*weight).filter(|_| *weight >= min_weight);
                successors.extend(taken.map(|demand| {
                    (CountingState { demand, pending: false, step: *end, ..next }, Some(*cause))
                }));
            }
            (CountingStep::Necessary { cause, weight, end }, _) => {
                successors.push((CountingState { step: *end, ..next }, None));
                let pending = *weight < min_weight;
                successors.extend(
                    demand_after(*weight)
                        .map(|demand| (CountingState { demand, pending, ..next }, Some(*cause))),
                );
            }
            (CountingStep::EndNecessary, _) => successors.extend((!at.pending).then_some((next, None))),
        }
        Some(successors.into_iter().map(|(state, part)| (state, part, self.remaining(state))).collect())
    }
}
