//! `FilterMap` against a plain list of filters, each matched on its own.

#![cfg(feature = "std")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

use std::collections::{BTreeMap, BTreeSet, btree_map};
use std::sync::mpsc;
use std::thread;

use mqtt_topic::{
    FilterMap, HashKey, Incomplete, LimitError, Limits, TopicFilter, TopicFilterBuf, TopicName, filter_map,
};
use proptest::collection::vec;
use proptest::prelude::*;

fn filter(s: &str) -> TopicFilter<'_> {
    TopicFilter::new(s).unwrap()
}

fn name(s: &str) -> TopicName<'_> {
    TopicName::new(s).unwrap()
}

/// All words of at most so many of these characters.
fn words(alphabet: &str, longest: u32) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut last = 0;
    for _ in 0..longest {
        let words: Vec<_> =
            all[last..].iter().flat_map(|word| alphabet.chars().map(move |c| format!("{word}{c}"))).collect();
        last = all.len();
        all.extend(words);
    }
    all
}

fn found<'m>(map: &'m FilterMap<usize>, topic: &str) -> Vec<(&'m str, usize)> {
    let mut found: Vec<_> =
        map.matches(name(topic)).map(|(filter, value)| (filter.as_str(), *value)).collect();
    found.sort_unstable();
    found
}

/// Every way to ask says the same as the oracle.
fn agrees(map: &FilterMap<usize>, oracle: &BTreeMap<String, usize>, names: &[String]) {
    let names: Vec<_> = names.iter().map(|s| name(s)).collect();
    let mut batches = vec![vec![]; names.len()];
    let batch =
        map.matches_batch(&names, |index, filter, value| batches[index].push((filter.as_str(), *value)));
    assert_eq!(batch, Ok(()));
    for (topic, batch) in names.iter().zip(&mut batches) {
        let expected: Vec<_> = oracle
            .iter()
            .filter(|(s, _)| filter(s).matches(*topic))
            .map(|(s, value)| (s.as_str(), *value))
            .collect();
        assert_eq!(found(map, topic), expected, "{topic}");
        batch.sort_unstable();
        assert_eq!(*batch, expected, "{topic} in a batch");
        assert_eq!(map.any_match(*topic), !expected.is_empty(), "{topic}");
        assert_eq!(map.try_any_match(*topic), Ok(!expected.is_empty()), "{topic}");
        let mut each = vec![];
        assert_eq!(map.for_each_match(*topic, |filter, value| each.push((filter.as_str(), *value))), Ok(()));
        each.sort_unstable();
        assert_eq!(each, expected, "{topic} by a closure");
    }
    assert_eq!(map.len(), oracle.len());
    let mut all: Vec<_> = map.iter().map(|(filter, value)| (filter.as_str(), *value)).collect();
    all.sort_unstable();
    assert!(all.into_iter().eq(oracle.iter().map(|(s, value)| (s.as_str(), *value))));
}

#[test]
fn exhaustive_short_filters_and_names() {
    let filters: Vec<_> = words("a$/+#é", 5).into_iter().filter(|s| TopicFilter::new(s).is_ok()).collect();
    let names: Vec<_> = words("a$/é", 5).into_iter().filter(|s| TopicName::new(s).is_ok()).collect();
    let mut map = FilterMap::new();
    let mut oracle = BTreeMap::new();
    for (value, s) in filters.iter().enumerate() {
        assert_eq!(map.insert(filter(s), value), Ok(None));
        oracle.insert(s.clone(), value);
    }
    agrees(&map, &oracle, &names);
    // Every other one away: what is left is found as before.
    for (value, s) in filters.iter().enumerate().filter(|(value, _)| value % 2 == 0) {
        assert_eq!(map.remove(filter(s)), Some(value));
        oracle.remove(s);
    }
    agrees(&map, &oracle, &names);
    for (value, s) in filters.iter().enumerate().filter(|(value, _)| value % 2 != 0) {
        assert_eq!(map.get(filter(s)), Some(&value));
        assert_eq!(map.remove(filter(s)), Some(value));
    }
    assert!(map.is_empty() && map.iter().next().is_none());
    agrees(&map, &BTreeMap::new(), &names);
}

