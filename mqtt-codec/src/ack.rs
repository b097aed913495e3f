//! What carries a packet identifier and nothing else: PUBACK, PUBREC, PUBREL, PUBCOMP and UNSUBACK. MQTT 3.1.1,
//! [section 3.4] to 3.7 and 3.11.
//!
//! [section 3.4]: https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718043

use crate::wire::{self, PacketId, Parsed};

#[inline]
pub(crate) fn parse(i: &[u8]) -> Parsed<'_, PacketId> {
    wire::packet_id(i) // [MQTT-2.3.1-6] [MQTT-2.3.1-7]
}

/// The whole packet.
pub(crate) fn bytes(first: u8, id: PacketId) -> [u8; 4] {
    let [high, low] = id.get().to_be_bytes();
    [first, 2, high, low]
}

#[cfg(test)]
mod tests {
    use crate::error::ErrorKind;
    use crate::packet::Packet;
    use crate::testing::{id, rejects, round_trips, shows};

    #[test]
    fn round_trip() {
        round_trips(&[
            (b"\x40\x02\0\x01", Packet::Puback(id(1))),
            (b"\x50\x02\x12\x34", Packet::Pubrec(id(0x1234))),
            (b"\x62\x02\xff\xff", Packet::Pubrel(id(65_535))),
            (b"\x70\x02\x01\0", Packet::Pubcomp(id(256))),
            (b"\xb0\x02\0\x0a", Packet::Unsuback(id(10))),
            (b"\xc0\0", Packet::Pingreq),
            (b"\xd0\0", Packet::Pingresp),
            (b"\xe0\0", Packet::Disconnect),
        ]);
    }

    #[test]
    fn rejected() {
        rejects(&[
            ("no packet identifier", b"\x40\0", ErrorKind::Truncated, 2),
            ("half a packet identifier", b"\x40\x01\0", ErrorKind::Truncated, 2),
            ("[MQTT-2.3.1-6] packet identifier 0", b"\x40\x02\0\0", ErrorKind::PacketIdZero, 2),
            ("[MQTT-2.3.1-7] packet identifier 0", b"\xb0\x02\0\0", ErrorKind::PacketIdZero, 2),
            ("3.4, a body longer than two bytes", b"\x40\x03\0\x01\x10", ErrorKind::Trailing, 4),
            ("3.11, a body longer than two bytes", b"\xb0\x03\0\x01\0", ErrorKind::Trailing, 4),
            ("[MQTT-3.6.1-1] PUBREL without its flag", b"\x60\x02\0\x01", ErrorKind::Flags, 0),
            ("3.12, PINGREQ with a body", b"\xc0\x01\0", ErrorKind::Trailing, 2),
            ("3.14, DISCONNECT with a body", b"\xe0\x01\0", ErrorKind::Trailing, 2),
            ("2.2.1, type 15", b"\xf0\0", ErrorKind::PacketType, 0),
        ]);
    }

    #[test]
    fn shown_in_a_line() {
        shows(&[
            (b"\x40\x02\0\x01", "PUBACK id 1"),
            (b"\x50\x02\0\x01", "PUBREC id 1"),
            (b"\x62\x02\0\x01", "PUBREL id 1"),
            (b"\x70\x02\0\x01", "PUBCOMP id 1"),
            (b"\xb0\x02\0\x01", "UNSUBACK id 1"),
            (b"\xc0\0", "PINGREQ"),
            (b"\xd0\0", "PINGRESP"),
            (b"\xe0\0", "DISCONNECT"),
        ]);
    }
}
