//! Its packets of 3.1 and 3.1.1.

use mqute_codec::protocol::v3::Packet as Packet31;
use mqute_codec::protocol::v4::{Packet, ReturnCode};

use crate::seen::{Field, Seen};

macro_rules! connect {
    ($connect:expr) => {{
        let (will, credentials) = ($connect.will(), $connect.credentials());
        let seen = Seen::new(1)
            .number(Field::CLEAN, $connect.clean_session())
            .number(Field::KEEP_ALIVE, $connect.keep_alive().as_secs())
            .bytes(Field::CLIENT_ID, $connect.client_id())
            .number(Field::WILL, will.is_some())
            .some_bytes(Field::USER_NAME, credentials.as_ref().map(|own| own.username()))
            .some_bytes(Field::PASSWORD, credentials.as_ref().and_then(|own| own.password()));
        match will {
            None => seen,
            Some(will) => seen
                .bytes(Field::WILL_TOPIC, &will.topic)
                .bytes(Field::WILL_PAYLOAD, &will.payload)
                .number(Field::WILL_QOS, will.qos as u8)
                .number(Field::WILL_RETAIN, will.retain),
        }
    }};
}

pub(super) fn seen(packet: &Packet) -> Seen {
    let id = |packet_type, id: u16| Seen::new(packet_type).number(Field::PACKET_ID, id);
    match packet {
        Packet::Connect(connect) => connect!(connect),
        Packet::ConnAck(connack) => Seen::new(2)
            .number(Field::SESSION_PRESENT, connack.session_present())
            .number(Field::CODE, u8::from(connack.code())),
        Packet::Publish(publish) => Seen::new(3)
            .number(Field::DUP, publish.flags().dup)
            .number(Field::QOS, publish.flags().qos as u8)
            .number(Field::RETAIN, publish.flags().retain)
            .some_number(Field::PACKET_ID, publish.packet_id())
            .bytes(Field::TOPIC, publish.topic())
            .bytes(Field::PAYLOAD, publish.payload()),
        Packet::PubAck(ack) => id(4, ack.packet_id()),
        Packet::PubRec(ack) => id(5, ack.packet_id()),
        Packet::PubRel(ack) => id(6, ack.packet_id()),
        Packet::PubComp(ack) => id(7, ack.packet_id()),
        Packet::Subscribe(subscribe) => {
            let filters: Vec<_> = subscribe.filters().into_iter().collect();
            id(8, subscribe.packet_id())
                .texts(Field::FILTERS, filters.iter().map(|filter| &filter.topic))
                .octets(Field::OPTIONS, filters.iter().map(|filter| filter.qos as u8))
        }
        Packet::SubAck(suback) => {
            let codes = suback.codes().into_iter().map(|code| match code {
                ReturnCode::Success(qos) => qos as u8,
                ReturnCode::Failure => 0x80,
            });
            id(9, suback.packet_id()).octets(Field::CODES, codes)
        }
        Packet::Unsubscribe(unsubscribe) => {
            id(10, unsubscribe.packet_id()).texts(Field::FILTERS, unsubscribe.filters())
        }
        Packet::UnsubAck(unsuback) => id(11, unsuback.packet_id()),
        Packet::PingReq(_) => Seen::new(12),
        Packet::PingResp(_) => Seen::new(13),
        Packet::Disconnect(_) => Seen::new(14),
    }
}

/// What differs in 3.1 is shown; of the rest, which packet it is.
pub(super) fn seen_3_1(packet: &Packet31) -> Seen {
    match packet {
        Packet31::Connect(connect) => connect!(connect),
        Packet31::ConnAck(connack) => Seen::new(2).number(Field::CODE, u8::from(connack.code())),
        Packet31::Publish(_) => Seen::new(3),
        Packet31::PubAck(_) => Seen::new(4),
        Packet31::PubRec(_) => Seen::new(5),
        Packet31::PubRel(_) => Seen::new(6),
        Packet31::PubComp(_) => Seen::new(7),
        Packet31::Subscribe(_) => Seen::new(8),
        Packet31::SubAck(_) => Seen::new(9),
        Packet31::Unsubscribe(_) => Seen::new(10),
        Packet31::UnsubAck(_) => Seen::new(11),
        Packet31::PingReq(_) => Seen::new(12),
        Packet31::PingResp(_) => Seen::new(13),
        Packet31::Disconnect(_) => Seen::new(14),
    }
}