#[derive(Clone, Debug)]
enum Operation {
    Insert(String, usize),
    Remove(String),
    Update(String),
    Entry(String, Change),
    Retain(usize),
    ChangeMatching(String, usize),
    Ask(Vec<String>),
}

/// What can be done to an entry.
#[derive(Clone, Copy, Debug)]
enum Change {
    Default,
    WithKey,
    Occupy(usize),
    Insert(usize),
    Remove,
    Look,
}

/// The same to an entry of the map and to one of the oracle.
fn same_entry(map: &mut FilterMap<usize>, oracle: &mut BTreeMap<String, usize>, s: &str, what: Change) {
    let entry = map.entry(filter(s)).unwrap();
    assert_eq!(entry.key(), s);
    let expected = oracle.entry(s.to_owned());
    match what {
        Change::Default => {
            let (value, expected) = (entry.or_default(), expected.or_default());
            assert_eq!(value, expected);
            *value = 3;
            *expected = 3;
        }
        Change::WithKey => {
            assert_eq!(entry.or_insert_with_key(|key| key.len()), expected.or_insert_with_key(String::len));
        }
        Change::Occupy(value) => {
            let mut entry = entry.insert_entry(value);
            assert_eq!((entry.key().as_str(), entry.get()), (s, &value));
            assert_eq!(*entry.get_mut(), value);
            oracle.insert(s.to_owned(), value);
        }
        Change::Insert(value) => match (entry, expected) {
            (filter_map::Entry::Occupied(mut entry), btree_map::Entry::Occupied(mut expected)) => {
                assert_eq!(entry.insert(value), expected.insert(value));
                assert_eq!(entry.into_mut(), expected.into_mut());
            }
            (filter_map::Entry::Vacant(entry), btree_map::Entry::Vacant(expected)) => {
                assert_eq!(entry.insert(value), expected.insert(value));
            }
            (entry, expected) => assert!(entry.key().is_empty(), "{entry:?} for {expected:?}"),
        },
        Change::Remove => match (entry, expected) {
            (filter_map::Entry::Occupied(entry), btree_map::Entry::Occupied(expected)) => {
                assert_eq!(entry.remove(), expected.remove());
            }
            (entry, expected) => {
                assert!(matches!(
                    (entry, expected),
                    (filter_map::Entry::Vacant(_), btree_map::Entry::Vacant(_))
                ));
            }
        },
        Change::Look => assert_eq!(map.get(filter(s)), oracle.get(s)),
    }
    assert_eq!(map.get(filter(s)), oracle.get(s));
}

fn filters() -> impl Strategy<Value = String> {
    let level = prop_oneof![
        4 => Just("+".to_owned()),
        4 => "[ab]{0,1}",
        1 => "[a-c]{7,18}",
        1 => "[äé]{1,3}",
        1 => Just("$x".to_owned()),
    ];
    (vec(level, 1..8), any::<bool>()).prop_map(|(levels, multi)| {
        let text = levels.join("/") + if multi { "/#" } else { "" };
        if text.is_empty() { "#".to_owned() } else { text }
    })
}

fn names() -> impl Strategy<Value = String> {
    let level =
        prop_oneof![6 => "[ab]{0,1}", 1 => "[a-c]{7,18}", 1 => "[äé]{1,3}", 1 => Just("$x".to_owned())];
    vec(level, 1..9).prop_map(|levels| levels.join("/")).prop_filter("a name", |s| !s.is_empty())
}

fn changes() -> impl Strategy<Value = Change> {
    prop_oneof![
        Just(Change::Default),
        Just(Change::WithKey),
        any::<usize>().prop_map(Change::Occupy),
        any::<usize>().prop_map(Change::Insert),
        Just(Change::Remove),
        Just(Change::Look),
    ]
}

fn operations() -> impl Strategy<Value = Vec<Operation>> {
    let operation = prop_oneof![
        6 => (filters(), any::<usize>()).prop_map(|(s, value)| Operation::Insert(s, value)),
        3 => filters().prop_map(Operation::Remove),
        1 => filters().prop_map(Operation::Update),
        3 => (filters(), changes()).prop_map(|(s, what)| Operation::Entry(s, what)),
        1 => (2..4_usize).prop_map(Operation::Retain),
        1 => (names(), any::<usize>()).prop_map(|(s, value)| Operation::ChangeMatching(s, value)),
        2 => vec(names(), 1..12).prop_map(Operation::Ask),
    ];
    vec(operation, 0..400)
}

