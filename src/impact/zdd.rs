//! Zero-suppressed decision diagrams: families of sets, each family one node, however many sets it has.
//!
//! S. Minato, "Zero-Suppressed BDDs for Set Manipulation in Combinatorial Problems", DAC 1993. The smallest sets that
//! make a monotone function true: A. Rauzy, "New Algorithms for Fault Trees Analysis", Reliability Engineering and
//! System Safety 40 (1993).

use std::collections::HashMap;

use super::bdd::{Bdd, STEPS};
use super::diagram::{LimitMet, NO, Question, Quick, Ref, Table, YES};

/// Families of sets of leaves, as diagrams that share their nodes.
#[derive(Debug)]
pub(super) struct Zdd {
    pub(super) table: Table,
    /// By family and function: the sets of the family that do not make the function true.
    known: HashMap<(Ref, Ref), Ref, Quick>,
}

/// What is left to do of a sieve.
enum Todo {
    /// Work out which sets of a family do not make a function true.
    Sieve(Ref, Ref),
    /// Both halves are worked out: put them together.
    Join((Ref, Ref), u32),
}

impl Zdd {
    /// No family yet; at most `limit` nodes.
    pub(super) fn new(limit: usize) -> Self {
        Self { table: Table::new(limit), known: HashMap::default() }
    }

    /// The family of the sets of `low`, and those of `high` with one more leaf. Where there are none of those, the leaf
    /// need not be asked.
    fn node(&mut self, leaf: u32, low: Ref, high: Ref) -> Result<Ref, LimitMet> {
        if high == NO { Ok(low) } else { self.table.place(Question { leaf, low, high }) }
    }

    /// The smallest sets of leaves that make a monotone function true: none can spare a leaf.
    ///
    /// They are those without the first leaf, and those with it that do not do without it as well.
    pub(super) fn smallest(&mut self, bdd: &Bdd, root: Ref) -> Result<Ref, LimitMet> {
        let mut smallest = vec![NO; root.place().max(YES.place()) + 1];
        smallest[YES.place()] = YES;
        for node in bdd.table.below(root).into_iter().rev() {
            let Question { leaf, low, high } = bdd.table.ask(node);
            let with = self.without(smallest[high.place()], bdd, low)?;
            smallest[node.place()] = self.node(leaf, smallest[low.place()], with)?;
        }
        Ok(smallest[root.place()])
    }

    /// The sets of a family that do not make a monotone function true.
    fn without(&mut self, family: Ref, bdd: &Bdd, function: Ref) -> Result<Ref, LimitMet> {
        let (mut todo, mut done) = (vec![Todo::Sieve(family, function)], Vec::new());
        while let Some(step) = todo.pop() {
            match step {
                Todo::Sieve(family, function) => {
                    let (sets, asked) = (self.table.ask(family), bdd.table.ask(function));
                    if let Some(known) = self.known.get(&(family, function)) {
                        done.push(*known);
                        continue;
                    }
                    match (family, function) {
                        (NO, _) | (_, YES) => done.push(NO),
                        // The empty set makes nothing true that is not always true.
                        (_, NO) | (YES, _) => done.push(family),
                        // No set of the family has the leaf.
                        _ if asked.leaf < sets.leaf => todo.push(Todo::Sieve(family, asked.low)),
                        pair => {
                            let same = asked.leaf == sets.leaf;
                            let (low, high) =
                                if same { (asked.low, asked.high) } else { (function, function) };
                            todo.push(Todo::Join(pair, sets.leaf));
                            todo.push(Todo::Sieve(sets.high, high));
                            todo.push(Todo::Sieve(sets.low, low));
                        }
                    }
                }
                Todo::Join(pair, leaf) => {
                    // Each `Sieve` leaves one family, and two of them were pushed with this: low, then high.
                    let (high, low) = (done.pop().unwrap_or(NO), done.pop().unwrap_or(NO));
                    let node = self.node(leaf, low, high)?;
                    self.table.fits(self.known.len() / STEPS)?;
                    self.known.insert(pair, node);
                    done.push(node);
                }
            }
        }
        Ok(done.pop().unwrap_or(NO))
    }

    /// How many sets a family has; `u128::MAX` is that many or more.
    pub(super) fn count(&self, root: Ref) -> u128 {
        let mut sets = vec![0_u128; root.place().max(YES.place()) + 1];
        sets[YES.place()] = 1;
        for node in self.table.below(root).into_iter().rev() {
            let Question { low, high, .. } = self.table.ask(node);
            sets[node.place()] = sets[low.place()].saturating_add(sets[high.place()]);
        }
        sets[root.place()]
    }

    /// How many sets of 0, 1, ... `most` leaves a family has; `u128::MAX` is that many or more.
    pub(super) fn by_size(&self, root: Ref, most: usize) -> Vec<u128> {
        self.sizes(root, most).split_off(root.place() * (most + 1))
    }

    /// The same for each family that it leads to, one row after the other up to its own.
    fn sizes(&self, root: Ref, most: usize) -> Vec<u128> {
        let width = most + 1;
        let mut sizes = vec![0_u128; (root.place().max(YES.place()) + 1) * width];
        sizes[YES.place() * width] = 1;
        for node in self.table.below(root).into_iter().rev() {
            let Question { low, high, .. } = self.table.ask(node);
            let [here, low, high] = [node, low, high].map(|node| node.place() * width);
            for size in 0..width {
                // One leaf fewer of those that have this one.
                let having = size.checked_sub(1).map_or(0, |less| sizes[high + less]);
                sizes[here + size] = sizes[low + size].saturating_add(having);
            }
        }
        sizes.truncate((root.place() + 1) * width);
        sizes
    }

    /// The first `few` sets of a family that have at most `most` leaves, smallest first, then by the order of leaves.
    pub(super) fn first(&self, root: Ref, most: usize, few: usize) -> Vec<Vec<u32>> {
        let sizes = self.sizes(root, most);
        let mut found = Vec::new();
        for size in 0..=most {
            let mut todo = vec![(root, size, Vec::new())];
            while let Some((node, left, set)) = todo.pop() {
                if found.len() >= few {
                    return found;
                }
                // Where a family has no set of that size nothing is looked for.
                if sizes.get(node.place() * (most + 1) + left).is_none_or(|sets| *sets == 0) {
                    continue;
                }
                let Question { leaf, low, high } = self.table.ask(node);
                if node == YES {
                    found.push(set);
                    continue;
                }
                let with = set.iter().copied().chain([leaf]).collect();
                todo.push((low, left, set));
                todo.extend(left.checked_sub(1).map(|left| (high, left, with)));
            }
        }
        found
    }
}
