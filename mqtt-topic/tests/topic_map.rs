//! `TopicMap` against a sorted map and the plain question of every filter and name: any sequence of changes gives the
//! same map, and every look-up the same names, in order.

#![cfg(feature = "alloc")]
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use mqtt_topic::topic_map::Entry;
use mqtt_topic::{Limits, TopicFilter, TopicMap, TopicName, TopicNameBuf};
use proptest::prelude::*;

/// A name as its levels: this is what level order means.
fn levels(name: &str) -> Vec<&str> {
    name.split('/').collect()
}

fn name(s: &str) -> TopicName<'_> {
    TopicName::new(s).unwrap()
}

fn bulk<'n, V>(entries: impl IntoIterator<Item = (TopicName<'n>, V)>) -> TopicMap<V> {
    TopicMap::bulk(Limits::DEFAULT, entries).unwrap()
}

/// What the map must be.
#[derive(Default)]
struct Model(BTreeMap<Vec<String>, u32>);

impl Model {
    fn key(name: &str) -> Vec<String> {
        levels(name).into_iter().map(String::from).collect()
    }

    fn insert(&mut self, name: &str, value: u32) -> Option<u32> {
        self.0.insert(Self::key(name), value)
    }

    fn remove(&mut self, name: &str) -> Option<u32> {
        self.0.remove(&Self::key(name))
    }

    fn entries(&self) -> Vec<(String, u32)> {
        self.0.iter().map(|(levels, value)| (levels.join("/"), *value)).collect()
    }

    fn matches(&self, filter: TopicFilter<'_>) -> Vec<(String, u32)> {
        self.entries().into_iter().filter(|(s, _)| filter.matches(name(s))).collect()
    }
}

/// All that can be seen of the map.
#[track_caller]
fn assert_same(map: &mut TopicMap<u32>, model: &Model) {
    let entries = model.entries();
    assert_eq!((map.len(), map.is_empty()), (entries.len(), entries.is_empty()));
    let owned = |(name, value): (TopicName<'_>, &u32)| (name.to_string(), *value);
    assert_eq!(map.iter().map(owned).collect::<Vec<_>>(), entries);
    assert_eq!(map.iter().len(), entries.len());
    let changed: Vec<_> = map.iter_mut().map(|(name, value)| (name.to_string(), *value)).collect();
    assert_eq!(changed, entries);
    assert!(map.keys().zip(map.values()).eq(map.iter()));
    assert_eq!(map.keys().len(), entries.len());
    assert_eq!(map.values_mut().len(), entries.len());
    for (_, value) in &mut *map {
        *value = value.wrapping_add(1);
    }
    map.values_mut().for_each(|value| *value = value.wrapping_sub(1));
    let taken: Vec<_> = map.clone().into_iter().map(|(name, value)| (name.to_string(), value)).collect();
    assert_eq!(taken, entries);
    for (s, value) in &entries {
        assert!(map.contains_key(name(s)));
        assert_eq!(map.get(name(s)), Some(value));
        assert_eq!(map.get_mut(name(s)).copied(), Some(*value));
    }
}

/// Every look-up that the filter can be used for.
#[track_caller]
fn assert_found(map: &TopicMap<u32>, model: &Model, filter: &str) {
    let filter = TopicFilter::new(filter).unwrap();
    let expected = model.matches(filter);
    let found: Vec<_> = map.matches(filter).map(|(name, value)| (name.to_string(), *value)).collect();
    assert_eq!(found, expected, "{filter}");
    let mut found = Vec::new();
    assert_eq!(map.for_each_match(filter, |name, value| found.push((name.to_string(), *value))), Ok(()));
    assert_eq!(found, expected, "{filter} by a closure");
    let estimate = map.estimate(filter);
    if filter.levels().any(|level| level == "+") {
        assert!(estimate >= expected.len(), "{filter}: {estimate} of {}", expected.len());
    } else {
        assert_eq!(estimate, expected.len(), "{filter}");
    }
}

#[derive(Clone, Debug)]
enum Op {
    Insert(String, u32),
    Remove(String),
    RemoveAt(prop::sample::Index),
    RemoveBelow(String),
    EntryInsert(String, u32),
    EntryAdd(String, u32),
    EntryRemove(String),
    /// Puts a value there if there is none, and removes it.
    EntryAddRemove(String, u32),
    EntryDefault(String),
    Retain(u32),
    Many(Vec<String>),
    Clear,
    Find(String),
}

/// Few levels, so that names meet, with bytes on both sides of the slash; now and then a long one.
fn level() -> impl Strategy<Value = String> {
    prop_oneof![
        10 => "[ab]?",
        4 => prop::sample::select(vec!["a b", "a-b", "a!", "é", "$", "\u{1}", "\u{10FFFF}", ".", "0", "aaaaaaaaaaaa"])
            .prop_map(String::from),
        2 => "[a-d]{1,6}",
        1 => (prop::sample::select(vec![300_usize, 1_500, 3_000, 9_000, 60_000]), "[ab]")
            .prop_map(|(len, s)| "x".repeat(len) + &s),
    ]
}

fn topic() -> impl Strategy<Value = String> {
    prop::collection::vec(level(), 1..5)
        .prop_map(|levels| levels.join("/"))
        .prop_filter("a name", |s| TopicName::new(s).is_ok())
}

fn filter() -> impl Strategy<Value = String> {
    (prop::collection::vec(prop_oneof![2 => level(), 2 => Just("+".to_string())], 0..5), any::<bool>())
        .prop_map(|(mut levels, hash)| {
            if hash {
                levels.push("#".into());
            }
            levels.join("/")
        })
        .prop_filter("a filter", |s| TopicFilter::new(s).is_ok())
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        12 => (topic(), any::<u32>()).prop_map(|(s, v)| Op::Insert(s, v)),
        3 => topic().prop_map(Op::Remove),
        6 => any::<prop::sample::Index>().prop_map(Op::RemoveAt),
        1 => topic().prop_map(Op::RemoveBelow),
        2 => (topic(), any::<u32>()).prop_map(|(s, v)| Op::EntryInsert(s, v)),
        2 => (topic(), any::<u32>()).prop_map(|(s, v)| Op::EntryAdd(s, v)),
        2 => topic().prop_map(Op::EntryRemove),
        2 => (topic(), any::<u32>()).prop_map(|(s, v)| Op::EntryAddRemove(s, v)),
        2 => topic().prop_map(Op::EntryDefault),
        1 => (1..5_u32).prop_map(Op::Retain),
        2 => prop::collection::vec("[a-c]{1,2}/[a-e]/[a-z]{1,3}", 1..200).prop_map(Op::Many),
        // Rare, since what matters is what grew.
        1 => prop::sample::select(vec![Op::Clear, Op::Find("#".into()), Op::Find("+/#".into())]),
        8 => filter().prop_map(Op::Find),
    ]
}

