//! Whatever bytes come: decoding them, by the rules of 3.1.1 or 3.1, neither panics nor allocates, and what is accepted is
//! a fixed point once it was encoded again.

#![no_main]
#![forbid(unsafe_code)]

use libfuzzer_sys::fuzz_target;
use mqtt_codec::{Framer, Packet, ProtocolLevel, Split};

fuzz_target!(|bytes: &[u8]| {
    for level in [ProtocolLevel::V3_1, ProtocolLevel::V3_1_1] {
        let mut rest = bytes;
        loop {
            let mut decoded = None;
            let allocations = allocation_counter::measure(|| decoded = decode(rest, level));
            assert_eq!(allocations.count_total, 0, "decoding allocates");
            let Some((packet, after)) = decoded else { break };
            encode_again(&packet, level);
            rest = after;
        }
    }
});

/// The first packet, each element of its lists visited, and what follows it.
fn decode(bytes: &[u8], level: ProtocolLevel) -> Option<(Packet<'_>, &[u8])> {
    let Ok(Split::Frame(frame, rest)) = Framer::default().split(bytes) else { return None };
    let packet = Packet::decode_as(frame, level).ok()?;
    match packet {
        Packet::Subscribe(subscribe) => assert!(subscribe.subscriptions.iter().count() > 0),
        Packet::Suback(suback) => assert!(suback.return_codes.iter().count() > 0),
        Packet::Unsubscribe(unsubscribe) => assert!(unsubscribe.filters.iter().count() > 0),
        _ => {}
    }
    Some((packet, rest))
}

fn encode_again(packet: &Packet<'_>, level: ProtocolLevel) {
    let mut bytes = Vec::new();
    assert_eq!(packet.encode(&mut bytes), packet.encoded_len());
    assert_eq!(decode(&bytes, level), Some((*packet, &[][..])));
}
