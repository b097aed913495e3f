//! Values of properties.

use fastrand::Rng;

use super::length::{Padding, prefixed, variable};
use super::table::{Property, Type};
use super::text;

/// A value that the property may have, as it is written.
pub(crate) fn value(row: Property, random: &mut Rng) -> Vec<u8> {
    match row.data {
        Type::Boolean => vec![random.u8(0..2)],
        Type::Two => near_the_ends(random, 0, 0xFFFF, 2),
        Type::TwoNotZero => near_the_ends(random, 1, 0xFFFF, 2),
        // A Message Expiry Interval of 0 is a case of its own.
        Type::Four => near_the_ends(random, u32::from(row.id == 0x02), 0xFFFF_FFFF, 4),
        Type::FourNotZero => near_the_ends(random, 1, 0xFFFF_FFFF, 4),
        Type::Variable => {
            let ends = [1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, 268_435_455];
            let number =
                if random.bool() { random.choice(ends).unwrap() } else { random.usize(1..268_435_456) };
            variable(number, Padding::None)
        }
        Type::Text => prefixed(text::text(random).as_bytes()),
        Type::Topic => prefixed(text::topic(random).as_bytes()),
        Type::Binary => prefixed(&text::bytes(random, 20)),
        Type::Pair => {
            let mut pair = prefixed(text::text(random).as_bytes());
            pair.extend(prefixed(text::text(random).as_bytes()));
            pair
        }
    }
}

/// A number in so many bytes: often the least or the most that it may be.
fn near_the_ends(random: &mut Rng, least: u32, most: u32, bytes: usize) -> Vec<u8> {
    let number = match random.u8(0..4) {
        0 => least,
        1 => most,
        _ => random.u32(least..=most),
    };
    number.to_be_bytes().get(4 - bytes..).unwrap_or_default().to_vec()
}
