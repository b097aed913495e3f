//! Table 2-4: each property in each packet, where it may stand and where it may not, once, twice, and cut short.

use mqtt_codec_v5::{Framer, Properties, Split, Version};
use mqtt_conformance::corpus::{Entry, Verdict};

use crate::{entries, first_packet, kind, offset};

/// A property block: its packet's first byte, whether it is that of a Will, and the identifiers that may stand there.
const BLOCKS: [(u8, bool, &[u8]); 14] = [
    (0x10, false, &[0x11, 0x15, 0x16, 0x17, 0x19, 0x21, 0x22, 0x26, 0x27]),
    (0x10, true, &[0x01, 0x02, 0x03, 0x08, 0x09, 0x18, 0x26]),
    (
        0x20,
        false,
        &[
            0x11, 0x12, 0x13, 0x15, 0x16, 0x1a, 0x1c, 0x1f, 0x21, 0x22, 0x24, 0x25, 0x26, 0x27, 0x28, 0x29,
            0x2a,
        ],
    ),
    (0x30, false, &[0x01, 0x02, 0x03, 0x08, 0x09, 0x0b, 0x23, 0x26]),
    (0x40, false, &[0x1f, 0x26]),
    (0x50, false, &[0x1f, 0x26]),
    (0x62, false, &[0x1f, 0x26]),
    (0x70, false, &[0x1f, 0x26]),
    (0x82, false, &[0x0b, 0x26]),
    (0x90, false, &[0x1f, 0x26]),
    (0xa2, false, &[0x26]),
    (0xb0, false, &[0x1f, 0x26]),
    (0xe0, false, &[0x11, 0x1c, 0x1f, 0x26]),
    (0xf0, false, &[0x15, 0x16, 0x1f, 0x26]),
];

const ALL: [u8; 27] = [
    0x01, 0x02, 0x03, 0x08, 0x09, 0x0b, 0x11, 0x12, 0x13, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1c, 0x1f,
    0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2a,
];

/// Those that are a byte of 0 or 1.
const SWITCHES: [u8; 8] = [0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2a];

/// Those that are a number, and never 0.
const NEVER_ZERO: [u8; 4] = [0x0b, 0x21, 0x23, 0x27];

/// The entries of 5.0 whose packet has this first byte. A fault in a will's properties is one behind the client
/// identifier.
fn of(entries: &[Entry], first: u8, will: bool) -> impl Iterator<Item = &Entry> {
    entries.iter().filter(move |entry| {
        let flags = first_packet(&entry.bytes).and_then(|(header, _)| entry.bytes.get(header + 7));
        let in_will = flags.is_some_and(|flags| flags & 0b100 != 0);
        entry.version == Version::V5
            && entry.bytes.first() == Some(&first)
            && (first != 0x10 || in_will == will)
    })
}

/// Whether the entry is refused for this at this property identifier.
fn refused(entry: &Entry, why: &str, id: u8) -> bool {
    kind(entry) == Some(why) && offset(entry).and_then(|at| entry.bytes.get(at)) == Some(&id)
}

/// Whether the entry is refused for the value behind this property identifier.
fn value_refused(entry: &Entry, why: &str, id: u8) -> bool {
    let at = offset(entry).and_then(|at| at.checked_sub(1));
    kind(entry) == Some(why) && at.and_then(|at| entry.bytes.get(at)) == Some(&id)
}

/// How many of this property are in an entry that is accepted.
fn carried(entry: &Entry, will: bool, id: u8) -> usize {
    let (Verdict::Accept, Ok(Split::Frame(frame, []))) =
        (entry.verdict, Framer::default().split(&entry.bytes))
    else {
        return 0;
    };
    let properties = if will { Properties::of_will(frame) } else { Properties::of(frame) };
    properties.map_or(0, |properties| properties.filter(|property| property.id() == id).count())
}

