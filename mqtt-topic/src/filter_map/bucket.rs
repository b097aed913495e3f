//! Some items of a table, by a byte of each one's hash.
//!
//! A bucket is one line of the cache: where its items are, and those bytes. So a look-up touches that line, which is
//! in the cache by and large, and a line of the one item that it looks for.

use alloc::vec::Vec;

use super::hash::HashKey;
use crate::ascii::{movemask, splat};

/// What is kept in a table.
pub(super) trait Hashed {
    /// The hash, which never changes.
    fn hash(&self, key: HashKey) -> u64;
}

/// Some items, in one allocation.
#[derive(Clone)]
#[repr(align(64))]
pub(super) struct Bucket<T> {
    /// A byte of each item's hash, as far as there is room; zero where there is no item.
    tags: [u8; TAGS],
    pub(super) items: Vec<T>,
}

/// The items of a bucket that may be of a hash: those with its tag, and those that have none.
pub(super) struct Candidates<'a, T> {
    bucket: &'a Bucket<T>,
    /// A bit for each of the first 64 items.
    bits: u64,
    /// The next of those behind them.
    beyond: usize,
}

impl<T> Bucket<T> {
    pub(super) const fn new() -> Self {
        Self { tags: [0; TAGS], items: Vec::new() }
    }

    /// Empty, and with room for some more than these.
    pub(super) fn with_room_for(items: usize) -> Self {
        Self { items: Vec::with_capacity(items + GROWTH), ..Self::new() }
    }

    /// Reads of the bucket, which brings it into the cache.
    #[inline]
    pub(super) fn touch(&self) -> u8 {
        let [first, ..] = self.tags;
        first
    }

    #[inline]
    pub(super) fn candidates(&self, hash: u64) -> Candidates<'_, T> {
        let tag = tag_of(hash);
        // Most often there is none, which vectors tell at once.
        let any = self.tags.iter().fold(0, |any, other| any | u8::from(*other == tag));
        if any == 0 && self.items.len() <= TAGS {
            return Candidates { bucket: self, bits: 0, beyond: 64 };
        }
        let mut bits = 0;
        let mut rest = &self.tags[..];
        let mut shift = 0;
        while let Some((word, after)) = rest.split_first_chunk() {
            let other = u64::from_le_bytes(*word) ^ splat(tag);
            // The high bit of each byte that is zero, and perhaps of some above the first, which are asked in vain.
            let zero = other.wrapping_sub(splat(1)) & !other & splat(0x80);
            bits |= movemask(zero) << shift;
            shift += 8;
            rest = after;
        }
        if self.items.len() > TAGS {
            bits |= u64::MAX << TAGS;
        }
        Candidates { bucket: self, bits, beyond: 64 }
    }

    /// The number of the item.
    pub(super) fn add(&mut self, hash: u64, item: T) -> usize {
        if self.items.len() == self.items.capacity() {
            self.items.reserve_exact(GROWTH);
        }
        if let Some(tag) = self.tags.get_mut(self.items.len()) {
            *tag = tag_of(hash);
        }
        self.items.push(item);
        self.items.len() - 1
    }

    /// The last item takes the place of the one that goes.
    pub(super) fn remove(&mut self, item: usize, key: HashKey) -> Option<T>
    where
        T: Hashed,
    {
        let last = self.items.len().checked_sub(1)?;
        let moved = match self.tags.get(last) {
            Some(tag) => *tag,
            None => tag_of(self.items.get(last)?.hash(key)),
        };
        for (place, tag) in [(item, moved), (last, 0)] {
            if let Some(place) = self.tags.get_mut(place) {
                *place = tag;
            }
        }
        Some(self.items.swap_remove(item))
    }
}

impl<'a, T> Iterator for Candidates<'a, T> {
    /// The item, and where in its bucket it is.
    type Item = (usize, &'a T);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        while self.bits != 0 {
            let place = self.bits.trailing_zeros() as usize;
            self.bits &= self.bits - 1;
            if let Some(item) = self.bucket.items.get(place) {
                return Some((place, item));
            }
        }
        if self.bucket.items.len() <= 64 {
            return None;
        }
        let item = self.bucket.items.get(self.beyond)?;
        self.beyond += 1;
        Some((self.beyond - 1, item))
    }
}

/// Never zero, and of other bits than the number of a bucket.
#[inline]
fn tag_of(hash: u64) -> u8 {
    let [.., tag] = hash.to_le_bytes();
    tag.max(1)
}

/// What is left of a line of 64 bytes, in words. An item beyond these is asked whatever the hash; where hashes are
/// random, one bucket in a hundred has any.
const TAGS: usize = (64 - size_of::<Vec<u8>>()) / 8 * 8;
/// How much room a bucket gains when it is full.
const GROWTH: usize = 7;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_one_line_of_the_cache() {
        assert_eq!((size_of::<Bucket<u64>>(), align_of::<Bucket<u64>>()), (64, 64));
        assert_eq!(TAGS % 8, 0, "tags are looked at by words");
    }
}
