//! Other indexes of topic filters.

use std::hint::black_box;

use mqtt_topic_engine::{CacheStrategy, QoS, SubscriptionId, TopicPath, TopicPatternPath, TopicRouter};
use mqtt_topic_tree::{QoS as TreeQoS, TopicFilter, TopicName, TopicTree};
use quill::{Pattern, Registry, Topic};

use super::index::Index;

/// mqtt-topic-engine: a trie with a hash map in each node.
#[derive(Default)]
pub(super) struct Engine {
    router: TopicRouter<u32>,
    /// What it wants to hear when a filter is to go, by value.
    ids: Vec<Option<SubscriptionId>>,
}

impl Index for Engine {
    const NAME: &'static str = "mqtt-topic-engine";

    fn insert(&mut self, filter: &str, value: u32) {
        let pattern = TopicPatternPath::new_from_string(filter, CacheStrategy::NoCache).unwrap();
        let (_, id) = self.router.add_subscription(pattern, QoS::AtMostOnce, value);
        let place = value as usize;
        if self.ids.len() <= place {
            self.ids.resize(place + 1, None);
        }
        *self.ids.get_mut(place).unwrap() = Some(id);
    }

    fn remove(&mut self, _: &str, value: u32) {
        let id = self.ids.get_mut(value as usize).unwrap().take().unwrap();
        self.router.unsubscribe(&id).unwrap();
    }

    fn look_up(&self, topic: &str) -> usize {
        let found = self.router.get_subscribers(&TopicPath::new(topic).unwrap());
        for (_, _, value) in &found {
            black_box(**value);
        }
        found.len()
    }
}

/// quill-pubsub: a trie with a hash map in each node, behind a lock.
#[derive(Default)]
pub(super) struct Quill(Registry<u32>);

impl Index for Quill {
    const NAME: &'static str = "quill-pubsub";

    fn insert(&mut self, filter: &str, value: u32) {
        self.0.subscribe(Pattern::parse(filter).unwrap(), value);
    }

    fn remove(&mut self, filter: &str, value: u32) {
        assert!(self.0.unsubscribe(&Pattern::parse(filter).unwrap(), &value));
    }

    fn look_up(&self, topic: &str) -> usize {
        let found = self.0.matching(&Topic::parse(topic).unwrap());
        for value in &found {
            black_box(*value);
        }
        found.len()
    }
}

/// mqtt_topic_tree: a trie with a hash map in each node. Without the lock that it brings, it is an index as the others are.
#[derive(Default)]
pub(super) struct Tree(TopicTree);

impl Index for Tree {
    const NAME: &'static str = "mqtt_topic_tree";

    fn insert(&mut self, filter: &str, value: u32) {
        let filter = TopicFilter::try_from(filter.to_owned()).ok().unwrap();
        self.0.add_subscription(filter, value.into(), TreeQoS::Level0);
    }

    fn remove(&mut self, filter: &str, value: u32) {
        self.0.remove_subscription(TopicFilter::try_from(filter.to_owned()).ok().unwrap(), value.into());
    }

    fn look_up(&self, topic: &str) -> usize {
        let found = self.0.get_subscriptions(&TopicName::try_from(topic.to_owned()).unwrap());
        for subscriber in &found {
            black_box(subscriber.client_id);
        }
        found.len()
    }
}

#[cfg(feature = "rmqtt")]
pub(super) use broker::Rmqtt;

#[cfg(feature = "rmqtt")]
mod broker {
    use std::hint::black_box;

    use rmqtt::topic::Topic;
    use rmqtt::trie::TopicTree;

    use crate::topic::index::Index;

    /// The trie of the broker rmqtt, with a hash map in each node.
    #[derive(Default)]
    pub(in crate::topic) struct Rmqtt(TopicTree<u32>);

    impl Index for Rmqtt {
        const NAME: &'static str = "rmqtt";

        fn insert(&mut self, filter: &str, value: u32) {
            self.0.insert(&filter.parse().unwrap(), value);
        }

        fn remove(&mut self, filter: &str, value: u32) {
            assert!(self.0.remove(&filter.parse().unwrap(), &value));
        }

        fn look_up(&self, topic: &str) -> usize {
            let topic: Topic = topic.parse().unwrap();
            let mut hits = 0;
            for (_, values) in self.0.matches(&topic).iter() {
                for value in values {
                    black_box(*value);
                    hits += 1;
                }
            }
            hits
        }
    }
}
