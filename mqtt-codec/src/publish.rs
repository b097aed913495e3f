//! PUBLISH: an application message. MQTT 3.1.1, [section 3.3].
//!
//! [section 3.3]: https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718037

use core::fmt;

use mqtt_topic::TopicName;

use crate::error::{EncodeError, InvalidNumber};
use crate::frame::DUP;
use crate::output::{self, Body, Buffer, FixedHeader};
use crate::preview::{Preview, Size};
use crate::wire::{self, Out, PacketId, Parsed};

/// An application message, in either direction.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct Publish<'a> {
    /// The QoS, and what exists only above QoS 0.
    pub delivery: Delivery,
    /// To a server: keep this as the topic's retained message. From a server: this is one.
    pub retain: bool,
    /// Where the message goes.
    pub topic: TopicName<'a>,
    /// What it carries: any bytes, or none.
    pub payload: &'a [u8],
}

/// How a message is delivered: only above QoS 0 is there a packet identifier, and a DUP flag.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Delivery {
    /// QoS 0.
    #[default]
    AtMostOnce,
    /// QoS 1.
    AtLeastOnce {
        /// Names the exchange until PUBACK.
        id: PacketId,
        /// Sent before; perhaps received before.
        dup: bool,
    },
    /// QoS 2.
    ExactlyOnce {
        /// Names the exchange until PUBCOMP.
        id: PacketId,
        /// Sent before; perhaps received before.
        dup: bool,
    },
}

/// Quality of service: what a subscription or a will asks for. MQTT 3.1.1, section 4.3.
///
/// `Display` writes the number alone, so that `QoS {qos}` and `qos={qos}` both read well in a log.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[repr(u8)]
pub enum Qos {
    /// QoS 0: the message arrives once or not at all.
    #[default]
    AtMostOnce = 0,
    /// QoS 1: the message arrives once or more.
    AtLeastOnce = 1,
    /// QoS 2: the message arrives once.
    ExactlyOnce = 2,
}

impl<'a> Publish<'a> {
    /// A message with QoS 0 that is not retained.
    ///
    /// ```
    /// use mqtt_codec::{Packet, Publish, TopicName};
    ///
    /// let topic = TopicName::from_static("plant/3/temp");
    /// let packet = Packet::from(Publish { retain: true, ..Publish::new(topic, b"21.5") });
    /// assert_eq!(packet.encoded_len(), Ok(20));
    /// ```
    pub const fn new(topic: TopicName<'a>, payload: &'a [u8]) -> Self {
        Self { delivery: Delivery::AtMostOnce, retain: false, topic, payload }
    }

    #[inline]
    pub(crate) fn parse(flags: u8, i: &'a [u8]) -> Parsed<'a, Self> {
        let (i, topic) = wire::topic_name(i)?; // 3.3.2.1
        let (i, delivery) = Delivery::parse(flags, i)?; // 3.3.1.1, 3.3.1.2, 3.3.2.2
        let (i, payload) = wire::rest(i)?; // 3.3.3
        Ok((i, Self { delivery, retain: flags & RETAIN != 0, topic, payload }))
    }

    pub(crate) fn flags(&self) -> u8 {
        self.delivery.flags() | if self.retain { RETAIN } else { 0 }
    }
}

#[doc(hidden)]
impl Body for Publish<'_> {
    #[inline]
    fn len(&self) -> Result<usize, EncodeError> {
        Ok(wire::string_len(&self.topic) + self.delivery.wire_len() + self.payload.len())
    }

    #[inline]
    fn put(&self, out: &mut Out<'_>) {
        out.string(&self.topic);
        self.delivery.put(out);
    }

    #[inline]
    fn payload(&self) -> &[u8] {
        self.payload
    }

    #[inline]
    fn append(&self, header: FixedHeader, out: &mut impl Buffer) -> usize {
        let Some([first, len]) = header.short() else {
            return output::append(self, header, out);
        };
        let [.., high, low] = self.topic.len().to_be_bytes();
        let packet_len = 2 + usize::from(len);
        out.reserve(packet_len);
        out.put(&[first, len, high, low]);
        out.put(self.topic.as_bytes());
        if let Some(id) = self.delivery.packet_id() {
            out.put(&id.get().to_be_bytes());
        }
        out.put(self.payload);
        packet_len
    }
}

