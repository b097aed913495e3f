//! Inputs that broke other implementations: lengths that lie, fields cut short, lists without end, other protocols
//! on the port. Each has one right outcome.

mod crafted;

use crafted::{
    accepts, decode, encode, packet, padded, rejects, remaining_length, suback_of, subscribe_of,
    subscribe_of_nothing, unsubscribe_of,
};
use mqtt_codec::ErrorKind::{
    ConnectFlags, Empty, Flags, PacketIdZero, PacketType, ReservedBits, TooLarge, TopicFilter, Trailing,
    Truncated, VariableByteInteger,
};
use mqtt_codec::{ErrorKind, Framer, Packet, Sender, Split};

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
        (b"\x30\xff\xff\xff\xff", Err((VariableByteInteger, 1))),
        (b"\x30\xff\xff\xff\xff\x7f", Err((VariableByteInteger, 1))),
        (b"\x30\x80\x80\x80\x80", Err((VariableByteInteger, 1))),
        (b"\x30\x80\x80\x80\x80\0", Err((VariableByteInteger, 1))),
        (b"\xc0\x80\x80\x80\x80\0", Err((VariableByteInteger, 1))),
        (b"\x30\x80\x80\x80\x01", Ok(Err(2_097_152))),
        (b"\x30\xff\xff\xff\x7f", Ok(Err(268_435_455))),
        (b"\x30\xff\xff\x7f", Ok(Err(2_097_151))),
        (b"\x70\x80", Ok(Err(1))),
        (b"\xc0\x80\0", Ok(Ok(3))),
        (b"\xc0\x80\x80\x80\0", Ok(Ok(5))),
    ];
    for (stream, outcome) in table {
        assert_eq!(split(Framer::default(), stream), *outcome, "{}", stream.escape_ascii());
    }
}

#[test]
fn a_length_over_65_536_does_not_wrap() {
    for payload in [65_533, 65_534, 70_000, 2_097_149] {
        let sent = packet(0x30, &[&b"\0\x01a"[..], &vec![b'x'; payload]].concat());
        let Ok(Packet::Publish(publish)) = decode(&sent) else { panic!("no PUBLISH") };
        assert_eq!(publish.payload.len(), payload);
        assert_eq!(split(Framer::default(), &sent[..5]), Ok(Err(sent.len() - 5)));
    }
}

#[test]
fn a_packet_too_large_is_refused_by_its_header() {
    let framer = Framer::new(1024);
    for first in [0x10, 0x20, 0x30, 0x35, 0x40, 0x62, 0x82, 0x90, 0xa2, 0xb0, 0xe0, 0xf0] {
        let header = [&[first], &remaining_length(268_435_455, 4)[..]].concat();
        assert_eq!(split(framer, &header), Err((TooLarge, 1)), "{first:#04x}");
        assert_eq!(split(framer, &[first, 0xfd, 0x07]), Ok(Err(1_021)), "{first:#04x}: 1,024 bytes in all");
        assert_eq!(
            split(framer, &[first, 0xfe, 0x07]),
            Err((TooLarge, 1)),
            "{first:#04x}: 1,025 bytes in all"
        );
    }
    for first in [0x00, 0x36, 0x38, 0x80, 0xc1, 0xff] {
        let header = [&[first], &remaining_length(268_435_455, 4)[..]].concat();
        let (kind, offset) = split(framer, &header).expect_err("a first byte that is none");
        assert!(matches!(kind, PacketType | Flags) && offset == 0, "{first:#04x}: {kind:?}");
    }
}

#[test]
fn a_field_cut_short_is_an_error_and_never_a_wait() {
    rejects(&[
        ("no QoS after the filter", &b"\x82\x05\0\x01\0\x01a"[..], Truncated, 7),
        ("no packet identifier above QoS 0", b"\x32\x03\0\x01a", Truncated, 5),
        ("PUBACK of nothing", b"\x40\0", Truncated, 2),
        ("PUBREL of nothing", b"\x62\0", Truncated, 2),
        ("UNSUBACK of nothing", b"\xb0\0", Truncated, 2),
        ("UNSUBSCRIBE of nothing", b"\xa2\0", Truncated, 2),
        ("SUBSCRIBE of nothing", b"\x82\0", Truncated, 2),
        ("SUBACK of nothing", b"\x90\0", Truncated, 2),
        ("half a packet identifier", b"\x90\x01\0", Truncated, 2),
        ("CONNACK of nothing", b"\x20\0", Truncated, 2),
        ("no return code", b"\x20\x01\0", Truncated, 3),
        ("half a length", b"\x30\x01\0", Truncated, 2),
        ("a topic longer than its packet", b"\x30\x02\xff\xff", Truncated, 2),
        ("a topic longer by one", b"\x30\x03\0\x02a", Truncated, 2),
        ("a filter longer by one", b"\x82\x06\0\x01\0\x03a\0", Truncated, 4),
        ("a later filter longer than its packet", b"\xa2\x08\0\x01\0\x01a\xff\xffb", Truncated, 7),
        ("CONNECT of nothing", b"\x10\0", Truncated, 2),
        ("a protocol name longer than its packet", b"\x10\x02\xff\xff", Truncated, 2),
        ("no level", b"\x10\x06\0\x04MQTT", Truncated, 8),
        ("no flags", b"\x10\x07\0\x04MQTT\x04", Truncated, 9),
        ("half a keep alive", b"\x10\x09\0\x04MQTT\x04\x02\0", Truncated, 10),
        (
            "a will message longer than its packet",
            b"\x10\x13\0\x04MQTT\x04\x06\0\x3c\0\x01c\0\x01w\0\x02m",
            Truncated,
            18,
        ),
        (
            "a password longer than its packet",
            b"\x10\x13\0\x04MQTT\x04\xc2\0\x3c\0\x01c\0\x01u\0\x02p",
            Truncated,
            18,
        ),
    ]);
}

