//! PUBLISH: an application message. MQTT 5.0, [section 3.3].
//!
//! [section 3.3]: https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901100

use core::fmt;

use mqtt_codec::__private::wire::{self, Fault, Out, Parsed};
use mqtt_codec::__private::{
    self, Body, FixedHeader, Preview, Size, delivery_flags, delivery_len, parse_delivery, put_delivery,
};
use mqtt_codec::{Buffer, Delivery, EncodeError, ErrorKind, List, Text, TopicName};

use crate::property::block;
use crate::property::{PayloadFormat, SubscriptionId, TopicAlias, UserProperty};

/// An application message, in either direction.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct Publish<'a> {
    /// The QoS, and what exists only above QoS 0.
    pub delivery: Delivery,
    /// To a server: keep this as the topic's retained message. From a server: this is one.
    pub retain: bool,
    /// Where the message goes. `None` goes with a Topic Alias only: it is the topic that the alias stands for.
    pub topic: Option<TopicName<'a>>,
    /// What else is said of it.
    pub properties: PublishProperties<'a>,
    /// What it carries: any bytes, or none.
    pub payload: &'a [u8],
}

block! {
    /// The properties of PUBLISH. MQTT 5.0, section 3.3.2.3.
    PublishProperties {
        /// What the payload is made of.
        payload_format_indicator: Option<PayloadFormat> = PAYLOAD_FORMAT_INDICATOR,
        /// How long the message is worth delivering, in seconds. A server takes off what it waited. Absent: for ever.
        message_expiry_interval: Option<u32> = MESSAGE_EXPIRY_INTERVAL,
        /// What the content is, a MIME type perhaps.
        content_type: Option<Text<'a>> = CONTENT_TYPE,
        /// Where an answer goes: with it the message is a request.
        response_topic: Option<TopicName<'a>> = RESPONSE_TOPIC,
        /// Tells the requester which request an answer is for: at most 65,535 bytes.
        correlation_data: Option<&'a [u8]> = CORRELATION_DATA,
        /// From a server: the subscriptions that the message is for.
        subscription_identifiers: List<'a, SubscriptionId> = SUBSCRIPTION_IDENTIFIER,
        /// Stands for the topic on this connection.
        topic_alias: Option<TopicAlias> = TOPIC_ALIAS,
        /// Names and values of the application, in order.
        user_properties: List<'a, UserProperty<'a>> = USER_PROPERTY,
    }
}

impl<'a> Publish<'a> {
    /// A message with QoS 0 that is not retained, and has no properties.
    ///
    /// ```
    /// use mqtt_codec_v5::{Packet, Publish, TopicName};
    ///
    /// let topic = TopicName::from_static("plant/3/temp");
    /// let packet = Packet::from(Publish { retain: true, ..Publish::new(topic, b"21.5") });
    /// assert_eq!(packet.encoded_len(), Ok(21));
    /// ```
    pub const fn new(topic: TopicName<'a>, payload: &'a [u8]) -> Self {
        Self {
            delivery: Delivery::AtMostOnce,
            retain: false,
            topic: Some(topic),
            properties: PublishProperties::new(),
            payload,
        }
    }

