//! What is owed to a peer that sent something wrong. MQTT 3.1.1, section 4.8; 5.0, [section 4.13].
//!
//! [section 4.13]: https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901300

use mqtt_codec::{ConnectReturnCode, Error, ErrorKind, Side, Version};

use crate::connack::Connack;
use crate::disconnect::Disconnect;
use crate::reason::{ConnackReason, DisconnectReason};
use crate::versioned::AnyPacket;

/// How far a connection has come: what the answer to an error depends on.
///
/// ```
/// use mqtt_codec_v5::{AnyPacket, Framer, Side, Split, Stage, peek_protocol};
///
/// /// Returns the bytes to send before closing the connection.
/// fn goodbye(received: &[u8]) -> Vec<u8> {
///     let mut stage = Stage::New;
///     let first = || {
///         let Split::Frame(frame, _) = Framer::new(4096).split(received)? else { return Ok(()) };
///         AnyPacket::decode(frame, peek_protocol(frame.bytes())?.version).map(drop)
///     };
///     let Err(error) = first() else { return Vec::new() };
///     if let Ok(protocol) = peek_protocol(received) {
///         stage = Stage::Connecting(protocol.version);
///     }
///     let mut out = Vec::new();
///     if let Some(answer) = stage.answer(Side::Server, error) {
///         answer.encode(&mut out).expect("an answer can be encoded");
///     }
///     out
/// }
///
/// // A CONNECT of 5.0 with its reserved flag set: 0x81, Malformed Packet.
/// assert_eq!(goodbye(b"\x10\x0d\0\x04MQTT\x05\x03\0\0\0\0\0"), b"\x20\x03\0\x81\0");
/// // Level 6: CONNACK in the form of 3.1.1, which all versions know.
/// assert_eq!(goodbye(b"\x10\x0d\0\x04MQTT\x06\x02\0\0\0\0\0"), b"\x20\x02\0\x01");
/// // An HTTP request: nothing.
/// assert_eq!(goodbye(b"GET / HTTP/1.1"), b"");
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Stage {
    /// No version is known: no CONNECT has come, or none from which a version can be read.
    #[default]
    New,
    /// A CONNECT has named this version, and no CONNACK has accepted the connection so far.
    Connecting(Version),
    /// A CONNACK has accepted the connection.
    Connected(Version),
}

impl Stage {
    /// Returns the version that the connection speaks, if it is known.
    pub const fn version(self) -> Option<Version> {
        match self {
            Self::New => None,
            Self::Connecting(version) | Self::Connected(version) => Some(version),
        }
    }

