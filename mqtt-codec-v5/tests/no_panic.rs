//! Whatever the bytes, reading them ends in a packet, an error or a wait. What is accepted can be shown, and is sent as
//! bytes that mean the same packet. All short inputs are tried, and mutations of captured sessions.

#![expect(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests")]

mod crafted;

use std::fmt::{self, Write as _};

use crafted::EVERY_KIND;
use mqtt_codec_v5::{Forward, Framer, Packet, Properties, Side, Split};
use mqtt_testing::mutation::{Mutations, seeds};
use mqtt_testing::search::{self, FIRST_BYTES, on_all_cores, two};
use mqtt_testing::sessions::captured_bytes;

/// Counts what is shown.
struct Counted(usize);

impl fmt::Write for Counted {
    fn write_str(&mut self, s: &str) -> fmt::Result {
        self.0 += s.len();
        Ok(())
    }
}

/// Reads all packets of `bytes`; `out` has the room to write the longest again. How many were accepted.
fn read(mut bytes: &[u8], out: &mut [u8], thoroughly: bool) -> usize {
    let mut accepted = 0;
    while !bytes.is_empty() {
        let Ok(Split::Frame(frame, rest)) = Framer::default().split(bytes) else { break };
        match Packet::decode(frame) {
            Ok(packet) => {
                let len = packet.encode_into(out).expect("what was received can be sent");
                let (sent, room) = out.split_at_mut(len);
                // Otherwise, a short form or an order of properties was another.
                if sent != *frame.bytes() {
                    assert!(len <= frame.packet_len() + 1, "{:02x?}", frame.bytes());
                    let again = decode(sent).unwrap_or_else(|| panic!("{:02x?}", frame.bytes()));
                    assert!(again == packet, "{:02x?}", frame.bytes());
                    assert_eq!(again.encode_into(room), Ok(len), "{:02x?}", frame.bytes());
                    assert!(room[..len] == *sent, "a fixed point: {:02x?}", frame.bytes());
                }
                if thoroughly {
                    walk(&packet, frame.bytes());
                }
                accepted += 1;
            }
            Err(error) => {
                let offset = usize::try_from(error.offset()).expect("an offset");
                assert!(offset <= frame.packet_len(), "{error} {:02x?}", frame.bytes());
            }
        }
        bytes = rest;
    }
    accepted
}

