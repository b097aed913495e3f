//! What the index names by which the crates keep a statement: each is there in the crate of its standard, or this does not
//! compile.

use std::collections::BTreeSet;

use mqtt_codec_v5::{
    AuthReason, Connack, ConnackProperties, ConnackReason, Connect, ConnectProperties, Delivery,
    DisconnectReason, EncodeError, ErrorKind, Forward, Framer, List, MaximumQos, Packet, PacketId,
    PayloadFormat, PubackReason, PubcompReason, Publish, PublishProperties, PubrecReason, PubrelReason, Qos,
    ReasonCode, RetainHandling, SharedFilter, SubackReason, SubscribeProperties, SubscriptionId,
    SubscriptionOptions, Text, TopicAlias, TopicFilter, TopicName, UnsubackReason, UserProperty, Version,
    Will, peek_protocol,
};
use mqtt_conformance::Index;
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

fn named(version: Version) -> BTreeSet<&'static str> {
    Index::of(version).expect("an index").statements.iter().flat_map(Statement::names).collect()
}

#[test]
fn what_the_index_of_3_1_1_names_is_there() {
    use mqtt_codec::{
        Connack, Connect, ConnectReturnCode, Credentials, Delivery, EncodeError, ErrorKind, Framer, List,
        Packet, PacketId, ProtocolLevel, Qos, SubackCode, Text, TopicFilter, TopicName, Will, peek_protocol,
    };
    let types = types![
        Connack,
        Connect,
        Credentials,
        Delivery,
        List<TopicFilter>,
        PacketId,
        ProtocolLevel,
        Qos,
        ConnectReturnCode,
        SubackCode,
        Text,
        TopicFilter,
        TopicName,
        Will,
    ];
    let functions = functions![
        Delivery::packet_id,
        EncodeError::ClientId,
        EncodeError::Empty,
        EncodeError::TooLarge,
        EncodeError::TooLong,
        ErrorKind::ClientId,
        ErrorKind::PacketType,
        ErrorKind::ProtocolLevel,
        ErrorKind::ProtocolName,
        ErrorKind::ReservedBits,
        ErrorKind::Trailing,
        ErrorKind::VariableByteInteger,
        Framer::split,
        Packet::check_sent_by,
        Packet::decode,
        TopicFilter::has_wildcards,
        TopicFilter::matches,
        peek_protocol,
    ];
    // `encode` takes any kind of buffer, so it has no type by itself.
    let _ = |packet: Packet<'_>, out: &mut Vec<u8>| packet.encode(out);
    let there = types.into_iter().chain(functions).chain(["Packet::encode"]);
    assert_eq!(named(Version::V3_1_1), there.collect());
}

#[test]
fn what_the_index_of_5_0_names_is_there() {
    let types = types![
        AuthReason,
        Connack,
        ConnackProperties,
        ConnackReason,
        Connect,
        ConnectProperties,
        Delivery,
        DisconnectReason,
        Forward,
        List<TopicFilter>,
        MaximumQos,
        PacketId,
        PayloadFormat,
        PubackReason,
        PubcompReason,
        PublishProperties,
        PubrecReason,
        PubrelReason,
        Qos,
        ReasonCode,
        RetainHandling,
        SharedFilter,
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
        EncodeError::Empty,
        EncodeError::NoTopic,
        EncodeError::SessionPresent,
        EncodeError::SharedSubscription,
        EncodeError::TooLarge,
        EncodeError::TooLong,
        ErrorKind::AuthenticationMethod,
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
        TopicFilter::matches,
        peek_protocol,
    ];
    // `encode` takes any kind of buffer, so it has no type by itself.
    let _ = |packet: Packet<'_>, out: &mut Vec<u8>| packet.encode(out);
    let there = types.into_iter().chain(functions).chain(["Packet::encode"]);
    assert_eq!(named(Version::V5), there.collect());
}
