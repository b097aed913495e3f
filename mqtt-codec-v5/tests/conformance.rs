//! Each statement of MQTT 5.0 that a codec has to enforce, and each rule that has no number, from both sides: packets
//! that break it, packets that keep it. They stand in `conformance/5.0.tsv`; what no packet can show has a test of its
//! own here.

#![expect(clippy::expect_used, clippy::panic, reason = "helpers of tests")]

use std::collections::BTreeSet;

use mqtt_codec_v5::{
    Connect, Delivery, ErrorKind, Framer, List, Packet, PacketId, Publish, PublishProperties, Qos,
    ReasonCode, Sender, Split, Text, TopicFilter, TopicName, UserProperty, Will, WillProperties,
};

/// One line of the table.
struct Row {
    id: &'static str,
    verdict: &'static str,
    packet: Vec<u8>,
    /// How it is sent, where that is another form.
    sent: Vec<u8>,
    kind: &'static str,
    offset: &'static str,
    code: &'static str,
    remark: &'static str,
}

fn table() -> Vec<Row> {
    let lines = include_str!("conformance/5.0.tsv").lines().skip(1);
    lines.map(|line| Row::parse(line).unwrap_or_else(|| panic!("not a row: {line}"))).collect()
}

fn rows(verdict: &str) -> Vec<Row> {
    table().into_iter().filter(|row| row.verdict == verdict).collect()
}

impl Row {
    /// `received>sent` where the two are not the same; `-` is no byte.
    fn parse(line: &'static str) -> Option<Self> {
        let columns: Vec<_> = line.split('\t').collect();
        let [id, verdict, bytes, kind, offset, code, remark] = columns[..] else { return None };
        let (received, sent) = bytes.split_once('>').unwrap_or((bytes, bytes));
        let (packet, sent) = (hex::decode(received.trim_matches('-')), hex::decode(sent.trim_matches('-')));
        Some(Self { id, verdict, packet: packet.ok()?, sent: sent.ok()?, kind, offset, code, remark })
    }
}

fn decode(bytes: &[u8]) -> Result<Packet<'_>, mqtt_codec_v5::Error> {
    match Framer::default().split(bytes)? {
        Split::Frame(frame, []) => Packet::decode(frame),
        other => panic!("{bytes:02x?} is not one packet: {other:?}"),
    }
}

fn encode(packet: &Packet<'_>) -> Vec<u8> {
    let mut out = vec![0; packet.encoded_len().expect("it can be sent")];
    assert_eq!(packet.encode_into(&mut out), Ok(out.len()));
    out
}

fn filter(s: &str) -> TopicFilter<'_> {
    TopicFilter::new(s).expect("a filter")
}

fn name(s: &str) -> TopicName<'_> {
    TopicName::new(s).expect("a name")
}

fn publish(topic: TopicName<'_>) -> Publish<'_> {
    Publish {
        delivery: Delivery::AtMostOnce,
        retain: false,
        topic: Some(topic),
        properties: PublishProperties::default(),
        payload: b"",
    }
}

fn user_property(name: &'static str, value: &'static str) -> UserProperty<'static> {
    UserProperty { name: Text::from_static(name), value: Text::from_static(value) }
}

/// The statements whose check is not only a packet: the test is named by what is stated.
const BY_HAND: &[(&str, fn())] = &[
    ("MQTT-1.5.4-3", u_feff_is_kept),
    ("MQTT-2.2.1-2", qos_0_has_no_packet_identifier),
    ("MQTT-3.1.3-1", the_fields_of_a_connect_have_an_order),
    ("MQTT-3.1.3-10", the_user_properties_of_a_will_keep_their_order),
    ("MQTT-3.3.2-18", the_user_properties_of_a_message_keep_their_order),
    ("MQTT-4.3.1-1", qos_0_goes_out_without_dup),
    ("MQTT-4.7.2-1", a_leading_wildcard_does_not_match_a_leading_dollar),
    ("MQTT-4.7.3-3", names_and_filters_have_at_most_65_535_bytes),
    ("MQTT-4.7.3-4", characters_are_matched_as_they_are),
    ("MQTT-4.13.1-1", a_fault_ends_the_connection),
    ("3.1.2.11.4", a_packet_is_not_larger_than_its_receiver_takes),
];

#[test]
fn what_breaks_a_statement_is_refused() {
    for Row { id, packet, kind, offset, code, remark, .. } in rows("reject") {
        let error = decode(&packet).expect_err(id);
        let found = (format!("{:?}", error.kind()), error.offset().to_string());
        assert_eq!((found.0.as_str(), found.1.as_str()), (kind, offset), "{id} {remark}: {packet:02x?}");
        assert_eq!(format!("{:02x}", ReasonCode::from(error).value()), code, "{id} {remark}");
    }
}

