//! CONNECT: a client asks for a connection. MQTT 5.0, [section 3.1].
//!
//! [section 3.1]: https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901033

use core::fmt;
use core::num::{NonZeroU16, NonZeroU32};

use mqtt_codec::__private::wire::{self, Fault, Out, Parsed};
use mqtt_codec::__private::{Body, ConnectFlags as Flags, Preview, parse_protocol};
use mqtt_codec::{EncodeError, ErrorKind, List, Qos, Text, TopicName, Version};

use crate::property::block;
use crate::property::{PayloadFormat, UserProperty};

/// A client asks for a connection.
///
/// The default is the smallest that can be sent: no client identifier, no keep alive, and a session that starts clean.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct Connect<'a> {
    /// Forget what a former session with this client identifier left behind.
    pub clean_start: bool,
    /// The longest time between two packets of the client, in seconds; 0 for any time.
    pub keep_alive: u16,
    /// What else the client says of the connection.
    pub properties: ConnectProperties<'a>,
    /// Who the client is. Empty: the server invents one and tells it.
    pub client_id: Text<'a>,
    /// What the server publishes if the connection ends without DISCONNECT.
    pub will: Option<Will<'a>>,
    /// The user name.
    pub user_name: Option<Text<'a>>,
    /// The password: at most 65,535 bytes, of any kind; also without a user name.
    pub password: Option<&'a [u8]>,
}

/// A message for the server to publish if the connection ends without DISCONNECT.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct Will<'a> {
    /// What else is said of the message.
    pub properties: WillProperties<'a>,
    /// Where the message goes.
    pub topic: TopicName<'a>,
    /// What it carries: at most 65,535 bytes.
    pub payload: &'a [u8],
    /// The QoS to publish it with.
    pub qos: Qos,
    /// Publish it as the topic's retained message.
    pub retain: bool,
}

block! {
    /// The properties of CONNECT. MQTT 5.0, section 3.1.2.11.
    ConnectProperties {
        /// How long the session outlives the connection, in seconds; 0xFFFF_FFFF for ever.
        session_expiry_interval: Option<u32> = SESSION_EXPIRY_INTERVAL,
        /// The name of the authentication method that is used beyond user name and password.
        authentication_method: Option<Text<'a>> = AUTHENTICATION_METHOD,
        /// What that method needs: at most 65,535 bytes, and never without a method.
        authentication_data: Option<&'a [u8]> = AUTHENTICATION_DATA,
        /// Whether reason strings and user properties may come with any packet.
        request_problem_information: Option<bool> = REQUEST_PROBLEM_INFORMATION,
        /// Whether CONNACK is to carry response information.
        request_response_information: Option<bool> = REQUEST_RESPONSE_INFORMATION,
        /// How many messages above QoS 0 the client takes before it answers: 1 to 65,535.
        receive_maximum: Option<NonZeroU16> = RECEIVE_MAXIMUM,
        /// The highest topic alias that the client takes.
        topic_alias_maximum: Option<u16> = TOPIC_ALIAS_MAXIMUM,
        /// Names and values of the application, in order.
        user_properties: List<'a, UserProperty<'a>> = USER_PROPERTY,
        /// The largest packet that the client takes, in bytes. Absent: any.
        maximum_packet_size: Option<NonZeroU32> = MAXIMUM_PACKET_SIZE,
    }
}

block! {
    /// The properties of a will. MQTT 5.0, section 3.1.3.2.
    WillProperties {
        /// What the payload is made of.
        payload_format_indicator: Option<PayloadFormat> = PAYLOAD_FORMAT_INDICATOR,
        /// How long the message is worth delivering once it is published, in seconds. Absent: for ever.
        message_expiry_interval: Option<u32> = MESSAGE_EXPIRY_INTERVAL,
        /// What the content is, a MIME type perhaps.
        content_type: Option<Text<'a>> = CONTENT_TYPE,
        /// Where an answer goes: with it the message is a request.
        response_topic: Option<TopicName<'a>> = RESPONSE_TOPIC,
        /// Tells the requester which request an answer is for: at most 65,535 bytes.
        correlation_data: Option<&'a [u8]> = CORRELATION_DATA,
        /// How long the server waits before it publishes the will, in seconds.
        will_delay_interval: Option<u32> = WILL_DELAY_INTERVAL,
        /// Names and values of the application, in order.
        user_properties: List<'a, UserProperty<'a>> = USER_PROPERTY,
    }
}

