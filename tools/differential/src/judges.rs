//! Who is asked: our own crates and, behind the feature `peers`, the other codecs.

#[cfg(feature = "peers")]
mod bytebeam;
#[cfg(feature = "peers")]
mod codec_kit;
#[cfg(feature = "peers")]
mod flowsdk;
#[cfg(feature = "peers")]
mod mqtt5_protocol;
#[cfg(feature = "peers")]
mod mqtt_proto;
#[cfg(feature = "peers")]
mod mqttrs;
#[cfg(feature = "peers")]
mod mqute;
mod ours;
#[cfg(feature = "peers")]
mod protocol_core;
#[cfg(feature = "peers")]
mod rmqtt;

use crate::judge::Peer;

/// Our own crates, asked as the others are.
pub const OURS: Peer = Peer::new::<ours::Ours>();

/// The other codecs.
#[cfg(feature = "peers")]
pub const PEERS: [Peer; 10] = [
    Peer::new::<flowsdk::Flowsdk>(),
    Peer::new::<mqtt_proto::MqttProto>(),
    Peer::new::<mqute::Mqute>(),
    Peer::new::<rmqtt::Rmqtt>(),
    Peer::new::<protocol_core::ProtocolCore>(),
    Peer::new::<mqtt5_protocol::Mqtt5Protocol>(),
    Peer::new::<mqttrs::Mqttrs>(),
    Peer::new::<codec_kit::CodecKit>(),
    Peer::new::<bytebeam::Rumqttc>(),
    Peer::new::<bytebeam::Mqttbytes>(),
];
