//! What the corpus holds: every class, every kind of error, every first byte, every length at its limits.

use std::collections::{BTreeMap, BTreeSet};

use hex_runs::expand;
use mqtt_codec_v5::Version;
use mqtt_conformance::corpus::{Entry, Verdict, classes};

use crate::{entries, first_packet, kind, offset};

const VERSIONS: [Version; 2] = [Version::V3_1_1, Version::V5];

/// The least number of entries of each class.
const CLASSES: [(&str, usize); 12] = [
    ("1", 150),
    ("2", 100),
    ("3", 50),
    ("4", 80),
    ("5", 250),
    ("6", 700),
    ("7", 1_000),
    ("8", 80),
    ("9", 1_000),
    ("10", 400),
    ("11", 30),
    ("12", 40),
];

#[test]
fn every_class_is_there() {
    let mut count = BTreeMap::new();
    for entry in entries() {
        *count.entry(entry.class).or_insert(0) += 1;
    }
    for (class, least) in CLASSES {
        assert!(count.get(class).is_some_and(|there| *there >= least), "class {class}: {count:?}");
    }
    assert_eq!(count.len(), CLASSES.len(), "{count:?}");
    assert!(count.values().sum::<usize>() >= 300);
}

#[test]
fn the_readme_says_how_many_entries_there_are_and_what_each_class_is() {
    let entries = entries();
    let readme = include_str!("../../../corpus/README.md");
    let all = entries.len();
    assert!(readme.contains(&format!("{},{:03} entries", all / 1_000, all % 1_000)), "{all} entries");
    assert!(classes().map(|(class, _)| class).eq(CLASSES.map(|(class, _)| class)));
}

#[test]
fn an_entry_is_named_once_and_made_once() {
    let entries = entries();
    let ids: BTreeSet<_> = entries.iter().map(|entry| entry.id).collect();
    assert_eq!(ids.len(), entries.len());
    let mut inputs = BTreeMap::new();
    for entry in &entries {
        let input = (format!("{:?} {:?}", entry.version, entry.sender), entry.limit, &entry.bytes);
        if let Some(other) = inputs.insert(input, entry.id) {
            panic!("{} and {other} are the same", entry.id);
        }
        let letters = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
        assert!(entry.id.chars().all(letters), "{}", entry.id);
        assert!(!entry.remark.is_empty() && !entry.clause.is_empty(), "{}", entry.id);
    }
}

/// Those for the beginning of a connection are another layer's.
#[test]
fn every_kind_of_error_is_there() {
    let there: BTreeSet<_> = entries().iter().filter_map(kind).collect();
    let all = [
        "AuthenticationMethod",
        "ClientId",
        "ConnectFlags",
        "DuplicateProperty",
        "Empty",
        "Flags",
        "MisplacedProperty",
        "NoLocal",
        "Nul",
        "PacketIdZero",
        "PacketType",
        "PropertyValue",
        "ProtocolLevel",
        "ProtocolName",
        "Qos",
        "ReasonCode",
        "ReservedBits",
        "RetainHandling",
        "ReturnCode",
        "Sender",
        "SessionPresent",
        "TooLarge",
        "TopicAlias",
        "TopicFilter",
        "TopicName",
        "Trailing",
        "Truncated",
        "UnknownProperty",
        "Utf8",
        "VariableByteInteger",
    ];
    assert!(there.iter().eq(all.iter()), "{there:?}");
}

/// The standard's own numbers, or those of a section.
#[test]
fn a_clause_is_a_statement_or_a_section() {
    let number = |text: &str| text.split('.').all(|part| part.parse::<u8>().is_ok());
    for entry in entries() {
        for clause in entry.clauses() {
            let sound = match clause.strip_prefix("MQTT-") {
                Some(statement) => statement.rsplit_once('-').is_some_and(|(section, last)| {
                    section.split('.').count() == 3 && number(section) && number(last)
                }),
                None => number(clause),
            };
            assert!(sound, "{}: {clause}", entry.id);
        }
    }
}

/// Table 2.2 of 3.1.1, 2-2 of 5.0: 0 and, before 5.0, 15 are no types; each has its flags, and PUBLISH some.
#[test]
fn every_first_byte_is_judged() {
    let entries = entries();
    for version in VERSIONS {
        for first in 0..=u8::MAX {
            let legal = match (first >> 4, first & 0x0f) {
                (0, _) => false,
                (3, flags) => flags & 0b0110 != 0b0110 && flags & 0b1110 != 0b1000,
                (6 | 8 | 10, flags) => flags == 0b0010,
                (15, flags) => version == Version::V5 && flags == 0,
                (_, flags) => flags == 0,
            };
            let of_it = || entries.iter().filter(|e| e.version == version && e.bytes.first() == Some(&first));
            if legal {
                assert!(of_it().any(|entry| entry.verdict == Verdict::Accept), "{version:?} {first:#04x}");
            } else {
                assert!(of_it().any(|entry| offset(entry) == Some(0)), "{version:?} {first:#04x}");
                let refused = |kind| matches!(kind, Some("Flags" | "PacketType"));
                assert!(of_it().all(|entry| refused(kind(entry))), "{version:?} {first:#04x}");
            }
        }
    }
}

