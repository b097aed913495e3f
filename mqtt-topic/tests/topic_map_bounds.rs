//! What a `TopicMap` costs, and what an attacker can do to it: memory for each name, allocations of a look-up, the
//! stack, and the work of a single operation.

#![cfg(feature = "alloc")]
#![expect(clippy::unwrap_used, clippy::cast_precision_loss, reason = "helpers of tests")]

use std::hint::black_box;
use std::thread;

use allocation_counter::measure;
use mqtt_topic::{Limits, Text, TopicFilter, TopicMap, TopicName};

fn name(s: &str) -> TopicName<'_> {
    TopicName::new(s).unwrap()
}

fn filter(s: &str) -> TopicFilter<'_> {
    TopicFilter::new(s).unwrap()
}

/// A map of these names, built at once.
fn bulk(topics: &[String]) -> TopicMap<u32> {
    TopicMap::bulk(Limits::DEFAULT, topics.iter().map(|s| name(s)).zip(0..)).unwrap()
}

/// Names of 34 bytes and five levels, in an order that has nothing to do with theirs.
fn topics(count: u64) -> Vec<String> {
    let mixed =
        |k: u64| (k.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (k << 31)).rotate_left(29).wrapping_mul(k | 1);
    let topic = |k| {
        let n = mixed(k);
        format!("site-{:05}/{:02}/pump/dev-{:06x}/power", n % 1_000, n >> 20 & 0xF, n >> 40)
    };
    (0..count).map(topic).collect()
}

#[test]
fn a_look_up_allocates_nothing() {
    let topics = topics(20_000);
    let map = bulk(&topics);
    let found = measure(|| {
        for s in ["#", "+/#", "site-00007/#", "site-00007/+/pump/#", "+/+/+/+/power", "nothing/#", "+/03/+/x"]
        {
            black_box(map.matches(filter(s)).count() + map.estimate(filter(s)));
            let mut piece = map.matches(filter(s)).with_budget(10);
            black_box(piece.by_ref().take(10).last());
            piece.set_budget(10);
            black_box(piece.last());
            assert_eq!(map.for_each_match(filter(s), |name, _| _ = black_box(name)), Ok(()));
        }
        for s in topics.iter().step_by(100) {
            black_box((map.get(name(s)), map.contains_key(name(s)), map.get(name("site-00007"))));
        }
        black_box(map.iter().count());
    });
    assert_eq!(found.count_total, 0);
}

#[test]
fn an_empty_map_allocates_nothing() {
    let info = measure(|| {
        let mut map = TopicMap::<String>::new();
        assert_eq!(map.matches(filter("#")).count() + map.estimate(filter("#")) + map.iter().count(), 0);
        assert!(
            map.get(name("a")).is_none()
                && map.remove(name("a")).is_none()
                && map.iter_mut().next().is_none()
        );
        assert!(map.matches(filter("#")).pause().is_none() && map.into_iter().next().is_none());
    });
    assert_eq!(info.count_total, 0);
}

/// Bytes for each of the 34-byte names with a `u32`, their own 38 included.
#[test]
fn memory() {
    let topics = topics(100_000);
    let mut map = TopicMap::new();
    let mut bytes = 0;
    let (mut worst, mut worst_of_many) = (0.0_f64, 0.0_f64);
    for (s, k) in topics.iter().zip(1_u32..) {
        bytes += measure(|| assert_eq!(map.insert(name(s), k), Ok(None))).bytes_current;
        let each = bytes as f64 / map.len() as f64;
        worst = if map.len() > 1_000 { worst.max(each) } else { 0.0 };
        worst_of_many = if map.len() > 10_000 { worst_of_many.max(each) } else { 0.0 };
    }
    assert!(worst < 70.0 && worst_of_many < 60.0, "grown: {worst}, {worst_of_many}");
    let bulk = measure(|| std::mem::forget(bulk(&topics))).bytes_current as f64 / map.len() as f64;
    assert!(bulk < 52.0, "built at once: {bulk}");

    // What is removed gives its memory back, but for the empty leaves, which are kept.
    for s in topics.iter().skip(100) {
        bytes += measure(|| assert!(map.remove(name(s)).is_some())).bytes_current;
    }
    let left = bytes as f64 / topics.len() as f64;
    assert!(left < 16.0, "emptied: {left}");
    bytes += measure(|| map.clear()).bytes_current;
    assert_eq!(bytes, 0);
}

