//! `FilterMap` against a plain list of filters, each matched on its own.

#![cfg(feature = "std")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

use std::collections::BTreeMap;
use std::thread;

use mqtt_topic::{FilterMap, LimitError, Limits, TopicFilter, TopicFilterBuf, TopicName};
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
    assert!(map.matches_batch(&names, |index, filter, value| batches[index].push((filter.as_str(), *value))));
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
    Ask(Vec<String>),
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

fn operations() -> impl Strategy<Value = Vec<Operation>> {
    let operation = prop_oneof![
        6 => (filters(), any::<usize>()).prop_map(|(s, value)| Operation::Insert(s, value)),
        3 => filters().prop_map(Operation::Remove),
        1 => filters().prop_map(Operation::Update),
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
                    let entry = map.entry(filter(&s)).unwrap();
                    prop_assert_eq!(entry.get(), oracle.get(&s));
                    let value = entry.or_insert(7).and_modify(|value| *value /= 2).into_mut().copied();
                    let expected = oracle.entry(s).or_insert(7);
                    *expected /= 2;
                    prop_assert_eq!(value, Some(*expected));
                }
                Operation::Ask(names) => agrees(&map, &oracle, &names),
            }
        }
        let owned: BTreeMap<_, _> = map.into_iter().map(|(filter, value)| (String::from(filter), value)).collect();
        prop_assert_eq!(owned, oracle);
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
    let topic = name("a/a/a/a/a/a/a/a/a/a");
    let mut matches = map.matches(topic);
    assert!(matches.by_ref().count() < 200 && !matches.is_complete());
    assert!(matches.next().is_none(), "it has ended");
    assert!(!map.matches_batch(&[topic], |_, _, _| ()));

    map.clear();
    map.insert(filter("a/+"), 1).unwrap();
    let mut matches = map.matches(name("a/b"));
    assert!(matches.by_ref().count() == 1 && matches.is_complete());
}

#[test]
fn a_batch_allows_as_much_work_as_a_single_look_up() {
    for max_work in 0..8 {
        let mut limits = Limits::DEFAULT;
        limits.max_work = max_work;
        let mut map = FilterMap::with_limits(limits);
        for (value, s) in ["+/x", "$SYS/x", "#", "a/#", "+/+", "a/+", "a/x"].into_iter().enumerate() {
            map.insert(filter(s), value).unwrap();
        }
        for topic in ["a/x", "$SYS/x", "b"] {
            let mut one = map.matches(name(topic));
            let mut expected: Vec<_> = one.by_ref().map(|(filter, _)| filter).collect();
            let mut found = vec![];
            let complete = map.matches_batch(&[name(topic)], |_, filter, _| found.push(filter));
            expected.sort_unstable();
            found.sort_unstable();
            assert_eq!((found, complete), (expected, one.is_complete()), "{topic}, {max_work} steps");
        }
    }
}

#[test]
fn the_deepest_topics_on_a_small_stack() {
    let walk = || {
        let mut map = FilterMap::new();
        let deepest = "+/".repeat(127) + "#";
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