impl<'a> Connect<'a> {
    /// The bytes of the body before the properties.
    pub(crate) const BEFORE_PROPERTIES: usize = PROTOCOL.len() + FLAGS_AND_KEEP_ALIVE;

    #[inline]
    pub(crate) fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
        let i = protocol(i)?; // 3.1.2.1, 3.1.2.2
        let (i, flags) = Flags::parse(i)?; // 3.1.2.3
        let (i, keep_alive) = wire::u16(i)?; // 3.1.2.10
        let (after, properties) = ConnectProperties::parse(i)?; // 3.1.2.11
        if properties.lacks_method() {
            return Err(Fault::at(i, ErrorKind::AuthenticationMethod)); // 3.1.2.11.10
        }
        let (i, client_id) = wire::text(after)?; // 3.1.3.1
        let (i, will) = Will::parse(flags, i)?; // 3.1.3.2 to 3.1.3.4
        let (i, user_name) = if flags.has(Flags::USER_NAME) { some(wire::text(i))? } else { (i, None) }; // 3.1.3.5
        let (i, password) = if flags.has(Flags::PASSWORD) { some(wire::binary(i))? } else { (i, None) }; // 3.1.3.6
        let clean_start = flags.has(Flags::CLEAN);
        Ok((i, Self { clean_start, keep_alive, properties, client_id, will, user_name, password }))
    }

    fn flags(&self) -> u8 {
        let mut flags = if self.clean_start { Flags::CLEAN } else { 0 };
        flags |= self.will.map_or(0, |will| Flags::of_will(will.qos, will.retain));
        flags |= if self.user_name.is_some() { Flags::USER_NAME } else { 0 };
        flags | if self.password.is_some() { Flags::PASSWORD } else { 0 }
    }
}

#[doc(hidden)]
impl Body for Connect<'_> {
    fn len(&self) -> Result<usize, EncodeError> {
        if self.properties.lacks_method() {
            return Err(EncodeError::AuthenticationMethod); // 3.1.2.11.10
        }
        let mut len = Self::BEFORE_PROPERTIES + wire::string_len(&self.client_id);
        len = len.saturating_add(self.properties.len()?);
        if let Some(will) = self.will {
            len = len.saturating_add(will.properties.len()?);
            len += wire::string_len(&will.topic) + wire::binary_len(will.payload, "Will Payload")?;
        }
        len += self.user_name.map_or(0, |user_name| wire::string_len(&user_name));
        len += self.password.map_or(Ok(0), |password| wire::binary_len(password, "Password"))?;
        Ok(len)
    }

    fn put(&self, out: &mut Out<'_>) {
        out.bytes(PROTOCOL);
        out.u8(self.flags());
        out.u16(self.keep_alive);
        self.properties.put(out);
        out.string(&self.client_id);
        if let Some(will) = self.will {
            will.properties.put(out);
            out.string(&will.topic);
            out.binary(will.payload);
        }
        if let Some(user_name) = self.user_name {
            out.string(&user_name);
        }
        if let Some(password) = self.password {
            out.binary(password);
        }
    }
}

impl Default for Connect<'_> {
    fn default() -> Self {
        Self {
            clean_start: true,
            keep_alive: 0,
            properties: ConnectProperties::default(),
            client_id: Text::default(),
            will: None,
            user_name: None,
            password: None,
        }
    }
}

/// Without the password.
impl fmt::Debug for Connect<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { clean_start, keep_alive, properties, client_id, will, user_name, password } = self;
        f.debug_struct("Connect")
            .field("clean_start", clean_start)
            .field("keep_alive", keep_alive)
            .field("properties", properties)
            .field("client_id", client_id)
            .field("will", will)
            .field("user_name", user_name)
            .field("password", &password.map(|_| format_args!("..")))
            .finish()
    }
}

/// One line without secrets: `CONNECT MQTT 5.0 client "meter-7" keep alive 60 s, clean start, will on meters/7 QoS 0, user name`.
/// Of user name, password and authentication data it says at most that they are there. In strings, control characters and
/// quotes are escaped.
impl fmt::Display for Connect<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let client_id = self.client_id.as_str();
        write!(f, "CONNECT MQTT {} client {client_id:?} keep alive {} s", Version::V5, self.keep_alive)?;
        if self.clean_start {
            f.write_str(", clean start")?;
        }
        if let Some(will) = self.will {
            write!(f, ", will on {will}")?;
        }
        if self.user_name.is_some() {
            f.write_str(", user name")?;
        }
        if self.password.is_some() { f.write_str(", password") } else { Ok(()) }
    }
}

