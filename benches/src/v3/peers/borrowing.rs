//! mqttrs: borrows text and payload, but owns the filters of a SUBSCRIBE.
//!
//! It does not say how many bytes a packet took, so a stream is cut into packets beforehand, and that is not measured.

use std::hint::black_box;

use mqtt_codec::{Framer, Packet, Split};
use mqttrs::{Packet as Theirs, QosPid, decode_slice, encode_slice};

use crate::row::{CAPACITY, Row};
use crate::v3::{Sample, Stream};

const NAME: &str = "mqttrs";

pub(super) fn decode(sample: &'static Sample) -> Row {
    let bytes = &sample.bytes[..];
    check(bytes, &sample.packet);
    Row::repeat(NAME, move || {
        black_box(&decode_slice(black_box(bytes)));
    })
}

pub(super) fn visit(sample: &'static Sample) -> Row {
    let bytes = &sample.bytes[..];
    check(bytes, &sample.packet);
    Row::repeat(NAME, move || {
        let decoded = decode_slice(black_box(bytes));
        if let Ok(Some(Theirs::Subscribe(subscribe))) = black_box(&decoded) {
            for topic in &subscribe.topics {
                black_box((topic.topic_path.as_str(), topic.qos as u8));
            }
        }
    })
}

pub(super) fn decode_stream(stream: &'static Stream) -> Row {
    let packets = cut(&stream.bytes);
    packets.iter().zip(&stream.packets).for_each(|(bytes, packet)| check(bytes, packet));
    Row::repeat(NAME, move || {
        for bytes in black_box(&packets) {
            black_box(&decode_slice(bytes));
        }
    })
}

pub(super) fn encode(sample: &'static Sample) -> Row {
    let packet = decode_slice(&sample.bytes).unwrap().unwrap();
    let mut written = [0; CAPACITY];
    let len = encode_slice(&packet, &mut written).unwrap();
    assert_eq!(written.get(..len), Some(&sample.bytes[..]), "{NAME} writes another {}", sample.name);
    Row::reused(NAME, [0; CAPACITY], move |out| {
        black_box(&encode_slice(black_box(&packet), out));
    })
}

fn cut(mut rest: &'static [u8]) -> Vec<&'static [u8]> {
    let mut packets = Vec::new();
    while let Ok(Split::Frame(frame, after)) = Framer::default().split(rest) {
        packets.push(*frame.bytes());
        rest = after;
    }
    packets
}

fn check(bytes: &[u8], ours: &Packet<'_>) {
    let theirs = decode_slice(bytes).unwrap().unwrap();
    assert!(same(&theirs, ours), "{NAME} does not see {ours:?}");
}

fn same(theirs: &Theirs<'_>, ours: &Packet<'_>) -> bool {
    match (theirs, ours) {
        (Theirs::Publish(theirs), Packet::Publish(ours)) => {
            let pid = match theirs.qospid {
                QosPid::AtMostOnce => None,
                QosPid::AtLeastOnce(pid) | QosPid::ExactlyOnce(pid) => Some(pid.get()),
            };
            theirs.topic_name == ours.topic.as_str()
                && theirs.payload == ours.payload
                && pid == ours.delivery.packet_id().map(u16::from)
        }
        (Theirs::Connect(theirs), Packet::Connect(ours)) => {
            theirs.client_id == &*ours.client_id
                && theirs.last_will.as_ref().map(|will| (will.topic, will.message))
                    == ours.will.map(|will| (will.topic.as_str(), will.payload))
                && theirs.username == ours.credentials.map(|credentials| credentials.user_name.as_str())
                && theirs.password == ours.credentials.and_then(|credentials| credentials.password)
        }
        (Theirs::Subscribe(theirs), Packet::Subscribe(ours)) => theirs
            .topics
            .iter()
            .map(|topic| (&topic.topic_path[..], topic.qos as u8))
            .eq(ours.subscriptions.iter().map(|ours| (ours.filter.as_str(), ours.qos as u8))),
        (Theirs::Puback(theirs), Packet::Puback(ours))
        | (Theirs::Pubrec(theirs), Packet::Pubrec(ours))
        | (Theirs::Pubrel(theirs), Packet::Pubrel(ours))
        | (Theirs::Pubcomp(theirs), Packet::Pubcomp(ours)) => theirs.get() == ours.get(),
        (Theirs::Pingreq, Packet::Pingreq) => true,
        _ => false,
    }
}