#[test]
fn another_protocol_is_refused_by_its_first_byte() {
    for (protocol, stream) in [
        ("TLS", &b"\x16\x03\x01\x01\x01\x01\0"[..]),
        ("HTTP GET", b"GET / HTTP/1.1\r\n"),
        ("SSH", b"SSH-2.0-"),
    ] {
        for seen in 1..=stream.len() {
            assert_eq!(
                split(Framer::default(), &stream[..seen]),
                Err((Flags, 0)),
                "{protocol}, {seen} bytes"
            );
        }
    }
}

#[test]
fn an_http_post_looks_like_a_pubrec_and_is_refused_when_it_is_whole() {
    let request =
        b"POST / HTTP/1.1\r\nHost: example.org\r\nContent-Length: 64\r\nContent-Type: text/plain\r\n\r\n";
    let len = 2 + usize::from(b'O');
    assert_eq!(split(Framer::default(), &request[..7]), Ok(Err(len - 7)));
    rejects(&[("PUBREC of 79 bytes", &request[..len], Trailing, 4)]);
}

#[test]
fn reserved_bits_and_flags_at_odds_are_refused() {
    rejects(&[
        ("CONNECT: the reserved flag", &b"\x10\x0c\0\x04MQTT\x04\x03\0\0\0\0"[..], ReservedBits, 9),
        ("CONNECT: Will QoS 3, without a will", b"\x10\x0c\0\x04MQTT\x04\x1a\0\0\0\0", ConnectFlags, 9),
        ("CONNACK: all bits", b"\x20\x02\xff\0", ReservedBits, 2),
        ("SUBSCRIBE: upper bits alone", b"\x82\x06\0\x01\0\x01a\xfc", ReservedBits, 7),
        ("SUBSCRIBE: the topmost bit", b"\x82\x06\0\x01\0\x01a\x80", ReservedBits, 7),
        ("type 0", b"\0\0", PacketType, 0),
        ("type 15", b"\xf0\0", PacketType, 0),
        ("type 15 as 5.0 has it", b"\xf0\x02\0\0", PacketType, 0),
    ]);
}

#[test]
fn a_packet_ends_where_its_length_says() {
    rejects(&[
        ("PINGREQ", &b"\xc0\x01\0"[..], Trailing, 2),
        ("PINGRESP", b"\xd0\x02\0\0", Trailing, 2),
        ("PINGREQ with a padded length", b"\xc0\x81\0\0", Trailing, 3),
        ("PUBACK with a reason code of 5.0", b"\x40\x03\0\x01\x09", Trailing, 4),
        ("PUBREC", b"\x50\x04\0\x01\0\0", Trailing, 4),
        ("PUBREL", b"\x62\x03\0\x01\0", Trailing, 4),
        ("PUBCOMP", b"\x70\x03\0\x01\0", Trailing, 4),
        ("UNSUBACK", b"\xb0\x03\0\x01\0", Trailing, 4),
        ("CONNACK with properties of 5.0", b"\x20\x03\0\0\0", Trailing, 4),
        ("CONNECT", b"\x10\x0f\0\x04MQTT\x04\x02\0\x3c\0\x01c\xc0\0", Trailing, 15),
        (
            "CONNECT with all it can have",
            b"\x10\x1a\0\x04MQTT\x04\xc6\0\x3c\0\x01c\0\x01w\0\x01m\0\x01u\0\x01p\0",
            Trailing,
            27,
        ),
        ("SUBSCRIBE: one byte of a next filter", b"\x82\x07\0\x01\0\x01a\0\0", Truncated, 8),
        ("UNSUBSCRIBE: one byte of a next filter", b"\xa2\x06\0\x01\0\x01a\0", Truncated, 7),
    ]);
}