proptest! {
    #[test]
    fn operations_do_what_a_list_does(operations in operations()) {
        let mut map = FilterMap::new();
        let mut oracle = BTreeMap::<String, usize>::new();
        for operation in operations {
            match operation {
                Operation::Insert(s, value) => {
                    prop_assert_eq!(map.insert(filter(&s), value), Ok(oracle.insert(s.clone(), value)));
                }
                Operation::Remove(s) => prop_assert_eq!(map.remove(filter(&s)), oracle.remove(&s)),
                Operation::Update(s) => {
                    let value = map.entry(filter(&s)).unwrap().and_modify(|value| *value /= 2).or_insert(7);
                    let expected = oracle.entry(s).and_modify(|value| *value /= 2).or_insert(7);
                    prop_assert_eq!(value, expected);
                }
                Operation::Entry(s, what) => same_entry(&mut map, &mut oracle, &s, what),
                Operation::Retain(each) => {
                    map.retain(|filter, value| {
                        *value = value.wrapping_add(1);
                        filter.len() % each != 0
                    });
                    oracle.retain(|s, value| {
                        *value = value.wrapping_add(1);
                        s.len() % each != 0
                    });
                }
                Operation::ChangeMatching(s, value) => {
                    let mut changed = BTreeMap::new();
                    let complete = map.for_each_match_mut(name(&s), |filter, old| {
                        *old = old.wrapping_add(value);
                        assert_eq!(changed.insert(filter.to_string(), *old), None);
                    });
                    prop_assert_eq!(complete, Ok(()));
                    let mut expected = BTreeMap::new();
                    for (key, old) in oracle.iter_mut().filter(|(key, _)| filter(key).matches(name(&s))) {
                        *old = old.wrapping_add(value);
                        expected.insert(key.clone(), *old);
                    }
                    prop_assert_eq!(changed, expected);
                }
                Operation::Ask(names) => agrees(&map, &oracle, &names),
            }
        }
        whole(&mut map, &oracle);
        let owned: BTreeMap<_, _> = map.into_iter().map(|(filter, value)| (String::from(filter), value)).collect();
        prop_assert_eq!(owned, oracle);
    }
}

/// All ways to look at a whole map.
fn whole(map: &mut FilterMap<usize>, oracle: &BTreeMap<String, usize>) {
    let keys: BTreeSet<_> = map.keys().map(|filter| filter.to_string()).collect();
    assert!(keys.iter().eq(oracle.keys()));
    assert_eq!((map.keys().len(), map.values().len()), (oracle.len(), oracle.len()));
    assert_eq!(map.iter_mut().len(), oracle.len());
    assert!(map.keys().zip(map.values()).eq(map.iter()));
    for filter in oracle.keys() {
        assert!(map.contains_key(self::filter(filter)));
    }
    let mut other = FilterMap::new();
    other.try_extend(oracle.iter().map(|(s, value)| (filter(s), *value))).unwrap();
    assert_eq!(*map, other);
    if let Some((s, value)) = oracle.iter().next() {
        *other.get_mut(filter(s)).unwrap() = value.wrapping_add(1);
        assert_ne!(*map, other);
        other.remove(filter(s));
        assert_ne!(*map, other);
        other.insert(filter("not/there"), *value).unwrap();
        assert_ne!(*map, other);
    }
    let before: Vec<_> = map.iter().map(|(filter, value)| (filter.to_string(), *value)).collect();
    for (filter, value) in &mut *map {
        *value = value.wrapping_add(filter.len());
    }
    map.values_mut().for_each(|value| *value = value.wrapping_sub(1));
    let after = map
        .iter()
        .map(|(filter, value)| (filter.to_string(), value.wrapping_add(1).wrapping_sub(filter.len())));
    assert!(after.eq(before));
    for (filter, value) in map.iter_mut() {
        *value = oracle[filter.as_str()];
    }
}

