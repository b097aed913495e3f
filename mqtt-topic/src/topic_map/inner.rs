//! An inner node of the tree: which child holds what part of level order, and how many names are in each.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use core::mem;

use super::order::{self, Fork, Key};

#[derive(Clone, Default)]
pub(super) struct Inner {
    /// One less than there are children: no name of the child at `k` reaches the separator at `k`, and each of the
    /// child behind does.
    separators: Vec<Box<[u8]>>,
    /// Where each separator parts from the one before.
    forks: Vec<Fork>,
    children: Vec<Child>,
}

#[derive(Clone, Copy)]
pub(super) struct Child {
    pub(super) id: usize,
    /// How many names are below.
    pub(super) count: usize,
}

/// The most children.
pub(super) const MAX: usize = 64;

/// The fewest, but for the root, which has at least two.
pub(super) const MIN: usize = 16;

impl Inner {
    /// A node of these children, which are two at least, with a separator before each but the first.
    pub(super) fn new(separators: Vec<Box<[u8]>>, children: Vec<Child>) -> Self {
        let forks = vec![Fork::NONE; separators.len()];
        let mut inner = Self { separators, forks, children };
        (1..inner.separators.len()).for_each(|at| inner.take_fork(at));
        inner
    }

    pub(super) fn len(&self) -> usize {
        self.children.len()
    }

    #[cfg(test)]
    pub(super) fn separators(&self) -> &[Box<[u8]>] {
        &self.separators
    }

    /// How many names are below.
    pub(super) fn count(&self) -> usize {
        self.children.iter().map(|child| child.count).sum()
    }

    /// How many names are below the children before the one at a place.
    pub(super) fn count_before(&self, at: usize) -> usize {
        self.children.iter().take(at).map(|child| child.count).sum()
    }

    /// The place of the child where the key belongs.
    #[inline]
    pub(super) fn search(&self, key: Key<'_>) -> usize {
        let string = |at: usize| self.separators.get(at).map(AsRef::as_ref).unwrap_or_default();
        match order::search(&self.forks, key, string) {
            Ok(same) => same + 1,
            Err(next) => next,
        }
    }

    #[inline]
    pub(super) fn child(&self, at: usize) -> Option<Child> {
        self.children.get(at).copied()
    }

    pub(super) fn child_mut(&mut self, at: usize) -> Option<&mut Child> {
        self.children.get_mut(at)
    }

    /// Puts a child behind the one at a place.
    pub(super) fn insert_behind(&mut self, at: usize, separator: Box<[u8]>, child: Child) {
        let at = at.min(self.separators.len());
        self.separators.insert(at, separator);
        self.forks.insert(at, Fork::NONE);
        self.take_fork(at);
        self.take_fork(at + 1);
        self.children.insert(at + 1, child);
    }

    /// Makes the child at a place, which has taken over the next one, count for both.
    pub(super) fn remove_behind(&mut self, at: usize) {
        if at + 1 >= self.children.len() {
            return;
        }
        self.separators.remove(at);
        let between = self.forks.remove(at);
        if let Some(fork) = self.forks.get_mut(at) {
            *fork = fork.over(between);
        }
        let removed = self.children.remove(at + 1);
        if let Some(child) = self.children.get_mut(at) {
            child.count += removed.count;
        }
    }

    /// Takes the separator behind the child at a place, which is to be removed or set next.
    pub(super) fn take_separator(&mut self, at: usize) -> Option<Box<[u8]>> {
        self.separators.get_mut(at).map(mem::take)
    }

    /// Sets what is between the child at a place and the next one, of which that has another number now.
    pub(super) fn set_pair(&mut self, at: usize, separator: Box<[u8]>, counts: [usize; 2], id: usize) {
        if let Some([left, right]) = self.children.get_mut(at..at + 2) {
            left.count = counts[0];
            *right = Child { id, count: counts[1] };
        }
        if let Some(place) = self.separators.get_mut(at) {
            *place = separator;
        }
        self.take_fork(at);
        self.take_fork(at + 1);
    }

    /// Takes over all of the node that follows. It may then have more children than a node can have.
    pub(super) fn append(&mut self, separator: Box<[u8]>, mut right: Self) {
        let at = self.separators.len();
        self.separators.push(separator);
        self.separators.append(&mut right.separators);
        self.forks.push(Fork::NONE);
        self.forks.append(&mut right.forks);
        self.take_fork(at);
        self.take_fork(at + 1);
        self.children.append(&mut right.children);
    }

    /// Takes off the second half, which begins at the separator.
    pub(super) fn split(&mut self) -> (Box<[u8]>, Self) {
        let at = self.children.len() / 2;
        let children = self.children.split_off(at);
        let at = at.min(self.separators.len());
        let (separators, forks) = (self.separators.split_off(at), self.forks.split_off(at));
        let separator = self.separators.pop().unwrap_or_default();
        self.forks.pop();
        (separator, Self { separators, forks, children })
    }

    /// Compares a separator with the one before, if there are both.
    fn take_fork(&mut self, at: usize) {
        if let (Some([low, high]), Some(fork)) =
            (at.checked_sub(1).and_then(|before| self.separators.get(before..=at)), self.forks.get_mut(at))
        {
            *fork = Fork::between(low, high);
        }
    }
}