impl fmt::Debug for Publish<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { delivery, retain, topic, payload } = self;
        f.debug_struct("Publish")
            .field("delivery", delivery)
            .field("retain", retain)
            .field("topic", topic)
            .field("payload", &Preview(payload))
            .finish()
    }
}

/// One line without the payload: `PUBLISH plant/3/temp QoS 1 id 7 dup retain, 120 bytes`. In the topic name, control
/// characters and quotes are escaped.
impl fmt::Display for Publish<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PUBLISH {} {}", self.topic.as_str().escape_debug(), self.delivery)?;
        if self.retain {
            f.write_str(" retain")?;
        }
        write!(f, ", {}", Size(self.payload.len()))
    }
}

/// `QoS 0`, or as `QoS 1 id 7 dup`.
impl fmt::Display for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "QoS {}", self.qos())?;
        if let Some(id) = self.packet_id() {
            write!(f, " id {id}")?;
        }
        if self.dup() { f.write_str(" dup") } else { Ok(()) }
    }
}

impl Delivery {
    /// The QoS alone.
    pub const fn qos(self) -> Qos {
        match self {
            Self::AtMostOnce => Qos::AtMostOnce,
            Self::AtLeastOnce { .. } => Qos::AtLeastOnce,
            Self::ExactlyOnce { .. } => Qos::ExactlyOnce,
        }
    }

    /// The packet identifier of a message above QoS 0.
    pub const fn packet_id(self) -> Option<PacketId> {
        match self {
            Self::AtMostOnce => None,
            Self::AtLeastOnce { id, .. } | Self::ExactlyOnce { id, .. } => Some(id),
        }
    }

    /// Whether the message was sent before: the DUP flag. Never at QoS 0.
    pub const fn dup(self) -> bool {
        match self {
            Self::AtMostOnce => false,
            Self::AtLeastOnce { dup, .. } | Self::ExactlyOnce { dup, .. } => dup,
        }
    }

    /// `flags` were judged with the fixed header: QoS is not 3, and DUP is not set at QoS 0.
    #[inline]
    pub(crate) fn parse(flags: u8, i: &[u8]) -> Parsed<'_, Self> {
        if flags & QOS == 0 {
            return Ok((i, Self::AtMostOnce)); // [MQTT-2.3.1-5]
        }
        let (i, id) = wire::packet_id(i)?; // [MQTT-2.3.1-1]
        let dup = flags & DUP != 0;
        let delivery =
            if flags & QOS == QOS_1 { Self::AtLeastOnce { id, dup } } else { Self::ExactlyOnce { id, dup } };
        Ok((i, delivery))
    }

    #[inline]
    pub(crate) const fn flags(self) -> u8 {
        match self {
            Self::AtMostOnce => 0,
            Self::AtLeastOnce { dup, .. } => QOS_1 | if dup { DUP } else { 0 },
            Self::ExactlyOnce { dup, .. } => QOS_2 | if dup { DUP } else { 0 },
        }
    }

    #[inline]
    pub(crate) const fn wire_len(self) -> usize {
        if self.packet_id().is_some() { 2 } else { 0 }
    }

    #[inline]
    pub(crate) fn put(self, out: &mut Out<'_>) {
        if let Some(id) = self.packet_id() {
            out.u16(id.get());
        }
    }
}

impl Qos {
    /// The QoS with this number, 0 to 2.
    pub const fn new(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::AtMostOnce),
            1 => Some(Self::AtLeastOnce),
            2 => Some(Self::ExactlyOnce),
            _ => None,
        }
    }
}

impl From<Qos> for u8 {
    fn from(qos: Qos) -> Self {
        qos as Self
    }
}

impl TryFrom<u8> for Qos {
    type Error = InvalidNumber;

    fn try_from(number: u8) -> Result<Self, InvalidNumber> {
        Self::new(number).ok_or(InvalidNumber::new("QoS"))
    }
}

impl fmt::Display for Qos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        u8::from(*self).fmt(f)
    }
}

