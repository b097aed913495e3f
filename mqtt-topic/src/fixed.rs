//! A map keyed by topic filters that needs no allocator.

use core::iter::FusedIterator;
use core::{fmt, slice};

use crate::cover;
use crate::filter::TopicFilter;
use crate::name::TopicName;

/// At most `N` topic filters, each with a value, asked which of them match a topic name. It needs no allocator.
///
/// Filters are borrowed, so an entry is as large as a `&str` and its value: mostly they are literals, and one that is
/// put together at run time, of a device's identifier for example, needs a buffer that outlives the map. Every
/// operation looks at all entries: it is made for the dozen handlers of a device, not for a server's subscriptions.
///
/// ```
/// use mqtt_topic::{FixedFilterMap, TopicFilter, TopicName};
///
/// #[derive(Debug, PartialEq)]
/// enum Handler { Switch, Log }
///
/// let mut buffer = [0; 32]; // what is known only at run time is put together here
/// let len = { let own = b"lamp/17/set"; buffer[..own.len()].copy_from_slice(own); own.len() };
///
/// let mut handlers = FixedFilterMap::<Handler, 4>::new();
/// handlers.insert(TopicFilter::from_utf8(&buffer[..len])?, Handler::Switch)?;
/// handlers.insert(const { TopicFilter::from_static("lamp/#") }, Handler::Log)?;
///
/// let wanted = handlers.matches(TopicName::from_static("lamp/17/set")).map(|(_, handler)| handler);
/// assert!(wanted.eq([&Handler::Switch, &Handler::Log]));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct FixedFilterMap<'a, V, const N: usize> {
    slots: [Option<(TopicFilter<'a>, V)>; N],
}

/// Why a filter could not be inserted: the map holds as many as it can. The value is given back.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("no room for another topic filter")]
pub struct CapacityError<V>(
    /// The value that was to be inserted.
    pub V,
);

impl<'a, V, const N: usize> FixedFilterMap<'a, V, N> {
    /// An empty map.
    pub const fn new() -> Self {
        Self { slots: [const { None }; N] }
    }

    /// How many filters there can be: `N`.
    pub const fn capacity(&self) -> usize {
        N
    }

    /// How many filters there are.
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// Sets the value of a filter, and gives back the one that it had.
    ///
    /// # Errors
    ///
    /// [`CapacityError`] if this would be one filter too many; then nothing has changed.
    pub fn insert(&mut self, filter: TopicFilter<'a>, value: V) -> Result<Option<V>, CapacityError<V>> {
        if let Some(old) = self.get_mut(filter) {
            return Ok(Some(core::mem::replace(old, value)));
        }
        match self.slots.iter_mut().find(|slot| slot.is_none()) {
            Some(slot) => {
                *slot = Some((filter, value));
                Ok(None)
            }
            None => Err(CapacityError(value)),
        }
    }

    /// The value of exactly this filter: byte for byte, nothing is matched.
    pub fn get(&self, filter: TopicFilter<'_>) -> Option<&V> {
        self.iter().find_map(|(key, value)| (key == filter).then_some(value))
    }

    /// The value of exactly this filter, to be changed.
    pub fn get_mut(&mut self, filter: TopicFilter<'_>) -> Option<&mut V> {
        self.slots.iter_mut().flatten().find_map(|(key, value)| (*key == filter).then_some(value))
    }

    /// Returns whether exactly this filter is in the map.
    pub fn contains_key(&self, filter: TopicFilter<'_>) -> bool {
        self.get(filter).is_some()
    }

    /// Takes a filter out, and gives back its value.
    pub fn remove(&mut self, filter: TopicFilter<'_>) -> Option<V> {
        let of_filter =
            |slot: &&mut Option<(TopicFilter<'a>, V)>| matches!(slot, Some((key, _)) if *key == filter);
        self.slots.iter_mut().find(of_filter).and_then(Option::take).map(|(_, value)| value)
    }

    /// Takes all filters out.
    pub fn clear(&mut self) {
        *self = Self::new();
    }

    /// All filters with their values, in no order that could be relied on.
    pub fn iter(&self) -> FixedIter<'_, 'a, V> {
        FixedIter(self.slots.iter())
    }

    /// All filters with their values, to be changed, in the order of [`iter`](Self::iter).
    pub fn iter_mut(&mut self) -> FixedIterMut<'_, 'a, V> {
        FixedIterMut(self.slots.iter_mut())
    }

    /// The filters that match `name`, with their values, in the order of [`iter`](Self::iter).
    pub fn matches<'n>(&self, name: TopicName<'n>) -> FixedMatches<'_, 'a, 'n, V> {
        FixedMatches { entries: self.iter(), name }
    }

    /// The filters that match `name`, with their values, to be changed, in the order of [`iter`](Self::iter): the
    /// handlers that have a state, and are `FnMut`.
    ///
    /// ```
    /// use mqtt_topic::{FixedFilterMap, TopicFilter, TopicName};
    ///
    /// let mut lit = false;
    /// let mut switch = |payload: &[u8]| lit = payload == b"on";
    ///
    /// let mut handlers = FixedFilterMap::<&mut dyn FnMut(&[u8]), 4>::new();
    /// assert!(handlers.insert(const { TopicFilter::from_static("lamp/+/set") }, &mut switch).is_ok());
    ///
    /// for (_filter, handler) in handlers.matches_mut(TopicName::from_static("lamp/3/set")) {
    ///     handler(b"on");
    /// }
    /// assert!(lit);
    /// ```
    pub fn matches_mut<'n>(&mut self, name: TopicName<'n>) -> FixedMatchesMut<'_, 'a, 'n, V> {
        FixedMatchesMut { entries: self.iter_mut(), name }
    }

    /// Whether a filter matches `name`.
    pub fn any_match(&self, name: TopicName<'_>) -> bool {
        self.matches(name).next().is_some()
    }

    /// Whether every topic name that `filter` matches is matched by one in the map, as
    /// [`covers_set`](crate::covers_set) finds it.
    pub fn covers(&self, filter: TopicFilter<'_>) -> bool {
        cover::covers_set(self.iter().map(|(key, _)| key), filter)
    }
}

