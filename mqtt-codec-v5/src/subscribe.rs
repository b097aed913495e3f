//! SUBSCRIBE and SUBACK: a client asks for messages, the server says what it grants. MQTT 5.0, [section 3.8] and 3.9.
//!
//! [section 3.8]: https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901161

use core::fmt;

use mqtt_codec::__private::wire::{self, Fault, Out, Parsed, Wire};
use mqtt_codec::__private::{
    Append, Body, Code, Fill, Write, first_few, list_len, parse_list, put_list, received_bytes,
};
use mqtt_codec::{Buffer, EncodeError, ErrorKind, List, PacketId, Qos, TopicFilter};

use crate::ack::AckProperties;
use crate::property::block;
use crate::property::{SubscriptionId, UserProperty};
use crate::reason::SubackReason;

/// A client asks for the messages that match one of its filters.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Subscribe<'a> {
    /// Names the exchange until SUBACK.
    pub id: PacketId,
    /// What is said of all subscriptions.
    pub properties: SubscribeProperties<'a>,
    /// What is asked for: at least one subscription.
    pub subscriptions: List<'a, Subscription<'a>>,
}

block! {
    /// The properties of SUBSCRIBE. MQTT 5.0, section 3.8.2.1.
    SubscribeProperties {
        /// Comes with each message for these subscriptions.
        subscription_identifier: Option<SubscriptionId> = SUBSCRIPTION_IDENTIFIER,
        /// Names and values of the application, in order.
        user_properties: List<'a, UserProperty<'a>> = USER_PROPERTY,
    }
}

/// One subscription asked for.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Subscription<'a> {
    /// Which topics. One that begins with `$share/` is a shared subscription, and well formed.
    pub filter: TopicFilter<'a>,
    /// How to deliver.
    pub options: SubscriptionOptions,
}

/// How the messages of a subscription are delivered. MQTT 5.0, section 3.8.3.1.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct SubscriptionOptions {
    /// The highest QoS to deliver with.
    pub qos: Qos,
    /// Do not deliver what this client itself published. Not with a shared subscription.
    pub no_local: bool,
    /// Keep the RETAIN flag as it was published.
    pub retain_as_published: bool,
    /// What to do with retained messages.
    pub retain_handling: RetainHandling,
}

/// Whether retained messages are sent when a subscription is made. MQTT 5.0, section 3.8.3.1.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[repr(u8)]
pub enum RetainHandling {
    /// Each time.
    #[default]
    Send = 0,
    /// If there was no such subscription yet.
    SendIfNew = 1,
    /// Not at all.
    DoNotSend = 2,
}

/// The server's answer to SUBSCRIBE.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Suback<'a> {
    /// Of the SUBSCRIBE that this answers.
    pub id: PacketId,
    /// What else is said of the answer.
    pub properties: AckProperties<'a>,
    /// One for each subscription asked for, in their order; at least one.
    pub reason_codes: List<'a, SubackReason>,
}

impl<'a> Subscribe<'a> {
    /// Appends a SUBSCRIBE for what an iterator yields, such as a table of handlers: the bytes and errors are those of
    /// [`Packet::encode`](crate::Packet::encode) for a list of the same subscriptions. Returns the number of bytes.
    ///
    /// Firmware without an allocator would otherwise collect them into an array whose length it has to know. It is a function
    /// rather than another form of [`List`], so that packets stay free of type parameters and reading a list stays as it is.
    ///
    /// The iterator is cloned to walk it more than once, first for the length, and has to yield the same each time.
    ///
    /// ```
    /// use mqtt_codec_v5::{PacketId, Qos, Subscribe, SubscribeProperties, Subscription, TopicFilter};
    ///
    /// const HANDLERS: [(TopicFilter<'_>, fn(&[u8])); 2] = [
    ///     (TopicFilter::from_static("lamp/17/set"), |_payload| {}),
    ///     (TopicFilter::from_static("lamp/all/set"), |_payload| {}),
    /// ];
    /// let wishes = HANDLERS.iter().map(|(filter, _)| Subscription::new(*filter, Qos::AtLeastOnce));
    /// let mut out = [0; 64];
    /// let id = PacketId::try_from(1)?;
    /// let len = Subscribe::encode_iter_into(id, SubscribeProperties::new(), wishes, &mut out).unwrap();
    /// assert_eq!(len, 34);
    /// # Ok::<(), mqtt_codec_v5::InvalidNumber>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Packet::encode`](crate::Packet::encode); `out` is as it was.
    pub fn encode_iter<I>(
        id: PacketId,
        properties: SubscribeProperties<'a>,
        subscriptions: I,
        out: &mut impl Buffer,
    ) -> Result<usize, EncodeError>
    where
        I: Iterator<Item = Subscription<'a>> + Clone,
    {
        Append(out).body(FIRST_BYTE, &Each { id, properties, subscriptions })
    }

