//! CONNECT: a client asks for a connection. MQTT 5.0, [section 3.1].
//!
//! [section 3.1]: https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901033

use core::fmt;
use core::num::{NonZeroU16, NonZeroU32};

use mqtt_codec::output::Body;
use mqtt_codec::preview::Preview;
use mqtt_codec::wire::{self, Fault, Out, Parsed};
use mqtt_codec::{EncodeError, ErrorKind, List, Qos, Text, TopicName, Version};

use crate::property::{self, Slot, block};
use crate::value::{PayloadFormat, UserProperty};
use crate::varint;

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
        let clean_start = flags.has(Flags::CLEAN_START);
        Ok((i, Self { clean_start, keep_alive, properties, client_id, will, user_name, password }))
    }

    fn flags(&self) -> u8 {
        let mut flags = if self.clean_start { Flags::CLEAN_START } else { 0 };
        if let Some(will) = self.will {
            flags |= Flags::WILL | u8::from(will.qos) << Flags::WILL_QOS_SHIFT;
            flags |= if will.retain { Flags::WILL_RETAIN } else { 0 };
        }
        flags |= if self.user_name.is_some() { Flags::USER_NAME } else { 0 };
        flags | if self.password.is_some() { Flags::PASSWORD } else { 0 }
    }
}

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

/// The Connect Flags, which do not contradict each other.
#[derive(Clone, Copy)]
struct Flags(u8);

impl Flags {
    const RESERVED: u8 = 0b0000_0001;
    const CLEAN_START: u8 = 0b0000_0010;
    const WILL: u8 = 0b0000_0100;
    const WILL_QOS: u8 = 0b0001_1000;
    const WILL_QOS_SHIFT: u8 = 3;
    const WILL_RETAIN: u8 = 0b0010_0000;
    const PASSWORD: u8 = 0b0100_0000;
    const USER_NAME: u8 = 0b1000_0000;

    fn parse(i: &[u8]) -> Parsed<'_, Self> {
        let (after, byte) = wire::u8(i)?;
        let flags = Self(byte);
        if flags.has(Self::RESERVED) {
            return Err(Fault::at(i, ErrorKind::ReservedBits)); // [MQTT-3.1.2-3]
        }
        let will_without_flag = !flags.has(Self::WILL) && byte & (Self::WILL_QOS | Self::WILL_RETAIN) != 0;
        let will_qos_3 = byte & Self::WILL_QOS == Self::WILL_QOS;
        if will_without_flag || will_qos_3 {
            return Err(Fault::at(i, ErrorKind::ConnectFlags)); // [MQTT-3.1.2-11] to [MQTT-3.1.2-13]
        }
        Ok((after, flags))
    }

    const fn has(self, bit: u8) -> bool {
        self.0 & bit != 0
    }

    /// Never 3: `parse` refuses it.
    fn will_qos(self) -> Qos {
        Qos::new((self.0 & Self::WILL_QOS) >> Self::WILL_QOS_SHIFT).unwrap_or_default()
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
    match Version::parse(i) {
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
