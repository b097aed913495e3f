//! Packets made byte by byte, and what comes of them.

#![allow(dead_code, reason = "each file of tests uses some of it")]
#![allow(clippy::expect_used, clippy::panic, reason = "helpers of tests")]

use std::fmt::Debug;

use mqtt_codec_v5::{ErrorKind, Frame, Framer, Packet, Split};

/// One packet of each kind, with properties where it has some.
pub(crate) const EVERY_KIND: [&[u8]; 15] = [
    b"\x10\x35\0\x04MQTT\x05\xce\0\x3c\x0c\x15\0\x01m\x16\0\x02da\x21\0\x09\0\x01c\x0b\x09\0\x03cor\x18\0\0\0\x05\0\x01w\0\x03msg\0\x01u\0\x02pw",
    b"\x20\x0e\0\0\x0b\x12\0\x03abc\x13\0\x3c\x24\x01",
    b"\x3d\x18\0\x03a/b\0\x0a\x0e\x0b\x07\x26\0\x01k\0\x01v\x0b\xc8\x01\x01\x01hi",
    b"\x40\x04\0\x01\x10\0",
    b"\x50\x09\0\x02\x97\x05\x1f\0\x02no",
    b"\x62\x02\0\x03",
    b"\x70\x02\0\x04",
    b"\x82\x0f\0\x05\x02\x0b\x01\0\x01a\0\0\x03b/#\x2e",
    b"\x90\x0a\0\x05\x04\x1f\0\x01r\0\x01\x80",
    b"\xa2\x12\0\x06\x07\x26\0\x01k\0\x01v\0\x01a\0\x03b/#",
    b"\xb0\x05\0\x06\0\x11\x87",
    b"\xc0\0",
    b"\xd0\0",
    b"\xe0\x07\x9c\x05\x1c\0\x02to",
    b"\xf0\x0a\x18\x08\x15\0\x01m\x16\0\x01d",
];

/// The frame that `bytes` are, or what is wrong with it and where.
pub(crate) fn frame(bytes: &[u8]) -> Result<Frame<&[u8]>, (ErrorKind, u32)> {
    match Framer::default().split(bytes) {
        Ok(Split::Frame(frame, [])) => Ok(frame),
        Err(error) => Err((error.kind(), error.offset())),
        other => panic!("{} is not one packet: {other:?}", bytes.escape_ascii()),
    }
}

/// The packet that `bytes` are, or what is wrong with it and where: twice the same.
pub(crate) fn decode(bytes: &[u8]) -> Result<Packet<'_>, (ErrorKind, u32)> {
    let once = || Packet::decode(frame(bytes)?).map_err(|error| (error.kind(), error.offset()));
    assert_eq!(once(), once());
    once()
}

/// The bytes that `packet` is sent as.
pub(crate) fn encode(packet: &Packet<'_>) -> Vec<u8> {
    let mut out = vec![0; packet.encoded_len().expect("it can be sent")];
    assert_eq!(packet.encode_into(&mut out), Ok(out.len()));
    out
}

/// It is refused with this kind at this offset.
pub(crate) fn refused(bytes: &[u8], kind: ErrorKind, offset: usize, why: impl Debug) {
    let offset = u32::try_from(offset).expect("a packet is shorter");
    assert_eq!(decode(bytes).map(|_| ()), Err((kind, offset)), "{why:?}: {}", shown(bytes));
}

/// The beginning of a packet, in hexadecimal.
pub(crate) fn shown(bytes: &[u8]) -> String {
    format!("{:02x?} ({} bytes)", bytes.get(..64).unwrap_or(bytes), bytes.len())
}

/// Each is refused: why, the packet, the kind, the offset.
pub(crate) fn rejects(table: &[(&str, &[u8], ErrorKind, u32)]) {
    for (why, bytes, kind, offset) in table {
        assert_eq!(decode(bytes).map(|_| ()), Err((*kind, *offset)), "{why}: {bytes:02x?}");
    }
}
