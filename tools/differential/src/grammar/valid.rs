//! Valid packets, field by field as the standards list them. What some decoders are known to stumble over is no part of them:
//! it is a case of its own.

use fastrand::Rng;
use mqtt_codec_v5::{Side, Version};

use super::draft::{Block, Draft, Part, Property, Role};
use super::length::{Padding, prefixed};
use super::table::{
    AUTH, CONNACK, CONNECT, DISCONNECT, PINGREQ, PINGRESP, PROPERTIES, PUBACK, PUBCOMP, PUBLISH, PUBREC,
    PUBREL, SUBACK, SUBSCRIBE, UNSUBACK, UNSUBSCRIBE, codes_of,
};
use super::{property, text};
use crate::seen::Place;

/// A valid packet of the type.
pub(crate) fn draw(version: Version, packet_type: u8, random: &mut Rng) -> Draft {
    let sender = match packet_type {
        CONNECT | SUBSCRIBE | UNSUBSCRIBE | PINGREQ => Side::Client,
        CONNACK | SUBACK | UNSUBACK | PINGRESP => Side::Server,
        DISCONNECT if version != Version::V5 => Side::Client,
        _ if random.bool() => Side::Client,
        _ => Side::Server,
    };
    let flags = if matches!(packet_type, PUBREL | SUBSCRIBE | UNSUBSCRIBE) { 2 } else { 0 };
    let mut draft =
        Draft { version, sender, first: packet_type << 4 | flags, parts: Vec::new(), length: Padding::None };
    let v5 = draft.v5();
    match packet_type {
        CONNECT => connect(&mut draft, random),
        CONNACK => {
            let code = code(&draft, random);
            draft.push(Role::AckFlags, [u8::from(code == 0 && random.bool())]);
            draft.push(Role::Code, [code]);
        }
        PUBLISH => publish(&mut draft, random),
        PUBACK | PUBREC | PUBREL | PUBCOMP => {
            draft.push(Role::PacketId, id(random));
            if v5 {
                draft.push(Role::Code, [code(&draft, random)]);
            }
        }
        SUBSCRIBE | SUBACK | UNSUBSCRIBE | UNSUBACK => draft.push(Role::PacketId, id(random)),
        DISCONNECT | AUTH if v5 => draft.push(Role::Code, [code(&draft, random)]),
        _ => {}
    }
    if v5 && !matches!(packet_type, CONNECT | PUBLISH | PINGREQ | PINGRESP) {
        draft.push_properties(Place::Packet, random);
    }
    let elements = random.usize(1..5);
    match packet_type {
        PUBLISH => {
            let payload = payload(&mut draft, Place::Packet, random);
            draft.push(Role::Payload, payload);
        }
        SUBSCRIBE => {
            for _ in 0..elements {
                draft.push(Role::Filter, prefixed(text::filter(random).as_bytes()));
                let more = if v5 { random.u8(0..4) << 2 | random.u8(0..3) << 4 } else { 0 };
                draft.push(Role::Options, [random.u8(0..3) | more]);
            }
        }
        UNSUBSCRIBE => {
            for _ in 0..elements {
                draft.push(Role::Filter, prefixed(text::filter(random).as_bytes()));
            }
        }
        SUBACK => {
            for _ in 0..elements {
                draft.push(Role::ListedCode, [code(&draft, random)]);
            }
        }
        UNSUBACK if v5 => {
            for _ in 0..elements {
                draft.push(Role::ListedCode, [code(&draft, random)]);
            }
        }
        _ => {}
    }
    draft
}

