//! One topic, and many filters that match it, or nearly.

use std::hint::black_box;

use mqtt_topic::{FilterMap, Limits, TopicFilter, TopicName};

use super::index::Index;
use super::names::SINGLE;
use super::pending::{Pending, Scale};
use crate::row::{Group, Row};

pub(super) fn groups(scale: Scale) -> Vec<Pending> {
    let fan_out = |(name, filters): (&str, u32)| {
        let filters = if filters > 100 { scale.of(filters) } else { filters };
        Pending::new(name, move |name| {
            let each = Combinations { levels: &FOURTEEN, end: "", count: filters };
            Group::new(name.into(), filters as usize, each.name("").len(), rows(each, "", filters as usize))
        })
    };
    let mut groups: Vec<_> = [
        ("fan-out 1", 1),
        ("fan-out 10", 10),
        ("fan-out 100", 100),
        ("fan-out 1k", 1_000),
        ("fan-out 10k", 10_000),
    ]
    .map(fan_out)
    .into();
    groups.push(subscribers(scale));
    groups.push(Pending::new("{a,+}^10, all match", |name| {
        let each = Combinations { levels: &["a"; 10], end: "", count: 1024 };
        let mut group = Group::new(name.into(), 1, each.name("").len(), rows(each, "", 1024));
        group.rows.push(bounded(each, ""));
        group
    }));
    groups.push(Pending::new("{a,+}^10/x, none matches", |name| {
        let each = Combinations { levels: &["a"; 10], end: "/x", count: 1024 };
        let mut group = Group::new(name.into(), 1, each.name("/y").len(), rows(each, "/y", 0));
        group.rows.push(bounded(each, "/y"));
        group
    }));
    groups
}

/// Filters that have some levels of a name, and `+` for the others.
#[derive(Clone, Copy)]
struct Combinations {
    levels: &'static [&'static str],
    /// What follows in all filters.
    end: &'static str,
    count: u32,
}

impl Combinations {
    fn name(self, end: &str) -> String {
        self.levels.join("/") + end
    }

    fn filled<I: Index>(self) -> I {
        let mut index = I::default();
        for number in 0..self.count {
            let level = |(bit, level)| if number >> bit & 1 == 0 { level } else { "+" };
            let levels: Vec<_> = self.levels.iter().copied().enumerate().map(level).collect();
            index.insert(&(levels.join("/") + self.end), number);
        }
        index
    }
}

fn rows(filters: Combinations, end: &str, hits: usize) -> Vec<Row> {
    #[cfg_attr(not(feature = "topic-peers"), expect(unused_mut, reason = "peers add their rows"))]
    let mut rows = vec![row::<FilterMap<u32>>(filters, end, hits)];
    #[cfg(feature = "topic-peers")]
    {
        rows.push(row::<super::peers::Engine>(filters, end, hits));
        rows.push(row::<super::peers::Quill>(filters, end, hits));
        #[cfg(feature = "rmqtt")]
        rows.push(row::<super::peers::Rmqtt>(filters, end, hits));
    }
    rows
}

fn row<I: Index>(filters: Combinations, end: &str, hits: usize) -> Row {
    let (index, topic) = (filters.filled::<I>(), filters.name(end));
    assert_eq!(index.look_up(&topic), hits, "{} looks up {topic}", I::NAME);
    Row::repeat(I::NAME, move || {
        black_box(index.look_up(black_box(&topic)));
    })
}

/// A look-up that may take a thousand steps.
fn bounded(filters: Combinations, end: &str) -> Row {
    let mut limits = Limits::DEFAULT;
    limits.max_work = 1_000;
    let (filled, topic) = (filters.filled::<FilterMap<u32>>(), filters.name(end));
    let map = FilterMap::bulk(limits, filled.iter().map(|(filter, value)| (filter, *value))).unwrap();
    Row::repeat("FilterMap, 1,000 steps at the most", move || {
        black_box(map.look_up(black_box(&topic)));
    })
}

/// All subscribers of one filter: of each its number is looked at.
fn subscribers(scale: Scale) -> Pending {
    let count = scale.of(10_000);
    Pending::new("10k subscribers of a filter", move |name| {
        let filter = "site42/+/fl03/dev0012345/temp";
        let topic = "site42/bld007/fl03/dev0012345/temp";
        let mut map = FilterMap::new();
        map.insert(TopicFilter::new(filter).unwrap(), (0..count).collect::<Vec<_>>()).unwrap();
        #[cfg_attr(not(feature = "topic-peers"), expect(unused_mut, reason = "peers add their rows"))]
        let mut rows = vec![Row::repeat(SINGLE, move || {
            for (_, subscribers) in map.matches(TopicName::new(black_box(topic)).unwrap()) {
                for subscriber in subscribers {
                    black_box(*subscriber);
                }
            }
        })];
        #[cfg(feature = "topic-peers")]
        {
            rows.push(crowd::<super::peers::Engine>(filter, topic, count));
            rows.push(crowd::<super::peers::Quill>(filter, topic, count));
            rows.push(crowd::<super::peers::Tree>(filter, topic, count));
            #[cfg(feature = "rmqtt")]
            rows.push(crowd::<super::peers::Rmqtt>(filter, topic, count));
        }
        Group::new(name.into(), count as usize, topic.len(), rows)
    })
}

#[cfg(feature = "topic-peers")]
fn crowd<I: Index>(filter: &str, topic: &'static str, count: u32) -> Row {
    let mut index = I::default();
    for subscriber in 0..count {
        index.insert(filter, subscriber);
    }
    assert_eq!(index.look_up(topic), count as usize, "{} looks up {topic}", I::NAME);
    Row::repeat(I::NAME, move || {
        black_box(index.look_up(black_box(topic)));
    })
}

const FOURTEEN: [&str; 14] =
    ["a0", "a1", "a2", "a3", "a4", "a5", "a6", "b0", "b1", "b2", "b3", "b4", "b5", "b6"];
