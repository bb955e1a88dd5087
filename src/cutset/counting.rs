//! Counting without a diagram: at least so many of members that share nothing, or hang on hubs.
//!
//! The members stand in a row of steps, and what is left of the row is told by how many more are wanted. A set is
//! smallest if with it `k + e` members are up for some excess `e`, and each of its leaves brings more than `e` of them:
//! a mirror brings one, the warrant that 125 rest on brings 125. So for each excess only steps that bring more count,
//! and of interchangeable members none is told apart: `j` of `m` can be taken in so many ways.
//!
//! 1,500 mirrors under 12 warrants are 24 steps, whichever way one asks; a diagram of 750 of them has a million nodes.

use super::part::Place;
use super::semiring::{Tally, ways};

/// One step along the members.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Step {
    /// Interchangeable parts that share nothing: each counts so many times.
    Apart {
        /// The parts.
        of: Vec<Place>,
        /// How many times each counts.
        times: usize,
    },
    /// A hub that alone brings up all that is counted before `end`. Without it those are counted one by one.
    Alone {
        /// The part.
        hub: Place,
        /// How many times they count together.
        times: usize,
        /// The step after them.
        end: usize,
    },
    /// A hub without which nothing before `end` is up. With it these count so many times, and the others one by one.
    Needed {
        /// The part.
        hub: Place,
        /// How many times those count that need no more.
        times: usize,
        /// The step after them.
        end: usize,
    },
    /// The end of what needs a hub: with the hub alone nothing would be won.
    Close,
}

impl Step {
    /// The same step, of kinds of parts.
    pub(super) fn of_kinds(&self, kind: &[usize]) -> Self {
        let mut step = self.clone();
        match &mut step {
            Self::Apart { of, .. } => of.iter_mut().for_each(|part| *part = kind[*part]),
            Self::Alone { hub, .. } | Self::Needed { hub, .. } => *hub = kind[*hub],
            Self::Close => {}
        }
        step
    }
}

/// The steps to at least so many.
#[derive(Debug)]
pub(super) struct Steps {
    k: usize,
    list: Vec<Step>,
    /// How much a leaf can bring, each number once, ascending.
    brings: Vec<usize>,
    /// By step, and the end: how much is wanted from there on, from so much to so much.
    wanted: Vec<(usize, usize)>,
}

/// What is told from one step on.
#[derive(Debug)]
pub(super) struct Row<T> {
    from: usize,
    /// By how much is wanted, without and with something owed to a hub.
    of: [Vec<T>; 2],
}

impl<T> Row<T> {
    /// What is told if so much is wanted, and whether a hub waits for something that needs it.
    pub(super) fn get(&self, wanted: usize, owed: bool) -> Option<&T> {
        self.of[usize::from(owed)].get(wanted.checked_sub(self.from)?)
    }
}

/// How many entries of tables are worked out for one tally, at most: some tenths of a second.
const MOST_WORK: usize = 20_000_000;

impl Steps {
    /// Forecasts how much work these steps are; none: too much, or more than `limit` entries at once.
    pub(super) fn new(k: usize, mut list: Vec<Step>, limit: usize) -> Option<Self> {
        let mut brings = Vec::new();
        for step in &mut list {
            if let Step::Apart { times, .. } | Step::Alone { times, .. } | Step::Needed { times, .. } = step {
                // More than is wanted is as good.
                *times = (*times).min(k);
                brings.extend(Some(*times).filter(|times| *times > 0));
            }
        }
        brings.sort_unstable();
        brings.dedup();
        let most = k + brings.last()? - 1;
        let wanted = before(&list).into_iter().zip(after(&list));
        let wanted: Vec<(usize, usize)> =
            wanted.map(|(before, after)| (k.saturating_sub(before), after.min(most))).collect();
        let width = |step: usize| wanted.get(step).map_or(0, |(from, to)| (to + 1).saturating_sub(*from));
        let work = |(at, step): (usize, &Step)| match step {
            Step::Apart { of, .. } => of.len().min(width(at)).saturating_mul(width(at + 1)),
            _ => width(at),
        };
        let work = list.iter().enumerate().map(work).fold(0, usize::saturating_add);
        let cells = (0..wanted.len()).map(width).fold(0, usize::saturating_add);
        let fits =
            work.saturating_mul(brings.len()) <= MOST_WORK && cells.saturating_mul(brings.len()) <= limit;
        fits.then_some(Self { k, list, brings, wanted })
    }

    /// The steps.
    pub(super) fn list(&self) -> &[Step] {
        &self.list
    }

    /// How many are wanted, and of what excess on which every leaf has to bring at least how much.
    pub(super) fn wanted(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let from = std::iter::once(0).chain(self.brings.iter().copied());
        from.zip(&self.brings).flat_map(|(from, to)| (from..*to).map(|excess| (self.k + excess, *to)))
    }

    /// How much a leaf can bring.
    pub(super) fn brings(&self) -> &[usize] {
        &self.brings
    }

