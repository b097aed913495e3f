//! Passing a message on: a PUBLISH whose properties are not taken apart. MQTT 5.0, section 3.3.2.3.

use core::{fmt, ptr};

use mqtt_codec::__private::wire::{self, Out};
use mqtt_codec::__private::{
    Append, Body, Fill, Measure, Preview, Write, delivery_flags, delivery_len, put_delivery, varint,
};
use mqtt_codec::{Buffer, Delivery, EncodeError, Error, ErrorKind, Frame, List, PacketType, TopicName};

use crate::packet::Packet;
use crate::properties::Properties;
use crate::property::Slot;
use crate::property::{Property, id};
use crate::property::{SubscriptionId, TopicAlias};
use crate::publish::Publish;

/// A message on its way through a server: what has to be passed on unaltered is kept as the bytes that came, the rest can
/// be set for each receiver.
///
/// ```
/// use mqtt_codec_v5::{Delivery, Forward, Framer, Split};
///
/// let received = b"\x30\x14\0\x01a\x0c\x02\0\0\0\x3c\x23\0\x07\x03\0\x01tbeep";
/// let Split::Frame(frame, _) = Framer::default().split(received)? else { panic!("not all there") };
///
/// let mut forward = Forward::of(frame)?;
/// forward.message_expiry_interval = forward.message_expiry_interval.map(|seconds| seconds.saturating_sub(10));
/// forward.topic_alias = None; // of the connection that it came by
/// forward.delivery = Delivery::AtMostOnce;
///
/// let mut out = [0; 64];
/// let len = forward.encode_into(&mut out)?;
/// assert_eq!(out[..len], *b"\x30\x11\0\x01a\x09\x03\0\x01t\x02\0\0\0\x32beep");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Forward<'a> {
    /// The QoS, and what exists only above QoS 0.
    pub delivery: Delivery,
    /// Whether this is a topic's retained message.
    pub retain: bool,
    /// Where the message goes. `None` goes with a Topic Alias only.
    pub topic: Option<TopicName<'a>>,
    /// How long the message is still worth delivering, in seconds: less what it waited here.
    pub message_expiry_interval: Option<u32>,
    /// Stands for the topic on the receiver's connection.
    pub topic_alias: Option<TopicAlias>,
    /// The receiver's subscriptions that the message is for.
    pub subscription_identifiers: List<'a, SubscriptionId>,
    /// Payload Format Indicator, Content Type, Response Topic, Correlation Data and User Properties.
    pub unaltered: Unaltered<'a>,
    /// What it carries.
    pub payload: &'a [u8],
}

/// The properties that a server passes on as they are: checked bytes, in the order in which they came.
#[derive(Clone, Copy, Default)]
pub struct Unaltered<'a> {
    /// Those up to the first property that is none of them, and those up to the next. There are rarely more.
    runs: [&'a [u8]; 2],
    /// What comes after: more of them perhaps, and others between.
    rest: &'a [u8],
    /// The bytes that they take.
    len: usize,
}

impl<'a> Forward<'a> {
    /// Decodes the PUBLISH that `frame` holds, with everything set as it was received.
    ///
    /// # Errors
    ///
    /// As [`Packet::decode`], and [`PacketType`](ErrorKind::PacketType) for another packet.
    pub fn of(frame: Frame<&'a [u8]>) -> Result<Self, Error> {
        match Packet::decode(frame)? {
            Packet::Publish(publish) => {
                Ok(Self::new(&publish, &Properties::after(frame, publish.before_properties())))
            }
            _ => Err(Error::new(ErrorKind::PacketType, 0)),
        }
    }

    /// Passes on a PUBLISH that is decoded already, with everything set as it was received. Returns `None` if `publish`
    /// was not decoded from `frame`.
    pub fn of_decoded(frame: Frame<&'a [u8]>, publish: &Publish<'a>) -> Option<Self> {
        let topic = publish.topic.map_or("", TopicName::as_str).as_bytes();
        let (own_topic, _) = frame.body().get(2..)?.split_at_checked(topic.len())?;
        let properties = Properties::after(frame, publish.before_properties());
        let end = frame.body().len().checked_sub(publish.payload.len())?;
        let payload = frame.body().get(end..)?;
        let decoded_from_it = frame.packet_type() == PacketType::Publish
            && (topic.is_empty() || ptr::eq(own_topic, topic))
            && ptr::eq(payload, publish.payload)
            && publish.before_properties()
                + varint::len(properties.as_bytes().len()).ok()?
                + properties.as_bytes().len()
                == end;
        decoded_from_it.then(|| Self::new(publish, &properties))
    }

    fn new(publish: &Publish<'a>, properties: &Properties<'a>) -> Self {
        Self {
            delivery: publish.delivery,
            retain: publish.retain,
            topic: publish.topic,
            message_expiry_interval: publish.properties.message_expiry_interval,
            topic_alias: publish.properties.topic_alias,
            subscription_identifiers: publish.properties.subscription_identifiers,
            unaltered: Unaltered::among(properties),
            payload: publish.payload,
        }
    }

