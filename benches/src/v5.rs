//! MQTT 5.0: the sample packets, and what is measured of them.

use std::num::{NonZeroU16, NonZeroU32};
use std::sync::LazyLock;

use mqtt_codec_v5::{
    Connack, ConnackProperties, Connect, ConnectProperties, Delivery, Framer, List, MaximumQos, Packet,
    PacketId, PayloadFormat, Puback, PubackReason, Pubcomp, Publish, PublishProperties, Pubrec, Pubrel,
    Split, Subscribe, SubscribeProperties, Subscription, SubscriptionId, Text, TopicName, UserProperty,
};

use crate::v3::{PAYLOAD, SUBSCRIPTIONS, TOPICS};

pub(crate) mod decode;
pub(crate) mod encode;
#[cfg(feature = "peers")]
mod peers;

/// One packet, and its bytes.
pub struct Sample {
    /// Its type, and what there are several of where that matters.
    pub name: &'static str,
    /// The packet as a sender fills it in.
    pub packet: Packet<'static>,
    /// The packet as we write it. Others may write its properties in another order.
    pub bytes: Vec<u8>,
}

/// Many packets, and their bytes in one buffer.
pub struct Stream {
    /// The packets in their order.
    pub packets: Vec<Packet<'static>>,
    /// All of them, one behind the other.
    pub bytes: Vec<u8>,
}

/// A message of a sensor: QoS 0, a 25-byte topic, no properties, 16 bytes.
pub static PUBLISH: LazyLock<Sample> = LazyLock::new(|| {
    let payload: &[u8; 16] = br#"{"celsius":71.4}"#;
    Sample::new("PUBLISH", publish(Delivery::AtMostOnce, PublishProperties::default(), payload))
});

/// A message of a sensor that wants an answer: QoS 1, a 25-byte topic, five properties, 64 bytes.
pub static PUBLISH_5: LazyLock<Sample> = LazyLock::new(|| {
    let payload: &[u8; 64] = br#"{"celsius":71.4,"at":1767225600,"seq":48213,"state":"running!"} "#;
    Sample::new("PUBLISH 5", publish(Delivery::AtLeastOnce { id: id(4711), dup: false }, five(), payload))
});

