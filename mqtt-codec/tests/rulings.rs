//! Where MQTT 3.1.1 and 3.1 are silent or leave a choice: what this codec does, one test a choice.

mod crafted;

use crafted::{accepts, decode, encode, field, packet, padded, rejects};
use mqtt_codec::{ErrorKind, Framer, Packet, ProtocolLevel, Split, SubackCode, Version, peek_protocol};

#[test]
fn a_remaining_length_may_be_padded_and_is_sent_in_its_shortest_form() {
    for width in 2..=4 {
        let received = padded(0x30, b"\0\x01ahi", width);
        let Ok(Packet::Publish(publish)) = decode(&received) else { panic!("no PUBLISH") };
        assert_eq!((publish.topic.as_str(), publish.payload), ("a", &b"hi"[..]));
        assert_eq!(encode(&publish.into()), b"\x30\x05\0\x01ahi");
    }
    assert_eq!(decode(b"\xc0\x80\0"), Ok(Packet::Pingreq));
}

#[test]
fn control_characters_and_noncharacters_are_text() {
    for text in ["\u{1}", "\u{1f}", "\u{7f}", "\u{9f}", "\u{fdd0}", "\u{fffe}", "\u{10ffff}"] {
        let bytes = packet(0x30, &field(text.as_bytes()));
        let Ok(Packet::Publish(publish)) = decode(&bytes) else { panic!("no PUBLISH") };
        assert_eq!(publish.topic, text);
        assert!(publish.topic.as_text().has_discouraged(), "{text:?}: who does not want it can see it");
    }
}

#[test]
fn a_shared_subscription_of_5_0_is_a_filter_like_any_other() {
    for filter in
        ["$share/g/a", "$share//a", "$share/g", "$share/g/", "$share/", "$share", "$share/+/a", "$shared/g/a"]
    {
        let filter = field(filter.as_bytes());
        accepts(&[
            ("SUBSCRIBE", packet(0x82, &[b"\0\x01", &filter[..], b"\x01"].concat())),
            ("UNSUBSCRIBE", packet(0xa2, &[b"\0\x01", &filter[..]].concat())),
        ]);
    }
    rejects(&[(
        "misplaced all the same",
        &b"\x82\x0f\0\x01\0\x0a$share/g#/\0"[..],
        ErrorKind::TopicFilter,
        4,
    )]);
}

#[test]
fn a_name_may_begin_with_a_dollar() {
    for name in ["$x/y", "$SYS/a", "$", "$share/g/a"] {
        accepts(&[(name, packet(0x30, &field(name.as_bytes())))]);
    }
}

#[test]
fn a_will_topic_is_a_topic_name() {
    for topic in ["", "+", "#", "a/+", "a#b"] {
        let body = [&b"\0\x04MQTT\x04\x06\0\x3c\0\x01c"[..], &field(topic.as_bytes()), b"\0\x01m"].concat();
        rejects(&[(topic, packet(0x10, &body), ErrorKind::TopicName, 15)]);
    }
}

#[test]
fn a_client_identifier_has_any_length_and_any_characters() {
    for len in [1, 23, 24, 65_535] {
        let body = [&b"\0\x04MQTT\x04\0\0\x3c"[..], &field(&vec![b'c'; len])].concat();
        accepts(&[("3.1.1", packet(0x10, &body))]);
        let body = [&b"\0\x06MQIsdp\x03\0\0\x3c"[..], &field(&vec![b'c'; len])].concat();
        accepts(&[("3.1, which names 23 as the limit", packet(0x10, &body))]);
    }
    accepts(&[("wildcards", packet(0x10, b"\0\x04MQTT\x04\0\0\x3c\0\x03+/#"))]);
}

#[test]
fn an_empty_client_identifier_needs_a_clean_session() {
    rejects(&[
        ("3.1.1, session kept", &b"\x10\x0c\0\x04MQTT\x04\0\0\x3c\0\0"[..], ErrorKind::ClientId, 12),
        ("3.1, session kept", b"\x10\x0e\0\x06MQIsdp\x03\0\0\x3c\0\0", ErrorKind::ClientId, 14),
        ("3.1, clean session", b"\x10\x0e\0\x06MQIsdp\x03\x02\0\x3c\0\0", ErrorKind::ClientId, 14),
    ]);
}

#[test]
fn a_password_needs_a_user_name_in_3_1_too() {
    let body = b"\0\x06MQIsdp\x03\x42\0\x3c\0\x01c\0\x01p";
    rejects(&[("3.1", packet(0x10, body), ErrorKind::ConnectFlags, 11)]);
}

