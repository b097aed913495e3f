//! A packet as the list of its fields, and the bytes and values that these are.

use mqtt_codec_v5::{Side, Version};

use super::length::{self, Padding};
use super::table::{self, CONNECT, PUBLISH, Property as Row};
use crate::seen::{Field, Place, Seen};

/// A packet that is being made.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) version: Version,
    pub(crate) sender: Side,
    /// The first byte: type and flags.
    pub(crate) first: u8,
    pub(crate) parts: Vec<Part>,
    /// How the Remaining Length is written.
    pub(crate) length: Padding,
}

/// One field, or a block of properties with its length.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    Field(Role, Vec<u8>),
    Properties(Place, Vec<Property>, Block),
    /// What is no field: left-over bytes, or what a cut left of one.
    Raw(Vec<u8>),
}

/// A property as it is written behind its identifier.
#[derive(Clone, Debug)]
pub(crate) struct Property {
    pub(crate) id: u8,
    pub(crate) value: Vec<u8>,
}

/// How a block's Property Length is written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Block {
    Right,
    Padded,
    /// So many bytes more than there are, or less.
    Off(isize),
}

/// Which field it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Role {
    ProtocolName,
    Level,
    ConnectFlags,
    KeepAlive,
    ClientId,
    WillTopic,
    WillPayload,
    UserName,
    Password,
    AckFlags,
    Code,
    ListedCode,
    TopicName,
    PacketId,
    Payload,
    Filter,
    Options,
}

impl Role {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::ProtocolName => "protocol name",
            Self::Level => "protocol level",
            Self::ConnectFlags => "connect flags",
            Self::KeepAlive => "keep alive",
            Self::ClientId => "client id",
            Self::WillTopic => "will topic",
            Self::WillPayload => "will payload",
            Self::UserName => "user name",
            Self::Password => "password",
            Self::AckFlags => "acknowledge flags",
            Self::Code | Self::ListedCode => "code",
            Self::TopicName => "topic name",
            Self::PacketId => "packet id",
            Self::Payload => "payload",
            Self::Filter => "topic filter",
            Self::Options => "options",
        }
    }

    pub(crate) const fn is_text(self) -> bool {
        matches!(self, Self::ClientId | Self::WillTopic | Self::UserName | Self::TopicName | Self::Filter)
    }
}

impl Part {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Field(_, bytes) | Self::Raw(bytes) => bytes.clone(),
            Self::Properties(_, properties, block) => {
                let mut all = Vec::new();
                for property in properties {
                    all.push(property.id);
                    all.extend(&property.value);
                }
                let mut bytes = match block {
                    Block::Right => length::variable(all.len(), Padding::None),
                    Block::Padded => length::variable(all.len(), Padding::Zeros(1)),
                    Block::Off(by) => length::variable(all.len().saturating_add_signed(*by), Padding::None),
                };
                bytes.extend(all);
                bytes
            }
        }
    }
}

impl Draft {
    pub(crate) fn v5(&self) -> bool {
        self.version == Version::V5
    }

    pub(crate) fn packet_type(&self) -> u8 {
        self.first >> 4
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let body: Vec<u8> = self.parts.iter().flat_map(Part::bytes).collect();
        let mut bytes = vec![self.first];
        bytes.extend(length::variable(body.len(), self.length));
        bytes.extend(body);
        bytes
    }

    /// The first field with this role.
    pub(crate) fn field(&mut self, role: Role) -> Option<&mut Vec<u8>> {
        self.parts.iter_mut().find_map(|part| match part {
            Part::Field(own, bytes) if *own == role => Some(bytes),
            _ => None,
        })
    }

    /// The byte of a field that is one byte.
    pub(crate) fn byte(&mut self, role: Role) -> Option<&mut u8> {
        self.field(role)?.first_mut()
    }

