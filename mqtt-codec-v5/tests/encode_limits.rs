//! What can be sent and what cannot: each limit, and one beyond it. A packet is written whole or not at all.

#![expect(clippy::expect_used, clippy::panic, reason = "helpers of tests")]

mod crafted;

use crafted::encode;
use mqtt_codec_v5::{
    AckProperties, Auth, AuthProperties, AuthReason, Connack, ConnackProperties, ConnackReason, Connect,
    ConnectProperties, Delivery, Disconnect, DisconnectProperties, EncodeError, Forward, Framer, List,
    Packet, PacketId, Puback, PubackReason, Publish, PublishProperties, Qos, Split, Suback, SubackReason,
    Subscribe, SubscribeProperties, Subscription, SubscriptionId, SubscriptionOptions, Text, TopicAlias,
    TopicFilter, TopicName, Unsuback, UnsubackReason, Unsubscribe, UnsubscribeProperties, UserProperty, Will,
    WillProperties,
};

const LARGEST_BODY: usize = 268_435_455;

/// One packet of each kind, with properties where it may have some.
const EVERY_KIND: [&[u8]; 15] = [
    b"\x10\x23\0\x04MQTT\x05\xce\0\x3c\x03\x21\0\x01\0\x01c\x05\x18\0\0\0\x05\0\x01w\0\x01m\0\x01u\0\x01p",
    b"\x20\x06\x01\0\x03\x22\0\x0a",
    b"\x3d\x0c\0\x03a/b\0\x0a\x02\x01\x01hi",
    b"\x40\x02\0\x01",
    b"\x50\x04\0\x02\x80\0",
    b"\x62\x07\0\x03\x92\x03\x1f\0\0",
    b"\x70\x02\0\x04",
    b"\x82\x0f\0\x05\x02\x0b\x01\0\x01a\0\0\x03b/#\x02",
    b"\x90\x07\0\x05\0\0\x01\x02\x80",
    b"\xa2\x0b\0\x06\0\0\x01a\0\x03b/#",
    b"\xb0\x05\0\x06\0\0\x11",
    b"\xc0\0",
    b"\xd0\0",
    b"\xe0\x02\x04\0",
    b"\xf0\x06\x18\x04\x15\0\x01m",
];

fn decode(bytes: &[u8]) -> Packet<'_> {
    crafted::decode(bytes).expect("a packet")
}

/// It can be sent, and is received as it was.
fn sent(packet: &Packet<'_>) {
    assert_eq!(decode(&encode(packet)), *packet);
}

/// It cannot be sent, in no way, and leaves the output as it was.
fn refused(packet: &Packet<'_>, error: EncodeError) {
    assert_eq!(packet.encoded_len(), Err(error));
    assert_eq!(packet.fit(u32::MAX), Err(error));
    let mut out = [0xee; 128];
    assert_eq!(packet.encode_into(&mut out), Err(error));
    assert_eq!(out, [0xee; 128]);
    assert_eq!(packet.encode_into(&mut []), Err(error), "that it cannot be sent comes before the room");
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

/// It cannot be sent because of the field that has this name in the standard, or as a field of a struct.
fn too_long(packet: &Packet<'_>, name: &str) {
    let Err(EncodeError::TooLong(field)) = packet.encoded_len() else { panic!("{name} is too long") };
    assert_eq!(field.to_lowercase().replace('_', " "), name.to_lowercase());
    refused(packet, EncodeError::TooLong(field));
}

fn id() -> PacketId {
    PacketId::new(1).expect("not 0")
}

fn publish(payload: &[u8]) -> Publish<'_> {
    Publish {
        delivery: Delivery::AtMostOnce,
        retain: false,
        topic: Some(TopicName::from_static("a")),
        properties: PublishProperties::default(),
        payload,
    }
}