/// A message for three subscriptions, with three user properties: QoS 0, a 25-byte topic, 16 bytes.
pub static PUBLISH_LISTS: LazyLock<Sample> = LazyLock::new(|| {
    let properties = PublishProperties {
        subscription_identifiers: List::new(SUBSCRIPTION_IDS.as_slice()),
        user_properties: List::new(&USER_PROPERTIES),
        ..PublishProperties::default()
    };
    Sample::new("PUBLISH lists", publish(Delivery::AtMostOnce, properties, br#"{"celsius":71.4}"#))
});

/// Five properties, a client identifier of 20 bytes, user name and password (10 and 16 bytes).
pub static CONNECT_5: LazyLock<Sample> = LazyLock::new(|| {
    Sample::new(
        "CONNECT 5",
        Packet::Connect(Connect {
            clean_start: false,
            keep_alive: 60,
            properties: ConnectProperties {
                session_expiry_interval: Some(3600),
                receive_maximum: NonZeroU16::new(64),
                topic_alias_maximum: Some(16),
                user_properties: List::new(ONE_USER_PROPERTY),
                maximum_packet_size: NonZeroU32::new(65_536),
                ..ConnectProperties::default()
            },
            client_id: Text::from_static("gateway-7-line-12-01"),
            user_name: Some(Text::from_static("gateway-07")),
            password: Some(b"an example of 16"),
            ..Connect::default()
        }),
    )
});

/// Success, and eight properties: numbers and flags, none of them with its default, and no text.
pub static CONNACK_8: LazyLock<Sample> = LazyLock::new(|| {
    Sample::new(
        "CONNACK 8",
        Packet::Connack(Connack {
            properties: ConnackProperties {
                session_expiry_interval: Some(600),
                server_keep_alive: Some(30),
                receive_maximum: NonZeroU16::new(32),
                topic_alias_maximum: Some(8),
                maximum_qos: Some(MaximumQos::AtLeastOnce),
                retain_available: Some(false),
                maximum_packet_size: NonZeroU32::new(65_536),
                wildcard_subscription_available: Some(false),
                ..ConnackProperties::default()
            },
            ..Connack::default()
        }),
    )
});

/// Eight filters of 12 to 28 bytes, five of them with wildcards; no properties.
pub static SUBSCRIBE_8: LazyLock<Sample> =
    LazyLock::new(|| Sample::new("SUBSCRIBE 8", subscribe(SubscribeProperties::default(), &WITH_OPTIONS)));

/// The answer to a PUBLISH with QoS 1 where all went well: four bytes.
pub static PUBACK: LazyLock<Sample> =
    LazyLock::new(|| Sample::new("PUBACK", Packet::Puback(Puback::new(id(4711)))));

/// 1,000 packets, the same in each run, in no order that a branch predictor could learn.
///
/// In 1,000 there are about 480 PUBLISH with QoS 0 and 280 with QoS 1 (topics of 15 to 40 bytes, payloads of 8 to 200;
/// five in eight have no properties, one in eight a Message Expiry Interval, one in eight format and type of the content,
/// one in eight the five of [`PUBLISH_5`]), 140 PUBACK (one in eight with a reason code), 30 PUBREC, PUBREL and PUBCOMP,
/// 50 PINGREQ, and 20 SUBSCRIBE of one to eight filters, half of them with a Subscription Identifier.
pub static STREAM: LazyLock<Stream> = LazyLock::new(|| {
    let mut random = fastrand::Rng::with_seed(50);
    Stream::new((0..1000).map(|_| mixed(&mut random)).collect())
});

/// The samples that are decoded and encoded one by one.
pub fn samples() -> [&'static Sample; 6] {
    [&PUBLISH, &PUBLISH_5, &CONNECT_5, &CONNACK_8, &SUBSCRIBE_8, &PUBACK]
}

/// The samples with lists, of which each element is looked at.
pub fn with_lists() -> [&'static Sample; 3] {
    [&PUBLISH_5, &PUBLISH_LISTS, &SUBSCRIBE_8]
}

impl Sample {
    #[expect(clippy::large_types_passed_by_value, reason = "it is kept")]
    fn new(name: &'static str, packet: Packet<'static>) -> Self {
        let mut bytes = Vec::new();
        packet.encode(&mut bytes).unwrap();
        Self { name, packet, bytes }
    }
}

impl Stream {
    fn new(packets: Vec<Packet<'static>>) -> Self {
        let mut bytes = Vec::new();
        for packet in &packets {
            packet.encode(&mut bytes).unwrap();
        }
        Self { packets, bytes }
    }
}

fn mixed(random: &mut fastrand::Rng) -> Packet<'static> {
    let id = id(random.u16(1..));
    match random.u8(0..100) {
        0..48 => mixed_publish(random, Delivery::AtMostOnce),
        48..76 => mixed_publish(random, Delivery::AtLeastOnce { id, dup: false }),
        76..90 => mixed_puback(random, id),
        90 => Packet::Pubrec(Pubrec::new(id)),
        91 => Packet::Pubrel(Pubrel::new(id)),
        92 => Packet::Pubcomp(Pubcomp::new(id)),
        93..98 => Packet::Pingreq,
        _ => mixed_subscribe(random),
    }
}

fn mixed_publish(random: &mut fastrand::Rng, delivery: Delivery) -> Packet<'static> {
    let topic = Some(*random.choice(&TOPICS).unwrap());
    let payload = PAYLOAD.get(..random.usize(8..=PAYLOAD.len())).unwrap();
    let none = PublishProperties::default();
    let properties = match random.u8(0..8) {
        0..5 => none,
        5 => PublishProperties { message_expiry_interval: Some(random.u32(1..86_400)), ..none },
        6 => PublishProperties {
            payload_format_indicator: Some(PayloadFormat::Utf8),
            content_type: Some(Text::from_static("application/json")),
            ..none
        },
        _ => five(),
    };
    Packet::Publish(Publish { delivery, retain: false, topic, properties, payload })
}

fn mixed_puback(random: &mut fastrand::Rng, id: PacketId) -> Packet<'static> {
    let mut puback = Puback::new(id);
    if random.u8(0..8) == 0 {
        puback.reason = PubackReason::NoMatchingSubscribers;
    }
    Packet::Puback(puback)
}

fn mixed_subscribe(random: &mut fastrand::Rng) -> Packet<'static> {
    let subscription_identifier = SubscriptionId::new(random.u32(1..20_000)).filter(|_| random.bool());
    let properties = SubscribeProperties { subscription_identifier, ..SubscribeProperties::default() };
    subscribe(properties, WITH_OPTIONS.get(..random.usize(1..=8)).unwrap())
}

fn publish(
    delivery: Delivery,
    properties: PublishProperties<'static>,
    payload: &'static [u8],
) -> Packet<'static> {
    let topic = Some(TopicName::from_static("site/7/line/12/motor/temp"));
    Packet::Publish(Publish { delivery, retain: false, topic, properties, payload })
}

fn five() -> PublishProperties<'static> {
    PublishProperties {
        payload_format_indicator: Some(PayloadFormat::Utf8),
        message_expiry_interval: Some(3600),
        content_type: Some(Text::from_static("application/json")),
        response_topic: Some(TopicName::from_static("gateway/7/answers")),
        user_properties: List::new(ONE_USER_PROPERTY),
        ..PublishProperties::default()
    }
}