/// Where the message goes, without its payload: `meters/7 QoS 1 retain`.
impl fmt::Display for Will<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} QoS {}", self.topic.as_str().escape_debug(), self.qos)?;
        if self.retain { f.write_str(" retain") } else { Ok(()) }
    }
}

impl ConnectProperties<'_> {
    /// How long the session outlives the connection, in seconds: 0 unless it is said.
    pub fn session_expiry_interval(&self) -> u32 {
        self.session_expiry_interval.unwrap_or(0)
    }

    /// Whether reason strings and user properties may come with any packet: unless it is said otherwise.
    pub fn request_problem_information(&self) -> bool {
        self.request_problem_information.unwrap_or(true)
    }

    /// Whether CONNACK is to carry response information: only if it is said.
    pub fn request_response_information(&self) -> bool {
        self.request_response_information.unwrap_or(false)
    }

    /// How many messages above QoS 0 the client takes before it answers: 65,535 unless it is said.
    pub fn receive_maximum(&self) -> u16 {
        self.receive_maximum.map_or(u16::MAX, NonZeroU16::get)
    }

    /// The highest topic alias that the client takes: 0, that is none, unless it is said.
    pub fn topic_alias_maximum(&self) -> u16 {
        self.topic_alias_maximum.unwrap_or(0)
    }

    fn lacks_method(&self) -> bool {
        self.authentication_data.is_some() && self.authentication_method.is_none()
    }
}

impl<'a> Will<'a> {
    /// A message to be published with QoS 0, not retained and without properties.
    pub const fn new(topic: TopicName<'a>, payload: &'a [u8]) -> Self {
        Self { properties: WillProperties::new(), topic, payload, qos: Qos::AtMostOnce, retain: false }
    }

    fn parse(flags: Flags, i: &'a [u8]) -> Parsed<'a, Option<Self>> {
        if !flags.has(Flags::WILL) {
            return Ok((i, None));
        }
        let (i, properties) = WillProperties::parse(i)?; // 3.1.3.2
        let (i, topic) = wire::topic_name(i)?; // [MQTT-3.1.3-11]
        let (i, payload) = wire::binary(i)?; // 3.1.3.4
        let (qos, retain) = (flags.will_qos(), flags.has(Flags::WILL_RETAIN));
        Ok((i, Some(Self { properties, topic, payload, qos, retain })))
    }
}

impl fmt::Debug for Will<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { properties, topic, payload, qos, retain } = self;
        f.debug_struct("Will")
            .field("properties", properties)
            .field("topic", topic)
            .field("payload", &Preview(payload))
            .field("qos", qos)
            .field("retain", retain)
            .finish()
    }
}

impl WillProperties<'_> {
    /// What the payload is made of: bytes of any kind unless it is said.
    pub fn payload_format_indicator(&self) -> PayloadFormat {
        self.payload_format_indicator.unwrap_or_default()
    }

    /// How long the server waits before it publishes the will, in seconds: 0 unless it is said.
    pub fn will_delay_interval(&self) -> u32 {
        self.will_delay_interval.unwrap_or(0)
    }
}

/// What follows the protocol name and version of 5.0.
fn protocol(i: &[u8]) -> Result<&[u8], nom::Err<Fault>> {
    match i.strip_prefix(PROTOCOL) {
        Some(after) => Ok(after),
        None => Err(other_protocol(i)),
    }
}

#[cold]
fn other_protocol(i: &[u8]) -> nom::Err<Fault> {
    match parse_protocol(i) {
        Err(fault) => fault,
        Ok((after, _)) => {
            let level = i.len() - after.len() - 1;
            Fault::at(i.get(level..).unwrap_or_default(), ErrorKind::ProtocolLevel) // [MQTT-3.1.2-2]
        }
    }
}

