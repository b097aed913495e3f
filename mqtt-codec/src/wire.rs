//! The data types of section 1.5, read and written. What both codecs are made of, and not part of the public API.

use core::mem;
use core::num::NonZeroU16;

use mqtt_topic::__private::filter_from_checked_text;
use mqtt_topic::{Text, TopicFilter, TopicName};
use nom::error::{ErrorKind as NomKind, ParseError};

use crate::error::{EncodeError, ErrorKind, InvalidNumber};

/// What a parser gives: the input that remains, and what it found.
pub type Parsed<'a, T> = nom::IResult<&'a [u8], T, Fault>;

/// What is wrong, and how many bytes of the frame remained where it stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Fault {
    /// What is wrong.
    pub kind: ErrorKind,
    /// Bytes of the input that remained where it stands.
    pub left: u32,
}

impl Fault {
    /// A fault in the field that `i` begins with. Frames are shorter than `u32::MAX`.
    #[cold]
    pub fn at(i: &[u8], kind: ErrorKind) -> nom::Err<Self> {
        nom::Err::Error(Self { kind, left: u32::try_from(i.len()).unwrap_or(u32::MAX) })
    }

    /// A fault in the fixed header's first byte.
    #[cold]
    pub fn at_start(kind: ErrorKind) -> nom::Err<Self> {
        nom::Err::Error(Self { kind, left: u32::MAX })
    }
}

impl ParseError<&[u8]> for Fault {
    fn from_error_kind(i: &[u8], _: NomKind) -> Self {
        Self { kind: ErrorKind::Truncated, left: u32::try_from(i.len()).unwrap_or(u32::MAX) }
    }

    fn append(_: &[u8], _: NomKind, first: Self) -> Self {
        first
    }
}

/// Names one exchange of a connection: 1 to 65,535. MQTT 3.1.1, section 2.3.1; 5.0, section 2.2.1.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct PacketId(NonZeroU16);

impl PacketId {
    /// The identifier `id`, or `None` for 0.
    pub const fn new(id: u16) -> Option<Self> {
        match NonZeroU16::new(id) {
            Some(id) => Some(Self(id)),
            None => None,
        }
    }

    /// The identifier as a number.
    pub const fn get(self) -> u16 {
        self.0.get()
    }
}

impl From<NonZeroU16> for PacketId {
    fn from(id: NonZeroU16) -> Self {
        Self(id)
    }
}

impl From<PacketId> for NonZeroU16 {
    fn from(id: PacketId) -> Self {
        id.0
    }
}

impl TryFrom<u16> for PacketId {
    type Error = InvalidNumber;

    fn try_from(id: u16) -> Result<Self, InvalidNumber> {
        Self::new(id).ok_or(InvalidNumber::new("packet identifier"))
    }
}

impl From<PacketId> for u16 {
    fn from(id: PacketId) -> Self {
        id.get()
    }
}

impl core::fmt::Display for PacketId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.0.fmt(f)
    }
}

/// A byte.
#[inline]
pub fn u8(i: &[u8]) -> Parsed<'_, u8> {
    match i.split_first() {
        Some((byte, i)) => Ok((i, *byte)),
        None => Err(Fault::at(i, ErrorKind::Truncated)),
    }
}

/// A Two Byte Integer.
#[inline]
pub fn u16(i: &[u8]) -> Parsed<'_, u16> {
    match i.split_first_chunk() {
        Some((bytes, i)) => Ok((i, u16::from_be_bytes(*bytes))),
        None => Err(Fault::at(i, ErrorKind::Truncated)),
    }
}

/// A Four Byte Integer.
#[inline]
pub fn u32(i: &[u8]) -> Parsed<'_, u32> {
    match i.split_first_chunk() {
        Some((bytes, i)) => Ok((i, u32::from_be_bytes(*bytes))),
        None => Err(Fault::at(i, ErrorKind::Truncated)),
    }
}

/// A length of two bytes, and that many bytes.
#[inline]
pub fn binary(i: &[u8]) -> Parsed<'_, &[u8]> {
    let field =
        i.split_first_chunk().and_then(|(len, i)| i.split_at_checked(u16::from_be_bytes(*len).into()));
    match field {
        Some((bytes, i)) => Ok((i, bytes)),
        None => Err(Fault::at(i, ErrorKind::Truncated)),
    }
}

/// A UTF-8 Encoded String.
#[inline]
pub fn text(i: &[u8]) -> Parsed<'_, Text<'_>> {
    let (after, bytes) = binary(i)?;
    match Text::from_utf8(bytes) {
        Ok(text) => Ok((after, text)),
        Err(error) => Err(Fault::at(i, error.into())), // [MQTT-1.5.3-1] [MQTT-1.5.3-2]
    }
}

/// A Topic Name.
#[inline]
pub fn topic_name(i: &[u8]) -> Parsed<'_, TopicName<'_>> {
    let (after, bytes) = binary(i)?;
    match TopicName::from_utf8(bytes) {
        Ok(name) => Ok((after, name)),
        Err(error) => Err(Fault::at(i, error.into())), // [MQTT-3.3.2-1] [MQTT-3.3.2-2] [MQTT-4.7.3-1]
    }
}

