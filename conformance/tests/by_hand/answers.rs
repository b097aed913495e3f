//! Answers: the identifier that they take, the codes that they can have, and their lengths.

use mqtt_codec::{Connack, ConnectReturnCode, Packet, PacketId, SubackCode};
use mqtt_codec_v5::{
    Ack, AckProperties, AuthReason, ConnackProperties, ConnackReason, Delivery, DisconnectReason,
    EncodeError, List, Puback, PubackReason, PubcompReason, PubrecReason, PubrelReason, Qos, ReasonCode,
    SubackReason, UnsubackReason,
};

use crate::{decoded_v3, decoded_v5, id, sent_v3, sent_v5};

#[test]
pub(super) fn no_packet_identifier_is_0() {
    assert_eq!(PacketId::new(0), None);
    assert_eq!([1, u16::MAX].map(|n| PacketId::new(n).map(PacketId::get)), [Some(1), Some(u16::MAX)]);
}

#[test]
pub(super) fn an_answer_takes_the_identifier_of_its_message() {
    let Packet::Publish(publish) = decoded_v3(b"\x32\x05\0\x01a\x12\x34") else { panic!("no PUBLISH") };
    let id = publish.delivery.packet_id().expect("QoS 1");
    assert_eq!(sent_v3(Packet::Puback(id)), b"\x40\x02\x12\x34");
    // From packet to packet: each answer gives the identifier for the next.
    let Packet::Publish(publish) = decoded_v3(b"\x34\x05\0\x01a\xff\xff") else { panic!("no PUBLISH") };
    let answer = sent_v3(Packet::Pubrec(publish.delivery.packet_id().expect("QoS 2")));
    assert_eq!(answer, b"\x50\x02\xff\xff");
    let Packet::Pubrec(id) = decoded_v3(&answer) else { panic!("no PUBREC") };
    let release = sent_v3(Packet::Pubrel(id));
    assert_eq!(release, b"\x62\x02\xff\xff");
    let Packet::Pubrel(id) = decoded_v3(&release) else { panic!("no PUBREL") };
    assert_eq!(sent_v3(Packet::Pubcomp(id)), b"\x70\x02\xff\xff");

    let mqtt_codec_v5::Packet::Publish(publish) = decoded_v5(b"\x34\x06\0\x01a\x12\x34\0") else {
        panic!("no PUBLISH")
    };
    let Delivery::ExactlyOnce { id, .. } = publish.delivery else { panic!("QoS 2") };
    assert_eq!(sent_v5(Puback::new(id)), b"\x40\x02\x12\x34");
    let answer = sent_v5(mqtt_codec_v5::Pubrec::new(id));
    assert_eq!(answer, b"\x50\x02\x12\x34");
    let mqtt_codec_v5::Packet::Pubrec(Ack { id, .. }) = decoded_v5(&answer) else { panic!("no PUBREC") };
    let release = sent_v5(mqtt_codec_v5::Pubrel::new(id));
    assert_eq!(release, b"\x62\x02\x12\x34");
    let mqtt_codec_v5::Packet::Pubrel(Ack { id, .. }) = decoded_v5(&release) else { panic!("no PUBREL") };
    assert_eq!(sent_v5(mqtt_codec_v5::Pubcomp::new(id)), b"\x70\x02\x12\x34");
}

#[test]
pub(super) fn answers_keep_the_order_of_what_they_answer() {
    let codes =
        [SubackCode::Failure, SubackCode::Granted(Qos::ExactlyOnce), SubackCode::Granted(Qos::AtMostOnce)];
    let bytes = b"\x90\x05\0\x01\x80\x02\0";
    assert_eq!(sent_v3(mqtt_codec::Suback { id: id(1), return_codes: List::from(&codes) }), bytes);
    let Packet::Suback(suback) = decoded_v3(bytes) else { panic!("no SUBACK") };
    assert!(suback.return_codes.iter().eq(codes));

    let reasons = [SubackReason::QuotaExceeded, SubackReason::GrantedQos2, SubackReason::GrantedQos0];
    let properties = AckProperties::default();
    let bytes = b"\x90\x06\0\x01\0\x97\x02\0";
    assert_eq!(
        sent_v5(mqtt_codec_v5::Suback { id: id(1), properties, reason_codes: List::from(&reasons) }),
        bytes
    );
    let mqtt_codec_v5::Packet::Suback(suback) = decoded_v5(bytes) else { panic!("no SUBACK") };
    assert!(suback.reason_codes.iter().eq(reasons));

    let reasons =
        [UnsubackReason::NotAuthorized, UnsubackReason::Success, UnsubackReason::NoSubscriptionExisted];
    let bytes = b"\xb0\x06\0\x01\0\x87\0\x11";
    assert_eq!(
        sent_v5(mqtt_codec_v5::Unsuback { id: id(1), properties, reason_codes: List::from(&reasons) }),
        bytes
    );
    let mqtt_codec_v5::Packet::Unsuback(unsuback) = decoded_v5(bytes) else { panic!("no UNSUBACK") };
    assert!(unsuback.reason_codes.iter().eq(reasons));
}