const QOS: u8 = 0b0110;
const QOS_1: u8 = 0b0010;
const QOS_2: u8 = 0b0100;
const RETAIN: u8 = 0b0001;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::testing::{id, rejects, round_trips, shows};

    #[test]
    fn round_trip() {
        let publish = |delivery| Publish { delivery, ..Publish::new(TopicName::from_static("a/b"), b"hi") };
        round_trips(&[
            (b"\x30\x07\0\x03a/bhi", publish(Delivery::AtMostOnce)),
            (b"\x32\x09\0\x03a/b\0\x0ahi", publish(Delivery::AtLeastOnce { id: id(10), dup: false })),
            (b"\x34\x09\0\x03a/b\xff\xffhi", publish(Delivery::ExactlyOnce { id: id(65_535), dup: false })),
            (b"\x3c\x09\0\x03a/b\0\x0ahi", publish(Delivery::ExactlyOnce { id: id(10), dup: true })),
            (b"\x31\x07\0\x03a/bhi", Publish { retain: true, ..publish(Delivery::AtMostOnce) }),
            (b"\x30\x05\0\x03a/b", Publish { payload: b"", ..publish(Delivery::AtMostOnce) }),
            (
                "\x30\x0a\0\x08\u{feff}caf\u{e9}".as_bytes(),
                Publish {
                    topic: TopicName::from_static("\u{feff}caf\u{e9}"),
                    payload: b"",
                    ..publish(Delivery::AtMostOnce)
                },
            ),
        ]);
    }

    #[test]
    fn rejected() {
        rejects(&[
            ("[MQTT-3.3.1-4] QoS 3", b"\x36\x05\0\x01a\0\x01", ErrorKind::Flags, 0),
            ("[MQTT-3.3.1-2] DUP at QoS 0", b"\x38\x03\0\x01a", ErrorKind::Flags, 0),
            ("[MQTT-2.3.1-1] packet identifier 0", b"\x32\x05\0\x01a\0\0", ErrorKind::PacketIdZero, 5),
            ("[MQTT-3.3.2-2] wildcard in a name", b"\x30\x04\0\x02a+", ErrorKind::TopicName, 2),
            ("[MQTT-4.7.3-1] empty name", b"\x30\x02\0\0", ErrorKind::TopicName, 2),
            ("[MQTT-1.5.3-1] ill-formed UTF-8", b"\x30\x03\0\x01\xff", ErrorKind::Utf8, 2),
            ("[MQTT-1.5.3-2] U+0000", b"\x30\x03\0\x01\0", ErrorKind::Nul, 2),
            ("topic runs past the packet", b"\x30\x03\0\x09a", ErrorKind::Truncated, 2),
            ("no topic", b"\x30\0", ErrorKind::Truncated, 2),
            ("half a topic length", b"\x30\x01\0", ErrorKind::Truncated, 2),
            ("no packet identifier", b"\x32\x03\0\x01a", ErrorKind::Truncated, 5),
            ("no room for the packet identifier", b"\x32\x04\0\x01a\0", ErrorKind::Truncated, 5),
            ("a padded length moves the offset", b"\x30\x84\0\0\x02a+", ErrorKind::TopicName, 3),
        ]);
    }

    #[test]
    fn debug_shows_the_beginning_of_a_payload() {
        let publish = Publish::new(TopicName::from_static("a"), &[b'x'; 1000]);
        let shown = std::format!("{publish:?}");
        assert!(shown.contains("xxxx") && shown.contains("1000 bytes") && shown.len() < 200, "{shown}");
    }

    #[test]
    fn shown_in_a_line() {
        shows(&[
            (b"\x30\x07\0\x03a/bhi", "PUBLISH a/b QoS 0, 2 bytes"),
            (b"\x31\x05\0\x03a/b", "PUBLISH a/b QoS 0 retain, 0 bytes"),
            (b"\x3b\x08\0\x03a/b\0\x07x", "PUBLISH a/b QoS 1 id 7 dup retain, 1 byte"),
            (b"\x34\x07\0\x03a\nb\0\x07", "PUBLISH a\\nb QoS 2 id 7, 0 bytes"),
        ]);
    }
}
