//! The other codecs. Each is checked against the sample before it is measured.

use std::hint::black_box;
use std::ops::Deref;

use bytes::BytesMut;
use mqtt_codec_v5::{List, Packet, UserProperty};

use super::encode::{CAPACITY, assert_holds};
use super::{Sample, Stream};
use crate::row::Row;

mod bytebeam;
mod rmqtt;

use bytebeam::{Mqttbytes, Rumqttc};
use rmqtt::Rmqtt;

pub(super) fn decode(sample: &'static Sample) -> Vec<Row> {
    vec![decode_one::<Mqttbytes>(sample), decode_one::<Rumqttc>(sample), decode_one::<Rmqtt>(sample)]
}

pub(super) fn visit(sample: &'static Sample) -> Vec<Row> {
    vec![visit_one::<Mqttbytes>(sample), visit_one::<Rumqttc>(sample), visit_one::<Rmqtt>(sample)]
}

pub(super) fn decode_stream(stream: &'static Stream) -> Vec<Row> {
    vec![decode_all::<Mqttbytes>(stream), decode_all::<Rumqttc>(stream), decode_all::<Rmqtt>(stream)]
}

pub(super) fn encode(sample: &'static Sample) -> Vec<Row> {
    vec![encode_one::<Mqttbytes>(sample), encode_one::<Rumqttc>(sample), rmqtt::encode(sample)]
}

/// A codec whose packets own their fields, and whose decoder takes them off a `BytesMut`.
trait Owning: Default + 'static {
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
trait EncodesByReference: Owning {
    fn encode(packet: &Self::Packet, out: &mut BytesMut);
}

fn decode_one<P: Owning>(sample: &'static Sample) -> Row {
    check::<P>(&sample.bytes, &[sample.packet]);
    let mut peer = P::default();
    Row::one_by_one(P::NAME, &sample.bytes, move |buf| {
        black_box(&peer.decode(buf));
    })
}

fn visit_one<P: Owning>(sample: &'static Sample) -> Row {
    check::<P>(&sample.bytes, &[sample.packet]);
    let mut peer = P::default();
    Row::one_by_one(P::NAME, &sample.bytes, move |buf| {
        let decoded = peer.decode(buf);
        P::visit(black_box(&decoded));
    })
}

fn decode_all<P: Owning>(stream: &'static Stream) -> Row {
    check::<P>(&stream.bytes, &stream.packets);
    let mut peer = P::default();
    Row::whole_stream(P::NAME, &stream.bytes, move |buf| {
        while !buf.is_empty() {
            black_box(&peer.decode(buf));
        }
    })
}

fn encode_one<P: EncodesByReference>(sample: &'static Sample) -> Row {
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

fn same_user_properties<S: Deref<Target = str>>(theirs: &[(S, S)], ours: List<'_, UserProperty<'_>>) -> bool {
    let theirs = theirs.iter().map(|(name, value)| (&**name, &**value));
    theirs.eq(ours.iter().map(|ours| (ours.name.as_str(), ours.value.as_str())))
}

fn visit_user_properties<S: Deref<Target = str>>(properties: &[(S, S)]) {
    for (name, value) in properties {
        black_box((&**name, &**value));
    }
}
