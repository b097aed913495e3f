//! Topics: checks, one filter against one name, and indexes of many filters and names beside their peers.
//!
//! A group is made when its turn comes, since an index of a million filters is large, and a group of five is larger.

#![expect(clippy::cast_precision_loss, reason = "figures of three digits")]

pub mod found;
pub mod latency;
pub mod memory;
pub mod plot;
pub mod report;
pub mod target;

mod fan_out;
mod index;
mod look_up;
mod names;
mod pairs;
#[cfg(feature = "topic-peers")]
mod peers;
mod pending;
mod retained;
mod turnover;
mod workload;

pub use pending::{Pending, Scale};

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
