//! The place of one name, to look at it, change it or remove it.

use core::fmt;
use core::mem;

use super::tree::{Place, Tree};
use crate::name::TopicName;

/// The place of a name in a [`TopicMap`](crate::TopicMap), whether there is a value or not. Made by
/// [`TopicMap::entry`](crate::TopicMap::entry).
pub struct Entry<'m, 'n, V> {
    tree: &'m mut Tree<V>,
    place: Place,
    name: TopicName<'n>,
}

impl<'m, 'n, V> Entry<'m, 'n, V> {
    pub(super) fn at(tree: &'m mut Tree<V>, name: TopicName<'n>) -> Self {
        let place = tree.place(&name);
        Self { tree, place, name }
    }

    /// The name that was asked for.
    pub fn name(&self) -> TopicName<'n> {
        self.name
    }

    /// The value, if there is one.
    pub fn get(&self) -> Option<&V> {
        if self.place.found { self.tree.value(self.place.leaf, self.place.at) } else { None }
    }

    /// The value, if there is one, to change it.
    pub fn get_mut(&mut self) -> Option<&mut V> {
        if self.place.found { self.tree.value_mut(self.place.leaf, self.place.at) } else { None }
    }

    /// The value, if there is one, for as long as the map is borrowed.
    pub fn into_mut(self) -> Option<&'m mut V> {
        if self.place.found { self.tree.value_mut(self.place.leaf, self.place.at) } else { None }
    }

    /// Changes the value, if there is one.
    #[expect(clippy::return_self_not_must_use, reason = "it has done something")]
    pub fn and_modify(mut self, change: impl FnOnce(&mut V)) -> Self {
        if let Some(value) = self.get_mut() {
            change(value);
        }
        self
    }

    /// Puts a value there if there is none.
    #[expect(clippy::return_self_not_must_use, reason = "it has done something")]
    pub fn or_insert_with(mut self, value: impl FnOnce() -> V) -> Self {
        if !self.place.found {
            self.tree.insert(&mut self.place, &self.name, value());
        }
        self
    }

    /// Puts a value there if there is none.
    #[expect(clippy::return_self_not_must_use, reason = "it has done something")]
    pub fn or_insert(self, value: V) -> Self {
        self.or_insert_with(|| value)
    }

    /// Puts the type's default there if there is no value.
    #[expect(clippy::return_self_not_must_use, reason = "it has done something")]
    pub fn or_default(self) -> Self
    where
        V: Default,
    {
        self.or_insert_with(V::default)
    }

    /// Sets the value, and gives the one that was there.
    pub fn insert(mut self, value: V) -> Option<V> {
        if let Some(old) = self.get_mut() {
            return Some(mem::replace(old, value));
        }
        self.tree.insert(&mut self.place, &self.name, value);
        None
    }

    /// Removes the name, and gives the value that was there.
    pub fn remove(self) -> Option<V> {
        if self.place.found { self.tree.remove(&self.place) } else { None }
    }
}

impl<V: fmt::Debug> fmt::Debug for Entry<'_, '_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry").field("name", &self.name).field("value", &self.get()).finish()
    }
}
