//! Look-ups: by the shapes that are probed, then by the walk through all others.

use core::fmt;
use core::hint::black_box;
use core::iter::FusedIterator;

use super::bucket::Bucket;
use super::hash::HashKey;
use super::item::Item;
use super::map::FilterMap;
use super::shapes::{NO_SUMS, Probed, ShapeId, Shapes, Sums};
use super::store::Store;
use super::trie::Rare;
use super::walk::Walk;
use crate::filter::TopicFilter;
use crate::limits::Incomplete;
use crate::matching;
use crate::name::TopicName;
use crate::work::Work;

/// The filters of a [`FilterMap`] that match a name, and their values, in no particular order.
#[must_use = "it looks up as it is iterated"]
#[derive(Clone)]
pub struct Matches<'m, 'n, V> {
    store: &'m Store<V>,
    name: TopicName<'n>,
    /// Of the name's levels, as far as shapes are probed; their words, from where the walk begins.
    sums: Sums,
    /// The shapes that are still to be probed: without `#`, with it.
    shapes: [&'m [Probed]; 2],
    /// What was fetched for the next of them: the first item that may be meant, or none; from this one on.
    fetched: [Option<&'m Item<V>>; TOGETHER],
    next: usize,
    /// After the shapes.
    walk: Option<Walk>,
    pub(super) work: Work,
}

/// So many probes wait for memory together.
const TOGETHER: usize = 8;

/// Of so few filters, all is in the cache.
const FEW: usize = 8192;

impl<V> FilterMap<V> {
    /// Returns the filters that match `name`, and their values, in no particular order.
    ///
    /// Nothing is allocated. A lookup probes the table once for each shape of filters (which levels are `+`, and how many
    /// there are) that can match a name of so many levels: at most 64 probes, which no limit counts. Then it walks through
    /// the rare filters, which takes steps that double with each level at worst. After
    /// [`Limits::max_work`](crate::Limits::max_work) steps that find nothing it ends, and [`Matches::is_complete`]
    /// tells. [`for_each_match`](Self::for_each_match) is faster, and does not let you overlook that.
    ///
    #[cfg_attr(feature = "std", doc = "```")]
    #[cfg_attr(not(feature = "std"), doc = "```text")]
    /// # use mqtt_topic::{FilterMap, TopicFilter, TopicName};
    /// let mut handlers = FilterMap::new();
    /// handlers.insert(TopicFilter::new("plant/+/pump/#")?, "pump")?;
    /// handlers.insert(TopicFilter::new("#")?, "log")?;
    ///
    /// let name = TopicName::new("plant/3/pump/status")?;
    /// let mut found: Vec<_> = handlers.matches(name).map(|(_, handler)| *handler).collect();
    /// found.sort();
    /// assert_eq!(found, ["log", "pump"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[inline]
    pub fn matches<'m, 'n>(&'m self, name: TopicName<'n>) -> Matches<'m, 'n, V> {
        let mut sums = NO_SUMS;
        let shapes = self.store.probed(name, &mut sums);
        Matches { sums, shapes, ..self.walked(name) }
    }

    /// Calls `visit` with each filter that matches `name`, and its value, in no particular order. This is the fastest form
    /// of a lookup.
    ///
    #[cfg_attr(feature = "std", doc = "```")]
    #[cfg_attr(not(feature = "std"), doc = "```text")]
    /// # use mqtt_topic::{FilterMap, TopicFilter, TopicName};
    /// let mut subscribers = FilterMap::new();
    /// subscribers.insert(TopicFilter::new("plant/+/pump/#")?, vec![7])?;
    /// subscribers.insert(TopicFilter::new("#")?, vec![7, 8])?;
    ///
    /// let mut receivers: Vec<u32> = vec![];
    /// subscribers.for_each_match(TopicName::new("plant/3/pump")?, |_filter, clients| receivers.extend(clients))?;
    /// receivers.sort();
    /// receivers.dedup();
    /// assert_eq!(receivers, [7, 8]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Incomplete`] if [`Limits::max_work`](crate::Limits::max_work) ended the lookup. What was found before was
    /// visited.
    pub fn for_each_match<'m>(
        &'m self,
        name: TopicName<'_>,
        mut visit: impl FnMut(TopicFilter<'m>, &'m V),
    ) -> Result<(), Incomplete> {
        let mut sums = NO_SUMS;
        let takes_wildcard = !begins_with_dollar(name);
        let shapes = self.store.probed(name, &mut sums).into_iter().flatten();
        let shapes = shapes.filter(|shape| takes_wildcard || !shape.begins_wild);
        let mut visit_item = |item: &'m Item<V>| visit(item.filter(), &item.value);
        if self.store.table.len() <= FEW {
            for shape in shapes {
                let is = |item: &Item<V>| item.shape() == shape.id && is_for(item, name);
                if let Some(item) = self.store.table.find(shape.hash(&sums), is) {
                    visit_item(item);
                }
            }
        } else {
            let mut batch = Batch::<V, TOGETHER>::new();
            let mut visit_item = |_, item| visit_item(item);
            for shape in shapes {
                let hash = shape.hash(&sums);
                if let Some(bucket) = self.store.table.bucket(hash) {
                    batch.add(Waiting { name: 0, shape: shape.id, hash, bucket }, &[name], &mut visit_item);
                }
            }
            batch.finish(&[name], &mut visit_item);
        }
        self.walk_each(name, &mut sums, visit)
    }

    /// Visits the rare filters that match `name`. What is in `words` does not matter.
    #[inline]
    fn walk_each<'m>(
        &'m self,
        name: TopicName<'_>,
        words: &mut Sums,
        mut visit: impl FnMut(TopicFilter<'m>, &'m V),
    ) -> Result<(), Incomplete> {
        let trie = &self.store.trie;
        if trie.len() == 0 {
            return Ok(());
        }
        let (mut walk, mut work) = (Walk::new(), Work::new(self.limits.max_work));
        while let Some(id) = walk.next(trie, name.as_bytes(), words, &mut work) {
            if let Some(rare) = trie.rare.get(id) {
                visit(rare.filter.as_filter(), &rare.value);
            }
        }
        if work.complete { Ok(()) } else { Err(Incomplete) }
    }

