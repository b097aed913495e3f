//! Each reason code in each packet: where it may be, who may send it, what it is called, and what a packet without one
//! means.

#![expect(clippy::indexing_slicing, clippy::panic, reason = "helpers of tests")]

mod crafted;

use crafted::{EVERY_KIND, decode, encode, refused};
use mqtt_codec_v5::{
    Ack, AckProperties, Auth, AuthReason, Connack, ConnackReason, Disconnect, DisconnectReason, Error,
    ErrorKind, Packet, PacketId, PubackReason, PubcompReason, PubrecReason, PubrelReason, ReasonCode, Side,
    SubackReason, Text, UnsubackReason,
};
use mqtt_testing::bytes::{block, packet};

/// The packets that have reason codes, in the order of the table's marks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Kind {
    Connack,
    Puback,
    Pubrec,
    Pubrel,
    Pubcomp,
    Suback,
    Unsuback,
    Disconnect,
    Auth,
}

const KINDS: [Kind; 9] = [
    Kind::Connack,
    Kind::Puback,
    Kind::Pubrec,
    Kind::Pubrel,
    Kind::Pubcomp,
    Kind::Suback,
    Kind::Unsuback,
    Kind::Disconnect,
    Kind::Auth,
];

/// Table 2-6 held against Tables 3-1 and 3-4 to 3-11. A letter says who may send the code in that packet: the server, the
/// client or both.
const TABLE: [(u8, &str, &[u8; 9]); 43] = [
    (0x00, "Success", b"SBBBBSSBS"),
    (0x01, "Granted QoS 1", b".....S..."),
    (0x02, "Granted QoS 2", b".....S..."),
    (0x04, "Disconnect with Will Message", b".......C."),
    (0x10, "No matching subscribers", b".SS......"),
    (0x11, "No subscription existed", b"......S.."),
    (0x18, "Continue authentication", b"........B"),
    (0x19, "Re-authenticate", b"........C"),
    (0x80, "Unspecified error", b"SBB..SSB."),
    (0x81, "Malformed Packet", b"S......B."),
    (0x82, "Protocol Error", b"S......B."),
    (0x83, "Implementation specific error", b"SBB..SSB."),
    (0x84, "Unsupported Protocol Version", b"S........"),
    (0x85, "Client Identifier not valid", b"S........"),
    (0x86, "Bad User Name or Password", b"S........"),
    (0x87, "Not authorized", b"SBB..SSS."),
    (0x88, "Server unavailable", b"S........"),
    (0x89, "Server busy", b"S......S."),
    (0x8a, "Banned", b"S........"),
    (0x8b, "Server shutting down", b".......S."),
    // In DISCONNECT it is only in Table 2-6.
    (0x8c, "Bad authentication method", b"S......B."),
    (0x8d, "Keep Alive timeout", b".......S."),
    (0x8e, "Session taken over", b".......S."),
    (0x8f, "Topic Filter invalid", b".....SSS."),
    (0x90, "Topic Name invalid", b"SBB....B."),
    (0x91, "Packet Identifier in use", b".BB..SS.."),
    (0x92, "Packet Identifier not found", b"...BB...."),
    (0x93, "Receive Maximum exceeded", b".......B."),
    (0x94, "Topic Alias invalid", b".......B."),
    (0x95, "Packet too large", b"S......B."),
    (0x96, "Message rate too high", b".......B."),
    (0x97, "Quota exceeded", b"SBB..S.B."),
    (0x98, "Administrative action", b".......B."),
    (0x99, "Payload format invalid", b"SBB....B."),
    (0x9a, "Retain not supported", b"S......S."),
    (0x9b, "QoS not supported", b"S......S."),
    (0x9c, "Use another server", b"S......S."),
    (0x9d, "Server moved", b"S......S."),
    (0x9e, "Shared Subscriptions not supported", b".....S.S."),
    (0x9f, "Connection rate exceeded", b"S......S."),
    (0xa0, "Maximum connect time", b".......S."),
    (0xa1, "Subscription Identifiers not supported", b".....S.S."),
    (0xa2, "Wildcard Subscriptions not supported", b".....S.S."),
];

