//! Their packets of 3.1.1, which have the same fields.

use mqttbytes::v4 as mqttbytes_v4;
use rumqttc::mqttbytes::v4 as rumqttc_v4;

use crate::seen::{Field, Seen};

macro_rules! seen {
    ($Peer:ident, $v4:ident, $v4_level:path) => {
        pub(super) struct $Peer;

        impl $Peer {
            pub(super) fn seen(packet: &$v4::Packet) -> Seen {
                use $v4::{Packet, SubscribeReasonCode};
                let id = |packet_type, id: u16| Seen::new(packet_type).number(Field::PACKET_ID, id);
                match packet {
                    Packet::Connect(connect) => {
                        let will = connect.last_will.as_ref();
                        let login = connect.login.as_ref();
                        let seen = Seen::new(1)
                            .number(Field::LEVEL, if connect.protocol == $v4_level { 4u8 } else { 5 })
                            .number(Field::CLEAN, connect.clean_session)
                            .number(Field::KEEP_ALIVE, connect.keep_alive)
                            .bytes(Field::CLIENT_ID, &connect.client_id)
                            .number(Field::WILL, will.is_some());
                        // An absent user name or password is an empty one here.
                        let seen = match login {
                            Some(login) => {
                                [(Field::USER_NAME, &login.username), (Field::PASSWORD, &login.password)]
                                    .into_iter()
                                    .filter(|(_, text)| !text.is_empty())
                                    .fold(seen, |seen, (field, text)| seen.bytes(field, text))
                            }
                            None => seen
                                .some_bytes(Field::USER_NAME, None::<&str>)
                                .some_bytes(Field::PASSWORD, None::<&str>),
                        };
                        let Some(will) = will else { return seen };
                        seen.bytes(Field::WILL_TOPIC, &will.topic)
                            .bytes(Field::WILL_PAYLOAD, &will.message)
                            .number(Field::WILL_QOS, will.qos as u8)
                            .number(Field::WILL_RETAIN, will.retain)
                    }
                    Packet::ConnAck(connack) => Seen::new(2)
                        .number(Field::SESSION_PRESENT, connack.session_present)
                        .number(Field::CODE, connack.code as u8),
                    Packet::Publish(publish) => Seen::new(3)
                        .number(Field::DUP, publish.dup)
                        .number(Field::QOS, publish.qos as u8)
                        .number(Field::RETAIN, publish.retain)
                        .some_number(Field::PACKET_ID, (publish.qos as u8 > 0).then_some(publish.pkid))
                        .bytes(Field::TOPIC, &publish.topic)
                        .bytes(Field::PAYLOAD, &publish.payload),
                    Packet::PubAck(ack) => id(4, ack.pkid),
                    Packet::PubRec(ack) => id(5, ack.pkid),
                    Packet::PubRel(ack) => id(6, ack.pkid),
                    Packet::PubComp(ack) => id(7, ack.pkid),
                    Packet::Subscribe(subscribe) => id(8, subscribe.pkid)
                        .texts(Field::FILTERS, subscribe.filters.iter().map(|filter| &filter.path))
                        .octets(Field::OPTIONS, subscribe.filters.iter().map(|filter| filter.qos as u8)),
                    Packet::SubAck(suback) => {
                        let codes = suback.return_codes.iter().map(|code| match code {
                            SubscribeReasonCode::Success(qos) => *qos as u8,
                            SubscribeReasonCode::Failure => 0x80,
                        });
                        id(9, suback.pkid).octets(Field::CODES, codes)
                    }
                    Packet::Unsubscribe(unsubscribe) => {
                        id(10, unsubscribe.pkid).texts(Field::FILTERS, &unsubscribe.topics)
                    }
                    Packet::UnsubAck(unsuback) => id(11, unsuback.pkid),
                    Packet::PingReq => Seen::new(12),
                    Packet::PingResp => Seen::new(13),
                    Packet::Disconnect => Seen::new(14),
                }
            }
        }
    };
}

seen!(Mqttbytes, mqttbytes_v4, mqttbytes::Protocol::V4);
seen!(Rumqttc, rumqttc_v4, rumqttc::mqttbytes::Protocol::V4);
