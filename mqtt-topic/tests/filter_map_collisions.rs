//! Names and filters that are alike, and keys that make hashes collide: nothing is missed in a `FilterMap`.

#![cfg(feature = "std")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

use std::collections::BTreeSet;

use allocation_counter::measure;
use mqtt_topic::{FilterMap, HashKey, Limits, TopicFilter, TopicName};

fn filter(s: &str) -> TopicFilter<'_> {
    TopicFilter::new(s).unwrap()
}

fn name(s: &str) -> TopicName<'_> {
    TopicName::new(s).unwrap()
}

/// Filters without wildcards that are alike in some way.
fn alike() -> Vec<(&'static str, Vec<String>)> {
    let letters = ["a", "b", "c", "d", "e", "f", "g"];
    let orders = permutations(&letters);
    let one_level = |at: usize| {
        (0..400).map(move |n| {
            let mut levels = ["plant", "hall", "line", "machine", "status"].map(String::from);
            levels[at] = n.to_string();
            levels.join("/")
        })
    };
    let parts = ["abcdefghijklmnop", "abcdefghijklmnoq", "ponmlkjihgfedcba", "0000000000000000"];
    let of_parts = permutations(&parts).into_iter().flat_map(|parts| {
        ["", "a", "aaaaaaaa", "aaaaaaaaa", "abcdefghijklmno"].into_iter().flat_map(move |tail| {
            (0..=4)
                .map({
                    let parts = parts.clone();
                    move |count| parts[..count].concat() + tail
                })
                .collect::<Vec<_>>()
        })
    });
    // Next to U+0000, to `+`, `#` and `/`, and the same with the high bit set or another one.
    let bytes =
        ["\u{1}", "\u{80}", "\u{100}", ",", "*", ";", "\"", "'", ".", "?", "o", "ë", "£", "ï", "\u{7f}", " "];
    let pairs =
        bytes.iter().flat_map(|a| bytes.iter().flat_map(move |b| [format!("{a}{b}"), format!("{a}/{b}")]));
    vec![
        ("one level differs", (0..5).flat_map(one_level).collect()),
        ("digits", (0..10_000).step_by(3).map(digits).collect()),
        ("anagrams", orders.iter().map(|order| format!("x/{}/y", order.concat())).collect()),
        ("levels change places", orders.iter().map(|order| order.join("/")).collect()),
        (
            "beginnings of each other",
            (1..200).flat_map(|n| ["a".repeat(n), "a/".repeat(n.min(127)) + "b"]).collect(),
        ),
        ("slashes change places", (0..1_u32 << 11).map(|bits| with_slashes("aaaaaaaaaaaa", bits)).collect()),
        ("parts of sixteen bytes", of_parts.filter(|s| !s.is_empty()).collect()),
        ("bytes like others", pairs.chain(bytes.map(String::from)).collect()),
        (
            "as long as words",
            (1..40)
                .flat_map(|n| (0..n).map(move |at| "b".repeat(at) + "a" + &"b".repeat(n - at - 1)))
                .collect(),
        ),
    ]
}

#[test]
fn no_key_and_no_name_makes_a_filter_be_missed() {
    let word = u64::from_le_bytes(*b"aaaaaaaa");
    let keys = [[0, 0], [u64::MAX, u64::MAX], [0, u64::MAX], [word, 0], [word >> 8, word], [1, 1 << 63], KEY];
    for (what, filters) in alike() {
        let all: BTreeSet<_> = filters.iter().map(String::as_str).collect();
        for key in keys {
            let mut map = FilterMap::with_key(HashKey::new(key), Limits::DEFAULT);
            // Half of them are never there, and every other one has a sibling that ends with `#`.
            for (value, s) in all.iter().enumerate().filter(|(value, _)| value % 2 == 0) {
                assert_eq!(map.insert(filter(s), value), Ok(None), "{what} {key:x?} {s}");
                if value % 4 == 0 {
                    map.insert(filter(&format!("{s}/#")), value).unwrap();
                }
            }
            for (value, s) in all.iter().enumerate() {
                let mut found: Vec<_> = map.matches(name(s)).map(|(filter, _)| filter.as_str()).collect();
                let mut expected: Vec<_> = (value % 2 == 0).then_some((*s).to_owned()).into_iter().collect();
                // Of the siblings those count that end where a level of the name does, or with it.
                let ends = s.match_indices('/').map(|(at, _)| &s[..at]).chain([*s]);
                let parents = ends.filter(|end| map.contains_key(filter(&format!("{end}/#"))));
                expected.extend(parents.map(|end| format!("{end}/#")));
                found.sort_unstable();
                expected.sort_unstable();
                assert_eq!(found, expected, "{what} {key:x?}");
                assert_eq!(map.get(filter(s)), (value % 2 == 0).then_some(&value), "{what} {key:x?} {s}");
            }
        }
    }
}