/// Looks at everything that there is in a packet.
fn walk(packet: &Packet<'_>, bytes: &[u8]) {
    let mut shown = Counted(0);
    write!(shown, "{packet:?}").expect("it can be shown");
    assert!(shown.0 > 0);
    for sender in [Side::Client, Side::Server] {
        let _ = packet.check_sent_by(sender);
    }
    let Ok(Split::Frame(frame, [])) = Framer::default().split(bytes) else { panic!("no frame") };
    for properties in [Properties::of(frame), Properties::of_will(frame)] {
        let properties = properties.expect("the packet decodes");
        let len = properties.as_bytes().len();
        assert_eq!(properties.map(|property| property.wire_len()).sum::<usize>(), len);
    }
    if let Ok(forward) = Forward::of(frame) {
        let mut out = vec![0; bytes.len() + 8];
        let len = forward.encode_into(&mut out).expect("what was received can be passed on");
        assert!(decode(&out[..len]) == Some(*packet), "{bytes:02x?}");
    }
    let _ = packet.fit(16);
    assert!(packet.without_problem_information().encoded_len().ok() <= packet.encoded_len().ok());
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
fn all_packets_of_up_to_three_bytes() {
    let mut out = [0; 16];
    assert_eq!(read(b"", &mut out, true), 0);
    let mut accepted = 0;
    for first in FIRST_BYTES {
        for second in 0..=u8::MAX {
            accepted += read(&[first, second], &mut out, true);
            for third in 0..=u8::MAX {
                // What a packet of two bytes leaves over begins no other that is whole.
                accepted += read(&[first, second, third], &mut out, second != 0);
            }
        }
    }
    // PINGREQ, PINGRESP, DISCONNECT and AUTH, by themselves and with each third byte; DISCONNECT of one code.
    assert_eq!(accepted, 4 * (1 + 256) + 30);
}

/// Whether more than `n` bytes lack at least: then no `n` bytes make it a packet.
fn lacks_more_than(n: usize, bytes: &[u8]) -> bool {
    matches!(Framer::default().split(bytes), Ok(Split::Need(lacking)) if lacking.get() > n)
}

#[test]
fn all_packets_of_four_bytes() {
    let accepted = on_all_cores(FIRST_BYTES.len() << 8, |at| {
        let mut out = [0; 16];
        let [first, second] = [FIRST_BYTES[at >> 8], two(at & 0xff)[1]];
        if second == 0 || lacks_more_than(2, &[first, second]) {
            return 0;
        }
        let mut accepted = 0;
        for third in 0..=u8::MAX {
            if lacks_more_than(1, &[first, second, third]) {
                continue;
            }
            for fourth in 0..=u8::MAX {
                accepted += read(&[first, second, third, fourth], &mut out, true);
            }
        }
        accepted
    });
    // Four acknowledgements of an identifier; DISCONNECT of a code and no properties, and of a code with whatever byte
    // behind it.
    assert_eq!(accepted, 4 * 65_535 + 30 + 30 * 256);
}

#[test]
fn all_bodies_of_three_bytes() {
    let accepted = on_all_cores(FIRST_BYTES.len() << 8, |at| {
        let mut out = [0; 16];
        let [first, third] = [FIRST_BYTES[at >> 8], two(at & 0xff)[1]];
        // Whatever the flags, a topic of more than 255 bytes has no room.
        if (0x31..=0x3d).contains(&first) && third != 0 {
            return 0;
        }
        (0..0x1_0000)
            .map(|n| {
                let [fourth, fifth] = two(n);
                read(&[first, 3, third, fourth, fifth], &mut out, third == 0)
            })
            .sum()
    });
    // Acknowledgements of an identifier and a code; CONNACK of each code, and of a session that is present.
    assert_eq!(accepted, 65_535 * (9 + 9 + 2 + 2) + 22 + 1);
}

#[test]
fn all_bodies_of_four_bytes_that_begin_with_0() {
    /// Those of which some are packets.
    const KINDS: [u8; 6] = [0x20, 0x30, 0x40, 0x90, 0xb0, 0xe0];
    let accepted = on_all_cores(KINDS.len() << 8, |at| {
        let mut out = [0; 16];
        let [first, fourth] = [KINDS[at >> 8], two(at & 0xff)[1]];
        (0..0x1_0000)
            .map(|n| {
                let [fifth, sixth] = two(n);
                read(&[first, 4, 0, fourth, fifth, sixth], &mut out, true)
            })
            .sum()
    });
    // PUBLISH of a character that a name may have; PUBACK, SUBACK and UNSUBACK of a code and an identifier below 256.
    assert_eq!(accepted, 125 + 255 * (9 + 12 + 7));
}

#[test]
fn mutations_of_captured_sessions() {
    let seeds = seeds(&captured_bytes(&["5.0-"]), &EVERY_KIND);
    let mut out = vec![0; 1 << 12];
    assert!(
        seeds.iter().all(|seed| read(seed, &mut out, true) == 1),
        "before they are mutated they are packets"
    );
    let mutations = Mutations { seeds, meant: MEANT, inserts: &PROPERTIES, streams: 6_000_000 };
    assert!(mutations.try_all(|stream, out| read(stream, out, true)) > 0);
}

/// Bytes that mean something somewhere.
const MEANT: &[u8] =
    b"\0\x01\x02\x03\x04\x05\x08\x09\x0b\x11\x12\x13\x15\x16\x17\x18\x19\x1a\x1c\x1f\x21\x22\x23\x24\x25\x26\x27\x28\x29\x2a\x7f\x80\xc0\xff+/$";

/// Properties that can be put anywhere.
const PROPERTIES: [&[u8]; 10] = [
    b"\x01\x01",
    b"\x02\0\0\0\x3c",
    b"\x03\0\x01t",
    b"\x08\0\x01r",
    b"\x09\0\x02\0\xff",
    b"\x0b\x80\x01",
    b"\x1f\0\x01r",
    b"\x21\0\x01",
    b"\x26\0\x01k\0\0",
    b"\x15\0\x01m\x16\0\0",
];