fn run(ops: Vec<Op>) {
    let mut map = TopicMap::new();
    let mut model = Model::default();
    for op in ops {
        match op {
            Op::Insert(s, v) => assert_eq!(map.insert(name(&s), v), Ok(model.insert(&s, v))),
            Op::Remove(s) => assert_eq!(map.remove(name(&s)), model.remove(&s)),
            Op::RemoveAt(index) => {
                let Some(len) = Some(model.0.len()).filter(|len| *len > 0) else { continue };
                let s = model.0.keys().nth(index.index(len)).unwrap().join("/");
                assert_eq!(map.remove(name(&s)), model.remove(&s));
            }
            Op::RemoveBelow(s) => {
                let below = format!("{s}/");
                let below: Vec<_> =
                    model.entries().into_iter().filter(|(s, _)| s.starts_with(&below)).collect();
                for (s, value) in below {
                    assert_eq!(model.remove(&s), Some(value));
                    assert_eq!(map.remove(name(&s)), Some(value));
                }
            }
            Op::EntryInsert(s, v) => {
                let entry = map.entry(name(&s)).unwrap();
                assert_eq!(entry.key(), s);
                match entry {
                    Entry::Occupied(mut entry) => {
                        assert_eq!(Some(entry.get()), model.0.get(&Model::key(&s)));
                        assert_eq!(Some(entry.insert(v)), model.insert(&s, v));
                        assert_eq!((*entry.get_mut(), entry.key().as_str()), (v, s.as_str()));
                    }
                    Entry::Vacant(entry) => {
                        assert_eq!((entry.key(), entry.insert(v)), (name(&s), &mut { v }));
                        assert_eq!(model.insert(&s, v), None);
                    }
                }
            }
            Op::EntryAdd(s, v) => {
                map.entry(name(&s)).unwrap().and_modify(|old| *old = old.wrapping_add(v)).or_insert(v);
                model.0.entry(Model::key(&s)).and_modify(|old| *old = old.wrapping_add(v)).or_insert(v);
            }
            Op::EntryRemove(s) => {
                let removed = match map.entry(name(&s)).unwrap() {
                    Entry::Occupied(entry) => Some(entry.remove()),
                    Entry::Vacant(_) => None,
                };
                assert_eq!(removed, model.remove(&s));
            }
            Op::EntryDefault(s) => {
                let key = Model::key(&s);
                assert_eq!(
                    map.entry(name(&s)).unwrap().or_default(),
                    model.0.entry(key.clone()).or_default()
                );
                let length = |s: &str| u32::try_from(s.len()).unwrap();
                let value = map.entry(name(&s)).unwrap().or_insert_with_key(|name| length(&name));
                assert_eq!(value, model.0.entry(key).or_insert_with(|| length(&s)));
            }
            Op::Retain(part) => {
                let mut visited = Vec::new();
                let mut keep = |name: &str, value: &mut u32| {
                    *value = value.wrapping_add(1);
                    visited.push(name.to_string());
                    *value % part != 0
                };
                map.retain(|name, value| keep(&name, value));
                let (names, of_map) = (std::mem::take(&mut visited), model.entries());
                assert!(
                    names.iter().eq(of_map.iter().map(|(name, _)| name)),
                    "each name once, in level order"
                );
                model.0.retain(|_, value| {
                    *value = value.wrapping_add(1);
                    *value % part != 0
                });
            }

            Op::EntryAddRemove(s, v) => {
                let entry = map.entry(name(&s)).unwrap().insert_entry(v);
                model.remove(&s);
                assert_eq!(entry.get(), &v);
                assert_eq!(entry.remove(), v);
                assert_eq!(map.get(name(&s)), None);
            }
            Op::Many(names) => {
                for (s, v) in names.iter().zip(0..) {
                    assert_eq!(map.insert(name(s), v), Ok(model.insert(s, v)));
                }
            }
            Op::Clear => {
                map.clear();
                model.0.clear();
            }
            Op::Find(filter) => assert_found(&map, &model, &filter),
        }
    }
    assert_same(&mut map, &model);
    for filter in ["#", "+", "+/#", "+/+", "a/#", "a/+", "a/+/#", "+/a", "$/#", "/#", "+/+/+/+"] {
        assert_found(&map, &model, filter);
    }
    assert_eq!(bulk(map.iter().map(|(name, value)| (name, *value))), map);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn any_changes_give_the_same_map(ops in prop::collection::vec(op(), 1..120)) {
        run(ops);
    }

    #[test]
    fn a_bulk_build_is_the_same_map(names in prop::collection::vec(topic(), 0..400), filter in filter()) {
        let mut model = Model::default();
        for (s, v) in names.iter().zip(0..) {
            model.insert(s, v);
        }
        let mut map = bulk(names.iter().map(|s| name(s)).zip(0..));
        assert_same(&mut map, &model);
        assert_found(&map, &model, &filter);
        let owned: Vec<(TopicNameBuf, u32)> = map.clone().into_iter().collect();
        prop_assert_eq!(&bulk(owned.iter().map(|(name, value)| (name.as_name(), *value))), &map);
        // What was packed can be changed as any other.
        for (s, v) in names.iter().step_by(2).zip(5..) {
            prop_assert_eq!(map.insert(name(&format!("{s}!")), v), Ok(model.insert(&format!("{s}!"), v)));
            prop_assert_eq!(map.remove(name(s)), model.remove(s));
        }
        assert_same(&mut map, &model);
    }
}

