//! What is compared: indexes, each in its own way.

use std::hint::black_box;

use hashbrown::HashMap;
use mqtt_topic::{FilterMap, TopicFilter, TopicName};

use super::names::{FLOOR, SINGLE};

/// An index of filters, ours or a peer's, with a number under each of them.
pub(super) trait Index: Default + 'static {
    const NAME: &'static str;

    fn insert(&mut self, filter: &str, value: u32);

    /// Removes what was inserted with just this filter and value.
    fn remove(&mut self, filter: &str, value: u32);

    /// Makes a name of the topic, looks it up and looks at each value: how many there are.
    fn look_up(&self, topic: &str) -> usize;
}

impl Index for FilterMap<u32> {
    const NAME: &'static str = SINGLE;

    fn insert(&mut self, filter: &str, value: u32) {
        Self::insert(self, TopicFilter::new(filter).unwrap(), value).unwrap();
    }

    fn remove(&mut self, filter: &str, _: u32) {
        Self::remove(self, TopicFilter::new(filter).unwrap()).unwrap();
    }

    #[inline]
    fn look_up(&self, topic: &str) -> usize {
        let mut hits = 0;
        for (_, value) in self.matches(TopicName::new(topic).unwrap()) {
            black_box(*value);
            hits += 1;
        }
        hits
    }
}

/// The floor: a hash table of topics, which finds what is equal and nothing else.
impl Index for HashMap<String, u32> {
    const NAME: &'static str = FLOOR;

    fn insert(&mut self, filter: &str, value: u32) {
        Self::insert(self, filter.to_owned(), value);
    }

    fn remove(&mut self, filter: &str, _: u32) {
        Self::remove(self, filter).unwrap();
    }

    #[inline]
    fn look_up(&self, topic: &str) -> usize {
        black_box(self.get(topic).copied()).into_iter().count()
    }
}
