//! The first few smallest sets, those of the fewest leaves first, however many there are.
//!
//! Best first: what is on its way to the smallest set goes on before all else, so that no more is walked than is
//! listed (P. Hart, N. Nilsson and B. Raphael, "A Formal Basis for the Heuristic Determination of Minimum Cost
//! Paths", 1968; what is still to come is known exactly here). Sets are made of those of smaller parts and share them.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::counting::{Row, Step, Steps};
use super::diagram::Ref;
use super::diagrams::Asked;
use super::graph::Node;
use super::part::{Part, Place};
use super::semiring::Fewest;

/// How many leaves the smallest sets have, and how many such sets there are.
type Least = (usize, u128);

/// A set, by its place among all that were made.
type Made = usize;

/// What a set is made of.
#[derive(Debug, Clone, Copy)]
enum Set {
    Empty,
    Leaf(Node),
    Both(Made, Made),
}

/// Where a search is, of which states there are many kinds.
trait Ways {
    type At: Copy;

    /// Where it goes on. Nothing: it has arrived. The last one is followed first.
    fn on(&self, at: Self::At) -> Option<Vec<On<Self::At>>>;
}

/// Where a search goes on, what part is taken on the way, and how many leaves are still to come after it at least.
type On<At> = (At, Option<Place>, usize);

/// The sets of all parts so far.
struct Sets {
    all: Vec<Set>,
    /// By part: the first few, each with its size.
    first: Vec<Vec<(usize, Made)>>,
    most: usize,
    few: usize,
}

/// The first `few` smallest sets of the last part that have at most `most` leaves, smallest first; given how many
/// leaves the smallest of each part have.
pub(super) fn first(parts: &[Part], least: &[Least], most: usize, few: usize) -> Vec<Vec<Node>> {
    let mut sets = Sets { all: vec![Set::Empty], first: Vec::new(), most, few };
    for part in parts {
        let first = match part {
            Part::Leaf(leaf) => {
                sets.all.push(Set::Leaf(*leaf));
                vec![(1, sets.all.len() - 1)]
            }
            Part::Counted(steps) => {
                let ways = Along::of(steps, least);
                let starts = ways.starts();
                sets.search(&ways, starts)
            }
            Part::Asked(asked) => {
                let ways = Down { asked, least: asked.told(&Fewest, least) };
                let start = (asked.family(), ways.least[asked.family().place()].0);
                sets.search(&ways, vec![start])
            }
        };
        sets.first.push(first);
    }
    let first = sets.first.last().into_iter().flatten().filter(|(size, _)| *size <= most).take(few);
    first.map(|(_, set)| sets.leaves(*set)).collect()
}

impl Sets {
    fn search<W: Ways>(&mut self, ways: &W, starts: Vec<(W::At, usize)>) -> Vec<(usize, Made)> {
        // Where it came by, how large the set was there, and what was taken last, with where that was.
        let mut seen: Vec<(W::At, usize, Option<usize>)> = Vec::new();
        let mut taken: Vec<(Made, Option<usize>)> = Vec::new();
        // Of equal ones the latest, so that it goes down before it goes abroad.
        let mut todo: BinaryHeap<(Reverse<usize>, usize)> = BinaryHeap::new();
        let push = |todo: &mut BinaryHeap<_>, seen: &mut Vec<_>, at, size: usize, left: usize, last| {
            let bound = size.saturating_add(left);
            if bound <= self.most && bound < usize::MAX {
                todo.push((Reverse(bound), seen.len()));
                seen.push((at, size, last));
            }
        };
        for (start, least) in starts {
            push(&mut todo, &mut seen, start, 0, least, None);
        }
        let mut found: Vec<(usize, Option<usize>)> = Vec::new();
        while let Some((_, place)) = todo.pop().filter(|_| found.len() < self.few) {
            // It was pushed with its place.
            let (at, size, last) = seen[place];
            let Some(on) = ways.on(at) else {
                found.push((size, last));
                continue;
            };
            for (next, part, left) in on {
                let Some(part) = part else {
                    push(&mut todo, &mut seen, next, size, left, last);
                    continue;
                };
                for (more, set) in self.first[part].iter().rev() {
                    taken.push((*set, last));
                    push(&mut todo, &mut seen, next, size + more, left, Some(taken.len() - 1));
                }
            }
        }
        found.into_iter().map(|(size, last)| (size, self.made(&taken, last))).collect()
    }

    /// What was taken on one way, as a set.
    fn made(&mut self, taken: &[(Made, Option<usize>)], mut last: Option<usize>) -> Made {
        let mut made = 0;
        while let Some((set, before)) = last.map(|last| taken[last]) {
            if made == 0 {
                made = set;
            } else {
                self.all.push(Set::Both(made, set));
                made = self.all.len() - 1;
            }
            last = before;
        }
        made
    }

