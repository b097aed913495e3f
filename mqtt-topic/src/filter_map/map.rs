//! The map itself: filters one by one, and all of them.

use core::iter::FusedIterator;
use core::{fmt, mem};

use super::entry::Entry;
use super::hash::HashKey;
use super::iter::{IntoIter, Iter, IterMut};
use super::store::Store;
use crate::filter::TopicFilter;
use crate::limits::{LimitError, Limits};
use crate::owned::TopicFilterBuf;

/// A map keyed by [`TopicFilter`], whose look-up takes a [`TopicName`](crate::TopicName) and yields every filter that
/// matches it: the subscriptions that a message is for.
///
/// It is a map with one value for each filter, byte for byte, and has the methods of std's maps. What belongs to several
/// subscribers of a filter is one value. Above that, [`for_each_match`](Self::for_each_match) and
/// [`matches`](Self::matches) look up a name, [`matches_batch`](Self::matches_batch) many at once,
/// [`any_match`](Self::any_match) stops at the first filter, and [`covers`](Self::covers) asks about a filter.
///
#[cfg_attr(feature = "std", doc = "```")]
#[cfg_attr(not(feature = "std"), doc = "```text")]
/// use mqtt_topic::{FilterMap, TopicFilter, TopicName};
///
/// let mut subscribers: FilterMap<Vec<u32>> = FilterMap::new();
/// for (client, filter) in [(1, "plant/+/pump"), (2, "plant/#"), (3, "plant/#")] {
///     subscribers.entry(TopicFilter::new(filter)?)?.or_default().push(client);
/// }
///
/// let message = TopicName::new("plant/3/pump")?;
/// let mut receivers: Vec<_> = subscribers.matches(message).flat_map(|(_, clients)| clients).collect();
/// receivers.sort();
/// assert_eq!(receivers, [&1, &2, &3]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Shared subscriptions
///
/// A filter `$share/group/plant/#` is accepted as any other, and matches names that begin with `$share/group/plant`. Nobody
/// publishes to those, so it finds no message. Split it with [`TopicFilter::shared`] first, and insert the
/// [`filter`](crate::SharedFilter::filter) with a value that knows the group.
///
/// # What it costs
///
/// Lookups allocate nothing, and borrow what they yield. A lookup hashes the name's levels once, and then takes one probe of
/// a hash table for each *shape* of filters in the map: how many levels there are, which are `+`, and whether `#` follows.
/// So a million filters cost no more than a thousand, but for the memory that is not in the cache: two lines of 64 bytes
/// for a filter that matches. At most 64 shapes of at most 16 levels are probed, the first that came. Filters of all other
/// shapes are *rare*: they are in a trie, whose lookup follows the name from level to level.
///
/// A filter of up to 53 ASCII bytes, with a value of up to 8 bytes, is stored in 64 bytes, and needs some 90 at most with
/// its overhead, 70 if it came by [`bulk`](Self::bulk_with_key). Longer and other filters have an allocation of their own.
/// A rare filter takes up to some 70 bytes a level, and stays in the trie until it is removed. The table grows and shrinks
/// by one bucket at a time, some thirty filters: there is no pause at any size.
///
/// # Hostile filters and names
///
/// Hashes depend on a [`HashKey`], which is random, so nobody can find filters that collide. [`Limits`] bound the levels of
/// filters, and the steps of a lookup that find nothing. Nothing is recursive.
///
/// # Threads
///
/// Look-ups take `&self`, changes `&mut self`; the map is `Send` and `Sync` if its values are.
#[derive(Clone)]
pub struct FilterMap<V> {
    pub(super) limits: Limits,
    pub(super) store: Store<V>,
}

/// Room is made for so many filters at once, at the most.
const RESERVED: usize = 1 << 20;

impl<V> FilterMap<V> {
    /// An empty map, with a random key and the default limits. It allocates nothing yet.
    #[cfg(feature = "std")]
    pub fn new() -> Self {
        Self::with_limits(Limits::DEFAULT)
    }

    /// An empty map, with a random key.
    ///
    /// `limits` bound the levels of its filters, and the work of each lookup.
    #[cfg(feature = "std")]
    pub fn with_limits(limits: Limits) -> Self {
        Self::with_key(HashKey::random(), limits)
    }

