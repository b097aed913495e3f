//! A hash table that grows and shrinks a bucket at a time: linear hashing.
//!
//! Each time the table has grown by as many items as a bucket holds, the next bucket in turn is split in two; no insertion ever moves more than a bucket.

use alloc::vec::{self, Vec};
use core::iter::Flatten;
use core::slice;

use super::bucket::{Bucket, Hashed};
use super::hash::HashKey;

/// Items by hash; what makes two of the same hash differ is the caller's to say.
#[derive(Clone)]
pub(super) struct Table<T> {
    key: HashKey,
    len: usize,
    buckets: usize,
    /// The bits that number as many buckets, or more.
    mask: usize,
    /// So many buckets in each but the last; no more is ever copied when another comes.
    chunks: Vec<Vec<Bucket<T>>>,
}

/// Where an item is, until the table changes.
#[derive(Clone, Copy)]
pub(super) struct Position {
    bucket: usize,
    item: usize,
}

impl<T: Hashed> Table<T> {
    pub(super) const fn new(key: HashKey) -> Self {
        Self { key, len: 0, buckets: 0, mask: 0, chunks: Vec::new() }
    }

    pub(super) const fn key(&self) -> HashKey {
        self.key
    }

    pub(super) const fn len(&self) -> usize {
        self.len
    }

    /// The bucket for this hash, if there is any at all.
    #[inline]
    pub(super) fn bucket(&self, hash: u64) -> Option<&Bucket<T>> {
        self.numbered(self.number(hash))
    }

    /// The item of this hash for which `is` holds. Of other items, too, it is asked.
    #[inline]
    pub(super) fn find(&self, hash: u64, is: impl Fn(&T) -> bool) -> Option<&T> {
        self.bucket(hash)?.candidates(hash).map(|(_, item)| item).find(|item| is(item))
    }

    #[inline]
    pub(super) fn position(&self, hash: u64, is: impl Fn(&T) -> bool) -> Option<Position> {
        let bucket = self.number(hash);
        let (item, _) = self.numbered(bucket)?.candidates(hash).find(|(_, item)| is(item))?;
        Some(Position { bucket, item })
    }

    pub(super) fn at(&self, position: Position) -> Option<&T> {
        self.numbered(position.bucket)?.items.get(position.item)
    }

    pub(super) fn at_mut(&mut self, position: Position) -> Option<&mut T> {
        self.numbered_mut(position.bucket)?.items.get_mut(position.item)
    }

    /// Adds an item that is not there yet.
    pub(super) fn add(&mut self, hash: u64, item: T) -> Position {
        if self.len >= self.buckets * PER_BUCKET {
            self.split();
        }
        self.len += 1;
        let bucket = self.number(hash);
        let item = self.numbered_mut(bucket).map_or(0, |into| into.add(hash, item));
        Position { bucket, item }
    }

    pub(super) fn remove(&mut self, position: Position) -> Option<T> {
        let key = self.key;
        let removed = self.numbered_mut(position.bucket)?.remove(position.item, key)?;
        self.len -= 1;
        if self.has_too_many_buckets() {
            self.merge();
        }
        Some(removed)
    }

    /// Makes the buckets that so many items more will need.
    pub(super) fn reserve(&mut self, more: usize) {
        while self.buckets * PER_BUCKET < self.len + more {
            self.split();
        }
    }

    /// Gives back the room that is there for more items.
    pub(super) fn shrink_to_fit(&mut self) {
        while self.buckets > 1 && self.len <= (self.buckets - 1) * PER_BUCKET {
            self.merge();
        }
        for bucket in self.chunks.iter_mut().flatten() {
            bucket.items.shrink_to_fit();
        }
        self.chunks.shrink_to_fit();
    }

