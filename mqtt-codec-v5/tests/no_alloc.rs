//! Reading allocates nothing, whatever a peer sends; nor does writing into a slice.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod crafted;

use std::hint::black_box;

use allocation_counter::measure;
use crafted::{EVERY_KIND, decode};
use mqtt_codec_v5::{Error, Forward, Framer, Packet, Properties, ReasonCode, Side, Split, peek_protocol};
use mqtt_testing::bytes::{block, broken, field, packet};

/// Reads each packet of the stream to its last element, and writes it again.
fn read_all(mut stream: &[u8], out: &mut [u8]) -> Result<usize, Error> {
    let mut packets = 0;
    while let Split::Frame(frame, rest) = Framer::default().split(stream)? {
        let _ = black_box(peek_protocol(frame.bytes()));
        let packet = Packet::decode(frame)?;
        visit(&packet);
        assert!(packet == black_box(packet));
        assert!(packet.encode_into(out).is_ok());
        for properties in [Properties::of(frame)?, Properties::of_will(frame)?] {
            let len = properties.as_bytes().len();
            assert_eq!(properties.map(|property| property.wire_len()).sum::<usize>(), len);
        }
        if let Ok(forward) = Forward::of(frame) {
            assert!(forward.unaltered.iter().map(black_box).count() <= frame.packet_len());
            assert!(forward.encode_into(out).is_ok());
        }
        let _ = black_box(packet.check_sent_by(Side::Client));
        let _ = black_box(packet.fit(16));
        let _ = black_box(packet.without_problem_information());
        packets += 1;
        stream = rest;
    }
    Ok(packets)
}

/// Looks at each element of each list.
fn visit(packet: &Packet<'_>) -> usize {
    macro_rules! users {
        ($packet:ident) => {
            $packet.properties.user_properties.iter().map(black_box).count()
        };
    }
    match packet {
        Packet::Connect(connect) => {
            let in_will = connect.will.map_or(0, |will| users!(will));
            users!(connect) + in_will
        }
        Packet::Connack(connack) => users!(connack),
        Packet::Publish(publish) => {
            users!(publish) + publish.properties.subscription_identifiers.iter().map(black_box).count()
        }
        Packet::Puback(ack) => users!(ack),
        Packet::Pubrec(ack) => users!(ack),
        Packet::Pubrel(ack) => users!(ack),
        Packet::Pubcomp(ack) => users!(ack),
        Packet::Subscribe(subscribe) => {
            users!(subscribe) + subscribe.subscriptions.iter().map(black_box).count()
        }
        Packet::Suback(suback) => users!(suback) + suback.reason_codes.iter().map(black_box).count(),
        Packet::Unsubscribe(unsubscribe) => {
            users!(unsubscribe) + unsubscribe.filters.iter().map(black_box).count()
        }
        Packet::Unsuback(unsuback) => users!(unsuback) + unsuback.reason_codes.iter().map(black_box).count(),
        Packet::Disconnect(disconnect) => users!(disconnect),
        Packet::Auth(auth) => users!(auth),
        Packet::Pingreq | Packet::Pingresp => 0,
    }
}

/// What `read_all` gives, and that it allocates nothing.
fn without_allocation(stream: &[u8]) -> Result<usize, Error> {
    let mut out = vec![0; stream.len() + 8];
    let mut outcome = Ok(0);
    let allocations = measure(|| {
        outcome = read_all(stream, &mut out);
        let _ = black_box(outcome.map_err(ReasonCode::from));
    });
    assert_eq!(allocations.count_total, 0, "{} bytes, {outcome:?}", stream.len());
    outcome
}

#[test]
fn each_kind_of_packet_is_read_and_written_without_allocation() {
    for bytes in EVERY_KIND {
        assert_eq!(without_allocation(bytes), Ok(1));
    }
    assert_eq!(without_allocation(&EVERY_KIND.concat().repeat(100)), Ok(1_500));
    assert_eq!(without_allocation(&packet(0x30, &[b"\0\x01a\0", &vec![0; 1_000_000][..]].concat())), Ok(1));
    let non_ascii = field("é".repeat(32_767).as_bytes());
    assert_eq!(without_allocation(&packet(0x30, &[&non_ascii[..], b"\0"].concat())), Ok(1));
}

