//! Inputs that broke other implementations: lengths that lie, fields cut short, other protocols on the port. Each has one
//! right outcome.

#![expect(clippy::expect_used, clippy::panic, reason = "helpers of tests")]

mod crafted;

use crafted::{block, decode, encode, field, packet, rejects};
use mqtt_codec_v5::ErrorKind::{
    ConnectFlags, DuplicateProperty, Empty, Flags, MisplacedProperty, NoLocal, PacketIdZero, PacketType,
    PropertyValue, ReservedBits, RetainHandling, TooLarge, TopicAlias, TopicFilter, Trailing, Truncated,
    UnknownProperty, Utf8, VariableByteInteger,
};
use mqtt_codec_v5::{ErrorKind, Framer, Packet, PayloadFormat, ReasonCode, Sender, Split};

/// What framing says: the length of the first packet, the bytes that lack, or what is wrong and where.
fn split(framer: Framer, stream: &[u8]) -> Result<Result<usize, usize>, (ErrorKind, u32)> {
    match framer.split(stream) {
        Ok(Split::Frame(frame, _)) => Ok(Ok(frame.packet_len())),
        Ok(Split::Need(bytes)) => Ok(Err(bytes.get())),
        Err(error) => Err((error.kind(), error.offset())),
    }
}

#[test]
fn a_remaining_length_has_four_bytes_of_seven_bits() {
    type Outcome = Result<Result<usize, usize>, (ErrorKind, u32)>;
    let table: &[(&[u8], Outcome)] = &[
        (b"", Ok(Err(2))),
        (b"\x30", Ok(Err(1))),
        (b"\x30\x80", Ok(Err(1))),
        (b"\x30\xff\xff\xff\xff", Err((VariableByteInteger, 1))),
        (b"\x30\xff\xff\xff\xff\x7f", Err((VariableByteInteger, 1))),
        (b"\x30\x80\x80\x80\x80", Err((VariableByteInteger, 1))),
        (b"\x30\x80\x80\x80\x01", Ok(Err(2_097_152))),
        (b"\x30\xff\xff\xff\x7f", Ok(Err(268_435_455))),
        (b"\x30\xff\xff\x7f", Ok(Err(2_097_151))),
    ];
    for (stream, outcome) in table {
        assert_eq!(split(Framer::default(), stream), *outcome, "{}", stream.escape_ascii());
    }
}

#[test]
fn a_variable_byte_integer_is_as_short_as_can_be_wherever_it_stands() {
    rejects(&[
        ("Remaining Length", b"\xc0\x80\0", VariableByteInteger, 1),
        ("Remaining Length of a body", b"\x30\x84\x80\0\0\x01a\0", VariableByteInteger, 1),
        ("Property Length", b"\x30\x05\0\x01a\x80\0", VariableByteInteger, 5),
        ("Property Length of what is there", b"\x30\x07\0\x01a\x82\0\x01\0", VariableByteInteger, 5),
        ("Property Length of a will", b"\x10\x0f\0\x04MQTT\x05\x06\0\0\0\0\0\x80\0", VariableByteInteger, 15),
        ("Property Length of an ack", b"\x40\x05\0\x01\0\x80\0", VariableByteInteger, 5),
        (
            "Property Length in five bytes",
            b"\x10\x11\0\x04MQTT\x05\x02\0\0\xff\xff\xff\xff\x7f\0\0",
            VariableByteInteger,
            12,
        ),
        ("Subscription Identifier", b"\x82\x0a\0\x01\x03\x0b\x80\0\0\x01a\0", VariableByteInteger, 6),
        ("one of several", b"\x30\x09\0\x01a\x05\x0b\x01\x0b\x81\0", VariableByteInteger, 9),
        ("Property Identifier", b"\x20\x07\0\0\x04\x9f\0\0\0", VariableByteInteger, 5),
        (
            "Property Identifier in five bytes",
            b"\x20\x08\0\0\x05\xff\xff\xff\xff\x7f",
            VariableByteInteger,
            5,
        ),
        ("Property Identifier cut short", b"\x20\x04\0\0\x01\x9f", Truncated, 5),
        ("Property Identifier of two bytes", b"\x20\x05\0\0\x02\x80\x01", UnknownProperty, 5),
    ]);
}