    /// Calls `visit` with each filter that matches `name`, and its value, to change it: handlers that have a state, and
    /// are `FnMut`.
    ///
    /// There is no iterator of this kind: it would have to know that no filter comes twice.
    ///
    #[cfg_attr(feature = "std", doc = "```")]
    #[cfg_attr(not(feature = "std"), doc = "```text")]
    /// # use mqtt_topic::{FilterMap, TopicFilter, TopicName};
    /// type Handler = Box<dyn FnMut(&[u8]) + Send>;
    ///
    /// let mut handlers = FilterMap::<Handler>::new();
    /// let mut messages = 0;
    /// handlers.insert(
    ///     TopicFilter::new("lamp/+/set")?,
    ///     Box::new(move |payload| {
    ///         messages += 1;
    ///         println!("message {messages} has {} bytes", payload.len());
    ///     }),
    /// )?;
    /// handlers.for_each_match_mut(TopicName::new("lamp/3/set")?, |_filter, handler| handler(b"on"))?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Incomplete`] if [`Limits::max_work`](crate::Limits::max_work) ended the lookup. What was found before was
    /// visited.
    pub fn for_each_match_mut(
        &mut self,
        name: TopicName<'_>,
        mut visit: impl FnMut(TopicFilter<'_>, &mut V),
    ) -> Result<(), Incomplete> {
        let mut sums = NO_SUMS;
        let takes_wildcard = !begins_with_dollar(name);
        let key = self.store.key();
        let Store { table, shapes, trie } = &mut self.store;
        let shapes = probed(shapes, key, name, &mut sums).into_iter().flatten();
        for shape in shapes.filter(|shape| takes_wildcard || !shape.begins_wild) {
            let is = |item: &Item<V>| item.shape() == shape.id && is_for(item, name);
            let position = table.position(shape.hash(&sums), is);
            if let Some(item) = position.and_then(|position| table.at_mut(position)) {
                let (filter, value) = item.parts_mut();
                visit(filter, value);
            }
        }
        if trie.len() == 0 {
            return Ok(());
        }
        let (mut walk, mut work) = (Walk::new(), Work::new(self.limits.max_work));
        while let Some(id) = walk.next(trie, name.as_bytes(), &mut sums, &mut work) {
            if let Some(rare) = trie.rare.get_mut(id) {
                visit(rare.filter.as_filter(), &mut rare.value);
            }
        }
        if work.complete { Ok(()) } else { Err(Incomplete) }
    }

    /// Returns whether any filter matches `name`; the first one found ends the search.
    ///
    /// A search that [`Limits::max_work`](crate::Limits::max_work) ends before it has found one returns `false`. That is
    /// right for rules that allow something. For rules that forbid, use [`try_any_match`](Self::try_any_match).
    #[inline]
    pub fn any_match(&self, name: TopicName<'_>) -> bool {
        self.try_any_match(name) == Ok(true)
    }

    /// Returns whether any filter matches `name`, if that is known.
    ///
    /// # Errors
    ///
    /// [`Incomplete`] if [`Limits::max_work`](crate::Limits::max_work) ended the search before it had found a filter.
    #[inline]
    pub fn try_any_match(&self, name: TopicName<'_>) -> Result<bool, Incomplete> {
        let mut matches = self.matches(name);
        match matches.next() {
            Some(_) => Ok(true),
            None if matches.is_complete() => Ok(false),
            None => Err(Incomplete),
        }
    }

    /// Looks up many names, each as [`matches`](Self::matches) does: calls `visit` with the index of a name, a filter that
    /// matches it, and the filter's value.
    ///
    /// Probes of sixteen names each ask for memory together, so in a large map this takes a fraction of the time.
    ///
    #[cfg_attr(feature = "std", doc = "```")]
    #[cfg_attr(not(feature = "std"), doc = "```text")]
    /// # use mqtt_topic::{FilterMap, TopicFilter, TopicName};
    /// let mut map = FilterMap::new();
    /// map.insert(TopicFilter::new("a/+")?, 1)?;
    ///
    /// let names = [TopicName::new("a/b")?, TopicName::new("b/a")?, TopicName::new("a/c")?];
    /// let mut found = vec![];
    /// map.matches_batch(&names, |name, filter, value| found.push((names[name], filter, *value)))?;
    /// assert_eq!(found.len(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Incomplete`] if [`Limits::max_work`](crate::Limits::max_work) ended the lookup of any name. Each name has its own
    /// steps, so the others were looked up completely.
    pub fn matches_batch<'m>(
        &'m self,
        names: &[TopicName<'_>],
        mut visit: impl FnMut(usize, TopicFilter<'m>, &'m V),
    ) -> Result<(), Incomplete> {
        let mut complete = Ok(());
        let mut words = NO_SUMS;
        let mut batch = Batch::<V, WAITING>::new();
        for (chunk, names) in names.chunks(NAMES).enumerate() {
            let mut visit = |name: usize, filter, value| visit(chunk * NAMES + name, filter, value);
            let mut visit_item = |name: usize, item: &'m Item<V>| visit(name, item.filter(), &item.value);
            for (index, name) in names.iter().enumerate() {
                let mut sums = NO_SUMS;
                let takes_wildcard = !begins_with_dollar(*name);
                for shape in self.store.probed(*name, &mut sums).into_iter().flatten() {
                    if !takes_wildcard && shape.begins_wild {
                        continue;
                    }
                    let hash = shape.hash(&sums);
                    if let Some(bucket) = self.store.table.bucket(hash) {
                        let waiting = Waiting { name: index, shape: shape.id, hash, bucket };
                        batch.add(waiting, names, &mut visit_item);
                    }
                }
            }
            batch.finish(names, &mut visit_item);
            if self.store.trie.len() == 0 {
                continue;
            }
            for (index, name) in names.iter().enumerate() {
                let visit = |filter, value| visit(index, filter, value);
                complete = complete.and(self.walk_each(*name, &mut words, visit));
            }
        }
        complete
    }

    /// Those that only a walk finds.
    #[inline]
    fn walked<'m, 'n>(&'m self, name: TopicName<'n>) -> Matches<'m, 'n, V> {
        Matches {
            store: &self.store,
            name,
            sums: NO_SUMS,
            shapes: [&[]; 2],
            fetched: [None; TOGETHER],
            next: TOGETHER,
            walk: (self.store.trie.len() != 0).then(Walk::new),
            work: Work::new(self.limits.max_work),
        }
    }
}

impl<V> Store<V> {
    #[inline]
    fn probed(&self, name: TopicName<'_>, sums: &mut Sums) -> [&[Probed]; 2] {
        probed(&self.shapes, self.key(), name, sums)
    }
}

/// The shapes to be probed for a name, the sums of whose levels it leaves in `sums`.
#[inline]
fn probed<'s>(shapes: &'s Shapes, key: HashKey, name: TopicName<'_>, sums: &mut Sums) -> [&'s [Probed]; 2] {
    let room = sums.get_mut(..=shapes.deepest()).unwrap_or_default();
    let (levels, more) = key.sums(name.as_bytes(), room);
    shapes.probed(levels, more)
}

