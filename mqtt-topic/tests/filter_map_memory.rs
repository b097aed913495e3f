//! What a `FilterMap` asks an allocator for: nothing to look up, little for each filter, and it gives all of it back.
//!
//! The bytes are those that were asked for; what an allocator adds is its own.

#![cfg(feature = "std")]
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use allocation_counter::measure;
use mqtt_topic::{FilterMap, HashKey, LimitError, Limits, TopicFilter, TopicName};

fn filter(s: &str) -> TopicFilter<'_> {
    TopicFilter::new(s).unwrap()
}

fn name(s: &str) -> TopicName<'_> {
    TopicName::new(s).unwrap()
}

const KEY: HashKey = HashKey::new([0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344]);

fn empty() -> FilterMap<u32> {
    FilterMap::with_key(KEY, Limits::DEFAULT)
}

/// Runs, and says how many bytes more there are than before.
fn grown(run: impl FnOnce()) -> i64 {
    measure(run).bytes_current
}

fn int(count: usize) -> i64 {
    count.try_into().unwrap()
}

/// Distinct filters of 34 bytes and five levels, one in four with a wildcard.
fn texts(count: u32) -> Vec<String> {
    let text = |n: u32| match n {
        n if n % 4 == 0 => format!("plant-{:02}/+/machine-{n:07}/state/a", n % 64),
        n => format!("plant-{:02}/{:02}/machine-{n:07}/stat/b", n % 64, n % 16),
    };
    let texts: Vec<_> = (0..count).map(text).collect();
    assert!(texts.iter().all(|s| s.len() == 34 && s.split('/').count() == 5));
    texts
}

/// Filters of 64 shapes and thousands more, and of all the ways in which they are kept: short and long, ASCII and not.
fn all_kinds() -> Vec<String> {
    let grid = |level: &'static str, depth: u32| {
        (0..1 << depth).map(move |n| {
            (0..depth).map(|bit| if n >> bit & 1 == 0 { level } else { "+" }).collect::<Vec<_>>().join("/")
        })
    };
    let long = "a level of more than what one line of the cache has room for/é";
    let mut all: Vec<_> = grid("a", 11).flat_map(|s| [s.clone() + "/#", s]).collect();
    all.extend(grid("é", 9).flat_map(|s| [s.clone() + "/#", s]));
    all.extend(grid(long, 8));
    all.extend((0..10_000).map(|n| format!("plant/{n}/+/é")));
    all.extend((0..10_000).map(|n| format!("plant/{n}/{long}")));
    all.extend(["#", "+/#", "$SYS/#"].map(String::from));
    all.sort();
    all.dedup();
    all
}

#[test]
fn looking_up_allocates_nothing() {
    let filters = all_kinds();
    for count in [0, 1, 100, filters.len()] {
        let mut map = empty();
        let step = filters.len() / count.max(1);
        for s in filters.iter().step_by(step.max(1)).take(count) {
            map.insert(filter(s), 1).unwrap();
        }
        let names: Vec<_> = filters.iter().step_by(41).map(|s| s.replace(['+', '#'], "a")).collect();
        let names: Vec<_> = names.iter().map(|s| name(s)).collect();
        let (slashes, huge) = ("/".repeat(65_535), "é/".repeat(21_845));
        let long = [name(&slashes), name(&huge), name("$SYS/a"), name("a/a/a/a/a/a/a/a/a/a/a/a/a")];
        let (mut one_by_one, mut together) = (0_u32, 0_u32);
        let allocations = measure(|| {
            for name in names.iter().chain(&long) {
                let mut matches = map.matches(*name);
                let mut each = 0;
                assert_eq!(map.for_each_match(*name, |_, value| each += *value), Ok(()));
                assert_eq!(each, map.matches(*name).map(|(_, value)| *value).sum());
                one_by_one += matches.by_ref().map(|(_, value)| *value).sum::<u32>();
                assert!(matches.is_complete());
                assert_eq!(map.any_match(*name), map.matches(*name).count() != 0);
            }
            for names in [&names[..], &long] {
                assert_eq!(map.matches_batch(names, |_, _, value| together += *value), Ok(()));
            }
            let there =
                filters.iter().filter(|s| map.contains_key(filter(s)) && map.get(filter(s)) == Some(&1));
            assert_eq!(there.count(), map.len());
            assert!(map.iter().map(|(filter, _)| filter.len()).sum::<usize>() >= map.len());
            assert_eq!((&map).into_iter().len(), map.len());
        });
        assert_eq!(allocations.count_total, 0, "{count} filters");
        assert_eq!(one_by_one, together);
    }
}

#[test]
fn changing_values_and_refusing_filters_allocates_nothing() {
    let filters = all_kinds();
    let mut map = empty();
    map.try_extend(filters.iter().map(|s| (filter(s), 1))).unwrap();
    let deep = "a/".repeat(30_000);
    let allocations = measure(|| {
        for s in filters.iter().map(|s| filter(s)) {
            assert_eq!(map.insert(s, 2), Ok(Some(1)));
            assert_eq!(map.entry(s).unwrap().or_insert(7), &mut 2);
            *map.get_mut(s).unwrap() += 1;
        }
        map.values_mut().for_each(|value| *value -= 1);
        assert_eq!(map.insert(filter(&deep), 0), Err(LimitError::Levels));
        assert_eq!(map.entry(filter(&deep)).err(), Some(LimitError::Levels));
        assert_eq!((map.remove(filter(&deep)), map.remove(filter("not/there"))), (None, None));
    });
    assert_eq!(allocations.count_total, 0);
    assert!(map.iter().all(|(_, value)| *value == 2));
}

