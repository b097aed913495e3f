//! Where packets are written to, and what comes first: the fixed header. MQTT 3.1.1, section 2.2.

use crate::error::EncodeError;
use crate::frame::{CONTINUES, MAX_REMAINING_LENGTH};
use crate::wire::Out;

/// A growing output: `Vec<u8>` (feature `alloc`) or `BytesMut` (feature `bytes`).
///
/// A packet asks for its room once and fills it, so it is written whole or not at all. For a fixed slice there is
/// [`Packet::encode_into`](crate::Packet::encode_into).
pub trait Buffer {
    /// Appends `n` bytes, and gives exactly these to be filled.
    fn space(&mut self, n: usize) -> &mut [u8];

    /// Appends `bytes`: a packet that is small, or a payload.
    fn put(&mut self, bytes: &[u8]);
}

#[cfg(any(feature = "alloc", test))]
impl Buffer for alloc::vec::Vec<u8> {
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
pub(crate) trait Body {
    /// Its length in bytes, or why it cannot be sent.
    fn len(&self) -> Result<usize, EncodeError>;

    /// Fills all that comes before the payload.
    fn put(&self, out: &mut Out<'_>);

    /// The bytes at its end that are the caller's own, and many perhaps.
    fn payload(&self) -> &[u8] {
        &[]
    }
}

/// What is done with a packet's bytes.
pub(crate) trait Write: Sized {
    /// A whole packet of a few bytes: how many.
    fn short<const N: usize>(self, packet: [u8; N]) -> Result<usize, EncodeError>;

    /// A fixed header and a body: how many bytes.
    fn body(self, first: u8, body: &impl Body) -> Result<usize, EncodeError>;
}

/// Appends them to a buffer.
pub(crate) struct Append<'a, B>(pub(crate) &'a mut B);

impl<B: Buffer> Write for Append<'_, B> {
    fn short<const N: usize>(self, packet: [u8; N]) -> Result<usize, EncodeError> {
        self.0.put(&packet);
        Ok(N)
    }

    fn body(self, first: u8, body: &impl Body) -> Result<usize, EncodeError> {
        let header = FixedHeader::new(first, body.len()?)?;
        let len = header.packet_len();
        let payload = body.payload();
        let mut small = [0; SMALL];
        if let Some(small) = small.get_mut(..len) {
            fill(small, header, body, payload);
            self.0.put(small);
        } else {
            fill(self.0.space(len - payload.len()), header, body, &[]);
            self.0.put(payload);
        }
        Ok(len)
    }
}

/// Writes them to the beginning of a slice.
pub(crate) struct Fill<'a>(pub(crate) &'a mut [u8]);

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
pub(crate) struct Measure;

impl Write for Measure {
    fn short<const N: usize>(self, _: [u8; N]) -> Result<usize, EncodeError> {
        Ok(N)
    }

    fn body(self, first: u8, body: &impl Body) -> Result<usize, EncodeError> {
        Ok(FixedHeader::new(first, body.len()?)?.packet_len())
    }
}

fn fill(space: &mut [u8], header: FixedHeader, body: &impl Body, payload: &[u8]) {
    let mut out = Out::new(space);
    header.put(&mut out);
    body.put(&mut out);
    out.bytes(payload);
}

/// A packet up to this many bytes is made on the stack and appended whole: cheaper than two steps in the buffer.
const SMALL: usize = 64;

/// The first two to five bytes of a packet.
#[derive(Clone, Copy)]
struct FixedHeader {
    first: u8,
    remaining_length: u32,
}

impl FixedHeader {
    #[inline]
    fn new(first: u8, body_len: usize) -> Result<Self, EncodeError> {
        match u32::try_from(body_len) {
            Ok(remaining_length) if remaining_length <= MAX_REMAINING_LENGTH => {
                Ok(Self { first, remaining_length })
            }
            _ => Err(EncodeError::TooLarge), // 2.2.3
        }
    }

    #[inline]
    fn packet_len(self) -> usize {
        let header_len = match self.remaining_length {
            0..0x80 => 2,
            0x80..0x4000 => 3,
            0x4000..0x20_0000 => 4,
            _ => 5,
        };
        usize::try_from(header_len + self.remaining_length).unwrap_or(usize::MAX)
    }

    #[inline]
    fn put(self, out: &mut Out<'_>) {
        let [.., low] = self.remaining_length.to_be_bytes();
        if low < CONTINUES && self.remaining_length == low.into() {
            return out.bytes(&[self.first, low]);
        }
        out.u8(self.first);
        let mut left = self.remaining_length;
        loop {
            let [.., low] = left.to_be_bytes();
            left >>= 7;
            if left == 0 {
                return out.u8(low);
            }
            out.u8(low | CONTINUES);
        }
    }
}
