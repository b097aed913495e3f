//! rmqtt-codec: fields are `Bytes` that share the packet's buffer; decoder and encoder are tokio-util's.

use std::hint::black_box;
use std::num::NonZeroU16;

use bytes::BytesMut;
use mqtt_codec::{Packet, PacketId};
use rmqtt_codec::error::DecodeError;
use rmqtt_codec::v3::{Codec, Packet as Theirs};
use tokio_util::codec::{Decoder, Encoder};

use super::owning::Owning;
use crate::row::{BATCH, CAPACITY, Row};
use crate::v3::Sample;

#[derive(Default)]
pub(super) struct Rmqtt(Codec);

impl Owning for Rmqtt {
    const NAME: &'static str = "rmqtt-codec";
    type Decoded = Result<Option<(Theirs, u32)>, DecodeError>;
    type Packet = Theirs;

    fn decode(&mut self, buf: &mut BytesMut) -> Self::Decoded {
        self.0.decode(buf)
    }

    fn packet(decoded: Self::Decoded) -> Self::Packet {
        decoded.unwrap().unwrap().0
    }

    fn visit(decoded: &Self::Decoded) {
        if let Ok(Some((Theirs::Subscribe { topic_filters, .. }, _))) = decoded {
            for (filter, qos) in topic_filters {
                black_box((&filter[..], *qos as u8));
            }
        }
    }

    fn same(theirs: &Self::Packet, ours: &Packet<'_>) -> bool {
        let same_id = |theirs: &NonZeroU16, ours: &PacketId| theirs.get() == ours.get();
        match (theirs, ours) {
            (Theirs::Publish(theirs), Packet::Publish(ours)) => {
                theirs.topic == ours.topic.as_str()
                    && theirs.payload == ours.payload
                    && theirs.packet_id.map(PacketId::from) == ours.delivery.packet_id()
            }
            (Theirs::Connect(theirs), Packet::Connect(ours)) => {
                theirs.client_id == *ours.client_id
                    && theirs.last_will.as_ref().map(|will| (&will.topic[..], &will.message[..]))
                        == ours.will.map(|will| (will.topic.as_str(), will.payload))
                    && theirs.username.as_deref() == ours.credentials.map(|ours| ours.user_name.as_str())
                    && theirs.password.as_deref() == ours.credentials.and_then(|ours| ours.password)
            }
            (Theirs::Subscribe { topic_filters, .. }, Packet::Subscribe(ours)) => topic_filters
                .iter()
                .map(|(filter, qos)| (&filter[..], *qos as u8))
                .eq(ours.subscriptions.iter().map(|ours| (ours.filter.as_str(), ours.qos as u8))),
            (Theirs::PublishAck { packet_id }, Packet::Puback(ours))
            | (Theirs::PublishReceived { packet_id }, Packet::Pubrec(ours))
            | (Theirs::PublishRelease { packet_id }, Packet::Pubrel(ours))
            | (Theirs::PublishComplete { packet_id }, Packet::Pubcomp(ours)) => same_id(packet_id, ours),
            (Theirs::PingRequest, Packet::Pingreq) => true,
            _ => false,
        }
    }
}

/// The encoder takes the packet by value: the copies that it uses up are made beforehand, dropping them is measured.
pub(super) fn encode(sample: &'static Sample) -> Row {
    let mut codec = Codec::default();
    let packet = Rmqtt::packet(Rmqtt::default().decode(&mut BytesMut::from(&sample.bytes[..])));
    let mut out = BytesMut::with_capacity(CAPACITY);
    codec.encode(packet.clone(), &mut out).unwrap();
    assert_eq!(out, sample.bytes, "{} writes another {}", Rmqtt::NAME, sample.name);
    let copies = move || (0..BATCH).map(|_| packet.clone()).collect::<Vec<_>>();
    Row::batches(Rmqtt::NAME, BATCH, copies, move |packets| {
        out.clear();
        if let Some(packet) = packets.pop() {
            black_box(&codec.encode(packet, black_box(&mut out)));
        }
    })
}
