//! rmqtt-codec: fields are `Bytes` that share the packet's buffer; decoder and encoder are tokio-util's.

use std::hint::black_box;
use std::num::NonZeroU16;

use bytes::BytesMut;
use mqtt_codec_v5::{
    ConnackProperties, ConnackReason, ConnectProperties, Packet, PacketId, PublishProperties, SubscriptionId,
    TopicAlias,
};
use rmqtt_codec::error::DecodeError;
use rmqtt_codec::v5::{
    Codec, Connect, ConnectAck, ConnectAckReason, Packet as Theirs, PublishProperties as TheirProperties,
};
use tokio_util::codec::{Decoder, Encoder};

use super::owning::{Owning, same_user_properties, visit_user_properties};
use crate::row::{BATCH, CAPACITY, Row};
use crate::v5::{Sample, assert_holds};

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
        match decoded {
            Ok(Some((Theirs::Publish(publish), _))) => {
                if let Some(properties) = &publish.properties {
                    for identifier in &properties.subscription_ids {
                        black_box(identifier.get());
                    }
                    visit_user_properties(&properties.user_properties);
                }
            }
            Ok(Some((Theirs::Subscribe(subscribe), _))) => {
                for (filter, options) in &subscribe.topic_filters {
                    black_box((&filter[..], options.qos as u8));
                }
            }
            _ => {}
        }
    }

    fn same(theirs: &Self::Packet, ours: &Packet<'_>) -> bool {
        let same_id = |theirs: NonZeroU16, ours: PacketId| theirs.get() == ours.get();
        match (theirs, ours) {
            (Theirs::Publish(theirs), Packet::Publish(ours)) => {
                theirs.topic == ours.topic.map_or("", |topic| topic.as_str())
                    && theirs.payload == ours.payload
                    && theirs.packet_id.map(PacketId::from) == ours.delivery.packet_id()
                    && theirs.properties.as_ref().is_some_and(|theirs| same_publish(theirs, &ours.properties))
            }
            (Theirs::Connect(theirs), Packet::Connect(ours)) => {
                theirs.client_id == *ours.client_id
                    && theirs.keep_alive == ours.keep_alive
                    && theirs.username.as_deref() == ours.user_name.as_deref()
                    && theirs.password.as_deref() == ours.password
                    && same_connect(theirs, &ours.properties)
            }
            (Theirs::ConnectAck(theirs), Packet::Connack(ours)) => {
                theirs.session_present == ours.session_present
                    && (theirs.reason_code == ConnectAckReason::Success)
                        == (ours.reason == ConnackReason::Success)
                    && same_connack(theirs, &ours.properties)
            }
            (Theirs::Subscribe(theirs), Packet::Subscribe(ours)) => {
                let subscriptions = ours.subscriptions.iter();
                same_id(theirs.packet_id, ours.id)
                    && theirs.id.map(u32::from)
                        == ours.properties.subscription_identifier.map(SubscriptionId::get)
                    && same_user_properties(&theirs.user_properties, ours.properties.user_properties)
                    && theirs
                        .topic_filters
                        .iter()
                        .map(|(filter, options)| (&filter[..], options.qos as u8))
                        .eq(subscriptions.map(|ours| (ours.filter.as_str(), ours.options.qos as u8)))
            }
            (Theirs::PublishAck(theirs), Packet::Puback(ours)) => {
                same_id(theirs.packet_id, ours.id) && u8::from(theirs.reason_code) == ours.reason.code()
            }
            (Theirs::PublishReceived(theirs), Packet::Pubrec(ours)) => same_id(theirs.packet_id, ours.id),
            (Theirs::PublishRelease(theirs), Packet::Pubrel(ours)) => same_id(theirs.packet_id, ours.id),
            (Theirs::PublishComplete(theirs), Packet::Pubcomp(ours)) => same_id(theirs.packet_id, ours.id),
            (Theirs::PingRequest, Packet::Pingreq) => true,
            _ => false,
        }
    }
}

fn same_publish(theirs: &TheirProperties, ours: &PublishProperties<'_>) -> bool {
    theirs.is_utf8_payload == (ours.payload_format_indicator() as u8 == 1)
        && theirs.message_expiry_interval.map(u32::from) == ours.message_expiry_interval
        && theirs.content_type.as_deref() == ours.content_type.as_deref()
        && theirs.response_topic.as_deref() == ours.response_topic.as_deref()
        && theirs.correlation_data.as_deref() == ours.correlation_data
        && theirs
            .subscription_ids
            .iter()
            .map(|id| id.get())
            .eq(ours.subscription_identifiers.iter().map(SubscriptionId::get))
        && theirs.topic_alias.map(u16::from) == ours.topic_alias.map(TopicAlias::get)
        && same_user_properties(&theirs.user_properties, ours.user_properties)
}

fn same_connect(theirs: &Connect, ours: &ConnectProperties<'_>) -> bool {
    theirs.session_expiry_interval_secs == ours.session_expiry_interval()
        && theirs.receive_max == ours.receive_maximum
        && theirs.max_packet_size == ours.maximum_packet_size
        && theirs.topic_alias_max == ours.topic_alias_maximum()
        && same_user_properties(&theirs.user_properties, ours.user_properties)
}

fn same_connack(theirs: &ConnectAck, ours: &ConnackProperties<'_>) -> bool {
    theirs.session_expiry_interval_secs == ours.session_expiry_interval
        && theirs.receive_max.get() == ours.receive_maximum()
        && theirs.max_qos as u8 == ours.maximum_qos() as u8
        && theirs.retain_available == ours.retain_available()
        && theirs.max_packet_size == ours.maximum_packet_size.map(u32::from)
        && theirs.topic_alias_max == ours.topic_alias_maximum()
        && theirs.wildcard_subscription_available == ours.wildcard_subscription_available()
        && theirs.server_keepalive_sec == ours.server_keep_alive
}

/// The encoder takes the packet by value: the copies that it uses up are made beforehand, dropping them is measured.
pub(super) fn encode(sample: &'static Sample) -> Row {
    let mut codec = Codec::default();
    let packet = Rmqtt::packet(Rmqtt::default().decode(&mut BytesMut::from(&sample.bytes[..])));
    let mut out = BytesMut::with_capacity(CAPACITY);
    codec.encode(packet.clone(), &mut out).unwrap();
    assert_holds(&out, sample, Rmqtt::NAME);
    let copies = move || (0..BATCH).map(|_| packet.clone()).collect::<Vec<_>>();
    Row::batches(Rmqtt::NAME, BATCH, copies, move |packets| {
        out.clear();
        if let Some(packet) = packets.pop() {
            black_box(&codec.encode(packet, black_box(&mut out)));
        }
    })
}
