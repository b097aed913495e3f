//! Packets one after another: their headers, their lengths, and what comes after an error.

use bytes::BytesMut;
use mqtt_codec::{Delivery, EncodeError, Publish, Version};
use mqtt_codec_v5::{AnyPacket, ErrorKind, Framer, ReasonCode, Split};
use mqtt_conformance::Index;
use mqtt_conformance::evidence::{Row, Verdict};
use mqtt_conformance::outcome::Wire;
use mqtt_conformance::version::VERSIONS;

use crate::{decoded, sent, sent_v3, topic};

/// The bytes of all rows with this verdict, and the limit that they are read with.
fn packets(version: Version, verdict: Verdict) -> Vec<Wire> {
    let rows = Index::of(version).expect("an index").rows;
    let of = |row: &Row| Wire::parse(row.input).expect("a packet");
    rows.iter().filter(|row| row.verdict == verdict).map(of).collect()
}

/// What is read from a connection's buffer: an error stays, whatever comes behind it, and says what to tell the peer.
#[test]
pub(super) fn a_violation_ends_the_connection() {
    for version in VERSIONS {
        for Wire { limit, received, .. } in packets(version, Verdict::Reject) {
            let framer = Framer::new(limit);
            let mut buf = BytesMut::from(&received[..]);
            buf.extend_from_slice(b"\xc0\0");
            let there = buf.clone();
            let error = match framer.take(&mut buf) {
                // Framing refuses it: nothing is taken, so the PINGREQ behind it is not come to.
                Err(error) => {
                    assert_eq!(buf, there, "{received:02x?}");
                    buf.extend_from_slice(b"\xc0\0");
                    assert_eq!(framer.take(&mut buf), Err(error), "{received:02x?}");
                    assert_eq!(buf.len(), there.len() + 2, "{received:02x?}");
                    error
                }
                // It is no packet, and never will be: all of it is taken, and nothing of the PINGREQ.
                Ok(Some(frame)) => {
                    assert_eq!((frame.bytes().as_ref(), &buf[..]), (&received[..], &b"\xc0\0"[..]));
                    let error = AnyPacket::decode(frame.as_ref(), version).unwrap_err();
                    assert_eq!(AnyPacket::decode(frame.as_ref(), version), Err(error), "{received:02x?}");
                    error
                }
                Ok(None) => panic!("more is asked for: {received:02x?}"),
            };
            assert!(ReasonCode::from(error).is_error(), "something to tell the peer: {received:02x?}");
        }
    }
}

#[test]
pub(super) fn a_stream_comes_in_any_pieces() {
    for (version, pieces) in [
        (Version::V3_1_1, [&b"\x82"[..], b"\x06\0\x01\0\x01a", b"\0"]),
        (Version::V5, [b"\x82", b"\x07\0\x01\0\0\x01a", b"\0"]),
    ] {
        let mut received = Vec::new();
        for piece in pieces {
            assert!(matches!(Framer::default().split(&received), Ok(Split::Need(_))));
            received.extend_from_slice(piece);
        }
        assert_eq!(sent(&decoded(version, &received)), pieces.concat());
    }
    // Each packet of the evidence: every strict prefix needs more, as much as is missing once the length is there.
    for version in VERSIONS {
        for Wire { received, .. } in
            packets(version, Verdict::Accept).iter().filter(|wire| wire.received.len() < 200)
        {
            for (len, _) in received.iter().enumerate() {
                let Ok(Split::Need(bytes)) = Framer::default().split(&received[..len]) else {
                    panic!("{len} bytes of {received:02x?}")
                };
                let missing = received.len() - len;
                assert!(bytes.get() <= missing && (len < 5 || bytes.get() == missing));
            }
        }
    }
}

