//! Look-ups: by the shapes that are probed, then by the walk through all others.

use core::fmt;
use core::hint::black_box;
use core::iter::FusedIterator;

use super::bucket::Bucket;
use super::item::Item;
use super::map::FilterMap;
use super::shapes::{NO_SUMS, Probed, ShapeId, Sums};
use super::store::Store;
use super::trie::Rare;
use super::walk::Walk;
use super::work::Work;
use crate::filter::TopicFilter;
use crate::matching;
use crate::name::TopicName;

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
    /// The filters that match `name`, and their values, in no particular order.
    ///
    /// Nothing is allocated. It takes one step for each shape of filters in the map (which levels are `+`, and how
    /// many there are) that can match a name of so many levels, up to 64 shapes, in whatever order they came; what
    /// has other shapes takes steps that double with each level at the worst. After
    /// [`Limits::max_work`](crate::Limits::max_work) steps it ends, and [`Matches::is_complete`] tells.
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
        let shapes = self.probed(name, &mut sums);
        Matches { sums, shapes, ..self.walked(name) }
    }

    /// Whether any filter matches `name`: the first one found ends the search.
    ///
    /// A search that [`Limits::max_work`](crate::Limits::max_work) ends before it has found one says no. That is
    /// right for rules that allow something; if they forbid, ask [`matches`](Self::matches), and
    /// [`Matches::is_complete`].
    #[inline]
    pub fn any_match(&self, name: TopicName<'_>) -> bool {
        self.matches(name).next().is_some()
    }

    /// Looks up many names, as [`matches`](Self::matches) does each: `visit` is told which name, a filter that
    /// matches it, and the filter's value. The answer is whether all look-ups were complete.
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
    /// map.matches_batch(&names, |name, filter, value| found.push((names[name], filter, *value)));
    /// assert_eq!(found.len(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn matches_batch<'m>(
        &'m self,
        names: &[TopicName<'_>],
        mut visit: impl FnMut(usize, TopicFilter<'m>, &'m V),
    ) -> bool {
        let mut complete = true;
        let mut batch = Batch::new();
        for (chunk, names) in names.chunks(NAMES).enumerate() {
            let mut visit = |name: usize, filter, value| visit(chunk * NAMES + name, filter, value);
            let mut visit_item = |name: usize, item: &'m Item<V>| visit(name, item.filter(), &item.value);
            let mut works = [Work::new(self.limits.max_work); NAMES];
            for ((index, name), work) in names.iter().enumerate().zip(&mut works) {
                let mut sums = NO_SUMS;
                let takes_wildcard = !begins_with_dollar(*name);
                for probed in self.probed(*name, &mut sums).into_iter().flatten() {
                    if !takes_wildcard && probed.begins_wild {
                        continue;
                    }
                    if !work.spend() {
                        break;
                    }
                    let hash = probed.hash(&sums);
                    if let Some(bucket) = self.store.table.bucket(hash) {
                        batch.add(
                            Waiting { name: index, shape: probed.id, hash, bucket },
                            names,
                            &mut visit_item,
                        );
                    }
                }
            }
            batch.finish(names, &mut visit_item);
            complete &= works.iter().all(|work| work.complete);
            if self.store.trie.len() == 0 {
                continue;
            }
            for ((index, name), work) in names.iter().enumerate().zip(works) {
                let mut walked = Matches { work, ..self.walked(*name) };
                walked.by_ref().for_each(|(filter, value)| visit(index, filter, value));
                complete &= walked.is_complete();
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

    /// The shapes to be probed for a name, the sums of whose levels it leaves in `sums`.
    #[inline]
    fn probed(&self, name: TopicName<'_>, sums: &mut Sums) -> [&[Probed]; 2] {
        let room = sums.get_mut(..=self.store.shapes.deepest()).unwrap_or_default();
        let (levels, more) = self.store.table.key().sums(name.as_bytes(), room);
        self.store.shapes.probed(levels, more)
    }
}

impl<'m, V> Matches<'m, '_, V> {
    /// Whether nothing was left out so far: not so once [`Limits::max_work`](crate::Limits::max_work) has ended the
    /// look-up.
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
            if !self.work.spend() {
                return None;
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
        walk.next(&self.store.trie, self.name.as_bytes(), &mut self.sums, &mut self.work)
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
struct Batch<'m, V> {
    waiting: [Option<Waiting<'m, V>>; WAITING],
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

impl<'m, V> Batch<'m, V> {
    fn new() -> Self {
        Self { waiting: [None; WAITING], len: 0 }
    }

    #[inline]
    fn add(
        &mut self,
        probe: Waiting<'m, V>,
        names: &[TopicName<'_>],
        visit: &mut impl FnMut(usize, &'m Item<V>),
    ) {
        if self.len == WAITING {
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
        let mut found = [None; WAITING];
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
