//! Hashes of levels, and of filters: of the sum of their levels' hashes.
//!
//! A level's hash depends on its text, its position and the map's key. So the hash of every filter that could match a
//! name is known from the name alone: for `a/b/c` that of `a/+/c` is the name's less that of `b` there, plus that of
//! `+` there.

use core::fmt;

use crate::ascii::{load_short, movemask, splat};

/// Keeps the names and filters of strangers from colliding in a map: what its hashes begin with.
///
/// Whoever knows a map's key can find filters that make it slow, so the key is to be a random one, and no one's to see.
///
#[cfg_attr(feature = "std", doc = "```")]
#[cfg_attr(not(feature = "std"), doc = "```text")]
/// use mqtt_topic::{FilterMap, HashKey, Limits};
///
/// // Without `std` the random numbers are the caller's.
/// let key = HashKey::new([0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344]);
/// let map: FilterMap<u32> = FilterMap::with_key(key, Limits::DEFAULT);
/// assert!(map.is_empty());
/// ```
#[derive(Clone, Copy)]
pub struct HashKey {
    text: u64,
    position: u64,
}

impl HashKey {
    /// A key of 128 bits, which are to be random.
    pub const fn new(random: [u64; 2]) -> Self {
        let [text, position] = random;
        Self { text, position }
    }

    /// A key of the operating system's random numbers.
    #[cfg(feature = "std")]
    pub fn random() -> Self {
        use std::hash::{BuildHasher, RandomState};
        Self::new([RandomState::new().hash_one(0_u8), RandomState::new().hash_one(1_u8)])
    }

    /// The hash of one level.
    pub(super) fn level(self, position: usize, level: &[u8]) -> u64 {
        let position = self.position.wrapping_add((position as u64).wrapping_mul(GOLDEN_RATIO));
        self.hash(level, last_word(level), level.len(), position)
    }

    /// The hash of a way down from a node of the trie: its number, and the word of a level.
    #[inline]
    pub(super) fn edge(self, node: u32, word: u64) -> u64 {
        folded_multiply(word ^ self.text, u64::from(node) ^ self.position)
    }

    /// The hash of a whole filter.
    pub(super) fn levels(self, filter: &[u8]) -> u64 {
        let mut levels = LevelSums::new(self, filter);
        levels.whole(self, filter, |_, _| true);
        finalize(levels.sum)
    }

    /// Sums up hashes from the first level on: `sums[n]` becomes the sum of the first `n`, up to the last level, or
    /// up to as many levels as there is room for. The answer is how many levels that are, and whether there are more.
    #[inline]
    pub(super) fn sums(self, topic: &[u8], sums: &mut [u64]) -> (usize, bool) {
        let mut levels = LevelSums::new(self, topic);
        let more =
            levels.whole(self, topic, |count, sum| sums.get_mut(count).map(|place| *place = sum).is_some());
        (levels.count, more)
    }

    /// The hash of the level that is the first `len` bytes of what is left of a topic, whose last word is `last`.
    ///
    /// Both words are of the level alone, and say where it ends, since it holds no U+0000: no two levels have the same.
    #[inline]
    fn hash(self, rest: &[u8], last: u64, len: usize, position: u64) -> u64 {
        let (first, second) = match len {
            0..=7 => (first_bytes(first_word(rest, last), len), 0),
            8..=15 => {
                let beyond = rest.get(8..).unwrap_or_default();
                (first_word(rest, last), first_bytes(first_word(beyond, last), len - 8))
            }
            _ => (self.long(rest.get(..len).unwrap_or_default()), len as u64),
        };
        folded_multiply(first ^ self.text, second ^ position)
    }

    /// A word for a level of sixteen bytes or more.
    #[inline(never)]
    fn long(self, level: &[u8]) -> u64 {
        let last = last_word(level);
        let mut hash = self.position;
        let mut rest = level;
        while let Some((pair, after)) = rest.split_first_chunk::<16>() {
            let [first, second] = low_and_high(u128::from_le_bytes(*pair));
            hash = folded_multiply(first ^ hash, second ^ self.text);
            rest = after;
        }
        let beyond = rest.get(8..).unwrap_or_default();
        folded_multiply(first_word(rest, last) ^ hash, first_word(beyond, last) ^ self.text)
    }
}

/// Without the key, which is a secret.
impl fmt::Debug for HashKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HashKey").finish_non_exhaustive()
    }
}

/// On the way from level to level.
struct LevelSums<'a> {
    rest: &'a [u8],
    last: u64,
    start: usize,
    count: usize,
    sum: u64,
    position: u64,
}

impl<'a> LevelSums<'a> {
    #[inline]
    fn new(key: HashKey, topic: &'a [u8]) -> Self {
        Self { rest: topic, last: last_word(topic), start: 0, count: 0, sum: 0, position: key.position }
    }

