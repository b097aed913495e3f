//! Look-ups among many filters.

use std::hint::black_box;
use std::rc::Rc;

use hashbrown::HashMap;
use mqtt_topic::{FilterMap, TopicName};

use super::index::Index;
use super::names::{BATCH, FLOOR};
use super::pending::{Pending, Scale};
use super::workload::{Kind, Probes, Workload};
use crate::row::{Group, Row};

pub(super) fn groups(scale: Scale) -> Vec<Pending> {
    use Kind::{Exact, Mixed, Wildcard};
    let sizes = [
        ("1k exact", Exact, 1_000, Peers::No),
        ("10k exact", Exact, 10_000, Peers::No),
        ("100k exact", Exact, 100_000, Peers::Yes),
        ("100k wildcard", Wildcard, 100_000, Peers::Yes),
        ("1M exact", Exact, 1_000_000, Peers::Yes),
        ("1M wildcard", Wildcard, 1_000_000, Peers::Yes),
        ("1M mixed", Mixed, 1_000_000, Peers::Yes),
        ("10M exact", Exact, 10_000_000, Peers::No),
    ];
    let pending = |(name, kind, filters, peers)| {
        let workload = Workload { kind, filters: scale.of(filters) };
        Pending::new(name, move |name| group(name, workload, peers))
    };
    sizes.map(pending).into()
}

/// Whether they are measured, too: they are where the targets are.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Peers {
    Yes,
    No,
}

fn group(name: &str, workload: Workload, peers: Peers) -> Group {
    let probes = workload.probes();
    let map = Rc::new(filled::<FilterMap<u32>>(workload));
    let mut rows =
        vec![row(Rc::clone(&map), workload, &probes), batch(map, probes.clone()), floor(workload, &probes)];
    if peers == Peers::Yes {
        rows.extend(others(workload, &probes));
    }
    Group::new(name.into(), 8, 8 * 34, rows)
}

#[cfg(feature = "topic-peers")]
fn others(workload: Workload, probes: &Probes) -> Vec<Row> {
    use super::peers::{Engine, Quill, Tree};
    let mut rows = vec![
        row(Rc::new(filled::<Engine>(workload)), workload, probes),
        row(Rc::new(filled::<Quill>(workload)), workload, probes),
    ];
    #[cfg(feature = "rmqtt")]
    rows.push(row(Rc::new(filled::<super::peers::Rmqtt>(workload)), workload, probes));
    // It panics where a topic can go three ways at once.
    if workload.kind != Kind::Mixed {
        rows.push(row(Rc::new(filled::<Tree>(workload)), workload, probes));
    }
    rows
}

#[cfg(not(feature = "topic-peers"))]
fn others(_: Workload, _: &Probes) -> Vec<Row> {
    Vec::new()
}

pub(super) fn filled<I: Index>(workload: Workload) -> I {
    let mut index = I::default();
    workload.each(|filter, value| index.insert(filter, value));
    index
}

fn row<I: Index>(index: Rc<I>, workload: Workload, probes: &Probes) -> Row {
    let mut checked = probes.clone();
    for topic in (0..100).flat_map(|_| checked.next().clone()) {
        assert_eq!(index.look_up(&topic), workload.hits(&topic), "{} looks up {topic}", I::NAME);
    }
    let mut probes = probes.clone();
    Row::repeat(I::NAME, move || {
        for topic in probes.next() {
            black_box(index.look_up(black_box(topic)));
        }
    })
}

fn batch(map: Rc<FilterMap<u32>>, mut probes: Probes) -> Row {
    Row::repeat(BATCH, move || {
        let names = probes.next().each_ref().map(|topic| TopicName::new(black_box(topic)).unwrap());
        let complete = map.matches_batch(&names, |_, _, value| {
            black_box(*value);
        });
        assert!(complete.is_ok());
    })
}

/// The topics themselves, of which each is there once.
fn floor(workload: Workload, probes: &Probes) -> Row {
    let mut topics = HashMap::new();
    workload.each_topic(|topic, value| {
        topics.insert(topic, value);
    });
    let mut probes = probes.clone();
    Row::repeat(FLOOR, move || {
        for topic in probes.next() {
            black_box(topics.look_up(black_box(topic)));
        }
    })
}
