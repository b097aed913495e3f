//! Which MQTT a connection speaks: protocol name and level. MQTT 3.1.1, [section 3.1.2].
//!
//! [section 3.1.2]: https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718029

use core::fmt;

use crate::error::{Error, ErrorKind};
use crate::frame::{Header, locate};
use crate::packet_type::PacketType;
use crate::wire::{self, Fault, Parsed};

/// A version of MQTT, from the oldest to the newest. `Display` writes `3.1`, `3.1.1` or `5.0`.
///
/// ```
/// use mqtt_codec::Version;
///
/// assert!(Version::V3_1_1 < Version::V5);
/// assert_eq!(format!("MQTT {}", Version::V5), "MQTT 5.0");
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Version {
    /// MQTT 3.1: protocol name `MQIsdp`, level 3.
    V3_1,
    /// MQTT 3.1.1: protocol name `MQTT`, level 4.
    V3_1_1,
    /// MQTT 5.0: protocol name `MQTT`, version 5.
    V5,
}

/// What a CONNECT asks for by its protocol name and level.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Protocol {
    /// The version of MQTT.
    pub version: Version,
    /// Whether the client says that it is a bridge, by the high bit of the level: 0x83 or 0x84. No standard has it;
    /// mosquitto's bridges set it unless told otherwise. Always `false` in 5.0. See
    /// [`Connect::bridge`](crate::Connect::bridge) for what a server answers.
    pub bridge: bool,
}

/// Reads which protocol a connection's first packet asks for, so that a server can pick the decoder.
///
/// `packet` is a CONNECT from its first byte on: a whole packet, as [`Frame::bytes`](crate::Frame::bytes) has it, or only
/// its beginning. The first 14 bytes are always enough. A server that refuses a CONNECT for its size learns from them in
/// which version to say so.
///
/// ```
/// use mqtt_codec::{ErrorKind, Framer, Version, peek_protocol};
///
/// let received = b"\x10\xff\xff\x7f\0\x04MQTT\x05\x02"; // claims to be 2 MiB long
/// let error = Framer::new(4096).split(received).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::TooLarge);
/// assert_eq!(peek_protocol(received)?.version, Version::V5);
/// # Ok::<(), mqtt_codec::Error>(())
/// ```
///
/// # Errors
///
/// [`NotConnect`](ErrorKind::NotConnect) for any packet but CONNECT, [`ProtocolName`](ErrorKind::ProtocolName) and
/// [`ProtocolLevel`](ErrorKind::ProtocolLevel) for a protocol that is not MQTT 3.1, 3.1.1 or 5.0,
/// [`Truncated`](ErrorKind::Truncated) if `packet` ends before the level, and what [`Header::read`] finds wrong.
pub fn peek_protocol(packet: &[u8]) -> Result<Protocol, Error> {
    let cut_short = || Error::new(ErrorKind::Truncated, u32::try_from(packet.len()).unwrap_or(u32::MAX));
    let header = Header::read(packet)?.ok_or_else(cut_short)?;
    if header.packet_type() != PacketType::Connect {
        return Err(Error::new(ErrorKind::NotConnect, 0)); // [MQTT-3.1.0-1]
    }
    let packet = packet.get(..header.packet_len()).unwrap_or(packet);
    let body = packet.get(header.header_len()..).unwrap_or_default();
    Protocol::parse(body).map(|(_, protocol)| protocol).map_err(|fault| locate(packet, &fault))
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::V3_1 => "3.1",
            Self::V3_1_1 => "3.1.1",
            Self::V5 => "5.0",
        })
    }
}

impl Protocol {
    pub(crate) fn parse(i: &[u8]) -> Parsed<'_, Self> {
        let (at_level, name) = wire::binary(i)?;
        let (i, level) = match name {
            b"MQTT" | b"MQIsdp" => wire::u8(at_level)?,
            _ => return Err(Fault::at(i, ErrorKind::ProtocolName)), // [MQTT-3.1.2-1]
        };
        let version = match (name, level & !BRIDGE) {
            (b"MQIsdp", 3) => Version::V3_1,
            (b"MQTT", 4) => Version::V3_1_1,
            (b"MQTT", 5) if level == 5 => Version::V5,
            _ => return Err(Fault::at(at_level, ErrorKind::ProtocolLevel)), // [MQTT-3.1.2-2]
        };
        Ok((i, Self { version, bridge: level & BRIDGE != 0 }))
    }
}