#[test]
fn many_filters_come_and_go() {
    let mut map = FilterMap::new();
    let text = |n: usize| match n % 5 {
        0 => format!("plant/{}/pump/{}/+", n % 97, n),
        1 => format!("plant/{}/pump/{}/#", n % 97, n),
        2 => format!("plant/+/pump/{n}/status"),
        3 => format!("plant/{}/a rather long level with blanks in it/{}/and text beyond one line", n % 97, n),
        _ => format!("plant/{}/pümp/{}/status", n % 97, n),
    };
    for n in 0..20_000 {
        assert_eq!(map.insert(filter(&text(n)), n), Ok(None));
    }
    for n in 0..20_000 {
        assert_eq!(map.get(filter(&text(n))), Some(&n));
        let topic = text(n).replace(['+', '#'], "status");
        assert!(map.matches(name(&topic)).any(|(_, value)| *value == n), "{topic}");
    }
    for n in (0..20_000).rev() {
        assert_eq!(map.remove(filter(&text(n))), Some(n));
        assert_eq!(map.len(), n);
    }
    assert_eq!(map.matches(name("plant/1/pump/1/status")).count(), 0);
}

#[test]
fn more_shapes_than_are_probed() {
    // All 1,024 filters of ten levels, each `a` or `+`, and the same with `#`.
    let text =
        |n: usize| (0..10).map(|bit| if n >> bit & 1 == 0 { "a" } else { "+" }).collect::<Vec<_>>().join("/");
    let mut map = FilterMap::new();
    for n in 0..1024 {
        assert_eq!(map.insert(filter(&text(n)), n), Ok(None));
        assert_eq!(map.insert(filter(&(text(n) + "/#")), n), Ok(None));
    }
    assert_eq!(map.matches(name("a/a/a/a/a/a/a/a/a/a")).count(), 2048);
    assert_eq!(map.matches(name("a/a/a/a/a/a/a/a/a/a/b")).count(), 1024);
    assert_eq!(map.matches(name("a/a/a/a/b/a/a/a/a/a")).count(), 1024);
    assert_eq!(map.matches(name("b/b/b/b/b/b/b/b/b/b/b")).count(), 1);
    assert_eq!(map.matches(name("a/a/a/a/a/a/a/a/a")).count(), 0);
    assert_eq!(map.matches(name("$/a/a/a/a/a/a/a/a/a")).count(), 0);
    for n in 0..1024 {
        assert_eq!((map.remove(filter(&text(n))), map.remove(filter(&(text(n) + "/#")))), (Some(n), Some(n)));
    }
    assert_eq!(map.matches(name("a/a/a/a/a/a/a/a/a/a")).count(), 0);
}

#[test]
fn a_look_up_ends_after_the_work_that_is_allowed() {
    let mut limits = Limits::DEFAULT;
    limits.max_work = 100;
    let mut map = FilterMap::with_limits(limits);
    for n in 0..1024 {
        let levels: Vec<_> = (0..10).map(|bit| if n >> bit & 1 == 0 { "a" } else { "+" }).collect();
        map.insert(filter(&levels.join("/")), n).unwrap();
    }
    // All that is found comes, however much it is.
    let topic = name("a/a/a/a/a/a/a/a/a/a");
    let mut matches = map.matches(topic);
    assert!(matches.by_ref().count() == 1024 && matches.is_complete());

    // None of these is found, and it takes more than 100 steps to see that.
    map.clear();
    for n in 0..1024 {
        let levels: Vec<_> = (0..10).map(|bit| if n >> bit & 1 == 0 { "a" } else { "+" }).collect();
        map.insert(filter(&format!("{}/{n}", levels.join("/"))), n).unwrap();
    }
    let topic = name("a/a/a/a/a/a/a/a/a/a/none");
    let mut matches = map.matches(topic);
    assert!(matches.next().is_none() && !matches.is_complete());
    assert!(matches.next().is_none(), "it has ended");
    assert_eq!(map.matches_batch(&[topic], |_, _, _| ()), Err(Incomplete));
    assert_eq!(map.for_each_match(topic, |_, _| ()), Err(Incomplete));
    assert_eq!(map.for_each_match_mut(topic, |_, _| ()), Err(Incomplete));
    assert_eq!((map.any_match(topic), map.try_any_match(topic)), (false, Err(Incomplete)));
    let covered = filter("a/a/a/a/a/a/a/a/a/a/none/#");
    assert_eq!((map.covers(covered), map.try_covers(covered)), (false, Err(Incomplete)));

    map.clear();
    map.insert(filter("a/+"), 1).unwrap();
    let mut matches = map.matches(name("a/b"));
    assert!(matches.by_ref().count() == 1 && matches.is_complete());
    assert_eq!(map.try_covers(filter("a/#")), Ok(false));
}

