//! What an attacker who subscribes and publishes may try on a `FilterMap`: nothing is missed, and no look-up does more
//! than it may.

#![cfg(feature = "std")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

use std::collections::BTreeSet;
use std::thread;

use mqtt_topic::{FilterMap, HashKey, Incomplete, LimitError, Limits, TopicFilter, TopicName, covers_set};

fn filter(s: &str) -> TopicFilter<'_> {
    TopicFilter::new(s).unwrap()
}

fn name(s: &str) -> TopicName<'_> {
    TopicName::new(s).unwrap()
}

fn map_of(filters: &[String], limits: Limits) -> FilterMap<usize> {
    let mut map = FilterMap::with_key(HashKey::new(KEY), limits);
    for (value, s) in filters.iter().enumerate() {
        assert_eq!(map.insert(filter(s), value), Ok(None), "{s}");
    }
    map
}

fn with_work(max_work: u32) -> Limits {
    let mut limits = Limits::DEFAULT;
    limits.max_work = max_work;
    limits
}

/// What a look-up finds, and whether that is all.
fn look_up<'m>(map: &'m FilterMap<usize>, topic: &str) -> (BTreeSet<&'m str>, bool) {
    let mut matches = map.matches(name(topic));
    let mut found = BTreeSet::new();
    for (filter, _) in matches.by_ref() {
        assert!(found.insert(filter.as_str()), "{filter} twice");
    }
    (found, matches.is_complete())
}

/// All ways to look up find what a list finds.
fn agrees(map: &FilterMap<usize>, filters: &[String], topic: &str) {
    let expected: BTreeSet<_> =
        filters.iter().map(String::as_str).filter(|s| filter(s).matches(name(topic))).collect();
    assert_eq!(look_up(map, topic), (expected.clone(), true), "{topic}");
    let mut batch = vec![vec![]; 40];
    let names = [name(topic), name("a/b")].repeat(20);
    assert_eq!(map.matches_batch(&names, |at, filter, _| batch[at].push(filter.as_str())), Ok(()));
    for found in batch.into_iter().step_by(2) {
        assert_eq!((found.len(), found.into_iter().collect()), (expected.len(), expected.clone()), "{topic}");
    }
    assert_eq!(map.any_match(name(topic)), !expected.is_empty(), "{topic}");
}

/// Whether a budget is enough for a look-up.
fn is_complete_with(work: u32, filters: &[String], topic: &str) -> bool {
    look_up(&map_of(filters, with_work(work)), topic).1
}

/// The smallest budget with which a look-up is complete.
fn least_work(filters: &[String], topic: &str) -> u32 {
    let is_enough = |work| is_complete_with(work, filters, topic);
    let (mut least, mut enough) = (0, Limits::DEFAULT.max_work);
    assert!(is_enough(enough), "the default budget");
    while least < enough {
        let middle = least + (enough - least) / 2;
        if is_enough(middle) {
            enough = middle;
        } else {
            least = middle + 1;
        }
    }
    enough
}

/// How many steps of a look-up may find nothing, whatever the filters are.
///
/// It probes no more than 64 shapes, which do not count. Then it walks: at a depth of k it arrives at no more places than there are choices
/// between the name's level and `+`, 2^k, and at no more than two for each beginning of k - 1 levels that some filter has,
/// of which there are no more than filters. (A step is an arrival, and one more for every 64 bytes of the level there.)
fn most_work(filters: usize, levels: u32) -> u32 {
    let filters = u32::try_from(filters).unwrap();
    let arrivals = |depth| 1_u32.checked_shl(depth).unwrap_or(u32::MAX).min(filters.saturating_mul(2));
    (0..=levels).map(arrivals).sum::<u32>()
}

/// All filters of so many levels that are each `level` or `+`.
fn grid(level: &str, depth: u32) -> Vec<String> {
    let level = |n: u32, bit: u32| if n >> bit & 1 == 0 { level } else { "+" };
    (0..1 << depth).map(|n| (0..depth).map(|bit| level(n, bit)).collect::<Vec<_>>().join("/")).collect()
}