#[test]
fn each_property_is_asked_of_each_packet() {
    let entries = entries();
    let mut asked = 0;
    for (first, will, allowed) in BLOCKS {
        for id in ALL {
            let at = format!("{first:#04x}, will {will}, {id:#04x}");
            if allowed.contains(&id) {
                assert!(of(&entries, first, will).any(|entry| carried(entry, will, id) == 1), "{at}");
            } else {
                let misplaced = |entry| refused(entry, "MisplacedProperty", id);
                assert!(of(&entries, first, will).any(misplaced), "{at}");
            }
            asked += 1;
        }
        let unknown = |entry| refused(entry, "UnknownProperty", 0x7f);
        assert!(of(&entries, first, will).any(unknown), "{first:#04x}, will {will}");
    }
    assert_eq!(asked, 27 * 14);
}

#[test]
fn each_property_comes_twice() {
    let entries = entries();
    for (first, will, allowed) in BLOCKS {
        for &id in allowed {
            let repeatable = id == 0x26 || (id == 0x0b && first == 0x30);
            let twice = |entry: &Entry| {
                if repeatable {
                    carried(entry, will, id) == 2
                } else {
                    refused(entry, "DuplicateProperty", id)
                }
            };
            assert!(of(&entries, first, will).any(twice), "{first:#04x}, will {will}, {id:#04x}");
        }
    }
}

#[test]
fn each_value_is_cut_short_and_out_of_its_range() {
    let entries = entries();
    for (first, will, allowed) in BLOCKS {
        for &id in allowed {
            let at = format!("{first:#04x}, will {will}, {id:#04x}");
            // The value of a user property is behind its name.
            let cut = |entry: &Entry| match id {
                0x26 => {
                    entry.id.ends_with("user-property-crosses-the-end") && kind(entry) == Some("Truncated")
                }
                _ => value_refused(entry, "Truncated", id),
            };
            assert!(of(&entries, first, will).any(cut), "{at}: cut short");
            if SWITCHES.contains(&id) {
                for value in [2, 0xff] {
                    let out_of_range = |entry: &Entry| {
                        value_refused(entry, "PropertyValue", id)
                            && offset(entry).and_then(|at| entry.bytes.get(at)) == Some(&value)
                    };
                    assert!(of(&entries, first, will).any(out_of_range), "{at}: {value}");
                }
            }
            if NEVER_ZERO.contains(&id) {
                let why = if id == 0x23 { "TopicAlias" } else { "PropertyValue" };
                assert!(of(&entries, first, will).any(|entry| value_refused(entry, why, id)), "{at}: 0");
            }
        }
    }
}

/// It lies in both directions, is padded, and stands at the limits of its bytes.
#[test]
fn each_property_length_lies() {
    let entries = entries();
    let names = [
        "connect",
        "will",
        "connack",
        "publish",
        "puback",
        "pubrec",
        "pubrel",
        "pubcomp",
        "subscribe",
        "suback",
        "unsubscribe",
        "unsuback",
        "disconnect",
        "auth",
    ];
    let by_id = |id: String| entries.iter().find(|entry| entry.id == id);
    for (name, (first, will, _)) in names.into_iter().zip(BLOCKS) {
        for (id, why) in [
            (format!("region-5-{name}-past-the-packet"), "Truncated"),
            (format!("region-5-{name}-past-by-one"), "Truncated"),
            (format!("region-5-{name}-ends-behind-an-identifier"), "Truncated"),
            (format!("vbi-5-{name}-property-length-padded-to-2"), "VariableByteInteger"),
            (format!("vbi-5-{name}-property-length-in-five"), "VariableByteInteger"),
        ] {
            let entry = by_id(id.clone());
            assert!(entry.is_some_and(|entry| kind(entry) == Some(why)), "{id}");
        }
        // Four bytes of length are in two packets: they are large.
        let four = if ["connect", "publish"].contains(&name) { &[2_097_151, 2_097_152][..] } else { &[] };
        for len in [127, 128, 129, 16_383, 16_384].into_iter().chain(four.iter().copied()) {
            let id = format!("region-5-{name}-of-{len}");
            let entry =
                by_id(id.clone()).filter(|entry| of(&entries, first, will).any(|of| of.id == entry.id));
            let framed = entry.map(|entry| Framer::default().split(&entry.bytes));
            let Some(Ok(Split::Frame(frame, []))) = framed else { panic!("{id}") };
            let block = if will { Properties::of_will(frame) } else { Properties::of(frame) };
            assert_eq!(block.map(|block| block.as_bytes().len()), Ok(len), "{id}");
        }
    }
}
