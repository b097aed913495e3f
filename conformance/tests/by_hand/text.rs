//! Text, names and filters: what cannot be made cannot be sent.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use mqtt_codec::{
    Delivery, Packet, Publish, Text, TextError, TopicFilter, TopicFilterError, TopicName, TopicNameError,
};
use mqtt_codec_v5::UserProperty;

use crate::{decoded_v3, decoded_v5, filter, sent, sent_v3, sent_v5, text, topic};

/// Of each way to be no UTF-8 one: a byte that begins nothing, a surrogate, overlong forms, beyond U+10FFFF, cut short.
const NOT_UTF_8: [&[u8]; 9] = [
    b"\xff",
    b"\x80",
    b"\xed\xa0\x80",
    b"\xed\xbf\xbf",
    b"\xc0\x80",
    b"\xe0\x80\x80",
    b"\xf0\x80\x80\x80",
    b"\xf4\x90\x80\x80",
    b"ab\xc3",
];

#[test]
pub(super) fn no_text_is_made_of_what_is_not_utf_8() {
    for bytes in NOT_UTF_8 {
        assert_eq!(Text::from_utf8(bytes), Err(TextError::Utf8));
        assert_eq!(TopicName::from_utf8(bytes), Err(TextError::Utf8.into()));
        assert_eq!(TopicFilter::from_utf8(bytes), Err(TextError::Utf8.into()));
    }
    // The strings of all packets are of these types, and what is made of a `&str` is sent as it is.
    let UserProperty { name, value }: UserProperty<'_> =
        UserProperty { name: text("é"), value: text("\u{10ffff}") };
    assert_eq!((name.as_bytes(), value.as_bytes()), (&b"\xc3\xa9"[..], &b"\xf4\x8f\xbf\xbf"[..]));
}

#[test]
pub(super) fn no_text_is_made_with_u_0000() {
    for s in ["\0", "a\0", "\0a", "a\0b/#", "sixteen bytes and more\0"] {
        assert_eq!(Text::new(s), Err(TextError::Nul));
        assert_eq!(TopicName::new(s), Err(TopicNameError::Text(TextError::Nul)));
        assert_eq!(TopicFilter::new(s), Err(TopicFilterError::Text(TextError::Nul)));
        assert_eq!(Text::from_utf8(s.as_bytes()), Err(TextError::Nul));
    }
}

#[test]
pub(super) fn u_feff_is_kept() {
    let Packet::Publish(publish) = decoded_v3(b"\x30\x06\0\x04\xef\xbb\xbfa") else { panic!("no PUBLISH") };
    assert_eq!(publish.topic, "\u{feff}a");
    assert_eq!(sent_v3(publish), b"\x30\x06\0\x04\xef\xbb\xbfa");
    for bytes in [
        &b"\x30\x07\0\x04\xef\xbb\xbfa\0"[..],
        b"\x30\x06\0\x03\xef\xbb\xbf\0",
        b"\x10\x11\0\x04MQTT\x05\x02\0\0\0\0\x04\xef\xbb\xbfc",
        b"\x82\x0a\0\x01\0\0\x04a\xef\xbb\xbf\0",
    ] {
        assert_eq!(sent_v5(decoded_v5(bytes)), bytes);
    }
    assert_ne!(decoded_v5(b"\x30\x07\0\x04\xef\xbb\xbfa\0"), decoded_v5(b"\x30\x04\0\x01a\0"));
}

#[test]
pub(super) fn no_name_is_made_with_a_wildcard() {
    for s in ["+", "#", "a/+", "a/#", "a+", "#b", "seventeen levels of+", "é#"] {
        assert_eq!(TopicName::new(s), Err(TopicNameError::Wildcard), "{s}");
        assert_eq!(TopicName::from_utf8(s.as_bytes()), Err(TopicNameError::Wildcard), "{s}");
    }
    assert_eq!(topic("a/b"), "a/b");
}

