//! Packets to test with: drawn at random, each kind, each property, each form that a sender may give it.

#![allow(dead_code, reason = "each file of tests uses the part that it needs")]
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests")]

use std::num::{NonZeroU16, NonZeroU32};

use mqtt_codec_v5::{
    Ack, AckProperties, Auth, AuthProperties, AuthReason, Connack, ConnackProperties, ConnackReason, Connect,
    ConnectProperties, Delivery, Disconnect, DisconnectProperties, DisconnectReason, List, MaximumQos,
    Packet, PacketId, PayloadFormat, PubackReason, PubcompReason, Publish, PublishProperties, PubrecReason,
    PubrelReason, Qos, RetainHandling, Suback, SubackReason, Subscribe, SubscribeProperties, Subscription,
    SubscriptionId, SubscriptionOptions, Text, TopicAlias, TopicFilter, TopicName, Unsuback, UnsubackReason,
    Unsubscribe, UnsubscribeProperties, UserProperty, Will, WillProperties,
};
use mqtt_testing::strategies::{self, bytes, packet_id, qos};
use proptest::array;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// What a packet borrows from. [`Drawn::with`] makes the packet.
#[derive(Clone, Debug)]
pub(crate) enum Drawn {
    Connect {
        clean_start: bool,
        keep_alive: u16,
        given: Given,
        client_id: String,
        will: Option<Box<DrawnWill>>,
        user_name: Option<String>,
        password: Option<Vec<u8>>,
    },
    Connack {
        session_present: bool,
        reason: ConnackReason,
        given: Given,
    },
    Publish {
        delivery: Delivery,
        retain: bool,
        topic: Option<String>,
        given: Given,
        payload: Vec<u8>,
    },
    Puback(PacketId, PubackReason, Given),
    Pubrec(PacketId, PubrecReason, Given),
    Pubrel(PacketId, PubrelReason, Given),
    Pubcomp(PacketId, PubcompReason, Given),
    Subscribe(PacketId, Given, Vec<(String, SubscriptionOptions)>),
    Suback(PacketId, Given, Vec<SubackReason>),
    Unsubscribe(PacketId, Given, Vec<String>),
    Unsuback(PacketId, Given, Vec<UnsubackReason>),
    Disconnect(DisconnectReason, Given),
    Auth(AuthReason, Given),
    /// PINGREQ or PINGRESP.
    Plain(Packet<'static>),
}

#[derive(Clone, Debug)]
pub(crate) struct DrawnWill {
    pub(crate) given: Given,
    pub(crate) topic: String,
    pub(crate) payload: Vec<u8>,
    pub(crate) qos: Qos,
    pub(crate) retain: bool,
}

/// Properties of all kinds: a packet takes those that it may have.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given {
    pub(crate) payload_format_indicator: Option<PayloadFormat>,
    pub(crate) message_expiry_interval: Option<u32>,
    pub(crate) content_type: Option<String>,
    pub(crate) response_topic: Option<String>,
    pub(crate) correlation_data: Option<Vec<u8>>,
    pub(crate) subscription_identifiers: Vec<SubscriptionId>,
    pub(crate) session_expiry_interval: Option<u32>,
    pub(crate) assigned_client_identifier: Option<String>,
    pub(crate) server_keep_alive: Option<u16>,
    pub(crate) authentication_method: Option<String>,
    pub(crate) authentication_data: Option<Vec<u8>>,
    pub(crate) request_problem_information: Option<bool>,
    pub(crate) will_delay_interval: Option<u32>,
    pub(crate) request_response_information: Option<bool>,
    pub(crate) response_information: Option<String>,
    pub(crate) server_reference: Option<String>,
    pub(crate) reason_string: Option<String>,
    pub(crate) receive_maximum: Option<NonZeroU16>,
    pub(crate) topic_alias_maximum: Option<u16>,
    pub(crate) topic_alias: Option<TopicAlias>,
    pub(crate) maximum_qos: Option<MaximumQos>,
    pub(crate) retain_available: Option<bool>,
    pub(crate) user_properties: Vec<(String, String)>,
    pub(crate) maximum_packet_size: Option<NonZeroU32>,
    pub(crate) wildcard_subscription_available: Option<bool>,
    pub(crate) subscription_identifier_available: Option<bool>,
    pub(crate) shared_subscription_available: Option<bool>,
}

fn text_of(text: &str) -> Text<'_> {
    Text::new(text).expect("text")
}

