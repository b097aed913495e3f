//! Relations between filters, held against the names that they match: all short filters with all names that could tell
//! them apart, and longer ones at random.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::thread;

use mqtt_topic::{TopicFilter, TopicName, covers_set};
use proptest::prelude::*;

/// For every two filters of up to six characters.
///
/// The names at hand suffice. To show that A does not cover B there is a name no longer than B, or than 2 (for `#`):
/// B with `b`, which is in no filter, for each `+`, and for `#` nothing (with the slash before it), one `b`, or an
/// empty level. To show that they have a name in common there is one of at most 9 characters without `b`: it has the
/// text of A and that of B, but not twice the slash that is in both, nor the wildcard of each that the other's text
/// stands for; if there is text of only one of them, it has at most 6.
#[test]
fn exhaustive_pairs() {
    let filters: Vec<String> = strings("a$/+#", 6).into_iter().filter(|s| is_filter(s)).collect();
    let mut names = strings("ab$/", 6);
    names.extend(strings("a$/", 9));
    let names: Vec<Vec<&str>> =
        names.iter().filter(|s| !s.is_empty()).map(|s| s.split('/').collect()).collect();
    let matched: Vec<Bits> = filters.iter().map(|filter| Bits::matched_by(filter, &names)).collect();

    let compare = |part: usize| {
        let mut intersections = HashMap::new();
        for a in (0..filters.len()).filter(|a| a % 2 == part) {
            let (one, of_one) = (TopicFilter::new(&filters[a]).unwrap(), &matched[a]);
            for (b, of_other) in matched.iter().enumerate() {
                let other = TopicFilter::new(&filters[b]).unwrap();
                assert_eq!(one.covers(other), of_one.covers(of_other), "{one} covers {other}");
                let meet = of_one.meet(of_other);
                assert_eq!(one.intersects(other), meet, "{one} intersects {other}");
                let found = one.intersection(other);
                assert_eq!(found.is_some(), meet, "{one} with {other}");
                if let Some(found) = found {
                    let of_both = match intersections.entry(found.to_string()) {
                        Entry::Occupied(entry) => entry.into_mut(),
                        Entry::Vacant(entry) => {
                            assert!(is_filter(entry.key()), "{found}");
                            let bits = Bits::matched_by(entry.key(), &names);
                            entry.insert(bits)
                        }
                    };
                    assert!(of_both.is_meet_of(of_one, of_other), "{found} is what {one} and {other} match");
                    assert!(found.levels().eq(found.to_string().split('/')));
                }
            }
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| compare(1));
        compare(0);
    });
}

