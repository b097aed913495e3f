//! What the packets' tables of tests are run by.

use core::fmt::Debug;
use std::string::ToString;
use std::vec::Vec;

use mqtt_codec::{EncodeError, Error, ErrorKind, Framer, PacketId, Split, Text};

use crate::packet::Packet;
use crate::property::UserProperty;

pub(crate) fn id(n: u16) -> PacketId {
    PacketId::new(n).unwrap()
}

pub(crate) const fn text(s: &'static str) -> Text<'static> {
    Text::from_static(s)
}

/// One that takes seven bytes: `26 0001 6b 0001 76`.
pub(crate) const K_V: &[UserProperty<'_>] = &[UserProperty { name: text("k"), value: text("v") }];

/// One that takes five: `26 0000 0000`.
pub(crate) const EMPTY: &[UserProperty<'_>] = &[UserProperty { name: text(""), value: text("") }];

pub(crate) fn decode(wire: &[u8]) -> Result<Packet<'_>, Error> {
    match Framer::default().split(wire)? {
        Split::Frame(frame, []) => Packet::decode(frame),
        other => panic!("{}: {other:?}", wire.escape_ascii()),
    }
}

pub(crate) fn encode(packet: &Packet<'_>) -> Vec<u8> {
    let mut out = std::vec![0; packet.encoded_len().unwrap()];
    assert_eq!(packet.encode_into(&mut out), Ok(out.len()));
    out
}

/// Bytes decode to their packet, and the packet encodes to these bytes, in each way there is.
pub(crate) fn round_trips<'a, P: Into<Packet<'a>> + Copy + Debug>(table: &[(&'a [u8], P)]) {
    for (wire, packet) in table {
        let packet: Packet<'_> = (*packet).into();
        assert_eq!(decode(wire), Ok(packet), "{}", wire.escape_ascii());
        assert_eq!(packet.encoded_len(), Ok(wire.len()));

        #[cfg(feature = "alloc")]
        {
            let mut out = Vec::from(&b"before"[..]);
            assert_eq!(packet.encode(&mut out), Ok(wire.len()));
            assert_eq!(out.strip_prefix(b"before"), Some(*wire), "{packet:?}");
        }

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

/// Bytes decode to the same packet as others, which are the ones written: why, received, sent.
pub(crate) fn other_forms(table: &[(&str, &[u8], &[u8])]) {
    for (why, received, sent) in table {
        let packet = decode(received).unwrap_or_else(|error| panic!("{why}: {error}"));
        assert_eq!(decode(sent), Ok(packet), "{why}");
        assert_eq!(encode(&packet), *sent, "{why}");
        assert_ne!(received, sent, "{why}");
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