    /// The properties there, if there is a block of them.
    pub(crate) fn properties(&mut self, place: Place) -> Option<(&mut Vec<Property>, &mut Block)> {
        self.parts.iter_mut().find_map(|part| match part {
            Part::Properties(own, properties, block) if *own == place => Some((properties, block)),
            _ => None,
        })
    }

    pub(crate) fn remove(&mut self, role: Role) {
        self.parts.retain(|part| !matches!(part, Part::Field(own, _) if *own == role));
    }

    /// The values of the fields, as a decoder has to see them.
    pub(crate) fn seen(&self) -> Seen {
        let (packet_type, v5) = (self.packet_type(), self.v5());
        let mut seen = Seen::new(packet_type);
        let mut will = 0;
        match packet_type {
            CONNECT => {
                seen = seen
                    .some_bytes(Field::USER_NAME, None::<&[u8]>)
                    .some_bytes(Field::PASSWORD, None::<&[u8]>);
            }
            PUBLISH => {
                seen = seen
                    .number(Field::DUP, self.first >> 3 & 1)
                    .number(Field::QOS, self.first >> 1 & 3)
                    .number(Field::RETAIN, self.first & 1)
                    .some_number(Field::PACKET_ID, None::<u64>);
            }
            // Left out: success, and no properties.
            4..=7 | 14 | 15 if v5 => seen = seen.number(Field::CODE, 0u8).listed(Place::Packet, []),
            _ => {}
        }
        let (mut filters, mut options, mut codes) = (Vec::new(), Vec::new(), Vec::new());
        for part in &self.parts {
            let (role, bytes) = match part {
                Part::Raw(_) => continue,
                Part::Properties(place, properties, _) => {
                    let values = properties
                        .iter()
                        .filter_map(|own| Some((own.id, Row::of(own.id)?.value(&own.value))));
                    seen = seen.listed(*place, values);
                    continue;
                }
                Part::Field(role, bytes) => (*role, &bytes[..]),
            };
            let number = || bytes.iter().fold(0u64, |number, byte| number << 8 | u64::from(*byte));
            let content = bytes.get(2..).unwrap_or_default();
            seen = match role {
                Role::ProtocolName => seen,
                Role::Level => seen.number(Field::LEVEL, number()),
                Role::ConnectFlags => {
                    will = number();
                    seen.number(Field::CLEAN, will >> 1 & 1).number(Field::WILL, will >> 2 & 1)
                }
                Role::KeepAlive => seen.number(Field::KEEP_ALIVE, number()),
                Role::ClientId => seen.bytes(Field::CLIENT_ID, content),
                Role::WillTopic => seen
                    .bytes(Field::WILL_TOPIC, content)
                    .number(Field::WILL_QOS, will >> 3 & 3)
                    .number(Field::WILL_RETAIN, will >> 5 & 1),
                Role::WillPayload => seen.bytes(Field::WILL_PAYLOAD, content),
                Role::UserName => seen.bytes(Field::USER_NAME, content),
                Role::Password => seen.bytes(Field::PASSWORD, content),
                Role::AckFlags => seen.number(Field::SESSION_PRESENT, number()),
                Role::Code => seen.number(Field::CODE, number()),
                Role::TopicName => seen.bytes(Field::TOPIC, content),
                Role::PacketId => seen.number(Field::PACKET_ID, number()),
                Role::Payload => seen.bytes(Field::PAYLOAD, bytes),
                Role::ListedCode => {
                    codes.extend(bytes);
                    seen
                }
                Role::Filter => {
                    filters.push(content);
                    seen
                }
                Role::Options => {
                    options.extend(bytes);
                    seen
                }
            };
        }
        match packet_type {
            table::SUBSCRIBE => seen.texts(Field::FILTERS, filters).octets(Field::OPTIONS, options),
            table::UNSUBSCRIBE => seen.texts(Field::FILTERS, filters),
            table::SUBACK | table::UNSUBACK if !codes.is_empty() => seen.octets(Field::CODES, codes),
            _ => seen,
        }
    }
}
