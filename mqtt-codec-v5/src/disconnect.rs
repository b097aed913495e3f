//! DISCONNECT: the last packet of a connection, from either side. MQTT 5.0, [section 3.14].
//!
//! [section 3.14]: https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901205

use core::fmt;

use mqtt_codec::__private::wire::{Out, Parsed};
use mqtt_codec::__private::{Body, Code};
use mqtt_codec::{EncodeError, List, Text};

use crate::property::UserProperty;
use crate::property::block;
use crate::reason::{DisconnectReason, Reason};

/// The last packet of a connection, from either side.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Disconnect<'a> {
    /// Why the connection ends.
    pub reason: DisconnectReason,
    /// What else is said of it.
    pub properties: DisconnectProperties<'a>,
}

block! {
    /// The properties of DISCONNECT. MQTT 5.0, section 3.14.2.2.
    DisconnectProperties {
        /// From a client: how long the session outlives the connection, in seconds. Absent: as CONNECT said.
        session_expiry_interval: Option<u32> = SESSION_EXPIRY_INTERVAL,
        /// Another server to use, or several with spaces between.
        server_reference: Option<Text<'a>> = SERVER_REFERENCE,
        /// For people: what happened.
        reason_string: Option<Text<'a>> = REASON_STRING,
        /// Names and values of the application, in order.
        user_properties: List<'a, UserProperty<'a>> = USER_PROPERTY,
    }
}

impl<'a> Disconnect<'a> {
    #[inline]
    pub(crate) fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
        if i.is_empty() {
            return Ok((i, Self::default())); // 3.14.2.1
        }
        let (i, reason) = DisconnectReason::parse(i)?; // [MQTT-3.14.2-1]
        if i.is_empty() {
            return Ok((i, Self { reason, ..Self::default() })); // 3.14.2.2.1
        }
        let (i, properties) = DisconnectProperties::parse(i)?; // 3.14.2.2
        Ok((i, Self { reason, properties }))
    }

    fn is_plain(&self) -> bool {
        self.reason == DisconnectReason::NormalDisconnection && self.properties.is_empty()
    }
}

#[doc(hidden)]
impl Body for Disconnect<'_> {
    fn len(&self) -> Result<usize, EncodeError> {
        if self.is_plain() { Ok(0) } else { Ok(self.properties.len()?.saturating_add(1)) }
    }

    fn put(&self, out: &mut Out<'_>) {
        if !self.is_plain() {
            out.u8(self.reason.code());
            self.properties.put(out);
        }
    }
}

/// One line without the properties: `DISCONNECT 0x8e Session taken over`.
impl fmt::Display for Disconnect<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DISCONNECT {} {}", Code(self.reason.code()), self.reason)
    }
}

#[cfg(test)]
mod tests {
    use mqtt_codec::ErrorKind::*;

    use super::*;
    use crate::testing::{K_V, other_forms, rejects, round_trips, shows, text};

    #[test]
    fn round_trip() {
        let none = DisconnectProperties::default();
        let all = DisconnectProperties {
            session_expiry_interval: Some(60),
            server_reference: Some(text("s")),
            reason_string: Some(text("r")),
            user_properties: List::new(K_V),
        };
        let expiry = DisconnectProperties { session_expiry_interval: Some(0), ..none };
        let disconnect = |reason| Disconnect { reason, properties: none };
        round_trips(&[
            (b"\xe0\0", Disconnect::default()),
            (b"\xe0\x02\x04\0", disconnect(DisconnectReason::DisconnectWithWillMessage)),
            (b"\xe0\x02\x8e\0", disconnect(DisconnectReason::SessionTakenOver)),
            (b"\xe0\x02\x8c\0", disconnect(DisconnectReason::BadAuthenticationMethod)),
            (b"\xe0\x07\0\x05\x11\0\0\0\0", Disconnect { properties: expiry, ..Disconnect::default() }),
            (
                b"\xe0\x16\x9d\x14\x11\0\0\0\x3c\x1c\0\x01s\x1f\0\x01r\x26\0\x01k\0\x01v",
                Disconnect { reason: DisconnectReason::ServerMoved, properties: all },
            ),
        ]);
    }

    #[test]
    fn a_longer_form_than_need_be_is_read() {
        other_forms(&[
            ("a reason alone", b"\xe0\x01\x04", b"\xe0\x02\x04\0"),
            ("normal, alone", b"\xe0\x01\0", b"\xe0\0"),
            ("normal, no properties", b"\xe0\x02\0\0", b"\xe0\0"),
            (
                "properties backwards",
                b"\xe0\x08\x9c\x06\x1f\0\0\x1c\0\0",
                b"\xe0\x08\x9c\x06\x1c\0\0\x1f\0\0",
            ),
        ]);
    }

    #[test]
    fn rejected() {
        rejects(&[
            ("[MQTT-3.14.1-1] flags", b"\xe1\0", Flags, 0),
            ("[MQTT-3.14.2-1] a code of SUBACK", b"\xe0\x01\x01", ReasonCode, 2),
            ("[MQTT-3.14.2-1] a code of CONNACK", b"\xe0\x02\x84\0", ReasonCode, 2),
            ("Property Length runs past the packet", b"\xe0\x02\0\x01", Truncated, 3),
            ("half a Property Length", b"\xe0\x02\0\x80", Truncated, 3),
            ("[MQTT-1.5.5-1] overlong Property Length", b"\xe0\x03\0\x80\0", VariableByteInteger, 3),
            ("a byte left over", b"\xe0\x03\x04\0\0", Trailing, 4),
            ("2.2.2.2, unknown", b"\xe0\x04\0\x02\x7f\0", UnknownProperty, 4),
            ("2.2.2.2, Receive Maximum", b"\xe0\x05\0\x03\x21\0\x01", MisplacedProperty, 4),
            ("3.14.2.2.2, twice", b"\xe0\x0c\0\x0a\x11\0\0\0\0\x11\0\0\0\0", DuplicateProperty, 9),
            ("3.14.2.2.5, twice", b"\xe0\x08\0\x06\x1c\0\0\x1c\0\0", DuplicateProperty, 7),
            ("[MQTT-1.5.4-1] reason string", b"\xe0\x06\0\x04\x1f\0\x01\xff", Utf8, 5),
            ("three bytes of an expiry", b"\xe0\x06\0\x04\x11\0\0\0", Truncated, 5),
        ]);
    }

    #[test]
    fn shown_in_a_line() {
        shows(&[
            (b"\xe0\0", "DISCONNECT 0x00 Normal disconnection"),
            (b"\xe0\x02\x8e\0", "DISCONNECT 0x8e Session taken over"),
        ]);
    }
}