/// For every filter of up to three levels, and `#` below them, against every set of two of those, and every set of
/// three that are no deeper than two levels.
///
/// Names of up to four levels suffice, with `b` for a level that is in no filter: none has more than three before its
/// `#`, so one that matches a name of four levels matches all that is below it.
#[test]
fn exhaustive_sets() {
    let filters = topics(&["", "a", "$", "+"], 3);
    let filters: Vec<String> = filters
        .iter()
        .flat_map(|s| [s.clone(), format!("{s}/#")])
        .chain(["#".into()])
        .filter(|s| is_filter(s))
        .collect();
    let names = topics(&["", "a", "$", "b"], 5);
    let names: Vec<Vec<&str>> =
        names.iter().filter(|s| !s.is_empty()).map(|s| s.split('/').collect()).collect();
    let all: Vec<(TopicFilter<'_>, Bits)> =
        filters.iter().map(|s| (TopicFilter::new(s).unwrap(), Bits::matched_by(s, &names))).collect();
    let shallow: Vec<_> =
        all.iter().filter(|(filter, _)| filter.levels().filter(|level| *level != "#").count() <= 2).collect();

    let compare = |set: &[&(TopicFilter<'_>, Bits)]| {
        let of_set = set.iter().fold(Bits::none(names.len()), |bits, (_, more)| bits.join(more));
        for (filter, of_filter) in &all {
            let found = covers_set(set.iter().map(|(filter, _)| *filter), *filter);
            assert_eq!(
                found,
                of_set.covers(of_filter),
                "{:?} cover {filter}",
                set.iter().map(|one| one.0).collect::<Vec<_>>()
            );
        }
    };
    compare(&[]);
    for (i, one) in all.iter().enumerate() {
        for two in &all[i..] {
            compare(&[one, two]);
        }
    }
    for (i, one) in shallow.iter().enumerate() {
        for (j, two) in shallow.iter().enumerate().skip(i) {
            for three in &shallow[j..] {
                compare(&[one, two, three]);
            }
        }
    }
}

#[test]
fn known_pairs() {
    let covers = |a, b| TopicFilter::new(a).unwrap().covers(TopicFilter::new(b).unwrap());
    for (a, b) in [
        ("#", "#"),
        ("+/#", "#"),
        ("#", "+/#"),
        ("a/#", "a/+/#"),
        ("a/#", "a"),
        ("/+/#", "/#"),
        ("é/#", "é/+"),
        ("+", "é"),
        ("$SYS/#", "$SYS/+"),
        ("+/$a", "b/$a"),
        ("a/+", "a/"),
        ("a//b", "a//b"),
    ] {
        assert!(covers(a, b), "{a} {b}");
    }
    for (a, b) in [
        ("a/+/#", "a/#"),
        ("+", "#"),
        ("a/+", "a/#"),
        ("#", "$SYS/#"),
        ("+/#", "$SYS"),
        ("+", "$"),
        ("a/+", "a"),
        ("a", "+"),
        ("a/b", "a/+"),
        ("+/+", "/#"),
        ("é/+", "e/+"),
    ] {
        assert!(!covers(a, b), "{a} {b}");
    }
    let intersection = |a, b| {
        let found = TopicFilter::new(a).unwrap().intersection(TopicFilter::new(b).unwrap());
        found.map(|found| found.to_string())
    };
    for (a, b, both) in [
        ("a/#", "+/+/c", Some("a/+/c")),
        ("a/#", "#", Some("a/#")),
        ("+/#", "#", Some("+/#")),
        ("a/#", "a", Some("a")),
        ("a/#", "+", Some("a")),
        ("é/+/c/#", "+/b/#", Some("é/b/c/#")),
        ("+/b", "a/+", Some("a/b")),
        ("$SYS/#", "$SYS/+/x", Some("$SYS/+/x")),
        ("$SYS/#", "#", None),
        ("$SYS/#", "+/x", None),
        ("a/+", "a", None),
        ("a", "b", None),
        // They would have the empty name in common, which is none.
        ("+", "/#", None),
        ("+", "/", None),
    ] {
        assert_eq!(intersection(a, b).as_deref(), both, "{a} {b}");
        assert_eq!(intersection(b, a).as_deref(), both, "{b} {a}");
    }
}

#[test]
fn names_in_common_fit_in_a_packet() {
    let long = |before: &str, len: usize, after: &str| format!("{before}{}{after}", "a".repeat(len));
    let intersection = |one: &str, other: &str| {
        let found = TopicFilter::new(one).unwrap().intersection(TopicFilter::new(other).unwrap());
        found.map(|found| found.to_string())
    };
    // The only name in common has 40,000 + 1 + 25,534 bytes.
    let both = intersection(&long("", 40_000, "/+"), &long("+/", 25_534, ""));
    assert_eq!(both.map(|s| s.len()), Some(65_535));
    // One more byte, and there is none.
    assert_eq!(intersection(&long("", 40_000, "/+"), &long("+/", 25_535, "")), None);
    // The name is short enough, though the filter is not.
    let (one, other) = (long("", 40_000, "/+/#"), long("+/", 25_534, "/#"));
    assert_eq!(intersection(&one, &other).map(|s| s.len()), Some(65_537));
    let found = TopicFilter::new(&one).unwrap().intersection(TopicFilter::new(&other).unwrap()).unwrap();
    let name = long("", 40_000, "/") + &"a".repeat(25_534);
    assert!(found.matches(TopicName::new(&name).unwrap()));
}

#[test]
fn deepest_filters_on_a_small_stack() {
    let walk = || {
        let (slashes, pluses) = ("/".repeat(65_535), "+/".repeat(32_767) + "#");
        let [deep, open, all] = [&*slashes, &*pluses, "#"].map(|s| TopicFilter::new(s).unwrap());
        assert!(deep.covers(deep) && all.covers(deep) && open.covers(deep) && all.covers(open));
        assert!(!deep.covers(all) && !open.covers(all) && !deep.covers(open));
        assert!(deep.intersects(open) && deep.intersects(all) && open.intersects(deep));
        assert!(!deep.intersects(TopicFilter::new(&slashes[1..]).unwrap()));
        assert_eq!(deep.intersection(all).unwrap().levels().count(), 65_536);
        assert!(covers_set([deep, open], open) && !covers_set([deep, open], all));
    };
    thread::Builder::new().stack_size(64 * 1024).spawn(walk).unwrap().join().unwrap();
}

/// Levels of which two filters have some in common, now and then.
fn filter() -> impl Strategy<Value = String> {
    let level =
        prop_oneof![4 => Just("+".into()), 3 => "[abé]?", 1 => Just("$SYS".into()), 1 => "[a-zé€$]{1,20}"];
    let levels = proptest::collection::vec(level, 0..7);
    (levels, any::<bool>()).prop_filter_map("empty", |(mut levels, open): (Vec<String>, bool)| {
        if open {
            levels.push("#".into());
        }
        Some(levels.join("/")).filter(|s| !s.is_empty())
    })
}

/// A filter of the levels of `name`, some of them and their end with wildcards in their place.
fn loosened(name: &[String], wild: u8, open_at: Option<usize>) -> String {
    let mut levels: Vec<&str> =
        name.iter().enumerate().map(|(n, level)| if wild >> n & 1 == 1 { "+" } else { level }).collect();
    if let Some(at) = open_at.filter(|at| *at <= levels.len()) {
        levels.truncate(at);
        levels.push("#");
    }
    levels.join("/")
}

proptest! {
    #[test]
    fn covered_exactly_when_all_witnesses_match(set in proptest::collection::vec(filter(), 0..6), filter in filter()) {
        // `#` stands for no level to one more than the deepest of the set has; no filter has the level `fresh`.
        let depth = set.iter().map(|s| s.split('/').count()).max().unwrap_or(0);
        let levels = filter.split('/').filter(|level| *level != "#");
        let base: Vec<&str> = levels.map(|level| if level == "+" { "fresh" } else { level }).collect();
        let below = if filter.ends_with('#') { depth + 1 } else { 0 };
        let mut witnesses: Vec<Vec<&str>> =
            (0..=below).map(|below| [&base[..], &vec!["fresh"; below]].concat()).collect();
        witnesses.retain(|name| !name.is_empty() && *name != [""]);
        let matched = |s: &String, name: &[&str]| filter_matches(s, name);

        let checked: Vec<_> = set.iter().map(|s| TopicFilter::new(s).unwrap()).collect();
        let filter = TopicFilter::new(&filter).unwrap();
        let expected = witnesses.iter().all(|name| set.iter().any(|s| matched(s, name)));
        prop_assert_eq!(covers_set(checked.iter().copied(), filter), expected, "{:?} {}", set, filter);
        for (s, one) in set.iter().zip(checked) {
            let expected = witnesses.iter().all(|name| matched(s, name));
            prop_assert_eq!(one.covers(filter), expected, "{} {}", one, filter);
        }
    }

    #[test]
    fn what_both_match_the_intersection_matches(
        name in proptest::collection::vec(prop_oneof!["[abé]?", "[a-zé€$]{1,20}"], 1..8),
        (wild, open_at) in (any::<u8>(), proptest::option::of(0..8_usize)),
        (other_wild, other_open_at) in (any::<u8>(), proptest::option::of(0..8_usize)),
        names in proptest::collection::vec(proptest::collection::vec("[abé]?", 1..8), 20),
    ) {
        let joined = name.join("/");
        prop_assume!(!joined.is_empty() && !joined.starts_with('$'));
        let (a, b) = (loosened(&name, wild, open_at), loosened(&name, other_wild, other_open_at));
        let (one, other) = (TopicFilter::new(&a).unwrap(), TopicFilter::new(&b).unwrap());
        let found = one.intersection(other).expect("both match the name");
        prop_assert!(found.matches(TopicName::new(&joined).unwrap()));

        let text = found.to_string();
        let filter = TopicFilter::new(&text).unwrap();
        prop_assert!(one.covers(filter) && other.covers(filter), "{} {} {}", one, other, filter);
        for levels in names.iter().chain([&name]) {
            let levels: Vec<&str> = levels.iter().map(String::as_str).collect();
            let both = filter_matches(&a, &levels) && filter_matches(&b, &levels);
            prop_assert_eq!(filter_matches(&text, &levels), both, "{} {} {:?}", one, other, levels);
        }
    }

    #[test]
    fn any_two_agree_on_what_they_have_in_common(a in filter(), b in filter()) {
        let (one, other) = (TopicFilter::new(&a).unwrap(), TopicFilter::new(&b).unwrap());
        prop_assert_eq!(one.intersects(other), other.intersects(one));
        if let Some(found) = one.intersection(other) {
            let text = found.to_string();
            let filter = TopicFilter::new(&text).unwrap();
            prop_assert!(one.covers(filter) && other.covers(filter), "{} {} {}", one, other, filter);
        } else {
            prop_assert!(!one.covers(other) && !other.covers(one), "{} {}", one, other);
        }
    }
}

/// A set of names, as one bit for each of a list.
struct Bits(Vec<u64>);

impl Bits {
    fn none(len: usize) -> Self {
        Self(vec![0; len.div_ceil(64)])
    }

    fn matched_by(filter: &str, names: &[Vec<&str>]) -> Self {
        let bit = |(n, name): (usize, &Vec<_>)| u64::from(filter_matches(filter, name)) << n;
        Self(names.chunks(64).map(|names| names.iter().enumerate().map(bit).sum()).collect())
    }

    fn pairs<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = (u64, u64)> + 'a {
        self.0.iter().copied().zip(other.0.iter().copied())
    }

    fn covers(&self, other: &Self) -> bool {
        self.pairs(other).all(|(all, some)| some & !all == 0)
    }

    fn meet(&self, other: &Self) -> bool {
        self.pairs(other).any(|(a, b)| a & b != 0)
    }

    fn is_meet_of(&self, one: &Self, other: &Self) -> bool {
        self.0.iter().zip(one.pairs(other)).all(|(both, (a, b))| *both == a & b)
    }

    fn join(&self, other: &Self) -> Self {
        Self(self.pairs(other).map(|(a, b)| a | b).collect())
    }
}

/// All strings of up to `longest` characters, the empty one too.
fn strings(alphabet: &str, longest: usize) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut last = all.clone();
    for _ in 0..longest {
        last = last.iter().flat_map(|s| alphabet.chars().map(move |c| format!("{s}{c}"))).collect();
        all.extend_from_slice(&last);
    }
    all
}

