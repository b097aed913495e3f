//! Each property in each packet: where it may be, how often, with which values, and what is said of one that is wrong.

#![expect(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod crafted;
mod packets;
mod property_table;

use std::num::{NonZeroU16, NonZeroU32};

use crafted::{decode, encode, frame, refused, shown};
use mqtt_codec_v5::{
    Ack, AckProperties, Auth, AuthProperties, AuthReason, Connack, ConnackProperties, Connect,
    ConnectProperties, Delivery, Disconnect, DisconnectProperties, ErrorKind, List, MaximumQos, Packet,
    PacketId, PayloadFormat, Properties, Property, Publish, PublishProperties, Qos, Suback, SubackReason,
    Subscribe, SubscribeProperties, Subscription, SubscriptionId, SubscriptionOptions, Text, TopicAlias,
    TopicFilter, TopicName, Unsuback, UnsubackReason, Unsubscribe, UnsubscribeProperties, UserProperty, Will,
    WillProperties,
};
use mqtt_testing::bytes::{block, field, padded_varint, varint};
use property_table::{BY_PLACE, PLACES, Place, Row, TABLE, Type, row};
use proptest::prelude::*;

/// The packet that `bytes` are.
fn accepted(bytes: &[u8]) -> Packet<'_> {
    decode(bytes).unwrap_or_else(|error| panic!("{error:?}: {}", shown(bytes)))
}

/// The properties of a packet of this kind.
fn properties(place: Place, bytes: &[u8]) -> Properties<'_> {
    let frame = frame(bytes).unwrap();
    if place == Place::Will { Properties::of_will(frame) } else { Properties::of(frame) }.unwrap()
}

/// Each property in each place where it may be.
fn allowed() -> impl Iterator<Item = (Place, &'static Row)> {
    PLACES.into_iter().flat_map(|place| {
        TABLE.iter().filter(move |row| row.is_allowed_in(place)).map(move |row| (place, row))
    })
}

#[test]
fn the_table_says_the_same_from_both_sides() {
    assert!(TABLE.windows(2).all(|pair| pair[0].id < pair[1].id));
    for (place, ids) in BY_PLACE {
        let found: Vec<_> = TABLE.iter().filter(|row| row.is_allowed_in(place)).map(|row| row.id).collect();
        assert_eq!(found, ids, "{place:?}");
    }
    assert_eq!(allowed().count(), 9 + 7 + 17 + 8 + 4 * 2 + 2 + 2 + 1 + 2 + 4 + 4);
}

#[test]
fn a_property_is_accepted_exactly_where_it_may_be() {
    let (mut taken, mut misplaced) = (0, 0);
    for place in PLACES {
        for row in &TABLE {
            for value in row.values() {
                let besides = place.besides(row.id);
                let bytes = place.with(&[besides, &row.with(&value)].concat());
                if row.is_allowed_in(place) {
                    assert_eq!(encode(&accepted(&bytes)), bytes, "{place:?} {}", row.name);
                    taken += 1;
                } else {
                    let at = place.properties_at(&bytes) + besides.len();
                    refused(&bytes, ErrorKind::MisplacedProperty, at, (place, row.name));
                    misplaced += 1;
                }
            }
        }
    }
    assert!(taken > 250 && misplaced > 1_000, "{taken} {misplaced}");
}

#[test]
fn a_misplaced_property_is_reported_before_its_value() {
    // Even without one, or with one that it may not have.
    for place in PLACES {
        for row in TABLE.iter().filter(|row| !row.is_allowed_in(place)) {
            for value in [&b""[..], b"\xff", b"\0\x01\0"] {
                let bytes = place.with(&[place.besides(row.id), &row.with(value)].concat());
                let at = place.properties_at(&bytes) + place.besides(row.id).len();
                refused(&bytes, ErrorKind::MisplacedProperty, at, (place, row.name));
            }
        }
    }
}

#[test]
fn a_property_may_be_there_once() {
    for (place, row) in allowed() {
        let besides = place.besides(row.id);
        let between = b"\x26\0\0\0\0";
        for first in row.values() {
            for second in row.values() {
                for between in [&b""[..], between] {
                    let first = [besides, &row.with(&first), between].concat();
                    let bytes = place.with(&[&first[..], &row.with(&second)].concat());
                    if row.repeats_in(place) {
                        assert!(decode(&bytes).is_ok(), "{place:?} {}", row.name);
                    } else {
                        let at = place.properties_at(&bytes) + first.len();
                        refused(&bytes, ErrorKind::DuplicateProperty, at, (place, row.name));
                    }
                }
            }
        }
    }
}

