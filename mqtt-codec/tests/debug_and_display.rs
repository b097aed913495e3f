//! What can end up in a log: never a password, of a payload no more than its beginning, and messages in one manner.

#![expect(clippy::expect_used, clippy::panic, reason = "helpers of tests")]

mod crafted;
mod packets;

use std::fmt::Debug;

use crafted::encode;
use mqtt_codec::{EncodeError, Error, ErrorKind, Framer, Packet, Split};
use mqtt_testing::bytes::{field, packet};
use packets::{Drawn, connect, publish};
use proptest::prelude::*;

fn shown(value: &impl Debug) -> String {
    format!("{value:?} {value:#?}")
}

/// A packet as it is shown: as it is sent, as it is received, its frame, and what framing gives.
fn shown_everywhere(drawn: &Drawn) -> String {
    drawn.with(|packet| {
        let sent = encode(&packet);
        let split = Framer::default().split(&sent);
        let Ok(Split::Frame(frame, _)) = split else { panic!("no frame") };
        let received = Packet::decode(frame).expect("a packet");
        [packet.to_string(), shown(&packet), shown(&received), shown(&frame), shown(&split)].concat()
    })
}

fn with_password(drawn: &Drawn, secret: Vec<u8>) -> Drawn {
    let mut drawn = drawn.clone();
    if let Drawn::Connect { credentials, .. } = &mut drawn {
        let user_name = credentials.take().map(|(user_name, _)| user_name);
        *credentials = Some((user_name.unwrap_or_default(), Some(secret)));
    }
    drawn
}

proptest! {
    #[test]
    fn nothing_of_a_password_is_shown(drawn in connect(), secret in "[A-Z]{20,40}") {
        let one = shown_everywhere(&with_password(&drawn, secret.clone().into_bytes()));
        prop_assert!(!one.contains(&secret));
        let other = shown_everywhere(&with_password(&drawn, vec![0; secret.len()]));
        prop_assert_eq!(one, other, "what is shown does not depend on the password");
    }

    #[test]
    fn not_even_its_length_is_shown_with_the_packet(drawn in connect(), len in 0..1_000_usize) {
        let show = |secret| with_password(&drawn, secret).with(|packet| shown(&packet));
        prop_assert_eq!(show(vec![b'x'; len]), show(b"secret".to_vec()));
    }

    #[test]
    fn of_a_payload_the_beginning_is_shown(drawn in publish(), start in any::<[u8; 32]>(), len in 33..2_000_usize) {
        let with_payload = |rest: u8| {
            let mut drawn = drawn.clone();
            if let Drawn::Publish { payload, .. } = &mut drawn {
                *payload = start.to_vec();
                payload.resize(len, rest);
            }
            shown_everywhere(&drawn)
        };
        prop_assert_eq!(with_payload(b'x'), with_payload(0), "the rest is not shown");
    }

    #[test]
    fn of_a_will_message_the_beginning_is_shown(drawn in connect(), start in any::<[u8; 32]>(), len in 33..2_000_usize) {
        let with_message = |rest: u8| {
            let mut drawn = drawn.clone();
            if let Drawn::Connect { will: Some((_, message, ..)), .. } = &mut drawn {
                *message = start.to_vec();
                message.resize(len, rest);
            }
            shown_everywhere(&drawn)
        };
        prop_assert_eq!(with_message(b'x'), with_message(0), "the rest is not shown");
    }
}

#[test]
fn a_large_payload_is_shown_in_a_line() {
    let publish = packet(0x30, &[b"\0\x01a", &vec![0xff; 1_000_000][..]].concat());
    let packet = crafted::decode(&publish).unwrap();
    let shown = format!("{packet:?}");
    assert!(shown.len() < 250 && shown.contains("1000000 bytes"), "{shown}");
}

const KINDS: [ErrorKind; 22] = {
    use ErrorKind::*;
    [
        PacketType,
        Flags,
        VariableByteInteger,
        TooLarge,
        Truncated,
        Trailing,
        Utf8,
        Nul,
        TopicName,
        TopicFilter,
        PacketIdZero,
        ReservedBits,
        Qos,
        Empty,
        ProtocolName,
        ProtocolLevel,
        ConnectFlags,
        ClientId,
        ReturnCode,
        SessionPresent,
        Sender,
        NotConnect,
    ]
};

/// A message begins in lower case, but for a name that the standard writes otherwise, and ends without a full stop.
fn in_one_manner(message: &str) {
    const NAMES: [&str; 6] = ["QoS", "Will Payload", "Password", "SUBSCRIBE", "UNSUBSCRIBE", "SUBACK"];
    let named = NAMES.iter().any(|name| message.starts_with(&format!("{name} ")));
    assert!(named || message.starts_with(|first: char| first.is_ascii_lowercase()), "{message}");
    assert!(message.ends_with(|last: char| last.is_ascii_alphanumeric() || ")`".contains(last)), "{message}");
    assert!(message.is_ascii() && message.len() < 120 && !message.contains('\n'), "{message}");
}

#[test]
fn messages_have_one_manner() {
    for kind in KINDS {
        in_one_manner(&kind.to_string());
        let error = Error::new(kind, 7);
        in_one_manner(&error.to_string());
        assert_eq!(error.to_string(), format!("{kind}, at byte 7 of the packet"));
    }
    for error in [
        EncodeError::TooLong("Will Payload"),
        EncodeError::TooLong("Password"),
        EncodeError::Empty("SUBSCRIBE"),
        EncodeError::Empty("UNSUBSCRIBE"),
        EncodeError::Empty("SUBACK"),
        EncodeError::ClientId,
        EncodeError::TooLarge,
        EncodeError::NoRoom { needed: 7 },
    ] {
        in_one_manner(&error.to_string());
    }
}

#[test]
fn messages_tell_the_kinds_apart() {
    let mut messages = KINDS.map(|kind| kind.to_string());
    messages.sort_unstable();
    assert!(messages.windows(2).all(|pair| pair[0] != pair[1]), "{messages:#?}");
}

#[test]
fn an_error_carries_nothing_of_the_peer() {
    let bad = |topic: &[u8]| packet(0x30, &[&field(topic)[..], b"payload"].concat());
    let (one, other) = (bad(b"secret/+/one"), bad(b"public/#/two"));
    let message = |bytes: &[u8]| match Framer::default().split(bytes) {
        Ok(Split::Frame(frame, [])) => {
            let error = Packet::decode(frame).expect_err("a wildcard in a name");
            format!("{error} {error:?}")
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(message(&one), message(&other));
}
