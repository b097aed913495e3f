//! A packet as the fields that it has on the wire, in their order. They are read off the decoded packet; each says how
//! many bytes it takes, and together they cover the frame.

use mqtt_codec::{
    Connack, Connect, Frame, Packet, PacketId, Publish, Suback, SubackCode, Subscribe, TopicFilter,
    Unsubscribe,
};
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

pub(crate) fn fields<'a>(frame: Frame<&[u8]>, packet: &Packet<'a>) -> Vec<Field<'a>> {
    let remaining_length = u32::try_from(frame.body().len()).unwrap_or(u32::MAX);
    let mut fields = vec![
        words("packet type and flags", 1, first_byte(packet)),
        number("remaining length", frame.header_len() - 1, remaining_length),
    ];
    match packet {
        Packet::Connect(connect) => fields.extend(connect_fields(connect)),
        Packet::Connack(connack) => fields.extend(connack_fields(*connack)),
        Packet::Publish(publish) => fields.extend(publish_fields(publish)),
        Packet::Puback(id)
        | Packet::Pubrec(id)
        | Packet::Pubrel(id)
        | Packet::Pubcomp(id)
        | Packet::Unsuback(id) => {
            fields.push(packet_id(*id));
        }
        Packet::Subscribe(subscribe) => fields.extend(subscribe_fields(subscribe)),
        Packet::Suback(suback) => fields.extend(suback_fields(suback)),
        Packet::Unsubscribe(unsubscribe) => fields.extend(unsubscribe_fields(unsubscribe)),
        Packet::Pingreq | Packet::Pingresp | Packet::Disconnect => {}
    }
    fields
}

fn first_byte(packet: &Packet<'_>) -> String {
    let mut said = vec![packet.packet_type().to_string()];
    if let Packet::Publish(publish) = packet {
        said.push(format!("QoS {}", u8::from(publish.delivery.qos())));
        said.extend(publish.delivery.dup().then(|| "DUP".into()));
        said.extend(publish.retain.then(|| "RETAIN".into()));
    }
    said.join(", ")
}

fn connect_fields<'a>(connect: &Connect<'a>) -> Vec<Field<'a>> {
    let mut fields = vec![
        string("protocol name", connect.level.protocol_name()),
        number("protocol level", 1, connect.level.number().into()),
        words("connect flags", 1, connect_flags(connect)),
        number("keep alive", 2, connect.keep_alive.into()),
        string("client identifier", connect.client_id.as_str()),
    ];
    if let Some(will) = connect.will {
        fields.push(string("will topic", will.topic.as_str()));
        fields.push(binary("will message", will.message));
    }
    if let Some(credentials) = connect.credentials {
        fields.push(string("user name", credentials.user_name.as_str()));
        fields.extend(credentials.password.map(|password| binary("password", password)));
    }
    fields
}

fn connect_flags(connect: &Connect<'_>) -> String {
    let mut set = Vec::new();
    if let Some(credentials) = connect.credentials {
        set.push("user name".into());
        set.extend(credentials.password.map(|_| "password".into()));
    }
    if let Some(will) = connect.will {
        set.extend(will.retain.then(|| "will retain".into()));
        set.push(format!("will QoS {}", u8::from(will.qos)));
        set.push("will".into());
    }
    set.extend(connect.clean_session.then(|| "clean session".into()));
    if set.is_empty() { "none".into() } else { set.join(", ") }
}

fn connack_fields(connack: Connack) -> [Field<'static>; 2] {
    let (session_present, code) = match connack {
        Connack::Accepted { session_present } => (session_present, "0: connection accepted".into()),
        Connack::Refused(refusal) => (false, format!("{}: {refusal}", refusal.code())),
    };
    let flags = if session_present { "session present" } else { "none" };
    [words("connect acknowledge flags", 1, flags.into()), words("connect return code", 1, code)]
}

fn publish_fields<'a>(publish: &Publish<'a>) -> Vec<Field<'a>> {
    let mut fields = vec![string("topic name", publish.topic.as_str())];
    fields.extend(publish.delivery.packet_id().map(packet_id));
    if !publish.payload.is_empty() {
        fields.push(bytes("payload", publish.payload.len(), publish.payload));
    }
    fields
}

fn subscribe_fields<'a>(subscribe: &Subscribe<'a>) -> Vec<Field<'a>> {
    let mut fields = vec![packet_id(subscribe.id)];
    for subscription in subscribe.subscriptions {
        fields.push(filter(subscription.filter));
        fields.push(number("requested QoS", 1, u8::from(subscription.qos).into()));
    }
    fields
}

fn suback_fields(suback: &Suback<'_>) -> Vec<Field<'static>> {
    let mut fields = vec![packet_id(suback.id)];
    for code in suback.codes {
        let meaning = match code {
            SubackCode::Granted(qos) => format!("{0}: granted QoS {0}", u8::from(qos)),
            SubackCode::Failure => "128: failure".into(),
        };
        fields.push(words("return code", 1, meaning));
    }
    fields
}

fn unsubscribe_fields<'a>(unsubscribe: &Unsubscribe<'a>) -> Vec<Field<'a>> {
    let mut fields = vec![packet_id(unsubscribe.id)];
    fields.extend(unsubscribe.filters.iter().map(filter));
    fields
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

fn words(name: &'static str, len: usize, value: String) -> Field<'static> {
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