#[test]
fn what_may_be_repeated_keeps_its_order() {
    for (place, row) in allowed().filter(|(place, row)| row.repeats_in(*place)) {
        let values = row.values();
        let besides = place.besides(row.id);
        let repeated: Vec<_> = values.iter().chain(values.iter().rev()).flat_map(|v| row.with(v)).collect();
        let bytes = place.with(&[besides, &repeated].concat());
        assert_eq!(encode(&accepted(&bytes)), bytes, "{place:?} {}", row.name);
        let found = properties(place, &bytes).filter(|property| property.id() == row.id);
        assert_eq!(found.count(), 2 * values.len(), "{place:?} {}", row.name);
    }
}

#[test]
fn a_value_out_of_its_range_is_refused_where_it_stands() {
    let mut refusals = 0;
    for (place, row) in allowed() {
        let besides = place.besides(row.id);
        let kind = if row.id == 0x23 { ErrorKind::TopicAlias } else { ErrorKind::PropertyValue };
        for value in row.values_out_of_range() {
            let bytes = place.with(&[besides, &row.with(&value)].concat());
            let at = place.properties_at(&bytes) + besides.len() + 1;
            refused(&bytes, kind, at, (place, row.name));
            refusals += 1;
        }
    }
    // Nine of one bit in one place or two, three of two bytes and two of four that are not 0, two identifiers.
    assert_eq!(refusals, 9 * 254 + 3 + 2 + 2);
}

#[test]
fn a_subscription_identifier_takes_one_to_four_bytes_and_no_more_than_it_needs() {
    let (five, too_long) = (&b"\x80\x80\x80\x80\x01"[..], &b"\xff\xff\xff\xff\x7f"[..]);
    for place in [Place::Publish, Place::Subscribe] {
        let overlong = [1_usize, 127, 128, 16_383, 16_384, 2_097_151]
            .map(|n| (varint(n).len() + 1..=4).map(move |width| padded_varint(n, width)));
        let overlong: Vec<_> = overlong.into_iter().flatten().collect();
        assert_eq!(overlong.len(), 3 + 3 + 2 + 2 + 1 + 1);
        for value in overlong.iter().map(Vec::as_slice).chain([b"\x80\0", five, too_long]) {
            let bytes = place.with(&[b"\x0b", value].concat());
            let at = place.properties_at(&bytes) + 1;
            refused(&bytes, ErrorKind::VariableByteInteger, at, place);
        }
    }
}

#[test]
fn an_unknown_identifier_is_refused() {
    let unknown: Vec<u8> = (0..=u8::MAX).filter(|id| row(*id).is_none()).collect();
    assert_eq!(unknown.len(), 229);
    for place in PLACES {
        for before in [&b""[..], b"\x26\0\x01k\0\x01v"] {
            for id in &unknown {
                for value in [&b""[..], b"\0", b"\x01", b"\0\0\0\0"] {
                    let bytes = place.with(&[before, &[*id], value].concat());
                    let at = place.properties_at(&bytes) + before.len();
                    // From 0x80 on it is the beginning of an identifier, which the value goes on with.
                    let kind = match (id, value) {
                        (..0x80, _) | (_, b"\x01") => ErrorKind::UnknownProperty,
                        (_, b"") => ErrorKind::Truncated,
                        (_, _) => ErrorKind::VariableByteInteger,
                    };
                    refused(&bytes, kind, at, (place, id));
                }
            }
        }
    }
}

/// An identifier is a Variable Byte Integer by its type: none that there is takes more than a byte, or may.
#[test]
fn an_identifier_of_several_bytes_is_overlong_or_unknown() {
    for (place, row) in allowed() {
        let besides = place.besides(row.id);
        for width in 2..=4 {
            for value in row.values() {
                let id = padded_varint(row.id.into(), width);
                let bytes = place.with(&[besides, &id, &value].concat());
                let at = place.properties_at(&bytes) + besides.len();
                refused(&bytes, ErrorKind::VariableByteInteger, at, (place, row.name, width));
            }
        }
        for (id, kind) in [
            (&b"\x80\x01"[..], ErrorKind::UnknownProperty),
            (b"\xff\x7f", ErrorKind::UnknownProperty),
            (b"\xff\xff\xff\x7f", ErrorKind::UnknownProperty),
            (b"\xff\xff\xff\xff\xff", ErrorKind::VariableByteInteger),
        ] {
            let bytes = place.with(&[besides, id, b"\0\0"].concat());
            let at = place.properties_at(&bytes) + besides.len();
            refused(&bytes, kind, at, (place, id));
        }
    }
}

