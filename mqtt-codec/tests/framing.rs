//! A packet that is not all there yet is never an error, and how much lacks is told; a packet over the limit is
//! refused by its header.

mod crafted;
mod packets;

use crafted::{EVERY_KIND, encode};
use mqtt_codec::{ErrorKind, Framer, PacketType, Split};
use mqtt_testing::bytes::{packet, padded, padded_varint, shortest};
use mqtt_testing::framing::asks_for_what_is_missing;
use packets::any_packet;
use proptest::prelude::*;

#[test]
fn each_kind_of_packet_asks_for_what_is_missing() {
    for whole in EVERY_KIND {
        asks_for_what_is_missing(whole);
        for width in 1..=4 {
            asks_for_what_is_missing(&padded(whole[0], &whole[2..], width));
        }
    }
    for body in [127, 128, 16_383, 16_384] {
        asks_for_what_is_missing(&packet(0x30, &[b"\0\x01a", &vec![0; body - 3][..]].concat()));
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
fn the_limit_counts_the_whole_packet_and_needs_its_header_alone() {
    let bodies = [3, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, 268_435_455];
    for body in bodies {
        for width in shortest(body)..=4 {
            let header = [&[0x30], &padded_varint(body, width)[..]].concat();
            let whole = u32::try_from(header.len() + body).expect("a packet");
            let Ok(Split::Need(bytes)) = Framer::new(whole).split(&header) else {
                panic!("{body} is within")
            };
            assert_eq!(bytes.get(), body);
            let error = Framer::new(whole - 1).split(&header).expect_err("one byte too many");
            assert_eq!((error.kind(), error.offset()), (ErrorKind::TooLarge, 1), "{body} in {width}");
            // The length cannot be read before its last byte is there.
            let Ok(Split::Need(bytes)) = Framer::new(whole - 1).split(&header[..width]) else {
                panic!("too early")
            };
            assert_eq!(bytes.get(), 1);
        }
    }
}

#[test]
fn a_limit_below_the_smallest_packet_lets_nothing_through() {
    for limit in [0, 1] {
        let error = Framer::new(limit).split(b"\xc0\0").expect_err("two bytes");
        assert_eq!((error.kind(), error.offset()), (ErrorKind::TooLarge, 1));
    }
    assert!(matches!(Framer::new(2).split(b"\xc0\0"), Ok(Split::Frame(..))));
    assert!(Framer::new(2).split(b"\xe0\x80\0").is_err(), "a padded length counts");
    assert!(matches!(Framer::new(u32::MAX).split(b"\x30\xff\xff\xff\x7f"), Ok(Split::Need(_))));
}

#[test]
fn a_frame_says_what_its_header_says() {
    for whole in EVERY_KIND {
        for width in 1..=4 {
            let padded = padded(whole[0], &whole[2..], width);
            let stream = [&padded[..], b"rest"].concat();
            let Ok(Split::Frame(frame, rest)) = Framer::default().split(&stream) else { panic!("no frame") };
            assert_eq!(Some(frame.packet_type()), PacketType::new(whole[0] >> 4));
            assert_eq!(frame.flags(), whole[0] & 0x0f);
            assert_eq!((frame.header_len(), frame.packet_len()), (1 + width, padded.len()));
            assert_eq!((frame.body(), *frame.bytes(), rest), (&whole[2..], &padded[..], &b"rest"[..]));
        }
    }
}
