//! What can end up in a log: never a password nor what authenticates, and of a payload no more than its beginning.

#![expect(clippy::expect_used, clippy::panic, reason = "helpers of tests")]

mod crafted;
mod packets;
#[allow(dead_code, reason = "other files of tests use the rest")]
mod property_table;

use std::fmt::Debug;

use crafted::{decode, encode, frame};
use mqtt_codec_v5::{
    AnyPacket, EncodeError, Error, ErrorKind, Forward, Framer, List, Packet, PacketId, Properties, Split,
    Text, TopicFilter, Unsubscribe, UnsubscribeProperties, UserProperty, Version,
};
use mqtt_testing::bytes::{block, field, packet};
use packets::{Drawn, auth, connack, connect, publish};
use property_table::{BY_PLACE, Place, row};
use proptest::prelude::*;

fn shown(value: &impl Debug) -> String {
    format!("{value:?} {value:#?}")
}

/// A packet as it is shown: as it is sent, as it is received, its frame, what framing gives, and passed on.
fn shown_everywhere(drawn: &Drawn) -> String {
    drawn.with(|packet| {
        let sent = encode(&packet);
        let split = Framer::default().split(&sent);
        let Ok(Split::Frame(frame, _)) = split else { panic!("no frame") };
        let received = Packet::decode(frame).expect("a packet");
        let any = AnyPacket::decode(frame, Version::V5);
        let mut all = vec![
            packet.to_string(),
            shown(&packet),
            shown(&received),
            shown(&any),
            shown(&frame),
            shown(&split),
        ];
        all.extend(Forward::of(frame).map(|forward| shown(&forward)));
        all.concat()
    })
}

/// The packet with this password, if it may have one, and this authentication data.
fn with_secrets(drawn: &Drawn, secret: &[u8]) -> Drawn {
    let mut drawn = drawn.clone();
    if let Drawn::Connect { password, .. } = &mut drawn {
        *password = Some(secret.to_vec());
    }
    if let Drawn::Connect { given, .. } | Drawn::Connack { given, .. } | Drawn::Auth(_, given) = &mut drawn {
        given.authentication_method.get_or_insert_default();
        given.authentication_data = Some(secret.to_vec());
    }
    drawn
}

fn with_secrets_in() -> impl Strategy<Value = Drawn> {
    prop_oneof![connect(), connack(), auth()]
}

proptest! {
    #[test]
    fn nothing_of_a_secret_is_shown(drawn in with_secrets_in(), secret in "[A-Z]{20,40}") {
        let one = shown_everywhere(&with_secrets(&drawn, secret.as_bytes()));
        prop_assert!(!one.contains(&secret));
        let other = shown_everywhere(&with_secrets(&drawn, &vec![0; secret.len()]));
        prop_assert_eq!(one, other, "what is shown does not depend on the secret");
    }

    #[test]
    fn not_even_its_length_is_shown_with_the_packet(drawn in with_secrets_in(), len in 0..1_000_usize) {
        let show = |secret: &[u8]| with_secrets(&drawn, secret).with(|packet| shown(&packet));
        prop_assert_eq!(show(&vec![b'x'; len]), show(b"secret"));
    }

    #[test]
    fn of_a_payload_the_beginning_is_shown(drawn in publish(), start in any::<[u8; 32]>(), len in 33..2_000_usize) {
        let with_payload = |rest: u8| {
            let mut drawn = drawn.clone();
            if let Drawn::Publish { payload, given, .. } = &mut drawn {
                *payload = start.to_vec();
                payload.resize(len, rest);
                given.correlation_data = Some(payload.clone());
            }
            shown_everywhere(&drawn)
        };
        prop_assert_eq!(with_payload(b'x'), with_payload(0), "the rest is not shown");
    }

    #[test]
    fn of_a_will_payload_the_beginning_is_shown(drawn in connect(), start in any::<[u8; 32]>(), len in 33..2_000_usize) {
        let with_payload = |rest: u8| {
            let mut drawn = drawn.clone();
            if let Drawn::Connect { will: Some(will), .. } = &mut drawn {
                will.payload = start.to_vec();
                will.payload.resize(len, rest);
                will.given.correlation_data = Some(will.payload.clone());
            }
            shown_everywhere(&drawn)
        };
        prop_assert_eq!(with_payload(b'x'), with_payload(0), "the rest is not shown");
    }
}

