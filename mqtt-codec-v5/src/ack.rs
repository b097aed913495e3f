//! PUBACK, PUBREC, PUBREL and PUBCOMP: the steps of a delivery above QoS 0. MQTT 5.0, [section 3.4] to 3.7.
//!
//! [section 3.4]: https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901121

use core::fmt;

use mqtt_codec::__private::wire::{self, Out, Parsed};
use mqtt_codec::__private::{Body, Code};
use mqtt_codec::{EncodeError, List, PacketId, PacketType, Text};

use crate::property::UserProperty;
use crate::property::block;
use crate::reason::{PubackReason, PubcompReason, PubrecReason, PubrelReason, Reason};

/// Answers a PUBLISH with QoS 1.
pub type Puback<'a> = Ack<'a, PubackReason>;

/// Answers a PUBLISH with QoS 2.
pub type Pubrec<'a> = Ack<'a, PubrecReason>;

/// Answers a PUBREC.
pub type Pubrel<'a> = Ack<'a, PubrelReason>;

/// Answers a PUBREL, the end of a delivery with QoS 2.
pub type Pubcomp<'a> = Ack<'a, PubcompReason>;

/// A step of a delivery: [`Puback`], [`Pubrec`], [`Pubrel`] or [`Pubcomp`].
///
/// ```
/// use mqtt_codec_v5::{Packet, PacketId, Puback};
///
/// let mut out = [0; 8];
/// let len = Packet::Puback(Puback::new(PacketId::new(10).unwrap())).encode_into(&mut out)?;
/// assert_eq!(out[..len], *b"\x40\x02\0\x0a");
/// # Ok::<(), mqtt_codec_v5::EncodeError>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Ack<'a, R> {
    /// Of the exchange.
    pub id: PacketId,
    /// How it went.
    pub reason: R,
    /// What else is said of it.
    pub properties: AckProperties<'a>,
}

block! {
    /// The properties of PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK and UNSUBACK. MQTT 5.0, section 3.4.2.2.
    AckProperties {
        /// For people: what happened.
        reason_string: Option<Text<'a>> = REASON_STRING,
        /// Names and values of the application, in order.
        user_properties: List<'a, UserProperty<'a>> = USER_PROPERTY,
    }
}

#[expect(private_bounds, reason = "the reasons are those of the four packets")]
impl<'a, R: Reason> Ack<'a, R> {
    /// All went well.
    pub fn new(id: PacketId) -> Self {
        Self { id, reason: R::default(), properties: AckProperties::default() }
    }

    #[inline]
    pub(crate) fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
        let (i, id) = wire::packet_id(i)?; // 3.4.2
        if i.is_empty() {
            return Ok((i, Self::new(id))); // 3.4.2.1
        }
        let (i, reason) = R::parse(i)?; // 3.4.2.1
        if i.is_empty() {
            return Ok((i, Self { reason, ..Self::new(id) })); // 3.4.2.2.1
        }
        let (i, properties) = AckProperties::parse(i)?; // 3.4.2.2
        Ok((i, Self { id, reason, properties }))
    }

    /// Whether the packet identifier says it all.
    pub(crate) fn is_plain(&self) -> bool {
        self.reason == R::default() && self.properties.is_empty()
    }
}

#[doc(hidden)]
impl<R: Reason> Body for Ack<'_, R> {
    fn len(&self) -> Result<usize, EncodeError> {
        if self.is_plain() { Ok(2) } else { Ok(self.properties.len()?.saturating_add(3)) }
    }

    fn put(&self, out: &mut Out<'_>) {
        out.u16(self.id.get());
        if !self.is_plain() {
            out.u8(self.reason.code());
            self.properties.put(out);
        }
    }
}

/// One line without the properties: `PUBACK id 7`, or as `PUBACK id 7: 0x97 Quota exceeded` if there is more to say than
/// success.
impl<R: AckReason> fmt::Display for Ack<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} id {}", R::PACKET, self.id)?;
        if self.reason == R::default() {
            return Ok(());
        }
        write!(f, ": {} {}", Code(self.reason.code()), self.reason)
    }
}

/// The reasons of one of the four packets.
pub(crate) trait AckReason: Reason + fmt::Display {
    const PACKET: PacketType;
}

impl AckReason for PubackReason {
    const PACKET: PacketType = PacketType::Puback;
}

impl AckReason for PubrecReason {
    const PACKET: PacketType = PacketType::Pubrec;
}

impl AckReason for PubrelReason {
    const PACKET: PacketType = PacketType::Pubrel;
}

impl AckReason for PubcompReason {
    const PACKET: PacketType = PacketType::Pubcomp;
}

#[cfg(test)]
mod tests {
    use mqtt_codec::ErrorKind::*;

    use super::*;
    use crate::packet::Packet;
    use crate::testing::{K_V, id, other_forms, rejects, round_trips, shows, text};

