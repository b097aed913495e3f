//! A packet that is not all there yet is never an error, and how much lacks is told; however a stream is cut, the same
//! packets come out of it; and a length that takes more bytes than it needs is refused.

mod crafted;
mod packets;

use crafted::{EVERY_KIND, decode, encode, refused};
use mqtt_codec_v5::{ErrorKind, Framer, Packet, PacketType, Split};
use mqtt_testing::bytes::{packet, padded_varint, shortest};
use mqtt_testing::framing::asks_for_what_is_missing;
use packets::any_packet;
use proptest::prelude::*;

#[test]
fn each_kind_of_packet_asks_for_what_is_missing() {
    for whole in EVERY_KIND {
        asks_for_what_is_missing(whole);
    }
    for body in [127, 128, 16_383, 16_384] {
        asks_for_what_is_missing(&packet(0x30, &[b"\0\x01a\0", &vec![0; body - 4][..]].concat()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_packet_asks_for_what_lacks(drawn in any_packet()) {
        asks_for_what_is_missing(&drawn.with(|packet| encode(&packet)));
    }
}

#[test]
fn a_length_that_takes_more_bytes_than_it_needs_is_refused() {
    for whole in EVERY_KIND {
        let body = &whole[2..];
        for width in 1..=4 {
            let bytes = [&whole[..1], &padded_varint(body.len(), width), body].concat();
            // Framing knows no version, and 3.1.1 has no such rule.
            let Ok(Split::Frame(frame, [])) = Framer::default().split(&bytes) else { panic!("no frame") };
            assert_eq!((frame.header_len(), frame.body()), (1 + width, body));
            if width == 1 {
                assert_eq!(decode(&bytes), decode(whole));
            } else {
                refused(&bytes, ErrorKind::VariableByteInteger, 1, whole);
            }
        }
    }
    for body_len in [127, 128, 16_383, 16_384, 2_097_151, 2_097_152] {
        let body = [&b"\0\x01a\0"[..], &vec![0; body_len - 4]].concat();
        for width in shortest(body_len)..=4 {
            let bytes = [&b"\x30"[..], &padded_varint(body_len, width), &body].concat();
            if width == shortest(body_len) {
                assert!(decode(&bytes).is_ok(), "{body_len}");
            } else {
                refused(&bytes, ErrorKind::VariableByteInteger, 1, body_len);
            }
        }
    }
    // Also where the body is wrong, or that of another version.
    refused(b"\x40\x80\0", ErrorKind::VariableByteInteger, 1, "PUBACK without a body");
    refused(b"\x20\x82\0\x01\0", ErrorKind::VariableByteInteger, 1, "CONNACK of 3.1.1");
    refused(b"\xf0\x80\x80\x80\0", ErrorKind::VariableByteInteger, 1, "AUTH");
}

#[test]
fn a_frame_says_what_its_header_says() {
    for whole in EVERY_KIND {
        let stream = [whole, b"rest"].concat();
        let Ok(Split::Frame(frame, rest)) = Framer::default().split(&stream) else { panic!("no frame") };
        assert_eq!(Some(frame.packet_type()), PacketType::new(whole[0] >> 4));
        assert_eq!(Packet::decode(frame).unwrap().packet_type(), frame.packet_type());
        assert_eq!((frame.body(), *frame.bytes(), rest), (&whole[2..], whole, &b"rest"[..]));
    }
}

/// What ends a packet ends its fields, whatever stands behind it in the buffer.
#[test]
fn a_packet_ends_where_its_length_says() {
    for whole in EVERY_KIND.into_iter().filter(|whole| whole.len() > 2) {
        for body_len in 0..whole.len() - 2 {
            let short = packet(whole[0], &whole[2..2 + body_len]);
            let stream = [&short[..], &whole[2 + body_len..]].concat();
            let Ok(Split::Frame(frame, rest)) = Framer::default().split(&stream) else { panic!("no frame") };
            assert_eq!(rest, &whole[2 + body_len..]);
            let found = Packet::decode(frame).map_err(|error| (error.kind(), error.offset()));
            assert_eq!(found, decode(&short), "{stream:02x?}");
            if let Err((_, offset)) = found {
                assert!(usize::try_from(offset).unwrap() <= short.len(), "{offset} {short:02x?}");
            }
        }
    }
}

#[cfg(feature = "bytes")]
mod streams {
    #![expect(clippy::expect_used, reason = "helpers of tests")]

    use bytes::BytesMut;
    use mqtt_testing::stream;

    use super::*;

    fn take(buf: &mut BytesMut) -> Option<Vec<u8>> {
        let frame = Framer::default().take(buf).expect("packets")?;
        assert!(Packet::decode(frame.as_ref()).is_ok(), "{frame:?}");
        Some(frame.bytes().to_vec())
    }

    #[test]
    fn any_one_or_two_cuts_change_nothing() {
        stream::any_one_or_two_cuts_change_nothing(&EVERY_KIND, take);
    }

    #[test]
    fn byte_by_byte_changes_nothing() {
        let large = packet(0x30, &[b"\0\x01a\0", &vec![b'x'; 20_000][..]].concat());
        let packets = [&EVERY_KIND[..], &[&large, b"\xe0\0"]].concat();
        stream::pieces_of_one_size_change_nothing(&packets, take);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        #[test]
        fn any_cuts_of_any_stream_change_nothing(
            drawn in proptest::collection::vec(any_packet(), 1..12),
            cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..40),
        ) {
            let packets: Vec<_> = drawn.iter().map(|drawn| drawn.with(|packet| encode(&packet))).collect();
            stream::these_cuts_change_nothing(&packets, &cuts, take);
        }
    }
}