#[test]
fn a_batch_allows_as_much_work_as_a_single_look_up() {
    for max_work in 0..8 {
        let mut limits = Limits::DEFAULT;
        limits.max_work = max_work;
        let mut map = FilterMap::with_limits(limits);
        // As many shapes as are probed, and then rare ones.
        for depth in 1..=6 {
            for bits in 0..1 << depth {
                let levels: Vec<_> =
                    (0..depth).map(|bit| if bits >> bit & 1 == 0 { "z" } else { "+" }).collect();
                map.insert(filter(&levels.join("/")), 0).unwrap();
            }
        }
        let rare = ["+/x", "$SYS/x", "#", "a/#", "+/#", "a/+/#", "+/+/#", "a/x/+/#", "a/+/x/#", "+/+/x/y/#"];
        for (value, s) in rare.into_iter().enumerate() {
            map.insert(filter(s), value).unwrap();
        }
        for topic in ["a/x", "$SYS/x", "b", "a/x/x/x/y"] {
            let mut one = map.matches(name(topic));
            let mut expected: Vec<_> = one.by_ref().map(|(filter, _)| filter).collect();
            let mut found = vec![];
            let complete = map.matches_batch(&[name(topic)], |_, filter, _| found.push(filter));
            let mut each = vec![];
            assert_eq!(map.for_each_match(name(topic), |filter, _| each.push(filter)), complete);
            expected.sort_unstable();
            found.sort_unstable();
            each.sort_unstable();
            assert_eq!(found, each, "{topic}, {max_work} steps");
            assert_eq!((found, complete.is_ok()), (expected, one.is_complete()), "{topic}, {max_work} steps");
        }
    }
}

#[test]
fn the_deepest_topics_on_a_small_stack() {
    let walk = || {
        let mut map = FilterMap::new();
        let deepest = "+/".repeat(127) + "#";
        assert_eq!(map.limits().max_levels, 128);
        let (deep, slashes) = ("/".repeat(127), "/".repeat(65_535));
        for (value, s) in ["#", "+/#", "//#", &deepest, &deep].into_iter().enumerate() {
            assert_eq!(map.insert(filter(s), value), Ok(None));
        }
        assert_eq!(map.insert(filter(&"/".repeat(128)), 0), Err(LimitError::Levels));
        assert_eq!(map.insert(filter(&slashes), 0), Err(LimitError::Levels));
        assert_eq!(found(&map, &slashes).len(), 4);
        assert_eq!(found(&map, &deep).len(), 5);
        assert_eq!(map.get(filter(&slashes)), None);
        assert_eq!(map.clone().into_iter().count(), 5);
    };
    thread::Builder::new().stack_size(64 * 1024).spawn(walk).unwrap().join().unwrap();
}

