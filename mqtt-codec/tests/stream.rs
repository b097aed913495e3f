//! However a stream of packets is cut on its way, the same packets come out of it.

#![cfg(feature = "bytes")]
#![expect(clippy::expect_used, reason = "helpers of tests")]

mod crafted;
mod packets;

use bytes::BytesMut;
use crafted::{EVERY_KIND, encode, subscribe_of};
use mqtt_codec::{ErrorKind, Framer, Packet};
use mqtt_testing::bytes::packet;
use mqtt_testing::stream;
use packets::any_packet;
use proptest::prelude::*;

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
    let (large, many) = (packet(0x30, &[b"\0\x01a", &vec![b'x'; 20_000][..]].concat()), subscribe_of(2_000));
    let packets = [&EVERY_KIND[..], &[&large, &many, b"\xc0\x80\x80\0", b"\xe0\0"]].concat();
    stream::pieces_of_one_size_change_nothing(&packets, take);
}

#[test]
fn a_buffer_full_of_packets_at_the_limit_is_cut_into_them() {
    let framer = Framer::new(1_000);
    let one = packet(0x30, &[b"\0\x01a", &[b'x'; 994][..]].concat());
    assert_eq!(one.len(), 1_000);
    let mut buf = BytesMut::from(&one.repeat(50)[..]);
    for _ in 0..50 {
        assert_eq!(framer.take(&mut buf).expect("a packet").expect("all there").bytes(), &one[..]);
    }
    assert_eq!(framer.take(&mut buf), Ok(None));
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

#[test]
fn after_an_error_nothing_is_taken_and_the_error_stays() {
    let table: &[(&[u8], ErrorKind, u32)] = &[
        (b"\0", ErrorKind::PacketType, 0),
        (b"\x36\x05\0\x01a\0\x01", ErrorKind::Flags, 0),
        (b"\x30\xff\xff\xff\xff", ErrorKind::VariableByteInteger, 1),
        (b"\x30\xff\x07", ErrorKind::TooLarge, 1),
        (b"\xc0\x01", ErrorKind::Trailing, 2),
    ];
    let framer = Framer::new(1_024);
    for (bad, kind, offset) in table {
        let mut buf = BytesMut::from(&[b"\xd0\0", *bad].concat()[..]);
        assert!(framer.take(&mut buf).expect("PINGRESP").is_some(), "what came before is taken");
        for more in [&b""[..], b"\xc0\0", b"\x30\x03\0\x01a"] {
            buf.extend_from_slice(more);
            let before = buf.clone();
            let error = framer.take(&mut buf).expect_err("no packet");
            assert_eq!((error.kind(), error.offset()), (*kind, *offset));
            assert_eq!(buf, before);
        }
    }
}
