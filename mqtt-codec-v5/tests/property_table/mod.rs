//! The properties of 5.0 as its Table 2-4 has them, written down once more, with values as they stand on the wire.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "helpers of tests")]

use mqtt_testing::bytes::{block, packet};

/// The packets that have properties, and the will of a CONNECT.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Place {
    Connect,
    Will,
    Connack,
    Publish,
    Puback,
    Pubrec,
    Pubrel,
    Pubcomp,
    Subscribe,
    Suback,
    Unsubscribe,
    Unsuback,
    Disconnect,
    Auth,
}

use Place::*;

/// All of them.
pub(crate) const PLACES: [Place; 14] = [
    Connect,
    Will,
    Connack,
    Publish,
    Puback,
    Pubrec,
    Pubrel,
    Pubcomp,
    Subscribe,
    Suback,
    Unsubscribe,
    Unsuback,
    Disconnect,
    Auth,
];

/// What a value is, and of a number the smallest that is allowed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Type {
    /// A byte that is 0 or 1.
    Bit,
    TwoBytes {
        min: u16,
    },
    FourBytes {
        min: u32,
    },
    /// A Variable Byte Integer above 0.
    Identifier,
    Text,
    /// A string that can be a topic name.
    Name,
    Binary,
    Pair,
}

/// One property.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) id: u8,
    pub(crate) name: &'static str,
    pub(crate) value: Type,
    /// Where it may be.
    pub(crate) places: &'static [Place],
    /// Where it may be more than once.
    pub(crate) repeats: &'static [Place],
}

const ALL_BUT_PUBLISHED: &[Place] =
    &[Connack, Puback, Pubrec, Pubrel, Pubcomp, Suback, Unsuback, Disconnect, Auth];
const MESSAGE: &[Place] = &[Publish, Will];
const TWO_MIN_0: Type = Type::TwoBytes { min: 0 };
const TWO_MIN_1: Type = Type::TwoBytes { min: 1 };
const FOUR_MIN_0: Type = Type::FourBytes { min: 0 };
const FOUR_MIN_1: Type = Type::FourBytes { min: 1 };

/// Table 2-4, with the ranges of chapter 3.
pub(crate) const TABLE: [Row; 27] = [
    once(0x01, "Payload Format Indicator", Type::Bit, MESSAGE),
    once(0x02, "Message Expiry Interval", FOUR_MIN_0, MESSAGE),
    once(0x03, "Content Type", Type::Text, MESSAGE),
    once(0x08, "Response Topic", Type::Name, MESSAGE),
    once(0x09, "Correlation Data", Type::Binary, MESSAGE),
    Row {
        id: 0x0b,
        name: "Subscription Identifier",
        value: Type::Identifier,
        places: &[Publish, Subscribe],
        repeats: &[Publish],
    },
    once(0x11, "Session Expiry Interval", FOUR_MIN_0, &[Connect, Connack, Disconnect]),
    once(0x12, "Assigned Client Identifier", Type::Text, &[Connack]),
    once(0x13, "Server Keep Alive", TWO_MIN_0, &[Connack]),
    once(0x15, "Authentication Method", Type::Text, &[Connect, Connack, Auth]),
    once(0x16, "Authentication Data", Type::Binary, &[Connect, Connack, Auth]),
    once(0x17, "Request Problem Information", Type::Bit, &[Connect]),
    once(0x18, "Will Delay Interval", FOUR_MIN_0, &[Will]),
    once(0x19, "Request Response Information", Type::Bit, &[Connect]),
    once(0x1a, "Response Information", Type::Text, &[Connack]),
    once(0x1c, "Server Reference", Type::Text, &[Connack, Disconnect]),
    once(0x1f, "Reason String", Type::Text, ALL_BUT_PUBLISHED),
    once(0x21, "Receive Maximum", TWO_MIN_1, &[Connect, Connack]),
    once(0x22, "Topic Alias Maximum", TWO_MIN_0, &[Connect, Connack]),
    once(0x23, "Topic Alias", TWO_MIN_1, &[Publish]),
    once(0x24, "Maximum QoS", Type::Bit, &[Connack]),
    once(0x25, "Retain Available", Type::Bit, &[Connack]),
    Row { id: 0x26, name: "User Property", value: Type::Pair, places: &PLACES, repeats: &PLACES },
    once(0x27, "Maximum Packet Size", FOUR_MIN_1, &[Connect, Connack]),
    once(0x28, "Wildcard Subscription Available", Type::Bit, &[Connack]),
    // So called where it is described; Table 2-4 has it in the singular.
    once(0x29, "Subscription Identifier Available", Type::Bit, &[Connack]),
    once(0x2a, "Shared Subscription Available", Type::Bit, &[Connack]),
];