#[test]
fn a_packet_too_large_is_refused_by_its_header() {
    let framer = Framer::new(1024);
    for first in [0x10, 0x20, 0x30, 0x35, 0x40, 0x62, 0x82, 0x90, 0xa2, 0xb0, 0xe0, 0xf0] {
        let header = [&[first][..], b"\xff\xff\xff\x7f"].concat();
        assert_eq!(split(framer, &header), Err((TooLarge, 1)), "{first:#04x}");
        assert_eq!(split(framer, &[first, 0xfd, 0x07]), Ok(Err(1_021)), "{first:#04x}: 1,024 bytes in all");
        assert_eq!(split(framer, &[first, 0xfe, 0x07]), Err((TooLarge, 1)), "{first:#04x}: 1,025");
    }
    for first in [0x00, 0x36, 0x38, 0x80, 0xc1, 0xff] {
        let header = [&[first][..], b"\xff\xff\xff\x7f"].concat();
        let (kind, offset) = split(framer, &header).expect_err("a first byte that is none");
        assert!(matches!(kind, PacketType | Flags) && offset == 0, "{first:#04x}: {kind:?}");
    }
}

#[test]
fn a_field_cut_short_is_an_error_and_never_a_wait() {
    rejects(&[
        ("no options after the filter", b"\x82\x06\0\x01\0\0\x01a", Truncated, 8),
        ("no packet identifier above QoS 0", b"\x32\x03\0\x01a", Truncated, 5),
        ("an identifier, and no properties", b"\x32\x05\0\x01a\0\x01", Truncated, 7),
        ("PUBACK of nothing", b"\x40\0", Truncated, 2),
        ("PUBREC of half an identifier", b"\x50\x01\0", Truncated, 2),
        ("UNSUBACK of nothing", b"\xb0\0", Truncated, 2),
        ("UNSUBSCRIBE of nothing", b"\xa2\0", Truncated, 2),
        ("SUBSCRIBE of nothing", b"\x82\0", Truncated, 2),
        ("SUBACK of nothing", b"\x90\0", Truncated, 2),
        ("CONNACK of nothing", b"\x20\0", Truncated, 2),
        ("no reason code", b"\x20\x01\0", Truncated, 3),
        ("no topic", b"\x30\0", Truncated, 2),
        ("half a length", b"\x30\x01\0", Truncated, 2),
        ("a topic longer than its packet", b"\x30\x02\xff\xff", Truncated, 2),
        ("a topic longer by one", b"\x30\x03\0\x02a", Truncated, 2),
        ("a filter longer by one", b"\x82\x07\0\x01\0\0\x03a\0", Truncated, 5),
        ("a later filter longer than its packet", b"\xa2\x09\0\x01\0\0\x01a\xff\xffb", Truncated, 8),
        ("CONNECT of nothing", b"\x10\0", Truncated, 2),
        ("a protocol name longer than its packet", b"\x10\x02\xff\xff", Truncated, 2),
        (
            "a will payload longer than its packet",
            b"\x10\x15\0\x04MQTT\x05\x06\0\x3c\0\0\x01c\0\0\x01w\0\x02m",
            Truncated,
            20,
        ),
        (
            "a password longer than its packet",
            b"\x10\x14\0\x04MQTT\x05\xc2\0\x3c\0\0\x01c\0\x01u\0\x02p",
            Truncated,
            19,
        ),
        ("AUTH of a code alone", b"\xf0\x01\x18", Truncated, 3),
    ]);
}

