//! Whatever the bytes, reading them ends in a packet, an error or a wait. What is accepted is sent as bytes that mean
//! the same packet. All short inputs are tried, and mutations of captured sessions.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "helpers of tests")]

mod crafted;

use std::hint::black_box;

use crafted::EVERY_KIND;
use mqtt_codec::{Framer, Packet, ProtocolLevel, Split};
use mqtt_testing::mutation::{Mutations, seeds};
use mqtt_testing::search::{self, FIRST_BYTES, on_all_cores, two};
use mqtt_testing::sessions::captured_bytes;

/// Reads all packets of `bytes`; `out` has the room to write the longest again. How many were accepted.
fn read(mut bytes: &[u8], out: &mut [u8]) -> usize {
    let mut accepted = 0;
    while let Ok(Split::Frame(frame, rest)) = Framer::default().split(bytes) {
        if let Ok(packet) = Packet::decode(frame) {
            assert!(black_box(packet) == packet, "its lists can be walked");
            let len = packet.encode_into(out).expect("what was received can be sent");
            let sent = &out[..len];
            // The length alone may be written otherwise: in its shortest form.
            if matches!(packet, Packet::Connect(connect) if connect.level == ProtocolLevel::V3_1) {
                // Nor what 3.1 disregards: flags, or strings that are missing at the end.
                assert!(len <= frame.packet_len() && decode(sent) == Some(packet), "{:02x?}", frame.bytes());
            } else if sent != *frame.bytes() {
                assert!(
                    sent[0] == frame.bytes()[0] && sent.ends_with(frame.body()),
                    "{:02x?}",
                    frame.bytes()
                );
                assert!(len < frame.packet_len() && decode(sent) == Some(packet), "{:02x?}", frame.bytes());
            }
            accepted += 1;
        }
        bytes = rest;
    }
    accepted
}

fn decode(bytes: &[u8]) -> Option<Packet<'_>> {
    match Framer::default().split(bytes) {
        Ok(Split::Frame(frame, [])) => Packet::decode(frame).ok(),
        _ => None,
    }
}

#[test]
fn a_first_byte_that_begins_no_packet_is_enough_to_refuse() {
    search::a_first_byte_that_begins_no_packet_is_enough_to_refuse();
}

#[test]
fn all_buffers_of_up_to_three_bytes() {
    let mut out = [0; 8];
    assert_eq!(read(b"", &mut out), 0);
    for first in 0..=u8::MAX {
        read(&[first], &mut out);
        for second in 0..=u8::MAX {
            read(&[first, second], &mut out);
            for third in 0..=u8::MAX {
                read(&[first, second, third], &mut out);
            }
        }
    }
}

/// The other first bytes are refused, whatever follows: see above.
#[test]
fn all_buffers_of_four_bytes() {
    let accepted = on_all_cores(FIRST_BYTES.len() << 8, |at| {
        let mut out = [0; 8];
        let [first, second] = [FIRST_BYTES[at >> 8], two(at & 0xff)[1]];
        (0..0x1_0000)
            .map(|n| {
                let [third, fourth] = two(n);
                read(&[first, second, third, fourth], &mut out)
            })
            .sum()
    });
    assert!(accepted > 0);
}

#[test]
fn all_bodies_of_three_bytes() {
    let accepted = on_all_cores(FIRST_BYTES.len() << 8, |at| {
        let mut out = [0; 8];
        let [first, third] = [FIRST_BYTES[at >> 8], two(at & 0xff)[1]];
        (0..0x1_0000)
            .map(|n| {
                let [fourth, fifth] = two(n);
                read(&[first, 3, third, fourth, fifth], &mut out)
            })
            .sum()
    });
    // SUBACK of one code; PUBLISH at QoS 0 of one of the 125 characters of a byte that a name may have.
    assert_eq!(accepted, 65_535 * 4 + 2 * 125);
}

#[test]
fn mutations_of_captured_sessions() {
    let seeds = seeds(&captured_bytes(&["3.1"]), &EVERY_KIND);
    let meant = b"\0\x01\x02\x03\x04\x7f\x80\xc0\xff+#/$";
    let mutations = Mutations { seeds, meant, inserts: &[], streams: 20_000_000 };
    assert!(mutations.try_all(read) > 0);
}
