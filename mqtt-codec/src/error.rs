//! What can be wrong with a packet, received or to be sent.

use mqtt_topic::{TextError, TopicFilterError, TopicNameError};
use thiserror::Error;

/// Why bytes are not a packet: what is wrong, and where.
///
/// Nothing was consumed: the same call on the same bytes gives the same error, and the connection is over
/// (3.1.1, 4.8; 5.0, 4.13).
#[derive(Clone, Copy, Debug, Eq, Error, Hash, PartialEq)]
#[error("{kind}, at byte {offset} of the packet")]
pub struct Error {
    kind: ErrorKind,
    offset: u32,
}

impl Error {
    /// An error of this kind, at this byte of the packet: for checks that are added to those made here.
    pub const fn new(kind: ErrorKind, offset: u32) -> Self {
        Self { kind, offset }
    }

    /// What is wrong.
    pub const fn kind(self) -> ErrorKind {
        self.kind
    }

    /// Where: bytes from the packet's first byte to the first byte of the innermost field that is wrong.
    ///
    /// A string or a binary field begins at its length prefix, and that is where a field that is cut short or
    /// ill-formed is reported. Bytes left over are reported at the first of them, what is wrong between fields at the
    /// later one.
    pub const fn offset(self) -> u32 {
        self.offset
    }
}

/// What is wrong with a packet that was received.
#[derive(Clone, Copy, Debug, Eq, Error, Hash, PartialEq)]
#[non_exhaustive]
#[repr(u8)]
pub enum ErrorKind {
    /// The packet type is reserved: 0 always, 15 before 5.0.
    #[error("packet type is reserved")]
    PacketType,
    /// The fixed header's flags are not those of the packet type, QoS is 3, or DUP is set at QoS 0.
    #[error("fixed header flags are not allowed for this packet type")]
    Flags,
    /// A variable byte integer goes on after its fourth byte, or (5.0) takes more bytes than it needs.
    #[error("variable byte integer is longer than four bytes or than it needs to be")]
    VariableByteInteger,
    /// The packet is larger than [`Framer::max_packet_size`](crate::Framer::max_packet_size).
    #[error("packet is larger than the maximum packet size set here")]
    TooLarge,
    /// A field runs past the end of its packet, or is missing.
    #[error("field runs past the end of its packet")]
    Truncated,
    /// The packet goes on after its last field.
    #[error("bytes are left over after the last field")]
    Trailing,
    /// A string is not well-formed UTF-8.
    #[error("string is not well-formed UTF-8")]
    Utf8,
    /// A string contains U+0000.
    #[error("string contains U+0000")]
    Nul,
    /// A topic name is empty or contains a wildcard.
    #[error("topic name is empty or contains `+` or `#`")]
    TopicName,
    /// A topic filter is empty, or a wildcard in it stands where none may.
    #[error("topic filter is empty or has a misplaced `+` or `#`")]
    TopicFilter,
    /// A packet identifier is 0.
    #[error("packet identifier is 0")]
    PacketIdZero,
    /// Bits that are reserved are not 0.
    #[error("reserved bits are not 0")]
    ReservedBits,
    /// A QoS is 3.
    #[error("QoS is 3")]
    Qos,
    /// A list that needs an element has none.
    #[error("list has no element, and needs at least one")]
    Empty,
    /// CONNECT comes with a protocol name that is none of MQTT's.
    #[error("protocol name is not `MQTT` (or `MQIsdp` in 3.1)")]
    ProtocolName,
    /// CONNECT asks for a level of the protocol that is not decoded here. A 3.1.1 server answers with
    /// [`ConnectReturnCode::UnacceptableProtocolLevel`](crate::ConnectReturnCode::UnacceptableProtocolLevel).
    #[error("protocol level is not one that is decoded here")]
    ProtocolLevel,
    /// CONNECT's flags contradict each other: a Will QoS or Will Retain without a Will, a Will QoS of 3, a password
    /// without a user name (3.1.1).
    #[error("connect flags contradict each other")]
    ConnectFlags,
    /// The client identifier is empty where it may not be. A 3.1.1 server answers with
    /// [`ConnectReturnCode::IdentifierRejected`](crate::ConnectReturnCode::IdentifierRejected).
    #[error("client identifier is empty, and needs a clean session (3.1.1) or is never empty (3.1)")]
    ClientId,
    /// A return code is none of its packet's.
    #[error("return code is reserved")]
    ReturnCode,
    /// CONNACK refuses a connection, and says that its session is present.
    #[error("session is present though the connection is refused")]
    SessionPresent,
    /// A packet, or what is in it, that only the other side may send.
    #[error("packet, or what is in it, is not for its sender to send")]
    Sender,
    /// A connection begins with something else than CONNECT.
    #[error("packet is not a CONNECT, with which a connection begins")]
    NotConnect,
    /// A second CONNECT on one connection. Decoding keeps no state and never finds this: a server that has accepted a
    /// CONNECT makes the error itself, by [`Error::new`].
    #[error("second CONNECT on a connection")]
    SecondConnect,
    /// 5.0: a property that there is not.
    #[error("property identifier is unknown")]
    UnknownProperty,
    /// 5.0: a property that belongs into other packets.
    #[error("property is not allowed in this packet")]
    MisplacedProperty,
    /// 5.0: a property a second time that may be there once.
    #[error("property is there twice, and may be there once")]
    DuplicateProperty,
    /// 5.0: a property with a value that is out of its range.
    #[error("property value is out of range")]
    PropertyValue,
    /// 5.0: a Topic Alias of 0.
    #[error("topic alias is 0")]
    TopicAlias,
    /// 5.0: a reason code that is none of its packet's.
    #[error("reason code is not one of this packet's")]
    ReasonCode,
    /// 5.0: a Retain Handling of 3.
    #[error("retain handling is 3")]
    RetainHandling,
    /// 5.0: No Local on a shared subscription.
    #[error("no local is set on a shared subscription")]
    NoLocal,
    /// 5.0: authentication data in CONNECT, or an AUTH, without the authentication method that it belongs to.
    #[error("authentication method is missing")]
    AuthenticationMethod,
}

