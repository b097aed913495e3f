//! mqtt-codec and mqtt-codec-v5.

use mqtt_codec_v5::{
    Ack, AckProperties, AnyPacket, Connack, ConnackProperties, ConnectProperties, Delivery, Framer, List,
    Packet, Publish, PublishProperties, Split, SubackReason, SubscriptionId, Text, TopicAlias,
    UnsubackReason, UserProperty, Will,
};

use crate::judge::{Answer, Judge, Question};
use crate::seen::{Field, Place, Seen, number};

pub(super) struct Ours;

impl Judge for Ours {
    const NAME: &'static str = "ours";
    const RELEASE: &'static str = env!("CARGO_PKG_VERSION");

    fn judge(question: &Question<'_>) -> Option<Answer> {
        let framer = question.limit.map_or_else(Framer::default, Framer::new);
        let frame = match framer.split(question.bytes) {
            Ok(Split::Frame(frame, _)) => frame,
            Ok(Split::Need(_)) => return Some(Answer::NeedMore),
            Err(error) => return Some(Answer::Reject(Some(error.kind().reason_code()))),
        };
        let taken = Some(frame.packet_len());
        let decoded = AnyPacket::decode(frame, question.version);
        // Decoding does not know who sent a packet; a receiver does.
        let checked = decoded.and_then(|packet| {
            question.sender.map_or(Ok(()), |sender| packet.check_sent_by(sender))?;
            Ok(packet)
        });
        Some(match checked {
            Ok(AnyPacket::V3(packet)) => Answer::Accept { seen: v3(&packet), taken },
            Ok(AnyPacket::V5(packet)) => Answer::Accept { seen: v5(&packet), taken },
            Err(error) => Answer::Reject(Some(error.kind().reason_code())),
        })
    }
}

fn v3(packet: &mqtt_codec::Packet<'_>) -> Seen {
    use mqtt_codec::Packet;
    let seen = Seen::new(packet.packet_type() as u8);
    match packet {
        Packet::Connect(connect) => {
            let credentials = connect.credentials;
            let seen = seen
                .number(Field::LEVEL, connect.level.number())
                .number(Field::CLEAN, connect.clean_session)
                .number(Field::KEEP_ALIVE, connect.keep_alive)
                .bytes(Field::CLIENT_ID, &*connect.client_id)
                .number(Field::WILL, connect.will.is_some())
                .some_bytes(Field::USER_NAME, credentials.map(|credentials| credentials.user_name.as_str()))
                .some_bytes(Field::PASSWORD, credentials.and_then(|credentials| credentials.password));
            let Some(will) = connect.will else { return seen };
            seen.bytes(Field::WILL_TOPIC, will.topic.as_str())
                .bytes(Field::WILL_PAYLOAD, will.payload)
                .number(Field::WILL_QOS, will.qos as u8)
                .number(Field::WILL_RETAIN, will.retain)
        }
        Packet::Connack(connack) => {
            let (present, code) = match connack {
                mqtt_codec::Connack::Accepted { session_present } => (*session_present, 0),
                mqtt_codec::Connack::Refused(refusal) => (false, refusal.code()),
            };
            seen.number(Field::SESSION_PRESENT, present).number(Field::CODE, code)
        }
        Packet::Publish(publish) => delivery(seen, publish.delivery)
            .number(Field::RETAIN, publish.retain)
            .bytes(Field::TOPIC, publish.topic.as_str())
            .bytes(Field::PAYLOAD, publish.payload),
        Packet::Puback(id)
        | Packet::Pubrec(id)
        | Packet::Pubrel(id)
        | Packet::Pubcomp(id)
        | Packet::Unsuback(id) => seen.number(Field::PACKET_ID, id.get()),
        Packet::Subscribe(subscribe) => seen
            .number(Field::PACKET_ID, subscribe.id.get())
            .texts(Field::FILTERS, subscribe.subscriptions.iter().map(|ours| ours.filter.as_str()))
            .octets(Field::OPTIONS, subscribe.subscriptions.iter().map(|ours| ours.qos as u8)),
        Packet::Suback(suback) => seen
            .number(Field::PACKET_ID, suback.id.get())
            .octets(Field::CODES, suback.return_codes.iter().map(mqtt_codec::SubackCode::code)),
        Packet::Unsubscribe(unsubscribe) => seen
            .number(Field::PACKET_ID, unsubscribe.id.get())
            .texts(Field::FILTERS, unsubscribe.filters.iter().map(mqtt_codec_v5::TopicFilter::as_str)),
        Packet::Pingreq | Packet::Pingresp | Packet::Disconnect => seen,
    }
}

