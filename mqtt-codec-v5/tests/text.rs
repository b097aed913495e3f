//! Text wherever it stands: each way not to be text is refused there, odd text is kept, and what is binary is not looked
//! into.

mod crafted;

use crafted::{decode, encode};
use mqtt_codec_v5::ErrorKind::{TopicFilter, TopicName, Utf8};
use mqtt_codec_v5::Packet;
use mqtt_testing::bytes::{block, field, packet};
use mqtt_testing::text::{FAULTS, Place, Texts, plain, property};

const CONNECT: &[u8] = b"\0\x04MQTT\x05\x02\0\x3c";
const WILL: &[u8] = b"\0\x04MQTT\x05\x06\0\x3c\0\0\x01c";

const PLACES: &[Place] = &[
    plain("client identifier", 0x10, b"\0\x04MQTT\x05\x02\0\x3c\0", b""),
    plain("client identifier before others", 0x10, b"\0\x04MQTT\x05\x82\0\x3c\0", b"\0\x01u"),
    plain("user name", 0x10, b"\0\x04MQTT\x05\x82\0\x3c\0\0\x01c", b""),
    plain("user name among others", 0x10, b"\0\x04MQTT\x05\xc6\0\x3c\0\0\x01c\0\0\x01w\0\x01m", b"\0\x01p"),
    Place {
        rule: Some(TopicName),
        ..plain("will topic", 0x10, b"\0\x04MQTT\x05\x06\0\x3c\0\0\x01c\0", b"\0\x01m")
    },
    property("method of CONNECT", 0x10, CONNECT, (b"\x15", b"\x16\0\x01d"), b"\0\x01c"),
    property("name of a user property of CONNECT", 0x10, CONNECT, (b"\x26", b"\0\x01v"), b"\0\x01c"),
    property(
        "value of a user property of CONNECT",
        0x10,
        CONNECT,
        (b"\x26\0\x01k", b"\x27\0\0\0\x01"),
        b"\0\x01c",
    ),
    property("content type of a will", 0x10, WILL, (b"\x03", b""), b"\0\x01w\0\x01m"),
    Place {
        rule: Some(TopicName),
        ..property("response topic of a will", 0x10, WILL, (b"\x08", b"\x09\0\0"), b"\0\x01w\0\x01m")
    },
    property("name of a user property of a will", 0x10, WILL, (b"\x26", b"\0\x01v"), b"\0\x01w\0\x01m"),
    property("value of a user property of a will", 0x10, WILL, (b"\x26\0\x01k", b""), b"\0\x01w\0\x01m"),
    property("assigned client identifier", 0x20, b"\0\0", (b"\x12", b""), b""),
    property("method of CONNACK", 0x20, b"\x01\0", (b"\x15", b""), b""),
    property("response information", 0x20, b"\0\0", (b"\x1a", b""), b""),
    property("server reference of CONNACK", 0x20, b"\0\x9d", (b"\x1c", b""), b""),
    property("reason string of CONNACK", 0x20, b"\0\x80", (b"\x1f", b"\x21\0\x01"), b""),
    property("name of a user property of CONNACK", 0x20, b"\0\0", (b"\x26", b"\0\0"), b""),
    property("value of a user property of CONNACK", 0x20, b"\0\0", (b"\x26\0\0", b"\x2a\0"), b""),
    Place { rule: Some(TopicName), ..plain("topic name", 0x30, b"", b"\0hi") },
    Place { rule: Some(TopicName), ..plain("topic name at QoS 1", 0x32, b"", b"\0\x0a\0hi") },
    property("content type", 0x30, b"\0\x01a", (b"\x01\x01\x03", b""), b"hi"),
    Place {
        rule: Some(TopicName),
        ..property("response topic", 0x32, b"\0\x01a\0\x0a", (b"\x08", b""), b"hi")
    },
    property("name of a user property of PUBLISH", 0x30, b"\0\x01a", (b"\x26", b"\0\x01v"), b""),
    property("value of a user property of PUBLISH", 0x30, b"\0\x01a", (b"\x26\0\x01k", b""), b"hi"),
    property(
        "value of a second user property of PUBLISH",
        0x30,
        b"\0\x01a",
        (b"\x26\0\0\0\0\x26\0\x01k", b"\x26\0\0\0\0"),
        b"hi",
    ),
    property("reason string of PUBACK", 0x40, b"\0\x01\x80", (b"\x1f", b""), b""),
    property("name of a user property of PUBACK", 0x40, b"\0\x01\0", (b"\x26", b"\0\0"), b""),
    property("value of a user property of PUBACK", 0x40, b"\0\x01\0", (b"\x26\0\0", b""), b""),
    property("reason string of PUBREC", 0x50, b"\0\x01\x80", (b"\x1f", b""), b""),
    property("name of a user property of PUBREC", 0x50, b"\0\x01\0", (b"\x26", b"\0\0"), b""),
    property("value of a user property of PUBREC", 0x50, b"\0\x01\0", (b"\x26\0\0", b""), b""),
    property("reason string of PUBREL", 0x62, b"\0\x01\x92", (b"\x1f", b""), b""),
    property("name of a user property of PUBREL", 0x62, b"\0\x01\0", (b"\x26", b"\0\0"), b""),
    property("value of a user property of PUBREL", 0x62, b"\0\x01\0", (b"\x26\0\0", b""), b""),
    property("reason string of PUBCOMP", 0x70, b"\0\x01\x92", (b"\x1f", b""), b""),
    property("name of a user property of PUBCOMP", 0x70, b"\0\x01\0", (b"\x26", b"\0\0"), b""),
    property("value of a user property of PUBCOMP", 0x70, b"\0\x01\0", (b"\x26\0\0", b""), b""),
    Place { rule: Some(TopicFilter), ..plain("filter of SUBSCRIBE", 0x82, b"\0\x01\0", b"\0") },
    Place {
        rule: Some(TopicFilter),
        ..plain("second filter of SUBSCRIBE", 0x82, b"\0\x01\0\0\x01a\x02", b"\x01\0\x01b\0")
    },
    property(
        "name of a user property of SUBSCRIBE",
        0x82,
        b"\0\x01",
        (b"\x0b\x01\x26", b"\0\0"),
        b"\0\x01a\0",
    ),
    property("value of a user property of SUBSCRIBE", 0x82, b"\0\x01", (b"\x26\0\0", b""), b"\0\x01a\0"),
    property("reason string of SUBACK", 0x90, b"\0\x01", (b"\x1f", b""), b"\x80"),
    property("name of a user property of SUBACK", 0x90, b"\0\x01", (b"\x26", b"\0\0"), b"\0"),
    property("value of a user property of SUBACK", 0x90, b"\0\x01", (b"\x26\0\0", b""), b"\0"),
    Place { rule: Some(TopicFilter), ..plain("filter of UNSUBSCRIBE", 0xa2, b"\0\x01\0", b"") },
    Place {
        rule: Some(TopicFilter),
        ..plain("second filter of UNSUBSCRIBE", 0xa2, b"\0\x01\0\0\x01a", b"\0\x01b")
    },
    property("name of a user property of UNSUBSCRIBE", 0xa2, b"\0\x01", (b"\x26", b"\0\0"), b"\0\x01a"),
    property("value of a user property of UNSUBSCRIBE", 0xa2, b"\0\x01", (b"\x26\0\0", b""), b"\0\x01a"),
    property("reason string of UNSUBACK", 0xb0, b"\0\x01", (b"\x1f", b""), b"\x80"),
    property("name of a user property of UNSUBACK", 0xb0, b"\0\x01", (b"\x26", b"\0\0"), b"\0"),
    property("value of a user property of UNSUBACK", 0xb0, b"\0\x01", (b"\x26\0\0", b""), b"\0"),
    property("server reference of DISCONNECT", 0xe0, b"\x9c", (b"\x1c", b""), b""),
    property("reason string of DISCONNECT", 0xe0, b"\0", (b"\x1f", b""), b""),
    property("name of a user property of DISCONNECT", 0xe0, b"\0", (b"\x26", b"\0\0"), b""),
    property("value of a user property of DISCONNECT", 0xe0, b"\0", (b"\x26\0\0", b""), b""),
    property("method of AUTH", 0xf0, b"\x18", (b"\x15", b"\x16\0\0"), b""),
    property("reason string of AUTH", 0xf0, b"\x18", (b"\x15\0\x01m\x1f", b""), b""),
    property("name of a user property of AUTH", 0xf0, b"\x18", (b"\x15\0\x01m\x26", b"\0\0"), b""),
    property("value of a user property of AUTH", 0xf0, b"\x18", (b"\x15\0\x01m\x26\0\0", b""), b""),
];

