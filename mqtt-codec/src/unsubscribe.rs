//! UNSUBSCRIBE: a client asks for messages no longer. MQTT 3.1.1, [section 3.10].
//!
//! [section 3.10]: https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718072

use core::fmt;

use mqtt_topic::TopicFilter;

use crate::error::EncodeError;
use crate::list::List;
use crate::output::Body;
use crate::preview::first_few;
use crate::wire::{self, Out, PacketId, Parsed};

/// A client asks for messages no longer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Unsubscribe<'a> {
    /// Names the exchange until UNSUBACK.
    pub id: PacketId,
    /// The filters of the subscriptions to end, byte for byte: at least one.
    pub filters: List<'a, TopicFilter<'a>>,
}

impl<'a> Unsubscribe<'a> {
    /// Asks to end the subscriptions with these filters.
    pub const fn new(id: PacketId, filters: &'a [TopicFilter<'a>]) -> Self {
        Self { id, filters: List::new(filters) }
    }

    #[inline]
    pub(crate) fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
        let (i, id) = wire::packet_id(i)?; // 3.10.2
        let (i, filters) = List::parse(i)?; // 3.10.3
        Ok((i, Self { id, filters }))
    }
}

#[doc(hidden)]
impl Body for Unsubscribe<'_> {
    fn len(&self) -> Result<usize, EncodeError> {
        Ok(self.filters.wire_len("UNSUBSCRIBE")?.saturating_add(2)) // [MQTT-3.10.3-2]
    }

    fn put(&self, out: &mut Out<'_>) {
        out.u16(self.id.get());
        self.filters.put(out);
    }
}

/// One line with the first eight filters: `UNSUBSCRIBE id 3: plant/+/temp, #`. Control characters and quotes are escaped.
impl fmt::Display for Unsubscribe<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UNSUBSCRIBE id {}: ", self.id)?;
        first_few(f, ", ", self.filters.iter().map(|filter| filter.as_str().escape_debug()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::testing::{id, rejects, round_trips, shows};

    #[test]
    fn round_trip() {
        let filters = [TopicFilter::from_static("a"), TopicFilter::from_static("b/#")];
        round_trips(&[
            (b"\xa2\x05\0\x01\0\x01a", Unsubscribe::new(id(1), &filters[..1])),
            (b"\xa2\x0a\0\x01\0\x01a\0\x03b/#", Unsubscribe::new(id(1), &filters)),
        ]);
    }

    #[test]
    fn rejected() {
        rejects(&[
            ("[MQTT-3.10.1-1] flags", b"\xa0\x05\0\x01\0\x01a", ErrorKind::Flags, 0),
            ("[MQTT-2.3.1-1] packet identifier 0", b"\xa2\x05\0\0\0\x01a", ErrorKind::PacketIdZero, 2),
            ("[MQTT-3.10.3-2] no filter", b"\xa2\x02\0\x01", ErrorKind::Empty, 4),
            ("[MQTT-3.10.3-1] ill-formed UTF-8", b"\xa2\x05\0\x01\0\x01\xff", ErrorKind::Utf8, 4),
            ("[MQTT-4.7.3-1] empty filter", b"\xa2\x04\0\x01\0\0", ErrorKind::TopicFilter, 4),
            ("[MQTT-4.7.1-2] misplaced #", b"\xa2\x07\0\x01\0\x03#/a", ErrorKind::TopicFilter, 4),
            ("filter cut short", b"\xa2\x08\0\x01\0\x01a\0\x02b", ErrorKind::Truncated, 7),
            ("half a length", b"\xa2\x06\0\x01\0\x01a\0", ErrorKind::Truncated, 7),
        ]);
    }

    #[test]
    fn shown_in_a_line() {
        shows(&[
            (b"\xa2\x05\0\x01\0\x01a", "UNSUBSCRIBE id 1: a"),
            (b"\xa2\x0a\0\x01\0\x01a\0\x03b/#", "UNSUBSCRIBE id 1: a, b/#"),
        ]);
    }
}
