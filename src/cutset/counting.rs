//! Counting without a diagram: at least so many of members that share nothing, or hang on hubs.
//!
//! The members stand in a row of steps, and what is left of the row is told by how many more are wanted. A set is
//! smallest if with it `k + e` members are up for some excess `e`, and each of its leaves brings more than `e` of them:
//! a mirror brings one, the warrant that 125 rest on brings 125. So for each excess only steps that bring more count,
//! and of interchangeable members none is told apart: `j` of `m` can be taken in so many ways.
//!
//! 1,500 mirrors under 12 warrants are 24 steps, whichever way one asks; a diagram of 750 of them has a million nodes.

use super::semiring::{Semiring, binomials};
use super::term::PartId;

/// One step along the members.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum CountingStep {
    /// Interchangeable parts that share nothing: each counts so many times.
    Independent {
        /// The parts.
        parts: Vec<PartId>,
        /// How many times each counts.
        weight: usize,
    },
    /// A hub that alone brings up all that is counted before `end`. Without it those are counted one by one.
    Sufficient {
        /// The part.
        cause: PartId,
        /// How many times they count together.
        weight: usize,
        /// The step after them.
        end: usize,
    },
    /// A hub without which nothing before `end` is up. With it these count so many times, and the others one by one.
    Necessary {
        /// The part.
        cause: PartId,
        /// How many times those count that need no more.
        weight: usize,
        /// The step after them.
        end: usize,
    },
    /// The end of what needs a hub: with the hub alone nothing would be won.
    EndNecessary,
}

impl CountingStep {
    /// The same step, of kinds of parts.
    pub(super) fn with_classes(&self, class: &[usize]) -> Self {
        let mut step = self.clone();
        match &mut step {
            Self::Independent { parts, .. } => parts.iter_mut().for_each(|part| *part = class[*part]),
            Self::Sufficient { cause, .. } | Self::Necessary { cause, .. } => *cause = class[*cause],
            Self::EndNecessary => {}
        }
        step
    }
}

/// The steps to at least so many.
#[derive(Debug)]
pub(super) struct Counting {
    k: usize,
    steps: Vec<CountingStep>,
    /// How much a leaf can bring, each number once, ascending.
    weights: Vec<usize>,
    /// By step, and the end: how much is wanted from there on, from so much to so much.
    ranges: Vec<(usize, usize)>,
}

/// What is told from one step on.
#[derive(Debug)]
pub(super) struct DemandRow<T> {
    from: usize,
    /// By how much is wanted, without and with something owed to a hub.
    entries: [Vec<T>; 2],
}

impl<T> DemandRow<T> {
    /// What is told if so much is wanted, and whether a hub waits for something that needs it.
    pub(super) fn get(&self, demand: usize, pending: bool) -> Option<&T> {
        self.entries[usize::from(pending)].get(demand.checked_sub(self.from)?)
    }
}

/// How many entries of tables are worked out for one tally, at most: some tenths of a second.
const MAX_WORK: usize = 20_000_000;

impl Counting {
    /// Forecasts how much work these steps are; none: too much, or more than `limit` entries at once.
    pub(super) fn new(k: usize, mut steps: Vec<CountingStep>, limit: usize) -> Option<Self> {
        let mut weights = Vec::new();
        for step in &mut steps {
            if let CountingStep::Independent { weight, .. }
            | CountingStep::Sufficient { weight, .. }
            | CountingStep::Necessary { weight, .. } = step
            {
                // More than is wanted is as good.
                *weight = (*weight).min(k);
                weights.extend(Some(*weight).filter(|weight| *weight > 0));
            }
        }
        weights.sort_unstable();
        weights.dedup();
        let most = k + weights.last()? - 1;
        let bounds = max_before(&steps).into_iter().zip(max_from(&steps));
        let ranges: Vec<(usize, usize)> =
            bounds.map(|(before, after)| (k.saturating_sub(before), after.min(most))).collect();
        let width = |step: usize| ranges.get(step).map_or(0, |(from, to)| (to + 1).saturating_sub(*from));
        let work = |(at, step): (usize, &CountingStep)| match step {
            CountingStep::Independent { parts, .. } => {
                parts.len().min(width(at)).saturating_mul(width(at + 1))
            }
            _ => width(at),
        };
        let work = steps.iter().enumerate().map(work).fold(0, usize::saturating_add);
        let cells = (0..ranges.len()).map(width).fold(0, usize::saturating_add);
        let fits =
            work.saturating_mul(weights.len()) <= MAX_WORK && cells.saturating_mul(weights.len()) <= limit;
        fits.then_some(Self { k, steps, weights, ranges })
    }

    /// The steps.
    pub(super) fn steps(&self) -> &[CountingStep] {
        &self.steps
    }

    /// How many are wanted, and of what excess on which every leaf has to bring at least how much.
    pub(super) fn demands(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let from = std::iter::once(0).chain(self.weights.iter().copied());
        from.zip(&self.weights).flat_map(|(from, to)| (from..*to).map(|excess| (self.k + excess, *to)))
    }

    /// How much a leaf can bring.
    pub(super) fn weights(&self) -> &[usize] {
        &self.weights
    }

    /// What is told of the smallest sets, given what is told of those of the parts.
    pub(super) fn fold<T: Semiring>(&self, semiring: &T, values: &[T::Value]) -> T::Value {
        let mut folded = semiring.zero();
        for min_weight in &self.weights {
            let rows = self.rows(semiring, values, *min_weight);
            for (demand, _) in self.demands().filter(|(_, least)| least == min_weight) {
                if let Some(more) = rows.first().and_then(|row| row.get(demand, false)) {
                    folded = semiring.add(&folded, more);
                }
            }
        }
        folded
    }

