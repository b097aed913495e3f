//! Topics: checks, one filter against one name, and indexes of many filters and names beside their peers.
//!
//! A group is made when its turn comes, since an index of a million filters is large, and a group of five is larger.

#![expect(clippy::cast_precision_loss, reason = "figures of three digits")]

pub mod latency;
pub mod memory;
pub mod plot;
pub mod report;
pub mod target;

mod fan_out;
mod index;
mod look_up;
mod pairs;
#[cfg(feature = "topic-peers")]
mod peers;
mod retained;
mod turnover;
mod workload;

use crate::row::Group;

/// How large everything is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Scale {
    /// As the names of the groups say.
    Full,
    /// A hundredth of it, to see whether all works.
    Small,
}

/// A group that is made when it is asked for.
pub struct Pending {
    /// The group's name.
    pub name: String,
    make: Box<dyn FnOnce(&str) -> Group>,
}

/// How the rows of [`FilterMap`](mqtt_topic::FilterMap) are called.
pub const SINGLE: &str = "FilterMap";

/// The row of a look-up of eight names at once.
pub const BATCH: &str = "FilterMap, batch of 8";

/// The row of what no index of filters can be faster than.
pub const FLOOR: &str = "hashbrown";

/// The rows of other indexes.
pub const PEERS: [&str; 4] = ["mqtt-topic-engine", "quill-pubsub", "mqtt_topic_tree", "rmqtt"];

/// The rows that are neither ours nor a peer's.
pub const REFERENCES: [&str; 2] = [FLOOR, retained::ORDERED];

impl Scale {
    /// So many things, or less of them.
    #[must_use]
    pub fn of(self, things: u32) -> u32 {
        match self {
            Self::Full => things,
            Self::Small => (things / 100).max(8),
        }
    }
}

impl Pending {
    fn new(name: impl Into<String>, make: impl FnOnce(&str) -> Group + 'static) -> Self {
        Self { name: name.into(), make: Box::new(make) }
    }

    /// Fills the indexes.
    ///
    /// # Panics
    ///
    /// If an index does not find what is there to be found, so that nobody is measured on an error path.
    #[must_use]
    pub fn make(self) -> Group {
        (self.make)(&self.name)
    }
}

/// Everything that is timed about topics.
#[must_use]
pub fn groups(scale: Scale) -> Vec<Pending> {
    let mut groups = pairs::groups();
    groups.extend(look_up::groups(scale));
    groups.extend(fan_out::groups(scale));
    groups.extend(turnover::groups(scale));
    groups.extend(retained::groups(scale));
    groups
}
