//! What packets of both versions hold, drawn at random.

use mqtt_codec::{PacketId, Qos};
use proptest::collection::vec;
use proptest::prelude::*;

/// Any packet identifier, the first and the last one more often.
pub fn packet_id() -> impl Strategy<Value = PacketId> {
    prop_oneof![Just(1), Just(u16::MAX), 1..=u16::MAX].prop_filter_map("not 0", PacketId::new)
}

/// Any of the three.
pub fn qos() -> impl Strategy<Value = Qos> {
    (0..=2_u8).prop_filter_map("0 to 2", Qos::new)
}

/// Binary data and payloads: mostly short, some about the lengths where a length field or a buffer's ways change.
pub fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let long = prop_oneof![50..140_usize, 500..530_usize, 16_370..16_400_usize, Just(65_535)];
    prop_oneof![
        8 => vec(any::<u8>(), 0..40),
        1 => (any::<u8>(), long).prop_map(|(byte, len)| vec![byte; len]),
    ]
}

/// Text without U+0000, short `2 * short` times of `2 * short + 1`, ASCII or not.
pub fn text(short: u32) -> impl Strategy<Value = String> {
    prop_oneof![
        short => "[ -~]{0,24}",
        short => vec(any::<char>().prop_filter("not U+0000", |c| *c != '\0'), 0..24).prop_map(String::from_iter),
        1 => (0..=65_535_usize).prop_map(|len| "x".repeat(len)),
    ]
}

/// Text that is a topic name.
pub fn name(short: u32) -> impl Strategy<Value = String> {
    text(short)
        .prop_map(|text| text.replace(['+', '#'], "/"))
        .prop_map(|name| if name.is_empty() { "/".into() } else { name })
}

/// Levels of text and `+`, and a last `#` perhaps: a topic filter, unless it is too long.
pub fn levels(short: u32) -> impl Strategy<Value = String> {
    let level = prop_oneof![1 => Just("+".to_owned()), 3 => name(short)];
    (vec(level, 0..4), any::<bool>()).prop_map(|(mut levels, all)| {
        if all || levels.is_empty() {
            levels.push("#".to_owned());
        }
        levels.join("/")
    })
}
