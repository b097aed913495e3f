//! Three ways to share a `FilterMap` among threads, and what each of them costs who looks up and who subscribes:
//! under a lock, as a snapshot that is swapped, and in shards by the first level.
//!
//! ```text
//! cargo run --release -p mqtt-topic --example concurrent -- --filters 100000
//! ```

use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use clap::Parser;
use mqtt_topic::{LimitError, TopicFilterBuf, TopicNameBuf};
use ways::{Change, Locked, Sharded, Snapshot, Subscriptions};

mod ways;

/// Measures look-ups while subscriptions change.
#[derive(Parser)]
struct Args {
    /// How many filters there are.
    #[arg(long, default_value_t = 100_000)]
    filters: u32,
    /// How many threads look up.
    #[arg(long, default_value_t = 1)]
    readers: usize,
    /// How many threads subscribe and unsubscribe.
    #[arg(long, default_value_t = 1)]
    writers: usize,
    /// How many changes are made together where the map is copied.
    #[arg(long, default_value_t = 1000)]
    batch: usize,
    /// How many shards there are.
    #[arg(long, default_value_t = 16)]
    shards: usize,
    /// How long each way is measured, in milliseconds.
    #[arg(long, default_value_t = 200)]
    millis: u64,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args = Args::parse();
    let load = Load::new(args.filters)?;
    println!(
        "{} filters, {} readers, {} writers, {} ms each",
        args.filters, args.readers, args.writers, args.millis
    );
    println!("{:<28} {:>12} {:>12} {:>10} {:>10}", "", "look-ups/s", "changes/s", "99.9 %", "longest");
    measure("lock", &Locked::default(), &load, 1, &args)?;
    measure("snapshot", &Snapshot::default(), &load, 1, &args)?;
    measure(&format!("snapshot, {} together", args.batch), &Snapshot::default(), &load, args.batch, &args)?;
    measure(&format!("{} shards", args.shards), &Sharded::new(args.shards), &load, 1, &args)?;
    Ok(())
}

/// What is subscribed to, and what is published.
struct Load {
    filters: Vec<TopicFilterBuf>,
    names: Vec<TopicNameBuf>,
}

impl Load {
    /// One filter in four has a wildcard, one in a thousand begins with one. Names come in no order of the filters.
    fn new(filters: u32) -> Result<Self, Box<dyn std::error::Error>> {
        let topic = |n: u32| format!("site-{:02}/hall-{:02}/machine-{n:07}/status", n % 64, n / 64 % 16);
        let filter = |n: u32| match n {
            n if n % 1000 == 0 => format!("+/hall-{:02}/machine-{n:07}/status", n / 64 % 16),
            n if n % 4 == 0 => format!("site-{:02}/hall-{:02}/machine-{n:07}/#", n % 64, n / 64 % 16),
            n => topic(n),
        };
        let scattered = |n: u32| u32::try_from(u64::from(n) * 2_654_435_761 % u64::from(filters));
        let names = (0..filters).map(|n| Ok(topic(scattered(n)?).parse()?));
        Ok(Self {
            filters: (0..filters).map(|n| filter(n).parse()).collect::<Result<_, _>>()?,
            names: names.collect::<Result<_, Box<dyn std::error::Error>>>()?,
        })
    }

    fn subscribe(&self) -> impl Iterator<Item = Change<'_>> {
        self.filters.iter().zip(0..).map(|(filter, client)| Change::Subscribe(filter.as_filter(), client))
    }

    /// Each filter is given up, and subscribed to again.
    fn changes(&self) -> impl Iterator<Item = Change<'_>> {
        self.subscribe().flat_map(|again| [Change::Unsubscribe(again.filter()), again])
    }
}

