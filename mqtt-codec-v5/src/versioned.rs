//! Both versions at once: for what does not care which, such as proxies, inspectors and tests.

use core::fmt;

use mqtt_codec::{Buffer, EncodeError, Error, ErrorKind, Frame, PacketType, ProtocolLevel, Side, Version};

use crate::packet::Packet;
use crate::v3;

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
        let level = match version {
            Version::V3_1 => ProtocolLevel::V3_1,
            Version::V3_1_1 => ProtocolLevel::V3_1_1,
            Version::V5 => return Packet::decode(frame).map(Self::V5),
        };
        let packet = mqtt_codec::Packet::decode_as(frame, level)?;
        match packet {
            mqtt_codec::Packet::Connect(connect) if connect.level != level => {
                Err(Error::new(ErrorKind::ProtocolLevel, level_offset(frame, connect.level))) // [MQTT-3.1.2-2]
            }
            _ => Ok(Self::V3(packet)),
        }
    }

    /// Decodes what a client receives until its CONNECT of 5.0 is answered: a packet of 5.0, or the CONNACK of a server
    /// that does not speak 5.0.
    ///
    /// A 3.1.1 server answers a CONNECT of 5.0 with `20 02 00 01`, as [MQTT-3.1.2-2] obliges it to. That is no packet of
    /// 5.0, whose CONNACK has three bytes of body at least, so a body of two bytes is decoded by 3.1.1's rules. The client
    /// then knows why it was refused, and can connect again with 3.1.1:
    ///
    /// ```
    /// use mqtt_codec_v5::{AnyPacket, Connack, ConnackReason, Error, Frame, Framer, Split, Version, v3};
    ///
    /// /// What a client does next.
    /// #[derive(Debug, PartialEq)]
    /// enum Next {
    ///     GoOn,
    ///     ConnectAgain(Version),
    ///     GiveUp(String),
    /// }
    ///
    /// fn answered(frame: Frame<&[u8]>) -> Result<Next, Error> {
    ///     Ok(match AnyPacket::decode_connack(frame)? {
    ///         AnyPacket::V5(mqtt_codec_v5::Packet::Connack(connack)) if !connack.reason.is_error() => Next::GoOn,
    ///         AnyPacket::V5(mqtt_codec_v5::Packet::Connack(Connack {
    ///             reason: ConnackReason::UnsupportedProtocolVersion, ..
    ///         })) => Next::ConnectAgain(Version::V3_1_1),
    ///         AnyPacket::V3(v3::Packet::Connack(v3::Connack::Refused(
    ///             v3::ConnectReturnCode::UnacceptableProtocolLevel,
    ///         ))) => Next::ConnectAgain(Version::V3_1_1),
    ///         other => Next::GiveUp(format!("{other:?}")),
    ///     })
    /// }
    ///
    /// let Split::Frame(frame, _) = Framer::default().split(b"\x20\x02\0\x01")? else { panic!("incomplete") };
    /// assert_eq!(answered(frame)?, Next::ConnectAgain(Version::V3_1_1));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// A client that falls back opens a new connection: the server has closed this one.
    ///
    /// # Errors
    ///
    /// As the version's own `Packet::decode`.
    pub fn decode_connack(frame: Frame<&'a [u8]>) -> Result<Self, Error> {
        let of_3_1_1 = frame.packet_type() == PacketType::Connack && frame.body().len() == 2;
        Self::decode(frame, if of_3_1_1 { Version::V3_1_1 } else { Version::V5 })
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

    /// Checks that `sender` may send this packet: decoding does not know the direction.
    ///
    /// # Errors
    ///
    /// As the version's own `Packet::check_sent_by`.
    pub fn check_sent_by(&self, sender: Side) -> Result<(), Error> {
        match self {
            Self::V3(packet) => packet.check_sent_by(sender),
            Self::V5(packet) => packet.check_sent_by(sender),
        }
    }
}

/// One line for a log, as the version's own `Packet` has it.
impl fmt::Display for AnyPacket<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::V3(packet) => packet.fmt(f),
            Self::V5(packet) => packet.fmt(f),
        }
    }
}

