//! CONNECT: its flags say what it carries, and its fields have an order.

use mqtt_codec::{Credentials, EncodeError, ErrorKind, Framer, ProtocolLevel, Qos, Split};
use mqtt_codec_v5::{List, PublishProperties, UserProperty, WillProperties};

use crate::{decoded_v3, decoded_v5, sent_v3, sent_v5, text, topic};

type ConnectV3<'a> = mqtt_codec::Connect<'a>;
type ConnectV5<'a> = mqtt_codec_v5::Connect<'a>;

const QOS: [Qos; 3] = [Qos::AtMostOnce, Qos::AtLeastOnce, Qos::ExactlyOnce];

fn will_v3(qos: Qos, retain: bool) -> mqtt_codec::Will<'static> {
    mqtt_codec::Will { topic: topic("w"), payload: b"m", qos, retain }
}

fn will_v5(qos: Qos, retain: bool) -> mqtt_codec_v5::Will<'static> {
    mqtt_codec_v5::Will {
        properties: WillProperties::default(),
        topic: topic("w"),
        payload: b"m",
        qos,
        retain,
    }
}

#[test]
pub(super) fn the_fields_of_a_connect_have_an_order() {
    let connect = ConnectV3 {
        keep_alive: 60,
        client_id: text("c"),
        will: Some(will_v3(Qos::AtMostOnce, false)),
        credentials: Some(Credentials { user_name: text("u"), password: Some(b"p") }),
        ..ConnectV3::default()
    };
    let bytes = b"\x10\x19\0\x04MQTT\x04\xc6\0\x3c\0\x01c\0\x01w\0\x01m\0\x01u\0\x01p";
    assert_eq!(sent_v3(connect), bytes);
    assert_eq!(decoded_v3(bytes), connect.into());

    let mut will = will_v5(Qos::AtMostOnce, false);
    will.properties.will_delay_interval = Some(5);
    let connect = ConnectV5 {
        keep_alive: 60,
        client_id: text("c"),
        will: Some(will),
        user_name: Some(text("u")),
        password: Some(b"p"),
        ..ConnectV5::default()
    };
    let bytes = b"\x10\x20\0\x04MQTT\x05\xc6\0\x3c\0\0\x01c\x05\x18\0\0\0\x05\0\x01w\0\x01m\0\x01u\0\x01p";
    assert_eq!(sent_v5(connect), bytes);
    assert_eq!(decoded_v5(bytes), connect.into());
}

#[test]
pub(super) fn a_client_without_an_identifier_asks_for_a_clean_session() {
    let kept = mqtt_codec::Packet::from(ConnectV3 { clean_session: false, ..ConnectV3::default() });
    assert_eq!(kept.encoded_len(), Err(EncodeError::ClientId));
    assert_eq!(kept.encode_into(&mut [0; 64]), Err(EncodeError::ClientId));
    let clean = ConnectV3 { clean_session: true, keep_alive: 60, ..ConnectV3::default() };
    assert_eq!(sent_v3(clean), b"\x10\x0c\0\x04MQTT\x04\x02\0\x3c\0\0");
    let named =
        ConnectV3 { clean_session: false, keep_alive: 60, client_id: text("c"), ..ConnectV3::default() };
    assert_eq!(sent_v3(named), b"\x10\x0d\0\x04MQTT\x04\0\0\x3c\0\x01c");
    // The server's side, [MQTT-3.1.3-8]: it owes an answer, so the kind is one of its own.
    let Ok(Split::Frame(frame, _)) = Framer::default().split(b"\x10\x0c\0\x04MQTT\x04\0\0\x3c\0\0") else {
        panic!("no frame")
    };
    let error = mqtt_codec::Packet::decode(frame).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (ErrorKind::ClientId, 12));
}

#[test]
pub(super) fn a_client_identifier_is_always_sent() {
    assert_eq!(sent_v3(ConnectV3::default()), b"\x10\x0c\0\x04MQTT\x04\x02\0\0\0\0");
    assert_eq!(sent_v5(ConnectV5::default()), b"\x10\x0d\0\x04MQTT\x05\x02\0\0\0\0\0");
}

/// The flags of Will, Will QoS and Will Retain are set as the fields are there: the flags, and what comes after the client
/// identifier.
#[test]
pub(super) fn a_will_is_sent_whole_or_not_at_all() {
    let without = sent_v3(ConnectV3::default());
    assert_eq!((without[9], &without[12..]), (0b0000_0010, &b"\0\0"[..]));
    let without = sent_v5(ConnectV5::default());
    assert_eq!((without[9], &without[12..]), (0b0000_0010, &b"\0\0\0"[..]));
    for (number, qos) in (0..).zip(QOS) {
        for retain in [false, true] {
            let flags = 0b0000_0110 | number << 3 | u8::from(retain) << 5;
            let with = sent_v3(ConnectV3 { will: Some(will_v3(qos, retain)), ..ConnectV3::default() });
            assert_eq!((with[9], &with[12..]), (flags, &b"\0\0\0\x01w\0\x01m"[..]));
            let with = sent_v5(ConnectV5 { will: Some(will_v5(qos, retain)), ..ConnectV5::default() });
            assert_eq!((with[9], &with[12..]), (flags, &b"\0\0\0\0\0\x01w\0\x01m"[..]));
        }
    }
}

