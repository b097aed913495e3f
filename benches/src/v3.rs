//! MQTT 3.1.1: the sample packets, and what is measured of them.

use std::sync::LazyLock;

use mqtt_codec::{
    Connect, Credentials, Delivery, List, Packet, PacketId, Publish, Qos, Subscribe, Subscription, Text,
    TopicFilter, TopicName, Will,
};

pub(crate) mod decode;
pub(crate) mod encode;
#[cfg(feature = "peers")]
mod peers;

/// One packet, and its bytes.
pub struct Sample {
    /// Its type, and its size where that matters.
    pub name: &'static str,
    /// The packet as a sender fills it in.
    pub packet: Packet<'static>,
    /// The packet as it stands on the wire.
    pub bytes: Vec<u8>,
}

/// Many packets, and their bytes in one buffer.
pub struct Stream {
    /// The packets in their order.
    pub packets: Vec<Packet<'static>>,
    /// All of them, one behind the other.
    pub bytes: Vec<u8>,
}

/// A message of a sensor: QoS 0, a 25-byte topic, 16 bytes.
pub static PUBLISH_16: LazyLock<Sample> = LazyLock::new(|| {
    let payload: &[u8; 16] = br#"{"celsius":71.4}"#;
    Sample::new("PUBLISH 16", publish(Delivery::AtMostOnce, payload))
});

/// A message of a sensor: QoS 1, a 25-byte topic, 64 bytes.
pub static PUBLISH_64: LazyLock<Sample> = LazyLock::new(|| {
    let payload: &[u8; 64] = br#"{"celsius":71.4,"at":1767225600,"seq":48213,"state":"running!"} "#;
    Sample::new("PUBLISH 64", publish(Delivery::AtLeastOnce { id: id(4711), dup: false }, payload))
});

/// A client identifier of 20 bytes, a will (20 and 16 bytes), user name and password (10 and 16 bytes).
pub static CONNECT: LazyLock<Sample> = LazyLock::new(|| {
    Sample::new(
        "CONNECT",
        Packet::Connect(Connect {
            clean_session: false,
            keep_alive: 60,
            client_id: Text::from_static("gateway-7-line-12-01"),
            will: Some(Will {
                topic: TopicName::from_static("site/7/line/12/state"),
                payload: b"gone unannounced",
                qos: Qos::AtLeastOnce,
                retain: true,
            }),
            credentials: Some(Credentials {
                user_name: Text::from_static("gateway-07"),
                password: Some(b"an example of 16"),
            }),
            ..Connect::default()
        }),
    )
});

/// Eight filters of 12 to 28 bytes, five of them with wildcards.
pub static SUBSCRIBE_8: LazyLock<Sample> =
    LazyLock::new(|| Sample::new("SUBSCRIBE 8", subscribe(&SUBSCRIPTIONS)));

/// The answer to a PUBLISH with QoS 1: four bytes.
pub static PUBACK: LazyLock<Sample> = LazyLock::new(|| Sample::new("PUBACK", Packet::Puback(id(4711))));

/// The shortest packet: two bytes.
pub static PINGREQ: LazyLock<Sample> = LazyLock::new(|| Sample::new("PINGREQ", Packet::Pingreq));

/// 1,000 packets, the same in each run, in no order that a branch predictor could learn.
///
/// In 1,000 there are about 480 PUBLISH with QoS 0 and 280 with QoS 1 (topics of 15 to 40 bytes, payloads of 8 to 200),
/// 140 PUBACK, 30 PUBREC, PUBREL and PUBCOMP, 50 PINGREQ, and 20 SUBSCRIBE of one to eight filters.
pub static STREAM: LazyLock<Stream> = LazyLock::new(|| {
    let mut random = fastrand::Rng::with_seed(311);
    Stream::new((0..1000).map(|_| mixed(&mut random)).collect())
});

/// The samples that are decoded and encoded one by one.
pub fn samples() -> [&'static Sample; 6] {
    [&PUBLISH_16, &PUBLISH_64, &CONNECT, &SUBSCRIBE_8, &PUBACK, &PINGREQ]
}

impl Sample {
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
        76..90 => Packet::Puback(id),
        90 => Packet::Pubrec(id),
        91 => Packet::Pubrel(id),
        92 => Packet::Pubcomp(id),
        93..98 => Packet::Pingreq,
        _ => subscribe(SUBSCRIPTIONS.get(..random.usize(1..=8)).unwrap()),
    }
}