#[test]
fn a_property_length_says_where_the_properties_end() {
    rejects(&[
        ("past the packet", b"\x30\x04\0\x01a\x7f", Truncated, 5),
        ("past the packet by one", b"\x30\x06\0\x01a\x03\x01\0", Truncated, 5),
        ("a property goes on behind it", b"\x30\x0b\0\x01a\x02\x26\0\x01k\0\x01v", Truncated, 7),
        ("it ends behind an identifier", b"\x30\x05\0\x01a\x01\x01", Truncated, 7),
        ("twice", b"\x30\x08\0\x01a\x04\x01\x01\x01\x01", DuplicateProperty, 8),
        ("format 2", b"\x30\x06\0\x01a\x02\x01\x02", PropertyValue, 7),
        ("alias 0", b"\x30\x07\0\x01a\x03\x23\0\0", TopicAlias, 7),
        ("identifier 0", b"\x30\x06\0\x01a\x02\x0b\0", PropertyValue, 7),
        ("not here", b"\x30\x09\0\x01a\x05\x11\0\0\0\x01", MisplacedProperty, 6),
        ("none in CONNACK", b"\x20\x02\0\0", Truncated, 4),
        ("none in UNSUBACK", b"\xb0\x02\0\x01", Truncated, 4),
        ("none in SUBACK", b"\x90\x02\0\x01", Truncated, 4),
        ("short in SUBACK: codes are properties", b"\x90\x04\0\x01\x01\x80", Truncated, 5),
    ]);
}

#[test]
fn the_length_of_a_length_is_no_content() {
    for len in [7, 126, 127, 128, 129, 16_383, 16_384, 30_000] {
        // A user property of an empty name and all that is to be filled, then a Payload Format Indicator.
        let value = "v".repeat(len - 7);
        let properties = [b"\x26\0\0", &field(value.as_bytes())[..], b"\x01\x01"].concat();
        assert_eq!(properties.len(), len);

        let bytes = packet(0x30, &[b"\0\x01a", &block(&properties)[..], b"{}"].concat());
        let Ok(Packet::Publish(publish)) = decode(&bytes) else { panic!("no PUBLISH") };
        assert_eq!((publish.payload, publish.topic.expect("a topic").as_str()), (&b"{}"[..], "a"));
        assert_eq!(publish.properties.payload_format_indicator, Some(PayloadFormat::Utf8));
        let users: Vec<_> = publish.properties.user_properties.iter().collect();
        assert_eq!((users.len(), users[0].name.as_str(), users[0].value.as_str()), (1, "", value.as_str()));
        assert_eq!(encode(&publish.into()).len(), bytes.len());

        let body = [b"\0\x04MQTT\x05\x06\0\0\0\0\0", &block(&properties)[..], b"\0\x01w\0\x02{}"].concat();
        let bytes = packet(0x10, &body);
        let Ok(Packet::Connect(connect)) = decode(&bytes) else { panic!("no CONNECT") };
        let will = connect.will.expect("a will");
        assert_eq!((will.topic.as_str(), will.payload), ("w", &b"{}"[..]));
        assert_eq!(will.properties.payload_format_indicator, Some(PayloadFormat::Utf8));
        assert_eq!(encode(&connect.into()).len(), bytes.len());
    }
}

#[test]
fn a_length_over_65_536_does_not_wrap() {
    for payload in [65_531, 65_532, 65_533, 70_000, 2_097_148] {
        let sent = packet(0x30, &[&b"\0\x01a\0"[..], &vec![b'x'; payload]].concat());
        let Ok(Packet::Publish(publish)) = decode(&sent) else { panic!("no PUBLISH") };
        assert_eq!(publish.payload.len(), payload);
        assert_eq!(split(Framer::default(), &sent[..5]), Ok(Err(sent.len() - 5)));
    }
}

#[test]
fn short_forms_are_legal() {
    for bytes in [
        &b"\x40\x02\0\x01"[..],
        b"\x40\x03\0\x01\x10",
        b"\x50\x03\0\x01\x80",
        b"\x62\x03\0\x01\x92",
        b"\x70\x03\0\x01\x92",
        b"\xe0\0",
        b"\xe0\x01\x04",
        b"\xe0\x02\0\0",
        b"\xf0\0",
    ] {
        assert!(decode(bytes).is_ok(), "{bytes:02x?}");
    }
}

#[test]
fn another_protocol_is_refused_by_its_first_byte() {
    for (protocol, stream) in [
        ("TLS", &b"\x16\x03\x01\x01\x01\x01\0"[..]),
        ("HTTP GET", b"GET / HTTP/1.1\r\n"),
        ("SSH", b"SSH-2.0-"),
    ] {
        for seen in 1..=stream.len() {
            assert_eq!(split(Framer::default(), &stream[..seen]), Err((Flags, 0)), "{protocol}, {seen}");
        }
    }
}

