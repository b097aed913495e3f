//! The statements and sections of MQTT 5.0.

use mqtt_topic::{TopicFilter, TopicFilterError};

use super::field::Field;
use super::property::{Block, USER_PROPERTY, section, value_len};
use super::{Rejected, varint};
use crate::connect_flags::Flags;
use crate::error::ErrorKind;
use crate::packet_type::PacketType;
use crate::version::Version;

pub(super) fn clause(rejected: &Rejected<'_>) -> &'static str {
    match rejected.kind {
        ErrorKind::PacketType => "2.1.2",
        ErrorKind::Flags => flags(rejected),
        ErrorKind::VariableByteInteger if varint(rejected.at).is_none() => "1.5.5",
        ErrorKind::VariableByteInteger => "MQTT-1.5.5-1",
        ErrorKind::TooLarge => match rejected.packet_type {
            Some(PacketType::Connect) => "3.2.2.2",
            Some(PacketType::Subscribe | PacketType::Unsubscribe | PacketType::Pingreq) => "3.2.2.3.6",
            _ => "3.1.2.11.4",
        },
        ErrorKind::Truncated => truncated(rejected),
        ErrorKind::Trailing => trailing(rejected),
        ErrorKind::Utf8 => ill_formed(rejected),
        ErrorKind::Nul => "MQTT-1.5.4-2",
        ErrorKind::TopicName => topic_name(rejected),
        ErrorKind::TopicFilter => topic_filter(rejected.string()),
        ErrorKind::PacketIdZero => match rejected.packet_type {
            Some(PacketType::Publish | PacketType::Subscribe | PacketType::Unsubscribe) => "MQTT-2.2.1-3",
            _ => "2.2.1",
        },
        ErrorKind::ReservedBits => match rejected.packet_type {
            Some(PacketType::Connect) => "MQTT-3.1.2-3",
            Some(PacketType::Connack) => "MQTT-3.2.2-1",
            _ => "MQTT-3.8.3-5",
        },
        ErrorKind::Qos | ErrorKind::RetainHandling => "3.8.3.1",
        ErrorKind::Empty => match rejected.packet_type {
            Some(PacketType::Subscribe) => "MQTT-3.8.3-2",
            Some(PacketType::Unsubscribe) => "MQTT-3.10.3-2",
            Some(PacketType::Unsuback) => "3.11.3",
            _ => "3.9.3",
        },
        ErrorKind::ProtocolName => "MQTT-3.1.2-1",
        ErrorKind::ProtocolLevel => "MQTT-3.1.2-2",
        ErrorKind::ConnectFlags => connect_flags(rejected.byte()),
        ErrorKind::ClientId => "3.1.3.1",
        ErrorKind::ReasonCode | ErrorKind::ReturnCode => reason_code(rejected.packet_type),
        ErrorKind::SessionPresent => "MQTT-3.2.2-6",
        ErrorKind::Sender => sender(rejected),
        ErrorKind::NotConnect => "MQTT-3.1.0-1",
        ErrorKind::SecondConnect => "MQTT-3.1.0-2",
        ErrorKind::UnknownProperty | ErrorKind::MisplacedProperty => NO_PROPERTY,
        ErrorKind::DuplicateProperty | ErrorKind::PropertyValue => match Field::of(rejected, Version::V5) {
            Field::Property(block, id) | Field::Value { block, id, .. } => {
                section(rejected.packet_type, block, id).unwrap_or(NO_PROPERTY)
            }
            _ => NO_PROPERTY,
        },
        ErrorKind::TopicAlias => "MQTT-3.3.2-8",
        ErrorKind::NoLocal => "MQTT-3.8.3-4",
        ErrorKind::AuthenticationMethod => match rejected.packet_type {
            Some(PacketType::Connect) => "3.1.2.11.10",
            _ => "3.15.2.2.2",
        },
    }
}

/// What a Malformed Packet is.
const MALFORMED: &str = "1.2";
/// An identifier that is not valid for its packet, or a value not of its type.
const NO_PROPERTY: &str = "2.2.2.2";

fn flags(rejected: &Rejected<'_>) -> &'static str {
    match rejected.packet_type {
        Some(PacketType::Publish) if rejected.flags & 0b0110 == 0b0110 => "MQTT-3.3.1-4",
        Some(PacketType::Publish) => "MQTT-3.3.1-2",
        Some(PacketType::Pubrel) => "MQTT-3.6.1-1",
        Some(PacketType::Subscribe) => "MQTT-3.8.1-1",
        Some(PacketType::Unsubscribe) => "MQTT-3.10.1-1",
        Some(PacketType::Disconnect) => "MQTT-3.14.1-1",
        Some(PacketType::Auth) => "MQTT-3.15.1-1",
        Some(_) | None => "MQTT-2.1.3-1",
    }
}

fn connect_flags(flags: u8) -> &'static str {
    match flags {
        _ if flags & Flags::WILL == 0 && flags & Flags::WILL_QOS != 0 => "MQTT-3.1.2-11",
        _ if flags & Flags::WILL_QOS == Flags::WILL_QOS => "MQTT-3.1.2-12",
        _ if flags & Flags::WILL == 0 && flags & Flags::WILL_RETAIN != 0 => "MQTT-3.1.2-13",
        _ => "3.1.2.3",
    }
}

fn reason_code(packet_type: Option<PacketType>) -> &'static str {
    match packet_type {
        Some(PacketType::Connack) => "MQTT-3.2.2-8",
        Some(PacketType::Puback) => "MQTT-3.4.2-1",
        Some(PacketType::Pubrec) => "MQTT-3.5.2-1",
        Some(PacketType::Pubrel) => "MQTT-3.6.2-1",
        Some(PacketType::Pubcomp) => "MQTT-3.7.2-1",
        Some(PacketType::Suback) => "MQTT-3.9.3-2",
        Some(PacketType::Unsuback) => "MQTT-3.11.3-2",
        Some(PacketType::Disconnect) => "MQTT-3.14.2-1",
        Some(PacketType::Auth) => "MQTT-3.15.2-1",
        _ => "2.4",
    }
}

