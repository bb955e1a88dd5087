//! Counting minimal sets without a decision diagram, for a weight of at least k of members that are independent or have
//! common causes.
//!
//! The members form a sequence of steps. What can be chosen from a step on depends only on the weight that is still
//! demanded, so a dynamic program over steps and demands counts all sets. A set of weight `k + e` is minimal if each of
//! its leaves has a weight above the excess `e`, because then no leaf can be spared. A mirror has the weight 1, a
//! warrant that covers 125 mirrors has 125. So for each excess only heavier leaves are considered. Interchangeable
//! members are counted by binomial coefficients.
//!
//! 1,500 mirrors under 12 warrants are 24 steps for either aim; a diagram for 750 of them has a million nodes.

use super::semiring::{Semiring, binomials};
use super::term::PartId;

/// One step of the sequence.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum CountingStep {
    /// Interchangeable, independent parts.
    Independent {
        /// The parts; all are of one class.
        parts: Vec<PartId>,
        /// The weight of each part.
        weight: usize,
    },
    /// A common cause that is sufficient for every member counted before `end`. Without it those members are counted
    /// one by one.
    Sufficient {
        cause: PartId,
        /// The total weight of these members.
        weight: usize,
        /// The step after them.
        end: usize,
    },
    /// A common cause that is necessary for every member counted before `end`.
    Necessary {
        cause: PartId,
        /// The total weight of the members that need nothing else; the others are counted one by one.
        weight: usize,
        /// The step after them.
        end: usize,
    },
    /// The end of the members under a necessary cause. A set with the cause and no member that needs it is not minimal
    /// and is dropped here.
    EndNecessary,
}

impl CountingStep {
    /// The step with parts replaced by their classes, to recognise interchangeable parts.
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

/// The dynamic program for a weight of at least `k`.
#[derive(Debug)]
pub(super) struct Counting {
    k: usize,
    steps: Vec<CountingStep>,
    /// The distinct weights of the parts, ascending.
    weights: Vec<usize>,
    /// By step, and for the end: the smallest and the largest demand that can occur there.
    ranges: Vec<(usize, usize)>,
}

/// The values of one step, by demand.
#[derive(Debug)]
pub(super) struct DemandRow<T> {
    from: usize,
    /// By demand from `from`: without, and with a pending necessary cause.
    entries: [Vec<T>; 2],
}

impl<T> DemandRow<T> {
    /// The value for a demand. `pending`: a necessary cause was chosen whose own weight is too small, so that a member
    /// under it must follow.
    pub(super) fn get(&self, demand: usize, pending: bool) -> Option<&T> {
        self.entries[usize::from(pending)].get(demand.checked_sub(self.from)?)
    }
}

/// How many table entries are computed for one quantity: some tenths of a second.
const MAX_WORK: usize = 20_000_000;

impl Counting {
    /// Estimates the work. Returns `None` if it is too much, or needs more than `limit` table entries at once.
    pub(super) fn new(k: usize, mut steps: Vec<CountingStep>, limit: usize) -> Option<Self> {
        let mut weights = Vec::new();
        for step in &mut steps {
            if let CountingStep::Independent { weight, .. }
            | CountingStep::Sufficient { weight, .. }
            | CountingStep::Necessary { weight, .. } = step
            {
                // A weight above k is worth k.
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

    pub(super) fn steps(&self) -> &[CountingStep] {
        &self.steps
    }

    /// The demand for each excess, with the smallest weight that a leaf of a minimal set must have there.
    pub(super) fn demands(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let from = std::iter::once(0).chain(self.weights.iter().copied());
        from.zip(&self.weights).flat_map(|(from, to)| (from..*to).map(|excess| (self.k + excess, *to)))
    }

    pub(super) fn weights(&self) -> &[usize] {
        &self.weights
    }

    /// The quantity of the minimal sets, given the value of each part.
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

    /// By step and demand: the quantity of the sets whose leaves all have at least `min_weight`.
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

/// A row under construction.
struct RowBuilder<'a, T: Semiring> {
    semiring: &'a T,
    row: &'a mut DemandRow<T::Value>,
}

impl<T: Semiring> RowBuilder<'_, T> {
    /// Adds the sets of a later row, combined with those of a part of this weight. `pending` gives for each half of
    /// this row the half of the later row that it continues in, or `None` if it cannot continue.
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

/// By step, and for the end: the largest weight that the steps before it can supply.
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

/// By step, and for the end: the largest weight that the steps from it on can supply.
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
