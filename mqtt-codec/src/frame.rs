//! The fixed header, and the packet that it bounds. MQTT 3.1.1, [section 2.2]; the same in 5.0, section 2.1.
//!
//! [section 2.2]: https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718020

use core::fmt;
use core::num::NonZeroUsize;

use crate::error::{Error, ErrorKind};
use crate::packet_type::PacketType;
use crate::varint::{self, TooLong};
use crate::wire::{Fault, Parsed};

#[cfg(feature = "bytes")]
mod owned;

/// One whole packet, as it came: its first byte and its length are judged, its body is not.
///
/// Only framing makes one. `B` is who owns the bytes: `&[u8]`, or `Bytes` for a packet that crosses tasks and queues.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct Frame<B> {
    bytes: B,
    packet_type: PacketType,
    flags: u8,
    header_len: u8,
}

impl<B: AsRef<[u8]>> Frame<B> {
    /// The packet's type: the upper half of its first byte.
    pub fn packet_type(&self) -> PacketType {
        self.packet_type
    }

    /// The flags of the fixed header, 0 to 15: the lower half of the first byte.
    pub fn flags(&self) -> u8 {
        self.flags
    }

    /// The length of the fixed header in bytes: 2 to 5.
    pub fn header_len(&self) -> usize {
        self.header_len.into()
    }

    /// The length of the whole packet in bytes, fixed header included: 2 to 268,435,460.
    pub fn packet_len(&self) -> usize {
        self.bytes.as_ref().len()
    }

    /// The whole packet as it came, fixed header included: what a gateway passes on.
    pub fn bytes(&self) -> &B {
        &self.bytes
    }
}

impl<'a> Frame<&'a [u8]> {
    /// What follows the fixed header.
    pub fn body(self) -> &'a [u8] {
        self.bytes.get(self.header_len()..).unwrap_or_default()
    }

    /// The frame in registers: its bytes, the length of its header, its flags.
    ///
    /// Handed over in memory it would be read by wider loads than the stores that made it, and wait for them.
    #[inline]
    pub(crate) fn parts(self) -> (&'a [u8], u8, u8) {
        (self.bytes, self.header_len, self.flags)
    }
}

/// The packet that `parse` finds in the body of a frame.
///
/// # Errors
///
/// What `parse` finds wrong, or that it leaves bytes over.
#[inline]
pub fn read<'a, T, P>(
    bytes: &'a [u8],
    header_len: u8,
    parse: impl FnOnce(&'a [u8]) -> Parsed<'a, T>,
    packet: impl FnOnce(T) -> P,
) -> Result<P, Error> {
    match parse(bytes.get(header_len.into()..).unwrap_or_default()) {
        Ok(([], found)) => Ok(packet(found)),
        Ok((left, _)) => Err(locate(bytes, &Fault::at(left, ErrorKind::Trailing))),
        Err(fault) => Err(locate(bytes, &fault)),
    }
}

/// Counts a fault's place from the packet's first byte.
#[cold]
pub(crate) fn locate(bytes: &[u8], fault: &nom::Err<Fault>) -> Error {
    let len = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    match fault {
        nom::Err::Error(fault) | nom::Err::Failure(fault) => {
            Error::new(fault.kind, len.saturating_sub(fault.left))
        }
        // No parser of a body streams: `nom::Parser::parse` is not allowed here.
        nom::Err::Incomplete(_) => Error::new(ErrorKind::Truncated, len),
    }
}

/// Without the body: it may hold a password.
impl<B: AsRef<[u8]>> fmt::Debug for Frame<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frame")
            .field("packet_type", &self.packet_type)
            .field("flags", &self.flags)
            .field("packet_len", &self.packet_len())
            .finish_non_exhaustive()
    }
}

