//! Look-ups in pieces: with any budgets, and whatever happens to the map between the pieces, what was there all the
//! time comes exactly once.

#![cfg(feature = "alloc")]
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeMap;

use mqtt_topic::topic_map::Cursor;
use mqtt_topic::{Incomplete, Limits, TopicFilter, TopicMap, TopicName};
use proptest::prelude::*;

fn name(s: &str) -> TopicName<'_> {
    TopicName::new(s).unwrap()
}

fn filter(s: &str) -> TopicFilter<'_> {
    TopicFilter::new(s).unwrap()
}

fn map_of(names: impl IntoIterator<Item = String>) -> TopicMap<u32> {
    let mut map = TopicMap::new();
    for s in names {
        map.insert(name(&s), 0).unwrap();
    }
    map
}

#[test]
fn a_budget_counts_what_does_not_match() {
    let map = map_of((0..500).flat_map(|k| [format!("a/{k}"), format!("b/{k}/c"), format!("b/{k}/d")]));
    for budget in 0..500 {
        let mut found = map.matches(filter("a/#"));
        assert_eq!(found.by_ref().take(budget).count(), budget);
        assert!(found.is_complete());
        // More is to be had in the same walk, or in another one.
        let rest = map.resume(&found.pause().unwrap()).count();
        assert_eq!((rest, found.by_ref().count()), (500 - budget, 500 - budget));
        assert!(found.is_complete() && found.pause().is_none());
    }
    // What is found does not count, however much it is.
    let mut found = map.matches(filter("a/#")).with_budget(1);
    assert_eq!((found.by_ref().count(), found.is_complete()), (500, true));
    // Without a budget not even the first name is looked at.
    let mut found = map.matches(filter("a/#")).with_budget(0);
    assert_eq!((found.next(), found.is_complete(), found.next()), (None, false, None));
    found.set_budget(1);
    assert_eq!((found.by_ref().count(), found.is_complete()), (500, true));
    // A `+` costs a look or two at each level that it stands for, also where nothing matches.
    let looks = |s, enough, too_few| {
        let ends = |budget| {
            let mut found = map.matches(filter(s)).with_budget(budget);
            while found.next().is_some() {}
            found.is_complete()
        };
        assert!(ends(enough) && !ends(too_few), "{s}");
    };
    looks("b/+/e", 1_001, 499);
    looks("aa/#", 1, 0);
    // A match now and then pays for what lies between.
    looks("b/+/d", 2, 1);
}

/// A walk that is out of budget where it goes over to another leaf finds nothing there that does not match.
#[test]
fn what_does_not_match_stays_out_with_more_budget() {
    let names = (0..50).map(|k| format!("{k:02}/b")).chain((0..30).map(|k| format!("x/a{k:02}")));
    let map = map_of(names.chain(["y/c".to_string()]));
    let mut found = map.matches(filter("+/b")).with_budget(51);
    assert_eq!(found.by_ref().count(), 50);
    found.set_budget(10);
    assert_eq!(found.next(), None);
}

/// A `+` that skips most names, one look at a time: in one walk, and in as many as there are looks.
#[test]
fn a_walk_of_single_looks_finds_the_same() {
    for (levels, below) in [(300, 1), (60, 5), (30, 10), (5, 60), (3, 100)] {
        let map = map_of((0..levels).flat_map(|k| (0..below).map(move |n| format!("{k:03}/{n}"))));
        for s in ["+/3", "+/0", "+/99", "+/x", "002/+", "+/+", "+/3/#", "+/#", "#"] {
            let expected: Vec<_> =
                map.iter().map(|(name, _)| name).filter(|name| filter(s).matches(*name)).collect();
            let mut found = map.matches(filter(s)).with_budget(0);
            let mut in_one = Vec::new();
            while found.pause().is_some() {
                found.set_budget(1);
                in_one.extend(found.by_ref().map(|(name, _)| name));
            }
            assert_eq!(in_one, expected, "{s} over {levels} times {below}");

            let mut cursor = map.matches(filter(s)).pause();
            let mut in_many = Vec::new();
            while let Some(at) = cursor {
                let mut piece = map.resume(&at).with_budget(1);
                in_many.extend(piece.by_ref().map(|(name, _)| name));
                cursor = piece.pause();
            }
            assert_eq!(in_many, expected, "{s} over {levels} times {below}");
        }
    }
}

