//! Its packets of 3.1.1.

use rmqtt_codec::v3::{Packet, SubscribeReturnCode};

use crate::seen::{Field, Seen};

pub(super) fn seen(packet: &Packet) -> Seen {
    match packet {
        Packet::Connect(connect) => {
            let will = connect.last_will.as_ref();
            let seen = Seen::new(1)
                .number(Field::LEVEL, connect.protocol.0)
                .number(Field::CLEAN, connect.clean_session)
                .number(Field::KEEP_ALIVE, connect.keep_alive)
                .bytes(Field::CLIENT_ID, connect.client_id.as_bytes())
                .number(Field::WILL, will.is_some())
                .some_bytes(Field::USER_NAME, connect.username.as_ref().map(bytestring::ByteString::as_bytes))
                .some_bytes(Field::PASSWORD, connect.password.as_ref());
            let Some(will) = will else { return seen };
            seen.bytes(Field::WILL_TOPIC, will.topic.as_bytes())
                .bytes(Field::WILL_PAYLOAD, &will.message)
                .number(Field::WILL_QOS, will.qos as u8)
                .number(Field::WILL_RETAIN, will.retain)
        }
        Packet::ConnectAck(connack) => Seen::new(2)
            .number(Field::SESSION_PRESENT, connack.session_present)
            .number(Field::CODE, connack.return_code as u8),
        Packet::Publish(publish) => Seen::new(3)
            .number(Field::DUP, publish.dup)
            .number(Field::QOS, publish.qos as u8)
            .number(Field::RETAIN, publish.retain)
            .some_number(Field::PACKET_ID, publish.packet_id.map(u16::from))
            .bytes(Field::TOPIC, publish.topic.as_bytes())
            .bytes(Field::PAYLOAD, &publish.payload),
        Packet::PublishAck { packet_id } => Seen::new(4).number(Field::PACKET_ID, packet_id.get()),
        Packet::PublishReceived { packet_id } => Seen::new(5).number(Field::PACKET_ID, packet_id.get()),
        Packet::PublishRelease { packet_id } => Seen::new(6).number(Field::PACKET_ID, packet_id.get()),
        Packet::PublishComplete { packet_id } => Seen::new(7).number(Field::PACKET_ID, packet_id.get()),
        Packet::Subscribe { packet_id, topic_filters } => Seen::new(8)
            .number(Field::PACKET_ID, packet_id.get())
            .texts(Field::FILTERS, topic_filters.iter().map(|(filter, _)| filter.as_bytes()))
            .octets(Field::OPTIONS, topic_filters.iter().map(|(_, qos)| *qos as u8)),
        Packet::SubscribeAck { packet_id, status } => {
            let codes = status.iter().map(|code| match code {
                SubscribeReturnCode::Success(qos) => *qos as u8,
                SubscribeReturnCode::Failure => 0x80,
            });
            Seen::new(9).number(Field::PACKET_ID, packet_id.get()).octets(Field::CODES, codes)
        }
        Packet::Unsubscribe { packet_id, topic_filters } => Seen::new(10)
            .number(Field::PACKET_ID, packet_id.get())
            .texts(Field::FILTERS, topic_filters.iter().map(bytestring::ByteString::as_bytes)),
        Packet::UnsubscribeAck { packet_id } => Seen::new(11).number(Field::PACKET_ID, packet_id.get()),
        Packet::PingRequest => Seen::new(12),
        Packet::PingResponse => Seen::new(13),
        Packet::Disconnect => Seen::new(14),
    }
}