/// A packet's fixed header, without its body: for programs that skip what they do not want.
///
/// [`Framer::split`] reads it, too, and is what a receiver needs. This has no size limit, and does not wait for the body.
///
/// ```
/// use mqtt_codec::{Header, PacketType};
///
/// // The beginning of a PUBLISH of 1 MiB: a client with 512 bytes of memory skips it by counting.
/// let received = b"\x32\x80\x80\x40\0\x03a/b";
/// let header = Header::read(received)?.expect("the fixed header is there");
/// assert_eq!(header.packet_type(), PacketType::Publish);
/// let to_skip = header.packet_len() - received.len();
/// assert_eq!(to_skip, 1_048_571);
/// # Ok::<(), mqtt_codec::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Header {
    packet_type: PacketType,
    flags: u8,
    len: u8,
    body_len: u32,
}

impl Header {
    /// Reads the fixed header that `buf` begins with, or returns `None` if `buf` ends before the header does.
    ///
    /// # Errors
    ///
    /// [`PacketType`](ErrorKind::PacketType) and [`Flags`](ErrorKind::Flags) at offset 0,
    /// [`VariableByteInteger`](ErrorKind::VariableByteInteger) at offset 1.
    pub fn read(buf: &[u8]) -> Result<Option<Self>, Error> {
        let Some((&first, i)) = buf.split_first() else { return Ok(None) };
        let (packet_type, flags) = judge(first)?;
        Ok(remaining_length(i)?.map(|(header_len, body_len)| Self {
            packet_type,
            flags,
            len: header_len,
            body_len,
        }))
    }

    /// The packet's type: the upper half of its first byte.
    pub const fn packet_type(self) -> PacketType {
        self.packet_type
    }

    /// The flags, 0 to 15: the lower half of the first byte.
    pub const fn flags(self) -> u8 {
        self.flags
    }

    /// The length of the fixed header in bytes: 2 to 5.
    pub fn header_len(self) -> usize {
        self.len.into()
    }

    /// The length of the whole packet in bytes, fixed header included: 2 to 268,435,460.
    pub fn packet_len(self) -> usize {
        usize::try_from(u32::from(self.len) + self.body_len).unwrap_or(usize::MAX)
    }
}

/// Cuts a stream of bytes into packets. The only thing that can ask for more bytes.
///
/// It keeps nothing between calls, so one framer serves any number of connections.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Framer {
    /// The largest packet to let through, in bytes, fixed header included.
    ///
    /// A packet over it is refused as soon as its length can be read: nothing is buffered for it, nothing reserved. A
    /// server sets it low until CONNECT is accepted.
    pub max_packet_size: u32,
}

/// What stands at the beginning of a buffer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Split<'a> {
    /// A whole packet, and the bytes after it.
    Frame(Frame<&'a [u8]>, &'a [u8]),
    /// A part of a packet, which lacks at least this many bytes.
    ///
    /// For a buffer shorter than two bytes it is what lacks to two, 1 while the length field goes on, and exact from
    /// then on.
    Need(NonZeroUsize),
}

impl Framer {
    /// Lets packets of at most `max_packet_size` bytes through, fixed header included.
    pub const fn new(max_packet_size: u32) -> Self {
        Self { max_packet_size }
    }