/// An AUTH with this authentication data.
fn auth_with(secret: &[u8]) -> Vec<u8> {
    let properties = block(&[b"\x15\0\x01m\x16", &field(secret)[..]].concat());
    packet(0xf0, &[b"\x18", &properties[..]].concat())
}

#[test]
fn a_secret_is_not_shown_as_one_property_either() {
    let show = |secret: &[u8]| {
        let auth = auth_with(secret);
        Properties::of(frame(&auth).unwrap()).unwrap().map(|property| shown(&property)).collect::<String>()
    };
    assert_eq!(show(b"secret"), show(b"hidden"));
}

#[test]
fn a_secret_is_not_shown_among_properties_to_walk() {
    let show = |secret: &[u8]| shown(&Properties::of(frame(&auth_with(secret)).unwrap()).unwrap());
    assert_eq!(show(b"secret"), show(b"hidden"));
}

/// A PUBLISH with these correlation data.
fn publish_with(data: &[u8]) -> Vec<u8> {
    let properties = block(&[b"\x09", &field(data)[..]].concat());
    packet(0x30, &[b"\0\x01a", &properties[..]].concat())
}

#[test]
fn of_correlation_data_the_beginning_is_shown_as_one_property_too() {
    let show = |rest: u8| {
        let publish = publish_with(&[[b'x'; 100], [rest; 100]].concat());
        Properties::of(frame(&publish).unwrap()).unwrap().map(|property| shown(&property)).collect::<String>()
    };
    assert_eq!(show(b'y'), show(b'z'), "the rest is not shown");
}

#[test]
fn what_is_passed_on_is_shown_in_a_line() {
    let publish = publish_with(&vec![0xff; 65_535]);
    let forward = Forward::of(frame(&publish).unwrap()).unwrap();
    for shown in [format!("{forward:?}"), format!("{:?}", forward.unaltered)] {
        assert!(shown.len() < 400, "{} bytes", shown.len());
    }
}

#[test]
fn a_large_payload_is_shown_in_a_line() {
    let large = vec![0xff; 1_000_000];
    let publish = packet(0x30, &[b"\0\x01a\0", &large[..]].concat());
    let shown = format!("{:?}", decode(&publish).unwrap());
    assert!(shown.len() < 250 && shown.contains("1000000 bytes"), "{shown}");
}

/// How each property is shown: its identifier, its value on the wire, its field, and what is shown of it.
const SHOWN: [(u8, &[u8], &str, &str); 27] = [
    (0x01, b"\x01", "payload_format_indicator", "Utf8"),
    (0x02, b"\0\0\0\x07", "message_expiry_interval", "7"),
    (0x03, b"\0\x04text", "content_type", "\"text\""),
    (0x08, b"\0\x04text", "response_topic", "\"text\""),
    (0x09, b"\0\x13correlationdatalong", "correlation_data", "b\"correlationdatal\".. (19 bytes)"),
    (0x0b, b"\x07", "subscription_identifier", "SubscriptionId(7)"),
    (0x11, b"\0\0\0\x07", "session_expiry_interval", "7"),
    (0x12, b"\0\x04text", "assigned_client_identifier", "\"text\""),
    (0x13, b"\0\x07", "server_keep_alive", "7"),
    (0x15, b"\0\x04text", "authentication_method", "\"text\""),
    (0x16, b"\0\x06secret", "authentication_data", ".."),
    (0x17, b"\x01", "request_problem_information", "true"),
    (0x18, b"\0\0\0\x07", "will_delay_interval", "7"),
    (0x19, b"\x01", "request_response_information", "true"),
    (0x1a, b"\0\x04text", "response_information", "\"text\""),
    (0x1c, b"\0\x04text", "server_reference", "\"text\""),
    (0x1f, b"\0\x04text", "reason_string", "\"text\""),
    (0x21, b"\0\x07", "receive_maximum", "7"),
    (0x22, b"\0\x07", "topic_alias_maximum", "7"),
    (0x23, b"\0\x07", "topic_alias", "TopicAlias(7)"),
    (0x24, b"\x01", "maximum_qos", "AtLeastOnce"),
    (0x25, b"\x01", "retain_available", "true"),
    (0x26, b"\0\x04name\0\x05value", "user_properties", "UserProperty { name: \"name\", value: \"value\" }"),
    (0x27, b"\0\0\0\x07", "maximum_packet_size", "7"),
    (0x28, b"\x01", "wildcard_subscription_available", "true"),
    (0x29, b"\x01", "subscription_identifier_available", "true"),
    (0x2a, b"\x01", "shared_subscription_available", "true"),
];

