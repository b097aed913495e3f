//! AUTH: a step of an authentication beyond user name and password. MQTT 5.0, [section 3.15].
//!
//! [section 3.15]: https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901217

use core::fmt;

use mqtt_codec::__private::wire::{Fault, Out, Parsed};
use mqtt_codec::__private::{Body, Code};
use mqtt_codec::{EncodeError, ErrorKind, List, Text};

use crate::property::UserProperty;
use crate::property::block;
use crate::reason::{AuthReason, Reason};

/// A step of an authentication beyond user name and password.
///
/// The default is Success without properties; any other needs an authentication method.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Auth<'a> {
    /// Where the authentication stands.
    pub reason: AuthReason,
    /// What the authentication needs.
    pub properties: AuthProperties<'a>,
}

block! {
    /// The properties of AUTH. MQTT 5.0, section 3.15.2.2.
    AuthProperties {
        /// The name of the authentication method.
        authentication_method: Option<Text<'a>> = AUTHENTICATION_METHOD,
        /// What that method needs: at most 65,535 bytes.
        authentication_data: Option<&'a [u8]> = AUTHENTICATION_DATA,
        /// For people: what happened.
        reason_string: Option<Text<'a>> = REASON_STRING,
        /// Names and values of the application, in order.
        user_properties: List<'a, UserProperty<'a>> = USER_PROPERTY,
    }
}

impl<'a> Auth<'a> {
    #[inline]
    pub(crate) fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
        if i.is_empty() {
            return Ok((i, Self::default())); // 3.15.2.1
        }
        let (at_properties, reason) = AuthReason::parse(i)?; // [MQTT-3.15.2-1]
        let (i, properties) = AuthProperties::parse(at_properties)?; // 3.15.2.2
        if properties.authentication_method.is_none() {
            return Err(Fault::at(at_properties, ErrorKind::AuthenticationMethod)); // 3.15.2.2.2
        }
        Ok((i, Self { reason, properties }))
    }

    fn is_plain(&self) -> bool {
        self.reason == AuthReason::Success && self.properties.is_empty()
    }
}

#[doc(hidden)]
impl Body for Auth<'_> {
    fn len(&self) -> Result<usize, EncodeError> {
        if self.is_plain() {
            return Ok(0);
        }
        if self.properties.authentication_method.is_none() {
            return Err(EncodeError::AuthenticationMethod); // 3.15.2.2.2
        }
        Ok(self.properties.len()?.saturating_add(1))
    }

    fn put(&self, out: &mut Out<'_>) {
        if !self.is_plain() {
            out.u8(self.reason.code());
            self.properties.put(out);
        }
    }
}

/// One line without the properties: `AUTH 0x18 Continue authentication`.
impl fmt::Display for Auth<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AUTH {} {}", Code(self.reason.code()), self.reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{K_V, other_forms, rejects, round_trips, shows, text};

    #[test]
    fn round_trip() {
        let method = AuthProperties { authentication_method: Some(text("m")), ..AuthProperties::default() };
        let all = AuthProperties {
            authentication_data: Some(b"\xff"),
            reason_string: Some(text("r")),
            user_properties: List::new(K_V),
            ..method
        };
        round_trips(&[
            (b"\xf0\0", Auth::default()),
            (b"\xf0\x06\0\x04\x15\0\x01m", Auth { properties: method, ..Auth::default() }),
            (
                b"\xf0\x06\x18\x04\x15\0\x01m",
                Auth { reason: AuthReason::ContinueAuthentication, properties: method },
            ),
            (
                b"\xf0\x15\x19\x13\x15\0\x01m\x16\0\x01\xff\x1f\0\x01r\x26\0\x01k\0\x01v",
                Auth { reason: AuthReason::ReAuthenticate, properties: all },
            ),
            (
                b"\xf0\x05\x18\x03\x15\0\0",
                Auth {
                    reason: AuthReason::ContinueAuthentication,
                    properties: AuthProperties { authentication_method: Some(text("")), ..method },
                },
            ),
        ]);
    }

    #[test]
    fn properties_come_in_any_order() {
        other_forms(&[(
            "data before their method",
            b"\xf0\x09\x18\x07\x16\0\0\x15\0\x01m",
            b"\xf0\x09\x18\x07\x15\0\x01m\x16\0\0",
        )]);
    }

    #[test]
    fn rejected() {
        use ErrorKind::*;
        rejects(&[
            ("[MQTT-3.15.1-1] flags", b"\xf1\0", Flags, 0),
            ("[MQTT-2.2.2-1] no Property Length", b"\xf0\x01\x18", Truncated, 3),
            ("[MQTT-2.2.2-1] no Property Length", b"\xf0\x01\0", Truncated, 3),
            ("[MQTT-3.15.2-1] a code of SUBACK", b"\xf0\x06\x01\x04\x15\0\x01m", ReasonCode, 2),
            ("[MQTT-3.15.2-1] a code alone", b"\xf0\x01\x80", ReasonCode, 2),
            ("3.15.2.2.2, no method", b"\xf0\x02\x18\0", AuthenticationMethod, 3),
            ("3.15.2.2.2, no method", b"\xf0\x02\0\0", AuthenticationMethod, 3),
            ("3.15.2.2.2, data alone", b"\xf0\x06\x18\x04\x16\0\x01d", AuthenticationMethod, 3),
            ("Property Length runs past the packet", b"\xf0\x06\x18\x05\x15\0\x01m", Truncated, 3),
            ("a byte left over", b"\xf0\x07\x18\x04\x15\0\x01m\0", Trailing, 8),
            ("3.15.2.2.2, twice", b"\xf0\x08\x18\x06\x15\0\0\x15\0\0", DuplicateProperty, 7),
            ("3.15.2.2.3, twice", b"\xf0\x0b\x18\x09\x15\0\0\x16\0\0\x16\0\0", DuplicateProperty, 10),
            ("2.2.2.2, Server Reference", b"\xf0\x08\x18\x06\x15\0\0\x1c\0\0", MisplacedProperty, 7),
            ("2.2.2.2, unknown", b"\xf0\x07\x18\x05\x15\0\0\x7f\0", UnknownProperty, 7),
            ("[MQTT-1.5.4-1] method", b"\xf0\x06\x18\x04\x15\0\x01\xff", Utf8, 5),
        ]);
    }

    #[test]
    fn shown_in_a_line() {
        shows(&[
            (b"\xf0\0", "AUTH 0x00 Success"),
            (b"\xf0\x0d\x18\x0b\x15\0\x01m\x16\0\x04data", "AUTH 0x18 Continue authentication"),
        ]);
    }
}
