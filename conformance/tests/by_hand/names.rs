//! What the index names by which the crates keep a statement: each is there, or this does not compile.

use std::collections::BTreeSet;

use mqtt_codec::{Credentials, ProtocolLevel, Refusal, SubackCode};
use mqtt_codec_v5::{
    AuthReason, Connack, ConnackProperties, ConnackReason, Connect, ConnectProperties, Delivery,
    DisconnectReason, EncodeError, ErrorKind, Forward, Framer, List, MaximumQos, Packet, PacketId,
    PayloadFormat, PubackReason, PubcompReason, Publish, PublishProperties, PubrecReason, PubrelReason, Qos,
    ReasonCode, RetainHandling, SharedFilter, SubackReason, SubscribeProperties, SubscriptionId,
    SubscriptionOptions, Text, TopicAlias, TopicFilter, TopicName, UnsubackReason, UserProperty, Will,
    peek_protocol,
};
use mqtt_conformance::Index;
use mqtt_conformance::index::VERSIONS;
use mqtt_conformance::statement::Statement;

macro_rules! types {
    ($($name:ident $(<$of:ty>)?,)*) => {{
        $(let _: Option<$name $(<$of>)?> = None;)*
        [$(stringify!($name),)*]
    }};
}

macro_rules! functions {
    ($($first:ident $(:: $second:ident)?,)*) => {{
        $(let _ = $first $(:: $second)?;)*
        [$(concat!(stringify!($first) $(, "::", stringify!($second))?),)*]
    }};
}

#[test]
fn what_the_index_names_is_there() {
    let types = types![
        AuthReason,
        Connack,
        ConnackProperties,
        ConnackReason,
        Connect,
        ConnectProperties,
        Credentials,
        Delivery,
        DisconnectReason,
        Forward,
        List<TopicFilter>,
        MaximumQos,
        PacketId,
        PayloadFormat,
        ProtocolLevel,
        PubackReason,
        PubcompReason,
        PublishProperties,
        PubrecReason,
        PubrelReason,
        Qos,
        ReasonCode,
        Refusal,
        RetainHandling,
        SharedFilter,
        SubackCode,
        SubackReason,
        SubscribeProperties,
        SubscriptionId,
        SubscriptionOptions,
        Text,
        TopicAlias,
        TopicFilter,
        TopicName,
        UnsubackReason,
        UserProperty,
        Will,
    ];
    let functions = functions![
        ConnackProperties::maximum_qos,
        ConnackProperties::retain_available,
        ConnackProperties::topic_alias_maximum,
        ConnectProperties::topic_alias_maximum,
        Delivery::packet_id,
        EncodeError::AuthenticationMethod,
        EncodeError::ClientId,
        EncodeError::Empty,
        EncodeError::NoTopic,
        EncodeError::SessionPresent,
        EncodeError::SharedSubscription,
        EncodeError::TooLarge,
        EncodeError::TooLong,
        ErrorKind::AuthenticationMethod,
        ErrorKind::ClientId,
        ErrorKind::DuplicateProperty,
        ErrorKind::MisplacedProperty,
        ErrorKind::PacketType,
        ErrorKind::PropertyValue,
        ErrorKind::ProtocolLevel,
        ErrorKind::ProtocolName,
        ErrorKind::ReasonCode,
        ErrorKind::ReservedBits,
        ErrorKind::Trailing,
        ErrorKind::Truncated,
        ErrorKind::UnknownProperty,
        ErrorKind::VariableByteInteger,
        Framer::split,
        Packet::check_sent_by,
        Packet::decode,
        Packet::fit,
        Packet::without_problem_information,
        Publish::payload_is_valid,
        SharedFilter::matches,
        Text::has_discouraged,
        TopicFilter::has_wildcards,
        TopicFilter::matches,
        peek_protocol,
    ];
    // `encode` takes any kind of buffer, so it has no type by itself.
    let _ = |packet: Packet<'_>, out: &mut Vec<u8>| packet.encode(out);
    let encode = ["Packet::encode"];
    let indexes: Vec<_> = VERSIONS.into_iter().map(|version| Index::of(version).unwrap()).collect();
    let statements = indexes.iter().flat_map(|index| &index.statements);
    let named: BTreeSet<_> = statements.flat_map(Statement::names).collect();
    assert_eq!(named, types.into_iter().chain(functions).chain(encode).collect());
}
