//! PUBLISH: what a delivery can be, and what is kept of a message.

use mqtt_codec_v5::{
    Delivery, EncodeError, Forward, Framer, List, Packet, PacketId, PayloadFormat, Publish,
    PublishProperties, Qos, Split, TopicAlias, TopicName, UserProperty,
};

use crate::{decoded_v3, decoded_v5, id, sent_v3, sent_v5, text, topic};

fn v3(delivery: Delivery, payload: &[u8]) -> mqtt_codec::Publish<'_> {
    mqtt_codec::Publish { delivery, retain: false, topic: topic("a"), payload }
}

fn v5(delivery: Delivery, topic: Option<TopicName<'_>>) -> Publish<'_> {
    Publish { delivery, retain: false, topic, properties: PublishProperties::default(), payload: b"" }
}

/// Each delivery there is, with the flags that it has: the match is complete, so there are no others.
fn deliveries() -> [(Delivery, u8, Option<PacketId>); 5] {
    let id = id(10);
    [
        Delivery::AtMostOnce,
        Delivery::AtLeastOnce { id, dup: false },
        Delivery::AtLeastOnce { id, dup: true },
        Delivery::ExactlyOnce { id, dup: false },
        Delivery::ExactlyOnce { id, dup: true },
    ]
    .map(|delivery| match delivery {
        Delivery::AtMostOnce => (delivery, 0b0000, None),
        Delivery::AtLeastOnce { id, dup } => (delivery, 0b0010 | u8::from(dup) << 3, Some(id)),
        Delivery::ExactlyOnce { id, dup } => (delivery, 0b0100 | u8::from(dup) << 3, Some(id)),
    })
}

#[test]
pub(super) fn qos_0_has_no_packet_identifier() {
    let publish = v3(Delivery::AtMostOnce, b"\0\x0a");
    let bytes = b"\x30\x05\0\x01a\0\x0a";
    assert_eq!(sent_v3(publish), bytes);
    assert_eq!(decoded_v3(bytes), publish.into(), "what could be an identifier is payload");
    let publish = Publish { payload: b"\0\x0a", ..v5(Delivery::AtMostOnce, Some(topic("a"))) };
    let bytes = b"\x30\x06\0\x01a\0\0\x0a";
    assert_eq!(sent_v5(publish), bytes);
    assert_eq!(decoded_v5(bytes), publish.into(), "what could be an identifier is payload");
    for (delivery, _, packet_id) in deliveries() {
        assert_eq!(delivery.packet_id(), packet_id);
    }
}

#[test]
pub(super) fn qos_0_goes_out_without_dup() {
    for retain in [false, true] {
        let publish = mqtt_codec::Publish { retain, ..v3(Delivery::AtMostOnce, b"") };
        assert_eq!(sent_v3(publish), [0x30 | u8::from(retain), 3, 0, 1, b'a']);
        let publish = Publish { retain, ..v5(Delivery::AtMostOnce, Some(topic("a"))) };
        assert_eq!(sent_v5(publish), [0x30 | u8::from(retain), 4, 0, 1, b'a', 0]);
    }
    assert!(!Delivery::AtMostOnce.dup());
}

#[test]
pub(super) fn a_message_can_be_sent_again_with_dup() {
    let again = Delivery::AtLeastOnce { id: id(10), dup: true };
    assert_eq!(sent_v3(v3(again, b"")), b"\x3a\x05\0\x01a\0\x0a");
    assert_eq!(sent_v5(v5(again, Some(topic("a")))), b"\x3a\x06\0\x01a\0\x0a\0");
}

#[test]
pub(super) fn no_qos_is_3() {
    for number in 0..=u8::MAX {
        assert_eq!(Qos::new(number).map(u8::from), (number < 3).then_some(number));
    }
    for (delivery, flags, _) in deliveries() {
        assert_eq!(sent_v3(v3(delivery, b""))[0], 0x30 | flags);
        assert_eq!(sent_v5(v5(delivery, Some(topic("a"))))[0], 0x30 | flags);
    }
}

#[test]
pub(super) fn no_topic_alias_is_0() {
    assert_eq!(TopicAlias::new(0), None);
    assert_eq!([1, u16::MAX].map(|n| TopicAlias::new(n).map(TopicAlias::get)), [Some(1), Some(u16::MAX)]);
}

#[test]
pub(super) fn a_message_without_a_topic_needs_an_alias() {
    let mut publish = v5(Delivery::AtMostOnce, None);
    assert_eq!(Packet::from(publish).encode(&mut Vec::new()), Err(EncodeError::NoTopic));
    publish.properties.topic_alias = TopicAlias::new(1);
    assert_eq!(sent_v5(publish), b"\x30\x06\0\0\x03\x23\0\x01");
}

#[test]
pub(super) fn the_user_properties_of_a_message_keep_their_order() {
    let pairs = [("b", "1"), ("a", "2"), ("b", "1")]
        .map(|(name, value)| UserProperty { name: text(name), value: text(value) });
    let mut publish = v5(Delivery::AtMostOnce, Some(topic("a")));
    publish.properties.user_properties = List::from(&pairs);
    let bytes = b"\x30\x19\0\x01a\x15\x26\0\x01b\0\x011\x26\0\x01a\0\x012\x26\0\x01b\0\x011";
    assert_eq!(sent_v5(publish), bytes);

    // With others between them, which are sent before.
    let mixed =
        b"\x30\x22\0\x01a\x1e\x26\0\x01b\0\x011\x02\0\0\0\x01\x26\0\x01a\0\x012\x03\0\x01t\x26\0\x01b\0\x011";
    let Packet::Publish(found) = decoded_v5(mixed) else { panic!("no PUBLISH") };
    assert!(found.properties.user_properties.iter().eq(pairs));
    let sent = sent_v5(found);
    let Packet::Publish(again) = decoded_v5(&sent) else { panic!("no PUBLISH") };
    assert!(again.properties.user_properties.iter().eq(pairs));
}

/// Payload Format Indicator, Response Topic, Correlation Data, User Properties and Content Type, for another connection:
/// alias and subscription identifier are left behind.
#[test]
pub(super) fn a_message_is_passed_on_unaltered() {
    let unaltered = b"\x26\0\x01k\0\x012\x01\x01\x08\0\x01r\x09\0\0\x26\0\0\0\0\x26\0\x01k\0\x012\x03\0\x01t";
    let block = [&b"\x23\0\x07\x0b\x05"[..], unaltered].concat();
    let with = |properties: &[u8]| {
        let len = u8::try_from(properties.len()).unwrap();
        [&[0x30, 6 + len, 0, 1, b'a', len], properties, b"hi"].concat()
    };
    let received = with(&block);
    let Ok(Split::Frame(frame, [])) = Framer::default().split(&received) else { panic!("no frame") };
    let mut forward = Forward::of(frame).unwrap();
    (forward.topic_alias, forward.subscription_identifiers) = (None, List::default());
    let mut out = Vec::new();
    forward.encode(&mut out).unwrap();
    assert_eq!(out, with(unaltered));

    // Absent, 0 and 1 are three things.
    for properties in [&b""[..], b"\x01\0", b"\x01\x01"] {
        let received = with(properties);
        let Ok(Split::Frame(frame, [])) = Framer::default().split(&received) else { panic!("no frame") };
        let mut out = Vec::new();
        Forward::of(frame).unwrap().encode(&mut out).unwrap();
        assert_eq!(out, received);
    }
}

#[test]
pub(super) fn a_payload_said_to_be_text_can_be_checked() {
    for (payload, is_text) in [(&b"\xff"[..], false), (b"\xed\xa0\x80", false), (b"a\0b", true), (b"", true)]
    {
        for format in [None, Some(PayloadFormat::Bytes), Some(PayloadFormat::Utf8)] {
            let mut publish = Publish { payload, ..v5(Delivery::AtMostOnce, Some(topic("a"))) };
            publish.properties.payload_format_indicator = format;
            assert_eq!(publish.payload_is_valid(), is_text || format != Some(PayloadFormat::Utf8));
            assert_eq!(decoded_v5(&sent_v5(publish)), publish.into(), "taken all the same");
        }
    }
}