    /// Appends the PUBLISH to `out`: how many bytes it took.
    ///
    /// # Errors
    ///
    /// As [`Packet::encode`]; `out` is as it was.
    pub fn encode(&self, out: &mut impl Buffer) -> Result<usize, EncodeError> {
        Append(out).body(self.first(), self)
    }

    /// Writes the PUBLISH to the beginning of `out`: how many bytes it took.
    ///
    /// # Errors
    ///
    /// As [`Packet::encode_into`]; `out` is as it was.
    pub fn encode_into(&self, out: &mut [u8]) -> Result<usize, EncodeError> {
        Fill(out).body(self.first(), self)
    }

    /// The number of bytes that the PUBLISH takes, fixed header included.
    ///
    /// # Errors
    ///
    /// As [`Packet::encoded_len`].
    pub fn encoded_len(&self) -> Result<usize, EncodeError> {
        Measure.body(self.first(), self)
    }

    fn first(&self) -> u8 {
        0x30 | delivery_flags(self.delivery) | u8::from(self.retain)
    }

    #[inline]
    fn properties_len(&self) -> usize {
        let len = self.unaltered.len
            + self.message_expiry_interval.len(id::MESSAGE_EXPIRY_INTERVAL)
            + self.topic_alias.len(id::TOPIC_ALIAS);
        len.saturating_add(Slot::len(&self.subscription_identifiers, id::SUBSCRIPTION_IDENTIFIER))
    }
}

#[doc(hidden)]
impl Body for Forward<'_> {
    fn len(&self) -> Result<usize, EncodeError> {
        if self.topic.is_none() && self.topic_alias.is_none() {
            return Err(EncodeError::NoTopic); // 3.3.2.1
        }
        let properties = self.properties_len();
        let head = self.topic.map_or(2, |topic| wire::string_len(&topic)) + delivery_len(self.delivery);
        Ok((head + varint::len(properties)? + self.payload.len()).saturating_add(properties))
    }

    fn put(&self, out: &mut Out<'_>) {
        out.string(self.topic.as_ref().map_or("", |topic| topic.as_str()));
        put_delivery(self.delivery, out);
        varint::put(self.properties_len(), out);
        self.unaltered.put(out);
        self.message_expiry_interval.put_all(id::MESSAGE_EXPIRY_INTERVAL, out);
        self.subscription_identifiers.put_all(id::SUBSCRIPTION_IDENTIFIER, out);
        self.topic_alias.put_all(id::TOPIC_ALIAS, out);
    }

    fn payload(&self) -> &[u8] {
        self.payload
    }
}

impl fmt::Debug for Forward<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Forward")
            .field("delivery", &self.delivery)
            .field("retain", &self.retain)
            .field("topic", &self.topic)
            .field("message_expiry_interval", &self.message_expiry_interval)
            .field("topic_alias", &self.topic_alias)
            .field("subscription_identifiers", &self.subscription_identifiers)
            .field("unaltered", &self.unaltered)
            .field("payload", &Preview(self.payload))
            .finish()
    }
}

impl<'a> Unaltered<'a> {
    /// Those among a packet's properties.
    fn among(properties: &Properties<'a>) -> Self {
        let (first, rest) = run(properties.as_bytes());
        let (second, rest) = run(rest);
        let len = first.len() + second.len() + each(rest).map(<[u8]>::len).sum::<usize>();
        Self { runs: [first, second], rest, len }
    }

    /// The number of bytes that they take.
    pub const fn wire_len(&self) -> usize {
        self.len
    }

    /// The bytes of one after the other.
    pub fn iter(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let [first, second] = self.runs;
        each(first).chain(each(second)).chain(each(self.rest))
    }

    #[inline]
    fn put(&self, out: &mut Out<'_>) {
        self.runs.iter().for_each(|run| out.bytes(run));
        if !self.rest.is_empty() {
            each(self.rest).for_each(|property| out.bytes(property));
        }
    }
}

/// Only how many bytes they take.
impl fmt::Debug for Unaltered<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unaltered").field("wire_len", &self.len).finish_non_exhaustive()
    }
}

/// The first properties in a row that are passed on unaltered, without those before, and what comes after.
fn run(block: &[u8]) -> (&[u8], &[u8]) {
    let from_first = after_all(block, |id| !UNALTERED.contains(&id));
    let after = after_all(from_first, |id| UNALTERED.contains(&id));
    (from_first.get(..from_first.len() - after.len()).unwrap_or_default(), after)
}

/// What comes after the properties at the beginning of `block` that are like this.
fn after_all(block: &[u8], like: impl Fn(u8) -> bool) -> &[u8] {
    let mut i = block;
    while let Some((_, after)) = i.first().filter(|id| like(**id)).and_then(|_| Property::skip(i)) {
        i = after;
    }
    i
}