fn some<T>(parsed: Parsed<'_, T>) -> Parsed<'_, Option<T>> {
    parsed.map(|(i, found)| (i, Some(found)))
}

const PROTOCOL: &[u8] = b"\0\x04MQTT\x05";

/// The Connect Flags take one byte, Keep Alive two.
const FLAGS_AND_KEEP_ALIVE: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{K_V, other_forms, rejects, round_trips, shows, text};

    fn will(properties: WillProperties<'_>) -> Will<'_> {
        Will { properties, ..Will::new(TopicName::from_static("w"), b"m") }
    }

    fn with_will(will: Will<'_>) -> Connect<'_> {
        Connect { keep_alive: 60, client_id: text("c"), will: Some(will), ..Connect::default() }
    }

    #[test]
    fn round_trip() {
        let properties = ConnectProperties {
            session_expiry_interval: Some(u32::MAX),
            authentication_method: Some(text("m")),
            authentication_data: Some(b"\xff"),
            request_problem_information: Some(false),
            request_response_information: Some(true),
            receive_maximum: NonZeroU16::new(1),
            topic_alias_maximum: Some(u16::MAX),
            user_properties: List::new(K_V),
            maximum_packet_size: NonZeroU32::new(65_536),
        };
        let will_properties = WillProperties {
            payload_format_indicator: Some(PayloadFormat::Utf8),
            message_expiry_interval: Some(60),
            content_type: Some(text("t")),
            response_topic: Some(TopicName::from_static("r")),
            correlation_data: Some(b"\xff"),
            will_delay_interval: Some(5),
            user_properties: List::new(K_V),
        };
        let plain = will(WillProperties::default());
        round_trips(&[
            (b"\x10\x0d\0\x04MQTT\x05\x02\0\0\0\0\0", Connect::default()),
            (
                b"\x10\x0d\0\x04MQTT\x05\0\xff\xff\0\0\0",
                Connect { clean_start: false, keep_alive: u16::MAX, ..Connect::default() },
            ),
            (
                b"\x10\x5d\0\x04MQTT\x05\xf6\0\x3c\x23\x11\xff\xff\xff\xff\x15\0\x01m\x16\0\x01\xff\x17\0\x19\x01\
                \x21\0\x01\x22\xff\xff\x26\0\x01k\0\x01v\x27\0\x01\0\0\0\x01c\
                \x1f\x01\x01\x02\0\0\0\x3c\x03\0\x01t\x08\0\x01r\x09\0\x01\xff\x18\0\0\0\x05\x26\0\x01k\0\x01v\
                \0\x01w\0\x01m\0\x01u\0\x01p",
                Connect {
                    properties,
                    user_name: Some(text("u")),
                    password: Some(b"p"),
                    ..with_will(Will { qos: Qos::ExactlyOnce, retain: true, ..will(will_properties) })
                },
            ),
            (
                b"\x10\x10\0\x04MQTT\x05\x42\0\0\0\0\0\0\x01\xff",
                Connect { password: Some(b"\xff"), ..Connect::default() },
            ),
            (
                b"\x10\x12\0\x04MQTT\x05\xc2\0\0\0\0\0\0\x01u\0\0",
                Connect { user_name: Some(text("u")), password: Some(b""), ..Connect::default() },
            ),
            (
                b"\x10\x0f\0\x04MQTT\x05\x82\0\0\0\0\0\0\0",
                Connect { user_name: Some(text("")), ..Connect::default() },
            ),
            (b"\x10\x15\0\x04MQTT\x05\x06\0\x3c\0\0\x01c\0\0\x01w\0\x01m", with_will(plain)),
            (
                b"\x10\x15\0\x04MQTT\x05\x0e\0\x3c\0\0\x01c\0\0\x01w\0\x01m",
                with_will(Will { qos: Qos::AtLeastOnce, ..plain }),
            ),
            (
                b"\x10\x14\0\x04MQTT\x05\x26\0\x3c\0\0\x01c\0\0\x01w\0\0",
                with_will(Will { retain: true, payload: b"", ..plain }),
            ),
        ]);
    }

    #[test]
    fn properties_come_in_any_order() {
        other_forms(&[
            (
                "backwards",
                b"\x10\x15\0\x04MQTT\x05\x02\0\0\x08\x22\0\x0a\x11\0\0\0\x3c\0\0",
                b"\x10\x15\0\x04MQTT\x05\x02\0\0\x08\x11\0\0\0\x3c\x22\0\x0a\0\0",
            ),
            (
                "data before their method",
                b"\x10\x15\0\x04MQTT\x05\x02\0\0\x08\x16\0\x01d\x15\0\x01m\0\0",
                b"\x10\x15\0\x04MQTT\x05\x02\0\0\x08\x15\0\x01m\x16\0\x01d\0\0",
            ),
            (
                "those of a will",
                b"\x10\x1c\0\x04MQTT\x05\x06\0\x3c\0\0\x01c\x07\x18\0\0\0\x05\x01\x01\0\x01w\0\x01m",
                b"\x10\x1c\0\x04MQTT\x05\x06\0\x3c\0\0\x01c\x07\x01\x01\x18\0\0\0\x05\0\x01w\0\x01m",
            ),
        ]);
    }

    #[test]
    fn a_protocol_that_is_none_is_refused() {
        rejects(&[
            (
                "[MQTT-3.1.2-1] another name",
                b"\x10\x0d\0\x04MQTX\x05\x02\0\0\0\0\0",
                ErrorKind::ProtocolName,
                2,
            ),
            ("[MQTT-3.1.2-1] no name", b"\x10\x09\0\0\x05\x02\0\0\0\0\0", ErrorKind::ProtocolName, 2),
            ("[MQTT-3.1.2-1] and more", b"\x10\x0e\0\x05MQTT5\x05\x02\0\0\0\0\0", ErrorKind::ProtocolName, 2),
            ("[MQTT-3.1.2-2] level 6", b"\x10\x0d\0\x04MQTT\x06\x02\0\0\0\0\0", ErrorKind::ProtocolLevel, 8),
            (
                "[MQTT-3.1.2-2] a bridge's",
                b"\x10\x0d\0\x04MQTT\x85\x02\0\0\0\0\0",
                ErrorKind::ProtocolLevel,
                8,
            ),
            ("[MQTT-3.1.2-2] 3.1.1", b"\x10\x0c\0\x04MQTT\x04\x02\0\0\0\0", ErrorKind::ProtocolLevel, 8),
            ("[MQTT-3.1.2-2] 3.1", b"\x10\x0f\0\x06MQIsdp\x03\x02\0\0\0\x01c", ErrorKind::ProtocolLevel, 10),
            (
                "[MQTT-3.1.2-2] 3.1 as 5",
                b"\x10\x0e\0\x06MQIsdp\x05\x02\0\0\0\0",
                ErrorKind::ProtocolLevel,
                10,
            ),
            ("[MQTT-3.1.2-2] and no more", b"\x10\x07\0\x04MQTT\x06", ErrorKind::ProtocolLevel, 8),
            ("nothing", b"\x10\0", ErrorKind::Truncated, 2),
            ("a name past the packet", b"\x10\x02\xff\xff", ErrorKind::Truncated, 2),
            ("no level", b"\x10\x06\0\x04MQTT", ErrorKind::Truncated, 8),
        ]);
    }

    #[test]
    fn rejected() {
        use ErrorKind::*;
        rejects(&[
            ("[MQTT-3.1.2-3] reserved flag", b"\x10\x0d\0\x04MQTT\x05\x03\0\0\0\0\0", ReservedBits, 9),
            (
                "[MQTT-3.1.2-11] Will QoS without a will",
                b"\x10\x0d\0\x04MQTT\x05\x0a\0\0\0\0\0",
                ConnectFlags,
                9,
            ),
            (
                "[MQTT-3.1.2-13] Will Retain without one",
                b"\x10\x0d\0\x04MQTT\x05\x22\0\0\0\0\0",
                ConnectFlags,
                9,
            ),
            ("[MQTT-3.1.2-12] Will QoS 3", b"\x10\x0d\0\x04MQTT\x05\x1e\0\0\0\0\0", ConnectFlags, 9),
            ("no flags", b"\x10\x07\0\x04MQTT\x05", Truncated, 9),
            ("half a keep alive", b"\x10\x09\0\x04MQTT\x05\x02\0", Truncated, 10),
            ("[MQTT-2.2.2-1] no Property Length", b"\x10\x0a\0\x04MQTT\x05\x02\0\0", Truncated, 12),
            (
                "Property Length runs past the packet",
                b"\x10\x0d\0\x04MQTT\x05\x02\0\0\x03\0\0",
                Truncated,
                12,
            ),
            (
                "1.5.5, Property Length in five bytes",
                b"\x10\x11\0\x04MQTT\x05\x02\0\0\xff\xff\xff\xff\x7f\0\0",
                VariableByteInteger,
                12,
            ),
            ("[MQTT-3.1.3-3] no client identifier", b"\x10\x0b\0\x04MQTT\x05\x02\0\0\0", Truncated, 13),
            ("[MQTT-3.1.3-4] ill-formed UTF-8", b"\x10\x0e\0\x04MQTT\x05\x02\0\0\0\0\x01\xff", Utf8, 13),
            ("[MQTT-1.5.4-2] U+0000", b"\x10\x0e\0\x04MQTT\x05\x02\0\0\0\0\x01\0", Nul, 13),
            ("[MQTT-3.1.2-17] no user name", b"\x10\x0d\0\x04MQTT\x05\x82\0\0\0\0\0", Truncated, 15),
            ("[MQTT-3.1.2-19] no password", b"\x10\x0d\0\x04MQTT\x05\x42\0\0\0\0\0", Truncated, 15),
            ("[MQTT-3.1.2-16] a user name", b"\x10\x0f\0\x04MQTT\x05\x02\0\0\0\0\0\0\0", Trailing, 15),
            ("[MQTT-3.1.3-12] user name", b"\x10\x10\0\x04MQTT\x05\x82\0\0\0\0\0\0\x01\xff", Utf8, 15),
            (
                "3.1.2.11.2, twice",
                b"\x10\x17\0\x04MQTT\x05\x02\0\0\x0a\x11\0\0\0\0\x11\0\0\0\0\0\0",
                DuplicateProperty,
                18,
            ),
            ("3.1.2.11.3, 0", b"\x10\x10\0\x04MQTT\x05\x02\0\0\x03\x21\0\0\0\0", PropertyValue, 14),
            ("3.1.2.11.4, 0", b"\x10\x12\0\x04MQTT\x05\x02\0\0\x05\x27\0\0\0\0\0\0", PropertyValue, 14),
            ("3.1.2.11.6, 2", b"\x10\x0f\0\x04MQTT\x05\x02\0\0\x02\x19\x02\0\0", PropertyValue, 14),
            ("3.1.2.11.7, 2", b"\x10\x0f\0\x04MQTT\x05\x02\0\0\x02\x17\x02\0\0", PropertyValue, 14),
            (
                "3.1.2.11.10, no method",
                b"\x10\x10\0\x04MQTT\x05\x02\0\0\x03\x16\0\0\0\0",
                AuthenticationMethod,
                12,
            ),
            (
                "2.2.2.2, a will's",
                b"\x10\x12\0\x04MQTT\x05\x02\0\0\x05\x18\0\0\0\0\0\0",
                MisplacedProperty,
                13,
            ),
            (
                "2.2.2.2, Reason String",
                b"\x10\x10\0\x04MQTT\x05\x02\0\0\x03\x1f\0\0\0\0",
                MisplacedProperty,
                13,
            ),
            ("2.2.2.2, unknown", b"\x10\x0f\0\x04MQTT\x05\x02\0\0\x02\x7f\0\0\0", UnknownProperty, 13),
            ("a byte left over", b"\x10\x0e\0\x04MQTT\x05\x02\0\0\0\0\0\0", Trailing, 15),
        ]);
    }

    #[test]
    fn a_will_is_rejected() {
        use ErrorKind::*;
        // Its properties begin at byte 15.
        rejects(&[
            ("[MQTT-3.1.2-9] nothing", b"\x10\x0d\0\x04MQTT\x05\x06\0\0\0\0\0", Truncated, 15),
            ("[MQTT-3.1.2-9] no topic", b"\x10\x0e\0\x04MQTT\x05\x06\0\0\0\0\0\0", Truncated, 16),
            ("[MQTT-3.1.2-9] no payload", b"\x10\x11\0\x04MQTT\x05\x06\0\0\0\0\0\0\0\x01w", Truncated, 19),
            (
                "payload past the packet",
                b"\x10\x14\0\x04MQTT\x05\x06\0\0\0\0\0\0\0\x01w\0\x02m",
                Truncated,
                19,
            ),
            ("[MQTT-3.1.3-11] no text", b"\x10\x13\0\x04MQTT\x05\x06\0\0\0\0\0\0\0\x01\xff\0\0", Utf8, 16),
            ("3.1.3.3, a wildcard", b"\x10\x13\0\x04MQTT\x05\x06\0\0\0\0\0\0\0\x01+\0\0", TopicName, 16),
            ("3.1.3.3, empty", b"\x10\x12\0\x04MQTT\x05\x06\0\0\0\0\0\0\0\0\0\0", TopicName, 16),
            (
                "2.2.2.2, Topic Alias",
                b"\x10\x16\0\x04MQTT\x05\x06\0\0\0\0\0\x03\x23\0\x01\0\x01w\0\0",
                MisplacedProperty,
                16,
            ),
            (
                "2.2.2.2, identifier",
                b"\x10\x15\0\x04MQTT\x05\x06\0\0\0\0\0\x02\x0b\x01\0\x01w\0\0",
                MisplacedProperty,
                16,
            ),
            (
                "2.2.2.2, CONNECT's",
                b"\x10\x18\0\x04MQTT\x05\x06\0\0\0\0\0\x05\x11\0\0\0\0\0\x01w\0\0",
                MisplacedProperty,
                16,
            ),
            (
                "2.2.2.2, unknown",
                b"\x10\x15\0\x04MQTT\x05\x06\0\0\0\0\0\x02\x7f\0\0\x01w\0\0",
                UnknownProperty,
                16,
            ),
            (
                "3.1.3.2.3, twice",
                b"\x10\x17\0\x04MQTT\x05\x06\0\0\0\0\0\x04\x01\0\x01\0\0\x01w\0\0",
                DuplicateProperty,
                18,
            ),
            (
                "3.1.3.2.3, 2",
                b"\x10\x15\0\x04MQTT\x05\x06\0\0\0\0\0\x02\x01\x02\0\x01w\0\0",
                PropertyValue,
                17,
            ),
            (
                "3.1.3.2.6, #",
                b"\x10\x17\0\x04MQTT\x05\x06\0\0\0\0\0\x04\x08\0\x01#\0\x01w\0\0",
                TopicName,
                17,
            ),
            (
                "3.1.3.2.5, no text",
                b"\x10\x17\0\x04MQTT\x05\x06\0\0\0\0\0\x04\x03\0\x01\xff\0\x01w\0\0",
                Utf8,
                17,
            ),
            ("a byte left over", b"\x10\x14\0\x04MQTT\x05\x06\0\0\0\0\0\0\0\x01w\0\0\0", Trailing, 21),
        ]);
    }

    #[test]
    fn data_without_a_method_are_not_sent() {
        let properties = ConnectProperties { authentication_data: Some(b""), ..Default::default() };
        let connect = crate::Packet::from(Connect { properties, ..Connect::default() });
        assert_eq!(connect.encoded_len(), Err(EncodeError::AuthenticationMethod));
    }

    #[test]
    fn what_is_absent_has_a_default() {
        let none = ConnectProperties::default();
        assert!(none.is_empty() && WillProperties::default().is_empty());
        assert_eq!((none.session_expiry_interval(), none.topic_alias_maximum()), (0, 0));
        assert_eq!(none.receive_maximum(), 65_535);
        assert!(none.request_problem_information() && !none.request_response_information());
        let will = WillProperties::default();
        assert_eq!((will.payload_format_indicator(), will.will_delay_interval()), (PayloadFormat::Bytes, 0));

        let said = ConnectProperties {
            session_expiry_interval: Some(1),
            topic_alias_maximum: Some(2),
            receive_maximum: NonZeroU16::new(3),
            request_problem_information: Some(false),
            request_response_information: Some(true),
            ..none
        };
        assert_eq!((said.session_expiry_interval(), said.topic_alias_maximum()), (1, 2));
        assert_eq!(said.receive_maximum(), 3);
        assert!(!said.request_problem_information() && said.request_response_information());
        let said = WillProperties {
            payload_format_indicator: Some(PayloadFormat::Utf8),
            will_delay_interval: Some(4),
            ..will
        };
        assert_eq!((said.payload_format_indicator(), said.will_delay_interval()), (PayloadFormat::Utf8, 4));
    }

    #[test]
    fn shown_in_a_line() {
        shows(&[
            (
                b"\x10\x14\0\x04MQTT\x05\x02\0\x3c\0\0\x07meter-7",
                "CONNECT MQTT 5.0 client \"meter-7\" keep alive 60 s, clean start",
            ),
            (
                b"\x10\x22\0\x04MQTT\x05\xec\0\0\0\0\0\0\0\x03a/b\0\x04gone\0\x01u\0\x04pass",
                "CONNECT MQTT 5.0 client \"\" keep alive 0 s, will on a/b QoS 1 retain, user name, password",
            ),
        ]);
    }
}
