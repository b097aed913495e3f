//! Packets made wrong at random.

#![allow(clippy::indexing_slicing, reason = "helpers of tests")]

use fastrand::Rng;

/// Draws streams of one to four packets, each with some faults put in.
pub(crate) struct Mutator<'a> {
    seeds: &'a [Vec<u8>],
    rng: Rng,
    stream: Vec<u8>,
}

impl<'a> Mutator<'a> {
    /// The same streams for the same `seed`.
    pub(crate) fn new(seeds: &'a [Vec<u8>], seed: usize) -> Self {
        Self { seeds, rng: Rng::with_seed(seed as u64), stream: Vec::new() }
    }

    pub(crate) fn next_stream(&mut self) -> &[u8] {
        self.stream.clear();
        for _ in 0..self.rng.usize(1..=4) {
            let mut packet = self.seed().to_vec();
            for _ in 0..self.rng.usize(0..=3) {
                self.mutate(&mut packet);
            }
            if self.rng.bool() {
                set_length(&mut packet);
            }
            self.stream.extend_from_slice(&packet);
        }
        &self.stream
    }

    fn seed(&mut self) -> &'a [u8] {
        let at = self.rng.usize(0..self.seeds.len());
        &self.seeds[at]
    }

    fn mutate(&mut self, packet: &mut Vec<u8>) {
        if packet.is_empty() {
            return;
        }
        let rng = &mut self.rng;
        let at = rng.usize(0..packet.len());
        match rng.u8(0..8) {
            0 => packet[at] ^= 1 << rng.u8(0..8),
            1 => packet[at] = rng.u8(..),
            2 => packet[at] = MEANT[rng.usize(0..MEANT.len())],
            3 => drop(packet.drain(at..(at + rng.usize(1..=4)).min(packet.len()))),
            4 => packet.insert(at, rng.u8(..)),
            5 => packet.truncate(at),
            // The length field.
            6 if packet.len() > 1 => packet[1] = packet[1].wrapping_add([1, 2, 0x80, 0xff][rng.usize(0..4)]),
            _ => {
                let other = self.seed();
                let from = self.rng.usize(0..other.len());
                packet.truncate(at);
                packet.extend_from_slice(&other[from..]);
            }
        }
    }
}

/// Bytes that mean something somewhere.
const MEANT: &[u8] = b"\0\x01\x02\x03\x04\x7f\x80\xc0\xff+#/$";

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
