//! Its packets of 5.0. It keeps a value where the standard has a default.

use bytestring::ByteString;
use rmqtt_codec::types::Publish;
use rmqtt_codec::v5::{Connect, ConnectAck, LastWill, Packet};

use crate::seen::{Field, Place, Seen, number, string};

pub(super) fn seen(packet: &Packet) -> Seen {
    match packet {
        Packet::Connect(connect) => connect_of(connect),
        Packet::ConnectAck(connack) => connack_of(connack),
        Packet::Publish(publish) => publish_of(publish),
        Packet::PublishAck(ack) | Packet::PublishReceived(ack) => {
            let packet_type = if matches!(packet, Packet::PublishAck(_)) { 4 } else { 5 };
            let seen = Seen::new(packet_type).number(Field::CODE, ack.reason_code as u8);
            answer(seen, ack.packet_id.get(), ack.reason_string.as_ref(), &ack.properties)
        }
        Packet::PublishRelease(ack) | Packet::PublishComplete(ack) => {
            let packet_type = if matches!(packet, Packet::PublishRelease(_)) { 6 } else { 7 };
            let seen = Seen::new(packet_type).number(Field::CODE, ack.reason_code as u8);
            answer(seen, ack.packet_id.get(), ack.reason_string.as_ref(), &ack.properties)
        }
        Packet::Subscribe(subscribe) => {
            let options = subscribe.topic_filters.iter().map(|(_, options)| {
                options.qos as u8
                    | u8::from(options.no_local) << 2
                    | u8::from(options.retain_as_published) << 3
                    | (options.retain_handling as u8) << 4
            });
            Seen::new(8)
                .number(Field::PACKET_ID, subscribe.packet_id.get())
                .texts(Field::FILTERS, subscribe.topic_filters.iter().map(|(filter, _)| filter.as_bytes()))
                .octets(Field::OPTIONS, options)
                .subscription_ids(subscribe.id.map(u32::from))
                .user_properties(Place::Packet, pairs(&subscribe.user_properties))
        }
        Packet::SubscribeAck(ack) => {
            let seen = Seen::new(9).octets(Field::CODES, ack.status.iter().map(|code| *code as u8));
            answer(seen, ack.packet_id.get(), ack.reason_string.as_ref(), &ack.properties)
        }
        Packet::Unsubscribe(unsubscribe) => Seen::new(10)
            .number(Field::PACKET_ID, unsubscribe.packet_id.get())
            .texts(Field::FILTERS, unsubscribe.topic_filters.iter().map(bytestring::ByteString::as_bytes))
            .user_properties(Place::Packet, pairs(&unsubscribe.user_properties)),
        Packet::UnsubscribeAck(ack) => {
            let seen = Seen::new(11).octets(Field::CODES, ack.status.iter().map(|code| *code as u8));
            answer(seen, ack.packet_id.get(), ack.reason_string.as_ref(), &ack.properties)
        }
        Packet::PingRequest => Seen::new(12),
        Packet::PingResponse => Seen::new(13),
        Packet::Disconnect(own) => Seen::new(14)
            .number(Field::CODE, own.reason_code as u8)
            .numbers(Place::Packet, &[(0x11, number(own.session_expiry_interval_secs))])
            .strings(
                Place::Packet,
                &[(0x1C, text(own.server_reference.as_ref())), (0x1F, text(own.reason_string.as_ref()))],
            )
            .user_properties(Place::Packet, pairs(&own.user_properties)),
        Packet::Auth(own) => {
            let strings = [
                (0x15, text(own.auth_method.as_ref())),
                (0x16, string(own.auth_data.as_ref())),
                (0x1F, text(own.reason_string.as_ref())),
            ];
            Seen::new(15)
                .number(Field::CODE, own.reason_code as u8)
                .strings(Place::Packet, &strings)
                .user_properties(Place::Packet, pairs(&own.user_properties))
        }
    }
}

fn connect_of(own: &Connect) -> Seen {
    let numbers = [
        (0x11, Some(u64::from(own.session_expiry_interval_secs))),
        (0x17, Some(u64::from(own.request_problem_info))),
        (0x19, Some(u64::from(own.request_response_info))),
        (0x21, number(own.receive_max.map(u16::from))),
        (0x22, Some(u64::from(own.topic_alias_max))),
        (0x27, number(own.max_packet_size.map(u32::from))),
    ];
    let strings = [(0x15, text(own.auth_method.as_ref())), (0x16, string(own.auth_data.as_ref()))];
    let seen = Seen::new(1)
        .number(Field::LEVEL, 5u8)
        .number(Field::CLEAN, own.clean_start)
        .number(Field::KEEP_ALIVE, own.keep_alive)
        .bytes(Field::CLIENT_ID, own.client_id.as_bytes())
        .number(Field::WILL, own.last_will.is_some())
        .some_bytes(Field::USER_NAME, text(own.username.as_ref()))
        .some_bytes(Field::PASSWORD, own.password.as_ref())
        .numbers(Place::Packet, &numbers)
        .strings(Place::Packet, &strings)
        .user_properties(Place::Packet, pairs(&own.user_properties));
    own.last_will.as_ref().map_or(seen, |will| will_of(seen, will))
}

