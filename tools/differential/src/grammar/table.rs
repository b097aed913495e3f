//! What the standards list: packet types, properties, codes.

use crate::seen::{Place, Value};

pub(crate) const CONNECT: u8 = 1;
pub(crate) const CONNACK: u8 = 2;
pub(crate) const PUBLISH: u8 = 3;
pub(crate) const PUBACK: u8 = 4;
pub(crate) const PUBREC: u8 = 5;
pub(crate) const PUBREL: u8 = 6;
pub(crate) const PUBCOMP: u8 = 7;
pub(crate) const SUBSCRIBE: u8 = 8;
pub(crate) const SUBACK: u8 = 9;
pub(crate) const UNSUBSCRIBE: u8 = 10;
pub(crate) const UNSUBACK: u8 = 11;
pub(crate) const PINGREQ: u8 = 12;
pub(crate) const PINGRESP: u8 = 13;
pub(crate) const DISCONNECT: u8 = 14;
pub(crate) const AUTH: u8 = 15;

/// The names of the packet types, by number.
pub const PACKETS: [&str; 16] = [
    "-",
    "CONNECT",
    "CONNACK",
    "PUBLISH",
    "PUBACK",
    "PUBREC",
    "PUBREL",
    "PUBCOMP",
    "SUBSCRIBE",
    "SUBACK",
    "UNSUBSCRIBE",
    "UNSUBACK",
    "PINGREQ",
    "PINGRESP",
    "DISCONNECT",
    "AUTH",
];

/// The data types of properties, 5.0, section 1.5; bytes with less values than a byte has apart.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Type {
    /// A byte that is 0 or 1.
    Boolean,
    Two,
    /// One to the highest.
    TwoNotZero,
    Four,
    FourNotZero,
    Variable,
    Text,
    Topic,
    Binary,
    Pair,
}

/// One row of Table 2-4.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Property {
    pub(crate) id: u8,
    pub(crate) data: Type,
    /// Packet types that may carry it.
    packets: &'static [u8],
    pub(crate) will: bool,
}

const fn row(id: u8, data: Type, packets: &'static [u8], will: bool) -> Property {
    Property { id, data, packets, will }
}

const REASONS: &[u8] = &[2, 4, 5, 6, 7, 9, 11, 14, 15];
const ANY: &[u8] = &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 15];

pub(crate) const PROPERTIES: [Property; 27] = [
    row(0x01, Type::Boolean, &[3], true),
    row(0x02, Type::Four, &[3], true),
    row(0x03, Type::Text, &[3], true),
    row(0x08, Type::Topic, &[3], true),
    row(0x09, Type::Binary, &[3], true),
    row(0x0B, Type::Variable, &[3, 8], false),
    row(0x11, Type::Four, &[1, 2, 14], false),
    row(0x12, Type::Text, &[2], false),
    row(0x13, Type::Two, &[2], false),
    row(0x15, Type::Text, &[1, 2, 15], false),
    row(0x16, Type::Binary, &[1, 2, 15], false),
    row(0x17, Type::Boolean, &[1], false),
    row(0x18, Type::Four, &[], true),
    row(0x19, Type::Boolean, &[1], false),
    row(0x1A, Type::Text, &[2], false),
    row(0x1C, Type::Text, &[2, 14], false),
    row(0x1F, Type::Text, REASONS, false),
    row(0x21, Type::TwoNotZero, &[1, 2], false),
    row(0x22, Type::Two, &[1, 2], false),
    row(0x23, Type::TwoNotZero, &[3], false),
    row(0x24, Type::Boolean, &[2], false),
    row(0x25, Type::Boolean, &[2], false),
    row(0x26, Type::Pair, ANY, true),
    row(0x27, Type::FourNotZero, &[1, 2], false),
    row(0x28, Type::Boolean, &[2], false),
    row(0x29, Type::Boolean, &[2], false),
    row(0x2A, Type::Boolean, &[2], false),
];

impl Property {
    pub(crate) fn belongs(&self, place: Place, packet_type: u8) -> bool {
        match place {
            Place::Will => self.will,
            Place::Packet => self.packets.contains(&packet_type),
        }
    }

    pub(crate) fn of(id: u8) -> Option<Self> {
        PROPERTIES.into_iter().find(|property| property.id == id)
    }

    /// The value that these bytes are.
    pub(crate) fn value<'a>(&self, bytes: &'a [u8]) -> Value<'a> {
        match self.data {
            Type::Boolean | Type::Two | Type::TwoNotZero | Type::Four | Type::FourNotZero => {
                Value::Number(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
            }
            Type::Variable => {
                let groups = bytes.iter().rev();
                Value::Number(groups.fold(0, |number, byte| number << 7 | u64::from(byte & 0x7F)))
            }
            Type::Text | Type::Topic | Type::Binary => Value::Bytes(bytes.get(2..).unwrap_or_default()),
            Type::Pair => {
                let len = bytes.iter().take(2).fold(0, |len, byte| len << 8 | usize::from(*byte));
                let (name, value) = bytes.split_at_checked(2 + len).unwrap_or_default();
                Value::Pair(name.get(2..).unwrap_or_default(), value.get(2..).unwrap_or_default())
            }
        }
    }
}

/// The codes that a packet may carry; those that one side alone may send stand apart.
pub(crate) struct Codes {
    pub(crate) both: &'static [u8],
    pub(crate) client: &'static [u8],
    pub(crate) server: &'static [u8],
    /// Listed in one table and not in another.
    pub(crate) unclear: &'static [u8],
}

const fn codes(both: &'static [u8]) -> Codes {
    Codes { both, client: &[], server: &[], unclear: &[] }
}

/// Table 3.1 and section 3.9.3 of 3.1.1, Table 2-6 of 5.0.
pub(crate) const fn codes_of(v5: bool, packet_type: u8) -> Codes {
    match (v5, packet_type) {
        (false, CONNACK) => codes(&[0, 1, 2, 3, 4, 5]),
        (false, SUBACK) => codes(&[0, 1, 2, 0x80]),
        (true, CONNACK) => codes(&[
            0, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8C, 0x90, 0x95, 0x97,
            0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9F,
        ]),
        (true, PUBACK | PUBREC) => Codes {
            both: &[0, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99],
            client: &[],
            server: &[0x10],
            unclear: &[],
        },
        (true, PUBREL | PUBCOMP) => codes(&[0, 0x92]),
        (true, SUBACK) => codes(&[0, 1, 2, 0x80, 0x83, 0x87, 0x8F, 0x91, 0x97, 0x9E, 0xA1, 0xA2]),
        (true, UNSUBACK) => codes(&[0, 0x11, 0x80, 0x83, 0x87, 0x8F, 0x91]),
        (true, DISCONNECT) => Codes {
            both: &[0, 0x80, 0x81, 0x82, 0x83, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99],
            client: &[0x04],
            server: &[
                0x87, 0x89, 0x8B, 0x8D, 0x8E, 0x8F, 0x9A, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F, 0xA0, 0xA1, 0xA2,
            ],
            unclear: &[0x8C],
        },
        (true, AUTH) => Codes { both: &[0x18], client: &[0x19], server: &[0], unclear: &[] },
        _ => codes(&[]),
    }
}
