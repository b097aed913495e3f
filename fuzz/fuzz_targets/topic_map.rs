//! Any changes to a `TopicMap` give what they give in a sorted map, and every look-up what the plain question of each
//! name gives, in pieces as well, with changes in between.

#![no_main]
#![forbid(unsafe_code)]
#![expect(clippy::expect_used, reason = "it is how a fuzz target reports")]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use mqtt_topic::topic_map::{Cursor, Entry};
use mqtt_topic::{LimitError, Limits, TopicFilter, TopicMap, TopicName};

/// Level order is the order of the levels.
type Model = BTreeMap<Vec<String>, u32>;

// A line an operation: its first byte says what, the rest is a name or a filter.
fuzz_target!(|bytes: &[u8]| {
    let mut map = TopicMap::new();
    let mut model = Model::new();
    // A look-up on its way, and what it must still find: what was there when it began, and is ever since.
    let mut paused: Option<(Cursor, Vec<Vec<String>>)> = None;
    for (line, value) in bytes.split(|byte| *byte == b'\n').zip(0..) {
        let Some((operation, topic)) = line.split_first() else { continue };
        match (operation % 6, TopicName::from_utf8(topic), TopicFilter::from_utf8(topic)) {
            (0, Ok(name), _) => match map.insert(name, value) {
                Ok(old) => assert_eq!(old, model.insert(key(name), value)),
                Err(error) => assert!(error == LimitError::Levels && too_deep(name)),
            },
            (1, Ok(name), _) => {
                assert_eq!(map.remove(name), model.remove(&key(name)));
                if let Some((_, due)) = &mut paused {
                    due.retain(|other| *other != key(name));
                }
            }
            // Many at once, so that there are several leaves.
            (2, Ok(name), _) => {
                for k in 0..100 {
                    let k = k * 37 % 100;
                    // In one level, or each in its own, so that a `+` skips most of them.
                    let longer =
                        if operation / 6 % 2 == 0 { format!("{name}{k}") } else { format!("{k}/{name}") };
                    let Ok(name) = TopicName::new(&longer) else { break };
                    let entry = map.entry(name);
                    assert_eq!(entry.is_err(), too_deep(name));
                    if let Ok(entry) = entry {
                        let before = match entry {
                            Entry::Occupied(mut entry) => Some(entry.insert(value)),
                            Entry::Vacant(entry) => {
                                entry.insert(value);
                                None
                            }
                        };
                        assert_eq!(before, model.insert(key(name), value));
                    }
                }
            }
            (3, _, Ok(filter)) => {
                let expected: Vec<_> = matching(&model, filter).collect();
                let found = map.matches(filter).map(|(name, value)| (key(name), *value));
                assert!(found.eq(expected.iter().cloned()), "{filter}");
                assert!(map.estimate(filter) >= expected.len(), "{filter}");

                let mut found = Vec::new();
                let complete = map.for_each_match(filter, |name, value| found.push((key(name), *value)));
                assert_eq!((complete, &found), (Ok(()), &expected), "{filter}");

                // The same in one walk that gets a few steps at a time.
                let mut walk = map.matches(filter).with_budget(0);
                let mut found = Vec::new();
                while walk.pause().is_some() {
                    walk.set_budget(1 + u32::from(operation / 6));
                    found.extend(walk.by_ref().map(|(name, value)| (key(name), *value)));
                }
                assert_eq!(found, expected, "{filter}");

                let mut piece = map.matches(filter);
                let seen = piece.by_ref().take(value as usize % 50).count();
                let due = expected.into_iter().skip(seen).map(|(key, _)| key).collect();
                paused = piece.pause().map(|cursor| (cursor, due));
            }
            (4, Ok(name), _) => {
                let entry = map.entry(name).map(|entry| *entry.and_modify(|old| *old ^= value).or_default());
                if entry.is_ok() {
                    let expected = model.entry(key(name)).and_modify(|old| *old ^= value).or_default();
                    assert_eq!(entry, Ok(*expected));
                }
            }
            (5, Ok(name), _) => {
                let first = name.len() % 7;
                let mut gone = Vec::new();
                map.retain(|name, value| {
                    *value = value.wrapping_add(1);
                    let stays = name.len() % 7 != first;
                    if !stays {
                        gone.push(key(name));
                    }
                    stays
                });
                model.retain(|levels, value| {
                    *value = value.wrapping_add(1);
                    levels.join("/").len() % 7 != first
                });
                if let Some((_, due)) = &mut paused {
                    due.retain(|other| gone.binary_search(other).is_err());
                }
            }
            // Otherwise the look-up goes on.
            _ => {
                let Some((cursor, due)) = paused.take() else { continue };
                let mut piece = map.resume(&cursor);
                let mut due = due.into_iter().peekable();
                for budget in [value % 50, 1, u32::from(operation / 6)] {
                    piece.set_budget(budget);
                    for (name, _) in piece.by_ref().take(budget as usize) {
                        assert!(cursor.filter().matches(name), "{name} does not match");
                        assert!(
                            due.peek().is_none_or(|due| *due >= key(name)),
                            "{name} comes before what is due"
                        );
                        due.next_if_eq(&key(name));
                    }
                }
                let due: Vec<_> = due.collect();
                let cursor = piece.pause();
                assert!(cursor.is_some() || due.is_empty(), "the end came before what is due");
                paused = cursor.map(|cursor| (cursor, due));
            }
        }
    }
    assert!(map.iter().map(|(name, value)| (key(name), *value)).eq(model.clone()));
    assert!(map.keys().zip(map.values()).eq(&map) && map.keys().all(|name| map.contains_key(name)));
    if let Some((cursor, due)) = paused {
        let rest: Vec<_> = map.resume(&cursor).map(|(name, _)| key(name)).collect();
        assert!(due.iter().all(|key| rest.contains(key)));
    }
    let entries = map.iter().map(|(name, value)| (name, *value));
    let bulk = TopicMap::bulk(map.limits(), entries).expect("each was inserted");
    assert_eq!(bulk, map);
    for (name, value) in &map {
        assert_eq!(bulk.get(name), Some(value));
    }
    for levels in model.keys() {
        let name = levels.join("/");
        map.remove(TopicName::new(&name).expect("it was a name")).expect("it was there");
    }
    assert!(map.is_empty());
});

fn key(name: TopicName<'_>) -> Vec<String> {
    name.split('/').map(String::from).collect()
}

fn too_deep(name: TopicName<'_>) -> bool {
    name.split('/').count() > usize::from(Limits::DEFAULT.max_levels)
}

fn matching<'m>(model: &'m Model, filter: TopicFilter<'m>) -> impl Iterator<Item = (Vec<String>, u32)> + 'm {
    let matches = move |levels: &[String]| {
        let name = levels.join("/");
        filter.matches(TopicName::new(&name).expect("it was a name"))
    };
    model.iter().filter(move |(levels, _)| matches(levels)).map(|(levels, value)| (levels.clone(), *value))
}
