//! Packets drawn at random: each kind, each field, each form that a sender may give it.

#![allow(dead_code, reason = "each file of tests uses the part that it needs")]
#![allow(clippy::expect_used, reason = "helpers of tests")]

use mqtt_codec::{
    Connack, Connect, ConnectReturnCode, Credentials, Delivery, List, Packet, PacketId, ProtocolLevel,
    Publish, Qos, Suback, SubackCode, Subscribe, Subscription, Text, TopicFilter, TopicName, Unsubscribe,
    Will,
};
use mqtt_testing::strategies::{self, bytes, packet_id, qos};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// What a packet borrows from. [`Drawn::with`] makes the packet.
#[derive(Clone, Debug)]
pub(crate) enum Drawn {
    Connect {
        level: ProtocolLevel,
        bridge: bool,
        clean_session: bool,
        keep_alive: u16,
        client_id: String,
        will: Option<(String, Vec<u8>, Qos, bool)>,
        credentials: Option<(String, Option<Vec<u8>>)>,
    },
    Publish {
        delivery: Delivery,
        retain: bool,
        topic: String,
        payload: Vec<u8>,
    },
    Subscribe(PacketId, Vec<(String, Qos)>),
    Suback(PacketId, Vec<SubackCode>),
    Unsubscribe(PacketId, Vec<String>),
    /// A packet that borrows nothing.
    Plain(Packet<'static>),
}

impl Drawn {
    /// Runs `test` on the packet.
    pub(crate) fn with<R>(&self, test: impl FnOnce(Packet<'_>) -> R) -> R {
        match self {
            Self::Connect { level, bridge, clean_session, keep_alive, client_id, will, credentials } => {
                test(Packet::Connect(Connect {
                    level: *level,
                    bridge: *bridge,
                    clean_session: *clean_session,
                    keep_alive: *keep_alive,
                    client_id: Text::new(client_id).expect("text"),
                    will: will.as_ref().map(|(topic, message, qos, retain)| Will {
                        topic: TopicName::new(topic).expect("a name"),
                        payload: message,
                        qos: *qos,
                        retain: *retain,
                    }),
                    credentials: credentials.as_ref().map(|(user_name, password)| Credentials {
                        user_name: Text::new(user_name).expect("text"),
                        password: password.as_deref(),
                    }),
                }))
            }
            Self::Publish { delivery, retain, topic, payload } => {
                let topic = TopicName::new(topic).expect("a name");
                test(Packet::Publish(Publish { delivery: *delivery, retain: *retain, topic, payload }))
            }
            Self::Subscribe(id, subscriptions) => {
                let subscriptions: Vec<_> = subscriptions
                    .iter()
                    .map(|(filter, qos)| Subscription {
                        filter: TopicFilter::new(filter).expect("a filter"),
                        qos: *qos,
                    })
                    .collect();
                test(Packet::Subscribe(Subscribe { id: *id, subscriptions: List::from(&subscriptions[..]) }))
            }
            Self::Suback(id, codes) => {
                test(Packet::Suback(Suback { id: *id, return_codes: List::from(&codes[..]) }))
            }
            Self::Unsubscribe(id, filters) => {
                let filter = |filter| TopicFilter::new(filter).expect("a filter");
                let filters: Vec<_> = filters.iter().map(|s| filter(s)).collect();
                test(Packet::Unsubscribe(Unsubscribe { id: *id, filters: List::from(&filters[..]) }))
            }
            Self::Plain(packet) => test(*packet),
        }
    }
}

/// Any packet.
pub(crate) fn any_packet() -> impl Strategy<Value = Drawn> {
    prop_oneof![
        3 => connect(),
        1 => connack(),
        4 => publish(),
        2 => acknowledgement(),
        2 => (packet_id(), vec((filter(), qos()), 1..8)).prop_map(|(id, list)| Drawn::Subscribe(id, list)),
        1 => (packet_id(), vec(suback_code(), 1..40)).prop_map(|(id, list)| Drawn::Suback(id, list)),
        2 => (packet_id(), vec(filter(), 1..8)).prop_map(|(id, list)| Drawn::Unsubscribe(id, list)),
        1 => prop_oneof![Just(Packet::Pingreq), Just(Packet::Pingresp), Just(Packet::Disconnect)]
            .prop_map(Drawn::Plain),
    ]
}

/// A CONNECT of either level, with a client identifier where it needs one.
pub(crate) fn connect() -> impl Strategy<Value = Drawn> {
    let level = prop_oneof![Just(ProtocolLevel::V3_1), Just(ProtocolLevel::V3_1_1)];
    let will = (name(), bytes(), qos(), any::<bool>());
    let credentials = (text(), option::of(bytes()));
    let level = (level, any::<bool>());
    let fields = (level, any::<bool>(), any::<u16>(), text(), option::of(will), option::of(credentials));
    fields.prop_map(|((level, bridge), clean_session, keep_alive, mut client_id, will, credentials)| {
        if client_id.is_empty() && (level == ProtocolLevel::V3_1 || !clean_session) {
            client_id.push('c');
        }
        Drawn::Connect { level, bridge, clean_session, keep_alive, client_id, will, credentials }
    })
}

fn connack() -> impl Strategy<Value = Drawn> {
    let accepted = any::<bool>().prop_map(|session_present| Connack::Accepted { session_present });
    let refused = (1..=5_u8).prop_filter_map("a refusal", ConnectReturnCode::new).prop_map(Connack::Refused);
    prop_oneof![accepted, refused].prop_map(|connack| Drawn::Plain(connack.into()))
}

/// A PUBLISH of any QoS.
pub(crate) fn publish() -> impl Strategy<Value = Drawn> {
    let delivery = prop_oneof![
        Just(Delivery::AtMostOnce),
        (packet_id(), any::<bool>()).prop_map(|(id, dup)| Delivery::AtLeastOnce { id, dup }),
        (packet_id(), any::<bool>()).prop_map(|(id, dup)| Delivery::ExactlyOnce { id, dup }),
    ];
    (delivery, any::<bool>(), name(), bytes()).prop_map(|(delivery, retain, topic, payload)| Drawn::Publish {
        delivery,
        retain,
        topic,
        payload,
    })
}

fn acknowledgement() -> impl Strategy<Value = Drawn> {
    const KINDS: [fn(PacketId) -> Packet<'static>; 5] =
        [Packet::Puback, Packet::Pubrec, Packet::Pubrel, Packet::Pubcomp, Packet::Unsuback];
    (proptest::sample::select(&KINDS[..]), packet_id()).prop_map(|(kind, id)| Drawn::Plain(kind(id)))
}

fn suback_code() -> impl Strategy<Value = SubackCode> {
    prop_oneof![3 => qos().prop_map(SubackCode::Granted), 1 => Just(SubackCode::Failure)]
}

fn text() -> impl Strategy<Value = String> {
    strategies::text(4)
}

fn name() -> impl Strategy<Value = String> {
    strategies::name(4)
}

fn filter() -> impl Strategy<Value = String> {
    strategies::levels(4).prop_map(|filter| if filter.len() > 65_535 { "#".to_owned() } else { filter })
}