/// Packets and their structs become a packet of any version.
macro_rules! from {
    ($($Variant:ident($($Packet:ty),* $(,)?);)*) => {$($(
        impl<'a> From<$Packet> for AnyPacket<'a> {
            fn from(packet: $Packet) -> Self {
                Self::$Variant(packet.into())
            }
        }
    )*)*};
}

from! {
    V3(
        v3::Packet<'a>,
        v3::Connect<'a>,
        v3::Connack,
        v3::Publish<'a>,
        v3::Subscribe<'a>,
        v3::Suback<'a>,
        v3::Unsubscribe<'a>,
    );
    V5(
        Packet<'a>,
        crate::Connect<'a>,
        crate::Connack<'a>,
        crate::Publish<'a>,
        crate::Puback<'a>,
        crate::Pubrec<'a>,
        crate::Pubrel<'a>,
        crate::Pubcomp<'a>,
        crate::Subscribe<'a>,
        crate::Suback<'a>,
        crate::Unsubscribe<'a>,
        crate::Unsuback<'a>,
        crate::Disconnect<'a>,
        crate::Auth<'a>,
    );
}

/// Fails for a packet of 5.0, and gives it back.
impl<'a> TryFrom<AnyPacket<'a>> for v3::Packet<'a> {
    type Error = AnyPacket<'a>;

    fn try_from(packet: AnyPacket<'a>) -> Result<Self, AnyPacket<'a>> {
        match packet {
            AnyPacket::V3(packet) => Ok(packet),
            AnyPacket::V5(_) => Err(packet),
        }
    }
}

/// Fails for a packet of 3.1.1 or 3.1, and gives it back.
impl<'a> TryFrom<AnyPacket<'a>> for Packet<'a> {
    type Error = AnyPacket<'a>;

    fn try_from(packet: AnyPacket<'a>) -> Result<Self, AnyPacket<'a>> {
        match packet {
            AnyPacket::V5(packet) => Ok(packet),
            AnyPacket::V3(_) => Err(packet),
        }
    }
}