    /// Writes a SUBSCRIBE for what an iterator yields to the beginning of `out`: as [`encode_iter`](Self::encode_iter) does.
    ///
    /// # Errors
    ///
    /// As [`Packet::encode_into`](crate::Packet::encode_into); `out` is as it was.
    pub fn encode_iter_into<I>(
        id: PacketId,
        properties: SubscribeProperties<'a>,
        subscriptions: I,
        out: &mut [u8],
    ) -> Result<usize, EncodeError>
    where
        I: Iterator<Item = Subscription<'a>> + Clone,
    {
        Fill(out).body(FIRST_BYTE, &Each { id, properties, subscriptions })
    }

    /// Asks for `subscriptions`, without properties.
    ///
    /// ```
    /// use mqtt_codec_v5::{Packet, PacketId, Qos, Subscribe, Subscription, TopicFilter};
    ///
    /// let alarms = [Subscription::new(TopicFilter::from_static("plant/+/alarm"), Qos::AtLeastOnce)];
    /// let packet = Packet::from(Subscribe::new(PacketId::try_from(1)?, &alarms));
    /// assert_eq!(packet.encoded_len(), Ok(21));
    /// # Ok::<(), mqtt_codec_v5::InvalidNumber>(())
    /// ```
    pub const fn new(id: PacketId, subscriptions: &'a [Subscription<'a>]) -> Self {
        Self { id, properties: SubscribeProperties::new(), subscriptions: List::new(subscriptions) }
    }

    #[inline]
    pub(crate) fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
        let (i, id) = wire::packet_id(i)?; // 3.8.2
        let (i, properties) = SubscribeProperties::parse(i)?; // 3.8.2.1
        let (i, subscriptions) = parse_list(i)?; // [MQTT-3.8.3-2]
        Ok((i, Self { id, properties, subscriptions }))
    }
}

#[doc(hidden)]
impl Body for Subscribe<'_> {
    fn len(&self) -> Result<usize, EncodeError> {
        // What was received was checked.
        let to_send = received_bytes(&self.subscriptions).is_none();
        if to_send && self.subscriptions.iter().any(|subscription| subscription.fault().is_some()) {
            return Err(EncodeError::SharedSubscription); // [MQTT-3.8.3-4] [MQTT-4.8.2-1] [MQTT-4.8.2-2]
        }
        Ok(self
            .properties
            .len()?
            .saturating_add(list_len(&self.subscriptions, "SUBSCRIBE")?)
            .saturating_add(2))
    }

    fn put(&self, out: &mut Out<'_>) {
        out.u16(self.id.get());
        self.properties.put(out);
        put_list(&self.subscriptions, out);
    }
}

/// A SUBSCRIBE whose subscriptions come of an iterator.
struct Each<'a, I> {
    id: PacketId,
    properties: SubscribeProperties<'a>,
    subscriptions: I,
}

