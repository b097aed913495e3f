//! The map itself: filters one by one, and all of them.

use core::fmt;

use super::entry::Entry;
use super::hash::HashKey;
use super::iter::{IntoIter, Iter};
use super::store::Store;
use crate::filter::TopicFilter;
use crate::limits::{LimitError, Limits};
use crate::owned::TopicFilterBuf;

/// A map keyed by [`TopicFilter`], whose look-up takes a [`TopicName`](crate::TopicName) and yields every filter that
/// matches it: the subscriptions that a message is for.
///
/// First it is a map, with one value for each filter, byte for byte. What belongs to several subscribers of a filter
/// is one value. Above that, [`matches`](Self::matches) looks up a name, [`matches_batch`](Self::matches_batch) many
/// at once, [`any_match`](Self::any_match) stops at the first filter, and [`covers`](Self::covers) asks about a filter.
///
#[cfg_attr(feature = "std", doc = "```")]
#[cfg_attr(not(feature = "std"), doc = "```text")]
/// use mqtt_topic::{FilterMap, TopicFilter, TopicName};
///
/// let mut subscribers: FilterMap<Vec<u32>> = FilterMap::new();
/// for (client, filter) in [(1, "plant/+/pump"), (2, "plant/#"), (3, "plant/#")] {
///     subscribers.entry(TopicFilter::new(filter)?)?.or_default().and_modify(|clients| clients.push(client));
/// }
///
/// let message = TopicName::new("plant/3/pump")?;
/// let mut receivers: Vec<_> = subscribers.matches(message).flat_map(|(_, clients)| clients).collect();
/// receivers.sort();
/// assert_eq!(receivers, [&1, &2, &3]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # What it costs
///
/// Look-ups allocate nothing, and borrow what they yield. A look-up hashes the name's levels once, and then takes one
/// probe of a hash table for each *shape* of filters in the map: how many levels there are, which are `+`, and whether
/// `#` follows. So a million filters cost no more than a thousand, but for the memory that is not in the cache: two
/// lines of 64 bytes for a filter that matches. At most 64 shapes of at most 16 levels are probed, the first that
/// came; filters of all others are in a trie, whose look-up follows the name from level to level.
///
/// A filter of up to 53 ASCII bytes, with a value of up to 8 bytes, is stored in 64 bytes, and needs some 90 at the
/// most with all that belongs to it, 70 if it came by [`bulk`](Self::bulk_with_key); longer and other filters have an
/// allocation of their own. A filter in the trie takes up to some 70 bytes a level, and stays there until it is
/// removed. The table grows and shrinks by one bucket at a time, some thirty filters: there is no pause at any size.
///
/// # Hostile filters and names
///
/// Hashes depend on a [`HashKey`], which is random, so nobody can find filters that get in each other's way. [`Limits`]
/// bound the levels of filters and the steps of a look-up. Nothing is recursive.
///
/// # Threads
///
/// Look-ups take `&self`, changes `&mut self`; the map is `Send` and `Sync` if its values are.
#[derive(Clone)]
pub struct FilterMap<V> {
    pub(super) limits: Limits,
    pub(super) store: Store<V>,
}

/// The most levels of a filter in a map, whatever its [`Limits`].
const MAX_LEVELS: u16 = 128;

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
    /// `limits` hold for the levels of its filters, which have 128 at the most whatever they say, and for each look-up.
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

    /// An empty map for where there is no operating system to give random numbers. `limits` as in `with_limits`:
    /// filters have 128 levels at the most.
    pub const fn with_key(key: HashKey, limits: Limits) -> Self {
        let max_levels = if limits.max_levels < MAX_LEVELS { limits.max_levels } else { MAX_LEVELS };
        let limits = Limits { max_levels, max_work: limits.max_work };
        Self { limits, store: Store::new(key) }
    }

    /// The limits; that of levels is 128 at the most.
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

    /// Puts a value under a filter: the one that was there before.
    ///
    /// It takes time in proportion to the filter's length, and never moves more than some thirty other entries.
    ///
    /// # Errors
    ///
    /// [`LimitError`], if the filter is not there and has too many levels; the map is as it was.
    pub fn insert(&mut self, filter: TopicFilter<'_>, value: V) -> Result<Option<V>, LimitError> {
        self.entry(filter).map(|entry| entry.insert(value))
    }

    /// Puts a value under each filter, as [`insert`](Self::insert) does one after the other.
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

    /// The value under just this filter.
    pub fn get(&self, filter: TopicFilter<'_>) -> Option<&V> {
        self.store.get(filter)
    }

    /// The value under just this filter, to be changed.
    pub fn get_mut(&mut self, filter: TopicFilter<'_>) -> Option<&mut V> {
        let location = self.store.find(self.store.hash(filter), filter)?;
        self.store.at_mut(location)
    }

    /// Whether just this filter is there.
    pub fn contains(&self, filter: TopicFilter<'_>) -> bool {
        self.get(filter).is_some()
    }

    /// The place of just this filter, to look at its value, to change it, to put one there or to remove it.
    ///
    #[cfg_attr(feature = "std", doc = "```")]
    #[cfg_attr(not(feature = "std"), doc = "```text")]
    /// # use mqtt_topic::{FilterMap, TopicFilter};
    /// let mut subscribers: FilterMap<Vec<u32>> = FilterMap::new();
    /// subscribers.entry(TopicFilter::new("a/+")?)?.or_default().and_modify(|list| list.push(7));
    /// subscribers.entry(TopicFilter::new("a/+")?)?.or_default().and_modify(|list| list.push(8));
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
        Ok(Entry { store: &mut self.store, filter, hash, location })
    }

    /// Removes just this filter: its value.
    pub fn remove(&mut self, filter: TopicFilter<'_>) -> Option<V> {
        let location = self.store.find(self.store.hash(filter), filter)?;
        self.store.remove(location, filter)
    }

    /// All filters and their values, in no particular order.
    pub fn iter(&self) -> Iter<'_, V> {
        Iter::new(&self.store)
    }

    /// All values, to be changed, in no particular order.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        let rare = self.store.trie.rare.iter_mut().map(|rare| &mut rare.value);
        self.store.table.iter_mut().map(|item| &mut item.value).chain(rare)
    }
}

#[cfg(feature = "std")]
impl<V> Default for FilterMap<V> {
    fn default() -> Self {
        Self::new()
    }
}

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

impl<V> IntoIterator for FilterMap<V> {
    type Item = (TopicFilterBuf, V);
    type IntoIter = IntoIter<V>;

    fn into_iter(self) -> IntoIter<V> {
        IntoIter::new(self.store)
    }
}
