//! Text: each field that is text against each way to be ill-formed, what is text though it looks odd, and the fields
//! that are any bytes.

mod crafted;

use crafted::{decode, encode};
use mqtt_codec::{ErrorKind, Packet};
use mqtt_testing::bytes::{field, packet};
use mqtt_testing::text::{FAULTS, Place, Texts, plain};

// What an empty client identifier is depends on the level: it has tests of its own.
const PLACES: &[Place] = &[
    Place { may_be_empty: false, ..plain("client identifier", 0x10, b"\0\x04MQTT\x04\x02\0\x3c", b"") },
    Place {
        may_be_empty: false,
        ..plain("client identifier in 3.1", 0x10, b"\0\x06MQIsdp\x03\x02\0\x3c", b"")
    },
    Place {
        may_be_empty: false,
        ..plain("client identifier before others", 0x10, b"\0\x04MQTT\x04\x82\0\x3c", b"\0\x01u")
    },
    plain("user name", 0x10, b"\0\x04MQTT\x04\x82\0\x3c\0\x01c", b""),
    plain("user name among others", 0x10, b"\0\x04MQTT\x04\xc6\0\x3c\0\x01c\0\x01w\0\x01m", b"\0\x01p"),
    Place {
        rule: Some(ErrorKind::TopicName),
        ..plain("will topic", 0x10, b"\0\x04MQTT\x04\x06\0\x3c\0\x01c", b"\0\x01m")
    },
    Place { rule: Some(ErrorKind::TopicName), ..plain("topic name", 0x30, b"", b"hi") },
    Place { rule: Some(ErrorKind::TopicName), ..plain("topic name at QoS 1", 0x32, b"", b"\0\x0ahi") },
    Place { rule: Some(ErrorKind::TopicFilter), ..plain("filter of SUBSCRIBE", 0x82, b"\0\x01", b"\0") },
    Place {
        rule: Some(ErrorKind::TopicFilter),
        ..plain("second filter of SUBSCRIBE", 0x82, b"\0\x01\0\x01a\x02", b"\x01\0\x01b\0")
    },
    Place { rule: Some(ErrorKind::TopicFilter), ..plain("filter of UNSUBSCRIBE", 0xa2, b"\0\x01", b"") },
    Place {
        rule: Some(ErrorKind::TopicFilter),
        ..plain("second filter of UNSUBSCRIBE", 0xa2, b"\0\x01\0\x01a", b"\0\x01b")
    },
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
    for (fault, _) in FAULTS.iter().chain(&[(&all[..], ErrorKind::Utf8), (b"\xef\xbb\xbf", ErrorKind::Utf8)])
    {
        let connect =
            [&b"\0\x04MQTT\x04\xc6\0\x3c\0\x01c\0\x01w"[..], &field(fault), b"\0\x01u", &field(fault)]
                .concat();
        let connect = packet(0x10, &connect);
        let Ok(Packet::Connect(found)) = decode(&connect) else { panic!("no CONNECT") };
        assert_eq!(found.will.map(|will| will.payload), Some(*fault));
        assert_eq!(found.credentials.and_then(|credentials| credentials.password), Some(*fault));
        assert_eq!(encode(&found.into()), connect);

        let publish = packet(0x30, &[b"\0\x01a", *fault].concat());
        let Ok(Packet::Publish(found)) = decode(&publish) else { panic!("no PUBLISH") };
        assert_eq!(found.payload, *fault);
        assert_eq!(encode(&found.into()), publish);
    }
}