/// Where a value that goes on after `there` bytes is cut short: in its last string that began, or at its beginning.
fn cut_at(row: &Row, value: &[u8], there: usize) -> usize {
    row.strings(value).into_iter().rfind(|start| *start <= there).unwrap_or(0)
}

#[test]
fn a_property_cut_short_by_the_end_of_its_block() {
    for (place, row) in allowed() {
        let besides = place.besides(row.id);
        for value in row.values() {
            for there in 0..value.len() {
                let property = row.with(&value[..there]);
                // The second string of a pair begins where the first ends, even if there is nothing of it.
                let in_value = cut_at(row, &value, there);
                for after in [place.after(), b""] {
                    let block = block(&[besides, &property].concat());
                    let bytes = place.with_block(&block, after);
                    let at = place.properties_at(&bytes) + besides.len() + 1 + in_value;
                    refused(&bytes, ErrorKind::Truncated, at, (place, row.name, there));
                }
            }
        }
    }
}

#[test]
fn a_property_cut_short_by_the_end_of_its_packet() {
    const SHORT_FORMS: [Place; 5] =
        [Place::Puback, Place::Pubrec, Place::Pubrel, Place::Pubcomp, Place::Disconnect];
    for (place, row) in allowed() {
        let besides = place.besides(row.id);
        for value in row.values() {
            let whole = block(&[besides, &row.with(&value)].concat());
            for there in 0..whole.len() {
                let bytes = place.with_block(&whole[..there], b"");
                // Without a length it may be a short form, which is a packet.
                if there == 0 && SHORT_FORMS.contains(&place) {
                    assert!(decode(&bytes).is_ok(), "{place:?}");
                    continue;
                }
                // The length runs past the end, or stands there in part.
                refused(&bytes, ErrorKind::Truncated, place.length_at(&bytes), (place, row.name, there));
            }
        }
    }
}

#[test]
fn a_length_shorter_than_its_content_cuts_a_property() {
    for (place, row) in allowed() {
        let besides = place.besides(row.id);
        for value in row.values().iter().filter(|value| value.len() < 100) {
            let content = [besides, &row.with(value)].concat();
            for there in 0..value.len() {
                let short = [&varint(besides.len() + 1 + there)[..], &content].concat();
                let bytes = place.with_block(&short, place.after());
                let at = place.properties_at(&bytes) + besides.len() + 1 + cut_at(row, value, there);
                refused(&bytes, ErrorKind::Truncated, at, (place, row.name, there));
            }
        }
    }
}

#[test]
fn what_a_length_leaves_out_is_no_property() {
    let property = b"\x26\0\x01k\0\x01v";
    for place in PLACES {
        let counted = place.besides(0x26);
        let bytes = place.with_block(&[&block(counted)[..], property].concat(), b"");
        let left_at = bytes.len() - property.len();
        match place {
            // It is the payload.
            Place::Publish => {
                let Packet::Publish(publish) = accepted(&bytes) else { panic!("a PUBLISH") };
                assert_eq!(
                    (publish.properties, publish.payload),
                    (PublishProperties::default(), &property[..])
                );
            }
            // It is a string of 9,728 bytes: client identifier, will topic, filter.
            Place::Connect | Place::Will | Place::Subscribe | Place::Unsubscribe => {
                refused(&bytes, ErrorKind::Truncated, left_at, place);
            }
            // It is a reason code.
            Place::Suback | Place::Unsuback => refused(&bytes, ErrorKind::ReasonCode, left_at, place),
            _ => refused(&bytes, ErrorKind::Trailing, left_at, place),
        }
    }
}

#[test]
fn a_length_that_runs_past_its_packet() {
    for (place, row) in allowed() {
        let content = [place.besides(row.id), &row.with(&row.values()[0])].concat();
        for after in [place.after(), b""] {
            for more in [1, 2, 100, 16_384, 268_435_455 - content.len() - after.len()] {
                let len = varint(content.len() + after.len() + more);
                let bytes = place.with_block(&[&len[..], &content].concat(), after);
                refused(&bytes, ErrorKind::Truncated, place.length_at(&bytes), (place, row.name, more));
            }
        }
    }
}

#[test]
fn a_length_that_takes_in_what_follows() {
    // Its bytes are no properties: a payload `payload` begins with 0x70, the other fields with 0.
    for place in PLACES.into_iter().filter(|place| !place.after().is_empty()) {
        for taken_in in 1..=place.after().len() {
            let bytes = place.with_block(&varint(taken_in), place.after());
            let at = place.properties_at(&bytes);
            refused(&bytes, ErrorKind::UnknownProperty, at, (place, taken_in));
        }
    }
}

