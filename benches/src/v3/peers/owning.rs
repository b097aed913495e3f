//! Codecs whose packets own their fields, and how they are measured.

use std::hint::black_box;

use bytes::BytesMut;
use mqtt_codec::Packet;

use crate::row::{CAPACITY, Row};
use crate::v3::{Sample, Stream};

/// A codec whose packets own their fields, and whose decoder takes them off a `BytesMut`.
pub(super) trait Owning: Default + 'static {
    const NAME: &'static str;
    /// What the decoder returns.
    type Decoded;
    type Packet: 'static;

    fn decode(&mut self, buf: &mut BytesMut) -> Self::Decoded;
    fn packet(decoded: Self::Decoded) -> Self::Packet;
    /// Looks at each filter of a SUBSCRIBE, and at its QoS.
    fn visit(decoded: &Self::Decoded);
    /// Whether what counts of a packet is the same.
    fn same(theirs: &Self::Packet, ours: &Packet<'_>) -> bool;
}

/// An owning codec that encodes a packet by reference.
pub(super) trait EncodesByReference: Owning {
    fn encode(packet: &Self::Packet, out: &mut BytesMut);
}

pub(super) fn decode_one<P: Owning>(sample: &'static Sample) -> Row {
    check::<P>(&sample.bytes, &[sample.packet]);
    let mut peer = P::default();
    Row::one_by_one(P::NAME, &sample.bytes, move |buf| {
        black_box(&peer.decode(buf));
    })
}

pub(super) fn visit_one<P: Owning>(sample: &'static Sample) -> Row {
    check::<P>(&sample.bytes, &[sample.packet]);
    let mut peer = P::default();
    Row::one_by_one(P::NAME, &sample.bytes, move |buf| {
        let decoded = peer.decode(buf);
        P::visit(black_box(&decoded));
    })
}

pub(super) fn decode_all<P: Owning>(stream: &'static Stream) -> Row {
    check::<P>(&stream.bytes, &stream.packets);
    let mut peer = P::default();
    Row::whole_stream(P::NAME, &stream.bytes, move |buf| {
        while !buf.is_empty() {
            black_box(&peer.decode(buf));
        }
    })
}

pub(super) fn encode_one<P: EncodesByReference>(sample: &'static Sample) -> Row {
    let packet = P::packet(P::default().decode(&mut BytesMut::from(&sample.bytes[..])));
    let mut written = BytesMut::new();
    P::encode(&packet, &mut written);
    assert_eq!(written, sample.bytes, "{} writes another {}", P::NAME, sample.name);
    Row::reused(P::NAME, BytesMut::with_capacity(CAPACITY), move |out| {
        out.clear();
        P::encode(black_box(&packet), out);
    })
}

fn check<P: Owning>(bytes: &[u8], packets: &[Packet<'_>]) {
    let mut peer = P::default();
    let mut buf = BytesMut::from(bytes);
    for packet in packets {
        let theirs = P::packet(peer.decode(&mut buf));
        assert!(P::same(&theirs, packet), "{} does not see {packet:?}", P::NAME);
    }
    assert!(buf.is_empty(), "{} leaves bytes", P::NAME);
}
