//! CONNECT: a client asks for a connection. MQTT 3.1.1, [section 3.1].
//!
//! [section 3.1]: https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718028

use core::fmt;

use mqtt_topic::{Text, TopicName};

use crate::connect_flags::Flags;
use crate::error::{EncodeError, ErrorKind};
use crate::output::Body;
use crate::preview::Preview;
use crate::publish::Qos;
use crate::version::{BRIDGE, Protocol, Version};
use crate::wire::{self, Fault, Out, Parsed};

/// A client asks for a connection.
///
/// The default is the smallest that a 3.1.1 client can send: no client identifier, a clean session, no keep alive.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Connect<'a> {
    /// MQTT 3.1.1, or 3.1.
    pub level: ProtocolLevel,
    /// Whether the client says that it is a bridge: the high bit of the Protocol Level, 0x83 or 0x84 on the wire.
    ///
    /// No standard has it. A mosquitto bridge sets it by default. A server that supports it forwards messages with RETAIN
    /// as published, and does not send the bridge its own messages. A server that serves no
    /// bridges answers with CONNACK 0x01,
    /// [`UnacceptableProtocolLevel`](crate::ConnectReturnCode::UnacceptableProtocolLevel), and closes the connection
    /// [MQTT-3.1.2-2]: mosquitto then tries again without the bit.
    pub bridge: bool,
    /// Forget what a former connection with this client identifier left behind, and leave nothing behind.
    pub clean_session: bool,
    /// The longest time between two packets of the client, in seconds; 0 for any time.
    pub keep_alive: u16,
    /// Who the client is. Empty only in 3.1.1, and only with a clean session: the server then invents one.
    pub client_id: Text<'a>,
    /// What the server publishes if the connection ends without DISCONNECT.
    pub will: Option<Will<'a>>,
    /// User name and password.
    pub credentials: Option<Credentials<'a>>,
}

/// The level of the protocol: which version of MQTT the client speaks. MQTT 3.1.1, section 3.1.2.2.
///
/// `Display` writes the version, `3.1` or `3.1.1`.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum ProtocolLevel {
    /// MQTT 3.1: protocol name `MQIsdp`, level 3.
    V3_1,
    /// MQTT 3.1.1: protocol name `MQTT`, level 4.
    #[default]
    V3_1_1,
}

/// A message for the server to publish if the connection ends without DISCONNECT.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct Will<'a> {
    /// Where the message goes.
    pub topic: TopicName<'a>,
    /// What it carries: at most 65,535 bytes.
    pub payload: &'a [u8],
    /// The QoS to publish it with.
    pub qos: Qos,
    /// Publish it as the topic's retained message.
    pub retain: bool,
}

/// What a client shows to be let in. There is no password without a user name in 3.1.1.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct Credentials<'a> {
    /// The user name, empty perhaps.
    pub user_name: Text<'a>,
    /// The password: at most 65,535 bytes, of any kind.
    pub password: Option<&'a [u8]>,
}

impl<'a> Connect<'a> {
    #[inline]
    pub(crate) fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
        let (i, (level, bridge)) = ProtocolLevel::parse(i)?; // 3.1.2.1, 3.1.2.2
        let (i, flags) = flags(level, i)?; // 3.1.2.3
        let (i, keep_alive) = wire::u16(i)?; // 3.1.2.10
        let (after, client_id) = wire::text(i)?; // 3.1.3.1
        let clean_session = flags.has(Flags::CLEAN);
        if client_id.is_empty() && !level.allows_empty_client_id(clean_session) {
            return Err(Fault::at(i, ErrorKind::ClientId)); // [MQTT-3.1.3-8]
        }
        let (i, will) = Will::parse(flags, after)?; // 3.1.3.2, 3.1.3.3
        let (i, credentials) = Credentials::parse(level, flags, i)?; // 3.1.3.4, 3.1.3.5
        Ok((i, Self { level, bridge, clean_session, keep_alive, client_id, will, credentials }))
    }

    fn flags(&self) -> u8 {
        let mut flags = if self.clean_session { Flags::CLEAN } else { 0 };
        flags |= self.will.map_or(0, |will| Flags::of_will(will.qos, will.retain));
        if let Some(credentials) = self.credentials {
            flags |= Flags::USER_NAME;
            flags |= if credentials.password.is_some() { Flags::PASSWORD } else { 0 };
        }
        flags
    }
}