    /// Tells how many levels have which sum, from the first on. Whether it was told that that is one too many.
    #[inline]
    fn whole(&mut self, key: HashKey, topic: &[u8], tell: impl FnMut(usize, u64) -> bool) -> bool {
        if topic.len() < 64 {
            self.levels_until(key, slash_mask(topic) | 1 << topic.len(), 0, tell)
        } else {
            self.long(key, topic, tell)
        }
    }

    /// The levels that end in a block of 64 bytes, at these bits.
    #[inline]
    fn levels_until(
        &mut self,
        key: HashKey,
        mut ends: u64,
        from: usize,
        mut tell: impl FnMut(usize, u64) -> bool,
    ) -> bool {
        while ends != 0 {
            let end = from + ends.trailing_zeros() as usize;
            let len = end - self.start;
            let sum = self.sum.wrapping_add(key.hash(self.rest, self.last, len, self.position));
            if !tell(self.count + 1, sum) {
                return true;
            }
            self.sum = sum;
            self.rest = self.rest.get(len + 1..).unwrap_or_default();
            self.position = self.position.wrapping_add(GOLDEN_RATIO);
            self.count += 1;
            self.start = end + 1;
            ends &= ends - 1;
        }
        false
    }

    #[inline(never)]
    fn long(&mut self, key: HashKey, topic: &[u8], mut tell: impl FnMut(usize, u64) -> bool) -> bool {
        let mut from = 0;
        for block in topic.chunks(64) {
            let end = if block.len() < 64 { 1 << block.len() } else { 0 };
            if self.levels_until(key, slash_mask(block) | end, from, &mut tell) {
                return true;
            }
            from += 64;
        }
        topic.len() % 64 == 0 && self.levels_until(key, 1, from, tell)
    }
}

/// The last eight bytes; if there are fewer, they are the word's last.
#[inline]
fn last_word(topic: &[u8]) -> u64 {
    match topic.last_chunk() {
        Some(last) => u64::from_le_bytes(*last),
        None => first_bytes(load_short(topic), topic.len()),
    }
}

/// The first eight bytes of what is left of a topic with this last word; if there are fewer, zeros follow.
#[inline]
fn first_word(rest: &[u8], last: u64) -> u64 {
    rest.first_chunk().map_or_else(|| last >> 8 >> (56 - 8 * rest.len()), |word| u64::from_le_bytes(*word))
}

/// The first bytes of a word, seven at the most, as its last ones.
#[inline]
fn first_bytes(word: u64, count: usize) -> u64 {
    word << (56 - 8 * count) << 8
}

/// A bit for each of the at most 64 bytes that is a slash.
#[inline]
fn slash_mask(block: &[u8]) -> u64 {
    let Some(last) = block.last_chunk() else { return slash_mask_short(block) };
    // The last sixteen, too, say of each byte what it is, twice of some.
    let mut bits = slash_mask_16(last) << (block.len() - 16);
    let mut rest = block;
    let mut shift = 0;
    while let Some((bytes, after)) = rest.split_first_chunk() {
        bits |= slash_mask_16(bytes) << shift;
        shift += 16;
        rest = after;
    }
    bits
}

/// The same for less than sixteen bytes.
#[inline]
fn slash_mask_short(block: &[u8]) -> u64 {
    match (block.first_chunk(), block.last_chunk()) {
        (Some(first), Some(last)) => {
            slash_mask_8(u64::from_le_bytes(*first))
                | slash_mask_8(u64::from_le_bytes(*last)) << (block.len() - 8)
        }
        // It is filled up with slashes.
        _ => slash_mask_8(load_short(block)) & ((1 << block.len()) - 1),
    }
}

#[inline]
fn slash_mask_16(bytes: &[u8; 16]) -> u64 {
    let [first, second] = low_and_high(u128::from_le_bytes(*bytes));
    slash_mask_8(first) | slash_mask_8(second) << 8
}

/// Which of eight bytes are slashes, one bit for each.
#[inline]
fn slash_mask_8(word: u64) -> u64 {
    let different = word ^ splat(b'/');
    let zero = !(((different & splat(0x7f)) + splat(0x7f)) | different | splat(0x7f));
    movemask(zero)
}

/// The hash of the filter whose levels' hashes have this sum. Alike levels make alike sums; this sets them apart.
#[inline]
pub(super) fn finalize(sum: u64) -> u64 {
    folded_multiply(sum, GOLDEN_RATIO)
}

/// Folded multiply: both halves of a product of 128 bits in one word.
#[inline]
fn folded_multiply(a: u64, b: u64) -> u64 {
    let [low, high] = low_and_high(u128::from(a) * u128::from(b));
    low ^ high
}

/// The low half first.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the high half is the other one")]
fn low_and_high(both: u128) -> [u64; 2] {
    [both as u64, (both >> 64) as u64]
}

/// The fraction of the golden ratio, odd, as in Fibonacci hashing: sets positions apart.
const GOLDEN_RATIO: u64 = 0x9e37_79b9_7f4a_7c15;