    #[inline]
    pub(crate) fn parse(flags: u8, i: &'a [u8]) -> Parsed<'a, Self> {
        let (after, topic) = topic(i)?; // 3.3.2.1
        let (after, delivery) = parse_delivery(flags, after)?; // 3.3.1.1, 3.3.1.2, 3.3.2.2
        let (after, properties) = PublishProperties::parse(after)?; // 3.3.2.3
        if topic.is_none() && properties.topic_alias.is_none() {
            return Err(Fault::at(i, ErrorKind::TopicName)); // 3.3.2.1
        }
        let (after, payload) = wire::rest(after)?; // 3.3.3
        Ok((after, Self { delivery, retain: flags & RETAIN != 0, topic, properties, payload }))
    }

    pub(crate) fn flags(&self) -> u8 {
        delivery_flags(self.delivery) | if self.retain { RETAIN } else { 0 }
    }

    /// The bytes before the properties.
    #[inline]
    pub(crate) fn before_properties(&self) -> usize {
        self.topic.map_or(2, |topic| wire::string_len(&topic)) + delivery_len(self.delivery)
    }

    /// Whether the payload is what its Payload Format Indicator says: a receiver may refuse one that is not, with 0x99.
    /// It takes time linear in the payload if that is said to be UTF-8. MQTT 5.0, section 3.3.2.3.2.
    pub fn payload_is_valid(&self) -> bool {
        self.properties.payload_format_indicator() == PayloadFormat::Bytes
            || core::str::from_utf8(self.payload).is_ok()
    }
}

#[doc(hidden)]
impl Body for Publish<'_> {
    #[inline]
    fn len(&self) -> Result<usize, EncodeError> {
        if self.topic.is_none() && self.properties.topic_alias.is_none() {
            return Err(EncodeError::NoTopic); // 3.3.2.1
        }
        Ok(self.before_properties().saturating_add(self.properties.len()?).saturating_add(self.payload.len()))
    }

    fn put(&self, out: &mut Out<'_>) {
        out.string(self.topic.as_ref().map_or("", |topic| topic.as_str()));
        put_delivery(self.delivery, out);
        self.properties.put(out);
    }

    #[inline]
    fn payload(&self) -> &[u8] {
        self.payload
    }

    #[inline]
    fn append(&self, header: FixedHeader, out: &mut impl Buffer) -> usize {
        let (Some([first, len]), true) = (header.short(), self.properties.is_empty()) else {
            return __private::append(self, header, out);
        };
        let topic = self.topic.as_ref().map_or("", |topic| topic.as_str());
        let [.., high, low] = topic.len().to_be_bytes();
        out.reserve(2 + usize::from(len));
        out.put(&[first, len, high, low]);
        out.put(topic.as_bytes());
        if let Some(id) = self.delivery.packet_id() {
            out.put(&id.get().to_be_bytes());
        }
        out.put(&[0]); // [MQTT-2.2.2-1]
        out.put(self.payload);
        2 + usize::from(len)
    }
}

impl fmt::Debug for Publish<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { delivery, retain, topic, properties, payload } = self;
        f.debug_struct("Publish")
            .field("delivery", delivery)
            .field("retain", retain)
            .field("topic", topic)
            .field("properties", properties)
            .field("payload", &Preview(payload))
            .finish()
    }
}

/// One line without the payload: `PUBLISH plant/3/temp QoS 1 id 7 dup retain, 120 bytes`. A topic alias follows the topic name:
/// `PUBLISH plant/3/temp alias 1 QoS 0, 4 bytes`. In the name, control characters and quotes are escaped.
impl fmt::Display for Publish<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PUBLISH")?;
        if let Some(topic) = self.topic {
            write!(f, " {}", topic.as_str().escape_debug())?;
        }
        if let Some(alias) = self.properties.topic_alias {
            write!(f, " alias {alias}")?;
        }
        write!(f, " {}", self.delivery)?;
        if self.retain {
            f.write_str(" retain")?;
        }
        write!(f, ", {}", Size(self.payload.len()))
    }
}

impl PublishProperties<'_> {
    /// What the payload is made of: bytes of any kind unless it is said.
    pub fn payload_format_indicator(&self) -> PayloadFormat {
        self.payload_format_indicator.unwrap_or_default()
    }
}

/// A topic name, or none where it is empty.
#[inline]
fn topic(i: &[u8]) -> Parsed<'_, Option<TopicName<'_>>> {
    match i {
        [0, 0, after @ ..] => Ok((after, None)),
        _ => wire::topic_name(i).map(|(i, name)| (i, Some(name))),
    }
}

