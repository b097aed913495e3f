//! Faults found in other codecs: what they lost, refused, read too far or kept too much of must come out right here.

mod crafted;

use crafted::{decode, encode, refused};
use mqtt_codec_v5::{
    Connect, DisconnectReason, ErrorKind, Framer, Packet, PacketId, Split, SubscriptionId, Text, TopicName,
};
use mqtt_testing::bytes::{block, field, packet};

/// One that counted the length of an identifier twice gave the payload `\x0b\x03AB`.
#[test]
fn three_subscription_identifiers_are_no_part_of_the_payload() {
    let bytes = b"\x30\x0c\0\x01a\x06\x0b\x01\x0b\x02\x0b\x03AB";
    let Ok(Packet::Publish(publish)) = decode(bytes) else { panic!("a PUBLISH") };
    let identifiers = publish.properties.subscription_identifiers.iter().map(SubscriptionId::get);
    assert!(identifiers.eq([1, 2, 3]));
    assert_eq!(publish.payload, b"AB");
    assert_eq!(encode(&publish.into()), bytes);

    // With identifiers of two to four bytes, too, which is where it lost count.
    let properties = block(b"\x0b\x80\x01\x0b\x80\x80\x01\x0b\x80\x80\x80\x01");
    let bytes = packet(0x30, &[b"\0\x01a", &properties[..], b"AB"].concat());
    let Ok(Packet::Publish(publish)) = decode(&bytes) else { panic!("a PUBLISH") };
    let identifiers = publish.properties.subscription_identifiers.iter().map(SubscriptionId::get);
    assert!(identifiers.eq([128, 16_384, 2_097_152]));
    assert_eq!(publish.payload, b"AB");
}

/// They were lost in the stream, or refused.
#[test]
fn short_disconnect_and_auth_are_packets() {
    for (bytes, reason) in [
        (&b"\xe0\x01\x8e"[..], DisconnectReason::SessionTakenOver),
        (b"\xe0\0", DisconnectReason::NormalDisconnection),
    ] {
        let Ok(Packet::Disconnect(disconnect)) = decode(bytes) else { panic!("{bytes:02x?}") };
        assert_eq!(disconnect.reason, reason);
    }
    assert!(matches!(decode(b"\xf0\0"), Ok(Packet::Auth(_))));

    let mut stream: &[u8] = b"\xe0\x01\x8e\xe0\0\xf0\0\xc0\0";
    let mut packets = 0;
    while let Ok(Split::Frame(frame, rest)) = Framer::default().split(stream) {
        assert!(Packet::decode(frame).is_ok());
        (stream, packets) = (rest, packets + 1);
    }
    assert_eq!((stream, packets), (&b""[..], 4));
}

/// The identifier was taken from the packet behind.
#[test]
fn an_empty_acknowledgement_does_not_read_on_in_the_next_packet() {
    for first in [0x40, 0x50, 0x62, 0x70, 0x82, 0x90, 0xa2, 0xb0, 0x10, 0x20, 0x30] {
        let stream = [first, 0, 0xc0, 0];
        let Ok(Split::Frame(frame, rest)) = Framer::default().split(&stream) else { panic!("no frame") };
        assert_eq!((frame.body(), rest), (&b""[..], &b"\xc0\0"[..]));
        let error = Packet::decode(frame).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (ErrorKind::Truncated, 2), "{first:#04x}");
    }
}

/// The last property was left in the payload.
#[test]
fn a_block_of_128_bytes_is_read_to_its_end() {
    for total in [127, 128, 129, 255, 256, 16_383, 16_384] {
        let user = [b"\x26\0\x01k", &field(&vec![b'v'; total - 6 - 5])[..]].concat();
        let last = b"\x02\0\0\0\x3c";
        let properties = block(&[&user, &last[..]].concat());
        let bytes = packet(0x30, &[b"\0\x01a", &properties[..], b"payload"].concat());
        let Ok(Packet::Publish(publish)) = decode(&bytes) else { panic!("{total}") };
        assert_eq!(publish.properties.message_expiry_interval, Some(60), "{total}");
        assert_eq!(publish.payload, b"payload", "{total}");
    }
}

/// Its length was cut down to 16 bits, which left an empty topic and 65,536 bytes behind it.
#[test]
fn a_topic_of_65_536_bytes_cannot_be_sent() {
    let long = "a".repeat(65_536);
    assert!(TopicName::new(&long).is_err() && Text::new(&long).is_err());
    assert!(TopicName::new(&long[1..]).is_ok() && Text::new(&long[1..]).is_ok());
    let password = long.as_bytes();
    let connect = Packet::from(Connect { password: Some(password), ..Connect::default() });
    assert!(connect.encoded_len().is_err());
    let connect = Packet::from(Connect { password: Some(&password[1..]), ..Connect::default() });
    assert_eq!(decode(&encode(&connect)), Ok(connect));
}

/// Room for 256 MiB was reserved for eight bytes.
#[test]
fn a_claimed_length_reserves_little() {
    const CLAIM: &[u8] = b"\x30\xff\xff\xff\x7f\0\x01a";
    let allocations = allocation_counter::measure(|| {
        let Ok(Split::Need(bytes)) = Framer::default().split(CLAIM) else { panic!("a beginning") };
        assert_eq!(bytes.get(), 268_435_455 - 3);
    });
    assert_eq!(allocations.count_total, 0);
    #[cfg(feature = "bytes")]
    {
        let mut buf = bytes::BytesMut::from(CLAIM);
        let allocations = allocation_counter::measure(|| {
            for _ in 0..100 {
                assert_eq!(Framer::default().take(&mut buf), Ok(None));
            }
        });
        assert!(allocations.bytes_max <= 8 + 16 * 1024, "{allocations:?}");
    }
}

/// Each took 16 to 20 times its bytes on the heap.
#[test]
fn fifty_thousand_tiny_elements_take_no_heap() {
    const N: usize = 50_000;
    let filters = packet(0x82, &[b"\0\x01\0", &b"\0\x01a\0".repeat(N)[..]].concat());
    let users = packet(0x30, &[b"\0\x01a", &block(&b"\x26\0\0\0\0".repeat(N))[..]].concat());
    for bytes in [filters, users] {
        let mut elements = 0;
        let allocations = allocation_counter::measure(|| {
            elements = match decode(&bytes) {
                Ok(Packet::Subscribe(subscribe)) => subscribe.subscriptions.iter().count(),
                Ok(Packet::Publish(publish)) => publish.properties.user_properties.iter().count(),
                other => panic!("{other:?}"),
            };
        });
        assert_eq!((elements, allocations.count_total), (N, 0));
    }
}

/// A padded length was counted as if it were short, which stalled the connection: here the packet is refused.
#[test]
fn a_padded_length_stalls_nothing() {
    let Ok(Split::Frame(frame, rest)) = Framer::default().split(b"\xc0\x80\0\xd0\0") else {
        panic!("no frame")
    };
    assert_eq!((frame.packet_len(), rest), (3, &b"\xd0\0"[..]));
    refused(b"\xc0\x80\0", ErrorKind::VariableByteInteger, 1, "PINGREQ");
}

/// A property that comes twice overwrote the first.
#[test]
fn a_property_that_comes_twice_is_refused() {
    refused(b"\x30\x0a\0\x01a\x06\x23\0\x01\x23\0\x02", ErrorKind::DuplicateProperty, 9, "Topic Alias");
    refused(b"\x20\x09\0\0\x06\x21\0\x01\x21\0\x01", ErrorKind::DuplicateProperty, 8, "Receive Maximum");
    assert!(PacketId::new(0).is_none());
}
