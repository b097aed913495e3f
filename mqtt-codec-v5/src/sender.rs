//! What only one of the two sides may send. MQTT 5.0, section 2.1.2 and the tables of reason codes.

use mqtt_codec::{Error, ErrorKind, Sender};

use crate::packet::Packet;
use crate::reason::{AuthReason, DisconnectReason, PubackReason, PubrecReason};

impl Packet<'_> {
    /// Holds the packet against who sent it: decoding does not know the direction.
    ///
    /// # Errors
    ///
    /// [`Sender`](ErrorKind::Sender) at offset 0 for a packet, a reason code or a property that only the other side may
    /// send.
    pub fn check_sent_by(&self, sender: Sender) -> Result<(), Error> {
        let only = match self {
            Self::Connect(_) | Self::Subscribe(_) | Self::Unsubscribe(_) | Self::Pingreq => {
                Some(Sender::Client)
            }
            Self::Connack(_) | Self::Suback(_) | Self::Unsuback(_) | Self::Pingresp => Some(Sender::Server),
            // [MQTT-3.3.4-6]
            Self::Publish(publish) if !publish.properties.subscription_identifiers.is_empty() => {
                Some(Sender::Server)
            }
            Self::Puback(ack) if ack.reason == PubackReason::NoMatchingSubscribers => Some(Sender::Server),
            Self::Pubrec(ack) if ack.reason == PubrecReason::NoMatchingSubscribers => Some(Sender::Server),
            // [MQTT-3.14.2-2]
            Self::Disconnect(packet) if packet.properties.session_expiry_interval.is_some() => {
                if only_in_disconnect(packet.reason) == Some(Sender::Server) {
                    return Err(Error::new(ErrorKind::Sender, 0));
                }
                Some(Sender::Client)
            }
            Self::Disconnect(packet) => only_in_disconnect(packet.reason),
            Self::Auth(auth) => match auth.reason {
                AuthReason::Success => Some(Sender::Server),
                AuthReason::ContinueAuthentication => None,
                AuthReason::ReAuthenticate => Some(Sender::Client),
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
const fn only_in_disconnect(reason: DisconnectReason) -> Option<Sender> {
    match reason {
        DisconnectReason::DisconnectWithWillMessage => Some(Sender::Client),
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
        | DisconnectReason::WildcardSubscriptionsNotSupported => Some(Sender::Server),
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