    /// Splits the first packet off `buf`. It costs the same for a small packet and a large one.
    ///
    /// The first byte is judged at once, the length as soon as it is there; the packet's body is not looked at.
    ///
    /// # Errors
    ///
    /// [`PacketType`](ErrorKind::PacketType) and [`Flags`](ErrorKind::Flags) at offset 0,
    /// [`VariableByteInteger`](ErrorKind::VariableByteInteger) and [`TooLarge`](ErrorKind::TooLarge) at offset 1,
    /// [`Trailing`](ErrorKind::Trailing) for a PINGREQ or PINGRESP with a body. All are final: the connection has to be
    /// closed. The flags are those of any version: DUP on PUBREL, SUBSCRIBE and UNSUBSCRIBE, which only 3.1 allows, is
    /// left to the decoder, which knows the version.
    #[inline]
    pub fn split<'a>(&self, buf: &'a [u8]) -> Result<Split<'a>, Error> {
        match *buf {
            [first, len @ ..varint::CONTINUES, ..] => self.cut(buf, judge(first)?, 2, len.into()),
            _ => self.split_long(buf),
        }
    }

    /// Splits off a packet whose Remaining Length takes more than a byte, or is not all there.
    #[inline(never)]
    fn split_long(self, buf: &[u8]) -> Result<Split<'_>, Error> {
        let Some((&first, i)) = buf.split_first() else { return Ok(need(2)) };
        let fixed = judge(first)?;
        match remaining_length(i)? {
            Some((header_len, body_len)) => self.cut(buf, fixed, header_len, body_len),
            None => Ok(need(1)),
        }
    }

    /// Splits off the packet whose fixed header is read, judged by all that a header can say.
    #[inline]
    fn cut(
        self,
        buf: &[u8],
        (packet_type, flags): (PacketType, u8),
        header_len: u8,
        body_len: u32,
    ) -> Result<Split<'_>, Error> {
        if body_len > 0 && matches!(packet_type, PacketType::Pingreq | PacketType::Pingresp) {
            return Err(Error::new(ErrorKind::Trailing, header_len.into())); // 3.12, 3.13
        }
        let packet_len = u32::from(header_len) + body_len;
        if packet_len > self.max_packet_size {
            return Err(Error::new(ErrorKind::TooLarge, 1)); // [MQTT-4.8.0-2]; 5.0: 0x95
        }
        let packet_len = usize::try_from(packet_len).unwrap_or(usize::MAX);
        match buf.split_at_checked(packet_len) {
            Some((bytes, rest)) => Ok(Split::Frame(Frame { bytes, packet_type, flags, header_len }, rest)),
            None => Ok(need(packet_len - buf.len())),
        }
    }
}

/// No limit but the protocol's.
impl Default for Framer {
    fn default() -> Self {
        Self::new(MAX_PACKET_LEN)
    }
}

#[inline]
fn need(bytes: usize) -> Split<'static> {
    Split::Need(NonZeroUsize::new(bytes).unwrap_or(NonZeroUsize::MIN))
}

/// Table 2.1, and the flags of Table 2.2.
#[inline]
fn judge(first: u8) -> Result<(PacketType, u8), Error> {
    let Some(packet_type) = PacketType::new(first >> 4) else {
        return Err(Error::new(ErrorKind::PacketType, 0)); // 2.2.1
    };
    let flags = first & 0x0f;
    if packet_type.allowed_flags() >> flags & 1 == 0 {
        return Err(Error::new(ErrorKind::Flags, 0)); // [MQTT-2.2.2-2] [MQTT-3.3.1-2] [MQTT-3.3.1-4]
    }
    Ok((packet_type, flags))
}

/// A Remaining Length: the fixed header's length and the body's, or `None` while bytes are missing.
#[inline]
fn remaining_length(i: &[u8]) -> Result<Option<(u8, u32)>, Error> {
    match varint::read(i) {
        Ok(read) => Ok(read.map(|(body_len, width)| (1 + width, body_len))),
        Err(TooLong) => Err(Error::new(ErrorKind::VariableByteInteger, 1)), // 2.2.3
    }
}

/// Checks that DUP is not set on a packet other than PUBLISH, which only 3.1 allows.
///
/// # Errors
///
/// [`Flags`](ErrorKind::Flags) in the packet's first byte.
#[inline]
pub fn no_dup(flags: u8) -> Result<(), nom::Err<Fault>> {
    if flags & DUP == 0 { Ok(()) } else { Err(Fault::at_start(ErrorKind::Flags)) }
}

/// The flag of a retransmission.
pub(crate) const DUP: u8 = 0b1000;

/// The largest packet: one byte, a Remaining Length of four, and what it counts.
const MAX_PACKET_LEN: u32 = 5 + varint::MAX;

#[cfg(test)]
mod tests {
    use super::*;