#[test]
fn beginnings_that_collide_lead_no_deeper_than_filters_go() {
    // With this key an empty level adds nothing to a hash, so that all beginnings of such a filter have the same one. More than
    // sixteen levels are never probed by their shape.
    let (slashes, below) = ("/".repeat(17), "+".to_owned() + &"/".repeat(17) + "#");
    let wild = "+/".repeat(17) + "+";
    for filters in
        [vec![slashes.clone()], vec![wild.clone()], vec![below.clone()], vec![slashes, below, wild]]
    {
        let mut map = FilterMap::with_key(HashKey::new([0, 0]), Limits::DEFAULT);
        for s in &filters {
            map.insert(filter(s), 0).unwrap();
        }
        for slashes in [16, 17, 18, 127, 128, 129, 300] {
            let topic = "/".repeat(slashes);
            let mut found: Vec<_> = map.matches(name(&topic)).map(|(filter, _)| filter.as_str()).collect();
            found.sort_unstable();
            let mut expected: Vec<_> = filters.iter().filter(|s| filter(s).matches(name(&topic))).collect();
            expected.sort_unstable();
            assert_eq!(found, expected, "{slashes} slashes");
        }
    }
}

#[test]
fn names_that_are_alike_crowd_nowhere() {
    // A crowded bucket grows many times, and its items move each time: how many bytes are allocated on the way tells. Up to half
    // as many again is what an unlucky key costs, and more where filters are so few that chance decides; if a few thousand were
    // in one bucket, it would be a hundred times as many.
    let allocated = |filters: &[String], key| {
        let mut map = FilterMap::with_key(HashKey::new(key), Limits::DEFAULT);
        let all = |map: &mut FilterMap<u32>| filters.iter().all(|s| map.insert(filter(s), 0).is_ok());
        measure(|| assert!(all(&mut map))).bytes_total
    };
    let mut random = 7;
    for (what, filters) in alike() {
        let short = filters.into_iter().filter(|s| s.is_ascii() && s.len() <= 40);
        let filters: Vec<_> = short.collect::<BTreeSet<_>>().into_iter().collect();
        let plain: Vec<_> = (0..filters.len()).map(|n| format!("plant/{n}/pump")).collect();
        for _ in 0..8 {
            let key = [next(&mut random), next(&mut random)];
            let (alike, plain) = (allocated(&filters, key), allocated(&plain, key));
            assert!(alike <= plain * 2, "{what} {key:x?}: {alike} bytes, {plain} for others");
        }
    }
}

/// The text with a slash behind its n-th letter where bit n is set.
fn with_slashes(text: &str, bits: u32) -> String {
    text.char_indices()
        .flat_map(|(at, c)| [Some(c), (bits >> at & 1 != 0).then_some('/')])
        .flatten()
        .collect()
}

fn digits(n: u32) -> String {
    [n / 1000, n / 100 % 10, n / 10 % 10, n % 10].map(|digit| digit.to_string()).join("/")
}

fn permutations(of: &[&'static str]) -> Vec<Vec<&'static str>> {
    if of.is_empty() {
        return vec![vec![]];
    }
    let without = |at: usize| {
        of.iter().enumerate().filter(move |(other, _)| *other != at).map(|(_, one)| *one).collect::<Vec<_>>()
    };
    (0..of.len())
        .flat_map(|at| permutations(&without(at)).into_iter().map(move |rest| [vec![of[at]], rest].concat()))
        .collect()
}

/// Numbers in no order that an attacker would know: splitmix64.
fn next(random: &mut u64) -> u64 {
    *random = random.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*random ^ (*random >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Any that is not special.
const KEY: [u64; 2] = [0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344];
