//! All of a map.

use core::fmt;
use core::iter::FusedIterator;

use super::item::Item;
use super::slab::{SlabIntoIter, SlabIter, SlabIterMut};
use super::store::Store;
use super::table::{TableIntoIter, TableIter, TableIterMut};
use super::trie::Rare;
use crate::filter::TopicFilter;
use crate::owned::TopicFilterBuf;

/// The filters of a [`FilterMap`](super::FilterMap) and their values, in no particular order.
pub struct Iter<'m, V> {
    probed: TableIter<'m, Item<V>>,
    rare: SlabIter<'m, Rare<V>>,
}

/// The filters of a [`FilterMap`](super::FilterMap) and their values, to be changed, in no particular order.
pub struct IterMut<'m, V> {
    probed: TableIterMut<'m, Item<V>>,
    rare: SlabIterMut<'m, Rare<V>>,
}

/// The filters of a [`FilterMap`](super::FilterMap) and their values, taken out of it.
pub struct IntoIter<V> {
    probed: TableIntoIter<Item<V>>,
    rare: SlabIntoIter<Rare<V>>,
}

impl<'m, V> Iter<'m, V> {
    pub(super) fn new(store: &'m Store<V>) -> Self {
        Self { probed: store.table.iter(), rare: store.trie.rare.iter() }
    }
}

impl<'m, V> IterMut<'m, V> {
    pub(super) fn new(store: &'m mut Store<V>) -> Self {
        Self { probed: store.table.iter_mut(), rare: store.trie.rare.iter_mut() }
    }
}

impl<V> IntoIter<V> {
    pub(super) fn new(store: Store<V>) -> Self {
        Self { probed: store.table.into_items(), rare: store.trie.rare.into_items() }
    }
}

impl<V> Clone for Iter<'_, V> {
    fn clone(&self) -> Self {
        Self { probed: self.probed.clone(), rare: self.rare.clone() }
    }
}

impl<'m, V> Iterator for Iter<'m, V> {
    type Item = (TopicFilter<'m>, &'m V);

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(item) = self.probed.next() {
            return Some((item.filter(), &item.value));
        }
        self.rare.next().map(|rare| (rare.filter.as_filter(), &rare.value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.probed.size_hint().0 + self.rare.size_hint().0;
        (left, Some(left))
    }
}

impl<V> ExactSizeIterator for Iter<'_, V> {}
impl<V> FusedIterator for Iter<'_, V> {}

impl<'m, V> Iterator for IterMut<'m, V> {
    type Item = (TopicFilter<'m>, &'m mut V);

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(item) = self.probed.next() {
            return Some(item.parts_mut());
        }
        self.rare.next().map(|rare| (rare.filter.as_filter(), &mut rare.value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.probed.size_hint().0 + self.rare.size_hint().0;
        (left, Some(left))
    }
}

impl<V> ExactSizeIterator for IterMut<'_, V> {}
impl<V> FusedIterator for IterMut<'_, V> {}

impl<V> Iterator for IntoIter<V> {
    type Item = (TopicFilterBuf, V);

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(item) = self.probed.next() {
            return Some(item.into_parts());
        }
        self.rare.next().map(|rare| (rare.filter, rare.value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.probed.size_hint().0 + self.rare.size_hint().0;
        (left, Some(left))
    }
}

impl<V> ExactSizeIterator for IntoIter<V> {}
impl<V> FusedIterator for IntoIter<V> {}

impl<V: fmt::Debug> fmt::Debug for Iter<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.clone()).finish()
    }
}

impl<V> fmt::Debug for IterMut<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IterMut").field("left", &self.size_hint().0).finish_non_exhaustive()
    }
}

impl<V> fmt::Debug for IntoIter<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntoIter").field("left", &self.size_hint().0).finish_non_exhaustive()
    }
}