#[test]
fn an_http_post_looks_like_a_pubrec_and_is_refused_when_it_is_whole() {
    let request =
        b"POST / HTTP/1.1\r\nHost: example.org\r\nContent-Length: 64\r\nContent-Type: text/plain\r\n\r\n";
    let len = 2 + usize::from(b'O');
    assert_eq!(split(Framer::default(), &request[..7]), Ok(Err(len - 7)));
    rejects(&[("PUBREC of 79 bytes, with the reason ' '", &request[..len], ErrorKind::ReasonCode, 4)]);
}

#[test]
fn reserved_bits_and_flags_at_odds_are_refused() {
    rejects(&[
        ("PINGREQ with flags", b"\xc1\0", Flags, 0),
        ("PUBREL without its flag", b"\x60\x02\0\x01", Flags, 0),
        ("SUBSCRIBE without its flag", b"\x80\x07\0\x01\0\0\x01a\0", Flags, 0),
        ("QoS 3", b"\x36\x06\0\x01a\0\x01\0", Flags, 0),
        ("DUP at QoS 0", b"\x38\x04\0\x01a\0", Flags, 0),
        ("AUTH with flags", b"\xf2\0", Flags, 0),
        ("CONNECT: the reserved flag", b"\x10\x0d\0\x04MQTT\x05\x03\0\0\0\0\0", ReservedBits, 9),
        ("CONNECT: Will QoS 3, without a will", b"\x10\x0d\0\x04MQTT\x05\x1a\0\0\0\0\0", ConnectFlags, 9),
        ("CONNACK: all bits", b"\x20\x03\xff\0\0", ReservedBits, 2),
        ("SUBSCRIBE: the upper bits", b"\x82\x07\0\x01\0\0\x01a\xc0", ReservedBits, 8),
        ("SUBSCRIBE: Retain Handling 3", b"\x82\x07\0\x01\0\0\x01a\x30", RetainHandling, 8),
        ("type 0", b"\0\0", PacketType, 0),
    ]);
}

#[test]
fn a_packet_ends_where_its_length_says() {
    rejects(&[
        ("PINGREQ", b"\xc0\x01\0", Trailing, 2),
        ("PINGRESP", b"\xd0\x02\0\0", Trailing, 2),
        ("PUBACK", b"\x40\x05\0\x01\0\0\0", Trailing, 6),
        ("PUBREC", b"\x50\x06\0\x01\0\0\xc0\0", Trailing, 6),
        ("PUBREL", b"\x62\x05\0\x01\x92\0\0", Trailing, 6),
        ("PUBCOMP", b"\x70\x05\0\x01\x92\0\0", Trailing, 6),
        ("CONNACK", b"\x20\x04\0\0\0\0", Trailing, 5),
        ("DISCONNECT", b"\xe0\x03\x04\0\0", Trailing, 4),
        ("AUTH", b"\xf0\x07\x18\x04\x15\0\x01m\0", Trailing, 8),
        ("CONNECT", b"\x10\x10\0\x04MQTT\x05\x02\0\x3c\0\0\x01c\xc0\0", Trailing, 16),
        (
            "CONNECT with all it can have",
            b"\x10\x1c\0\x04MQTT\x05\xc6\0\x3c\0\0\x01c\0\0\x01w\0\x01m\0\x01u\0\x01p\0",
            Trailing,
            29,
        ),
        ("SUBSCRIBE: one byte of a next filter", b"\x82\x08\0\x01\0\0\x01a\0\0", Truncated, 9),
        ("UNSUBSCRIBE: one byte of a next filter", b"\xa2\x07\0\x01\0\0\x01a\0", Truncated, 8),
    ]);
}

