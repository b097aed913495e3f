//! The statements and sections of MQTT 3.1.1.

use mqtt_topic::{TopicFilter, TopicFilterError};

use super::Rejected;
use super::field::Field;
use crate::connect_flags::Flags;
use crate::error::ErrorKind;
use crate::packet_type::PacketType;
use crate::version::Version;

pub(super) fn clause(rejected: &Rejected<'_>) -> &'static str {
    match rejected.kind {
        ErrorKind::PacketType | ErrorKind::Sender => "2.2.1",
        ErrorKind::Flags => flags(rejected),
        ErrorKind::VariableByteInteger => "2.2.3",
        ErrorKind::TooLarge => "MQTT-4.8.0-2",
        ErrorKind::Truncated => truncated(rejected),
        ErrorKind::Trailing => trailing(rejected),
        ErrorKind::Utf8 => ill_formed(rejected),
        ErrorKind::Nul => "MQTT-1.5.3-2",
        ErrorKind::TopicName => match rejected.packet_type {
            _ if rejected.string().is_empty() => "MQTT-4.7.3-1",
            Some(PacketType::Publish) => "MQTT-3.3.2-2",
            _ => "MQTT-4.7.1-1",
        },
        ErrorKind::TopicFilter => match TopicFilter::from_utf8(rejected.string()) {
            Err(TopicFilterError::Empty) => "MQTT-4.7.3-1",
            Err(TopicFilterError::MultiLevel) => "MQTT-4.7.1-2",
            Err(TopicFilterError::SingleLevel) => "MQTT-4.7.1-3",
            _ => "4.7.1",
        },
        ErrorKind::PacketIdZero => match rejected.packet_type {
            Some(PacketType::Publish | PacketType::Subscribe | PacketType::Unsubscribe) => "MQTT-2.3.1-1",
            _ => "2.3.1",
        },
        ErrorKind::ReservedBits => match rejected.packet_type {
            Some(PacketType::Connect) => "MQTT-3.1.2-3",
            Some(PacketType::Connack) => "3.2.2.1",
            Some(PacketType::Subscribe) => "MQTT-3.8.3-4",
            _ => VIOLATION,
        },
        ErrorKind::Qos => "MQTT-3.8.3-4",
        ErrorKind::Empty => match rejected.packet_type {
            Some(PacketType::Subscribe) => "MQTT-3.8.3-3",
            Some(PacketType::Unsubscribe) => "MQTT-3.10.3-2",
            _ => "3.9.3",
        },
        ErrorKind::ProtocolName => "MQTT-3.1.2-1",
        ErrorKind::ProtocolLevel => "MQTT-3.1.2-2",
        ErrorKind::ConnectFlags => connect_flags(rejected.byte()),
        ErrorKind::ClientId => "MQTT-3.1.3-7",
        ErrorKind::ReturnCode => match rejected.packet_type {
            Some(PacketType::Suback) => "MQTT-3.9.3-2",
            _ => "MQTT-3.2.2-6",
        },
        ErrorKind::SessionPresent => "MQTT-3.2.2-4",
        ErrorKind::NotConnect => "MQTT-3.1.0-1",
        ErrorKind::SecondConnect => "MQTT-3.1.0-2",
        ErrorKind::UnknownProperty
        | ErrorKind::MisplacedProperty
        | ErrorKind::DuplicateProperty
        | ErrorKind::PropertyValue
        | ErrorKind::TopicAlias
        | ErrorKind::ReasonCode
        | ErrorKind::RetainHandling
        | ErrorKind::NoLocal
        | ErrorKind::AuthenticationMethod => VIOLATION,
    }
}

/// A protocol violation closes the connection.
const VIOLATION: &str = "MQTT-4.8.0-1";

fn flags(rejected: &Rejected<'_>) -> &'static str {
    match rejected.packet_type {
        Some(PacketType::Publish) if rejected.flags & 0b0110 == 0b0110 => "MQTT-3.3.1-4",
        Some(PacketType::Publish) => "MQTT-3.3.1-2",
        Some(PacketType::Pubrel) => "MQTT-3.6.1-1",
        Some(PacketType::Subscribe) => "MQTT-3.8.1-1",
        Some(PacketType::Unsubscribe) => "MQTT-3.10.1-1",
        Some(PacketType::Disconnect) => "MQTT-3.14.1-1",
        Some(PacketType::Auth) | None => "2.2.1",
        Some(_) => "MQTT-2.2.2-2",
    }
}

fn connect_flags(flags: u8) -> &'static str {
    match flags {
        _ if flags & Flags::WILL == 0 && flags & Flags::WILL_QOS != 0 => "MQTT-3.1.2-13",
        _ if flags & Flags::WILL_QOS == Flags::WILL_QOS => "MQTT-3.1.2-14",
        _ if flags & Flags::WILL == 0 && flags & Flags::WILL_RETAIN != 0 => "MQTT-3.1.2-15",
        _ => "MQTT-3.1.2-22",
    }
}

fn ill_formed(rejected: &Rejected<'_>) -> &'static str {
    match Field::of(rejected, Version::V3_1_1) {
        Field::ClientId => "MQTT-3.1.3-4",
        Field::WillTopic => "MQTT-3.1.3-10",
        Field::UserName => "MQTT-3.1.3-11",
        Field::TopicName => "MQTT-3.3.2-1",
        Field::TopicFilter if rejected.packet_type == Some(PacketType::Subscribe) => "MQTT-3.8.3-1",
        Field::TopicFilter => "MQTT-3.10.3-1",
        _ => "MQTT-1.5.3-1",
    }
}

fn truncated(rejected: &Rejected<'_>) -> &'static str {
    match rejected.packet_type {
        Some(PacketType::Connect | PacketType::Publish) if rejected.is_missing() => {
            match Field::of(rejected, Version::V3_1_1) {
                Field::ClientId => "MQTT-3.1.3-3",
                Field::WillTopic | Field::WillPayload => "MQTT-3.1.2-9",
                Field::UserName => "MQTT-3.1.2-19",
                Field::Password => "MQTT-3.1.2-21",
                Field::TopicName => "MQTT-3.3.2-1",
                _ => VIOLATION,
            }
        }
        // Filters are packed contiguously: no single byte is between them.
        Some(PacketType::Unsubscribe) if rejected.at.len() == 1 && rejected.offset() > 2 => "MQTT-3.10.3-1",
        packet_type => of_fixed_length(packet_type).unwrap_or(VIOLATION),
    }
}

fn trailing(rejected: &Rejected<'_>) -> &'static str {
    let flags = rejected.connect_flags();
    match rejected.packet_type {
        // Fields that the flags do not announce.
        Some(PacketType::Connect) if flags & Flags::WILL == 0 && rejected.left_over_is(2) => "MQTT-3.1.2-11",
        Some(PacketType::Connect) if rejected.left_over_is(1) => match flags {
            _ if flags & Flags::USER_NAME == 0 => "MQTT-3.1.2-18",
            _ if flags & Flags::PASSWORD == 0 => "MQTT-3.1.2-20",
            _ => VIOLATION,
        },
        packet_type => of_fixed_length(packet_type).unwrap_or(VIOLATION),
    }
}

/// The section that gives a packet its one length.
fn of_fixed_length(packet_type: Option<PacketType>) -> Option<&'static str> {
    Some(match packet_type? {
        PacketType::Connack => "3.2",
        PacketType::Puback => "3.4",
        PacketType::Pubrec => "3.5",
        PacketType::Pubrel => "3.6",
        PacketType::Pubcomp => "3.7",
        PacketType::Unsuback => "3.11",
        PacketType::Pingreq => "3.12",
        PacketType::Pingresp => "3.13",
        PacketType::Disconnect => "3.14",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::clause::tests::names;
    use crate::error::ErrorKind::*;
    use crate::version::Version::V3_1_1;

    #[test]
    fn connect() {
        names(
            V3_1_1,
            &[
                (b"\x11", Flags, 0, "MQTT-2.2.2-2"),
                (b"\x10\x02\0\x04", Truncated, 2, "MQTT-4.8.0-1"),
                (b"\x10\x06\0\x04mqtt", ProtocolName, 2, "MQTT-3.1.2-1"),
                (b"\x10\x07\0\x04MQTT\x06", ProtocolLevel, 8, "MQTT-3.1.2-2"),
                (b"\x10\x0d\0\x04MQTT\x04\x03\0\x3c\0\x01c", ReservedBits, 9, "MQTT-3.1.2-3"),
                (b"\x10\x0d\0\x04MQTT\x04\x0a\0\x3c\0\x01c", ConnectFlags, 9, "MQTT-3.1.2-13"),
                (b"\x10\x0d\0\x04MQTT\x04\x1e\0\x3c\0\x01c", ConnectFlags, 9, "MQTT-3.1.2-14"),
                (b"\x10\x0d\0\x04MQTT\x04\x22\0\x3c\0\x01c", ConnectFlags, 9, "MQTT-3.1.2-15"),
                (b"\x10\x0d\0\x04MQTT\x04\x42\0\x3c\0\x01c", ConnectFlags, 9, "MQTT-3.1.2-22"),
                (b"\x10\x0a\0\x04MQTT\x04\x02\0\x3c", Truncated, 12, "MQTT-3.1.3-3"),
                (b"\x10\x0d\0\x04MQTT\x04\x02\0\x3c\0\x01\xff", Utf8, 12, "MQTT-3.1.3-4"),
                (b"\x10\x0c\0\x04MQTT\x04\0\0\x3c\0\0", ClientId, 12, "MQTT-3.1.3-7"),
                (b"\x10\x0d\0\x04MQTT\x04\x06\0\x3c\0\x01c", Truncated, 15, "MQTT-3.1.2-9"),
                (b"\x10\x13\0\x04MQTT\x04\x06\0\x3c\0\x01c\0\x01+\0\x01m", TopicName, 15, "MQTT-4.7.1-1"),
                (b"\x10\x13\0\x04MQTT\x04\x06\0\x3c\0\x01c\0\x01\xff\0\x01m", Utf8, 15, "MQTT-3.1.3-10"),
                (b"\x10\x0d\0\x04MQTT\x04\x82\0\x3c\0\x01c", Truncated, 15, "MQTT-3.1.2-19"),
                (b"\x10\x10\0\x04MQTT\x04\x82\0\x3c\0\x01c\0\x01\xff", Utf8, 15, "MQTT-3.1.3-11"),
                (b"\x10\x10\0\x04MQTT\x04\xc2\0\x3c\0\x01c\0\x01u", Truncated, 18, "MQTT-3.1.2-21"),
                (b"\x10\x10\0\x04MQTT\x04\x02\0\x3c\0\x01c\0\x01u", Trailing, 15, "MQTT-3.1.2-18"),
                (b"\x10\x13\0\x04MQTT\x04\x82\0\x3c\0\x01c\0\x01u\0\x01p", Trailing, 18, "MQTT-3.1.2-20"),
                (b"\x10\x13\0\x04MQTT\x04\x02\0\x3c\0\x01c\0\x01w\0\x01m", Trailing, 15, "MQTT-3.1.2-11"),
                (b"\x10\x0e\0\x04MQTT\x04\x02\0\x3c\0\x01c\0", Trailing, 15, "MQTT-4.8.0-1"),
            ],
        );
    }

    #[test]
    fn connack() {
        names(
            V3_1_1,
            &[
                (b"\x20\x01\0", Truncated, 3, "3.2"),
                (b"\x20\x02\x02\0", ReservedBits, 2, "3.2.2.1"),
                (b"\x20\x02\x01\x05", SessionPresent, 3, "MQTT-3.2.2-4"),
                (b"\x20\x02\0\x06", ReturnCode, 3, "MQTT-3.2.2-6"),
            ],
        );
    }

    #[test]
    fn publish() {
        names(
            V3_1_1,
            &[
                (b"\x38", Flags, 0, "MQTT-3.3.1-2"),
                (b"\x36", Flags, 0, "MQTT-3.3.1-4"),
                (b"\x30\0", Truncated, 2, "MQTT-3.3.2-1"),
                (b"\x30\x02\0\x01", Truncated, 2, "MQTT-4.8.0-1"),
                (b"\x30\x03\0\x01\xff", Utf8, 2, "MQTT-3.3.2-1"),
                (b"\x30\x03\0\x01\0", Nul, 2, "MQTT-1.5.3-2"),
                (b"\x30\x02\0\0", TopicName, 2, "MQTT-4.7.3-1"),
                (b"\x30\x04\0\x02a+", TopicName, 2, "MQTT-3.3.2-2"),
                (b"\x32\x03\0\x01a", Truncated, 5, "MQTT-4.8.0-1"),
                (b"\x32\x05\0\x01a\0\0", PacketIdZero, 5, "MQTT-2.3.1-1"),
                (b"\x30\x09", TooLarge, 1, "MQTT-4.8.0-2"),
                (b"\x30\xff\xff\xff\xff", VariableByteInteger, 1, "2.2.3"),
            ],
        );
    }

    #[test]
    fn acknowledgements() {
        names(
            V3_1_1,
            &[
                (b"\x41", Flags, 0, "MQTT-2.2.2-2"),
                (b"\x60", Flags, 0, "MQTT-3.6.1-1"),
                (b"\x40\x02\0\0", PacketIdZero, 2, "2.3.1"),
                (b"\x40\x01\0", Truncated, 2, "3.4"),
                (b"\x50\x03\0\x01\0", Trailing, 4, "3.5"),
                (b"\x62\x03\0\x01\0", Trailing, 4, "3.6"),
                (b"\x70\x03\0\x01\0", Trailing, 4, "3.7"),
                (b"\xb0\x03\0\x01\0", Trailing, 4, "3.11"),
            ],
        );
    }

    #[test]
    fn subscribe_and_suback() {
        names(
            V3_1_1,
            &[
                (b"\x80", Flags, 0, "MQTT-3.8.1-1"),
                (b"\x82\x06\0\0\0\x01a\0", PacketIdZero, 2, "MQTT-2.3.1-1"),
                (b"\x82\x02\0\x01", Empty, 4, "MQTT-3.8.3-3"),
                (b"\x82\x06\0\x01\0\x01\xff\0", Utf8, 4, "MQTT-3.8.3-1"),
                (b"\x82\x05\0\x01\0\0\0", TopicFilter, 4, "MQTT-4.7.3-1"),
                (b"\x82\x0b\0\x01\0\x01a\0\0\x02b#\0", TopicFilter, 8, "MQTT-4.7.1-2"),
                (b"\x82\x07\0\x01\0\x02a+\0", TopicFilter, 4, "MQTT-4.7.1-3"),
                (b"\x82\x05\0\x01\0\x01a", Truncated, 7, "MQTT-4.8.0-1"),
                (b"\x82\x06\0\x01\0\x01a\x03", Qos, 7, "MQTT-3.8.3-4"),
                (b"\x82\x06\0\x01\0\x01a\x04", ReservedBits, 7, "MQTT-3.8.3-4"),
                (b"\x90\x02\0\x01", Empty, 4, "3.9.3"),
                (b"\x90\x03\0\x01\x03", ReturnCode, 4, "MQTT-3.9.3-2"),
            ],
        );
    }

    #[test]
    fn unsubscribe() {
        names(
            V3_1_1,
            &[
                (b"\xa0", Flags, 0, "MQTT-3.10.1-1"),
                (b"\xa2\x02\0\x01", Empty, 4, "MQTT-3.10.3-2"),
                (b"\xa2\x05\0\x01\0\x01\xff", Utf8, 4, "MQTT-3.10.3-1"),
                (b"\xa2\x03\0\x01\0", Truncated, 4, "MQTT-4.8.0-1"),
                (b"\xa2\x06\0\x01\0\x01a\0", Truncated, 7, "MQTT-3.10.3-1"),
            ],
        );
    }

    #[test]
    fn the_others() {
        names(
            V3_1_1,
            &[
                (b"", Truncated, 0, "MQTT-4.8.0-1"),
                (b"\0", PacketType, 0, "2.2.1"),
                (b"\xc0\0", Sender, 0, "2.2.1"),
                (b"\xc0\0", NotConnect, 0, "MQTT-3.1.0-1"),
                (b"\xc0\x01", Trailing, 2, "3.12"),
                (b"\xd0\x01", Trailing, 2, "3.13"),
                (b"\xe1", Flags, 0, "MQTT-3.14.1-1"),
                (b"\xe0\x01\0", Trailing, 2, "3.14"),
                (b"\xf0\0", PacketType, 0, "2.2.1"),
            ],
        );
    }
}