#[test]
fn every_bit_of_connack_and_of_subscription_options_is_judged() {
    let entries = entries();
    for version in VERSIONS {
        let code = |entry: &&Entry, at: usize, kind_: &str| {
            (entry.version == version && kind(entry) == Some(kind_) && offset(entry) == Some(at))
                .then(|| entry.bytes[at])
        };
        for bit in 1..8 {
            let found = entries.iter().filter(|entry| entry.bytes[..].starts_with(b"\x20"));
            assert!(found.filter_map(|entry| code(&entry, 2, "ReservedBits")).any(|byte| byte == 1 << bit));
        }
        let (at, first_reserved) = if version == Version::V5 { (8, 6) } else { (7, 2) };
        for bit in first_reserved..8 {
            let found = entries.iter().filter(|entry| entry.bytes[..].starts_with(b"\x82"));
            assert!(found.filter_map(|entry| code(&entry, at, "ReservedBits")).any(|byte| byte == 1 << bit));
        }
        let found = entries.iter().filter(|entry| entry.bytes[..].starts_with(b"\x82"));
        assert!(found.filter_map(|entry| code(&entry, at, "Qos")).any(|byte| byte == 3));
    }
}

/// Connect flags that contradict each other are refused, and each that does not is accepted with its fields.
#[test]
fn every_set_of_connect_flags_is_judged() {
    let entries = entries();
    for (version, level) in [(Version::V3_1_1, 4), (Version::V5, 5)] {
        let connect = [b"\0\x04MQTT", &[level][..]].concat();
        let with = |flags: u8| {
            let (connect, entries) = (&connect, &entries);
            entries.iter().filter(move |entry| {
                entry.version == version
                    && entry.bytes.get(2..9) == Some(connect)
                    && entry.bytes.get(9) == Some(&flags)
            })
        };
        for flags in (0..=u8::MAX).step_by(2) {
            let [will, qos, retain, password, user] =
                [flags >> 2 & 1, flags >> 3 & 3, flags >> 5 & 1, flags >> 6 & 1, flags >> 7];
            let alone = will == 0 && (qos > 0 || retain > 0);
            let nobody = version == Version::V3_1_1 && password > user;
            if qos < 3 && !alone && !nobody {
                assert!(with(flags).any(|entry| entry.verdict == Verdict::Accept), "{version:?} {flags:08b}");
            } else {
                let refused = |entry: &Entry| kind(entry) == Some("ConnectFlags") && offset(entry) == Some(9);
                assert!(with(flags).any(refused) && with(flags).all(refused), "{version:?} {flags:08b}");
            }
        }
        // The lowest bit is reserved, whatever the others are.
        for flags in [0x01, 0x03, 0xf7] {
            assert!(with(flags).any(|entry| kind(entry) == Some("ReservedBits")), "{version:?} {flags:08b}");
        }
    }
}

#[test]
fn every_length_of_a_packet_stands_at_its_limits() {
    let entries = entries();
    for version in VERSIONS {
        let lengths: BTreeSet<_> = entries
            .iter()
            .filter(|entry| entry.version == version && !matches!(entry.verdict, Verdict::Reject { .. }))
            .filter_map(|entry| first_packet(&entry.bytes))
            .map(|(header, whole)| whole - header)
            .collect();
        for limit in [0, 127, 128, 16_383, 16_384, 65_535, 65_536, 2_097_151, 2_097_152, 268_435_455] {
            assert!(lengths.contains(&limit), "{version:?}: Remaining Length {limit}");
        }
        // The receiver's own limit: exactly there, and one byte over.
        let there = |over: usize| {
            entries.iter().filter(|entry| entry.version == version).any(|entry| {
                let whole = first_packet(&entry.bytes).map(|(_, whole)| whole);
                let limit = entry.limit.and_then(|limit| usize::try_from(limit).ok());
                whole.is_some() && whole == limit.map(|limit| limit + over)
            })
        };
        assert!(there(0) && there(1), "{version:?}");
    }
}

#[test]
fn every_reason_code_is_asked_of_every_packet_that_has_one() {
    let entries = entries();
    // The packet's first byte, where the code stands, and how many codes Table 2-6 gives to it (and 0x8C to DISCONNECT).
    let packets =
        [(0x20, 3, 22), (0x40, 4, 9), (0x50, 4, 9), (0x62, 4, 2), (0x70, 4, 2), (0x90, 5, 12), (0xb0, 5, 7)];
    for (first, at, legal) in packets.into_iter().chain([(0xe0, 2, 30), (0xf0, 2, 3)]) {
        let codes = |accepted: bool| {
            let of_it = entries.iter().filter(|entry| {
                entry.version == Version::V5
                    && entry.bytes.first() == Some(&first)
                    && match entry.verdict {
                        Verdict::Accept => accepted,
                        _ => !accepted && kind(entry) == Some("ReasonCode") && offset(entry) == Some(at),
                    }
            });
            // Those of another shape have no code there: a longer header, or properties before the codes.
            let of_this_shape = |entry: &&Entry| {
                entry.bytes.get(1).is_some_and(|length| *length < 0x80)
                    && !(matches!(first, 0x90 | 0xb0) && entry.bytes.get(4) != Some(&0))
            };
            of_it
                .filter(of_this_shape)
                .filter_map(|entry| entry.bytes.get(at).copied())
                .collect::<BTreeSet<_>>()
        };
        assert_eq!(codes(true).len(), legal, "{first:#04x}: {:02x?}", codes(true));
        let all: BTreeSet<_> = codes(true).union(&codes(false)).copied().collect();
        for code in [0, 1, 2, 4, 0x10, 0x11, 0x18, 0x19].into_iter().chain(0x80..=0xa2) {
            assert!(all.contains(&code), "{first:#04x} {code:#04x}");
        }
        assert!(codes(true).is_disjoint(&codes(false)), "{first:#04x}");
    }
}

#[test]
fn runs_are_expanded() {
    assert_eq!(expand("30 (6162)*2 63"), Ok(b"\x30ababc".to_vec()));
    assert!(expand("(61)*").is_err() && expand("6").is_err());
}