#[test]
fn a_length_takes_one_to_four_bytes_and_no_more_than_it_needs() {
    for (place, row) in allowed() {
        for properties in [vec![], [place.besides(row.id), &row.with(&row.values()[0])].concat()] {
            for width in 2..=4 {
                let len = padded_varint(properties.len(), width);
                let bytes = place.with_block(&[&len[..], &properties].concat(), place.after());
                refused(&bytes, ErrorKind::VariableByteInteger, place.length_at(&bytes), (place, row.name));
            }
            for len in [
                &b"\x80\x80\x80\x80\0"[..],
                b"\x80\x80\x80\x80\x01",
                b"\xff\xff\xff\xff",
                b"\xff\xff\xff\xff\x7f",
            ] {
                let bytes = place.with_block(&[len, &properties].concat(), place.after());
                refused(&bytes, ErrorKind::VariableByteInteger, place.length_at(&bytes), (place, row.name));
            }
        }
    }
}

#[test]
fn strings_are_text() {
    let faults: &[(&[u8], ErrorKind)] = &[
        (b"\0", ErrorKind::Nul),
        (b"a\0", ErrorKind::Nul),
        (b"\0a", ErrorKind::Nul),
        ("é\0é".as_bytes(), ErrorKind::Nul),
        (b"\x80", ErrorKind::Utf8),
        (b"a\xff", ErrorKind::Utf8),
        (b"\xc0\x80", ErrorKind::Utf8),         // U+0000, overlong
        (b"\xc1\xbf", ErrorKind::Utf8),         // overlong
        (b"\xe0\x9f\xbf", ErrorKind::Utf8),     // overlong
        (b"\xf0\x8f\xbf\xbf", ErrorKind::Utf8), // overlong
        (b"\xed\xa0\x80", ErrorKind::Utf8),     // U+D800
        (b"\xed\xbf\xbf", ErrorKind::Utf8),     // U+DFFF
        (b"\xf4\x90\x80\x80", ErrorKind::Utf8), // above U+10FFFF
        (b"\xf8\x88\x80\x80\x80", ErrorKind::Utf8),
        (b"\xc3", ErrorKind::Utf8), // cut short
        (b"ab\xe2\x82", ErrorKind::Utf8),
    ];
    let fine: &[&[u8]] = &[
        b"\x01\x1f\x7f",                         // control characters
        "\u{80}\u{9f}".as_bytes(),               // and more of them
        "\u{fdd0}\u{ffff}\u{10ffff}".as_bytes(), // noncharacters
        "\u{feff}a\u{feff}".as_bytes(),          // never taken for a byte order mark
        "\u{d7ff}\u{e000}\u{1f980}é".as_bytes(),
    ];
    // Behind 0, 15 or 16 characters, since text is checked in steps.
    let behind = |n: usize, text: &[u8]| field(&[&vec![b'x'; n][..], text].concat());
    for (place, row) in allowed().filter(|(_, row)| !row.strings(b"\0\0\0\0").is_empty()) {
        let besides = place.besides(row.id);
        let in_value = |string: &[u8]| match row.value {
            Type::Pair => vec![(0, [string, b"\0\x01v"].concat()), (3, [b"\0\x01k", string].concat())],
            _ => vec![(0, string.to_vec())],
        };
        for n in [0, 15, 16, 100] {
            for (text, kind) in faults {
                for (offset, value) in in_value(&behind(n, text)) {
                    let bytes = place.with(&[besides, &row.with(&value)].concat());
                    let at = place.properties_at(&bytes) + besides.len() + 1 + offset;
                    refused(&bytes, *kind, at, (place, row.name, text));
                }
            }
            for text in fine {
                for (_, value) in in_value(&behind(n, text)) {
                    let bytes = place.with(&[besides, &row.with(&value)].concat());
                    assert_eq!(encode(&accepted(&bytes)), bytes, "{place:?} {} {text:02x?}", row.name);
                }
            }
        }
    }
}

#[test]
fn a_response_topic_is_a_topic_name() {
    for place in [Place::Publish, Place::Will] {
        for topic in [&b""[..], b"+", b"#", b"a/+", b"a/#", b"a+", b"#a", b"aaaaaaaaaaaaaaaaaaaaaaaaa/+/a"] {
            let bytes = place.with(&[&b"\x08"[..], &field(topic)].concat());
            refused(&bytes, ErrorKind::TopicName, place.properties_at(&bytes) + 1, topic);
        }
    }
}