fn mixed_publish(random: &mut fastrand::Rng, delivery: Delivery) -> Packet<'static> {
    let topic = *random.choice(&TOPICS).unwrap();
    let payload = PAYLOAD.get(..random.usize(8..=PAYLOAD.len())).unwrap();
    Packet::Publish(Publish { delivery, retain: false, topic, payload })
}

fn publish(delivery: Delivery, payload: &'static [u8]) -> Packet<'static> {
    let topic = TopicName::from_static("site/7/line/12/motor/temp");
    Packet::Publish(Publish { delivery, retain: false, topic, payload })
}

fn subscribe(subscriptions: &'static [Subscription<'static>]) -> Packet<'static> {
    Packet::Subscribe(Subscribe { id: id(10), subscriptions: List::new(subscriptions) })
}

fn id(id: u16) -> PacketId {
    PacketId::new(id).unwrap()
}

const fn subscription(filter: &'static str, qos: Qos) -> Subscription<'static> {
    Subscription { filter: TopicFilter::from_static(filter), qos }
}

pub(crate) static SUBSCRIPTIONS: [Subscription<'static>; 8] = [
    subscription("site/7/line/12/motor/temp", Qos::AtMostOnce),
    subscription("site/7/line/+/motor/temp", Qos::AtLeastOnce),
    subscription("site/7/line/12/#", Qos::AtMostOnce),
    subscription("gateway/7/command", Qos::ExactlyOnce),
    subscription("site/+/alarm", Qos::AtLeastOnce),
    subscription("gateway/+/command/reboot", Qos::AtLeastOnce),
    subscription("site/7/line/12/motor/+/raw/#", Qos::AtMostOnce),
    subscription("broadcast/all", Qos::AtLeastOnce),
];

pub(crate) static TOPICS: [TopicName<'static>; 12] = [
    TopicName::from_static("gateway/7/state"),
    TopicName::from_static("site/7/power/kwh"),
    TopicName::from_static("site/7/line/12/rpm"),
    TopicName::from_static("site/7/door/3/opened"),
    TopicName::from_static("site/11/line/4/counter"),
    TopicName::from_static("site/7/line/12/motor/temp"),
    TopicName::from_static("site/7/line/12/motor/current"),
    TopicName::from_static("site/7/line/12/gearbox/vibration"),
    TopicName::from_static("site/11/hall/2/climate/humidity/mean"),
    TopicName::from_static("site/7/line/12/press/hydraulics/pressure"),
    TopicName::from_static("devices/0a1b2c3d/telemetry"),
    TopicName::from_static("devices/0a1b2c3d/events/alarm"),
];

pub(crate) static PAYLOAD: [u8; 200] =
    *b"{\"device\":\"0a1b2c3d\",\"at\":1767225600,\"values\":[71.4,71.5,71.3,\
    70.9,71.1,71.8,72.0,71.7,71.4,71.2],\"unit\":\"celsius\",\"quality\":\"good\",\"seq\":48213,\
    \"site\":7,\"line\":12,\"motor\":\"main\",\"firmware\":\"2.14.312\"}";

#[cfg(test)]
mod tests {
    use super::*;
    use mqtt_codec::{Framer, Split};

    #[test]
    fn samples_are_as_large_as_they_say() {
        let sizes: Vec<_> = samples().map(|sample| (sample.name, sample.bytes.len())).into();
        let expected = [
            ("PUBLISH 16", 2 + 2 + 25 + 16),
            ("PUBLISH 64", 2 + 2 + 25 + 2 + 64),
            ("CONNECT", 2 + 10 + 22 + 22 + 18 + 12 + 18),
            ("SUBSCRIBE 8", 3 + 2 + 8 * 3 + 159),
            ("PUBACK", 4),
            ("PINGREQ", 2),
        ];
        assert_eq!(sizes, expected);
    }

    #[test]
    fn the_stream_is_mixed_as_it_says() {
        let count = |is: fn(&Packet<'_>) -> bool| STREAM.packets.iter().filter(|packet| is(packet)).count();
        assert_eq!(STREAM.packets.len(), 1000);
        assert!((730..=790).contains(&count(|packet| matches!(packet, Packet::Publish(_)))));
        assert!((110..=170).contains(&count(|packet| matches!(packet, Packet::Puback(_)))));
        assert!((10..=30).contains(&count(|packet| matches!(packet, Packet::Subscribe(_)))));
        assert!(TOPICS.iter().all(|topic| (15..=40).contains(&topic.as_str().len())));
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
