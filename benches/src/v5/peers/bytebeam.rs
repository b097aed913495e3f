//! mqttbytes, and what became of it inside rumqttc: nearly the same types, from two crates.

use std::hint::black_box;

use bytes::BytesMut;
use mqtt_codec_v5::{
    ConnackProperties, ConnackReason, ConnectProperties, Packet, PubackReason, PublishProperties,
    SubscribeProperties,
};
use mqttbytes::v5 as mqttbytes_v5;
use rumqttc::v5::mqttbytes::v5 as rumqttc_v5;

use super::owning::{EncodesByReference, Owning, same_user_properties, visit_user_properties};

#[derive(Default)]
pub(super) struct Mqttbytes;

#[derive(Default)]
pub(super) struct Rumqttc;

macro_rules! owning {
    ($Peer:ident, $name:literal, $v5:ident, $Error:ty, $read:path, $any_size:expr, $pingreq:pat) => {
        impl Owning for $Peer {
            const NAME: &'static str = $name;
            type Decoded = Result<$v5::Packet, $Error>;
            type Packet = $v5::Packet;

            fn decode(&mut self, buf: &mut BytesMut) -> Self::Decoded {
                $read(buf, $any_size)
            }

            fn packet(decoded: Self::Decoded) -> Self::Packet {
                decoded.unwrap()
            }

            fn visit(decoded: &Self::Decoded) {
                match decoded {
                    Ok($v5::Packet::Publish($v5::Publish { properties: Some(properties), .. })) => {
                        for identifier in &properties.subscription_identifiers {
                            black_box(*identifier);
                        }
                        visit_user_properties(&properties.user_properties);
                    }
                    Ok($v5::Packet::Subscribe(subscribe)) => {
                        for filter in &subscribe.filters {
                            black_box((filter.path.as_str(), filter.qos as u8));
                        }
                    }
                    _ => {}
                }
            }

            fn same(theirs: &Self::Packet, ours: &Packet<'_>) -> bool {
                match (theirs, ours) {
                    ($v5::Packet::Publish(theirs), Packet::Publish(ours)) => {
                        AsRef::<[u8]>::as_ref(&theirs.topic)
                            == ours.topic.map_or("", |topic| topic.as_str()).as_bytes()
                            && theirs.payload == ours.payload
                            && theirs.pkid == ours.delivery.packet_id().map_or(0, u16::from)
                            && Self::same_publish(theirs.properties.as_ref(), &ours.properties)
                    }
                    ($v5::Packet::ConnAck(theirs), Packet::Connack(ours)) => {
                        theirs.session_present == ours.session_present
                            && (theirs.code == $v5::ConnectReturnCode::Success)
                                == (ours.reason == ConnackReason::Success)
                            && Self::same_connack(theirs.properties.as_ref(), &ours.properties)
                    }
                    ($v5::Packet::Subscribe(theirs), Packet::Subscribe(ours)) => {
                        theirs.pkid == ours.id.get()
                            && Self::same_subscribe(theirs.properties.as_ref(), &ours.properties)
                            && theirs.filters.iter().map(|filter| (&filter.path[..], filter.qos as u8)).eq(
                                ours.subscriptions
                                    .iter()
                                    .map(|ours| (ours.filter.as_str(), ours.options.qos as u8)),
                            )
                    }
                    ($v5::Packet::PubAck(theirs), Packet::Puback(ours)) => {
                        theirs.pkid == ours.id.get()
                            && (theirs.reason == $v5::PubAckReason::Success)
                                == (ours.reason == PubackReason::Success)
                    }
                    ($v5::Packet::PubRec(theirs), Packet::Pubrec(ours)) => theirs.pkid == ours.id.get(),
                    ($v5::Packet::PubRel(theirs), Packet::Pubrel(ours)) => theirs.pkid == ours.id.get(),
                    ($v5::Packet::PubComp(theirs), Packet::Pubcomp(ours)) => theirs.pkid == ours.id.get(),
                    ($pingreq, Packet::Pingreq) => true,
                    (theirs, Packet::Connect(ours)) => {
                        Self::connect(theirs).is_some_and(|(theirs, login)| {
                            theirs.client_id == *ours.client_id
                                && theirs.keep_alive == ours.keep_alive
                                && Self::same_connect(theirs.properties.as_ref(), &ours.properties)
                                && login.map(|login| (&login.username[..], login.password.as_bytes()))
                                    == ours.user_name.map(|name| name.as_str()).zip(ours.password)
                        })
                    }
                    _ => false,
                }
            }
        }

        impl $Peer {
            fn same_publish(theirs: Option<&$v5::PublishProperties>, ours: &PublishProperties<'_>) -> bool {
                let Some(theirs) = theirs else { return ours.is_empty() };
                theirs.payload_format_indicator == ours.payload_format_indicator.map(|format| format as u8)
                    && theirs.message_expiry_interval == ours.message_expiry_interval
                    && theirs.content_type.as_deref() == ours.content_type.map(|text| text.as_str())
                    && theirs.response_topic.as_deref() == ours.response_topic.map(|topic| topic.as_str())
                    && theirs.correlation_data.as_deref() == ours.correlation_data
                    && theirs
                        .subscription_identifiers
                        .iter()
                        .copied()
                        .eq(ours.subscription_identifiers.iter().map(|id| usize::try_from(id.get()).unwrap()))
                    && theirs.topic_alias == ours.topic_alias.map(|alias| alias.get())
                    && same_user_properties(&theirs.user_properties, ours.user_properties)
            }

            fn same_connect(theirs: Option<&$v5::ConnectProperties>, ours: &ConnectProperties<'_>) -> bool {
                let Some(theirs) = theirs else { return ours.is_empty() };
                theirs.session_expiry_interval == ours.session_expiry_interval
                    && theirs.receive_maximum == ours.receive_maximum.map(u16::from)
                    && theirs.max_packet_size == ours.maximum_packet_size.map(u32::from)
                    && theirs.topic_alias_max == ours.topic_alias_maximum
                    && same_user_properties(&theirs.user_properties, ours.user_properties)
            }

            fn same_connack(theirs: Option<&$v5::ConnAckProperties>, ours: &ConnackProperties<'_>) -> bool {
                let Some(theirs) = theirs else { return ours.is_empty() };
                theirs.session_expiry_interval == ours.session_expiry_interval
                    && theirs.receive_max == ours.receive_maximum.map(u16::from)
                    && theirs.max_qos == ours.maximum_qos.map(|qos| qos as u8)
                    && theirs.retain_available == ours.retain_available.map(u8::from)
                    && theirs.max_packet_size == ours.maximum_packet_size.map(u32::from)
                    && theirs.topic_alias_max == ours.topic_alias_maximum
                    && theirs.wildcard_subscription_available
                        == ours.wildcard_subscription_available.map(u8::from)
                    && theirs.server_keep_alive == ours.server_keep_alive
            }

            fn same_subscribe(
                theirs: Option<&$v5::SubscribeProperties>,
                ours: &SubscribeProperties<'_>,
            ) -> bool {
                let Some(theirs) = theirs else { return ours.is_empty() };
                theirs.id == ours.subscription_identifier.map(|id| usize::try_from(id.get()).unwrap())
                    && same_user_properties(&theirs.user_properties, ours.user_properties)
            }
        }
    };
}

