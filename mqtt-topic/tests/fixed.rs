//! The map without an allocator, held against a list of what is in it.

use std::collections::BTreeMap;
use std::iter::FusedIterator;

use mqtt_topic::{CapacityError, FixedFilterMap, TopicFilter, TopicName, covers_set};
use proptest::prelude::*;

const FILTERS: [&str; 9] = ["a", "a/b", "a/+", "a/#", "+/b", "#", "$a/#", "é/+", "+"];
const NAMES: [&str; 8] = ["a", "a/b", "a/", "b", "b/b", "$a", "é/b", "a/b/c"];
const CAPACITY: usize = 4;

#[derive(Clone, Debug)]
enum Change {
    Insert(&'static str, u32),
    Add(&'static str, u32),
    AddToMatching(&'static str, u32),
    AddToAll(u32),
    Remove(&'static str),
    Clear,
}

fn change() -> impl Strategy<Value = Change> {
    let filter = || prop::sample::select(&FILTERS);
    prop_oneof![
        8 => (filter(), 0..100_u32).prop_map(|(filter, value)| Change::Insert(filter, value)),
        2 => (filter(), 0..100_u32).prop_map(|(filter, value)| Change::Add(filter, value)),
        2 => (prop::sample::select(&NAMES), 0..100_u32).prop_map(|(name, value)| Change::AddToMatching(name, value)),
        1 => (0..100_u32).prop_map(Change::AddToAll),
        6 => filter().prop_map(Change::Remove),
        1 => Just(Change::Clear),
    ]
}

proptest! {
    #[test]
    fn does_what_a_list_does(changes in proptest::collection::vec(change(), 0..40)) {
        let mut map = FixedFilterMap::<u32, CAPACITY>::new();
        let mut model = BTreeMap::<&str, u32>::new();
        let checked = |s| TopicFilter::from_static(s);
        for change in changes {
            match change {
                Change::Insert(filter, value) => {
                    let has_room = model.len() < CAPACITY || model.contains_key(filter);
                    let expected =
                        if has_room { Ok(model.insert(filter, value)) } else { Err(CapacityError(value)) };
                    prop_assert_eq!(map.insert(checked(filter), value), expected);
                }
                Change::Add(filter, value) => {
                    let (found, expected) = (map.get_mut(checked(filter)), model.get_mut(filter));
                    prop_assert_eq!(&found, &expected);
                    found.into_iter().chain(expected).for_each(|number| *number += value);
                }
                Change::AddToMatching(name, value) => {
                    let name = TopicName::from_static(name);
                    map.matches_mut(name).for_each(|(_, number)| *number += value);
                    let matching = model.iter_mut().filter(|(filter, _)| checked(filter).matches(name));
                    matching.for_each(|(_, number)| *number += value);
                }
                Change::AddToAll(value) => {
                    map.iter_mut().for_each(|(_, number)| *number += value);
                    for number in model.values_mut() {
                        *number += value;
                    }
                }
                Change::Remove(filter) => {
                    prop_assert_eq!(map.remove(checked(filter)), model.remove(filter));
                }
                Change::Clear => {
                    map.clear();
                    model.clear();
                }
            }
            prop_assert_eq!((map.len(), map.is_empty()), (model.len(), model.is_empty()));
            for filter in FILTERS {
                prop_assert_eq!(map.get(checked(filter)), model.get(filter));
                prop_assert_eq!(map.contains_key(checked(filter)), model.contains_key(filter));
                let covered = covers_set(model.keys().map(|s| checked(s)), checked(filter));
                prop_assert_eq!(map.covers(checked(filter)), covered);
            }
            let entries: BTreeMap<_, _> = map.iter().map(|(filter, value)| (filter.as_str(), *value)).collect();
            prop_assert_eq!(&entries, &model);
            for name in NAMES.map(TopicName::from_static) {
                let mut found: Vec<_> =
                    map.matches(name).map(|(filter, value)| (filter.as_str(), *value)).collect();
                found.sort_unstable();
                let expected = model.iter().map(|(filter, value)| (*filter, *value));
                let expected: Vec<_> = expected.filter(|(filter, _)| checked(filter).matches(name)).collect();
                prop_assert_eq!(map.any_match(name), !expected.is_empty());
                prop_assert_eq!(found, expected);
            }
        }
    }
}

#[test]
fn a_full_map_still_replaces() {
    let [a, b, c] = ["a", "b", "c"].map(TopicFilter::from_static);
    let mut map = FixedFilterMap::<_, 2>::new();
    assert_eq!(map.insert(a, "first"), Ok(None));
    assert_eq!(map.insert(b, "second"), Ok(None));
    assert_eq!(map.insert(c, "third"), Err(CapacityError("third")));
    assert_eq!(map.insert(a, "other"), Ok(Some("first")));
    assert_eq!((map.len(), map.capacity()), (2, 2));
    assert_eq!(map.remove(b), Some("second"));
    assert_eq!(map.insert(c, "third"), Ok(None));
    assert_eq!(CapacityError(()).to_string(), "no room for another topic filter");
}

#[test]
fn constant_and_borrowed_and_empty() {
    static NONE: FixedFilterMap<'static, u8, 0> = FixedFilterMap::new();
    assert!(NONE.is_empty() && !NONE.any_match(TopicName::from_static("a")));
    assert!(!NONE.covers(TopicFilter::from_static("a")));
    assert_eq!(NONE.clone().insert(TopicFilter::from_static("a"), 1), Err(CapacityError(1)));

    let put_together = format!("lamp/{}/set", 17);
    let mut map = FixedFilterMap::<_, 3>::default();
    map.insert(TopicFilter::new(&put_together).unwrap(), 1).unwrap();
    map.insert(TopicFilter::from_static("lamp/#"), 2).unwrap();
    let (first, all) = {
        // What is found outlives the name that it was asked with.
        let name = String::from("lamp/17/set");
        let mut matches = map.matches(TopicName::new(&name).unwrap());
        (matches.next(), matches.clone().count() + 1)
    };
    assert_eq!(first.map(|(filter, value)| (filter.as_str(), *value)), Some(("lamp/17/set", 1)));
    assert_eq!(all, 2);
    assert_eq!(format!("{map:?}"), r#"{"lamp/17/set": 1, "lamp/#": 2}"#);
    assert_eq!((&map).into_iter().count(), 2);
}

#[test]
fn handlers_have_a_state() {
    let (mut pumps, mut all) = (0, 0);
    let (mut count_pumps, mut count_all) = (|by: u32| pumps += by, |by: u32| all += by);
    let mut handlers = FixedFilterMap::<&mut dyn FnMut(u32), 3>::new();
    assert!(handlers.insert(TopicFilter::from_static("pump/+"), &mut count_pumps).is_ok());
    assert!(handlers.insert(TopicFilter::from_static("#"), &mut count_all).is_ok());
    for (name, by) in [("pump/1", 1), ("valve/1", 10), ("pump/2", 100), ("$SYS/uptime", 1000)] {
        for (_, handler) in handlers.matches_mut(TopicName::from_static(name)) {
            handler(by);
        }
    }
    for (filter, handler) in &mut handlers {
        handler(if filter == "#" { 10_000 } else { 20_000 });
    }
    assert_eq!((pumps, all), (20_101, 10_111));
}

#[test]
fn what_has_ended_stays_so() {
    fn stays_ended<T>(mut entries: impl FusedIterator<Item = T>, count: usize) {
        assert_eq!(entries.by_ref().count(), count);
        assert!(entries.next().is_none() && entries.next().is_none());
    }
    // The slots are full, empty, full.
    let mut map = FixedFilterMap::<_, 3>::new();
    for filter in ["a", "b", "+"] {
        map.insert(TopicFilter::from_static(filter), filter).unwrap();
    }
    map.remove(TopicFilter::from_static("b"));
    let name = TopicName::from_static("a");
    stays_ended(map.iter(), 2);
    stays_ended(map.matches(name), 2);
    stays_ended(map.iter_mut(), 2);
    stays_ended(map.matches_mut(name), 2);
}
