//! Faults, one in a packet, and what a 5.0 receiver answers: 0x81 where the bytes cannot be read as the packet, 0x82 where they
//! can and are not allowed, and the codes that 5.0 names for a few.

use fastrand::Rng;

use super::draft::{Draft, Part, Role};
use super::fault::{Fault, MALFORMED, PROTOCOL_ERROR, fault, fault_at};
use super::length::{Padding, prefixed};
use super::odd;
use super::table::{CONNACK, SUBSCRIBE, UNSUBSCRIBE, codes_of};

mod properties;
mod strings;

pub(crate) use properties::*;
pub(crate) use strings::*;

pub(crate) fn reserved_flags(draft: &mut Draft, random: &mut Rng) -> Option<Fault> {
    draft.first ^= random.u8(1..16);
    fault(MALFORMED)
}

pub(crate) fn qos_3(draft: &mut Draft, _: &mut Rng) -> Option<Fault> {
    draft.first |= 6;
    fault(MALFORMED)
}

pub(crate) fn dup_at_qos_0(draft: &mut Draft, _: &mut Rng) -> Option<Fault> {
    if draft.first & 6 != 0 {
        return None;
    }
    draft.first |= 8;
    fault(MALFORMED)
}

pub(crate) fn type_0(draft: &mut Draft, random: &mut Rng) -> Option<Fault> {
    draft.first = random.u8(0..16);
    fault(MALFORMED)
}

pub(crate) fn type_15(draft: &mut Draft, _: &mut Rng) -> Option<Fault> {
    draft.first = 0xF0;
    fault(MALFORMED)
}

pub(crate) fn length_of_five_bytes(draft: &mut Draft, _: &mut Rng) -> Option<Fault> {
    draft.length = Padding::Five;
    fault(MALFORMED)
}

pub(crate) fn padded_length(draft: &mut Draft, random: &mut Rng) -> Option<Fault> {
    odd::padded_length(draft, random)?;
    fault(MALFORMED)
}

/// Ends inside a field; the Remaining Length says so too.
pub(crate) fn cut_short(draft: &mut Draft, random: &mut Rng) -> Option<Fault> {
    let cut: Vec<_> = draft
        .parts
        .iter()
        .enumerate()
        .filter(|(_, part)| !matches!(part, Part::Field(Role::Payload, _)) && part.bytes().len() > 1)
        .map(|(n, _)| n)
        .collect();
    let n = *random.choice(&cut)?;
    let part = draft.parts.get(n)?;
    let mut bytes = part.bytes();
    let at = match part {
        Part::Field(role, _) => role.name(),
        _ => "properties",
    };
    bytes.truncate(random.usize(1..bytes.len()));
    draft.parts.truncate(n);
    draft.parts.push(Part::Raw(bytes));
    fault_at(MALFORMED, at)
}

/// Bytes behind the last field. Behind a list one byte cannot be an element.
pub(crate) fn left_over(draft: &mut Draft, random: &mut Rng) -> Option<Fault> {
    let most = if matches!(draft.packet_type(), SUBSCRIBE | UNSUBSCRIBE) { 1 } else { 3 };
    if draft.packet_type() == super::table::UNSUBACK && draft.v5() {
        return None;
    }
    let bytes = (0..random.usize(1..=most)).map(|_| random.u8(..)).collect();
    draft.parts.push(Part::Raw(bytes));
    fault(MALFORMED)
}

pub(crate) fn no_body(draft: &mut Draft, _: &mut Rng) -> Option<Fault> {
    draft.parts.clear();
    fault(MALFORMED)
}

pub(crate) fn packet_id_0(draft: &mut Draft, _: &mut Rng) -> Option<Fault> {
    *draft.field(Role::PacketId)? = vec![0, 0];
    fault(PROTOCOL_ERROR)
}

pub(crate) fn reserved_options(draft: &mut Draft, random: &mut Rng) -> Option<Fault> {
    let bits = if draft.v5() { random.u8(1..4) << 6 } else { random.u8(1..64) << 2 };
    *draft.byte(Role::Options)? |= bits;
    fault(MALFORMED)
}

pub(crate) fn option_qos_3(draft: &mut Draft, _: &mut Rng) -> Option<Fault> {
    *draft.byte(Role::Options)? |= 3;
    fault(PROTOCOL_ERROR)
}