#[test]
pub(super) fn a_refusal_is_sent_without_a_session() {
    for code in 1..=5 {
        let refusal = ConnectReturnCode::new(code).unwrap();
        assert_eq!(sent_v3(Connack::Refused(refusal)), [0x20, 2, 0, code]);
    }
    for (session_present, flags) in [(false, 0), (true, 1)] {
        assert_eq!(sent_v3(Connack::Accepted { session_present }), [0x20, 2, flags, 0]);
        let properties = ConnackProperties::default();
        for reason in (0..=u8::MAX).filter_map(ConnackReason::new) {
            let mut out = Vec::new();
            let packet =
                mqtt_codec_v5::Packet::from(mqtt_codec_v5::Connack { session_present, reason, properties });
            let len = packet.encode(&mut out);
            if session_present && reason != ConnackReason::Success {
                assert_eq!((len, out), (Err(EncodeError::SessionPresent), vec![]));
            } else {
                assert_eq!(out, [0x20, 3, flags, reason.code(), 0]);
            }
        }
    }
}

#[test]
pub(super) fn return_codes_are_those_of_their_packet() {
    for code in 0..=u8::MAX {
        assert_eq!(
            ConnectReturnCode::new(code).map(ConnectReturnCode::code),
            (1..=5).contains(&code).then_some(code)
        );
        let known = [0, 1, 2, 0x80].contains(&code);
        assert_eq!(SubackCode::new(code).map(SubackCode::code), known.then_some(code));
    }
}

/// Tables 3-1 and 3-4 to 3-11, and 0x8C in DISCONNECT, which Table 2-6 has.
#[test]
pub(super) fn reason_codes_are_those_of_their_packet() {
    let connack = [
        0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8c, 0x90, 0x95, 0x97, 0x99,
        0x9a, 0x9b, 0x9c, 0x9d, 0x9f,
    ];
    let publish = [0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99];
    let release = [0x00, 0x92];
    let suback = [0x00, 0x01, 0x02, 0x80, 0x83, 0x87, 0x8f, 0x91, 0x97, 0x9e, 0xa1, 0xa2];
    let unsuback = [0x00, 0x11, 0x80, 0x83, 0x87, 0x8f, 0x91];
    let disconnect = [
        0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8b, 0x8c, 0x8d, 0x8e, 0x8f, 0x90, 0x93, 0x94, 0x95,
        0x96, 0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f, 0xa0, 0xa1, 0xa2,
    ];
    for code in 0..=u8::MAX {
        let of = |table: &[u8]| table.contains(&code).then_some(code);
        assert_eq!(ConnackReason::new(code).map(ConnackReason::code), of(&connack));
        assert_eq!(PubackReason::new(code).map(PubackReason::code), of(&publish));
        assert_eq!(PubrecReason::new(code).map(PubrecReason::code), of(&publish));
        assert_eq!(PubrelReason::new(code).map(PubrelReason::code), of(&release));
        assert_eq!(PubcompReason::new(code).map(PubcompReason::code), of(&release));
        assert_eq!(SubackReason::new(code).map(SubackReason::code), of(&suback));
        assert_eq!(UnsubackReason::new(code).map(UnsubackReason::code), of(&unsuback));
        assert_eq!(DisconnectReason::new(code).map(DisconnectReason::code), of(&disconnect));
        assert_eq!(AuthReason::new(code).map(AuthReason::code), of(&[0x00, 0x18, 0x19]));
        assert_eq!(ReasonCode::new(code).is_error(), code >= 0x80);
    }
    let puback: Puback<'_> = Ack { reason: PubackReason::QuotaExceeded, ..Ack::new(id(1)) };
    assert_eq!(sent_v5(puback), b"\x40\x04\0\x01\x97\0");
}

#[test]
pub(super) fn fixed_bodies_are_sent_at_their_length() {
    for (packet, bytes) in [
        (Packet::Connack(Connack::Accepted { session_present: false }), &b"\x20\x02\0\0"[..]),
        (Packet::Puback(id(1)), b"\x40\x02\0\x01"),
        (Packet::Pubrec(id(1)), b"\x50\x02\0\x01"),
        (Packet::Pubrel(id(1)), b"\x62\x02\0\x01"),
        (Packet::Pubcomp(id(1)), b"\x70\x02\0\x01"),
        (Packet::Unsuback(id(1)), b"\xb0\x02\0\x01"),
        (Packet::Pingreq, b"\xc0\0"),
        (Packet::Pingresp, b"\xd0\0"),
        (Packet::Disconnect, b"\xe0\0"),
    ] {
        assert_eq!(sent_v3(packet), bytes);
    }
    assert_eq!(sent_v5(mqtt_codec_v5::Packet::Pingreq), b"\xc0\0");
    assert_eq!(sent_v5(mqtt_codec_v5::Packet::Pingresp), b"\xd0\0");
}