#[doc(hidden)]
impl Body for Connect<'_> {
    fn len(&self) -> Result<usize, EncodeError> {
        if self.client_id.is_empty() && !self.level.allows_empty_client_id(self.clean_session) {
            return Err(EncodeError::ClientId); // [MQTT-3.1.3-7]
        }
        let mut len = wire::string_len(self.level.protocol_name()) + LEVEL_FLAGS_AND_KEEP_ALIVE;
        len += wire::string_len(&self.client_id);
        if let Some(will) = self.will {
            len += wire::string_len(will.topic.as_str()) + wire::binary_len(will.payload, "Will Payload")?;
        }
        if let Some(credentials) = self.credentials {
            len += wire::string_len(&credentials.user_name);
            if let Some(password) = credentials.password {
                len += wire::binary_len(password, "Password")?;
            }
        }
        Ok(len)
    }

    fn put(&self, out: &mut Out<'_>) {
        out.string(self.level.protocol_name());
        let level = self.level.number() | if self.bridge { BRIDGE } else { 0 };
        let [high, low] = self.keep_alive.to_be_bytes();
        out.bytes(&[level, self.flags(), high, low]);
        out.string(&self.client_id);
        if let Some(will) = self.will {
            out.string(will.topic.as_str());
            out.binary(will.payload);
        }
        if let Some(credentials) = self.credentials {
            out.string(&credentials.user_name);
            if let Some(password) = credentials.password {
                out.binary(password);
            }
        }
    }
}

impl Default for Connect<'_> {
    fn default() -> Self {
        Self {
            level: ProtocolLevel::default(),
            bridge: false,
            clean_session: true,
            keep_alive: 0,
            client_id: Text::default(),
            will: None,
            credentials: None,
        }
    }
}

/// One line without secrets: `CONNECT MQTT 3.1.1 client "meter-7" keep alive 60 s, clean session, will on meters/7 QoS 0, user
/// name`. Of user name and password it says only whether they are there. In strings, control characters and quotes are
/// escaped.
impl fmt::Display for Connect<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let client_id = self.client_id.as_str();
        write!(f, "CONNECT MQTT {} client {client_id:?} keep alive {} s", self.level, self.keep_alive)?;
        if self.bridge {
            f.write_str(", bridge")?;
        }
        if self.clean_session {
            f.write_str(", clean session")?;
        }
        if let Some(will) = self.will {
            write!(f, ", will on {will}")?;
        }
        if let Some(credentials) = self.credentials {
            f.write_str(", user name")?;
            f.write_str(if credentials.password.is_some() { ", password" } else { "" })?;
        }
        Ok(())
    }
}

/// Where the message goes, without its payload: `meters/7 QoS 1 retain`.
impl fmt::Display for Will<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} QoS {}", self.topic.as_str().escape_debug(), self.qos)?;
        if self.retain { f.write_str(" retain") } else { Ok(()) }
    }
}

impl ProtocolLevel {
    /// The level, and whether it has the bit of a bridge.
    #[inline]
    fn parse(i: &[u8]) -> Parsed<'_, (Self, bool)> {
        match i.strip_prefix(b"\0\x04MQTT\x04") {
            Some(after) => Ok((after, (Self::V3_1_1, false))),
            None => Self::parse_other(i),
        }
    }

    #[inline(never)]
    fn parse_other(i: &[u8]) -> Parsed<'_, (Self, bool)> {
        match Protocol::parse(i)? {
            (i, Protocol { version: Version::V3_1, bridge }) => Ok((i, (Self::V3_1, bridge))),
            (i, Protocol { version: Version::V3_1_1, bridge }) => Ok((i, (Self::V3_1_1, bridge))),
            (after, Protocol { version: Version::V5, .. }) => {
                let level = i.len() - after.len() - 1;
                Err(Fault::at(i.get(level..).unwrap_or_default(), ErrorKind::ProtocolLevel)) // [MQTT-3.1.2-2]
            }
        }
    }

    /// The protocol name that goes with it: `MQIsdp` or `MQTT`.
    pub const fn protocol_name(self) -> &'static str {
        match self {
            Self::V3_1 => "MQIsdp",
            Self::V3_1_1 => "MQTT",
        }
    }

    /// The level as a number: 3 or 4, without the bit of a bridge.
    pub const fn number(self) -> u8 {
        match self {
            Self::V3_1 => 3,
            Self::V3_1_1 => 4,
        }
    }

    /// 3.1.1 allows it with a clean session, 3.1 not at all.
    const fn allows_empty_client_id(self, clean_session: bool) -> bool {
        matches!(self, Self::V3_1_1) && clean_session
    }
}