impl<V, const N: usize> Default for FixedFilterMap<'_, V, N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V: fmt::Debug, const N: usize> fmt::Debug for FixedFilterMap<'_, V, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

impl<'s, 'a, V, const N: usize> IntoIterator for &'s FixedFilterMap<'a, V, N> {
    type Item = (TopicFilter<'a>, &'s V);
    type IntoIter = FixedIter<'s, 'a, V>;

    fn into_iter(self) -> FixedIter<'s, 'a, V> {
        self.iter()
    }
}

impl<'s, 'a, V, const N: usize> IntoIterator for &'s mut FixedFilterMap<'a, V, N> {
    type Item = (TopicFilter<'a>, &'s mut V);
    type IntoIter = FixedIterMut<'s, 'a, V>;

    fn into_iter(self) -> FixedIterMut<'s, 'a, V> {
        self.iter_mut()
    }
}

/// The entries of a [`FixedFilterMap`].
#[derive(Debug)]
pub struct FixedIter<'s, 'a, V>(slice::Iter<'s, Option<(TopicFilter<'a>, V)>>);

impl<'s, 'a, V> Iterator for FixedIter<'s, 'a, V> {
    type Item = (TopicFilter<'a>, &'s V);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.by_ref().flatten().next().map(|(filter, value)| (*filter, value))
    }
}

impl<V> FusedIterator for FixedIter<'_, '_, V> {}

impl<V> Clone for FixedIter<'_, '_, V> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

/// The entries of a [`FixedFilterMap`], with their values to be changed.
#[derive(Debug)]
pub struct FixedIterMut<'s, 'a, V>(slice::IterMut<'s, Option<(TopicFilter<'a>, V)>>);

impl<'s, 'a, V> Iterator for FixedIterMut<'s, 'a, V> {
    type Item = (TopicFilter<'a>, &'s mut V);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.by_ref().flatten().next().map(|(filter, value)| (*filter, value))
    }
}

impl<V> FusedIterator for FixedIterMut<'_, '_, V> {}

/// The entries of a [`FixedFilterMap`] that match a topic name.
#[derive(Clone, Debug)]
pub struct FixedMatches<'s, 'a, 'n, V> {
    entries: FixedIter<'s, 'a, V>,
    name: TopicName<'n>,
}

impl<'s, 'a, V> Iterator for FixedMatches<'s, 'a, '_, V> {
    type Item = (TopicFilter<'a>, &'s V);

    fn next(&mut self) -> Option<Self::Item> {
        self.entries.by_ref().find(|(filter, _)| filter.matches(self.name))
    }
}

impl<V> FusedIterator for FixedMatches<'_, '_, '_, V> {}

/// The entries of a [`FixedFilterMap`] that match a topic name, with their values to be changed.
#[derive(Debug)]
pub struct FixedMatchesMut<'s, 'a, 'n, V> {
    entries: FixedIterMut<'s, 'a, V>,
    name: TopicName<'n>,
}

impl<'s, 'a, V> Iterator for FixedMatchesMut<'s, 'a, '_, V> {
    type Item = (TopicFilter<'a>, &'s mut V);

    fn next(&mut self) -> Option<Self::Item> {
        self.entries.by_ref().find(|(filter, _)| filter.matches(self.name))
    }
}

impl<V> FusedIterator for FixedMatchesMut<'_, '_, '_, V> {}
