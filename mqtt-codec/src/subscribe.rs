//! SUBSCRIBE and SUBACK: a client asks for messages, the server says what it grants. MQTT 3.1.1, [section 3.8] and 3.9.
//!
//! [section 3.8]: https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718063

use core::fmt;

use mqtt_topic::TopicFilter;

use crate::error::{EncodeError, ErrorKind, InvalidNumber};
use crate::list::List;
use crate::output::{Append, Body, Buffer, Fill, Write};
use crate::preview::{Code, first_few};
use crate::publish::Qos;
use crate::wire::{self, Fault, Out, PacketId, Parsed, Wire};

/// A client asks for the messages that match one of its filters.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Subscribe<'a> {
    /// Names the exchange until SUBACK.
    pub id: PacketId,
    /// What is asked for: at least one subscription.
    pub subscriptions: List<'a, Subscription<'a>>,
}

/// One subscription asked for.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Subscription<'a> {
    /// Which topics.
    pub filter: TopicFilter<'a>,
    /// The highest QoS to deliver with.
    pub qos: Qos,
}

/// The server's answer to SUBSCRIBE.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Suback<'a> {
    /// Of the SUBSCRIBE that this answers.
    pub id: PacketId,
    /// One for each subscription asked for, in their order; at least one.
    pub return_codes: List<'a, SubackCode>,
}

/// The server's answer to one subscription: a return code of section 3.9.3.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum SubackCode {
    /// Messages will come, with this QoS at the most.
    Granted(Qos),
    /// There is no such subscription.
    Failure,
}

impl<'a> Subscribe<'a> {
    /// Appends a SUBSCRIBE for what an iterator yields, such as a table of handlers: the bytes and errors are those of
    /// [`Packet::encode`](crate::Packet::encode) for a list of the same subscriptions. Returns the number of bytes.
    ///
    /// Firmware without an allocator would otherwise collect them into an array whose length it has to know. It is a function
    /// rather than another form of [`List`], so that packets stay free of type parameters and reading a list stays as it is.
    ///
    /// The iterator is cloned to walk it more than once, first for the length, and has to yield the same each time.
    ///
    /// ```
    /// use mqtt_codec::{PacketId, Qos, Subscribe, Subscription, TopicFilter};
    ///
    /// const HANDLERS: [(TopicFilter<'_>, fn(&[u8])); 2] = [
    ///     (TopicFilter::from_static("lamp/17/set"), |_payload| {}),
    ///     (TopicFilter::from_static("lamp/all/set"), |_payload| {}),
    /// ];
    /// let wishes = HANDLERS.iter().map(|(filter, _)| Subscription::new(*filter, Qos::AtLeastOnce));
    /// let mut out = [0; 64];
    /// let len = Subscribe::encode_iter_into(PacketId::try_from(1)?, wishes, &mut out).unwrap();
    /// assert_eq!(len, 33);
    /// # Ok::<(), mqtt_codec::InvalidNumber>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Packet::encode`](crate::Packet::encode); `out` is as it was.
    pub fn encode_iter<I>(id: PacketId, subscriptions: I, out: &mut impl Buffer) -> Result<usize, EncodeError>
    where
        I: Iterator<Item = Subscription<'a>> + Clone,
    {
        Append(out).body(FIRST_BYTE, &Each { id, subscriptions })
    }

    /// Writes a SUBSCRIBE for what an iterator yields to the beginning of `out`: as [`encode_iter`](Self::encode_iter) does.
    ///
    /// # Errors
    ///
    /// As [`Packet::encode_into`](crate::Packet::encode_into); `out` is as it was.
    pub fn encode_iter_into<I>(id: PacketId, subscriptions: I, out: &mut [u8]) -> Result<usize, EncodeError>
    where
        I: Iterator<Item = Subscription<'a>> + Clone,
    {
        Fill(out).body(FIRST_BYTE, &Each { id, subscriptions })
    }

    /// Asks for `subscriptions`.
    ///
    /// ```
    /// use mqtt_codec::{Packet, PacketId, Qos, Subscribe, Subscription, TopicFilter};
    ///
    /// let alarms = [Subscription::new(TopicFilter::from_static("plant/+/alarm"), Qos::AtLeastOnce)];
    /// let packet = Packet::from(Subscribe::new(PacketId::try_from(1)?, &alarms));
    /// assert_eq!(packet.encoded_len(), Ok(20));
    /// # Ok::<(), mqtt_codec::InvalidNumber>(())
    /// ```
    pub const fn new(id: PacketId, subscriptions: &'a [Subscription<'a>]) -> Self {
        Self { id, subscriptions: List::new(subscriptions) }
    }

    #[inline]
    pub(crate) fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
        let (i, id) = wire::packet_id(i)?; // 3.8.2
        let (i, subscriptions) = List::parse(i)?; // 3.8.3
        Ok((i, Self { id, subscriptions }))
    }
}

