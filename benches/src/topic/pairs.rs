//! One filter against one name, and the check of one filter.

use std::hint::black_box;

use mqtt_topic::{TopicFilter, TopicName};

use super::pending::Pending;
use crate::row::{Group, Row};

pub(super) fn groups() -> Vec<Pending> {
    let mut groups = vec![Pending::new("match 16 pairs", |name| {
        Group::new(name.into(), PAIRS.len(), PAIRS.iter().map(|(_, name, _)| name.len()).sum(), matches())
    })];
    groups.extend(FILTERS.map(|(name, filter)| {
        Pending::new(name, move |name| Group::new(name.into(), 1, filter.len(), checks(filter)))
    }));
    groups
}

/// Filter, name, and whether it matches.
const PAIRS: [(&str, &str, bool); 16] = [
    (T, T, true),
    (T, "sensors/building-7/floor-3/temp/02", false),
    (T, "sensors/building-8/floor-3/temp/01", false),
    ("sensors/+/floor-3/temp/01", T, true),
    ("sensors/+/floor-3/temp/+", T, true),
    ("sensors/+/+/temp/+", T, true),
    ("sensors/+/floor-4/temp/+", T, false),
    ("+/+/+/+/+", T, true),
    ("sensors/#", T, true),
    ("sensors/building-7/#", T, true),
    ("sensors/+/floor-3/#", T, true),
    ("#", T, true),
    ("plant/3/pump/#", "plant/3/pump", true),
    ("a/+/c", "a/b/c", true),
    ("$SYS/#", "$SYS/broker/uptime", true),
    ("+/broker/uptime", "$SYS/broker/uptime", false),
];

const T: &str = "sensors/building-7/floor-3/temp/01";

/// Of 34 bytes each.
const FILTERS: [(&str, &str); 3] = [
    ("check a filter without wildcards", "site42/bld007/fl03/dev0012345/temp"),
    ("check a filter with wildcards", "building-0042/+/floor-03/sensors/#"),
    ("check a shared subscription", "$share/workers/site42/+/fl03/temps"),
];

/// Of names and filters that were parsed beforehand, where that is how they are matched.
fn matches() -> Vec<Row> {
    let pairs = PAIRS.map(|(filter, name, expected)| {
        let pair = (TopicFilter::new(filter).unwrap(), TopicName::new(name).unwrap());
        assert_eq!(pair.0.matches(pair.1), expected);
        pair
    });
    #[cfg_attr(not(feature = "topic-peers"), expect(unused_mut, reason = "peers add their rows"))]
    let mut rows = vec![Row::repeat("mqtt-topic", move || {
        for (filter, name) in black_box(&pairs) {
            black_box(filter.matches(*name));
        }
    })];
    #[cfg(feature = "topic-peers")]
    rows.extend(peers::matches());
    rows
}

fn checks(filter: &'static str) -> Vec<Row> {
    assert_eq!(filter.len(), 34);
    #[cfg_attr(not(feature = "topic-peers"), expect(unused_mut, reason = "peers add their rows"))]
    let mut rows = vec![Row::repeat("mqtt-topic", move || {
        let filter = TopicFilter::new(black_box(filter)).unwrap();
        black_box(&filter.shared());
    })];
    #[cfg(feature = "topic-peers")]
    rows.extend(peers::checks(filter));
    rows
}

#[cfg(feature = "topic-peers")]
mod peers {
    use std::sync::Arc;

    use mqtt_topic_engine::{CacheStrategy, TopicPath, TopicPatternPath};
    use quill::{Pattern, Topic};

    use super::*;

    /// rumqttc finds that `$SYS/#` does not match, quill that `+/broker/uptime` does.
    pub(super) fn matches() -> Vec<Row> {
        let engine = PAIRS.map(|(filter, name, expected)| {
            let pattern = TopicPatternPath::new_from_string(filter, CacheStrategy::NoCache).unwrap();
            let topic = Arc::new(TopicPath::new(name).unwrap());
            assert_eq!(pattern.try_match(Arc::clone(&topic)).is_ok(), expected);
            (pattern, topic)
        });
        let quill =
            PAIRS.map(|(filter, name, _)| (Pattern::parse(filter).unwrap(), Topic::parse(name).unwrap()));
        vec![
            Row::repeat("rumqttc", || {
                for (filter, name, _) in black_box(&PAIRS) {
                    black_box(rumqttc::matches(name, filter));
                }
            }),
            Row::repeat("mqtt-topic-engine", move || {
                for (pattern, topic) in black_box(&engine) {
                    black_box(pattern.try_match(Arc::clone(topic)).is_ok());
                }
            }),
            Row::repeat("quill-pubsub", move || {
                for (pattern, topic) in black_box(&quill) {
                    black_box(pattern.matches(topic));
                }
            }),
            #[cfg(feature = "rmqtt")]
            {
                use rmqtt::topic::Topic;
                let pairs = PAIRS.map(|(filter, name, expected)| {
                    let pair: (Topic, Topic) = (filter.parse().unwrap(), name.parse().unwrap());
                    assert_eq!(pair.0.matches(&pair.1), expected, "rmqtt matches {filter} and {name}");
                    pair
                });
                Row::repeat("rmqtt", move || {
                    for (filter, name) in black_box(&pairs) {
                        black_box(filter.matches(name));
                    }
                })
            },
        ]
    }

    pub(super) fn checks(filter: &'static str) -> Vec<Row> {
        vec![
            Row::repeat("rumqttc", move || {
                black_box(rumqttc::valid_filter(black_box(filter)));
            }),
            Row::repeat("mqtt-topic-engine", move || {
                black_box(&TopicPatternPath::new_from_string(black_box(filter), CacheStrategy::NoCache));
            }),
            Row::repeat("quill-pubsub", move || {
                black_box(&Pattern::parse(black_box(filter)));
            }),
            Row::repeat("mqtt_topic_tree", move || {
                black_box(&mqtt_topic_tree::TopicFilter::try_from(black_box(filter).to_owned()));
            }),
            #[cfg(feature = "rmqtt")]
            Row::repeat("rmqtt", move || {
                black_box(&black_box(filter).parse::<rmqtt::topic::Topic>());
            }),
        ]
    }
}