/// How many codes each packet may carry; a DISCONNECT has one more than Table 3-10.
const COUNTS: [usize; 9] = [22, 9, 9, 2, 2, 12, 7, 29 + 1, 3];

/// Who may send this code in this packet: a letter, or a dot if nobody may.
fn mark(kind: Kind, code: u8) -> u8 {
    TABLE.iter().find(|(value, ..)| *value == code).map_or(b'.', |(.., marks)| marks[kind as usize])
}

fn is_allowed(kind: Kind, code: u8) -> bool {
    mark(kind, code) != b'.'
}

/// The code's name in this packet.
fn name(kind: Kind, code: u8) -> &'static str {
    match (kind, code) {
        (Kind::Suback, 0) => "Granted QoS 0",
        (Kind::Disconnect, 0) => "Normal disconnection",
        _ => TABLE.iter().find(|(value, ..)| *value == code).map_or("unknown", |(_, name, _)| name),
    }
}

/// The packets in which this code can come, and where it stands in each.
fn forms(kind: Kind, code: u8) -> Vec<(Vec<u8>, usize)> {
    let reason_string: &[u8] = b"\x1f\0\x02no";
    let method: &[u8] = b"\x15\0\x01m";
    let ack = |first| {
        let body = |more: &[u8]| packet(first, &[&b"\0\x01"[..], &[code], more].concat());
        vec![(body(b""), 4), (body(b"\0"), 4), (body(&block(reason_string)), 4)]
    };
    let list = |first, good: u8| {
        let body =
            |properties: &[u8], codes: &[u8]| packet(first, &[&b"\0\x01"[..], properties, codes].concat());
        vec![
            (body(b"\0", &[code]), 5),
            (body(b"\0", &[good, code, good]), 6),
            (body(&block(reason_string), &[code]), 10),
        ]
    };
    match kind {
        Kind::Connack => {
            let body = |properties: &[u8]| packet(0x20, &[&[0, code][..], properties].concat());
            vec![(body(b"\0"), 3), (body(&block(reason_string)), 3)]
        }
        Kind::Puback => ack(0x40),
        Kind::Pubrec => ack(0x50),
        Kind::Pubrel => ack(0x62),
        Kind::Pubcomp => ack(0x70),
        Kind::Suback => list(0x90, 0x80),
        Kind::Unsuback => list(0xb0, 0x80),
        Kind::Disconnect => {
            let body = |properties: &[u8]| packet(0xe0, &[&[code][..], properties].concat());
            vec![(body(b""), 2), (body(b"\0"), 2), (body(&block(reason_string)), 2)]
        }
        Kind::Auth => {
            let body = |properties: &[u8]| packet(0xf0, &[&[code][..], properties].concat());
            vec![(body(&block(method)), 2), (body(&block(&[reason_string, method].concat())), 2)]
        }
    }
}

/// What a packet's enum says of a code.
#[derive(Debug, PartialEq)]
struct Said {
    code: u8,
    name: &'static str,
    is_error: bool,
    shown: String,
    as_any: ReasonCode,
}

fn said(kind: Kind, code: u8) -> Option<Said> {
    macro_rules! by {
        ($Reason:ident) => {
            $Reason::new(code).map(|reason| Said {
                code: reason.code(),
                name: reason.name(),
                is_error: reason.is_error(),
                shown: reason.to_string(),
                as_any: ReasonCode::from(reason),
            })
        };
    }
    match kind {
        Kind::Connack => by!(ConnackReason),
        Kind::Puback => by!(PubackReason),
        Kind::Pubrec => by!(PubrecReason),
        Kind::Pubrel => by!(PubrelReason),
        Kind::Pubcomp => by!(PubcompReason),
        Kind::Suback => by!(SubackReason),
        Kind::Unsuback => by!(UnsubackReason),
        Kind::Disconnect => by!(DisconnectReason),
        Kind::Auth => by!(AuthReason),
    }
}

