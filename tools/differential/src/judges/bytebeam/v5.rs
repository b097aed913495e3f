//! Their packets of 5.0, which have almost the same fields.

use mqttbytes::v5 as mqttbytes_v5;
use rumqttc::v5::mqttbytes::v5 as rumqttc_v5;

use crate::seen::{Field, Place, Seen, number, string};

/// The codes of CONNACK as rumqttc counts them: its first ones are 3.1.1's.
const CONNACK: [u8; 25] = [
    0, 1, 2, 3, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8C, 0x90, 0x95, 0x97,
    0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9F,
];
const PUBACK: [u8; 9] = [0, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99];
const PUBREL: [u8; 2] = [0, 0x92];
const AUTH: [u8; 3] = [0, 0x18, 0x19];
const UNSUBACK: [u8; 7] = [0, 0x11, 0x80, 0x83, 0x87, 0x8F, 0x91];

fn counted(codes: &[u8], n: usize) -> u64 {
    codes.get(n).map_or(u64::MAX, |code| u64::from(*code))
}

macro_rules! ack {
    ($packet_type:literal, $ack:expr, $code:expr) => {
        Seen::new($packet_type)
            .number(Field::PACKET_ID, $ack.pkid)
            .number(Field::CODE, $code)
            .strings(
                Place::Packet,
                &[(0x1F, string($ack.properties.as_ref().and_then(|own| own.reason_string.as_ref())))],
            )
            .user_properties(
                Place::Packet,
                $ack.properties
                    .iter()
                    .flat_map(|own| own.user_properties.iter().map(|(name, value)| (name, value))),
            )
    };
}