impl<'m, V> Matches<'m, '_, V> {
    /// Returns whether nothing was left out so far. It is `false` once [`Limits::max_work`](crate::Limits::max_work) has
    /// ended the lookup.
    pub fn is_complete(&self) -> bool {
        self.work.complete
    }

    /// The next item whose shape is probed.
    #[inline]
    fn probe(&mut self) -> Option<&'m Item<V>> {
        loop {
            if self.next == TOGETHER && self.store.table.len() > FEW {
                self.fetch();
            }
            let fetched = self.fetched.get(self.next).copied();
            self.next += usize::from(fetched.is_some());
            let [exact, multi] = &mut self.shapes;
            let list = if exact.is_empty() { multi } else { exact };
            let (shape, rest) = list.split_first()?;
            *list = rest;
            if begins_with_dollar(self.name) && shape.begins_wild {
                continue;
            }
            let is = |item: &&Item<V>| item.shape() == shape.id && is_for(item, self.name);
            let item = match fetched {
                Some(None) => continue,
                Some(Some(item)) if is(&item) => Some(item),
                // Not fetched, or another of the same tag.
                _ => self.store.table.find(shape.hash(&self.sums), |item| is(&item)),
            };
            if item.is_some() {
                return item;
            }
        }
    }

    /// Asks for the memory that the next shapes need, of all at once, if there are several.
    #[inline(never)]
    fn fetch(&mut self) {
        if let [[], [] | [_]] | [[_], []] = self.shapes {
            return;
        }
        let mut buckets = [None; TOGETHER];
        for (place, shape) in buckets.iter_mut().zip(self.shapes.into_iter().flatten()) {
            let hash = shape.hash(&self.sums);
            *place = self.store.table.bucket(hash).map(|bucket| (hash, bucket));
        }
        black_box(buckets.iter().flatten().fold(0, |seen, (_, bucket)| seen ^ bucket.touch()));
        for (place, bucket) in self.fetched.iter_mut().zip(buckets) {
            *place = bucket.and_then(|(hash, bucket)| bucket.candidates(hash).next()).map(|(_, item)| item);
        }
        black_box(self.fetched.iter().flatten().fold(0, |seen, item| seen ^ item.shape()));
        self.next = 0;
    }

    /// The next that the walk finds.
    fn walk(&mut self) -> Option<&'m Rare<V>> {
        let walk = self.walk.as_mut()?;
        let id = walk.next(&self.store.trie, self.name.as_bytes(), &mut self.sums, &mut self.work)?;
        self.store.trie.rare.get(id)
    }
}