/// The reason codes of a packet.
fn codes(packet: &Packet<'_>) -> Vec<u8> {
    match packet {
        Packet::Connack(connack) => vec![connack.reason.code()],
        Packet::Puback(ack) => vec![ack.reason.code()],
        Packet::Pubrec(ack) => vec![ack.reason.code()],
        Packet::Pubrel(ack) => vec![ack.reason.code()],
        Packet::Pubcomp(ack) => vec![ack.reason.code()],
        Packet::Suback(suback) => suback.reason_codes.iter().map(SubackReason::code).collect(),
        Packet::Unsuback(unsuback) => unsuback.reason_codes.iter().map(UnsubackReason::code).collect(),
        Packet::Disconnect(disconnect) => vec![disconnect.reason.code()],
        Packet::Auth(auth) => vec![auth.reason.code()],
        other => panic!("{other:?} has none"),
    }
}

#[test]
fn each_packet_has_as_many_codes_as_its_table() {
    for (kind, count) in KINDS.into_iter().zip(COUNTS) {
        assert_eq!((0..=u8::MAX).filter(|code| is_allowed(kind, *code)).count(), count, "{kind:?}");
    }
    assert!(TABLE.windows(2).all(|pair| pair[0].0 < pair[1].0));
}

#[test]
fn a_code_is_accepted_exactly_where_the_tables_have_it() {
    let mut accepted = 0;
    for kind in KINDS {
        for code in 0..=u8::MAX {
            for (bytes, at) in forms(kind, code) {
                if is_allowed(kind, code) {
                    let packet = decode(&bytes).unwrap_or_else(|error| panic!("{error:?}: {bytes:02x?}"));
                    assert!(codes(&packet).contains(&code), "{packet:?}: {bytes:02x?}");
                    let sent = encode(&packet);
                    assert_eq!(decode(&sent), Ok(packet), "{bytes:02x?} {sent:02x?}");
                    accepted += 1;
                } else {
                    refused(&bytes, ErrorKind::ReasonCode, at, (kind, code));
                }
            }
        }
    }
    assert_eq!(accepted, 3 * (9 + 9 + 2 + 2 + 12 + 7 + 30) + 2 * (22 + 3));
}

#[test]
fn a_code_says_what_it_is() {
    for kind in KINDS {
        for code in 0..=u8::MAX {
            let name = name(kind, code);
            let expected = is_allowed(kind, code).then(|| Said {
                code,
                name,
                is_error: code >= 0x80,
                shown: name.to_owned(),
                as_any: ReasonCode::new(code),
            });
            assert_eq!(said(kind, code), expected, "{kind:?} {code:#04x}");
        }
    }
}

#[test]
fn a_code_of_any_packet_says_what_it_is() {
    for code in 0..=u8::MAX {
        let reason = ReasonCode::new(code);
        let name = name(Kind::Connack, code);
        assert_eq!((reason.value(), reason.name(), reason.is_error()), (code, name, code >= 0x80));
        assert_eq!(reason.to_string(), format!("{code:#04x} {name}"));
    }
}

#[test]
fn without_a_code_all_went_well() {
    assert_eq!(ConnackReason::default(), ConnackReason::Success);
    assert_eq!(PubackReason::default(), PubackReason::Success);
    assert_eq!(PubrecReason::default(), PubrecReason::Success);
    assert_eq!(PubrelReason::default(), PubrelReason::Success);
    assert_eq!(PubcompReason::default(), PubcompReason::Success);
    assert_eq!(SubackReason::default(), SubackReason::GrantedQos0);
    assert_eq!(UnsubackReason::default(), UnsubackReason::Success);
    assert_eq!(DisconnectReason::default(), DisconnectReason::NormalDisconnection);
    assert_eq!(AuthReason::default(), AuthReason::Success);
}

const BOTH: [Side; 2] = [Side::Client, Side::Server];

fn may_send(mark: u8, sender: Side) -> bool {
    match mark {
        b'B' => true,
        b'C' => sender == Side::Client,
        b'S' => sender == Side::Server,
        other => panic!("{other} is no sender"),
    }
}

fn sent_by(packet: &Packet<'_>, sender: Side, allowed: bool) {
    let expected = if allowed { Ok(()) } else { Err(Error::new(ErrorKind::Sender, 0)) };
    assert_eq!(packet.check_sent_by(sender), expected, "{packet:?} sent by {sender:?}");
}

#[test]
fn a_code_is_for_its_senders_to_send() {
    for kind in KINDS {
        for code in (0..=u8::MAX).filter(|code| is_allowed(kind, *code)) {
            for (bytes, _) in forms(kind, code) {
                let packet = decode(&bytes).unwrap();
                for sender in BOTH {
                    sent_by(&packet, sender, may_send(mark(kind, code), sender));
                }
            }
        }
    }
}

