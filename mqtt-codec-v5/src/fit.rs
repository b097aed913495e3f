//! Leaving out what a peer does not want: packets over its Maximum Packet Size, and what only explains. MQTT 5.0,
//! sections 3.1.2.11.4, 3.1.2.11.7 and 3.2.2.3.6.

use mqtt_codec::{EncodeError, List, Text};

use crate::packet::Packet;
use crate::value::UserProperty;

impl<'a> Packet<'a> {
    /// The packet in at most `maximum_packet_size` bytes, which is what its receiver asked for: without its Reason String
    /// if that is needed, then without its User Properties, too.
    ///
    /// Only an answer, a DISCONNECT or an AUTH has anything to leave out: the user properties of the other packets are
    /// the application's, and never dropped.
    ///
    /// ```
    /// use mqtt_codec_v5::{AckProperties, Packet, PacketId, Puback, PubackReason, Text};
    ///
    /// let mut puback = Puback::new(PacketId::new(1).unwrap());
    /// puback.reason = PubackReason::QuotaExceeded;
    /// puback.properties.reason_string = Some(Text::from_static("this client may send ten messages a second"));
    ///
    /// let packet = Packet::Puback(puback).fit(16)?;
    /// assert_eq!(packet.encoded_len(), Ok(6));
    /// # Ok::<(), mqtt_codec_v5::EncodeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`encoded_len`](Self::encoded_len), and [`OverPeerLimit`](EncodeError::OverPeerLimit) if the packet is larger
    /// even so: it must not be sent [MQTT-3.1.2-24].
    pub fn fit(mut self, maximum_packet_size: u32) -> Result<Self, EncodeError> {
        let limit = usize::try_from(maximum_packet_size).unwrap_or(usize::MAX);
        if self.encoded_len()? <= limit {
            return Ok(self);
        }
        if let Some((reason_string, _)) = self.explanation() {
            *reason_string = None;
        }
        if self.encoded_len()? <= limit {
            return Ok(self);
        }
        if let Some((_, user_properties)) = self.explanation() {
            *user_properties = List::default();
        }
        if self.encoded_len()? <= limit { Ok(self) } else { Err(EncodeError::OverPeerLimit) }
    }

    /// The packet for a client that asked for no problem information: only PUBLISH, CONNACK and DISCONNECT keep their
    /// Reason String and User Properties [MQTT-3.1.2-29].
    #[must_use]
    pub fn without_problem_information(mut self) -> Self {
        if !matches!(self, Self::Connack(_) | Self::Disconnect(_)) {
            if let Some((reason_string, user_properties)) = self.explanation() {
                (*reason_string, *user_properties) = (None, List::default());
            }
        }
        self
    }

    /// What says more than the reason code, and may be left out.
    fn explanation(&mut self) -> Option<(&mut Option<Text<'a>>, &mut List<'a, UserProperty<'a>>)> {
        let properties = match self {
            Self::Puback(ack) => &mut ack.properties,
            Self::Pubrec(ack) => &mut ack.properties,
            Self::Pubrel(ack) => &mut ack.properties,
            Self::Pubcomp(ack) => &mut ack.properties,
            Self::Suback(suback) => &mut suback.properties,
            Self::Unsuback(unsuback) => &mut unsuback.properties,
            Self::Connack(connack) => {
                let properties = &mut connack.properties;
                return Some((&mut properties.reason_string, &mut properties.user_properties));
            }
            Self::Disconnect(disconnect) => {
                let properties = &mut disconnect.properties;
                return Some((&mut properties.reason_string, &mut properties.user_properties));
            }
            Self::Auth(auth) => {
                let properties = &mut auth.properties;
                return Some((&mut properties.reason_string, &mut properties.user_properties));
            }
            Self::Connect(_)
            | Self::Publish(_)
            | Self::Subscribe(_)
            | Self::Unsubscribe(_)
            | Self::Pingreq
            | Self::Pingresp => return None,
        };
        Some((&mut properties.reason_string, &mut properties.user_properties))
    }
}