/// The properties of a packet with one property besides those that it needs, as they are shown.
fn shown_of(place: Place, id: u8, field: &str, value: &str) -> String {
    let block = match place {
        Place::Connect => "ConnectProperties",
        Place::Will => "WillProperties",
        Place::Connack => "ConnackProperties",
        Place::Publish => "PublishProperties",
        Place::Subscribe => "SubscribeProperties",
        Place::Unsubscribe => "UnsubscribeProperties",
        Place::Disconnect => "DisconnectProperties",
        Place::Auth => "AuthProperties",
        Place::Puback | Place::Pubrec | Place::Pubrel | Place::Pubcomp => "AckProperties",
        Place::Suback | Place::Unsuback => "AckProperties",
    };
    let method = if place.besides(id).is_empty() { "" } else { "authentication_method: \"m\", " };
    let property = match (place, id) {
        (Place::Publish, 0x0b) => format!("subscription_identifiers: [{value}]"),
        (_, 0x26) => format!("{field}: [{value}]"),
        _ => format!("{field}: {value}"),
    };
    format!("properties: {block} {{ {method}{property} }}")
}

#[test]
fn each_property_is_shown_in_each_packet() {
    let mut asked = 0;
    for (place, ids) in BY_PLACE {
        for id in ids {
            let (_, wire, field, value) = SHOWN.iter().find(|(known, ..)| known == id).expect("a row");
            let packet = place.with(&[place.besides(*id), &[*id], wire].concat());
            let shown = format!("{:?}", decode(&packet).unwrap());
            let expected = shown_of(place, *id, field, value);
            assert!(shown.contains(&expected), "{place:?}: no {expected} in {shown}");
            asked += 1;
        }
    }
    assert_eq!(asked, 64, "Table 2-4");
}

#[test]
fn each_property_is_shown_alone() {
    for (place, ids) in BY_PLACE {
        for id in ids {
            let (_, wire, _, value) = SHOWN.iter().find(|(known, ..)| known == id).expect("a row");
            let packet = place.with(&[place.besides(*id), &[*id], wire].concat());
            let frame = frame(&packet).unwrap();
            let properties =
                if place == Place::Will { Properties::of_will(frame) } else { Properties::of(frame) };
            let shown = format!("{:?}", properties.unwrap().last().unwrap());
            let name = row(*id).expect("a row").name.replace(' ', "").replace("QoS", "Qos");
            assert_eq!(shown, format!("{name} {{ value: {value} }}"), "{place:?}");
        }
    }
}

#[test]
fn lists_are_shown_element_by_element() {
    let table: [(&[u8], &[&str]); 6] = [
        (
            b"\x82\x0f\0\x05\x02\x0b\x01\0\x01a\0\0\x03b/#\x2e",
            &[
                "subscriptions: [Subscription { filter: \"a\", options: SubscriptionOptions { qos: AtMostOnce, ",
                " }, Subscription { filter: \"b/#\", options: SubscriptionOptions { qos: ExactlyOnce, \
                 no_local: true, retain_as_published: true, retain_handling: DoNotSend } }]",
            ],
        ),
        (b"\x90\x06\0\x05\0\0\x01\x80", &["reason_codes: [GrantedQos0, GrantedQos1, UnspecifiedError]"]),
        (b"\xa2\x0b\0\x06\0\0\x01a\0\x03b/#", &["filters: [\"a\", \"b/#\"]"]),
        (b"\xb0\x05\0\x06\0\x11\x87", &["reason_codes: [NoSubscriptionExisted, NotAuthorized]"]),
        // Between the elements there may be other properties.
        (
            b"\x30\x0b\0\x01a\x07\x0b\x07\x01\x01\x0b\xc8\x01",
            &["subscription_identifiers: [SubscriptionId(7), SubscriptionId(200)]"],
        ),
        (
            b"\xe0\x16\0\x14\x26\0\x01k\0\x01v\x26\0\x01k\0\x01w\x1f\0\x03why",
            &[
                "user_properties: [UserProperty { name: \"k\", value: \"v\" }, UserProperty { name: \"k\", value: \"w\" }]",
            ],
        ),
    ];
    for (packet, expected) in table {
        let shown = format!("{:?}", decode(packet).unwrap());
        for expected in expected {
            assert!(shown.contains(expected), "no {expected} in {shown}");
        }
    }
}