/// The caller's limits decide, and 65,535 means no limit.
#[test]
fn filters_as_deep_as_text_goes() {
    let at = |max_levels| FilterMap::<usize>::with_limits(Limits::DEFAULT.with_max_levels(max_levels));
    let levels = |count: usize| "a/".repeat(count - 1) + "a";
    for count in [1_u16, 16, 17, 128, 129, 201, 1_000, 20_000] {
        let text = levels(count.into());
        assert_eq!(at(count).insert(filter(&text), 1), Ok(None));
        assert_eq!(at(count - 1).insert(filter(&text), 1), Err(LimitError::Levels));
    }
    let mut texts: Vec<_> = [1, 16, 17, 18, 128, 129, 201, 1_000, 32_768].map(levels).into();
    texts.extend([17, 129, 201, 5_000].map(|count| "+/".repeat(count) + "#"));
    texts.extend([17, 129, 201, 5_000].map(|count| "a/".repeat(count) + "+/a"));
    texts.extend(["/".repeat(65_535), "+/".repeat(32_767) + "+", "/".repeat(65_534) + "#"]);
    let mut map = at(u16::MAX);
    for (value, s) in texts.iter().enumerate() {
        assert_eq!(map.insert(filter(s), value), Ok(None));
    }
    let names: Vec<_> =
        [1, 17, 18, 19, 128, 129, 130, 131, 201, 202, 203, 1_000, 5_002, 32_768].map(levels).into();
    let look_up = || {
        for topic in names.iter().chain([&"/".repeat(65_535), &("b/".repeat(32_767) + "b")]) {
            let mut found = map.matches(name(topic));
            let mut values: Vec<_> = found.by_ref().map(|(_, value)| *value).collect();
            values.sort_unstable();
            let expected = (0..texts.len()).filter(|value| filter(&texts[*value]).matches(name(topic)));
            assert!(values.into_iter().eq(expected) && found.is_complete(), "{} bytes", topic.len());
        }
        for (value, s) in texts.iter().enumerate() {
            assert_eq!(map.get(filter(s)), Some(&value));
            assert!(map.covers(filter(s)) || s.ends_with('#'));
        }
    };
    thread::scope(|scope| {
        thread::Builder::new().stack_size(32 * 1024).spawn_scoped(scope, look_up).unwrap();
    });
    for (value, s) in texts.iter().enumerate() {
        assert_eq!(map.remove(filter(s)), Some(value));
    }
    assert!(map.is_empty());
}

#[test]
fn it_is_filled_at_once() {
    let texts: Vec<_> = (0..3000).map(|n| format!("a/{n}/+")).collect();
    let entries = || texts.iter().zip(0..).map(|(s, value)| (filter(s), value));
    let mut map = FilterMap::bulk(Limits::DEFAULT, entries()).unwrap();
    assert_eq!(map.try_extend(entries()), Ok(()));
    assert_eq!((map.len(), found(&map, "a/77/b")), (3000, vec![("a/77/+", 77)]));
    assert_eq!(map.iter().len(), 3000);
    for value in map.values_mut() {
        *value += 1;
    }
    assert_eq!(map.get_mut(filter("a/77/+")), Some(&mut 78));
    let (owned, _): (Vec<TopicFilterBuf>, Vec<usize>) = map.into_iter().unzip();
    assert_eq!(owned.len(), 3000);
}

#[test]
fn it_crosses_threads() {
    fn crosses<T: Send + Sync>() {}
    crosses::<FilterMap<u32>>();
}

/// Handlers with a state are values: nothing asks them to be `Clone`, `PartialEq` or `Sync`.
#[test]
fn handlers_are_called() {
    type Handler = Box<dyn FnMut(&[u8]) + Send>;
    fn is_send<T: Send>(_: &T) {}

    let (sender, receiver) = mpsc::channel();
    let mut handlers = FilterMap::<Handler>::new();
    is_send(&handlers);
    for s in ["lamp/+/set", "lamp/#", "door/+"] {
        let (sender, mut calls) = (sender.clone(), 0);
        let handler = move |payload: &[u8]| {
            calls += payload.len();
            sender.send((s, calls)).unwrap();
        };
        handlers.entry(filter(s)).unwrap().or_insert_with(|| Box::new(handler));
    }
    let handlers = thread::spawn(move || {
        for _ in 0..2 {
            handlers.for_each_match_mut(name("lamp/3/set"), |_, handler| handler(b"on")).unwrap();
        }
        handlers
    });
    let mut handlers = handlers.join().unwrap();
    let mut called: Vec<_> = receiver.try_iter().collect();
    called.sort_unstable();
    assert_eq!(called, [("lamp/#", 2), ("lamp/#", 4), ("lamp/+/set", 2), ("lamp/+/set", 4)]);

    handlers.retain(|filter, _| filter.starts_with("door/"));
    handlers.iter_mut().for_each(|(_, handler)| handler(b"shut"));
    assert_eq!((receiver.try_iter().collect(), handlers.len()), (vec![("door/+", 4)], 1));
}

#[test]
fn a_key_is_not_shown() {
    let key = HashKey::new([0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210]);
    assert_eq!(format!("{key:?} {key:#?}"), "HashKey { .. } HashKey { .. }");
    let map = FilterMap::<u32>::with_key(key, Limits::DEFAULT);
    assert_eq!(format!("{map:?}"), "{}");
}