fn name_of(name: &str) -> TopicName<'_> {
    TopicName::new(name).expect("a name")
}

fn filter_of(filter: &str) -> TopicFilter<'_> {
    TopicFilter::new(filter).expect("a filter")
}

fn some_text(text: Option<&String>) -> Option<Text<'_>> {
    text.map(|text| text_of(text))
}

impl Given {
    fn users(&self) -> Vec<UserProperty<'_>> {
        let users = self.user_properties.iter();
        users.map(|(name, value)| UserProperty { name: text_of(name), value: text_of(value) }).collect()
    }

    fn in_ack<'a>(&'a self, users: &'a [UserProperty<'a>]) -> AckProperties<'a> {
        AckProperties {
            reason_string: some_text(self.reason_string.as_ref()),
            user_properties: List::from(users),
        }
    }

    fn in_connect<'a>(&'a self, users: &'a [UserProperty<'a>]) -> ConnectProperties<'a> {
        ConnectProperties {
            session_expiry_interval: self.session_expiry_interval,
            authentication_method: some_text(self.authentication_method.as_ref()),
            authentication_data: self.authentication_data.as_deref(),
            request_problem_information: self.request_problem_information,
            request_response_information: self.request_response_information,
            receive_maximum: self.receive_maximum,
            topic_alias_maximum: self.topic_alias_maximum,
            user_properties: List::from(users),
            maximum_packet_size: self.maximum_packet_size,
        }
    }

    fn in_will<'a>(&'a self, users: &'a [UserProperty<'a>]) -> WillProperties<'a> {
        WillProperties {
            payload_format_indicator: self.payload_format_indicator,
            message_expiry_interval: self.message_expiry_interval,
            content_type: some_text(self.content_type.as_ref()),
            response_topic: self.response_topic.as_deref().map(name_of),
            correlation_data: self.correlation_data.as_deref(),
            will_delay_interval: self.will_delay_interval,
            user_properties: List::from(users),
        }
    }

    fn in_connack<'a>(&'a self, users: &'a [UserProperty<'a>]) -> ConnackProperties<'a> {
        ConnackProperties {
            session_expiry_interval: self.session_expiry_interval,
            assigned_client_identifier: some_text(self.assigned_client_identifier.as_ref()),
            server_keep_alive: self.server_keep_alive,
            authentication_method: some_text(self.authentication_method.as_ref()),
            authentication_data: self.authentication_data.as_deref(),
            response_information: some_text(self.response_information.as_ref()),
            server_reference: some_text(self.server_reference.as_ref()),
            reason_string: some_text(self.reason_string.as_ref()),
            receive_maximum: self.receive_maximum,
            topic_alias_maximum: self.topic_alias_maximum,
            maximum_qos: self.maximum_qos,
            retain_available: self.retain_available,
            user_properties: List::from(users),
            maximum_packet_size: self.maximum_packet_size,
            wildcard_subscription_available: self.wildcard_subscription_available,
            subscription_identifier_available: self.subscription_identifier_available,
            shared_subscription_available: self.shared_subscription_available,
        }
    }

    fn in_publish<'a>(&'a self, users: &'a [UserProperty<'a>]) -> PublishProperties<'a> {
        PublishProperties {
            payload_format_indicator: self.payload_format_indicator,
            message_expiry_interval: self.message_expiry_interval,
            content_type: some_text(self.content_type.as_ref()),
            response_topic: self.response_topic.as_deref().map(name_of),
            correlation_data: self.correlation_data.as_deref(),
            subscription_identifiers: List::from(&self.subscription_identifiers[..]),
            topic_alias: self.topic_alias,
            user_properties: List::from(users),
        }
    }

    fn in_disconnect<'a>(&'a self, users: &'a [UserProperty<'a>]) -> DisconnectProperties<'a> {
        DisconnectProperties {
            session_expiry_interval: self.session_expiry_interval,
            server_reference: some_text(self.server_reference.as_ref()),
            reason_string: some_text(self.reason_string.as_ref()),
            user_properties: List::from(users),
        }
    }

    fn in_auth<'a>(&'a self, users: &'a [UserProperty<'a>]) -> AuthProperties<'a> {
        AuthProperties {
            authentication_method: some_text(self.authentication_method.as_ref()),
            authentication_data: self.authentication_data.as_deref(),
            reason_string: some_text(self.reason_string.as_ref()),
            user_properties: List::from(users),
        }
    }
}

