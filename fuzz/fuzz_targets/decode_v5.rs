//! Whatever bytes come: decoding them as 5.0 neither panics nor allocates, what is accepted is a fixed point once it was
//! encoded again, and a message that is passed on is the same message.

#![no_main]
#![forbid(unsafe_code)]
#![expect(clippy::panic, reason = "it is how a fuzz target reports")]

use libfuzzer_sys::fuzz_target;
use mqtt_codec_v5::{Forward, Frame, Framer, Packet, Properties, ReasonCode, Split};

fuzz_target!(|bytes: &[u8]| {
    let mut rest = bytes;
    loop {
        let mut decoded = None;
        let allocations = allocation_counter::measure(|| decoded = decode(rest));
        assert_eq!(allocations.count_total, 0, "decoding allocates");
        let Some((frame, packet, after)) = decoded else { return };
        encode_again(&packet);
        pass_on(frame, &packet);
        rest = after;
    }
});

/// A frame, the packet in it, and what follows.
type Decoded<'a> = (Frame<&'a [u8]>, Packet<'a>, &'a [u8]);

/// The first packet, each element of its lists visited.
fn decode(bytes: &[u8]) -> Option<Decoded<'_>> {
    let Ok(Split::Frame(frame, rest)) = Framer::default().split(bytes) else { return None };
    let packet = match Packet::decode(frame) {
        Ok(packet) => packet,
        Err(error) => {
            assert!(ReasonCode::from(error).is_error());
            return None;
        }
    };
    match packet {
        Packet::Publish(publish) => {
            assert!(publish.properties.user_properties.iter().all(|pair| pair.name.len() <= 65_535));
            assert!(publish.properties.subscription_identifiers.iter().all(|id| id.get() > 0));
        }
        Packet::Subscribe(subscribe) => assert!(subscribe.subscriptions.iter().count() > 0),
        Packet::Suback(suback) => assert!(suback.reason_codes.iter().count() > 0),
        Packet::Unsubscribe(unsubscribe) => assert!(unsubscribe.filters.iter().count() > 0),
        Packet::Unsuback(unsuback) => assert!(unsuback.reason_codes.iter().count() > 0),
        _ => {}
    }
    Some((frame, packet, rest))
}

fn encode_again(packet: &Packet<'_>) {
    let mut bytes = Vec::new();
    assert_eq!(packet.encode(&mut bytes), packet.encoded_len());
    let again = decode(&bytes).map(|(_, again, rest)| (again, rest));
    assert_eq!(again, Some((*packet, &[][..])));
}

/// Nothing is lost on the way through a server, and nothing added.
fn pass_on(frame: Frame<&[u8]>, packet: &Packet<'_>) {
    let Ok(forward) = Forward::of(frame) else {
        assert!(!matches!(packet, Packet::Publish(_)));
        return;
    };
    let mut bytes = Vec::new();
    assert_eq!(forward.encode(&mut bytes), forward.encoded_len());
    assert_eq!(bytes.len(), frame.packet_len());
    let Some((passed_on, again, [])) = decode(&bytes) else { panic!("a message that was passed on is none") };
    assert_eq!(again, *packet);
    assert_eq!(Properties::of(passed_on).map(Iterator::count), Properties::of(frame).map(Iterator::count));
}
