//! Any packet that can be built survives being sent and received, in each way to write it; and what is left out of one
//! that is too large is what may be left out.

mod crafted;
mod packets;

use crafted::{EVERY_KIND, decode, encode, frame};
use mqtt_codec_v5::{
    AckProperties, AnyPacket, Auth, AuthReason, Connack, ConnackReason, Connect, Delivery, EncodeError,
    ErrorKind, Forward, List, Packet, PacketId, Properties, Publish, PublishProperties, Side, Suback,
    Subscribe, SubscribeProperties, Subscription, SubscriptionOptions, Text, TopicFilter, Unsuback,
    Unsubscribe, UnsubscribeProperties, UserProperty, Version,
};
use mqtt_testing::bytes::{EVERY_KIND_OF_3_1_1, packet};
use packets::{any_packet, publish};
use proptest::prelude::*;

/// What explains a packet to people, in those that may have it: Reason String and User Properties.
type Explanation<'p, 'a> = (Option<&'p mut Option<Text<'a>>>, &'p mut List<'a, UserProperty<'a>>);

fn explanation<'p, 'a>(packet: &'p mut Packet<'a>) -> Option<Explanation<'p, 'a>> {
    macro_rules! both {
        ($packet:ident) => {
            Some((Some(&mut $packet.properties.reason_string), &mut $packet.properties.user_properties))
        };
    }
    match packet {
        Packet::Connect(connect) => Some((None, &mut connect.properties.user_properties)),
        Packet::Publish(publish) => Some((None, &mut publish.properties.user_properties)),
        Packet::Subscribe(subscribe) => Some((None, &mut subscribe.properties.user_properties)),
        Packet::Unsubscribe(unsubscribe) => Some((None, &mut unsubscribe.properties.user_properties)),
        Packet::Connack(connack) => both!(connack),
        Packet::Puback(ack) => both!(ack),
        Packet::Pubrec(ack) => both!(ack),
        Packet::Pubrel(ack) => both!(ack),
        Packet::Pubcomp(ack) => both!(ack),
        Packet::Suback(suback) => both!(suback),
        Packet::Unsuback(unsuback) => both!(unsuback),
        Packet::Disconnect(disconnect) => both!(disconnect),
        Packet::Auth(auth) => both!(auth),
        Packet::Pingreq | Packet::Pingresp => None,
    }
}

/// The packet without its Reason String, and without User Properties, too; the same where these may not be left out.
fn shorter<'a>(packet: &Packet<'a>) -> [Packet<'a>; 2] {
    let (mut first, mut second) = (*packet, *packet);
    if let Some((Some(reason_string), _)) = explanation(&mut first) {
        *reason_string = None;
    }
    if let Some((Some(reason_string), user_properties)) = explanation(&mut second) {
        (*reason_string, *user_properties) = (None, List::default());
    }
    [first, second]
}

