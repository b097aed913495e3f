//! Where wildcards may stand: `+` alone in its level, `#` alone in the last. MQTT 5.0, section 4.7.1.

use crate::ascii::{load_short, splat};

/// A wildcard where there may be none.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Misplaced {
    /// A `#` that is not alone in the last level.
    MultiLevel,
    /// A `+` that is not alone in its level.
    SingleLevel,
}

/// The rule, a byte after the other.
pub(crate) const fn check(filter: &[u8]) -> Result<(), Misplaced> {
    let mut before = b'/';
    let mut rest = filter;
    while let [byte, after @ ..] = rest {
        match *byte {
            b'#' if before != b'/' || !after.is_empty() => return Err(Misplaced::MultiLevel), // [MQTT-4.7.1-1]
            b'+' if before != b'/' || !matches!(after, [] | [b'/', ..]) => {
                return Err(Misplaced::SingleLevel); // [MQTT-4.7.1-2]
            }
            byte => before = byte,
        }
        rest = after;
    }
    Ok(())
}

/// The same rule for ASCII, sixteen bytes after the other, or a word. Out of line, since filters without wildcards would
/// pay for its registers.
#[inline(never)]
pub(crate) const fn well_placed(filter: &[u8]) -> bool {
    // A `#` at the end is set aside; then there may be none.
    let body = match filter {
        [b'#'] => return true,
        [body @ .., b'#'] => match body {
            [.., b'/'] => body,
            _ => return false,
        },
        body => body,
    };
    if let Some(last) = body.last_chunk() {
        let mut misplaced = pairs(last);
        let mut rest = body;
        // The next block begins with the last byte of the one before.
        while let (Some(block), Some((_, after))) = (rest.first_chunk(), rest.split_first_chunk::<16>()) {
            misplaced |= pairs(block);
            rest = after;
        }
        return !misplaced;
    }
    let Some(last) = body.last_chunk() else {
        return faults(load_short(body)) == 0;
    };
    let mut found = faults(u64::from_le_bytes(*last));
    let mut rest = body;
    // A word judges seven pairs of neighbours; the next begins with its last byte.
    while let (Some(word), Some((_, after))) = (rest.first_chunk(), rest.split_first_chunk::<7>()) {
        found |= faults(u64::from_le_bytes(*word));
        rest = after;
    }
    found == 0
}

/// Sixteen bytes at once, each with the one after it.
#[inline]
const fn pairs(block: &[u8; 17]) -> bool {
    match (block.first_chunk(), block.last_chunk()) {
        (Some(bytes), Some(next)) => any_misplaced(bytes, next),
        _ => false,
    }
}

/// Whether a byte of `x` is misplaced before its neighbour in `y`: vectors, if the compiler can, which it can no longer
/// once this is part of another function.
#[inline(never)]
#[expect(clippy::many_single_char_names, reason = "sixteen bytes in a row have no better ones")]
const fn any_misplaced(x: &[u8; 16], y: &[u8; 16]) -> bool {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *x;
    let [a2, b2, c2, d2, e2, f2, g2, h2, i2, j2, k2, l2, m2, n2, o2, p2] = *y;
    misplaced(a, a2)
        | misplaced(b, b2)
        | misplaced(c, c2)
        | misplaced(d, d2)
        | misplaced(e, e2)
        | misplaced(f, f2)
        | misplaced(g, g2)
        | misplaced(h, h2)
        | misplaced(i, i2)
        | misplaced(j, j2)
        | misplaced(k, k2)
        | misplaced(l, l2)
        | misplaced(m, m2)
        | misplaced(n, n2)
        | misplaced(o, o2)
        | misplaced(p, p2)
}

/// Whether, of two neighbours, one is a `+` and the other no slash, or the first is a `#`. The last byte of all is
/// none.
#[inline]
#[expect(clippy::needless_bitwise_bool, reason = "`||` would be a branch for each byte")]
const fn misplaced(x: u8, y: u8) -> bool {
    ((x == b'+') & (y != b'/')) | ((y == b'+') & (x != b'/')) | (x == b'#')
}

/// Whether a `+` in the word has a neighbour that is no slash, or there is a `#`: then some high bits are set. The
/// bytes are ASCII. What is beyond the word's ends is not judged.
#[inline]
const fn faults(word: u64) -> u64 {
    // Below 0x80, adding 0x7F sets the high bit of all but zero, and no byte carries into the next.
    let no_plus = (word ^ splat(b'+')) + splat(0x7F);
    let no_slash = (word ^ splat(b'/')) + splat(0x7F);
    // Taking 1 from zero sets the high bit, here or in a byte above: in any case there was a zero.
    let hash = (word ^ splat(b'#')).wrapping_sub(splat(1));
    ((!no_plus & (no_slash >> 8)) | ((!no_plus >> 8) & no_slash) | hash) & splat(0x80)
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::*;

    /// Each way against the other, over what is too long for an exhaustive list: a short text between others.
    #[test]
    fn both_ways_agree_at_every_offset() {
        let alphabet = *b"a/+#";
        for n in 0..4_usize.pow(5) {
            let middle: Vec<u8> = (0..5).map(|k| alphabet[n >> (2 * k) & 3]).collect();
            for before in 0..=36 {
                for after in 0..=18 {
                    let filter = [&[b'/'].repeat(before), &*middle, &[b'/'].repeat(after)].concat();
                    assert_eq!(well_placed(&filter), check(&filter).is_ok(), "{}", filter.escape_ascii());
                }
            }
        }
    }

    /// `*` and `,` differ from `+` as little as can be, `.` and `0` from `/`, `"` and `$` from `#`.
    #[test]
    fn near_misses_are_literal() {
        for byte in 0x01..0x80_u8 {
            let neighbour = [b'a', b'a', b'a', byte, b'+', b'/', b'a', b'a', b'a'];
            assert_eq!(well_placed(&neighbour), byte == b'/', "{byte:#x}");
            let alone = [b'a', b'a', b'a', b'a', byte, b'a', b'a', b'a', b'/', b'#'];
            assert_eq!(well_placed(&alone), !matches!(byte, b'+' | b'#'), "{byte:#x}");
            for place in 1..40 {
                let mut long = [b'a'; 41];
                (long[place - 1], long[place]) = (b'/', byte);
                assert_eq!(well_placed(&long), !matches!(byte, b'+' | b'#'), "{byte:#x} at {place}");
                long[place + 1] = b'/';
                assert_eq!(well_placed(&long), byte != b'#', "{byte:#x} before a slash at {place}");
                long[place - 1] = b'a';
                assert_eq!(
                    well_placed(&long),
                    !matches!(byte, b'+' | b'#'),
                    "{byte:#x} behind `a` at {place}"
                );
            }
        }
    }
}
