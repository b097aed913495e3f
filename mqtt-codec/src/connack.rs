//! CONNACK: the server's answer to CONNECT. MQTT 3.1.1, [section 3.2].
//!
//! [section 3.2]: https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718033

use core::fmt;

use crate::error::{ErrorKind, InvalidNumber};
use crate::wire::{self, Fault, Parsed};

/// The server's answer to CONNECT.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Connack {
    /// The connection stands.
    Accepted {
        /// The server resumes a session that it kept for this client identifier. Always `false` in 3.1, where a server
        /// must not set it: see [`Packet::for_level`](crate::Packet::for_level).
        session_present: bool,
    },
    /// The connection is refused, and the server closes it after this packet.
    Refused(ConnectReturnCode),
}

/// Why a server refuses a connection: a Connect Return code of Table 3.1, 1 to 5. Code 0 is [`Connack::Accepted`].
///
/// ```
/// use mqtt_codec::{Connack, ConnectReturnCode, Packet};
///
/// let refused = Packet::from(Connack::Refused(ConnectReturnCode::NotAuthorized));
/// let mut out = [0; 4];
/// refused.encode_into(&mut out)?;
/// assert_eq!(out, *b"\x20\x02\0\x05");
/// # Ok::<(), mqtt_codec::EncodeError>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[repr(u8)]
pub enum ConnectReturnCode {
    /// The server does not speak the protocol level asked for.
    UnacceptableProtocolLevel = 1,
    /// The client identifier is well formed, and not allowed.
    IdentifierRejected = 2,
    /// The network connection stands, the MQTT service is down.
    ServerUnavailable = 3,
    /// The server cannot make sense of user name or password.
    BadUserNameOrPassword = 4,
    /// The client may not connect.
    NotAuthorized = 5,
}

impl Connack {
    #[inline]
    pub(crate) fn parse(i: &[u8]) -> Parsed<'_, Self> {
        let (at_code, flags) = wire::u8(i)?; // 3.2.2.1, 3.2.2.2
        if flags & !SESSION_PRESENT != 0 {
            return Err(Fault::at(i, ErrorKind::ReservedBits)); // 3.2.2.1
        }
        Self::parse_code(at_code, flags == SESSION_PRESENT)
    }

    /// Parses a CONNACK by the rules of 3.1, where the first byte is reserved and not used.
    pub(crate) fn parse_v3_1(i: &[u8]) -> Parsed<'_, Self> {
        let (at_code, _) = wire::u8(i)?;
        Self::parse_code(at_code, false)
    }

    #[inline]
    fn parse_code(at_code: &[u8], session_present: bool) -> Parsed<'_, Self> {
        let (i, code) = wire::u8(at_code)?; // 3.2.2.3
        if code == ACCEPTED {
            return Ok((i, Self::Accepted { session_present }));
        }
        match ConnectReturnCode::new(code) {
            None => Err(Fault::at(at_code, ErrorKind::ReturnCode)), // [MQTT-3.2.2-6]
            Some(_) if session_present => Err(Fault::at(at_code, ErrorKind::SessionPresent)), // [MQTT-3.2.2-4]
            Some(code) => Ok((i, Self::Refused(code))),
        }
    }

    /// The Connect Acknowledge Flags.
    pub(crate) const fn flags(self) -> u8 {
        match self {
            Self::Accepted { session_present: true } => SESSION_PRESENT,
            _ => 0, // [MQTT-3.2.2-4]
        }
    }

    /// The Connect Return Code, 0 to 5.
    pub const fn code(self) -> u8 {
        match self {
            Self::Accepted { .. } => ACCEPTED,
            Self::Refused(code) => code.code(),
        }
    }
}

/// `CONNACK accepted, session present`, or as `CONNACK refused: not authorized`.
impl fmt::Display for Connack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted { session_present: false } => f.write_str("CONNACK accepted"),
            Self::Accepted { session_present: true } => f.write_str("CONNACK accepted, session present"),
            Self::Refused(code) => write!(f, "CONNACK refused: {code}"),
        }
    }
}

impl ConnectReturnCode {
    /// The return code with this number, 1 to 5.
    pub const fn new(code: u8) -> Option<Self> {
        match code {
            1 => Some(Self::UnacceptableProtocolLevel),
            2 => Some(Self::IdentifierRejected),
            3 => Some(Self::ServerUnavailable),
            4 => Some(Self::BadUserNameOrPassword),
            5 => Some(Self::NotAuthorized),
            _ => None,
        }
    }

    /// Its number, 1 to 5.
    pub const fn code(self) -> u8 {
        self as u8
    }
}

impl From<ConnectReturnCode> for u8 {
    fn from(code: ConnectReturnCode) -> Self {
        code.code()
    }
}

impl TryFrom<u8> for ConnectReturnCode {
    type Error = InvalidNumber;

    fn try_from(code: u8) -> Result<Self, InvalidNumber> {
        Self::new(code).ok_or(InvalidNumber::new("return code"))
    }
}

impl fmt::Display for ConnectReturnCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::UnacceptableProtocolLevel => "unacceptable protocol level",
            Self::IdentifierRejected => "client identifier rejected",
            Self::ServerUnavailable => "server unavailable",
            Self::BadUserNameOrPassword => "bad user name or password",
            Self::NotAuthorized => "not authorized",
        })
    }
}

const SESSION_PRESENT: u8 = 0b0000_0001;
const ACCEPTED: u8 = 0;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{rejects, round_trips, shows};

    #[test]
    fn round_trip() {
        round_trips(&[
            (b"\x20\x02\0\0", Connack::Accepted { session_present: false }),
            (b"\x20\x02\x01\0", Connack::Accepted { session_present: true }),
            (b"\x20\x02\0\x01", Connack::Refused(ConnectReturnCode::UnacceptableProtocolLevel)),
            (b"\x20\x02\0\x02", Connack::Refused(ConnectReturnCode::IdentifierRejected)),
            (b"\x20\x02\0\x03", Connack::Refused(ConnectReturnCode::ServerUnavailable)),
            (b"\x20\x02\0\x04", Connack::Refused(ConnectReturnCode::BadUserNameOrPassword)),
            (b"\x20\x02\0\x05", Connack::Refused(ConnectReturnCode::NotAuthorized)),
        ]);
    }

    #[test]
    fn rejected() {
        rejects(&[
            ("no flags", b"\x20\0", ErrorKind::Truncated, 2),
            ("no return code", b"\x20\x01\0", ErrorKind::Truncated, 3),
            ("3.2.2.1, reserved bits", b"\x20\x02\x02\0", ErrorKind::ReservedBits, 2),
            ("3.2.2.1, all reserved bits", b"\x20\x02\xff\0", ErrorKind::ReservedBits, 2),
            ("[MQTT-3.2.2-4] refused, and present", b"\x20\x02\x01\x05", ErrorKind::SessionPresent, 3),
            ("[MQTT-3.2.2-6] reserved code", b"\x20\x02\0\x06", ErrorKind::ReturnCode, 3),
            ("[MQTT-3.2.2-6] last reserved code", b"\x20\x02\0\xff", ErrorKind::ReturnCode, 3),
            ("3.2, a body longer than two bytes", b"\x20\x03\0\0\0", ErrorKind::Trailing, 4),
        ]);
    }

    #[test]
    fn shown_in_a_line() {
        shows(&[
            (b"\x20\x02\0\0", "CONNACK accepted"),
            (b"\x20\x02\x01\0", "CONNACK accepted, session present"),
            (b"\x20\x02\0\x05", "CONNACK refused: not authorized"),
        ]);
    }
}