proptest! {
    #[test]
    fn a_packet_sent_is_the_packet_received(drawn in any_packet()) {
        drawn.with(|packet| {
            let sent = encode(&packet);
            prop_assert_eq!(decode(&sent), Ok(packet));
            prop_assert_eq!(packet.encoded_len(), Ok(sent.len()));
            prop_assert_eq!(sent[0] >> 4, packet.packet_type() as u8);
            Ok(())
        })?;
    }

    #[test]
    fn a_packet_received_is_sent_as_the_same_bytes(drawn in any_packet()) {
        let sent = drawn.with(|packet| encode(&packet));
        let received = decode(&sent).unwrap();
        prop_assert!(encode(&received) == sent);

        // So are its lists, taken apart and put together again.
        let mut again = received;
        let users: Vec<_> = explanation(&mut again).map(|(_, users)| users.iter().collect()).unwrap_or_default();
        if let Some((_, list)) = explanation(&mut again) {
            *list = List::from(&users[..]);
        }
        prop_assert!(encode(&again) == sent);
        match received {
            Packet::Publish(mut publish) => {
                let list: Vec<_> = publish.properties.subscription_identifiers.iter().collect();
                publish.properties.subscription_identifiers = List::from(&list[..]);
                prop_assert!(encode(&publish.into()) == sent);
            }
            Packet::Subscribe(mut subscribe) => {
                let list: Vec<_> = subscribe.subscriptions.iter().collect();
                subscribe.subscriptions = List::from(&list[..]);
                prop_assert!(encode(&subscribe.into()) == sent);
            }
            Packet::Suback(mut suback) => {
                let list: Vec<_> = suback.reason_codes.iter().collect();
                suback.reason_codes = List::from(&list[..]);
                prop_assert!(encode(&suback.into()) == sent);
            }
            Packet::Unsubscribe(mut unsubscribe) => {
                let list: Vec<_> = unsubscribe.filters.iter().collect();
                unsubscribe.filters = List::from(&list[..]);
                prop_assert!(encode(&unsubscribe.into()) == sent);
            }
            Packet::Unsuback(mut unsuback) => {
                let list: Vec<_> = unsuback.reason_codes.iter().collect();
                unsuback.reason_codes = List::from(&list[..]);
                prop_assert!(encode(&unsuback.into()) == sent);
            }
            _ => {}
        }
    }

    #[test]
    fn a_slice_gets_the_packet_or_stays_as_it_was(drawn in any_packet(), more in 0..20_usize, less in 1..20_usize) {
        drawn.with(|packet| {
            let expected = encode(&packet);
            let mut out = vec![0xee; expected.len() + more];
            prop_assert_eq!(packet.encode_into(&mut out), Ok(expected.len()));
            prop_assert!(out.starts_with(&expected) && out[expected.len()..].iter().all(|byte| *byte == 0xee));
            let mut out = vec![0xee; expected.len().saturating_sub(less)];
            prop_assert_eq!(packet.encode_into(&mut out), Err(EncodeError::NoRoom { needed: expected.len() }));
            prop_assert!(out.iter().all(|byte| *byte == 0xee));
            Ok(())
        })?;
    }

    #[test]
    fn a_packet_is_fitted_by_leaving_out_what_explains_it(drawn in any_packet(), any_limit in 0..2_000_u32) {
        drawn.with(|packet| {
            let [without_reason_string, without_both] = shorter(&packet);
            let candidates = [packet, without_reason_string, without_both];
            let lens = candidates.map(|packet| u32::try_from(packet.encoded_len().unwrap()).unwrap());
            let about = lens.into_iter().flat_map(|len| [len - 1, len, len + 1]);
            for limit in about.chain([0, any_limit, u32::MAX]) {
                let first = candidates.into_iter().zip(lens).find(|(_, len)| *len <= limit);
                let expected = first.map(|(packet, _)| packet).ok_or(EncodeError::OverPeerLimit);
                prop_assert_eq!(packet.fit(limit), expected);
            }
            Ok(())
        })?;
    }

    #[test]
    fn without_problem_information_a_few_packets_keep_what_explains_them(drawn in any_packet()) {
        drawn.with(|packet| {
            let expected = match packet {
                Packet::Connack(_) | Packet::Disconnect(_) => packet,
                _ => shorter(&packet)[1],
            };
            prop_assert_eq!(packet.without_problem_information(), expected);
            Ok(())
        })?;
    }

    #[test]
    fn received_packets_are_fitted_like_others(drawn in any_packet()) {
        let sent = drawn.with(|packet| encode(&packet));
        let received = decode(&sent).unwrap();
        drawn.with(|packet| {
            for limit in [0, 10, 100, 1_000, u32::MAX] {
                prop_assert_eq!(received.fit(limit), packet.fit(limit));
            }
            prop_assert_eq!(received.without_problem_information(), packet.without_problem_information());
            Ok(())
        })?;
    }

    #[test]
    fn any_packet_of_5_0_is_what_its_version_says(drawn in any_packet()) {
        drawn.with(|packet| {
            let sent = encode(&packet);
            let any = AnyPacket::decode(frame(&sent).unwrap(), Version::V5);
            prop_assert_eq!(any, Ok(AnyPacket::V5(packet)));
            let any = AnyPacket::V5(packet);
            let mut out = vec![0; sent.len()];
            prop_assert_eq!(any.encode_into(&mut out), Ok(sent.len()));
            prop_assert!(out == sent);
            prop_assert_eq!((any.encoded_len(), any.packet_type()), (packet.encoded_len(), packet.packet_type()));
            for sender in [Side::Client, Side::Server] {
                prop_assert_eq!(any.check_sent_by(sender), packet.check_sent_by(sender));
            }
            Ok(())
        })?;
    }

    #[test]
    fn a_message_passed_on_as_it_came_is_the_same_message(drawn in publish()) {
        let sent = drawn.with(|packet| encode(&packet));
        let frame = frame(&sent).unwrap();
        let forward = Forward::of(frame).unwrap();
        let mut out = vec![0; sent.len()];
        prop_assert_eq!(forward.encoded_len(), Ok(sent.len()));
        prop_assert_eq!(forward.encode_into(&mut out), Ok(sent.len()));
        prop_assert_eq!(decode(&out), decode(&sent));
        let unaltered = forward.unaltered.iter().map(<[u8]>::len).sum::<usize>();
        prop_assert_eq!(unaltered, forward.unaltered.wire_len());
    }

    #[test]
    fn properties_walked_take_all_of_their_bytes(drawn in any_packet()) {
        let sent = drawn.with(|packet| encode(&packet));
        for properties in [Properties::of, Properties::of_will].map(|of| of(frame(&sent).unwrap()).unwrap()) {
            let len = properties.as_bytes().len();
            prop_assert_eq!(properties.map(|property| property.wire_len()).sum::<usize>(), len);
        }
    }
}