/// A DISCONNECT with a Session Expiry Interval is a client's [MQTT-3.14.2-2], so not even a server may send one with a
/// code that only servers send.
#[test]
fn a_session_expiry_interval_in_disconnect_is_a_clients() {
    for code in (0..=u8::MAX).filter(|code| is_allowed(Kind::Disconnect, *code)) {
        let bytes = packet(0xe0, &[&[code][..], &b"\x05\x11\0\0\0\0"[..]].concat());
        let packet = decode(&bytes).unwrap();
        let allowed = may_send(mark(Kind::Disconnect, code), Side::Client);
        sent_by(&packet, Side::Client, allowed);
        sent_by(&packet, Side::Server, false);
    }
}

#[test]
fn a_packet_is_for_its_senders_to_send() {
    // The PUBLISH among them has Subscription Identifiers, the PUBACK says that nobody subscribes.
    for (bytes, mark) in EVERY_KIND.iter().zip(b"CSSSBBBCSCSCSSB") {
        let packet = decode(bytes).unwrap();
        for sender in BOTH {
            sent_by(&packet, sender, may_send(*mark, sender));
        }
    }
    for bytes in [&b"\x30\x04\0\x01a\0"[..], b"\x30\x07\0\x01a\x03\x23\0\x01", b"\x40\x02\0\x01", b"\xe0\0"] {
        let packet = decode(bytes).unwrap();
        for sender in BOTH {
            sent_by(&packet, sender, true);
        }
    }
    // AUTH without anything is Success, which only a server says.
    let auth = decode(b"\xf0\0").unwrap();
    sent_by(&auth, Side::Server, true);
    sent_by(&auth, Side::Client, false);
}

#[test]
fn acknowledgements_of_each_length() {
    let id = PacketId::new(0x010a).unwrap();
    let explained =
        |text| AckProperties { reason_string: Some(Text::from_static(text)), ..AckProperties::default() };
    let puback = |reason, properties| Packet::Puback(Ack { id, reason, properties });
    let plain = AckProperties::default();
    // As received, what it is, as sent.
    let table: [(&[u8], _, &[u8]); 7] = [
        (b"\x40\x02\x01\x0a", puback(PubackReason::Success, plain), b"\x40\x02\x01\x0a"),
        (b"\x40\x03\x01\x0a\0", puback(PubackReason::Success, plain), b"\x40\x02\x01\x0a"),
        (b"\x40\x04\x01\x0a\0\0", puback(PubackReason::Success, plain), b"\x40\x02\x01\x0a"),
        (
            b"\x40\x03\x01\x0a\x10",
            puback(PubackReason::NoMatchingSubscribers, plain),
            b"\x40\x04\x01\x0a\x10\0",
        ),
        (
            b"\x40\x04\x01\x0a\x10\0",
            puback(PubackReason::NoMatchingSubscribers, plain),
            b"\x40\x04\x01\x0a\x10\0",
        ),
        (
            b"\x40\x08\x01\x0a\0\x04\x1f\0\x01r",
            puback(PubackReason::Success, explained("r")),
            b"\x40\x08\x01\x0a\0\x04\x1f\0\x01r",
        ),
        // A property of no content is a property.
        (
            b"\x40\x07\x01\x0a\0\x03\x1f\0\0",
            puback(PubackReason::Success, explained("")),
            b"\x40\x07\x01\x0a\0\x03\x1f\0\0",
        ),
    ];
    for (received, expected, sent) in table {
        assert_eq!(decode(received), Ok(expected));
        assert_eq!(encode(&expected), sent);
    }
    for first in [0x40, 0x50, 0x62, 0x70] {
        for (received, _, sent) in
            table.iter().filter(|(received, ..)| received[3] != 0 && received.get(4) != Some(&0x10))
        {
            let with_first = |bytes: &[u8]| [&[first][..], &bytes[1..]].concat();
            let received = with_first(received);
            assert_eq!(encode(&decode(&received).unwrap()), with_first(sent), "{received:02x?}");
        }
        refused(&packet(first, b""), ErrorKind::Truncated, 2, first);
        refused(&packet(first, b"\x01"), ErrorKind::Truncated, 2, first);
        refused(&packet(first, b"\0\0"), ErrorKind::PacketIdZero, 2, first);
        refused(&packet(first, b"\x01\x0a\0\0\0"), ErrorKind::Trailing, 6, first);
        refused(&packet(first, b"\x01\x0a\0\x01"), ErrorKind::Truncated, 5, first);
    }
}

