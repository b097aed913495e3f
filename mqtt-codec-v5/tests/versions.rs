//! What one version allows and another does not: every flag of every packet, in every version.

#![expect(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

use mqtt_codec_v5::v3::{Connack, Connect, ConnectReturnCode, Credentials, ProtocolLevel, Will};
use mqtt_codec_v5::{AnyPacket, Error, ErrorKind, Framer, Qos, Split, Text, TopicName, Version, v3};

const VERSIONS: [Version; 3] = [Version::V3_1, Version::V3_1_1, Version::V5];

fn decode(bytes: &[u8], version: Version) -> Result<AnyPacket<'_>, (ErrorKind, u32)> {
    let said = |error: Error| (error.kind(), error.offset());
    match Framer::default().split(bytes).map_err(said)? {
        Split::Frame(frame, []) => AnyPacket::decode(frame, version).map_err(said),
        other => panic!("{}: {other:?}", bytes.escape_ascii()),
    }
}

/// What a packet is sent as, which has to be the same packet in each version that it is read in.
fn encoded(packet: &AnyPacket<'_>) -> Vec<u8> {
    let mut out = vec![0; packet.encoded_len().unwrap()];
    assert_eq!(packet.encode_into(&mut out), Ok(out.len()));
    out
}

/// A body for each packet type, for the flags 0000 or 0010; PUBLISH at QoS 0 apart.
fn body(packet_type: u8, version: Version) -> &'static [u8] {
    match (packet_type, version) {
        (1, Version::V3_1) => b"\0\x06MQIsdp\x03\x02\0\x3c\0\x01c",
        (1, Version::V3_1_1) => b"\0\x04MQTT\x04\x02\0\x3c\0\x01c",
        (1, Version::V5) => b"\0\x04MQTT\x05\x02\0\x3c\0\0\x01c",
        (2, Version::V5) => b"\0\0\0",
        (2, _) => b"\0\0",
        (3, Version::V5) => b"\0\x01a\0\x01\0",
        (3, _) => b"\0\x01a\0\x01",
        (8, Version::V5) => b"\0\x01\0\0\x01a\0",
        (8, _) => b"\0\x01\0\x01a\0",
        (9, Version::V5) => b"\0\x01\0\0",
        (9, _) => b"\0\x01\0",
        (10, Version::V5) => b"\0\x01\0\0\x01a",
        (10, _) => b"\0\x01\0\x01a",
        (11, Version::V5) => b"\0\x01\0\0",
        (4..=7 | 11, _) => b"\0\x01",
        _ => b"",
    }
}

/// Packet type by flags by version. Table 2.2 of 3.1.1 and 5.0; section 2.1 of 3.1.
#[test]
fn the_flags_of_the_fixed_header_are_those_of_the_version() {
    for version in VERSIONS {
        for first in 0x10..=0xff_u8 {
            let (packet_type, flags) = (first >> 4, first & 0x0f);
            let legal = match packet_type {
                3 => flags & 0b0110 != 0b0110 && flags & 0b1110 != 0b1000,
                6 | 8 | 10 if version == Version::V3_1 => flags & 0b0111 == 0b0010,
                6 | 8 | 10 => flags == 0b0010,
                15 => version == Version::V5 && flags == 0,
                _ => flags == 0,
            };
            let body = body(packet_type, version);
            let sent = match (packet_type, flags & 0b0110) {
                (3, 0) => [&body[..3], &body[5..]].concat(),
                _ => body.to_vec(),
            };
            let wire = [&[first, u8::try_from(sent.len()).unwrap()], &sent[..]].concat();
            let found = decode(&wire, version);
            if legal {
                let again = encoded(&found.unwrap_or_else(|error| panic!("{first:#04x}: {error:?}")));
                let plain = if packet_type == 3 { first } else { first & 0xf7 };
                assert_eq!(again, [&[plain], &wire[1..]].concat(), "{first:#04x} of {version:?}");
            } else {
                let type_15 = packet_type == 15 && flags == 0;
                let kind = if type_15 { ErrorKind::PacketType } else { ErrorKind::Flags };
                assert_eq!(found, Err((kind, 0)), "{first:#04x} of {version:?}");
            }
        }
    }
}

