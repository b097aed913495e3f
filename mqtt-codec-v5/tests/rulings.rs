//! Where MQTT 5.0 is silent, leaves a choice or contradicts itself: what this codec does, one test a choice.

#![expect(clippy::expect_used, clippy::panic, reason = "helpers of tests")]

use mqtt_codec_v5::{
    ConnackReason, DisconnectReason, Error, ErrorKind, Framer, Packet, ReasonCode, Sender, Split, Version,
    peek_protocol,
};

fn decode(bytes: &[u8]) -> Result<Packet<'_>, Error> {
    match Framer::default().split(bytes)? {
        Split::Frame(frame, []) => Packet::decode(frame),
        other => panic!("{} is not one packet: {other:?}", bytes.escape_ascii()),
    }
}

fn encode(packet: &Packet<'_>) -> Vec<u8> {
    let mut out = vec![0; packet.encoded_len().expect("it can be sent")];
    assert_eq!(packet.encode_into(&mut out), Ok(out.len()));
    out
}

fn packet(first: u8, body: &[u8]) -> Vec<u8> {
    let len = u8::try_from(body.len()).expect("a small packet");
    assert!(len < 0x80);
    [&[first, len], body].concat()
}

/// A length of two bytes, and as many bytes.
fn field(bytes: &[u8]) -> Vec<u8> {
    let len = u16::try_from(bytes.len()).expect("at most 65,535 bytes");
    [&len.to_be_bytes(), bytes].concat()
}

/// Each is refused, and the peer is told so: why, the packet, the kind, the offset.
fn rejects(code: u8, table: &[(&str, &[u8], ErrorKind, u32)]) {
    for (why, bytes, kind, offset) in table {
        let error = decode(bytes).expect_err(why);
        assert_eq!((error.kind(), error.offset()), (*kind, *offset), "{why}: {bytes:02x?}");
        assert_eq!(ReasonCode::from(error), ReasonCode::new(code), "{why}");
    }
}

/// Each is a packet, and is sent as the same bytes again.
fn accepts(table: &[(&str, &[u8])]) {
    for (why, bytes) in table {
        let packet = decode(bytes).unwrap_or_else(|error| panic!("{why}: {error:?}"));
        assert_eq!(encode(&packet), *bytes, "{why}");
    }
}

#[test]
fn a_remaining_length_is_never_padded() {
    for padded in [&b"\xc0\x80\0"[..], b"\xc0\x80\x80\0", b"\xc0\x80\x80\x80\0", b"\x30\x84\0\0\x01a\0"] {
        rejects(0x81, &[("padded", padded, ErrorKind::VariableByteInteger, 1)]);
    }
}

#[test]
fn what_can_be_read_and_is_not_allowed_is_a_protocol_error() {
    use ErrorKind::*;
    rejects(
        0x82,
        &[
            ("packet identifier 0", b"\x40\x02\0\0", PacketIdZero, 2),
            ("a reason code of another packet", b"\xe0\x01\x84", ReasonCode, 2),
            ("a property twice", b"\x20\x09\0\0\x06\x22\0\x01\x22\0\x01", DuplicateProperty, 8),
            ("a property out of its range", b"\x20\x05\0\0\x02\x25\x02", PropertyValue, 6),
            ("an empty SUBSCRIBE", b"\x82\x03\0\x01\0", Empty, 5),
            ("an empty UNSUBSCRIBE", b"\xa2\x03\0\x01\0", Empty, 5),
            ("an empty SUBACK", b"\x90\x03\0\x01\0", Empty, 5),
            ("an empty UNSUBACK", b"\xb0\x03\0\x01\0", Empty, 5),
            ("an empty topic without an alias", b"\x30\x03\0\0\0", TopicName, 2),
            ("Retain Handling 3", b"\x82\x07\0\x01\0\0\x01a\x30", RetainHandling, 8),
            ("QoS 3 in options", b"\x82\x07\0\x01\0\0\x01a\x03", Qos, 8),
            ("a session with a refusal", b"\x20\x03\x01\x87\0", SessionPresent, 3),
            ("No Local, shared", b"\x82\x10\0\x01\0\0\x0a$share/g/a\x04", NoLocal, 17),
        ],
    );
}

#[test]
fn an_alias_of_0_has_a_code_of_its_own() {
    rejects(0x94, &[("with a topic", b"\x30\x07\0\x01a\x03\x23\0\0", ErrorKind::TopicAlias, 7)]);
    rejects(0x94, &[("without one", b"\x30\x06\0\0\x03\x23\0\0", ErrorKind::TopicAlias, 6)]);
    assert_eq!(DisconnectReason::new(0x94), Some(DisconnectReason::TopicAliasInvalid));
}