#[test]
fn disconnect_of_each_length() {
    let disconnect = |reason| Packet::Disconnect(Disconnect { reason, ..Disconnect::default() });
    let table: [(&[u8], _, &[u8]); 6] = [
        (b"\xe0\0", disconnect(DisconnectReason::NormalDisconnection), b"\xe0\0"),
        (b"\xe0\x01\0", disconnect(DisconnectReason::NormalDisconnection), b"\xe0\0"),
        (b"\xe0\x02\0\0", disconnect(DisconnectReason::NormalDisconnection), b"\xe0\0"),
        (b"\xe0\x01\x04", disconnect(DisconnectReason::DisconnectWithWillMessage), b"\xe0\x02\x04\0"),
        (b"\xe0\x02\x04\0", disconnect(DisconnectReason::DisconnectWithWillMessage), b"\xe0\x02\x04\0"),
        (b"\xe0\x01\x8e", disconnect(DisconnectReason::SessionTakenOver), b"\xe0\x02\x8e\0"),
    ];
    for (received, expected, sent) in table {
        assert_eq!(decode(received), Ok(expected));
        assert_eq!(encode(&expected), sent);
    }
    let explained = b"\xe0\x07\0\x05\x11\0\0\0\x09";
    assert_eq!(encode(&decode(explained).unwrap()), explained);
    refused(b"\xe0\x03\0\0\0", ErrorKind::Trailing, 4, "left over");
    refused(b"\xe0\x02\0\x01", ErrorKind::Truncated, 3, "a length and nothing behind it");
}

#[test]
fn auth_of_each_length() {
    assert_eq!(decode(b"\xf0\0"), Ok(Packet::Auth(Auth::default())));
    assert_eq!(encode(&Packet::Auth(Auth::default())), b"\xf0\0");
    for code in [0x00, 0x18, 0x19] {
        refused(&[0xf0, 1, code], ErrorKind::Truncated, 3, "no rule lets the length of the properties go");
        refused(&[0xf0, 2, code, 0], ErrorKind::AuthenticationMethod, 3, "no method");
        let empty_method = [0xf0, 5, code, 3, 0x15, 0, 0];
        assert_eq!(encode(&decode(&empty_method).unwrap()), empty_method);
        let method = [0xf0, 6, code, 4, 0x15, 0, 1, b'm'];
        assert_eq!(encode(&decode(&method).unwrap()), method);
    }
}

#[test]
fn where_there_is_no_short_form_a_length_of_properties_has_to_be_there() {
    refused(b"\x20\0", ErrorKind::Truncated, 2, "CONNACK");
    refused(b"\x20\x01\0", ErrorKind::Truncated, 3, "CONNACK");
    refused(b"\x20\x02\0\0", ErrorKind::Truncated, 4, "CONNACK");
    refused(b"\x20\x04\0\0\0\0", ErrorKind::Trailing, 5, "CONNACK");
    for first in [0x90, 0xb0] {
        refused(&packet(first, b"\0\x01"), ErrorKind::Truncated, 4, first);
        refused(&packet(first, b"\0\x01\0"), ErrorKind::Empty, 5, first);
        // Without it the code is taken for it.
        refused(&packet(first, b"\0\x01\x01"), ErrorKind::Truncated, 4, first);
    }
}

#[test]
fn a_session_is_present_only_where_the_connection_stands() {
    for code in (0..=u8::MAX).filter(|code| is_allowed(Kind::Connack, *code)) {
        let bytes = [0x20, 3, 1, code, 0];
        if code == 0 {
            let connack = Connack { session_present: true, ..Connack::default() };
            assert_eq!(decode(&bytes), Ok(Packet::Connack(connack)));
        } else {
            refused(&bytes, ErrorKind::SessionPresent, 3, code);
        }
    }
}
