//! Benchmarks of the MQTT codecs, with other codecs beside them behind the feature `peers`.
//!
//! A [`Group`] is one operation on one sample, a [`Row`](row::Row) is one way to do it. The groups are listed once, by
//! [`decode`] and [`encode`]: the criterion benches time them, the bench `instructions` counts them. The samples stand in
//! [`v3`] and [`v5`]. [`topic`] has the groups of the bench `topic`: indexes of filters and names.
//!
//! With `peers` the other codecs are also asked what they make of packets: `judge` asks them, `grammar` draws packets and says
//! what the standards say of each, `rulings` explains where somebody differs. The binaries `peers_on_corpus` and `differential`
//! put them together.

#![forbid(unsafe_code)]
#![expect(clippy::unwrap_used, reason = "a sample that cannot be made has to stop the run")]
#![expect(missing_debug_implementations, reason = "a row is a closure")]

#[cfg(feature = "peers")]
pub mod comparison;
#[cfg(feature = "peers")]
#[expect(clippy::large_enum_variant, reason = "what was seen is larger than that nothing was")]
#[expect(clippy::unnecessary_wraps, reason = "a change says whether it was made, and some always are")]
pub mod grammar;
#[cfg(feature = "peers")]
#[expect(
    clippy::large_types_passed_by_value,
    clippy::large_enum_variant,
    reason = "what was seen is built up"
)]
#[expect(clippy::single_match_else, reason = "a version is an arm")]
pub mod judge;
pub mod row;
#[cfg(feature = "peers")]
pub mod rulings;
#[cfg(feature = "peers")]
pub mod seen;
pub mod table;
pub mod topic;
pub mod v3;
pub mod v5;

use std::time::{SystemTime, UNIX_EPOCH};

use row::Group;

/// The date in UTC, `2026-11-25`.
///
/// # Panics
///
/// If the clock stands before 1970.
pub fn today() -> String {
    let days = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() / 86_400;
    let leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let (mut year, mut left) = (1970, days);
    while left >= 365 + u64::from(leap(year)) {
        left -= 365 + u64::from(leap(year));
        year += 1;
    }
    let mut month = 1;
    for days in [31, 28 + u64::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if left < days {
            break;
        }
        left -= days;
        month += 1;
    }
    format!("{year}-{month:02}-{:02}", left + 1)
}

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
