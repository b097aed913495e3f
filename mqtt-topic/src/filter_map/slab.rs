//! Things by number, which are given out again when they are free.

use alloc::boxed::Box;
use alloc::vec::{self, Vec};
use core::ops::Range;
use core::{iter, mem, slice};

/// The number of a thing in a [`Slab`].
pub(super) type Id = u32;

/// The number of nothing. So many things would take hundreds of gigabytes.
pub(super) const NONE: Id = Id::MAX;

/// Things by number. To take one in or out moves no other.
pub(super) struct Slab<T> {
    chunks: Vec<Chunk<T>>,
    /// The number that is given out next, if there is a free one.
    free: Id,
    len: usize,
}

type Chunk<T> = Box<[Slot<T>; CHUNK]>;

#[derive(Clone)]
enum Slot<T> {
    Used(T),
    /// And the number that is given out after it.
    Free(Id),
}

impl<T> Slab<T> {
    pub(super) const fn new() -> Self {
        Self { chunks: Vec::new(), free: NONE, len: 0 }
    }

    pub(super) const fn len(&self) -> usize {
        self.len
    }

    #[inline]
    pub(super) fn get(&self, id: Id) -> Option<&T> {
        match self.chunks.get(id as usize / CHUNK)?.get(id as usize % CHUNK)? {
            Slot::Used(thing) => Some(thing),
            Slot::Free(_) => None,
        }
    }

    pub(super) fn get_mut(&mut self, id: Id) -> Option<&mut T> {
        match self.slot_mut(id)? {
            Slot::Used(thing) => Some(thing),
            Slot::Free(_) => None,
        }
    }

    pub(super) fn insert(&mut self, thing: T) -> Id {
        self.len += 1;
        let id = self.free;
        if let Some(slot) = self.slot_mut(id) {
            if let Slot::Free(next) = mem::replace(slot, Slot::Used(thing)) {
                self.free = next;
            }
            return id;
        }
        // All are in use.
        let id = self.len - 1;
        if id % CHUNK == 0 {
            self.chunks.extend(chunk_of(iter::repeat_with(|| Slot::Free(NONE)).take(CHUNK)));
        }
        let id = Id::try_from(id).unwrap_or(NONE);
        if let Some(slot) = self.slot_mut(id) {
            *slot = Slot::Used(thing);
        }
        id
    }

    pub(super) fn remove(&mut self, id: Id) -> Option<T> {
        let free = self.free;
        let slot = self.slot_mut(id)?;
        if let Slot::Free(_) = slot {
            return None;
        }
        let Slot::Used(thing) = mem::replace(slot, Slot::Free(free)) else { return None };
        self.free = id;
        self.len -= 1;
        if self.len == 0 {
            *self = Self::new();
        }
        Some(thing)
    }

    pub(super) fn iter(&self) -> SlabIter<'_, T> {
        SlabIter { chunks: self.chunks.iter(), slots: [].iter(), left: self.len }
    }

    pub(super) fn iter_mut(&mut self) -> SlabIterMut<'_, T> {
        SlabIterMut { chunks: self.chunks.iter_mut(), slots: [].iter_mut(), left: self.len }
    }

    /// All numbers that are given out, and some that are free.
    pub(super) fn ids(&self) -> Range<Id> {
        0..Id::try_from(self.chunks.len() * CHUNK).unwrap_or(NONE)
    }

    pub(super) fn into_items(self) -> SlabIntoIter<T> {
        SlabIntoIter { chunks: self.chunks.into_iter(), slots: Vec::new().into_iter(), left: self.len }
    }

    fn slot_mut(&mut self, id: Id) -> Option<&mut Slot<T>> {
        self.chunks.get_mut(id as usize / CHUNK)?.get_mut(id as usize % CHUNK)
    }
}

