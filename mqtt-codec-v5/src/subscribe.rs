//! SUBSCRIBE and SUBACK: a client asks for messages, the server says what it grants. MQTT 5.0, [section 3.8] and 3.9.
//!
//! [section 3.8]: https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901161

use core::fmt;

use mqtt_codec::output::Body;
use mqtt_codec::wire::{self, Fault, Out, Parsed, Wire};
use mqtt_codec::{EncodeError, ErrorKind, List, PacketId, Qos, TopicFilter};

use crate::ack::AckProperties;
use crate::property::{self, Slot, block};
use crate::reason::SubackReason;
use crate::value::{SubscriptionId, UserProperty};
use crate::varint;

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
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
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
    pub reasons: List<'a, SubackReason>,
}

impl<'a> Subscribe<'a> {
    #[inline]
    pub(crate) fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
        let (i, id) = wire::packet_id(i)?; // 3.8.2
        let (i, properties) = SubscribeProperties::parse(i)?; // 3.8.2.1
        let (i, subscriptions) = List::parse(i)?; // [MQTT-3.8.3-2]
        Ok((i, Self { id, properties, subscriptions }))
    }
}

impl Body for Subscribe<'_> {
    fn len(&self) -> Result<usize, EncodeError> {
        if self.subscriptions.iter().any(|subscription| subscription.fault().is_some()) {
            return Err(EncodeError::SharedSubscription); // [MQTT-3.8.3-4] [MQTT-4.8.2-1] [MQTT-4.8.2-2]
        }
        Ok(self.properties.len()?.saturating_add(self.subscriptions.wire_len("SUBSCRIBE")?).saturating_add(2))
    }

    fn put(&self, out: &mut Out<'_>) {
        out.u16(self.id.get());
        self.properties.put(out);
        self.subscriptions.put(out);
    }
}

impl Subscription<'_> {
    /// What a filter and options that are valid by themselves can get wrong.
    fn fault(&self) -> Option<ErrorKind> {
        match self.filter.shared() {
            Err(_) => Some(ErrorKind::TopicFilter), // [MQTT-4.8.2-1] [MQTT-4.8.2-2]
            Ok(Some(_)) if self.options.no_local => Some(ErrorKind::NoLocal), // [MQTT-3.8.3-4]
            Ok(_) => None,
        }
    }
}

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

    fn wire_len(&self) -> usize {
        self.filter.wire_len() + 1
    }

    fn put(&self, out: &mut Out<'_>) {
        self.filter.put(out);
        out.u8(self.options.byte());
    }
}

impl SubscriptionOptions {
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
        Self { qos, ..Self::default() }
    }
}

impl<'a> Suback<'a> {
    #[inline]
    pub(crate) fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
        let (i, id) = wire::packet_id(i)?; // 3.9.2
        let (i, properties) = AckProperties::parse(i)?; // 3.9.2.1
        let (i, reasons) = List::parse(i)?; // [MQTT-3.9.3-2]
        Ok((i, Self { id, properties, reasons }))
    }
}

impl Body for Suback<'_> {
    fn len(&self) -> Result<usize, EncodeError> {
        Ok(self.properties.len()?.saturating_add(self.reasons.wire_len("SUBACK")?).saturating_add(2))
    }

    fn put(&self, out: &mut Out<'_>) {
        out.u16(self.id.get());
        self.properties.put(out);
        self.reasons.put(out);
    }
}

const QOS: u8 = 0b0000_0011;
const NO_LOCAL: u8 = 0b0000_0100;
const RETAIN_AS_PUBLISHED: u8 = 0b0000_1000;
const RETAIN_HANDLING_SHIFT: u8 = 4;
const RESERVED: u8 = 0b1100_0000;
