//! Its packets of 5.0.

use mqtt_codec_kit::common::encodable::VarBytes;
use mqtt_codec_kit::v5::packet::connect::LastWill;
use mqtt_codec_kit::v5::packet::{ConnackPacket, ConnectPacket, PublishPacket, VariablePacket};

use crate::seen::{Field, Place, Seen, number, string};

macro_rules! answer {
    ($packet_type:literal, $ack:expr) => {
        Seen::new($packet_type)
            .number(Field::PACKET_ID, $ack.packet_identifier())
            .strings(Place::Packet, &[(0x1F, string($ack.properties().reason_string().as_ref()))])
            .user_properties(Place::Packet, pairs($ack.properties().user_properties()))
    };
}

pub(super) fn seen(packet: &VariablePacket) -> Seen {
    match packet {
        VariablePacket::ConnectPacket(own) => connect_of(own),
        VariablePacket::ConnackPacket(own) => connack_of(own),
        VariablePacket::PublishPacket(own) => publish_of(own),
        VariablePacket::PubackPacket(ack) => answer!(4, ack).number(Field::CODE, u8::from(ack.reason_code())),
        VariablePacket::PubrecPacket(ack) => answer!(5, ack).number(Field::CODE, u8::from(ack.reason_code())),
        VariablePacket::PubrelPacket(ack) => answer!(6, ack).number(Field::CODE, u8::from(ack.reason_code())),
        VariablePacket::PubcompPacket(ack) => {
            answer!(7, ack).number(Field::CODE, u8::from(ack.reason_code()))
        }
        VariablePacket::SubscribePacket(own) => {
            let id = own.properties().identifier();
            Seen::new(8)
                .number(Field::PACKET_ID, own.packet_identifier())
                .texts(Field::FILTERS, own.subscribes().iter().map(|(filter, _)| filter.as_bytes()))
                .octets(Field::OPTIONS, own.subscribes().iter().map(|(_, options)| u8::from(options)))
                .subscription_ids(id.and_then(|id| u64::try_from(id).ok()))
                .user_properties(Place::Packet, pairs(own.properties().user_properties()))
        }
        VariablePacket::SubackPacket(ack) => {
            answer!(9, ack).octets(Field::CODES, ack.reason_code().iter().map(u8::from))
        }
        VariablePacket::UnsubscribePacket(own) => Seen::new(10)
            .number(Field::PACKET_ID, own.packet_identifier())
            .texts(Field::FILTERS, own.subscribes().iter().map(|filter| filter.as_bytes()))
            .user_properties(Place::Packet, pairs(own.properties().user_properties())),
        VariablePacket::UnsubackPacket(ack) => {
            answer!(11, ack).octets(Field::CODES, ack.reason_code().iter().map(u8::from))
        }
        VariablePacket::PingreqPacket(_) => Seen::new(12),
        VariablePacket::PingrespPacket(_) => Seen::new(13),
        VariablePacket::DisconnectPacket(packet) => {
            let own = packet.properties();
            let strings = [
                (0x1C, string(own.server_reference().as_ref())),
                (0x1F, string(own.reason_string().as_ref())),
            ];
            Seen::new(14)
                .number(Field::CODE, u8::from(packet.reason_code()))
                .numbers(Place::Packet, &[(0x11, number(own.session_expiry_interval()))])
                .strings(Place::Packet, &strings)
                .user_properties(Place::Packet, pairs(own.user_properties()))
        }
        VariablePacket::AuthPacket(packet) => {
            let seen = Seen::new(15).number(Field::CODE, u8::from(packet.reason_code()));
            let Some(own) = packet.properties() else { return seen };
            let strings = [
                (0x15, string(own.authentication_method().as_ref())),
                (0x16, binary(own.authentication_data().as_ref())),
                (0x1F, string(own.reason_string().as_ref())),
            ];
            seen.strings(Place::Packet, &strings).user_properties(Place::Packet, pairs(own.user_properties()))
        }
    }
}

