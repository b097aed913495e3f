//! Both versions at once: for what does not care which, such as proxies, inspectors and tests.

use mqtt_codec::{Buffer, EncodeError, Error, ErrorKind, Frame, PacketType, ProtocolLevel, Sender, Version};

use crate::packet::Packet;

/// A packet of any version. It keeps no state: who decodes says which version the connection speaks, as the CONNECT at
/// its beginning did ([`peek_protocol`](mqtt_codec::peek_protocol)).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AnyPacket<'a> {
    /// Of MQTT 3.1.1 or 3.1.
    V3(mqtt_codec::Packet<'a>),
    /// Of MQTT 5.0.
    V5(Packet<'a>),
}

impl<'a> AnyPacket<'a> {
    /// Decodes the packet that `frame` holds, as one of `version`.
    ///
    /// # Errors
    ///
    /// As the version's own `Packet::decode`, and [`ProtocolLevel`](ErrorKind::ProtocolLevel) for a CONNECT of another
    /// version: also of 3.1 where it is to be 3.1.1.
    pub fn decode(frame: Frame<&'a [u8]>, version: Version) -> Result<Self, Error> {
        if version == Version::V5 {
            return Packet::decode(frame).map(Self::V5);
        }
        let packet = mqtt_codec::Packet::decode(frame)?;
        match packet {
            mqtt_codec::Packet::Connect(connect) if Version::from(connect.level) != version => {
                Err(Error::new(ErrorKind::ProtocolLevel, level_offset(frame, connect.level))) // [MQTT-3.1.2-2]
            }
            _ => Ok(Self::V3(packet)),
        }
    }

    /// Appends the packet to `out`: how many bytes it took.
    ///
    /// # Errors
    ///
    /// As the version's own `Packet::encode`; `out` is as it was.
    pub fn encode(&self, out: &mut impl Buffer) -> Result<usize, EncodeError> {
        match self {
            Self::V3(packet) => packet.encode(out),
            Self::V5(packet) => packet.encode(out),
        }
    }

    /// Writes the packet to the beginning of `out`: how many bytes it took.
    ///
    /// # Errors
    ///
    /// As the version's own `Packet::encode_into`; `out` is as it was.
    pub fn encode_into(&self, out: &mut [u8]) -> Result<usize, EncodeError> {
        match self {
            Self::V3(packet) => packet.encode_into(out),
            Self::V5(packet) => packet.encode_into(out),
        }
    }

    /// The number of bytes that the packet takes, fixed header included.
    ///
    /// # Errors
    ///
    /// As the version's own `Packet::encoded_len`.
    pub fn encoded_len(&self) -> Result<usize, EncodeError> {
        match self {
            Self::V3(packet) => packet.encoded_len(),
            Self::V5(packet) => packet.encoded_len(),
        }
    }

    /// Which packet it is.
    pub const fn packet_type(&self) -> PacketType {
        match self {
            Self::V3(packet) => packet.packet_type(),
            Self::V5(packet) => packet.packet_type(),
        }
    }

    /// Holds the packet against who sent it: decoding does not know the direction.
    ///
    /// # Errors
    ///
    /// As the version's own `Packet::check_sent_by`.
    pub fn check_sent_by(&self, sender: Sender) -> Result<(), Error> {
        match self {
            Self::V3(packet) => packet.check_sent_by(sender),
            Self::V5(packet) => packet.check_sent_by(sender),
        }
    }
}

/// Where the Protocol Level of a CONNECT stands.
fn level_offset(frame: Frame<&[u8]>, level: ProtocolLevel) -> u32 {
    u32::try_from(frame.header_len() + 2 + level.protocol_name().len()).unwrap_or(u32::MAX)
}
