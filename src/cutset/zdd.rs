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

    /// The family of the sets of `low`, and those of `high` with one more leaf. Where there are none of those, the
    /// leaf need not be asked.
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
}
