//! The clause of the standard that an error breaks: for logs and tools, off the path of a packet.

mod field;
mod property;
mod v3_1;
mod v3_1_1;
mod v5;

use crate::error::{Error, ErrorKind};
use crate::packet_type::PacketType;
use crate::version::Version;

impl Error {
    /// Returns the clause of `version`'s standard that `packet` breaks: a numbered statement such as `MQTT-3.3.2-2`
    /// where one covers the case, otherwise a section such as `2.2.3`. MQTT 3.1 has sections only.
    ///
    /// `packet` is what was received, from the packet's first byte on. The bytes after the packet are ignored. Of a
    /// packet that framing refused, the bytes that have arrived will do. For bytes that do not belong to the error, the
    /// clause is one of its kind.
    ///
    /// An error does not say which side received the packet. Where the clause depends on that, it is the one for a
    /// client as receiver if the packet may go both ways.
    ///
    /// It allocates nothing, and takes time linear in the packet's length.
    ///
    /// ```
    /// use mqtt_codec::{Framer, Packet, Split, Version};
    ///
    /// let received = b"\x30\x05\0\x03a/+";
    /// let Split::Frame(frame, _) = Framer::default().split(received)? else { panic!() };
    /// let error = Packet::decode(frame).unwrap_err();
    /// assert_eq!(error.clause(received, Version::V3_1_1), "MQTT-3.3.2-2");
    /// # Ok::<(), mqtt_codec::Error>(())
    /// ```
    pub fn clause(self, packet: &[u8], version: Version) -> &'static str {
        let rejected = Rejected::new(self, packet);
        match version {
            Version::V3_1 => v3_1::clause(&rejected),
            Version::V3_1_1 => v3_1_1::clause(&rejected),
            Version::V5 => v5::clause(&rejected),
        }
    }
}

/// A packet that was rejected, and where its error is.
struct Rejected<'a> {
    kind: ErrorKind,
    packet_type: Option<PacketType>,
    /// The flags of the fixed header.
    flags: u8,
    body: &'a [u8],
    /// What follows the error, up to the end of the packet: in the body, or in the fixed header.
    at: &'a [u8],
}

impl<'a> Rejected<'a> {
    fn new(error: Error, packet: &'a [u8]) -> Self {
        let (first, length) = packet.split_first().unwrap_or((&0, &[]));
        let (len, body) = varint(length).unwrap_or((0, &[]));
        let packet_len = (packet.len() - body.len()).saturating_add(len);
        let packet = packet.get(..packet_len).unwrap_or(packet);
        let body = body.get(..len).unwrap_or(body);
        let offset = usize::try_from(error.offset()).unwrap_or(usize::MAX);
        Self {
            kind: error.kind(),
            packet_type: PacketType::new(first >> 4),
            flags: first & 0x0f,
            body,
            at: packet.get(offset..).unwrap_or_default(),
        }
    }

    /// Where in the body the error is.
    fn offset(&self) -> usize {
        self.body.len().saturating_sub(self.at.len())
    }

    /// Whether a field is not there at all, rather than cut short.
    fn is_missing(&self) -> bool {
        self.at.is_empty()
    }

    /// The contents of the string or binary field that the error is in.
    fn string(&self) -> &'a [u8] {
        string_at(self.at).map_or(&[], |(string, _)| string)
    }

    /// The byte that the error is in.
    fn byte(&self) -> u8 {
        self.at.first().copied().unwrap_or_default()
    }

    /// The flags of a CONNECT; of what ends before them, none.
    fn connect_flags(&self) -> u8 {
        let level = string_at(self.body).map_or(&[][..], |(_, level)| level);
        level.get(1).copied().unwrap_or_default()
    }

    /// Whether what is left over reads as so many strings, and nothing after them.
    fn left_over_is(&self, count: usize) -> bool {
        let mut i = Some(self.at);
        for _ in 0..count {
            i = i.and_then(string_at).map(|(_, after)| after);
        }
        i == Some(&[])
    }
}

/// Splits off the contents of a string or binary field.
fn string_at(i: &[u8]) -> Option<(&[u8], &[u8])> {
    let (len, i) = i.split_first_chunk()?;
    i.split_at_checked(u16::from_be_bytes(*len).into())
}

/// Splits off a Variable Byte Integer of at most four bytes, padded or not.
fn varint(i: &[u8]) -> Option<(usize, &[u8])> {
    let (mut i, mut value) = (i, 0_u32);
    for shift in [0, 7, 14, 21] {
        let (byte, after) = i.split_first()?;
        value |= u32::from(byte & 0x7f) << shift;
        if *byte < 0x80 {
            return Some((usize::try_from(value).unwrap_or(usize::MAX), after));
        }
        i = after;
    }
    None
}

/// The length of a string or binary field, as its prefix has it.
fn string_len(i: &[u8]) -> usize {
    i.first_chunk().map_or(0, |len| usize::from(u16::from_be_bytes(*len))).saturating_add(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each error names its clause: packet, kind, offset, clause.
    pub(super) fn names(version: Version, table: &[(&[u8], ErrorKind, u32, &str)]) {
        for (packet, kind, offset, clause) in table {
            let named = Error::new(*kind, *offset).clause(packet, version);
            assert_eq!(named, *clause, "{} {kind:?} {offset}", packet.escape_ascii());
        }
    }

    #[test]
    fn what_follows_the_packet_does_not_matter() {
        let error = Error::new(ErrorKind::Truncated, 2);
        assert_eq!(error.clause(b"\x30\0", Version::V3_1_1), "MQTT-3.3.2-1");
        assert_eq!(error.clause(b"\x30\0\xc0\0", Version::V3_1_1), "MQTT-3.3.2-1");
        assert_eq!(error.clause(b"\x30\x01\0\xc0\0", Version::V3_1_1), "MQTT-4.8.0-1");
    }

    #[test]
    fn a_part_of_a_packet_will_do() {
        for version in [Version::V3_1_1, Version::V5] {
            names(
                version,
                &[
                    (b"\x36", ErrorKind::Flags, 0, "MQTT-3.3.1-4"),
                    (b"\x30\x05\0\x02a+", ErrorKind::TopicName, 2, "MQTT-3.3.2-2"),
                    (b"\xc0\xff", ErrorKind::Trailing, 5, "3.12"),
                    (b"\x10", ErrorKind::ProtocolName, 2, "MQTT-3.1.2-1"),
                ],
            );
        }
    }
}