/// 65,536 levels: nothing goes down them but loops.
#[test]
fn deepest_names_on_a_small_stack() {
    let walk = || {
        let mut limits = Limits::DEFAULT;
        limits.max_levels = u16::MAX;
        let mut map = TopicMap::with_limits(limits);
        let deepest = "/".repeat(65_535);
        assert_eq!(map.insert(name(&deepest), 0), Ok(None));
        for k in 1..100 {
            assert_eq!(map.insert(name(&deepest[k..]), k), Ok(None));
            assert_eq!(map.insert(name(&format!("{}a", &deepest[k..])), k), Ok(None));
        }
        assert_eq!(map.matches(filter("#")).count(), 199);
        assert_eq!(map.matches(filter(&("/".repeat(60_000) + "#"))).count(), 199);
        assert_eq!(map.matches(filter(&("+/".repeat(32_767) + "#"))).count(), 199);
        assert_eq!(map.matches(filter(&("+/".repeat(32_767) + "+"))).count(), 0);
        assert_eq!(map.estimate(filter(&("/".repeat(65_000) + "#"))), 199);
        for k in (0..100).step_by(3) {
            assert_eq!(map.remove(name(&deepest[k..])), Some(k));
        }
        let copy = map.clone();
        assert_eq!(map.into_iter().count(), 165);
        drop(copy);
    };
    thread::Builder::new().stack_size(64 * 1024).spawn(walk).unwrap().join().unwrap();
}

/// No operation waits for the map to grow or shrink as a whole: what a single one allocates does not depend on how many
/// names there are, but on the longest of them.
#[test]
fn a_single_change_allocates_little() {
    let topics = topics(200_000);
    let mut map = TopicMap::new();
    let most = |map: &mut TopicMap<u32>, change: fn(&mut TopicMap<u32>, &str)| {
        topics.iter().map(|s| measure(|| change(map, s)).bytes_total).max().unwrap()
    };
    let grown = most(&mut map, |map, s| assert_eq!(map.insert(name(s), 0), Ok(None)));
    let emptied = most(&mut map, |map, s| assert_eq!(map.remove(name(s)), Some(0)));
    assert!(grown < 50_000 && emptied < 10_000, "{grown} {emptied}");
}

/// The same for the longest names, alike up to their last bytes: the worst that there is to compare and to move about.
#[test]
fn longest_names_cost_in_proportion() {
    let long = "x".repeat(Text::MAX_LEN - 5);
    let names: Vec<_> = (0..2_000).map(|k| format!("{long}{:05}", k * 7_919 % 100_000)).collect();
    let mut map = TopicMap::new();
    for s in &names {
        let info = measure(|| assert_eq!(map.insert(name(s), 0), Ok(None)));
        assert!(info.bytes_total < 4 * Text::MAX_LEN as u64, "{}", info.bytes_total);
    }
    assert_eq!(map.matches(filter(&names[0])).count(), 1);
    for s in &names {
        let info = measure(|| assert_eq!(map.remove(name(s)), Some(0)));
        assert!(info.bytes_total < 4 * Text::MAX_LEN as u64, "{}", info.bytes_total);
    }
}

/// `+` at every level over a tree with two of each: 1,024 results out of 2,047 names, and none at all if the last level
/// is not there. The looks are bounded by the names, not by the ways through the filter.
#[test]
fn many_wildcards_look_at_each_name_once() {
    let mut map = TopicMap::new();
    for depth in 1..=10 {
        for n in 0..1_u32 << depth {
            let levels: Vec<_> = (0..depth).map(|k| if n >> k & 1 == 0 { "a" } else { "b" }).collect();
            map.insert(name(&levels.join("/")), n).unwrap();
        }
    }
    let names = u32::try_from(map.len()).unwrap();
    let least = |s: &str| {
        let is_enough = |steps: &u32| {
            let mut found = map.matches(filter(s)).with_budget(*steps);
            found.by_ref().for_each(drop);
            found.is_complete()
        };
        (0..=names).find(is_enough)
    };
    for (s, results) in
        [("+/".repeat(9) + "+", 1_024), ("+/".repeat(9) + "c", 0), ("+/".repeat(10) + "#", 1_024)]
    {
        let mut found = map.matches(filter(&s)).with_budget(names);
        assert_eq!(found.by_ref().count(), results, "{s}");
        assert!(found.is_complete(), "{s}");
        assert!(least(&s) <= Some(names), "{s}: {:?} steps", least(&s));
    }
}
