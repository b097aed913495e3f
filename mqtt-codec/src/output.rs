//! Where packets are written to, and what comes first: the fixed header. MQTT 3.1.1, section 2.2.

use crate::error::EncodeError;
use crate::varint::{self, CONTINUES};
use crate::wire::Out;

/// A growing output: `Vec<u8>` (feature `alloc`) or `BytesMut` (feature `bytes`).
///
/// All lengths are known and checked before the first call, so a packet is written whole or not at all. For a fixed slice
/// there is [`Packet::encode_into`](crate::Packet::encode_into).
pub trait Buffer {
    /// Reserves capacity for at least `additional` more bytes, so that appending them allocates at most once.
    ///
    /// Called once for each packet that is appended in several parts, with its length. By default it does nothing.
    #[inline]
    fn reserve(&mut self, additional: usize) {
        let _ = additional;
    }

    /// Appends `n` bytes, and gives exactly these to be filled.
    fn space(&mut self, n: usize) -> &mut [u8];

    /// Appends `bytes`: a payload, or the parts of a small packet.
    fn put(&mut self, bytes: &[u8]);
}

#[cfg(any(feature = "alloc", test))]
impl Buffer for alloc::vec::Vec<u8> {
    #[inline]
    fn reserve(&mut self, additional: usize) {
        self.reserve(additional);
    }

    #[inline]
    fn space(&mut self, n: usize) -> &mut [u8] {
        let start = self.len();
        self.resize(start + n, 0);
        self.get_mut(start..).unwrap_or_default()
    }

    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

#[cfg(feature = "bytes")]
impl Buffer for bytes::BytesMut {
    #[inline]
    fn reserve(&mut self, additional: usize) {
        self.reserve(additional);
    }

    #[inline]
    fn space(&mut self, n: usize) -> &mut [u8] {
        let start = self.len();
        self.resize(start + n, 0);
        self.get_mut(start..).unwrap_or_default()
    }

    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// A packet's body, that is all but its fixed header.
#[expect(clippy::len_without_is_empty, reason = "a body is what it is")]
pub trait Body {
    /// Its length in bytes.
    ///
    /// # Errors
    ///
    /// Why it cannot be sent.
    fn len(&self) -> Result<usize, EncodeError>;

    /// Fills all that comes before the payload.
    fn put(&self, out: &mut Out<'_>);

    /// The bytes at its end that are the caller's own, and many perhaps.
    fn payload(&self) -> &[u8] {
        &[]
    }

    /// Appends the whole packet to a buffer, and returns its length. A packet of few parts can do better than to make room
    /// for its head.
    fn append(&self, header: FixedHeader, out: &mut impl Buffer) -> usize {
        append(self, header, out)
    }
}

/// What is done with a packet's bytes.
pub trait Write: Sized {
    /// A whole packet of a few bytes: how many.
    ///
    /// # Errors
    ///
    /// If there is no room for it.
    fn short<const N: usize>(self, packet: [u8; N]) -> Result<usize, EncodeError>;

    /// A fixed header and a body: how many bytes.
    ///
    /// # Errors
    ///
    /// If the body cannot be sent, or there is no room for it.
    fn body(self, first: u8, body: &impl Body) -> Result<usize, EncodeError>;
}

/// Appends them to a buffer.
#[derive(Debug)]
pub struct Append<'a, B>(pub &'a mut B);

impl<B: Buffer> Write for Append<'_, B> {
    fn short<const N: usize>(self, packet: [u8; N]) -> Result<usize, EncodeError> {
        self.0.put(&packet);
        Ok(N)
    }

    fn body(self, first: u8, body: &impl Body) -> Result<usize, EncodeError> {
        let header = FixedHeader::new(first, body.len()?)?;
        Ok(body.append(header, self.0))
    }
}

/// Writes them to the beginning of a slice.
#[derive(Debug)]
pub struct Fill<'a>(pub &'a mut [u8]);

impl Write for Fill<'_> {
    fn short<const N: usize>(self, packet: [u8; N]) -> Result<usize, EncodeError> {
        *self.0.first_chunk_mut().ok_or(EncodeError::NoRoom { needed: N })? = packet;
        Ok(N)
    }

    fn body(self, first: u8, body: &impl Body) -> Result<usize, EncodeError> {
        let header = FixedHeader::new(first, body.len()?)?;
        let needed = header.packet_len();
        fill(self.0.get_mut(..needed).ok_or(EncodeError::NoRoom { needed })?, header, body, body.payload());
        Ok(needed)
    }
}

/// Counts them.
#[derive(Debug)]
pub struct Measure;

impl Write for Measure {
    fn short<const N: usize>(self, _: [u8; N]) -> Result<usize, EncodeError> {
        Ok(N)
    }

    fn body(self, first: u8, body: &impl Body) -> Result<usize, EncodeError> {
        Ok(FixedHeader::new(first, body.len()?)?.packet_len())
    }
}

/// Makes room for the head at once, and fills it; then comes the payload. Returns the packet's length.
#[inline]
pub fn append(body: &(impl Body + ?Sized), header: FixedHeader, out: &mut impl Buffer) -> usize {
    let (payload, len) = (body.payload(), header.packet_len());
    if !payload.is_empty() {
        out.reserve(len);
    }
    fill(out.space(len - payload.len()), header, body, &[]);
    out.put(payload);
    len
}

#[inline]
fn fill(space: &mut [u8], header: FixedHeader, body: &(impl Body + ?Sized), payload: &[u8]) {
    let mut out = Out::new(space);
    header.put(&mut out);
    body.put(&mut out);
    out.bytes(payload);
}

/// The first two to five bytes of a packet.
#[derive(Clone, Copy, Debug)]
pub struct FixedHeader {
    first: u8,
    remaining_length: u32,
}

impl FixedHeader {
    #[inline]
    fn new(first: u8, body_len: usize) -> Result<Self, EncodeError> {
        match u32::try_from(body_len) {
            Ok(remaining_length) if remaining_length <= varint::MAX => Ok(Self { first, remaining_length }),
            _ => Err(EncodeError::TooLarge), // 2.2.3
        }
    }

    #[inline]
    fn packet_len(self) -> usize {
        1 + varint::len(self.body_len()).unwrap_or(4) + self.body_len()
    }

    #[inline]
    fn body_len(self) -> usize {
        usize::try_from(self.remaining_length).unwrap_or(usize::MAX)
    }

    /// The header of a packet with a body of less than 128 bytes.
    #[inline]
    pub fn short(self) -> Option<[u8; 2]> {
        match u8::try_from(self.remaining_length) {
            Ok(len) if len < CONTINUES => Some([self.first, len]),
            _ => None,
        }
    }

    #[inline]
    fn put(self, out: &mut Out<'_>) {
        let [.., b1, b0] = (self.remaining_length << 1).to_be_bytes();
        match self.remaining_length {
            0..0x80 => out.bytes(&[self.first, b0 >> 1]),
            0x80..0x4000 => out.bytes(&[self.first, b0 >> 1 | CONTINUES, b1]),
            _ => {
                out.u8(self.first);
                varint::put(self.body_len(), out);
            }
        }
    }
}
