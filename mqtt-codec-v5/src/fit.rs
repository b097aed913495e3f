//! Leaving out what a peer does not want: packets over its Maximum Packet Size, and what only explains. MQTT 5.0,
//! sections 3.1.2.11.4, 3.1.2.11.7 and 3.2.2.3.6.

use mqtt_codec::{EncodeError, List, Text};

use crate::packet::Packet;
use crate::property::UserProperty;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{decode, encode};

    /// [MQTT-3.2.2-19] [MQTT-3.2.2-20] and their like for each packet: limit, the packet, what is sent.
    #[test]
    fn what_explains_is_left_out_where_it_does_not_fit() {
        let table: &[(u32, &[u8], &[u8])] = &[
            (10, b"\x20\x0a\0\x87\x07\x1f\0\x04nope", b"\x20\x03\0\x87\0"),
            (10, b"\x20\x0a\0\x87\x07\x26\0\x01k\0\x01v", b"\x20\x03\0\x87\0"),
            (12, b"\x40\x0f\0\x01\0\x0b\x1f\0\x08too long", b"\x40\x02\0\x01"),
            (12, b"\x50\x0f\0\x01\0\x0b\x1f\0\x08too long", b"\x50\x02\0\x01"),
            (12, b"\x62\x0f\0\x01\0\x0b\x1f\0\x08too long", b"\x62\x02\0\x01"),
            (12, b"\x70\x0f\0\x01\0\x0b\x1f\0\x08too long", b"\x70\x02\0\x01"),
            (10, b"\x40\x0b\0\x01\0\x07\x26\0\x01k\0\x01v", b"\x40\x02\0\x01"),
            (10, b"\x50\x0b\0\x01\x80\x07\x26\0\x01k\0\x01v", b"\x50\x04\0\x01\x80\0"),
            (10, b"\x62\x0b\0\x01\x92\x07\x26\0\x01k\0\x01v", b"\x62\x04\0\x01\x92\0"),
            (10, b"\x70\x0b\0\x01\0\x07\x26\0\x01k\0\x01v", b"\x70\x02\0\x01"),
            (10, b"\x90\x0b\0\x01\x07\x1f\0\x04nope\x80", b"\x90\x04\0\x01\0\x80"),
            (10, b"\x90\x0b\0\x01\x07\x26\0\x01k\0\x01v\x80", b"\x90\x04\0\x01\0\x80"),
            (10, b"\xb0\x0b\0\x01\x07\x1f\0\x04nope\x80", b"\xb0\x04\0\x01\0\x80"),
            (10, b"\xb0\x0b\0\x01\x07\x26\0\x01k\0\x01v\x80", b"\xb0\x04\0\x01\0\x80"),
            (8, b"\xe0\x09\x80\x07\x1f\0\x04nope", b"\xe0\x02\x80\0"),
            (8, b"\xe0\x09\x80\x07\x26\0\x01k\0\x01v", b"\xe0\x02\x80\0"),
            (12, b"\xf0\x0d\x18\x0b\x15\0\x01m\x1f\0\x04nope", b"\xf0\x06\x18\x04\x15\0\x01m"),
            (12, b"\xf0\x0d\x18\x0b\x15\0\x01m\x26\0\x01k\0\x01v", b"\xf0\x06\x18\x04\x15\0\x01m"),
        ];
        for (limit, wire, fitting) in table {
            let packet = decode(wire).unwrap();
            assert_eq!(packet.fit(*limit).as_ref().map(encode).as_deref(), Ok(*fitting));
            let len = u32::try_from(wire.len()).unwrap();
            assert_eq!(packet.fit(len), Ok(packet), "it fits");
            assert_eq!(packet.fit(u32::MAX), Ok(packet));
            let too_small = u32::try_from(fitting.len() - 1).unwrap();
            assert_eq!(packet.fit(too_small), Err(EncodeError::OverPeerLimit));
        }
    }

    #[test]
    fn user_properties_stay_if_that_is_enough() {
        let packet = decode(b"\x40\x0f\0\x01\0\x0b\x1f\0\x01r\x26\0\x01k\0\x01v").unwrap();
        let without = |limit| packet.fit(limit).map(|packet| encode(&packet));
        assert_eq!(without(17).map(|sent| sent.len()), Ok(17));
        assert_eq!(without(16).as_deref(), Ok(&b"\x40\x0b\0\x01\0\x07\x26\0\x01k\0\x01v"[..]));
        assert_eq!(without(13).as_deref(), Ok(&b"\x40\x0b\0\x01\0\x07\x26\0\x01k\0\x01v"[..]));
        assert_eq!(without(12).as_deref(), Ok(&b"\x40\x02\0\x01"[..]));
        assert_eq!(packet.fit(3), Err(EncodeError::OverPeerLimit));
    }

    #[test]
    fn what_belongs_to_the_application_is_never_left_out() {
        let table: &[&[u8]] = &[
            b"\x10\x14\0\x04MQTT\x05\x02\0\0\x07\x26\0\x01k\0\x01v\0\0",
            b"\x30\x0b\0\x01a\x07\x26\0\x01k\0\x01v",
            b"\x82\x0e\0\x01\x07\x26\0\x01k\0\x01v\0\x01a\0",
            b"\xa2\x0d\0\x01\x07\x26\0\x01k\0\x01v\0\x01a",
            b"\xc0\0",
            b"\xd0\0",
        ];
        for wire in table {
            let packet = decode(wire).unwrap();
            let len = u32::try_from(wire.len()).unwrap();
            assert_eq!(packet.fit(len), Ok(packet));
            assert_eq!(packet.fit(len - 1), Err(EncodeError::OverPeerLimit));
            assert_eq!(packet.without_problem_information(), packet);
        }
    }

    #[test]
    fn a_packet_that_cannot_be_sent_does_not_fit() {
        let packet = Packet::Suback(crate::Suback {
            id: crate::testing::id(1),
            properties: crate::AckProperties::default(),
            reason_codes: List::default(),
        });
        assert_eq!(packet.fit(u32::MAX), Err(EncodeError::Empty("SUBACK")));
    }

    /// [MQTT-3.1.2-29]
    #[test]
    fn problem_information_is_for_who_asked() {
        let explained = b"\x1f\0\x01r\x26\0\x01k\0\x01v";
        let table: &[(&[u8], &[u8], &[u8])] = &[
            (b"\x40\x0f\0\x01\x80\x0b", b"", b"\x40\x04\0\x01\x80\0"),
            (b"\x50\x0f\0\x01\0\x0b", b"", b"\x50\x02\0\x01"),
            (b"\x62\x0f\0\x01\0\x0b", b"", b"\x62\x02\0\x01"),
            (b"\x70\x0f\0\x01\0\x0b", b"", b"\x70\x02\0\x01"),
            (b"\x90\x0f\0\x01\x0b", b"\x80", b"\x90\x04\0\x01\0\x80"),
            (b"\xb0\x0f\0\x01\x0b", b"\x80", b"\xb0\x04\0\x01\0\x80"),
            (b"\xf0\x11\x18\x0f\x15\0\x01m", b"", b"\xf0\x06\x18\x04\x15\0\x01m"),
        ];
        for (before, after, left) in table {
            let wire = [before, &explained[..], after].concat();
            assert_eq!(encode(&decode(&wire).unwrap().without_problem_information()), *left);
        }
        for before in [&b"\x20\x0e\0\x87\x0b"[..], b"\xe0\x0d\x80\x0b"] {
            let wire = [before, explained].concat();
            let packet = decode(&wire).unwrap();
            assert_eq!(packet.without_problem_information(), packet);
        }
    }
}