/// All topics of one to `deepest` of these levels.
fn topics(levels: &[&str], deepest: usize) -> Vec<String> {
    let mut all: Vec<String> = levels.iter().map(|level| (*level).to_string()).collect();
    let mut longest = all.clone();
    for _ in 1..deepest {
        longest =
            longest.iter().flat_map(|s| levels.iter().map(move |level| format!("{s}/{level}"))).collect();
        all.extend_from_slice(&longest);
    }
    all
}

fn is_filter(s: &str) -> bool {
    let levels: Vec<_> = s.split('/').collect();
    let last = levels.len() - 1;
    !s.is_empty()
        && levels.iter().enumerate().all(|(k, level)| match *level {
            "+" => true,
            "#" => k == last,
            level => !level.contains(['+', '#']),
        })
}

/// 4.7.1.2, 4.7.1.3 and 4.7.2, a level after the other.
fn filter_matches(filter: &str, name: &[&str]) -> bool {
    if filter.starts_with(['+', '#']) && name.first().is_some_and(|level| level.starts_with('$')) {
        return false;
    }
    let mut name = name;
    for level in filter.split('/') {
        match (level, name) {
            ("#", _) => return true,
            ("+", [_, rest @ ..]) => name = rest,
            (level, [same, rest @ ..]) if level == *same => name = rest,
            _ => return false,
        }
    }
    name.is_empty()
}
