//! Its packets of 3.1.1.

use mqtt_protocol_core::mqtt::connection::{PacketData, RawPacket};
use mqtt_protocol_core::mqtt::packet::v3_1_1 as v3;
use mqtt_protocol_core::mqtt::result_code::MqttError;

use crate::seen::{Field, Seen};

pub(super) fn seen(raw: &RawPacket) -> Result<Seen, MqttError> {
    let seen = Seen::new(raw.packet_type());
    Ok(match (raw.packet_type(), &raw.data) {
        (1, _) => {
            let own = raw.parse_exact(v3::Connect::parse)?;
            let seen = seen
                .number(Field::LEVEL, own.protocol_version())
                .number(Field::CLEAN, own.clean_session())
                .number(Field::KEEP_ALIVE, own.keep_alive())
                .bytes(Field::CLIENT_ID, own.client_id())
                .number(Field::WILL, own.will_flag())
                .some_bytes(Field::USER_NAME, own.user_name())
                .some_bytes(Field::PASSWORD, own.password());
            if !own.will_flag() {
                return Ok(seen);
            }
            seen.some_bytes(Field::WILL_TOPIC, own.will_topic())
                .some_bytes(Field::WILL_PAYLOAD, own.will_payload())
                .number(Field::WILL_QOS, own.will_qos() as u8)
                .number(Field::WILL_RETAIN, own.will_retain())
        }
        (2, _) => {
            let own = raw.parse_exact(v3::Connack::parse)?;
            seen.number(Field::SESSION_PRESENT, own.session_present())
                .number(Field::CODE, own.return_code() as u8)
        }
        (3, PacketData::Publish(data)) => {
            let (own, _) = v3::Publish::parse(raw.flags(), data.clone())?;
            seen.number(Field::DUP, own.dup())
                .number(Field::QOS, own.qos() as u8)
                .number(Field::RETAIN, own.retain())
                .some_number(Field::PACKET_ID, own.packet_id())
                .bytes(Field::TOPIC, own.topic_name())
                .bytes(Field::PAYLOAD, own.payload().as_slice())
        }
        (4, _) => seen.number(Field::PACKET_ID, raw.parse_exact(v3::Puback::parse)?.packet_id()),
        (5, _) => seen.number(Field::PACKET_ID, raw.parse_exact(v3::Pubrec::parse)?.packet_id()),
        (6, _) => seen.number(Field::PACKET_ID, raw.parse_exact(v3::Pubrel::parse)?.packet_id()),
        (7, _) => seen.number(Field::PACKET_ID, raw.parse_exact(v3::Pubcomp::parse)?.packet_id()),
        (8, _) => {
            let own = raw.parse_exact(v3::Subscribe::parse)?;
            seen.number(Field::PACKET_ID, own.packet_id())
                .texts(
                    Field::FILTERS,
                    own.entries().iter().map(mqtt_protocol_core::mqtt::packet::SubEntry::topic_filter),
                )
                .octets(Field::OPTIONS, own.entries().iter().map(|entry| entry.sub_opts().qos() as u8))
        }
        (9, _) => {
            let own = raw.parse_exact(v3::Suback::parse)?;
            seen.number(Field::PACKET_ID, own.packet_id())
                .octets(Field::CODES, own.return_codes().into_iter().map(|code| code as u8))
        }
        (10, _) => {
            let own = raw.parse_exact(v3::Unsubscribe::parse)?;
            seen.number(Field::PACKET_ID, own.packet_id()).texts(
                Field::FILTERS,
                own.entries().iter().map(mqtt_protocol_core::mqtt::packet::MqttString::as_str),
            )
        }
        (11, _) => seen.number(Field::PACKET_ID, raw.parse_exact(v3::Unsuback::parse)?.packet_id()),
        (12, _) => raw.parse_exact(v3::Pingreq::parse).map(|_| seen)?,
        (13, _) => raw.parse_exact(v3::Pingresp::parse).map(|_| seen)?,
        (14, _) => raw.parse_exact(v3::Disconnect::parse).map(|_| seen)?,
        _ => return Err(MqttError::MalformedPacket),
    })
}
