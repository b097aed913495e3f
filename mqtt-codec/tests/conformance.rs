//! Each statement of MQTT 3.1.1 that a codec has to enforce, from both sides: packets that break it, packets that
//! keep it. They stand in `conformance/3.1.1.tsv`; what no packet can show has a test of its own here.

#![expect(clippy::expect_used, clippy::panic, reason = "helpers of tests")]

mod crafted;

use std::collections::BTreeSet;

use crafted::{EVERY_KIND, decode, encode};
use mqtt_codec::{
    Connect, Credentials, Delivery, EncodeError, ErrorKind, Framer, Packet, PacketId, Publish, Qos, Split,
    Text, TopicFilter, TopicName, Will,
};

/// One line of the table.
struct Row {
    id: &'static str,
    verdict: &'static str,
    packet: Vec<u8>,
    kind: &'static str,
    offset: &'static str,
    remark: &'static str,
}

fn table() -> Vec<Row> {
    let lines = include_str!("conformance/3.1.1.tsv").lines().skip(1);
    lines.map(|line| Row::parse(line).unwrap_or_else(|| panic!("not a row: {line}"))).collect()
}

impl Row {
    fn parse(line: &'static str) -> Option<Self> {
        let mut columns = line.split('\t');
        let mut next = || columns.next();
        let (id, verdict, hex, kind, offset, remark) = (next()?, next()?, next()?, next()?, next()?, next()?);
        Some(Self { id, verdict, packet: from_hex(hex)?, kind, offset, remark })
    }
}

/// `-` is no byte.
fn from_hex(hex: &str) -> Option<Vec<u8>> {
    let digits = hex.trim_matches('-').as_bytes();
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

fn filter(s: &str) -> TopicFilter<'_> {
    TopicFilter::new(s).expect("a filter")
}

fn name(s: &str) -> TopicName<'_> {
    TopicName::new(s).expect("a name")
}

/// The statements whose check is not only a packet: the test is named by what is stated.
const BY_HAND: &[(&str, fn())] = &[
    ("MQTT-1.5.3-3", u_feff_is_kept),
    ("MQTT-2.2.2-1", a_sender_sets_the_reserved_flags),
    ("MQTT-2.3.1-5", qos_0_has_no_packet_identifier),
    ("MQTT-3.1.3-1", the_fields_of_a_connect_have_an_order),
    ("MQTT-3.1.3-7", a_client_without_an_identifier_asks_for_a_clean_session),
    ("MQTT-4.3.1-1", qos_0_goes_out_without_dup),
    ("MQTT-4.7.2-1", a_leading_wildcard_does_not_match_a_leading_dollar),
    ("MQTT-4.7.3-3", names_and_filters_have_at_most_65_535_bytes),
    ("MQTT-4.7.3-4", characters_are_matched_as_they_are),
    ("MQTT-4.8.0-1", a_violation_ends_the_connection),
];

#[test]
fn what_breaks_a_statement_is_refused() {
    for Row { id, packet, kind, offset, remark, .. } in table().iter().filter(|row| row.verdict == "reject") {
        let (found, at) = decode(packet).expect_err(id);
        let found = (format!("{found:?}"), at.to_string());
        assert_eq!((found.0.as_str(), found.1.as_str()), (*kind, *offset), "{id} {remark}: {packet:02x?}");
    }
}

#[test]
fn what_keeps_a_statement_is_decoded_and_sent_the_same() {
    for Row { id, packet, remark, .. } in table().iter().filter(|row| row.verdict == "accept") {
        let decoded = decode(packet).unwrap_or_else(|error| panic!("{id} {remark}: {error:?}"));
        assert_eq!(encode(&decoded), *packet, "{id} {remark}");
    }
}

#[test]
fn each_statement_is_tested_from_both_sides() {
    let table = table();
    let of = |verdict| -> BTreeSet<&str> {
        table.iter().filter(|row| row.verdict == verdict).map(|row| row.id).collect()
    };
    let (stated, by_hand) = (of("must"), BY_HAND.iter().map(|(id, _)| *id).collect::<BTreeSet<_>>());
    let by_packets: BTreeSet<_> = of("accept").intersection(&of("reject")).copied().collect();
    assert_eq!(stated, by_packets.union(&by_hand).copied().collect(), "statements, and what is tested");
    assert!(
        of("accept").union(&of("reject")).all(|id| stated.contains(id)),
        "a packet without its statement"
    );
    assert_eq!(
        table.iter().filter(|row| row.verdict == "must").count(),
        53,
        "3.1.1 has that many for a codec"
    );
    assert_eq!(stated.len(), 53, "each once");
}

#[test]
fn u_feff_is_kept() {
    let Ok(Packet::Publish(publish)) = decode(b"\x30\x06\0\x04\xef\xbb\xbfa") else { panic!("no PUBLISH") };
    assert_eq!(publish.topic, "\u{feff}a");
    assert_ne!(encode(&publish.into()), b"\x30\x03\0\x01a");
}

#[test]
fn a_sender_sets_the_reserved_flags() {
    for bytes in EVERY_KIND.iter().filter(|bytes| bytes[0] >> 4 != 3) {
        let sent = encode(&decode(bytes).unwrap());
        let expected = if [0x60, 0x80, 0xa0].contains(&(sent[0] & 0xf0)) { 0b0010 } else { 0b0000 };
        assert_eq!(sent[0] & 0x0f, expected, "{sent:02x?}");
    }
}

