//! Packets made wrong at random.

use std::env;

use fastrand::Rng;
use mqtt_codec::{Framer, Split};

use crate::search::on_all_cores;

/// The streams are drawn in so many sequences, one after the other on each core: the same ones on any machine.
const SEQUENCES: usize = 64;

/// What mutations are made of.
#[derive(Debug)]
pub struct Mutations<'a> {
    /// The packets that are made wrong.
    pub seeds: Vec<Vec<u8>>,
    /// Bytes that mean something somewhere.
    pub meant: &'a [u8],
    /// What is put in between: properties.
    pub inserts: &'a [&'a [u8]],
    /// How many streams are tried, unless the environment variable `MQTT_MUTATIONS` asks for another number.
    pub streams: usize,
}

impl Mutations<'_> {
    /// Reads streams of one to four packets, each with some faults put in: the sum of what `read` gives. It gets the room
    /// to write the longest packet again.
    pub fn try_all(&self, read: impl Fn(&[u8], &mut [u8]) -> usize + Sync) -> usize {
        let streams = env::var("MQTT_MUTATIONS")
            .map_or(self.streams, |streams| streams.parse().expect("MQTT_MUTATIONS is a number"));
        on_all_cores(SEQUENCES, |seed| {
            let mut mutator = Mutator { of: self, rng: Rng::with_seed(seed as u64), stream: Vec::new() };
            let mut out = vec![0; 1 << 16];
            (0..streams.div_ceil(SEQUENCES)).map(|_| read(mutator.next_stream(), &mut out)).sum()
        })
    }
}

/// The packets of sessions, and one of each kind. Long ones are left out: they would take most of the time, and show
/// nothing that short ones do not.
pub fn seeds(sessions: &[Vec<u8>], every_kind: &[&[u8]]) -> Vec<Vec<u8>> {
    assert!(!sessions.is_empty(), "there are captured sessions");
    let mut seeds: Vec<Vec<u8>> = every_kind.iter().map(|bytes| bytes.to_vec()).collect();
    for mut session in sessions.iter().map(Vec::as_slice) {
        while let Ok(Split::Frame(frame, rest)) = Framer::default().split(session) {
            seeds.extend((frame.packet_len() <= 512).then(|| frame.bytes().to_vec()));
            session = rest;
        }
        assert_eq!(session, b"", "a session is whole packets");
    }
    seeds.sort();
    seeds.dedup();
    seeds
}

struct Mutator<'a> {
    of: &'a Mutations<'a>,
    rng: Rng,
    stream: Vec<u8>,
}

impl<'a> Mutator<'a> {
    fn next_stream(&mut self) -> &[u8] {
        self.stream.clear();
        for _ in 0..self.rng.usize(1..=4) {
            let mut packet = self.seed().to_vec();
            for _ in 0..self.rng.usize(0..=3) {
                self.mutate(&mut packet);
            }
            if self.rng.u8(..) >= 64 {
                set_length(&mut packet);
            }
            self.stream.extend_from_slice(&packet);
        }
        &self.stream
    }

    fn seed(&mut self) -> &'a [u8] {
        let at = self.rng.usize(0..self.of.seeds.len());
        &self.of.seeds[at]
    }

    fn mutate(&mut self, packet: &mut Vec<u8>) {
        if packet.is_empty() {
            return;
        }
        let Mutations { meant, inserts, .. } = self.of;
        let rng = &mut self.rng;
        let at = rng.usize(0..packet.len());
        match rng.u8(0..if inserts.is_empty() { 8 } else { 9 }) {
            0 => packet[at] ^= 1 << rng.u8(0..8),
            1 => packet[at] = rng.u8(..),
            2 => packet[at] = meant[rng.usize(0..meant.len())],
            3 => drop(packet.drain(at..(at + rng.usize(1..=4)).min(packet.len()))),
            4 => packet.insert(at, rng.u8(..)),
            5 => packet.truncate(at),
            // The length field.
            6 if packet.len() > 1 => packet[1] = packet[1].wrapping_add([1, 2, 0x80, 0xff][rng.usize(0..4)]),
            // One more, with a length before it that counts it perhaps.
            8 => {
                let insert = inserts[rng.usize(0..inserts.len())];
                packet.splice(at..at, insert.iter().copied());
                if at > 0 && rng.bool() {
                    packet[at - 1] = packet[at - 1].wrapping_add(insert.len().to_le_bytes()[0]);
                }
            }
            _ => {
                let other = self.seed();
                let from = self.rng.usize(0..other.len());
                packet.truncate(at);
                packet.extend_from_slice(&other[from..]);
            }
        }
    }
}

/// Makes a length of one or two bytes right again, so that a fault gets past framing.
fn set_length(packet: &mut [u8]) {
    match packet {
        [_, len, body @ ..] if *len < 0x80 => *len = body.len().to_le_bytes()[0] & 0x7f,
        [_, low, high, body @ ..] => {
            *low = body.len().to_le_bytes()[0] | 0x80;
            *high = (body.len() >> 7).to_le_bytes()[0] & 0x7f;
        }
        _ => {}
    }
}
