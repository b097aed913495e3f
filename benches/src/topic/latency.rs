//! How long single insertions and removals take: the slow ones, too, which a mean does not show.

use std::time::Instant;

use hashbrown::HashMap;
use mqtt_topic::FilterMap;

use super::index::Index;
use super::pending::Scale;
use super::workload::{Kind, Workload, shuffled};

/// What single operations took.
#[derive(Debug)]
pub struct Latency {
    /// Of which index.
    pub index: &'static str,
    /// Which operations.
    pub operation: &'static str,
    /// Each of them, in nanoseconds, the shortest first.
    taken: Vec<u32>,
}

/// Insertions into an empty index until there are a million filters.
pub const GROWTH: &str = "insert, 0 to 1M";
/// Insertions into an index of a million filters, one for each removal.
pub const INSERT: &str = "insert, steady at 1M";
/// Removals from an index of a million filters, one for each insertion.
pub const REMOVE: &str = "remove, steady at 1M";

impl Latency {
    /// What so many of a thousand operations took at the most, in nanoseconds.
    ///
    /// # Panics
    ///
    /// If there was no operation.
    #[must_use]
    pub fn permille(&self, share: f64) -> u32 {
        let from_the_end = (self.taken.len() as f64 * (1.0 - share / 1000.0)).floor();
        let place = self.taken.iter().rev().enumerate().find(|(place, _)| *place as f64 >= from_the_end);
        *place.or(self.taken.first().map(|first| (0, first))).unwrap().1
    }

    /// How many operations a second, without what comes between them.
    #[must_use]
    pub fn per_second(&self) -> f64 {
        let sum: u64 = self.taken.iter().map(|taken| u64::from(*taken)).sum();
        self.taken.len() as f64 / (sum as f64 / 1e9)
    }

    /// How many operations took longer than that.
    #[must_use]
    pub fn longer_than(&self, nanoseconds: u32) -> usize {
        self.taken.iter().filter(|taken| **taken > nanoseconds).count()
    }

    fn of(index: &'static str, operation: &'static str, mut taken: Vec<u32>) -> Self {
        taken.sort_unstable();
        Self { index, operation, taken }
    }
}

/// Of all indexes, and of nothing but reading the clock.
#[must_use]
pub fn all(scale: Scale) -> Vec<Latency> {
    let count = scale.of(1_000_000);
    let clock = (0..count).map(|_| timed(|| {})).collect();
    let mut all = vec![Latency::of("the clock", "none", clock)];
    all.extend(latencies::<FilterMap<u32>>(count));
    all.extend(latencies::<HashMap<String, u32>>(count));
    #[cfg(feature = "topic-peers")]
    {
        all.extend(latencies::<super::peers::Engine>(count));
        all.extend(latencies::<super::peers::Quill>(count));
        all.extend(latencies::<super::peers::Tree>(count));
        #[cfg(feature = "rmqtt")]
        all.extend(latencies::<super::peers::Rmqtt>(count));
    }
    all
}

fn latencies<I: Index>(count: u32) -> [Latency; 3] {
    let workload = Workload { kind: Kind::Exact, filters: count + count / 4 };
    let filters: Vec<_> =
        shuffled(workload.filters).into_iter().map(|it| (workload.filter(it), it)).collect();
    let (first, more) = filters.split_at_checked(count as usize).unwrap();
    let mut index = I::default();
    let insert = |index: &mut I, (filter, value): &(String, u32)| timed(|| index.insert(filter, *value));
    let growth = first.iter().map(|filter| insert(&mut index, filter)).collect();
    let (mut inserted, mut removed) = (Vec::new(), Vec::new());
    for (new, (old, value)) in more.iter().zip(first) {
        removed.push(timed(|| index.remove(old, *value)));
        inserted.push(insert(&mut index, new));
    }
    [(GROWTH, growth), (INSERT, inserted), (REMOVE, removed)]
        .map(|(operation, taken)| Latency::of(I::NAME, operation, taken))
}

fn timed(operation: impl FnOnce()) -> u32 {
    let start = Instant::now();
    operation();
    u32::try_from(start.elapsed().as_nanos()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles() {
        let latency = Latency::of("", "", (1..=1000).rev().collect());
        let found = [500.0, 990.0, 999.0, 1000.0].map(|share| latency.permille(share));
        assert_eq!(found, [500, 990, 999, 1000]);
        assert_eq!(latency.longer_than(990), 10);
    }
}
