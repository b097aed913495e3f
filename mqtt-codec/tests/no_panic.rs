//! Whatever the bytes, reading them ends in a packet, an error or a wait. What is accepted is sent as bytes that mean
//! the same packet. All short inputs are tried, and mutations of captured sessions.

#![expect(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests")]

mod crafted;
mod mutation;

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use crafted::EVERY_KIND;
use mqtt_codec::{Framer, Packet, ProtocolLevel, Split};
use mutation::Mutator;

/// For how long mutations are tried.
const DURATION: Duration = Duration::from_secs(10);

/// Table 2.2: the first bytes that a packet can begin with, and what framing lets through for other versions: type 15 for 5.0,
/// DUP on PUBREL, SUBSCRIBE and UNSUBSCRIBE for 3.1.
const FIRST_BYTES: [u8; 27] = [
    0x10, 0x20, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x3a, 0x3b, 0x3c, 0x3d, 0x40, 0x50, 0x62, 0x6a, 0x70,
    0x82, 0x8a, 0x90, 0xa2, 0xaa, 0xb0, 0xc0, 0xd0, 0xe0, 0xf0,
];

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

/// Runs `job` for 0 to `jobs` on all cores: the sum of what it gives.
fn on_all_cores(jobs: usize, job: impl Fn(usize) -> usize + Sync) -> usize {
    let next = AtomicUsize::new(0);
    let work =
        || (0..).map_while(|_| Some(next.fetch_add(1, Relaxed)).filter(|at| *at < jobs)).map(&job).sum();
    let cores = thread::available_parallelism().map_or(1, Into::into);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        threads.into_iter().map(|thread| -> usize { thread.join().expect("no panic") }).sum()
    })
}

/// The two bytes that the number `n` is.
fn two(n: usize) -> [u8; 2] {
    u16::try_from(n).expect("below 65,536").to_be_bytes()
}

#[test]
fn a_first_byte_that_begins_no_packet_is_enough_to_refuse() {
    for first in 0..=u8::MAX {
        let refused = Framer::default().split(&[first]).is_err();
        assert_eq!(refused, !FIRST_BYTES.contains(&first), "{first:#04x}");
    }
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

/// Each direction of each captured session of 3.1 and 3.1.1: whole packets.
fn captured() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../mqtt-codec-v5/testdata");
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
    paths.retain(|path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with("3.1") && path.extension().is_some_and(|extension| extension == "bin")
    });
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("a session")).collect()
}

#[test]
fn mutations_of_captured_sessions() {
    let sessions = captured();
    assert!(!sessions.is_empty(), "there are captured sessions");
    let mut seeds: Vec<Vec<u8>> = EVERY_KIND.map(<[u8]>::to_vec).into();
    for mut session in sessions.iter().map(Vec::as_slice) {
        while let Ok(Split::Frame(frame, rest)) = Framer::default().split(session) {
            // Long payloads would take most of the time, and show nothing that short ones do not.
            seeds.extend((frame.packet_len() <= 512).then(|| frame.bytes().to_vec()));
            session = rest;
        }
        assert_eq!(session, b"", "a session is whole packets");
    }
    seeds.sort();
    seeds.dedup();

    let until = Instant::now() + DURATION;
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let accepted = on_all_cores(cores, |seed| {
        let mut mutator = Mutator::new(&seeds, seed);
        let (mut out, mut accepted) = (vec![0; 1 << 16], 0);
        while Instant::now() < until {
            for _ in 0..1_000 {
                accepted += read(mutator.next_stream(), &mut out);
            }
        }
        accepted
    });
    assert!(accepted > 0);
}