/// To be sent, they are shown as they are when they are received.
#[test]
fn lists_to_be_sent_are_shown_as_received_ones() {
    let user = UserProperty { name: Text::from_static("k"), value: Text::from_static("v") };
    let (users, filters) = ([user, user], [TopicFilter::from_static("a"), TopicFilter::from_static("b/#")]);
    let unsubscribe = Packet::Unsubscribe(Unsubscribe {
        id: PacketId::new(6).unwrap(),
        properties: UnsubscribeProperties { user_properties: List::from(&users[..]) },
        filters: List::from(&filters[..]),
    });
    assert_eq!(shown(&unsubscribe), shown(&decode(&encode(&unsubscribe)).unwrap()));
}

#[test]
fn of_a_password_it_is_shown_whether_there_is_one() {
    let connect = |flags: u8, password: &[u8]| {
        packet(0x10, &[b"\0\x04MQTT\x05", &[flags][..], b"\0\x3c\0\0\x01c", password].concat())
    };
    let shown = |bytes: &[u8]| format!("{:?}", decode(bytes).unwrap());
    assert!(shown(&connect(0x42, &field(b"secret"))).contains("password: Some(..)"));
    assert!(shown(&connect(0x02, b"")).contains("password: None"));
}

#[test]
fn absent_properties_are_not_shown() {
    let connack = decode(b"\x20\x05\0\0\x02\x24\x01").unwrap();
    let shown = format!("{connack:?}");
    assert!(shown.contains("maximum_qos: AtLeastOnce") && !shown.contains("None"), "{shown}");
}

/// The kinds that are of 5.0 alone.
const KINDS: [ErrorKind; 9] = {
    use ErrorKind::*;
    [
        UnknownProperty,
        MisplacedProperty,
        DuplicateProperty,
        PropertyValue,
        TopicAlias,
        ReasonCode,
        RetainHandling,
        NoLocal,
        AuthenticationMethod,
    ]
};

/// A message begins in lower case, but for a name that the standard writes otherwise, and ends without a full stop.
fn in_one_manner(message: &str) {
    const NAMES: [&str; 5] = ["Will Payload", "Password", "PUBLISH", "CONNACK", "SUBSCRIBE"];
    let named = NAMES.iter().any(|name| message.starts_with(&format!("{name} ")));
    assert!(named || message.starts_with(|first: char| first.is_ascii_lowercase()), "{message}");
    assert!(message.ends_with(|last: char| last.is_ascii_alphanumeric()), "{message}");
    assert!(message.is_ascii() && message.len() < 120 && !message.contains('\n'), "{message}");
}

#[test]
fn messages_have_one_manner() {
    for kind in KINDS {
        in_one_manner(&kind.to_string());
        assert_eq!(Error::new(kind, 7).to_string(), format!("{kind}, at byte 7 of the packet"));
    }
    let mut messages = KINDS.map(|kind| kind.to_string());
    messages.sort_unstable();
    assert!(messages.windows(2).all(|pair| pair[0] != pair[1]), "{messages:#?}");
    for error in [
        EncodeError::TooLong("Will Payload"),
        EncodeError::NoTopic,
        EncodeError::SessionPresent,
        EncodeError::SharedSubscription,
        EncodeError::AuthenticationMethod,
        EncodeError::OverPeerLimit,
    ] {
        in_one_manner(&error.to_string());
    }
}

#[test]
fn an_error_carries_nothing_of_the_peer() {
    let message = |reason_string: &[u8]| {
        let properties = block(&[b"\x1f", &field(reason_string)[..]].concat());
        let (kind, offset) = decode(&packet(0xe0, &[b"\0", &properties[..]].concat())).unwrap_err();
        let error = Error::new(kind, offset);
        format!("{error} {error:?}")
    };
    assert_eq!(message(b"secret\0one"), message(b"public\0two"));
}