/// Thousands of names, so that the tree has several levels, grown and emptied in several orders.
#[test]
fn large_maps_grow_and_empty() {
    let count: u32 = 40_000;
    let topic = |k: u32| format!("site{}/{}/é{}/value", k % 7, k % 1_000 / 7, k);
    let mut orders: Vec<Vec<u32>> = vec![(0..count).collect(), (0..count).rev().collect()];
    // 7,919 has no factor in common with the count: all numbers, far apart.
    orders.push((0..count).map(|k| k * 7_919 % count).collect());
    for grow in &orders {
        for empty in &orders {
            let mut map = TopicMap::new();
            for k in grow {
                assert_eq!(map.insert(name(&topic(*k)), *k), Ok(None));
            }
            let mut before: Option<Vec<String>> = None;
            for (name, value) in &map {
                assert_eq!(name, topic(*value).as_str());
                let key = Model::key(&name);
                assert_eq!(before.map_or(Ordering::Less, |before| before.cmp(&key)), Ordering::Less);
                before = Some(key);
            }
            let mut left = count as usize;
            for k in empty {
                assert_eq!(map.remove(name(&topic(*k))), Some(*k));
                assert_eq!(map.remove(name(&topic(*k))), None);
                left -= 1;
                if left % 5_000 == 0 {
                    assert_eq!(map.iter().count(), left);
                    let filter = TopicFilter::new("site3/#").unwrap();
                    assert_eq!(map.estimate(filter), map.matches(filter).count());
                    assert!(map.iter().all(|(name, value)| map.get(name) == Some(value)));
                }
            }
            assert!(map.is_empty() && map.iter().next().is_none());
        }
    }
}

