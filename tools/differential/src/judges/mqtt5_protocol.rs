//! mqtt5-protocol: it decodes a body that its caller has cut off, so it cannot be asked whether a packet is all there. Bytes
//! of the body that it leaves are bytes of the packet that nobody looks at.

use bytes::{Buf, Bytes};
use mqtt_codec_v5::Version;
use mqtt5_protocol::packet::{FixedHeader, Packet};
use mqtt5_protocol::{Properties, PropertyValue};

use crate::judge::{Answer, Judge, Question, frame_len};
use crate::seen::{Field, Place, Seen, Value};

pub(super) struct Mqtt5Protocol;

impl Judge for Mqtt5Protocol {
    const NAME: &'static str = "mqtt5-protocol";
    const RELEASE: &'static str = "0.16.2";

    fn judge(question: &Question<'_>) -> Option<Answer> {
        let len = frame_len(question.bytes);
        let incomplete = match len {
            Some(len) => question.bytes.len() < len,
            None => question.bytes.len() < 5,
        };
        if question.limit.is_some() || question.version == Version::V3_1 || incomplete {
            return None;
        }
        let mut buf = Bytes::copy_from_slice(question.bytes);
        let Ok(header) = FixedHeader::decode(&mut buf) else { return Some(Answer::Reject(None)) };
        let mut body = buf.split_to(usize::try_from(header.remaining_length).ok()?.min(buf.len()));
        let (level, v5) = if question.version == Version::V5 { (5, true) } else { (4, false) };
        let packet = Packet::decode_from_body_with_version(header.packet_type, &header, &mut body, level);
        let taken = len.map(|len| len - body.remaining());
        Some(match packet {
            // A CONNECT of another version is one that its caller would refuse.
            Ok(Packet::Connect(connect)) if connect.protocol_version != level => Answer::Reject(None),
            Ok(packet) => Answer::Accept { seen: seen(&packet, v5), taken },
            Err(_) => Answer::Reject(None),
        })
    }
}

fn seen(packet: &Packet, v5: bool) -> Seen {
    let all = |seen: Seen, properties: &Properties| {
        if v5 { listed(seen, Place::Packet, properties) } else { seen }
    };
    let ack = |packet_type, id: u16, code: u8, properties| {
        let seen = Seen::new(packet_type).number(Field::PACKET_ID, id);
        all(if v5 { seen.number(Field::CODE, code) } else { seen }, properties)
    };
    match packet {
        Packet::Connect(own) => {
            let seen = Seen::new(1)
                .number(Field::LEVEL, own.protocol_version)
                .number(Field::CLEAN, own.clean_start)
                .number(Field::KEEP_ALIVE, own.keep_alive)
                .bytes(Field::CLIENT_ID, &own.client_id)
                .number(Field::WILL, own.will.is_some())
                .some_bytes(Field::USER_NAME, own.username.as_ref())
                .some_bytes(Field::PASSWORD, own.password.as_ref());
            let seen = all(seen, &own.properties);
            let Some(will) = &own.will else { return seen };
            let seen = seen
                .bytes(Field::WILL_TOPIC, &will.topic)
                .bytes(Field::WILL_PAYLOAD, &will.payload)
                .number(Field::WILL_QOS, will.qos as u8)
                .number(Field::WILL_RETAIN, will.retain);
            if v5 { listed(seen, Place::Will, &own.will_properties) } else { seen }
        }
        Packet::ConnAck(own) => {
            let code = u8::from(own.reason_code);
            let seen = Seen::new(2).number(Field::SESSION_PRESENT, own.session_present);
            // It translates the return codes of 3.1.1.
            all(if v5 { seen.number(Field::CODE, code) } else { seen }, &own.properties)
        }
        Packet::Publish(own) => all(
            Seen::new(3)
                .number(Field::DUP, own.dup)
                .number(Field::QOS, own.qos as u8)
                .number(Field::RETAIN, own.retain)
                .some_number(Field::PACKET_ID, own.packet_id)
                .bytes(Field::TOPIC, &own.topic_name)
                .bytes(Field::PAYLOAD, &own.payload),
            &own.properties,
        ),
        Packet::PubAck(own) => ack(4, own.packet_id, own.reason_code.into(), &own.properties),
        Packet::PubRec(own) => ack(5, own.packet_id, own.reason_code.into(), &own.properties),
        Packet::PubRel(own) => ack(6, own.packet_id, own.reason_code.into(), &own.properties),
        Packet::PubComp(own) => ack(7, own.packet_id, own.reason_code.into(), &own.properties),
        Packet::Subscribe(own) => {
            let options = own.filters.iter().map(|filter| {
                let own = &filter.options;
                own.qos as u8
                    | u8::from(own.no_local) << 2
                    | u8::from(own.retain_as_published) << 3
                    | (own.retain_handling as u8) << 4
            });
            let seen = Seen::new(8)
                .number(Field::PACKET_ID, own.packet_id)
                .texts(Field::FILTERS, own.filters.iter().map(|filter| &filter.filter))
                .octets(Field::OPTIONS, options);
            all(seen, &own.properties)
        }
        Packet::SubAck(own) => all(
            Seen::new(9)
                .number(Field::PACKET_ID, own.packet_id)
                .octets(Field::CODES, own.reason_codes.iter().map(|code| *code as u8)),
            &own.properties,
        ),
        Packet::Unsubscribe(own) => all(
            Seen::new(10).number(Field::PACKET_ID, own.packet_id).texts(Field::FILTERS, &own.filters),
            &own.properties,
        ),
        Packet::UnsubAck(own) => {
            let seen = Seen::new(11).number(Field::PACKET_ID, own.packet_id);
            if !v5 {
                return seen;
            }
            all(seen.octets(Field::CODES, own.reason_codes.iter().map(|code| *code as u8)), &own.properties)
        }
        Packet::PingReq => Seen::new(12),
        Packet::PingResp => Seen::new(13),
        Packet::Disconnect(own) => {
            all(Seen::new(14).number(Field::CODE, u8::from(own.reason_code)), &own.properties)
        }
        Packet::Auth(own) => {
            all(Seen::new(15).number(Field::CODE, u8::from(own.reason_code)), &own.properties)
        }
    }
}

fn listed(seen: Seen, place: Place, properties: &Properties) -> Seen {
    seen.listed(
        place,
        properties.iter().map(|(id, value)| {
            let value = match value {
                PropertyValue::Byte(n) => Value::Number((*n).into()),
                PropertyValue::TwoByteInteger(n) => Value::Number((*n).into()),
                PropertyValue::FourByteInteger(n) | PropertyValue::VariableByteInteger(n) => {
                    Value::Number((*n).into())
                }
                PropertyValue::BinaryData(bytes) => Value::Bytes(bytes),
                PropertyValue::Utf8String(text) => Value::Bytes(text.as_bytes()),
                PropertyValue::Utf8StringPair(name, value) => Value::Pair(name.as_bytes(), value.as_bytes()),
            };
            (id as u8, value)
        }),
    )
}