impl<'m, V> Iterator for Matches<'m, '_, V> {
    type Item = (TopicFilter<'m>, &'m V);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if let Some(item) = self.probe() {
            return Some((item.filter(), &item.value));
        }
        self.walk().map(|rare| (rare.filter.as_filter(), &rare.value))
    }
}

impl<V> FusedIterator for Matches<'_, '_, V> {}

impl<V> fmt::Debug for Matches<'_, '_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Matches")
            .field("name", &self.name)
            .field("work", &self.work.left)
            .finish_non_exhaustive()
    }
}

/// Probes of some names, until the memory that they need is asked for.
struct Batch<'m, V, const ROOM: usize> {
    waiting: [Option<Waiting<'m, V>>; ROOM],
    len: usize,
}

/// A probe.
struct Waiting<'m, V> {
    name: usize,
    shape: ShapeId,
    hash: u64,
    bucket: &'m Bucket<Item<V>>,
}

/// Of so many names the probes wait for each other.
const NAMES: usize = 16;
/// So many probes, at the most.
const WAITING: usize = 64;

impl<'m, V, const ROOM: usize> Batch<'m, V, ROOM> {
    fn new() -> Self {
        Self { waiting: [None; ROOM], len: 0 }
    }

    #[inline]
    fn add(
        &mut self,
        probe: Waiting<'m, V>,
        names: &[TopicName<'_>],
        visit: &mut impl FnMut(usize, &'m Item<V>),
    ) {
        if self.len == ROOM {
            self.finish(names, visit);
        }
        if let Some(place) = self.waiting.get_mut(self.len) {
            *place = Some(probe);
            self.len += 1;
        }
    }

    /// First all buckets, then all items, then what each of them is.
    fn finish(&mut self, names: &[TopicName<'_>], visit: &mut impl FnMut(usize, &'m Item<V>)) {
        let waiting = self.waiting.get(..self.len).unwrap_or_default();
        self.len = 0;
        black_box(waiting.iter().flatten().fold(0, |seen, probe| seen ^ probe.bucket.touch()));
        let mut found = [None; ROOM];
        for (found, probe) in found.iter_mut().zip(waiting.iter().flatten()) {
            *found = probe.bucket.candidates(probe.hash).next().map(|(_, item)| item);
        }
        black_box(
            found.iter().take(waiting.len()).flatten().fold(0, |seen, item: &&Item<V>| seen ^ item.shape()),
        );
        for (probe, item) in waiting.iter().flatten().zip(found) {
            let (Some(item), Some(name)) = (item, names.get(probe.name)) else { continue };
            let is = |item: &&Item<V>| item.shape() == probe.shape && is_for(item, *name);
            // If not the first of this tag, then perhaps another.
            let item = Some(item)
                .filter(is)
                .or_else(|| probe.bucket.candidates(probe.hash).skip(1).map(|(_, item)| item).find(is));
            if let Some(item) = item {
                visit(probe.name, item);
            }
        }
    }
}

impl<V> Clone for Waiting<'_, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for Waiting<'_, V> {}

/// Whether an item whose shape was probed matches. Most often its filter is the name.
#[inline]
fn is_for<V>(item: &Item<V>, name: TopicName<'_>) -> bool {
    let (filter, name) = (item.as_bytes(), name.as_bytes());
    filter == name || matching::matches(filter, name)
}

#[inline]
fn begins_with_dollar(name: TopicName<'_>) -> bool {
    name.as_bytes().first() == Some(&b'$')
}