#[test]
fn what_cannot_be_read_is_malformed() {
    use ErrorKind::*;
    rejects(
        0x81,
        &[
            ("a Will QoS without a will", b"\x10\x0d\0\x04MQTT\x05\x0a\0\0\0\0\0", ConnectFlags, 9),
            ("a Will Retain without a will", b"\x10\x0d\0\x04MQTT\x05\x22\0\0\0\0\0", ConnectFlags, 9),
            ("Will QoS 3", b"\x10\x0d\0\x04MQTT\x05\x1e\0\0\0\0\0", ConnectFlags, 9),
            ("reserved bits of CONNACK", b"\x20\x03\x02\0\0", ReservedBits, 2),
            ("DUP at QoS 0", b"\x38\x04\0\x01a\0", Flags, 0),
            ("an unknown property", b"\xe0\x04\0\x02\x7f\0", UnknownProperty, 4),
            ("a property of another packet", b"\xe0\x05\0\x03\x21\0\x01", MisplacedProperty, 4),
            ("CONNACK without Property Length", b"\x20\x02\0\0", Truncated, 4),
            ("SUBACK without Property Length", b"\x90\x02\0\x01", Truncated, 4),
            ("UNSUBACK without Property Length", b"\xb0\x02\0\x01", Truncated, 4),
        ],
    );
}

#[test]
fn names_and_filters_that_are_none_are_a_protocol_error() {
    for name in ["", "+", "#", "a/+", "a#b"] {
        let text = field(name.as_bytes());
        let publish = packet(0x30, &[&text[..], b"\0"].concat());
        let will = packet(0x10, &[b"\0\x04MQTT\x05\x06\0\0\0\0\0\0", &text[..], b"\0\0"].concat());
        let len = u8::try_from(1 + text.len()).unwrap();
        let response = packet(0x30, &[&[0, 1, b'a', len, 8][..], &text].concat());
        rejects(0x82, &[(name, &publish, ErrorKind::TopicName, 2)]);
        rejects(0x82, &[(name, &will, ErrorKind::TopicName, 16)]);
        rejects(0x82, &[(name, &response, ErrorKind::TopicName, 7)]);
    }
    for filter in ["", "a#", "a/#/b", "+a", "a+/b"] {
        let text = field(filter.as_bytes());
        let subscribe = packet(0x82, &[b"\0\x01\0", &text[..], b"\0"].concat());
        let unsubscribe = packet(0xa2, &[b"\0\x01\0", &text[..]].concat());
        rejects(0x82, &[(filter, &subscribe, ErrorKind::TopicFilter, 5)]);
        rejects(0x82, &[(filter, &unsubscribe, ErrorKind::TopicFilter, 5)]);
    }
}

#[test]
fn a_shared_subscription_is_one_or_is_refused() {
    let both = |filter: &str| {
        let text = field(filter.as_bytes());
        let subscribe = packet(0x82, &[b"\0\x01\0", &text[..], b"\x01"].concat());
        (subscribe, packet(0xa2, &[b"\0\x01\0", &text[..]].concat()))
    };
    for filter in [
        "$share//a",
        "$share/g",
        "$share/g/",
        "$share/",
        "$share//",
        "$share/+/a",
        "$share/#",
        "$share/g#/a",
        "$share/g/a#",
    ] {
        let (subscribe, unsubscribe) = both(filter);
        rejects(0x82, &[(filter, &subscribe, ErrorKind::TopicFilter, 5)]);
        rejects(0x82, &[(filter, &unsubscribe, ErrorKind::TopicFilter, 5)]);
    }
    for filter in [
        "$share/g/a",
        "$share/g//a",
        "$share/g/#",
        "$share/ /+",
        "$share/g/$SYS/#",
        "$share/$share/a",
        "$share",
        "$SHARE//x",
        "$shared/g/a",
        "share/g",
    ] {
        let (subscribe, unsubscribe) = both(filter);
        accepts(&[(filter, &subscribe), (filter, &unsubscribe)]);
    }
}

#[test]
fn a_shared_subscription_is_no_name() {
    accepts(&[("as a name it is like any other", b"\x30\x0b\0\x08$share/g\0")]);
}