    /// What is told of the smallest sets, given what is told of those of the parts.
    pub(super) fn tell<T: Tally>(&self, tally: &T, parts: &[T::Of]) -> T::Of {
        let mut told = tally.none();
        for bring in &self.brings {
            let rows = self.rows(tally, parts, *bring);
            for (wanted, _) in self.wanted().filter(|(_, least)| least == bring) {
                if let Some(more) = rows.first().and_then(|row| row.get(wanted, false)) {
                    told = tally.either(&told, more);
                }
            }
        }
        told
    }

    /// By step and by what is wanted from there on: what is told of the sets whose leaves each bring at least so much.
    pub(super) fn rows<T: Tally>(&self, tally: &T, parts: &[T::Of], bring: usize) -> Vec<Row<T::Of>> {
        let none = |(from, to): &(usize, usize)| {
            let row = vec![tally.none(); (to + 1).saturating_sub(*from)];
            Row { from: *from, of: [row.clone(), row] }
        };
        let mut rows: Vec<Row<T::Of>> = self.wanted.iter().map(none).collect();
        if let Some(end) = rows.last_mut().and_then(|row| row.of[0].first_mut()) {
            *end = tally.empty();
        }
        for (at, step) in self.list.iter().enumerate().rev() {
            let (here, later) = rows.split_at_mut(at + 1);
            // There is a row for each step, and one for the end.
            let mut to = Filling { tally, row: &mut here[at] };
            // The row of a later step.
            let row = |step: usize| &later[step - at - 1];
            match step {
                Step::Apart { of, times } => {
                    to.add(row(at + 1), 0, None, [Some(0), Some(1)]);
                    let alike = of.first().map(|part| &parts[*part]).filter(|_| *times >= bring);
                    let mut taken = tally.empty();
                    for (j, ways) in ways(of.len()).into_iter().enumerate().skip(1) {
                        let Some(alike) = alike.filter(|_| j * times <= to.row.from + to.row.of[0].len())
                        else {
                            break;
                        };
                        taken = tally.both(&taken, alike);
                        if tally.is_none(&taken) {
                            break;
                        }
                        let taken = tally.times(&taken, ways);
                        to.add(row(at + 1), j * times, Some(&taken), [Some(0), Some(0)]);
                    }
                }
                Step::Alone { hub, times, end } => {
                    to.add(row(at + 1), 0, None, [Some(0), Some(1)]);
                    if *times >= bring {
                        to.add(row(*end), *times, Some(&parts[*hub]), [Some(0), Some(0)]);
                    }
                }
                Step::Needed { hub, times, end } => {
                    to.add(row(*end), 0, None, [Some(0), Some(1)]);
                    let owed = Some(usize::from(*times < bring));
                    to.add(row(at + 1), *times, Some(&parts[*hub]), [owed, owed]);
                }
                Step::Close => to.add(row(at + 1), 0, None, [Some(0), None]),
            }
        }
        rows
    }
}

/// The row of one step while it is worked out.
struct Filling<'a, T: Tally> {
    tally: &'a T,
    row: &'a mut Row<T::Of>,
}

impl<T: Tally> Filling<'_, T> {
    /// Adds the sets of a later row, with those of a part that brings so much; `owed`: from which half of that row
    /// what is owed here goes on, and what is not.
    fn add(&mut self, later: &Row<T::Of>, brings: usize, part: Option<&T::Of>, owed: [Option<usize>; 2]) {
        for (half, from) in self.row.of.iter_mut().zip(owed) {
            let Some(from) = from else { continue };
            for (wanted, more) in (later.from..).zip(&later.of[from]) {
                let place = (wanted + brings).checked_sub(self.row.from);
                let Some(sum) = place.and_then(|place| half.get_mut(place)) else { continue };
                if !self.tally.is_none(more) {
                    let more = part.map_or_else(|| more.clone(), |part| self.tally.both(part, more));
                    *sum = self.tally.either(sum, &more);
                }
            }
        }
    }
}

/// By step, and the end: how much can be up before it at most.
fn before(list: &[Step]) -> Vec<usize> {
    let mut before = vec![0; list.len() + 1];
    let mut raise = |at: usize, to: usize| before[at] = before[at].max(to);
    let mut most = 0;
    let mut ends: Vec<(usize, usize)> = Vec::new();
    for (at, step) in list.iter().enumerate() {
        while let Some((_, with)) = ends.pop_if(|(end, _)| *end == at) {
            most = most.max(with);
        }
        raise(at, most);
        match step {
            Step::Apart { of, times } => most += of.len() * times,
            Step::Alone { times, end, .. } => ends.push((*end, most + times)),
            Step::Needed { times, .. } => most += times,
            Step::Close => {}
        }
    }
    while let Some((_, with)) = ends.pop() {
        most = most.max(with);
    }
    raise(list.len(), most);
    before
}

/// By step, and the end: how much can come from it on at most.
fn after(list: &[Step]) -> Vec<usize> {
    let mut after = vec![0; list.len() + 1];
    for (at, step) in list.iter().enumerate().rev() {
        after[at] = match step {
            Step::Apart { of, times } => after[at + 1] + of.len() * times,
            Step::Alone { times, end, .. } => after[at + 1].max(after[*end] + times),
            Step::Needed { times, end, .. } => after[*end].max(after[at + 1] + times),
            Step::Close => after[at + 1],
        };
    }
    after
}