const fn once(id: u8, name: &'static str, value: Type, places: &'static [Place]) -> Row {
    Row { id, name, value, places, repeats: &[] }
}

/// The same seen from the packets: the identifiers that each may have.
pub(crate) const BY_PLACE: [(Place, &[u8]); 14] = [
    (Connect, &[0x11, 0x15, 0x16, 0x17, 0x19, 0x21, 0x22, 0x26, 0x27]),
    (Will, &[0x01, 0x02, 0x03, 0x08, 0x09, 0x18, 0x26]),
    (
        Connack,
        &[
            0x11, 0x12, 0x13, 0x15, 0x16, 0x1a, 0x1c, 0x1f, 0x21, 0x22, 0x24, 0x25, 0x26, 0x27, 0x28, 0x29,
            0x2a,
        ],
    ),
    (Publish, &[0x01, 0x02, 0x03, 0x08, 0x09, 0x0b, 0x23, 0x26]),
    (Puback, &[0x1f, 0x26]),
    (Pubrec, &[0x1f, 0x26]),
    (Pubrel, &[0x1f, 0x26]),
    (Pubcomp, &[0x1f, 0x26]),
    (Subscribe, &[0x0b, 0x26]),
    (Suback, &[0x1f, 0x26]),
    (Unsubscribe, &[0x26]),
    (Unsuback, &[0x1f, 0x26]),
    (Disconnect, &[0x11, 0x1c, 0x1f, 0x26]),
    (Auth, &[0x15, 0x16, 0x1f, 0x26]),
];

/// The row of an identifier, if there is one.
pub(crate) fn row(id: u8) -> Option<&'static Row> {
    TABLE.iter().find(|row| row.id == id)
}

impl Row {
    pub(crate) fn is_allowed_in(&self, place: Place) -> bool {
        self.places.contains(&place)
    }

    pub(crate) fn repeats_in(&self, place: Place) -> bool {
        self.repeats.contains(&place)
    }

    /// The property with `value`.
    pub(crate) fn with(&self, value: &[u8]) -> Vec<u8> {
        [&[self.id], value].concat()
    }

    /// Values that it may have: the bounds of its range, and some between.
    pub(crate) fn values(&self) -> Vec<Vec<u8>> {
        let list = |values: &[&[u8]]| values.iter().map(|value| value.to_vec()).collect();
        let binary = || [&b"\x01\0"[..], &(0..=u8::MAX).collect::<Vec<_>>()].concat();
        match self.value {
            Type::Bit => list(&[b"\0", b"\x01"]),
            Type::TwoBytes { min } => list(&[&min.to_be_bytes(), b"\0\x02", b"\x01\0", b"\xff\xff"]),
            Type::FourBytes { min } => {
                list(&[&min.to_be_bytes(), b"\0\0\0\x02", b"\x01\0\0\0", b"\xff\xff\xff\xff"])
            }
            Type::Identifier => list(&[
                b"\x01",
                b"\x7f",
                b"\x80\x01",
                b"\xff\x7f",
                b"\x80\x80\x01",
                b"\xff\xff\x7f",
                b"\x80\x80\x80\x01",
                b"\xff\xff\xff\x7f",
            ]),
            Type::Text => list(&[
                b"\0\x01m",
                b"\0\0",
                b"\0\x05a+#/b",
                "\0\x06é\u{feff}\u{1}".as_bytes(),
                &long_string(b'x'),
            ]),
            Type::Name => list(&[b"\0\x01n", b"\0\x04a//b", "\0\x03€".as_bytes(), &long_string(b'/')]),
            Type::Binary => list(&[b"\0\x01d", b"\0\0", &binary()]),
            Type::Pair => list(&[
                b"\0\x01k\0\x01v",
                b"\0\0\0\0",
                b"\0\x02kk\0\0",
                b"\0\0\0\x03vvv",
                "\0\x02é\0\x04\u{1f980}".as_bytes(),
                &[long_string(b'k'), long_string(b'v')].concat(),
            ]),
        }
    }