impl<'a, I: Iterator<Item = Subscription<'a>> + Clone> Body for Each<'a, I> {
    fn len(&self) -> Result<usize, EncodeError> {
        if self.subscriptions.clone().any(|subscription| subscription.fault().is_some()) {
            return Err(EncodeError::SharedSubscription); // [MQTT-3.8.3-4] [MQTT-4.8.2-1] [MQTT-4.8.2-2]
        }
        let properties_len = self.properties.len()?;
        let lengths = self.subscriptions.clone().map(|subscription| subscription.wire_len());
        match lengths.reduce(usize::saturating_add) {
            Some(len) => Ok(len.saturating_add(properties_len).saturating_add(2)),
            None => Err(EncodeError::Empty("SUBSCRIBE")), // [MQTT-3.8.3-2]
        }
    }

    fn put(&self, out: &mut Out<'_>) {
        out.u16(self.id.get());
        self.properties.put(out);
        self.subscriptions.clone().for_each(|subscription| subscription.put(out));
    }
}

impl<'a> Subscription<'a> {
    /// Asks for the messages that match `filter`, with at most this QoS and the default options.
    pub const fn new(filter: TopicFilter<'a>, qos: Qos) -> Self {
        Self { filter, options: SubscriptionOptions::new(qos) }
    }

    /// What a filter and options that are valid by themselves can get wrong.
    fn fault(&self) -> Option<ErrorKind> {
        match self.filter.shared() {
            Err(_) => Some(ErrorKind::TopicFilter), // [MQTT-4.8.2-1] [MQTT-4.8.2-2]
            Ok(Some(_)) if self.options.no_local => Some(ErrorKind::NoLocal), // [MQTT-3.8.3-4]
            Ok(_) => None,
        }
    }
}

#[doc(hidden)]
impl<'a> Wire<'a> for Subscription<'a> {
    fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
        let (at_options, filter) = wire::topic_filter(i)?; // [MQTT-3.8.3-1]
        let (after, options) = SubscriptionOptions::parse(at_options)?;
        let subscription = Self { filter, options };
        match subscription.fault() {
            None => Ok((after, subscription)),
            Some(ErrorKind::NoLocal) => Err(Fault::at(at_options, ErrorKind::NoLocal)),
            Some(kind) => Err(Fault::at(i, kind)),
        }
    }

    fn parse_checked(i: &'a [u8]) -> Parsed<'a, Self> {
        let (i, filter) = TopicFilter::parse_checked(i)?;
        let (i, options) = SubscriptionOptions::parse(i)?;
        Ok((i, Self { filter, options }))
    }

    #[inline]
    fn wire_len(&self) -> usize {
        self.filter.wire_len() + 1
    }

    #[inline]
    fn put(&self, out: &mut Out<'_>) {
        self.filter.put(out);
        out.u8(self.options.byte());
    }
}

/// One line with the first eight subscriptions: `SUBSCRIBE id 3: plant/+/temp QoS 1 no local, # QoS 0`.
impl fmt::Display for Subscribe<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SUBSCRIBE id {}: ", self.id)?;
        first_few(f, ", ", self.subscriptions.iter())
    }
}

/// The filter, and the options that are not the default: `plant/+/temp QoS 1 no local retain as published`. Control characters and
/// quotes are escaped.
impl fmt::Display for Subscription<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SubscriptionOptions { qos, no_local, retain_as_published, retain_handling } = self.options;
        write!(f, "{} QoS {qos}", self.filter.as_str().escape_debug())?;
        f.write_str(if no_local { " no local" } else { "" })?;
        f.write_str(if retain_as_published { " retain as published" } else { "" })?;
        match retain_handling {
            RetainHandling::Send => Ok(()),
            RetainHandling::SendIfNew => f.write_str(" retained if new"),
            RetainHandling::DoNotSend => f.write_str(" no retained"),
        }
    }
}

/// One line with the first eight reason codes: `SUBACK id 3: 0x01 0x87`.
impl fmt::Display for Suback<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SUBACK id {}: ", self.id)?;
        first_few(f, " ", self.reason_codes.iter().map(|reason| Code(reason.code())))
    }
}