/// With a Remaining Length that 5.0 forbids, the flags are still what is wrong first.
#[test]
fn flags_come_before_the_length() {
    for (first, body) in [(0x6a, &b"\0\x01"[..]), (0x8a, b"\0\x01\0\0\x01a\0"), (0xaa, b"\0\x01\0\0\x01a")] {
        let len = u8::try_from(body.len()).unwrap();
        let padded = [&[first, len | 0x80, 0], body].concat();
        assert_eq!(decode(&padded, Version::V5), Err((ErrorKind::Flags, 0)), "{first:#04x}");
        let padded = [&[first & 0xf7, len | 0x80, 0], body].concat();
        assert_eq!(decode(&padded, Version::V5), Err((ErrorKind::VariableByteInteger, 1)), "{first:#04x}");
    }
}

/// The fields behind the client identifier, and what is read of them.
#[derive(Clone, Copy)]
struct Strings {
    will: bool,
    user_name: bool,
    password: bool,
}

fn connect_3(level: ProtocolLevel, flags: u8, strings: Strings) -> Vec<u8> {
    let (name, number) = match level {
        ProtocolLevel::V3_1 => (&b"\0\x06MQIsdp"[..], 3),
        ProtocolLevel::V3_1_1 => (&b"\0\x04MQTT"[..], 4),
    };
    let mut body = [name, &[number, flags, 0, 60, 0, 1, b'c']].concat();
    for (there, string) in [
        (strings.will, &b"\0\x01w\0\x01m"[..]),
        (strings.user_name, b"\0\x01u"),
        (strings.password, b"\0\x01p"),
    ] {
        if there {
            body.extend_from_slice(string);
        }
    }
    [&[0x10, u8::try_from(body.len()).unwrap()], &body[..]].concat()
}

/// Connect flags by the strings that are there by level: all 256 flags, and the last string or two left out.
#[test]
fn the_connect_flags_are_those_of_the_level() {
    for (level, version) in [(ProtocolLevel::V3_1, Version::V3_1), (ProtocolLevel::V3_1_1, Version::V3_1_1)] {
        let by_3_1 = level == ProtocolLevel::V3_1;
        let at_flags = if by_3_1 { 11 } else { 9 };
        for flags in 0..=u8::MAX {
            let has = |flag: u8| flags & flag != 0;
            let announced = Strings { will: has(0x04), user_name: has(0x80), password: has(0x40) };
            for left_out in 0..=2 {
                let mut strings = announced;
                if left_out > 0 {
                    strings.password = false;
                }
                if left_out > 1 {
                    strings.user_name = false;
                }
                let missing =
                    strings.user_name != announced.user_name || strings.password != announced.password;
                let wire = connect_3(level, flags, strings);
                let found = decode(&wire, version);
                let qos = flags >> 3 & 3;
                let reserved = has(0x01) && !by_3_1;
                let at_odds = (!by_3_1 && !has(0x04) && has(0x38))
                    || (qos == 3 && (has(0x04) || !by_3_1))
                    || (has(0x40) && !has(0x80));
                let context = format!("{flags:#010b}, {left_out} left out, {level:?}");
                if reserved {
                    assert_eq!(found, Err((ErrorKind::ReservedBits, at_flags)), "{context}");
                } else if at_odds {
                    assert_eq!(found, Err((ErrorKind::ConnectFlags, at_flags)), "{context}");
                } else if missing && !by_3_1 {
                    let end = u32::try_from(wire.len()).unwrap();
                    assert_eq!(found, Err((ErrorKind::Truncated, end)), "{context}");
                } else {
                    let expected = Connect {
                        level,
                        clean_session: has(0x02),
                        keep_alive: 60,
                        client_id: Text::from_static("c"),
                        will: has(0x04).then(|| Will {
                            topic: TopicName::from_static("w"),
                            payload: b"m",
                            qos: Qos::new(qos).unwrap(),
                            retain: has(0x20),
                        }),
                        credentials: strings.user_name.then_some(Credentials {
                            user_name: Text::from_static("u"),
                            password: strings.password.then_some(b"p"),
                        }),
                        ..Connect::default()
                    };
                    let found = found.unwrap_or_else(|error| panic!("{context}: {error:?}"));
                    assert_eq!(found, AnyPacket::V3(expected.into()), "{context}");

                    let mut plain = if has(0x04) { flags & 0x3e } else { flags & 0x02 };
                    plain |= if strings.user_name { 0x80 } else { 0 };
                    plain |= if strings.password { 0x40 } else { 0 };
                    assert_eq!(encoded(&found), connect_3(level, plain, strings), "{context}");
                }
            }
        }
    }
}

