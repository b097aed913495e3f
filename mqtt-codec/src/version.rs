//! Which MQTT a connection speaks: protocol name and level. MQTT 3.1.1, [section 3.1.2].
//!
//! [section 3.1.2]: https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718029

use crate::error::{Error, ErrorKind};
use crate::frame::Frame;
use crate::packet::PacketType;
use crate::wire::{self, Fault, Parsed};

/// A version of MQTT.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Version {
    /// MQTT 3.1: protocol name `MQIsdp`, level 3.
    V3_1,
    /// MQTT 3.1.1: protocol name `MQTT`, level 4.
    V3_1_1,
    /// MQTT 5.0: protocol name `MQTT`, version 5.
    V5,
}

/// Reads the version that a connection's first packet asks for, so that a server can pick the decoder.
///
/// # Errors
///
/// [`NotConnect`](ErrorKind::NotConnect) for another packet than CONNECT, [`ProtocolName`](ErrorKind::ProtocolName) and
/// [`ProtocolLevel`](ErrorKind::ProtocolLevel) for one that is none of MQTT's, [`Truncated`](ErrorKind::Truncated) if it
/// ends before.
pub fn peek_protocol(frame: Frame<&[u8]>) -> Result<Version, Error> {
    if frame.packet_type() != PacketType::Connect {
        return Err(Error::new(ErrorKind::NotConnect, 0)); // [MQTT-3.1.0-1]
    }
    Version::parse(frame.body()).map(|(_, version)| version).map_err(|fault| frame.locate(&fault))
}

impl Version {
    #[doc(hidden)]
    pub fn parse(i: &[u8]) -> Parsed<'_, Self> {
        let (at_level, name) = wire::binary(i)?;
        let (i, level) = match name {
            b"MQTT" | b"MQIsdp" => wire::u8(at_level)?,
            _ => return Err(Fault::at(i, ErrorKind::ProtocolName)), // [MQTT-3.1.2-1]
        };
        match (name, level) {
            (b"MQIsdp", 3) => Ok((i, Self::V3_1)),
            (b"MQTT", 4) => Ok((i, Self::V3_1_1)),
            (b"MQTT", 5) => Ok((i, Self::V5)),
            _ => Err(Fault::at(at_level, ErrorKind::ProtocolLevel)), // [MQTT-3.1.2-2]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::frame;

    #[test]
    fn a_first_packet_says_its_version() {
        type Found = Result<Version, (ErrorKind, u32)>;
        let table: &[(&[u8], Found)] = &[
            (b"\x10\x0e\0\x06MQIsdp\x03\x02\0\x3c\0\0", Ok(Version::V3_1)),
            (b"\x10\x0c\0\x04MQTT\x04\x02\0\x3c\0\0", Ok(Version::V3_1_1)),
            (b"\x10\x0d\0\x04MQTT\x05\x02\0\x3c\0\0\0", Ok(Version::V5)),
            (b"\x10\x07\0\x04MQTT\x04", Ok(Version::V3_1_1)),
            (b"\x10\x07\0\x04MQTT\x06", Err((ErrorKind::ProtocolLevel, 8))),
            (b"\x10\x07\0\x04MQTT\x84", Err((ErrorKind::ProtocolLevel, 8))),
            (b"\x10\x09\0\x06MQIsdp\x04", Err((ErrorKind::ProtocolLevel, 10))),
            (b"\x10\x07\0\x04mqtt\x04", Err((ErrorKind::ProtocolName, 2))),
            (b"\x10\x06\0\x04MQTT", Err((ErrorKind::Truncated, 8))),
            (b"\x10\x03\0\x04M", Err((ErrorKind::Truncated, 2))),
            (b"\x10\0", Err((ErrorKind::Truncated, 2))),
            (b"\xc0\0", Err((ErrorKind::NotConnect, 0))),
        ];
        for (bytes, expected) in table {
            let found = peek_protocol(frame(bytes)).map_err(|error| (error.kind(), error.offset()));
            assert_eq!(found, *expected, "{}", bytes.escape_ascii());
        }
    }
}
