//! Packets drawn from the standard's tables, valid ones and valid ones with one thing changed, each with what the standard
//! says of it.
//!
//! Nothing in here knows our codecs: a packet is written byte by byte, from its fields ([`draft`]), which are drawn ([`valid`])
//! from the tables of both standards ([`table`]). A [`case`](mod@case) then changes one thing, or nothing.

use fastrand::Rng;

pub mod case;
pub mod draft;
mod fault;
mod length;
mod odd;
mod packet;
mod property;
pub mod table;
mod text;
mod valid;
mod wrong;

use case::Case;

pub use packet::{Expected, NEXT, Packet};

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

    use mqtt_codec_v5::Version;

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