    /// A map of many entries, with a random key: made a little faster than by inserting one after the other, and
    /// smaller by a fifth. Of those with the same filter the last one counts.
    ///
    /// # Errors
    ///
    /// [`LimitError`], if one of the filters has too many levels.
    #[cfg(feature = "std")]
    pub fn bulk<'f>(
        limits: Limits,
        entries: impl IntoIterator<Item = (TopicFilter<'f>, V)>,
    ) -> Result<Self, LimitError> {
        Self::bulk_with_key(HashKey::random(), limits, entries)
    }

    /// As `bulk`, with a key of the caller's.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn bulk_with_key<'f>(
        key: HashKey,
        limits: Limits,
        entries: impl IntoIterator<Item = (TopicFilter<'f>, V)>,
    ) -> Result<Self, LimitError> {
        let entries = entries.into_iter();
        let mut map = Self::with_key(key, limits);
        // An iterator may say that it has more than it has.
        map.store.table.reserve(entries.size_hint().0.min(RESERVED));
        map.try_extend(entries)?;
        map.shrink_to_fit();
        Ok(map)
    }

    /// Creates an empty map, for where there is no operating system to give random numbers.
    pub const fn with_key(key: HashKey, limits: Limits) -> Self {
        Self { limits, store: Store::new(key) }
    }

    /// Returns the limits.
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// How many filters there are.
    pub const fn len(&self) -> usize {
        self.store.len()
    }

    /// Whether there is no filter.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Removes all filters, and keeps key and limits.
    pub fn clear(&mut self) {
        *self = Self::with_key(self.store.key(), self.limits);
    }

    /// Inserts a value under `filter`; returns the previous value, if any.
    ///
    /// It takes time in proportion to the filter's length, and never moves more than some thirty other entries.
    ///
    /// # Errors
    ///
    /// [`LimitError`], if the filter is not there and has too many levels; the map is as it was.
    pub fn insert(&mut self, filter: TopicFilter<'_>, value: V) -> Result<Option<V>, LimitError> {
        let hash = self.store.hash(filter);
        if let Some(location) = self.store.find(hash, filter) {
            return Ok(self.store.at_mut(location).map(|old| mem::replace(old, value)));
        }
        self.limits.check(filter.as_bytes())?;
        self.store.add(hash, filter, value);
        Ok(None)
    }

    /// Inserts each filter with its value, as [`insert`](Self::insert) does one after the other.
    ///
    /// # Errors
    ///
    /// [`LimitError`] at the first filter that has too many levels; those before it are in the map.
    pub fn try_extend<'f>(
        &mut self,
        entries: impl IntoIterator<Item = (TopicFilter<'f>, V)>,
    ) -> Result<(), LimitError> {
        entries.into_iter().try_for_each(|(filter, value)| self.insert(filter, value).map(drop))
    }

    /// Gives back the memory that is kept for more filters. It takes time in proportion to the size of the map.
    pub fn shrink_to_fit(&mut self) {
        self.store.table.shrink_to_fit();
        self.store.trie.shrink_to_fit();
    }

    /// Returns the value of exactly this filter: nothing is matched.
    pub fn get(&self, filter: TopicFilter<'_>) -> Option<&V> {
        self.store.get(filter)
    }

    /// Returns the value of exactly this filter, to change it.
    pub fn get_mut(&mut self, filter: TopicFilter<'_>) -> Option<&mut V> {
        let location = self.store.find(self.store.hash(filter), filter)?;
        self.store.at_mut(location)
    }

    /// Returns whether exactly this filter is in the map.
    pub fn contains_key(&self, filter: TopicFilter<'_>) -> bool {
        self.get(filter).is_some()
    }