#[test]
pub(super) fn credentials_are_sent_with_their_flags() {
    // There is no field for a password but in `Credentials`, which have a user name.
    let Credentials { user_name, password: _ } = Credentials { user_name: text(""), password: None };
    for (credentials, flags, fields) in [
        (None, 0b0000_0010, &b""[..]),
        (Some(Credentials { user_name, password: None }), 0b1000_0010, b"\0\0"),
        (Some(Credentials { user_name: text("u"), password: None }), 0b1000_0010, b"\0\x01u"),
        (Some(Credentials { user_name: text("u"), password: Some(b"") }), 0b1100_0010, b"\0\x01u\0\0"),
        (
            Some(Credentials { user_name: text("u"), password: Some(b"\xff") }),
            0b1100_0010,
            b"\0\x01u\0\x01\xff",
        ),
    ] {
        let connect = sent_v3(ConnectV3 { credentials, ..ConnectV3::default() });
        assert_eq!((connect[9], &connect[14..]), (flags, fields));
    }
}

#[test]
pub(super) fn user_name_and_password_are_sent_with_their_flags() {
    for (user_name, password, flags, fields) in [
        (None, None, 0b0000_0010, &b""[..]),
        (Some(text("u")), None, 0b1000_0010, b"\0\x01u"),
        (None, Some(&b"p"[..]), 0b0100_0010, b"\0\x01p"),
        (Some(text("u")), Some(b"\xff"), 0b1100_0010, b"\0\x01u\0\x01\xff"),
        (Some(text("")), Some(b""), 0b1100_0010, b"\0\0\0\0"),
    ] {
        let connect = sent_v5(ConnectV5 { user_name, password, ..ConnectV5::default() });
        assert_eq!((connect[9], &connect[15..]), (flags, fields));
    }
}

#[test]
pub(super) fn the_user_properties_of_a_will_keep_their_order() {
    let pairs = [("k", "2"), ("k", "1"), ("", "2")]
        .map(|(name, value)| UserProperty { name: text(name), value: text(value) });
    let mut will = will_v5(Qos::AtMostOnce, false);
    will.properties.user_properties = List::from(&pairs);
    let connect =
        ConnectV5 { keep_alive: 60, client_id: text("c"), will: Some(will), ..ConnectV5::default() };
    let bytes = b"\x10\x29\0\x04MQTT\x05\x06\0\x3c\0\0\x01c\
        \x14\x26\0\x01k\0\x012\x26\0\x01k\0\x011\x26\0\0\0\x012\0\x01w\0\x01m";
    assert_eq!(sent_v5(connect), bytes);
    let mqtt_codec_v5::Packet::Connect(ConnectV5 { will: Some(will), .. }) = decoded_v5(bytes) else {
        panic!("no will")
    };
    assert!(will.properties.user_properties.iter().eq(pairs));
}

#[test]
pub(super) fn binary_fields_are_not_sent_over_65_535_bytes() {
    let long = vec![0; 65_536];
    let v3 =
        |will, credentials| mqtt_codec::Packet::from(ConnectV3 { will, credentials, ..ConnectV3::default() });
    let message = mqtt_codec::Will { payload: &long, ..will_v3(Qos::AtMostOnce, false) };
    let password = Credentials { user_name: text("u"), password: Some(&long) };
    for packet in [v3(Some(message), None), v3(None, Some(password))] {
        assert!(matches!(packet.encode(&mut Vec::new()), Err(EncodeError::TooLong(_))));
    }
    let at_most = Credentials { user_name: text("u"), password: Some(&long[1..]) };
    assert!(v3(None, Some(at_most)).encode(&mut Vec::new()).is_ok());

    let payload = mqtt_codec_v5::Will { payload: &long, ..will_v5(Qos::AtMostOnce, false) };
    let mut data = will_v5(Qos::AtMostOnce, false);
    data.properties.correlation_data = Some(&long);
    for connect in [
        ConnectV5 { will: Some(payload), ..ConnectV5::default() },
        ConnectV5 { will: Some(data), ..ConnectV5::default() },
        ConnectV5 { password: Some(&long), ..ConnectV5::default() },
    ] {
        let packet = mqtt_codec_v5::Packet::from(connect);
        assert!(matches!(packet.encode(&mut Vec::new()), Err(EncodeError::TooLong(_))));
    }
    let properties = PublishProperties { correlation_data: Some(&long), ..PublishProperties::default() };
    let publish = mqtt_codec_v5::Packet::from(mqtt_codec_v5::Publish {
        delivery: mqtt_codec_v5::Delivery::AtMostOnce,
        retain: false,
        topic: Some(topic("a")),
        properties,
        payload: &long,
    });
    assert!(
        matches!(publish.encode(&mut Vec::new()), Err(EncodeError::TooLong(_))),
        "the payload may be longer"
    );
}

#[test]
pub(super) fn nothing_is_sent_that_the_standard_does_not_have() {
    // Name and level as the standards have them, without the bit that bridges set.
    for (level, begin) in
        [(ProtocolLevel::V3_1, &b"\0\x06MQIsdp\x03"[..]), (ProtocolLevel::V3_1_1, b"\0\x04MQTT\x04")]
    {
        let connect = ConnectV3 { level, keep_alive: 60, client_id: text("c"), ..ConnectV3::default() };
        let body = [begin, b"\x02\0\x3c\0\x01c"].concat();
        let sent = sent_v3(connect);
        assert_eq!((sent[0], usize::from(sent[1]), &sent[2..]), (0x10, body.len(), &body[..]));
    }
    assert_eq!(ConnectV3::default().level, ProtocolLevel::V3_1_1);
}