#[test]
fn another_protocol_has_a_code_of_its_own() {
    use ErrorKind::{ProtocolLevel, ProtocolName};
    rejects(
        0x84,
        &[
            ("another name", b"\x10\x0d\0\x04mqtt\x05\x02\0\0\0\0\0", ProtocolName, 2),
            ("the name of 3.1, another level", b"\x10\x0f\0\x06MQIsdp\x05\x02\0\0\0\0\0", ProtocolLevel, 10),
            ("3.1", b"\x10\x0f\0\x06MQIsdp\x03\x02\0\x3c\0\x01c", ProtocolLevel, 10),
            ("3.1.1", b"\x10\x0d\0\x04MQTT\x04\x02\0\x3c\0\x01c", ProtocolLevel, 8),
            ("level 6, of which nothing is known", b"\x10\x07\0\x04MQTT\x06", ProtocolLevel, 8),
            ("level 5 over a bridge", b"\x10\x0d\0\x04MQTT\x85\x02\0\0\0\0\0", ProtocolLevel, 8),
        ],
    );
    assert_eq!(ConnackReason::new(0x84), Some(ConnackReason::UnsupportedProtocolVersion));
    let connect = b"\x10\x0d\0\x04MQTT\x05\x02\0\0\0\0\0";
    let Ok(Split::Frame(frame, [])) = Framer::default().split(connect) else { panic!("no frame") };
    assert_eq!(peek_protocol(frame), Ok(Version::V5));
}

#[test]
fn a_reason_code_may_stand_without_property_length() {
    for (received, sent) in [
        (&b"\x40\x03\0\x01\x10"[..], &b"\x40\x04\0\x01\x10\0"[..]),
        (b"\x50\x03\0\x01\x87", b"\x50\x04\0\x01\x87\0"),
        (b"\x62\x03\0\x01\x92", b"\x62\x04\0\x01\x92\0"),
        (b"\x70\x03\0\x01\x92", b"\x70\x04\0\x01\x92\0"),
        (b"\xe0\x01\x04", b"\xe0\x02\x04\0"),
        (b"\x40\x03\0\x01\0", b"\x40\x02\0\x01"),
        (b"\x40\x04\0\x01\0\0", b"\x40\x02\0\x01"),
        (b"\xe0\x01\0", b"\xe0\0"),
        (b"\xe0\x02\0\0", b"\xe0\0"),
    ] {
        let packet = decode(received).expect("a short form");
        assert_eq!(encode(&packet), sent);
        assert_eq!(decode(sent), Ok(packet));
    }
    accepts(&[
        ("nothing", b"\x40\x02\0\x01"),
        ("code and property length", b"\x40\x04\0\x01\x10\0"),
        ("nothing", b"\xe0\0"),
        ("code and property length", b"\xe0\x02\x04\0"),
    ]);
}

#[test]
fn an_auth_says_success_or_its_method() {
    accepts(&[("success", b"\xf0\0"), ("with a method", b"\xf0\x06\0\x04\x15\0\x01m")]);
    rejects(
        0x81,
        &[
            ("a code alone", b"\xf0\x01\x18", ErrorKind::Truncated, 3),
            ("success alone", b"\xf0\x01\0", ErrorKind::Truncated, 3),
        ],
    );
    rejects(
        0x82,
        &[
            ("no method", b"\xf0\x02\x18\0", ErrorKind::AuthenticationMethod, 3),
            ("success, no method", b"\xf0\x02\0\0", ErrorKind::AuthenticationMethod, 3),
            ("success, other properties", b"\xf0\x05\0\x03\x1f\0\0", ErrorKind::AuthenticationMethod, 3),
        ],
    );
}

#[test]
fn the_other_sides_packets_decode() {
    for (why, bytes, sender) in [
        ("SUBACK", &b"\x90\x04\0\x01\0\0"[..], Sender::Client),
        ("SUBSCRIBE", b"\x82\x07\0\x01\0\0\x01a\0", Sender::Server),
        ("0x10 in PUBACK", b"\x40\x04\0\x01\x10\0", Sender::Client),
        ("0x04 in DISCONNECT", b"\xe0\x02\x04\0", Sender::Server),
        ("0x8B in DISCONNECT", b"\xe0\x02\x8b\0", Sender::Client),
        ("Success in AUTH", b"\xf0\0", Sender::Client),
        ("Re-authenticate", b"\xf0\x06\x19\x04\x15\0\x01m", Sender::Server),
        ("identifiers in PUBLISH", b"\x30\x06\0\x01a\x02\x0b\x01", Sender::Client),
        ("expiry in DISCONNECT", b"\xe0\x07\0\x05\x11\0\0\0\0", Sender::Server),
    ] {
        let error = decode(bytes).expect(why).check_sent_by(sender).expect_err(why);
        assert_eq!((error.kind(), error.offset()), (ErrorKind::Sender, 0), "{why}");
        assert_eq!(ReasonCode::from(error), ReasonCode::new(0x82), "{why}");
        accepts(&[(why, bytes)]);
    }
}

#[test]
fn a_bad_authentication_method_may_end_a_connection() {
    let disconnect = decode(b"\xe0\x02\x8c\0").expect("Table 2-6 has it, Table 3-10 does not");
    assert_eq!(disconnect.check_sent_by(Sender::Client), Ok(()));
    assert_eq!(disconnect.check_sent_by(Sender::Server), Ok(()));
    accepts(&[("0x8C", b"\xe0\x02\x8c\0")]);
}