#[test]
fn names_and_filters_as_deep_as_can_be_on_a_small_stack() {
    let walk = || {
        // As many shapes as are probed and more, some of them as deep as a map takes.
        let mut filters = grid("a", 7);
        filters.extend(grid("", 5).into_iter().map(|s| s + "/#"));
        filters.extend(["/", "a/", "+/"].map(|level| level.repeat(127)));
        filters.extend(["/", "a/", "+/"].map(|level| level.repeat(127) + "#"));
        filters.push("#".to_owned());
        let mut map = map_of(&filters, Limits::DEFAULT);
        let names = [
            "/".repeat(65_535),
            "a/".repeat(32_767) + "a",
            "a".repeat(65_535),
            "/".repeat(127),
            "a/".repeat(127),
            "$".to_owned() + &"/a".repeat(32_767),
        ];
        for topic in &names {
            agrees(&map, &filters, topic);
            assert_eq!(map.clone().into_iter().count(), filters.len());
        }
        for deep in ["/".repeat(65_535), "+/".repeat(32_767) + "#", "/".repeat(128), "+/".repeat(128) + "#"] {
            let deep = filter(&deep);
            assert_eq!(map.insert(deep, 0), Err(LimitError::Levels));
            assert_eq!(map.try_extend([(deep, 0)]), Err(LimitError::Levels));
            assert_eq!(map.entry(deep).err(), Some(LimitError::Levels));
            assert_eq!((map.get(deep), map.contains_key(deep)), (None, false));
            assert_eq!(map.remove(deep), None);
        }
        // One level that is as long as can be is not deep.
        let long = "a".repeat(65_535);
        assert_eq!(map.insert(filter(&long), 7), Ok(None));
        assert_eq!(map.matches(name(&long)).filter(|(filter, _)| *filter == *long).count(), 1);
        assert_eq!(map.len(), filters.len() + 1);
    };
    thread::Builder::new().stack_size(64 * 1024).spawn(walk).unwrap().join().unwrap();
}

#[test]
fn the_depth_of_a_name_is_no_work() {
    let filters: Vec<_> = grid("a", 7).into_iter().chain(["a/a/a/#".to_owned()]).collect();
    let shallow = least_work(&filters, "a/a/a/a/a/a/a/a");
    assert_eq!(least_work(&filters, &("a/".repeat(32_767) + "a")), shallow);
    assert!(least_work(&filters, &"/".repeat(65_535)) <= shallow);
}

#[test]
fn all_choices_between_a_level_and_a_wildcard() {
    for depth in 1..=12 {
        let filters = grid("a", depth);
        let with_hash: Vec<_> = grid("a", depth).into_iter().map(|s| s + "/#").collect();
        let hit = "a/".repeat(depth as usize - 1) + "a";
        let deeper = hit.clone() + "/a";
        let miss = hit.clone() + "/b";
        let below: Vec<_> = filters.iter().map(|s| format!("{s}/a")).collect();
        let map = map_of(&filters, Limits::DEFAULT);
        let map_below = map_of(&below, Limits::DEFAULT);
        assert_eq!(look_up(&map, &hit), (filters.iter().map(String::as_str).collect(), true));
        assert_eq!(look_up(&map, &deeper), (BTreeSet::new(), true));
        assert_eq!(look_up(&map_below, &miss), (BTreeSet::new(), true));
        assert_eq!(look_up(&map_of(&with_hash, Limits::DEFAULT), &miss).0.len(), 1 << depth);
        assert!(!map.any_match(name(&deeper)) && !map_below.any_match(name(&miss)));

        // What is found needs no more than the way to the first of it.
        assert!(least_work(&filters, &hit) <= depth + 1, "{depth}");
        assert!(least_work(&with_hash, &deeper) <= depth + 1, "{depth}");
        // Not more than twice the filters that there are.
        assert!(least_work(&filters, &deeper) <= 2 << depth, "{depth}");
        // A level that is missing at the very end is looked for from each of them.
        assert!(least_work(&below, &miss) <= 4 << depth, "{depth}");
        let different: Vec<_> = (0..).zip(&filters).map(|(n, s): (u32, _)| format!("{s}/{n}")).collect();
        let missing = hit.clone() + "/none";
        assert!(least_work(&different, &missing) <= 4 << depth, "{depth}");
    }
}

#[test]
fn few_of_many_choices() {
    // A thousand of the million filters {a,+}^20, and of {a,+}^100: the work is that of the filters there are.
    for depth in [20, 100] {
        let level = |random: &mut u64| if next(random) % 2 == 0 { "a" } else { "+" };
        let mut random = 1;
        let filters: BTreeSet<_> =
            (0..1000).map(|_| (0..depth).map(|_| level(&mut random)).collect::<Vec<_>>().join("/")).collect();
        let filters: Vec<_> = filters.into_iter().collect();
        for topic in [vec!["a"; depth].join("/"), vec!["a"; depth - 1].join("/") + "/b", "b/a".repeat(depth)]
        {
            agrees(&map_of(&filters, Limits::DEFAULT), &filters, &topic);
            let levels = u32::try_from(topic.split('/').count()).unwrap();
            let work = most_work(filters.len(), levels);
            assert!(is_complete_with(work, &filters, &topic), "{depth}: {work} steps");
        }
    }
}