#[test]
fn authentication_data_needs_a_method() {
    // At the length of the properties: what is missing has no place.
    let bytes = Place::Connect.with(b"\x16\0\x01d");
    refused(&bytes, ErrorKind::AuthenticationMethod, Place::Connect.length_at(&bytes), "CONNECT");
    for properties in [&b""[..], b"\x16\0\x01d", b"\x1f\0\0", b"\x26\0\0\0\0"] {
        let bytes = Place::Auth.with(properties);
        refused(&bytes, ErrorKind::AuthenticationMethod, Place::Auth.length_at(&bytes), "AUTH");
    }
    // In any order, and in CONNACK without one.
    for (place, properties) in [
        (Place::Connect, &b"\x16\0\x01d\x15\0\x01m"[..]),
        (Place::Auth, b"\x16\0\x01d\x15\0\x01m"),
        (Place::Connack, b"\x16\0\x01d"),
    ] {
        assert!(decode(&place.with(properties)).is_ok(), "{place:?}");
    }
}

/// `total` bytes of user properties, the last of which is long enough to fill them up.
fn user_properties(total: usize) -> Vec<u8> {
    const SMALL: &[u8] = b"\x26\0\x01k\0\x01v";
    let mut bytes = Vec::new();
    while total - bytes.len() > 2 * SMALL.len() && bytes.len() < 70 {
        bytes.extend_from_slice(SMALL);
    }
    while bytes.len() < total {
        // All the rest, or as much of it as leaves room for another.
        let value = match total - bytes.len() - SMALL.len() + 1 {
            all @ ..=65_535 => all,
            _ => 65_000,
        };
        bytes.extend_from_slice(b"\x26\0\x01l");
        bytes.extend_from_slice(&field(&vec![b'x'; value]));
    }
    assert_eq!(bytes.len(), total);
    bytes
}

#[test]
fn blocks_about_the_lengths_where_their_length_grows() {
    for place in PLACES {
        for total in [126, 127, 128, 129, 16_382, 16_383, 16_384, 16_385, 2_097_151, 2_097_152] {
            let besides = place.besides(0x26);
            let content = [besides, &user_properties(total - besides.len())].concat();
            assert_eq!(content.len(), total);
            let bytes = place.with(&content);
            let packet = accepted(&bytes);
            assert!(encode(&packet) == bytes, "{place:?} {total}");

            let found = properties(place, &bytes);
            assert!(found.as_bytes() == content, "{place:?} {total}");
            assert_eq!(found.map(|property| property.wire_len()).sum::<usize>(), total);

            let count = |list: List<'_, UserProperty<'_>>| {
                list.iter().map(|user| 5 + user.name.len() + user.value.len()).sum::<usize>()
            };
            let (counted, rest_is_exact) = match packet {
                Packet::Connect(Connect { will: Some(will), client_id, .. }) => (
                    count(will.properties.user_properties),
                    will.payload == b"m" && client_id.as_str() == "c",
                ),
                Packet::Connect(connect) => {
                    (count(connect.properties.user_properties), connect.client_id.as_str() == "c")
                }
                Packet::Connack(connack) => (count(connack.properties.user_properties), true),
                Packet::Publish(publish) => {
                    (count(publish.properties.user_properties), publish.payload == b"payload")
                }
                Packet::Puback(ack) => (count(ack.properties.user_properties), true),
                Packet::Pubrec(ack) => (count(ack.properties.user_properties), true),
                Packet::Pubrel(ack) => (count(ack.properties.user_properties), true),
                Packet::Pubcomp(ack) => (count(ack.properties.user_properties), true),
                Packet::Subscribe(subscribe) => {
                    let filters = subscribe.subscriptions.iter().map(|subscription| subscription.filter);
                    (count(subscribe.properties.user_properties), filters.eq([TopicFilter::from_static("a")]))
                }
                Packet::Suback(suback) => {
                    let exact = suback.reason_codes.iter().eq([SubackReason::GrantedQos0]);
                    (count(suback.properties.user_properties), exact)
                }
                Packet::Unsubscribe(unsubscribe) => {
                    let exact = unsubscribe.filters.iter().eq([TopicFilter::from_static("a")]);
                    (count(unsubscribe.properties.user_properties), exact)
                }
                Packet::Unsuback(unsuback) => {
                    let exact = unsuback.reason_codes.iter().eq([UnsubackReason::Success]);
                    (count(unsuback.properties.user_properties), exact)
                }
                Packet::Disconnect(disconnect) => (count(disconnect.properties.user_properties), true),
                Packet::Auth(auth) => (count(auth.properties.user_properties), true),
                Packet::Pingreq | Packet::Pingresp => panic!("without properties"),
            };
            assert_eq!((counted, rest_is_exact), (total - besides.len(), true), "{place:?} {total}");
        }
    }
}

