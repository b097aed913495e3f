//! Every string field of every packet with every fault of UTF-8, and with what looks like one; every binary field with the
//! same bytes.

use mqtt_codec_v5::{AnyPacket, Framer, Packet, Properties, Property, Split, Version};
use mqtt_conformance::corpus::{Entry, Verdict};

use crate::entries;

/// The ways to be ill-formed, as ids name them, and bytes that are so: RFC 3629, and U+0000.
const FAULTS: [(&str, &[u8]); 9] = [
    ("nul", b"\0"),
    ("surrogate", b"\xed\xa0\x80"),
    ("overlong-2", b"\xc0\x80"),
    ("overlong-3", b"\xe0\x80\xaf"),
    ("overlong-4", b"\xf0\x80\x80\xaf"),
    ("above-10ffff", b"\xf4\x90\x80\x80"),
    ("stray-continuation", b"\x80"),
    ("byte-ff", b"\xff"),
    ("cut-short", b"\xe2\x82"),
];

/// What looks odd, and is text.
const ODD: [(&str, &str); 4] = [
    ("bom", "\u{feff}"),
    ("noncharacter", "\u{ffff}"),
    ("control", "\u{1}\u{1f}\u{7f}"),
    ("four-bytes", "💡"),
];

/// The fields of the packets themselves, in both versions.
const FIELDS: [&str; 6] = [
    "connect-client-id",
    "connect-will-topic",
    "connect-user-name",
    "publish-topic",
    "subscribe-filter",
    "unsubscribe-filter",
];

/// The packets with properties, and those of their properties that are text: Table 2-4.
const PROPERTIES: [(&str, &[(&str, u8)]); 14] = [
    ("connect", &[("authentication-method", 0x15)]),
    ("will", &[("content-type", 0x03), ("response-topic", 0x08)]),
    (
        "connack",
        &[
            ("assigned-client-identifier", 0x12),
            ("authentication-method", 0x15),
            ("response-information", 0x1a),
            ("server-reference", 0x1c),
            ("reason-string", 0x1f),
        ],
    ),
    ("publish", &[("content-type", 0x03), ("response-topic", 0x08)]),
    ("puback", &[("reason-string", 0x1f)]),
    ("pubrec", &[("reason-string", 0x1f)]),
    ("pubrel", &[("reason-string", 0x1f)]),
    ("pubcomp", &[("reason-string", 0x1f)]),
    ("subscribe", &[]),
    ("suback", &[("reason-string", 0x1f)]),
    ("unsubscribe", &[]),
    ("unsuback", &[("reason-string", 0x1f)]),
    ("disconnect", &[("server-reference", 0x1c), ("reason-string", 0x1f)]),
    ("auth", &[("authentication-method", 0x15), ("reason-string", 0x1f)]),
];

/// A string field: the version, its name in ids, and where it is read.
struct Field {
    version: Version,
    name: String,
    place: Place,
}

#[derive(Clone, Copy)]
enum Place {
    OfPacket,
    Property { will: bool, id: u8 },
    UserPropertyName { will: bool },
    UserPropertyValue { will: bool },
}

fn fields() -> Vec<Field> {
    let mut fields = Vec::new();
    for version in [Version::V3_1_1, Version::V5] {
        fields.extend(FIELDS.map(|name| Field { version, name: name.into(), place: Place::OfPacket }));
    }
    let version = Version::V5;
    for (packet, properties) in PROPERTIES {
        let will = packet == "will";
        let user = [
            (format!("{packet}-user-property-name"), Place::UserPropertyName { will }),
            (format!("{packet}-user-property-value"), Place::UserPropertyValue { will }),
        ];
        fields.extend(user.map(|(name, place)| Field { version, name, place }));
        fields.extend(properties.iter().map(|(name, id)| Field {
            version,
            name: format!("{packet}-{name}"),
            place: Place::Property { will, id: *id },
        }));
    }
    fields
}

