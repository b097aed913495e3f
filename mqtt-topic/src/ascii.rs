//! The fast way of every check: one pass over the bytes, for text that is ASCII without U+0000.
//!
//! Any other text is left to `core::str::from_utf8` and a plain walk over its bytes, out of line.

/// Text of which every byte is ASCII and none is NUL.
#[derive(Clone, Copy)]
pub(crate) struct Ascii<'a> {
    pub(crate) text: &'a str,
    /// There is a `+` or a `#` in it.
    pub(crate) wildcards: bool,
}

/// Reads `bytes` as ASCII without NUL; `None` where there is any other byte.
#[inline]
pub(crate) const fn scan(bytes: &[u8]) -> Option<Ascii<'_>> {
    let seen = Seen::in_all_of(bytes);
    if seen.other {
        return None;
    }
    // SAFETY: `Seen::in_all_of` looks at every byte, and sets `other` for each above 0x7F. There is none, so each byte
    // is a character of UTF-8 by itself.
    #[expect(unsafe_code, reason = "a second check would cost as much as the rest of decoding a PUBLISH")]
    let text = unsafe { core::str::from_utf8_unchecked(bytes) };
    Some(Ascii { text, wildcards: seen.wildcard })
}

/// What has been seen so far.
#[derive(Clone, Copy)]
struct Seen {
    /// A byte that is not ASCII, or is NUL.
    other: bool,
    /// `+` or `#`; it may be wrong once there is an `other`.
    wildcard: bool,
}

impl Seen {
    #[inline]
    const fn in_all_of(bytes: &[u8]) -> Self {
        let seen = Self { other: false, wildcard: false };
        if let Some(last) = bytes.last_chunk() {
            // The blocks from the front leave at most 16 bytes. The last one overlaps them: cheaper than a walk.
            let mut seen = seen.block(last);
            let mut rest = bytes;
            while let Some((block, after @ [_, ..])) = rest.split_first_chunk() {
                seen = seen.block(block);
                rest = after;
            }
            return seen;
        }
        if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
            return seen.word(u64::from_le_bytes(*first)).word(u64::from_le_bytes(*last));
        }
        seen.word(load_short(bytes))
    }

    /// One vector, if the compiler can: written without a loop, since it makes less of short ones.
    #[inline]
    #[expect(clippy::many_single_char_names, reason = "sixteen bytes in a row have no better ones")]
    const fn block(self, block: &[u8; 16]) -> Self {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *block;
        let seen = self.byte(a).byte(b).byte(c).byte(d).byte(e).byte(f).byte(g).byte(h);
        seen.byte(i).byte(j).byte(k).byte(l).byte(m).byte(n).byte(o).byte(p)
    }

    #[inline]
    #[expect(clippy::needless_bitwise_bool, reason = "`||` would be a branch for each byte")]
    const fn byte(self, byte: u8) -> Self {
        // As `i8`, NUL and what is not ASCII are the bytes up to 0; `+` and `#` differ in bit 3 only.
        Self {
            other: self.other | (i8::from_ne_bytes([byte]) <= 0),
            wildcard: self.wildcard | (byte | 0b1000 == b'+'),
        }
    }

    /// Eight bytes in one register. Taking 1 from each sets a high bit where one is zero; and where one is above 0x80,
    /// but that is `other` in any case.
    #[inline]
    const fn word(self, word: u64) -> Self {
        let wildcard = (word | splat(0b1000)) ^ splat(b'+');
        Self {
            other: self.other | ((word | word.wrapping_sub(splat(1))) & splat(0x80) != 0),
            wildcard: self.wildcard | (wildcard.wrapping_sub(splat(1)) & splat(0x80) != 0),
        }
    }
}

/// Up to seven bytes in their order, the first one lowest, filled up with slashes.
#[inline]
pub(crate) const fn load_short(bytes: &[u8]) -> u64 {
    let bits = bytes.len() * 8;
    let word = match (bytes.first_chunk(), bytes.last_chunk()) {
        // Where the two overlap, they say the same.
        (Some(first), Some(last)) => {
            u32::from_le_bytes(*first) as u64 | (u32::from_le_bytes(*last) as u64) << (bits - 32)
        }
        _ => match *bytes {
            [a, b, c] => u32::from_le_bytes([a, b, c, 0]) as u64,
            [a, b] => u16::from_le_bytes([a, b]) as u64,
            [a] => a as u64,
            _ => 0,
        },
    };
    word | splat(b'/') << bits
}

/// A word of eight times `byte`.
pub(crate) const fn splat(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The high bits of eight bytes, of which there are no others, as the lowest bits of a word, the first byte's lowest.
#[cfg(feature = "alloc")]
#[inline]
pub(crate) const fn movemask(word: u64) -> u64 {
    // The product moves bit 8n to bit 56 + n.
    (word >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[cfg(test)]
mod tests {
    use std::vec;

    use super::*;

    /// What `scan` must say, told by `core`.
    fn agrees(bytes: &[u8]) {
        let expected = core::str::from_utf8(bytes).ok().filter(|s| s.is_ascii() && !s.contains('\0'));
        let found = scan(bytes);
        assert_eq!(found.map(|ascii| ascii.text), expected, "{}", bytes.escape_ascii());
        if let Some(ascii) = found {
            assert_eq!(ascii.wildcards, ascii.text.contains(['+', '#']), "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn every_input_of_up_to_three_bytes() {
        agrees(b"");
        for a in 0..=u8::MAX {
            agrees(&[a]);
            for b in 0..=u8::MAX {
                agrees(&[a, b]);
                for c in 0..=u8::MAX {
                    agrees(&[a, b, c]);
                }
            }
        }
    }

    #[test]
    fn every_byte_at_every_place() {
        for len in 4..=70 {
            // The neighbours of what is looked for, so that no carry from a byte to the next goes unseen.
            for filling in [b'a', 0x01, 0x7F, b'*', b',', b'"', b'$'] {
                let mut bytes = vec![filling; len];
                for place in 0..len {
                    for byte in 0..=u8::MAX {
                        bytes[place] = byte;
                        agrees(&bytes);
                    }
                    bytes[place] = filling;
                }
            }
        }
    }

    #[test]
    fn two_at_once() {
        let odd = [0x00, 0x01, b'#', b'+', 0x7F, 0x80, 0xFF];
        for len in 4..=40 {
            let mut bytes = vec![b'a'; len];
            for (i, j) in (0..len).flat_map(|i| (0..i).map(move |j| (i, j))) {
                for (a, b) in odd.iter().flat_map(|a| odd.iter().map(move |b| (*a, *b))) {
                    (bytes[i], bytes[j]) = (a, b);
                    agrees(&bytes);
                }
                (bytes[i], bytes[j]) = (b'a', b'a');
            }
        }
    }

    #[cfg(feature = "alloc")]
    #[test]
    fn movemask_keeps_the_order() {
        for bits in 0..=0xff_u64 {
            let bytes = core::array::from_fn(|n| if bits >> n & 1 == 0 { 0x00 } else { 0x80 });
            assert_eq!(movemask(u64::from_le_bytes(bytes)), bits);
        }
    }

    #[test]
    fn short_words_keep_the_order() {
        let bytes = [1, 2, 3, 4, 5, 6, 7];
        for len in 0..=bytes.len() {
            let mut expected = [b'/'; 8];
            expected[..len].copy_from_slice(&bytes[..len]);
            assert_eq!(load_short(&bytes[..len]).to_le_bytes(), expected);
        }
    }
}
