//! UNSUBSCRIBE and UNSUBACK: a client asks for messages no longer. MQTT 5.0, [section 3.10] and 3.11.
//!
//! [section 3.10]: https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901179

use core::fmt;

use mqtt_codec::__private::wire::{self, Fault, Out, Parsed};
use mqtt_codec::__private::{Body, Code, first_few, list_len, parse_list, put_list, received_list};
use mqtt_codec::{EncodeError, ErrorKind, List, PacketId, TopicFilter};

use crate::ack::AckProperties;
use crate::property::UserProperty;
use crate::property::block;
use crate::reason::UnsubackReason;

/// A client asks for messages no longer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Unsubscribe<'a> {
    /// Names the exchange until UNSUBACK.
    pub id: PacketId,
    /// What is said of all of them.
    pub properties: UnsubscribeProperties<'a>,
    /// The filters of the subscriptions to end, byte for byte: at least one.
    pub filters: List<'a, TopicFilter<'a>>,
}

block! {
    /// The properties of UNSUBSCRIBE. MQTT 5.0, section 3.10.2.1.
    UnsubscribeProperties {
        /// Names and values of the application, in order.
        user_properties: List<'a, UserProperty<'a>> = USER_PROPERTY,
    }
}

/// The server's answer to UNSUBSCRIBE.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Unsuback<'a> {
    /// Of the UNSUBSCRIBE that this answers.
    pub id: PacketId,
    /// What else is said of the answer.
    pub properties: AckProperties<'a>,
    /// One for each filter, in their order; at least one.
    pub reason_codes: List<'a, UnsubackReason>,
}

impl<'a> Unsubscribe<'a> {
    /// Asks to end the subscriptions with these filters, without properties.
    pub const fn new(id: PacketId, filters: &'a [TopicFilter<'a>]) -> Self {
        Self { id, properties: UnsubscribeProperties::new(), filters: List::new(filters) }
    }

    #[inline]
    pub(crate) fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
        let (i, id) = wire::packet_id(i)?; // 3.10.2
        let (i, properties) = UnsubscribeProperties::parse(i)?; // 3.10.2.1
        let (i, filters) = filters(i)?; // [MQTT-3.10.3-2]
        Ok((i, Self { id, properties, filters }))
    }
}

/// As in 3.1.1, but that a shared subscription has to be one.
fn filters(i: &[u8]) -> Parsed<'_, List<'_, TopicFilter<'_>>> {
    if i.is_empty() {
        return Err(Fault::at(i, ErrorKind::Empty)); // [MQTT-3.10.3-2]
    }
    let mut left = i;
    while !left.is_empty() {
        let (after, filter) = wire::topic_filter(left)?; // [MQTT-3.10.3-1]
        if filter.shared().is_err() {
            return Err(Fault::at(left, ErrorKind::TopicFilter)); // [MQTT-4.8.2-1] [MQTT-4.8.2-2]
        }
        left = after;
    }
    Ok((left, received_list(i)))
}

#[doc(hidden)]
impl Body for Unsubscribe<'_> {
    fn len(&self) -> Result<usize, EncodeError> {
        if self.filters.iter().any(|filter| filter.shared().is_err()) {
            return Err(EncodeError::SharedSubscription); // [MQTT-4.8.2-1] [MQTT-4.8.2-2]
        }
        Ok(self.properties.len()?.saturating_add(list_len(&self.filters, "UNSUBSCRIBE")?).saturating_add(2))
    }

    fn put(&self, out: &mut Out<'_>) {
        out.u16(self.id.get());
        self.properties.put(out);
        put_list(&self.filters, out);
    }
}

impl<'a> Unsuback<'a> {
    /// Answers the UNSUBSCRIBE with this packet identifier, without properties.
    pub const fn new(id: PacketId, reason_codes: &'a [UnsubackReason]) -> Self {
        Self { id, properties: AckProperties::new(), reason_codes: List::new(reason_codes) }
    }

    #[inline]
    pub(crate) fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
        let (i, id) = wire::packet_id(i)?; // 3.11.2
        let (i, properties) = AckProperties::parse(i)?; // 3.11.2.1
        let (i, reason_codes) = parse_list(i)?; // [MQTT-3.11.3-2]
        Ok((i, Self { id, properties, reason_codes }))
    }
}

#[doc(hidden)]
impl Body for Unsuback<'_> {
    fn len(&self) -> Result<usize, EncodeError> {
        Ok(self.properties.len()?.saturating_add(list_len(&self.reason_codes, "UNSUBACK")?).saturating_add(2))
    }

    fn put(&self, out: &mut Out<'_>) {
        out.u16(self.id.get());
        self.properties.put(out);
        put_list(&self.reason_codes, out);
    }
}

/// One line with the first eight filters: `UNSUBSCRIBE id 3: plant/+/temp, #`. Control characters and quotes are escaped.
impl fmt::Display for Unsubscribe<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UNSUBSCRIBE id {}: ", self.id)?;
        first_few(f, ", ", self.filters.iter().map(|filter| filter.as_str().escape_debug()))
    }
}