#[test]
fn the_default_budget_is_that_of_the_limits() {
    let topics: Vec<_> = (0..30).map(|k| format!("a/{k}/b")).collect();
    let limits = Limits::DEFAULT.with_max_work(10);
    let map = TopicMap::bulk(limits, topics.iter().map(|s| (name(s), 1))).unwrap();
    assert_eq!(map.matches(filter("#")).count(), 30);
    assert_eq!(map.for_each_match(filter("#"), |_, _| ()), Ok(()));
    let mut found = map.matches(filter("a/+/c"));
    assert!(found.next().is_none() && !found.is_complete());
    assert_eq!(map.for_each_match(filter("a/+/c"), |_, _| ()), Err(Incomplete));
    // It goes on where it ended, and comes to the end in some pieces.
    let mut pieces = 1;
    let mut cursor = found.pause();
    while let Some(at) = cursor {
        let mut piece = map.resume(&at);
        assert_eq!(piece.next(), None);
        cursor = piece.pause();
        pieces += 1;
    }
    assert!((3..=7).contains(&pieces), "{pieces}");
}

/// More names than the default budget has steps.
#[test]
fn all_of_a_million_names_come() {
    let topics: Vec<_> = (0..1_200_000).map(|k| format!("{}/{}", k / 1_000, k % 1_000)).collect();
    let map = TopicMap::bulk(Limits::DEFAULT, topics.iter().map(|s| (name(s), ()))).unwrap();
    let mut found = map.matches(filter("#"));
    assert_eq!((found.by_ref().count(), found.is_complete()), (topics.len(), true));
    let mut found = map.matches(filter("+/7/#"));
    assert_eq!((found.by_ref().count(), found.is_complete()), (1_200, true));
    let mut pieces = 0;
    let mut left = map.matches(filter("#"));
    while left.by_ref().take(100_000).count() > 0 {
        pieces += 1;
    }
    assert_eq!(pieces, 12);
}

/// A step costs more where it looks at more: names of 30,000 levels are some thousand steps each, and they get on
/// however small the budget is.
#[test]
fn long_names_are_more_steps() {
    let long = "a/".repeat(30_000);
    let topics: Vec<_> = (0..50).map(|k| format!("{long}{k}/x")).collect();
    let limits = Limits::DEFAULT.with_max_levels(u16::MAX);
    let map = TopicMap::bulk(limits, topics.iter().map(|s| (name(s), ()))).unwrap();
    let deep = "+/".repeat(30_001) + "none";
    let complete = |steps| {
        let mut found = map.matches(filter(&deep)).with_budget(steps);
        assert!(found.next().is_none());
        found.is_complete()
    };
    assert!(complete(100 * 2_000) && !complete(40 * 1_800));
    let mut found = map.matches(filter(&deep));
    let mut steps = 0;
    while found.pause().is_some() {
        found.set_budget(1);
        assert!(found.next().is_none());
        steps += 1;
    }
    assert!((50..=101).contains(&steps), "{steps}");
}

#[test]
fn a_cursor_outlives_all_that_it_has_seen() {
    let mut map = map_of((0..1_000).map(|k| format!("a/{k}/x")));
    let mut found = map.matches(filter("a/+/x"));
    let seen: Vec<_> = found.by_ref().take(300).map(|(name, _)| name.to_string()).collect();
    let cursor = found.pause().unwrap();
    assert_eq!(cursor.filter(), "a/+/x");

    map.clear();
    assert_eq!(map.resume(&cursor).next(), None);
    assert!(map.resume(&cursor).pause().is_none());

    let mut map = map_of((0..1_000).map(|k| format!("a/{k}/x")));
    for s in &seen {
        map.remove(name(s));
    }
    assert_eq!(map.resume(&cursor).count(), 1_000 - seen.len());
}

#[derive(Clone, Debug)]
enum Change {
    Insert(String),
    Remove(prop::sample::Index),
    /// Everything between two names.
    RemoveRange(prop::sample::Index, prop::sample::Index),
}

