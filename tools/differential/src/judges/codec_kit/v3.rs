//! Its packets of 3.1 and 3.1.1.

use mqtt_codec_kit::v4::packet::VariablePacket;

use crate::seen::{Field, Seen};

pub(super) fn seen(packet: &VariablePacket) -> Seen {
    let id = |packet_type, id: u16| Seen::new(packet_type).number(Field::PACKET_ID, id);
    match packet {
        VariablePacket::ConnectPacket(own) => {
            let will = own.will();
            let seen = Seen::new(1)
                .number(Field::LEVEL, own.protocol_level() as u8)
                .number(Field::CLEAN, own.clean_session())
                .number(Field::KEEP_ALIVE, own.keep_alive())
                .bytes(Field::CLIENT_ID, own.client_identifier())
                .number(Field::WILL, will.is_some())
                .some_bytes(Field::USER_NAME, own.username())
                .some_bytes(Field::PASSWORD, own.password());
            let Some(will) = will else { return seen };
            seen.bytes(Field::WILL_TOPIC, will.topic().as_bytes())
                .bytes(Field::WILL_PAYLOAD, &will.message().0)
                .number(Field::WILL_QOS, will.qos() as u8)
                .number(Field::WILL_RETAIN, will.retain())
        }
        VariablePacket::ConnackPacket(own) => Seen::new(2)
            .number(Field::SESSION_PRESENT, own.connack_flags().session_present)
            .number(Field::CODE, u8::from(own.connect_return_code())),
        VariablePacket::PublishPacket(own) => {
            let (qos, id) = own.qos().split();
            Seen::new(3)
                .number(Field::DUP, own.dup())
                .number(Field::QOS, qos as u8)
                .number(Field::RETAIN, own.retain())
                .some_number(Field::PACKET_ID, id)
                .bytes(Field::TOPIC, own.topic_name().as_bytes())
                .bytes(Field::PAYLOAD, own.payload())
        }
        VariablePacket::PubackPacket(own) => id(4, own.packet_identifier()),
        VariablePacket::PubrecPacket(own) => id(5, own.packet_identifier()),
        VariablePacket::PubrelPacket(own) => id(6, own.packet_identifier()),
        VariablePacket::PubcompPacket(own) => id(7, own.packet_identifier()),
        VariablePacket::SubscribePacket(own) => id(8, own.packet_identifier())
            .texts(Field::FILTERS, own.subscribes().iter().map(|(filter, _)| filter.as_bytes()))
            .octets(Field::OPTIONS, own.subscribes().iter().map(|(_, qos)| *qos as u8)),
        VariablePacket::SubackPacket(own) => id(9, own.packet_identifier())
            .octets(Field::CODES, own.return_codes().iter().map(|code| *code as u8)),
        VariablePacket::UnsubscribePacket(own) => id(10, own.packet_identifier())
            .texts(Field::FILTERS, own.topic_filters().iter().map(|filter| filter.as_bytes())),
        VariablePacket::UnsubackPacket(own) => id(11, own.packet_identifier()),
        VariablePacket::PingreqPacket(_) => Seen::new(12),
        VariablePacket::PingrespPacket(_) => Seen::new(13),
        VariablePacket::DisconnectPacket(_) => Seen::new(14),
    }
}
