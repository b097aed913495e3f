//! How many bytes indexes hold: all that they have asked the allocator for.
//!
//! Whoever counts allocations slows them down, so this is for a program of its own, `topic_memory`. What it says is a line
//! for each figure.

use std::str::FromStr;

use hashbrown::HashMap;
use mqtt_topic::{FilterMap, Limits, TopicFilter, TopicMap, TopicName};

use super::index::Index;
use super::pending::Scale;
use super::workload::{Kind, Workload, shuffled};

/// What an index holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Memory {
    /// Which index, and how it was filled.
    pub index: String,
    /// How many filters or names of 34 bytes, each with a number of four bytes.
    pub entries: u32,
    /// Of one entry.
    pub bytes: f64,
}

/// A [`FilterMap`] on its way from nothing to ten million filters.
pub const GROWN: &str = "FilterMap, grown";
/// The same where it has most bytes a filter, from a hundred thousand filters on.
pub const EMPTIEST: &str = "FilterMap, grown, at its emptiest";
/// A [`FilterMap`] made by `bulk`.
pub const BULK: &str = "FilterMap, bulk-built";

/// Runs what it is given, and answers how many bytes more are allocated then.
pub type Count<'c> = &'c mut dyn FnMut(&mut dyn FnMut()) -> i64;

/// Tells `found` what each index holds.
///
/// # Panics
///
/// If an index refuses a filter.
pub fn all(scale: Scale, count: Count<'_>, found: &mut dyn FnMut(Memory)) {
    let million = scale.of(1_000_000);
    growth(scale.of(10_000_000), scale.of(10_000), scale.of(100_000), count, found);
    bulk(million, count, found);
    grown::<HashMap<String, u32>>(million, count, found);
    #[cfg(feature = "topic-peers")]
    {
        grown::<super::peers::Engine>(million, count, found);
        grown::<super::peers::Quill>(million, count, found);
        grown::<super::peers::Tree>(million, count, found);
        #[cfg(feature = "rmqtt")]
        grown::<super::peers::Rmqtt>(million, count, found);
    }
    names(million, count, found);
}

fn growth(to: u32, step: u32, from: u32, count: Count<'_>, found: &mut dyn FnMut(Memory)) {
    let workload = Workload { kind: Kind::Exact, filters: to };
    let mut map = FilterMap::new();
    let mut bytes = 0;
    let mut emptiest: Option<Memory> = None;
    // A thousand are the first figure, and what the smallest map is measured with.
    let numbers = shuffled(to);
    let (few, many) = numbers.split_at_checked(step as usize / 10).unwrap();
    let (rest, many) = many.split_at_checked(step as usize - few.len()).unwrap();
    for numbers in [few, rest].into_iter().chain(many.chunks(step as usize)) {
        bytes += count(&mut || {
            for number in numbers {
                Index::insert(&mut map, &workload.filter(*number), *number);
            }
        });
        let entries = u32::try_from(map.len()).unwrap();
        let memory = Memory::new(GROWN, entries, bytes);
        if entries >= from && emptiest.as_ref().is_none_or(|before| before.bytes < memory.bytes) {
            emptiest = Some(Memory::new(EMPTIEST, entries, bytes));
        }
        // A line has a point for each step of four per cent.
        let steps = |entries: u32| (f64::from(entries).ln() * 25.0).floor();
        let is_power = entries.to_string().trim_end_matches('0') == "1";
        if is_power || steps(entries) > steps(entries.saturating_sub(step)) {
            found(memory);
        }
    }
    emptiest.into_iter().for_each(found);
}

fn bulk(entries: u32, count: Count<'_>, found: &mut dyn FnMut(Memory)) {
    let workload = Workload { kind: Kind::Exact, filters: entries };
    let filters: Vec<_> = shuffled(entries).into_iter().map(|it| (workload.filter(it), it)).collect();
    let mut map = FilterMap::new();
    let bytes = count(&mut || {
        let filters = filters.iter().map(|(filter, number)| (TopicFilter::new(filter).unwrap(), *number));
        map = FilterMap::bulk(Limits::DEFAULT, filters).unwrap();
    });
    assert_eq!(map.len(), filters.len());
    found(Memory::new(BULK, entries, bytes));
}

fn grown<I: Index>(entries: u32, count: Count<'_>, found: &mut dyn FnMut(Memory)) {
    let workload = Workload { kind: Kind::Exact, filters: entries };
    let mut index = I::default();
    let bytes = count(&mut || workload.each(|filter, value| index.insert(filter, value)));
    found(Memory::new(I::NAME, entries, bytes));
}

/// In random order, which leaves the leaves of a tree about two thirds full.
fn names(entries: u32, count: Count<'_>, found: &mut dyn FnMut(Memory)) {
    let workload = Workload { kind: Kind::Exact, filters: entries };
    let mut map = TopicMap::new();
    let bytes = count(&mut || {
        workload.each_topic(|topic, value| {
            map.insert(TopicName::new(&topic).unwrap(), value).unwrap();
        });
    });
    found(Memory::new("TopicMap, grown", entries, bytes));
    let sorted: Vec<_> = map.iter().map(|(name, value)| (name.as_str().to_owned(), *value)).collect();
    drop(map);
    let mut built = TopicMap::new();
    let bytes = count(&mut || {
        let names = sorted.iter().map(|(name, value)| (TopicName::new(name).unwrap(), *value));
        built = TopicMap::bulk(Limits::DEFAULT, names).unwrap();
    });
    assert_eq!(built.len(), sorted.len());
    found(Memory::new("TopicMap, bulk-built", entries, bytes));
}

impl Memory {
    fn new(index: &str, entries: u32, bytes: i64) -> Self {
        Self { index: index.into(), entries, bytes: bytes as f64 / f64::from(entries) }
    }

    /// A line that [`FromStr`] reads.
    #[must_use]
    pub fn to_line(&self) -> String {
        format!("{}\t{}\t{}", self.index, self.entries, self.bytes)
    }
}

/// A line that is none.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct NoFigure;

impl FromStr for Memory {
    type Err = NoFigure;

    fn from_str(line: &str) -> Result<Self, NoFigure> {
        let mut fields = line.split('\t');
        let mut field = || fields.next().ok_or(NoFigure);
        let index = field()?.to_owned();
        let entries = field()?.parse().map_err(|_| NoFigure)?;
        let bytes = field()?.parse().map_err(|_| NoFigure)?;
        Ok(Self { index, entries, bytes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_again() {
        let memory = Memory { index: GROWN.into(), entries: 1_000, bytes: 101.5 };
        assert_eq!(memory.to_line().parse(), Ok(memory));
        assert_eq!("a line".parse::<Memory>(), Err(NoFigure));
    }
}
