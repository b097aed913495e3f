//! One name in a map, looked up once: as `std::collections::btree_map::Entry`.

use core::{fmt, mem};

use super::tree::{Place, Tree};
use crate::name::TopicName;
use crate::present::present;

/// A name in a [`TopicMap`](super::TopicMap), with or without a value. Made by
/// [`TopicMap::entry`](super::TopicMap::entry).
pub enum Entry<'m, 'n, V> {
    /// The name is in the map.
    Occupied(OccupiedEntry<'m, 'n, V>),
    /// The name is not in the map.
    Vacant(VacantEntry<'m, 'n, V>),
}

/// A name that is in a [`TopicMap`](super::TopicMap). Part of [`Entry`].
pub struct OccupiedEntry<'m, 'n, V> {
    tree: &'m mut Tree<V>,
    name: TopicName<'n>,
    place: Place,
}

/// A name that is not in a [`TopicMap`](super::TopicMap). Part of [`Entry`].
pub struct VacantEntry<'m, 'n, V> {
    tree: &'m mut Tree<V>,
    name: TopicName<'n>,
    place: Place,
}

impl<'m, 'n, V> Entry<'m, 'n, V> {
    pub(super) fn new(tree: &'m mut Tree<V>, name: TopicName<'n>) -> Self {
        let place = tree.place(&name);
        if place.found {
            Self::Occupied(OccupiedEntry { tree, name, place })
        } else {
            Self::Vacant(VacantEntry { tree, name, place })
        }
    }

    /// Returns the name that was asked for.
    pub fn key(&self) -> TopicName<'n> {
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

    /// Inserts the result of `value`, called with the name, if the entry is vacant, and returns a mutable reference to the
    /// value in the map.
    pub fn or_insert_with_key(self, value: impl FnOnce(TopicName<'n>) -> V) -> &'m mut V {
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
    pub fn insert_entry(self, value: V) -> OccupiedEntry<'m, 'n, V> {
        match self {
            Self::Occupied(mut entry) => {
                entry.insert(value);
                entry
            }
            Self::Vacant(entry) => entry.insert_entry(value),
        }
    }
}

impl<'m, 'n, V> OccupiedEntry<'m, 'n, V> {
    /// Returns the name that was asked for.
    pub fn key(&self) -> TopicName<'n> {
        self.name
    }

    /// Returns the value.
    pub fn get(&self) -> &V {
        present(self.tree.value(self.place.leaf, self.place.at), OCCUPIED)
    }

    /// Returns the value, to change it. See [`into_mut`](Self::into_mut) for a reference that outlives the entry.
    pub fn get_mut(&mut self) -> &mut V {
        present(self.tree.value_mut(self.place.leaf, self.place.at), OCCUPIED)
    }

    /// Returns the value, to change it for as long as the map is borrowed.
    pub fn into_mut(self) -> &'m mut V {
        present(self.tree.value_mut(self.place.leaf, self.place.at), OCCUPIED)
    }

    /// Sets the value, and returns the previous one.
    pub fn insert(&mut self, value: V) -> V {
        mem::replace(self.get_mut(), value)
    }

    /// Removes the name, and returns its value.
    pub fn remove(self) -> V {
        present(self.tree.remove(&self.place), OCCUPIED)
    }
}

impl<'m, 'n, V> VacantEntry<'m, 'n, V> {
    /// Returns the name that was asked for.
    pub fn key(&self) -> TopicName<'n> {
        self.name
    }

    /// Inserts a value, and returns it, to change it for as long as the map is borrowed.
    pub fn insert(self, value: V) -> &'m mut V {
        self.insert_entry(value).into_mut()
    }

    /// Inserts a value, and returns the entry, which is occupied now.
    pub fn insert_entry(mut self, value: V) -> OccupiedEntry<'m, 'n, V> {
        self.tree.insert(&mut self.place, &self.name, value);
        OccupiedEntry { tree: self.tree, name: self.name, place: self.place }
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
        f.debug_struct("OccupiedEntry").field("key", &self.name).field("value", self.get()).finish()
    }
}

impl<V> fmt::Debug for VacantEntry<'_, '_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("VacantEntry").field(&self.name).finish()
    }
}

/// Why the place of an occupied entry holds a value.
const OCCUPIED: &str = "the entry borrows the map, so nothing has moved since its name was found";