owning!(
    Mqttbytes,
    "mqttbytes",
    mqttbytes_v5,
    mqttbytes::Error,
    mqttbytes_v5::read,
    usize::MAX,
    mqttbytes_v5::Packet::PingReq
);
owning!(
    Rumqttc,
    "rumqttc",
    rumqttc_v5,
    rumqttc::v5::mqttbytes::Error,
    rumqttc_v5::Packet::read,
    None,
    rumqttc_v5::Packet::PingReq(_)
);

impl Mqttbytes {
    fn connect(
        packet: &mqttbytes_v5::Packet,
    ) -> Option<(&mqttbytes_v5::Connect, Option<&mqttbytes_v5::Login>)> {
        match packet {
            mqttbytes_v5::Packet::Connect(connect) => Some((connect, connect.login.as_ref())),
            _ => None,
        }
    }
}

impl Rumqttc {
    fn connect(packet: &rumqttc_v5::Packet) -> Option<(&rumqttc_v5::Connect, Option<&rumqttc_v5::Login>)> {
        match packet {
            rumqttc_v5::Packet::Connect(connect, _, login) => Some((connect, login.as_ref())),
            _ => None,
        }
    }
}

impl EncodesByReference for Mqttbytes {
    fn encode(packet: &Self::Packet, out: &mut BytesMut) {
        use mqttbytes_v5::Packet;
        black_box(&match packet {
            Packet::Connect(connect) => connect.write(out),
            Packet::ConnAck(connack) => connack.write(out),
            Packet::Publish(publish) => publish.write(out),
            Packet::PubAck(puback) => puback.write(out),
            Packet::Subscribe(subscribe) => subscribe.write(out),
            other => unreachable!("no sample is {other:?}"),
        });
    }
}

impl EncodesByReference for Rumqttc {
    fn encode(packet: &Self::Packet, out: &mut BytesMut) {
        black_box(&packet.write(out, None));
    }
}
