//! Frames that own their bytes: feature `bytes`.

use bytes::{Bytes, BytesMut};

use super::{Frame, Framer, Split};
use crate::error::Error;

impl Frame<Bytes> {
    /// The same frame, borrowed: what [`Packet::decode`](crate::Packet::decode) takes.
    pub fn as_ref(&self) -> Frame<&[u8]> {
        let Self { ref bytes, packet_type, flags, header_len } = *self;
        Frame { bytes, packet_type, flags, header_len }
    }

    /// A part of this frame as [`Bytes`], without a copy: for what outlives a packet decoded from it, such as its
    /// payload. `None` if `part` is not a part of this frame.
    pub fn share(&self, part: &[u8]) -> Option<Bytes> {
        let start = part.as_ptr().addr().checked_sub(self.bytes.as_ptr().addr())?;
        let end = start.checked_add(part.len())?;
        (end <= self.bytes.len()).then(|| self.bytes.slice(start..end))
    }

    /// The same frame in an allocation of its own: one that is kept for long no longer holds on to the read buffer.
    #[must_use]
    pub fn compact(&self) -> Self {
        Self { bytes: Bytes::copy_from_slice(&self.bytes), ..*self }
    }
}

impl Framer {
    /// Takes the first packet off `buf`, or `None` if it is not all there yet.
    ///
    /// For the rest of a packet it reserves what lacks, 16 KiB at most, so that a length that a peer merely claims costs
    /// nothing. Each packet is one reference-counted handle on the read buffer; for packets that are not kept,
    /// [`split`](Self::split), decode and `buf.advance(frame.packet_len())` is cheaper.
    ///
    /// # Errors
    ///
    /// As [`split`](Self::split). `buf` is as it was.
    pub fn take(&self, buf: &mut BytesMut) -> Result<Option<Frame<Bytes>>, Error> {
        let (packet_type, flags, header_len, packet_len) = match self.split(buf)? {
            Split::Frame(frame, _) => (frame.packet_type, frame.flags, frame.header_len, frame.packet_len()),
            Split::Need(bytes) => {
                buf.reserve(bytes.get().min(READ_AHEAD));
                return Ok(None);
            }
        };
        let bytes = buf.split_to(packet_len).freeze();
        Ok(Some(Frame { bytes, packet_type, flags, header_len }))
    }
}

/// How much room is made for bytes that have not come yet.
const READ_AHEAD: usize = 16 * 1024;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::Packet;
    use crate::packet_type::PacketType;

    #[test]
    fn takes_packets_one_by_one() {
        let mut buf = BytesMut::from(&b"\xc0\0\x30\x05\0\x01ahi\x40\x02\0"[..]);
        let framer = Framer::default();
        assert_eq!(framer.take(&mut buf).unwrap().unwrap().packet_type(), PacketType::Pingreq);
        assert_eq!(framer.take(&mut buf).unwrap().unwrap().bytes(), &b"\x30\x05\0\x01ahi"[..]);
        assert_eq!(framer.take(&mut buf), Ok(None));
        assert_eq!(buf, b"\x40\x02\0"[..]);
    }

    #[test]
    fn an_error_consumes_nothing() {
        let mut buf = BytesMut::from(&b"\x36\0"[..]);
        let first = Framer::default().take(&mut buf).unwrap_err();
        assert_eq!(Framer::default().take(&mut buf), Err(first));
        assert_eq!(buf, b"\x36\0"[..]);
    }

    #[test]
    fn a_claimed_length_reserves_little() {
        let mut buf = BytesMut::from(&b"\x30\xff\xff\xff\x7f"[..]);
        assert_eq!(Framer::default().take(&mut buf), Ok(None));
        assert!(buf.capacity() <= 2 * READ_AHEAD, "{}", buf.capacity());
        assert!(Framer::new(1024).take(&mut buf).is_err());
    }

    #[test]
    fn shares_its_parts_and_nothing_else() {
        let mut buf = BytesMut::from(&b"\x30\x05\0\x01ahi"[..]);
        let frame = Framer::default().take(&mut buf).unwrap().unwrap();
        let Ok(Packet::Publish(publish)) = Packet::decode(frame.as_ref()) else { panic!("no PUBLISH") };
        let payload = frame.share(publish.payload).unwrap();
        assert_eq!(payload.as_ptr(), publish.payload.as_ptr());
        assert_eq!(payload, b"hi"[..]);
        assert_eq!(frame.share(b"hi"), None);
        assert_eq!(frame.share(&frame.bytes()[..]).as_ref(), Some(frame.bytes()));
    }

    #[test]
    fn a_compact_frame_is_the_same_elsewhere() {
        let mut buf = BytesMut::from(&b"\xc0\0\xd0\0"[..]);
        let frame = Framer::default().take(&mut buf).unwrap().unwrap();
        assert_eq!(frame.compact(), frame);
        assert_ne!(frame.compact().bytes().as_ptr(), frame.bytes().as_ptr());
    }
}