#[cfg(feature = "bytes")]
proptest! {
    #[test]
    fn each_output_gets_the_same_bytes(drawn in any_packet(), before in proptest::collection::vec(any::<u8>(), 0..20)) {
        drawn.with(|packet| {
            let expected = encode(&packet);
            let mut vec = before.clone();
            prop_assert_eq!(packet.encode(&mut vec), Ok(expected.len()));
            prop_assert!(vec.split_at(before.len()) == (&before[..], &expected[..]));
            let mut bytes = bytes::BytesMut::from(&before[..]);
            prop_assert_eq!(packet.encode(&mut bytes), Ok(expected.len()));
            prop_assert!(bytes == vec);
            bytes.truncate(before.len());
            prop_assert_eq!(AnyPacket::V5(packet).encode(&mut bytes), Ok(expected.len()));
            prop_assert!(bytes == vec);
            Ok(())
        })?;
    }
}

#[test]
fn each_kind_is_sent_as_it_came_but_for_the_order_of_its_properties() {
    for bytes in EVERY_KIND {
        let packet = decode(bytes).unwrap();
        let sent = encode(&packet);
        assert_eq!((sent.len(), decode(&sent)), (bytes.len(), Ok(packet)));
        // In PUBLISH a user property stands between two identifiers, which the encoder does not do.
        assert!(bytes[0] >> 4 == 3 || sent == bytes, "{packet:?}");
    }
}

#[test]
fn any_packet_of_3_1_1_is_what_its_version_says() {
    for (at, bytes) in EVERY_KIND_OF_3_1_1.into_iter().enumerate() {
        let frame = frame(bytes).unwrap();
        let packet = mqtt_codec::Packet::decode(frame).unwrap();
        let any = AnyPacket::decode(frame, Version::V3_1_1).unwrap();
        assert_eq!(any, AnyPacket::V3(packet));
        let mut out = vec![0; bytes.len()];
        assert_eq!(any.encode_into(&mut out), Ok(bytes.len()));
        assert_eq!(out, bytes);
        #[cfg(feature = "bytes")]
        {
            let mut vec = Vec::new();
            assert_eq!(any.encode(&mut vec), Ok(bytes.len()));
            assert_eq!(vec, bytes);
        }
        assert_eq!((any.encoded_len(), any.packet_type()), (Ok(bytes.len()), packet.packet_type()));
        assert_eq!(usize::from(bytes[0] >> 4), at + 1);
        for sender in [Side::Client, Side::Server] {
            assert_eq!(any.check_sent_by(sender), packet.check_sent_by(sender));
        }
        // Every other packet than CONNECT is the same in 3.1.
        let in_3_1 = AnyPacket::decode(frame, Version::V3_1);
        assert_eq!(in_3_1.is_ok(), at > 0, "{in_3_1:?}");
    }
}

#[test]
fn a_connect_of_another_version_is_refused_at_its_level() {
    let v3_1 = packet(0x10, b"\0\x06MQIsdp\x03\x02\0\x3c\0\x01c");
    let v3_1_1 = packet(0x10, b"\0\x04MQTT\x04\x02\0\x3c\0\x01c");
    let v5 = packet(0x10, b"\0\x04MQTT\x05\x02\0\x3c\0\0\x01c");
    let versions = [(Version::V3_1, &v3_1, 10), (Version::V3_1_1, &v3_1_1, 8), (Version::V5, &v5, 8)];
    for (version, ..) in versions {
        for (of, bytes, level_at) in versions {
            let decoded = AnyPacket::decode(frame(bytes).unwrap(), version);
            match decoded {
                Ok(any) => {
                    assert_eq!(of, version);
                    assert_eq!(any.encoded_len(), Ok(bytes.len()));
                }
                Err(error) => {
                    assert_ne!(of, version);
                    assert_eq!((error.kind(), error.offset()), (ErrorKind::ProtocolLevel, level_at));
                }
            }
        }
    }
}

