//! Text: each field that is text against each way to be ill-formed, what is text though it looks odd, and the fields
//! that are any bytes.

#![expect(clippy::expect_used, clippy::panic, reason = "helpers of tests")]

mod crafted;

use crafted::{decode, encode, field, packet};
use mqtt_codec::{ErrorKind, Packet};

/// Where text stands in a packet: the first byte, and the body before and after the field.
struct Place {
    name: &'static str,
    first: u8,
    before: &'static [u8],
    after: &'static [u8],
    /// What an empty text, and one with a misplaced wildcard, is there.
    rule: Option<ErrorKind>,
}

const fn place(name: &'static str, first: u8, before: &'static [u8], after: &'static [u8]) -> Place {
    Place { name, first, before, after, rule: None }
}

const PLACES: &[Place] = &[
    place("client identifier", 0x10, b"\0\x04MQTT\x04\x02\0\x3c", b""),
    place("client identifier in 3.1", 0x10, b"\0\x06MQIsdp\x03\x02\0\x3c", b""),
    place("client identifier before others", 0x10, b"\0\x04MQTT\x04\x82\0\x3c", b"\0\x01u"),
    place("user name", 0x10, b"\0\x04MQTT\x04\x82\0\x3c\0\x01c", b""),
    place("user name among others", 0x10, b"\0\x04MQTT\x04\xc6\0\x3c\0\x01c\0\x01w\0\x01m", b"\0\x01p"),
    Place {
        rule: Some(ErrorKind::TopicName),
        ..place("will topic", 0x10, b"\0\x04MQTT\x04\x06\0\x3c\0\x01c", b"\0\x01m")
    },
    Place { rule: Some(ErrorKind::TopicName), ..place("topic name", 0x30, b"", b"hi") },
    Place { rule: Some(ErrorKind::TopicName), ..place("topic name at QoS 1", 0x32, b"", b"\0\x0ahi") },
    Place { rule: Some(ErrorKind::TopicFilter), ..place("filter of SUBSCRIBE", 0x82, b"\0\x01", b"\0") },
    Place {
        rule: Some(ErrorKind::TopicFilter),
        ..place("second filter of SUBSCRIBE", 0x82, b"\0\x01\0\x01a\x02", b"\x01\0\x01b\0")
    },
    Place { rule: Some(ErrorKind::TopicFilter), ..place("filter of UNSUBSCRIBE", 0xa2, b"\0\x01", b"") },
    Place {
        rule: Some(ErrorKind::TopicFilter),
        ..place("second filter of UNSUBSCRIBE", 0xa2, b"\0\x01\0\x01a", b"\0\x01b")
    },
];

impl Place {
    /// The packet with `text` in this place, and where in the packet the field begins.
    fn with(&self, text: &[u8]) -> (Vec<u8>, u32) {
        let body = [self.before, &field(text), self.after].concat();
        let bytes = packet(self.first, &body);
        let offset = bytes.len() - body.len() + self.before.len();
        (bytes, u32::try_from(offset).expect("a small packet"))
    }

    fn rejects(&self, text: &[u8], kind: ErrorKind) {
        let (bytes, offset) = self.with(text);
        let outcome = decode(&bytes).map(|_| ());
        assert_eq!(outcome, Err((kind, offset)), "{}: {}", self.name, text.escape_ascii());
    }

    fn accepts(&self, text: &[u8]) {
        let (bytes, _) = self.with(text);
        let packet = decode(&bytes).unwrap_or_else(|error| panic!("{}: {error:?}", self.name));
        assert_eq!(encode(&packet), bytes, "{}: {}", self.name, text.escape_ascii());
    }
}

/// One of each way not to be text: RFC 3629, and U+0000.
const FAULTS: &[(&[u8], ErrorKind)] = &[
    (b"\0", ErrorKind::Nul),
    (b"\xed\xa0\x80", ErrorKind::Utf8),     // U+D800
    (b"\xed\xbf\xbf", ErrorKind::Utf8),     // U+DFFF
    (b"\xc0\x80", ErrorKind::Utf8),         // U+0000 in two bytes
    (b"\xc1\xbf", ErrorKind::Utf8),         // U+007F in two bytes
    (b"\xe0\x9f\xbf", ErrorKind::Utf8),     // U+07FF in three
    (b"\xf0\x8f\xbf\xbf", ErrorKind::Utf8), // U+FFFF in four
    (b"\xf4\x90\x80\x80", ErrorKind::Utf8), // U+110000
    (b"\xf5\x80\x80\x80", ErrorKind::Utf8),
    (b"\xf8\x88\x80\x80\x80", ErrorKind::Utf8), // a sequence of five
    (b"\x80", ErrorKind::Utf8),
    (b"\xff", ErrorKind::Utf8),
    (b"\xc3", ErrorKind::Utf8), // cut after the first byte
    (b"\xe2\x82", ErrorKind::Utf8),
    (b"\xf0\x9f\x92", ErrorKind::Utf8),
];