impl<T: Clone> Clone for Slab<T> {
    fn clone(&self) -> Self {
        let chunks = self.chunks.iter().filter_map(|chunk| chunk_of(chunk.iter().cloned()));
        Self { chunks: chunks.collect(), free: self.free, len: self.len }
    }
}

/// Made where it stays: it may be too large for a stack.
fn chunk_of<T>(slots: impl Iterator<Item = Slot<T>>) -> Option<Chunk<T>> {
    slots.collect::<Vec<_>>().try_into().ok()
}

/// All things, by their numbers.
pub(super) struct SlabIter<'a, T> {
    chunks: slice::Iter<'a, Chunk<T>>,
    slots: slice::Iter<'a, Slot<T>>,
    left: usize,
}

impl<T> Clone for SlabIter<'_, T> {
    fn clone(&self) -> Self {
        Self { chunks: self.chunks.clone(), slots: self.slots.clone(), left: self.left }
    }
}

impl<'a, T> Iterator for SlabIter<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        loop {
            match self.slots.next() {
                Some(Slot::Used(thing)) => {
                    self.left -= 1;
                    return Some(thing);
                }
                Some(Slot::Free(_)) => {}
                None => self.slots = self.chunks.next()?.iter(),
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

/// All things, to be changed.
pub(super) struct SlabIterMut<'a, T> {
    chunks: slice::IterMut<'a, Chunk<T>>,
    slots: slice::IterMut<'a, Slot<T>>,
    left: usize,
}

impl<'a, T> Iterator for SlabIterMut<'a, T> {
    type Item = &'a mut T;

    fn next(&mut self) -> Option<&'a mut T> {
        loop {
            match self.slots.next() {
                Some(Slot::Used(thing)) => {
                    self.left -= 1;
                    return Some(thing);
                }
                Some(Slot::Free(_)) => {}
                None => self.slots = self.chunks.next()?.iter_mut(),
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

/// All things, taken out of their slab.
pub(super) struct SlabIntoIter<T> {
    chunks: vec::IntoIter<Chunk<T>>,
    slots: vec::IntoIter<Slot<T>>,
    left: usize,
}

impl<T> Iterator for SlabIntoIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        loop {
            match self.slots.next() {
                Some(Slot::Used(thing)) => {
                    self.left -= 1;
                    return Some(thing);
                }
                Some(Slot::Free(_)) => {}
                None => self.slots = (self.chunks.next()? as Box<[_]>).into_vec().into_iter(),
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

/// How many things are allocated together.
const CHUNK: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_given_out_again() {
        let mut slab = Slab::new();
        let ids: Vec<_> = (0..200).map(|n| slab.insert(n)).collect();
        for n in (0..200).step_by(3) {
            assert_eq!(slab.remove(ids[n]), Some(n));
            assert_eq!(slab.remove(ids[n]), None);
            assert_eq!(slab.get(ids[n]), None);
        }
        let again: Vec<_> = (0..67).map(|n| slab.insert(1000 + n)).collect();
        assert!(again.iter().all(|id| ids.contains(id)));
        assert_eq!((slab.len(), slab.iter().count(), slab.insert(7)), (200, 200, 200));
        assert!(again.iter().zip(1000..).all(|(id, n)| slab.get(*id) == Some(&n)));
        assert_eq!((slab.remove(NONE), slab.remove(1 << 30), slab.get(NONE)), (None, None, None));
        let mut left: Vec<_> = slab.clone().into_items().collect();
        left.sort_unstable();
        let mut expected: Vec<_> = (0..200).filter(|n| n % 3 != 0).chain([7]).chain(1000..1067).collect();
        expected.sort_unstable();
        assert_eq!(left, expected);
    }

    #[test]
    fn an_empty_one_has_no_memory() {
        let mut slab = Slab::new();
        let ids: Vec<_> = (0..200).map(|n| slab.insert(n)).collect();
        for id in ids {
            slab.remove(id);
        }
        assert_eq!((slab.len(), slab.chunks.capacity(), slab.insert(0)), (0, 0, 0));
    }
}