impl ErrorKind {
    /// The 5.0 reason code that tells the peer: what CONNACK or DISCONNECT carries before the connection is closed.
    ///
    /// 3.1.1 has no such code: the connection is closed in silence, but for [`Self::ProtocolLevel`] and
    /// [`Self::ClientId`].
    pub const fn reason_code(self) -> u8 {
        match self {
            Self::PacketType
            | Self::Flags
            | Self::VariableByteInteger
            | Self::Truncated
            | Self::Trailing
            | Self::Utf8
            | Self::Nul
            | Self::ReservedBits
            | Self::ConnectFlags
            | Self::UnknownProperty
            | Self::MisplacedProperty => MALFORMED_PACKET,
            Self::TopicName
            | Self::TopicFilter
            | Self::PacketIdZero
            | Self::Qos
            | Self::Empty
            | Self::ReturnCode
            | Self::SessionPresent
            | Self::Sender
            | Self::NotConnect
            | Self::SecondConnect
            | Self::DuplicateProperty
            | Self::PropertyValue
            | Self::ReasonCode
            | Self::RetainHandling
            | Self::NoLocal
            | Self::AuthenticationMethod => PROTOCOL_ERROR,
            Self::TopicAlias => TOPIC_ALIAS_INVALID,
            Self::ProtocolName | Self::ProtocolLevel => UNSUPPORTED_PROTOCOL_VERSION,
            Self::ClientId => CLIENT_IDENTIFIER_NOT_VALID,
            Self::TooLarge => PACKET_TOO_LARGE,
        }
    }
}

const MALFORMED_PACKET: u8 = 0x81;
const PROTOCOL_ERROR: u8 = 0x82;
const UNSUPPORTED_PROTOCOL_VERSION: u8 = 0x84;
const CLIENT_IDENTIFIER_NOT_VALID: u8 = 0x85;
const TOPIC_ALIAS_INVALID: u8 = 0x94;
const PACKET_TOO_LARGE: u8 = 0x95;

impl From<TextError> for ErrorKind {
    fn from(error: TextError) -> Self {
        match error {
            TextError::Nul => Self::Nul,
            _ => Self::Utf8,
        }
    }
}

impl From<TopicNameError> for ErrorKind {
    fn from(error: TopicNameError) -> Self {
        match error {
            TopicNameError::Text(error) => error.into(),
            _ => Self::TopicName,
        }
    }
}