fn with_will<'a>(payload: &'a [u8], properties: WillProperties<'a>) -> Packet<'a> {
    let topic = TopicName::from_static("w");
    let will = Will { properties, topic, payload, qos: Qos::AtMostOnce, retain: false };
    Connect { will: Some(will), ..Connect::default() }.into()
}

fn subscribe<'a>(subscriptions: &'a [Subscription<'a>]) -> Packet<'a> {
    let properties = SubscribeProperties::default();
    Subscribe { id: id(), properties, subscriptions: List::from(subscriptions) }.into()
}

fn unsubscribe<'a>(filters: &'a [TopicFilter<'a>]) -> Packet<'a> {
    let properties = UnsubscribeProperties::default();
    Unsubscribe { id: id(), properties, filters: List::from(filters) }.into()
}

#[test]
fn a_binary_field_has_at_most_65_535_bytes() {
    let connect = |authentication_data| -> Packet<'_> {
        let properties = ConnectProperties {
            authentication_method: Some(Text::from_static("m")),
            authentication_data: Some(authentication_data),
            ..ConnectProperties::default()
        };
        Connect { properties, ..Connect::default() }.into()
    };
    let connack = |authentication_data| -> Packet<'_> {
        let properties =
            ConnackProperties { authentication_data: Some(authentication_data), ..Default::default() };
        Connack { properties, ..Connack::default() }.into()
    };
    let auth = |authentication_data| -> Packet<'_> {
        let properties = AuthProperties {
            authentication_method: Some(Text::from_static("m")),
            authentication_data: Some(authentication_data),
            ..AuthProperties::default()
        };
        Auth { reason: AuthReason::ContinueAuthentication, properties }.into()
    };
    let publish = |correlation_data| -> Packet<'_> {
        let properties =
            PublishProperties { correlation_data: Some(correlation_data), ..PublishProperties::default() };
        Publish { properties, ..publish(b"payload") }.into()
    };
    let will = |correlation_data| {
        let properties =
            WillProperties { correlation_data: Some(correlation_data), ..WillProperties::default() };
        with_will(b"", properties)
    };
    let will_payload = |payload| with_will(payload, WillProperties::default());
    let password =
        |password| -> Packet<'_> { Connect { password: Some(password), ..Connect::default() }.into() };

    let long = vec![0xff; 131_072];
    let (most, more) = (&long[..65_535], &long[..65_536]);
    for (name, packet) in [
        ("Authentication Data", connect as fn(_) -> _),
        ("Authentication Data", connack),
        ("Authentication Data", auth),
        ("Correlation Data", publish),
        ("Correlation Data", will),
        ("Will Payload", will_payload),
        ("Password", password),
    ] {
        sent(&packet(&[]));
        sent(&packet(most));
        too_long(&packet(more), name);
        too_long(&packet(&long), name);
    }
}