#[test]
fn what_keeps_a_statement_is_decoded_and_sent_the_same() {
    for Row { id, packet, sent, remark, .. } in rows("accept") {
        let decoded = decode(&packet).unwrap_or_else(|error| panic!("{id} {remark}: {error:?}"));
        assert_eq!(encode(&decoded), sent, "{id} {remark}");
        assert_eq!(decode(&sent), Ok(decoded), "{id} {remark}");
    }
}

#[test]
fn what_only_one_side_may_send_is_refused_from_the_other() {
    for (sender, may, may_not) in [
        (Sender::Client, "from-client", "not-from-client"),
        (Sender::Server, "from-server", "not-from-server"),
    ] {
        for Row { id, packet, remark, .. } in rows(may) {
            let decoded = decode(&packet).unwrap_or_else(|error| panic!("{id} {remark}: {error:?}"));
            assert_eq!(decoded.check_sent_by(sender), Ok(()), "{id} {remark}");
            assert_eq!(encode(&decoded), packet, "{id} {remark}");
        }
        for Row { id, packet, kind, offset, code, remark, .. } in rows(may_not) {
            let decoded = decode(&packet).unwrap_or_else(|error| panic!("{id} {remark}: {error:?}"));
            let error = decoded.check_sent_by(sender).expect_err(id);
            let found = (format!("{:?}", error.kind()), error.offset().to_string());
            assert_eq!((found.0.as_str(), found.1.as_str()), (kind, offset), "{id} {remark}");
            assert_eq!(format!("{:02x}", ReasonCode::from(error).value()), code, "{id} {remark}");
        }
    }
}

#[test]
fn each_statement_is_tested_from_both_sides() {
    let of = |verdicts: &[&str]| -> BTreeSet<&str> {
        let rows = verdicts.iter().flat_map(|verdict| rows(verdict));
        rows.map(|row| row.id).collect()
    };
    let kept = of(&["accept", "from-client", "from-server"]);
    let broken = of(&["reject", "not-from-client", "not-from-server"]);
    let (stated, by_hand) = (of(&["must"]), BY_HAND.iter().map(|(id, _)| *id).collect::<BTreeSet<_>>());
    let by_packets: BTreeSet<_> = kept.intersection(&broken).copied().collect();
    assert_eq!(stated, by_packets.union(&by_hand).copied().collect(), "statements, and what is tested");
    assert!(kept.union(&broken).all(|id| stated.contains(id)), "a packet without its statement");
    let numbered = stated.iter().filter(|id| id.starts_with("MQTT-")).count();
    assert_eq!((numbered, stated.len() - numbered), (74, 20), "5.0 has that many for a codec");
    assert_eq!(rows("must").len(), stated.len(), "each once");
    let verdicts =
        ["must", "accept", "reject", "from-client", "from-server", "not-from-client", "not-from-server"];
    assert!(table().iter().all(|row| verdicts.contains(&row.verdict)), "a row that no test looks at");
}

#[test]
fn u_feff_is_kept() {
    let Ok(Packet::Publish(found)) = decode(b"\x30\x07\0\x04\xef\xbb\xbfa\0") else { panic!("no PUBLISH") };
    assert_eq!(found.topic, Some(name("\u{feff}a")));
    assert_ne!(encode(&found.into()), b"\x30\x04\0\x01a\0");
}

#[test]
fn qos_0_has_no_packet_identifier() {
    let publish = Publish { payload: b"\0\x0a", ..publish(name("a")) };
    let bytes = b"\x30\x06\0\x01a\0\0\x0a";
    assert_eq!(encode(&publish.into()), bytes);
    assert_eq!(decode(bytes), Ok(publish.into()), "what could be an identifier is payload");
    assert_eq!(publish.delivery.packet_id(), None);
}

#[test]
fn the_fields_of_a_connect_have_an_order() {
    let connect = Connect {
        keep_alive: 60,
        client_id: Text::from_static("c"),
        will: Some(Will {
            properties: WillProperties { will_delay_interval: Some(5), ..WillProperties::default() },
            topic: name("w"),
            payload: b"m",
            qos: Qos::AtMostOnce,
            retain: false,
        }),
        user_name: Some(Text::from_static("u")),
        password: Some(b"p"),
        ..Connect::default()
    };
    let bytes = b"\x10\x20\0\x04MQTT\x05\xc6\0\x3c\0\0\x01c\x05\x18\0\0\0\x05\0\x01w\0\x01m\0\x01u\0\x01p";
    assert_eq!(encode(&connect.into()), bytes);
    assert_eq!(decode(bytes), Ok(connect.into()));
}

