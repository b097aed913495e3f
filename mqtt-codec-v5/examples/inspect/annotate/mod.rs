//! A packet as the fields that it has on the wire, in their order. They are read off the decoded packet; each says how
//! many bytes it takes, and together they cover the frame.

mod v3;
mod v5;

use mqtt_codec_v5::{AnyPacket, Frame, PacketId, TopicFilter};
use serde::Serialize;

/// One field of a packet.
pub(crate) struct Field<'a> {
    /// As the standard names it.
    pub(crate) name: &'static str,
    /// Bytes on the wire, length prefix included.
    pub(crate) len: usize,
    pub(crate) value: Value<'a>,
}

/// What a field says.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Value<'a> {
    Number(u32),
    Text(&'a str),
    Words(String),
    /// Nothing to say but the bytes themselves.
    Bytes(Option<&'a str>),
}

pub(crate) fn fields<'a>(frame: Frame<&'a [u8]>, packet: &AnyPacket<'a>) -> Vec<Field<'a>> {
    let remaining_length = u32::try_from(frame.body().len()).unwrap_or(u32::MAX);
    let mut fields = vec![
        words("packet type and flags", 1, first_byte(packet)),
        number("remaining length", frame.header_len() - 1, remaining_length),
    ];
    match packet {
        AnyPacket::V3(packet) => fields.extend(v3::body(packet)),
        AnyPacket::V5(packet) => fields.extend(v5::body(frame, packet)),
    }
    fields
}

fn first_byte(packet: &AnyPacket<'_>) -> String {
    let name = packet.packet_type().to_string();
    let (delivery, retain) = match packet {
        AnyPacket::V3(mqtt_codec::Packet::Publish(publish)) => (publish.delivery, publish.retain),
        AnyPacket::V5(mqtt_codec_v5::Packet::Publish(publish)) => (publish.delivery, publish.retain),
        _ => return name,
    };
    let mut said = vec![name, format!("QoS {}", u8::from(delivery.qos()))];
    said.extend(delivery.dup().then(|| "DUP".into()));
    said.extend(retain.then(|| "RETAIN".into()));
    said.join(", ")
}

fn packet_id(id: PacketId) -> Field<'static> {
    number("packet identifier", 2, id.get().into())
}

fn filter(filter: TopicFilter<'_>) -> Field<'_> {
    string("topic filter", filter.as_str())
}

fn number(name: &'static str, len: usize, value: u32) -> Field<'static> {
    Field { name, len, value: Value::Number(value) }
}

fn words<'a>(name: &'static str, len: usize, value: String) -> Field<'a> {
    Field { name, len, value: Value::Words(value) }
}

fn string<'a>(name: &'static str, value: &'a str) -> Field<'a> {
    Field { name, len: 2 + value.len(), value: Value::Text(value) }
}

fn binary<'a>(name: &'static str, value: &'a [u8]) -> Field<'a> {
    bytes(name, 2 + value.len(), value)
}

fn bytes<'a>(name: &'static str, len: usize, value: &'a [u8]) -> Field<'a> {
    Field { name, len, value: Value::Bytes(std::str::from_utf8(value).ok()) }
}