#[test]
fn text_has_at_most_65_535_bytes_before_it_gets_into_a_packet() {
    let long = "a".repeat(65_536);
    assert!(Text::new(&long).is_err() && TopicName::new(&long).is_err() && TopicFilter::new(&long).is_err());
    let most = &long[1..];
    let (text, name) = (Text::new(most).unwrap(), TopicName::new(most).unwrap());
    let filter = TopicFilter::new(most).unwrap();
    let users = [UserProperty { name: text, value: text }; 2];
    let user_properties = List::from(&users);

    let properties = ConnectProperties {
        authentication_method: Some(text),
        user_properties,
        ..ConnectProperties::default()
    };
    let will_properties = WillProperties {
        content_type: Some(text),
        response_topic: Some(name),
        user_properties,
        ..WillProperties::default()
    };
    let will =
        Will { properties: will_properties, topic: name, payload: b"", qos: Qos::ExactlyOnce, retain: true };
    sent(
        &Connect {
            properties,
            client_id: text,
            will: Some(will),
            user_name: Some(text),
            ..Connect::default()
        }
        .into(),
    );

    let properties = ConnackProperties {
        assigned_client_identifier: Some(text),
        authentication_method: Some(text),
        response_information: Some(text),
        server_reference: Some(text),
        reason_string: Some(text),
        user_properties,
        ..ConnackProperties::default()
    };
    sent(&Connack { properties, ..Connack::default() }.into());

    let properties = PublishProperties {
        content_type: Some(text),
        response_topic: Some(name),
        user_properties,
        ..PublishProperties::default()
    };
    sent(&Publish { topic: Some(name), properties, ..publish(b"payload") }.into());

    let properties = AckProperties { reason_string: Some(text), user_properties };
    sent(&Packet::Puback(Puback { properties, ..Puback::new(id()) }));
    sent(&Suback { id: id(), properties, reason_codes: List::from(&[SubackReason::GrantedQos0]) }.into());
    sent(&Unsuback { id: id(), properties, reason_codes: List::from(&[UnsubackReason::Success]) }.into());

    let properties = DisconnectProperties {
        server_reference: Some(text),
        reason_string: Some(text),
        user_properties,
        ..DisconnectProperties::default()
    };
    sent(&Disconnect { properties, ..Disconnect::default() }.into());

    sent(&subscribe(&[Subscription { filter, options: SubscriptionOptions::default() }; 2]));
    sent(&unsubscribe(&[filter; 2]));
}

#[test]
fn a_packet_has_at_most_268_435_455_bytes_after_its_fixed_header() {
    // Never touched, so never in memory.
    let zeros = vec![0; LARGEST_BODY + 1];
    let packet = Packet::from(publish(&zeros[..LARGEST_BODY - 4]));
    assert_eq!(packet.encoded_len(), Ok(5 + LARGEST_BODY));
    assert_eq!(packet.encode_into(&mut [0; 8]), Err(EncodeError::NoRoom { needed: 5 + LARGEST_BODY }));
    refused(&publish(&zeros[..LARGEST_BODY - 3]).into(), EncodeError::TooLarge);
    refused(&publish(&zeros).into(), EncodeError::TooLarge);

    // 4,095 filters take 268,378,110 bytes; with the identifier, the property length and a last filter's own three there
    // is room for 57,339.
    let (long, last) = ("a".repeat(65_535), "a".repeat(57_340));
    let subscription =
        |filter| Subscription { filter: TopicFilter::new(filter).unwrap(), options: Qos::AtMostOnce.into() };
    let mut subscriptions = vec![subscription(&long); 4_095];
    subscriptions.push(subscription(&last[1..]));
    assert_eq!(subscribe(&subscriptions).encoded_len(), Ok(5 + LARGEST_BODY));
    subscriptions[4_095] = subscription(&last);
    refused(&subscribe(&subscriptions), EncodeError::TooLarge);
}

#[test]
fn properties_have_at_most_268_435_455_bytes() {
    // A pair takes 131,075 bytes: 2,047 of them leave 124,923, and 2,048 are too many already.
    let long = "a".repeat(65_535);
    let text = Text::new(&long).unwrap();
    let with = |user_properties| -> Packet<'_> {
        let properties = PublishProperties { user_properties, ..PublishProperties::default() };
        Publish { properties, ..publish(b"") }.into()
    };
    let and_a_last = |len: usize| {
        let mut users = vec![UserProperty { name: text, value: text }; 2_047];
        users.push(UserProperty { name: text, value: Text::new(&long[..len]).unwrap() });
        users
    };
    // The body besides them: three bytes of topic, four of Property Length; and what is not text in the last.
    let last = LARGEST_BODY - 7 - 2_047 * 131_075 - 65_540;
    let (most, more, too_many) = (and_a_last(last), and_a_last(last + 1), and_a_last(65_535));
    assert_eq!(with(List::from(&most[..])).encoded_len(), Ok(5 + LARGEST_BODY));
    refused(&with(List::from(&more[..])), EncodeError::TooLarge);
    // Now the properties alone are too long for their own length.
    refused(&with(List::from(&too_many[..])), EncodeError::TooLarge);
    let many = vec![most[0]; 100_000];
    let user_properties = List::from(&many[..]);
    refused(&with(user_properties), EncodeError::TooLarge);
    refused(
        &Packet::Puback(Puback {
            properties: AckProperties { reason_string: Some(Text::default()), user_properties },
            ..Puback::new(id())
        }),
        EncodeError::TooLarge,
    );
    refused(&with_will(b"", WillProperties { user_properties, ..Default::default() }), EncodeError::TooLarge);
}