fn connect(draft: &mut Draft, random: &mut Rng) {
    let (will, user_name) = (random.bool(), random.bool());
    let password = user_name && random.bool();
    let mut flags = random.u8(0..2) << 1 | u8::from(user_name) << 7 | u8::from(password) << 6;
    if will {
        flags |= 4 | random.u8(0..3) << 3 | random.u8(0..2) << 5;
    }
    let v5 = draft.v5();
    draft.push(Role::ProtocolName, prefixed(b"MQTT"));
    draft.push(Role::Level, [if v5 { 5 } else { 4 }]);
    draft.push(Role::ConnectFlags, [flags]);
    draft.push(Role::KeepAlive, random.u16(..).to_be_bytes());
    if v5 {
        draft.push_properties(Place::Packet, random);
    }
    draft.push(Role::ClientId, prefixed(text::text(random).as_bytes()));
    if will {
        if v5 {
            draft.push_properties(Place::Will, random);
        }
        draft.push(Role::WillTopic, prefixed(text::topic(random).as_bytes()));
        let mut payload = payload(draft, Place::Will, random);
        payload.push(b'.');
        draft.push(Role::WillPayload, prefixed(&payload));
    }
    if user_name {
        draft.push(Role::UserName, prefixed(text::text(random).as_bytes()));
    }
    if password {
        draft.push(Role::Password, prefixed(text::text(random).as_bytes()));
    }
}

fn publish(draft: &mut Draft, random: &mut Rng) {
    let qos = random.u8(0..3);
    draft.first |= qos << 1 | random.u8(0..2);
    draft.push(Role::TopicName, prefixed(text::topic(random).as_bytes()));
    if qos > 0 {
        draft.push(Role::PacketId, id(random));
    }
    if draft.v5() {
        draft.push_properties(Place::Packet, random);
    }
}

/// Any bytes, or none; text where a Payload Format Indicator says so.
fn payload(draft: &mut Draft, place: Place, random: &mut Rng) -> Vec<u8> {
    let said =
        draft.properties(place).is_some_and(|(own, _)| own.iter().any(|own| own.id == 1 && own.value == [1]));
    if said { text::text(random).into() } else { text::bytes(random, 40) }
}

/// A code that the packet's sender may send.
fn code(draft: &Draft, random: &mut Rng) -> u8 {
    let codes = codes_of(draft.v5(), draft.packet_type());
    let own = if draft.sender == Side::Client { codes.client } else { codes.server };
    let n = random.usize(0..codes.both.len() + own.len());
    *codes.both.get(n).or_else(|| own.get(n - codes.both.len())).unwrap()
}

fn id(random: &mut Rng) -> [u8; 2] {
    random.u16(1..).to_be_bytes()
}

impl Draft {
    pub(crate) fn push(&mut self, role: Role, bytes: impl Into<Vec<u8>>) {
        self.parts.push(Part::Field(role, bytes.into()));
    }

    /// Some of the properties that may stand there and that the sender may send, in any order.
    fn push_properties(&mut self, place: Place, random: &mut Rng) {
        let packet_type = self.packet_type();
        let mut chosen = Vec::new();
        if random.u8(0..4) > 0 {
            let often = random.u8(1..=4);
            for row in PROPERTIES.iter().filter(|row| row.belongs(place, packet_type)) {
                let other_sides = match (packet_type, row.id) {
                    (PUBLISH, 0x0B) | (DISCONNECT, 0x1C) => self.sender == Side::Client,
                    (DISCONNECT, 0x11) => self.sender == Side::Server,
                    _ => false,
                };
                if random.u8(0..4) < often && !other_sides {
                    let times = if row.id == 0x26 { random.usize(1..4) } else { 1 };
                    for _ in 0..times {
                        chosen.push(Property { id: row.id, value: property::value(*row, random) });
                    }
                }
            }
        }
        // Authentication Data goes with a Method, and AUTH has one.
        let data = chosen.iter().any(|own| own.id == 0x16);
        let method = chosen.iter().any(|own| own.id == 0x15);
        if !method && (data || packet_type == AUTH) {
            chosen.push(Property { id: 0x15, value: prefixed(b"method") });
        }
        random.shuffle(&mut chosen);
        self.parts.push(Part::Properties(place, chosen, Block::Right));
    }
}
