//! Inputs that broke other implementations, as far as a packet of the corpus and its verdict (`corpus/hostile.tsv`) cannot
//! say it: what is read from them, and where the offset lies.

mod crafted;

use crafted::{decode, encode, rejects};
use mqtt_codec_v5::ErrorKind::{NoLocal, TopicFilter, Utf8};
use mqtt_codec_v5::{ErrorKind, Framer, Packet, PayloadFormat, ReasonCode, Side};
use mqtt_testing::bytes::{block, field, packet};
use mqtt_testing::framing;

#[test]
fn a_packet_too_large_is_refused_by_its_header() {
    framing::a_packet_too_large_is_refused_by_its_header();
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
        assert_eq!(framing::split(Framer::default(), &sent[..5]), Ok(Err(sent.len() - 5)));
    }
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
        assert_eq!(found.reason_codes.iter().filter(|reason| reason.code() == 0x80).count(), n);
        assert_eq!(encode(&found.into()), bytes);

        let bytes = packet(0xb0, &[&b"\0\x01\0"[..], &b"\x11".repeat(n)].concat());
        let Ok(Packet::Unsuback(found)) = decode(&bytes) else { panic!("no UNSUBACK") };
        assert_eq!(found.reason_codes.iter().filter(|reason| reason.code() == 0x11).count(), n);
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
    let error = connack.check_sent_by(Side::Client).expect_err("a server's");
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
