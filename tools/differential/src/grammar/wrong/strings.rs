//! Faults in text, topic names and topic filters.

use fastrand::Rng;

use crate::grammar::draft::{Draft, Part, Property, Role};
use crate::grammar::fault::{Fault, MALFORMED, PROTOCOL_ERROR, fault, fault_at};
use crate::grammar::length::prefixed;
use crate::grammar::table::{CONNECT, PUBLISH, Property as Row, Type};
use crate::grammar::text;
use crate::seen::Place;

impl Draft {
    /// A field that is text, any of those there.
    pub(crate) fn texts(&mut self, random: &mut Rng) -> Option<&mut Vec<u8>> {
        self.text_at(random).map(|(_, field)| field)
    }

    /// The same, with its role.
    fn text_at(&mut self, random: &mut Rng) -> Option<(Role, &mut Vec<u8>)> {
        let texts = self.parts.iter_mut().filter_map(|part| match part {
            Part::Field(role, bytes) if role.is_text() => Some((*role, bytes)),
            _ => None,
        });
        random.choice(texts.collect::<Vec<_>>())
    }
}

/// Puts bytes into a text field, or into a property that is text, somewhere between two characters.
fn insert(draft: &mut Draft, bytes: &[u8], random: &mut Rng) -> Option<String> {
    let packet_type = draft.packet_type();
    if draft.v5() && random.bool() {
        let place = if packet_type == CONNECT && random.bool() { Place::Will } else { Place::Packet };
        let (properties, _) = draft.properties(place)?;
        let text = |own: &&mut Property| {
            Row::of(own.id).is_some_and(|row| matches!(row.data, Type::Text | Type::Topic | Type::Pair))
        };
        let own = random.choice(properties.iter_mut().filter(text).collect::<Vec<_>>())?;
        // Of a pair, the name.
        let len = own.value.iter().take(2).fold(0, |len, byte| len << 8 | usize::from(*byte));
        let (first, second) = own.value.split_at_checked(2 + len)?;
        let mut value = spliced(first, bytes, random)?;
        value.extend(second);
        own.value = value;
        let of_will = if place == Place::Will { " of the will" } else { "" };
        return Some(format!("property {:02x}{of_will}", own.id));
    }
    let (role, field) = draft.text_at(random)?;
    *field = spliced(field, bytes, random)?;
    Some(role.name().into())
}

fn spliced(field: &[u8], bytes: &[u8], random: &mut Rng) -> Option<Vec<u8>> {
    let content = std::str::from_utf8(field.get(2..)?).ok()?;
    let ends: Vec<_> = (0..=content.len()).filter(|at| content.is_char_boundary(*at)).collect();
    let (before, after) = content.split_at(*random.choice(&ends)?);
    Some(prefixed(&[before.as_bytes(), bytes, after.as_bytes()].concat()))
}

pub(crate) fn ill_formed(draft: &mut Draft, random: &mut Rng) -> Option<Fault> {
    let sequences: [&[u8]; 8] = [
        b"\xFF",
        b"\x80",
        b"\xC3",
        b"\xE2\x82",
        b"\xC0\x80",
        b"\xED\xA0\x80",
        b"\xF4\x90\x80\x80",
        b"\xF8\x88\x80\x80\x80",
    ];
    let sequence = random.choice(sequences)?;
    let at = insert(draft, sequence, random)?;
    fault_at(MALFORMED, at)
}

pub(crate) fn nul(draft: &mut Draft, random: &mut Rng) -> Option<Fault> {
    let at = insert(draft, b"\0", random)?;
    fault_at(MALFORMED, at)
}

pub(crate) fn wildcard(draft: &mut Draft, random: &mut Rng) -> Option<Fault> {
    let role = if draft.packet_type() == PUBLISH { Role::TopicName } else { Role::WillTopic };
    let wildcard = random.choice([b"+", b"#"])?;
    let field = draft.field(role)?;
    *field = spliced(field, wildcard, random)?;
    fault_at(PROTOCOL_ERROR, role.name())
}

pub(crate) fn wildcard_in_response_topic(draft: &mut Draft, random: &mut Rng) -> Option<Fault> {
    let place = if draft.packet_type() == CONNECT { Place::Will } else { Place::Packet };
    let wildcard = random.choice([b"+", b"#"])?;
    let (properties, _) = draft.properties(place)?;
    let own = properties.iter_mut().find(|own| own.id == 0x08)?;
    own.value = spliced(&own.value, wildcard, random)?;
    fault(PROTOCOL_ERROR)
}

pub(crate) fn empty_name(draft: &mut Draft, _: &mut Rng) -> Option<Fault> {
    let role = if draft.packet_type() == PUBLISH { Role::TopicName } else { Role::WillTopic };
    if let (PUBLISH, Some((properties, _))) = (draft.packet_type(), draft.properties(Place::Packet)) {
        properties.retain(|own| own.id != 0x23);
    }
    *draft.field(role)? = prefixed(b"");
    fault_at(PROTOCOL_ERROR, role.name())
}

pub(crate) fn bad_filter(draft: &mut Draft, random: &mut Rng) -> Option<Fault> {
    let filters = ["a#", "#/", "sport/tennis#", "a/#/b", "a+", "+a", "a/b+/c", "##", "++", "a/#/"];
    *draft.field(Role::Filter)? = prefixed(random.choice(filters)?.as_bytes());
    fault(PROTOCOL_ERROR)
}

pub(crate) fn empty_filter(draft: &mut Draft, _: &mut Rng) -> Option<Fault> {
    *draft.field(Role::Filter)? = prefixed(b"");
    fault(PROTOCOL_ERROR)
}

pub(crate) fn bad_share(draft: &mut Draft, random: &mut Rng) -> Option<Fault> {
    let filters = [
        "$share/",
        "$share//",
        "$share//a",
        "$share/g",
        "$share/g/",
        "$share/+/a",
        "$share/g#/a",
        "$share/g/a#",
    ];
    *draft.field(Role::Filter)? = prefixed(random.choice(filters)?.as_bytes());
    if let Some(options) = draft.byte(Role::Options) {
        *options &= !4;
    }
    fault(PROTOCOL_ERROR)
}

pub(crate) fn no_local_on_share(draft: &mut Draft, random: &mut Rng) -> Option<Fault> {
    *draft.field(Role::Filter)? = prefixed(text::shared(random).as_bytes());
    *draft.byte(Role::Options)? |= 4;
    fault(PROTOCOL_ERROR)
}
