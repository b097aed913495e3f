//! Its packets of 5.0.

use mqtt_protocol_core::mqtt::connection::{PacketData, RawPacket};
use mqtt_protocol_core::mqtt::packet::{Property, v5_0 as v5};
use mqtt_protocol_core::mqtt::prelude::PropertyValueAccess as _;
use mqtt_protocol_core::mqtt::result_code::MqttError;

use crate::seen::{Field, Place, Seen, Value};

macro_rules! ack {
    ($seen:expr, $raw:expr, $Packet:ident) => {{
        let own = $raw.parse_exact(v5::$Packet::parse)?;
        $seen
            .number(Field::PACKET_ID, own.packet_id())
            .number(Field::CODE, own.reason_code().map_or(0, |code| code as u8))
            .listed(Place::Packet, listed(own.props().iter().flatten()))
    }};
}

pub(super) fn seen(raw: &RawPacket) -> Result<Seen, MqttError> {
    let seen = Seen::new(raw.packet_type());
    Ok(match (raw.packet_type(), &raw.data) {
        (1, _) => {
            let own = raw.parse_exact(v5::Connect::parse)?;
            let seen = seen
                .number(Field::LEVEL, own.protocol_version())
                .number(Field::CLEAN, own.clean_start())
                .number(Field::KEEP_ALIVE, own.keep_alive())
                .bytes(Field::CLIENT_ID, own.client_id())
                .number(Field::WILL, own.will_flag())
                .some_bytes(Field::USER_NAME, own.user_name())
                .some_bytes(Field::PASSWORD, own.password())
                .listed(Place::Packet, listed(own.props()));
            if !own.will_flag() {
                return Ok(seen);
            }
            seen.some_bytes(Field::WILL_TOPIC, own.will_topic())
                .some_bytes(Field::WILL_PAYLOAD, own.will_payload())
                .number(Field::WILL_QOS, own.will_qos() as u8)
                .number(Field::WILL_RETAIN, own.will_retain())
                .listed(Place::Will, listed(own.will_props()))
        }
        (2, _) => {
            let own = raw.parse_exact(v5::Connack::parse)?;
            seen.number(Field::SESSION_PRESENT, own.session_present())
                .number(Field::CODE, own.reason_code() as u8)
                .listed(Place::Packet, listed(own.props()))
        }
        (3, PacketData::Publish(data)) => {
            let (own, _) = v5::Publish::parse(raw.flags(), data.clone())?;
            seen.number(Field::DUP, own.dup())
                .number(Field::QOS, own.qos() as u8)
                .number(Field::RETAIN, own.retain())
                .some_number(Field::PACKET_ID, own.packet_id())
                .bytes(Field::TOPIC, own.topic_name())
                .bytes(Field::PAYLOAD, own.payload().as_slice())
                .listed(Place::Packet, listed(own.props()))
        }
        (4, _) => ack!(seen, raw, Puback),
        (5, _) => ack!(seen, raw, Pubrec),
        (6, _) => ack!(seen, raw, Pubrel),
        (7, _) => ack!(seen, raw, Pubcomp),
        (8, _) => {
            let own = raw.parse_exact(v5::Subscribe::parse)?;
            seen.number(Field::PACKET_ID, own.packet_id())
                .texts(
                    Field::FILTERS,
                    own.entries().iter().map(mqtt_protocol_core::mqtt::packet::SubEntry::topic_filter),
                )
                .octets(Field::OPTIONS, own.entries().iter().map(|entry| entry.sub_opts().to_buffer()[0]))
                .listed(Place::Packet, listed(own.props()))
        }
        (9, _) => {
            let own = raw.parse_exact(v5::Suback::parse)?;
            seen.number(Field::PACKET_ID, own.packet_id())
                .octets(Field::CODES, own.reason_codes().into_iter().map(|code| code as u8))
                .listed(Place::Packet, listed(own.props()))
        }
        (10, _) => {
            let own = raw.parse_exact(v5::Unsubscribe::parse)?;
            seen.number(Field::PACKET_ID, own.packet_id())
                .texts(
                    Field::FILTERS,
                    own.entries().iter().map(mqtt_protocol_core::mqtt::packet::MqttString::as_str),
                )
                .listed(Place::Packet, listed(own.props()))
        }
        (11, _) => {
            let own = raw.parse_exact(v5::Unsuback::parse)?;
            seen.number(Field::PACKET_ID, own.packet_id())
                .octets(Field::CODES, own.reason_codes().into_iter().map(|code| code as u8))
                .listed(Place::Packet, listed(own.props()))
        }
        (12, _) => raw.parse_exact(v5::Pingreq::parse).map(|_| seen)?,
        (13, _) => raw.parse_exact(v5::Pingresp::parse).map(|_| seen)?,
        (14, _) => {
            let own = raw.parse_exact(v5::Disconnect::parse)?;
            seen.number(Field::CODE, own.reason_code().map_or(0, |code| code as u8))
                .listed(Place::Packet, listed(own.props().iter().flatten()))
        }
        (15, _) => {
            let own = raw.parse_exact(v5::Auth::parse)?;
            seen.number(Field::CODE, own.reason_code().map_or(0, |code| code as u8))
                .listed(Place::Packet, listed(own.props().iter().flatten()))
        }
        _ => return Err(MqttError::MalformedPacket),
    })
}

fn listed<'a>(properties: impl IntoIterator<Item = &'a Property>) -> impl Iterator<Item = (u8, Value<'a>)> {
    properties.into_iter().filter_map(|property| {
        let number = property
            .as_u8()
            .map(u64::from)
            .or_else(|| property.as_u16().map(u64::from))
            .or_else(|| property.as_u32().map(u64::from));
        let bytes = property.as_str().map(str::as_bytes).or_else(|| property.as_bytes());
        let pair =
            property.as_key_value().map(|(name, value)| Value::Pair(name.as_bytes(), value.as_bytes()));
        let value = number.map(Value::Number).or(bytes.map(Value::Bytes)).or(pair)?;
        Some((property.id().as_u8(), value))
    })
}