#[test]
fn a_budget_stops_what_finds_nothing() {
    // 4,096 filters that differ in the last level: none of them matches.
    let ends: Vec<_> = (0..).zip(grid("a", 12)).map(|(n, s): (u32, _)| format!("{s}/{n}")).collect();
    let found = grid("a", 12);
    let (hit, miss) = (["a"; 12].join("/"), ["a"; 12].join("/") + "/none");
    let filters: Vec<_> = ends.iter().chain(&found).cloned().collect();
    let most = least_work(&ends, &miss);
    for work in [0, 1, 100, 1000, most - 1] {
        let map = map_of(&filters, with_work(work));
        let (found, complete) = look_up(&map, &miss);
        assert!(found.is_empty() && !complete, "{work}");
        assert_eq!(map.try_any_match(name(&miss)), Err(Incomplete));
        // Each name has a budget of its own: a bad one takes nothing from those beside it.
        let names = [name(&miss), name(&hit), name(&miss), name("b/a/a/a/a/a/a/a/a/a/a/b")];
        let mut counts = [0; 4];
        assert_eq!(map.matches_batch(&names, |at, _, _| counts[at] += 1), Err(Incomplete));
        assert_eq!((counts[0], counts[1]), (0, look_up(&map, &hit).0.len()));
    }
    assert_eq!(look_up(&map_of(&ends, with_work(most)), &miss), (BTreeSet::new(), true));
}

/// More is found than there are steps: all of it comes, also from filters whose way is longer than the budget for each.
#[test]
fn what_is_found_is_no_work() {
    let filters = grid("a", 12);
    let topic = ["a"; 12].join("/");
    let map = map_of(&filters, with_work(13));
    let (found, complete) = look_up(&map, &topic);
    assert_eq!((found.len(), complete), (1 << 12, true));

    let deep: Vec<_> = (0..40).map(|at| "a/".repeat(200) + &"+/".repeat(at) + "#").collect();
    let topic = "a/".repeat(300) + "a";
    let map = map_of_any_depth(&deep, 201);
    let (found, complete) = look_up(&map, &topic);
    assert_eq!((found.len(), complete), (40, true));
}

fn map_of_any_depth(filters: &[String], max_work: u32) -> FilterMap<usize> {
    let limits = with_work(max_work).with_max_levels(u16::MAX);
    map_of(filters, limits)
}

/// What a step costs grows with the bytes that it looks at: the same number of bytes, in long levels, is about as many steps.
#[test]
fn long_levels_are_more_steps() {
    let level = "x".repeat(6_400);
    let filters: Vec<_> = (0..64)
        .map(|n: u32| {
            (0..6).map(|bit| if n >> bit & 1 == 0 { &level } else { "+" }).collect::<Vec<_>>().join("/")
        })
        .map(|s| s + "/none")
        .collect();
    // So that they are rare.
    let crowd = grid("z", 6).into_iter().map(|s| s + "/#");
    let filters: Vec<_> =
        crowd.chain(filters.into_iter().zip(0..).map(|(s, n)| s + &n.to_string())).collect();
    let topic = [level.as_str(); 6].join("/") + "/nothing";
    let work = least_work(&filters, &topic);
    assert!((6 * 100..64 * 6 * 100).contains(&work), "{work} steps");
}

/// `+`, `+/+`, ... of a thousand levels, which cover `#` only together with a last one: each witness is a look-up.
#[test]
fn covering_by_many_levels_is_bounded() {
    let filters: Vec<_> =
        (1..1_024).map(|levels| vec!["+"; levels].join("/")).chain(["+/".repeat(1_023) + "#"]).collect();
    let map = map_of_any_depth(&filters, Limits::DEFAULT.max_work);
    assert_eq!(map.try_covers(filter("#")), Ok(true));
    let least = |filters: &[String]| {
        let is_enough = |work| map_of_any_depth(filters, work).try_covers(filter("#")).is_ok();
        (0..32).map(|bit| 1_u32 << bit).find(|work| is_enough(*work)).unwrap()
    };
    let steps = least(&filters);
    assert!((1 << 13..=1 << 20).contains(&steps), "{steps}");
    assert_eq!(map_of_any_depth(&filters, 1 << 10).try_covers(filter("#")), Err(Incomplete));
    assert!(covers_set(filters.iter().map(|s| filter(s)), filter("#")));
    assert!(!covers_set(filters.iter().take(1_023).map(|s| filter(s)), filter("#")));
}