#[test]
fn qos_0_has_no_packet_identifier() {
    let publish =
        Publish { delivery: Delivery::AtMostOnce, retain: false, topic: name("a"), payload: b"\0\x0a" };
    let bytes = b"\x30\x05\0\x01a\0\x0a";
    assert_eq!(encode(&publish.into()), bytes);
    assert_eq!(decode(bytes), Ok(publish.into()), "what could be an identifier is payload");
    assert_eq!(publish.delivery.packet_id(), None);
}

#[test]
fn the_fields_of_a_connect_have_an_order() {
    let connect = Connect {
        keep_alive: 60,
        client_id: Text::from_static("c"),
        will: Some(Will { topic: name("w"), message: b"m", qos: Qos::AtMostOnce, retain: false }),
        credentials: Some(Credentials { user_name: Text::from_static("u"), password: Some(b"p") }),
        ..Connect::default()
    };
    let bytes = b"\x10\x19\0\x04MQTT\x04\xc6\0\x3c\0\x01c\0\x01w\0\x01m\0\x01u\0\x01p";
    assert_eq!(encode(&connect.into()), bytes);
    assert_eq!(decode(bytes), Ok(connect.into()));
}

#[test]
fn a_client_without_an_identifier_asks_for_a_clean_session() {
    let kept = Packet::from(Connect { clean_session: false, keep_alive: 60, ..Connect::default() });
    assert_eq!(kept.encoded_len(), Err(EncodeError::ClientId));
    assert_eq!(kept.encode_into(&mut [0; 64]), Err(EncodeError::ClientId));
    let clean = Connect { clean_session: true, keep_alive: 60, ..Connect::default() };
    assert_eq!(encode(&clean.into()), b"\x10\x0c\0\x04MQTT\x04\x02\0\x3c\0\0");
    // The server's side, [MQTT-3.1.3-8]: it owes an answer, so the kind is one of its own.
    assert_eq!(decode(b"\x10\x0c\0\x04MQTT\x04\0\0\x3c\0\0"), Err((ErrorKind::ClientId, 12)));
}

#[test]
fn qos_0_goes_out_without_dup() {
    for (retain, first) in [(false, 0x30), (true, 0x31)] {
        let publish = Publish { delivery: Delivery::AtMostOnce, retain, topic: name("a"), payload: b"" };
        assert!(!publish.delivery.dup());
        assert_eq!(encode(&publish.into()), [first, 3, 0, 1, b'a']);
    }
    let again = Delivery::AtLeastOnce { id: PacketId::new(10).unwrap(), dup: true };
    let publish = Publish { delivery: again, retain: false, topic: name("a"), payload: b"" };
    assert_eq!(encode(&publish.into()), b"\x3a\x05\0\x01a\0\x0a");
}

#[test]
fn a_leading_wildcard_does_not_match_a_leading_dollar() {
    for wild in ["#", "+/a", "+/#", "+/+"] {
        assert!(!filter(wild).matches(name("$SYS/a")), "{wild}");
        assert!(filter(wild).matches(name("SYS/a")), "{wild}");
    }
    for literal in ["$SYS/#", "$SYS/+", "$SYS/a"] {
        assert!(filter(literal).matches(name("$SYS/a")), "{literal}");
    }
}

#[test]
fn names_and_filters_have_at_most_65_535_bytes() {
    let long = "a".repeat(65_536);
    assert!(TopicName::new(&long).is_err() && TopicFilter::new(&long).is_err());
    assert!(TopicName::new(&"é".repeat(32_768)).is_err(), "bytes are counted, not characters");
    let topic = name(&long[1..]);
    let sent = encode(&Publish { delivery: Delivery::AtMostOnce, retain: false, topic, payload: b"" }.into());
    assert_eq!((&sent[..7], sent.len()), (&b"\x30\x81\x80\x04\xff\xffa"[..], 65_541));
    let Ok(Packet::Publish(received)) = decode(&sent) else { panic!("no PUBLISH") };
    assert_eq!((received.topic, received.payload), (topic, &b""[..]));
}

#[test]
fn characters_are_matched_as_they_are() {
    assert!(!filter("caf\u{e9}").matches(name("cafe\u{301}")), "composed and decomposed");
    for (left, right) in
        [("a", "A"), ("a/", "a"), ("/a", "a"), ("a//b", "a/b"), (" a", "a"), ("\u{feff}a", "a")]
    {
        assert!(!filter(left).matches(name(right)), "{left:?} {right:?}");
        assert!(!filter(right).matches(name(left)), "{right:?} {left:?}");
        assert!(filter(left).matches(name(left)) && filter(right).matches(name(right)));
    }
}

#[test]
fn a_violation_ends_the_connection() {
    let framer = Framer::default();
    let read = |stream: &[u8]| match framer.split(stream)? {
        Split::Frame(frame, _) => Packet::decode(frame).map(|_| ()),
        Split::Need(bytes) => panic!("{bytes} bytes more, for {stream:02x?}"),
    };
    for Row { id, packet, .. } in table().iter().filter(|row| row.verdict == "reject") {
        let error = read(packet).expect_err(id);
        assert_eq!(read(packet), Err(error), "{id}: the same call, the same error");
        let more = [packet, &b"\xc0\0"[..]].concat();
        assert_eq!(read(&more), Err(error), "{id}: no way to what comes after");
    }
}