fn will_of(seen: Seen, own: &LastWill) -> Seen {
    let numbers = [
        (0x01, number(own.is_utf8_payload)),
        (0x02, number(own.message_expiry_interval.map(u32::from))),
        (0x18, number(own.will_delay_interval_sec)),
    ];
    let strings = [
        (0x03, text(own.content_type.as_ref())),
        (0x08, text(own.response_topic.as_ref())),
        (0x09, string(own.correlation_data.as_ref())),
    ];
    seen.bytes(Field::WILL_TOPIC, own.topic.as_bytes())
        .bytes(Field::WILL_PAYLOAD, &own.message)
        .number(Field::WILL_QOS, own.qos as u8)
        .number(Field::WILL_RETAIN, own.retain)
        .numbers(Place::Will, &numbers)
        .strings(Place::Will, &strings)
        .user_properties(Place::Will, pairs(&own.user_properties))
}

fn connack_of(own: &ConnectAck) -> Seen {
    let numbers = [
        (0x11, number(own.session_expiry_interval_secs)),
        (0x13, number(own.server_keepalive_sec)),
        (0x21, Some(u64::from(own.receive_max.get()))),
        (0x22, Some(u64::from(own.topic_alias_max))),
        (0x24, Some(u64::from(own.max_qos as u8))),
        (0x25, Some(u64::from(own.retain_available))),
        (0x27, number(own.max_packet_size)),
        (0x28, Some(u64::from(own.wildcard_subscription_available))),
        (0x29, Some(u64::from(own.subscription_identifiers_available))),
        (0x2A, Some(u64::from(own.shared_subscription_available))),
    ];
    let strings = [
        (0x12, text(own.assigned_client_id.as_ref())),
        (0x15, text(own.auth_method.as_ref())),
        (0x16, string(own.auth_data.as_ref())),
        (0x1A, text(own.response_info.as_ref())),
        (0x1C, text(own.server_reference.as_ref())),
        (0x1F, text(own.reason_string.as_ref())),
    ];
    Seen::new(2)
        .number(Field::SESSION_PRESENT, own.session_present)
        .number(Field::CODE, own.reason_code as u8)
        .numbers(Place::Packet, &numbers)
        .strings(Place::Packet, &strings)
        .user_properties(Place::Packet, pairs(&own.user_properties))
}

fn publish_of(publish: &Publish) -> Seen {
    let seen = Seen::new(3)
        .number(Field::DUP, publish.dup)
        .number(Field::QOS, publish.qos as u8)
        .number(Field::RETAIN, publish.retain)
        .some_number(Field::PACKET_ID, publish.packet_id.map(u16::from))
        .bytes(Field::TOPIC, publish.topic.as_bytes())
        .bytes(Field::PAYLOAD, &publish.payload);
    let Some(own) = &publish.properties else { return seen };
    let numbers = [
        (0x01, Some(u64::from(own.is_utf8_payload))),
        (0x02, number(own.message_expiry_interval.map(u32::from))),
        (0x23, number(own.topic_alias.map(u16::from))),
    ];
    let strings = [
        (0x03, text(own.content_type.as_ref())),
        (0x08, text(own.response_topic.as_ref())),
        (0x09, string(own.correlation_data.as_ref())),
    ];
    seen.numbers(Place::Packet, &numbers)
        .strings(Place::Packet, &strings)
        .subscription_ids(own.subscription_ids.iter().map(|id| id.get()))
        .user_properties(Place::Packet, pairs(&own.user_properties))
}

fn answer(seen: Seen, id: u16, reason: Option<&ByteString>, users: &[(ByteString, ByteString)]) -> Seen {
    seen.number(Field::PACKET_ID, id)
        .strings(Place::Packet, &[(0x1F, text(reason))])
        .user_properties(Place::Packet, pairs(users))
}

fn text(text: Option<&ByteString>) -> Option<&[u8]> {
    text.map(|text| text.as_bytes().as_ref())
}

fn pairs(users: &[(ByteString, ByteString)]) -> impl Iterator<Item = (&[u8], &[u8])> {
    users.iter().map(|(name, value)| (name.as_bytes().as_ref(), value.as_bytes().as_ref()))
}
