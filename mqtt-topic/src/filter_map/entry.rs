//! One filter in a map, looked up once: as `std::collections::hash_map::Entry`.

use core::{fmt, mem};

use super::store::{Location, Store};
use crate::filter::TopicFilter;
use crate::present::present;

/// A filter in a [`FilterMap`](super::FilterMap), with or without a value. Made by
/// [`FilterMap::entry`](super::FilterMap::entry).
pub enum Entry<'m, 'f, V> {
    /// The filter is in the map.
    Occupied(OccupiedEntry<'m, 'f, V>),
    /// The filter is not in the map.
    Vacant(VacantEntry<'m, 'f, V>),
}

/// A filter that is in a [`FilterMap`](super::FilterMap). Part of [`Entry`].
pub struct OccupiedEntry<'m, 'f, V> {
    store: &'m mut Store<V>,
    filter: TopicFilter<'f>,
    location: Location,
}

/// A filter that is not in a [`FilterMap`](super::FilterMap). Part of [`Entry`].
pub struct VacantEntry<'m, 'f, V> {
    store: &'m mut Store<V>,
    filter: TopicFilter<'f>,
    hash: u64,
}

impl<'m, 'f, V> Entry<'m, 'f, V> {
    pub(super) fn new(
        store: &'m mut Store<V>,
        filter: TopicFilter<'f>,
        hash: u64,
        location: Option<Location>,
    ) -> Self {
        match location {
            Some(location) => Self::Occupied(OccupiedEntry { store, filter, location }),
            None => Self::Vacant(VacantEntry { store, filter, hash }),
        }
    }

    /// Returns the filter that was asked for.
    pub fn key(&self) -> TopicFilter<'f> {
        match self {
            Self::Occupied(entry) => entry.key(),
            Self::Vacant(entry) => entry.key(),
        }
    }

    /// Changes the value, if there is one.
    #[expect(clippy::return_self_not_must_use, reason = "it has changed the value")]
    pub fn and_modify(mut self, change: impl FnOnce(&mut V)) -> Self {
        if let Self::Occupied(entry) = &mut self {
            change(entry.get_mut());
        }
        self
    }

    /// Inserts `value` if the entry is vacant, and returns a mutable reference to the value in the map.
    pub fn or_insert(self, value: V) -> &'m mut V {
        self.or_insert_with(|| value)
    }

    /// Inserts the result of `value` if the entry is vacant, and returns a mutable reference to the value in the map.
    pub fn or_insert_with(self, value: impl FnOnce() -> V) -> &'m mut V {
        self.or_insert_with_key(|_| value())
    }

    /// Inserts the result of `value`, called with the filter, if the entry is vacant, and returns a mutable reference to the
    /// value in the map.
    pub fn or_insert_with_key(self, value: impl FnOnce(TopicFilter<'f>) -> V) -> &'m mut V {
        match self {
            Self::Occupied(entry) => entry.into_mut(),
            Self::Vacant(entry) => {
                let value = value(entry.key());
                entry.insert(value)
            }
        }
    }

    /// Inserts the default value if the entry is vacant, and returns a mutable reference to the value in the map.
    pub fn or_default(self) -> &'m mut V
    where
        V: Default,
    {
        self.or_insert_with(V::default)
    }

    /// Sets the value, and returns the entry, which is occupied now.
    pub fn insert_entry(self, value: V) -> OccupiedEntry<'m, 'f, V> {
        match self {
            Self::Occupied(mut entry) => {
                entry.insert(value);
                entry
            }
            Self::Vacant(entry) => entry.insert_entry(value),
        }
    }
}

impl<'m, 'f, V> OccupiedEntry<'m, 'f, V> {
    /// Returns the filter that was asked for.
    pub fn key(&self) -> TopicFilter<'f> {
        self.filter
    }

    /// Returns the value.
    pub fn get(&self) -> &V {
        present(self.store.at(self.location), OCCUPIED)
    }

    /// Returns the value, to change it. See [`into_mut`](Self::into_mut) for a reference that outlives the entry.
    pub fn get_mut(&mut self) -> &mut V {
        present(self.store.at_mut(self.location), OCCUPIED)
    }

    /// Returns the value, to change it for as long as the map is borrowed.
    pub fn into_mut(self) -> &'m mut V {
        present(self.store.at_mut(self.location), OCCUPIED)
    }

    /// Sets the value, and returns the previous one.
    pub fn insert(&mut self, value: V) -> V {
        mem::replace(self.get_mut(), value)
    }

    /// Removes the filter, and returns its value.
    pub fn remove(self) -> V {
        present(self.store.remove(self.location, self.filter), OCCUPIED)
    }
}

impl<'m, 'f, V> VacantEntry<'m, 'f, V> {
    /// Returns the filter that was asked for.
    pub fn key(&self) -> TopicFilter<'f> {
        self.filter
    }

    /// Inserts a value, and returns it, to change it for as long as the map is borrowed.
    pub fn insert(self, value: V) -> &'m mut V {
        self.insert_entry(value).into_mut()
    }

    /// Inserts a value, and returns the entry, which is occupied now.
    pub fn insert_entry(self, value: V) -> OccupiedEntry<'m, 'f, V> {
        let location = self.store.add(self.hash, self.filter, value);
        OccupiedEntry { store: self.store, filter: self.filter, location }
    }
}

impl<V: fmt::Debug> fmt::Debug for Entry<'_, '_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Occupied(entry) => f.debug_tuple("Entry").field(entry).finish(),
            Self::Vacant(entry) => f.debug_tuple("Entry").field(entry).finish(),
        }
    }
}

impl<V: fmt::Debug> fmt::Debug for OccupiedEntry<'_, '_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OccupiedEntry").field("key", &self.filter).field("value", self.get()).finish()
    }
}

impl<V> fmt::Debug for VacantEntry<'_, '_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("VacantEntry").field(&self.filter).finish()
    }
}

/// Why the location of an occupied entry holds a value.
const OCCUPIED: &str = "the entry borrows the map, so nothing has moved since its filter was found";
