//! Its packets of 5.0.

use mqtt_proto::v5::{Connack, Connect, LastWill, Packet, Publish, UserProperty};

use crate::seen::{Field, Place, Seen, number, string};

macro_rules! ack {
    ($seen:expr, $ack:expr) => {
        $seen
            .number(Field::PACKET_ID, $ack.pid.value())
            .strings(Place::Packet, &[(0x1F, text($ack.properties.reason_string.as_ref()))])
            .user_properties(Place::Packet, pairs(&$ack.properties.user_properties))
    };
}

pub(super) fn seen(packet: &Packet) -> Seen {
    let seen = Seen::new(packet.get_type() as u8 + 1);
    match packet {
        Packet::Connect(connect) => connect_of(seen, connect),
        Packet::Connack(connack) => connack_of(seen, connack),
        Packet::Publish(publish) => publish_of(seen, publish),
        Packet::Puback(ack) => ack!(seen, ack).number(Field::CODE, ack.reason_code as u8),
        Packet::Pubrec(ack) => ack!(seen, ack).number(Field::CODE, ack.reason_code as u8),
        Packet::Pubrel(ack) => ack!(seen, ack).number(Field::CODE, ack.reason_code as u8),
        Packet::Pubcomp(ack) => ack!(seen, ack).number(Field::CODE, ack.reason_code as u8),
        Packet::Subscribe(subscribe) => seen
            .number(Field::PACKET_ID, subscribe.pid.value())
            .texts(Field::FILTERS, subscribe.topics.iter().map(|(filter, _)| filter.as_bytes()))
            .octets(Field::OPTIONS, subscribe.topics.iter().map(|(_, options)| options.to_u8()))
            .subscription_ids(subscribe.properties.subscription_id.map(mqtt_proto::v5::VarByteInt::value))
            .user_properties(Place::Packet, pairs(&subscribe.properties.user_properties)),
        Packet::Suback(ack) => {
            ack!(seen, ack).octets(Field::CODES, ack.topics.iter().map(|code| *code as u8))
        }
        Packet::Unsubscribe(unsubscribe) => seen
            .number(Field::PACKET_ID, unsubscribe.pid.value())
            .texts(Field::FILTERS, unsubscribe.topics.iter().map(|filter| filter.as_bytes()))
            .user_properties(Place::Packet, pairs(&unsubscribe.properties.user_properties)),
        Packet::Unsuback(ack) => {
            ack!(seen, ack).octets(Field::CODES, ack.topics.iter().map(|code| *code as u8))
        }
        Packet::Pingreq | Packet::Pingresp => seen,
        Packet::Disconnect(disconnect) => {
            let own = &disconnect.properties;
            seen.number(Field::CODE, disconnect.reason_code as u8)
                .numbers(Place::Packet, &[(0x11, number(own.session_expiry_interval))])
                .strings(
                    Place::Packet,
                    &[(0x1C, text(own.server_reference.as_ref())), (0x1F, text(own.reason_string.as_ref()))],
                )
                .user_properties(Place::Packet, pairs(&own.user_properties))
        }
        Packet::Auth(auth) => {
            let own = &auth.properties;
            let strings = [
                (0x15, text(own.auth_method.as_ref())),
                (0x16, string(own.auth_data.as_ref())),
                (0x1F, text(own.reason_string.as_ref())),
            ];
            seen.number(Field::CODE, auth.reason_code as u8)
                .strings(Place::Packet, &strings)
                .user_properties(Place::Packet, pairs(&own.user_properties))
        }
    }
}

fn connect_of(seen: Seen, connect: &Connect) -> Seen {
    let own = &connect.properties;
    let numbers = [
        (0x11, number(own.session_expiry_interval)),
        (0x17, number(own.request_problem_info)),
        (0x19, number(own.request_response_info)),
        (0x21, number(own.receive_max)),
        (0x22, number(own.topic_alias_max)),
        (0x27, number(own.max_packet_size)),
    ];
    let strings = [(0x15, text(own.auth_method.as_ref())), (0x16, string(own.auth_data.as_ref()))];
    let seen = seen
        .number(Field::LEVEL, connect.protocol.to_pair().1)
        .number(Field::CLEAN, connect.clean_start)
        .number(Field::KEEP_ALIVE, connect.keep_alive)
        .bytes(Field::CLIENT_ID, connect.client_id.as_bytes())
        .number(Field::WILL, connect.last_will.is_some())
        .some_bytes(Field::USER_NAME, text(connect.username.as_ref()))
        .some_bytes(Field::PASSWORD, connect.password.as_ref())
        .numbers(Place::Packet, &numbers)
        .strings(Place::Packet, &strings)
        .user_properties(Place::Packet, pairs(&own.user_properties));
    connect.last_will.as_ref().map_or(seen, |will| will_of(seen, will))
}

