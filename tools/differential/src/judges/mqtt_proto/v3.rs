//! Its packets of 3.1 and 3.1.1.

use mqtt_proto::v3::{Packet, SubscribeReturnCode};

use crate::seen::{Field, Seen};

pub(super) fn seen(packet: &Packet) -> Seen {
    let seen = Seen::new(packet.get_type() as u8 + 1);
    match packet {
        Packet::Connect(connect) => {
            let will = connect.last_will.as_ref();
            let seen = seen
                .number(Field::LEVEL, connect.protocol.to_pair().1)
                .number(Field::CLEAN, connect.clean_session)
                .number(Field::KEEP_ALIVE, connect.keep_alive)
                .bytes(Field::CLIENT_ID, connect.client_id.as_bytes())
                .number(Field::WILL, will.is_some())
                .some_bytes(Field::USER_NAME, connect.username.as_ref().map(|name| name.as_bytes()))
                .some_bytes(Field::PASSWORD, connect.password.as_ref());
            let Some(will) = will else { return seen };
            seen.bytes(Field::WILL_TOPIC, will.topic_name.as_bytes())
                .bytes(Field::WILL_PAYLOAD, &will.message)
                .number(Field::WILL_QOS, will.qos as u8)
                .number(Field::WILL_RETAIN, will.retain)
        }
        Packet::Connack(connack) => seen
            .number(Field::SESSION_PRESENT, connack.session_present)
            .number(Field::CODE, connack.code as u8),
        Packet::Publish(publish) => seen
            .number(Field::DUP, publish.dup)
            .number(Field::QOS, publish.qos_pid.qos() as u8)
            .number(Field::RETAIN, publish.retain)
            .some_number(Field::PACKET_ID, publish.qos_pid.pid().map(mqtt_proto::Pid::value))
            .bytes(Field::TOPIC, publish.topic_name.as_bytes())
            .bytes(Field::PAYLOAD, &publish.payload),
        Packet::Puback(id)
        | Packet::Pubrec(id)
        | Packet::Pubrel(id)
        | Packet::Pubcomp(id)
        | Packet::Unsuback(id) => seen.number(Field::PACKET_ID, id.value()),
        Packet::Subscribe(subscribe) => seen
            .number(Field::PACKET_ID, subscribe.pid.value())
            .texts(Field::FILTERS, subscribe.topics.iter().map(|(filter, _)| filter.as_bytes()))
            .octets(Field::OPTIONS, subscribe.topics.iter().map(|(_, qos)| *qos as u8)),
        Packet::Suback(suback) => {
            let codes = suback.topics.iter().map(|code| match code {
                SubscribeReturnCode::MaxLevel0 => 0,
                SubscribeReturnCode::MaxLevel1 => 1,
                SubscribeReturnCode::MaxLevel2 => 2,
                SubscribeReturnCode::Failure => 0x80,
            });
            seen.number(Field::PACKET_ID, suback.pid.value()).octets(Field::CODES, codes)
        }
        Packet::Unsubscribe(unsubscribe) => seen
            .number(Field::PACKET_ID, unsubscribe.pid.value())
            .texts(Field::FILTERS, unsubscribe.topics.iter().map(|filter| filter.as_bytes())),
        Packet::Pingreq | Packet::Pingresp | Packet::Disconnect => seen,
    }
}
