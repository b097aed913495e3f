//! What is changed in a valid packet, one thing at a time: nothing, something unusual that is legal, or a fault.

use fastrand::Rng;
use mqtt_codec_v5::Version;

use super::draft::Draft;
use super::fault::Fault;
use super::packet::{Expected, Packet};
use super::table::{
    AUTH, CONNACK, CONNECT, DISCONNECT, PUBACK, PUBLISH, SUBACK, SUBSCRIBE, UNSUBACK, UNSUBSCRIBE,
};
use super::{odd, valid, wrong};

/// One kind of change.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// What it is called, in rulings too.
    pub name: &'static str,
    /// The statement or section of 3.1.1 that decides; empty where the case does not belong to 3.1.1.
    pub v3: &'static str,
    /// The same of 5.0.
    pub v5: &'static str,
    /// In which packet types.
    packets: &'static [u8],
    change: Change,
}

/// What a change does, to the places that it finds; `None` if there are none.
#[derive(Clone, Copy, Debug)]
enum Change {
    /// The packet stays what it is.
    Nothing,
    /// It is another valid packet.
    Odd(fn(&mut Draft, &mut Rng) -> Option<()>),
    /// It is none. The text says where the fault is, if there are several places.
    Wrong(fn(&mut Draft, &mut Rng) -> Option<Fault>),
    /// The packet is still on its way.
    Begun,
}

const ALL: &[u8] = &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
const NOT_PUBLISH: &[u8] = &[1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
const WITH_BODY: &[u8] = &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const WITH_END: &[u8] = &[1, 2, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15];
const WITH_ID: &[u8] = &[3, 4, 5, 6, 7, 8, 9, 10, 11];
const WITH_TEXT: &[u8] = &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 15];
const WITH_CODE: &[u8] = &[2, 4, 5, 6, 7, 9, 11, 14, 15];
const WITH_PROPERTIES: &[u8] = WITH_TEXT;
const NEEDS_PROPERTY_LENGTH: &[u8] =
    &[CONNECT, CONNACK, PUBLISH, SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK, AUTH];

const fn row(
    name: &'static str,
    v3: &'static str,
    v5: &'static str,
    packets: &'static [u8],
    change: Change,
) -> Case {
    Case { name, v3, v5, packets, change }
}

use Change::{Begun, Nothing, Odd, Wrong};

