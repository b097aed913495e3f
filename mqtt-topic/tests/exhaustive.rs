//! Every string of up to six characters out of `a b / + # $`, as a name, as a filter and behind `$share/`, and every
//! such filter against every such name: what the crate says must be what plain rules over split levels say.

use std::collections::HashMap;
use std::thread;

use mqtt_topic::{TopicFilter, TopicName};

#[test]
fn validity() {
    let mut valid = 0;
    for s in strings() {
        assert_eq!(TopicName::new(&s).is_ok(), is_name(&s), "{s:?}");
        assert_eq!(TopicName::from_utf8(s.as_bytes()).is_ok(), is_name(&s), "{s:?}");
        assert_eq!(TopicFilter::new(&s).is_ok(), is_filter(&s), "{s:?}");
        assert_eq!(TopicFilter::from_utf8(s.as_bytes()).is_ok(), is_filter(&s), "{s:?}");
        valid += usize::from(is_filter(&s));
    }
    assert!(valid > 5_000, "{valid}");
}

#[test]
fn validity_inside_longer_text() {
    for s in strings().into_iter().filter(|s| s.len() < 5) {
        for (before, after) in (0..=17).flat_map(|before| [0, 1, 7, 8, 20].map(|after| (before, after))) {
            let s = format!("{}{s}{}", &"level/level/level"[..before], &"/another/level/below"[..after]);
            assert_eq!(TopicName::new(&s).is_ok(), is_name(&s), "{s:?}");
            assert_eq!(TopicFilter::new(&s).is_ok(), is_filter(&s), "{s:?}");
            // The same with a character that is not ASCII takes another way.
            let s = format!("é{s}");
            assert_eq!(TopicName::new(&s).is_ok(), is_name(&s), "{s:?}");
            assert_eq!(TopicFilter::new(&s).is_ok(), is_filter(&s), "{s:?}");
        }
    }
}

#[test]
fn shared() {
    for rest in strings() {
        let s = format!("$share/{rest}");
        let shared = TopicFilter::new(&s).ok().and_then(|filter| filter.shared().ok()).map(|shared| {
            let shared = shared.expect("the prefix is there");
            (shared.group(), shared.filter().as_str())
        });
        let expected = rest
            .split_once('/')
            .filter(|(group, filter)| !group.is_empty() && !group.contains(['+', '#']) && is_filter(filter));
        assert_eq!(shared, expected, "{s:?}");
    }
}

#[test]
fn matches() {
    let strings = strings();
    let mut numbers = HashMap::from([("+", PLUS), ("#", HASH)]);
    let mut topics = |valid: fn(&str) -> bool| -> Vec<Topic<'_>> {
        let mut number = |level| {
            let next = numbers.len();
            *numbers.entry(level).or_insert(next)
        };
        strings.iter().filter(|s| valid(s)).map(|s| (s, s.split('/').map(&mut number).collect())).collect()
    };
    let filters = topics(is_filter);
    let names = topics(is_name);

    let compare = |filters: &[Topic<'_>]| {
        for (filter, filter_levels) in filters {
            let checked = TopicFilter::new(filter).unwrap();
            let begins_with_wildcard = filter_levels[0] <= HASH;
            for (name, name_levels) in &names {
                let expected = !(begins_with_wildcard && name.starts_with('$'))
                    && levels_match(filter_levels, name_levels);
                assert_eq!(checked.matches(TopicName::new(name).unwrap()), expected, "{filter} {name}");
            }
        }
    };
    let (half, other_half) = filters.split_at(filters.len() / 2);
    thread::scope(|scope| {
        scope.spawn(|| compare(half));
        compare(other_half);
    });
}

/// A string, and its levels as numbers: each string has its own.
type Topic<'a> = (&'a String, Vec<usize>);

/// All of them, the empty one too.
fn strings() -> Vec<String> {
    let mut all = vec![String::new()];
    let mut longest = all.clone();
    for _ in 0..6 {
        let longer = |s: &String| ['a', 'b', '/', '+', '#', '$'].map(|c| format!("{s}{c}"));
        longest = longest.iter().flat_map(longer).collect();
        all.extend_from_slice(&longest);
    }
    assert_eq!(all.len(), 1 + 6 + 36 + 216 + 1_296 + 7_776 + 46_656);
    all
}

fn is_name(s: &str) -> bool {
    !s.is_empty() && !s.contains(['+', '#'])
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

/// 4.7.1.2 and 4.7.1.3, a level after the other.
fn levels_match(filter: &[usize], name: &[usize]) -> bool {
    match (filter, name) {
        ([HASH], _) | ([], []) => true,
        ([PLUS, filter @ ..], [_, name @ ..]) => levels_match(filter, name),
        ([level, filter @ ..], [same, name @ ..]) => level == same && levels_match(filter, name),
        _ => false,
    }
}

const PLUS: usize = 0;
const HASH: usize = 1;
