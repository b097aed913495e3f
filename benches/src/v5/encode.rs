//! Encoding: from a packet to its bytes in an output that is used again and again.

use std::hint::black_box;

use bytes::BytesMut;
use mqtt_codec_v5::{Forward, Framer, Packet, Split};

#[cfg(feature = "peers")]
use super::peers;
use super::{Sample, assert_holds, samples};
use crate::row::{CAPACITY, Group, Row};

pub(crate) fn groups() -> Vec<Group> {
    samples().map(one).into()
}

fn one(sample: &'static Sample) -> Group {
    let packet = &sample.packet;
    let mut rows = vec![
        Row::reused("mqtt-codec, BytesMut", BytesMut::with_capacity(CAPACITY), move |out| {
            out.clear();
            black_box(&black_box(packet).encode(out));
        }),
        Row::reused("mqtt-codec, Vec", Vec::with_capacity(CAPACITY), move |out| {
            out.clear();
            black_box(&black_box(packet).encode(out));
        }),
        Row::reused("mqtt-codec, slice", [0; CAPACITY], move |out| {
            black_box(&black_box(packet).encode_into(out));
        }),
    ];
    if matches!(packet, Packet::Publish(publish) if !publish.properties.is_empty()) {
        rows.push(forward(sample));
    }
    #[cfg(feature = "peers")]
    rows.extend(peers::encode(sample));
    Group::new(format!("encode v5 {}", sample.name), 1, sample.bytes.len(), rows)
}

/// A server passes a message on: its properties were decoded, and are not taken apart again.
fn forward(sample: &'static Sample) -> Row {
    let Ok(Split::Frame(frame, _)) = Framer::default().split(&sample.bytes) else {
        unreachable!("a sample is a frame")
    };
    let forward = Forward::of(frame).unwrap();
    let mut written = BytesMut::new();
    forward.encode(&mut written).unwrap();
    assert_holds(&written, sample, "Forward");
    Row::reused("mqtt-codec, Forward", BytesMut::with_capacity(CAPACITY), move |out| {
        out.clear();
        black_box(&black_box(&forward).encode(out));
    })
}
