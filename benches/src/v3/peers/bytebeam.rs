//! mqttbytes, and what became of it inside rumqttc: the same types, from two crates.

use std::hint::black_box;

use bytes::BytesMut;
use mqtt_codec::Packet;
use mqttbytes::v4 as mqttbytes_v4;
use rumqttc::mqttbytes::v4 as rumqttc_v4;

use super::owning::{EncodesByReference, Owning};

#[derive(Default)]
pub(super) struct Mqttbytes;

#[derive(Default)]
pub(super) struct Rumqttc;

macro_rules! owning {
    ($Peer:ident, $name:literal, $v4:ident, $Error:ty, $read:path) => {
        impl Owning for $Peer {
            const NAME: &'static str = $name;
            type Decoded = Result<$v4::Packet, $Error>;
            type Packet = $v4::Packet;

            fn decode(&mut self, buf: &mut BytesMut) -> Self::Decoded {
                $read(buf, usize::MAX)
            }

            fn packet(decoded: Self::Decoded) -> Self::Packet {
                decoded.unwrap()
            }

            fn visit(decoded: &Self::Decoded) {
                if let Ok($v4::Packet::Subscribe(subscribe)) = decoded {
                    for filter in &subscribe.filters {
                        black_box((filter.path.as_str(), filter.qos as u8));
                    }
                }
            }

            fn same(theirs: &Self::Packet, ours: &Packet<'_>) -> bool {
                match (theirs, ours) {
                    ($v4::Packet::Publish(theirs), Packet::Publish(ours)) => {
                        theirs.topic == ours.topic.as_str()
                            && theirs.payload == ours.payload
                            && theirs.pkid == ours.delivery.packet_id().map_or(0, u16::from)
                    }
                    ($v4::Packet::Connect(theirs), Packet::Connect(ours)) => {
                        theirs.client_id == *ours.client_id
                            && theirs.last_will.as_ref().map(|will| (&will.topic[..], &will.message[..]))
                                == ours.will.map(|will| (will.topic.as_str(), will.payload))
                            && theirs
                                .login
                                .as_ref()
                                .map(|login| (&login.username[..], login.password.as_bytes()))
                                == ours
                                    .credentials
                                    .map(|ours| (ours.user_name.as_str(), ours.password.unwrap_or_default()))
                    }
                    ($v4::Packet::Subscribe(theirs), Packet::Subscribe(ours)) => theirs
                        .filters
                        .iter()
                        .map(|filter| (&filter.path[..], filter.qos as u8))
                        .eq(ours.subscriptions.iter().map(|ours| (ours.filter.as_str(), ours.qos as u8))),
                    ($v4::Packet::PubAck(theirs), Packet::Puback(ours)) => theirs.pkid == ours.get(),
                    ($v4::Packet::PubRec(theirs), Packet::Pubrec(ours)) => theirs.pkid == ours.get(),
                    ($v4::Packet::PubRel(theirs), Packet::Pubrel(ours)) => theirs.pkid == ours.get(),
                    ($v4::Packet::PubComp(theirs), Packet::Pubcomp(ours)) => theirs.pkid == ours.get(),
                    ($v4::Packet::PingReq, Packet::Pingreq) => true,
                    _ => false,
                }
            }
        }
    };
}

owning!(Mqttbytes, "mqttbytes", mqttbytes_v4, mqttbytes::Error, mqttbytes_v4::read);
owning!(Rumqttc, "rumqttc", rumqttc_v4, rumqttc::mqttbytes::Error, rumqttc_v4::Packet::read);

impl EncodesByReference for Mqttbytes {
    fn encode(packet: &Self::Packet, out: &mut BytesMut) {
        use mqttbytes_v4::{Packet, PingReq};
        black_box(&match packet {
            Packet::Connect(connect) => connect.write(out),
            Packet::Publish(publish) => publish.write(out),
            Packet::PubAck(puback) => puback.write(out),
            Packet::Subscribe(subscribe) => subscribe.write(out),
            Packet::PingReq => PingReq.write(out),
            other => unreachable!("no sample is {other:?}"),
        });
    }
}

impl EncodesByReference for Rumqttc {
    fn encode(packet: &Self::Packet, out: &mut BytesMut) {
        black_box(&packet.write(out, usize::MAX));
    }
}
