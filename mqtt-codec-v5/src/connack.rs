//! CONNACK: the server's answer to CONNECT. MQTT 5.0, [section 3.2].
//!
//! [section 3.2]: https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901074

use core::fmt;
use core::num::{NonZeroU16, NonZeroU32};

use mqtt_codec::__private::wire::{self, Fault, Out, Parsed};
use mqtt_codec::__private::{Body, Code};
use mqtt_codec::{EncodeError, ErrorKind, List, Qos, Text};

use crate::property::block;
use crate::property::{MaximumQos, UserProperty};
use crate::reason::{ConnackReason, Reason};

/// The server's answer to CONNECT.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Connack<'a> {
    /// The server goes on with a session that it kept for this client identifier. Never where it refuses.
    pub session_present: bool,
    /// Whether the connection stands, or why not: then the server closes it after this packet.
    pub reason: ConnackReason,
    /// What else the server says of the connection.
    pub properties: ConnackProperties<'a>,
}

block! {
    /// The properties of CONNACK. MQTT 5.0, section 3.2.2.3.
    ConnackProperties {
        /// How long the session outlives the connection, in seconds. Absent: as long as the client asked for.
        session_expiry_interval: Option<u32> = SESSION_EXPIRY_INTERVAL,
        /// The client identifier that the server invented, since there was none in CONNECT.
        assigned_client_identifier: Option<Text<'a>> = ASSIGNED_CLIENT_IDENTIFIER,
        /// The keep alive that the client has to use instead of its own, in seconds.
        server_keep_alive: Option<u16> = SERVER_KEEP_ALIVE,
        /// The name of the authentication method that was used.
        authentication_method: Option<Text<'a>> = AUTHENTICATION_METHOD,
        /// What that method needs: at most 65,535 bytes.
        authentication_data: Option<&'a [u8]> = AUTHENTICATION_DATA,
        /// What to make response topics of.
        response_information: Option<Text<'a>> = RESPONSE_INFORMATION,
        /// Another server to use, or several with spaces between.
        server_reference: Option<Text<'a>> = SERVER_REFERENCE,
        /// For people: what happened.
        reason_string: Option<Text<'a>> = REASON_STRING,
        /// How many messages above QoS 0 the server takes before it answers: 1 to 65,535.
        receive_maximum: Option<NonZeroU16> = RECEIVE_MAXIMUM,
        /// The highest topic alias that the server takes.
        topic_alias_maximum: Option<u16> = TOPIC_ALIAS_MAXIMUM,
        /// The highest QoS that the server serves, if that is not 2.
        maximum_qos: Option<MaximumQos> = MAXIMUM_QOS,
        /// Whether the server keeps retained messages.
        retain_available: Option<bool> = RETAIN_AVAILABLE,
        /// Names and values of the application, in order.
        user_properties: List<'a, UserProperty<'a>> = USER_PROPERTY,
        /// The largest packet that the server takes, in bytes. Absent: any.
        maximum_packet_size: Option<NonZeroU32> = MAXIMUM_PACKET_SIZE,
        /// Whether the server serves filters with wildcards.
        wildcard_subscription_available: Option<bool> = WILDCARD_SUBSCRIPTION_AVAILABLE,
        /// Whether the server serves subscription identifiers.
        subscription_identifier_available: Option<bool> = SUBSCRIPTION_IDENTIFIER_AVAILABLE,
        /// Whether the server serves shared subscriptions.
        shared_subscription_available: Option<bool> = SHARED_SUBSCRIPTION_AVAILABLE,
    }
}

impl<'a> Connack<'a> {
    #[inline]
    pub(crate) fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
        let (at_reason, flags) = wire::u8(i)?; // 3.2.2.1
        if flags & !SESSION_PRESENT != 0 {
            return Err(Fault::at(i, ErrorKind::ReservedBits)); // [MQTT-3.2.2-1]
        }
        let session_present = flags == SESSION_PRESENT;
        let (i, reason) = ConnackReason::parse(at_reason)?; // [MQTT-3.2.2-8]
        if session_present && reason != ConnackReason::Success {
            return Err(Fault::at(at_reason, ErrorKind::SessionPresent)); // [MQTT-3.2.2-6]
        }
        let (i, properties) = ConnackProperties::parse(i)?; // 3.2.2.3
        Ok((i, Self { session_present, reason, properties }))
    }
}

#[doc(hidden)]
impl Body for Connack<'_> {
    fn len(&self) -> Result<usize, EncodeError> {
        if self.session_present && self.reason != ConnackReason::Success {
            return Err(EncodeError::SessionPresent); // [MQTT-3.2.2-6]
        }
        Ok(self.properties.len()?.saturating_add(2))
    }

    fn put(&self, out: &mut Out<'_>) {
        out.bytes(&[u8::from(self.session_present), self.reason.code()]);
        self.properties.put(out);
    }
}