#[test]
fn a_block_of_128_bytes_and_more_keeps_its_last_property_out_of_the_payload() {
    // Of each kind that a PUBLISH may have, one is the last.
    for row in TABLE.iter().filter(|row| row.is_allowed_in(Place::Publish)) {
        let last = row.with(&row.values()[0]);
        for total in [127, 128, 129, 16_383, 16_384] {
            let content = [&user_properties(total - last.len())[..], &last].concat();
            let bytes = Place::Publish.with(&content);
            let Packet::Publish(publish) = accepted(&bytes) else { panic!("a PUBLISH") };
            assert_eq!(publish.payload, b"payload", "{} {total}", row.name);
            assert_eq!(properties(Place::Publish, &bytes).last().map(|last| last.id()), Some(row.id));
        }
    }
}

/// A property with a value, as tools see it.
#[test]
fn properties_are_walked_in_their_order() {
    for (place, row) in allowed() {
        let besides = place.besides(row.id);
        for value in row.values() {
            let content = [besides, b"\x26\0\x01k\0\x01v", &row.with(&value)].concat();
            let bytes = place.with(&content);
            let mut walked = properties(place, &bytes);
            assert_eq!(walked.as_bytes(), content);
            if !besides.is_empty() {
                assert_eq!(walked.next(), Some(Property::AuthenticationMethod(Text::from_static("m"))));
            }
            let (name, user_value) = (Text::from_static("k"), Text::from_static("v"));
            assert_eq!(walked.next(), Some(Property::UserProperty(UserProperty { name, value: user_value })));
            assert_eq!(walked.as_bytes(), row.with(&value));
            let property = walked.next().unwrap();
            assert_eq!((property.id(), property.name()), (row.id, row.name));
            assert_eq!(property.wire_len(), 1 + value.len(), "{}", row.name);
            assert_eq!((walked.as_bytes(), walked.next(), walked.next()), (&b""[..], None, None));
        }
    }
}

#[test]
fn packets_without_properties_have_none_to_walk() {
    let packets: [&[u8]; 10] = [
        b"\xc0\0",
        b"\xd0\0",
        b"\xe0\0",
        b"\xe0\x01\x04",
        b"\xe0\x02\0\0",
        b"\xf0\0",
        b"\x40\x02\0\x01",
        b"\x40\x03\0\x01\x10",
        b"\x40\x04\0\x01\x10\0",
        b"\x30\x04\0\x01a\0",
    ];
    for bytes in packets {
        assert_eq!(properties(Place::Publish, bytes).next(), None, "{bytes:02x?}");
        assert_eq!(properties(Place::Will, bytes).next(), None, "{bytes:02x?}");
    }
    // The properties of the will are not those of its CONNECT, nor the other way round.
    let with_will = Place::Will.with(b"\x18\0\0\0\x05");
    assert_eq!(properties(Place::Connect, &with_will).next(), None);
    assert_eq!(properties(Place::Will, &with_will).next(), Some(Property::WillDelayInterval(5)));
    let without = Place::Connect.with(b"\x21\0\x05");
    assert_eq!(properties(Place::Will, &without).next(), None);
    assert_eq!(properties(Place::Connect, &without).next(), NonZeroU16::new(5).map(Property::ReceiveMaximum));
}

/// Each property that this kind of packet may have, once.
fn full(place: Place) -> Vec<u8> {
    let (_, ids) = BY_PLACE.into_iter().find(|(of, _)| *of == place).unwrap();
    ids.iter().flat_map(|id| FULL.iter().find(|property| property[0] == *id).unwrap().to_vec()).collect()
}

/// Each property once, with a value of its own.
const FULL: [&[u8]; 27] = [
    b"\x01\x01",
    b"\x02\0\0\x02\x02",
    b"\x03\0\x02ct",
    b"\x08\0\x02rt",
    b"\x09\0\x02cd",
    b"\x0b\x8b\x01",
    b"\x11\0\0\x11\x11",
    b"\x12\0\x02ac",
    b"\x13\x13\x13",
    b"\x15\0\x02am",
    b"\x16\0\x02ad",
    b"\x17\0",
    b"\x18\0\0\x18\x18",
    b"\x19\x01",
    b"\x1a\0\x02ri",
    b"\x1c\0\x02sr",
    b"\x1f\0\x02rs",
    b"\x21\x21\x21",
    b"\x22\x22\x22",
    b"\x23\x23\x23",
    b"\x24\x01",
    b"\x25\0",
    b"\x26\0\x01k\0\x01v",
    b"\x27\0\0\x27\x27",
    b"\x28\x01",
    b"\x29\0",
    b"\x2a\x01",
];

