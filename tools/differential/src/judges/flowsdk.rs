//! flowsdk, with its feature `strict-protocol-compliance`: a parser that is fed, and takes frames off its buffer.

use flowsdk::mqtt_serde::control_packet::MqttPacket;
use flowsdk::mqtt_serde::mqttv5::Property;
use flowsdk::mqtt_serde::mqttv5::will::Will;
use flowsdk::mqtt_serde::parser::stream::MqttParser;
use mqtt_codec_v5::Version;

use crate::judge::{Answer, Judge, Question};
use crate::seen::{Field, Place, Seen, Value, number, string};

pub(super) struct Flowsdk;

impl Judge for Flowsdk {
    const NAME: &'static str = "flowsdk";
    const RELEASE: &'static str = "0.7.0";

    fn judge(question: &Question<'_>) -> Option<Answer> {
        if question.limit.is_some() {
            return None;
        }
        let version = match question.version {
            Version::V3_1 => 3,
            Version::V3_1_1 => 4,
            Version::V5 => 5,
        };
        let mut parser = MqttParser::new(question.bytes.len(), version);
        parser.feed(question.bytes);
        Some(match parser.next_packet() {
            Ok(Some(packet)) => {
                let taken = Some(question.bytes.len() - parser.buffer_mut().len());
                Answer::Accept { seen: seen(&packet), taken }
            }
            Ok(None) => Answer::NeedMore,
            Err(_) => Answer::Reject(None),
        })
    }
}

macro_rules! will {
    ($seen:expr, $topic:expr, $payload:expr, $qos:expr, $retain:expr) => {
        $seen
            .bytes(Field::WILL_TOPIC, $topic)
            .bytes(Field::WILL_PAYLOAD, $payload)
            .number(Field::WILL_QOS, $qos)
            .number(Field::WILL_RETAIN, $retain)
    };
}

macro_rules! ack {
    ($seen:expr, $own:expr) => {
        $seen
            .number(Field::PACKET_ID, $own.packet_id)
            .number(Field::CODE, $own.reason_code)
            .listed(Place::Packet, listed(&$own.properties))
    };
}

fn seen(packet: &MqttPacket) -> Seen {
    let seen = Seen::new(packet.packet_type() as u8);
    match packet {
        MqttPacket::Connect5(own) => {
            let seen = seen
                .number(Field::LEVEL, own.protocol_version)
                .number(Field::CLEAN, own.clean_start)
                .number(Field::KEEP_ALIVE, own.keep_alive)
                .bytes(Field::CLIENT_ID, &own.client_id)
                .number(Field::WILL, own.will.is_some())
                .some_bytes(Field::USER_NAME, own.username.as_ref())
                .some_bytes(Field::PASSWORD, own.password.as_ref())
                .listed(Place::Packet, listed(&own.properties));
            own.will.as_ref().map_or(seen, |will| will_of(seen, will))
        }
        MqttPacket::Connect3(own) => {
            let seen = seen
                .number(Field::LEVEL, own.protocol_version)
                .number(Field::CLEAN, own.clean_session)
                .number(Field::KEEP_ALIVE, own.keep_alive)
                .bytes(Field::CLIENT_ID, &own.client_id)
                .number(Field::WILL, own.will.is_some())
                .some_bytes(Field::USER_NAME, own.username.as_ref())
                .some_bytes(Field::PASSWORD, own.password.as_ref());
            let Some(will) = &own.will else { return seen };
            will!(seen, &will.topic, &will.message, will.qos, will.retain)
        }
        MqttPacket::ConnAck5(own) => seen
            .number(Field::SESSION_PRESENT, own.session_present)
            .number(Field::CODE, own.reason_code)
            .listed(Place::Packet, listed(own.properties.iter().flatten())),
        MqttPacket::ConnAck3(own) => {
            seen.number(Field::SESSION_PRESENT, own.session_present).number(Field::CODE, own.return_code)
        }
        MqttPacket::Publish5(own) => seen
            .number(Field::DUP, own.dup)
            .number(Field::QOS, own.qos)
            .number(Field::RETAIN, own.retain)
            .some_number(Field::PACKET_ID, own.packet_id)
            .bytes(Field::TOPIC, &own.topic_name)
            .bytes(Field::PAYLOAD, &own.payload)
            .listed(Place::Packet, listed(&own.properties)),
        MqttPacket::Publish3(own) => seen
            .number(Field::DUP, own.dup)
            .number(Field::QOS, own.qos)
            .number(Field::RETAIN, own.retain)
            .some_number(Field::PACKET_ID, own.message_id)
            .bytes(Field::TOPIC, &own.topic_name)
            .bytes(Field::PAYLOAD, &own.payload),
        MqttPacket::PubAck5(own) => ack!(seen, own),
        MqttPacket::PubRec5(own) => ack!(seen, own),
        MqttPacket::PubRel5(own) => ack!(seen, own),
        MqttPacket::PubComp5(own) => ack!(seen, own),
        MqttPacket::PubAck3(own) => seen.number(Field::PACKET_ID, own.message_id),
        MqttPacket::PubRec3(own) => seen.number(Field::PACKET_ID, own.message_id),
        MqttPacket::PubRel3(own) => seen.number(Field::PACKET_ID, own.message_id),
        MqttPacket::PubComp3(own) => seen.number(Field::PACKET_ID, own.message_id),
        MqttPacket::UnsubAck3(own) => seen.number(Field::PACKET_ID, own.message_id),
        MqttPacket::Subscribe5(own) => {
            let options = own.subscriptions.iter().map(|own| {
                own.qos
                    | u8::from(own.no_local) << 2
                    | u8::from(own.retain_as_published) << 3
                    | own.retain_handling << 4
            });
            seen.number(Field::PACKET_ID, own.packet_id)
                .texts(Field::FILTERS, own.subscriptions.iter().map(|own| &own.topic_filter))
                .octets(Field::OPTIONS, options)
                .listed(Place::Packet, listed(&own.properties))
        }
        MqttPacket::Subscribe3(own) => seen
            .number(Field::PACKET_ID, own.message_id)
            .texts(Field::FILTERS, own.subscriptions.iter().map(|own| &own.topic_filter))
            .octets(Field::OPTIONS, own.subscriptions.iter().map(|own| own.qos)),
        MqttPacket::SubAck5(own) => seen
            .number(Field::PACKET_ID, own.packet_id)
            .octets(Field::CODES, own.reason_codes.iter().copied())
            .listed(Place::Packet, listed(&own.properties)),
        MqttPacket::SubAck3(own) => seen
            .number(Field::PACKET_ID, own.message_id)
            .octets(Field::CODES, own.return_codes.iter().copied()),
        MqttPacket::Unsubscribe5(own) => seen
            .number(Field::PACKET_ID, own.packet_id)
            .texts(Field::FILTERS, &own.topic_filters)
            .listed(Place::Packet, listed(&own.properties)),
        MqttPacket::Unsubscribe3(own) => {
            seen.number(Field::PACKET_ID, own.message_id).texts(Field::FILTERS, &own.topic_filters)
        }
        MqttPacket::UnsubAck5(own) => seen
            .number(Field::PACKET_ID, own.packet_id)
            .octets(Field::CODES, own.reason_codes.iter().copied())
            .listed(Place::Packet, listed(&own.properties)),
        MqttPacket::Disconnect5(own) => {
            seen.number(Field::CODE, own.reason_code).listed(Place::Packet, listed(&own.properties))
        }
        MqttPacket::Auth(own) => {
            seen.number(Field::CODE, own.reason_code).listed(Place::Packet, listed(&own.properties))
        }
        MqttPacket::PingReq5(_)
        | MqttPacket::PingResp5(_)
        | MqttPacket::PingReq3(_)
        | MqttPacket::PingResp3(_)
        | MqttPacket::Disconnect3(_) => seen,
    }
}

