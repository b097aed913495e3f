//! What the packets' tables of tests are run by.

use core::fmt::Debug;
use std::string::ToString;
use std::vec::Vec;

use crate::error::{EncodeError, Error, ErrorKind};
use crate::frame::{Framer, Split};
use crate::packet::Packet;
use crate::wire::PacketId;

pub(crate) fn id(n: u16) -> PacketId {
    PacketId::new(n).unwrap()
}

fn decode(wire: &[u8]) -> Result<Packet<'_>, Error> {
    match Framer::default().split(wire)? {
        Split::Frame(frame, []) => Packet::decode(frame),
        other => panic!("{}: {other:?}", wire.escape_ascii()),
    }
}

/// Bytes decode to their packet, and the packet encodes to these bytes, in each way there is.
pub(crate) fn round_trips<'a, P: Into<Packet<'a>> + Copy + Debug>(table: &[(&'a [u8], P)]) {
    for (wire, packet) in table {
        let packet: Packet<'_> = (*packet).into();
        assert_eq!(decode(wire), Ok(packet), "{}", wire.escape_ascii());
        assert_eq!(packet.encoded_len(), Ok(wire.len()));

        let mut out = Vec::from(&b"before"[..]);
        assert_eq!(packet.encode(&mut out), Ok(wire.len()));
        assert_eq!(out.strip_prefix(b"before"), Some(*wire), "{packet:?}");

        let mut exact = std::vec![0xee; wire.len() + 1];
        assert_eq!(
            packet.encode_into(&mut exact[..wire.len() - 1]),
            Err(EncodeError::NoRoom { needed: wire.len() })
        );
        assert!(exact.iter().all(|byte| *byte == 0xee));
        assert_eq!(packet.encode_into(&mut exact), Ok(wire.len()));
        assert_eq!(exact.split_last(), Some((&0xee, *wire)));
    }
}

/// Each packet is shown in one line.
pub(crate) fn shows(table: &[(&[u8], &str)]) {
    for (wire, line) in table {
        assert_eq!(decode(wire).unwrap().to_string(), *line, "{}", wire.escape_ascii());
    }
}

/// Each packet is refused: clause, bytes, kind, offset.
pub(crate) fn rejects(table: &[(&str, &[u8], ErrorKind, u32)]) {
    for (clause, wire, kind, offset) in table {
        match decode(wire) {
            Err(error) => assert_eq!((error.kind(), error.offset()), (*kind, *offset), "{clause}"),
            Ok(packet) => panic!("{clause}: accepted as {packet:?}"),
        }
    }
}