fn subscribe(
    properties: SubscribeProperties<'static>,
    subscriptions: &'static [Subscription<'static>],
) -> Packet<'static> {
    Packet::Subscribe(Subscribe { id: id(10), properties, subscriptions: List::new(subscriptions) })
}

fn id(id: u16) -> PacketId {
    PacketId::new(id).unwrap()
}

const fn user_property(name: &'static str, value: &'static str) -> UserProperty<'static> {
    UserProperty { name: Text::from_static(name), value: Text::from_static(value) }
}

static USER_PROPERTIES: [UserProperty<'static>; 3] = [
    user_property("region", "eu-central"),
    user_property("trace", "4bf92f3577b34da6"),
    user_property("firmware", "2.14.312"),
];

static ONE_USER_PROPERTY: &[UserProperty<'static>] = USER_PROPERTIES.split_at(1).0;

static SUBSCRIPTION_IDS: LazyLock<[SubscriptionId; 3]> =
    LazyLock::new(|| [7, 300, 70_000].map(|n| SubscriptionId::new(n).unwrap()));

/// The subscriptions of 3.1.1, with what 5.0 adds to them left as it is there.
static WITH_OPTIONS: LazyLock<Vec<Subscription<'static>>> = LazyLock::new(|| {
    let with_options =
        |of: &mqtt_codec::Subscription<'static>| Subscription { filter: of.filter, options: of.qos.into() };
    SUBSCRIPTIONS.iter().map(with_options).collect()
});

/// Properties may stand in any order: what `who` has written is right if the sample's packet is in it, and nothing else.
fn assert_holds(written: &[u8], sample: &Sample, who: &str) {
    let Ok(Split::Frame(frame, [])) = Framer::default().split(written) else {
        unreachable!("{who} writes no frame for {}", sample.name)
    };
    assert_eq!(Packet::decode(frame), Ok(sample.packet), "{who} writes another {}", sample.name);
}

#[cfg(test)]
mod tests {
    use super::*;
    use mqtt_codec_v5::{Framer, Properties, Split};

    #[test]
    fn samples_are_as_large_as_they_say() {
        let sizes: Vec<_> = samples().map(|sample| (sample.name, sample.bytes.len())).into();
        let five = 2 + 5 + 3 + 16 + 3 + 17 + 5 + 16;
        let expected = [
            ("PUBLISH", 2 + 2 + 25 + 1 + 16),
            ("PUBLISH 5", 3 + 2 + 25 + 2 + 1 + five + 64),
            ("CONNECT 5", 2 + 10 + 1 + 5 + 3 + 3 + 5 + 21 + 22 + 12 + 18),
            ("CONNACK 8", 2 + 2 + 1 + 5 + 3 + 3 + 3 + 2 + 2 + 5 + 2),
            ("SUBSCRIBE 8", 3 + 2 + 1 + 8 * 3 + 159),
            ("PUBACK", 4),
        ];
        assert_eq!(sizes, expected);
    }

    #[test]
    fn samples_have_as_many_properties_as_they_say() {
        for (sample, count) in
            [(&PUBLISH, 0), (&PUBLISH_5, 5), (&PUBLISH_LISTS, 6), (&CONNECT_5, 5), (&CONNACK_8, 8)]
        {
            let Ok(Split::Frame(frame, _)) = Framer::default().split(&sample.bytes) else {
                panic!("no frame")
            };
            assert_eq!(Properties::of(frame).unwrap().count(), count, "{}", sample.name);
        }
    }

    #[test]
    fn the_stream_is_mixed_as_it_says() {
        let count = |is: fn(&Packet<'_>) -> bool| STREAM.packets.iter().filter(|packet| is(packet)).count();
        assert_eq!(STREAM.packets.len(), 1000);
        assert!((730..=790).contains(&count(|packet| matches!(packet, Packet::Publish(_)))));
        assert!((110..=170).contains(&count(|packet| matches!(packet, Packet::Puback(_)))));
        assert!((10..=30).contains(&count(|packet| matches!(packet, Packet::Subscribe(_)))));
        let bare = |packet: &Packet<'_>| matches!(packet, Packet::Publish(it) if it.properties.is_empty());
        assert!((430..=520).contains(&count(bare)));
    }

    #[test]
    fn the_stream_decodes_to_its_packets() {
        let mut rest = &STREAM.bytes[..];
        for packet in &STREAM.packets {
            let Ok(Split::Frame(frame, after)) = Framer::default().split(rest) else { panic!("no frame") };
            assert_eq!(Packet::decode(frame).as_ref(), Ok(packet));
            rest = after;
        }
        assert_eq!(rest, b"");
    }
}
