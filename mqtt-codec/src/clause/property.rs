//! What clauses need to know of the properties of MQTT 5.0: how long their values are, and where they are described.

use super::{string_len, varint};
use crate::packet_type::PacketType;

/// What properties belong to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Block {
    Packet,
    Will,
}

pub(super) const USER_PROPERTY: u8 = 0x26;

/// The length of a property's value, of a User Property its name's or its value's. It is over what is there for a value
/// that is cut short, or has no length because the identifier is unknown. Table 2-4.
pub(super) fn value_len(id: u8, i: &[u8]) -> usize {
    match id {
        0x01 | 0x17 | 0x19 | 0x24 | 0x25 | 0x28..=0x2a => 1,
        0x13 | 0x21..=0x23 => 2,
        0x02 | 0x11 | 0x18 | 0x27 => 4,
        0x0b => varint(i).map_or(usize::MAX, |(_, after)| i.len() - after.len()),
        0x03 | 0x08 | 0x09 | 0x12 | 0x15 | 0x16 | 0x1a | 0x1c | 0x1f | USER_PROPERTY => string_len(i),
        _ => usize::MAX,
    }
}

/// The section of a property: its identifier, whether it may be there twice, and its values.
pub(super) fn section(packet_type: Option<PacketType>, block: Block, id: u8) -> Option<&'static str> {
    Some(match (packet_type?, block, id) {
        (PacketType::Connect, Block::Packet, 0x11) => "3.1.2.11.2",
        (PacketType::Connect, Block::Packet, 0x21) => "3.1.2.11.3",
        (PacketType::Connect, Block::Packet, 0x27) => "3.1.2.11.4",
        (PacketType::Connect, Block::Packet, 0x22) => "3.1.2.11.5",
        (PacketType::Connect, Block::Packet, 0x19) => "3.1.2.11.6",
        (PacketType::Connect, Block::Packet, 0x17) => "3.1.2.11.7",
        (PacketType::Connect, Block::Packet, 0x15) => "3.1.2.11.9",
        (PacketType::Connect, Block::Packet, 0x16) => "3.1.2.11.10",
        (PacketType::Connect, Block::Will, 0x18) => "3.1.3.2.2",
        (PacketType::Connect, Block::Will, 0x01) => "3.1.3.2.3",
        (PacketType::Connect, Block::Will, 0x02) => "3.1.3.2.4",
        (PacketType::Connect, Block::Will, 0x03) => "3.1.3.2.5",
        (PacketType::Connect, Block::Will, 0x08) => "3.1.3.2.6",
        (PacketType::Connect, Block::Will, 0x09) => "3.1.3.2.7",
        (PacketType::Connack, _, 0x11) => "3.2.2.3.2",
        (PacketType::Connack, _, 0x21) => "3.2.2.3.3",
        (PacketType::Connack, _, 0x24) => "3.2.2.3.4",
        (PacketType::Connack, _, 0x25) => "3.2.2.3.5",
        (PacketType::Connack, _, 0x27) => "3.2.2.3.6",
        (PacketType::Connack, _, 0x12) => "3.2.2.3.7",
        (PacketType::Connack, _, 0x22) => "3.2.2.3.8",
        (PacketType::Connack, _, 0x1f) => "3.2.2.3.9",
        (PacketType::Connack, _, 0x28) => "3.2.2.3.11",
        (PacketType::Connack, _, 0x29) => "3.2.2.3.12",
        (PacketType::Connack, _, 0x2a) => "3.2.2.3.13",
        (PacketType::Connack, _, 0x13) => "3.2.2.3.14",
        (PacketType::Connack, _, 0x1a) => "3.2.2.3.15",
        (PacketType::Connack, _, 0x1c) => "3.2.2.3.16",
        (PacketType::Connack, _, 0x15) => "3.2.2.3.17",
        (PacketType::Connack, _, 0x16) => "3.2.2.3.18",
        (PacketType::Publish, _, 0x01) => "3.3.2.3.2",
        (PacketType::Publish, _, 0x02) => "3.3.2.3.3",
        (PacketType::Publish, _, 0x23) => "3.3.2.3.4",
        (PacketType::Publish, _, 0x08) => "3.3.2.3.5",
        (PacketType::Publish, _, 0x09) => "3.3.2.3.6",
        (PacketType::Publish, _, 0x0b) => "3.3.2.3.8",
        (PacketType::Publish, _, 0x03) => "3.3.2.3.9",
        (PacketType::Puback, _, 0x1f) => "3.4.2.2.2",
        (PacketType::Pubrec, _, 0x1f) => "3.5.2.2.2",
        (PacketType::Pubrel, _, 0x1f) => "3.6.2.2.2",
        (PacketType::Pubcomp, _, 0x1f) => "3.7.2.2.2",
        (PacketType::Subscribe, _, 0x0b) => "3.8.2.1.2",
        (PacketType::Suback, _, 0x1f) => "3.9.2.1.2",
        (PacketType::Unsuback, _, 0x1f) => "3.11.2.1.2",
        (PacketType::Disconnect, _, 0x11) => "3.14.2.2.2",
        (PacketType::Disconnect, _, 0x1f) => "3.14.2.2.3",
        (PacketType::Disconnect, _, 0x1c) => "3.14.2.2.5",
        (PacketType::Auth, _, 0x15) => "3.15.2.2.2",
        (PacketType::Auth, _, 0x16) => "3.15.2.2.3",
        (PacketType::Auth, _, 0x1f) => "3.15.2.2.4",
        _ => return None,
    })
}
