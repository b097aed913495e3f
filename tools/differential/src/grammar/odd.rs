//! Unusual, and legal.

use fastrand::Rng;
use mqtt_codec_v5::Side;

use super::draft::{Draft, Part, Property, Role};
use super::length::{Padding, prefixed, variable};
use super::table::{DISCONNECT, PROPERTIES, Type};
use super::text;
use crate::seen::Place;

pub(crate) fn padded_length(draft: &mut Draft, random: &mut Rng) -> Option<()> {
    let shortest = draft.bytes().len() - draft.parts.iter().map(|part| part.bytes().len()).sum::<usize>() - 1;
    let room = 4usize.checked_sub(shortest).filter(|room| *room > 0)?;
    draft.length = Padding::Zeros(random.usize(1..=room));
    Some(())
}

/// The Remaining Length is the last of its size, or the first of the next. Two mebibytes are rare, for time's sake.
pub(crate) fn boundary_length(draft: &mut Draft, random: &mut Rng) -> Option<()> {
    let ends: &[usize] =
        if random.u16(0..500) == 0 { &[2_097_151, 2_097_152] } else { &[127, 128, 16_383, 16_384] };
    let length = *random.choice(ends)?;
    let payload = draft.field(Role::Payload)?.len();
    let others = draft.parts.iter().map(|part| part.bytes().len()).sum::<usize>() - payload;
    let len = length.checked_sub(others)?;
    *draft.field(Role::Payload)? = vec![b'x'; len];
    Some(())
}

/// 65,535 bytes now and then, for time's sake; else some hundreds.
pub(crate) fn longest_field(draft: &mut Draft, random: &mut Rng) -> Option<()> {
    let text = if random.u8(0..8) == 0 { "a".repeat(65_535) } else { "é".repeat(200) };
    *draft.texts(random)? = prefixed(text.as_bytes());
    Some(())
}

pub(crate) fn empty_string(draft: &mut Draft, _: &mut Rng) -> Option<()> {
    *draft.field(Role::UserName)? = prefixed(b"");
    Some(())
}

pub(crate) fn byte_order_mark(draft: &mut Draft, random: &mut Rng) -> Option<()> {
    let field = draft.texts(random)?;
    let content = field.get(2..)?;
    *field = prefixed(&["\u{FEFF}".as_bytes(), content].concat());
    // A `+` or `#` has its level for itself.
    (!field.contains(&b'+') && !field.contains(&b'#')).then_some(())
}

pub(crate) fn empty_client_id(draft: &mut Draft, _: &mut Rng) -> Option<()> {
    *draft.byte(Role::ConnectFlags)? |= 2;
    *draft.field(Role::ClientId)? = prefixed(b"");
    Some(())
}

pub(crate) fn binary_password(draft: &mut Draft, _: &mut Rng) -> Option<()> {
    *draft.field(Role::Password)? = prefixed(b"\x00\xFF\xC3\x28secret");
    Some(())
}

pub(crate) fn empty_password(draft: &mut Draft, _: &mut Rng) -> Option<()> {
    *draft.field(Role::Password)? = prefixed(b"");
    Some(())
}

pub(crate) fn password_alone(draft: &mut Draft, _: &mut Rng) -> Option<()> {
    draft.field(Role::Password)?;
    *draft.byte(Role::ConnectFlags)? &= !0x80;
    draft.remove(Role::UserName);
    Some(())
}

pub(crate) fn empty_will_payload(draft: &mut Draft, _: &mut Rng) -> Option<()> {
    *draft.field(Role::WillPayload)? = prefixed(b"");
    Some(())
}

pub(crate) fn dup(draft: &mut Draft, _: &mut Rng) -> Option<()> {
    if draft.first & 6 == 0 {
        return None;
    }
    draft.first |= 8;
    Some(())
}