/// A Topic Filter.
#[inline]
pub fn topic_filter(i: &[u8]) -> Parsed<'_, TopicFilter<'_>> {
    let (after, bytes) = binary(i)?;
    match TopicFilter::from_utf8(bytes) {
        Ok(filter) => Ok((after, filter)),
        Err(error) => Err(Fault::at(i, error.into())), // [MQTT-4.7.1-2] [MQTT-4.7.1-3] [MQTT-4.7.3-1]
    }
}

/// A Packet Identifier.
#[inline]
pub fn packet_id(i: &[u8]) -> Parsed<'_, PacketId> {
    let (after, id) = u16(i)?;
    match PacketId::new(id) {
        Some(id) => Ok((after, id)),
        None => Err(Fault::at(i, ErrorKind::PacketIdZero)), // [MQTT-2.3.1-1]
    }
}

/// All that is left.
#[inline]
pub fn rest(i: &[u8]) -> Parsed<'_, &[u8]> {
    let (bytes, i) = i.split_at_checked(i.len()).unwrap_or((i, &[]));
    Ok((i, bytes))
}

/// Something that a [`List`](crate::List) holds, as it stands on the wire.
pub trait Wire<'a>: Copy {
    /// Whether each value takes exactly one byte.
    const ONE_BYTE: bool = false;

    /// Reads one, and checks it.
    fn parse(i: &'a [u8]) -> Parsed<'a, Self>;

    /// Reads one out of bytes that were checked before.
    fn parse_checked(i: &'a [u8]) -> Parsed<'a, Self> {
        Self::parse(i)
    }

    /// Its length in bytes.
    fn wire_len(&self) -> usize;

    /// Fills exactly `wire_len` bytes.
    fn put(&self, out: &mut Out<'_>);
}

#[doc(hidden)]
impl<'a> Wire<'a> for TopicFilter<'a> {
    #[inline]
    fn parse(i: &'a [u8]) -> Parsed<'a, Self> {
        topic_filter(i)
    }

    #[inline]
    fn parse_checked(i: &'a [u8]) -> Parsed<'a, Self> {
        text(i).map(|(i, text)| (i, filter_from_checked_text(text)))
    }

    #[inline]
    fn wire_len(&self) -> usize {
        string_len(self.as_str())
    }

    #[inline]
    fn put(&self, out: &mut Out<'_>) {
        out.string(self.as_str());
    }
}

/// What a string takes: its length prefix, and its bytes.
pub const fn string_len(s: &str) -> usize {
    2 + s.len()
}

/// What a binary field takes: its length prefix, and its bytes.
pub const fn binary_len(bytes: &[u8], field: &'static str) -> Result<usize, EncodeError> {
    if bytes.len() > u16::MAX as usize { Err(EncodeError::TooLong(field)) } else { Ok(2 + bytes.len()) }
}

/// The part of an output that is still to be filled. What has no room is left out: lengths are computed before.
#[derive(Debug)]
pub struct Out<'a> {
    rest: &'a mut [u8],
}

impl<'a> Out<'a> {
    /// Fills `space` from its first byte.
    #[inline]
    pub fn new(space: &'a mut [u8]) -> Self {
        Self { rest: space }
    }

    /// A byte.
    #[inline]
    pub fn u8(&mut self, byte: u8) {
        self.bytes(&[byte]);
    }

    /// A Two Byte Integer.
    #[inline]
    pub fn u16(&mut self, n: u16) {
        self.bytes(&n.to_be_bytes());
    }

    /// Bytes as they are.
    #[inline]
    pub fn bytes(&mut self, bytes: &[u8]) {
        if let Some((head, rest)) = mem::take(&mut self.rest).split_at_mut_checked(bytes.len()) {
            head.copy_from_slice(bytes);
            self.rest = rest;
        }
    }

    /// A length of two bytes, and the bytes, of which there are at most 65,535.
    #[inline]
    pub fn binary(&mut self, bytes: &[u8]) {
        let [.., high, low] = bytes.len().to_be_bytes();
        self.prefixed([high, low], bytes);
    }

    /// A byte, a length of two bytes, and the bytes.
    #[inline]
    pub fn tagged(&mut self, tag: u8, bytes: &[u8]) {
        let [.., high, low] = bytes.len().to_be_bytes();
        self.prefixed([tag, high, low], bytes);
    }

    #[inline]
    fn prefixed<const N: usize>(&mut self, prefix: [u8; N], bytes: &[u8]) {
        if let Some((field, rest)) = mem::take(&mut self.rest).split_at_mut_checked(N + bytes.len()) {
            if let Some((start, content)) = field.split_first_chunk_mut() {
                *start = prefix;
                content.copy_from_slice(bytes);
            }
            self.rest = rest;
        }
    }

    /// A string that was checked to be at most 65,535 bytes long.
    #[inline]
    pub fn string(&mut self, s: &str) {
        self.binary(s.as_bytes());
    }
}