#[test]
fn a_length_field_grows_where_table_2_4_says() {
    for (body, header) in
        [(4, 2), (127, 2), (128, 3), (16_383, 3), (16_384, 4), (2_097_151, 4), (2_097_152, 5), (3_000_000, 5)]
    {
        let payload = vec![b'x'; body - 4];
        assert_eq!(encode(&publish(&payload).into()).len(), header + body);
    }
    // A reason string takes three bytes more than it has characters, and stands behind an identifier and a code.
    for (properties, width, header) in [
        (122, 1, 2),
        (127, 1, 3),
        (128, 2, 3),
        (16_378, 2, 3),
        (16_383, 2, 4),
        (16_384, 3, 4),
        (65_538, 3, 4),
    ] {
        let reason = "r".repeat(properties - 3);
        let reason_string = Text::new(&reason).ok();
        let properties_of_ack = AckProperties { reason_string, ..AckProperties::default() };
        let packet = Packet::Puback(Puback { properties: properties_of_ack, ..Puback::new(id()) });
        let bytes = encode(&packet);
        assert_eq!(bytes.len(), header + 3 + width + properties);
        assert_eq!(decode(&bytes), packet);
    }
}

#[test]
fn what_needs_an_element_is_not_sent_without_one() {
    refused(&subscribe(&[]), EncodeError::Empty("SUBSCRIBE"));
    refused(&unsubscribe(&[]), EncodeError::Empty("UNSUBSCRIBE"));
    let properties = AckProperties::default();
    refused(
        &Suback { id: id(), properties, reason_codes: List::default() }.into(),
        EncodeError::Empty("SUBACK"),
    );
    refused(
        &Unsuback { id: id(), properties, reason_codes: List::default() }.into(),
        EncodeError::Empty("UNSUBACK"),
    );
}

#[test]
fn a_message_goes_to_a_topic_or_an_alias() {
    let nowhere = Publish { topic: None, ..publish(b"hi") };
    refused(&nowhere.into(), EncodeError::NoTopic);
    let ids = [SubscriptionId::new(1).unwrap()];
    let properties =
        PublishProperties { subscription_identifiers: List::from(&ids), ..PublishProperties::default() };
    refused(&Publish { properties, ..nowhere }.into(), EncodeError::NoTopic);
    let alias = PublishProperties { topic_alias: TopicAlias::new(1), ..PublishProperties::default() };
    sent(&Publish { properties: alias, ..nowhere }.into());
    sent(&Publish { properties: alias, ..publish(b"hi") }.into());
}

#[test]
fn a_message_passed_on_has_the_same_limits() {
    let received = b"\x30\x04\0\x01a\0";
    let Ok(Split::Frame(frame, [])) = Framer::default().split(received) else { panic!("no frame") };
    let forward = Forward::of(frame).expect("a PUBLISH");
    let fails = |forward: Forward<'_>, error| {
        assert_eq!(forward.encoded_len(), Err(error));
        let mut out = [0xee; 16];
        assert_eq!((forward.encode_into(&mut out), out), (Err(error), [0xee; 16]));
    };
    fails(Forward { topic: None, ..forward }, EncodeError::NoTopic);
    let zeros = vec![0; LARGEST_BODY - 3];
    fails(Forward { payload: &zeros, ..forward }, EncodeError::TooLarge);
    assert_eq!(Forward { payload: &zeros[1..], ..forward }.encoded_len(), Ok(5 + LARGEST_BODY));
}