fn will_of(seen: Seen, will: &LastWill) -> Seen {
    let own = &will.properties;
    let numbers = [
        (0x01, number(own.payload_is_utf8)),
        (0x02, number(own.message_expiry_interval)),
        (0x18, number(own.delay_interval)),
    ];
    let strings = [
        (0x03, text(own.content_type.as_ref())),
        (0x08, own.response_topic.as_ref().map(|topic| topic.as_bytes())),
        (0x09, string(own.correlation_data.as_ref())),
    ];
    seen.bytes(Field::WILL_TOPIC, will.topic_name.as_bytes())
        .bytes(Field::WILL_PAYLOAD, &will.payload)
        .number(Field::WILL_QOS, will.qos as u8)
        .number(Field::WILL_RETAIN, will.retain)
        .numbers(Place::Will, &numbers)
        .strings(Place::Will, &strings)
        .user_properties(Place::Will, pairs(&own.user_properties))
}

fn connack_of(seen: Seen, connack: &Connack) -> Seen {
    let own = &connack.properties;
    let numbers = [
        (0x11, number(own.session_expiry_interval)),
        (0x13, number(own.server_keep_alive)),
        (0x21, number(own.receive_max)),
        (0x22, number(own.topic_alias_max)),
        (0x24, number(own.max_qos.map(|qos| qos as u8))),
        (0x25, number(own.retain_available)),
        (0x27, number(own.max_packet_size)),
        (0x28, number(own.wildcard_subscription_available)),
        (0x29, number(own.subscription_id_available)),
        (0x2A, number(own.shared_subscription_available)),
    ];
    let strings = [
        (0x12, text(own.assigned_client_id.as_ref())),
        (0x15, text(own.auth_method.as_ref())),
        (0x16, string(own.auth_data.as_ref())),
        (0x1A, text(own.response_info.as_ref())),
        (0x1C, text(own.server_reference.as_ref())),
        (0x1F, text(own.reason_string.as_ref())),
    ];
    seen.number(Field::SESSION_PRESENT, connack.session_present)
        .number(Field::CODE, connack.reason_code as u8)
        .numbers(Place::Packet, &numbers)
        .strings(Place::Packet, &strings)
        .user_properties(Place::Packet, pairs(&own.user_properties))
}

fn publish_of(seen: Seen, publish: &Publish) -> Seen {
    let own = &publish.properties;
    let numbers = [
        (0x01, number(own.payload_is_utf8)),
        (0x02, number(own.message_expiry_interval)),
        (0x23, number(own.topic_alias)),
    ];
    let strings = [
        (0x03, text(own.content_type.as_ref())),
        (0x08, own.response_topic.as_ref().map(|topic| topic.as_bytes())),
        (0x09, string(own.correlation_data.as_ref())),
    ];
    seen.number(Field::DUP, publish.dup)
        .number(Field::QOS, publish.qos_pid.qos() as u8)
        .number(Field::RETAIN, publish.retain)
        .some_number(Field::PACKET_ID, publish.qos_pid.pid().map(mqtt_proto::Pid::value))
        .bytes(Field::TOPIC, publish.topic_name.as_bytes())
        .bytes(Field::PAYLOAD, &publish.payload)
        .numbers(Place::Packet, &numbers)
        .strings(Place::Packet, &strings)
        .subscription_ids(own.subscription_id.map(mqtt_proto::v5::VarByteInt::value))
        .user_properties(Place::Packet, pairs(&own.user_properties))
}

fn text<T: AsRef<str>>(text: Option<&T>) -> Option<&[u8]> {
    text.map(|text| text.as_ref().as_bytes())
}

fn pairs(users: &[UserProperty]) -> impl Iterator<Item = (&[u8], &[u8])> {
    users.iter().map(|user| (user.name.as_bytes(), user.value.as_bytes()))
}
