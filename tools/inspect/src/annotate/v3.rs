//! Packets of MQTT 3.1.1 and 3.1.

use mqtt_codec::{Connack, Connect, Packet, Publish, Suback, SubackCode, Subscribe, Unsubscribe};

use super::field::{Field, binary, bytes, filter, number, packet_id, string, words};

/// What follows the fixed header.
pub(super) fn body<'a>(packet: &Packet<'a>) -> Vec<Field<'a>> {
    match packet {
        Packet::Connect(connect) => connect_fields(connect),
        Packet::Connack(connack) => connack_fields(*connack),
        Packet::Publish(publish) => publish_fields(publish),
        Packet::Puback(id)
        | Packet::Pubrec(id)
        | Packet::Pubrel(id)
        | Packet::Pubcomp(id)
        | Packet::Unsuback(id) => {
            vec![packet_id(*id)]
        }
        Packet::Subscribe(subscribe) => subscribe_fields(subscribe),
        Packet::Suback(suback) => suback_fields(suback),
        Packet::Unsubscribe(unsubscribe) => unsubscribe_fields(unsubscribe),
        Packet::Pingreq | Packet::Pingresp | Packet::Disconnect => Vec::new(),
    }
}

fn connect_fields<'a>(connect: &Connect<'a>) -> Vec<Field<'a>> {
    let mut fields = vec![
        string("protocol name", connect.level.protocol_name()),
        protocol_level(connect),
        words("connect flags", 1, connect_flags(connect)),
        number("keep alive", 2, connect.keep_alive.into()),
        string("client identifier", connect.client_id.as_str()),
    ];
    if let Some(will) = connect.will {
        fields.push(string("will topic", will.topic.as_str()));
        fields.push(binary("will message", will.payload));
    }
    if let Some(credentials) = connect.credentials {
        fields.push(string("user name", credentials.user_name.as_str()));
        fields.extend(credentials.password.map(|password| binary("password", password)));
    }
    fields
}

fn protocol_level(connect: &Connect<'_>) -> Field<'static> {
    let level = connect.level.number();
    if connect.bridge {
        words("protocol level", 1, format!("{level}, and the bit of a bridge"))
    } else {
        number("protocol level", 1, level.into())
    }
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

fn connack_fields(connack: Connack) -> Vec<Field<'static>> {
    let (session_present, code) = match connack {
        Connack::Accepted { session_present } => (session_present, "0: connection accepted".into()),
        Connack::Refused(refusal) => (false, format!("{}: {refusal}", refusal.code())),
    };
    let flags = if session_present { "session present" } else { "none" };
    vec![words("connect acknowledge flags", 1, flags.into()), words("connect return code", 1, code)]
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
    for code in suback.return_codes {
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