/// One line with the first eight reason codes: `UNSUBACK id 3: 0x00 0x11`.
impl fmt::Display for Unsuback<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UNSUBACK id {}: ", self.id)?;
        first_few(f, " ", self.reason_codes.iter().map(|reason| Code(reason.code())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{K_V, id, other_forms, rejects, round_trips, shows, text};

    #[test]
    fn round_trip() {
        let filters = ["a", "$share/g/a", "+/#"].map(TopicFilter::from_static);
        let unsubscribe = |filters| Unsubscribe::new(id(10), filters);
        let properties = UnsubscribeProperties { user_properties: List::new(K_V) };
        round_trips(&[
            (b"\xa2\x06\0\x0a\0\0\x01a", unsubscribe(&filters[..1])),
            (b"\xa2\x17\0\x0a\0\0\x01a\0\x0a$share/g/a\0\x03+/#", unsubscribe(&filters)),
            (
                b"\xa2\x0d\0\x0a\x07\x26\0\x01k\0\x01v\0\x01a",
                Unsubscribe { properties, ..unsubscribe(&filters[..1]) },
            ),
        ]);
    }

    #[test]
    fn unsuback_round_trip() {
        let unsuback = |reason_codes| Unsuback::new(id(10), reason_codes);
        let properties = AckProperties { reason_string: Some(text("r")), user_properties: List::new(K_V) };
        round_trips(&[
            (b"\xb0\x04\0\x0a\0\0", unsuback(&[UnsubackReason::Success])),
            (
                b"\xb0\x06\0\x0a\0\x11\x11\x87",
                unsuback(&[
                    UnsubackReason::NoSubscriptionExisted,
                    UnsubackReason::NoSubscriptionExisted,
                    UnsubackReason::NotAuthorized,
                ]),
            ),
            (
                b"\xb0\x0f\0\x0a\x0b\x1f\0\x01r\x26\0\x01k\0\x01v\x80",
                Unsuback { properties, ..unsuback(&[UnsubackReason::UnspecifiedError]) },
            ),
        ]);
        other_forms(&[(
            "user properties in front",
            b"\xb0\x0c\0\x0a\x08\x26\0\0\0\0\x1f\0\0\0",
            b"\xb0\x0c\0\x0a\x08\x1f\0\0\x26\0\0\0\0\0",
        )]);
    }

    #[test]
    fn rejected() {
        use ErrorKind::*;
        rejects(&[
            ("[MQTT-3.10.1-1] flags", b"\xa0\x06\0\x0a\0\0\x01a", Flags, 0),
            ("[MQTT-2.2.1-3] packet identifier 0", b"\xa2\x06\0\0\0\0\x01a", PacketIdZero, 2),
            ("nothing", b"\xa2\0", Truncated, 2),
            ("[MQTT-2.2.2-1] no Property Length", b"\xa2\x02\0\x0a", Truncated, 4),
            ("Property Length runs past the packet", b"\xa2\x06\0\x0a\x04\0\x01a", Truncated, 4),
            ("[MQTT-3.10.3-2] no filter", b"\xa2\x03\0\x0a\0", Empty, 5),
            ("a filter past the packet", b"\xa2\x06\0\x0a\0\0\x02a", Truncated, 5),
            ("half a second filter", b"\xa2\x07\0\x0a\0\0\x01a\0", Truncated, 8),
            ("[MQTT-3.10.3-1] ill-formed UTF-8", b"\xa2\x06\0\x0a\0\0\x01\xff", Utf8, 5),
            ("[MQTT-4.7.3-2] U+0000", b"\xa2\x06\0\x0a\0\0\x01\0", Nul, 5),
            ("[MQTT-4.7.3-1] empty", b"\xa2\x05\0\x0a\0\0\0", TopicFilter, 5),
            ("[MQTT-4.7.1-1] a misplaced #, second", b"\xa2\x0a\0\x0a\0\0\x01a\0\x02a#", TopicFilter, 8),
            ("[MQTT-4.8.2-1] no group", b"\xa2\x0e\0\x0a\0\0\x09$share//a", TopicFilter, 5),
            ("[MQTT-4.8.2-2] no filter", b"\xa2\x0d\0\x0a\0\0\x08$share/g", TopicFilter, 5),
            ("[MQTT-4.8.2-2] second", b"\xa2\x10\0\x0a\0\0\x01a\0\x08$share/g", TopicFilter, 8),
            ("2.2.2.2, Subscription Identifier", b"\xa2\x08\0\x0a\x02\x0b\x01\0\x01a", MisplacedProperty, 5),
            ("2.2.2.2, unknown", b"\xa2\x08\0\x0a\x02\x7f\0\0\x01a", UnknownProperty, 5),
        ]);
    }

    #[test]
    fn unsuback_rejected() {
        use ErrorKind::*;
        rejects(&[
            ("2.2.1, packet identifier 0", b"\xb0\x04\0\0\0\0", PacketIdZero, 2),
            ("nothing", b"\xb0\0", Truncated, 2),
            ("[MQTT-2.2.2-1] that of 3.1.1", b"\xb0\x02\0\x0a", Truncated, 4),
            ("[MQTT-3.10.4-5] no code", b"\xb0\x03\0\x0a\0", Empty, 5),
            ("[MQTT-3.11.3-2] a code of SUBACK", b"\xb0\x04\0\x0a\0\x01", ReasonCode, 5),
            ("[MQTT-3.11.3-2] a code of SUBACK", b"\xb0\x05\0\x0a\0\0\x97", ReasonCode, 6),
            ("2.2.2.2, Server Reference", b"\xb0\x07\0\x0a\x03\x1c\0\0\0", MisplacedProperty, 5),
        ]);
    }

    #[test]
    fn shown_in_a_line() {
        shows(&[
            (b"\xa2\x0b\0\x06\0\0\x01a\0\x03b/#", "UNSUBSCRIBE id 6: a, b/#"),
            (b"\xb0\x05\0\x06\0\x11\x87", "UNSUBACK id 6: 0x11 0x87"),
        ]);
    }
}