/// One line: `CONNACK 0x00 Success, session present`.
impl fmt::Display for Connack<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CONNACK {} {}", Code(self.reason.code()), self.reason)?;
        if self.session_present { f.write_str(", session present") } else { Ok(()) }
    }
}

impl ConnackProperties<'_> {
    /// How long the session outlives the connection, in seconds: what CONNECT asked for unless the server says otherwise.
    pub fn session_expiry_interval(&self, asked_for: u32) -> u32 {
        self.session_expiry_interval.unwrap_or(asked_for)
    }

    /// The keep alive in force, in seconds: what CONNECT says unless the server says otherwise.
    pub fn keep_alive(&self, asked_for: u16) -> u16 {
        self.server_keep_alive.unwrap_or(asked_for)
    }

    /// How many messages above QoS 0 the server takes before it answers: 65,535 unless it is said.
    pub fn receive_maximum(&self) -> u16 {
        self.receive_maximum.map_or(u16::MAX, NonZeroU16::get)
    }

    /// The highest topic alias that the server takes: 0, that is none, unless it is said.
    pub fn topic_alias_maximum(&self) -> u16 {
        self.topic_alias_maximum.unwrap_or(0)
    }

    /// The highest QoS that the server serves: 2 unless it is said.
    pub fn maximum_qos(&self) -> Qos {
        self.maximum_qos.map_or(Qos::ExactlyOnce, Qos::from)
    }

    /// Whether the server keeps retained messages: unless it is said otherwise.
    pub fn retain_available(&self) -> bool {
        self.retain_available.unwrap_or(true)
    }

    /// Whether the server serves filters with wildcards: unless it is said otherwise.
    pub fn wildcard_subscription_available(&self) -> bool {
        self.wildcard_subscription_available.unwrap_or(true)
    }

    /// Whether the server serves subscription identifiers: unless it is said otherwise.
    pub fn subscription_identifier_available(&self) -> bool {
        self.subscription_identifier_available.unwrap_or(true)
    }

    /// Whether the server serves shared subscriptions: unless it is said otherwise.
    pub fn shared_subscription_available(&self) -> bool {
        self.shared_subscription_available.unwrap_or(true)
    }
}