#[test]
fn an_empty_list_and_an_empty_identifier_are_refused() {
    rejects(&[
        ("SUBSCRIBE", b"\x82\x03\0\x01\0", Empty, 5),
        ("UNSUBSCRIBE", b"\xa2\x03\0\x01\0", Empty, 5),
        ("SUBACK", b"\x90\x03\0\x01\0", Empty, 5),
        ("UNSUBACK", b"\xb0\x03\0\x01\0", Empty, 5),
        ("PUBLISH", b"\x32\x06\0\x01a\0\0\0", PacketIdZero, 5),
        ("PUBACK", b"\x40\x02\0\0", PacketIdZero, 2),
        ("PUBREC", b"\x50\x02\0\0", PacketIdZero, 2),
        ("PUBREL", b"\x62\x02\0\0", PacketIdZero, 2),
        ("PUBCOMP", b"\x70\x02\0\0", PacketIdZero, 2),
        ("SUBSCRIBE", b"\x82\x07\0\0\0\0\x01a\0", PacketIdZero, 2),
        ("SUBACK", b"\x90\x04\0\0\0\0", PacketIdZero, 2),
        ("UNSUBSCRIBE", b"\xa2\x06\0\0\0\0\x01a", PacketIdZero, 2),
        ("UNSUBACK", b"\xb0\x04\0\0\0\0", PacketIdZero, 2),
    ]);
}

#[test]
fn many_tiny_elements_are_read_to_their_end() {
    for n in [1, 2, 1_000, 50_000] {
        let bytes = packet(0x82, &[&b"\0\x01\0"[..], &b"\0\x01a\0".repeat(n)].concat());
        let Ok(Packet::Subscribe(found)) = decode(&bytes) else { panic!("no SUBSCRIBE") };
        assert_eq!(found.subscriptions.iter().filter(|one| one.filter == "a").count(), n);
        assert_eq!(encode(&found.into()), bytes);

        let bytes = packet(0xa2, &[&b"\0\x01\0"[..], &b"\0\x01a".repeat(n)].concat());
        let Ok(Packet::Unsubscribe(found)) = decode(&bytes) else { panic!("no UNSUBSCRIBE") };
        assert_eq!(found.filters.iter().filter(|filter| *filter == "a").count(), n);
        assert_eq!(encode(&found.into()), bytes);

        let bytes = packet(0x90, &[&b"\0\x01\0"[..], &b"\x80".repeat(n)].concat());
        let Ok(Packet::Suback(found)) = decode(&bytes) else { panic!("no SUBACK") };
        assert_eq!(found.reasons.iter().filter(|reason| reason.code() == 0x80).count(), n);
        assert_eq!(encode(&found.into()), bytes);

        let bytes = packet(0xb0, &[&b"\0\x01\0"[..], &b"\x11".repeat(n)].concat());
        let Ok(Packet::Unsuback(found)) = decode(&bytes) else { panic!("no UNSUBACK") };
        assert_eq!(found.reasons.iter().filter(|reason| reason.code() == 0x11).count(), n);
        assert_eq!(encode(&found.into()), bytes);

        let bytes = packet(0x30, &[b"\0\x01a", &block(&b"\x0b\x01".repeat(n))[..], b"!"].concat());
        let Ok(Packet::Publish(found)) = decode(&bytes) else { panic!("no PUBLISH") };
        assert_eq!(found.properties.subscription_identifiers.iter().filter(|id| id.get() == 1).count(), n);
        assert_eq!((found.payload, encode(&found.into())), (&b"!"[..], bytes.clone()));

        // The two kinds that may be repeated, one after the other again and again.
        let mixed = b"\x0b\x02\x26\0\0\0\0".repeat(n);
        let bytes = packet(0x30, &[b"\0\x01a", &block(&mixed)[..], b"!"].concat());
        let Ok(Packet::Publish(found)) = decode(&bytes) else { panic!("no PUBLISH") };
        assert_eq!(found.properties.subscription_identifiers.iter().count(), n);
        assert_eq!(found.properties.user_properties.iter().count(), n);
        assert_eq!(encode(&found.into()).len(), bytes.len());

        let many = block(&b"\x26\0\0\0\0".repeat(n));
        let bytes =
            packet(0x10, &[b"\0\x04MQTT\x05\x06\0\0", &many[..], b"\0\0", &many, b"\0\x01w\0\0"].concat());
        let Ok(Packet::Connect(found)) = decode(&bytes) else { panic!("no CONNECT") };
        assert_eq!(found.properties.user_properties.iter().count(), n);
        assert_eq!(found.will.expect("a will").properties.user_properties.iter().count(), n);
        assert_eq!(encode(&found.into()), bytes);

        for (first, before, after) in [
            (0x20, &b"\0\0"[..], &b""[..]),
            (0x40, b"\0\x01\0", b""),
            (0x50, b"\0\x01\0", b""),
            (0x62, b"\0\x01\0", b""),
            (0x70, b"\0\x01\0", b""),
            (0x82, b"\0\x01", b"\0\x01a\0"),
            (0x90, b"\0\x01", b"\0"),
            (0xa2, b"\0\x01", b"\0\x01a"),
            (0xb0, b"\0\x01", b"\0"),
            (0xe0, b"\0", b""),
        ] {
            let bytes = packet(first, &[before, &many, after].concat());
            let found = decode(&bytes).unwrap_or_else(|error| panic!("{first:#04x}: {error:?}"));
            assert_eq!(encode(&found), bytes, "{first:#04x}");
        }
    }
    rejects(&[
        ("one filter of nothing", &packet(0x82, &[&b"\0\x01\0"[..], b"\0\0\0"].concat()), TopicFilter, 5),
        (
            "many of them",
            &packet(0x82, &[&b"\0\x01\0"[..], &b"\0\0\0".repeat(50_000)].concat()),
            TopicFilter,
            7,
        ),
    ]);
}