#[test]
pub(super) fn no_filter_is_made_with_a_misplaced_wildcard() {
    for s in ["a#", "#/a", "a/#/", "##"] {
        assert_eq!(TopicFilter::new(s), Err(TopicFilterError::MultiLevel), "{s}");
    }
    for s in ["a+", "+a", "++", "a/b+/c"] {
        assert_eq!(TopicFilter::new(s), Err(TopicFilterError::SingleLevel), "{s}");
    }
    for s in ["#", "a/#", "+", "+/a/+", "+/#"] {
        assert_eq!(filter(s), s);
    }
}

#[test]
pub(super) fn no_name_or_filter_is_made_of_nothing() {
    assert_eq!(TopicName::new(""), Err(TopicNameError::Empty));
    assert_eq!(TopicFilter::new(""), Err(TopicFilterError::Empty));
    assert_eq!(text(""), "", "other text may be empty");
}

#[test]
pub(super) fn names_and_filters_have_at_most_65_535_bytes() {
    let long = "a".repeat(65_536);
    assert_eq!(TopicName::new(&long), Err(TextError::TooLong.into()));
    assert_eq!(TopicFilter::new(&long), Err(TextError::TooLong.into()));
    assert_eq!(
        TopicName::new(&"é".repeat(32_768)),
        Err(TextError::TooLong.into()),
        "bytes count, not characters"
    );
    let longest = topic(&long[1..]);
    let v3 = sent_v3(Publish { delivery: Delivery::AtMostOnce, retain: false, topic: longest, payload: b"" });
    assert_eq!((&v3[..7], v3.len()), (&b"\x30\x81\x80\x04\xff\xffa"[..], 65_541));
    let Packet::Publish(publish) = decoded_v3(&v3) else { panic!("no PUBLISH") };
    assert_eq!((publish.topic, publish.payload), (longest, &b""[..]));
    let v5 = [&b"\x30\x82\x80\x04\xff\xff"[..], longest.as_bytes(), b"\0"].concat();
    assert_eq!(sent(&crate::decoded(mqtt_codec::Version::V5, &v5)), v5);
}

/// Equal filters have equal hashes, and these differ as the filters do: so a set or a map keyed by filters finds by bytes.
#[test]
pub(super) fn filters_are_compared_byte_by_byte() {
    fn hash(filter: TopicFilter<'_>) -> u64 {
        BuildHasherDefault::<DefaultHasher>::default().hash_one(filter)
    }
    for (one, other) in [("a/+", "a/b"), ("a", "A"), ("a/", "a"), ("caf\u{e9}", "cafe\u{301}"), ("#", "+/#")]
    {
        assert_ne!(filter(one), filter(other));
        assert_ne!(hash(filter(one)), hash(filter(other)), "{one} {other}");
        let elsewhere = String::from(one);
        assert_eq!(filter(one), filter(&elsewhere), "the same bytes");
        assert_eq!(hash(filter(one)), hash(filter(&elsewhere)), "the same bytes");
    }
}

#[test]
pub(super) fn filters_say_whether_they_have_wildcards() {
    for (s, has) in
        [("#", true), ("a/+", true), ("a/+/b", true), ("a/b", false), ("/", false), ("$SYS/a", false)]
    {
        assert_eq!(filter(s).has_wildcards(), has, "{s}");
    }
}

#[test]
pub(super) fn discouraged_characters_can_be_found() {
    for s in
        ["\u{1}", "\u{1f}", "\u{7f}", "\u{9f}", "\u{fdd0}", "\u{fdef}", "\u{fffe}", "\u{ffff}", "\u{10ffff}"]
    {
        assert!(topic(s).as_text().has_discouraged(), "{s:?}");
        assert!(text(&format!("a{s}b")).has_discouraged(), "{s:?}");
    }
    for s in ["", " ", "~", "\u{a0}", "\u{fdcf}", "\u{fdf0}", "\u{feff}", "\u{fffd}", "\u{10000}"] {
        assert!(!text(s).has_discouraged(), "{s:?}");
    }
}