    /// Returns the entry of exactly this filter, to look at its value, change it, insert one or remove it.
    ///
    #[cfg_attr(feature = "std", doc = "```")]
    #[cfg_attr(not(feature = "std"), doc = "```text")]
    /// # use mqtt_topic::{FilterMap, TopicFilter};
    /// let mut subscribers: FilterMap<Vec<u32>> = FilterMap::new();
    /// subscribers.entry(TopicFilter::new("a/+")?)?.or_default().push(7);
    /// subscribers.entry(TopicFilter::new("a/+")?)?.or_default().push(8);
    /// assert_eq!(subscribers.get(TopicFilter::new("a/+")?), Some(&vec![7, 8]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`LimitError`], if the filter is not there and has too many levels.
    pub fn entry<'m, 'f>(&'m mut self, filter: TopicFilter<'f>) -> Result<Entry<'m, 'f, V>, LimitError> {
        let hash = self.store.hash(filter);
        let location = self.store.find(hash, filter);
        if location.is_none() {
            self.limits.check(filter.as_bytes())?;
        }
        Ok(Entry::new(&mut self.store, filter, hash, location))
    }

    /// Removes exactly this filter, and returns its value.
    pub fn remove(&mut self, filter: TopicFilter<'_>) -> Option<V> {
        let location = self.store.find(self.store.hash(filter), filter)?;
        self.store.remove(location, filter)
    }

    /// Removes all filters for which `keep` is false, in one pass over the map.
    ///
    #[cfg_attr(feature = "std", doc = "```")]
    #[cfg_attr(not(feature = "std"), doc = "```text")]
    /// # use mqtt_topic::{FilterMap, TopicFilter};
    /// let mut subscribers = FilterMap::new();
    /// subscribers.insert(TopicFilter::new("plant/#")?, vec![7, 8])?;
    /// subscribers.insert(TopicFilter::new("plant/+")?, vec![7])?;
    ///
    /// // Client 7 has gone.
    /// subscribers.retain(|_filter, clients| {
    ///     clients.retain(|client| *client != 7);
    ///     !clients.is_empty()
    /// });
    /// assert_eq!(subscribers.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn retain(&mut self, keep: impl FnMut(TopicFilter<'_>, &mut V) -> bool) {
        self.store.retain(keep);
    }

    /// Returns all filters and their values, in no particular order.
    pub fn iter(&self) -> Iter<'_, V> {
        Iter::new(&self.store)
    }

    /// Returns all filters and their values, to change the values, in no particular order.
    pub fn iter_mut(&mut self) -> IterMut<'_, V> {
        IterMut::new(&mut self.store)
    }

    /// Returns all filters, in the order of [`iter`](Self::iter).
    pub fn keys(&self) -> impl ExactSizeIterator<Item = TopicFilter<'_>> + FusedIterator + Clone {
        self.iter().map(|(filter, _)| filter)
    }

    /// Returns all values, in the order of [`iter`](Self::iter).
    pub fn values(&self) -> impl ExactSizeIterator<Item = &V> + FusedIterator + Clone {
        self.iter().map(|(_, value)| value)
    }

    /// Returns all values, to change them, in the order of [`iter`](Self::iter).
    pub fn values_mut(&mut self) -> impl ExactSizeIterator<Item = &mut V> + FusedIterator {
        self.iter_mut().map(|(_, value)| value)
    }
}

#[cfg(feature = "std")]
impl<V> Default for FilterMap<V> {
    fn default() -> Self {
        Self::new()
    }
}

/// Maps are equal if they have the same filters and values, whatever their limits and keys.
impl<V: PartialEq> PartialEq for FilterMap<V> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(filter, value)| other.get(filter) == Some(value))
    }
}

impl<V: Eq> Eq for FilterMap<V> {}

impl<V: fmt::Debug> fmt::Debug for FilterMap<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

impl<'m, V> IntoIterator for &'m FilterMap<V> {
    type Item = (TopicFilter<'m>, &'m V);
    type IntoIter = Iter<'m, V>;

    fn into_iter(self) -> Iter<'m, V> {
        self.iter()
    }
}

impl<'m, V> IntoIterator for &'m mut FilterMap<V> {
    type Item = (TopicFilter<'m>, &'m mut V);
    type IntoIter = IterMut<'m, V>;

    fn into_iter(self) -> IterMut<'m, V> {
        self.iter_mut()
    }
}

impl<V> IntoIterator for FilterMap<V> {
    type Item = (TopicFilterBuf, V);
    type IntoIter = IntoIter<V>;

    fn into_iter(self) -> IntoIter<V> {
        IntoIter::new(self.store)
    }
}
