//! All of a map.

use core::fmt;
use core::iter::FusedIterator;

use super::FilterMap;
use super::item::Item;
use super::trie::Rare;
use super::{slab, table};
use crate::filter::TopicFilter;
use crate::owned::TopicFilterBuf;

/// The filters of a [`FilterMap`] and their values, in no particular order.
pub struct Iter<'m, V> {
    pub(super) probed: table::Iter<'m, Item<V>>,
    pub(super) others: slab::Iter<'m, Rare<V>>,
}

/// The filters of a [`FilterMap`] and their values, taken out of it.
pub struct IntoIter<V> {
    probed: table::IntoItems<Item<V>>,
    others: slab::IntoItems<Rare<V>>,
}

impl<V> Clone for Iter<'_, V> {
    fn clone(&self) -> Self {
        Self { probed: self.probed.clone(), others: self.others.clone() }
    }
}

impl<'m, V> Iterator for Iter<'m, V> {
    type Item = (TopicFilter<'m>, &'m V);

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(item) = self.probed.next() {
            return Some((item.filter(), &item.value));
        }
        self.others.next().map(|rare| (rare.filter.as_filter(), &rare.value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.probed.size_hint().0 + self.others.size_hint().0;
        (left, Some(left))
    }
}

impl<V> ExactSizeIterator for Iter<'_, V> {}
impl<V> FusedIterator for Iter<'_, V> {}

impl<V> Iterator for IntoIter<V> {
    type Item = (TopicFilterBuf, V);

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(item) = self.probed.next() {
            return Some(item.into_parts());
        }
        self.others.next().map(|rare| (rare.filter, rare.value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.probed.size_hint().0 + self.others.size_hint().0;
        (left, Some(left))
    }
}

impl<V> ExactSizeIterator for IntoIter<V> {}
impl<V> FusedIterator for IntoIter<V> {}

impl<'m, V> IntoIterator for &'m FilterMap<V> {
    type Item = (TopicFilter<'m>, &'m V);
    type IntoIter = Iter<'m, V>;

    fn into_iter(self) -> Iter<'m, V> {
        self.iter()
    }
}

impl<V> IntoIterator for FilterMap<V> {
    type Item = (TopicFilterBuf, V);
    type IntoIter = IntoIter<V>;

    fn into_iter(self) -> IntoIter<V> {
        IntoIter { probed: self.table.into_items(), others: self.trie.items.into_items() }
    }
}

impl<V: fmt::Debug> fmt::Debug for Iter<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.clone()).finish()
    }
}

impl<V> fmt::Debug for IntoIter<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntoIter").field("left", &self.size_hint().0).finish_non_exhaustive()
    }
}