    pub(super) fn iter(&self) -> TableIter<'_, T> {
        TableIter { chunks: self.chunks.iter().flatten(), items: [].iter(), left: self.len }
    }

    pub(super) fn into_items(self) -> TableIntoIter<T> {
        TableIntoIter {
            chunks: self.chunks.into_iter().flatten(),
            items: Vec::new().into_iter(),
            left: self.len,
        }
    }

    pub(super) fn iter_mut(&mut self) -> TableIterMut<'_, T> {
        TableIterMut { chunks: self.chunks.iter_mut().flatten(), items: [].iter_mut(), left: self.len }
    }

    /// Removes the items for which `keep` is false, and hands each of them to `removed`.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(&mut T) -> bool, mut removed: impl FnMut(T)) {
        for bucket in self.chunks.iter_mut().flatten() {
            let mut at = 0;
            while let Some(item) = bucket.items.get_mut(at) {
                if keep(item) {
                    at += 1;
                } else if let Some(item) = bucket.remove(at, self.key) {
                    self.len -= 1;
                    removed(item);
                }
            }
        }
        while self.has_too_many_buckets() {
            self.merge();
        }
    }

    /// Whether a bucket is to go; a little later than it came, so that buckets do not come and go by turns.
    fn has_too_many_buckets(&self) -> bool {
        self.len + 2 * PER_BUCKET < self.buckets * PER_BUCKET
    }

    /// The lowest bits of a hash number its bucket: as many as number them all, or one less where there is no such
    /// bucket yet.
    #[inline]
    fn number(&self, hash: u64) -> usize {
        let number = low_word(hash) & self.mask;
        if number < self.buckets { number } else { number & (self.mask >> 1) }
    }

    #[inline]
    fn numbered(&self, number: usize) -> Option<&Bucket<T>> {
        self.chunks.get(number / CHUNK)?.get(number % CHUNK)
    }

    fn numbered_mut(&mut self, number: usize) -> Option<&mut Bucket<T>> {
        self.chunks.get_mut(number / CHUNK)?.get_mut(number % CHUNK)
    }

    /// The bucket that is split into itself and the last.
    fn partner_of_last(&self) -> usize {
        (self.buckets - 1) & (self.mask >> 1)
    }

    #[inline(never)]
    fn split(&mut self) {
        let last = self.buckets;
        if last % CHUNK == 0 {
            self.chunks.push(Vec::new());
        }
        if let Some(chunk) = self.chunks.last_mut() {
            chunk.push(Bucket::new());
        }
        self.count(last + 1);
        let partner = self.partner_of_last();
        let Some(before) = self.numbered_mut(partner).map(|bucket| core::mem::replace(bucket, Bucket::new()))
        else {
            return;
        };
        let half = before.items.len() / 2;
        let (mut stay, mut go) = (Bucket::with_room_for(half), Bucket::with_room_for(half));
        for item in before.items {
            let hash = item.hash(self.key);
            let into = if self.number(hash) == last { &mut go } else { &mut stay };
            into.add(hash, item);
        }
        for (number, filled) in [(last, go), (partner, stay)] {
            if let Some(bucket) = self.numbered_mut(number) {
                *bucket = filled;
            }
        }
    }

    #[inline(never)]
    fn merge(&mut self) {
        let (key, partner) = (self.key, self.partner_of_last());
        let Some(last) = self.chunks.last_mut().and_then(Vec::pop) else { return };
        if self.chunks.last().is_some_and(Vec::is_empty) {
            self.chunks.pop();
        }
        self.count(self.buckets - 1);
        if let Some(bucket) = self.numbered_mut(partner) {
            for item in last.items {
                bucket.add(item.hash(key), item);
            }
        }
    }

    fn count(&mut self, buckets: usize) {
        self.buckets = buckets;
        self.mask = buckets.next_power_of_two() - 1;
    }
}

/// All items.
pub(super) struct TableIter<'a, T> {
    chunks: Flatten<slice::Iter<'a, Vec<Bucket<T>>>>,
    items: slice::Iter<'a, T>,
    left: usize,
}

impl<T> Clone for TableIter<'_, T> {
    fn clone(&self) -> Self {
        Self { chunks: self.chunks.clone(), items: self.items.clone(), left: self.left }
    }
}

impl<'a, T> Iterator for TableIter<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        loop {
            if let Some(item) = self.items.next() {
                self.left -= 1;
                return Some(item);
            }
            self.items = self.chunks.next()?.items.iter();
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