fn connect_of(connect: &ConnectPacket) -> Seen {
    let own = connect.properties();
    let numbers = [
        (0x11, number(own.session_expiry_interval())),
        (0x17, number(own.request_problem_info())),
        (0x19, number(own.request_response_info())),
        (0x21, number(own.receive_maximum())),
        (0x22, number(own.topic_alias_max())),
        (0x27, number(own.max_packet_size())),
    ];
    let strings = [
        (0x15, string(own.authentication_method().as_ref())),
        (0x16, binary(own.authentication_data().as_ref())),
    ];
    let will = connect.will();
    let seen = Seen::new(1)
        .number(Field::LEVEL, connect.protocol_level() as u8)
        .number(Field::CLEAN, connect.clean_session())
        .number(Field::KEEP_ALIVE, connect.keep_alive())
        .bytes(Field::CLIENT_ID, connect.client_identifier())
        .number(Field::WILL, will.is_some())
        .some_bytes(Field::USER_NAME, connect.username())
        .some_bytes(Field::PASSWORD, connect.password())
        .numbers(Place::Packet, &numbers)
        .strings(Place::Packet, &strings)
        .user_properties(Place::Packet, pairs(own.user_properties()));
    will.map_or(seen, |will| will_of(seen, &will))
}

fn will_of(seen: Seen, will: &LastWill) -> Seen {
    let own = will.properties();
    let numbers = [
        (0x01, number(own.payload_format_indicator())),
        (0x02, number(own.message_expiry_interval())),
        (0x18, number(own.delay_interval())),
    ];
    let strings = [
        (0x03, string(own.content_type().as_ref())),
        (0x08, string(own.response_topic().as_ref())),
        (0x09, binary(own.correlation_data().as_ref())),
    ];
    seen.bytes(Field::WILL_TOPIC, will.topic().as_bytes())
        .bytes(Field::WILL_PAYLOAD, &will.message().0)
        .number(Field::WILL_QOS, will.qos() as u8)
        .number(Field::WILL_RETAIN, will.retain())
        .numbers(Place::Will, &numbers)
        .strings(Place::Will, &strings)
        .user_properties(Place::Will, pairs(own.user_properties()))
}

fn connack_of(connack: &ConnackPacket) -> Seen {
    let own = connack.properties();
    let numbers = [
        (0x11, number(own.session_expiry_interval())),
        (0x13, number(own.server_keep_alive())),
        (0x21, number(own.receive_maximum())),
        (0x22, number(own.topic_alias_max())),
        (0x24, number(own.max_qos())),
        (0x25, number(own.retain_available())),
        (0x27, number(own.max_packet_size())),
        (0x28, number(own.wildcard_subscription_available())),
        (0x29, number(own.subscription_identifiers_available())),
        (0x2A, number(own.shared_subscription_available())),
    ];
    let strings = [
        (0x12, string(own.assigned_client_identifier().as_ref())),
        (0x15, string(own.authentication_method().as_ref())),
        (0x16, binary(own.authentication_data().as_ref())),
        (0x1A, string(own.response_information().as_ref())),
        (0x1C, string(own.server_reference().as_ref())),
        (0x1F, string(own.reason_string().as_ref())),
    ];
    Seen::new(2)
        .number(Field::SESSION_PRESENT, connack.connack_flags().session_present)
        .number(Field::CODE, u8::from(connack.connect_reason_code()))
        .numbers(Place::Packet, &numbers)
        .strings(Place::Packet, &strings)
        .user_properties(Place::Packet, pairs(own.user_properties()))
}

fn publish_of(publish: &PublishPacket) -> Seen {
    let own = publish.properties();
    let numbers = [
        (0x01, number(own.payload_format_indicator())),
        (0x02, number(own.message_expiry_interval())),
        (0x23, number(own.topic_alias())),
    ];
    let strings = [
        (0x03, string(own.content_type().as_ref())),
        (0x08, string(own.response_topic().as_ref())),
        (0x09, binary(own.correlation_data().as_ref())),
    ];
    let (qos, id) = publish.qos().split();
    Seen::new(3)
        .number(Field::DUP, publish.dup())
        .number(Field::QOS, qos as u8)
        .number(Field::RETAIN, publish.retain())
        .some_number(Field::PACKET_ID, id)
        .bytes(Field::TOPIC, publish.topic_name().as_bytes())
        .bytes(Field::PAYLOAD, publish.payload())
        .numbers(Place::Packet, &numbers)
        .strings(Place::Packet, &strings)
        .subscription_ids(own.subscription_identifier())
        .user_properties(Place::Packet, pairs(own.user_properties()))
}

fn binary(bytes: Option<&VarBytes>) -> Option<&[u8]> {
    bytes.map(|bytes| &bytes.0[..])
}

fn pairs(users: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    users.iter().map(|(name, value)| (name.as_str(), value.as_str()))
}
