//! Packets of MQTT 5.0.

use mqtt_codec_v5::{
    Connack, Connect, Frame, Packet, PacketId, Properties, Property, Publish, ReasonCode, Subscribe,
    SubscriptionOptions,
};

use super::field::{Field, Value, binary, bytes, filter, number, packet_id, string, words};

/// What follows the fixed header.
pub(super) fn body<'a>(frame: Frame<&'a [u8]>, packet: &Packet<'a>) -> Vec<Field<'a>> {
    // It was decoded before, so there are properties to walk, or none.
    let properties = Properties::of(frame).ok();
    let properties = || properties.clone().map(block).unwrap_or_default();
    match packet {
        Packet::Connect(connect) => connect_fields(connect, properties(), Properties::of_will(frame).ok()),
        Packet::Connack(connack) => connack_fields(connack, properties()),
        Packet::Publish(publish) => publish_fields(publish, properties()),
        Packet::Puback(ack) => short(frame, Some(ack.id), ack.reason.into(), properties()),
        Packet::Pubrec(ack) => short(frame, Some(ack.id), ack.reason.into(), properties()),
        Packet::Pubrel(ack) => short(frame, Some(ack.id), ack.reason.into(), properties()),
        Packet::Pubcomp(ack) => short(frame, Some(ack.id), ack.reason.into(), properties()),
        Packet::Subscribe(subscribe) => subscribe_fields(subscribe, properties()),
        Packet::Suback(suback) => {
            answers(suback.id, properties(), suback.reason_codes.iter().map(ReasonCode::from))
        }
        Packet::Unsubscribe(unsubscribe) => {
            let mut fields = vec![packet_id(unsubscribe.id)];
            fields.extend(properties());
            fields.extend(unsubscribe.filters.iter().map(filter));
            fields
        }
        Packet::Unsuback(unsuback) => {
            answers(unsuback.id, properties(), unsuback.reason_codes.iter().map(ReasonCode::from))
        }
        Packet::Pingreq | Packet::Pingresp => Vec::new(),
        Packet::Disconnect(disconnect) => short(frame, None, disconnect.reason.into(), properties()),
        Packet::Auth(auth) => short(frame, None, auth.reason.into(), properties()),
    }
}

fn connect_fields<'a>(
    connect: &Connect<'a>,
    properties: Vec<Field<'a>>,
    of_will: Option<Properties<'a>>,
) -> Vec<Field<'a>> {
    let mut fields = vec![
        string("protocol name", "MQTT"),
        number("protocol version", 1, 5),
        words("connect flags", 1, connect_flags(connect)),
        number("keep alive", 2, connect.keep_alive.into()),
    ];
    fields.extend(properties);
    fields.push(string("client identifier", connect.client_id.as_str()));
    if let Some(will) = connect.will {
        fields.extend(of_will.map(block).unwrap_or_default());
        fields.push(string("will topic", will.topic.as_str()));
        fields.push(binary("will payload", will.payload));
    }
    fields.extend(connect.user_name.map(|user_name| string("user name", user_name.as_str())));
    fields.extend(connect.password.map(|password| binary("password", password)));
    fields
}

fn connect_flags(connect: &Connect<'_>) -> String {
    let mut set = Vec::new();
    set.extend(connect.user_name.map(|_| "user name".into()));
    set.extend(connect.password.map(|_| "password".into()));
    if let Some(will) = connect.will {
        set.extend(will.retain.then(|| "will retain".into()));
        set.push(format!("will QoS {}", u8::from(will.qos)));
        set.push("will".into());
    }
    set.extend(connect.clean_start.then(|| "clean start".into()));
    if set.is_empty() { "none".into() } else { set.join(", ") }
}

fn connack_fields<'a>(connack: &Connack<'a>, properties: Vec<Field<'a>>) -> Vec<Field<'a>> {
    let flags = if connack.session_present { "session present" } else { "none" };
    let mut fields = vec![words("connect acknowledge flags", 1, flags.into()), reason(connack.reason.into())];
    fields.extend(properties);
    fields
}

fn publish_fields<'a>(publish: &Publish<'a>, properties: Vec<Field<'a>>) -> Vec<Field<'a>> {
    let mut fields = vec![string("topic name", publish.topic.map_or("", |topic| topic.as_str()))];
    fields.extend(publish.delivery.packet_id().map(packet_id));
    fields.extend(properties);
    if !publish.payload.is_empty() {
        fields.push(bytes("payload", publish.payload.len(), publish.payload));
    }
    fields
}