/// All cases.
#[rustfmt::skip]
pub const CASES: &[Case] = &[
    row("valid", "2.1", "2.1", ALL, Nothing),
    row("begun", "2.2.3", "2.1.4", ALL, Begun),

    row("padded length of 3.1.1", "2.2.3", "", ALL, Odd(odd::padded_length)),
    row("length at a boundary", "2.2.3", "1.5.5", &[PUBLISH], Odd(odd::boundary_length)),
    row("longest field", "1.5.3", "1.5.4", &[CONNECT, PUBLISH, SUBSCRIBE, UNSUBSCRIBE], Odd(odd::longest_field)),
    row("empty string", "1.5.3", "1.5.4", &[CONNECT], Odd(odd::empty_string)),
    row("byte order mark", "1.5.3-3", "1.5.4-3", WITH_TEXT, Odd(odd::byte_order_mark)),
    row("empty client id", "3.1.3-6", "3.1.3-6", &[CONNECT], Odd(odd::empty_client_id)),
    row("binary password", "3.1.3.5", "3.1.3.6", &[CONNECT], Odd(odd::binary_password)),
    row("empty password", "3.1.3.5", "3.1.3.6", &[CONNECT], Odd(odd::empty_password)),
    row("empty will payload", "3.1.3.3", "3.1.3.4", &[CONNECT], Odd(odd::empty_will_payload)),
    row("DUP", "3.3.1.1", "3.3.1.1", &[PUBLISH], Odd(odd::dup)),
    row("password alone", "", "3.1.2.9", &[CONNECT], Odd(odd::password_alone)),
    row("shared filter", "", "4.8.2", &[SUBSCRIBE, UNSUBSCRIBE], Odd(odd::shared_filter)),
    row("plain $share", "4.7.2", "", &[SUBSCRIBE, UNSUBSCRIBE], Odd(odd::plain_share)),
    row("no reason code", "", "3.4.2.1", &[4, 5, 6, 7, DISCONNECT], Odd(odd::no_reason_code)),
    row("reason code alone", "", "3.4.2.2.1", &[4, 5, 6, 7, DISCONNECT], Odd(odd::reason_code_alone)),
    row("empty topic with alias", "", "3.3.2.1", &[PUBLISH], Odd(odd::empty_topic_with_alias)),
    row("several subscription ids", "", "3.3.2.3.8", &[PUBLISH], Odd(odd::several_subscription_ids)),
    row("expiry of 0", "", "3.3.2.3.3", &[PUBLISH, CONNECT], Odd(odd::expiry_of_0)),
    row("empty property", "", "1.5.4", WITH_PROPERTIES, Odd(odd::empty_property)),
    row("property block at a boundary", "", "2.2.2.1", &[PUBLISH, CONNACK, PUBACK, SUBSCRIBE], Odd(odd::boundary_properties)),

    row("reserved flags", "2.2.2-2", "2.1.3-1", NOT_PUBLISH, Wrong(wrong::reserved_flags)),
    row("QoS 3", "3.3.1-4", "3.3.1-4", &[PUBLISH], Wrong(wrong::qos_3)),
    row("DUP at QoS 0", "3.3.1-2", "3.3.1-2", &[PUBLISH], Wrong(wrong::dup_at_qos_0)),
    row("type 0", "2.2.1", "2.1.2", ALL, Wrong(wrong::type_0)),
    row("type 15", "2.2.1", "", ALL, Wrong(wrong::type_15)),
    row("length of five bytes", "2.2.3", "1.5.5", ALL, Wrong(wrong::length_of_five_bytes)),
    row("padded length", "", "1.5.5-1", ALL, Wrong(wrong::padded_length)),
    row("cut short", "2.2.3", "1.2", WITH_TEXT, Wrong(wrong::cut_short)),
    row("left over", "2.2.3", "1.2", WITH_END, Wrong(wrong::left_over)),
    row("no body", "2.2.3", "1.2", WITH_BODY, Wrong(wrong::no_body)),
    row("ill-formed UTF-8", "1.5.3-1", "1.5.4-1", WITH_TEXT, Wrong(wrong::ill_formed)),
    row("NUL", "1.5.3-2", "1.5.4-2", WITH_TEXT, Wrong(wrong::nul)),
    row("wildcard in a name", "3.3.2-2, 4.7.1-1", "3.3.2-2, 4.7.0-1", &[PUBLISH, CONNECT], Wrong(wrong::wildcard)),
    row("empty name", "4.7.3-1", "4.7.3-1", &[PUBLISH, CONNECT], Wrong(wrong::empty_name)),
    row("bad filter", "4.7.1-2, 4.7.1-3", "4.7.1-1, 4.7.1-2", &[SUBSCRIBE, UNSUBSCRIBE], Wrong(wrong::bad_filter)),
    row("empty filter", "4.7.3-1", "4.7.3-1", &[SUBSCRIBE, UNSUBSCRIBE], Wrong(wrong::empty_filter)),
    row("bad shared filter", "", "4.8.2-1, 4.8.2-2", &[SUBSCRIBE, UNSUBSCRIBE], Wrong(wrong::bad_share)),
    row("No Local on a shared filter", "", "3.8.3-4", &[SUBSCRIBE], Wrong(wrong::no_local_on_share)),
    row("packet id 0", "2.3.1-1", "2.2.1-3, 2.2.1-5", WITH_ID, Wrong(wrong::packet_id_0)),
    row("reserved option bits", "3.8.3-4", "3.8.3-5", &[SUBSCRIBE], Wrong(wrong::reserved_options)),
    row("option QoS 3", "3.8.3-4", "3.8.3.1", &[SUBSCRIBE], Wrong(wrong::option_qos_3)),
    row("Retain Handling 3", "", "3.8.3.1", &[SUBSCRIBE], Wrong(wrong::retain_handling_3)),
    row("empty list", "3.8.3-3, 3.10.3-2", "3.8.3-2, 3.10.3-2", &[SUBSCRIBE, UNSUBSCRIBE], Wrong(wrong::empty_list)),
    row("no codes", "3.9.3", "3.9.3, 3.11.3", &[SUBACK, UNSUBACK], Wrong(wrong::no_codes)),
    row("protocol name", "3.1.2-1", "3.1.2-1", &[CONNECT], Wrong(wrong::protocol_name)),
    row("protocol level", "3.1.2-2", "3.1.2-2", &[CONNECT], Wrong(wrong::protocol_level)),
    row("reserved connect flag", "3.1.2-3", "3.1.2-3", &[CONNECT], Wrong(wrong::reserved_connect_flag)),
    row("will bits without will", "3.1.2-13, 3.1.2-15", "3.1.2-11, 3.1.2-13", &[CONNECT], Wrong(wrong::will_bits)),
    row("will QoS 3", "3.1.2-14", "3.1.2-12", &[CONNECT], Wrong(wrong::will_qos_3)),
    row("password without user name", "3.1.2-22", "", &[CONNECT], Wrong(wrong::password_alone)),
    row("empty client id of a kept session", "3.1.3-8", "", &[CONNECT], Wrong(wrong::empty_client_id)),
    row("reserved acknowledge flags", "3.2.2.1", "3.2.2-1", &[CONNACK], Wrong(wrong::reserved_ack_flags)),
    row("session present with a refusal", "3.2.2-4", "3.2.2-6", &[CONNACK], Wrong(wrong::session_present)),
    row("unlisted code", "3.2.2.3, 3.9.3-2", "2.4", WITH_CODE, Wrong(wrong::unlisted_code)),
    row("unknown property", "", "2.2.2.2", WITH_PROPERTIES, Wrong(wrong::unknown_property)),
    row("misplaced property", "", "2.2.2.2", WITH_PROPERTIES, Wrong(wrong::misplaced_property)),
    row("repeated property", "", "3.1.2.11 to 3.15.2.2", WITH_PROPERTIES, Wrong(wrong::repeated_property)),
    row("property value", "", "3.1.2.11 to 3.8.2.1", &[CONNECT, CONNACK, PUBLISH, SUBSCRIBE], Wrong(wrong::property_value)),
    row("wildcard in a response topic", "", "3.3.2-14", &[PUBLISH, CONNECT], Wrong(wrong::wildcard_in_response_topic)),
    row("no property length", "", "2.2.2-1", NEEDS_PROPERTY_LENGTH, Wrong(wrong::no_property_length)),
    row("property length beyond the packet", "", "1.2", WITH_PROPERTIES, Wrong(wrong::property_length_long)),
    row("property across its block's end", "", "2.2.2.1", WITH_PROPERTIES, Wrong(wrong::property_length_short)),
    row("padded property length", "", "1.5.5-1", WITH_PROPERTIES, Wrong(wrong::padded_property_length)),
    row("padded subscription id", "", "1.5.5-1", &[PUBLISH, SUBSCRIBE], Wrong(wrong::padded_subscription_id)),
    row("authentication data without method", "", "3.1.2.11.10", &[CONNECT], Wrong(wrong::data_without_method)),
    row("AUTH without method", "", "3.15.2.2.2", &[AUTH], Wrong(wrong::auth_without_method)),
];