    #[test]
    fn round_trip() {
        let twice = [K_V[0]; 2];
        let properties =
            AckProperties { reason_string: Some(text("r")), user_properties: List::from(&twice) };
        let reason_string = AckProperties { reason_string: Some(text("")), ..AckProperties::default() };
        round_trips(&[
            (b"\x40\x02\0\x0a", Packet::Puback(Ack::new(id(10)))),
            (b"\x50\x02\xff\xff", Packet::Pubrec(Ack::new(id(65_535)))),
            (b"\x62\x02\0\x0a", Packet::Pubrel(Ack::new(id(10)))),
            (b"\x70\x02\0\x0a", Packet::Pubcomp(Ack::new(id(10)))),
            (
                b"\x40\x04\0\x0a\x10\0",
                Packet::Puback(Ack { reason: PubackReason::NoMatchingSubscribers, ..Ack::new(id(10)) }),
            ),
            (
                b"\x50\x04\0\x0a\x97\0",
                Packet::Pubrec(Ack { reason: PubrecReason::QuotaExceeded, ..Ack::new(id(10)) }),
            ),
            (
                b"\x62\x04\0\x0a\x92\0",
                Packet::Pubrel(Ack { reason: PubrelReason::PacketIdentifierNotFound, ..Ack::new(id(10)) }),
            ),
            (
                b"\x70\x04\0\x0a\x92\0",
                Packet::Pubcomp(Ack { reason: PubcompReason::PacketIdentifierNotFound, ..Ack::new(id(10)) }),
            ),
            (
                b"\x40\x16\0\x0a\x80\x12\x1f\0\x01r\x26\0\x01k\0\x01v\x26\0\x01k\0\x01v",
                Packet::Puback(Ack { id: id(10), reason: PubackReason::UnspecifiedError, properties }),
            ),
            // Success, with properties.
            (
                b"\x62\x07\0\x0a\0\x03\x1f\0\0",
                Packet::Pubrel(Ack { properties: reason_string, ..Ack::new(id(10)) }),
            ),
        ]);
    }

    #[test]
    fn a_longer_form_than_need_be_is_read() {
        other_forms(&[
            ("a reason alone", b"\x40\x03\0\x0a\x10", b"\x40\x04\0\x0a\x10\0"),
            ("a reason alone", b"\x50\x03\0\x0a\x87", b"\x50\x04\0\x0a\x87\0"),
            ("a reason alone", b"\x62\x03\0\x0a\x92", b"\x62\x04\0\x0a\x92\0"),
            ("a reason alone", b"\x70\x03\0\x0a\x92", b"\x70\x04\0\x0a\x92\0"),
            ("success alone", b"\x40\x03\0\x0a\0", b"\x40\x02\0\x0a"),
            ("success and no properties", b"\x40\x04\0\x0a\0\0", b"\x40\x02\0\x0a"),
            ("success and no properties", b"\x50\x04\0\x0a\0\0", b"\x50\x02\0\x0a"),
            ("success and no properties", b"\x62\x04\0\x0a\0\0", b"\x62\x02\0\x0a"),
            ("success and no properties", b"\x70\x04\0\x0a\0\0", b"\x70\x02\0\x0a"),
            (
                "user properties in front",
                b"\x40\x0c\0\x0a\0\x08\x26\0\0\0\0\x1f\0\0",
                b"\x40\x0c\0\x0a\0\x08\x1f\0\0\x26\0\0\0\0",
            ),
        ]);
    }

    #[test]
    fn rejected() {
        rejects(&[
            ("[MQTT-2.1.3-1] PUBACK with flags", b"\x42\x02\0\x0a", Flags, 0),
            ("[MQTT-3.6.1-1] PUBREL without its flag", b"\x60\x02\0\x0a", Flags, 0),
            ("2.2.1, packet identifier 0", b"\x40\x02\0\0", PacketIdZero, 2),
            ("2.2.1, packet identifier 0", b"\x50\x02\0\0", PacketIdZero, 2),
            ("2.2.1, packet identifier 0", b"\x62\x02\0\0", PacketIdZero, 2),
            ("2.2.1, packet identifier 0", b"\x70\x02\0\0", PacketIdZero, 2),
            ("nothing", b"\x40\0", Truncated, 2),
            ("half a packet identifier", b"\x70\x01\0", Truncated, 2),
            ("[MQTT-3.4.2-1] a code of PUBREL", b"\x40\x03\0\x0a\x92", ReasonCode, 4),
            ("[MQTT-3.4.2-1] no code at all", b"\x40\x04\0\x0a\x01\0", ReasonCode, 4),
            ("[MQTT-3.5.2-1] a code of PUBREL", b"\x50\x04\0\x0a\x92\0", ReasonCode, 4),
            ("[MQTT-3.6.2-1] a code of PUBACK", b"\x62\x04\0\x0a\x10\0", ReasonCode, 4),
            ("[MQTT-3.7.2-1] a code of PUBREC", b"\x70\x04\0\x0a\x80\0", ReasonCode, 4),
            ("Property Length runs past the packet", b"\x40\x04\0\x0a\0\x01", Truncated, 5),
            ("a byte left over", b"\x40\x05\0\x0a\0\0\0", Trailing, 6),
            ("2.2.2.2, unknown", b"\x40\x06\0\x0a\0\x02\x7f\0", UnknownProperty, 6),
            ("2.2.2.2, Server Reference", b"\x40\x07\0\x0a\0\x03\x1c\0\0", MisplacedProperty, 6),
            ("3.4.2.2.2, twice", b"\x40\x0a\0\x0a\0\x06\x1f\0\0\x1f\0\0", DuplicateProperty, 9),
            ("[MQTT-1.5.4-1] reason string", b"\x40\x08\0\x0a\0\x04\x1f\0\x01\xff", Utf8, 7),
            ("[MQTT-1.5.7-1] user property", b"\x62\x0b\0\x0a\0\x07\x26\0\x01\0\0\x01v", Nul, 7),
        ]);
    }

    #[test]
    fn shown_in_a_line() {
        shows(&[
            (b"\x40\x02\0\x07", "PUBACK id 7"),
            (b"\x40\x04\0\x07\x97\0", "PUBACK id 7: 0x97 Quota exceeded"),
            (b"\x50\x04\0\x07\x10\0", "PUBREC id 7: 0x10 No matching subscribers"),
            (b"\x62\x02\0\x07", "PUBREL id 7"),
            (b"\x70\x04\0\x07\x92\0", "PUBCOMP id 7: 0x92 Packet Identifier not found"),
        ]);
    }
}
