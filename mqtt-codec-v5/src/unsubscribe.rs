//! UNSUBSCRIBE and UNSUBACK: a client asks for messages no longer. MQTT 5.0, [section 3.10] and 3.11.
//!
//! [section 3.10]: https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901179

use core::fmt;

use mqtt_codec::output::Body;
use mqtt_codec::wire::{self, Fault, Out, Parsed};
use mqtt_codec::{EncodeError, ErrorKind, List, PacketId, TopicFilter};

use crate::ack::AckProperties;
use crate::property::{self, Slot, block};
use crate::reason::UnsubackReason;
use crate::value::UserProperty;
use crate::varint;

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
    pub reasons: List<'a, UnsubackReason>,
}

impl<'a> Unsubscribe<'a> {
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
    Ok((left, List::received(i)))
}

impl Body for Unsubscribe<'_> {
    fn len(&self) -> Result<usize, EncodeError> {
        if self.filters.iter().any(|filter| filter.shared().is_err()) {
            return Err(EncodeError::SharedSubscription); // [MQTT-4.8.2-1] [MQTT-4.8.2-2]
        }
        Ok(self.properties.len()?.saturating_add(self.filters.wire_len("UNSUBSCRIBE")?).saturating_add(2))
    }

    fn put(&self, out: &mut Out<'_>) {
        out.u16(self.id.get());
        self.properties.put(out);
        self.filters.put(out);
    }
}

impl<'a> Unsuback<'a> {
    #[inline]
    pub(crate) fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
        let (i, id) = wire::packet_id(i)?; // 3.11.2
        let (i, properties) = AckProperties::parse(i)?; // 3.11.2.1
        let (i, reasons) = List::parse(i)?; // [MQTT-3.11.3-2]
        Ok((i, Self { id, properties, reasons }))
    }
}

impl Body for Unsuback<'_> {
    fn len(&self) -> Result<usize, EncodeError> {
        Ok(self.properties.len()?.saturating_add(self.reasons.wire_len("UNSUBACK")?).saturating_add(2))
    }

    fn put(&self, out: &mut Out<'_>) {
        out.u16(self.id.get());
        self.properties.put(out);
        self.reasons.put(out);
    }
}