/// All items, to be changed.
pub(super) struct TableIterMut<'a, T> {
    chunks: Flatten<slice::IterMut<'a, Vec<Bucket<T>>>>,
    items: slice::IterMut<'a, T>,
    left: usize,
}

impl<'a, T> Iterator for TableIterMut<'a, T> {
    type Item = &'a mut T;

    fn next(&mut self) -> Option<&'a mut T> {
        loop {
            if let Some(item) = self.items.next() {
                self.left -= 1;
                return Some(item);
            }
            self.items = self.chunks.next()?.items.iter_mut();
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

/// All items, taken out of their table.
pub(super) struct TableIntoIter<T> {
    chunks: Flatten<vec::IntoIter<Vec<Bucket<T>>>>,
    items: vec::IntoIter<T>,
    left: usize,
}

impl<T> Iterator for TableIntoIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        loop {
            if let Some(item) = self.items.next() {
                self.left -= 1;
                return Some(item);
            }
            self.items = self.chunks.next()?.items.into_iter();
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

/// As much of a hash as numbers buckets: there are no more of them than can be numbered.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the lowest bits are all that count")]
fn low_word(hash: u64) -> usize {
    hash as usize
}

/// How many items there are on average; just before it is split, twice as many.
const PER_BUCKET: usize = 14;
/// How many buckets are allocated together.
const CHUNK: usize = 64;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    struct Number {
        number: u64,
        hash: u64,
    }

    impl Hashed for Number {
        fn hash(&self, _: HashKey) -> u64 {
            self.hash
        }
    }

    /// Adds and removes numbers, and looks at all of them now and then.
    fn agrees_with_a_map(hash_of: fn(u64) -> u64) {
        let mut table = Table::new(HashKey::new([1, 2]));
        let mut oracle = BTreeMap::new();
        let mut number = 1_u64;
        for step in 0..6000_u64 {
            number = number.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(step);
            let n = (number >> 32) % 1500;
            let hash = hash_of(n);
            let position = table.position(hash, |found: &Number| found.number == n);
            assert_eq!(position.is_some(), oracle.contains_key(&n));
            // First there come more than go, then fewer.
            match position {
                None if step < 4000 || step % 4 == 0 => {
                    let position = table.add(hash, Number { number: n, hash });
                    assert_eq!(table.at(position).unwrap().number, n);
                    oracle.insert(n, hash);
                }
                Some(position) if step % 3 == 0 || step > 4000 => {
                    assert_eq!(table.remove(position).unwrap().number, n);
                    oracle.remove(&n);
                }
                _ => {}
            }
            assert_eq!(table.len(), oracle.len());
            if step % 500 == 0 {
                let mut all: Vec<_> = table.iter().map(|found| found.number).collect();
                all.sort_unstable();
                assert!(all.iter().eq(oracle.keys()));
                assert!(
                    oracle.iter().all(|(n, hash)| table.find(*hash, |found| found.number == *n).is_some())
                );
            }
        }
        assert_eq!(table.clone().into_items().count(), oracle.len());
    }

    #[test]
    fn whatever_the_hashes() {
        agrees_with_a_map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        agrees_with_a_map(|n| n);
        agrees_with_a_map(|n| n << 56);
        agrees_with_a_map(|n| n % 3);
        agrees_with_a_map(|_| 0);
        agrees_with_a_map(|_| u64::MAX);
    }

    #[test]
    fn buckets_come_and_go_one_by_one() {
        let mut table = Table::new(HashKey::new([1, 2]));
        let hash_of = |n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut buckets = 0;
        for n in 0..5000 {
            table.add(hash_of(n), Number { number: n, hash: hash_of(n) });
            assert!(table.buckets <= buckets + 1);
            buckets = table.buckets;
        }
        for n in 0..5000 {
            let position = table.position(hash_of(n), |found| found.number == n).unwrap();
            assert!(table.remove(position).is_some());
            assert!(table.buckets + 1 >= buckets);
            buckets = table.buckets;
        }
        assert!(table.len() == 0 && buckets <= 2);
    }
}
