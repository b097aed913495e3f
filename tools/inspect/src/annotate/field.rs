//! One field, and the ways to make it.

use mqtt_codec_v5::{PacketId, TopicFilter};
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

pub(super) fn packet_id(id: PacketId) -> Field<'static> {
    number("packet identifier", 2, id.get().into())
}

pub(super) fn filter(filter: TopicFilter<'_>) -> Field<'_> {
    string("topic filter", filter.as_str())
}

pub(super) fn number(name: &'static str, len: usize, value: u32) -> Field<'static> {
    Field { name, len, value: Value::Number(value) }
}

pub(super) fn words<'a>(name: &'static str, len: usize, value: String) -> Field<'a> {
    Field { name, len, value: Value::Words(value) }
}

pub(super) fn string<'a>(name: &'static str, value: &'a str) -> Field<'a> {
    Field { name, len: 2 + value.len(), value: Value::Text(value) }
}

pub(super) fn binary<'a>(name: &'static str, value: &'a [u8]) -> Field<'a> {
    bytes(name, 2 + value.len(), value)
}

pub(super) fn bytes<'a>(name: &'static str, len: usize, value: &'a [u8]) -> Field<'a> {
    Field { name, len, value: Value::Bytes(std::str::from_utf8(value).ok()) }
}
