//! Its packets of 5.0.

use mqute_codec::protocol::v5::{ConnAck, Connect, Packet, Publish, Will};

use crate::seen::{Field, Place, Seen, number, string};

macro_rules! answer {
    ($packet_type:literal, $ack:expr) => {{
        let own = $ack.properties();
        Seen::new($packet_type)
            .number(Field::PACKET_ID, $ack.packet_id())
            .strings(
                Place::Packet,
                &[(0x1F, string(own.as_ref().and_then(|own| own.reason_string.as_ref())))],
            )
            .user_properties(Place::Packet, own.map(|own| own.user_properties).unwrap_or_default())
    }};
}

pub(super) fn seen(packet: &Packet) -> Seen {
    match packet {
        Packet::Connect(connect) => connect_of(connect),
        Packet::ConnAck(connack) => connack_of(connack),
        Packet::Publish(publish) => publish_of(publish),
        Packet::PubAck(ack) => answer!(4, ack).number(Field::CODE, u8::from(ack.code())),
        Packet::PubRec(ack) => answer!(5, ack).number(Field::CODE, u8::from(ack.code())),
        Packet::PubRel(ack) => answer!(6, ack).number(Field::CODE, u8::from(ack.code())),
        Packet::PubComp(ack) => answer!(7, ack).number(Field::CODE, u8::from(ack.code())),
        Packet::Subscribe(subscribe) => {
            let own = subscribe.properties();
            let filters: Vec<_> = subscribe.filters().into_iter().collect();
            let options = filters.iter().map(|filter| {
                filter.qos as u8
                    | u8::from(filter.no_local) << 2
                    | u8::from(filter.retain_as_published) << 3
                    | u8::from(filter.retain_handling) << 4
            });
            Seen::new(8)
                .number(Field::PACKET_ID, subscribe.packet_id())
                .texts(Field::FILTERS, filters.iter().map(|filter| &filter.topic))
                .octets(Field::OPTIONS, options)
                .subscription_ids(own.as_ref().and_then(|own| own.subscription_id))
                .user_properties(Place::Packet, own.map(|own| own.user_properties).unwrap_or_default())
        }
        Packet::SubAck(ack) => answer!(9, ack).octets(Field::CODES, ack.codes().into_iter().map(u8::from)),
        Packet::Unsubscribe(unsubscribe) => Seen::new(10)
            .number(Field::PACKET_ID, unsubscribe.packet_id())
            .texts(Field::FILTERS, unsubscribe.filters())
            .user_properties(
                Place::Packet,
                unsubscribe.properties().map(|own| own.user_properties).unwrap_or_default(),
            ),
        Packet::UnsubAck(ack) => answer!(11, ack).octets(Field::CODES, ack.codes().into_iter().map(u8::from)),
        Packet::PingReq(_) => Seen::new(12),
        Packet::PingResp(_) => Seen::new(13),
        Packet::Disconnect(disconnect) => {
            let own = disconnect.properties().unwrap_or_default();
            let expiry = own.session_expiry_interval.map(|interval| interval.as_secs());
            let strings =
                [(0x1C, string(own.server_reference.as_ref())), (0x1F, string(own.reason_string.as_ref()))];
            Seen::new(14)
                .number(Field::CODE, u8::from(disconnect.code()))
                .numbers(Place::Packet, &[(0x11, expiry)])
                .strings(Place::Packet, &strings)
                .user_properties(Place::Packet, own.user_properties)
        }
        Packet::Auth(auth) => {
            let own = auth.properties().unwrap_or_default();
            let strings = [
                (0x15, string(own.auth_method.as_ref())),
                (0x16, string(own.auth_data.as_ref())),
                (0x1F, string(own.reason_string.as_ref())),
            ];
            Seen::new(15)
                .number(Field::CODE, u8::from(auth.code()))
                .strings(Place::Packet, &strings)
                .user_properties(Place::Packet, own.user_properties)
        }
    }
}

