//! Packets made by hand, byte by byte: an encoder would not write all of them.

#![allow(dead_code, reason = "each file of tests uses the part that it needs")]
#![allow(clippy::expect_used, clippy::panic, reason = "helpers of tests")]

use std::fmt::Debug;

use mqtt_codec::{ErrorKind, Framer, Packet, Split};

/// One packet of each kind.
pub(crate) const EVERY_KIND: [&[u8]; 14] = [
    b"\x10\x19\0\x04MQTT\x04\xce\0\x3c\0\x01c\0\x01w\0\x01m\0\x01u\0\x01p",
    b"\x20\x02\x01\0",
    b"\x3d\x09\0\x03a/b\0\x0ahi",
    b"\x40\x02\0\x01",
    b"\x50\x02\0\x02",
    b"\x62\x02\0\x03",
    b"\x70\x02\0\x04",
    b"\x82\x0c\0\x05\0\x01a\0\0\x03b/#\x02",
    b"\x90\x06\0\x05\0\x01\x02\x80",
    b"\xa2\x0a\0\x06\0\x01a\0\x03b/#",
    b"\xb0\x02\0\x06",
    b"\xc0\0",
    b"\xd0\0",
    b"\xe0\0",
];

/// First byte, a Remaining Length in its shortest form, body.
pub(crate) fn packet(first: u8, body: &[u8]) -> Vec<u8> {
    padded(first, body, shortest(body.len()))
}

/// The same with a Remaining Length of `width` bytes, which is longer than it need be if `width` is.
pub(crate) fn padded(first: u8, body: &[u8], width: usize) -> Vec<u8> {
    [&[first], &remaining_length(body.len(), width)[..], body].concat()
}

/// `len` as a Remaining Length of `width` bytes.
pub(crate) fn remaining_length(len: usize, width: usize) -> Vec<u8> {
    (0..width).map(|at| low7(len >> (7 * at)) | if at + 1 < width { 0x80 } else { 0 }).collect()
}

/// How many bytes a Remaining Length takes: Table 2.4.
pub(crate) fn shortest(len: usize) -> usize {
    match len {
        0..=127 => 1,
        128..=16_383 => 2,
        16_384..=2_097_151 => 3,
        _ => 4,
    }
}

fn low7(n: usize) -> u8 {
    n.to_le_bytes()[0] & 0x7f
}

/// A length of two bytes, and as many bytes.
pub(crate) fn field(bytes: &[u8]) -> Vec<u8> {
    let len = u16::try_from(bytes.len()).expect("at most 65,535 bytes");
    [&len.to_be_bytes(), bytes].concat()
}

/// SUBSCRIBE of `n` filters of one byte.
pub(crate) fn subscribe_of(n: usize) -> Vec<u8> {
    packet(0x82, &[&b"\0\x01"[..], &b"\0\x01a\0".repeat(n)].concat())
}

/// UNSUBSCRIBE of `n` filters of one byte.
pub(crate) fn unsubscribe_of(n: usize) -> Vec<u8> {
    packet(0xa2, &[&b"\0\x01"[..], &b"\0\x01a".repeat(n)].concat())
}

/// SUBACK of `n` return codes.
pub(crate) fn suback_of(n: usize) -> Vec<u8> {
    packet(0x90, &[&b"\0\x01"[..], &b"\x80".repeat(n)].concat())
}

/// SUBSCRIBE of `n` filters of no byte at all, which is not allowed.
pub(crate) fn subscribe_of_nothing(n: usize) -> Vec<u8> {
    packet(0x82, &[&b"\0\x01"[..], &b"\0\0\0".repeat(n)].concat())
}

/// The packet that `bytes` are, or what is wrong with it and where.
pub(crate) fn decode(bytes: &[u8]) -> Result<Packet<'_>, (ErrorKind, u32)> {
    let place = |error: mqtt_codec::Error| (error.kind(), error.offset());
    match Framer::default().split(bytes).map_err(place)? {
        Split::Frame(frame, []) => Packet::decode(frame).map_err(place),
        other => panic!("{} is not one packet: {other:?}", bytes.escape_ascii()),
    }
}

/// The bytes that `packet` is sent as.
pub(crate) fn encode(packet: &Packet<'_>) -> Vec<u8> {
    let mut out = vec![0; packet.encoded_len().expect("it can be sent")];
    assert_eq!(packet.encode_into(&mut out), Ok(out.len()));
    out
}

/// Each is refused: why, the packet, the kind, the offset.
pub(crate) fn rejects<B: AsRef<[u8]> + Debug>(table: &[(&str, B, ErrorKind, u32)]) {
    for (why, bytes, kind, offset) in table {
        assert_eq!(decode(bytes.as_ref()).map(|_| ()), Err((*kind, *offset)), "{why}: {bytes:02x?}");
    }
}

/// Each is a packet, and is sent as the same bytes again.
pub(crate) fn accepts<B: AsRef<[u8]> + Debug>(table: &[(&str, B)]) {
    for (why, bytes) in table {
        let packet = decode(bytes.as_ref()).unwrap_or_else(|error| panic!("{why}: {error:?}"));
        assert_eq!(encode(&packet), bytes.as_ref(), "{why}");
    }
}
