//! Where nodes live: numbered cells in chunks that never move once they are full, so that growth copies little.
//!
//! This is not the slab of a `FilterMap`, whose chunks are whole from the beginning. That saves a bounds check at each
//! step of a walk, 5 % of its instructions; but here a leaf has some 450 bytes, so the first chunk has to grow, or a map
//! of one name would take 29 KB.

use alloc::vec::Vec;
use core::mem;

#[derive(Clone)]
pub(super) struct Arena<T> {
    chunks: Vec<Vec<Cell<T>>>,
    /// The first of the free places, each of which names the next.
    free: usize,
}

#[derive(Clone)]
enum Cell<T> {
    Taken(T),
    Free { next: usize },
}

/// How many places there are in a chunk.
const CHUNK: usize = 64;

/// The number of no place.
pub(super) const NONE: usize = usize::MAX;

impl<T> Arena<T> {
    pub(super) const fn new() -> Self {
        Self { chunks: Vec::new(), free: NONE }
    }

    #[inline]
    pub(super) fn get(&self, id: usize) -> Option<&T> {
        match self.chunks.get(id / CHUNK)?.get(id % CHUNK)? {
            Cell::Taken(value) => Some(value),
            Cell::Free { .. } => None,
        }
    }

    #[inline]
    pub(super) fn get_mut(&mut self, id: usize) -> Option<&mut T> {
        match self.chunks.get_mut(id / CHUNK)?.get_mut(id % CHUNK)? {
            Cell::Taken(value) => Some(value),
            Cell::Free { .. } => None,
        }
    }

    /// All of them, with their numbers, in the order of these.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = (usize, &mut T)> {
        self.chunks.iter_mut().flatten().enumerate().filter_map(|(id, place)| match place {
            Cell::Taken(value) => Some((id, value)),
            Cell::Free { .. } => None,
        })
    }

    /// Puts a value somewhere, and says where.
    pub(super) fn add(&mut self, value: T) -> usize {
        let id = self.free;
        if let Some(place) = self.chunks.get_mut(id / CHUNK).and_then(|chunk| chunk.get_mut(id % CHUNK)) {
            if let Cell::Free { next } = mem::replace(place, Cell::Taken(value)) {
                self.free = next;
            }
            return id;
        }
        if self.chunks.last().is_none_or(|chunk| chunk.len() == CHUNK) {
            // The first chunk grows, so that small maps are small.
            let room = if self.chunks.is_empty() { 1 } else { CHUNK };
            self.chunks.push(Vec::with_capacity(room));
        }
        let before = (self.chunks.len() - 1) * CHUNK;
        self.chunks.last_mut().map_or(NONE, |chunk| {
            chunk.push(Cell::Taken(value));
            before + chunk.len() - 1
        })
    }

    /// Takes a value out, and leaves its place to the next that is added.
    pub(super) fn remove(&mut self, id: usize) -> Option<T> {
        let place = self.chunks.get_mut(id / CHUNK)?.get_mut(id % CHUNK)?;
        if let Cell::Free { .. } = place {
            return None;
        }
        match mem::replace(place, Cell::Free { next: mem::replace(&mut self.free, id) }) {
            Cell::Taken(value) => Some(value),
            Cell::Free { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn places_are_used_again() {
        let mut arena = Arena::new();
        let mut model = HashMap::new();
        for k in 0..1_000_u32 {
            assert_eq!(model.insert(arena.add(k), k), None, "a place is given to one");
            if k % 3 == 0 {
                let id = (k / 2) as usize;
                assert_eq!(arena.remove(id), model.remove(&id));
                assert_eq!(arena.remove(id), None);
                assert_eq!(arena.get(id), None);
            }
        }
        assert!(model.iter().all(|(id, k)| arena.get(*id) == Some(k)));
        assert!(arena.iter_mut().all(|(id, k)| model.remove(&id) == Some(*k)));
        assert!(model.is_empty());
        assert_eq!(arena.get(NONE), None);
    }
}
