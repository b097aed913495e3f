//! The map itself: names one by one, and all of them.

use core::iter::FusedIterator;
use core::{fmt, mem};

use super::entry::Entry;
use super::iter::{IntoIter, Iter, IterMut};
use super::order::Key;
use super::tree::Tree;
use crate::limits::{LimitError, Limits};
use crate::name::TopicName;
use crate::owned::TopicNameBuf;

/// A map from topic names to values that also finds all names that a filter matches: what a server needs to send
/// retained messages to a new subscriber.
///
/// Names are in *level order*: bytes in their order, but the slash before all others, so that everything below a level
/// stands together right behind it. [`matches`](Self::matches) walks over that part of the map in which there can be a
/// match, skips what is in between, allocates nothing, and can stop anywhere and go on later, even if the map has
/// changed. [`iter`](Self::iter) goes in the same order.
///
/// Looking up, inserting or removing one name takes O(log n), times the length of the name at worst. It is a balanced
/// tree, with up to 64 names in a leaf: no operation copies more than a few leaves, so there are no pauses as the map
/// grows. Nothing in it recurses, and the order does not depend on hashes that an attacker could know.
///
/// A name of 34 bytes takes some 50 bytes, and the size of its value. What is removed gives its memory back, but for a
/// few bytes a name, which are kept for names to come until the map is cleared.
///
/// ```
/// use mqtt_topic::{TopicFilter, TopicMap, TopicName};
///
/// let mut retained = TopicMap::new();
/// retained.insert(TopicName::new("hall/lamp")?, "on")?;
/// retained.insert(TopicName::new("hall/door")?, "shut")?;
/// retained.insert(TopicName::new("hallway")?, "clean")?;
///
/// let hall = TopicFilter::new("hall/#")?;
/// assert_eq!(retained.estimate(hall), 2);
/// let found: Vec<_> = retained.matches(hall).map(|(_, value)| *value).collect();
/// assert_eq!(found, ["shut", "on"]);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
///
/// # Threads
///
/// Look-ups take `&self`, changes `&mut self`; the map is `Send` and `Sync` if its values are. Where it is behind a lock,
/// hold that for one piece of a look-up: take what was found, [pause](super::Matches::pause), release the lock, and
/// [resume](Self::resume) later. So a change waits for a piece, not for a whole look-up, and whoever sends what was found
/// holds no lock. A [`Cursor`](super::Cursor) borrows nothing of the map, and can be sent to another thread.
///
/// ```
/// use std::sync::{Arc, RwLock};
///
/// use mqtt_topic::{TopicFilter, TopicMap, TopicName};
///
/// type Message = Arc<[u8]>;
///
/// fn send_retained(map: &RwLock<TopicMap<Message>>, filter: TopicFilter, mut send: impl FnMut(Message)) {
///     let mut cursor = None;
///     loop {
///         let map = map.read().unwrap();
///         let mut piece = cursor.as_ref().map_or_else(|| map.matches(filter), |cursor| map.resume(cursor));
///         let found: Vec<Message> = piece.by_ref().take(1_000).map(|(_, message)| message.clone()).collect();
///         let paused = piece.pause();
///         drop(map); // from here on the map may change
///         found.into_iter().for_each(&mut send);
///         if paused.is_none() {
///             return;
///         }
///         cursor = paused;
///     }
/// }
///
/// let names: Vec<_> = (0..5_000).map(|k| format!("plant/{k}")).collect();
/// let message: Message = Arc::from(*b"on");
/// let retained = RwLock::new(TopicMap::new());
/// for name in &names {
///     retained.write().unwrap().insert(TopicName::new(name)?, message.clone())?;
/// }
/// std::thread::scope(|threads| {
///     threads.spawn(|| retained.write().unwrap().insert(TopicName::from_static("hall/lamp"), message.clone()));
///     let mut sent = 0;
///     send_retained(&retained, TopicFilter::from_static("plant/#"), |_| sent += 1);
///     assert_eq!(sent, 5_000);
/// });
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct TopicMap<V> {
    pub(super) tree: Tree<V>,
    pub(super) limits: Limits,
}

impl<V> TopicMap<V> {
    /// An empty map, which has allocated nothing yet.
    pub const fn new() -> Self {
        Self::with_limits(Limits::DEFAULT)
    }

    /// An empty map with other limits.
    pub const fn with_limits(limits: Limits) -> Self {
        Self { tree: Tree::new(), limits }
    }