proptest! {
    /// What one version says of a packet of the other, too.
    #[test]
    fn any_packet_refuses_what_its_version_refuses(drawn in any_packet()) {
        let sent = drawn.with(|packet| encode(&packet));
        let frame = frame(&sent).unwrap();
        let expected = mqtt_codec::Packet::decode(frame).map(AnyPacket::V3);
        prop_assert_eq!(AnyPacket::decode(frame, Version::V3_1_1), expected);
    }
}

#[test]
fn what_cannot_be_sent_is_refused_and_writes_nothing() {
    let method = EncodeError::AuthenticationMethod;
    let mut connect = Connect::default();
    connect.properties.authentication_data = Some(b"d");
    let mut auth = Auth::default();
    auth.properties.authentication_data = Some(b"d");
    let again = AuthReason::ReAuthenticate;
    let id = PacketId::new(1).unwrap();
    let long = vec![0; 65_536];
    let long_password = Connect { password: Some(&long), ..Default::default() };
    let present = Connack { session_present: true, reason: ConnackReason::Banned, ..Default::default() };
    let nothing = Publish {
        delivery: Delivery::AtMostOnce,
        retain: false,
        topic: None,
        properties: PublishProperties::default(),
        payload: b"",
    };
    let properties = AckProperties::default();
    let suback = Suback { id, properties, reason_codes: List::default() };
    let unsuback = Unsuback { id, properties, reason_codes: List::default() };
    let filter = |filter, no_local| {
        let options = SubscriptionOptions { no_local, ..SubscriptionOptions::default() };
        [Subscription { filter: TopicFilter::from_static(filter), options }]
    };
    let subscribe =
        |subscriptions| Subscribe { id, properties: SubscribeProperties::default(), subscriptions };
    let unsubscribe = |filters| Unsubscribe { id, properties: UnsubscribeProperties::default(), filters };
    let (no_group, no_local) = (filter("$share//a", false), filter("$share/g/a", true));
    let no_filter = [TopicFilter::from_static("$share/g")];
    let table: [(Packet<'_>, EncodeError); 13] = [
        (subscribe(List::default()).into(), EncodeError::Empty("SUBSCRIBE")),
        (subscribe(List::from(&no_group)).into(), EncodeError::SharedSubscription),
        (subscribe(List::from(&no_local)).into(), EncodeError::SharedSubscription),
        (unsubscribe(List::default()).into(), EncodeError::Empty("UNSUBSCRIBE")),
        (unsubscribe(List::from(&no_filter)).into(), EncodeError::SharedSubscription),
        (connect.into(), method),
        (auth.into(), method),
        (Auth { reason: again, ..Default::default() }.into(), method),
        (long_password.into(), EncodeError::TooLong("Password")),
        (present.into(), EncodeError::SessionPresent),
        (nothing.into(), EncodeError::NoTopic),
        (suback.into(), EncodeError::Empty("SUBACK")),
        (unsuback.into(), EncodeError::Empty("UNSUBACK")),
    ];
    for (packet, error) in table {
        assert_eq!(packet.encoded_len(), Err(error), "{packet:?}");
        let mut out = [0xee; 64];
        assert_eq!(packet.encode_into(&mut out), Err(error));
        assert_eq!(out, [0xee; 64]);
        assert_eq!(packet.fit(u32::MAX), Err(error));
        #[cfg(feature = "bytes")]
        {
            let mut vec = b"before".to_vec();
            assert_eq!((packet.encode(&mut vec), &vec[..]), (Err(error), &b"before"[..]));
        }
    }
    for (len, fits) in [(65_535, true), (65_536, false)] {
        let mut connack = Connack::default();
        connack.properties.authentication_data = Some(&long[..len]);
        let packet = Packet::from(connack);
        if fits {
            assert_eq!(decode(&encode(&packet)), Ok(packet));
        } else {
            assert!(matches!(packet.encoded_len(), Err(EncodeError::TooLong(_))));
            assert!(matches!(packet.encode_into(&mut vec![0; 70_000]), Err(EncodeError::TooLong(_))));
        }
    }
}