fn v5(packet: &Packet<'_>) -> Seen {
    let seen = Seen::new(packet.packet_type() as u8);
    match packet {
        Packet::Connect(connect) => {
            let seen = seen
                .number(Field::LEVEL, 5u8)
                .number(Field::CLEAN, connect.clean_start)
                .number(Field::KEEP_ALIVE, connect.keep_alive)
                .bytes(Field::CLIENT_ID, &*connect.client_id)
                .number(Field::WILL, connect.will.is_some())
                .some_bytes(Field::USER_NAME, connect.user_name.as_deref())
                .some_bytes(Field::PASSWORD, connect.password);
            let seen = connect_properties(seen, &connect.properties);
            connect.will.map_or(seen, |ours| will(seen, &ours))
        }
        Packet::Connack(connack) => connack_of(seen, connack),
        Packet::Publish(publish) => publish_of(seen, publish),
        Packet::Puback(ack) => ack_of(seen, ack, ack.reason.code()),
        Packet::Pubrec(ack) => ack_of(seen, ack, ack.reason.code()),
        Packet::Pubrel(ack) => ack_of(seen, ack, ack.reason.code()),
        Packet::Pubcomp(ack) => ack_of(seen, ack, ack.reason.code()),
        Packet::Subscribe(subscribe) => seen
            .number(Field::PACKET_ID, subscribe.id.get())
            .texts(Field::FILTERS, subscribe.subscriptions.iter().map(|ours| ours.filter.as_str()))
            .octets(Field::OPTIONS, subscribe.subscriptions.iter().map(|ours| ours.options.byte()))
            .subscription_ids(subscribe.properties.subscription_identifier.map(SubscriptionId::get))
            .user_properties(Place::Packet, pairs(subscribe.properties.user_properties)),
        Packet::Suback(suback) => ack_properties(seen, &suback.properties)
            .number(Field::PACKET_ID, suback.id.get())
            .octets(Field::CODES, suback.reason_codes.iter().map(SubackReason::code)),
        Packet::Unsubscribe(unsubscribe) => seen
            .number(Field::PACKET_ID, unsubscribe.id.get())
            .texts(Field::FILTERS, unsubscribe.filters.iter().map(mqtt_codec_v5::TopicFilter::as_str))
            .user_properties(Place::Packet, pairs(unsubscribe.properties.user_properties)),
        Packet::Unsuback(unsuback) => ack_properties(seen, &unsuback.properties)
            .number(Field::PACKET_ID, unsuback.id.get())
            .octets(Field::CODES, unsuback.reason_codes.iter().map(UnsubackReason::code)),
        Packet::Pingreq | Packet::Pingresp => seen,
        Packet::Disconnect(disconnect) => {
            let ours = &disconnect.properties;
            seen.number(Field::CODE, disconnect.reason.code())
                .numbers(Place::Packet, &[(0x11, number(ours.session_expiry_interval))])
                .strings(
                    Place::Packet,
                    &[
                        (0x1C, text(ours.server_reference.as_ref())),
                        (0x1F, text(ours.reason_string.as_ref())),
                    ],
                )
                .user_properties(Place::Packet, pairs(ours.user_properties))
        }
        Packet::Auth(auth) => {
            let ours = &auth.properties;
            let strings = [
                (0x15, text(ours.authentication_method.as_ref())),
                (0x16, ours.authentication_data),
                (0x1F, text(ours.reason_string.as_ref())),
            ];
            seen.number(Field::CODE, auth.reason.code())
                .strings(Place::Packet, &strings)
                .user_properties(Place::Packet, pairs(ours.user_properties))
        }
    }
}

fn connect_properties(seen: Seen, ours: &ConnectProperties<'_>) -> Seen {
    let numbers = [
        (0x11, number(ours.session_expiry_interval)),
        (0x17, number(ours.request_problem_information)),
        (0x19, number(ours.request_response_information)),
        (0x21, number(ours.receive_maximum.map(u16::from))),
        (0x22, number(ours.topic_alias_maximum)),
        (0x27, number(ours.maximum_packet_size.map(u32::from))),
    ];
    let strings = [(0x15, text(ours.authentication_method.as_ref())), (0x16, ours.authentication_data)];
    seen.numbers(Place::Packet, &numbers)
        .strings(Place::Packet, &strings)
        .user_properties(Place::Packet, pairs(ours.user_properties))
}

