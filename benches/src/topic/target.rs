//! What the indexes are to take at the most, and whether they do.

use super::found::Found;
use super::latency::{GROWTH, INSERT, REMOVE};
use super::memory::{BULK, EMPTIEST};
use super::names::{BATCH, FLOOR, PEERS, SINGLE};

/// A figure and its target.
#[derive(Debug)]
pub struct Verdict {
    /// What was measured.
    pub what: String,
    /// What was found.
    pub is: f64,
    /// What it is to be at the most.
    pub target: f64,
    /// What both are.
    pub unit: Unit,
    /// The same of what is not an index of filters.
    pub floor: Option<f64>,
    /// The same of the best of the peers.
    pub best_peer: Option<f64>,
}

/// What a figure counts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Unit {
    /// Time.
    Nanoseconds,
    /// Memory.
    Bytes,
}

/// Group, row, nanoseconds.
const TIMES: [(&str, &str, f64); 28] = [
    ("match 16 pairs", "mqtt-topic", 10.0),
    ("check a filter without wildcards", "mqtt-topic", 12.0),
    ("check a filter with wildcards", "mqtt-topic", 12.0),
    ("check a shared subscription", "mqtt-topic", 12.0),
    ("100k exact", SINGLE, 150.0),
    ("100k exact", BATCH, 50.0),
    ("100k wildcard", SINGLE, 170.0),
    ("100k wildcard", BATCH, 55.0),
    ("1M exact", SINGLE, 220.0),
    ("1M exact", BATCH, 65.0),
    ("1M wildcard", SINGLE, 260.0),
    ("1M wildcard", BATCH, 80.0),
    ("1M mixed", SINGLE, 350.0),
    ("1M mixed", BATCH, 130.0),
    ("fan-out 10", SINGLE, 5.0),
    ("fan-out 100", SINGLE, 5.0),
    ("fan-out 1k", SINGLE, 5.0),
    ("fan-out 10k", SINGLE, 5.0),
    ("10k subscribers of a filter", SINGLE, 0.5),
    ("{a,+}^10, all match", SINGLE, 8_000.0),
    ("{a,+}^10/x, none matches", SINGLE, 3_000.0),
    ("insert at 1M", SINGLE, 400.0),
    ("remove at 1M", SINGLE, 400.0),
    // A microsecond, and 30 ns for each of them.
    ("retained, 1 results", "TopicMap", 1_030.0),
    ("retained, 10 results", "TopicMap", 1_300.0),
    ("retained, 100 results", "TopicMap", 4_000.0),
    ("retained, 1000 results", "TopicMap", 31_000.0),
    ("retained, 10000 results", "TopicMap", 301_000.0),
];

/// Everything that has a target, as far as it was measured.
#[must_use]
pub fn verdicts(found: &Found) -> Vec<Verdict> {
    let mut verdicts: Vec<_> = TIMES
        .into_iter()
        .filter_map(|(group, row, target)| {
            let what = if row == BATCH { format!("{group}, batch of 8") } else { group.into() };
            let (floor, best_peer) = (found.floor(group), found.best_peer(group));
            Some(Verdict {
                what,
                is: found.time(group, row)?,
                target,
                unit: Unit::Nanoseconds,
                floor,
                best_peer,
            })
        })
        .collect();
    for operation in [GROWTH, INSERT, REMOVE] {
        let slow = |which: fn(&str) -> bool| {
            let these = found.latencies.iter().filter(move |it| it.operation == operation && which(it.index));
            these.map(|latency| f64::from(latency.permille(999.0))).min_by(f64::total_cmp)
        };
        let Some(is) = slow(|index| index == SINGLE) else { continue };
        let (floor, best_peer) = (slow(|index| index == FLOOR), slow(|index| PEERS.contains(&index)));
        let what = format!("{operation}: 99.9 % of them");
        verdicts.push(Verdict { what, is, target: 20_000.0, unit: Unit::Nanoseconds, floor, best_peer });
    }
    let bytes =
        |index: &str| found.memory.iter().find(|memory| memory.index == index).map(|memory| memory.bytes);
    let peers = found.memory.iter().filter(|it| PEERS.contains(&&it.index[..]));
    let best_peer = peers.map(|memory| memory.bytes).min_by(f64::total_cmp);
    for (index, target) in [(EMPTIEST, 110.0), (BULK, 80.0)] {
        let Some(is) = bytes(index) else { continue };
        let floor = bytes(FLOOR);
        verdicts.push(Verdict {
            what: format!("memory: {index}"),
            is,
            target,
            unit: Unit::Bytes,
            floor,
            best_peer,
        });
    }
    verdicts
}