#[test]
fn control_characters_and_noncharacters_are_text() {
    for text in ["\u{1}", "\u{1f}", "\u{7f}", "\u{9f}", "\u{fdd0}", "\u{fffe}", "\u{10ffff}"] {
        let bytes = packet(0x30, &[&field(text.as_bytes())[..], b"\0"].concat());
        accepts(&[(text, &bytes)]);
        let Ok(Packet::Publish(publish)) = decode(&bytes) else { panic!("no PUBLISH") };
        let topic = publish.topic.expect("a topic");
        assert_eq!(topic, text);
        assert!(topic.as_text().has_discouraged(), "{text:?}: who does not want it can see it");
    }
}

#[test]
fn a_payload_is_taken_whatever_its_format_says() {
    for (payload, is_valid) in [(&b"\xff"[..], false), (b"\xed\xa0\x80", false), (b"a\0b", true), (b"", true)]
    {
        let said = packet(0x30, &[b"\0\x01a\x02\x01\x01", payload].concat());
        accepts(&[("said to be UTF-8", &said)]);
        let Ok(Packet::Publish(publish)) = decode(&said) else { panic!("no PUBLISH") };
        assert_eq!(publish.payload_is_valid(), is_valid, "{payload:02x?}");
        for not_said in [&b"\0\x01a\0"[..], b"\0\x01a\x02\x01\0"] {
            let not_said = packet(0x30, &[not_said, payload].concat());
            let Ok(Packet::Publish(publish)) = decode(&not_said) else { panic!("no PUBLISH") };
            assert!(publish.payload_is_valid());
        }
    }
}

#[test]
fn u_feff_stays_where_it_is() {
    accepts(&[
        ("a name", b"\x30\x07\0\x04\xef\xbb\xbfa\0"),
        ("nothing else", b"\x30\x06\0\x03\xef\xbb\xbf\0"),
        ("a client identifier", b"\x10\x11\0\x04MQTT\x05\x02\0\0\0\0\x04\xef\xbb\xbfc"),
        ("a filter", b"\x82\x0a\0\x01\0\0\x04a\xef\xbb\xbf\0"),
        ("a reason string", b"\xe0\x0a\0\x08\x1f\0\x05\xef\xbb\xbf!!"),
    ]);
    assert_ne!(decode(b"\x30\x07\0\x04\xef\xbb\xbfa\0"), decode(b"\x30\x04\0\x01a\0"));
}

#[test]
fn what_3_1_1_does_not_allow_a_client_is_allowed_here() {
    accepts(&[
        ("a password without a user name", b"\x10\x10\0\x04MQTT\x05\x42\0\0\0\0\0\0\x01p"),
        ("no identifier, and a session kept", b"\x10\x0d\0\x04MQTT\x05\0\0\0\0\0\0"),
        ("an identifier with wildcards", b"\x10\x10\0\x04MQTT\x05\0\0\0\0\0\x03+/#"),
    ]);
}

/// What is malformed is told apart from what is not allowed.
#[test]
fn each_kind_has_its_reason_code() {
    use ErrorKind::*;
    let malformed = [
        PacketType,
        Flags,
        VariableByteInteger,
        Truncated,
        Trailing,
        Utf8,
        Nul,
        ReservedBits,
        ConnectFlags,
        UnknownProperty,
        MisplacedProperty,
    ];
    let not_allowed = [
        TopicName,
        TopicFilter,
        PacketIdZero,
        Qos,
        Empty,
        ReturnCode,
        SessionPresent,
        ErrorKind::Sender,
        NotConnect,
        DuplicateProperty,
        PropertyValue,
        ErrorKind::ReasonCode,
        RetainHandling,
        NoLocal,
        AuthenticationMethod,
    ];
    let named =
        [(ProtocolName, 0x84), (ProtocolLevel, 0x84), (ClientId, 0x85), (TopicAlias, 0x94), (TooLarge, 0x95)];
    let table = malformed.map(|kind| (kind, 0x81)).into_iter();
    for (kind, code) in table.chain(not_allowed.map(|kind| (kind, 0x82))).chain(named) {
        let code = mqtt_codec_v5::ReasonCode::new(code);
        assert_eq!(mqtt_codec_v5::ReasonCode::from(Error::new(kind, 7)), code, "{kind:?}");
        assert!(code.is_error() && code.name() != "unknown", "{kind:?}");
        assert!(!kind.clause(Version::V5).is_empty(), "{kind:?}");
        // CONNACK or DISCONNECT can carry it.
        let code = code.value();
        assert!(ConnackReason::new(code).is_some() || DisconnectReason::new(code).is_some(), "{kind:?}");
    }
}
