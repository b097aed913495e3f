//! What only one of the two sides may send. MQTT 5.0, section 2.1.2 and the tables of reason codes.

use mqtt_codec::{Error, ErrorKind, Side};

use crate::packet::Packet;
use crate::reason::{AuthReason, DisconnectReason, PubackReason, PubrecReason};

impl Packet<'_> {
    /// Checks that `sender` may send this packet: decoding does not know the direction.
    ///
    /// # Errors
    ///
    /// [`Sender`](ErrorKind::Sender) at offset 0 for a packet, a reason code or a property that only the other side may
    /// send.
    pub fn check_sent_by(&self, sender: Side) -> Result<(), Error> {
        let only = match self {
            Self::Connect(_) | Self::Subscribe(_) | Self::Unsubscribe(_) | Self::Pingreq => {
                Some(Side::Client)
            }
            Self::Connack(_) | Self::Suback(_) | Self::Unsuback(_) | Self::Pingresp => Some(Side::Server),
            // [MQTT-3.3.4-6]
            Self::Publish(publish) if !publish.properties.subscription_identifiers.is_empty() => {
                Some(Side::Server)
            }
            Self::Puback(ack) if ack.reason == PubackReason::NoMatchingSubscribers => Some(Side::Server),
            Self::Pubrec(ack) if ack.reason == PubrecReason::NoMatchingSubscribers => Some(Side::Server),
            // [MQTT-3.14.2-2]
            Self::Disconnect(packet) if packet.properties.session_expiry_interval.is_some() => {
                if only_in_disconnect(packet.reason) == Some(Side::Server) {
                    return Err(Error::new(ErrorKind::Sender, 0));
                }
                Some(Side::Client)
            }
            Self::Disconnect(packet) => only_in_disconnect(packet.reason),
            Self::Auth(auth) => match auth.reason {
                AuthReason::Success => Some(Side::Server),
                AuthReason::ContinueAuthentication => None,
                AuthReason::ReAuthenticate => Some(Side::Client),
            },
            Self::Publish(_) | Self::Puback(_) | Self::Pubrec(_) | Self::Pubrel(_) | Self::Pubcomp(_) => None,
        };
        match only {
            Some(only) if only != sender => Err(Error::new(ErrorKind::Sender, 0)),
            _ => Ok(()),
        }
    }
}