macro_rules! seen {
    ($Peer:ident, $v5:ident) => {
        pub(super) struct $Peer;

        impl $Peer {
            fn publish(publish: &$v5::Publish) -> Seen {
                let own = publish.properties.as_ref();
                let numbers = [
                    (0x01, number(own.and_then(|own| own.payload_format_indicator))),
                    (0x02, number(own.and_then(|own| own.message_expiry_interval))),
                    (0x23, number(own.and_then(|own| own.topic_alias))),
                ];
                let strings = [
                    (0x03, string(own.and_then(|own| own.content_type.as_ref()))),
                    (0x08, string(own.and_then(|own| own.response_topic.as_ref()))),
                    (0x09, string(own.and_then(|own| own.correlation_data.as_ref()))),
                ];
                let ids = own.iter().flat_map(|own| own.subscription_identifiers.iter());
                Seen::new(3)
                    .number(Field::DUP, publish.dup)
                    .number(Field::QOS, publish.qos as u8)
                    .number(Field::RETAIN, publish.retain)
                    .some_number(Field::PACKET_ID, (publish.qos as u8 > 0).then_some(publish.pkid))
                    .bytes(Field::TOPIC, &publish.topic)
                    .bytes(Field::PAYLOAD, &publish.payload)
                    .numbers(Place::Packet, &numbers)
                    .strings(Place::Packet, &strings)
                    .subscription_ids(ids.filter_map(|id| u64::try_from(*id).ok()))
                    .user_properties(
                        Place::Packet,
                        own.iter()
                            .flat_map(|own| own.user_properties.iter().map(|(name, value)| (name, value))),
                    )
            }

            fn connack(connack: &$v5::ConnAck, code: u64) -> Seen {
                let own = connack.properties.as_ref();
                let numbers = [
                    (0x11, number(own.and_then(|own| own.session_expiry_interval))),
                    (0x13, number(own.and_then(|own| own.server_keep_alive))),
                    (0x21, number(own.and_then(|own| own.receive_max))),
                    (0x22, number(own.and_then(|own| own.topic_alias_max))),
                    (0x24, number(own.and_then(|own| own.max_qos))),
                    (0x25, number(own.and_then(|own| own.retain_available))),
                    (0x27, number(own.and_then(|own| own.max_packet_size))),
                    (0x28, number(own.and_then(|own| own.wildcard_subscription_available))),
                    (0x29, number(own.and_then(|own| own.subscription_identifiers_available))),
                    (0x2A, number(own.and_then(|own| own.shared_subscription_available))),
                ];
                let strings = [
                    (0x12, string(own.and_then(|own| own.assigned_client_identifier.as_ref()))),
                    (0x15, string(own.and_then(|own| own.authentication_method.as_ref()))),
                    (0x16, string(own.and_then(|own| own.authentication_data.as_ref()))),
                    (0x1A, string(own.and_then(|own| own.response_information.as_ref()))),
                    (0x1C, string(own.and_then(|own| own.server_reference.as_ref()))),
                    (0x1F, string(own.and_then(|own| own.reason_string.as_ref()))),
                ];
                Seen::new(2)
                    .number(Field::SESSION_PRESENT, connack.session_present)
                    .number(Field::CODE, code)
                    .numbers(Place::Packet, &numbers)
                    .strings(Place::Packet, &strings)
                    .user_properties(
                        Place::Packet,
                        own.iter()
                            .flat_map(|own| own.user_properties.iter().map(|(name, value)| (name, value))),
                    )
            }

            fn subscribe(subscribe: &$v5::Subscribe) -> Seen {
                let own = subscribe.properties.as_ref();
                let options = subscribe.filters.iter().map(|filter| {
                    filter.qos as u8
                        | u8::from(filter.nolocal) << 2
                        | u8::from(filter.preserve_retain) << 3
                        | (filter.retain_forward_rule.clone() as u8) << 4
                });
                Seen::new(8)
                    .number(Field::PACKET_ID, subscribe.pkid)
                    .texts(Field::FILTERS, subscribe.filters.iter().map(|filter| &filter.path))
                    .octets(Field::OPTIONS, options)
                    .subscription_ids(own.and_then(|own| u64::try_from(own.id?).ok()))
                    .user_properties(
                        Place::Packet,
                        own.iter()
                            .flat_map(|own| own.user_properties.iter().map(|(name, value)| (name, value))),
                    )
            }

            fn unsubscribe(unsubscribe: &$v5::Unsubscribe) -> Seen {
                let own = unsubscribe.properties.iter();
                Seen::new(10)
                    .number(Field::PACKET_ID, unsubscribe.pkid)
                    .texts(Field::FILTERS, &unsubscribe.filters)
                    .user_properties(
                        Place::Packet,
                        own.flat_map(|own| own.user_properties.iter().map(|(name, value)| (name, value))),
                    )
            }

            fn disconnect(disconnect: &$v5::Disconnect) -> Seen {
                let own = disconnect.properties.as_ref();
                let strings = [
                    (0x1C, string(own.and_then(|own| own.server_reference.as_ref()))),
                    (0x1F, string(own.and_then(|own| own.reason_string.as_ref()))),
                ];
                Seen::new(14)
                    .number(Field::CODE, disconnect.reason_code as u8)
                    .numbers(
                        Place::Packet,
                        &[(0x11, number(own.and_then(|own| own.session_expiry_interval)))],
                    )
                    .strings(Place::Packet, &strings)
                    .user_properties(
                        Place::Packet,
                        own.iter()
                            .flat_map(|own| own.user_properties.iter().map(|(name, value)| (name, value))),
                    )
            }

            fn connect_properties(seen: Seen, own: Option<&$v5::ConnectProperties>) -> Seen {
                let numbers = [
                    (0x11, number(own.and_then(|own| own.session_expiry_interval))),
                    (0x17, number(own.and_then(|own| own.request_problem_info))),
                    (0x19, number(own.and_then(|own| own.request_response_info))),
                    (0x21, number(own.and_then(|own| own.receive_maximum))),
                    (0x22, number(own.and_then(|own| own.topic_alias_max))),
                    (0x27, number(own.and_then(|own| own.max_packet_size))),
                ];
                let strings = [
                    (0x15, string(own.and_then(|own| own.authentication_method.as_ref()))),
                    (0x16, string(own.and_then(|own| own.authentication_data.as_ref()))),
                ];
                seen.numbers(Place::Packet, &numbers).strings(Place::Packet, &strings).user_properties(
                    Place::Packet,
                    own.iter().flat_map(|own| own.user_properties.iter().map(|(name, value)| (name, value))),
                )
            }
        }
    };
}