/// The bit of the level by which a client says that it is a bridge.
pub(crate) const BRIDGE: u8 = 0x80;

#[cfg(test)]
mod tests {
    use super::*;

    type Found = Result<Protocol, (ErrorKind, u32)>;

    fn peek(bytes: &[u8]) -> Found {
        peek_protocol(bytes).map_err(|error| (error.kind(), error.offset()))
    }

    const fn asks_for(version: Version, bridge: bool) -> Protocol {
        Protocol { version, bridge }
    }

    #[test]
    fn a_first_packet_says_its_version() {
        let table: &[(&[u8], Found)] = &[
            (b"\x10\x0e\0\x06MQIsdp\x03\x02\0\x3c\0\0", Ok(asks_for(Version::V3_1, false))),
            (b"\x10\x0c\0\x04MQTT\x04\x02\0\x3c\0\0", Ok(asks_for(Version::V3_1_1, false))),
            (b"\x10\x0d\0\x04MQTT\x05\x02\0\x3c\0\0\0", Ok(asks_for(Version::V5, false))),
            (b"\x10\x0e\0\x06MQIsdp\x83\x02\0\x3c\0\0", Ok(asks_for(Version::V3_1, true))),
            (b"\x10\x0c\0\x04MQTT\x84\x02\0\x3c\0\0", Ok(asks_for(Version::V3_1_1, true))),
            (b"\x10\x07\0\x04MQTT\x04", Ok(asks_for(Version::V3_1_1, false))),
            (b"\x10\x07\0\x04MQTT\x06", Err((ErrorKind::ProtocolLevel, 8))),
            (b"\x10\x07\0\x04MQTT\x85", Err((ErrorKind::ProtocolLevel, 8))),
            (b"\x10\x09\0\x06MQIsdp\x04", Err((ErrorKind::ProtocolLevel, 10))),
            (b"\x10\x09\0\x06MQIsdp\x84", Err((ErrorKind::ProtocolLevel, 10))),
            (b"\x10\x07\0\x04mqtt\x04", Err((ErrorKind::ProtocolName, 2))),
            (b"\x10\x06\0\x04MQTT", Err((ErrorKind::Truncated, 8))),
            (b"\x10\x06\0\x04MQTT\x04", Err((ErrorKind::Truncated, 8))),
            (b"\x10\x03\0\x04M", Err((ErrorKind::Truncated, 2))),
            (b"\x10\0", Err((ErrorKind::Truncated, 2))),
            (b"\xc0\0", Err((ErrorKind::NotConnect, 0))),
            (b"\x11\x07\0\x04MQTT\x04", Err((ErrorKind::Flags, 0))),
            (b"\x10\xff\xff\xff\xff", Err((ErrorKind::VariableByteInteger, 1))),
        ];
        for (bytes, expected) in table {
            assert_eq!(peek(bytes), *expected, "{}", bytes.escape_ascii());
        }
    }

    /// A beginning is enough as soon as the level is there, whatever the packet's length.
    #[test]
    fn the_beginning_of_a_packet_says_it_too() {
        let lengths: [&[u8]; 4] = [b"\x7f", b"\xff\x01", b"\xff\xff\x01", b"\xff\xff\xff\x7f"];
        let protocols: [(&[u8], Found); 5] = [
            (b"\0\x06MQIsdp\x03", Ok(asks_for(Version::V3_1, false))),
            (b"\0\x04MQTT\x04", Ok(asks_for(Version::V3_1_1, false))),
            (b"\0\x04MQTT\x05", Ok(asks_for(Version::V5, false))),
            (b"\0\x06MQIsdp\x83", Ok(asks_for(Version::V3_1, true))),
            (b"\0\x04MQTT\x84", Ok(asks_for(Version::V3_1_1, true))),
        ];
        for length in lengths {
            for (protocol, expected) in protocols {
                let bytes = [b"\x10", length, protocol].concat();
                assert!(bytes.len() <= 14);
                assert_eq!(peek(&bytes), expected);
                assert_eq!(peek(&[&bytes[..], b"\0\0\0"].concat()), expected);
                for len in 0..bytes.len() {
                    assert!(matches!(peek(&bytes[..len]), Err((ErrorKind::Truncated, _))), "{len}");
                }
            }
        }
    }
}