fn topic() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => prop::collection::vec("[ab]|[a-f]{0,3}|a b|\\$", 1..5)
            .prop_map(|levels| levels.join("/"))
            .prop_filter("a name", |s| !s.is_empty()),
        // Many levels with a few names in each, for what skips most of them.
        1 => (0..60, 0..6).prop_map(|(level, n)| format!("{level}/{n}")),
    ]
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => topic().prop_map(Change::Insert),
        4 => any::<prop::sample::Index>().prop_map(Change::Remove),
        1 => (any::<prop::sample::Index>(), any::<prop::sample::Index>())
            .prop_map(|(a, b)| Change::RemoveRange(a, b)),
    ]
}

fn any_filter() -> impl Strategy<Value = String> {
    let level = prop_oneof!["[ab]?", Just("+".to_string()), Just("a b".to_string())];
    let of_levels = (prop::collection::vec(level, 0..4), any::<bool>())
        .prop_map(|(mut levels, hash)| {
            if hash {
                levels.push("#".into());
            }
            levels.join("/")
        })
        .prop_filter("a filter", |s| TopicFilter::new(s).is_ok());
    prop_oneof![3 => of_levels, 1 => prop::sample::select(vec!["+/3", "+/0/#", "3/+"]).prop_map(String::from)]
}

/// In level order, as strings that compare byte by byte.
fn level_order(s: &str) -> String {
    s.replace('/', "\0")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn what_stays_comes_exactly_once(
        start in prop::collection::vec(topic(), 0..400),
        filter in any_filter(),
        pieces in prop::collection::vec(
            // Each with some budgets, one after the other, before the map changes.
            (prop::collection::vec(0_u32..40, 1..5), prop::collection::vec(change(), 0..20)),
            1..40,
        ),
    ) {
        let filter = TopicFilter::new(&filter).unwrap();
        let mut map = map_of(start);
        let names = |map: &TopicMap<u32>| -> Vec<String> { map.iter().map(|(name, _)| name.to_string()).collect() };
        // What was there all the time, and what was there at some time.
        let mut stayed: BTreeMap<String, String> = names(&map).into_iter().map(|s| (level_order(&s), s)).collect();
        let mut ever = stayed.clone();
        let mut seen: Vec<String> = Vec::new();

        let mut cursor: Option<Cursor> = None;
        let mut pieces = pieces.into_iter();
        loop {
            // Once there is nothing left to do to the map, all the rest in one piece.
            let (budgets, changes) = pieces.next().unwrap_or((vec![u32::MAX], Vec::new()));
            let mut piece = match &cursor {
                Some(cursor) => map.resume(cursor),
                None => map.matches(filter),
            };
            for budget in budgets {
                // Either too few steps, or as many results as are wanted.
                piece.set_budget(if budget % 2 == 0 { budget } else { u32::MAX });
                let wanted = usize::try_from(budget).unwrap();
                let found: Vec<_> = piece.by_ref().take(wanted).map(|(name, _)| name.to_string()).collect();
                prop_assert!(found.len() == wanted || !piece.is_complete() || piece.pause().is_none());
                seen.extend(found);
            }
            let paused = piece.pause();
            prop_assert!(piece.is_complete() || paused.is_some());
            let Some(paused) = paused else { break };
            cursor = Some(paused);

            for change in changes {
                let now = names(&map);
                let place = |index: prop::sample::Index| if now.is_empty() { 0 } else { index.index(now.len()) };
                match change {
                    Change::Insert(s) => {
                        map.insert(name(&s), 1).unwrap();
                        ever.insert(level_order(&s), s);
                    }
                    Change::Remove(index) => {
                        for s in now.iter().skip(place(index)).take(1) {
                            map.remove(name(s));
                            stayed.remove(&level_order(s));
                        }
                    }
                    Change::RemoveRange(a, b) => {
                        let (a, b) = (place(a).min(place(b)), place(a).max(place(b)));
                        for s in now.iter().take(b).skip(a) {
                            map.remove(name(s));
                            stayed.remove(&level_order(s));
                        }
                    }
                }
            }
        }

        let order: Vec<_> = seen.iter().map(|s| level_order(s)).collect();
        prop_assert!(order.is_sorted_by(|a, b| a < b), "in order, and none twice");
        for s in &seen {
            prop_assert!(filter.matches(name(s)) && ever.contains_key(&level_order(s)));
        }
        let expected = stayed.iter().filter(|(_, s)| filter.matches(name(s)));
        for (key, s) in expected {
            prop_assert!(order.binary_search(key).is_ok(), "{} is missing", s);
        }
    }
}