#[doc(hidden)]
impl Body for Subscribe<'_> {
    fn len(&self) -> Result<usize, EncodeError> {
        Ok(self.subscriptions.wire_len("SUBSCRIBE")?.saturating_add(2)) // [MQTT-3.8.3-3]
    }

    fn put(&self, out: &mut Out<'_>) {
        out.u16(self.id.get());
        self.subscriptions.put(out);
    }
}

/// A SUBSCRIBE whose subscriptions come of an iterator.
struct Each<I> {
    id: PacketId,
    subscriptions: I,
}

impl<'a, I: Iterator<Item = Subscription<'a>> + Clone> Body for Each<I> {
    fn len(&self) -> Result<usize, EncodeError> {
        let lengths = self.subscriptions.clone().map(|subscription| subscription.wire_len());
        match lengths.reduce(usize::saturating_add) {
            Some(len) => Ok(len.saturating_add(2)),
            None => Err(EncodeError::Empty("SUBSCRIBE")), // [MQTT-3.8.3-3]
        }
    }

    fn put(&self, out: &mut Out<'_>) {
        out.u16(self.id.get());
        self.subscriptions.clone().for_each(|subscription| subscription.put(out));
    }
}

impl<'a> Subscription<'a> {
    /// Asks for the messages that match `filter`, with at most this QoS.
    pub const fn new(filter: TopicFilter<'a>, qos: Qos) -> Self {
        Self { filter, qos }
    }
}

#[doc(hidden)]
impl<'a> Wire<'a> for Subscription<'a> {
    fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
        let (at_qos, filter) = wire::topic_filter(i)?; // [MQTT-3.8.3-1]
        let (i, byte) = wire::u8(at_qos)?;
        match Qos::new(byte) {
            Some(qos) => Ok((i, Self { filter, qos })),
            None if byte == 3 => Err(Fault::at(at_qos, ErrorKind::Qos)), // [MQTT-3.8.3-4]
            None => Err(Fault::at(at_qos, ErrorKind::ReservedBits)),     // [MQTT-3.8.3-4]
        }
    }

    fn parse_checked(i: &'a [u8]) -> Parsed<'a, Self> {
        let (i, filter) = TopicFilter::parse_checked(i)?;
        let (i, byte) = wire::u8(i)?;
        Ok((i, Self { filter, qos: Qos::new(byte).unwrap_or_default() }))
    }

    #[inline]
    fn wire_len(&self) -> usize {
        self.filter.wire_len() + 1
    }

    #[inline]
    fn put(&self, out: &mut Out<'_>) {
        self.filter.put(out);
        out.u8(self.qos.into());
    }
}

impl<'a> Suback<'a> {
    /// Answers the SUBSCRIBE with this packet identifier.
    pub const fn new(id: PacketId, return_codes: &'a [SubackCode]) -> Self {
        Self { id, return_codes: List::new(return_codes) }
    }

    #[inline]
    pub(crate) fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
        let (i, id) = wire::packet_id(i)?; // 3.9.2
        let (i, return_codes) = List::parse(i)?; // 3.9.3
        Ok((i, Self { id, return_codes }))
    }
}

#[doc(hidden)]
impl Body for Suback<'_> {
    fn len(&self) -> Result<usize, EncodeError> {
        Ok(self.return_codes.wire_len("SUBACK")?.saturating_add(2))
    }

    fn put(&self, out: &mut Out<'_>) {
        out.u16(self.id.get());
        self.return_codes.put(out);
    }
}

/// One line with the first eight subscriptions: `SUBSCRIBE id 3: plant/+/temp QoS 1, # QoS 0`.
impl fmt::Display for Subscribe<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SUBSCRIBE id {}: ", self.id)?;
        first_few(f, ", ", self.subscriptions.iter())
    }
}

/// As `plant/+/temp QoS 1`. Control characters and quotes are escaped.
impl fmt::Display for Subscription<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} QoS {}", self.filter.as_str().escape_debug(), self.qos)
    }
}

/// One line with the first eight return codes: `SUBACK id 3: 0x01 0x80`.
impl fmt::Display for Suback<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SUBACK id {}: ", self.id)?;
        first_few(f, " ", self.return_codes.iter().map(|code| Code(code.code())))
    }
}