/// Where the Protocol Level of a CONNECT stands.
fn level_offset(frame: Frame<&[u8]>, level: ProtocolLevel) -> u32 {
    u32::try_from(frame.header_len() + 2 + level.protocol_name().len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use mqtt_codec::{Framer, Split};

    use super::*;

    const CONNECTS: [(Version, &[u8], u32); 3] = [
        (Version::V3_1, b"\x10\x0f\0\x06MQIsdp\x03\x02\0\x3c\0\x01c", 10),
        (Version::V3_1_1, b"\x10\x0d\0\x04MQTT\x04\x02\0\x3c\0\x01c", 8),
        (Version::V5, b"\x10\x0e\0\x04MQTT\x05\x02\0\x3c\0\0\x01c", 8),
    ];

    fn decode(wire: &[u8], version: Version) -> Result<AnyPacket<'_>, Error> {
        let Ok(Split::Frame(frame, [])) = Framer::default().split(wire) else { panic!("no packet") };
        AnyPacket::decode(frame, version)
    }

    #[test]
    fn a_connect_is_of_one_version() {
        for (version, wire, level) in CONNECTS {
            for (other, ..) in CONNECTS {
                match decode(wire, other) {
                    Ok(packet) => {
                        assert_eq!(version, other);
                        assert_eq!(matches!(packet, AnyPacket::V5(_)), version == Version::V5);
                    }
                    Err(error) => {
                        assert_ne!(version, other);
                        assert_eq!(error, Error::new(ErrorKind::ProtocolLevel, level));
                    }
                }
            }
        }
    }

    /// Whether the answer to a CONNECT of 5.0 is in the form of 5.0, or what is wrong with it.
    #[test]
    fn a_connack_is_read_in_either_form() {
        type Found = Result<bool, (ErrorKind, u32)>;
        let table: &[(&[u8], Found)] = &[
            (b"\x20\x02\0\x01", Ok(false)),
            (b"\x20\x02\0\0", Ok(false)),
            (b"\x20\x03\0\0\0", Ok(true)),
            (b"\x20\x03\0\x84\0", Ok(true)),
            (b"\xf0\x06\x18\x04\x15\0\x01m", Ok(true)),
            (b"\xe0\0", Ok(true)),
            (b"\x20\x02\x02\0", Err((ErrorKind::ReservedBits, 2))),
            (b"\x20\x02\0\x84", Err((ErrorKind::ReturnCode, 3))),
            (b"\x20\x01\0", Err((ErrorKind::Truncated, 3))),
            (b"\x20\0", Err((ErrorKind::Truncated, 2))),
        ];
        for (wire, expected) in table {
            let Ok(Split::Frame(frame, [])) = Framer::default().split(wire) else { panic!("no packet") };
            let found = AnyPacket::decode_connack(frame)
                .map(|packet| matches!(packet, AnyPacket::V5(_)))
                .map_err(|error| (error.kind(), error.offset()));
            assert_eq!(found, *expected, "{}", wire.escape_ascii());
        }
    }

    #[test]
    fn the_version_says_what_a_packet_is() {
        let table: &[(&[u8], bool, bool)] = &[
            (b"\x20\x02\0\0", true, false),
            (b"\x20\x03\0\0\0", false, true),
            (b"\xb0\x02\0\x01", true, false),
            (b"\xb0\x04\0\x01\0\0", false, true),
            (b"\x40\x03\0\x01\x10", false, true),
            (b"\x40\x02\0\x01", true, true),
            (b"\xf0\0", false, true),
            (b"\xc0\x80\0", true, false),
            (b"\x30\x03\0\x01a", true, false),
            (b"\x30\x04\0\x01a\0", true, true),
        ];
        for (wire, v3, v5) in table {
            assert_eq!(decode(wire, Version::V3_1).is_ok(), *v3, "{}", wire.escape_ascii());
            assert_eq!(decode(wire, Version::V3_1_1).is_ok(), *v3, "{}", wire.escape_ascii());
            assert_eq!(decode(wire, Version::V5).is_ok(), *v5, "{}", wire.escape_ascii());
        }
    }

    #[test]
    fn packets_convert_to_any_version_and_back() {
        for (version, wire, _) in CONNECTS {
            let any = decode(wire, version).unwrap();
            assert!(std::format!("{any}").starts_with(&std::format!("CONNECT MQTT {version} client")));
            match any {
                AnyPacket::V3(packet) => {
                    let v3::Packet::Connect(connect) = packet else { panic!("no CONNECT") };
                    assert_eq!((AnyPacket::from(packet), AnyPacket::from(connect)), (any, any));
                    assert_eq!((v3::Packet::try_from(any), Packet::try_from(any)), (Ok(packet), Err(any)));
                }
                AnyPacket::V5(packet) => {
                    let Packet::Connect(connect) = packet else { panic!("no CONNECT") };
                    assert_eq!((AnyPacket::from(packet), AnyPacket::from(connect)), (any, any));
                    assert_eq!((v3::Packet::try_from(any), Packet::try_from(any)), (Err(any), Ok(packet)));
                }
            }
        }
    }

    #[test]
    fn each_does_as_its_version_does() {
        for (version, wire) in [
            (Version::V3_1, CONNECTS[0].1),
            (Version::V3_1_1, b"\x32\x07\0\x01a\0\x0ahi"),
            (Version::V5, b"\x32\x08\0\x01a\0\x0a\0hi"),
        ] {
            let packet = decode(wire, version).unwrap();
            assert_eq!(Some(packet.packet_type()), PacketType::new(wire[0] >> 4));
            assert_eq!(packet.encoded_len(), Ok(wire.len()));
            let mut out = [0; 32];
            assert_eq!(packet.encode_into(&mut out), Ok(wire.len()));
            assert_eq!(out[..wire.len()], *wire);
            assert_eq!(packet.encode_into(&mut out[..3]), Err(EncodeError::NoRoom { needed: wire.len() }));
            #[cfg(feature = "alloc")]
            {
                let mut out = std::vec::Vec::new();
                assert_eq!(packet.encode(&mut out), Ok(wire.len()));
                assert_eq!(out, wire);
            }
        }
        let unsuback: [(Version, &[u8]); 2] =
            [(Version::V3_1_1, b"\xb0\x02\0\x01"), (Version::V5, b"\xb0\x04\0\x01\0\0")];
        for (version, wire) in unsuback {
            let packet = decode(wire, version).unwrap();
            assert_eq!(packet.check_sent_by(Side::Server), Ok(()));
            assert_eq!(packet.check_sent_by(Side::Client), Err(Error::new(ErrorKind::Sender, 0)));
        }
    }
}