pub(crate) fn shared_filter(draft: &mut Draft, random: &mut Rng) -> Option<()> {
    *draft.field(Role::Filter)? = prefixed(text::shared(random).as_bytes());
    // No Local is not for shared subscriptions.
    if let Some(options) = draft.byte(Role::Options) {
        *options &= !4;
    }
    Some(())
}

/// In 3.1.1 these are filters like any other.
pub(crate) fn plain_share(draft: &mut Draft, random: &mut Rng) -> Option<()> {
    let filter = random.choice(["$share", "$share/g", "$share//a", "$share/+/a", "$share/g/a/#"])?;
    *draft.field(Role::Filter)? = prefixed(filter.as_bytes());
    Some(())
}

pub(crate) fn no_reason_code(draft: &mut Draft, _: &mut Rng) -> Option<()> {
    draft.remove(Role::Code);
    draft.parts.retain(|part| !matches!(part, Part::Properties(..)));
    Some(())
}

pub(crate) fn reason_code_alone(draft: &mut Draft, _: &mut Rng) -> Option<()> {
    draft.parts.retain(|part| !matches!(part, Part::Properties(..)));
    Some(())
}

pub(crate) fn empty_topic_with_alias(draft: &mut Draft, random: &mut Rng) -> Option<()> {
    *draft.field(Role::TopicName)? = prefixed(b"");
    let (properties, _) = draft.properties(Place::Packet)?;
    if !properties.iter().any(|own| own.id == 0x23) {
        properties.push(Property { id: 0x23, value: random.u16(1..).to_be_bytes().to_vec() });
    }
    Some(())
}

pub(crate) fn several_subscription_ids(draft: &mut Draft, random: &mut Rng) -> Option<()> {
    if draft.sender == Side::Client {
        return None;
    }
    let (properties, _) = draft.properties(Place::Packet)?;
    for _ in 0..random.usize(2..5) {
        let id = variable(1 << random.u8(0..28), Padding::None);
        let at = random.usize(0..=properties.len());
        properties.insert(at, Property { id: 0x0B, value: id });
    }
    Some(())
}

pub(crate) fn expiry_of_0(draft: &mut Draft, _: &mut Rng) -> Option<()> {
    let place = if draft.packet_type() == super::table::CONNECT { Place::Will } else { Place::Packet };
    let (properties, _) = draft.properties(place)?;
    properties.retain(|own| own.id != 0x02);
    properties.push(Property { id: 0x02, value: vec![0; 4] });
    Some(())
}

pub(crate) fn empty_property(draft: &mut Draft, random: &mut Rng) -> Option<()> {
    let packet_type = draft.packet_type();
    let place = Place::Packet;
    let rows: Vec<_> = PROPERTIES
        .iter()
        .filter(|row| {
            row.belongs(place, packet_type) && matches!(row.data, Type::Text | Type::Binary | Type::Pair)
        })
        // An empty method, and what one side alone may send, are other questions.
        .filter(|row| !matches!(row.id, 0x15 | 0x16) && (row.id != 0x1C || packet_type != DISCONNECT))
        .collect();
    let row = random.choice(rows)?;
    let (properties, _) = draft.properties(place)?;
    properties.retain(|own| own.id != row.id);
    let value = if row.data == Type::Pair { vec![0; 4] } else { vec![0; 2] };
    properties.push(Property { id: row.id, value });
    Some(())
}

/// The block takes 127, 128, 129, 16,383 or 16,384 bytes.
pub(crate) fn boundary_properties(draft: &mut Draft, random: &mut Rng) -> Option<()> {
    let length = random.choice([127usize, 128, 129, 16_383, 16_384])?;
    let (properties, _) = draft.properties(Place::Packet)?;
    let before: usize = properties.iter().map(|own| 1 + own.value.len()).sum();
    let room = length.checked_sub(before + 6)?;
    let mut value = prefixed(b"k");
    value.extend(prefixed("v".repeat(room).as_bytes()));
    properties.insert(0, Property { id: 0x26, value });
    Some(())
}
