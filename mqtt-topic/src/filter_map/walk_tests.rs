//! The trie and walks through it against a plain list of filters.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use alloc::{format, vec};

use super::hash::HashKey;
use super::shapes::NO_SUMS;
use super::slab::NONE;
use super::trie::Trie;
use super::walk::Walk;
use crate::filter::TopicFilter;
use crate::work::Work;

fn trie() -> Trie<usize> {
    Trie::new(HashKey::new([0x9216_d5d9_8979_fb1b, 0xd131_0ba6_98df_b5ac]))
}

fn filter(s: &str) -> TopicFilter<'_> {
    TopicFilter::new(s).unwrap()
}

/// What a walk finds, as often as it finds it.
fn found(trie: &Trie<usize>, name: &str) -> Vec<(String, usize)> {
    let (mut walk, mut words, mut work) = (Walk::new(), NO_SUMS, Work::new(1 << 20));
    let next = || {
        let id = walk.next(trie, name.as_bytes(), &mut words, &mut work)?;
        trie.rare.get(id)
    };
    let mut found: Vec<_> =
        core::iter::from_fn(next).map(|rare| (rare.filter.to_string(), rare.value)).collect();
    found.sort_unstable();
    assert!(walk.next(trie, name.as_bytes(), &mut words, &mut work).is_none(), "it has ended");
    found
}

/// The standard's words, level by level; a level `+` of a name is any text.
fn matches(filter: &str, name: &str) -> bool {
    if filter.starts_with(['+', '#']) && name.starts_with('$') {
        return false;
    }
    let (mut filter, mut name) = (filter.split('/'), name.split('/'));
    loop {
        match (filter.next(), name.next()) {
            (Some("#"), _) | (None, None) => return true,
            (Some("+"), Some(_)) => {}
            (Some(one), Some(other)) if one == other && one != "+" => {}
            _ => return false,
        }
    }
}

/// All that a user may ask says what the list says; and there is just one node for each way in which filters begin.
fn agrees(trie: &Trie<usize>, list: &BTreeMap<String, usize>, names: &[String]) {
    for name in names {
        let of_list = list.iter().filter(|(filter, _)| matches(filter, name));
        let expected: Vec<_> = of_list.map(|(filter, value)| (filter.clone(), *value)).collect();
        assert_eq!(found(trie, name), expected, "{name}");
    }
    for (s, value) in list {
        assert_eq!(
            trie.find(filter(s)).and_then(|id| trie.rare.get(id)).map(|rare| rare.value),
            Some(*value)
        );
    }
    let mut beginnings = BTreeSet::new();
    for s in list.keys() {
        let levels: Vec<_> = s.split('/').filter(|level| *level != "#").collect();
        beginnings.extend((0..=levels.len()).map(|count| levels[..count].to_vec()));
    }
    assert_eq!((trie.len(), trie.nodes.len()), (list.len(), beginnings.len()));
    let (mut first, mut more) = (0, 0);
    for node in trie.nodes.iter() {
        first += usize::from(node.first != NONE) + usize::from(node.plus != NONE);
        more += node.more as usize;
    }
    assert_eq!((trie.edge_count(), first + more + 1), (more, beginnings.len().max(1)));
}

/// Numbers below a bound, which look random.
fn numbers() -> impl FnMut(usize) -> usize {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap() % below
    }
}

fn words(alphabet: &str, longest: usize) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut last = 0;
    for _ in 0..longest {
        let longer = |word: &String| alphabet.chars().map(|c| format!("{word}{c}")).collect::<Vec<_>>();
        let words: Vec<_> = all[last..].iter().flat_map(longer).collect();
        last = all.len();
        all.extend(words);
    }
    all.into_iter().skip(1).collect()
}