/// A packet of which all that says nothing may be left out, from the end.
fn short<'a>(
    frame: Frame<&[u8]>,
    id: Option<PacketId>,
    code: ReasonCode,
    properties: Vec<Field<'a>>,
) -> Vec<Field<'a>> {
    let mut fields = Vec::from_iter(id.map(packet_id));
    fields.push(reason(code));
    fields.extend(properties);
    let mut left = frame.body().len();
    fields.retain(|field| {
        let is_there = left > 0;
        left = left.saturating_sub(field.len);
        is_there
    });
    fields
}

fn subscribe_fields<'a>(subscribe: &Subscribe<'a>, properties: Vec<Field<'a>>) -> Vec<Field<'a>> {
    let mut fields = vec![packet_id(subscribe.id)];
    fields.extend(properties);
    for subscription in subscribe.subscriptions {
        fields.push(filter(subscription.filter));
        fields.push(words("subscription options", 1, options(subscription.options)));
    }
    fields
}

fn options(options: SubscriptionOptions) -> String {
    let mut said = vec![format!("QoS {}", u8::from(options.qos))];
    said.extend(options.no_local.then(|| "no local".into()));
    said.extend(options.retain_as_published.then(|| "retain as published".into()));
    said.push(format!("retain handling {}", options.retain_handling as u8));
    said.join(", ")
}

fn answers(
    id: PacketId,
    properties: Vec<Field<'_>>,
    codes: impl Iterator<Item = ReasonCode>,
) -> Vec<Field<'_>> {
    let mut fields = vec![packet_id(id)];
    fields.extend(properties);
    fields.extend(codes.map(reason));
    fields
}

fn reason<'a>(code: ReasonCode) -> Field<'a> {
    words("reason code", 1, code.to_string())
}

/// The length of the properties, and each of them, identifier included.
fn block(properties: Properties<'_>) -> Vec<Field<'_>> {
    let len = properties.as_bytes().len();
    let width = match len {
        0..0x80 => 1,
        0x80..0x4000 => 2,
        0x4000..0x20_0000 => 3,
        _ => 4,
    };
    let length = number("property length", width, u32::try_from(len).unwrap_or(u32::MAX));
    [length].into_iter().chain(properties.map(property)).collect()
}

fn property(property: Property<'_>) -> Field<'_> {
    let value = match property {
        Property::PayloadFormatIndicator(format) => Value::Number(format as u32),
        Property::MaximumQos(qos) => Value::Number(qos as u32),
        Property::SubscriptionIdentifier(id) => Value::Number(id.get()),
        Property::TopicAlias(alias) => Value::Number(alias.get().into()),
        Property::ReceiveMaximum(n) => Value::Number(n.get().into()),
        Property::MaximumPacketSize(n) => Value::Number(n.get()),
        Property::ServerKeepAlive(n) | Property::TopicAliasMaximum(n) => Value::Number(n.into()),
        Property::MessageExpiryInterval(n)
        | Property::SessionExpiryInterval(n)
        | Property::WillDelayInterval(n) => Value::Number(n),
        Property::RequestProblemInformation(flag)
        | Property::RequestResponseInformation(flag)
        | Property::RetainAvailable(flag)
        | Property::WildcardSubscriptionAvailable(flag)
        | Property::SubscriptionIdentifierAvailable(flag)
        | Property::SharedSubscriptionAvailable(flag) => Value::Number(flag.into()),
        Property::ContentType(text)
        | Property::AssignedClientIdentifier(text)
        | Property::AuthenticationMethod(text)
        | Property::ResponseInformation(text)
        | Property::ServerReference(text)
        | Property::ReasonString(text) => Value::Text(text.as_str()),
        Property::ResponseTopic(topic) => Value::Text(topic.as_str()),
        Property::CorrelationData(data) | Property::AuthenticationData(data) => {
            Value::Bytes(std::str::from_utf8(data).ok())
        }
        Property::UserProperty(pair) => Value::Words(format!("{:?} = {:?}", pair.name, pair.value)),
    };
    Field { name: property.name(), len: property.wire_len(), value }
}