const USER: [UserProperty<'_>; 1] =
    [UserProperty { name: Text::from_static("k"), value: Text::from_static("v") }];
const SUBSCRIPTIONS: [SubscriptionId; 1] = [SubscriptionId::new(0x8b).unwrap()];
const FILTERS: [TopicFilter<'_>; 1] = [TopicFilter::from_static("a")];
const SUBSCRIPTION: [Subscription<'_>; 1] = [Subscription {
    filter: TopicFilter::from_static("a"),
    options: SubscriptionOptions {
        qos: Qos::AtMostOnce,
        no_local: false,
        retain_as_published: false,
        retain_handling: mqtt_codec_v5::RetainHandling::Send,
    },
}];

/// The packet that has all of its properties.
fn expected(place: Place) -> Packet<'static> {
    let text = Text::from_static;
    let id = PacketId::new(1).unwrap();
    let connect = Connect { keep_alive: 60, client_id: text("c"), ..Connect::default() };
    let in_ack = || AckProperties { reason_string: Some(text("rs")), user_properties: List::from(&USER) };
    match place {
        Place::Connect => Packet::Connect(Connect {
            properties: ConnectProperties {
                session_expiry_interval: Some(0x1111),
                authentication_method: Some(text("am")),
                authentication_data: Some(b"ad"),
                request_problem_information: Some(false),
                request_response_information: Some(true),
                receive_maximum: NonZeroU16::new(0x2121),
                topic_alias_maximum: Some(0x2222),
                user_properties: List::from(&USER),
                maximum_packet_size: NonZeroU32::new(0x2727),
            },
            ..connect
        }),
        Place::Will => Packet::Connect(Connect {
            will: Some(Will {
                properties: WillProperties {
                    payload_format_indicator: Some(PayloadFormat::Utf8),
                    message_expiry_interval: Some(0x0202),
                    content_type: Some(text("ct")),
                    response_topic: Some(TopicName::from_static("rt")),
                    correlation_data: Some(b"cd"),
                    will_delay_interval: Some(0x1818),
                    user_properties: List::from(&USER),
                },
                topic: TopicName::from_static("w"),
                payload: b"m",
                qos: Qos::AtMostOnce,
                retain: false,
            }),
            ..connect
        }),
        Place::Connack => Packet::Connack(Connack {
            properties: ConnackProperties {
                session_expiry_interval: Some(0x1111),
                assigned_client_identifier: Some(text("ac")),
                server_keep_alive: Some(0x1313),
                authentication_method: Some(text("am")),
                authentication_data: Some(b"ad"),
                response_information: Some(text("ri")),
                server_reference: Some(text("sr")),
                reason_string: Some(text("rs")),
                receive_maximum: NonZeroU16::new(0x2121),
                topic_alias_maximum: Some(0x2222),
                maximum_qos: Some(MaximumQos::AtLeastOnce),
                retain_available: Some(false),
                user_properties: List::from(&USER),
                maximum_packet_size: NonZeroU32::new(0x2727),
                wildcard_subscription_available: Some(true),
                subscription_identifier_available: Some(false),
                shared_subscription_available: Some(true),
            },
            ..Connack::default()
        }),
        Place::Publish => Packet::Publish(Publish {
            delivery: Delivery::AtMostOnce,
            retain: false,
            topic: Some(TopicName::from_static("a")),
            properties: PublishProperties {
                payload_format_indicator: Some(PayloadFormat::Utf8),
                message_expiry_interval: Some(0x0202),
                content_type: Some(text("ct")),
                response_topic: Some(TopicName::from_static("rt")),
                correlation_data: Some(b"cd"),
                subscription_identifiers: List::from(&SUBSCRIPTIONS),
                topic_alias: TopicAlias::new(0x2323),
                user_properties: List::from(&USER),
            },
            payload: b"payload",
        }),
        Place::Puback => Packet::Puback(Ack { properties: in_ack(), ..Ack::new(id) }),
        Place::Pubrec => Packet::Pubrec(Ack { properties: in_ack(), ..Ack::new(id) }),
        Place::Pubrel => Packet::Pubrel(Ack { properties: in_ack(), ..Ack::new(id) }),
        Place::Pubcomp => Packet::Pubcomp(Ack { properties: in_ack(), ..Ack::new(id) }),
        Place::Subscribe => Packet::Subscribe(Subscribe {
            id,
            properties: SubscribeProperties {
                subscription_identifier: SubscriptionId::new(0x8b),
                user_properties: List::from(&USER),
            },
            subscriptions: List::from(&SUBSCRIPTION),
        }),
        Place::Suback => Packet::Suback(Suback {
            id,
            properties: in_ack(),
            reason_codes: List::from(&[SubackReason::GrantedQos0]),
        }),
        Place::Unsubscribe => Packet::Unsubscribe(Unsubscribe {
            id,
            properties: UnsubscribeProperties { user_properties: List::from(&USER) },
            filters: List::from(&FILTERS),
        }),
        Place::Unsuback => Packet::Unsuback(Unsuback {
            id,
            properties: in_ack(),
            reason_codes: List::from(&[UnsubackReason::Success]),
        }),
        Place::Disconnect => Packet::Disconnect(Disconnect {
            properties: DisconnectProperties {
                session_expiry_interval: Some(0x1111),
                server_reference: Some(text("sr")),
                reason_string: Some(text("rs")),
                user_properties: List::from(&USER),
            },
            ..Disconnect::default()
        }),
        Place::Auth => Packet::Auth(Auth {
            reason: AuthReason::ContinueAuthentication,
            properties: AuthProperties {
                authentication_method: Some(text("am")),
                authentication_data: Some(b"ad"),
                reason_string: Some(text("rs")),
                user_properties: List::from(&USER),
            },
        }),
    }
}