macro_rules! will_and_login {
    ($seen:expr, $will:expr, $login:expr) => {{
        let (seen, will, login) = ($seen, $will, $login);
        let seen = seen.number(Field::WILL, will.is_some());
        // An absent user name or password is an empty one here.
        let seen = match login {
            Some(login) => [(Field::USER_NAME, &login.username), (Field::PASSWORD, &login.password)]
                .into_iter()
                .filter(|(_, text)| !text.is_empty())
                .fold(seen, |seen, (field, text)| seen.bytes(field, text)),
            None => seen.some_bytes(Field::USER_NAME, None::<&str>).some_bytes(Field::PASSWORD, None::<&str>),
        };
        match will {
            None => seen,
            Some(will) => {
                let own = will.properties.as_ref();
                let numbers = [
                    (0x01, number(own.and_then(|own| own.payload_format_indicator))),
                    (0x02, number(own.and_then(|own| own.message_expiry_interval))),
                    (0x18, number(own.and_then(|own| own.delay_interval))),
                ];
                let strings = [
                    (0x03, string(own.and_then(|own| own.content_type.as_ref()))),
                    (0x08, string(own.and_then(|own| own.response_topic.as_ref()))),
                    (0x09, string(own.and_then(|own| own.correlation_data.as_ref()))),
                ];
                seen.bytes(Field::WILL_TOPIC, &will.topic)
                    .bytes(Field::WILL_PAYLOAD, &will.message)
                    .number(Field::WILL_QOS, will.qos as u8)
                    .number(Field::WILL_RETAIN, will.retain)
                    .numbers(Place::Will, &numbers)
                    .strings(Place::Will, &strings)
                    .user_properties(
                        Place::Will,
                        own.iter()
                            .flat_map(|own| own.user_properties.iter().map(|(name, value)| (name, value))),
                    )
            }
        }
    }};
}

seen!(Mqttbytes, mqttbytes_v5);
seen!(Rumqttc, rumqttc_v5);

impl Mqttbytes {
    pub(super) fn seen(packet: &mqttbytes_v5::Packet) -> Seen {
        use mqttbytes_v5::Packet;
        match packet {
            Packet::Connect(connect) => {
                let seen = Seen::new(1)
                    .number(Field::CLEAN, connect.clean_session)
                    .number(Field::KEEP_ALIVE, connect.keep_alive)
                    .bytes(Field::CLIENT_ID, &connect.client_id);
                let seen = Self::connect_properties(seen, connect.properties.as_ref());
                will_and_login!(seen, connect.last_will.as_ref(), connect.login.as_ref())
            }
            Packet::ConnAck(connack) => Self::connack(connack, u64::from(connack.code as u8)),
            Packet::Publish(publish) => Self::publish(publish),
            Packet::PubAck(ack) => ack!(4, ack, ack.reason as u8),
            Packet::PubRec(ack) => ack!(5, ack, ack.reason as u8),
            Packet::PubRel(ack) => ack!(6, ack, ack.reason as u8),
            Packet::PubComp(ack) => ack!(7, ack, ack.reason as u8),
            Packet::Subscribe(subscribe) => Self::subscribe(subscribe),
            Packet::SubAck(ack) => {
                ack!(9, ack, 0u8).octets(Field::CODES, ack.return_codes.iter().map(|code| *code as u8))
            }
            Packet::Unsubscribe(unsubscribe) => Self::unsubscribe(unsubscribe),
            Packet::UnsubAck(ack) => {
                ack!(11, ack, 0u8).octets(Field::CODES, ack.reasons.iter().map(|code| *code as u8))
            }
            Packet::PingReq => Seen::new(12),
            Packet::PingResp => Seen::new(13),
            Packet::Disconnect(disconnect) => Self::disconnect(disconnect),
        }
    }
}