/// Fills a map, has threads ask and change it for a while, and prints how they fared.
fn measure(
    what: &str,
    map: &dyn Subscriptions,
    load: &Load,
    together: usize,
    args: &Args,
) -> Result<(), LimitError> {
    map.change(&load.subscribe().collect::<Vec<_>>())?;
    let changes: Vec<_> = load.changes().collect();
    let stop = AtomicBool::new(false);
    let started = Instant::now();
    let (waits, made) = thread::scope(|scope| {
        let readers: Vec<_> = (0..args.readers).map(|_| scope.spawn(|| read(map, load, &stop))).collect();
        let write = || write(map, &changes, together, &stop);
        let writers: Vec<_> = (0..args.writers).map(|_| scope.spawn(write)).collect();
        thread::sleep(Duration::from_millis(args.millis));
        stop.store(true, Ordering::Relaxed);
        let waits = readers.into_iter().filter_map(|reader| reader.join().ok());
        let waits = waits.fold(Waits::default(), |all, one| all.and(&one));
        (waits, writers.into_iter().filter_map(|writer| writer.join().ok()).sum::<Result<u64, _>>())
    });
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "{what:<28} {:>12.0} {:>12.0} {:>10} {:>10}",
        as_f64(waits.count()) / seconds,
        as_f64(made?) / seconds,
        format!("{:.1?}", waits.within(999)),
        format!("{:.1?}", waits.longest),
    );
    Ok(())
}

/// Looks names up until it is told to stop.
fn read(map: &dyn Subscriptions, load: &Load, stop: &AtomicBool) -> Waits {
    let (mut waits, mut clients) = (Waits::default(), Vec::new());
    let mut before = Instant::now();
    for name in load.names.iter().cycle() {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        map.look_up(name.as_name(), &mut clients);
        black_box(&mut clients).clear();
        let now = Instant::now();
        waits.add(now - before);
        before = now;
    }
    waits
}

/// Makes changes, so many together, until it is told to stop: how many.
fn write(
    map: &dyn Subscriptions,
    changes: &[Change<'_>],
    together: usize,
    stop: &AtomicBool,
) -> Result<u64, LimitError> {
    let mut made = 0;
    for changes in changes.chunks(together.max(1)).cycle() {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        map.change(changes)?;
        made += u64::try_from(changes.len()).unwrap_or_default();
    }
    Ok(made)
}

/// How long look-ups took, in nanoseconds.
#[derive(Default)]
struct Waits {
    longest: Duration,
    /// How many took less than 2 to the power of n, or any longer in the last.
    magnitudes: [u64; 32],
}

impl Waits {
    fn add(&mut self, wait: Duration) {
        let bits = (128 - wait.as_nanos().leading_zeros()).min(31);
        if let Some(count) = self.magnitudes.get_mut(bits as usize) {
            *count += 1;
        }
        self.longest = self.longest.max(wait);
    }

    fn and(mut self, other: &Self) -> Self {
        self.longest = self.longest.max(other.longest);
        self.magnitudes.iter_mut().zip(&other.magnitudes).for_each(|(count, more)| *count += *more);
        self
    }

    fn count(&self) -> u64 {
        self.magnitudes.iter().sum()
    }

    /// The power of two that so many in a thousand did not reach.
    fn within(&self, per_mille: u64) -> Duration {
        let wanted = self.count() / 1000 * per_mille;
        let mut seen = 0;
        let longer = self.magnitudes.iter().take_while(|count| {
            seen += **count;
            seen < wanted
        });
        Duration::from_nanos(1 << longer.count().min(31))
    }
}

#[expect(clippy::cast_precision_loss, reason = "to be printed")]
fn as_f64(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_measures_whatever_it_is_asked_for() {
        let table =
            [(0, 1, 1, 0, 0), (1, 1, 1, 1, 1), (100, 2, 2, 10, 3), (100, 0, 1, 1000, 16), (100, 1, 0, 1, 1)];
        for (filters, readers, writers, batch, shards) in table {
            let args = Args { filters, readers, writers, batch, shards, millis: 5 };
            let load = Load::new(filters).unwrap();
            let maps: [&dyn Subscriptions; 3] =
                [&Locked::default(), &Snapshot::default(), &Sharded::new(shards)];
            for map in maps {
                assert_eq!(measure("", map, &load, batch, &args), Ok(()));
            }
        }
    }

    #[test]
    fn nine_hundred_and_ninety_nine_of_a_thousand() {
        let mut waits = Waits::default();
        (0..9990).for_each(|_| waits.add(Duration::from_nanos(100)));
        (0..10).for_each(|_| waits.add(Duration::from_micros(5)));
        assert_eq!((waits.count(), waits.longest), (10_000, Duration::from_micros(5)));
        assert_eq!(
            (waits.within(999), waits.within(1000)),
            (Duration::from_nanos(128), Duration::from_nanos(8192))
        );
    }
}
