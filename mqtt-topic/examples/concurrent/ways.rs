//! Under a lock, as a snapshot that is swapped, and in shards by the first level.

use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use arc_swap::ArcSwap;
use mqtt_topic::{FilterMap, LimitError, TopicFilter, TopicName};

/// Which client has subscribed to a filter.
pub(crate) type Map = FilterMap<u32>;

/// A map that many threads ask and change.
pub(crate) trait Subscriptions: Sync {
    /// Adds the clients that a message is for. To send to them is for later, when nothing is held.
    fn look_up(&self, name: TopicName<'_>, clients: &mut Vec<u32>);

    /// Makes changes, one after the other, up to the first that fails.
    fn change(&self, changes: &[Change<'_>]) -> Result<(), LimitError>;
}

/// What a client may do.
#[derive(Clone, Copy)]
pub(crate) enum Change<'f> {
    Subscribe(TopicFilter<'f>, u32),
    Unsubscribe(TopicFilter<'f>),
}

impl<'f> Change<'f> {
    pub(crate) fn filter(self) -> TopicFilter<'f> {
        let (Self::Subscribe(filter, _) | Self::Unsubscribe(filter)) = self;
        filter
    }

    fn make(self, map: &mut Map) -> Result<(), LimitError> {
        match self {
            Self::Subscribe(filter, client) => map.insert(filter, client).map(drop),
            Self::Unsubscribe(filter) => {
                map.remove(filter);
                Ok(())
            }
        }
    }
}

fn look_up(map: &Map, name: TopicName<'_>, clients: &mut Vec<u32>) {
    clients.extend(map.matches(name).map(|(_, client)| *client));
}

/// One map under a lock. A change costs what it costs the map, and each look-up that begins meanwhile waits for it; readers
/// do not wait for each other, but they all write to the lock, which more than a few cores feel.
///
/// The way to begin with. Locks that are poisoned are used all the same: a change to a map does not panic half-way.
#[derive(Default)]
pub(crate) struct Locked(RwLock<Map>);

impl Subscriptions for Locked {
    fn look_up(&self, name: TopicName<'_>, clients: &mut Vec<u32>) {
        look_up(&self.0.read().unwrap_or_else(PoisonError::into_inner), name, clients);
    }

    fn change(&self, changes: &[Change<'_>]) -> Result<(), LimitError> {
        let mut map = self.0.write().unwrap_or_else(PoisonError::into_inner);
        changes.iter().try_for_each(|change| change.make(&mut map))
    }
}

/// A map that never changes, until another takes its place. Readers wait for nobody and write to nothing that others read.
/// But each change copies the whole map, and for as long there are two of them in memory: so changes are collected, for
/// some milliseconds or until there are some thousand, and made together.
///
/// It fits where subscriptions change seldom or may take effect a little later, and where cores are many. A SUBACK goes out
/// after the swap: from then on its client is found. Many changes at once are seen at once, or not at all.
#[derive(Default)]
pub(crate) struct Snapshot {
    current: ArcSwap<Map>,
    /// One writer at a time. It keeps the maps of the past until no reader looks at them any more, for otherwise the last
    /// reader would have to free a whole map.
    past: Mutex<Vec<Arc<Map>>>,
}

impl Subscriptions for Snapshot {
    fn look_up(&self, name: TopicName<'_>, clients: &mut Vec<u32>) {
        look_up(&self.current.load(), name, clients);
    }

    fn change(&self, changes: &[Change<'_>]) -> Result<(), LimitError> {
        let mut past = self.past.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = Map::clone(&self.current.load());
        let made = changes.iter().try_for_each(|change| change.make(&mut next));
        past.push(self.current.swap(Arc::new(next)));
        past.retain(|map| Arc::strong_count(map) > 1);
        made
    }
}

/// Many maps, each under a lock of its own; the first level says which one. Filters that begin with a wildcard are in one
/// more, which each look-up asks as well.
///
/// Writers in different shards do not meet, and who looks up waits only for those in its own two. It fits where first levels
/// are many: if all topics begin alike, take the level in which they differ. `$share/group/` is to be taken off before, or
/// all shared subscriptions are in one shard, where no name ever leads.
pub(crate) struct Sharded {
    hasher: RandomState,
    shards: Vec<Locked>,
    wildcard: Locked,
}

impl Sharded {
    pub(crate) fn new(shards: usize) -> Self {
        let locked = Locked::default;
        Self {
            hasher: RandomState::new(),
            shards: (0..shards).map(|_| locked()).collect(),
            wildcard: locked(),
        }
    }

    fn shard(&self, first_level: &str) -> &Locked {
        let count = u64::try_from(self.shards.len()).unwrap_or(u64::MAX).max(1);
        let number = usize::try_from(self.hasher.hash_one(first_level) % count).unwrap_or_default();
        self.shards.get(number).unwrap_or(&self.wildcard)
    }
}

impl Subscriptions for Sharded {
    /// Each of the two maps is seen as it is when it is asked.
    fn look_up(&self, name: TopicName<'_>, clients: &mut Vec<u32>) {
        self.shard(name.levels().next().unwrap_or_default()).look_up(name, clients);
        // [MQTT-4.7.2-1]
        if !name.starts_with('$') {
            self.wildcard.look_up(name, clients);
        }
    }

    fn change(&self, changes: &[Change<'_>]) -> Result<(), LimitError> {
        changes.iter().try_for_each(|change| {
            let shard = match change.filter().levels().next().unwrap_or_default() {
                "+" | "#" => &self.wildcard,
                literal => self.shard(literal),
            };
            shard.change(&[*change])
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;

    use mqtt_topic::TopicFilterBuf;

    use super::*;

    fn ways() -> [(&'static str, Box<dyn Subscriptions>); 4] {
        [
            ("lock", Box::new(Locked::default())),
            ("snapshot", Box::new(Snapshot::default())),
            ("one shard", Box::new(Sharded::new(1))),
            ("shards", Box::new(Sharded::new(7))),
        ]
    }

    fn found(map: &dyn Subscriptions, name: &str) -> Vec<u32> {
        let mut clients = Vec::new();
        map.look_up(TopicName::new(name).unwrap(), &mut clients);
        clients.sort_unstable();
        clients
    }

    #[test]
    fn all_give_the_answers_of_a_list() {
        let levels = ["a", "b", "", "+", "$a", "é"];
        let pairs = || levels.iter().flat_map(|first| levels.map(|second| format!("{first}/{second}")));
        let mut filters: Vec<_> = pairs().collect();
        filters.extend(levels.iter().map(|level| format!("{level}/#")));
        filters.extend(["#", "a", "+", "$a", "$share/g/a/b"].map(String::from));
        let mut names: Vec<_> = pairs().filter(|pair| !pair.contains('+')).collect();
        names.extend(["a", "é", "$a", "$share/g/a/b", "a/b/c", "/a/b"].map(String::from));
        let filters: Vec<_> = filters.iter().map(|s| TopicFilter::new(s).unwrap()).collect();

        for (way, map) in ways() {
            let subscribe: Vec<_> =
                filters.iter().zip(0..).map(|(filter, client)| Change::Subscribe(*filter, client)).collect();
            map.change(&subscribe).unwrap();
            // Every third goes again, and every fifth is another's, in small steps.
            let mut list: Vec<_> = filters.iter().copied().zip(0..).collect();
            list.retain(|(_, client)| client % 3 != 0);
            list.iter_mut().filter(|(_, client)| client % 5 == 0).for_each(|(_, client)| *client += 1000);
            let changes: Vec<_> = (filters.iter().zip(0..))
                .filter_map(|(filter, client)| match client {
                    client if client % 3 == 0 => Some(Change::Unsubscribe(*filter)),
                    client if client % 5 == 0 => Some(Change::Subscribe(*filter, client + 1000)),
                    _ => None,
                })
                .collect();
            for changes in changes.chunks(2) {
                map.change(changes).unwrap();
            }
            for name in &names {
                let topic = TopicName::new(name).unwrap();
                let mut expected: Vec<_> = list
                    .iter()
                    .filter(|(filter, _)| filter.matches(topic))
                    .map(|(_, client)| *client)
                    .collect();
                expected.sort_unstable();
                assert_eq!(found(&*map, name), expected, "{way}: {name}");
            }
        }
    }

    #[test]
    fn a_filter_that_is_too_deep_is_refused_and_those_before_it_are_there() {
        let deep = "a/".repeat(200);
        let changes = ["a", &deep, "b"].map(|s| Change::Subscribe(TopicFilter::new(s).unwrap(), 1));
        for (way, map) in ways() {
            assert_eq!(map.change(&changes), Err(LimitError::Levels), "{way}");
            assert_eq!((found(&*map, "a"), found(&*map, "b")), (vec![1], vec![]), "{way}");
        }
    }

    #[test]
    fn who_stays_is_found_while_others_come_and_go() {
        let staying = ["a/1/#", "a/+/x", "+/1/x"].map(TopicFilter::from_static);
        let others: Vec<TopicFilterBuf> = (0..500).map(|n| format!("a/{n}/x").parse().unwrap()).collect();
        for (way, map) in ways() {
            let map = &*map;
            map.change(&staying.map(|filter| Change::Subscribe(filter, 1))).unwrap();
            let stop = AtomicBool::new(false);
            thread::scope(|scope| {
                let reader = scope.spawn(|| {
                    let mut looks = 0_u32;
                    while !stop.load(Ordering::Relaxed) || looks == 0 {
                        looks += 1;
                        let clients = found(map, "a/1/x");
                        let there = clients.iter().filter(|client| **client == 1).count();
                        assert!(there == 3 && clients.len() <= 4, "{way}: {clients:?}");
                    }
                });
                for changes in others.chunks(50) {
                    let come: Vec<_> =
                        changes.iter().map(|filter| Change::Subscribe(filter.as_filter(), 2)).collect();
                    map.change(&come).unwrap();
                    let go: Vec<_> =
                        changes.iter().map(|filter| Change::Unsubscribe(filter.as_filter())).collect();
                    map.change(&go).unwrap();
                }
                stop.store(true, Ordering::Relaxed);
                reader.join().unwrap();
            });
            assert_eq!(found(map, "a/7/x"), [1], "{way}");
        }
    }
}