    fn leaves(&self, set: Made) -> Vec<Node> {
        let (mut leaves, mut todo) = (Vec::new(), vec![set]);
        while let Some(set) = todo.pop() {
            match self.all[set] {
                Set::Empty => {}
                Set::Leaf(leaf) => leaves.push(leaf),
                Set::Both(one, other) => todo.extend([one, other]),
            }
        }
        leaves.sort_unstable();
        leaves
    }
}

/// The ways down a diagram.
struct Down<'a> {
    asked: &'a Asked,
    least: Vec<Least>,
}

impl Ways for Down<'_> {
    type At = Ref;

    fn on(&self, at: Ref) -> Option<Vec<On<Ref>>> {
        let (part, low, high) = self.asked.ask(at)?;
        let least = |node: Ref| self.least[node.place()].0;
        Some(vec![(low, None, least(low)), (high, Some(part), least(high))])
    }
}

/// The ways along steps.
struct Along<'a> {
    steps: &'a Steps,
    least: &'a [Least],
    /// By how much each leaf brings at least.
    rows: Vec<Vec<Row<Least>>>,
}

/// Somewhere on the steps.
#[derive(Debug, Clone, Copy)]
struct Spot {
    /// Which rows count.
    rows: usize,
    step: usize,
    wanted: usize,
    owed: bool,
    /// Among interchangeable parts: the next of them, and how many are still to be taken.
    among: Option<(usize, usize)>,
}

impl<'a> Along<'a> {
    fn of(steps: &'a Steps, least: &'a [Least]) -> Self {
        let rows = steps.brings().iter().map(|bring| steps.rows(&Fewest, least, *bring)).collect();
        Self { steps, least, rows }
    }

    fn starts(&self) -> Vec<(Spot, usize)> {
        let place = |bring| self.steps.brings().iter().position(|known| *known == bring).unwrap_or_default();
        let spots = self.steps.wanted().map(|(wanted, bring)| Spot {
            rows: place(bring),
            step: 0,
            wanted,
            owed: false,
            among: None,
        });
        spots.map(|spot| (spot, self.left(spot))).collect()
    }

    /// How many leaves are still to come at least.
    fn left(&self, spot: Spot) -> usize {
        let Spot { rows, step, wanted, owed, among } = spot;
        let (to_take, each) = match (among, self.steps.list().get(step)) {
            (Some((_, left)), Some(Step::Apart { of, .. })) => {
                (left, of.first().map_or(0, |part| self.least[*part].0))
            }
            _ => (0, 0),
        };
        let later = self.rows[rows][step + usize::from(among.is_some())].get(wanted, owed);
        later.map_or(usize::MAX, |later| later.0.saturating_add(to_take.saturating_mul(each)))
    }
}

impl Ways for Along<'_> {
    type At = Spot;

    fn on(&self, at: Spot) -> Option<Vec<On<Spot>>> {
        let step = self.steps.list().get(at.step)?;
        let bring = self.steps.brings()[at.rows];
        let mut on: Vec<(Spot, Option<Place>)> = Vec::new();
        let next = Spot { step: at.step + 1, among: None, ..at };
        let less = |times: usize| at.wanted.checked_sub(times);
        match (step, at.among) {
            (Step::Apart { .. }, Some((_, 0))) => on.push((next, None)),
            (Step::Apart { of, .. }, Some((place, left))) => {
                let skipped = Spot { among: Some((place + 1, left)), ..at };
                on.extend((of.len() - place > left).then_some((skipped, None)));
                on.push((Spot { among: Some((place + 1, left - 1)), ..at }, of.get(place).copied()));
            }
            (Step::Apart { of, times }, None) => {
                on.push((next, None));
                for many in 1..=if *times >= bring { of.len().min(at.wanted / times) } else { 0 } {
                    let wanted = at.wanted - many * times;
                    on.push((Spot { wanted, owed: false, among: Some((0, many)), ..at }, None));
                }
            }
            (Step::Alone { hub, times, end }, _) => {
                on.push((next, None));
                let taken = less(*times).filter(|_| *times >= bring);
                on.extend(taken.map(|wanted| (Spot { wanted, owed: false, step: *end, ..next }, Some(*hub))));
            }
            (Step::Needed { hub, times, end }, _) => {
                on.push((Spot { step: *end, ..next }, None));
                let owed = *times < bring;
                on.extend(less(*times).map(|wanted| (Spot { wanted, owed, ..next }, Some(*hub))));
            }
            (Step::Close, _) => on.extend((!at.owed).then_some((next, None))),
        }
        Some(on.into_iter().map(|(spot, part)| (spot, part, self.left(spot))).collect())
    }
}