fn sender(rejected: &Rejected<'_>) -> &'static str {
    match rejected.packet_type {
        Some(PacketType::Publish) => "MQTT-3.3.4-6",
        Some(PacketType::Puback) => "3.4.2.1",
        Some(PacketType::Pubrec) => "3.5.2.1",
        Some(PacketType::Disconnect) => match rejected.body.first() {
            // Table 3-10: what one side alone may send.
            Some(0x04 | 0x87 | 0x89 | 0x8b | 0x8d..=0x8f | 0x9a..=0x9f | 0xa0..=0xa2) => "3.14.2.1",
            _ => "MQTT-3.14.2-2", // a Session Expiry Interval
        },
        Some(PacketType::Auth) => "3.15.2.1",
        _ => "2.1.2",
    }
}

fn topic_name(rejected: &Rejected<'_>) -> &'static str {
    let is_empty = rejected.string().is_empty();
    match Field::of(rejected, Version::V5) {
        Field::Value { block: Block::Will, .. } => "3.1.3.2.6",
        Field::Value { .. } if is_empty => "3.3.2.3.5",
        Field::Value { .. } => "MQTT-3.3.2-14",
        Field::TopicName if is_empty => "3.3.2.1", // without a Topic Alias
        Field::TopicName => "MQTT-3.3.2-2",
        _ if is_empty => "MQTT-4.7.3-1",
        _ => "MQTT-4.7.0-1",
    }
}

fn topic_filter(filter: &[u8]) -> &'static str {
    match (filter.strip_prefix(b"$share/"), TopicFilter::from_utf8(filter)) {
        (Some([] | [b'/', ..]), _) => "MQTT-4.8.2-1",
        (Some(_), _) => "MQTT-4.8.2-2",
        (None, Err(TopicFilterError::Empty)) => "MQTT-4.7.3-1",
        (None, Err(TopicFilterError::MultiLevel)) => "MQTT-4.7.1-1",
        (None, Err(TopicFilterError::SingleLevel)) => "MQTT-4.7.1-2",
        (None, _) => "4.7.1",
    }
}

fn ill_formed(rejected: &Rejected<'_>) -> &'static str {
    match Field::of(rejected, Version::V5) {
        Field::ClientId => "MQTT-3.1.3-4",
        Field::WillTopic => "MQTT-3.1.3-11",
        Field::UserName => "MQTT-3.1.3-12",
        Field::TopicName => "MQTT-3.3.2-1",
        Field::TopicFilter if rejected.packet_type == Some(PacketType::Subscribe) => "MQTT-3.8.3-1",
        Field::TopicFilter => "MQTT-3.10.3-1",
        Field::Value { id: USER_PROPERTY, .. } => "MQTT-1.5.7-1",
        Field::Value { block: Block::Packet, id: 0x03, .. } => "MQTT-3.3.2-19",
        Field::Value { block: Block::Packet, id: 0x08, .. } => "MQTT-3.3.2-13",
        Field::Value { block: Block::Will, id: 0x03, .. } => "3.1.3.2.5",
        Field::Value { block: Block::Will, id: 0x08, .. } => "3.1.3.2.6",
        _ => "MQTT-1.5.4-1",
    }
}

fn truncated(rejected: &Rejected<'_>) -> &'static str {
    match Field::of(rejected, Version::V5) {
        // The packet has the value, and the Property Length leaves it out.
        Field::Value { left: 0, .. } => NO_PROPERTY,
        Field::Value { id, .. } if value_len(id, rejected.at) <= rejected.at.len() => NO_PROPERTY,
        _ if !rejected.is_missing() => MALFORMED,
        Field::PropertyLength(Block::Packet) => "MQTT-2.2.2-1",
        Field::ClientId => "MQTT-3.1.3-3",
        Field::PropertyLength(Block::Will) | Field::WillTopic | Field::WillPayload => "MQTT-3.1.2-9",
        Field::UserName => "MQTT-3.1.2-17",
        Field::Password => "MQTT-3.1.2-19",
        Field::TopicName => "MQTT-3.3.2-1",
        _ => MALFORMED,
    }
}

fn trailing(rejected: &Rejected<'_>) -> &'static str {
    let flags = rejected.connect_flags();
    match rejected.packet_type {
        // A field that the flags do not announce.
        Some(PacketType::Connect) if rejected.left_over_is(1) => match flags {
            _ if flags & Flags::USER_NAME == 0 => "MQTT-3.1.2-16",
            _ if flags & Flags::PASSWORD == 0 => "MQTT-3.1.2-18",
            _ => MALFORMED,
        },
        Some(PacketType::Pingreq) => "3.12",
        Some(PacketType::Pingresp) => "3.13",
        _ => MALFORMED,
    }
}

#[cfg(test)]
mod tests {
    use crate::clause::tests::names;
    use crate::error::ErrorKind::*;
    use crate::version::Version::V5;

    #[test]
    fn connect() {
        names(
            V5,
            &[
                (b"\x10\x07\0\x04MQTT\x06", ProtocolLevel, 8, "MQTT-3.1.2-2"),
                (b"\x10\x0e\0\x04MQTT\x05\x0a\0\x3c\0\0\x01c", ConnectFlags, 9, "MQTT-3.1.2-11"),
                (b"\x10\x0e\0\x04MQTT\x05\x1e\0\x3c\0\0\x01c", ConnectFlags, 9, "MQTT-3.1.2-12"),
                (b"\x10\x0e\0\x04MQTT\x05\x22\0\x3c\0\0\x01c", ConnectFlags, 9, "MQTT-3.1.2-13"),
                (b"\x10\x0a\0\x04MQTT\x05\x02\0\x3c", Truncated, 12, "MQTT-2.2.2-1"),
                (b"\x10\x0b\0\x04MQTT\x05\x02\0\x3c\0", Truncated, 13, "MQTT-3.1.3-3"),
                (b"\x10\x11\0\x04MQTT\x05\x02\0\x3c\x03\x21\0\0\0\x01c", PropertyValue, 14, "3.1.2.11.3"),
                (
                    b"\x10\x12\0\x04MQTT\x05\x02\0\x3c\x04\x19\x01\x19\x01\0\x01c",
                    DuplicateProperty,
                    15,
                    "3.1.2.11.6",
                ),
                (
                    b"\x10\x12\0\x04MQTT\x05\x02\0\x3c\x04\x16\0\x01x\0\x01c",
                    AuthenticationMethod,
                    12,
                    "3.1.2.11.10",
                ),
                (b"\x10\x0f\0\x04MQTT\x05\x02\0\x3c\x01\x26\0\x01c", Truncated, 14, "2.2.2.2"),
                (b"\x10\x0e\0\x04MQTT\x05\x06\0\x3c\0\0\x01c", Truncated, 16, "MQTT-3.1.2-9"),
                (
                    b"\x10\x17\0\x04MQTT\x05\x06\0\x3c\0\0\x01c\x02\x01\x02\0\x01w\0\x01m",
                    PropertyValue,
                    18,
                    "3.1.3.2.3",
                ),
                (
                    b"\x10\x19\0\x04MQTT\x05\x06\0\x3c\0\0\x01c\x04\x08\0\x01+\0\x01w\0\x01m",
                    TopicName,
                    18,
                    "3.1.3.2.6",
                ),
                (
                    b"\x10\x19\0\x04MQTT\x05\x06\0\x3c\0\0\x01c\x04\x03\0\x01\xff\0\x01w\0\x01m",
                    Utf8,
                    18,
                    "3.1.3.2.5",
                ),
                (b"\x10\x15\0\x04MQTT\x05\x06\0\x3c\0\0\x01c\0\0\x01+\0\x01m", TopicName, 17, "MQTT-4.7.0-1"),
                (b"\x10\x0e\0\x04MQTT\x05\x82\0\x3c\0\0\x01c", Truncated, 16, "MQTT-3.1.2-17"),
                (b"\x10\x0e\0\x04MQTT\x05\x42\0\x3c\0\0\x01c", Truncated, 16, "MQTT-3.1.2-19"),
                (b"\x10\x11\0\x04MQTT\x05\x02\0\x3c\0\0\x01c\0\x01u", Trailing, 16, "MQTT-3.1.2-16"),
                (b"\x10\x0f\0\x04MQTT\x05\x02\0\x3c\0\0\x01c\0", Trailing, 16, "1.2"),
                (b"\x10\x09", TooLarge, 1, "3.2.2.2"),
            ],
        );
    }

    #[test]
    fn connack() {
        names(
            V5,
            &[
                (b"\x20\x03\x02\0\0", ReservedBits, 2, "MQTT-3.2.2-1"),
                (b"\x20\x03\x01\x80\0", SessionPresent, 3, "MQTT-3.2.2-6"),
                (b"\x20\x03\0\x01\0", ReasonCode, 3, "MQTT-3.2.2-8"),
                (b"\x20\x02\0\0", Truncated, 4, "MQTT-2.2.2-1"),
                (b"\x20\x04\0\0\x80\0", VariableByteInteger, 4, "MQTT-1.5.5-1"),
                (b"\x20\x07\0\0\x80\x80\x80\x80\0", VariableByteInteger, 4, "1.5.5"),
                (b"\x20\x05\0\0\x02\x7f\0", UnknownProperty, 5, "2.2.2.2"),
                (b"\x20\x05\0\0\x02\x24\x02", PropertyValue, 6, "3.2.2.3.4"),
                (b"\x20\x07\0\0\x04\x12\0\x01\xff", Utf8, 6, "MQTT-1.5.4-1"),
                (b"\x20\x09", TooLarge, 1, "3.1.2.11.4"),
            ],
        );
    }

    #[test]
    fn publish() {
        names(
            V5,
            &[
                (b"\x30\0", Truncated, 2, "MQTT-3.3.2-1"),
                (b"\x30\x03\0\x01a", Truncated, 5, "MQTT-2.2.2-1"),
                (b"\x30\x03\0\0\0", TopicName, 2, "3.3.2.1"),
                (b"\x30\x05\0\x02a+\0", TopicName, 2, "MQTT-3.3.2-2"),
                (b"\x32\x06\0\x01a\0\0\0", PacketIdZero, 5, "MQTT-2.2.1-3"),
                (b"\x30\x08\0\x01a\x04\x03\0\x01\xff", Utf8, 7, "MQTT-3.3.2-19"),
                (b"\x30\x08\0\x01a\x04\x08\0\x01\xff", Utf8, 7, "MQTT-3.3.2-13"),
                (b"\x30\x08\0\x01a\x04\x08\0\x01+", TopicName, 7, "MQTT-3.3.2-14"),
                (b"\x30\x07\0\x01a\x03\x08\0\0", TopicName, 7, "3.3.2.3.5"),
                (b"\x30\x0b\0\x01a\x07\x26\0\x01k\0\x01\xff", Utf8, 10, "MQTT-1.5.7-1"),
                (b"\x30\x0b\0\x01a\x07\x26\0\x01k\0\x01\0", Nul, 10, "MQTT-1.5.4-2"),
                (b"\x30\x07\0\x01a\x03\x23\0\0", TopicAlias, 7, "MQTT-3.3.2-8"),
                (b"\x30\x06\0\x01a\x02\x0b\0", PropertyValue, 7, "3.3.2.3.8"),
                (b"\x30\x08\0\x01a\x04\x01\0\x01\0", DuplicateProperty, 8, "3.3.2.3.2"),
                (b"\x30\x06\0\x01a\x02\x0b\x01", Sender, 0, "MQTT-3.3.4-6"),
            ],
        );
    }

    #[test]
    fn acknowledgements() {
        names(
            V5,
            &[
                (b"\x40\x02\0\0", PacketIdZero, 2, "2.2.1"),
                (b"\x40\x03\0\x01\x01", ReasonCode, 4, "MQTT-3.4.2-1"),
                (b"\x50\x03\0\x01\x01", ReasonCode, 4, "MQTT-3.5.2-1"),
                (b"\x62\x03\0\x01\x01", ReasonCode, 4, "MQTT-3.6.2-1"),
                (b"\x70\x03\0\x01\x01", ReasonCode, 4, "MQTT-3.7.2-1"),
                (b"\x40\x03\0\x01\x10", Sender, 0, "3.4.2.1"),
                (b"\x50\x03\0\x01\x10", Sender, 0, "3.5.2.1"),
                (b"\x40\x0c\0\x01\0\x08\x1f\0\x01x\x1f\0\x01x", DuplicateProperty, 10, "3.4.2.2.2"),
                (b"\x40\x05\0\x01\0\0\0", Trailing, 6, "1.2"),
            ],
        );
    }

    #[test]
    fn subscribe_and_suback() {
        names(
            V5,
            &[
                (b"\x82\x0b\0\x01\x04\x0b\x05\x0b\x05\0\x01a\x01", DuplicateProperty, 7, "3.8.2.1.2"),
                (b"\x82\x03\0\x01\0", Empty, 5, "MQTT-3.8.3-2"),
                (b"\x82\x07\0\x01\0\0\x01\xff\0", Utf8, 5, "MQTT-3.8.3-1"),
                (b"\x82\x08\0\x01\0\0\x02a#\0", TopicFilter, 5, "MQTT-4.7.1-1"),
                (b"\x82\x08\0\x01\0\0\x02a+\0", TopicFilter, 5, "MQTT-4.7.1-2"),
                (b"\x82\x0f\0\x01\0\0\x09$share//a\x01", TopicFilter, 5, "MQTT-4.8.2-1"),
                (b"\x82\x0e\0\x01\0\0\x08$share/g\x01", TopicFilter, 5, "MQTT-4.8.2-2"),
                (b"\x82\x10\0\x01\0\0\x0a$share/g/a\x04", NoLocal, 17, "MQTT-3.8.3-4"),
                (b"\x82\x07\0\x01\0\0\x01a\x03", Qos, 8, "3.8.3.1"),
                (b"\x82\x07\0\x01\0\0\x01a\x30", RetainHandling, 8, "3.8.3.1"),
                (b"\x82\x07\0\x01\0\0\x01a\x40", ReservedBits, 8, "MQTT-3.8.3-5"),
                (b"\x82\x09", TooLarge, 1, "3.2.2.3.6"),
                (b"\x90\x04\0\x01\0\x03", ReasonCode, 5, "MQTT-3.9.3-2"),
                (b"\x90\x03\0\x01\0", Empty, 5, "3.9.3"),
            ],
        );
    }

    #[test]
    fn unsubscribe_and_unsuback() {
        names(
            V5,
            &[
                (b"\xa2\x03\0\x01\0", Empty, 5, "MQTT-3.10.3-2"),
                (b"\xa2\x06\0\x01\0\0\x01\xff", Utf8, 5, "MQTT-3.10.3-1"),
                (b"\xa2\x07\0\x01\0\0\x01a\0", Truncated, 8, "1.2"),
                (b"\xb0\x04\0\x01\0\x01", ReasonCode, 5, "MQTT-3.11.3-2"),
                (b"\xb0\x03\0\x01\0", Empty, 5, "3.11.3"),
            ],
        );
    }

    #[test]
    fn disconnect_and_auth() {
        names(
            V5,
            &[
                (b"\xe0\x02\x01\0", ReasonCode, 2, "MQTT-3.14.2-1"),
                (b"\xe0\x02\x87\0", Sender, 0, "3.14.2.1"),
                (b"\xe0\x07\0\x05\x11\0\0\0\x01", Sender, 0, "MQTT-3.14.2-2"),
                (b"\xe0\x0a\0\x08\x1c\0\x01x\x1c\0\x01x", DuplicateProperty, 8, "3.14.2.2.5"),
                (b"\xf1", Flags, 0, "MQTT-3.15.1-1"),
                (b"\xf0\x01\x18", Truncated, 3, "MQTT-2.2.2-1"),
                (b"\xf0\x02\x18\0", AuthenticationMethod, 3, "3.15.2.2.2"),
                (b"\xf0\x06\0\x04\x15\0\x01m", Sender, 0, "3.15.2.1"),
            ],
        );
    }

    #[test]
    fn the_others() {
        names(
            V5,
            &[
                (b"", Truncated, 0, "1.2"),
                (b"\0", PacketType, 0, "2.1.2"),
                (b"\xc1", Flags, 0, "MQTT-2.1.3-1"),
                (b"\xc0\x80\0", VariableByteInteger, 1, "MQTT-1.5.5-1"),
                (b"\xc0\0", Sender, 0, "2.1.2"),
                (b"\xc0\x01", Trailing, 2, "3.12"),
                (b"\xd0\x01", Trailing, 2, "3.13"),
            ],
        );
    }
}
