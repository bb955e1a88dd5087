//! What neither falls apart nor hangs on hubs: two decision diagrams, which ask smaller parts as if they were leaves.

use std::collections::HashMap;

use super::bdd::Bdd;
use super::diagram::{LimitMet, NO, Question, Ref, YES};
use super::order::orders;
use super::part::Place;
use super::semiring::Tally;
use super::term::{ALWAYS, Says, Term, Terms};
use super::zdd::Zdd;

/// The diagrams of a term.
#[derive(Debug)]
pub(super) struct Asked {
    /// The parts in the order in which they are asked.
    order: Vec<Place>,
    zdd: Zdd,
    family: Ref,
    nodes: usize,
}

impl Asked {
    /// Asks a term about those below it that are parts; no diagram has more than `limit` nodes.
    pub(super) fn of(
        terms: &Terms,
        root: Term,
        places: &HashMap<Term, Place>,
        limit: usize,
    ) -> Result<Self, LimitMet> {
        let mut met = LimitMet { limit };
        for order in orders(terms, root, &|term| places.contains_key(&term)) {
            match Self::in_order(terms, root, places, limit, &order) {
                Ok(asked) => return Ok(asked),
                Err(limit) => met = limit,
            }
        }
        Err(met)
    }

    fn in_order(
        terms: &Terms,
        root: Term,
        places: &HashMap<Term, Place>,
        limit: usize,
        order: &[Term],
    ) -> Result<Self, LimitMet> {
        let mut bdd = Bdd::new(limit);
        let mut functions: HashMap<Term, Ref> = HashMap::from([(ALWAYS, YES)]);
        for (term, place) in order.iter().zip(0_u32..) {
            functions.insert(*term, bdd.leaf(place)?);
        }
        for term in terms.below(&[root], &|term| places.contains_key(&term)) {
            if let (Says::AtLeast(k, of), false) = (terms.says(term), functions.contains_key(&term)) {
                let of = of.iter().flat_map(|(member, times)| {
                    // What is neither asked nor made is never reached.
                    std::iter::repeat_n(functions.get(member).copied().unwrap_or(NO), *times)
                });
                let of = of.collect();
                functions.insert(term, bdd.at_least(*k, of)?);
            }
        }
        let function = functions.get(&root).copied().unwrap_or(NO);
        let mut zdd = Zdd::new(limit);
        let family = zdd.smallest(&bdd, function)?;
        let order = order.iter().filter_map(|term| places.get(term).copied()).collect();
        let nodes = bdd.table.nodes() + zdd.table.nodes();
        Ok(Self { order, zdd, family, nodes })
    }

    /// What is told of the smallest sets, given what is told of those of the parts.
    pub(super) fn tell<T: Tally>(&self, tally: &T, parts: &[T::Of]) -> T::Of {
        self.told(tally, parts).swap_remove(self.family.place())
    }

    /// By node: what is told of its sets.
    pub(super) fn told<T: Tally>(&self, tally: &T, parts: &[T::Of]) -> Vec<T::Of> {
        let mut told = vec![tally.none(); self.family.place().max(YES.place()) + 1];
        told[YES.place()] = tally.empty();
        for node in self.zdd.table.below(self.family).into_iter().rev() {
            let Question { leaf, low, high } = self.zdd.table.ask(node);
            let part = &parts[self.order[leaf as usize]];
            told[node.place()] = tally.either(&told[low.place()], &tally.both(part, &told[high.place()]));
        }
        told
    }

    /// All smallest sets.
    pub(super) fn family(&self) -> Ref {
        self.family
    }

    /// Which part a node asks, and where it goes on without and with it; none at the end.
    pub(super) fn ask(&self, node: Ref) -> Option<(Place, Ref, Ref)> {
        let Question { leaf, low, high } = self.zdd.table.ask(node);
        (node != NO && node != YES).then(|| (self.order[leaf as usize], low, high))
    }

    /// The nodes of both diagrams, those of the way there included.
    pub(super) fn nodes(&self) -> usize {
        self.nodes
    }
}