impl From<TopicFilterError> for ErrorKind {
    fn from(error: TopicFilterError) -> Self {
        match error {
            TopicFilterError::Text(error) => error.into(),
            _ => Self::TopicFilter,
        }
    }
}

/// The error of `TryFrom` a number: it is out of range, or the standard defines nothing for it.
///
/// ```
/// use mqtt_codec::{PacketId, Qos};
///
/// assert_eq!(Qos::try_from(1), Ok(Qos::AtLeastOnce));
/// assert_eq!(Qos::try_from(3).unwrap_err().to_string(), "invalid QoS");
/// assert_eq!(PacketId::try_from(0).unwrap_err().to_string(), "invalid packet identifier");
/// ```
#[derive(Clone, Copy, Debug, Eq, Error, Hash, PartialEq)]
#[error("invalid {name}")]
pub struct InvalidNumber {
    name: &'static str,
}

impl InvalidNumber {
    /// `name` is what the number should have been.
    pub(crate) const fn new(name: &'static str) -> Self {
        Self { name }
    }
}

/// Feature `std`. The kind is [`InvalidData`](std::io::ErrorKind::InvalidData).
#[cfg(any(feature = "std", test))]
impl From<Error> for std::io::Error {
    fn from(error: Error) -> Self {
        Self::new(std::io::ErrorKind::InvalidData, error)
    }
}

/// Feature `std`. The kind is [`InvalidInput`](std::io::ErrorKind::InvalidInput).
#[cfg(any(feature = "std", test))]
impl From<EncodeError> for std::io::Error {
    fn from(error: EncodeError) -> Self {
        Self::new(std::io::ErrorKind::InvalidInput, error)
    }
}

/// Why a packet cannot be encoded. Nothing was written.
#[derive(Clone, Copy, Debug, Eq, Error, Hash, PartialEq)]
#[non_exhaustive]
pub enum EncodeError {
    /// A binary field is longer than its two-byte length prefix can say.
    #[error("{0} is longer than 65,535 bytes")]
    TooLong(&'static str),
    /// A list that needs an element has none.
    #[error("{0} has no element, and needs at least one")]
    Empty(&'static str),
    /// The client identifier is empty, and the session is not clean, or the protocol is 3.1.
    #[error("client identifier is empty: set `clean_session` (3.1.1), or give one (3.1)")]
    ClientId,
    /// The packet's Remaining Length would be over 268,435,455.
    #[error("packet is larger than MQTT can frame: 268,435,455 bytes after the fixed header")]
    TooLarge,
    /// 5.0: there is neither a Topic Name nor a Topic Alias.
    #[error("PUBLISH has neither a topic name nor a topic alias")]
    NoTopic,
    /// 5.0: CONNACK says that a session is present, and refuses the connection.
    #[error("CONNACK refuses a connection whose session is present")]
    SessionPresent,
    /// 5.0: No Local on a shared subscription, or a shared subscription that is malformed.
    #[error("topic filter is a malformed shared subscription, or one with no local")]
    SharedSubscription,
    /// 5.0: authentication data in CONNECT, or an AUTH, without an authentication method.
    #[error("authentication method is missing")]
    AuthenticationMethod,
    /// 5.0: the packet is larger than its receiver takes, also without reason string and user properties.
    #[error("packet is larger than the peer's maximum packet size")]
    OverPeerLimit,
    /// The output has no room for the packet.
    #[error("output is too small: the packet takes {needed} bytes")]
    NoRoom {
        /// The packet's length in bytes.
        needed: usize,
    },
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::string::ToString;

    use super::*;

    #[test]
    fn an_io_error_has_the_error_in_it() {
        let error = Error::new(ErrorKind::Nul, 7);
        let received = io::Error::from(error);
        assert_eq!((received.kind(), received.to_string()), (io::ErrorKind::InvalidData, error.to_string()));
        assert_eq!(received.get_ref().and_then(|inner| inner.downcast_ref()), Some(&error));

        let to_send = io::Error::from(EncodeError::TooLarge);
        assert_eq!(to_send.kind(), io::ErrorKind::InvalidInput);
        assert_eq!(to_send.get_ref().and_then(|inner| inner.downcast_ref()), Some(&EncodeError::TooLarge));
    }
}
