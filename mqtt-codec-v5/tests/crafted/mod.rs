//! Packets made byte by byte, and what comes of them.

#![allow(dead_code, reason = "each file of tests uses some of it")]

use mqtt_codec_v5::{ErrorKind, Framer, Packet, Split};

/// The packet that `bytes` are, or what is wrong with it and where: twice the same.
pub(crate) fn decode(bytes: &[u8]) -> Result<Packet<'_>, (ErrorKind, u32)> {
    let once = || match Framer::default().split(bytes)? {
        Split::Frame(frame, []) => Packet::decode(frame),
        other => panic!("{} is not one packet: {other:?}", bytes.escape_ascii()),
    };
    assert_eq!(once(), once());
    once().map_err(|error| (error.kind(), error.offset()))
}

pub(crate) fn encode(packet: &Packet<'_>) -> Vec<u8> {
    let mut out = vec![0; packet.encoded_len().expect("it can be sent")];
    assert_eq!(packet.encode_into(&mut out), Ok(out.len()));
    out
}

pub(crate) fn variable(n: usize) -> Vec<u8> {
    let low = n.to_le_bytes()[0] & 0x7f;
    if n < 0x80 { vec![low] } else { [vec![low | 0x80], variable(n >> 7)].concat() }
}

pub(crate) fn packet(first: u8, body: &[u8]) -> Vec<u8> {
    [&[first], &variable(body.len())[..], body].concat()
}

/// A length of two bytes, and as many bytes.
pub(crate) fn field(bytes: &[u8]) -> Vec<u8> {
    let len = u16::try_from(bytes.len()).expect("at most 65,535 bytes");
    [&len.to_be_bytes(), bytes].concat()
}

/// Properties behind their length.
pub(crate) fn block(properties: &[u8]) -> Vec<u8> {
    [&variable(properties.len()), properties].concat()
}

pub(crate) fn rejects(table: &[(&str, &[u8], ErrorKind, u32)]) {
    for (why, bytes, kind, offset) in table {
        assert_eq!(decode(bytes).map(|_| ()), Err((*kind, *offset)), "{why}: {bytes:02x?}");
    }
}