impl fmt::Display for ProtocolLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Version::from(*self).fmt(f)
    }
}

impl From<ProtocolLevel> for Version {
    fn from(level: ProtocolLevel) -> Self {
        match level {
            ProtocolLevel::V3_1 => Self::V3_1,
            ProtocolLevel::V3_1_1 => Self::V3_1_1,
        }
    }
}

impl<'a> Will<'a> {
    /// A message to be published with QoS 0, and not retained.
    pub const fn new(topic: TopicName<'a>, payload: &'a [u8]) -> Self {
        Self { topic, payload, qos: Qos::AtMostOnce, retain: false }
    }

    #[inline]
    fn parse(flags: Flags, i: &'a [u8]) -> Parsed<'a, Option<Self>> {
        if !flags.has(Flags::WILL) {
            return Ok((i, None)); // [MQTT-3.1.2-11]
        }
        let (i, topic) = wire::topic_name(i)?; // [MQTT-3.1.3-10]
        let (i, payload) = wire::binary(i)?;
        Ok((i, Some(Self { topic, payload, qos: flags.will_qos(), retain: flags.has(Flags::WILL_RETAIN) })))
    }
}

impl fmt::Debug for Will<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { topic, payload, qos, retain } = self;
        f.debug_struct("Will")
            .field("topic", topic)
            .field("payload", &Preview(payload))
            .field("qos", qos)
            .field("retain", retain)
            .finish()
    }
}

impl<'a> Credentials<'a> {
    #[inline]
    fn parse(level: ProtocolLevel, flags: Flags, i: &'a [u8]) -> Parsed<'a, Option<Self>> {
        if !flags.has(Flags::USER_NAME) {
            return Ok((i, None)); // [MQTT-3.1.2-18]
        }
        // In 3.1 the Remaining Length takes precedence over the flags: a string may be missing at the end.
        let may_end = |i: &[u8]| level == ProtocolLevel::V3_1 && i.is_empty();
        let (i, user_name) = match wire::text(i) {
            Ok(parsed) => parsed, // [MQTT-3.1.3-11]
            Err(_) if may_end(i) => return Ok((i, None)),
            Err(fault) => return Err(fault),
        };
        if !flags.has(Flags::PASSWORD) {
            return Ok((i, Some(Self { user_name, password: None }))); // [MQTT-3.1.2-20]
        }
        match wire::binary(i) {
            Ok((i, password)) => Ok((i, Some(Self { user_name, password: Some(password) }))),
            Err(_) if may_end(i) => Ok((i, Some(Self { user_name, password: None }))),
            Err(fault) => Err(fault),
        }
    }
}

/// Without the password.
impl fmt::Debug for Credentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("user_name", &self.user_name)
            .field("password", &self.password.map(|_| format_args!("..")))
            .finish()
    }
}

/// The Connect Flags. There is no password without a user name.
#[inline]
fn flags(level: ProtocolLevel, i: &[u8]) -> Parsed<'_, Flags> {
    let (after, flags) = match level {
        ProtocolLevel::V3_1 => Flags::parse_v3_1(i)?,
        ProtocolLevel::V3_1_1 => Flags::parse(i)?,
    };
    if flags.has(Flags::PASSWORD) && !flags.has(Flags::USER_NAME) {
        return Err(Fault::at(i, ErrorKind::ConnectFlags)); // [MQTT-3.1.2-22]
    }
    Ok((after, flags))
}