    /// Returns the packet that `side` owes its peer after `error`, before it closes the connection, or `None` if it closes
    /// the connection without sending anything.
    ///
    /// | side | stage | error | answer | clause |
    /// | --- | --- | --- | --- | --- |
    /// | server | new | [`ProtocolLevel`](ErrorKind::ProtocolLevel) | CONNACK 0x01, in the form of 3.1.1 | 3.1.1: MQTT-3.1.2-2 |
    /// | server | new | any other | none | 3.1.1: MQTT-3.1.4-1, 4.8; 5.0: MQTT-3.1.4-1 |
    /// | server | connecting, 3.1 or 3.1.1 | [`ProtocolLevel`](ErrorKind::ProtocolLevel) | CONNACK 0x01 | 3.1.1: MQTT-3.1.2-2 |
    /// | server | connecting, 3.1 or 3.1.1 | [`ClientId`](ErrorKind::ClientId) | CONNACK 0x02 | 3.1.1: MQTT-3.1.3-8 |
    /// | server | connecting, 3.1 or 3.1.1 | any other | none | 3.1.1: MQTT-3.1.4-1 |
    /// | server | connected, 3.1 or 3.1.1 | any | none | 3.1.1: MQTT-4.8.0-1 |
    /// | server | connecting, 5.0 | any | CONNACK with [`ConnackReason::from`] the error | 5.0: MQTT-3.1.4-2, 4.13.1 |
    /// | server | connected, 5.0 | any | DISCONNECT with [`DisconnectReason::from`] the error | 5.0: MQTT-4.13.1-1 |
    /// | client | 5.0, from its CONNECT on | any | DISCONNECT with [`DisconnectReason::from`] the error | 5.0: MQTT-4.13.1-1 |
    /// | client | 3.1 or 3.1.1; or before its CONNECT | any | none | 3.1.1: MQTT-4.8.0-1 |
    ///
    /// MQTT-3.14.0-1 keeps only servers from sending DISCONNECT before CONNACK. A server that does not serve the level of
    /// a sound CONNECT gives `Error::new(ErrorKind::ProtocolLevel, 0)`; for a CONNECT on a connection that is accepted,
    /// whatever its level, it gives `Error::new(ErrorKind::SecondConnect, 0)` [MQTT-3.1.0-2], and an error in decoding such
    /// a CONNECT becomes 0x82 or 0x81 by itself. The answer has no Reason String, and takes 4 or 5 bytes.
    pub fn answer(self, side: Side, error: Error) -> Option<AnyPacket<'static>> {
        match (side, self) {
            (Side::Server, Self::New | Self::Connecting(Version::V3_1 | Version::V3_1_1)) => {
                let refusal = match (self, error.kind()) {
                    (_, ErrorKind::ProtocolLevel) => ConnectReturnCode::UnacceptableProtocolLevel,
                    (Self::Connecting(_), ErrorKind::ClientId) => ConnectReturnCode::IdentifierRejected,
                    _ => return None,
                };
                Some(mqtt_codec::Connack::Refused(refusal).into())
            }
            (Side::Server, Self::Connecting(Version::V5)) => {
                Some(Connack { reason: ConnackReason::from(error), ..Connack::default() }.into())
            }
            (Side::Server, Self::Connected(Version::V5))
            | (Side::Client, Self::Connecting(Version::V5) | Self::Connected(Version::V5)) => {
                Some(Disconnect { reason: DisconnectReason::from(error), ..Disconnect::default() }.into())
            }
            (Side::Client, Self::New | Self::Connecting(Version::V3_1 | Version::V3_1_1))
            | (_, Self::Connected(Version::V3_1 | Version::V3_1_1)) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const V3: [Version; 2] = [Version::V3_1, Version::V3_1_1];

    /// Every kind there is, by its reason code.
    fn kinds() -> impl Iterator<Item = (ErrorKind, u8)> {
        [
            ErrorKind::PacketType,
            ErrorKind::Flags,
            ErrorKind::VariableByteInteger,
            ErrorKind::TooLarge,
            ErrorKind::Truncated,
            ErrorKind::Trailing,
            ErrorKind::Utf8,
            ErrorKind::Nul,
            ErrorKind::TopicName,
            ErrorKind::TopicFilter,
            ErrorKind::PacketIdZero,
            ErrorKind::ReservedBits,
            ErrorKind::Qos,
            ErrorKind::Empty,
            ErrorKind::ProtocolName,
            ErrorKind::ProtocolLevel,
            ErrorKind::ConnectFlags,
            ErrorKind::ClientId,
            ErrorKind::ReturnCode,
            ErrorKind::SessionPresent,
            ErrorKind::Sender,
            ErrorKind::NotConnect,
            ErrorKind::SecondConnect,
            ErrorKind::UnknownProperty,
            ErrorKind::MisplacedProperty,
            ErrorKind::DuplicateProperty,
            ErrorKind::PropertyValue,
            ErrorKind::TopicAlias,
            ErrorKind::ReasonCode,
            ErrorKind::RetainHandling,
            ErrorKind::NoLocal,
            ErrorKind::AuthenticationMethod,
        ]
        .into_iter()
        .map(|kind| (kind, kind.reason_code()))
    }

    fn sent(stage: Stage, side: Side, kind: ErrorKind) -> std::vec::Vec<u8> {
        let mut out = [0; 8];
        match stage.answer(side, Error::new(kind, 0)) {
            Some(answer) => {
                assert_eq!(answer.check_sent_by(side), Ok(()));
                let len = answer.encode_into(&mut out).unwrap();
                out[..len].into()
            }
            None => std::vec::Vec::new(),
        }
    }

    #[test]
    fn a_server_that_knows_no_version_answers_a_level_it_does_not_serve() {
        for (kind, _) in kinds() {
            let expected: &[u8] = if kind == ErrorKind::ProtocolLevel { b"\x20\x02\0\x01" } else { b"" };
            assert_eq!(sent(Stage::New, Side::Server, kind), expected, "{kind:?}");
        }
    }

    #[test]
    fn a_server_of_3_x_has_two_return_codes_for_errors() {
        for version in V3 {
            for (kind, _) in kinds() {
                let expected: &[u8] = match kind {
                    ErrorKind::ProtocolLevel => b"\x20\x02\0\x01",
                    ErrorKind::ClientId => b"\x20\x02\0\x02",
                    _ => b"",
                };
                assert_eq!(sent(Stage::Connecting(version), Side::Server, kind), expected, "{kind:?}");
                assert_eq!(sent(Stage::Connected(version), Side::Server, kind), b"", "{kind:?}");
            }
        }
    }

    #[test]
    fn a_server_of_5_0_sends_connack_and_then_disconnect() {
        for (kind, code) in kinds() {
            let connack = if code == 0x94 { 0x82 } else { code };
            let expected = [0x20, 3, 0, connack, 0];
            assert_eq!(sent(Stage::Connecting(Version::V5), Side::Server, kind), expected, "{kind:?}");
            let disconnect = if matches!(code, 0x84 | 0x85) { 0x82 } else { code };
            let expected = [0xe0, 2, disconnect, 0];
            assert_eq!(sent(Stage::Connected(Version::V5), Side::Server, kind), expected, "{kind:?}");
        }
    }

    #[test]
    fn a_client_never_sends_connack() {
        for (kind, code) in kinds() {
            for stage in
                [Stage::New].into_iter().chain(V3.map(Stage::Connecting)).chain(V3.map(Stage::Connected))
            {
                assert_eq!(sent(stage, Side::Client, kind), b"", "{kind:?}, {stage:?}");
            }
            let disconnect = if matches!(code, 0x84 | 0x85) { 0x82 } else { code };
            for stage in [Stage::Connecting(Version::V5), Stage::Connected(Version::V5)] {
                assert_eq!(sent(stage, Side::Client, kind), [0xe0, 2, disconnect, 0], "{kind:?}, {stage:?}");
            }
        }
    }

    /// [MQTT-3.1.0-2], of any level, sound or not.
    #[test]
    fn a_second_connect_is_a_protocol_error() {
        let connected = Stage::Connected(Version::V5);
        let others: [&[u8]; 3] = [
            b"\x10\x0d\0\x04MQTT\x04\x02\0\x3c\0\x01c",
            b"\x10\x0f\0\x06MQIsdp\x03\x02\0\x3c\0\x01c",
            b"\x10\x0d\0\x04MQTT\x06\x02\0\x3c\0\x01c",
        ];
        for wire in others {
            let error = crate::testing::decode(wire).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::ProtocolLevel);
            assert_eq!(sent(connected, Side::Server, error.kind()), b"\xe0\x02\x82\0");
        }
        assert!(crate::testing::decode(b"\x10\x0d\0\x04MQTT\x05\x02\0\0\0\0\0").is_ok());
        assert_eq!(sent(connected, Side::Server, ErrorKind::SecondConnect), b"\xe0\x02\x82\0");
    }
}