#[test]
pub(super) fn a_packet_is_not_larger_than_its_receiver_takes() {
    let framer = Framer::new(8);
    // As soon as the length is there.
    for seen in [&b"\x30\x09\0\x01a\0"[..], b"\x30\x07", b"\x30\x09\0\x01a\0\x31\x32\x33\x34\x35"] {
        let error = framer.split(seen).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (ErrorKind::TooLarge, 1));
        assert_eq!(ReasonCode::from(error), ReasonCode::new(0x95));
    }
    assert!(matches!(framer.split(b"\x30\x06\0\x01a\0\x31\x32"), Ok(Split::Frame(..))));
    let AnyPacket::V5(large) = decoded(Version::V5, b"\x30\x09\0\x01a\0\x31\x32\x33\x34\x35") else {
        panic!("not of 5.0")
    };
    assert_eq!(large.fit(8), Err(EncodeError::OverPeerLimit));
    assert_eq!(large.fit(11), Ok(large));
}

/// Table 2.4: the widest length of each width, and one more.
#[test]
pub(super) fn a_remaining_length_is_sent_in_its_shortest_form() {
    for (len, header) in [
        (127, &b"\x30\x7f"[..]),
        (128, b"\x30\x80\x01"),
        (16_383, b"\x30\xff\x7f"),
        (16_384, b"\x30\x80\x80\x01"),
        (2_097_151, b"\x30\xff\xff\x7f"),
        (2_097_152, b"\x30\x80\x80\x80\x01"),
    ] {
        let payload = vec![0; len - 3];
        let publish =
            Publish { delivery: Delivery::AtMostOnce, retain: false, topic: topic("a"), payload: &payload };
        let sent = sent_v3(publish);
        assert_eq!((&sent[..header.len()], sent.len()), (header, header.len() + len));
    }
    // One byte more than four bytes of length can say; zeroed, so that no memory is touched.
    let payload = vec![0; 268_435_456 - 3];
    let publish =
        |payload| Publish { delivery: Delivery::AtMostOnce, retain: false, topic: topic("a"), payload };
    assert_eq!(mqtt_codec::Packet::from(publish(&payload[1..])).encoded_len(), Ok(268_435_460));
    assert_eq!(
        mqtt_codec::Packet::from(publish(&payload[..])).encode(&mut Vec::new()),
        Err(EncodeError::TooLarge)
    );
}

/// 0010 for PUBREL, SUBSCRIBE and UNSUBSCRIBE, 0000 for all others but PUBLISH.
#[test]
pub(super) fn reserved_flags_are_sent_as_the_standard_has_them() {
    for version in VERSIONS {
        let mut types = [false; 16];
        for Wire { received, .. } in packets(version, Verdict::Accept) {
            let [first, ..] = sent(&decoded(version, &received))[..] else { panic!("nothing") };
            types[usize::from(first >> 4)] = true;
            let flags = if [0x60, 0x80, 0xa0].contains(&(first & 0xf0)) { 0b0010 } else { 0b0000 };
            assert!(first >> 4 == 3 || first & 0x0f == flags, "{first:#04x}");
        }
        let seen = types.into_iter().filter(|seen| *seen).count();
        match version {
            Version::V3_1 => {}
            Version::V3_1_1 => assert_eq!(seen, 14, "each packet type"),
            Version::V5 => assert_eq!(seen, 15, "each packet type"),
        }
    }
}

#[test]
pub(super) fn what_a_header_says_is_judged_before_the_body_is_there() {
    for (bytes, kind, offset) in [
        (&b"\x00"[..], ErrorKind::PacketType, 0),
        (b"\xc1", ErrorKind::Flags, 0),
        (b"\x36", ErrorKind::Flags, 0),
        (b"\x80\x06", ErrorKind::Flags, 0),
        (b"\x30\xff\xff\xff\xff", ErrorKind::VariableByteInteger, 1),
        (b"\xc0\x01", ErrorKind::Trailing, 2),
        (b"\xd0\x81\x00", ErrorKind::Trailing, 3),
    ] {
        let error = Framer::default().split(bytes).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{bytes:02x?}");
    }
    assert!(
        matches!(Framer::default().split(b"\x30\xff\xff\xff"), Ok(Split::Need(bytes)) if bytes.get() == 1)
    );
    assert!(matches!(Framer::default().split(b"\xe0\x01"), Ok(Split::Need(_))), "5.0 has a body there");
}