    fn split(buf: &[u8]) -> Result<Split<'_>, (ErrorKind, u32)> {
        Framer::default().split(buf).map_err(|error| (error.kind(), error.offset()))
    }

    #[test]
    fn asks_for_what_lacks() {
        let table: &[(&[u8], usize)] = &[
            (b"", 2),
            (b"\x30", 1),
            (b"\x30\x80", 1),
            (b"\x30\x80\x80", 1),
            (b"\x30\x80\x80\x80", 1),
            (b"\x30\x80\x80\x80\x01", 2_097_152),
            (b"\x30\xff\xff\xff\x7f", 268_435_455),
            (b"\x30\x03", 3),
            (b"\x30\x03\0\x01", 1),
            (b"\x30\x83\0\0\x01", 1),
        ];
        for (buf, lacking) in table {
            assert_eq!(split(buf), Ok(need(*lacking)), "{}", buf.escape_ascii());
        }
    }

    #[test]
    fn refuses_at_once() {
        let table: &[(&str, &[u8], ErrorKind, u32)] = &[
            ("packet type 0", b"\0", ErrorKind::PacketType, 0),
            ("[MQTT-2.2.2-2] CONNECT with flags", b"\x11", ErrorKind::Flags, 0),
            ("[MQTT-3.8.1-1] SUBSCRIBE without its flag", b"\x80", ErrorKind::Flags, 0),
            ("[MQTT-3.3.1-4] QoS 3", b"\x36", ErrorKind::Flags, 0),
            ("[MQTT-3.3.1-2] DUP at QoS 0", b"\x38", ErrorKind::Flags, 0),
            ("a TLS client hello", b"\x16\x03\x01", ErrorKind::Flags, 0),
            ("an HTTP request", b"GET /", ErrorKind::Flags, 0),
            ("2.2.3, a fourth byte that goes on", b"\x30\xff\xff\xff\xff", ErrorKind::VariableByteInteger, 1),
            ("3.12, PINGREQ with a body", b"\xc0\x01", ErrorKind::Trailing, 2),
            ("3.13, PINGRESP with a body", b"\xd0\x81\0", ErrorKind::Trailing, 3),
        ];
        for (clause, buf, kind, offset) in table {
            assert_eq!(split(buf), Err((*kind, *offset)), "{clause}");
        }
    }

    #[test]
    fn a_first_byte_is_judged_as_table_2_2_says() {
        let allowed: &[u8] = &[
            0x10, 0x20, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x3a, 0x3b, 0x3c, 0x3d, 0x40, 0x50, 0x62, 0x6a,
            0x70, 0x82, 0x8a, 0x90, 0xa2, 0xaa, 0xb0, 0xc0, 0xd0, 0xe0, 0xf0,
        ];
        for first in 0..=u8::MAX {
            assert_eq!(split(&[first]).is_ok(), allowed.contains(&first), "{first:#04x}");
        }
    }

    #[test]
    fn a_packet_over_the_limit_is_refused_before_its_body_is_there() {
        let framer = Framer::new(8);
        assert!(matches!(framer.split(b"\x30\x06\0\x01a123"), Ok(Split::Frame(..))));
        assert_eq!(framer.split(b"\x30\x07"), Err(Error::new(ErrorKind::TooLarge, 1)));
        assert_eq!(framer.split(b"\x30\x85\x80\0"), Err(Error::new(ErrorKind::TooLarge, 1)));
        assert_eq!(framer.split(b"\x36\x07"), Err(Error::new(ErrorKind::Flags, 0)));
    }

    #[test]
    fn a_padded_length_is_part_of_the_header() {
        let Ok(Split::Frame(frame, rest)) = split(b"\xc0\x80\0\xd0\0") else { panic!("no frame") };
        assert_eq!(
            (frame.packet_type(), frame.header_len(), frame.packet_len()),
            (PacketType::Pingreq, 3, 3)
        );
        assert_eq!((frame.body(), rest), (&b""[..], &b"\xd0\0"[..]));
    }

    #[test]
    fn debug_shows_no_body() {
        let Ok(Split::Frame(frame, _)) = split(b"\x30\x09\0\x01asecret") else { panic!("no frame") };
        assert_eq!(std::format!("{frame:?}"), "Frame { packet_type: Publish, flags: 0, packet_len: 11, .. }");
    }
}
