//! What real clients and servers sent, byte for byte: `testdata/README.md` says which.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its data has failed")]

use std::collections::BTreeMap;

use mqtt_codec::{ErrorKind, Framer, Packet, PacketType, Protocol, Side, Split, Version, peek_protocol};
use mqtt_testing::sessions::captured;

/// The sessions that begin with a CONNECT which is refused, and why: [MQTT-3.1.2-2].
const REFUSED: &[(&str, &str)] = &[("level6-paho-refused-level-client", "there is no level 6")];

/// The sessions with a packet in another legal form than the one that is written here, and which form. None so far: in
/// 3.1 and 3.1.1 only a Remaining Length can take more bytes than it needs, and none of these senders does that.
const OTHER_FORM: &[(&str, &str)] = &[];

#[test]
fn each_session_decodes_whole_and_encodes_to_the_same_bytes() {
    let mut seen = BTreeMap::<(&str, &str), usize>::new();
    let mut other_form = Vec::new();
    for (name, sender, bytes) in captured(&["3.1-", "3.1.1-", "level6-"]) {
        if REFUSED.iter().any(|(refused, _)| *refused == name) {
            continue;
        }
        let mut again = Vec::new();
        let mut rest = &bytes[..];
        while let Split::Frame(frame, after) = Framer::default().split(rest).unwrap() {
            let packet = Packet::decode(frame).unwrap_or_else(|error| panic!("{name}: {error}"));
            packet.check_sent_by(sender).unwrap_or_else(|error| panic!("{name}: {packet:?}: {error}"));
            packet.encode(&mut again).unwrap();
            if let Packet::Connect(connect) = packet {
                let version = if name.starts_with("3.1-") { Version::V3_1 } else { Version::V3_1_1 };
                assert_eq!(Version::from(connect.level), version, "{name}");
                assert_eq!(connect.bridge, name.contains("level-0x84"), "{name}");
                let protocol = Protocol { version, bridge: connect.bridge };
                assert_eq!(peek_protocol(frame.bytes()), Ok(protocol), "{name}");
            }
            let version = name.split_once('-').map_or("", |(version, _)| version);
            let version = if version == "3.1" { "3.1" } else { "3.1.1" };
            *seen.entry((version, packet.packet_type().name())).or_default() += 1;
            rest = after;
        }
        assert!(rest.is_empty(), "{name} ends inside a packet");
        if again != bytes {
            other_form.push(name);
        }
    }
    assert!(other_form.iter().eq(OTHER_FORM.iter().map(|(name, _)| name)), "in another form: {other_form:?}");
    let all: Vec<_> =
        (1..=14).filter_map(PacketType::new).map(|packet_type| ("3.1.1", packet_type.name())).collect();
    assert!(all.iter().all(|packet| seen.contains_key(packet)), "packets that are not captured: {seen:?}");
}

#[test]
fn a_connect_of_another_level_is_refused_as_such() {
    let sessions = captured(&["3.1", "level6"]);
    for (refused, why) in REFUSED {
        let (_, _, bytes) = sessions.iter().find(|(name, ..)| name == refused).unwrap();
        let Ok(Split::Frame(frame, _)) = Framer::default().split(bytes) else {
            panic!("{refused}: no packet")
        };
        let error = Packet::decode(frame).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (ErrorKind::ProtocolLevel, 8), "{refused}: {why}");
        assert_eq!(peek_protocol(frame.bytes()), Err(error), "{refused}");
    }
}

#[test]
fn sessions_of_5_0_are_framed_and_known_as_such() {
    let sessions = captured(&["5.0-"]);
    assert!(sessions.len() > 100, "{} sessions", sessions.len());
    for (name, sender, bytes) in sessions {
        let mut rest = &bytes[..];
        while let Split::Frame(frame, after) = Framer::default().split(rest).unwrap() {
            if frame.packet_type() == PacketType::Connect {
                assert_eq!(
                    (sender, peek_protocol(frame.bytes())),
                    (Side::Client, Ok(Protocol { version: Version::V5, bridge: false })),
                    "{name}"
                );
                assert_eq!(Packet::decode(frame).unwrap_err().kind(), ErrorKind::ProtocolLevel, "{name}");
            }
            rest = after;
        }
        assert!(rest.is_empty(), "{name} ends inside a packet");
    }
}