const RETAIN: u8 = 0b0001;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{EMPTY, K_V, decode, id, other_forms, rejects, round_trips, shows, text};

    const PUBLISH: Publish<'_> = Publish::new(TopicName::from_static("a/b"), b"hi");

    const NONE: PublishProperties<'_> = PublishProperties::new();

    #[test]
    fn no_property_is_the_default() {
        assert_eq!(NONE, PublishProperties::default());
        assert!(NONE.is_empty());
    }

    #[test]
    fn round_trip() {
        let delivered = |delivery| Publish { delivery, ..PUBLISH };
        let with = |properties| Publish { properties, payload: b"", ..PUBLISH };
        let identifiers = [1, 268_435_455].map(|n| SubscriptionId::new(n).unwrap());
        let all = PublishProperties {
            payload_format_indicator: Some(PayloadFormat::Utf8),
            message_expiry_interval: Some(60),
            content_type: Some(text("t")),
            response_topic: Some(TopicName::from_static("r")),
            correlation_data: Some(b"\xff"),
            subscription_identifiers: List::from(&identifiers),
            topic_alias: TopicAlias::new(7),
            user_properties: List::new(K_V),
        };
        let empty = PublishProperties {
            content_type: Some(text("")),
            correlation_data: Some(b""),
            user_properties: List::new(EMPTY),
            ..NONE
        };
        let alias = PublishProperties { topic_alias: TopicAlias::new(1), ..NONE };
        let bytes = PublishProperties { payload_format_indicator: Some(PayloadFormat::Bytes), ..NONE };
        round_trips(&[
            (b"\x30\x08\0\x03a/b\0hi", PUBLISH),
            (b"\x32\x0a\0\x03a/b\0\x0a\0hi", delivered(Delivery::AtLeastOnce { id: id(10), dup: false })),
            (
                b"\x34\x0a\0\x03a/b\xff\xff\0hi",
                delivered(Delivery::ExactlyOnce { id: id(65_535), dup: false }),
            ),
            (b"\x3a\x0a\0\x03a/b\0\x0a\0hi", delivered(Delivery::AtLeastOnce { id: id(10), dup: true })),
            (b"\x3c\x0a\0\x03a/b\0\x0a\0hi", delivered(Delivery::ExactlyOnce { id: id(10), dup: true })),
            (b"\x31\x08\0\x03a/b\0hi", Publish { retain: true, ..PUBLISH }),
            (b"\x30\x06\0\x03a/b\0", with(NONE)),
            (
                b"\x30\x2a\0\x03a/b\x24\x01\x01\x02\0\0\0\x3c\x03\0\x01t\x08\0\x01r\x09\0\x01\xff\
                \x0b\x01\x0b\xff\xff\xff\x7f\x23\0\x07\x26\0\x01k\0\x01v",
                with(all),
            ),
            (b"\x30\x11\0\x03a/b\x0b\x03\0\0\x09\0\0\x26\0\0\0\0", with(empty)),
            (b"\x30\x08\0\x03a/b\x02\x01\0", with(bytes)),
            (b"\x30\x06\0\0\x03\x23\0\x01", Publish { topic: None, ..with(alias) }),
            (
                b"\x35\x08\0\0\0\x0a\x03\x23\0\x01",
                Publish {
                    delivery: Delivery::ExactlyOnce { id: id(10), dup: false },
                    retain: true,
                    topic: None,
                    ..with(alias)
                },
            ),
        ]);
    }

    #[test]
    fn properties_come_in_any_order() {
        other_forms(&[
            (
                "backwards",
                b"\x30\x10\0\x01a\x0a\x23\0\x07\x02\0\0\0\x3c\x01\x01hi",
                b"\x30\x10\0\x01a\x0a\x01\x01\x02\0\0\0\x3c\x23\0\x07hi",
            ),
            (
                "others between those of a kind",
                b"\x30\x18\0\x01a\x14\x26\0\x01k\0\x01v\x0b\x01\x01\0\x0b\x02\x26\0\0\0\0\x0b\x01",
                b"\x30\x18\0\x01a\x14\x01\0\x0b\x01\x0b\x02\x0b\x01\x26\0\x01k\0\x01v\x26\0\0\0\0",
            ),
        ]);
    }

    #[test]
    fn rejected() {
        use ErrorKind::*;
        rejects(&[
            ("[MQTT-3.3.1-4] QoS 3", b"\x36\x06\0\x01a\0\x01\0", Flags, 0),
            ("[MQTT-3.3.1-2] DUP at QoS 0", b"\x38\x04\0\x01a\0", Flags, 0),
            ("[MQTT-2.2.1-3] packet identifier 0", b"\x32\x06\0\x01a\0\0\0", PacketIdZero, 5),
            ("[MQTT-3.3.2-2] wildcard in a name", b"\x30\x05\0\x02a+\0", TopicName, 2),
            ("3.3.2.1, no topic and no alias", b"\x30\x03\0\0\0", TopicName, 2),
            ("3.3.2.1, other properties are no alias", b"\x30\x05\0\0\x02\x01\0", TopicName, 2),
            ("[MQTT-1.5.4-1] ill-formed UTF-8", b"\x30\x04\0\x01\xff\0", Utf8, 2),
            ("[MQTT-1.5.4-2] U+0000", b"\x30\x04\0\x01\0\0", Nul, 2),
            ("no topic", b"\x30\0", Truncated, 2),
            ("half a topic length", b"\x30\x01\0", Truncated, 2),
            ("topic runs past the packet", b"\x30\x04\0\x09a\0", Truncated, 2),
            ("no packet identifier", b"\x32\x03\0\x01a", Truncated, 5),
            ("half a packet identifier", b"\x32\x04\0\x01a\0", Truncated, 5),
            ("[MQTT-2.2.2-1] no Property Length", b"\x30\x03\0\x01a", Truncated, 5),
            ("Property Length runs past the packet", b"\x30\x04\0\x01a\x01", Truncated, 5),
            ("half a Property Length", b"\x30\x04\0\x01a\x80", Truncated, 5),
            ("[MQTT-1.5.5-1] overlong Property Length", b"\x30\x05\0\x01a\x80\0", VariableByteInteger, 5),
            ("1.5.5, five bytes", b"\x30\x08\0\x01a\xff\xff\xff\xff\x01", VariableByteInteger, 5),
            ("2.2.2.2, unknown", b"\x30\x06\0\x01a\x02\x7f\0", UnknownProperty, 6),
            ("2.2.2.2, Session Expiry Interval", b"\x30\x09\0\x01a\x05\x11\0\0\0\0", MisplacedProperty, 6),
            ("2.2.2.2, Will Delay Interval", b"\x30\x09\0\x01a\x05\x18\0\0\0\0", MisplacedProperty, 6),
            ("3.3.2.3.2, twice", b"\x30\x08\0\x01a\x04\x01\0\x01\0", DuplicateProperty, 8),
            ("3.3.2.3.3, twice", b"\x30\x0e\0\x01a\x0a\x02\0\0\0\x01\x02\0\0\0\x01", DuplicateProperty, 11),
            ("3.3.2.3.4, twice", b"\x30\x0a\0\x01a\x06\x23\0\x01\x23\0\x01", DuplicateProperty, 9),
            ("3.3.2.3.5, twice", b"\x30\x0c\0\x01a\x08\x08\0\x01r\x08\0\x01r", DuplicateProperty, 10),
            ("3.3.2.3.6, twice", b"\x30\x0a\0\x01a\x06\x09\0\0\x09\0\0", DuplicateProperty, 9),
            ("3.3.2.3.9, twice", b"\x30\x0a\0\x01a\x06\x03\0\0\x03\0\0", DuplicateProperty, 9),
            ("3.3.2.3.2, neither 0 nor 1", b"\x30\x06\0\x01a\x02\x01\x02", PropertyValue, 7),
            ("[MQTT-3.3.2-8] alias 0", b"\x30\x07\0\x01a\x03\x23\0\0", TopicAlias, 7),
            ("3.3.2.3.8, identifier 0", b"\x30\x06\0\x01a\x02\x0b\0", PropertyValue, 7),
            ("[MQTT-1.5.5-1] overlong identifier", b"\x30\x07\0\x01a\x03\x0b\x81\0", VariableByteInteger, 7),
            (
                "1.5.5, an identifier of five bytes",
                b"\x30\x0a\0\x01a\x06\x0b\x80\x80\x80\x80\x01",
                VariableByteInteger,
                7,
            ),
            ("[MQTT-3.3.2-14] a wildcard", b"\x30\x08\0\x01a\x04\x08\0\x01#", TopicName, 7),
            ("[MQTT-4.7.3-1] nowhere to respond to", b"\x30\x07\0\x01a\x03\x08\0\0", TopicName, 7),
            ("[MQTT-3.3.2-13] ill-formed UTF-8", b"\x30\x08\0\x01a\x04\x08\0\x01\xff", Utf8, 7),
            ("[MQTT-3.3.2-19] ill-formed UTF-8", b"\x30\x08\0\x01a\x04\x03\0\x01\xff", Utf8, 7),
            ("[MQTT-1.5.7-1] a name", b"\x30\x0b\0\x01a\x07\x26\0\x01\xff\0\x01v", Utf8, 7),
            ("[MQTT-1.5.7-1] a value", b"\x30\x0b\0\x01a\x07\x26\0\x01k\0\x01\0", Nul, 10),
            ("a name without a value", b"\x30\x08\0\x01a\x04\x26\0\x01k", Truncated, 10),
            ("no format", b"\x30\x05\0\x01a\x01\x01", Truncated, 7),
            ("three bytes of an expiry", b"\x30\x08\0\x01a\x04\x02\0\0\0", Truncated, 7),
            ("half an alias", b"\x30\x06\0\x01a\x02\x23\0", Truncated, 7),
            ("no identifier", b"\x30\x05\0\x01a\x01\x0b", Truncated, 7),
            ("an identifier that goes on", b"\x30\x06\0\x01a\x02\x0b\x80", Truncated, 7),
            ("a property runs into the payload", b"\x30\x0b\0\x01a\x02\x26\0\x01k\0\x01v", Truncated, 7),
            ("a string runs into the payload", b"\x30\x08\0\x01a\x03\x03\0\x01t", Truncated, 7),
        ]);
    }

    #[test]
    fn a_payload_is_held_against_its_format_by_who_wants_it() {
        for (wire, is_valid) in [
            (&b"\x30\x05\0\x01a\0\xff"[..], true),
            (b"\x30\x07\0\x01a\x02\x01\0\xff", true),
            (b"\x30\x07\0\x01a\x02\x01\x01\xff", false),
            (b"\x30\x08\0\x01a\x02\x01\x01\xc3\xa9", true),
            (b"\x30\x07\0\x01a\x02\x01\x01\0", true),
            (b"\x30\x06\0\x01a\x02\x01\x01", true),
        ] {
            let Ok(crate::Packet::Publish(publish)) = decode(wire) else { panic!("no PUBLISH") };
            assert_eq!(publish.payload_is_valid(), is_valid, "{}", wire.escape_ascii());
        }
    }

    #[test]
    fn shown_in_a_line() {
        shows(&[
            (b"\x30\x08\0\x03a/b\0hi", "PUBLISH a/b QoS 0, 2 bytes"),
            (b"\x3b\x09\0\x03a/b\0\x07\0x", "PUBLISH a/b QoS 1 id 7 dup retain, 1 byte"),
            (b"\x30\x06\0\0\x03\x23\0\x01", "PUBLISH alias 1 QoS 0, 0 bytes"),
            (b"\x30\x07\0\x01\n\x03\x23\0\x01", "PUBLISH \\n alias 1 QoS 0, 0 bytes"),
        ]);
    }
}
