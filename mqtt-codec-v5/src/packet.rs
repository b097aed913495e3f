//! The fifteen packets, and which of them a frame holds. MQTT 5.0, [chapter 3].
//!
//! [chapter 3]: https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901032

use core::fmt;

use mqtt_codec::__private::{Append, Fill, Measure, Write, frame_parts, no_dup, varint};
use mqtt_codec::{Buffer, EncodeError, Error, ErrorKind, Frame, PacketType};

use crate::ack::{Ack, Puback, Pubcomp, Pubrec, Pubrel};
use crate::auth::Auth;
use crate::connack::Connack;
use crate::connect::Connect;
use crate::disconnect::Disconnect;
use crate::publish::Publish;
use crate::reason::Reason;
use crate::subscribe::{self, Suback, Subscribe};
use crate::unsubscribe::{Unsuback, Unsubscribe};

/// A packet of MQTT 5.0, decoded from a frame or about to be encoded.
///
/// It borrows text and bytes: from the frame when it was decoded, from wherever they are when it is sent.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Packet<'a> {
    /// A client asks for a connection.
    Connect(Connect<'a>),
    /// The server's answer to it.
    Connack(Connack<'a>),
    /// An application message.
    Publish(Publish<'a>),
    /// Answers a PUBLISH with QoS 1.
    Puback(Puback<'a>),
    /// Answers a PUBLISH with QoS 2.
    Pubrec(Pubrec<'a>),
    /// Answers a PUBREC.
    Pubrel(Pubrel<'a>),
    /// Answers a PUBREL, the end of a delivery with QoS 2.
    Pubcomp(Pubcomp<'a>),
    /// A client asks for messages.
    Subscribe(Subscribe<'a>),
    /// The server's answer to it.
    Suback(Suback<'a>),
    /// A client asks for messages no longer.
    Unsubscribe(Unsubscribe<'a>),
    /// The server's answer to it.
    Unsuback(Unsuback<'a>),
    /// A client shows that it is there. MQTT 5.0, section 3.12.
    Pingreq,
    /// The server's answer to it. MQTT 5.0, section 3.13.
    Pingresp,
    /// The last packet of a connection, from either side.
    Disconnect(Disconnect<'a>),
    /// A step of an authentication beyond user name and password.
    Auth(Auth<'a>),
}

impl<'a> Packet<'a> {
    /// Decodes the packet that `frame` holds. It allocates nothing, and takes time linear in the frame's text.
    ///
    /// # Errors
    ///
    /// What is wrong, and where; `ReasonCode::from` has the code to tell the peer before the connection is closed. Any
    /// fault in the packet is found here: text, topics, properties and lists are not checked again later.
    #[inline]
    pub fn decode(frame: Frame<&'a [u8]>) -> Result<Self, Error> {
        let (bytes, header_len, flags) = frame_parts(frame);
        if header_len > 2 && !length_is_shortest(bytes.len(), header_len) {
            return Err(overlong(frame.packet_type(), flags));
        }
        // Called through a pointer the parts stay in registers; called in each arm they took twice as long for small packets.
        let decode = match frame.packet_type() {
            PacketType::Connect => decode::connect,
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
    /// What cannot be sent: a binary field over 65,535 bytes, an empty list, a PUBLISH with neither topic nor alias, a
    /// CONNACK that refuses a connection whose session is present, a malformed shared subscription or one with No Local,
    /// a missing authentication method, a packet larger than MQTT can frame.
    pub fn encoded_len(&self) -> Result<usize, EncodeError> {
        self.write(Measure)
    }

    fn write(&self, to: impl Write) -> Result<usize, EncodeError> {
        match self {
            Self::Connect(connect) => to.body(0x10, connect),
            Self::Connack(connack) => to.body(0x20, connack),
            Self::Publish(publish) => to.body(0x30 | publish.flags(), publish),
            Self::Puback(ack) => put_ack(to, 0x40, ack),
            Self::Pubrec(ack) => put_ack(to, 0x50, ack),
            Self::Pubrel(ack) => put_ack(to, 0x62, ack), // [MQTT-3.6.1-1]
            Self::Pubcomp(ack) => put_ack(to, 0x70, ack),
            Self::Subscribe(subscribe) => to.body(subscribe::FIRST_BYTE, subscribe),
            Self::Suback(suback) => to.body(0x90, suback),
            Self::Unsubscribe(unsubscribe) => to.body(0xa2, unsubscribe), // [MQTT-3.10.1-1]
            Self::Unsuback(unsuback) => to.body(0xb0, unsuback),
            Self::Pingreq => to.short([0xc0, 0]),
            Self::Pingresp => to.short([0xd0, 0]),
            Self::Disconnect(disconnect) => to.body(0xe0, disconnect),
            Self::Auth(auth) => to.body(0xf0, auth),
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
            Self::Disconnect(_) => PacketType::Disconnect,
            Self::Auth(_) => PacketType::Auth,
        }
    }
}

/// Most say that all went well, and no more than that.
fn put_ack<R: Reason>(to: impl Write, first: u8, ack: &Ack<'_, R>) -> Result<usize, EncodeError> {
    if ack.is_plain() {
        let [high, low] = ack.id.get().to_be_bytes();
        to.short([first, 2, high, low])
    } else {
        to.body(first, ack)
    }
}

/// What is wrong with a packet whose Remaining Length is longer than it need be: its flags, which come first, or that.
#[cold]
fn overlong(packet_type: PacketType, flags: u8) -> Error {
    match no_dup(flags) {
        Err(_) if packet_type != PacketType::Publish => Error::new(ErrorKind::Flags, 0),
        _ => Error::new(ErrorKind::VariableByteInteger, 1), // [MQTT-1.5.5-1]
    }
}

/// Whether the Remaining Length of a packet takes no more bytes than it needs.
fn length_is_shortest(packet_len: usize, header_len: u8) -> bool {
    let header_len = usize::from(header_len);
    varint::len(packet_len - header_len) == Ok(header_len - 1)
}

/// Each packet's way in: a function of its own, so that none pays for the registers and the stack of another.
mod decode {
    use mqtt_codec::__private::{no_dup, read};

    use super::{
        Ack, Auth, Connack, Connect, Disconnect, Error, Packet, Publish, Suback, Subscribe, Unsuback,
        Unsubscribe,
    };

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
        publish: Publish::parse => Packet::Publish;
        puback: |_, i| Ack::parse(i) => Packet::Puback;
        pubrec: |_, i| Ack::parse(i) => Packet::Pubrec;
        pubrel: |flags, i| no_dup(flags).and_then(|()| Ack::parse(i)) => Packet::Pubrel; // [MQTT-3.6.1-1]
        pubcomp: |_, i| Ack::parse(i) => Packet::Pubcomp;
        subscribe: |flags, i| no_dup(flags).and_then(|()| Subscribe::parse(i)) => Packet::Subscribe; // [MQTT-3.8.1-1]
        suback: |_, i| Suback::parse(i) => Packet::Suback;
        unsubscribe: |flags, i| no_dup(flags).and_then(|()| Unsubscribe::parse(i)) => Packet::Unsubscribe; // [MQTT-3.10.1-1]
        unsuback: |_, i| Unsuback::parse(i) => Packet::Unsuback;
        pingreq: |_, i| Ok((i, ())) => |()| Packet::Pingreq;
        pingresp: |_, i| Ok((i, ())) => |()| Packet::Pingresp;
        disconnect: |_, i| Disconnect::parse(i) => Packet::Disconnect;
        auth: |_, i| Auth::parse(i) => Packet::Auth;
    }
}

/// One line for a log, without payloads, secrets and properties: `PUBLISH plant/3/temp QoS 1 id 7, 120 bytes`, `PUBACK id 7`. Of a
/// list, it has the first eight elements. Topics and client identifiers are not cut short.
impl fmt::Display for Packet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connect(connect) => connect.fmt(f),
            Self::Connack(connack) => connack.fmt(f),
            Self::Publish(publish) => publish.fmt(f),
            Self::Puback(ack) => ack.fmt(f),
            Self::Pubrec(ack) => ack.fmt(f),
            Self::Pubrel(ack) => ack.fmt(f),
            Self::Pubcomp(ack) => ack.fmt(f),
            Self::Subscribe(subscribe) => subscribe.fmt(f),
            Self::Suback(suback) => suback.fmt(f),
            Self::Unsubscribe(unsubscribe) => unsubscribe.fmt(f),
            Self::Unsuback(unsuback) => unsuback.fmt(f),
            Self::Pingreq | Self::Pingresp => self.packet_type().fmt(f),
            Self::Disconnect(disconnect) => disconnect.fmt(f),
            Self::Auth(auth) => auth.fmt(f),
        }
    }
}

macro_rules! from {
    ($($Variant:ident($Packet:ty),)*) => {$(
        impl<'a> From<$Packet> for Packet<'a> {
            fn from(packet: $Packet) -> Self {
                Self::$Variant(packet)
            }
        }
    )*};
}

from! {
    Connect(Connect<'a>),
    Connack(Connack<'a>),
    Publish(Publish<'a>),
    Puback(Puback<'a>),
    Pubrec(Pubrec<'a>),
    Pubrel(Pubrel<'a>),
    Pubcomp(Pubcomp<'a>),
    Subscribe(Subscribe<'a>),
    Suback(Suback<'a>),
    Unsubscribe(Unsubscribe<'a>),
    Unsuback(Unsuback<'a>),
    Disconnect(Disconnect<'a>),
    Auth(Auth<'a>),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{decode, encode, rejects, round_trips, shows};

    /// The smallest of each, in the order of their types.
    const SMALLEST: [(&[u8], PacketType); 15] = [
        (b"\x10\x0d\0\x04MQTT\x05\x02\0\0\0\0\0", PacketType::Connect),
        (b"\x20\x03\0\0\0", PacketType::Connack),
        (b"\x30\x04\0\x01a\0", PacketType::Publish),
        (b"\x40\x02\0\x01", PacketType::Puback),
        (b"\x50\x02\0\x01", PacketType::Pubrec),
        (b"\x62\x02\0\x01", PacketType::Pubrel),
        (b"\x70\x02\0\x01", PacketType::Pubcomp),
        (b"\x82\x07\0\x01\0\0\x01a\0", PacketType::Subscribe),
        (b"\x90\x04\0\x01\0\0", PacketType::Suback),
        (b"\xa2\x06\0\x01\0\0\x01a", PacketType::Unsubscribe),
        (b"\xb0\x04\0\x01\0\0", PacketType::Unsuback),
        (b"\xc0\0", PacketType::Pingreq),
        (b"\xd0\0", PacketType::Pingresp),
        (b"\xe0\0", PacketType::Disconnect),
        (b"\xf0\0", PacketType::Auth),
    ];

    #[test]
    fn each_type_has_its_packet() {
        for (wire, packet_type) in SMALLEST {
            let packet = decode(wire).unwrap();
            assert_eq!(packet.packet_type(), packet_type);
            assert_eq!(encode(&packet), wire);
        }
    }

    #[test]
    fn shown_in_a_line() {
        shows(&[
            (b"\xc0\0", "PINGREQ"),
            (b"\xd0\0", "PINGRESP"),
            (b"\xe0\0", "DISCONNECT 0x00 Normal disconnection"),
        ]);
        for (wire, packet_type) in SMALLEST {
            assert!(std::format!("{}", decode(wire).unwrap()).starts_with(packet_type.name()));
        }
    }

    #[test]
    fn nothing_is_in_a_ping() {
        round_trips(&[(b"\xc0\0", Packet::Pingreq), (b"\xd0\0", Packet::Pingresp)]);
        rejects(&[
            ("[MQTT-2.1.3-1] PINGREQ with flags", b"\xc1\0", ErrorKind::Flags, 0),
            ("[MQTT-2.1.3-1] PINGRESP with flags", b"\xd8\0", ErrorKind::Flags, 0),
            ("3.12, PINGREQ with a body", b"\xc0\x01\0", ErrorKind::Trailing, 2),
            ("3.13, PINGRESP with a body", b"\xd0\x01\0", ErrorKind::Trailing, 2),
            ("2.1.2, type 0", b"\0\0", ErrorKind::PacketType, 0),
        ]);
    }

    /// [MQTT-1.5.5-1]
    #[test]
    fn a_remaining_length_is_as_short_as_can_be() {
        for (wire, packet_type) in SMALLEST {
            let body = &wire[2..];
            for width in 2..=4 {
                let mut padded = std::vec![wire[0], wire[1] | 0x80];
                padded.resize(width, 0x80);
                padded.push(0);
                padded.extend_from_slice(body);
                let error = decode(&padded).unwrap_err();
                let found = (error.kind(), error.offset());
                assert_eq!(found, (ErrorKind::VariableByteInteger, 1), "{packet_type:?}, {width} bytes");
            }
        }
    }

    #[test]
    fn a_remaining_length_may_be_as_long_as_it_has_to() {
        for (payload, header) in
            [(123, 2), (124, 3), (16_379, 3), (16_380, 4), (2_097_147, 4), (2_097_148, 5)]
        {
            let payload = std::vec![b'x'; payload];
            let Ok(Packet::Publish(publish)) = decode(b"\x30\x04\0\x01a\0") else { panic!("no PUBLISH") };
            let sent = encode(&Publish { payload: &payload, ..publish }.into());
            assert_eq!(sent.len(), header + 4 + payload.len());
            let Ok(Packet::Publish(received)) = decode(&sent) else { panic!("no PUBLISH") };
            assert_eq!(received.payload, payload);
        }
    }
}