impl SubackCode {
    /// The return code with this number: 0, 1, 2 or 0x80.
    pub const fn new(number: u8) -> Option<Self> {
        match Qos::new(number) {
            Some(qos) => Some(Self::Granted(qos)),
            None if number == FAILURE => Some(Self::Failure),
            None => None,
        }
    }

    /// Its number: 0, 1, 2 or 0x80.
    pub const fn code(self) -> u8 {
        match self {
            Self::Granted(qos) => qos as u8,
            Self::Failure => FAILURE,
        }
    }
}

impl From<Qos> for SubackCode {
    fn from(granted: Qos) -> Self {
        Self::Granted(granted)
    }
}

impl From<SubackCode> for u8 {
    fn from(code: SubackCode) -> Self {
        code.code()
    }
}

impl TryFrom<u8> for SubackCode {
    type Error = InvalidNumber;

    fn try_from(code: u8) -> Result<Self, InvalidNumber> {
        Self::new(code).ok_or(InvalidNumber::new("return code"))
    }
}

/// As SUBACK's codes of 5.0: `Granted QoS 1`, or `Failure`.
impl fmt::Display for SubackCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Granted(Qos::AtMostOnce) => "Granted QoS 0",
            Self::Granted(Qos::AtLeastOnce) => "Granted QoS 1",
            Self::Granted(Qos::ExactlyOnce) => "Granted QoS 2",
            Self::Failure => "Failure",
        })
    }
}

#[doc(hidden)]
impl<'a> Wire<'a> for SubackCode {
    const ONE_BYTE: bool = true;

    fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
        let (after, code) = wire::u8(i)?;
        match Self::new(code) {
            Some(code) => Ok((after, code)),
            None => Err(Fault::at(i, ErrorKind::ReturnCode)), // [MQTT-3.9.3-2]
        }
    }

    fn wire_len(&self) -> usize {
        1
    }

    fn put(&self, out: &mut Out<'_>) {
        out.u8(self.code());
    }
}

pub(crate) const FIRST_BYTE: u8 = 0x82; // [MQTT-3.8.1-1]