#[test]
fn an_empty_list_and_an_empty_identifier_are_refused() {
    rejects(&[
        ("SUBACK without a code", &b"\x90\x02\0\x01"[..], Empty, 4),
        ("PUBACK", b"\x40\x02\0\0", PacketIdZero, 2),
        ("PUBREC", b"\x50\x02\0\0", PacketIdZero, 2),
        ("PUBREL", b"\x62\x02\0\0", PacketIdZero, 2),
        ("PUBCOMP", b"\x70\x02\0\0", PacketIdZero, 2),
        ("SUBACK", b"\x90\x03\0\0\0", PacketIdZero, 2),
        ("UNSUBACK", b"\xb0\x02\0\0", PacketIdZero, 2),
    ]);
}

#[test]
fn lists_of_many_tiny_elements_are_read_to_their_end() {
    for n in [1, 2, 1_000, 50_000] {
        let (subscribe, unsubscribe, suback) = (subscribe_of(n), unsubscribe_of(n), suback_of(n));
        let Ok(Packet::Subscribe(packet)) = decode(&subscribe) else { panic!("no SUBSCRIBE") };
        assert_eq!(packet.subscriptions.iter().filter(|one| one.filter == "a").count(), n);
        let Ok(Packet::Unsubscribe(packet)) = decode(&unsubscribe) else { panic!("no UNSUBSCRIBE") };
        assert_eq!(packet.filters.iter().filter(|filter| *filter == "a").count(), n);
        let Ok(Packet::Suback(packet)) = decode(&suback) else { panic!("no SUBACK") };
        assert_eq!(packet.codes.iter().filter(|code| code.code() == 0x80).count(), n);
        accepts(&[("SUBSCRIBE", subscribe), ("UNSUBSCRIBE", unsubscribe), ("SUBACK", suback)]);
    }
}

#[test]
fn a_list_of_nothing_is_refused_at_its_first_element() {
    rejects(&[
        ("one", subscribe_of_nothing(1), TopicFilter, 4),
        ("many", subscribe_of_nothing(50_000), TopicFilter, 6),
    ]);
}

#[test]
fn a_fault_in_the_last_of_many_elements_is_found_where_it_is() {
    for n in [1, 40, 50_000] {
        let elements = b"\0\x01a\0".repeat(n);
        let bytes = packet(0x82, &[&b"\0\x01"[..], &elements, b"\0\x02a#\0"].concat());
        let (kind, offset) = decode(&bytes).expect_err("a misplaced #");
        assert_eq!((kind, offset as usize), (TopicFilter, bytes.len() - 5));
    }
}

#[test]
fn a_packet_of_the_other_direction_decodes_and_can_be_refused() {
    let refused = Err((ErrorKind::Sender, 0));
    for (bytes, by_client, by_server) in [
        (&b"\x20\x02\0\0"[..], refused, Ok(())),
        (b"\x90\x03\0\x01\0", refused, Ok(())),
        (b"\xb0\x02\0\x01", refused, Ok(())),
        (b"\xd0\0", refused, Ok(())),
        (b"\x10\x0c\0\x04MQTT\x04\x02\0\0\0\0", Ok(()), refused),
        (b"\x82\x06\0\x01\0\x01a\0", Ok(()), refused),
        (b"\xa2\x05\0\x01\0\x01a", Ok(()), refused),
        (b"\xc0\0", Ok(()), refused),
        (b"\xe0\0", Ok(()), refused),
        (b"\x30\x03\0\x01a", Ok(()), Ok(())),
        (b"\x40\x02\0\x01", Ok(()), Ok(())),
        (b"\x50\x02\0\x01", Ok(()), Ok(())),
        (b"\x62\x02\0\x01", Ok(()), Ok(())),
        (b"\x70\x02\0\x01", Ok(()), Ok(())),
    ] {
        let packet = decode(bytes).unwrap();
        let check = |sender| packet.check_sent_by(sender).map_err(|error| (error.kind(), error.offset()));
        assert_eq!((check(Sender::Client), check(Sender::Server)), (by_client, by_server), "{packet:?}");
    }
}

#[test]
fn a_padded_length_moves_each_offset() {
    for width in 1..=4 {
        let (kind, offset) = decode(&padded(0x82, b"\0\x01\0\x01a\x03", width)).map(|_| ()).unwrap_err();
        assert_eq!((kind, offset as usize), (ErrorKind::Qos, 1 + width + 5));
        let accepted = padded(0x82, b"\0\x01\0\x01a\x02", width);
        assert_eq!(encode(&decode(&accepted).unwrap()), packet(0x82, b"\0\x01\0\x01a\x02"));
    }
}
