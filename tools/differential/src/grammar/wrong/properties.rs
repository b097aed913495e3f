//! Faults in properties.

use fastrand::Rng;
use mqtt_codec_v5::Side;

use crate::grammar::draft::{Block, Draft, Part, Property};
use crate::grammar::fault::{Fault, MALFORMED, PROTOCOL_ERROR, fault, fault_at};
use crate::grammar::length::prefixed;
use crate::grammar::property;
use crate::grammar::table::{CONNECT, PROPERTIES, PUBLISH, Property as Row, SUBSCRIBE, Type};
use crate::seen::Place;

/// Where a packet may have properties: of CONNECT, now and then its will's.
fn place(draft: &Draft, random: &mut Rng) -> Place {
    if draft.packet_type() == CONNECT && random.bool() { Place::Will } else { Place::Packet }
}

fn at(place: Place, id: u8) -> String {
    let of_will = if place == Place::Will { " of the will" } else { "" };
    format!("property {id:02x}{of_will}")
}

pub(crate) fn unknown_property(draft: &mut Draft, random: &mut Rng) -> Option<Fault> {
    let place = place(draft, random);
    let unknown: Vec<u8> = (0..0x80).filter(|id| Row::of(*id).is_none()).collect();
    let id = *random.choice(&unknown)?;
    let (properties, _) = draft.properties(place)?;
    properties.insert(random.usize(0..=properties.len()), Property { id, value: vec![0] });
    fault(MALFORMED)
}

pub(crate) fn misplaced_property(draft: &mut Draft, random: &mut Rng) -> Option<Fault> {
    let (place, packet_type) = (place(draft, random), draft.packet_type());
    let others: Vec<_> = PROPERTIES.iter().filter(|row| !row.belongs(place, packet_type)).collect();
    let row = *random.choice(others)?;
    let value = property::value(row, random);
    let (properties, _) = draft.properties(place)?;
    properties.insert(random.usize(0..=properties.len()), Property { id: row.id, value });
    fault(MALFORMED)
}

pub(crate) fn repeated_property(draft: &mut Draft, random: &mut Rng) -> Option<Fault> {
    let (place, packet_type) = (place(draft, random), draft.packet_type());
    let once: Vec<_> = PROPERTIES
        .iter()
        .filter(|row| row.belongs(place, packet_type) && row.id != 0x26)
        .filter(|row| row.id != 0x0B || packet_type == SUBSCRIBE)
        .collect();
    let row = *random.choice(once)?;
    let values = [property::value(row, random), property::value(row, random)];
    let (properties, _) = draft.properties(place)?;
    // Without its method, authentication data would be a second fault.
    if row.id == 0x16 && !properties.iter().any(|own| own.id == 0x15) {
        properties.push(Property { id: 0x15, value: prefixed(b"method") });
    }
    properties.retain(|own| own.id != row.id);
    for value in values {
        properties.insert(random.usize(0..=properties.len()), Property { id: row.id, value });
    }
    fault_at(PROTOCOL_ERROR, at(place, row.id))
}

/// A value that the type can hold and the property may not have.
pub(crate) fn property_value(draft: &mut Draft, random: &mut Rng) -> Option<Fault> {
    let (place, packet_type) = (place(draft, random), draft.packet_type());
    let ranged = |row: &&Row| {
        matches!(row.data, Type::Boolean | Type::TwoNotZero | Type::FourNotZero | Type::Variable)
            && row.belongs(place, packet_type)
    };
    if packet_type == PUBLISH && draft.sender == Side::Client {
        return None;
    }
    let row = *random.choice(PROPERTIES.iter().filter(ranged).collect::<Vec<_>>())?;
    let value = match row.data {
        Type::Boolean => vec![random.u8(2..)],
        Type::TwoNotZero => vec![0; 2],
        Type::FourNotZero => vec![0; 4],
        _ => vec![0],
    };
    let (properties, _) = draft.properties(place)?;
    properties.retain(|own| own.id != row.id);
    properties.insert(random.usize(0..=properties.len()), Property { id: row.id, value });
    fault_at(if row.id == 0x23 { 0x94 } else { PROTOCOL_ERROR }, at(place, row.id))
}

/// The packet ends where its Property Length should be.
pub(crate) fn no_property_length(draft: &mut Draft, _: &mut Rng) -> Option<Fault> {
    let n = draft.parts.iter().position(|part| matches!(part, Part::Properties(Place::Packet, ..)))?;
    draft.parts.truncate(n);
    fault(MALFORMED)
}

pub(crate) fn property_length_long(draft: &mut Draft, random: &mut Rng) -> Option<Fault> {
    let place = place(draft, random);
    let n = draft.parts.iter().position(|part| matches!(part, Part::Properties(own, ..) if *own == place))?;
    let behind: usize = draft.parts.iter().skip(n + 1).map(|part| part.bytes().len()).sum();
    let (_, block) = draft.properties(place)?;
    *block = Block::Off(isize::try_from(behind + random.usize(1..6)).ok()?);
    fault(MALFORMED)
}

pub(crate) fn property_length_short(draft: &mut Draft, random: &mut Rng) -> Option<Fault> {
    let place = place(draft, random);
    let (properties, block) = draft.properties(place)?;
    let last = properties.last()?;
    *block = Block::Off(-isize::try_from(random.usize(1..=last.value.len())).ok()?);
    fault_at(MALFORMED, at(place, last.id))
}

pub(crate) fn padded_property_length(draft: &mut Draft, random: &mut Rng) -> Option<Fault> {
    let place = place(draft, random);
    *draft.properties(place)?.1 = Block::Padded;
    fault(MALFORMED)
}

pub(crate) fn padded_subscription_id(draft: &mut Draft, _: &mut Rng) -> Option<Fault> {
    if draft.packet_type() == PUBLISH && draft.sender == Side::Client {
        return None;
    }
    let (properties, _) = draft.properties(Place::Packet)?;
    properties.retain(|own| own.id != 0x0B);
    properties.push(Property { id: 0x0B, value: vec![0x81, 0] });
    fault(MALFORMED)
}

pub(crate) fn data_without_method(draft: &mut Draft, _: &mut Rng) -> Option<Fault> {
    let (properties, _) = draft.properties(Place::Packet)?;
    properties.retain(|own| own.id != 0x15 && own.id != 0x16);
    properties.push(Property { id: 0x16, value: prefixed(b"data") });
    fault(PROTOCOL_ERROR)
}

pub(crate) fn auth_without_method(draft: &mut Draft, _: &mut Rng) -> Option<Fault> {
    let (properties, _) = draft.properties(Place::Packet)?;
    properties.retain(|own| own.id != 0x15);
    fault(PROTOCOL_ERROR)
}
