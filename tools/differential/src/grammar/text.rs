//! Strings of the standard's kinds.

use fastrand::Rng;

const LETTERS: [&str; 12] = ["a", "b", "Z", "7", "-", " ", "é", "ß", "漢", "字", "😀", "𠜎"];

/// Text without control characters and noncharacters, not empty: 1 to some 20 characters, now and then some 150 bytes, so
/// that lengths around it cross 127.
pub(crate) fn text(random: &mut Rng) -> String {
    let len = if random.u8(0..16) == 0 { random.usize(110..140) } else { random.usize(1..20) };
    let ascii = random.u8(0..4) > 0;
    (0..len).map(|_| *random.choice(LETTERS.get(..if ascii { 6 } else { 12 }).unwrap()).unwrap()).collect()
}

/// A topic name: levels, some of them empty, some of them with `$`.
pub(crate) fn topic(random: &mut Rng) -> String {
    let levels: Vec<String> = (0..random.usize(1..5)).map(|_| level(random)).collect();
    let topic = levels.join("/");
    if topic.is_empty() { "/".into() } else { topic }
}

/// A topic filter, with wildcards or without, and never of a shared subscription.
pub(crate) fn filter(random: &mut Rng) -> String {
    let mut levels: Vec<String> = (0..random.usize(1..5))
        .map(|_| if random.u8(0..4) == 0 { "+".into() } else { level(random) })
        .collect();
    if random.u8(0..4) == 0 {
        levels.push("#".into());
    }
    let filter = levels.join("/");
    if filter.is_empty() || filter.starts_with("$share") { "a/b".into() } else { filter }
}

/// `$share/`, a name, `/`, a filter.
pub(crate) fn shared(random: &mut Rng) -> String {
    let group = random.choice(["g", "group 1", "漢", "$share"]).unwrap();
    let filter = random.choice(["a/b", "#", "+", "/a", "+/x/#", "$SYS/#", "a//b"]).unwrap();
    format!("$share/{group}/{filter}")
}

fn level(random: &mut Rng) -> String {
    match random.u8(0..12) {
        0 => String::new(),
        1 => "$x".into(),
        _ => text(random),
    }
}

/// Bytes of any kind.
pub(crate) fn bytes(random: &mut Rng, most: usize) -> Vec<u8> {
    (0..random.usize(0..=most)).map(|_| random.u8(..)).collect()
}
