//! Text: each field that is text against each way to be ill-formed, and what is text though it looks odd.

use mqtt_codec::ErrorKind;
use mqtt_codec::ErrorKind::{Nul, TopicFilter, Utf8};

use crate::bytes::{block, field, packet};

/// Where text stands in a packet: its first byte, the body before the properties, the properties around the field, the
/// body after them. Without properties the field stands between the two parts of the body.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// What it is called.
    pub name: &'static str,
    /// The packet's first byte.
    pub first: u8,
    /// The body before the field, or before the properties that it is among.
    pub before: &'static [u8],
    /// The properties before and after the field.
    pub properties: Option<(&'static [u8], &'static [u8])>,
    /// The body after the field, or after the properties.
    pub after: &'static [u8],
    /// What an empty text, and one with a misplaced wildcard, is there.
    pub rule: Option<ErrorKind>,
    /// Whether text without a rule may be empty there, whatever else the packet says.
    pub may_be_empty: bool,
}

/// A field of the body.
pub const fn plain(name: &'static str, first: u8, before: &'static [u8], after: &'static [u8]) -> Place {
    Place { name, first, before, properties: None, after, rule: None, may_be_empty: true }
}

/// A field that is a property, or part of one.
pub const fn property(
    name: &'static str,
    first: u8,
    before: &'static [u8],
    properties: (&'static [u8], &'static [u8]),
    after: &'static [u8],
) -> Place {
    Place { properties: Some(properties), ..plain(name, first, before, after) }
}

impl Place {
    /// The packet with `text` in this place, and where in the packet the field begins.
    fn with(&self, text: &[u8]) -> (Vec<u8>, u32) {
        let (field, (before, after)) = (field(text), self.properties.unwrap_or_default());
        let middle = [before, &field, after].concat();
        let middle = if self.properties.is_some() { block(&middle) } else { middle };
        let bytes = packet(self.first, &[self.before, &middle, self.after].concat());
        let to_the_end = field.len() + after.len() + self.after.len();
        let offset = bytes.len() - to_the_end;
        (bytes, u32::try_from(offset).expect("a small packet"))
    }
}

/// The bytes that a packet is sent as once it is decoded, or what is wrong with it and where.
pub type Again = Result<Vec<u8>, (ErrorKind, u32)>;

/// The places of a version, and what its codec makes of a packet.
#[derive(Clone, Copy, Debug)]
pub struct Texts {
    /// The places.
    pub places: &'static [Place],
    /// Decodes a packet, and encodes it again.
    pub again: fn(&[u8]) -> Again,
}

impl Texts {
    fn rejects(&self, place: &Place, text: &[u8], kind: ErrorKind) {
        let (bytes, offset) = place.with(text);
        assert_eq!((self.again)(&bytes), Err((kind, offset)), "{}: {}", place.name, text.escape_ascii());
    }

    fn accepts(&self, place: &Place, text: &[u8]) {
        let (bytes, _) = place.with(text);
        assert_eq!((self.again)(&bytes), Ok(bytes), "{}: {}", place.name, text.escape_ascii());
    }

    /// Checks each way to be ill-formed, with sound text around it.
    pub fn ill_formed_text_is_refused(&self) {
        for place in self.places {
            for (fault, kind) in FAULTS {
                for before in AROUND {
                    for after in AROUND {
                        self.rejects(place, &[before.as_bytes(), fault, after.as_bytes()].concat(), *kind);
                    }
                }
            }
        }
    }

    /// Checks that nothing is changed in what is well-formed.
    pub fn odd_text_is_kept_as_it_is(&self) {
        for place in self.places {
            for odd in ODD {
                for before in AROUND {
                    self.accepts(place, [before, odd].concat().as_bytes());
                }
            }
            self.accepts(place, &vec![b'x'; 65_535]);
            self.accepts(place, "é/".repeat(21_845).as_bytes());
        }
    }

    /// Checks that emptiness and wildcards matter to topic names and topic filters alone.
    pub fn an_empty_text_and_wildcards_are_judged_by_the_place(&self) {
        for place in self.places {
            let Some(kind) = place.rule else {
                if place.may_be_empty {
                    self.accepts(place, b"");
                }
                self.accepts(place, b"a#+/+b");
                continue;
            };
            self.rejects(place, b"", kind);
            for wild in
                ["a#", "#/", "sport/tennis#", "a/#/b", "a+", "+a", "a/b+/c", "##", "++", "a/#/", "é+", "é/é#"]
            {
                self.rejects(place, wild.as_bytes(), kind);
            }
            for wild in ["#", "+", "a/#", "+/+", "/+", "+/#", "+/é/#", "//+", "$SYS/#"] {
                if kind == TopicFilter {
                    self.accepts(place, wild.as_bytes());
                } else {
                    self.rejects(place, wild.as_bytes(), kind);
                }
            }
            for plain in ["/", "//", " ", "/a", "a/", "a//b", "A", "$", "a/$b"] {
                self.accepts(place, plain.as_bytes());
            }
            self.accepts(place, &vec![b'/'; 65_535]);
        }
    }
}

/// One of each way not to be text: RFC 3629, and U+0000.
pub const FAULTS: &[(&[u8], ErrorKind)] = &[
    (b"\0", Nul),
    (b"\xed\xa0\x80", Utf8),     // U+D800
    (b"\xed\xbf\xbf", Utf8),     // U+DFFF
    (b"\xc0\x80", Utf8),         // U+0000 in two bytes
    (b"\xc1\xbf", Utf8),         // U+007F in two bytes
    (b"\xe0\x9f\xbf", Utf8),     // U+07FF in three
    (b"\xf0\x8f\xbf\xbf", Utf8), // U+FFFF in four
    (b"\xf4\x90\x80\x80", Utf8), // U+110000
    (b"\xf5\x80\x80\x80", Utf8),
    (b"\xf8\x88\x80\x80\x80", Utf8), // a sequence of five
    (b"\x80", Utf8),
    (b"\xff", Utf8),
    (b"\xc3", Utf8), // cut after the first byte
    (b"\xe2\x82", Utf8),
    (b"\xf0\x9f\x92", Utf8),
];

/// Well-formed, though it may not look so.
const ODD: [&str; 9] = [
    "\u{feff}",
    "\u{feff}a",
    "a\u{feff}",
    "\u{ffff}",
    "\u{d7ff}\u{e000}",
    "\u{10ffff}",
    "é",
    "\u{1}",
    "💡/€",
];

/// Sound text to stand around a fault, of lengths about those that are looked at in one step.
const AROUND: [&str; 9] = [
    "",
    "a",
    "é",
    "123456789012345",
    "1234567890123456",
    "12345678901234567",
    "/123456789/123456789/123456789/é",
    "/123456789/123456789/123456789/123456789",
    "/123456789/123456789/123456789/123456789/123456789/123456789/123456789/123456789/123456789/123456789/1234567890",
];
