//! What no single packet can show: that no value, once encoded, breaks a statement, or that something holds for all
//! packets. The evidence names each function next to the statements that it shows.

#![expect(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests")]

mod answers;
mod connect;
mod names;
mod properties;
mod publish;
mod stream;
mod subscribe;
mod text;

use std::collections::BTreeSet;

use mqtt_codec_v5::{AnyPacket, Framer, Split, Version};
use mqtt_conformance::Index;
use mqtt_conformance::evidence::Effect;
use mqtt_conformance::version::VERSIONS;

macro_rules! functions {
    ($($module:ident { $($function:ident,)* })*) => { &[$($((stringify!($function), $module::$function as fn()),)*)*] };
}

/// All of them, by the names that the evidence has.
const FUNCTIONS: &[(&str, fn())] = functions! {
    answers {
        a_refusal_is_sent_without_a_session,
        an_answer_takes_the_identifier_of_its_message,
        answers_keep_the_order_of_what_they_answer,
        fixed_bodies_are_sent_at_their_length,
        no_packet_identifier_is_0,
        reason_codes_are_those_of_their_packet,
        return_codes_are_those_of_their_packet,
    }
    connect {
        a_client_identifier_is_always_sent,
        a_client_without_an_identifier_asks_for_a_clean_session,
        a_will_is_sent_whole_or_not_at_all,
        binary_fields_are_not_sent_over_65_535_bytes,
        credentials_are_sent_with_their_flags,
        nothing_is_sent_that_the_standard_does_not_have,
        the_fields_of_a_connect_have_an_order,
        the_user_properties_of_a_will_keep_their_order,
        user_name_and_password_are_sent_with_their_flags,
    }
    properties {
        a_property_length_is_always_sent,
        absent_properties_have_the_values_of_the_standard,
        authentication_is_not_sent_without_its_method,
        properties_are_sent_where_they_belong,
        property_values_are_in_their_range,
        variable_byte_integers_are_sent_in_their_shortest_form,
    }
    publish {
        a_message_can_be_sent_again_with_dup,
        a_message_is_passed_on_unaltered,
        a_message_without_a_topic_needs_an_alias,
        a_payload_said_to_be_text_can_be_checked,
        no_qos_is_3,
        no_topic_alias_is_0,
        qos_0_goes_out_without_dup,
        qos_0_has_no_packet_identifier,
        the_user_properties_of_a_message_keep_their_order,
    }
    stream {
        a_packet_is_not_larger_than_its_receiver_takes,
        a_remaining_length_is_sent_in_its_shortest_form,
        a_stream_comes_in_any_pieces,
        a_violation_ends_the_connection,
        reserved_flags_are_sent_as_the_standard_has_them,
        what_a_header_says_is_judged_before_the_body_is_there,
    }
    subscribe {
        a_list_that_needs_an_element_is_not_sent_without,
        a_malformed_shared_subscription_is_not_sent,
        subscription_options_are_in_their_range,
    }
    text {
        discouraged_characters_can_be_found,
        filters_are_compared_byte_by_byte,
        filters_say_whether_they_have_wildcards,
        names_and_filters_have_at_most_65_535_bytes,
        no_filter_is_made_with_a_misplaced_wildcard,
        no_name_is_made_with_a_wildcard,
        no_name_or_filter_is_made_of_nothing,
        no_text_is_made_of_what_is_not_utf_8,
        no_text_is_made_with_u_0000,
        u_feff_is_kept,
    }
};

#[test]
fn the_evidence_names_these_functions_and_no_others() {
    let indexes: Vec<_> = VERSIONS.into_iter().map(|version| Index::of(version).unwrap()).collect();
    let rows = indexes.iter().flat_map(|index| &index.rows).filter(|row| row.effect() == Effect::Function);
    let named: BTreeSet<_> = rows.map(|row| row.input).collect();
    assert_eq!(named, FUNCTIONS.iter().map(|(name, _)| *name).collect());
}

/// The packet that `bytes` are.
fn decoded(version: Version, bytes: &[u8]) -> AnyPacket<'_> {
    match Framer::default().split(bytes) {
        Ok(Split::Frame(frame, [])) => AnyPacket::decode(frame, version).expect("a packet"),
        other => panic!("{} is not one packet: {other:?}", bytes.escape_ascii()),
    }
}

/// The 3.1.1 packet that `bytes` are.
fn decoded_v3(bytes: &[u8]) -> mqtt_codec::Packet<'_> {
    let AnyPacket::V3(packet) = decoded(Version::V3_1_1, bytes) else { panic!("not of 3.1.1") };
    packet
}

/// The 5.0 packet that `bytes` are.
fn decoded_v5(bytes: &[u8]) -> mqtt_codec_v5::Packet<'_> {
    let AnyPacket::V5(packet) = decoded(Version::V5, bytes) else { panic!("not of 5.0") };
    packet
}

/// What a packet is sent as.
fn sent(packet: &AnyPacket<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    let len = packet.encode(&mut out).expect("it can be sent");
    assert_eq!(len, out.len());
    out
}

/// What a 3.1.1 packet is sent as.
fn sent_v3<'a>(packet: impl Into<mqtt_codec::Packet<'a>>) -> Vec<u8> {
    sent(&AnyPacket::V3(packet.into()))
}

/// What a 5.0 packet is sent as.
fn sent_v5<'a>(packet: impl Into<mqtt_codec_v5::Packet<'a>>) -> Vec<u8> {
    sent(&AnyPacket::V5(packet.into()))
}

fn id(n: u16) -> mqtt_codec::PacketId {
    mqtt_codec::PacketId::new(n).expect("an identifier")
}

fn text(s: &str) -> mqtt_codec::Text<'_> {
    mqtt_codec::Text::new(s).expect("text")
}

fn topic(s: &str) -> mqtt_codec::TopicName<'_> {
    mqtt_codec::TopicName::new(s).expect("a name")
}

fn filter(s: &str) -> mqtt_codec::TopicFilter<'_> {
    mqtt_codec::TopicFilter::new(s).expect("a filter")
}