#[test]
fn each_property_has_its_field() {
    for place in PLACES {
        let bytes = place.with(&full(place));
        assert_eq!(decode(&bytes), Ok(expected(place)), "{place:?}");
        assert_eq!(encode(&expected(place)), bytes, "{place:?}");
    }
}

#[test]
fn properties_may_come_in_any_order() {
    for place in PLACES {
        let ids = BY_PLACE.into_iter().find(|(of, _)| *of == place).unwrap().1;
        let property = |id: &u8| FULL.into_iter().find(|property| property[0] == *id).unwrap();
        for turned in 0..ids.len() {
            let mut ids = ids.to_vec();
            ids.rotate_left(turned);
            for reversed in [false, true] {
                if reversed {
                    ids.reverse();
                }
                let content: Vec<u8> = ids.iter().flat_map(|id| property(id).to_vec()).collect();
                let bytes = place.with(&content);
                assert_eq!(decode(&bytes), Ok(expected(place)), "{place:?} {ids:02x?}");
                assert!(properties(place, &bytes).map(|property| property.id()).eq(ids.iter().copied()));
            }
        }
    }
}

/// Any number of user properties and subscription identifiers with each other property once perhaps, in any order.
fn shuffled() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let user = ("[a-c]{0,3}", "[x-z]{0,3}")
        .prop_map(|(name, value)| [&b"\x26"[..], &field(name.as_bytes()), &field(value.as_bytes())].concat());
    let identifier = (1..300_usize).prop_map(|n| [&b"\x0b"[..], &varint(n)].concat());
    let others = [0x01, 0x02, 0x03, 0x08, 0x09, 0x23];
    let others: Vec<_> = FULL.iter().filter(|p| others.contains(&p[0])).map(|p| p.to_vec()).collect();
    let several = proptest::collection::vec(prop_oneof![user, identifier], 0..20);
    (several, proptest::sample::subsequence(others, 0..=6))
        .prop_map(|(several, others)| [several, others].concat())
        .prop_shuffle()
}

proptest! {
    #[test]
    fn lists_keep_their_order_with_other_properties_between(list in shuffled(), payload in any::<[u8; 3]>()) {
        let bytes = Place::Publish.with_block(&block(&list.concat()), &payload);
        let Packet::Publish(publish) = accepted(&bytes) else { panic!("a PUBLISH") };
        let of = |id: u8| list.iter().filter(move |property| property[0] == id).map(|property| &property[1..]);

        let users = publish.properties.user_properties.iter();
        let users: Vec<_> = users.map(|user| [field(user.name.as_bytes()), field(user.value.as_bytes())].concat()).collect();
        prop_assert!(users.iter().eq(of(0x26)), "{:02x?} in {:02x?}", users, list);
        let identifiers = publish.properties.subscription_identifiers.iter();
        let identifiers: Vec<_> = identifiers.map(|id| varint(id.get().try_into().unwrap())).collect();
        prop_assert!(identifiers.iter().eq(of(0x0b)), "{:02x?} in {:02x?}", identifiers, list);

        prop_assert_eq!(publish.payload, payload);
        let ids: Vec<_> = properties(Place::Publish, &bytes).map(|property| property.id()).collect();
        prop_assert!(ids.iter().eq(list.iter().map(|property| &property[0])));

        let packet = Packet::Publish(publish);
        let sent = encode(&packet);
        prop_assert_eq!(sent.len(), bytes.len());
        prop_assert_eq!(decode(&sent), Ok(packet));
    }
}