/// Sound text to stand around a fault, of lengths about those that are looked at in one step.
const AROUND: [&str; 8] = [
    "",
    "a",
    "é",
    "123456789012345",
    "1234567890123456",
    "12345678901234567",
    "/123456789/123456789/123456789/é",
    "/123456789/123456789/123456789/123456789",
];

#[test]
fn ill_formed_text_is_refused_in_each_place() {
    for place in PLACES {
        for (fault, kind) in FAULTS {
            for before in AROUND {
                for after in AROUND {
                    place.rejects(&[before.as_bytes(), fault, after.as_bytes()].concat(), *kind);
                }
            }
        }
    }
}

#[test]
fn odd_text_is_kept_as_it_is_in_each_place() {
    for place in PLACES {
        for odd in [
            "\u{feff}",
            "\u{feff}a",
            "a\u{feff}",
            "\u{ffff}",
            "\u{d7ff}\u{e000}",
            "\u{10ffff}",
            "é",
            "\u{1}",
            "💡/€",
        ] {
            for before in AROUND {
                place.accepts([before, odd].concat().as_bytes());
            }
        }
        place.accepts(&vec![b'x'; 65_535]);
        place.accepts("é/".repeat(21_845).as_bytes());
    }
}

#[test]
fn an_empty_text_and_wildcards_are_judged_by_the_place() {
    for place in PLACES {
        match place.rule {
            None => {
                place.accepts(b"a#+/+b");
                // What an empty client identifier is depends on the level: it has tests of its own.
                if place.name.starts_with("user name") {
                    place.accepts(b"");
                }
            }
            Some(kind) => {
                place.rejects(b"", kind);
                for wild in [
                    "a#",
                    "#/",
                    "sport/tennis#",
                    "a/#/b",
                    "a+",
                    "+a",
                    "a/b+/c",
                    "##",
                    "++",
                    "a/#/",
                    "é+",
                    "é/é#",
                ] {
                    place.rejects(wild.as_bytes(), kind);
                }
                for wild in ["#", "+", "a/#", "+/+", "/+", "+/#", "+/é/#", "//+", "$SYS/#"] {
                    if kind == ErrorKind::TopicFilter {
                        place.accepts(wild.as_bytes());
                    } else {
                        place.rejects(wild.as_bytes(), kind);
                    }
                }
                for plain in ["/", "//", " ", "/a", "a/", "a//b", "A", "$", "a/$b"] {
                    place.accepts(plain.as_bytes());
                }
                place.accepts(&vec![b'/'; 65_535]);
            }
        }
    }
}

#[test]
fn binary_fields_are_any_bytes() {
    let all: Vec<u8> = (0..=u8::MAX).collect();
    for (fault, _) in FAULTS.iter().chain(&[(&all[..], ErrorKind::Utf8), (b"\xef\xbb\xbf", ErrorKind::Utf8)])
    {
        let connect =
            [&b"\0\x04MQTT\x04\xc6\0\x3c\0\x01c\0\x01w"[..], &field(fault), b"\0\x01u", &field(fault)]
                .concat();
        let connect = packet(0x10, &connect);
        let Ok(Packet::Connect(found)) = decode(&connect) else { panic!("no CONNECT") };
        assert_eq!(found.will.map(|will| will.message), Some(*fault));
        assert_eq!(found.credentials.and_then(|credentials| credentials.password), Some(*fault));
        assert_eq!(encode(&found.into()), connect);

        let publish = packet(0x30, &[b"\0\x01a", *fault].concat());
        let Ok(Packet::Publish(found)) = decode(&publish) else { panic!("no PUBLISH") };
        assert_eq!(found.payload, *fault);
        assert_eq!(encode(&found.into()), publish);
    }
}