fn will_of(seen: Seen, will: &Will) -> Seen {
    let own = &will.properties;
    let numbers = [
        (0x01, number(own.payload_format_indicator)),
        (0x02, number(own.message_expiry_interval)),
        (0x18, number(own.will_delay_interval)),
    ];
    let strings = [
        (0x03, string(own.content_type.as_ref())),
        (0x08, string(own.response_topic.as_ref())),
        (0x09, string(own.correlation_data.as_ref())),
    ];
    let users = own.user_properties.iter().filter_map(|user| match user {
        Property::UserProperty(name, value) => Some((name, value)),
        _ => None,
    });
    will!(seen, &will.will_topic, &will.will_message, will.will_qos, will.will_retain)
        .numbers(Place::Will, &numbers)
        .strings(Place::Will, &strings)
        .user_properties(Place::Will, users)
}

fn listed<'a>(properties: impl IntoIterator<Item = &'a Property>) -> impl Iterator<Item = (u8, Value<'a>)> {
    properties.into_iter().map(|property| match property {
        Property::PayloadFormatIndicator(n) => (0x01, Value::Number((*n).into())),
        Property::MessageExpiryInterval(n) => (0x02, Value::Number((*n).into())),
        Property::ContentType(text) => (0x03, Value::Bytes(text.as_bytes())),
        Property::ResponseTopic(text) => (0x08, Value::Bytes(text.as_bytes())),
        Property::CorrelationData(bytes) => (0x09, Value::Bytes(bytes)),
        Property::SubscriptionIdentifier(n) => (0x0B, Value::Number((*n).into())),
        Property::SessionExpiryInterval(n) => (0x11, Value::Number((*n).into())),
        Property::AssignedClientIdentifier(text) => (0x12, Value::Bytes(text.as_bytes())),
        Property::ServerKeepAlive(n) => (0x13, Value::Number((*n).into())),
        Property::AuthenticationMethod(text) => (0x15, Value::Bytes(text.as_bytes())),
        Property::AuthenticationData(bytes) => (0x16, Value::Bytes(bytes)),
        Property::RequestProblemInformation(n) => (0x17, Value::Number((*n).into())),
        Property::WillDelayInterval(n) => (0x18, Value::Number((*n).into())),
        Property::RequestResponseInformation(n) => (0x19, Value::Number((*n).into())),
        Property::ResponseInformation(text) => (0x1A, Value::Bytes(text.as_bytes())),
        Property::ServerReference(text) => (0x1C, Value::Bytes(text.as_bytes())),
        Property::ReasonString(text) => (0x1F, Value::Bytes(text.as_bytes())),
        Property::ReceiveMaximum(n) => (0x21, Value::Number((*n).into())),
        Property::TopicAliasMaximum(n) => (0x22, Value::Number((*n).into())),
        Property::TopicAlias(n) => (0x23, Value::Number((*n).into())),
        Property::MaximumQoS(n) => (0x24, Value::Number((*n).into())),
        Property::RetainAvailable(n) => (0x25, Value::Number((*n).into())),
        Property::UserProperty(name, value) => (0x26, Value::Pair(name.as_bytes(), value.as_bytes())),
        Property::MaximumPacketSize(n) => (0x27, Value::Number((*n).into())),
        Property::WildcardSubscriptionAvailable(n) => (0x28, Value::Number((*n).into())),
        Property::SubscriptionIdentifierAvailable(n) => (0x29, Value::Number((*n).into())),
        Property::SharedSubscriptionAvailable(n) => (0x2A, Value::Number((*n).into())),
    })
}