impl Field {
    /// What stands in the field of a sound packet.
    fn read(&self, bytes: &[u8]) -> Option<String> {
        let Ok(Split::Frame(frame, [])) = Framer::default().split(bytes) else { return None };
        let of = |will| if will { Properties::of_will(frame) } else { Properties::of(frame) }.ok();
        match self.place {
            Place::OfPacket => self.read_packet(&AnyPacket::decode(frame, self.version).ok()?),
            Place::Property { will, id } => of(will)?.find(|property| property.id() == id).and_then(text),
            Place::UserPropertyName { will } => of(will)?.find_map(|property| match property {
                Property::UserProperty(user) => Some(user.name.as_str().into()),
                _ => None,
            }),
            Place::UserPropertyValue { will } => of(will)?.find_map(|property| match property {
                Property::UserProperty(user) => Some(user.value.as_str().into()),
                _ => None,
            }),
        }
    }

    fn read_packet(&self, packet: &AnyPacket<'_>) -> Option<String> {
        use mqtt_codec::Packet as V3;
        let text = match (self.name.as_str(), *packet) {
            ("connect-client-id", AnyPacket::V3(V3::Connect(connect))) => connect.client_id.as_str(),
            ("connect-client-id", AnyPacket::V5(Packet::Connect(connect))) => connect.client_id.as_str(),
            ("connect-will-topic", AnyPacket::V3(V3::Connect(connect))) => connect.will?.topic.as_str(),
            ("connect-will-topic", AnyPacket::V5(Packet::Connect(connect))) => connect.will?.topic.as_str(),
            ("connect-user-name", AnyPacket::V3(V3::Connect(connect))) => {
                connect.credentials?.user_name.as_str()
            }
            ("connect-user-name", AnyPacket::V5(Packet::Connect(connect))) => connect.user_name?.as_str(),
            ("publish-topic", AnyPacket::V3(V3::Publish(publish))) => publish.topic.as_str(),
            ("publish-topic", AnyPacket::V5(Packet::Publish(publish))) => publish.topic?.as_str(),
            ("subscribe-filter", AnyPacket::V3(V3::Subscribe(subscribe))) => {
                subscribe.subscriptions.iter().next()?.filter.as_str()
            }
            ("subscribe-filter", AnyPacket::V5(Packet::Subscribe(subscribe))) => {
                subscribe.subscriptions.iter().next()?.filter.as_str()
            }
            ("unsubscribe-filter", AnyPacket::V3(V3::Unsubscribe(unsubscribe))) => {
                unsubscribe.filters.iter().next()?.as_str()
            }
            ("unsubscribe-filter", AnyPacket::V5(Packet::Unsubscribe(unsubscribe))) => {
                unsubscribe.filters.iter().next()?.as_str()
            }
            _ => return None,
        };
        Some(text.into())
    }

    fn entry<'e>(&self, entries: &'e [Entry], family: &str, what: &str) -> &'e Entry {
        let version = if self.version == Version::V5 { "5" } else { "3.1.1" };
        let id = format!("{family}-{version}-{}-{what}", self.name);
        let entry = entries.iter().find(|entry| entry.id == id);
        entry.unwrap_or_else(|| panic!("no entry {id}"))
    }
}

fn text(property: Property<'_>) -> Option<String> {
    match property {
        Property::ContentType(text)
        | Property::AssignedClientIdentifier(text)
        | Property::AuthenticationMethod(text)
        | Property::ResponseInformation(text)
        | Property::ServerReference(text)
        | Property::ReasonString(text) => Some(text.as_str().into()),
        Property::ResponseTopic(name) => Some(name.as_str().into()),
        _ => None,
    }
}