/// What 3.1 calls valid is a missing string at the very end: a byte of it is a fault in all versions.
#[test]
fn a_string_cut_short_is_refused_in_all_versions() {
    let half: [&[u8]; 2] = [
        b"\x10\x10\0\x06MQIsdp\x03\x82\0\x3c\0\x01c\0",
        b"\x10\x13\0\x06MQIsdp\x03\xc2\0\x3c\0\x01c\0\x01u\0",
    ];
    for (wire, offset) in half.into_iter().zip([17, 20]) {
        assert_eq!(decode(wire, Version::V3_1), Err((ErrorKind::Truncated, offset)));
    }
    let no_will = b"\x10\x0f\0\x06MQIsdp\x03\x06\0\x3c\0\x01c";
    assert_eq!(decode(no_will, Version::V3_1), Err((ErrorKind::Truncated, 17)));
}

/// CONNACK: first byte by return code by version.
#[test]
fn the_first_byte_of_connack_is_reserved_in_3_1() {
    for first in 0..=u8::MAX {
        for code in 0..=u8::MAX {
            let wire = [0x20, 2, first, code];
            let connack = |session_present| match (code, ConnectReturnCode::new(code)) {
                (0, _) => Ok(Connack::Accepted { session_present }),
                (_, Some(refusal)) => Ok(Connack::Refused(refusal)),
                (_, None) => Err((ErrorKind::ReturnCode, 3)),
            };
            let by_3_1 = connack(false);
            let by_3_1_1 = match (first, code) {
                (2.., _) => Err((ErrorKind::ReservedBits, 2)),
                (1, 1..=5) => Err((ErrorKind::SessionPresent, 3)),
                _ => connack(first == 1),
            };
            for (version, expected) in [(Version::V3_1, by_3_1), (Version::V3_1_1, by_3_1_1)] {
                let found = decode(&wire, version);
                assert_eq!(found, expected.map(|connack| AnyPacket::V3(connack.into())), "{wire:x?}");
                if let Ok(packet) = found {
                    let sent = if version == Version::V3_1 { 0 } else { first };
                    assert_eq!(encoded(&packet), [0x20, 2, sent, code]);
                }
            }
        }
    }
}

#[test]
fn no_session_is_present_for_a_client_of_3_1() {
    for session_present in [false, true] {
        let connack = v3::Packet::from(Connack::Accepted { session_present });
        let mut out = [0; 4];
        assert_eq!(connack.for_level(ProtocolLevel::V3_1).encode_into(&mut out), Ok(4));
        assert_eq!(out, [0x20, 2, 0, 0]);
        assert_eq!(connack.for_level(ProtocolLevel::V3_1_1), connack);
    }
    for code in 1..=5 {
        let refused = v3::Packet::from(Connack::Refused(ConnectReturnCode::new(code).unwrap()));
        assert_eq!(refused.for_level(ProtocolLevel::V3_1), refused);
    }
}

/// What stays as it is in 3.1.1: the bits beside SUBSCRIBE's QoS, SUBACK's 0x80.
#[test]
fn all_else_of_3_1_is_as_in_3_1_1() {
    for version in [Version::V3_1, Version::V3_1_1] {
        for options in 0..=u8::MAX {
            let wire = [0x82, 6, 0, 1, 0, 1, b'a', options];
            let expected = match options {
                0..=2 => None,
                3 => Some((ErrorKind::Qos, 7)),
                4.. => Some((ErrorKind::ReservedBits, 7)),
            };
            assert_eq!(decode(&wire, version).err(), expected, "{options:#04x} of {version:?}");
            let wire = [0x90, 3, 0, 1, options];
            let expected =
                if matches!(options, 0..=2 | 0x80) { None } else { Some((ErrorKind::ReturnCode, 4)) };
            assert_eq!(decode(&wire, version).err(), expected, "{options:#04x} of {version:?}");
        }
    }
}

