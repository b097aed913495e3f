//! Whatever bytes come: decoding them neither panics nor allocates, and what is accepted is a fixed point once it was
//! encoded again.

#![no_main]
#![forbid(unsafe_code)]

use libfuzzer_sys::fuzz_target;
use mqtt_codec::{Framer, Packet, Split};

fuzz_target!(|bytes: &[u8]| {
    let mut rest = bytes;
    loop {
        let mut decoded = None;
        let allocations = allocation_counter::measure(|| decoded = decode(rest));
        assert_eq!(allocations.count_total, 0, "decoding allocates");
        let Some((packet, after)) = decoded else { return };
        encode_again(&packet);
        rest = after;
    }
});

/// The first packet, each element of its lists visited, and what follows it.
fn decode(bytes: &[u8]) -> Option<(Packet<'_>, &[u8])> {
    let Ok(Split::Frame(frame, rest)) = Framer::default().split(bytes) else { return None };
    let packet = Packet::decode(frame).ok()?;
    match packet {
        Packet::Subscribe(subscribe) => assert!(subscribe.subscriptions.iter().count() > 0),
        Packet::Suback(suback) => assert!(suback.codes.iter().count() > 0),
        Packet::Unsubscribe(unsubscribe) => assert!(unsubscribe.filters.iter().count() > 0),
        _ => {}
    }
    Some((packet, rest))
}

fn encode_again(packet: &Packet<'_>) {
    let mut bytes = Vec::new();
    assert_eq!(packet.encode(&mut bytes), packet.encoded_len());
    assert_eq!(decode(&bytes), Some((*packet, &[][..])));
}