fn connect_of(connect: &Connect) -> Seen {
    let own = connect.properties().unwrap_or_default();
    let numbers = [
        (0x11, own.session_expiry_interval.map(|interval| interval.as_secs())),
        (0x17, number(own.request_problem_info)),
        (0x19, number(own.request_response_info)),
        (0x21, number(own.receive_maximum)),
        (0x22, number(own.topic_alias_maximum)),
        (0x27, number(own.maximum_packet_size)),
    ];
    let strings = [(0x15, string(own.auth_method.as_ref())), (0x16, string(own.auth_data.as_ref()))];
    let (will, credentials) = (connect.will(), connect.credentials());
    let seen = Seen::new(1)
        .number(Field::CLEAN, connect.clean_session())
        .number(Field::KEEP_ALIVE, connect.keep_alive().as_secs())
        .bytes(Field::CLIENT_ID, connect.client_id())
        .number(Field::WILL, will.is_some())
        .some_bytes(Field::USER_NAME, credentials.as_ref().map(mqute_codec::protocol::Credentials::username))
        .some_bytes(
            Field::PASSWORD,
            credentials.as_ref().and_then(mqute_codec::protocol::Credentials::password),
        )
        .numbers(Place::Packet, &numbers)
        .strings(Place::Packet, &strings)
        .user_properties(Place::Packet, own.user_properties.clone());
    will.map_or(seen, |will| will_of(seen, &will))
}

fn will_of(seen: Seen, will: &Will) -> Seen {
    let own = will.properties.clone().unwrap_or_default();
    let numbers = [
        (0x01, number(own.payload_format_indicator)),
        (0x02, own.message_expiry_interval.map(|interval| interval.as_secs())),
        (0x18, own.delay_interval.map(|interval| interval.as_secs())),
    ];
    let strings = [
        (0x03, string(own.content_type.as_ref())),
        (0x08, string(own.response_topic.as_ref())),
        (0x09, string(own.correlation_data.as_ref())),
    ];
    seen.bytes(Field::WILL_TOPIC, &will.topic)
        .bytes(Field::WILL_PAYLOAD, &will.payload)
        .number(Field::WILL_QOS, will.qos as u8)
        .number(Field::WILL_RETAIN, will.retain)
        .numbers(Place::Will, &numbers)
        .strings(Place::Will, &strings)
        .user_properties(Place::Will, own.user_properties)
}

fn connack_of(connack: &ConnAck) -> Seen {
    let own = connack.properties().unwrap_or_default();
    let numbers = [
        (0x11, own.session_expiry_interval.map(|interval| interval.as_secs())),
        (0x13, number(own.server_keep_alive)),
        (0x21, number(own.receive_maximum)),
        (0x22, number(own.topic_alias_maximum)),
        (0x24, number(own.maximum_qos.map(|qos| qos as u8))),
        (0x25, number(own.retain_available)),
        (0x27, number(own.maximum_packet_size)),
        (0x28, number(own.wildcard_subscription_available)),
        (0x29, number(own.subscription_id_available)),
        (0x2A, number(own.shared_subscription_available)),
    ];
    let strings = [
        (0x12, string(own.assigned_client_id.as_ref())),
        (0x15, string(own.auth_method.as_ref())),
        (0x16, string(own.auth_data.as_ref())),
        (0x1A, string(own.response_info.as_ref())),
        (0x1C, string(own.server_reference.as_ref())),
        (0x1F, string(own.reason.as_ref())),
    ];
    Seen::new(2)
        .number(Field::SESSION_PRESENT, connack.session_present())
        .number(Field::CODE, u8::from(connack.code()))
        .numbers(Place::Packet, &numbers)
        .strings(Place::Packet, &strings)
        .user_properties(Place::Packet, own.user_properties.clone())
}

fn publish_of(publish: &Publish) -> Seen {
    let own = publish.properties().unwrap_or_default();
    let numbers = [
        (0x01, number(own.payload_format_indicator)),
        (0x02, own.message_expiry_interval.map(|interval| interval.as_secs())),
        (0x23, number(own.topic_alias)),
    ];
    let strings = [
        (0x03, string(own.content_type.as_ref())),
        (0x08, string(own.response_topic.as_ref())),
        (0x09, string(own.correlation_data.as_ref())),
    ];
    Seen::new(3)
        .number(Field::DUP, publish.flags().dup)
        .number(Field::QOS, publish.flags().qos as u8)
        .number(Field::RETAIN, publish.flags().retain)
        .some_number(Field::PACKET_ID, publish.packet_id())
        .bytes(Field::TOPIC, publish.topic())
        .bytes(Field::PAYLOAD, publish.payload())
        .numbers(Place::Packet, &numbers)
        .strings(Place::Packet, &strings)
        .subscription_ids(own.subscription_id.iter().copied())
        .user_properties(Place::Packet, own.user_properties.clone())
}