#[test]
fn a_refusal_is_sent_without_a_session() {
    for code in 0x80..=u8::MAX {
        if let Some(reason) = ConnackReason::new(code) {
            refused(
                &Connack { session_present: true, reason, properties: ConnackProperties::default() }.into(),
                EncodeError::SessionPresent,
            );
            sent(&Connack { reason, ..Connack::default() }.into());
        }
    }
    sent(&Connack { session_present: true, ..Connack::default() }.into());
}

#[test]
fn a_shared_subscription_is_sent_well_formed_and_without_no_local() {
    let subscription = |filter, no_local| {
        let options = SubscriptionOptions { no_local, ..SubscriptionOptions::default() };
        Subscription { filter: TopicFilter::new(filter).expect("a filter"), options }
    };
    for filter in ["$share/g", "$share/g/", "$share//a", "$share/", "$share/+/a", "$share/#"] {
        for no_local in [false, true] {
            let faulty = subscription(filter, no_local);
            refused(&subscribe(&[faulty]), EncodeError::SharedSubscription);
            refused(&subscribe(&[subscription("a", false), faulty]), EncodeError::SharedSubscription);
        }
        refused(&unsubscribe(&[TopicFilter::new(filter).unwrap()]), EncodeError::SharedSubscription);
    }
    refused(&subscribe(&[subscription("$share/g/a", true)]), EncodeError::SharedSubscription);
    refused(
        &subscribe(&[subscription("a", true), subscription("$share/g/a", true)]),
        EncodeError::SharedSubscription,
    );
    for fine in [subscription("$share/g/a", false), subscription("$share", true), subscription("a", true)] {
        sent(&subscribe(&[fine]));
        sent(&unsubscribe(&[fine.filter]));
    }
}

#[test]
fn an_authentication_has_a_method() {
    let none = AuthProperties::default();
    for reason in [AuthReason::ContinueAuthentication, AuthReason::ReAuthenticate] {
        refused(&Auth { reason, properties: none }.into(), EncodeError::AuthenticationMethod);
    }
    let reason_string = AuthProperties { reason_string: Some(Text::default()), ..none };
    let data = AuthProperties { authentication_data: Some(b""), ..none };
    for properties in [reason_string, data] {
        refused(&Auth { reason: AuthReason::Success, properties }.into(), EncodeError::AuthenticationMethod);
    }
    sent(&Auth::default().into());
    let authentication_method = Some(Text::default());
    for reason in [AuthReason::Success, AuthReason::ContinueAuthentication, AuthReason::ReAuthenticate] {
        sent(&Auth { reason, properties: AuthProperties { authentication_method, ..data } }.into());
    }

    let data = ConnectProperties { authentication_data: Some(b"d"), ..ConnectProperties::default() };
    refused(&Connect { properties: data, ..Connect::default() }.into(), EncodeError::AuthenticationMethod);
    let properties = ConnectProperties { authentication_method, ..data };
    sent(&Connect { properties, ..Connect::default() }.into());
    let method = ConnectProperties { authentication_method, ..ConnectProperties::default() };
    sent(&Connect { properties: method, ..Connect::default() }.into());
}

#[test]
fn whatever_was_decoded_can_be_sent() {
    for (bytes, first) in EVERY_KIND.iter().zip(1..) {
        assert_eq!(bytes[0] >> 4, first);
        assert_eq!(encode(&decode(bytes)), *bytes);
    }
    let refusing = Puback { reason: PubackReason::QuotaExceeded, ..Puback::new(id()) };
    assert_eq!(encode(&Packet::Puback(refusing)), b"\x40\x04\0\x01\x97\0");
}

#[test]
fn an_output_too_small_is_left_as_it_was() {
    for bytes in EVERY_KIND {
        let packet = decode(bytes);
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
