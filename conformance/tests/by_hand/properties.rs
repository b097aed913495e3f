//! The properties of 5.0: where they are sent, with which values, and what an absent one means.

use std::num::{NonZeroU16, NonZeroU32};

use mqtt_codec_v5::{
    Ack, AckProperties, Auth, AuthProperties, AuthReason, Connack, ConnackProperties, ConnackReason, Connect,
    ConnectProperties, Delivery, Disconnect, DisconnectProperties, DisconnectReason, EncodeError, List,
    MaximumQos, Packet, PayloadFormat, Puback, Pubcomp, Publish, PublishProperties, Pubrec, Pubrel, Qos,
    Suback, SubackReason, Subscribe, SubscribeProperties, Subscription, SubscriptionId, SubscriptionOptions,
    TopicAlias, Unsuback, UnsubackReason, Unsubscribe, UnsubscribeProperties, UserProperty, Will,
    WillProperties,
};

use crate::{filter, id, sent_v5, text, topic};

fn pair() -> UserProperty<'static> {
    UserProperty { name: text("k"), value: text("v") }
}

fn publish(properties: PublishProperties<'_>) -> Publish<'_> {
    Publish {
        delivery: Delivery::AtMostOnce,
        retain: false,
        topic: Some(topic("a")),
        properties,
        payload: b"",
    }
}

/// The identifiers of the properties in `block`, which has its length in one byte: Table 2-4 says how long each value is.
fn identifiers(block: &[u8]) -> Vec<u8> {
    let (len, mut rest) = block.split_first().expect("a Property Length");
    assert_eq!(usize::from(*len), rest.len(), "a length of one byte");
    let mut found = Vec::new();
    while let [identifier, value @ ..] = rest {
        let string = |at: usize| 2 + usize::from(value[at]) * 256 + usize::from(value[at + 1]);
        let len = match identifier {
            0x01 | 0x17 | 0x19 | 0x24 | 0x25 | 0x28..=0x2a | 0x0b => 1, // the identifiers used here are small
            0x13 | 0x21..=0x23 => 2,
            0x02 | 0x11 | 0x18 | 0x27 => 4,
            0x03 | 0x08 | 0x09 | 0x12 | 0x15 | 0x16 | 0x1a | 0x1c | 0x1f => string(0),
            0x26 => string(0) + string(string(0)),
            other => panic!("there is no property {other:#04x}"),
        };
        found.push(*identifier);
        rest = &value[len..];
    }
    found.sort_unstable();
    found
}

/// All properties of each packet, in struct literals that leave none out: what is sent is what Table 2-4 has for that packet,
/// once each, but for what may be repeated.
#[test]
pub(super) fn properties_are_sent_where_they_belong() {
    let user = [pair()];
    let pairs = [pair(), pair()];
    let (one, user_properties) = (List::from(&user), List::from(&pairs));
    let identifier = SubscriptionId::new(1);
    let named_twice = [identifier.unwrap(); 2];
    let (bit, byte, words) = (Some(true), Some(PayloadFormat::Utf8), Some(text("s")));
    let (two, four) = (NonZeroU16::new(7), NonZeroU32::new(7));

    let connect = ConnectProperties {
        session_expiry_interval: Some(1),
        authentication_method: words,
        authentication_data: Some(b"d"),
        request_problem_information: bit,
        request_response_information: bit,
        receive_maximum: two,
        topic_alias_maximum: Some(1),
        user_properties,
        maximum_packet_size: four,
    };
    let will = WillProperties {
        payload_format_indicator: byte,
        message_expiry_interval: Some(1),
        content_type: words,
        response_topic: Some(topic("r")),
        correlation_data: Some(b"d"),
        will_delay_interval: Some(1),
        user_properties,
    };
    let will =
        Will { properties: will, topic: topic("w"), payload: b"", qos: Qos::AtMostOnce, retain: false };
    let sent = sent_v5(Connect { properties: connect, will: Some(will), ..Connect::default() });
    let (before, will) = sent[12..].split_at(usize::from(sent[12]) + 1);
    assert_eq!(identifiers(before), [0x11, 0x15, 0x16, 0x17, 0x19, 0x21, 0x22, 0x26, 0x26, 0x27], "CONNECT");
    let will = &will[2..=2 + usize::from(will[2])];
    assert_eq!(identifiers(will), [0x01, 0x02, 0x03, 0x08, 0x09, 0x18, 0x26, 0x26], "the will");

    let connack = ConnackProperties {
        session_expiry_interval: Some(1),
        assigned_client_identifier: words,
        server_keep_alive: Some(1),
        authentication_method: words,
        authentication_data: Some(b"d"),
        response_information: words,
        server_reference: words,
        reason_string: words,
        receive_maximum: two,
        topic_alias_maximum: Some(1),
        maximum_qos: Some(MaximumQos::AtLeastOnce),
        retain_available: bit,
        user_properties: one,
        maximum_packet_size: four,
        wildcard_subscription_available: bit,
        subscription_identifier_available: bit,
        shared_subscription_available: bit,
    };
    let sent =
        sent_v5(Connack { session_present: false, reason: ConnackReason::Success, properties: connack });
    let all = [
        0x11, 0x12, 0x13, 0x15, 0x16, 0x1a, 0x1c, 0x1f, 0x21, 0x22, 0x24, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2a,
    ];
    assert_eq!(identifiers(&sent[4..]), all, "CONNACK");

    let message = PublishProperties {
        payload_format_indicator: byte,
        message_expiry_interval: Some(1),
        content_type: words,
        response_topic: Some(topic("r")),
        correlation_data: Some(b"d"),
        subscription_identifiers: List::from(&named_twice),
        topic_alias: TopicAlias::new(1),
        user_properties,
    };
    let sent = sent_v5(publish(message));
    assert_eq!(
        identifiers(&sent[5..]),
        [0x01, 0x02, 0x03, 0x08, 0x09, 0x0b, 0x0b, 0x23, 0x26, 0x26],
        "PUBLISH"
    );

    let properties = AckProperties { reason_string: words, user_properties };
    for sent in [
        sent_v5(Puback { properties, ..Ack::new(id(1)) }),
        sent_v5(Pubrec { properties, ..Ack::new(id(1)) }),
        sent_v5(Pubrel { properties, ..Ack::new(id(1)) }),
        sent_v5(Pubcomp { properties, ..Ack::new(id(1)) }),
    ] {
        assert_eq!(identifiers(&sent[5..]), [0x1f, 0x26, 0x26]);
    }
    let suback = Suback { id: id(1), properties, reason_codes: List::from(&[SubackReason::GrantedQos0]) };
    let unsuback = Unsuback { id: id(1), properties, reason_codes: List::from(&[UnsubackReason::Success]) };
    for sent in [sent_v5(suback), sent_v5(unsuback)] {
        assert_eq!(identifiers(&sent[4..sent.len() - 1]), [0x1f, 0x26, 0x26]);
    }

    let subscriptions = [Subscription { filter: filter("a"), options: SubscriptionOptions::default() }];
    let properties = SubscribeProperties { subscription_identifier: identifier, user_properties };
    let sent = sent_v5(Subscribe { id: id(1), properties, subscriptions: List::from(&subscriptions) });
    assert_eq!(identifiers(&sent[4..sent.len() - 4]), [0x0b, 0x26, 0x26], "SUBSCRIBE");
    let filters = [filter("a")];
    let properties = UnsubscribeProperties { user_properties };
    let sent = sent_v5(Unsubscribe { id: id(1), properties, filters: List::from(&filters) });
    assert_eq!(identifiers(&sent[4..sent.len() - 3]), [0x26, 0x26], "UNSUBSCRIBE");

    let properties = DisconnectProperties {
        session_expiry_interval: Some(1),
        server_reference: words,
        reason_string: words,
        user_properties,
    };
    let sent = sent_v5(Disconnect { reason: DisconnectReason::NormalDisconnection, properties });
    assert_eq!(identifiers(&sent[3..]), [0x11, 0x1c, 0x1f, 0x26, 0x26], "DISCONNECT");
    let properties = AuthProperties {
        authentication_method: words,
        authentication_data: Some(b"d"),
        reason_string: words,
        user_properties,
    };
    let sent = sent_v5(Auth { reason: AuthReason::Success, properties });
    assert_eq!(identifiers(&sent[3..]), [0x15, 0x16, 0x1f, 0x26, 0x26], "AUTH");
}

/// The types of the properties have no value that the standard does not allow: the matches are complete.
#[test]
pub(super) fn property_values_are_in_their_range() {
    let ConnectProperties { receive_maximum, maximum_packet_size, .. } = ConnectProperties::default();
    let (_, _): (Option<NonZeroU16>, Option<NonZeroU32>) = (receive_maximum, maximum_packet_size);
    let ConnackProperties { receive_maximum, maximum_packet_size, .. } = ConnackProperties::default();
    let (_, _): (Option<NonZeroU16>, Option<NonZeroU32>) = (receive_maximum, maximum_packet_size);
    assert_eq!(SubscriptionId::new(0), None);
    assert_eq!(SubscriptionId::new(268_435_456), None);
    assert_eq!(SubscriptionId::new(268_435_455).map(SubscriptionId::get), Some(268_435_455));

    for (format, byte) in [(PayloadFormat::Bytes, 0), (PayloadFormat::Utf8, 1)] {
        let properties =
            PublishProperties { payload_format_indicator: Some(format), ..PublishProperties::default() };
        assert_eq!(sent_v5(publish(properties)), [0x30, 6, 0, 1, b'a', 2, 0x01, byte]);
        match format {
            PayloadFormat::Bytes | PayloadFormat::Utf8 => {}
        }
    }
    let connack =
        |properties| sent_v5(Connack { session_present: false, reason: ConnackReason::Success, properties });
    for (maximum, byte) in [(MaximumQos::AtMostOnce, 0), (MaximumQos::AtLeastOnce, 1)] {
        let properties = ConnackProperties { maximum_qos: Some(maximum), ..ConnackProperties::default() };
        assert_eq!(connack(properties), [0x20, 5, 0, 0, 2, 0x24, byte]);
        match maximum {
            MaximumQos::AtMostOnce | MaximumQos::AtLeastOnce => {}
        }
    }
    for bit in [false, true] {
        let (said, byte) = (Some(bit), u8::from(bit));
        let properties = ConnackProperties {
            retain_available: said,
            wildcard_subscription_available: said,
            subscription_identifier_available: said,
            shared_subscription_available: said,
            ..ConnackProperties::default()
        };
        assert_eq!(connack(properties), [0x20, 11, 0, 0, 8, 0x25, byte, 0x28, byte, 0x29, byte, 0x2a, byte]);
        let properties = ConnectProperties {
            request_problem_information: said,
            request_response_information: said,
            ..ConnectProperties::default()
        };
        assert_eq!(
            sent_v5(Connect { properties, ..Connect::default() })[12..17],
            [4, 0x17, byte, 0x19, byte]
        );
    }
}

#[test]
pub(super) fn a_property_length_is_always_sent() {
    let subscriptions = [Subscription { filter: filter("a"), options: SubscriptionOptions::default() }];
    let subscriptions = List::from(&subscriptions);
    let properties = AckProperties::default();
    for (packet, bytes) in [
        (Packet::from(Connect::default()), &b"\x10\x0d\0\x04MQTT\x05\x02\0\0\0\0\0"[..]),
        (publish(PublishProperties::default()).into(), b"\x30\x04\0\x01a\0"),
        (
            Subscribe { id: id(1), properties: SubscribeProperties::default(), subscriptions }.into(),
            b"\x82\x07\0\x01\0\0\x01a\0",
        ),
        (
            Unsubscribe {
                id: id(1),
                properties: UnsubscribeProperties::default(),
                filters: List::from(&[filter("a")]),
            }
            .into(),
            b"\xa2\x06\0\x01\0\0\x01a",
        ),
        (
            Suback { id: id(1), properties, reason_codes: List::from(&[SubackReason::GrantedQos0]) }.into(),
            b"\x90\x04\0\x01\0\0",
        ),
        (
            Unsuback { id: id(1), properties, reason_codes: List::from(&[UnsubackReason::Success]) }.into(),
            b"\xb0\x04\0\x01\0\0",
        ),
        (
            Connack {
                session_present: false,
                reason: ConnackReason::Success,
                properties: ConnackProperties::default(),
            }
            .into(),
            b"\x20\x03\0\0\0",
        ),
    ] {
        assert_eq!(sent_v5(packet), bytes);
    }
    let will = Will {
        properties: WillProperties::default(),
        topic: topic("w"),
        payload: b"",
        qos: Qos::AtMostOnce,
        retain: false,
    };
    let connect = sent_v5(Connect { will: Some(will), ..Connect::default() });
    assert_eq!(connect[12..], *b"\0\0\0\0\0\x01w\0\0", "before and within the payload");
}

/// Remaining Length, Property Length and Subscription Identifier at the edges of Table 1-1.
#[test]
pub(super) fn variable_byte_integers_are_sent_in_their_shortest_form() {
    for (n, bytes) in [
        (127, &b"\x7f"[..]),
        (128, b"\x80\x01"),
        (16_383, b"\xff\x7f"),
        (16_384, b"\x80\x80\x01"),
        (2_097_151, b"\xff\xff\x7f"),
        (2_097_152, b"\x80\x80\x80\x01"),
        (268_435_455, b"\xff\xff\xff\x7f"),
    ] {
        let named = [SubscriptionId::new(n).unwrap()];
        let properties = PublishProperties {
            subscription_identifiers: List::from(&named),
            ..PublishProperties::default()
        };
        let sent = sent_v5(publish(properties));
        assert_eq!(sent[7..], *bytes, "{n}");

        // So many properties of five bytes, and one of what is left: up to two megabytes.
        let n = usize::try_from(n).unwrap();
        if n > 2_097_152 {
            continue;
        }
        let filler = "v".repeat(n % 5);
        let mut pairs = vec![UserProperty { name: text(""), value: text("") }; n / 5 - 1];
        pairs.push(UserProperty { name: text(""), value: text(&filler) });
        let properties =
            PublishProperties { user_properties: List::from(&pairs[..]), ..PublishProperties::default() };
        let body = 3 + bytes.len() + n;
        let sent = sent_v5(publish(properties));
        let header = sent.len() - body;
        assert_eq!(sent[header + 3..header + 3 + bytes.len()], *bytes, "{n}");
        let shortest = match body {
            0..=127 => 1,
            128..=16_383 => 2,
            16_384..=2_097_151 => 3,
            _ => 4,
        };
        assert_eq!(header, 1 + shortest, "{n}");
    }
    let long = "v".repeat(65_535);
    let pairs = vec![UserProperty { name: text(&long), value: text(&long) }; 2_048];
    let properties =
        PublishProperties { user_properties: List::from(&pairs[..]), ..PublishProperties::default() };
    assert_eq!(
        Packet::from(publish(properties)).encoded_len(),
        Err(EncodeError::TooLarge),
        "a Property Length"
    );

    let payload = vec![0; 268_435_456 - 4];
    let large = |payload| Packet::from(Publish { payload, ..publish(PublishProperties::default()) });
    assert_eq!(large(&payload[1..]).encoded_len(), Ok(268_435_460));
    assert_eq!(large(&payload[..]).encode(&mut Vec::new()), Err(EncodeError::TooLarge));
}

#[test]
pub(super) fn absent_properties_have_the_values_of_the_standard() {
    let (connect, connack) = (ConnectProperties::default(), ConnackProperties::default());
    assert_eq!((connect.topic_alias_maximum(), connack.topic_alias_maximum()), (0, 0), "no alias");
    assert_eq!((connect.receive_maximum(), connack.receive_maximum()), (65_535, 65_535));
    assert_eq!((connack.maximum_qos(), connack.retain_available()), (Qos::ExactlyOnce, true));
    let connack = ConnackProperties {
        topic_alias_maximum: Some(10),
        maximum_qos: Some(MaximumQos::AtMostOnce),
        retain_available: Some(false),
        ..connack
    };
    assert_eq!(
        (connack.topic_alias_maximum(), connack.maximum_qos(), connack.retain_available()),
        (10, Qos::AtMostOnce, false)
    );
    let connect = ConnectProperties { topic_alias_maximum: Some(65_535), ..connect };
    assert_eq!(connect.topic_alias_maximum(), 65_535);
}

#[test]
pub(super) fn authentication_is_not_sent_without_its_method() {
    let refused = Err(EncodeError::AuthenticationMethod);
    let method = AuthProperties { authentication_method: Some(text("m")), ..AuthProperties::default() };
    let data = AuthProperties { authentication_data: Some(b"d"), ..AuthProperties::default() };
    for reason in [AuthReason::Success, AuthReason::ContinueAuthentication, AuthReason::ReAuthenticate] {
        assert_eq!(Packet::from(Auth { reason, properties: data }).encode(&mut Vec::new()), refused);
        assert_eq!(
            sent_v5(Auth { reason, properties: method }),
            [0xf0, 6, reason.code(), 4, 0x15, 0, 1, b'm']
        );
    }
    let alone = Auth { reason: AuthReason::ContinueAuthentication, ..Auth::default() };
    assert_eq!(Packet::from(alone).encode(&mut Vec::new()), refused);
    assert_eq!(sent_v5(Auth::default()), b"\xf0\0", "Success in no byte");

    let properties = ConnectProperties { authentication_data: Some(b"d"), ..ConnectProperties::default() };
    let connect = Connect { properties, ..Connect::default() };
    assert_eq!(Packet::from(connect).encode(&mut Vec::new()), refused);
}