#[test]
fn a_fault_in_the_last_of_many_elements_is_found_where_it_is() {
    for n in [1, 40, 50_000] {
        let elements = b"\0\x01a\0".repeat(n);
        let bytes = packet(0x82, &[&b"\0\x01\0"[..], &elements, b"\0\x02a#\0"].concat());
        let (kind, offset) = decode(&bytes).expect_err("a misplaced #");
        assert_eq!((kind, offset as usize), (TopicFilter, bytes.len() - 5));

        let properties = block(&[&b"\x26\0\0\0\0".repeat(n)[..], b"\x26\0\x01k\0\x01\xff"].concat());
        let bytes = packet(0x30, &[b"\0\x01a", &properties[..], b"payload"].concat());
        let (kind, offset) = decode(&bytes).expect_err("no text");
        assert_eq!((kind, offset as usize), (Utf8, bytes.len() - 10));
    }
}

#[test]
fn a_packet_of_the_other_direction_decodes_and_can_be_refused() {
    let connack = decode(b"\x20\x03\0\0\0").unwrap();
    let error = connack.check_sent_by(Sender::Client).expect_err("a server's");
    assert_eq!((error.kind(), error.offset()), (ErrorKind::Sender, 0));
    assert_eq!(ReasonCode::from(error), ReasonCode::new(0x82));
}

#[test]
fn topics_that_broke_others() {
    let subscribe = |filter: &str, options| {
        packet(0x82, &[b"\0\x01\0", &field(filter.as_bytes())[..], &[options]].concat())
    };
    let slashes = "/".repeat(65_535);
    for filter in ["$share/1/x/#", "$share/g//a", "$shared/g/a", "$SYS/#", "é/+", &slashes] {
        let bytes = subscribe(filter, 0);
        let found = decode(&bytes).unwrap_or_else(|error| panic!("{filter}: {error:?}"));
        assert_eq!(encode(&found), bytes, "{filter}");
    }
    let bytes = subscribe("$shared/g/a", 0x04);
    assert!(decode(&bytes).is_ok(), "No Local, and not shared");
    assert_eq!(decode(&subscribe("$share/g/a", 0x04)).map(|_| ()), Err((NoLocal, 17)));
    for filter in
        ["$share/g", "$share//a/b", "$share/g/", "$share/+/a", "$share/g#/a", "a#", "a/#/b", "a+", "+a/b"]
    {
        assert_eq!(decode(&subscribe(filter, 0)).map(|_| ()), Err((TopicFilter, 5)), "{filter}");
    }
    for name in ["$x/y", "$", "é/x", "$share/g", &slashes] {
        let bytes = packet(0x30, &[&field(name.as_bytes())[..], b"\0"].concat());
        let Ok(Packet::Publish(publish)) = decode(&bytes) else { panic!("{name} is a name") };
        assert_eq!(publish.topic.expect("a topic"), name);
        assert_eq!(encode(&publish.into()), bytes);
    }
}
