//! Benchmarks of the MQTT codecs, with other codecs beside them behind the feature `peers`.
//!
//! A [`Group`] is one operation on one sample, a [`Row`](row::Row) is one way to do it. The groups are listed once, by
//! [`decode`] and [`encode`]: the criterion benches time them, the bench `instructions` counts them. The samples stand in
//! [`v3`] and [`v5`]. [`topic`] has the groups of the bench `topic`: indexes of filters and names.

#![forbid(unsafe_code)]
#![expect(clippy::unwrap_used, reason = "a sample that cannot be made has to stop the run")]
#![expect(missing_debug_implementations, reason = "a row is a closure")]

pub mod row;
pub mod table;
pub mod topic;
pub mod v3;
pub mod v5;

use row::Group;

/// Everything that is measured of decoding.
///
/// # Panics
///
/// If a codec does not find in a sample what is in it, so that nobody is measured on an error path.
pub fn decode() -> Vec<Group> {
    let mut groups = v3::decode::groups();
    groups.extend(v5::decode::groups());
    groups
}

/// Everything that is measured of encoding.
///
/// # Panics
///
/// If a codec writes something else than what is in a sample.
pub fn encode() -> Vec<Group> {
    let mut groups = v3::encode::groups();
    groups.extend(v5::encode::groups());
    groups
}
