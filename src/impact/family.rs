//! What is asked of a family of sets: how many there are, how small they are, and which are the first of them.
//!
//! None of it lists the sets: each is one pass over the nodes of the diagram, members of a family before the family.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::diagram::{Question, Ref, YES};
use super::zdd::Zdd;

impl Zdd {
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
        sizes[root.place() * width..][..width].to_vec()
    }

    /// For each family that a root leads to, by its place: how many leaves its smallest sets have, and how many such
    /// sets there are. Of none that is more leaves than there can be.
    fn least(&self, root: Ref) -> Vec<(usize, u128)> {
        let mut least = vec![(usize::MAX, 0_u128); root.place().max(YES.place()) + 1];
        least[YES.place()] = (0, 1);
        for node in self.table.below(root).into_iter().rev() {
            let Question { low, high, .. } = self.table.ask(node);
            let (without, with) = (least[low.place()], least[high.place()]);
            let with = (with.0.saturating_add(1), with.1);
            least[node.place()] = match without.0.cmp(&with.0) {
                Ordering::Less => without,
                Ordering::Equal => (with.0, without.1.saturating_add(with.1)),
                Ordering::Greater => with,
            };
        }
        least
    }

    /// How many leaves the smallest sets of a family have, and how many such sets there are; nothing where it has
    /// none.
    pub(super) fn fewest(&self, root: Ref) -> Option<(usize, u128)> {
        Some(self.least(root)[root.place()]).filter(|(_, sets)| *sets > 0)
    }

    /// The first `few` sets of a family that have at most `most` leaves, smallest first.
    ///
    /// Best first: what is on its way to the smallest set goes on before all else, so that no more is walked than is
    /// listed (P. Hart, N. Nilsson and B. Raphael, "A Formal Basis for the Heuristic Determination of Minimum Cost
    /// Paths", 1968; what is still to come is known exactly here).
    pub(super) fn first(&self, root: Ref, most: usize, few: usize) -> Vec<Vec<u32>> {
        let least = self.least(root);
        // The leaves taken so far, each with the place of the one before it.
        let mut taken: Vec<(u32, usize)> = Vec::new();
        let (mut todo, mut found) = (BinaryHeap::new(), Vec::new());
        // Of equal ones the latest, so that it goes down before it goes abroad.
        let push = |todo: &mut BinaryHeap<_>, node: Ref, size: usize, last: usize, at: usize| {
            let bound = size.saturating_add(least[node.place()].0);
            if bound <= most && least[node.place()].1 > 0 {
                todo.push((Reverse(bound), at, node, size, last));
            }
        };
        push(&mut todo, root, 0, usize::MAX, 0);
        let mut pushed = 0;
        while let Some((_, _, node, size, last)) = todo.pop().filter(|_| found.len() < few) {
            if node == YES {
                let set = std::iter::successors(taken.get(last), |(_, before)| taken.get(*before));
                let mut set: Vec<u32> = set.map(|(leaf, _)| *leaf).collect();
                set.reverse();
                found.push(set);
                continue;
            }
            let Question { leaf, low, high } = self.table.ask(node);
            taken.push((leaf, last));
            pushed += 2;
            push(&mut todo, low, size, last, pushed - 1);
            push(&mut todo, high, size + 1, taken.len() - 1, pushed);
        }
        found
    }
}