    /// By step and by what is wanted from there on: what is told of the sets whose leaves each bring at least so much.
    pub(super) fn rows<T: Semiring>(
        &self,
        semiring: &T,
        values: &[T::Value],
        min_weight: usize,
    ) -> Vec<DemandRow<T::Value>> {
        let empty_row = |(from, to): &(usize, usize)| {
            let row = vec![semiring.zero(); (to + 1).saturating_sub(*from)];
            DemandRow { from: *from, entries: [row.clone(), row] }
        };
        let mut rows: Vec<DemandRow<T::Value>> = self.ranges.iter().map(empty_row).collect();
        if let Some(end) = rows.last_mut().and_then(|row| row.entries[0].first_mut()) {
            *end = semiring.one();
        }
        for (at, step) in self.steps.iter().enumerate().rev() {
            let (here, later) = rows.split_at_mut(at + 1);
            // There is a row for each step, and one for the end.
            let mut to = RowBuilder { semiring, row: &mut here[at] };
            // The row of a later step.
            let row = |step: usize| &later[step - at - 1];
            match step {
                CountingStep::Independent { parts, weight } => {
                    to.add(row(at + 1), 0, None, [Some(0), Some(1)]);
                    let value = parts.first().map(|part| &values[*part]).filter(|_| *weight >= min_weight);
                    let mut taken = semiring.one();
                    for (j, choices) in binomials(parts.len()).into_iter().enumerate().skip(1) {
                        let Some(value) =
                            value.filter(|_| j * weight <= to.row.from + to.row.entries[0].len())
                        else {
                            break;
                        };
                        taken = semiring.mul(&taken, value);
                        if semiring.is_zero(&taken) {
                            break;
                        }
                        let taken = semiring.scale(&taken, choices);
                        to.add(row(at + 1), j * weight, Some(&taken), [Some(0), Some(0)]);
                    }
                }
                CountingStep::Sufficient { cause, weight, end } => {
                    to.add(row(at + 1), 0, None, [Some(0), Some(1)]);
                    if *weight >= min_weight {
                        to.add(row(*end), *weight, Some(&values[*cause]), [Some(0), Some(0)]);
                    }
                }
                CountingStep::Necessary { cause, weight, end } => {
                    to.add(row(*end), 0, None, [Some(0), Some(1)]);
                    let pending = Some(usize::from(*weight < min_weight));
                    to.add(row(at + 1), *weight, Some(&values[*cause]), [pending, pending]);
                }
                CountingStep::EndNecessary => to.add(row(at + 1), 0, None, [Some(0), None]),
            }
        }
        rows
    }
}

/// The row of one step while it is worked out.
struct RowBuilder<'a, T: Semiring> {
    semiring: &'a T,
    row: &'a mut DemandRow<T::Value>,
}

impl<T: Semiring> RowBuilder<'_, T> {
    /// Adds the sets of a later row, with those of a part that brings so much; `owed`: from which half of that row
    /// what is owed here goes on, and what is not.
    fn add(
        &mut self,
        later: &DemandRow<T::Value>,
        weight: usize,
        part: Option<&T::Value>,
        pending: [Option<usize>; 2],
    ) {
        for (half, from) in self.row.entries.iter_mut().zip(pending) {
            let Some(from) = from else { continue };
            for (demand, more) in (later.from..).zip(&later.entries[from]) {
                let place = (demand + weight).checked_sub(self.row.from);
                let Some(sum) = place.and_then(|place| half.get_mut(place)) else { continue };
                if !self.semiring.is_zero(more) {
                    let more = part.map_or_else(|| more.clone(), |part| self.semiring.mul(part, more));
                    *sum = self.semiring.add(sum, &more);
                }
            }
        }
    }
}

/// By step, and the end: how much can be up before it at most.
fn max_before(steps: &[CountingStep]) -> Vec<usize> {
    let mut before = vec![0; steps.len() + 1];
    let mut raise = |at: usize, to: usize| before[at] = before[at].max(to);
    let mut most = 0;
    let mut ends: Vec<(usize, usize)> = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        while let Some((_, with)) = ends.pop_if(|(end, _)| *end == at) {
            most = most.max(with);
        }
        raise(at, most);
        match step {
            CountingStep::Independent { parts, weight } => most += parts.len() * weight,
            CountingStep::Sufficient { weight, end, .. } => ends.push((*end, most + weight)),
            CountingStep::Necessary { weight, .. } => most += weight,
            CountingStep::EndNecessary => {}
        }
    }
    while let Some((_, with)) = ends.pop() {
        most = most.max(with);
    }
    raise(steps.len(), most);
    before
}

/// By step, and the end: how much can come from it on at most.
fn max_from(steps: &[CountingStep]) -> Vec<usize> {
    let mut after = vec![0; steps.len() + 1];
    for (at, step) in steps.iter().enumerate().rev() {
        after[at] = match step {
            CountingStep::Independent { parts, weight } => after[at + 1] + parts.len() * weight,
            CountingStep::Sufficient { weight, end, .. } => after[at + 1].max(after[*end] + weight),
            CountingStep::Necessary { weight, end, .. } => after[*end].max(after[at + 1] + weight),
            CountingStep::EndNecessary => after[at + 1],
        };
    }
    after
}
