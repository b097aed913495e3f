//! Packets drawn from the standard's tables, valid ones and valid ones with one thing changed, each with what the standard
//! says of it.
//!
//! Nothing in here knows our codecs: a packet is written byte by byte, from its fields ([`draft`]), which are drawn ([`valid`])
//! from the tables of both standards ([`table`]). A [`case`](mod@case) then changes one thing, or nothing.

use fastrand::Rng;
use mqtt_codec_v5::{Sender, Version};

use crate::seen::Seen;

pub mod case;
pub mod draft;
mod length;
mod odd;
mod property;
pub mod table;
mod text;
mod wrong;

mod valid;

use case::Case;

/// A packet that was drawn.
#[derive(Debug)]
pub struct Packet {
    /// The version that it belongs to: 3.1.1 or 5.0.
    pub version: Version,
    /// Who may send it.
    pub sender: Sender,
    /// Its type, 1 to 15, before anything was changed.
    pub packet_type: u8,
    /// What was changed, and where if there are several places: `nul: user name`.
    pub label: String,
    /// The statement or section that decides.
    pub clause: &'static str,
    /// The packet, or the beginning of one.
    pub bytes: Vec<u8>,
    /// Whether another packet stands behind it in the receiver's buffer.
    pub followed: bool,
    /// What the standard says.
    pub expected: Expected,
}

/// What the standard says of a packet.
#[derive(Clone, Copy, Debug)]
pub enum Expected {
    /// It is this packet.
    Accept(Seen),
    /// It is none; the code with which a 5.0 receiver answers, where it is to tell.
    Reject(Option<u8>),
    /// It is not all there.
    NeedMore,
}

/// The packet that stands behind another: PINGREQ.
pub const NEXT: [u8; 2] = [0xC0, 0];

/// The packet with this number in the sequence that the seed names: always the same.
pub fn packet(seed: u64, number: u64) -> Packet {
    let mut random = Rng::with_seed(mixed(seed).wrapping_add(mixed(number.wrapping_add(1))));
    loop {
        let case = Case::draw(&mut random);
        // Not each draft has what a case changes.
        for _ in 0..8 {
            if let Some(packet) = case.packet(&mut random) {
                return packet;
            }
        }
    }
}

/// Neighbouring numbers give sequences that have nothing in common.
fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_packet_is_the_same_each_time() {
        for number in 0..1000 {
            assert_eq!(packet(7, number).bytes, packet(7, number).bytes);
        }
        assert_ne!(packet(7, 0).bytes, packet(8, 0).bytes);
    }

    #[test]
    fn each_case_is_drawn_for_each_version_it_belongs_to() {
        let mut drawn = BTreeMap::new();
        for number in 0..200_000 {
            let packet = packet(1, number);
            let name = packet.label.split(':').next().unwrap().to_owned();
            *drawn.entry((name, packet.version == Version::V5)).or_insert(0) += 1;
        }
        for case in case::CASES {
            for (v5, clause) in [(false, case.v3), (true, case.v5)] {
                let times = drawn.get(&(case.name.to_owned(), v5)).copied().unwrap_or(0);
                assert_eq!(times > 20, !clause.is_empty(), "{}, 5.0 {v5}: {times} times", case.name);
            }
        }
    }
}
