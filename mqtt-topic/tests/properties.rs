//! Longer strings than can be listed, drawn at random, and the edges of what is read at once.

use mqtt_topic::{Text, TextError, TopicFilter, TopicName, TopicNameError};
use proptest::prelude::*;

/// Around the words and blocks that the scan takes at once, and around the longest text.
const LENGTHS: [usize; 21] =
    [1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 48, 49, 63, 64, 65, 65_534, 65_535];

#[test]
fn a_fault_is_found_at_every_edge() {
    for len in LENGTHS {
        let mut bytes = vec![b'a'; len];
        assert!(TopicName::from_utf8(&bytes).is_ok(), "{len}");
        for place in (0..len).filter(|place| *place < 70 || *place + 70 > len) {
            for (byte, error) in [
                (0, TopicNameError::Text(TextError::Nul)),
                (0x80, TopicNameError::Text(TextError::Utf8)),
                (0xFF, TopicNameError::Text(TextError::Utf8)),
                (b'+', TopicNameError::Wildcard),
                (b'#', TopicNameError::Wildcard),
            ] {
                bytes[place] = byte;
                assert_eq!(TopicName::from_utf8(&bytes), Err(error), "{byte:#x} at {place} of {len}");
                bytes[place] = b'a';
            }
        }
    }
}

#[test]
fn the_longest() {
    for c in ["a", "é", "/", "\u{10FFFF}"] {
        // The last character may be cut: fill up with ASCII.
        let longest = c.repeat(65_535 / c.len()) + &"a".repeat(65_535 % c.len());
        assert!(
            Text::new(&longest).is_ok()
                && TopicName::new(&longest).is_ok()
                && TopicFilter::new(&longest).is_ok()
        );
        let longer = longest + "a";
        assert_eq!(Text::new(&longer), Err(TextError::TooLong));
        assert_eq!(Text::from_utf8(longer.as_bytes()), Err(TextError::TooLong));
        assert_eq!(TopicName::new(&longer), Err(TextError::TooLong.into()));
        assert_eq!(TopicFilter::new(&longer), Err(TextError::TooLong.into()));
    }
}

/// What `core` and the standard say about `bytes` as text.
fn text_oracle(bytes: &[u8]) -> Result<&str, TextError> {
    match core::str::from_utf8(bytes) {
        Err(_) => Err(TextError::Utf8),
        Ok(s) if s.contains('\0') => Err(TextError::Nul),
        Ok(s) => Ok(s),
    }
}

/// Text as topics have it, with what is wrong in them now and then, and with characters of every length.
fn topic() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![4 => "[a-z]{1,9}", 3 => Just("/".into()), 1 => "[+#$é€\u{1F600}\\PC]", 1 => Just("/+/".into())],
        0..20,
    )
    .prop_map(|parts| parts.concat())
}

/// For each level what a filter has there, and what a name has; and the levels below a `#`, if there is one.
fn matching_levels() -> impl Strategy<Value = (Vec<(String, String)>, Option<Vec<String>>)> {
    let level = || prop_oneof!["[a-zé]{0,20}", "[ab]?"];
    let pair = (level(), any::<bool>()).prop_map(|(s, wild)| (if wild { "+".into() } else { s.clone() }, s));
    let below = proptest::option::of(proptest::collection::vec(level(), 0..4));
    (proptest::collection::vec(pair, 1..9), below)
}

proptest! {
    #[test]
    fn any_bytes_are_judged_as_by_core(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
        prop_assert_eq!(Text::from_utf8(&bytes).map(Text::as_str), text_oracle(&bytes));
    }

    #[test]
    fn a_broken_byte_is_found_wherever_it_is(s in "\\PC{1,60}", at in any::<prop::sample::Index>(), byte: u8) {
        let mut bytes = s.into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        prop_assert_eq!(Text::from_utf8(&bytes).map(Text::as_str), text_oracle(&bytes));
        prop_assert_eq!(Text::from_utf8(&bytes[..at]).map(Text::as_str), text_oracle(&bytes[..at]));
    }

    #[test]
    fn strings_and_bytes_are_judged_alike(s in topic()) {
        prop_assert_eq!(TopicName::new(&s), TopicName::from_utf8(s.as_bytes()));
        prop_assert_eq!(TopicFilter::new(&s), TopicFilter::from_utf8(s.as_bytes()));
        prop_assert_eq!(TopicName::new(&s).is_ok(), !s.is_empty() && !s.contains(['+', '#', '\0']));
    }

    #[test]
    fn levels_make_up_the_topic(s in topic()) {
        if let Ok(filter) = TopicFilter::new(&s) {
            let levels: Vec<_> = filter.levels().collect();
            prop_assert_eq!(levels.join("/"), s);
        }
    }

    #[test]
    fn a_name_made_to_match_does(
        (levels, below) in matching_levels(),
        other in any::<prop::sample::Index>(),
    ) {
        let (mut filter, mut name): (Vec<_>, Vec<_>) = levels.iter().cloned().unzip();
        if let Some(below) = below {
            filter.push("#".into());
            name.extend(below);
        }
        let (filter, joined) = (filter.join("/"), name.join("/"));
        prop_assume!(!filter.is_empty() && !joined.is_empty());
        let filter = TopicFilter::new(&filter).unwrap();
        prop_assert!(filter.matches(TopicName::new(&joined).unwrap()), "{} {}", filter, joined);

        // With one level changed it still does only where that is any level.
        let other = other.index(levels.len());
        name[other].push('x');
        let changed = name.join("/");
        let any = levels[other].0 == "+";
        prop_assert_eq!(filter.matches(TopicName::new(&changed).unwrap()), any, "{} {}", filter, changed);
    }
}