fn will(seen: Seen, will: &Will<'_>) -> Seen {
    let ours = &will.properties;
    let numbers = [
        (0x01, number(ours.payload_format_indicator.map(|format| format as u8))),
        (0x02, number(ours.message_expiry_interval)),
        (0x18, number(ours.will_delay_interval)),
    ];
    let strings = [
        (0x03, text(ours.content_type.as_ref())),
        (0x08, ours.response_topic.as_ref().map(|topic| topic.as_str().as_bytes())),
        (0x09, ours.correlation_data),
    ];
    seen.bytes(Field::WILL_TOPIC, will.topic.as_str())
        .bytes(Field::WILL_PAYLOAD, will.payload)
        .number(Field::WILL_QOS, will.qos as u8)
        .number(Field::WILL_RETAIN, will.retain)
        .numbers(Place::Will, &numbers)
        .strings(Place::Will, &strings)
        .user_properties(Place::Will, pairs(ours.user_properties))
}

fn connack_of(seen: Seen, connack: &Connack<'_>) -> Seen {
    let ours: &ConnackProperties<'_> = &connack.properties;
    let numbers = [
        (0x11, number(ours.session_expiry_interval)),
        (0x13, number(ours.server_keep_alive)),
        (0x21, number(ours.receive_maximum.map(u16::from))),
        (0x22, number(ours.topic_alias_maximum)),
        (0x24, number(ours.maximum_qos.map(|qos| qos as u8))),
        (0x25, number(ours.retain_available)),
        (0x27, number(ours.maximum_packet_size.map(u32::from))),
        (0x28, number(ours.wildcard_subscription_available)),
        (0x29, number(ours.subscription_identifier_available)),
        (0x2A, number(ours.shared_subscription_available)),
    ];
    let strings = [
        (0x12, text(ours.assigned_client_identifier.as_ref())),
        (0x15, text(ours.authentication_method.as_ref())),
        (0x16, ours.authentication_data),
        (0x1A, text(ours.response_information.as_ref())),
        (0x1C, text(ours.server_reference.as_ref())),
        (0x1F, text(ours.reason_string.as_ref())),
    ];
    seen.number(Field::SESSION_PRESENT, connack.session_present)
        .number(Field::CODE, connack.reason.code())
        .numbers(Place::Packet, &numbers)
        .strings(Place::Packet, &strings)
        .user_properties(Place::Packet, pairs(ours.user_properties))
}

fn publish_of(seen: Seen, publish: &Publish<'_>) -> Seen {
    let ours: &PublishProperties<'_> = &publish.properties;
    let numbers = [
        (0x01, number(ours.payload_format_indicator.map(|format| format as u8))),
        (0x02, number(ours.message_expiry_interval)),
        (0x23, number(ours.topic_alias.map(TopicAlias::get))),
    ];
    let strings = [
        (0x03, text(ours.content_type.as_ref())),
        (0x08, ours.response_topic.as_ref().map(|topic| topic.as_str().as_bytes())),
        (0x09, ours.correlation_data),
    ];
    delivery(seen, publish.delivery)
        .number(Field::RETAIN, publish.retain)
        .bytes(Field::TOPIC, publish.topic.as_ref().map_or("", |topic| topic.as_str()))
        .bytes(Field::PAYLOAD, publish.payload)
        .numbers(Place::Packet, &numbers)
        .strings(Place::Packet, &strings)
        .subscription_ids(ours.subscription_identifiers.iter().map(SubscriptionId::get))
        .user_properties(Place::Packet, pairs(ours.user_properties))
}

fn ack_of<R>(seen: Seen, ack: &Ack<'_, R>, code: u8) -> Seen {
    let seen = seen.number(Field::PACKET_ID, ack.id.get()).number(Field::CODE, code);
    ack_properties(seen, &ack.properties)
}

fn ack_properties(seen: Seen, ours: &AckProperties<'_>) -> Seen {
    seen.strings(Place::Packet, &[(0x1F, text(ours.reason_string.as_ref()))])
        .user_properties(Place::Packet, pairs(ours.user_properties))
}

fn delivery(seen: Seen, delivery: Delivery) -> Seen {
    seen.number(Field::QOS, delivery.qos() as u8)
        .number(Field::DUP, delivery.dup())
        .some_number(Field::PACKET_ID, delivery.packet_id().map(u16::from))
}

fn pairs<'a>(users: List<'a, UserProperty<'a>>) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
    users.iter().map(|user| (user.name.as_str().as_bytes(), user.value.as_str().as_bytes()))
}

fn text<'a>(text: Option<&'a Text<'a>>) -> Option<&'a [u8]> {
    text.map(|text| text.as_str().as_bytes())
}