/// What is asked of a packet with `n` elements in a list, and how many elements there are.
fn without_allocation_of(n: usize, elements: usize, bytes: &[u8]) {
    assert_eq!(without_allocation(bytes), Ok(1));
    assert_eq!(visit(&decode(bytes).unwrap()), elements, "{n}: {} bytes", bytes.len());
}

#[test]
fn many_tiny_elements_are_read_without_allocation() {
    for n in [1, 1_000, 50_000] {
        let users = block(&b"\x26\0\0\0\0".repeat(n));
        let publish = |properties: &[u8]| packet(0x30, &[b"\0\x01a", properties, b"payload"].concat());
        without_allocation_of(n, n, &publish(&users));
        without_allocation_of(n, n, &publish(&block(&b"\x0b\x01".repeat(n))));
        without_allocation_of(n, 2 * n, &publish(&block(&b"\x0b\x01\x26\0\0\0\0".repeat(n))));

        let with = |first: u8, before: &[u8], after: &[u8]| packet(first, &[before, &users, after].concat());
        without_allocation_of(n, n, &with(0x10, b"\0\x04MQTT\x05\x02\0\x3c", b"\0\x01c"));
        without_allocation_of(n, n, &with(0x10, b"\0\x04MQTT\x05\x06\0\x3c\0\0\x01c", b"\0\x01w\0\x01m"));
        without_allocation_of(n, n, &with(0x20, b"\0\0", b""));
        for first in [0x40, 0x50, 0x62, 0x70] {
            without_allocation_of(n, n, &with(first, b"\0\x01\0", b""));
        }
        without_allocation_of(n, n, &with(0xe0, b"\0", b""));
        let method_and_users = block(&[b"\x15\0\x01m", &b"\x26\0\0\0\0".repeat(n)[..]].concat());
        without_allocation_of(n, n, &packet(0xf0, &[b"\x18", &method_and_users[..]].concat()));

        without_allocation_of(n, n + 1, &with(0x82, b"\0\x01", b"\0\x01a\0"));
        without_allocation_of(n, n, &packet(0x82, &[b"\0\x01\0", &b"\0\x01a\0".repeat(n)[..]].concat()));
        without_allocation_of(n, n, &packet(0xa2, &[b"\0\x01\0", &b"\0\x01a".repeat(n)[..]].concat()));
        without_allocation_of(n, n, &packet(0x90, &[b"\0\x01\0", &b"\x80".repeat(n)[..]].concat()));
        without_allocation_of(n, n, &packet(0xb0, &[b"\0\x01\0", &b"\x80".repeat(n)[..]].concat()));
    }
}

#[test]
fn errors_are_made_without_allocation() {
    for bytes in broken(&EVERY_KIND, &[0x00, 0x26, 0x7f, 0x80, 0xff]) {
        let _ = without_allocation(&bytes);
    }
    // The last of many is wrong.
    let many = b"\x26\0\0\0\0".repeat(50_000);
    for wrong in
        [&b"\x26\0\0\0\x01"[..], b"\x26\0\0\0\x01\xff", b"\x7f", b"\x11\0\0\0\0", b"\x23\0\0", b"\x01\x02"]
    {
        let bytes = packet(0x30, &[b"\0\x01a", &block(&[&many, wrong].concat())[..]].concat());
        assert!(without_allocation(&bytes).is_err(), "{wrong:02x?}");
    }
    let filters = packet(0x82, &[b"\0\x01\0", &b"\0\x01a\0".repeat(50_000)[..], b"\0\x02a#\0"].concat());
    assert!(without_allocation(&filters).is_err());
}

/// An empty buffer allocates once, since the packet's length is known before its first byte is written.
#[cfg(feature = "bytes")]
#[test]
fn a_packet_is_written_into_one_allocation() {
    for bytes in EVERY_KIND {
        let packet = decode(bytes).unwrap();
        let into_vec = measure(|| {
            let _ = packet.encode(&mut Vec::new());
        });
        assert_eq!(into_vec.count_total, 1, "{packet:?}");
        let into_bytes = measure(|| {
            let _ = packet.encode(&mut bytes::BytesMut::new());
        });
        assert_eq!(into_bytes.count_total, 1, "{packet:?}");
    }
}

#[test]
fn what_cannot_be_sent_is_refused_without_allocation() {
    let packet = decode(EVERY_KIND[0]).unwrap();
    let mut out = [0; 8];
    let allocations = measure(|| assert!(packet.encode_into(&mut out).is_err()));
    assert_eq!(allocations.count_total, 0);
}
