//! Maps and lists layered over another one, which they do not change.
//!
//! A batch is judged entry by entry, each against the state that the previous ones leave. If every batch
//! copied the whole state, the cost of many batches would be quadratic; a layer copies only the values that
//! its batch changes.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::ops::{Index, IndexMut};

// See ARCHITECTURE, "A batch is judged on a layer over the state".
#[derive(Debug, Clone)]
pub(crate) struct LayeredMap<'u, K, V> {
    below: Option<&'u LayeredMap<'u, K, V>>,
    own: HashMap<K, V>,
}

impl<K, V> Default for LayeredMap<'_, K, V> {
    fn default() -> Self {
        Self { below: None, own: HashMap::new() }
    }
}

impl<'u, K: Eq + Hash, V> LayeredMap<'u, K, V> {
    /// An empty layer over a map.
    pub(crate) fn over(below: &'u Self) -> Self {
        Self { below: Some(below), own: HashMap::new() }
    }

    pub(crate) fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.own.get(key).or_else(|| self.below?.get(key))
    }

    pub(crate) fn insert(&mut self, key: K, value: V) {
        self.own.insert(key, value);
    }

    /// Mutable access to a value in this layer. It is copied from below, or created with its default.
    pub(crate) fn entry(&mut self, key: K) -> &mut V
    where
        V: Clone + Default,
    {
        let below = self.below;
        match self.own.entry(key) {
            Entry::Occupied(own) => own.into_mut(),
            Entry::Vacant(own) => {
                let value = below.and_then(|below| below.get(own.key())).cloned();
                own.insert(value.unwrap_or_default())
            }
        }
    }
}

/// A list over another list. Indices run through both.
#[derive(Debug, Clone)]
pub(crate) struct LayeredList<'u, T> {
    below: Option<&'u LayeredList<'u, T>>,
    /// The values of the list below that this layer replaces, by index.
    changed: HashMap<usize, T>,
    /// The values that this layer appends.
    own: Vec<T>,
}

impl<T> Default for LayeredList<'_, T> {
    fn default() -> Self {
        Self { below: None, changed: HashMap::new(), own: Vec::new() }
    }
}

impl<'u, T> LayeredList<'u, T> {
    /// An empty layer over a list.
    pub(crate) fn over(below: &'u Self) -> Self {
        Self { below: Some(below), ..Self::default() }
    }

    fn below_len(&self) -> usize {
        self.below.map_or(0, Self::len)
    }

    pub(crate) fn len(&self) -> usize {
        self.below_len() + self.own.len()
    }

    /// Appends a value and returns its index.
    pub(crate) fn push(&mut self, value: T) -> usize {
        self.own.push(value);
        self.len() - 1
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        (0..self.len()).map(|index| &self[index])
    }
}

impl<T> Index<usize> for LayeredList<'_, T> {
    type Output = T;

    /// The value at an index returned by [`LayeredList::push`].
    fn index(&self, index: usize) -> &T {
        match (index.checked_sub(self.below_len()), self.below) {
            (None, Some(below)) => self.changed.get(&index).unwrap_or_else(|| &below[index]),
            (own, _) => &self.own[own.unwrap_or(index)],
        }
    }
}

impl<T: Clone> IndexMut<usize> for LayeredList<'_, T> {
    /// The value at an index returned by [`LayeredList::push`], copied to this layer.
    fn index_mut(&mut self, index: usize) -> &mut T {
        match (index.checked_sub(self.below_len()), self.below) {
            (None, Some(below)) => self.changed.entry(index).or_insert_with(|| below[index].clone()),
            (own, _) => &mut self.own[own.unwrap_or(index)],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// A layer reads like a modified copy, and the map below does not change.
        #[test]
        fn a_map_reads_like_a_changed_copy(
            first in proptest::collection::vec((0_u8..8, any::<u8>()), 0..20),
            second in proptest::collection::vec((0_u8..8, any::<u8>()), 0..20),
        ) {
            let key = |number: u8| number.to_string().into_boxed_str();
            let mut below: LayeredMap<'_, Box<str>, Vec<u8>> = LayeredMap::default();
            for (number, value) in &first {
                below.entry(key(*number)).push(*value);
            }
            let before = below.clone();
            let mut copy = below.clone();
            let mut layer = LayeredMap::over(&below);
            for (number, value) in &second {
                copy.entry(key(*number)).push(*value);
                layer.entry(key(*number)).push(*value);
            }
            for number in 0..8 {
                prop_assert_eq!(layer.get(&key(number)), copy.get(&key(number)));
                prop_assert_eq!(below.get(&key(number)), before.get(&key(number)));
            }
        }

        #[test]
        fn a_list_reads_like_a_changed_copy(
            first in proptest::collection::vec(any::<u8>(), 0..10),
            steps in proptest::collection::vec((any::<bool>(), 0_usize..20, any::<u8>()), 0..30),
        ) {
            let mut below = LayeredList::default();
            for value in &first {
                below.push(*value);
            }
            let mut copy = first.clone();
            let mut layer = LayeredList::over(&below);
            for (adds, index, value) in steps {
                if adds {
                    copy.push(value);
                    prop_assert_eq!(layer.push(value) + 1, copy.len());
                } else {
                    let Some(index) = index.checked_rem(copy.len()) else { continue };
                    (layer[index], copy[index]) = (value, value);
                }
            }
            prop_assert_eq!(layer.iter().copied().collect::<Vec<_>>(), copy);
            prop_assert_eq!(below.iter().copied().collect::<Vec<_>>(), first);
        }
    }
}