#[test]
fn bytes_of_a_filter() {
    const MOST: u32 = 200_000;
    let texts = texts(MOST);
    let mut map = empty();
    let (mut bytes, mut worst, mut most_at_once) = (0, 0_i64, 0);
    for (n, s) in (1..).zip(&texts) {
        let filter = filter(s);
        let allocations = measure(|| assert_eq!(map.insert(filter, 7), Ok(None)));
        bytes += allocations.bytes_current;
        most_at_once = most_at_once.max(allocations.bytes_total);
        if n >= MOST / 2 && n % 1000 == 0 {
            worst = worst.max(bytes * 100 / i64::from(n));
        }
    }
    println!(
        "{worst} hundredths of a byte a filter at the worst; {most_at_once} bytes by one insertion at the most"
    );
    assert!(worst <= 11_000, "{worst} hundredths of a byte");
    // Nothing is ever moved as a whole.
    assert!(most_at_once <= 16 * 1024, "{most_at_once} bytes by one insertion");

    // A copy has no room to grow.
    let mut copy = empty();
    let copied = grown(|| copy = map.clone()) / i64::from(MOST);
    assert!(copied <= 80, "{copied} bytes");
}

#[test]
fn bytes_of_a_filter_when_built_at_once() {
    let texts = texts(200_000);
    for count in [1000, 100_000, 114_688, 114_689, 131_072, 150_000, 200_000] {
        let entries = texts.iter().take(count).map(|s| (filter(s), 7));
        let mut map = empty();
        let bytes = grown(|| map = FilterMap::bulk_with_key(KEY, Limits::DEFAULT, entries).unwrap());
        assert!(bytes <= 80 * int(count), "{bytes} bytes for {count}");
    }
}

#[test]
fn what_an_iterator_only_says_it_has_is_given_back() {
    let texts = texts(40);
    let entries = (0..1_000_000).map(|n| (filter(&texts[n % 40]), 7));
    let mut map = empty();
    let bytes = grown(|| map = FilterMap::bulk_with_key(KEY, Limits::DEFAULT, entries).unwrap());
    assert!(map.len() == 40 && bytes < 12_000, "{bytes} bytes for 40 filters");
}

#[test]
fn bytes_of_filters_that_are_kept_apart() {
    // More than 53 bytes, or not ASCII: as many bytes more as they have.
    let long = |n: u32| format!("plant/{n:07}/a level of more than what one line has room for/status");
    let foreign = |n: u32| format!("fábrica/{n:07}/máquina/estado");
    let kinds: [Vec<_>; 2] = [(0..50_000).map(long).collect(), (0..50_000).map(foreign).collect()];
    for texts in kinds {
        let mut map = empty();
        let own: usize = texts.iter().map(String::len).sum();
        let bytes = grown(|| assert!(texts.iter().all(|s| map.insert(filter(s), 7) == Ok(None))));
        let more = (bytes - int(own)) / int(texts.len());
        assert!(more <= 110, "{more} bytes beside the filter's own");
    }
}

#[test]
fn bytes_of_deep_filters_of_rare_shapes() {
    // Each level of a filter that is not probed by its shape may be a node of its own, which takes a line of the cache. That
    // is what the limit of levels limits.
    let texts: Vec<_> = (0..2000).map(|n| format!("{n}{}", "/".repeat(127))).collect();
    let mut map = empty();
    let bytes = grown(|| assert!(texts.iter().all(|s| map.insert(filter(s), 7) == Ok(None))));
    let a_level = bytes / (128 * int(texts.len()));
    assert!(a_level <= 72, "{a_level} bytes a level");
}

#[test]
fn all_of_it_is_given_back() {
    // The nodes of filters that are not probed by their shape are used again, and given back with the last of them.
    for (texts, kept_of) in [(texts(100_000), 4), (all_kinds(), 1)] {
        let mut map = empty();
        let mut bytes = grown(|| assert!(texts.iter().all(|s| map.insert(filter(s), 7) == Ok(None))));
        let full = bytes;
        // In an order that has nothing to do with how they came.
        let gone = |from: usize| texts.iter().skip(from).step_by(10);
        for from in 0..9 {
            bytes += grown(|| assert!(gone(from).all(|s| map.remove(filter(s)) == Some(7))));
        }
        assert!(bytes <= full / kept_of, "{bytes} bytes for a tenth of what was {full}");
        bytes += grown(|| assert!(gone(9).all(|s| map.remove(filter(s)) == Some(7))));
        // The first allocations of its tables, and of the larger one the list of all that it ever had.
        assert!(map.is_empty() && bytes <= full / 200, "{bytes} bytes for nothing");
        // As good as new.
        bytes += grown(|| assert!(texts.iter().all(|s| map.insert(filter(s), 7) == Ok(None))));
        assert!(bytes <= full + full / 100, "{bytes} bytes, {full} at first");
        bytes += grown(|| map.clear());
        assert_eq!(bytes, 0, "cleared");
    }
}

#[test]
fn an_empty_map_is_free_and_none_leaks() {
    let texts = all_kinds();
    assert_eq!(measure(|| assert!(empty().is_empty())).count_total, 0);
    let life = measure(|| {
        let mut map = empty();
        map.try_extend(texts.iter().map(|s| (filter(s), 7))).unwrap();
        let copy = map.clone();
        assert!(texts.iter().step_by(3).all(|s| map.remove(filter(s)) == Some(7)));
        let mut taken = copy.into_iter();
        assert!(taken.by_ref().take(1000).all(|(_, value)| value == 7));
    });
    assert_eq!((life.count_current, life.bytes_current), (0, 0));
}