/// Name by level: which are read as what. The high bit of a level of 3.x is a bridge's.
#[test]
fn a_connect_is_of_the_version_that_it_names() {
    for name in ["MQTT", "MQIsdp"] {
        for level in 0..=u8::MAX {
            let mut body = [&[0, u8::try_from(name.len()).unwrap()], name.as_bytes()].concat();
            let at_level = u32::try_from(2 + body.len()).unwrap();
            body.extend([level, 2, 0, 60]);
            body.extend(if level == 5 { &b"\0\0\x01c"[..] } else { b"\0\x01c" });
            let wire = [&[0x10, u8::try_from(body.len()).unwrap()], &body[..]].concat();
            let (named, bridge) = match (name, level) {
                ("MQIsdp", 3) => (Some(Version::V3_1), false),
                ("MQIsdp", 0x83) => (Some(Version::V3_1), true),
                ("MQTT", 4) => (Some(Version::V3_1_1), false),
                ("MQTT", 0x84) => (Some(Version::V3_1_1), true),
                ("MQTT", 5) => (Some(Version::V5), false),
                _ => (None, false),
            };
            let peeked = mqtt_codec_v5::peek_protocol(&wire);
            match named {
                Some(version) => assert_eq!(peeked.map(|it| (it.version, it.bridge)), Ok((version, bridge))),
                None => assert_eq!(peeked, Err(Error::new(ErrorKind::ProtocolLevel, at_level))),
            }
            for version in VERSIONS {
                match decode(&wire, version) {
                    Ok(packet) => {
                        assert_eq!(Some(version), named);
                        if let AnyPacket::V3(v3::Packet::Connect(connect)) = packet {
                            assert_eq!(connect.bridge, bridge);
                        }
                        assert_eq!(encoded(&packet), wire);
                    }
                    Err(error) => {
                        assert_ne!(Some(version), named, "{name} {level:#04x}");
                        assert_eq!(error, (ErrorKind::ProtocolLevel, at_level), "{name} {level:#04x}");
                    }
                }
            }
        }
    }
}

/// The offset of the level behind fixed headers of each length, whichever version is asked.
#[test]
fn a_long_connect_of_another_version_is_refused_at_its_level() {
    let connects: [(Version, &[u8], &[u8]); 5] = [
        (Version::V3_1, b"\0\x06MQIsdp", b"\x03\xc2\0\x3c\0\x01c\0\x01u"),
        (Version::V3_1, b"\0\x06MQIsdp", b"\x83\xc2\0\x3c\0\x01c\0\x01u"),
        (Version::V3_1_1, b"\0\x04MQTT", b"\x04\xc2\0\x3c\0\x01c\0\x01u"),
        (Version::V3_1_1, b"\0\x04MQTT", b"\x84\xc2\0\x3c\0\x01c\0\x01u"),
        (Version::V5, b"\0\x04MQTT", b"\x05\xc2\0\x3c\0\0\x01c\0\x01u"),
    ];
    for (named, name, rest) in connects {
        for password_len in [0, 90, 100, 110, 128, 255, 16_300, 16_360, 16_384, 65_535_u16] {
            let mut body = [name, rest, &password_len.to_be_bytes()].concat();
            body.resize(body.len() + usize::from(password_len), b'p');
            let mut wire = vec![0x10];
            let mut left = body.len();
            while left > 0x7f {
                wire.push(u8::try_from(left & 0x7f).unwrap() | 0x80);
                left >>= 7;
            }
            wire.push(u8::try_from(left).unwrap());
            let at_level = u32::try_from(wire.len() + name.len()).unwrap();
            wire.extend_from_slice(&body);
            for version in VERSIONS {
                let found = decode(&wire, version);
                if version == named {
                    assert_eq!(encoded(&found.unwrap()), wire);
                } else {
                    assert_eq!(found, Err((ErrorKind::ProtocolLevel, at_level)), "{named:?} as {version:?}");
                }
            }
        }
    }
}