impl Drawn {
    /// Runs `test` on the packet.
    pub(crate) fn with<R>(&self, test: impl FnOnce(Packet<'_>) -> R) -> R {
        match self {
            Self::Connect { clean_start, keep_alive, given, client_id, will, user_name, password } => {
                let users = given.users();
                let will_users = will.as_ref().map(|will| will.given.users()).unwrap_or_default();
                test(Packet::Connect(Connect {
                    clean_start: *clean_start,
                    keep_alive: *keep_alive,
                    properties: given.in_connect(&users),
                    client_id: text_of(client_id),
                    will: will.as_ref().map(|will| Will {
                        properties: will.given.in_will(&will_users),
                        topic: name_of(&will.topic),
                        payload: &will.payload,
                        qos: will.qos,
                        retain: will.retain,
                    }),
                    user_name: some_text(user_name.as_ref()),
                    password: password.as_deref(),
                }))
            }
            Self::Connack { session_present, reason, given } => {
                let users = given.users();
                let properties = given.in_connack(&users);
                test(Packet::Connack(Connack {
                    session_present: *session_present,
                    reason: *reason,
                    properties,
                }))
            }
            Self::Publish { delivery, retain, topic, given, payload } => {
                let users = given.users();
                test(Packet::Publish(Publish {
                    delivery: *delivery,
                    retain: *retain,
                    topic: topic.as_deref().map(name_of),
                    properties: given.in_publish(&users),
                    payload,
                }))
            }
            Self::Puback(id, reason, given) => {
                let users = given.users();
                test(Packet::Puback(Ack { id: *id, reason: *reason, properties: given.in_ack(&users) }))
            }
            Self::Pubrec(id, reason, given) => {
                let users = given.users();
                test(Packet::Pubrec(Ack { id: *id, reason: *reason, properties: given.in_ack(&users) }))
            }
            Self::Pubrel(id, reason, given) => {
                let users = given.users();
                test(Packet::Pubrel(Ack { id: *id, reason: *reason, properties: given.in_ack(&users) }))
            }
            Self::Pubcomp(id, reason, given) => {
                let users = given.users();
                test(Packet::Pubcomp(Ack { id: *id, reason: *reason, properties: given.in_ack(&users) }))
            }
            Self::Subscribe(id, given, subscriptions) => {
                let users = given.users();
                let subscription = |filter, options| Subscription { filter: filter_of(filter), options };
                let subscriptions: Vec<_> =
                    subscriptions.iter().map(|(filter, options)| subscription(filter, *options)).collect();
                test(Packet::Subscribe(Subscribe {
                    id: *id,
                    properties: SubscribeProperties {
                        subscription_identifier: given.subscription_identifiers.first().copied(),
                        user_properties: List::from(&users[..]),
                    },
                    subscriptions: List::from(&subscriptions[..]),
                }))
            }
            Self::Suback(id, given, reason_codes) => {
                let (users, reason_codes) = (given.users(), List::from(&reason_codes[..]));
                test(Packet::Suback(Suback { id: *id, properties: given.in_ack(&users), reason_codes }))
            }
            Self::Unsubscribe(id, given, filters) => {
                let users = given.users();
                let filters: Vec<_> = filters.iter().map(|filter| filter_of(filter)).collect();
                test(Packet::Unsubscribe(Unsubscribe {
                    id: *id,
                    properties: UnsubscribeProperties { user_properties: List::from(&users[..]) },
                    filters: List::from(&filters[..]),
                }))
            }
            Self::Unsuback(id, given, reason_codes) => {
                let (users, reason_codes) = (given.users(), List::from(&reason_codes[..]));
                test(Packet::Unsuback(Unsuback { id: *id, properties: given.in_ack(&users), reason_codes }))
            }
            Self::Disconnect(reason, given) => {
                let users = given.users();
                let properties = given.in_disconnect(&users);
                test(Packet::Disconnect(Disconnect { reason: *reason, properties }))
            }
            Self::Auth(reason, given) => {
                let users = given.users();
                test(Packet::Auth(Auth { reason: *reason, properties: given.in_auth(&users) }))
            }
            Self::Plain(packet) => test(*packet),
        }
    }
}

/// Any packet.
pub(crate) fn any_packet() -> impl Strategy<Value = Drawn> {
    let subscriptions = vec((filter(), options()), 1..8);
    prop_oneof![
        4 => connect(),
        2 => connack(),
        4 => publish(),
        1 => (packet_id(), code(PubackReason::new), given()).prop_map(|(i, r, g)| Drawn::Puback(i, r, g)),
        1 => (packet_id(), code(PubrecReason::new), given()).prop_map(|(i, r, g)| Drawn::Pubrec(i, r, g)),
        1 => (packet_id(), code(PubrelReason::new), given()).prop_map(|(i, r, g)| Drawn::Pubrel(i, r, g)),
        1 => (packet_id(), code(PubcompReason::new), given()).prop_map(|(i, r, g)| Drawn::Pubcomp(i, r, g)),
        2 => (packet_id(), given(), subscriptions).prop_map(|(id, given, mut list)| {
            for (filter, options) in &mut list {
                options.no_local &= !filter.starts_with("$share/"); // [MQTT-3.8.3-4]
            }
            Drawn::Subscribe(id, given, list)
        }),
        1 => (packet_id(), given(), vec(code(SubackReason::new), 1..40))
            .prop_map(|(id, given, list)| Drawn::Suback(id, given, list)),
        2 => (packet_id(), given(), vec(filter(), 1..8))
            .prop_map(|(id, given, list)| Drawn::Unsubscribe(id, given, list)),
        1 => (packet_id(), given(), vec(code(UnsubackReason::new), 1..40))
            .prop_map(|(id, given, list)| Drawn::Unsuback(id, given, list)),
        1 => prop_oneof![Just(Packet::Pingreq), Just(Packet::Pingresp)].prop_map(Drawn::Plain),
        2 => (code(DisconnectReason::new), given()).prop_map(|(r, given)| Drawn::Disconnect(r, given)),
        2 => auth(),
    ]
}

/// A CONNECT with a will or without.
pub(crate) fn connect() -> impl Strategy<Value = Drawn> {
    let will =
        (given(), name(), bytes(), qos(), any::<bool>()).prop_map(|(given, topic, payload, qos, retain)| {
            Box::new(DrawnWill { given, topic, payload, qos, retain })
        });
    let credentials = (option::of(text()), option::of(bytes()));
    let fields = (any::<bool>(), any::<u16>(), given(), text(), option::of(will), credentials);
    fields.prop_map(|(clean_start, keep_alive, mut given, client_id, will, (user_name, password))| {
        if given.authentication_data.is_some() {
            given.authentication_method.get_or_insert_default();
        }
        Drawn::Connect { clean_start, keep_alive, given, client_id, will, user_name, password }
    })
}

/// A CONNACK that accepts or refuses.
pub(crate) fn connack() -> impl Strategy<Value = Drawn> {
    let reason = prop_oneof![Just(ConnackReason::Success), code(ConnackReason::new)];
    (any::<bool>(), reason, given()).prop_map(|(session_present, reason, given)| Drawn::Connack {
        session_present: session_present && !reason.is_error(),
        reason,
        given,
    })
}

/// A PUBLISH of any QoS, with a topic, a Topic Alias or both.
pub(crate) fn publish() -> impl Strategy<Value = Drawn> {
    let delivery = prop_oneof![
        Just(Delivery::AtMostOnce),
        (packet_id(), any::<bool>()).prop_map(|(id, dup)| Delivery::AtLeastOnce { id, dup }),
        (packet_id(), any::<bool>()).prop_map(|(id, dup)| Delivery::ExactlyOnce { id, dup }),
    ];
    let fields = (delivery, any::<bool>(), option::weighted(0.8, name()), given(), bytes());
    fields.prop_map(|(delivery, retain, topic, mut given, payload)| {
        if topic.is_none() && given.topic_alias.is_none() {
            given.topic_alias = TopicAlias::new(1);
        }
        Drawn::Publish { delivery, retain, topic, given, payload }
    })
}

/// An AUTH with a method, or without anything.
pub(crate) fn auth() -> impl Strategy<Value = Drawn> {
    prop_oneof![
        1 => Just(Drawn::Auth(AuthReason::Success, Given::default())),
        4 => (code(AuthReason::new), given()).prop_map(|(reason, mut given)| {
            given.authentication_method.get_or_insert_default();
            Drawn::Auth(reason, given)
        }),
    ]
}

/// None, or some of all kinds. Boxed: it is large, and a packet with a will has two.
pub(crate) fn given() -> BoxedStrategy<Given> {
    let bits = array::uniform8(perhaps(any::<bool>()));
    let texts = array::uniform6(perhaps(text()));
    let data = array::uniform2(perhaps(bytes()));
    let twos = array::uniform4(perhaps(two_bytes()));
    let fours = array::uniform4(perhaps(four_bytes()));
    let identifier = prop_oneof![1..=300_u32, 16_000..=17_000_u32, Just(0x0fff_ffff), 1..=0x0fff_ffff_u32];
    let identifiers = vec(identifier.prop_filter_map("not 0", SubscriptionId::new), 0..4);
    let users = prop_oneof![
        6 => vec((text(), text()), 0..4),
        1 => vec(("[a-z]{0,3}", "[a-z]{0,3}"), 0..300),
    ];
    let all = (bits, texts, perhaps(name()), data, twos, fours, identifiers, users);
    let some = all.prop_map(|(bits, texts, response_topic, data, twos, fours, identifiers, users)| {
        let (mut texts, mut data) = (texts.into_iter(), data.into_iter());
        let (mut text, mut data) = (|| texts.next().flatten(), || data.next().flatten());
        let format = |utf8| if utf8 { PayloadFormat::Utf8 } else { PayloadFormat::Bytes };
        let maximum = |one| if one { MaximumQos::AtLeastOnce } else { MaximumQos::AtMostOnce };
        Given {
            payload_format_indicator: bits[0].map(format),
            message_expiry_interval: fours[0],
            content_type: text(),
            response_topic,
            correlation_data: data(),
            subscription_identifiers: identifiers,
            session_expiry_interval: fours[1],
            assigned_client_identifier: text(),
            server_keep_alive: twos[0],
            authentication_method: text(),
            authentication_data: data(),
            request_problem_information: bits[1],
            will_delay_interval: fours[2],
            request_response_information: bits[2],
            response_information: text(),
            server_reference: text(),
            reason_string: text(),
            receive_maximum: twos[1].and_then(NonZeroU16::new),
            topic_alias_maximum: twos[2],
            topic_alias: twos[3].and_then(TopicAlias::new),
            maximum_qos: bits[3].map(maximum),
            retain_available: bits[4],
            user_properties: users,
            maximum_packet_size: fours[3].and_then(NonZeroU32::new),
            wildcard_subscription_available: bits[5],
            subscription_identifier_available: bits[6],
            shared_subscription_available: bits[7],
        }
    });
    prop_oneof![1 => Just(Given::default()), 3 => some].boxed()
}

fn perhaps<T: Strategy>(strategy: T) -> impl Strategy<Value = Option<T::Value>> {
    option::weighted(0.4, strategy)
}

fn two_bytes() -> impl Strategy<Value = u16> {
    prop_oneof![Just(0), Just(1), Just(u16::MAX), any::<u16>()]
}

fn four_bytes() -> impl Strategy<Value = u32> {
    prop_oneof![Just(0), Just(1), Just(u32::MAX), any::<u32>()]
}

/// A reason code that `new` knows.
fn code<R: Clone + std::fmt::Debug + 'static>(new: fn(u8) -> Option<R>) -> impl Strategy<Value = R> {
    proptest::sample::select((0..=u8::MAX).filter_map(new).collect::<Vec<_>>())
}

fn options() -> impl Strategy<Value = SubscriptionOptions> {
    let handling = proptest::sample::select(
        &[RetainHandling::Send, RetainHandling::SendIfNew, RetainHandling::DoNotSend][..],
    );
    (qos(), any::<bool>(), any::<bool>(), handling).prop_map(
        |(qos, no_local, retain_as_published, retain_handling)| SubscriptionOptions {
            qos,
            no_local,
            retain_as_published,
            retain_handling,
        },
    )
}

fn text() -> impl Strategy<Value = String> {
    strategies::text(10)
}

fn name() -> impl Strategy<Value = String> {
    strategies::name(10)
}

/// Some are shared.
fn filter() -> impl Strategy<Value = String> {
    let group = option::weighted(0.2, "[a-z]{1,8}");
    (group, strategies::levels(10)).prop_map(|(group, filter)| {
        let filter = group.map_or(filter.clone(), |group| format!("$share/{group}/{filter}"));
        match TopicFilter::new(&filter) {
            Ok(checked) if checked.shared().is_ok() => filter,
            _ => "#".to_owned(),
        }
    })
}