#[test]
fn dup_is_for_publish_alone_though_3_1_had_it_elsewhere() {
    rejects(&[
        ("PUBREL", &b"\x6a\x02\0\x01"[..], ErrorKind::Flags, 0),
        ("SUBSCRIBE", b"\x8a\x06\0\x01\0\x01a\0", ErrorKind::Flags, 0),
        ("UNSUBSCRIBE", b"\xaa\x05\0\x01\0\x01a", ErrorKind::Flags, 0),
    ]);
}

#[test]
fn name_and_level_go_together() {
    rejects(&[
        (
            "3.1's name, 3.1.1's level",
            &b"\x10\x0f\0\x06MQIsdp\x04\x02\0\x3c\0\x01c"[..],
            ErrorKind::ProtocolLevel,
            10,
        ),
        (
            "3.1.1's name, 3.1's level",
            b"\x10\x0d\0\x04MQTT\x03\x02\0\x3c\0\x01c",
            ErrorKind::ProtocolLevel,
            8,
        ),
        (
            "5.0, which another decoder reads",
            b"\x10\x0e\0\x04MQTT\x05\x02\0\x3c\0\0\x01c",
            ErrorKind::ProtocolLevel,
            8,
        ),
        ("3.1 over a bridge", b"\x10\x0f\0\x06MQIsdp\x83\x02\0\x3c\0\x01c", ErrorKind::ProtocolLevel, 10),
        ("no name", b"\x10\x09\0\0\x04\x02\0\x3c\0\x01c", ErrorKind::ProtocolName, 2),
        ("the name, and more", b"\x10\x0e\0\x05MQTT5\x04\x02\0\x3c\0\x01c", ErrorKind::ProtocolName, 2),
    ]);
    let bytes = b"\x10\x0f\0\x06MQIsdp\x03\x02\0\x3c\0\x01c";
    let Ok(Packet::Connect(connect)) = decode(bytes) else { panic!("no CONNECT") };
    assert_eq!(connect.level, ProtocolLevel::V3_1);
    accepts(&[("3.1", bytes)]);
}

#[test]
fn the_version_can_be_read_before_a_decoder_is_chosen() {
    for (bytes, version) in [
        (&b"\x10\x0f\0\x06MQIsdp\x03\x02\0\x3c\0\x01c"[..], Version::V3_1),
        (b"\x10\x0d\0\x04MQTT\x04\x02\0\x3c\0\x01c", Version::V3_1_1),
        (b"\x10\x0e\0\x04MQTT\x05\x02\0\x3c\0\0\x01c", Version::V5),
    ] {
        let Ok(Split::Frame(frame, [])) = Framer::default().split(bytes) else { panic!("no frame") };
        assert_eq!(peek_protocol(frame), Ok(version));
        assert_eq!(Packet::decode(frame).is_ok(), version != Version::V5);
    }
}

#[test]
fn reserved_return_codes_are_refused_each() {
    for code in 0..=u8::MAX {
        let connack = [0x20, 2, 0, code];
        assert_eq!(
            decode(&connack).map(|_| ()),
            if code <= 5 { Ok(()) } else { Err((ErrorKind::ReturnCode, 3)) }
        );
        let suback = [0x90, 4, 0, 1, 0, code];
        let known = [0, 1, 2, 0x80].contains(&code);
        assert_eq!(decode(&suback).map(|_| ()), if known { Ok(()) } else { Err((ErrorKind::ReturnCode, 5)) });
        assert_eq!(SubackCode::new(code).map(SubackCode::code), known.then_some(code));
    }
}

#[test]
fn a_refusal_never_comes_with_a_session() {
    for code in 1..=5 {
        accepts(&[("refused", [0x20, 2, 0, code])]);
        rejects(&[("refused, session present", [0x20, 2, 1, code], ErrorKind::SessionPresent, 3)]);
    }
}

/// What is malformed is told apart from what is not allowed, by the code that 5.0 has for it.
#[test]
fn each_kind_has_its_reason_code() {
    use ErrorKind::*;
    let malformed =
        [PacketType, Flags, VariableByteInteger, Truncated, Trailing, Utf8, Nul, ReservedBits, ConnectFlags];
    let not_allowed =
        [TopicName, TopicFilter, PacketIdZero, Qos, Empty, ReturnCode, SessionPresent, Sender, NotConnect];
    let named = [(ProtocolName, 0x84), (ProtocolLevel, 0x84), (ClientId, 0x85), (TooLarge, 0x95)];
    let table = malformed.map(|kind| (kind, 0x81)).into_iter();
    for (kind, code) in table.chain(not_allowed.map(|kind| (kind, 0x82))).chain(named) {
        assert_eq!(kind.reason_code(), code, "{kind:?}");
        for version in [Version::V3_1, Version::V3_1_1, Version::V5] {
            assert!(!kind.clause(version).is_empty(), "{kind:?}");
        }
    }
}
