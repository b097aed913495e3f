//! What can be sent and what cannot: each limit, and one beyond it. A packet is written whole or not at all.

#![expect(clippy::expect_used, reason = "helpers of tests")]

mod crafted;

use crafted::{EVERY_KIND, decode, encode};
use mqtt_codec::{
    Connect, Credentials, Delivery, EncodeError, List, Packet, PacketId, ProtocolLevel, Publish, Qos, Suback,
    Subscribe, Subscription, Text, TopicFilter, TopicName, Unsubscribe, Will,
};
use mqtt_testing::bytes::packet;

const LARGEST_BODY: usize = 268_435_455;

fn id() -> PacketId {
    PacketId::new(1).expect("not 0")
}

fn connect<'a>(message: &'a [u8], password: &'a [u8]) -> Packet<'a> {
    let topic = TopicName::from_static("w");
    Packet::from(Connect {
        client_id: Text::from_static("c"),
        will: Some(Will { topic, payload: message, qos: Qos::AtMostOnce, retain: false }),
        credentials: Some(Credentials { user_name: Text::from_static("u"), password: Some(password) }),
        ..Connect::default()
    })
}

fn publish(payload: &[u8]) -> Packet<'_> {
    let topic = TopicName::from_static("a");
    Packet::from(Publish { delivery: Delivery::AtMostOnce, retain: false, topic, payload })
}

/// It cannot be sent, in no way, and leaves the output as it was.
fn refused(packet: &Packet<'_>, error: EncodeError) {
    assert_eq!(packet.encoded_len(), Err(error));
    let mut out = [0xee; 64];
    assert_eq!(packet.encode_into(&mut out), Err(error));
    assert_eq!(out, [0xee; 64]);
    #[cfg(feature = "alloc")]
    {
        let mut out = b"before".to_vec();
        assert_eq!(packet.encode(&mut out), Err(error));
        assert_eq!(out, b"before");
    }
    #[cfg(feature = "bytes")]
    {
        let mut out = bytes::BytesMut::from(&b"before"[..]);
        assert_eq!(packet.encode(&mut out), Err(error));
        assert_eq!(out, b"before"[..]);
    }
}

#[test]
fn a_binary_field_has_at_most_65_535_bytes() {
    let long = vec![0xff; 65_536];
    for packet in [connect(&long[1..], b""), connect(b"", &long[1..]), connect(&long[1..], &long[1..])] {
        assert_eq!(decode(&encode(&packet)), Ok(packet));
    }
    refused(&connect(&long, b""), EncodeError::TooLong("Will Payload"));
    refused(&connect(b"", &long), EncodeError::TooLong("Password"));
    refused(&connect(&vec![0; 131_072], b""), EncodeError::TooLong("Will Payload"));
}

#[test]
fn text_has_at_most_65_535_bytes_before_it_gets_into_a_packet() {
    let long = "a".repeat(65_536);
    assert!(Text::new(&long).is_err() && TopicName::new(&long).is_err() && TopicFilter::new(&long).is_err());
    let (text, name, filter) = (&long[1..], &long[1..], &long[1..]);
    let (text, name) = (Text::new(text).unwrap(), TopicName::new(name).unwrap());
    let filter = TopicFilter::new(filter).unwrap();
    let will = Will { topic: name, payload: b"", qos: Qos::ExactlyOnce, retain: true };
    let credentials = Credentials { user_name: text, password: None };
    let subscriptions = [Subscription { filter, qos: Qos::AtLeastOnce }; 2];
    for packet in [
        Packet::from(Connect { client_id: text, ..Connect::default() }),
        Packet::from(Connect { will: Some(will), credentials: Some(credentials), ..Connect::default() }),
        Packet::from(Subscribe { id: id(), subscriptions: List::from(&subscriptions) }),
        Packet::from(Unsubscribe { id: id(), filters: List::from(&[filter]) }),
    ] {
        assert_eq!(decode(&encode(&packet)), Ok(packet));
    }
}

#[test]
fn a_packet_has_at_most_268_435_455_bytes_after_its_fixed_header() {
    // Never touched, so never in memory.
    let zeros = vec![0; LARGEST_BODY + 1];
    assert_eq!(publish(&zeros[..LARGEST_BODY - 3]).encoded_len(), Ok(5 + LARGEST_BODY));
    refused(&publish(&zeros[..LARGEST_BODY - 2]), EncodeError::TooLarge);
    refused(&publish(&zeros), EncodeError::TooLarge);

    // 4,095 filters take 268,378,110 bytes, and leave 57,343 for one more, with two of its length and one of its QoS.
    let (long, last) = ("a".repeat(65_535), "a".repeat(57_340));
    let subscription =
        |filter| Subscription { filter: TopicFilter::new(filter).unwrap(), qos: Qos::AtMostOnce };
    let mut subscriptions = vec![subscription(&long); 4_095];
    subscriptions.push(subscription(&last));
    let packet = Packet::from(Subscribe { id: id(), subscriptions: List::from(&subscriptions[..]) });
    assert_eq!(packet.encoded_len(), Ok(5 + LARGEST_BODY));
    let one_more = format!("{last}a");
    subscriptions.pop();
    subscriptions.push(subscription(&one_more));
    let packet = Packet::from(Subscribe { id: id(), subscriptions: List::from(&subscriptions[..]) });
    refused(&packet, EncodeError::TooLarge);
}

#[test]
fn a_length_field_grows_where_table_2_4_says() {
    for (body, header) in
        [(3, 2), (127, 2), (128, 3), (16_383, 3), (16_384, 4), (2_097_151, 4), (2_097_152, 5), (3_000_000, 5)]
    {
        let payload = vec![b'x'; body - 3];
        let sent = encode(&publish(&payload));
        assert_eq!(sent, packet(0x30, &[b"\0\x01a", &payload[..]].concat()));
        assert_eq!(sent.len(), header + body);
    }
}

#[test]
fn what_needs_an_element_is_not_sent_without_one() {
    refused(&Subscribe { id: id(), subscriptions: List::default() }.into(), EncodeError::Empty("SUBSCRIBE"));
    refused(&Unsubscribe { id: id(), filters: List::default() }.into(), EncodeError::Empty("UNSUBSCRIBE"));
    refused(&Suback { id: id(), return_codes: List::default() }.into(), EncodeError::Empty("SUBACK"));
}

#[test]
fn an_empty_client_identifier_is_not_sent_where_no_server_may_take_it() {
    refused(&Connect { clean_session: false, ..Connect::default() }.into(), EncodeError::ClientId);
    refused(&Connect { level: ProtocolLevel::V3_1, ..Connect::default() }.into(), EncodeError::ClientId);
}

#[test]
fn an_output_too_small_is_left_as_it_was() {
    for bytes in EVERY_KIND {
        let packet = decode(bytes).unwrap();
        for room in 0..bytes.len() {
            let mut out = vec![0xee; room];
            assert_eq!(packet.encode_into(&mut out), Err(EncodeError::NoRoom { needed: bytes.len() }));
            assert!(out.iter().all(|byte| *byte == 0xee), "{packet:?} in {room} bytes");
        }
        let mut out = vec![0xee; bytes.len() + 7];
        assert_eq!(packet.encode_into(&mut out), Ok(bytes.len()));
        assert_eq!(out.split_at(bytes.len()), (bytes, &[0xee; 7][..]));
    }
}