/// Protocol Level and Connect Flags take one byte each, Keep Alive two.
const LEVEL_FLAGS_AND_KEEP_ALIVE: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind::{
        ClientId, ConnectFlags, ProtocolLevel as Level, ProtocolName, ReservedBits, TopicName as Topic,
        Trailing, Truncated, Utf8,
    };
    use crate::packet::Packet;
    use crate::testing::{rejects, round_trips};

    fn connect() -> Connect<'static> {
        Connect { keep_alive: 60, client_id: Text::from_static("c"), ..Connect::default() }
    }

    fn will() -> Will<'static> {
        Will::new(TopicName::from_static("w"), b"m")
    }

    fn user(password: Option<&[u8]>) -> Credentials<'_> {
        Credentials { user_name: Text::from_static("u"), password }
    }

    #[test]
    fn round_trip() {
        round_trips(&[
            (b"\x10\x0d\0\x04MQTT\x04\x02\0\x3c\0\x01c", connect()),
            (b"\x10\x0d\0\x04MQTT\x04\0\0\x3c\0\x01c", Connect { clean_session: false, ..connect() }),
            (b"\x10\x0c\0\x04MQTT\x04\x02\0\0\0\0", Connect::default()),
            (
                b"\x10\x0f\0\x06MQIsdp\x03\x02\0\x3c\0\x01c",
                Connect { level: ProtocolLevel::V3_1, ..connect() },
            ),
            (b"\x10\x0d\0\x04MQTT\x84\x02\0\x3c\0\x01c", Connect { bridge: true, ..connect() }),
            (
                b"\x10\x0f\0\x06MQIsdp\x83\x02\0\x3c\0\x01c",
                Connect { level: ProtocolLevel::V3_1, bridge: true, ..connect() },
            ),
            (
                b"\x10\x13\0\x04MQTT\x04\x06\0\x3c\0\x01c\0\x01w\0\x01m",
                Connect { will: Some(will()), ..connect() },
            ),
            (
                b"\x10\x12\0\x04MQTT\x04\x36\0\x3c\0\x01c\0\x01w\0\0",
                Connect {
                    will: Some(Will { payload: b"", qos: Qos::ExactlyOnce, retain: true, ..will() }),
                    ..connect()
                },
            ),
            (
                b"\x10\x10\0\x04MQTT\x04\x82\0\x3c\0\x01c\0\x01u",
                Connect { credentials: Some(user(None)), ..connect() },
            ),
            (
                b"\x10\x13\0\x04MQTT\x04\xc2\0\x3c\0\x01c\0\x01u\0\x01\xff",
                Connect { credentials: Some(user(Some(b"\xff"))), ..connect() },
            ),
            (
                b"\x10\x19\0\x04MQTT\x04\xce\0\x3c\0\x01c\0\x01w\0\x01m\0\x01u\0\x01p",
                Connect {
                    will: Some(Will { qos: Qos::AtLeastOnce, ..will() }),
                    credentials: Some(user(Some(b"p"))),
                    ..connect()
                },
            ),
        ]);
    }

    #[test]
    fn rejected() {
        rejects(&[
            ("[MQTT-3.1.2-1] protocol name", b"\x10\x0d\0\x04mqtt\x04\x02\0\x3c\0\x01c", ProtocolName, 2),
            ("[MQTT-3.1.2-2] protocol level 5", b"\x10\x0d\0\x04MQTT\x05\x02\0\x3c\0\x01c", Level, 8),
            ("[MQTT-3.1.2-2] protocol level 6, before what follows", b"\x10\x07\0\x04MQTT\x06", Level, 8),
            ("a bridge of 5.0", b"\x10\x0d\0\x04MQTT\x85\x02\0\x3c\0\x01c", Level, 8),
            ("a bridge of 3.1 under another name", b"\x10\x0d\0\x04MQTT\x83\x02\0\x3c\0\x01c", Level, 8),
            ("[MQTT-3.1.2-3] reserved flag", b"\x10\x0d\0\x04MQTT\x04\x03\0\x3c\0\x01c", ReservedBits, 9),
            (
                "[MQTT-3.1.2-11] Will QoS without Will",
                b"\x10\x0d\0\x04MQTT\x04\x0a\0\x3c\0\x01c",
                ConnectFlags,
                9,
            ),
            (
                "[MQTT-3.1.2-15] Will Retain without Will",
                b"\x10\x0d\0\x04MQTT\x04\x22\0\x3c\0\x01c",
                ConnectFlags,
                9,
            ),
            (
                "[MQTT-3.1.2-14] Will QoS 3",
                b"\x10\x13\0\x04MQTT\x04\x1e\0\x3c\0\x01c\0\x01w\0\x01m",
                ConnectFlags,
                9,
            ),
            (
                "[MQTT-3.1.2-22] password without user name",
                b"\x10\x10\0\x04MQTT\x04\x42\0\x3c\0\x01c\0\x01p",
                ConnectFlags,
                9,
            ),
            (
                "[MQTT-3.1.3-8] empty client identifier, session kept",
                b"\x10\x0c\0\x04MQTT\x04\0\0\x3c\0\0",
                ClientId,
                12,
            ),
            ("3.1: empty client identifier", b"\x10\x0e\0\x06MQIsdp\x03\x02\0\x3c\0\0", ClientId, 14),
            ("[MQTT-3.1.3-3] no client identifier", b"\x10\x0a\0\x04MQTT\x04\x02\0\x3c", Truncated, 12),
            (
                "[MQTT-3.1.3-4] ill-formed client identifier",
                b"\x10\x0d\0\x04MQTT\x04\x02\0\x3c\0\x01\xff",
                Utf8,
                12,
            ),
            ("[MQTT-3.1.2-9] no Will Topic", b"\x10\x0d\0\x04MQTT\x04\x06\0\x3c\0\x01c", Truncated, 15),
            (
                "[MQTT-3.1.3-10] wildcard in the Will Topic",
                b"\x10\x13\0\x04MQTT\x04\x06\0\x3c\0\x01c\0\x01#\0\x01m",
                Topic,
                15,
            ),
            (
                "[MQTT-3.1.2-9] no Will Payload",
                b"\x10\x10\0\x04MQTT\x04\x06\0\x3c\0\x01c\0\x01w",
                Truncated,
                18,
            ),
            ("[MQTT-3.1.2-19] no user name", b"\x10\x0d\0\x04MQTT\x04\x82\0\x3c\0\x01c", Truncated, 15),
            (
                "[MQTT-3.1.3-11] ill-formed user name",
                b"\x10\x10\0\x04MQTT\x04\x82\0\x3c\0\x01c\0\x01\xff",
                Utf8,
                15,
            ),
            ("[MQTT-3.1.2-21] no password", b"\x10\x10\0\x04MQTT\x04\xc2\0\x3c\0\x01c\0\x01u", Truncated, 18),
            (
                "[MQTT-3.1.2-18] a user name without its flag",
                b"\x10\x10\0\x04MQTT\x04\x02\0\x3c\0\x01c\0\x01u",
                Trailing,
                15,
            ),
            ("[MQTT-3.1.4-1] a byte left over", b"\x10\x0e\0\x04MQTT\x04\x02\0\x3c\0\x01c\0", Trailing, 15),
            ("no flags", b"\x10\x07\0\x04MQTT\x04", Truncated, 9),
            ("half a keep alive", b"\x10\x09\0\x04MQTT\x04\x02\0", Truncated, 10),
        ]);
    }

    #[test]
    fn what_cannot_be_sent_is_not_written() {
        let long = std::vec![0; 65_536];
        let table = [
            (
                Connect { clean_session: false, client_id: Text::default(), ..connect() },
                EncodeError::ClientId,
            ),
            (
                Connect { level: ProtocolLevel::V3_1, client_id: Text::default(), ..connect() },
                EncodeError::ClientId,
            ),
            (
                Connect { will: Some(Will { payload: &long, ..will() }), ..connect() },
                EncodeError::TooLong("Will Payload"),
            ),
            (Connect { credentials: Some(user(Some(&long))), ..connect() }, EncodeError::TooLong("Password")),
        ];
        for (connect, error) in table {
            let mut out = std::vec::Vec::new();
            assert_eq!(Packet::Connect(connect).encode(&mut out), Err(error));
            assert!(out.is_empty());
        }
        let longest = Connect { credentials: Some(user(Some(&long[..65_535]))), ..connect() };
        assert_eq!(Packet::Connect(longest).encoded_len(), Ok(65_557));
    }

    #[test]
    fn debug_shows_no_password() {
        let shown = std::format!("{:?}", Connect { credentials: Some(user(Some(b"secret"))), ..connect() });
        assert!(shown.contains("password: Some(..)") && !shown.contains("secret"), "{shown}");
    }

    #[test]
    fn shown_in_a_line() {
        crate::testing::shows(&[
            (
                b"\x10\x13\0\x04MQTT\x04\x02\0\x3c\0\x07meter-7",
                "CONNECT MQTT 3.1.1 client \"meter-7\" keep alive 60 s, clean session",
            ),
            (
                b"\x10\x23\0\x06MQIsdp\x83\xec\0\0\0\x01c\0\x03a/b\0\x04gone\0\x01u\0\x04pass",
                "CONNECT MQTT 3.1 client \"c\" keep alive 0 s, bridge, will on a/b QoS 1 retain, user name, password",
            ),
            (
                b"\x10\x10\0\x04MQTT\x04\x80\0\x0a\0\x01\"\0\x01u",
                "CONNECT MQTT 3.1.1 client \"\\\"\" keep alive 10 s, user name",
            ),
        ]);
    }
}