pub(crate) fn retain_handling_3(draft: &mut Draft, _: &mut Rng) -> Option<Fault> {
    *draft.byte(Role::Options)? |= 0x30;
    fault(PROTOCOL_ERROR)
}

pub(crate) fn empty_list(draft: &mut Draft, _: &mut Rng) -> Option<Fault> {
    draft.remove(Role::Filter);
    draft.remove(Role::Options);
    fault(PROTOCOL_ERROR)
}

pub(crate) fn no_codes(draft: &mut Draft, _: &mut Rng) -> Option<Fault> {
    draft.byte(Role::ListedCode)?;
    draft.remove(Role::ListedCode);
    fault(PROTOCOL_ERROR)
}

pub(crate) fn protocol_name(draft: &mut Draft, random: &mut Rng) -> Option<Fault> {
    let name = random.choice(["MQTt", "mqtt", "MQTTT", "MQT", "", "HTTP"])?;
    *draft.field(Role::ProtocolName)? = prefixed(name.as_bytes());
    fault(0x84)
}

pub(crate) fn protocol_level(draft: &mut Draft, random: &mut Rng) -> Option<Fault> {
    let level = random.choice([0, 1, 2, 6, 7, 0x7F, 0x84, 0x85, 0xFF])?;
    if level == 0x84 && !draft.v5() {
        return None; // a bridge of 3.1.1, which a server may serve
    }
    *draft.byte(Role::Level)? = level;
    fault(0x84)
}

pub(crate) fn reserved_connect_flag(draft: &mut Draft, _: &mut Rng) -> Option<Fault> {
    *draft.byte(Role::ConnectFlags)? |= 1;
    fault(MALFORMED)
}

pub(crate) fn will_bits(draft: &mut Draft, random: &mut Rng) -> Option<Fault> {
    let flags = draft.byte(Role::ConnectFlags)?;
    if *flags & 4 != 0 {
        return None;
    }
    let (bits, at) = random.choice([(0x08, "QoS"), (0x10, "QoS"), (0x20, "retain")])?;
    *flags |= bits;
    fault_at(MALFORMED, at)
}

pub(crate) fn will_qos_3(draft: &mut Draft, _: &mut Rng) -> Option<Fault> {
    let flags = draft.byte(Role::ConnectFlags)?;
    if *flags & 4 == 0 {
        return None;
    }
    *flags |= 0x18;
    fault(MALFORMED)
}

pub(crate) fn password_alone(draft: &mut Draft, random: &mut Rng) -> Option<Fault> {
    odd::password_alone(draft, random)?;
    fault(MALFORMED)
}

pub(crate) fn empty_client_id(draft: &mut Draft, _: &mut Rng) -> Option<Fault> {
    *draft.byte(Role::ConnectFlags)? &= !2;
    *draft.field(Role::ClientId)? = prefixed(b"");
    fault(0x85)
}

pub(crate) fn reserved_ack_flags(draft: &mut Draft, random: &mut Rng) -> Option<Fault> {
    *draft.byte(Role::AckFlags)? |= random.u8(1..128) << 1;
    fault(MALFORMED)
}

pub(crate) fn session_present(draft: &mut Draft, _: &mut Rng) -> Option<Fault> {
    if *draft.byte(Role::Code)? == 0 {
        return None;
    }
    *draft.byte(Role::AckFlags)? = 1;
    fault(PROTOCOL_ERROR)
}

pub(crate) fn unlisted_code(draft: &mut Draft, random: &mut Rng) -> Option<Fault> {
    let codes = codes_of(draft.v5(), draft.packet_type());
    let listed = [codes.both, codes.client, codes.server, codes.unclear].concat();
    let unlisted: Vec<u8> = (0..=255).filter(|code| !listed.contains(code)).collect();
    let role = if draft.byte(Role::Code).is_some() { Role::Code } else { Role::ListedCode };
    *draft.byte(role)? = *random.choice(&unlisted)?;
    if role == Role::Code && draft.packet_type() == CONNACK {
        *draft.byte(Role::AckFlags)? = 0;
    }
    fault(PROTOCOL_ERROR)
}
