//! The place of one filter, found once.

use core::{fmt, mem};

use super::store::{Location, Store};
use crate::filter::TopicFilter;

/// The place of a filter in a [`FilterMap`](super::FilterMap), whether there is a value or not. Made by [`FilterMap::entry`](super::FilterMap::entry).
pub struct Entry<'m, 'f, V> {
    pub(super) store: &'m mut Store<V>,
    pub(super) filter: TopicFilter<'f>,
    pub(super) hash: u64,
    pub(super) location: Option<Location>,
}

impl<'m, 'f, V> Entry<'m, 'f, V> {
    /// The filter that was asked for.
    pub fn filter(&self) -> TopicFilter<'f> {
        self.filter
    }

    /// The value, if there is one.
    pub fn get(&self) -> Option<&V> {
        self.store.at(self.location?)
    }

    /// The value, if there is one, to be changed.
    pub fn get_mut(&mut self) -> Option<&mut V> {
        self.store.at_mut(self.location?)
    }

    /// The value, if there is one, for as long as the map is borrowed.
    pub fn into_mut(self) -> Option<&'m mut V> {
        self.store.at_mut(self.location?)
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
        if self.location.is_none() {
            self.location = Some(self.store.add(self.hash, self.filter, value()));
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

    /// Sets the value: the one that was there.
    pub fn insert(mut self, value: V) -> Option<V> {
        if let Some(old) = self.get_mut() {
            return Some(mem::replace(old, value));
        }
        self.store.add(self.hash, self.filter, value);
        None
    }

    /// Removes the filter: the value that was there.
    pub fn remove(self) -> Option<V> {
        self.store.remove(self.location?, self.filter)
    }
}

impl<V: fmt::Debug> fmt::Debug for Entry<'_, '_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry").field("filter", &self.filter).field("value", &self.get()).finish()
    }
}