/// Table 3-10, and nobody's objection to 0x8C, which it does not have.
const fn only_in_disconnect(reason: DisconnectReason) -> Option<Side> {
    match reason {
        DisconnectReason::DisconnectWithWillMessage => Some(Side::Client),
        DisconnectReason::NotAuthorized
        | DisconnectReason::ServerBusy
        | DisconnectReason::ServerShuttingDown
        | DisconnectReason::KeepAliveTimeout
        | DisconnectReason::SessionTakenOver
        | DisconnectReason::TopicFilterInvalid
        | DisconnectReason::RetainNotSupported
        | DisconnectReason::QosNotSupported
        | DisconnectReason::UseAnotherServer
        | DisconnectReason::ServerMoved
        | DisconnectReason::SharedSubscriptionsNotSupported
        | DisconnectReason::ConnectionRateExceeded
        | DisconnectReason::MaximumConnectTime
        | DisconnectReason::SubscriptionIdentifiersNotSupported
        | DisconnectReason::WildcardSubscriptionsNotSupported => Some(Side::Server),
        DisconnectReason::NormalDisconnection
        | DisconnectReason::UnspecifiedError
        | DisconnectReason::MalformedPacket
        | DisconnectReason::ProtocolError
        | DisconnectReason::ImplementationSpecificError
        | DisconnectReason::BadAuthenticationMethod
        | DisconnectReason::TopicNameInvalid
        | DisconnectReason::ReceiveMaximumExceeded
        | DisconnectReason::TopicAliasInvalid
        | DisconnectReason::PacketTooLarge
        | DisconnectReason::MessageRateTooHigh
        | DisconnectReason::QuotaExceeded
        | DisconnectReason::AdministrativeAction
        | DisconnectReason::PayloadFormatInvalid => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::decode;

    /// Whether a client, and whether a server, may send `wire`.
    fn may_send(wire: &[u8]) -> (bool, bool) {
        let packet = decode(wire).unwrap();
        let may = |sender| match packet.check_sent_by(sender) {
            Ok(()) => true,
            Err(error) => {
                assert_eq!((error.kind(), error.offset()), (ErrorKind::Sender, 0));
                false
            }
        };
        (may(Side::Client), may(Side::Server))
    }

    /// Table 2-1.
    #[test]
    fn packets_have_a_direction() {
        let table: &[(&[u8], (bool, bool))] = &[
            (b"\x10\x0d\0\x04MQTT\x05\x02\0\0\0\0\0", (true, false)),
            (b"\x20\x03\0\0\0", (false, true)),
            (b"\x30\x04\0\x01a\0", (true, true)),
            (b"\x40\x02\0\x01", (true, true)),
            (b"\x50\x02\0\x01", (true, true)),
            (b"\x62\x02\0\x01", (true, true)),
            (b"\x70\x02\0\x01", (true, true)),
            (b"\x82\x07\0\x01\0\0\x01a\0", (true, false)),
            (b"\x90\x04\0\x01\0\0", (false, true)),
            (b"\xa2\x06\0\x01\0\0\x01a", (true, false)),
            (b"\xb0\x04\0\x01\0\0", (false, true)),
            (b"\xc0\0", (true, false)),
            (b"\xd0\0", (false, true)),
            (b"\xe0\0", (true, true)),
            (b"\xf0\x06\x18\x04\x15\0\x01m", (true, true)),
        ];
        for (wire, senders) in table {
            assert_eq!(may_send(wire), *senders, "{}", wire.escape_ascii());
        }
    }

    #[test]
    fn properties_have_one_too() {
        let table: &[(&str, &[u8], (bool, bool))] = &[
            ("[MQTT-3.3.4-6]", b"\x30\x06\0\x01a\x02\x0b\x01", (false, true)),
            ("3.8.2.1.2", b"\x82\x09\0\x01\x02\x0b\x01\0\x01a\0", (true, false)),
            ("[MQTT-3.14.2-2]", b"\xe0\x07\0\x05\x11\0\0\0\0", (true, false)),
            ("[MQTT-3.14.2-2] with an error", b"\xe0\x07\x81\x05\x11\0\0\0\0", (true, false)),
            ("and a server's code", b"\xe0\x07\x8b\x05\x11\0\0\0\0", (false, false)),
            ("and a client's code", b"\xe0\x07\x04\x05\x11\0\0\0\0", (true, false)),
            ("3.3.2.3.4, either side has aliases", b"\x30\x07\0\x01a\x03\x23\0\x01", (true, true)),
        ];
        for (clause, wire, senders) in table {
            assert_eq!(may_send(wire), *senders, "{clause}");
        }
    }

    /// The column "Sent by" of Tables 3-10 and 3-11, and the notes of Tables 3-4 and 3-5.
    #[test]
    fn reason_codes_have_one_too() {
        let by_server =
            [0x87, 0x89, 0x8b, 0x8d, 0x8e, 0x8f, 0x9a, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f, 0xa0, 0xa1, 0xa2];
        for code in (0..=u8::MAX).filter(|code| DisconnectReason::new(*code).is_some()) {
            let senders = (!by_server.contains(&code), code != 0x04);
            assert_eq!(may_send(&[0xe0, 2, code, 0]), senders, "{code:#04x}");
        }
        for (code, senders) in [(0x00, (false, true)), (0x18, (true, true)), (0x19, (true, false))] {
            assert_eq!(may_send(&[0xf0, 6, code, 4, 0x15, 0, 1, b'm']), senders, "{code:#04x}");
        }
        assert_eq!(may_send(b"\xf0\0"), (false, true), "Success");
        for first in [0x40, 0x50] {
            for code in (0..=u8::MAX).filter(|code| PubackReason::new(*code).is_some()) {
                assert_eq!(may_send(&[first, 4, 0, 1, code, 0]), (code != 0x10, true), "{code:#04x}");
            }
        }
        for first in [0x62, 0x70] {
            assert_eq!(may_send(&[first, 4, 0, 1, 0x92, 0]), (true, true));
        }
    }
}
