//! Codecs whose packets own their fields, and how they are measured.

use std::hint::black_box;
use std::ops::Deref;

use bytes::BytesMut;
use mqtt_codec_v5::{List, Packet, UserProperty};

use crate::row::{CAPACITY, Row};
use crate::v5::{Sample, Stream, assert_holds};

/// A codec whose packets own their fields, and whose decoder takes them off a `BytesMut`.
pub(super) trait Owning: Default + 'static {
    const NAME: &'static str;
    /// What the decoder returns.
    type Decoded;
    type Packet: 'static;

    fn decode(&mut self, buf: &mut BytesMut) -> Self::Decoded;
    fn packet(decoded: Self::Decoded) -> Self::Packet;
    /// Looks at each filter of a SUBSCRIBE and its QoS, at each subscription identifier and user property of a PUBLISH.
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
    assert_holds(&written, sample, P::NAME);
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

pub(super) fn same_user_properties<S: Deref<Target = str>>(
    theirs: &[(S, S)],
    ours: List<'_, UserProperty<'_>>,
) -> bool {
    let theirs = theirs.iter().map(|(name, value)| (&**name, &**value));
    theirs.eq(ours.iter().map(|ours| (ours.name.as_str(), ours.value.as_str())))
}

pub(super) fn visit_user_properties<S: Deref<Target = str>>(properties: &[(S, S)]) {
    for (name, value) in properties {
        black_box((&**name, &**value));
    }
}