/// Each property that is passed on unaltered, as bytes.
fn each(block: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut i = block;
    core::iter::from_fn(move || {
        let (property, after) = Property::skip(i)?;
        i = after;
        Some(property)
    })
    .filter(|property| property.first().is_some_and(|id| UNALTERED.contains(id)))
}

/// [MQTT-3.3.2-4] [MQTT-3.3.2-20] [MQTT-3.3.2-15] [MQTT-3.3.2-16] [MQTT-3.3.2-17]
const UNALTERED: [u8; 5] = [
    id::PAYLOAD_FORMAT_INDICATOR,
    id::CONTENT_TYPE,
    id::RESPONSE_TOPIC,
    id::CORRELATION_DATA,
    id::USER_PROPERTY,
];

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::*;
    use mqtt_codec::{Framer, Split};

    fn forward(wire: &[u8]) -> Forward<'_> {
        let Ok(Split::Frame(frame, [])) = Framer::default().split(wire) else { panic!("no packet") };
        Forward::of(frame).unwrap()
    }

    fn encoded(forward: &Forward<'_>) -> Vec<u8> {
        let mut out = std::vec![0; forward.encoded_len().unwrap()];
        assert_eq!(forward.encode_into(&mut out), Ok(out.len()));
        out
    }

    #[test]
    fn what_stands_between_is_taken_out() {
        // A user property, an alias, a content type, an expiry, two identifiers, and a user property again.
        let wire = b"\x30\x21\0\x01a\x1c\x26\0\x01k\0\x01v\x23\0\x07\x03\0\x01t\x02\0\0\0\x3c\x0b\x01\x0b\x02\x26\0\0\0\0!";
        let mut forward = forward(wire);
        let properties: Vec<_> = forward.unaltered.iter().collect();
        assert_eq!(properties, [&b"\x26\0\x01k\0\x01v"[..], b"\x03\0\x01t", b"\x26\0\0\0\0"]);
        assert_eq!(forward.unaltered.wire_len(), 16);
        assert_eq!(
            forward.subscription_identifiers.iter().map(SubscriptionId::get).collect::<Vec<_>>(),
            [1, 2]
        );

        forward.message_expiry_interval = Some(59);
        forward.topic_alias = None;
        forward.subscription_identifiers = List::default();
        let expected = b"\x30\x1a\0\x01a\x15\x26\0\x01k\0\x01v\x03\0\x01t\x26\0\0\0\0\x02\0\0\0\x3b!";
        assert_eq!(encoded(&forward), expected);
    }

    #[test]
    fn a_message_without_properties_is_passed_on() {
        let wire = b"\x32\x08\0\x01a\0\x0a\0hi";
        assert_eq!(encoded(&forward(wire)), wire);
    }

    #[test]
    fn only_a_publish_is_passed_on() {
        let Ok(Split::Frame(frame, _)) = Framer::default().split(b"\xc0\0") else { panic!("no packet") };
        assert_eq!(Forward::of(frame).unwrap_err().kind(), ErrorKind::PacketType);
    }

    #[test]
    fn a_decoded_publish_is_passed_on_with_its_own_frame_alone() {
        let table: [&[u8]; 5] = [
            b"\x30\x06\0\x01a\0hi",
            b"\x30\x04\0\x01a\0",
            b"\x34\x08\0\x01a\0\x0a\0hi",
            b"\x30\x08\0\0\x03\x23\0\x01hi",
            b"\x30\x21\0\x01a\x1c\x26\0\x01k\0\x01v\x23\0\x07\x03\0\x01t\x02\0\0\0\x3c\x0b\x01\x0b\x02\x26\0\0\0\0!",
        ];
        let copies = table.map(<[u8]>::to_vec);
        for (n, wire) in table.iter().enumerate() {
            let Ok(Split::Frame(frame, _)) = Framer::default().split(wire) else { panic!("no packet") };
            let Ok(Packet::Publish(publish)) = Packet::decode(frame) else { panic!("no PUBLISH") };
            let decoded = Forward::of_decoded(frame, &publish).unwrap();
            assert_eq!(encoded(&decoded), encoded(&Forward::of(frame).unwrap()));
            for copy in &copies {
                let Ok(Split::Frame(other, _)) = Framer::default().split(copy) else { panic!("no packet") };
                assert!(Forward::of_decoded(other, &publish).is_none(), "packet {n}");
            }
            let changed = Publish { payload: b"hi", ..publish };
            assert!(Forward::of_decoded(frame, &changed).is_none());
            let changed = Publish { topic: Some(TopicName::from_static("a")), ..publish };
            assert!(Forward::of_decoded(frame, &changed).is_none());
        }
    }

    #[test]
    fn a_message_needs_a_topic_or_an_alias() {
        let mut forward = forward(b"\x30\x06\0\0\x03\x23\0\x01");
        assert_eq!(forward.encoded_len(), Ok(8));
        forward.topic_alias = None;
        assert_eq!(forward.encoded_len(), Err(EncodeError::NoTopic));
    }
}
