//! Names that a filter matches, among a million: retained messages.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::rc::Rc;

use fastrand::Rng;
use mqtt_topic::{TopicFilter, TopicMap, TopicName};

use super::names::ORDERED;
use super::pending::{Pending, Scale};
use crate::row::{Group, Row};

pub(super) fn groups(scale: Scale) -> Vec<Pending> {
    RESULTS
        .map(|results| {
            Pending::new(format!("retained, {results} results"), move |name| group(name, scale, results))
        })
        .into()
}

/// How many names there may be below two levels. A tenth of all names is below such as have so many.
const RESULTS: [u32; 5] = [1, 10, 100, 1_000, 10_000];

/// All names: five levels, 34 bytes.
fn names(scale: Scale) -> Vec<String> {
    let all = scale.of(1_000_000);
    let mut names: Vec<_> = RESULTS
        .into_iter()
        .flat_map(|results| {
            (0..(all / 10).max(results)).map(move |number| {
                let (floor, place) = (number % 100, number / results);
                format!("{}/fl{floor:02}/dev{number:07}/temp", above(results, place))
            })
        })
        .collect();
    let others = all.saturating_sub(u32::try_from(names.len()).unwrap());
    names.extend((0..others).map(|number| {
        format!("site{:02}/bld{:03}/fl{:02}/dev{number:07}/temp", number % 97, number % 991, number % 47)
    }));
    Rng::with_seed(3).shuffle(&mut names);
    names
}

/// Two levels, below which there are so many names.
fn above(results: u32, place: u32) -> String {
    format!("r{results:05}/b{place:05}")
}

fn group(name: &str, scale: Scale, results: u32) -> Group {
    let mut retained = TopicMap::new();
    let mut ordered = BTreeMap::new();
    for (name, value) in names(scale).into_iter().zip(0_u32..) {
        retained.insert(TopicName::new(&name).unwrap(), value).unwrap();
        ordered.insert(name, value);
    }
    let places = (scale.of(1_000_000) / 10).max(results) / results;
    let mut random = Rng::with_seed(4);
    let filters: Rc<[String]> = (0..1_000).map(|_| above(results, random.u32(..places)) + "/#").collect();

    let matches = move |filter: &str| {
        let mut hits = 0;
        for (_, value) in retained.matches(TopicFilter::new(filter).unwrap()) {
            black_box(*value);
            hits += 1;
        }
        hits
    };
    // The level itself would be asked for apart; its names are those between the slash and what comes after it.
    let range = move |filter: &str| {
        let above = filter.strip_suffix("/#").unwrap();
        let mut hits = u32::from(black_box(ordered.get(above)).is_some());
        for (_, value) in ordered.range(format!("{above}/")..format!("{above}0")) {
            black_box(*value);
            hits += 1;
        }
        hits
    };
    let rows = vec![row("TopicMap", &filters, results, matches), row(ORDERED, &filters, results, range)];
    Group::new(name.into(), 1, 34, rows)
}

fn row(name: &str, filters: &Rc<[String]>, results: u32, look_up: impl Fn(&str) -> u32 + 'static) -> Row {
    for filter in filters.iter() {
        assert_eq!(look_up(filter), results, "{name} looks up {filter}");
    }
    let (filters, mut next) = (Rc::clone(filters), 0);
    Row::repeat(name, move || {
        black_box(look_up(black_box(filters.get(next).unwrap())));
        next = (next + 1) % filters.len();
    })
}
