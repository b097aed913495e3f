//! What a map holds: the filters whose shapes are probed in a hash table, the rare ones in a trie.

use super::hash::HashKey;
use super::item::Item;
use super::shapes::{RARE, Shape, Shapes};
use super::slab::Id;
use super::table::{Position, Table};
use super::trie::Trie;
use crate::filter::TopicFilter;

/// The filters of a map and their values.
///
/// A filter is *rare* if its shape is not probed.
#[derive(Clone)]
pub(super) struct Store<V> {
    pub(super) table: Table<Item<V>>,
    /// How to find what is in the table for a name.
    pub(super) shapes: Shapes,
    /// The rare filters.
    pub(super) trie: Trie<V>,
}

/// Where a filter and its value are, until the map changes.
#[derive(Clone, Copy)]
pub(super) enum Location {
    Table(Position),
    Trie(Id),
}

impl<V> Store<V> {
    pub(super) const fn new(key: HashKey) -> Self {
        Self { table: Table::new(key), shapes: Shapes::new(), trie: Trie::new(key) }
    }

    pub(super) const fn key(&self) -> HashKey {
        self.table.key()
    }

    pub(super) const fn len(&self) -> usize {
        self.table.len() + self.trie.len()
    }

    /// The hash of a filter.
    #[inline]
    pub(super) fn hash(&self, filter: TopicFilter<'_>) -> u64 {
        self.key().levels(filter.as_bytes())
    }

    pub(super) fn get(&self, filter: TopicFilter<'_>) -> Option<&V> {
        match self.table.find(self.hash(filter), is(filter)) {
            Some(item) => Some(&item.value),
            None => self.trie.rare.get(self.find_rare(filter)?).map(|rare| &rare.value),
        }
    }

    #[inline]
    pub(super) fn find(&self, hash: u64, filter: TopicFilter<'_>) -> Option<Location> {
        match self.table.position(hash, is(filter)) {
            Some(position) => Some(Location::Table(position)),
            None => self.find_rare(filter).map(Location::Trie),
        }
    }

    #[inline]
    fn find_rare(&self, filter: TopicFilter<'_>) -> Option<Id> {
        if self.trie.len() == 0 { None } else { self.trie.find(filter) }
    }

    pub(super) fn at(&self, location: Location) -> Option<&V> {
        match location {
            Location::Table(position) => self.table.at(position).map(|item| &item.value),
            Location::Trie(id) => self.trie.rare.get(id).map(|rare| &rare.value),
        }
    }

    pub(super) fn at_mut(&mut self, location: Location) -> Option<&mut V> {
        match location {
            Location::Table(position) => self.table.at_mut(position).map(|item| &mut item.value),
            Location::Trie(id) => self.trie.rare.get_mut(id).map(|rare| &mut rare.value),
        }
    }

    /// Adds a filter that is not there yet.
    pub(super) fn add(&mut self, hash: u64, filter: TopicFilter<'_>, value: V) -> Location {
        match self.shapes.add(self.table.key(), Shape::of(filter)) {
            RARE => Location::Trie(self.trie.add(filter, value)),
            shape => Location::Table(self.table.add(hash, Item::new(shape, filter, value))),
        }
    }

    /// Removes the filters for which `keep` is false.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(TopicFilter<'_>, &mut V) -> bool) {
        let Self { table, shapes, trie } = self;
        let keep_item = |item: &mut Item<V>| {
            let (filter, value) = item.parts_mut();
            keep(filter, value)
        };
        table.retain(keep_item, |item| shapes.remove(Shape::of(item.filter())));
        trie.retain(keep);
    }

    pub(super) fn remove(&mut self, location: Location, filter: TopicFilter<'_>) -> Option<V> {
        match location {
            Location::Table(position) => {
                let item = self.table.remove(position)?;
                self.shapes.remove(Shape::of(filter));
                Some(item.value)
            }
            Location::Trie(_) => self.trie.remove(filter).map(|rare| rare.value),
        }
    }
}

#[inline]
fn is<V>(filter: TopicFilter<'_>) -> impl Fn(&Item<V>) -> bool {
    move |item| item.as_bytes() == filter.as_bytes()
}