impl Rumqttc {
    pub(super) fn seen(packet: &rumqttc_v5::Packet) -> Seen {
        use rumqttc_v5::{Packet, SubscribeReasonCode};
        match packet {
            Packet::Connect(connect, will, login) => {
                let seen = Seen::new(1)
                    .number(Field::CLEAN, connect.clean_start)
                    .number(Field::KEEP_ALIVE, connect.keep_alive)
                    .bytes(Field::CLIENT_ID, &connect.client_id);
                let seen = Self::connect_properties(seen, connect.properties.as_ref());
                will_and_login!(seen, will.as_ref(), login.as_ref())
            }
            Packet::ConnAck(connack) => Self::connack(connack, counted(&CONNACK, connack.code as usize)),
            Packet::Publish(publish) => Self::publish(publish),
            Packet::PubAck(ack) => ack!(4, ack, counted(&PUBACK, ack.reason as usize)),
            Packet::PubRec(ack) => ack!(5, ack, counted(&PUBACK, ack.reason as usize)),
            Packet::PubRel(ack) => ack!(6, ack, counted(&PUBREL, ack.reason as usize)),
            Packet::PubComp(ack) => ack!(7, ack, counted(&PUBREL, ack.reason as usize)),
            Packet::Subscribe(subscribe) => Self::subscribe(subscribe),
            Packet::SubAck(ack) => {
                let codes = ack.return_codes.iter().map(|code| match code {
                    SubscribeReasonCode::Success(qos) => *qos as u8,
                    SubscribeReasonCode::Failure | SubscribeReasonCode::Unspecified => 0x80,
                    SubscribeReasonCode::ImplementationSpecific => 0x83,
                    SubscribeReasonCode::NotAuthorized => 0x87,
                    SubscribeReasonCode::TopicFilterInvalid => 0x8F,
                    SubscribeReasonCode::PkidInUse => 0x91,
                    SubscribeReasonCode::QuotaExceeded => 0x97,
                    SubscribeReasonCode::SharedSubscriptionsNotSupported => 0x9E,
                    SubscribeReasonCode::SubscriptionIdNotSupported => 0xA1,
                    SubscribeReasonCode::WildcardSubscriptionsNotSupported => 0xA2,
                });
                ack!(9, ack, 0u8).octets(Field::CODES, codes)
            }
            Packet::Unsubscribe(unsubscribe) => Self::unsubscribe(unsubscribe),
            Packet::UnsubAck(ack) => {
                let codes =
                    ack.reasons.iter().map(|code| UNSUBACK.get(*code as usize).copied().unwrap_or(u8::MAX));
                ack!(11, ack, 0u8).octets(Field::CODES, codes)
            }
            Packet::PingReq(_) => Seen::new(12),
            Packet::PingResp(_) => Seen::new(13),
            Packet::Disconnect(disconnect) => Self::disconnect(disconnect),
            Packet::Auth(auth) => {
                let own = auth.properties.as_ref();
                let strings = [
                    (0x15, string(own.and_then(|own| own.method.as_ref()))),
                    (0x16, string(own.and_then(|own| own.data.as_ref()))),
                    (0x1F, string(own.and_then(|own| own.reason.as_ref()))),
                ];
                let code = counted(&AUTH, auth.code.clone() as usize);
                Seen::new(15).number(Field::CODE, code).strings(Place::Packet, &strings).user_properties(
                    Place::Packet,
                    own.iter().flat_map(|own| own.user_properties.iter().map(|(name, value)| (name, value))),
                )
            }
        }
    }
}
