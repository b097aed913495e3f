//! Decoding: from bytes that are there to a packet of which every field can be read.

use std::hint::black_box;

use mqtt_codec::{Framer, Packet, Split};

#[cfg(feature = "peers")]
use super::peers;
use super::{STREAM, SUBSCRIBE_8, Sample, Stream, samples};
use crate::row::{FRAMING_ONLY, Group, OURS, Row};

pub(crate) fn groups() -> Vec<Group> {
    let mut groups: Vec<_> = samples().map(one).into();
    groups.push(visited(&SUBSCRIBE_8));
    groups.push(stream(&STREAM));
    groups
}

fn one(sample: &'static Sample) -> Group {
    let bytes = &sample.bytes[..];
    let framer = Framer::default();
    #[cfg_attr(not(feature = "peers"), expect(unused_mut, reason = "peers add their rows"))]
    let mut rows = vec![
        Row::repeat(OURS, move || {
            if let Ok(Split::Frame(frame, _)) = framer.split(black_box(bytes)) {
                black_box(&Packet::decode(frame));
            }
        }),
        Row::repeat(FRAMING_ONLY, move || {
            black_box(&framer.split(black_box(bytes)));
        }),
        Row::one_by_one("mqtt-codec, take", bytes, move |buf| {
            if let Ok(Some(frame)) = framer.take(buf) {
                black_box(&Packet::decode(frame.as_ref()));
            }
        }),
    ];
    #[cfg(feature = "peers")]
    rows.extend(peers::decode(sample));
    Group::new(format!("decode v3 {}", sample.name), 1, bytes.len(), rows)
}

/// Decodes, and then looks at each filter and its QoS: a list that is read twice pays twice.
fn visited(sample: &'static Sample) -> Group {
    let bytes = &sample.bytes[..];
    let framer = Framer::default();
    #[cfg_attr(not(feature = "peers"), expect(unused_mut, reason = "peers add their rows"))]
    let mut rows = vec![Row::repeat(OURS, move || {
        if let Ok(Split::Frame(frame, _)) = framer.split(black_box(bytes)) {
            let decoded = Packet::decode(frame);
            if let Ok(Packet::Subscribe(subscribe)) = black_box(&decoded) {
                for subscription in subscribe.subscriptions {
                    black_box((subscription.filter.as_str(), subscription.qos as u8));
                }
            }
        }
    })];
    #[cfg(feature = "peers")]
    rows.extend(peers::visit(sample));
    Group::new(format!("decode v3 {}, visited", sample.name), 1, bytes.len(), rows)
}

fn stream(stream: &'static Stream) -> Group {
    let bytes = &stream.bytes[..];
    let framer = Framer::default();
    #[cfg_attr(not(feature = "peers"), expect(unused_mut, reason = "peers add their rows"))]
    let mut rows = vec![
        Row::repeat(OURS, move || {
            let mut rest = black_box(bytes);
            while let Ok(Split::Frame(frame, after)) = framer.split(rest) {
                black_box(&Packet::decode(frame));
                rest = after;
            }
        }),
        Row::repeat(FRAMING_ONLY, move || {
            let mut rest = black_box(bytes);
            while let Ok(Split::Frame(_, after)) = black_box(&framer.split(rest)) {
                rest = after;
            }
        }),
        Row::whole_stream("mqtt-codec, take", bytes, move |buf| {
            while let Ok(Some(frame)) = framer.take(buf) {
                black_box(&Packet::decode(frame.as_ref()));
            }
        }),
    ];
    #[cfg(feature = "peers")]
    rows.extend(peers::decode_stream(stream));
    Group::new("decode v3 stream".into(), stream.packets.len(), bytes.len(), rows)
}
