//! The fourteen packets, and which of them a frame holds. MQTT 3.1.1, [chapter 3].
//!
//! [chapter 3]: https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718027

use core::fmt;

use crate::ack;
use crate::connack::Connack;
use crate::connect::{Connect, ProtocolLevel};
use crate::error::{EncodeError, Error, ErrorKind};
use crate::frame::{DUP, Frame};
use crate::output::{Append, Buffer, Fill, Measure, Write};
use crate::packet_type::PacketType;
use crate::publish::Publish;
use crate::side::Side;
use crate::subscribe::{self, Suback, Subscribe};
use crate::unsubscribe::Unsubscribe;
use crate::wire::PacketId;

/// A packet of MQTT 3.1.1 or 3.1, decoded from a frame or about to be encoded.
///
/// It borrows text and bytes: from the frame when it was decoded, from wherever they are when it is sent.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Packet<'a> {
    /// A client asks for a connection.
    Connect(Connect<'a>),
    /// The server's answer to it.
    Connack(Connack),
    /// An application message.
    Publish(Publish<'a>),
    /// Answers a PUBLISH with QoS 1. MQTT 3.1.1, section 3.4.
    Puback(PacketId),
    /// Answers a PUBLISH with QoS 2. MQTT 3.1.1, section 3.5.
    Pubrec(PacketId),
    /// Answers a PUBREC. MQTT 3.1.1, section 3.6.
    Pubrel(PacketId),
    /// Answers a PUBREL, the end of a delivery with QoS 2. MQTT 3.1.1, section 3.7.
    Pubcomp(PacketId),
    /// A client asks for messages.
    Subscribe(Subscribe<'a>),
    /// The server's answer to it.
    Suback(Suback<'a>),
    /// A client asks for messages no longer.
    Unsubscribe(Unsubscribe<'a>),
    /// The server's answer to it. MQTT 3.1.1, section 3.11.
    Unsuback(PacketId),
    /// A client shows that it is there. MQTT 3.1.1, section 3.12.
    Pingreq,
    /// The server's answer to it. MQTT 3.1.1, section 3.13.
    Pingresp,
    /// A client's last packet: its will is not to be published. MQTT 3.1.1, section 3.14.
    Disconnect,
}

impl<'a> Packet<'a> {
    /// Decodes the packet that `frame` holds, by the rules of 3.1.1. It allocates nothing, and takes time linear in the
    /// frame's text.
    ///
    /// A CONNECT is judged by the level that it names. A server that serves 3.1 decodes what follows with
    /// [`decode_as`](Self::decode_as).
    ///
    /// # Errors
    ///
    /// What is wrong, and where; the connection has to be closed. Any fault in the packet is found here: text, topics
    /// and lists are not checked again later.
    #[inline]
    pub fn decode(frame: Frame<&'a [u8]>) -> Result<Self, Error> {
        Self::decode_as(frame, ProtocolLevel::V3_1_1)
    }

    /// Decodes the packet that `frame` holds, by the rules of `level`: that of the connection's CONNECT.
    ///
    /// 3.1 allows some forms that 3.1.1 does not. They are accepted, and read as follows:
    ///
    /// | in 3.1 | read as |
    /// | --- | --- |
    /// | DUP on PUBREL, SUBSCRIBE, UNSUBSCRIBE | without it |
    /// | any first byte of CONNACK's body, which 3.1 reserves | without Session Present |
    /// | CONNECT: any reserved bit of the connect flags; a Will QoS or Will Retain without a will | without it |
    /// | CONNECT: User Name Flag or Password Flag set, and the string missing at the end | absent |
    ///
    /// In all else, 3.1 is decoded by the rules of 3.1.1. A CONNECT is judged by the level that it names, whatever `level` is.
    ///
    /// ```
    /// use mqtt_codec::{Framer, Packet, PacketId, ProtocolLevel, Split};
    ///
    /// // A client of 3.1 sends a PUBREL again, with DUP.
    /// let Split::Frame(frame, _) = Framer::default().split(b"\x6a\x02\0\x01")? else { panic!("incomplete") };
    /// let id = PacketId::new(1).unwrap();
    /// assert_eq!(Packet::decode_as(frame, ProtocolLevel::V3_1)?, Packet::Pubrel(id));
    /// assert!(Packet::decode(frame).is_err());
    /// # Ok::<(), mqtt_codec::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`decode`](Self::decode).
    #[inline]
    pub fn decode_as(frame: Frame<&'a [u8]>, level: ProtocolLevel) -> Result<Self, Error> {
        let (bytes, header_len, mut flags) = frame.parts();
        let by_3_1 = level == ProtocolLevel::V3_1;
        if by_3_1 && frame.packet_type() != PacketType::Publish {
            flags &= !DUP;
        }
        // Called through a pointer the parts stay in registers; called in each arm they took twice as long for small packets.
        let decode = match frame.packet_type() {
            PacketType::Connect => decode::connect,
            PacketType::Connack if by_3_1 => decode::connack_v3_1,
            PacketType::Connack => decode::connack,
            PacketType::Publish => decode::publish,
            PacketType::Puback => decode::puback,
            PacketType::Pubrec => decode::pubrec,
            PacketType::Pubrel => decode::pubrel,
            PacketType::Pubcomp => decode::pubcomp,
            PacketType::Subscribe => decode::subscribe,
            PacketType::Suback => decode::suback,
            PacketType::Unsubscribe => decode::unsubscribe,
            PacketType::Unsuback => decode::unsuback,
            PacketType::Pingreq => decode::pingreq,
            PacketType::Pingresp => decode::pingresp,
            PacketType::Disconnect => decode::disconnect,
            PacketType::Auth => decode::auth,
        };
        decode(bytes, header_len, flags)
    }

    /// Returns the packet as it may be sent to a peer of this level: 3.1 has no Session Present, so an accepting CONNACK
    /// says `false`. All other packets are the same in both levels.
    #[must_use]
    pub const fn for_level(self, level: ProtocolLevel) -> Self {
        match (self, level) {
            (Self::Connack(Connack::Accepted { .. }), ProtocolLevel::V3_1) => {
                Self::Connack(Connack::Accepted { session_present: false })
            }
            _ => self,
        }
    }

    /// Appends the packet to `out`: how many bytes it took.
    ///
    /// The length is computed and everything checked before the first byte is written.
    ///
    /// # Errors
    ///
    /// As [`encoded_len`](Self::encoded_len); `out` is as it was.
    pub fn encode(&self, out: &mut impl Buffer) -> Result<usize, EncodeError> {
        self.write(Append(out))
    }

    /// Writes the packet to the beginning of `out`: how many bytes it took.
    ///
    /// # Errors
    ///
    /// As [`encoded_len`](Self::encoded_len), and [`NoRoom`](EncodeError::NoRoom) if `out` is shorter than the packet;
    /// `out` is as it was.
    pub fn encode_into(&self, out: &mut [u8]) -> Result<usize, EncodeError> {
        self.write(Fill(out))
    }

    /// The number of bytes that the packet takes, fixed header included: 2 to 268,435,460.
    ///
    /// # Errors
    ///
    /// What cannot be sent: a binary field over 65,535 bytes, an empty list, an empty client identifier without a clean
    /// session, a packet larger than MQTT can frame.
    pub fn encoded_len(&self) -> Result<usize, EncodeError> {
        self.write(Measure)
    }

    fn write(&self, to: impl Write) -> Result<usize, EncodeError> {
        match self {
            Self::Connect(connect) => to.body(0x10, connect),
            Self::Connack(connack) => to.short([0x20, 2, connack.flags(), connack.code()]),
            Self::Publish(publish) => to.body(0x30 | publish.flags(), publish),
            Self::Puback(id) => to.short(ack::bytes(0x40, *id)),
            Self::Pubrec(id) => to.short(ack::bytes(0x50, *id)),
            Self::Pubrel(id) => to.short(ack::bytes(0x62, *id)), // [MQTT-3.6.1-1]
            Self::Pubcomp(id) => to.short(ack::bytes(0x70, *id)),
            Self::Subscribe(subscribe) => to.body(subscribe::FIRST_BYTE, subscribe),
            Self::Suback(suback) => to.body(0x90, suback),
            Self::Unsubscribe(unsubscribe) => to.body(0xa2, unsubscribe), // [MQTT-3.10.1-1]
            Self::Unsuback(id) => to.short(ack::bytes(0xb0, *id)),
            Self::Pingreq => to.short([0xc0, 0]),
            Self::Pingresp => to.short([0xd0, 0]),
            Self::Disconnect => to.short([0xe0, 0]),
        }
    }

    /// Which packet it is.
    pub const fn packet_type(&self) -> PacketType {
        match self {
            Self::Connect(_) => PacketType::Connect,
            Self::Connack(_) => PacketType::Connack,
            Self::Publish(_) => PacketType::Publish,
            Self::Puback(_) => PacketType::Puback,
            Self::Pubrec(_) => PacketType::Pubrec,
            Self::Pubrel(_) => PacketType::Pubrel,
            Self::Pubcomp(_) => PacketType::Pubcomp,
            Self::Subscribe(_) => PacketType::Subscribe,
            Self::Suback(_) => PacketType::Suback,
            Self::Unsubscribe(_) => PacketType::Unsubscribe,
            Self::Unsuback(_) => PacketType::Unsuback,
            Self::Pingreq => PacketType::Pingreq,
            Self::Pingresp => PacketType::Pingresp,
            Self::Disconnect => PacketType::Disconnect,
        }
    }

    /// Checks that `sender` may send this packet: decoding does not know the direction.
    ///
    /// # Errors
    ///
    /// [`Sender`](ErrorKind::Sender) at offset 0 for a packet that only the other side may send.
    pub fn check_sent_by(&self, sender: Side) -> Result<(), Error> {
        let allowed = match self {
            Self::Connect(_)
            | Self::Subscribe(_)
            | Self::Unsubscribe(_)
            | Self::Pingreq
            | Self::Disconnect => sender == Side::Client,
            Self::Connack(_) | Self::Suback(_) | Self::Unsuback(_) | Self::Pingresp => sender == Side::Server,
            Self::Publish(_) | Self::Puback(_) | Self::Pubrec(_) | Self::Pubrel(_) | Self::Pubcomp(_) => true,
        };
        if allowed { Ok(()) } else { Err(Error::new(ErrorKind::Sender, 0)) } // Table 2.1
    }
}

/// Each packet's way in: a function of its own, so that none pays for the registers and the stack of another.
mod decode {
    use super::{Connack, Connect, Error, ErrorKind, Packet, Publish, Suback, Subscribe, Unsubscribe, ack};
    use crate::frame::{no_dup, read};

    macro_rules! decode {
        ($($name:ident: $parse:expr => $packet:expr;)*) => {$(
            pub(super) fn $name(bytes: &[u8], header_len: u8, flags: u8) -> Result<Packet<'_>, Error> {
                read(bytes, header_len, |i| $parse(flags, i), $packet)
            }
        )*};
    }

    decode! {
        connect: |_, i| Connect::parse(i) => Packet::Connect;
        connack: |_, i| Connack::parse(i) => Packet::Connack;
        connack_v3_1: |_, i| Connack::parse_v3_1(i) => Packet::Connack;
        publish: Publish::parse => Packet::Publish;
        puback: |_, i| ack::parse(i) => Packet::Puback;
        pubrec: |_, i| ack::parse(i) => Packet::Pubrec;
        pubrel: |flags, i| no_dup(flags).and_then(|()| ack::parse(i)) => Packet::Pubrel; // [MQTT-3.6.1-1]
        pubcomp: |_, i| ack::parse(i) => Packet::Pubcomp;
        subscribe: |flags, i| no_dup(flags).and_then(|()| Subscribe::parse(i)) => Packet::Subscribe; // [MQTT-3.8.1-1]
        suback: |_, i| Suback::parse(i) => Packet::Suback;
        unsubscribe: |flags, i| no_dup(flags).and_then(|()| Unsubscribe::parse(i)) => Packet::Unsubscribe; // [MQTT-3.10.1-1]
        unsuback: |_, i| ack::parse(i) => Packet::Unsuback;
        pingreq: |_, i| Ok((i, ())) => |()| Packet::Pingreq;
        pingresp: |_, i| Ok((i, ())) => |()| Packet::Pingresp;
        disconnect: |_, i| Ok((i, ())) => |()| Packet::Disconnect; // [MQTT-3.14.1-1]
    }

    pub(super) fn auth(_: &[u8], _: u8, _: u8) -> Result<Packet<'_>, Error> {
        Err(Error::new(ErrorKind::PacketType, 0)) // 2.2.1
    }
}

/// One line for a log, without payloads and secrets: `PUBLISH plant/3/temp QoS 1 id 7, 120 bytes`, `PUBACK id 7`. Of a list, it
/// has the first eight elements. Topics and client identifiers are not cut short.
impl fmt::Display for Packet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connect(connect) => connect.fmt(f),
            Self::Connack(connack) => connack.fmt(f),
            Self::Publish(publish) => publish.fmt(f),
            Self::Subscribe(subscribe) => subscribe.fmt(f),
            Self::Suback(suback) => suback.fmt(f),
            Self::Unsubscribe(unsubscribe) => unsubscribe.fmt(f),
            Self::Puback(id)
            | Self::Pubrec(id)
            | Self::Pubrel(id)
            | Self::Pubcomp(id)
            | Self::Unsuback(id) => {
                write!(f, "{} id {id}", self.packet_type())
            }
            Self::Pingreq | Self::Pingresp | Self::Disconnect => self.packet_type().fmt(f),
        }
    }
}

impl<'a> From<Connect<'a>> for Packet<'a> {
    fn from(connect: Connect<'a>) -> Self {
        Self::Connect(connect)
    }
}

impl From<Connack> for Packet<'_> {
    fn from(connack: Connack) -> Self {
        Self::Connack(connack)
    }
}

impl<'a> From<Publish<'a>> for Packet<'a> {
    fn from(publish: Publish<'a>) -> Self {
        Self::Publish(publish)
    }
}

impl<'a> From<Subscribe<'a>> for Packet<'a> {
    fn from(subscribe: Subscribe<'a>) -> Self {
        Self::Subscribe(subscribe)
    }
}

impl<'a> From<Suback<'a>> for Packet<'a> {
    fn from(suback: Suback<'a>) -> Self {
        Self::Suback(suback)
    }
}

impl<'a> From<Unsubscribe<'a>> for Packet<'a> {
    fn from(unsubscribe: Unsubscribe<'a>) -> Self {
        Self::Unsubscribe(unsubscribe)
    }
}
