//! Encoding: from a packet to its bytes in an output that is used again and again.

use std::hint::black_box;

use bytes::BytesMut;

#[cfg(feature = "peers")]
use super::peers;
use super::{Sample, samples};
use crate::row::{CAPACITY, Group, Row};

pub(crate) fn groups() -> Vec<Group> {
    samples().map(one).into()
}

fn one(sample: &'static Sample) -> Group {
    let packet = &sample.packet;
    #[cfg_attr(not(feature = "peers"), expect(unused_mut, reason = "peers add their rows"))]
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
    #[cfg(feature = "peers")]
    rows.extend(peers::encode(sample));
    Group::new(format!("encode v3 {}", sample.name), 1, sample.bytes.len(), rows)
}
