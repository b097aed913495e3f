//! The sections of MQTT 3.1, which numbers no statements.

use super::Rejected;
use crate::error::ErrorKind;
use crate::packet_type::PacketType;

pub(super) fn clause(rejected: &Rejected<'_>) -> &'static str {
    match rejected.kind {
        ErrorKind::PacketType
        | ErrorKind::Flags
        | ErrorKind::VariableByteInteger
        | ErrorKind::TooLarge
        | ErrorKind::Sender => FIXED_HEADER,
        ErrorKind::PacketIdZero => "2.4",
        ErrorKind::Utf8 | ErrorKind::Nul => "2.5",
        ErrorKind::NotConnect | ErrorKind::SecondConnect => "3.1",
        ErrorKind::TopicFilter => "Appendix A",
        _ => section(rejected.packet_type),
    }
}

const FIXED_HEADER: &str = "2.1";

fn section(packet_type: Option<PacketType>) -> &'static str {
    match packet_type {
        Some(PacketType::Connect) => "3.1",
        Some(PacketType::Connack) => "3.2",
        Some(PacketType::Publish) => "3.3",
        Some(PacketType::Puback) => "3.4",
        Some(PacketType::Pubrec) => "3.5",
        Some(PacketType::Pubrel) => "3.6",
        Some(PacketType::Pubcomp) => "3.7",
        Some(PacketType::Subscribe) => "3.8",
        Some(PacketType::Suback) => "3.9",
        Some(PacketType::Unsubscribe) => "3.10",
        Some(PacketType::Unsuback) => "3.11",
        Some(PacketType::Pingreq) => "3.12",
        Some(PacketType::Pingresp) => "3.13",
        Some(PacketType::Disconnect) => "3.14",
        Some(PacketType::Auth) | None => FIXED_HEADER,
    }
}

#[cfg(test)]
mod tests {
    use crate::clause::tests::names;
    use crate::error::ErrorKind::*;
    use crate::version::Version;

    #[test]
    fn sections() {
        names(
            Version::V3_1,
            &[
                (b"\x00", PacketType, 0, "2.1"),
                (b"\x11", Flags, 0, "2.1"),
                (b"\x30\xff\xff\xff\xff", VariableByteInteger, 1, "2.1"),
                (b"\x32\x05\0\x01a\0\0", PacketIdZero, 5, "2.4"),
                (b"\x30\x03\0\x01\0", Nul, 2, "2.5"),
                (b"\x10\x0e\0\x06MQIsdp\x03\x02\0\x3c\0\0", ClientId, 14, "3.1"),
                (b"\xc0\0", NotConnect, 0, "3.1"),
                (b"\x30\x04\0\x02a+", TopicName, 2, "3.3"),
                (b"\x40\x03\0\x01\0", Trailing, 4, "3.4"),
                (b"\x82\x06\0\x01\0\x01a\x03", Qos, 7, "3.8"),
                (b"\x82\x07\0\x01\0\x02a#\0", TopicFilter, 4, "Appendix A"),
            ],
        );
    }
}