impl Case {
    /// Two packets in five are valid ones as they are drawn.
    pub(crate) fn draw(random: &mut Rng) -> Self {
        let (plain, rest) = CASES.split_first().unwrap();
        if random.u8(0..5) < 2 { *plain } else { *random.choice(rest).unwrap() }
    }

    /// `None` if the draft has nothing that the case could change.
    pub(crate) fn packet(&self, random: &mut Rng) -> Option<Packet> {
        let version = match (self.v3, self.v5) {
            (_, "") => Version::V3_1_1,
            ("", _) => Version::V5,
            _ if random.u8(0..3) == 0 => Version::V3_1_1,
            _ => Version::V5,
        };
        let packet_type = *random.choice(self.packets)?;
        if packet_type == AUTH && version != Version::V5 {
            return None;
        }
        let mut draft = valid::draw(version, packet_type, random);
        let mut label = self.name.to_owned();
        let mut followed = random.bool();
        let mut seen = draft.seen();
        let mut fault = None;
        match self.change {
            Nothing | Begun => {}
            Odd(change) => {
                change(&mut draft, random)?;
                seen = draft.seen();
            }
            Wrong(change) => {
                let made = change(&mut draft, random)?;
                if !made.at.is_empty() {
                    label = format!("{}: {}", self.name, made.at);
                }
                fault = Some(made.code);
            }
        }
        let mut bytes = draft.bytes();
        let expected = match (self.change, fault) {
            (Begun, _) => {
                bytes.truncate(random.usize(0..bytes.len()));
                followed = false;
                Expected::NeedMore
            }
            (_, None) => Expected::Accept(seen),
            // 3.1.1 has answers of its own to a level and to a client identifier, and no codes else.
            (_, Some(code)) => {
                Expected::Reject((version == Version::V5 || matches!(code, 0x84 | 0x85)).then_some(code))
            }
        };
        let clause = if version == Version::V5 { self.v5 } else { self.v3 };
        Some(Packet { version, sender: draft.sender, packet_type, label, clause, bytes, followed, expected })
    }
}