const SESSION_PRESENT: u8 = 0b0000_0001;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{K_V, other_forms, rejects, round_trips, shows, text};

    #[test]
    fn round_trip() {
        let all = ConnackProperties {
            session_expiry_interval: Some(u32::MAX),
            assigned_client_identifier: Some(text("c")),
            server_keep_alive: Some(600),
            authentication_method: Some(text("m")),
            authentication_data: Some(b"\xff"),
            response_information: Some(text("i")),
            server_reference: Some(text("s")),
            reason_string: Some(text("r")),
            receive_maximum: NonZeroU16::new(20),
            topic_alias_maximum: Some(10),
            maximum_qos: Some(MaximumQos::AtLeastOnce),
            retain_available: Some(false),
            user_properties: List::new(K_V),
            maximum_packet_size: NonZeroU32::new(65_536),
            wildcard_subscription_available: Some(false),
            subscription_identifier_available: Some(true),
            shared_subscription_available: Some(false),
        };
        let none = ConnackProperties { maximum_qos: Some(MaximumQos::AtMostOnce), ..Default::default() };
        let data = ConnackProperties { authentication_data: Some(b""), ..Default::default() };
        round_trips(&[
            (b"\x20\x03\0\0\0", Connack::default()),
            (b"\x20\x03\x01\0\0", Connack { session_present: true, ..Connack::default() }),
            (b"\x20\x03\0\x87\0", Connack { reason: ConnackReason::NotAuthorized, ..Connack::default() }),
            (
                b"\x20\x3f\x01\0\x3c\x11\xff\xff\xff\xff\x12\0\x01c\x13\x02\x58\x15\0\x01m\x16\0\x01\xff\
                \x1a\0\x01i\x1c\0\x01s\x1f\0\x01r\x21\0\x14\x22\0\x0a\x24\x01\x25\0\x26\0\x01k\0\x01v\
                \x27\0\x01\0\0\x28\0\x29\x01\x2a\0",
                Connack { session_present: true, properties: all, ..Connack::default() },
            ),
            (b"\x20\x05\0\0\x02\x24\0", Connack { properties: none, ..Connack::default() }),
            // Only in CONNECT do authentication data need a method.
            (b"\x20\x06\0\0\x03\x16\0\0", Connack { properties: data, ..Connack::default() }),
        ]);
    }

    #[test]
    fn properties_come_in_any_order() {
        other_forms(&[(
            "as a server sends them",
            b"\x20\x09\0\0\x06\x22\0\x0a\x21\0\x14",
            b"\x20\x09\0\0\x06\x21\0\x14\x22\0\x0a",
        )]);
    }

    #[test]
    fn rejected() {
        use ErrorKind::*;
        rejects(&[
            ("[MQTT-3.2.2-1] reserved bits", b"\x20\x03\x02\0\0", ReservedBits, 2),
            ("[MQTT-3.2.2-1] the topmost", b"\x20\x03\x81\0\0", ReservedBits, 2),
            ("[MQTT-3.2.2-6] refused, session present", b"\x20\x03\x01\x80\0", SessionPresent, 3),
            ("[MQTT-3.2.2-8] a code of DISCONNECT", b"\x20\x03\0\x8b\0", ReasonCode, 3),
            ("[MQTT-3.2.2-8] a return code of 3.1.1", b"\x20\x03\0\x05\0", ReasonCode, 3),
            ("nothing", b"\x20\0", Truncated, 2),
            ("no reason code", b"\x20\x01\0", Truncated, 3),
            ("[MQTT-2.2.2-1] no Property Length", b"\x20\x02\0\0", Truncated, 4),
            ("Property Length runs past the packet", b"\x20\x03\0\0\x01", Truncated, 4),
            ("a byte left over", b"\x20\x04\0\0\0\0", Trailing, 5),
            ("2.2.2.2, unknown", b"\x20\x05\0\0\x02\x7f\0", UnknownProperty, 5),
            ("2.2.2.2, Topic Alias", b"\x20\x06\0\0\x03\x23\0\x01", MisplacedProperty, 5),
            ("2.2.2.2, Will Delay Interval", b"\x20\x08\0\0\x05\x18\0\0\0\0", MisplacedProperty, 5),
            ("2.2.2.2, Request Problem Information", b"\x20\x05\0\0\x02\x17\0", MisplacedProperty, 5),
            ("3.2.2.3.3, 0", b"\x20\x06\0\0\x03\x21\0\0", PropertyValue, 6),
            ("3.2.2.3.4, QoS 2", b"\x20\x05\0\0\x02\x24\x02", PropertyValue, 6),
            ("3.2.2.3.5, 2", b"\x20\x05\0\0\x02\x25\x02", PropertyValue, 6),
            ("3.2.2.3.6, 0", b"\x20\x08\0\0\x05\x27\0\0\0\0", PropertyValue, 6),
            ("3.2.2.3.11, 2", b"\x20\x05\0\0\x02\x28\x02", PropertyValue, 6),
            ("3.2.2.3.12, 255", b"\x20\x05\0\0\x02\x29\xff", PropertyValue, 6),
            ("3.2.2.3.13, 2", b"\x20\x05\0\0\x02\x2a\x02", PropertyValue, 6),
            ("3.2.2.3.14, twice", b"\x20\x09\0\0\x06\x13\0\0\x13\0\0", DuplicateProperty, 8),
            ("[MQTT-1.5.4-1] identifier", b"\x20\x07\0\0\x04\x12\0\x01\xff", Utf8, 6),
            ("[MQTT-1.5.4-2] reason string", b"\x20\x07\0\0\x04\x1f\0\x01\0", Nul, 6),
            ("half a keep alive", b"\x20\x05\0\0\x02\x13\0", Truncated, 6),
            ("a string past the properties", b"\x20\x07\0\0\x04\x1f\0\x02r", Truncated, 6),
        ]);
    }

    #[test]
    fn what_is_absent_has_a_default() {
        let none = ConnackProperties::default();
        assert!(none.is_empty());
        assert_eq!((none.session_expiry_interval(7), none.keep_alive(60)), (7, 60));
        assert_eq!((none.receive_maximum(), none.topic_alias_maximum()), (65_535, 0));
        assert_eq!(none.maximum_qos(), Qos::ExactlyOnce);
        assert!(none.retain_available() && none.wildcard_subscription_available());
        assert!(none.subscription_identifier_available() && none.shared_subscription_available());

        let said = ConnackProperties {
            session_expiry_interval: Some(0),
            server_keep_alive: Some(0),
            receive_maximum: NonZeroU16::new(1),
            topic_alias_maximum: Some(2),
            maximum_qos: Some(MaximumQos::AtMostOnce),
            retain_available: Some(false),
            wildcard_subscription_available: Some(false),
            subscription_identifier_available: Some(false),
            shared_subscription_available: Some(false),
            ..none
        };
        assert!(!said.is_empty());
        assert_eq!((said.session_expiry_interval(7), said.keep_alive(60)), (0, 0));
        assert_eq!((said.receive_maximum(), said.topic_alias_maximum()), (1, 2));
        assert_eq!(said.maximum_qos(), Qos::AtMostOnce);
        assert!(!said.retain_available() && !said.wildcard_subscription_available());
        assert!(!said.subscription_identifier_available() && !said.shared_subscription_available());
    }

    #[test]
    fn shown_in_a_line() {
        shows(&[
            (b"\x20\x03\x01\0\0", "CONNACK 0x00 Success, session present"),
            (b"\x20\x03\0\x87\0", "CONNACK 0x87 Not authorized"),
        ]);
    }
}
