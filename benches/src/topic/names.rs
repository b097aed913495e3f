//! How the rows are called.

/// How the rows of [`FilterMap`](mqtt_topic::FilterMap) are called.
pub(super) const SINGLE: &str = "FilterMap";

/// The row of a look-up of eight names at once.
pub(super) const BATCH: &str = "FilterMap, batch of 8";

/// The row of what no index of filters can be faster than.
pub(super) const FLOOR: &str = "hashbrown";

/// The rows of other indexes.
pub(super) const PEERS: [&str; 4] = ["mqtt-topic-engine", "quill-pubsub", "mqtt_topic_tree", "rmqtt"];

/// The row of `std`'s ordered map, asked for a range of strings.
pub(super) const ORDERED: &str = "BTreeMap, range";

/// The rows that are neither ours nor a peer's.
pub(super) const REFERENCES: [&str; 2] = [FLOOR, ORDERED];

/// Whether it is a row of ours.
pub(super) fn is_ours(row: &str) -> bool {
    row.starts_with(SINGLE) || ["mqtt-topic", "TopicMap"].contains(&row)
}