#[test]
fn every_string_field_has_every_fault() {
    let (entries, fields) = (entries(), fields());
    assert_eq!(fields.len(), 6 + 6 + 2 * 14 + 20);
    for field in &fields {
        for (what, fault) in FAULTS {
            let entry = field.entry(&entries, "utf8", what);
            let expected = if what == "nul" { "Nul" } else { "Utf8" };
            let Verdict::Reject { kind, offset, .. } = entry.verdict else { panic!("{} is none", entry.id) };
            assert_eq!(kind, expected, "{}", entry.id);

            // The fault is all that the field holds,
            let at = usize::try_from(offset).unwrap();
            let string = at + 2..at + 2 + fault.len();
            assert_eq!(entry.bytes[at..at + 2], [0, u8::try_from(fault.len()).unwrap()], "{}", entry.id);
            assert_eq!(&entry.bytes[string.clone()], fault, "{}", entry.id);
            assert!(std::str::from_utf8(fault).is_err() || fault == b"\0");

            // and it is this field, since with sound letters there the packet is sound, and they are read from it.
            let mut sound = entry.bytes.clone();
            sound[string].fill(b'x');
            assert_eq!(field.read(&sound), Some("x".repeat(fault.len())), "{}", entry.id);
        }
    }
}

/// Here it is the wrong name before it is ill-formed text.
#[test]
fn the_protocol_name_has_every_fault() {
    let entries = entries();
    for version in ["3.1.1", "5"] {
        for (what, fault) in FAULTS {
            let id = format!("utf8-{version}-connect-protocol-name-{what}");
            let entry =
                entries.iter().find(|entry| entry.id == id).unwrap_or_else(|| panic!("no entry {id}"));
            assert!(matches!(entry.verdict, Verdict::Reject { kind: "ProtocolName", offset: 2, .. }), "{id}");
            assert!(entry.bytes[4..].starts_with(fault), "{id}");
        }
    }
}

#[test]
fn every_string_field_keeps_what_looks_odd() {
    let entries = entries();
    for field in fields() {
        for (what, odd) in ODD {
            let entry = field.entry(&entries, "utf8", what);
            assert_eq!(entry.verdict, Verdict::Accept, "{}", entry.id);
            assert_eq!(field.read(&entry.bytes).as_deref(), Some(odd), "{}", entry.id);
        }
    }
}

#[test]
fn every_string_field_has_its_lengths() {
    let entries = entries();
    for field in fields() {
        let longest = field.entry(&entries, "length", "65535");
        assert_eq!(field.read(&longest.bytes), Some("a".repeat(65_535)), "{}", longest.id);

        let claimed = field.entry(&entries, "length", "65535-claimed");
        let Verdict::Reject { kind: "Truncated", offset, .. } = claimed.verdict else {
            panic!("{}", claimed.id)
        };
        let at = usize::try_from(offset).unwrap();
        assert_eq!(claimed.bytes[at..at + 2], [0xff, 0xff], "{}", claimed.id);

        let empty = field.entry(&entries, "length", "0");
        match empty.verdict {
            Verdict::Accept => assert_eq!(field.read(&empty.bytes).as_deref(), Some(""), "{}", empty.id),
            Verdict::Reject { kind: "TopicName" | "TopicFilter", offset, .. } => {
                let at = usize::try_from(offset).unwrap();
                assert_eq!(empty.bytes[at..at + 2], [0, 0], "{}", empty.id);
            }
            _ => panic!("{}", empty.id),
        }
    }
}

/// The last bytes of a packet, or those before what ends it: enough to see that they are there.
#[test]
fn every_binary_field_holds_the_same_bytes() {
    let entries = entries();
    let of_both = ["connect-password", "connect-will-message", "publish-payload"];
    let of_5 = [
        "connect-authentication-data",
        "will-correlation-data",
        "connack-authentication-data",
        "publish-correlation-data",
        "auth-authentication-data",
    ];
    let fields = of_both.map(|name| ("3.1.1", name)).into_iter();
    for (version, name) in fields.chain(of_both.map(|name| ("5", name))).chain(of_5.map(|name| ("5", name))) {
        for (what, fault) in FAULTS {
            let id = format!("binary-{version}-{name}-{what}");
            let entry =
                entries.iter().find(|entry| entry.id == id).unwrap_or_else(|| panic!("no entry {id}"));
            assert_eq!(entry.verdict, Verdict::Accept, "{id}");
            assert!(entry.bytes.windows(fault.len()).any(|part| part == fault), "{id}");
        }
    }
}