#[test]
fn the_user_properties_of_a_will_keep_their_order() {
    let user_properties = [user_property("k", "2"), user_property("k", "1"), user_property("", "2")];
    let connect = Connect {
        keep_alive: 60,
        client_id: Text::from_static("c"),
        will: Some(Will {
            properties: WillProperties {
                user_properties: List::from(&user_properties),
                ..WillProperties::default()
            },
            topic: name("w"),
            payload: b"m",
            qos: Qos::AtMostOnce,
            retain: false,
        }),
        ..Connect::default()
    };
    let bytes = b"\x10\x29\0\x04MQTT\x05\x06\0\x3c\0\0\x01c\
        \x14\x26\0\x01k\0\x012\x26\0\x01k\0\x011\x26\0\0\0\x012\0\x01w\0\x01m";
    assert_eq!(encode(&connect.into()), bytes);
    let Ok(Packet::Connect(Connect { will: Some(will), .. })) = decode(bytes) else { panic!("no will") };
    assert!(will.properties.user_properties.iter().eq(user_properties));
}

#[test]
fn the_user_properties_of_a_message_keep_their_order() {
    let user_properties = [user_property("b", "1"), user_property("a", "2"), user_property("b", "1")];
    let mut publish = publish(name("a"));
    publish.properties.user_properties = List::from(&user_properties);
    let bytes = b"\x30\x19\0\x01a\x15\x26\0\x01b\0\x011\x26\0\x01a\0\x012\x26\0\x01b\0\x011";
    assert_eq!(encode(&publish.into()), bytes);

    // With others between them, which are sent before.
    let mixed =
        b"\x30\x22\0\x01a\x1e\x26\0\x01b\0\x011\x02\0\0\0\x01\x26\0\x01a\0\x012\x03\0\x01t\x26\0\x01b\0\x011";
    let Ok(Packet::Publish(found)) = decode(mixed) else { panic!("no PUBLISH") };
    assert!(found.properties.user_properties.iter().eq(user_properties));
    let sent = encode(&found.into());
    let Ok(Packet::Publish(again)) = decode(&sent) else { panic!("no PUBLISH") };
    assert!(again.properties.user_properties.iter().eq(user_properties));
}

#[test]
fn qos_0_goes_out_without_dup() {
    for (retain, first) in [(false, 0x30), (true, 0x31)] {
        let publish = Publish { retain, ..publish(name("a")) };
        assert!(!publish.delivery.dup());
        assert_eq!(encode(&publish.into()), [first, 4, 0, 1, b'a', 0]);
    }
    let again = Delivery::AtLeastOnce { id: PacketId::new(10).unwrap(), dup: true };
    let publish = Publish { delivery: again, ..publish(name("a")) };
    assert_eq!(encode(&publish.into()), b"\x3a\x06\0\x01a\0\x0a\0");
}

#[test]
fn a_leading_wildcard_does_not_match_a_leading_dollar() {
    for wild in ["#", "+/a", "+/#", "+/+"] {
        assert!(!filter(wild).matches(name("$SYS/a")), "{wild}");
        assert!(filter(wild).matches(name("SYS/a")), "{wild}");
        let shared = format!("$share/g/{wild}");
        let shared = filter(&shared).shared().unwrap().expect("a shared subscription");
        assert!(!shared.matches(name("$SYS/a")), "{shared}");
        assert!(shared.matches(name("SYS/a")), "{shared}");
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
    let sent = encode(&publish(topic).into());
    assert_eq!((&sent[..7], sent.len()), (&b"\x30\x82\x80\x04\xff\xffa"[..], 65_542));
    let Ok(Packet::Publish(received)) = decode(&sent) else { panic!("no PUBLISH") };
    assert_eq!((received.topic, received.payload), (Some(topic), &b""[..]));
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
fn a_fault_ends_the_connection() {
    let framer = Framer::default();
    let read = |stream: &[u8]| match framer.split(stream)? {
        Split::Frame(frame, _) => Packet::decode(frame).map(|_| ()),
        Split::Need(bytes) => panic!("{bytes} bytes more, for {stream:02x?}"),
    };
    for Row { id, packet, .. } in rows("reject") {
        let error = read(&packet).expect_err(id);
        assert_eq!(read(&packet), Err(error), "{id}: the same call, the same error");
        let more = [&packet, &b"\xc0\0"[..]].concat();
        assert_eq!(read(&more), Err(error), "{id}: no way to what comes after");
        assert!(ReasonCode::from(error).is_error(), "{id}: there is something to tell the peer");
    }
}

#[test]
fn a_packet_is_not_larger_than_its_receiver_takes() {
    let framer = Framer::new(8);
    let refused = |bytes: &[u8]| framer.split(bytes).map(|_| ()).expect_err("too large");
    for seen in [&b"\x30\x09\0\x01a\0"[..], b"\x30\x07", b"\x30\x09\0\x01a\0\x31\x32\x33\x34\x35"] {
        let error = refused(seen);
        assert_eq!((error.kind(), error.offset()), (ErrorKind::TooLarge, 1));
        assert_eq!(ReasonCode::from(error), ReasonCode::new(0x95));
    }
    assert!(matches!(framer.split(b"\x30\x06\0\x01a\0\x31\x32"), Ok(Split::Frame(..))));
}