/// All names of up to five characters, and all filters of up to six, out of few: each must find what it matches.
#[test]
fn every_short_filter_finds_every_short_name() {
    let strings = |alphabet: &[char], longest| {
        let mut all: Vec<String> = vec![String::new()];
        let mut last = all.clone();
        for _ in 0..longest {
            last = last.iter().flat_map(|s| alphabet.iter().map(move |c| format!("{s}{c}"))).collect();
            all.extend_from_slice(&last);
        }
        all
    };
    let names = strings(&['a', '!', '/', '$'], 5);
    // Not all of them, so that what is sought is not always there.
    for (part, parts) in [(0, 1), (0, 3), (1, 3), (2, 3), (4, 11), (7, 101)] {
        let chosen: Vec<_> = names.iter().skip(1).skip(part).step_by(parts).map(|s| name(s)).collect();
        let map = bulk(chosen.iter().map(|name| (*name, ())));
        let mut sorted = chosen.clone();
        sorted.sort_by(|a, b| levels(a.as_str()).cmp(&levels(b.as_str())));
        for filter in strings(&['a', '!', '/', '$', '+', '#'], if parts == 1 { 4 } else { 5 }) {
            let Ok(filter) = TopicFilter::new(&filter) else { continue };
            let expected = sorted.iter().copied().filter(|name| filter.matches(*name));
            assert!(map.matches(filter).map(|(name, ())| name).eq(expected), "{filter}");
        }
    }
}

/// An entry stays good for all that it can do after a value was put there, wherever leaves are split for it.
#[test]
fn an_entry_knows_what_was_put_there() {
    let names: Vec<_> =
        (0..20_000_u32).map(|k| format!("a/{}/{}", k * 7_919 % 20_000, "x".repeat(40))).collect();
    let mut map = TopicMap::new();
    for (s, k) in names.iter().zip(0_u32..) {
        let mut entry = map.entry(name(s)).unwrap().insert_entry(k);
        assert_eq!(entry.get(), &k);
        *entry.get_mut() += 1;
        assert_eq!(entry.remove(), k + 1);
        assert_eq!(map.get(name(s)), None);
        *map.entry(name(s)).unwrap().or_insert(k) += 2;
        assert_eq!((map.get(name(s)), map.len()), (Some(&(k + 2)), k as usize + 1));
    }
    assert!(names.iter().zip(0..).all(|(s, k): (_, u32)| map.get(name(s)) == Some(&(k + 2))));
}

#[test]
fn names_too_deep_are_refused() {
    let deep = "/".repeat(128);
    let deep = name(&deep);
    let mut map = TopicMap::new();
    assert!(map.insert(deep, 1).is_err() && map.entry(deep).is_err());
    assert!(map.is_empty() && map.get(deep).is_none() && map.remove(deep).is_none());
    assert_eq!(map.insert(name(&"/".repeat(127)), 1), Ok(None));
    assert!(TopicMap::bulk(Limits::DEFAULT, [(deep, 1)]).is_err());
    assert!(map.try_extend([(name("a"), 1), (deep, 2), (name("b"), 3)]).is_err());
    assert!(map.contains_key(name("a")) && !map.contains_key(name("b")));
    // Unless the limits say otherwise.
    let mut limits = Limits::DEFAULT;
    limits.max_levels = 129;
    let mut map = TopicMap::bulk(limits, [(deep, 1)]).unwrap();
    assert_eq!((map.len(), map.limits()), (1, limits));
    assert_eq!(map.insert(deep, 2), Ok(Some(1)));
}

#[test]
fn maps_can_be_shared_between_threads() {
    fn check<T: Send + Sync + Clone + Default + Unpin>() {}
    check::<TopicMap<String>>();
    let names: Vec<_> = (0..1_000).map(|k| format!("a/{k}")).collect();
    let map = bulk(names.iter().map(|s| name(s)).zip(0..));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let found: BTreeSet<_> =
                    map.matches(TopicFilter::new("a/+").unwrap()).map(|(_, v)| *v).collect();
                assert_eq!(found.len(), 1_000);
            });
        }
    });
}