    /// Values that can be read, and are out of its range.
    pub(crate) fn values_out_of_range(&self) -> Vec<Vec<u8>> {
        match self.value {
            Type::Bit => (2..=u8::MAX).map(|byte| vec![byte]).collect(),
            Type::TwoBytes { min } => (0..min).map(|n| n.to_be_bytes().to_vec()).collect(),
            Type::FourBytes { min } => (0..min).map(|n| n.to_be_bytes().to_vec()).collect(),
            Type::Identifier => vec![vec![0]],
            Type::Text | Type::Name | Type::Binary | Type::Pair => Vec::new(),
        }
    }

    /// Where the strings of its value begin, if it has any.
    pub(crate) fn strings(&self, value: &[u8]) -> Vec<usize> {
        match self.value {
            Type::Text | Type::Name => vec![0],
            Type::Pair => vec![0, 2 + usize::from(u16::from_be_bytes([value[0], value[1]]))],
            _ => Vec::new(),
        }
    }
}

/// 300 times the same byte.
fn long_string(byte: u8) -> Vec<u8> {
    [&b"\x01\x2c"[..], &[byte; 300]].concat()
}

impl Place {
    pub(crate) fn first_byte(self) -> u8 {
        match self {
            Connect | Will => 0x10,
            Connack => 0x20,
            Publish => 0x30,
            Puback => 0x40,
            Pubrec => 0x50,
            Pubrel => 0x62,
            Pubcomp => 0x70,
            Subscribe => 0x82,
            Suback => 0x90,
            Unsubscribe => 0xa2,
            Unsuback => 0xb0,
            Disconnect => 0xe0,
            Auth => 0xf0,
        }
    }

    /// What stands in the body before the length of the properties.
    pub(crate) fn before(self) -> &'static [u8] {
        match self {
            Connect => b"\0\x04MQTT\x05\x02\0\x3c",
            Will => b"\0\x04MQTT\x05\x06\0\x3c\0\0\x01c",
            Connack => b"\0\0",
            Publish => b"\0\x01a",
            Puback | Pubrec | Pubrel | Pubcomp => b"\0\x01\0",
            Subscribe | Suback | Unsubscribe | Unsuback => b"\0\x01",
            Disconnect => b"\0",
            Auth => b"\x18",
        }
    }

    /// What follows the properties.
    pub(crate) fn after(self) -> &'static [u8] {
        match self {
            Connect => b"\0\x01c",
            Will => b"\0\x01w\0\x01m",
            Publish => b"payload",
            Subscribe => b"\0\x01a\0",
            Unsubscribe => b"\0\x01a",
            Suback | Unsuback => b"\0",
            Connack | Puback | Pubrec | Pubrel | Pubcomp | Disconnect | Auth => b"",
        }
    }

    /// The properties that have to be there besides one with this identifier.
    pub(crate) fn besides(self, id: u8) -> &'static [u8] {
        match (self, id) {
            (Auth, 0x15) => b"",
            (Auth, _) | (Connect, 0x16) => b"\x15\0\x01m",
            _ => b"",
        }
    }

    /// The packet with these properties, whatever they are.
    pub(crate) fn with(self, properties: &[u8]) -> Vec<u8> {
        self.with_block(&block(properties), self.after())
    }

    /// The packet with these bytes for the length of the properties and the properties.
    pub(crate) fn with_block(self, block: &[u8], after: &[u8]) -> Vec<u8> {
        packet(self.first_byte(), &[self.before(), block, after].concat())
    }

    /// Where the length of the properties stands in `packet`, which is of this kind.
    pub(crate) fn length_at(self, packet: &[u8]) -> usize {
        2 + packet[1..].iter().take_while(|byte| **byte >= 0x80).count() + self.before().len()
    }

    /// Where the properties begin in `packet`, if their length can be read.
    pub(crate) fn properties_at(self, packet: &[u8]) -> usize {
        let at = self.length_at(packet);
        at + 1 + packet[at..].iter().take_while(|byte| **byte >= 0x80).count()
    }
}
