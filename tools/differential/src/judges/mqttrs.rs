//! mqttrs: MQTT 3.1.1, from a slice. It does not say how many bytes a packet took.

use mqttrs::{Packet, QosPid, SubscribeReturnCodes, decode_slice};

use crate::judge::{Answer, Judge, Question};
use crate::seen::{Field, Seen};

pub(super) struct Mqttrs;

impl Judge for Mqttrs {
    const NAME: &'static str = "mqttrs";
    const RELEASE: &'static str = "0.4.1";

    fn judge(question: &Question<'_>) -> Option<Answer> {
        if question.version == mqtt_codec_v5::Version::V5 || question.limit.is_some() {
            return None;
        }
        Some(match decode_slice(question.bytes) {
            Ok(Some(packet)) => Answer::Accept { seen: seen(&packet), taken: None },
            Ok(None) => Answer::NeedMore,
            Err(_) => Answer::Reject(None),
        })
    }
}

fn seen(packet: &Packet<'_>) -> Seen {
    let seen = Seen::new(packet.get_type() as u8 + 1);
    match packet {
        Packet::Connect(connect) => {
            let will = connect.last_will.as_ref();
            let seen = seen
                .number(Field::LEVEL, if connect.protocol == mqttrs::Protocol::MQIsdp { 3u8 } else { 4 })
                .number(Field::CLEAN, connect.clean_session)
                .number(Field::KEEP_ALIVE, connect.keep_alive)
                .bytes(Field::CLIENT_ID, connect.client_id)
                .number(Field::WILL, will.is_some())
                .some_bytes(Field::USER_NAME, connect.username)
                .some_bytes(Field::PASSWORD, connect.password);
            let Some(will) = will else { return seen };
            seen.bytes(Field::WILL_TOPIC, will.topic)
                .bytes(Field::WILL_PAYLOAD, will.message)
                .number(Field::WILL_QOS, will.qos as u8)
                .number(Field::WILL_RETAIN, will.retain)
        }
        Packet::Connack(connack) => seen
            .number(Field::SESSION_PRESENT, connack.session_present)
            .number(Field::CODE, connack.code as u8),
        Packet::Publish(publish) => {
            let (qos, id) = match publish.qospid {
                QosPid::AtMostOnce => (0u8, None),
                QosPid::AtLeastOnce(id) => (1, Some(id.get())),
                QosPid::ExactlyOnce(id) => (2, Some(id.get())),
            };
            seen.number(Field::DUP, publish.dup)
                .number(Field::QOS, qos)
                .number(Field::RETAIN, publish.retain)
                .some_number(Field::PACKET_ID, id)
                .bytes(Field::TOPIC, publish.topic_name)
                .bytes(Field::PAYLOAD, publish.payload)
        }
        Packet::Puback(id)
        | Packet::Pubrec(id)
        | Packet::Pubrel(id)
        | Packet::Pubcomp(id)
        | Packet::Unsuback(id) => seen.number(Field::PACKET_ID, id.get()),
        Packet::Subscribe(subscribe) => seen
            .number(Field::PACKET_ID, subscribe.pid.get())
            .texts(Field::FILTERS, subscribe.topics.iter().map(|topic| &topic.topic_path))
            .octets(Field::OPTIONS, subscribe.topics.iter().map(|topic| topic.qos as u8)),
        Packet::Suback(suback) => {
            let codes = suback.return_codes.iter().map(|code| match code {
                SubscribeReturnCodes::Success(qos) => *qos as u8,
                SubscribeReturnCodes::Failure => 0x80,
            });
            seen.number(Field::PACKET_ID, suback.pid.get()).octets(Field::CODES, codes)
        }
        Packet::Unsubscribe(unsubscribe) => {
            seen.number(Field::PACKET_ID, unsubscribe.pid.get()).texts(Field::FILTERS, &unsubscribe.topics)
        }
        Packet::Pingreq | Packet::Pingresp | Packet::Disconnect => seen,
    }
}