impl SubscriptionOptions {
    /// At most this QoS, and the default options.
    pub const fn new(qos: Qos) -> Self {
        Self { qos, no_local: false, retain_as_published: false, retain_handling: RetainHandling::Send }
    }

    /// The options as they stand on the wire.
    pub fn byte(self) -> u8 {
        u8::from(self.qos)
            | if self.no_local { NO_LOCAL } else { 0 }
            | if self.retain_as_published { RETAIN_AS_PUBLISHED } else { 0 }
            | (self.retain_handling as u8) << RETAIN_HANDLING_SHIFT
    }

    fn parse(i: &[u8]) -> Parsed<'_, Self> {
        let (after, byte) = wire::u8(i)?;
        if byte & RESERVED != 0 {
            return Err(Fault::at(i, ErrorKind::ReservedBits)); // [MQTT-3.8.3-5]
        }
        let Some(qos) = Qos::new(byte & QOS) else {
            return Err(Fault::at(i, ErrorKind::Qos)); // 3.8.3.1
        };
        let retain_handling = match byte >> RETAIN_HANDLING_SHIFT {
            0 => RetainHandling::Send,
            1 => RetainHandling::SendIfNew,
            2 => RetainHandling::DoNotSend,
            _ => return Err(Fault::at(i, ErrorKind::RetainHandling)), // 3.8.3.1
        };
        let (no_local, retain_as_published) = (byte & NO_LOCAL != 0, byte & RETAIN_AS_PUBLISHED != 0);
        Ok((after, Self { qos, no_local, retain_as_published, retain_handling }))
    }
}

impl From<Qos> for SubscriptionOptions {
    fn from(qos: Qos) -> Self {
        Self::new(qos)
    }
}

impl<'a> Suback<'a> {
    /// Answers the SUBSCRIBE with this packet identifier, without properties.
    pub const fn new(id: PacketId, reason_codes: &'a [SubackReason]) -> Self {
        Self { id, properties: AckProperties::new(), reason_codes: List::new(reason_codes) }
    }

    #[inline]
    pub(crate) fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
        let (i, id) = wire::packet_id(i)?; // 3.9.2
        let (i, properties) = AckProperties::parse(i)?; // 3.9.2.1
        let (i, reason_codes) = parse_list(i)?; // [MQTT-3.9.3-2]
        Ok((i, Self { id, properties, reason_codes }))
    }
}

#[doc(hidden)]
impl Body for Suback<'_> {
    fn len(&self) -> Result<usize, EncodeError> {
        Ok(self.properties.len()?.saturating_add(list_len(&self.reason_codes, "SUBACK")?).saturating_add(2))
    }

    fn put(&self, out: &mut Out<'_>) {
        out.u16(self.id.get());
        self.properties.put(out);
        put_list(&self.reason_codes, out);
    }
}

const QOS: u8 = 0b0000_0011;
const NO_LOCAL: u8 = 0b0000_0100;
const RETAIN_AS_PUBLISHED: u8 = 0b0000_1000;
const RETAIN_HANDLING_SHIFT: u8 = 4;
const RESERVED: u8 = 0b1100_0000;