    /// What the map refuses, and where look-ups stop unless they are told otherwise.
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.tree.len()
    }

    /// Whether there is no name.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Inserts a value under `name`; returns the previous value, if any.
    ///
    /// # Errors
    ///
    /// [`LimitError::Levels`] if the name has more levels than [`Limits::max_levels`]. Nothing has changed then.
    pub fn insert(&mut self, name: TopicName<'_>, value: V) -> Result<Option<V>, LimitError> {
        self.limits.check(name.as_bytes())?;
        let mut place = self.tree.place(&name);
        if place.found {
            return Ok(self.tree.value_mut(place.leaf, place.at).map(|old| mem::replace(old, value)));
        }
        self.tree.insert(&mut place, &name, value);
        Ok(None)
    }

    /// Returns the value of a name.
    pub fn get(&self, name: TopicName<'_>) -> Option<&V> {
        let key = Key::of(name.as_str());
        let leaf = self.tree.leaf_for(key)?;
        leaf.values.get(leaf.names.search(key).ok()?)
    }

    /// Returns the value of a name, to change it.
    pub fn get_mut(&mut self, name: TopicName<'_>) -> Option<&mut V> {
        let place = self.tree.place(&name);
        if place.found { self.tree.value_mut(place.leaf, place.at) } else { None }
    }

    /// Returns whether the name is in the map.
    pub fn contains_key(&self, name: TopicName<'_>) -> bool {
        self.get(name).is_some()
    }

    /// Removes a name, and returns its value.
    pub fn remove(&mut self, name: TopicName<'_>) -> Option<V> {
        let place = self.tree.place(&name);
        if place.found { self.tree.remove(&place) } else { None }
    }

    /// Removes all names. The limits stay.
    pub fn clear(&mut self) {
        self.tree = Tree::new();
    }

    /// Returns the entry of a name, to look at its value, change it, insert one or remove it. All of it takes one search,
    /// but for an insertion into a full leaf, which is split, and searches again.
    ///
    /// ```
    /// # use mqtt_topic::{TopicMap, TopicName};
    /// let mut messages = TopicMap::new();
    /// for name in ["a/b", "a/c", "a/b"] {
    ///     messages.entry(TopicName::new(name)?)?.and_modify(|count| *count += 1).or_insert(1);
    /// }
    /// assert_eq!(messages.get(TopicName::new("a/b")?), Some(&2));
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`LimitError::Levels`] if the name has more levels than [`Limits::max_levels`].
    pub fn entry<'n>(&mut self, name: TopicName<'n>) -> Result<Entry<'_, 'n, V>, LimitError> {
        self.limits.check(name.as_bytes())?;
        Ok(Entry::new(&mut self.tree, name))
    }

    /// Removes all names for which `keep` is false, in level order.
    ///
    /// A name that is kept takes constant time, one that is removed O(log n).
    ///
    /// ```
    /// # use mqtt_topic::{TopicMap, TopicName};
    /// let mut retained = TopicMap::new();
    /// for (name, expires) in [("hall/lamp", 3), ("hall/door", 9)] {
    ///     retained.insert(TopicName::new(name)?, expires)?;
    /// }
    /// retained.retain(|_name, expires| *expires > 5);
    /// assert!(retained.keys().eq([TopicName::new("hall/door")?]));
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    pub fn retain(&mut self, keep: impl FnMut(TopicName<'_>, &mut V) -> bool) {
        self.tree.retain(keep);
    }

    /// Returns all names and values, in level order.
    pub fn iter(&self) -> Iter<'_, V> {
        Iter::new(&self.tree)
    }

    /// Returns all names and values, to change the values, in level order. This takes memory for a word or two for each
    /// leaf, of which each has up to 64 names.
    pub fn iter_mut(&mut self) -> IterMut<'_, V> {
        IterMut::new(&mut self.tree)
    }

    /// Returns all names, in level order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = TopicName<'_>> + FusedIterator + Clone {
        self.iter().map(|(name, _)| name)
    }

    /// Returns all values, in the level order of their names.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &V> + FusedIterator + Clone {
        self.iter().map(|(_, value)| value)
    }

    /// Returns all values, to change them, in the level order of their names. It takes memory as
    /// [`iter_mut`](Self::iter_mut) does.
    pub fn values_mut(&mut self) -> impl ExactSizeIterator<Item = &mut V> + FusedIterator {
        self.iter_mut().map(|(_, value)| value)
    }
}

impl<V> Default for TopicMap<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V: fmt::Debug> fmt::Debug for TopicMap<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

/// Maps are equal if they have the same names and values, whatever their limits.
impl<V: PartialEq> PartialEq for TopicMap<V> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other)
    }
}

impl<V: Eq> Eq for TopicMap<V> {}

impl<'m, V> IntoIterator for &'m TopicMap<V> {
    type Item = (TopicName<'m>, &'m V);
    type IntoIter = Iter<'m, V>;

    fn into_iter(self) -> Iter<'m, V> {
        self.iter()
    }
}

impl<'m, V> IntoIterator for &'m mut TopicMap<V> {
    type Item = (TopicName<'m>, &'m mut V);
    type IntoIter = IterMut<'m, V>;

    fn into_iter(self) -> IterMut<'m, V> {
        self.iter_mut()
    }
}

impl<V> IntoIterator for TopicMap<V> {
    type Item = (TopicNameBuf, V);
    type IntoIter = IntoIter<V>;

    fn into_iter(self) -> IntoIter<V> {
        IntoIter::new(self.tree)
    }
}