#[test]
fn all_short_filters_and_names() {
    // Names with levels `+`, too: they stand for what no filter says.
    let names = words("a$/+", 5);
    let mut trie = trie();
    let mut list = BTreeMap::new();
    for (value, s) in words("a$/+#", 5).into_iter().enumerate().filter(|(_, s)| TopicFilter::new(s).is_ok()) {
        trie.add(filter(&s), value);
        list.insert(s, value);
    }
    agrees(&trie, &list, &names);
    for (s, value) in list.clone().into_iter().filter(|(_, value)| value % 3 != 0) {
        assert_eq!(trie.remove(filter(&s)).map(|rare| rare.value), Some(value));
        assert!(trie.remove(filter(&s)).is_none() && trie.find(filter(&s)).is_none());
        list.remove(&s);
    }
    agrees(&trie, &list, &names);
}

#[test]
fn filters_of_all_depths_and_levels_of_all_lengths() {
    let mut next = numbers();
    let long = "a level that begins as others do, and has more than a line of the cache holds: ";
    let levels: Vec<_> =
        (0..26).map(|len| long[..len].to_string()).chain((0..3).map(|n| format!("{long}{n}"))).collect();
    let (mut trie, mut list) = (trie(), BTreeMap::new());
    for round in 0..6 {
        let mut names = vec![];
        for value in 0..120 {
            let depth = [1, 3, 15, 16, 17, 18, 40, 127][next(8)];
            // Most levels are few, so that ways part late.
            let name: Vec<_> =
                (0..depth).map(|_| &levels[if next(8) == 0 { next(29) } else { 1 }][..]).collect();
            let mut of_filter = name.clone();
            for _ in 0..next(4) {
                of_filter[next(depth)] = "+";
            }
            of_filter.truncate(depth - next(2) * next(depth.min(5)));
            if next(3) == 0 {
                of_filter.push("#");
            }
            let s = of_filter.join("/");
            if !s.is_empty() && !list.contains_key(&s) {
                trie.add(filter(&s), value);
                list.insert(s, value);
            }
            names.push(name.join("/"));
        }
        names.push("/".repeat(65_535));
        agrees(&trie, &list, &names);
        for s in list.keys().cloned().collect::<Vec<_>>() {
            if next(6) > round {
                assert_eq!(trie.remove(filter(&s)).map(|rare| rare.value), list.remove(&s));
            }
        }
        agrees(&trie, &list, &names);
    }
    for (s, value) in list {
        assert_eq!(trie.remove(filter(&s)).map(|rare| rare.value), Some(value));
    }
    agrees(&trie, &BTreeMap::new(), &["a".to_string(), "/".to_string()]);
    assert_eq!(trie.edge_count(), 0);
}

#[test]
fn two_ways_at_each_of_many_levels() {
    // Twelve of these are beyond what a walk notes.
    for depth in [10, 16, 17, 28] {
        let (mut trie, mut list) = (trie(), BTreeMap::new());
        for value in 0..1024 {
            let way = |level: usize| match depth - level {
                below @ 1..=10 if value >> (below - 1) & 1 != 0 => "+",
                _ => "a",
            };
            let s = (0..depth).map(way).collect::<Vec<_>>().join("/");
            trie.add(filter(&s), value);
            list.insert(s, value);
        }
        let name = vec!["a"; depth].join("/");
        assert_eq!(found(&trie, &name).len(), 1024);
        agrees(&trie, &list, &[name.clone() + "/a", name[2..].to_string(), name.clone() + "b", name]);
    }
}

#[test]
fn numbers_are_used_again() {
    let mut trie = trie();
    for value in 0..1000 {
        let s = format!("a/{value}/+/c");
        trie.add(filter(&s), value);
        assert_eq!(trie.remove(filter(&s)).map(|rare| rare.value), Some(value));
        assert_eq!((trie.nodes.len(), trie.edge_count()), (0, 0));
    }
    trie.add(filter("a/+"), 0);
    let rooms: BTreeSet<_> = (0..1000)
        .map(|value| {
            let s = format!("a/{value}/c");
            trie.add(filter(&s), value);
            let node = trie.node_of(filter(&s)).unwrap();
            trie.remove(filter(&s));
            node
        })
        .collect();
    assert!(rooms.iter().all(|node| *node < 5), "{rooms:?}");
}