pub(crate) const FIRST_BYTE: u8 = 0x82; // [MQTT-3.8.1-1]

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::Packet;
    use crate::testing::{K_V, decode, encode, id, other_forms, rejects, round_trips, shows, text};

    const A: TopicFilter<'_> = TopicFilter::from_static("a");

    #[test]
    fn round_trip() {
        let subscribe = |subscriptions| Subscribe::new(id(10), subscriptions);
        let with = |options| Subscription { filter: A, options };
        let one = [with(SubscriptionOptions::default())];
        let several = [
            with(Qos::ExactlyOnce.into()),
            with(SubscriptionOptions { no_local: true, ..Default::default() }),
            with(SubscriptionOptions { retain_as_published: true, ..Default::default() }),
            with(SubscriptionOptions {
                retain_handling: RetainHandling::SendIfNew,
                ..Qos::AtLeastOnce.into()
            }),
            Subscription {
                filter: TopicFilter::from_static("+/#"),
                options: SubscriptionOptions {
                    qos: Qos::ExactlyOnce,
                    no_local: true,
                    retain_as_published: true,
                    retain_handling: RetainHandling::DoNotSend,
                },
            },
        ];
        let shared = [Subscription::new(TopicFilter::from_static("$share/g/a"), Qos::AtMostOnce)];
        let properties = SubscribeProperties {
            subscription_identifier: SubscriptionId::new(268_435_455),
            user_properties: List::new(K_V),
        };
        round_trips(&[
            (b"\x82\x07\0\x0a\0\0\x01a\0", subscribe(&one)),
            (
                b"\x82\x19\0\x0a\0\0\x01a\x02\0\x01a\x04\0\x01a\x08\0\x01a\x11\0\x03+/#\x2e",
                subscribe(&several),
            ),
            (b"\x82\x10\0\x0a\0\0\x0a$share/g/a\0", subscribe(&shared)),
            (
                b"\x82\x13\0\x0a\x0c\x0b\xff\xff\xff\x7f\x26\0\x01k\0\x01v\0\x01a\0",
                Subscribe { properties, ..subscribe(&one) },
            ),
        ]);
        assert_eq!(several[4].options.byte(), 0x2e);
    }

    #[test]
    fn suback_round_trip() {
        let suback = |reason_codes| Suback::new(id(10), reason_codes);
        let properties = AckProperties { reason_string: Some(text("r")), user_properties: List::new(K_V) };
        round_trips(&[
            (b"\x90\x04\0\x0a\0\0", suback(&[SubackReason::GrantedQos0])),
            (
                b"\x90\x07\0\x0a\0\0\x01\x02\x8f",
                suback(&[
                    SubackReason::GrantedQos0,
                    SubackReason::GrantedQos1,
                    SubackReason::GrantedQos2,
                    SubackReason::TopicFilterInvalid,
                ]),
            ),
            (
                b"\x90\x0f\0\x0a\x0b\x1f\0\x01r\x26\0\x01k\0\x01v\x80",
                Suback { properties, ..suback(&[SubackReason::UnspecifiedError]) },
            ),
        ]);
        other_forms(&[(
            "user properties in front",
            b"\x90\x0c\0\x0a\x08\x26\0\0\0\0\x1f\0\0\0",
            b"\x90\x0c\0\x0a\x08\x1f\0\0\x26\0\0\0\0\0",
        )]);
    }

    #[test]
    fn properties_come_in_any_order() {
        other_forms(&[(
            "user properties in front",
            b"\x82\x0e\0\x0a\x07\x26\0\0\0\0\x0b\x01\0\x01a\0",
            b"\x82\x0e\0\x0a\x07\x0b\x01\x26\0\0\0\0\0\x01a\0",
        )]);
    }

    #[test]
    fn rejected() {
        use ErrorKind::*;
        rejects(&[
            ("[MQTT-3.8.1-1] flags", b"\x80\x07\0\x0a\0\0\x01a\0", Flags, 0),
            ("[MQTT-2.2.1-3] packet identifier 0", b"\x82\x07\0\0\0\0\x01a\0", PacketIdZero, 2),
            ("nothing", b"\x82\0", Truncated, 2),
            ("[MQTT-2.2.2-1] no Property Length", b"\x82\x02\0\x0a", Truncated, 4),
            ("Property Length runs past the packet", b"\x82\x07\0\x0a\x05\0\x01a\0", Truncated, 4),
            ("[MQTT-3.8.3-2] no subscription", b"\x82\x03\0\x0a\0", Empty, 5),
            ("[MQTT-3.8.3-2] none behind properties", b"\x82\x05\0\x0a\x02\x0b\x01", Empty, 7),
            ("no options", b"\x82\x06\0\x0a\0\0\x01a", Truncated, 8),
            ("a filter past the packet", b"\x82\x07\0\x0a\0\0\x05a\0", Truncated, 5),
            ("half a second filter", b"\x82\x09\0\x0a\0\0\x01a\0\0\x01", Truncated, 9),
            ("[MQTT-3.8.3-1] ill-formed UTF-8", b"\x82\x07\0\x0a\0\0\x01\xff\0", Utf8, 5),
            ("[MQTT-4.7.3-2] U+0000", b"\x82\x07\0\x0a\0\0\x01\0\0", Nul, 5),
            ("[MQTT-4.7.3-1] empty", b"\x82\x06\0\x0a\0\0\0\0", TopicFilter, 5),
            ("[MQTT-4.7.1-1] a misplaced #", b"\x82\x08\0\x0a\0\0\x02a#\0", TopicFilter, 5),
            ("[MQTT-4.7.1-2] a misplaced +, second", b"\x82\x0c\0\x0a\0\0\x01a\0\0\x02a+\0", TopicFilter, 9),
            ("[MQTT-4.8.2-1] no group", b"\x82\x0f\0\x0a\0\0\x09$share//a\0", TopicFilter, 5),
            ("[MQTT-4.8.2-2] no filter", b"\x82\x0e\0\x0a\0\0\x08$share/g\0", TopicFilter, 5),
            ("[MQTT-4.8.2-2] an empty filter", b"\x82\x0f\0\x0a\0\0\x09$share/g/\0", TopicFilter, 5),
            ("[MQTT-4.8.2-2] a wildcard group", b"\x82\x10\0\x0a\0\0\x0a$share/+/a\0", TopicFilter, 5),
            ("[MQTT-3.8.3-4] No Local, shared", b"\x82\x10\0\x0a\0\0\x0a$share/g/a\x04", NoLocal, 17),
            ("[MQTT-3.8.3-5] reserved bits", b"\x82\x07\0\x0a\0\0\x01a\x40", ReservedBits, 8),
            ("[MQTT-3.8.3-5] reserved bits", b"\x82\x07\0\x0a\0\0\x01a\x80", ReservedBits, 8),
            ("3.8.3.1, QoS 3", b"\x82\x07\0\x0a\0\0\x01a\x03", Qos, 8),
            ("3.8.3.1, Retain Handling 3", b"\x82\x07\0\x0a\0\0\x01a\x30", RetainHandling, 8),
            ("3.8.2.1.2, 0", b"\x82\x09\0\x0a\x02\x0b\0\0\x01a\0", PropertyValue, 6),
            ("3.8.2.1.2, twice", b"\x82\x0b\0\x0a\x04\x0b\x01\x0b\x02\0\x01a\0", DuplicateProperty, 7),
            ("[MQTT-1.5.5-1] overlong", b"\x82\x0a\0\x0a\x03\x0b\x80\0\0\x01a\0", VariableByteInteger, 6),
            ("2.2.2.2, Reason String", b"\x82\x0a\0\x0a\x03\x1f\0\0\0\x01a\0", MisplacedProperty, 5),
            ("2.2.2.2, unknown", b"\x82\x09\0\x0a\x02\x7f\0\0\x01a\0", UnknownProperty, 5),
        ]);
    }

    #[test]
    fn suback_rejected() {
        use ErrorKind::*;
        rejects(&[
            ("2.2.1, packet identifier 0", b"\x90\x04\0\0\0\0", PacketIdZero, 2),
            ("nothing", b"\x90\0", Truncated, 2),
            ("[MQTT-2.2.2-1] no Property Length", b"\x90\x02\0\x0a", Truncated, 4),
            ("[MQTT-3.8.4-6] no code", b"\x90\x03\0\x0a\0", Empty, 5),
            ("[MQTT-3.9.3-2] no such code", b"\x90\x04\0\x0a\0\x03", ReasonCode, 5),
            ("[MQTT-3.9.3-2] a code of UNSUBACK", b"\x90\x05\0\x0a\0\0\x11", ReasonCode, 6),
            ("2.2.2.2, Subscription Identifier", b"\x90\x06\0\x0a\x02\x0b\x01\0", MisplacedProperty, 5),
            ("3.9.2.1.2, twice", b"\x90\x0a\0\x0a\x06\x1f\0\0\x1f\0\0\0", DuplicateProperty, 8),
        ]);
    }

    #[test]
    fn options_are_what_their_byte_says() {
        for byte in 0..=u8::MAX {
            let wire = [0x82, 7, 0, 10, 0, 0, 1, b'a', byte];
            let allowed = byte & 0xc0 == 0 && byte & 0x03 != 3 && byte >> 4 != 3;
            match decode(&wire) {
                Ok(packet) => {
                    assert!(allowed, "{byte:#04x}");
                    assert_eq!(encode(&packet), wire);
                    let Packet::Subscribe(subscribe) = packet else { panic!("no SUBSCRIBE") };
                    assert!(subscribe.subscriptions.iter().all(|one| one.options.byte() == byte));
                }
                Err(error) => assert!(!allowed && error.offset() == 8, "{byte:#04x}: {error}"),
            }
        }
    }

    #[test]
    fn shown_in_a_line() {
        shows(&[
            (
                b"\x82\x0b\0\x03\0\0\x01a\0\0\x01#\x0e",
                "SUBSCRIBE id 3: a QoS 0, # QoS 2 no local retain as published",
            ),
            (
                b"\x82\x0b\0\x03\0\0\x01a\x10\0\x01#\x21",
                "SUBSCRIBE id 3: a QoS 0 retained if new, # QoS 1 no retained",
            ),
            (b"\x90\x05\0\x03\0\x01\x87", "SUBACK id 3: 0x01 0x87"),
            (
                b"\x90\x0c\0\x03\0\0\0\0\0\0\0\0\0\x87",
                "SUBACK id 3: 0x00 0x00 0x00 0x00 0x00 0x00 0x00 0x00 ..",
            ),
        ]);
    }

    /// An iterator gives what a list of the same subscriptions gives, errors included.
    #[test]
    #[cfg(feature = "bytes")]
    fn an_iterator_is_encoded_as_a_list() {
        let long = "a".repeat(65_535);
        let long = Subscription::new(TopicFilter::new(&long).unwrap(), Qos::ExactlyOnce);
        let short = Subscription::new(TopicFilter::from_static("a/+"), Qos::AtLeastOnce);
        let broken = Subscription::new(TopicFilter::from_static("$share/g"), Qos::AtMostOnce);
        let properties = SubscribeProperties {
            subscription_identifier: SubscriptionId::new(5),
            user_properties: List::new(K_V),
        };
        for wishes in [
            std::vec![],
            std::vec![short],
            std::vec![short, long, short],
            std::vec![long; 4_100],
            std::vec![short, broken],
        ] {
            let packet = crate::Packet::Subscribe(Subscribe { properties, ..Subscribe::new(id(7), &wishes) });
            let each = || wishes.iter().copied();
            let (mut one, mut other) = (std::vec::Vec::from(*b"before"), std::vec::Vec::from(*b"before"));
            assert_eq!(
                Subscribe::encode_iter(id(7), properties, each(), &mut one),
                packet.encode(&mut other)
            );
            assert!(one == other, "{} subscriptions", wishes.len());

            let len = packet.encoded_len().unwrap_or(64);
            for len in [len, len - 1, 0] {
                let (mut one, mut other) = (std::vec![0xee; len], std::vec![0xee; len]);
                let written = Subscribe::encode_iter_into(id(7), properties, each(), &mut one);
                assert_eq!(written, packet.encode_into(&mut other));
                assert!(one == other, "{} subscriptions into {len} bytes", wishes.len());
            }
            let mut out = bytes::BytesMut::new();
            let written = Subscribe::encode_iter(id(7), properties, each(), &mut out);
            assert!(written.is_err() == out.is_empty() && one.ends_with(&out));
        }
    }
}
