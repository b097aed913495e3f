//! Packets made by hand, byte by byte: an encoder would not write all of them.

#![allow(dead_code, reason = "each file of tests uses the part that it needs")]
#![allow(clippy::expect_used, clippy::panic, reason = "helpers of tests")]

use std::fmt::Debug;

use mqtt_codec::{ErrorKind, Framer, Packet, Split};
use mqtt_testing::bytes::{EVERY_KIND_OF_3_1_1, packet};

/// One packet of each kind.
pub(crate) const EVERY_KIND: [&[u8]; 14] = EVERY_KIND_OF_3_1_1;

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