const FAILURE: u8 = 0x80;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{id, rejects, round_trips, shows};

    #[test]
    fn subscribe_round_trip() {
        let subscription = |filter, qos| Subscription::new(TopicFilter::from_static(filter), qos);
        let one = [subscription("a", Qos::AtMostOnce)];
        let three = [
            subscription("a/+/b", Qos::AtLeastOnce),
            subscription("#", Qos::ExactlyOnce),
            subscription("$share/g/x", Qos::AtMostOnce),
        ];
        round_trips(&[
            (b"\x82\x06\0\x01\0\x01a\0", Subscribe::new(id(1), &one)),
            (b"\x82\x1b\0\x0a\0\x05a/+/b\x01\0\x01#\x02\0\x0a$share/g/x\0", Subscribe::new(id(10), &three)),
        ]);
    }

    #[test]
    fn subscribe_rejected() {
        rejects(&[
            ("[MQTT-3.8.1-1] flags", b"\x80\x06\0\x01\0\x01a\0", ErrorKind::Flags, 0),
            ("[MQTT-2.3.1-1] packet identifier 0", b"\x82\x06\0\0\0\x01a\0", ErrorKind::PacketIdZero, 2),
            ("[MQTT-3.8.3-3] no subscription", b"\x82\x02\0\x01", ErrorKind::Empty, 4),
            ("[MQTT-3.8.3-1] ill-formed UTF-8", b"\x82\x06\0\x01\0\x01\xff\0", ErrorKind::Utf8, 4),
            ("[MQTT-4.7.3-1] empty filter", b"\x82\x05\0\x01\0\0\0", ErrorKind::TopicFilter, 4),
            ("[MQTT-4.7.1-2] misplaced #", b"\x82\x07\0\x01\0\x02a#\0", ErrorKind::TopicFilter, 4),
            ("[MQTT-4.7.1-3] misplaced +", b"\x82\x07\0\x01\0\x02+a\0", ErrorKind::TopicFilter, 4),
            ("[MQTT-4.7.3-2] U+0000", b"\x82\x07\0\x01\0\x02a\0\0", ErrorKind::Nul, 4),
            ("[MQTT-3.8.3-4] QoS 3", b"\x82\x06\0\x01\0\x01a\x03", ErrorKind::Qos, 7),
            ("[MQTT-3.8.3-4] reserved bits", b"\x82\x06\0\x01\0\x01a\x04", ErrorKind::ReservedBits, 7),
            ("no QoS", b"\x82\x05\0\x01\0\x01a", ErrorKind::Truncated, 7),
            ("second filter cut short", b"\x82\x08\0\x01\0\x01a\0\0\x01", ErrorKind::Truncated, 8),
            ("second QoS missing", b"\x82\x09\0\x01\0\x01a\0\0\x01b", ErrorKind::Truncated, 11),
            ("no packet identifier", b"\x82\0", ErrorKind::Truncated, 2),
        ]);
    }

    #[test]
    fn suback_round_trip() {
        let return_codes = [
            SubackCode::Granted(Qos::AtMostOnce),
            SubackCode::Granted(Qos::AtLeastOnce),
            SubackCode::Granted(Qos::ExactlyOnce),
            SubackCode::Failure,
        ];
        round_trips(&[
            (b"\x90\x03\0\x01\0", Suback { id: id(1), return_codes: List::from(&return_codes[..1]) }),
            (b"\x90\x06\0\x02\0\x01\x02\x80", Suback { id: id(2), return_codes: List::from(&return_codes) }),
        ]);
    }

    #[test]
    fn suback_rejected() {
        rejects(&[
            ("[MQTT-3.9.3-2] code 3", b"\x90\x03\0\x01\x03", ErrorKind::ReturnCode, 4),
            ("[MQTT-3.9.3-2] a later code", b"\x90\x04\0\x01\0\x81", ErrorKind::ReturnCode, 5),
            ("3.9.3, no code", b"\x90\x02\0\x01", ErrorKind::Empty, 4),
            ("no packet identifier", b"\x90\0", ErrorKind::Truncated, 2),
            ("[MQTT-2.3.1-7] packet identifier 0", b"\x90\x03\0\0\0", ErrorKind::PacketIdZero, 2),
        ]);
    }

    #[test]
    fn shown_in_a_line() {
        shows(&[
            (b"\x82\x06\0\x03\0\x01a\0", "SUBSCRIBE id 3: a QoS 0"),
            (b"\x82\x0c\0\x03\0\x03a/+\x01\0\x01#\x02", "SUBSCRIBE id 3: a/+ QoS 1, # QoS 2"),
            (b"\x90\x04\0\x03\x01\x80", "SUBACK id 3: 0x01 0x80"),
            (b"\x90\x0a\0\x03\0\0\0\0\0\0\0\x80", "SUBACK id 3: 0x00 0x00 0x00 0x00 0x00 0x00 0x00 0x80"),
            (
                b"\x90\x0b\0\x03\0\0\0\0\0\0\0\0\x80",
                "SUBACK id 3: 0x00 0x00 0x00 0x00 0x00 0x00 0x00 0x00 ..",
            ),
        ]);
    }

    /// An iterator gives what a list of the same subscriptions gives, errors included.
    #[test]
    fn an_iterator_is_encoded_as_a_list() {
        let long = "a".repeat(65_535);
        let long = Subscription::new(TopicFilter::new(&long).unwrap(), Qos::ExactlyOnce);
        let short = Subscription::new(TopicFilter::from_static("a/+"), Qos::AtLeastOnce);
        for wishes in [std::vec![], std::vec![short], std::vec![short, long, short], std::vec![long; 4_100]] {
            let packet = crate::Packet::Subscribe(Subscribe::new(id(7), &wishes));
            let each = || wishes.iter().copied();
            let (mut one, mut other) = (std::vec::Vec::from(*b"before"), std::vec::Vec::from(*b"before"));
            assert_eq!(Subscribe::encode_iter(id(7), each(), &mut one), packet.encode(&mut other));
            assert!(one == other, "{} subscriptions", wishes.len());

            let len = packet.encoded_len().unwrap_or(64);
            for len in [len, len - 1, 0] {
                let (mut one, mut other) = (std::vec![0xee; len], std::vec![0xee; len]);
                let written = Subscribe::encode_iter_into(id(7), each(), &mut one);
                assert_eq!(written, packet.encode_into(&mut other));
                assert!(one == other, "{} subscriptions into {len} bytes", wishes.len());
            }
            #[cfg(feature = "bytes")]
            {
                let mut out = bytes::BytesMut::new();
                let written = Subscribe::encode_iter(id(7), each(), &mut out);
                assert!(written.is_err() == out.is_empty() && one.ends_with(&out));
            }
        }
    }
}