const TEXTS: Texts = Texts { places: PLACES, again: |bytes| decode(bytes).map(|packet| encode(&packet)) };

#[test]
fn ill_formed_text_is_refused_in_each_place() {
    TEXTS.ill_formed_text_is_refused();
}

#[test]
fn odd_text_is_kept_as_it_is_in_each_place() {
    TEXTS.odd_text_is_kept_as_it_is();
}

#[test]
fn an_empty_text_and_wildcards_are_judged_by_the_place() {
    TEXTS.an_empty_text_and_wildcards_are_judged_by_the_place();
}

#[test]
fn binary_fields_are_any_bytes() {
    let all: Vec<u8> = (0..=u8::MAX).collect();
    for (bytes, _) in FAULTS.iter().chain(&[(&all[..], Utf8), (b"\xef\xbb\xbf", Utf8), (b"", Utf8)]) {
        let data = field(bytes);
        let connect = packet(
            0x10,
            &[
                &b"\0\x04MQTT\x05\xc6\0\x3c"[..],
                &block(&[b"\x15\0\x01m\x16", &data[..]].concat()),
                b"\0\x01c",
                &block(&[b"\x09", &data[..]].concat()),
                b"\0\x01w",
                &data,
                b"\0\x01u",
                &data,
            ]
            .concat(),
        );
        let Ok(Packet::Connect(found)) = decode(&connect) else { panic!("no CONNECT") };
        let will = found.will.expect("a will");
        assert_eq!((will.payload, found.password), (*bytes, Some(*bytes)));
        assert_eq!(will.properties.correlation_data, Some(*bytes));
        assert_eq!(found.properties.authentication_data, Some(*bytes));
        assert_eq!(encode(&found.into()), connect);

        let publish = packet(0x30, &[b"\0\x01a", &block(&[b"\x09", &data[..]].concat())[..], bytes].concat());
        let Ok(Packet::Publish(found)) = decode(&publish) else { panic!("no PUBLISH") };
        assert_eq!((found.payload, found.properties.correlation_data), (*bytes, Some(*bytes)));
        assert_eq!(encode(&found.into()), publish);

        let connack = packet(0x20, &[b"\0\0", &block(&[b"\x16", &data[..]].concat())[..]].concat());
        let Ok(Packet::Connack(found)) = decode(&connack) else { panic!("no CONNACK") };
        assert_eq!(found.properties.authentication_data, Some(*bytes));
        assert_eq!(encode(&found.into()), connack);

        let auth = packet(0xf0, &[b"\x18", &block(&[b"\x15\0\x01m\x16", &data[..]].concat())[..]].concat());
        let Ok(Packet::Auth(found)) = decode(&auth) else { panic!("no AUTH") };
        assert_eq!(found.properties.authentication_data, Some(*bytes));
        assert_eq!(encode(&found.into()), auth);
    }
}