#[test]
fn an_explosion_of_shapes_hides_nothing() {
    let honest = |from: usize| -> Vec<_> {
        (from..from + 300)
            .map(|n| match n % 5 {
                0 => format!("plant/{n}/+/status"),
                1 => format!("plant/{n}/#"),
                2 => format!("plant/+/pump/{n}"),
                3 => format!("+/{n}/pump/+"),
                _ => format!("plant/{n}/pump/status"),
            })
            .collect()
    };
    let before = honest(0);
    let after = honest(300);
    // Some 8,000 shapes, and some 4,000, all of them either under a level of the attacker's or first of all.
    let under = (1..=11).flat_map(|depth| grid("x", depth)).map(|s| "evil/".to_owned() + &s);
    let under = under.flat_map(|s| [s.clone(), s + "/#"]);
    let top = (1..=11).flat_map(|depth| grid("x", depth)).map(|s| "+/".to_owned() + &s);
    for attack in [under.collect::<Vec<_>>(), top.collect::<Vec<_>>()] {
        let filters: Vec<_> = before.iter().chain(&attack).chain(&after).cloned().collect();
        let mut map = map_of(&filters, Limits::DEFAULT);
        let names = [
            "plant/0/pump/status",
            "plant/300/pump/status",
            "plant/301/x/y/z",
            "plant/7/pump/302",
            "a/303/pump/9",
        ];
        for topic in names {
            agrees(&map, &filters, topic);
            let levels = u32::try_from(topic.split('/').count()).unwrap();
            // So many filters come to no more than the name's levels allow.
            assert!(is_complete_with(2 << levels, &filters, topic), "{topic}");
        }
        agrees(&map, &filters, "evil/x/x/x/x/x/x/x/x/x/x");
        for (value, s) in filters.iter().enumerate() {
            assert_eq!(map.get(filter(s)), Some(&value), "{s}");
        }
        for s in &attack {
            assert!(map.remove(filter(s)).is_some(), "{s}");
        }
        let left: Vec<_> = before.iter().chain(&after).cloned().collect();
        for topic in names {
            agrees(&map, &left, topic);
        }
        // Who has gone away takes nothing from who comes.
        let late = format!("late/{}", "+/".repeat(9));
        map.insert(filter(&late), 0).unwrap();
        assert!(map.any_match(name(&late.replace('+', "x"))));
        assert_eq!(map.len(), left.len() + 1);
    }
}

#[test]
fn what_begins_with_a_dollar_is_found_by_its_name_only() {
    let firsts = ["+", "#", "$", "$SYS", "$a", "$share", "a", "", "$\u{e9}"];
    let mut filters: Vec<_> = firsts.iter().map(|first| (*first).to_owned()).collect();
    for first in firsts.iter().filter(|first| **first != "#") {
        filters.extend(
            ["#", "+", "x", "+/#", "+/x", "$SYS", "g/x", "g/#"].map(|rest| format!("{first}/{rest}")),
        );
    }
    filters.retain(|s| !s.is_empty());
    let names: Vec<_> = firsts.iter().filter(|first| !first.contains(['+', '#'])).collect();
    let names = names
        .iter()
        .flat_map(|first| ["", "/", "/x", "/$SYS", "/y/x", "/g/x"].map(|rest| format!("{first}{rest}")));
    let names: Vec<_> = names.filter(|s| !s.is_empty()).collect();
    // By their shapes, and by the walk, after more shapes than are probed.
    let crowd: Vec<_> = (7..=8).flat_map(|depth| grid("z", depth)).collect();
    for filters in [filters.clone(), crowd.into_iter().chain(filters).collect()] {
        let map = map_of(&filters, Limits::DEFAULT);
        for topic in &names {
            agrees(&map, &filters, topic);
        }
    }
}

/// Numbers in no order that an attacker would know: splitmix64.
fn next(random: &mut u64) -> u64 {
    *random = random.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*random ^ (*random >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Any that is not special.
const KEY: [u64; 2] = [0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344];
