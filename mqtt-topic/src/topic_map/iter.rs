//! Iteration over a whole map, leaf by leaf.

use alloc::vec::{self, Vec};
use core::fmt;
use core::iter::FusedIterator;
use core::slice;

use super::leaf::{Leaf, Names};
use super::tree::{FIRST, Tree};
use crate::name::TopicName;
use crate::owned::TopicNameBuf;

/// The entries of a [`TopicMap`](super::TopicMap), in level order. Made by [`TopicMap::iter`](super::TopicMap::iter).
pub struct Iter<'m, V> {
    tree: &'m Tree<V>,
    leaf: Option<&'m Leaf<V>>,
    at: usize,
    left: usize,
}

/// The entries of a [`TopicMap`](super::TopicMap), in level order, to change their values. Made by [`TopicMap::iter_mut`](super::TopicMap::iter_mut).
pub struct IterMut<'m, V> {
    leaves: vec::IntoIter<&'m mut Leaf<V>>,
    names: Option<&'m Names>,
    values: slice::IterMut<'m, V>,
    at: usize,
    left: usize,
}

/// The entries of a [`TopicMap`](super::TopicMap), in level order, taken out of it.
pub struct IntoIter<V> {
    tree: Tree<V>,
    next: usize,
    names: Option<Names>,
    values: vec::IntoIter<V>,
    at: usize,
    left: usize,
}

impl<'m, V> Iter<'m, V> {
    pub(super) fn new(tree: &'m Tree<V>) -> Self {
        Self { tree, leaf: tree.leaf(FIRST), at: 0, left: tree.len() }
    }
}

impl<'m, V> IterMut<'m, V> {
    pub(super) fn new(tree: &'m mut Tree<V>) -> Self {
        let left = tree.len();
        let mut order = Vec::new();
        let mut id = FIRST;
        while let Some(leaf) = tree.leaf(id) {
            order.push(id);
            id = leaf.next;
        }
        // As the numbers of the leaves are in no order, each waits at its own.
        let mut by_number: Vec<Option<&mut Leaf<V>>> = Vec::new();
        for (id, leaf) in tree.leaves_mut() {
            by_number.resize_with(id, || None);
            by_number.push(Some(leaf));
        }
        let leaves: Vec<_> = order.iter().filter_map(|id| by_number.get_mut(*id)?.take()).collect();
        Self { leaves: leaves.into_iter(), names: None, values: slice::IterMut::default(), at: 0, left }
    }
}

impl<V> IntoIter<V> {
    pub(super) fn new(tree: Tree<V>) -> Self {
        let left = tree.len();
        Self { tree, next: FIRST, names: None, values: Vec::new().into_iter(), at: 0, left }
    }
}

impl<'m, V> Iterator for Iter<'m, V> {
    type Item = (TopicName<'m>, &'m V);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let leaf = self.leaf?;
            if let Some(value) = leaf.values.get(self.at) {
                let name = leaf.names.name(self.at);
                self.at += 1;
                self.left -= 1;
                return Some((name, value));
            }
            (self.leaf, self.at) = (self.tree.leaf(leaf.next), 0);
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<'m, V> Iterator for IterMut<'m, V> {
    type Item = (TopicName<'m>, &'m mut V);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let (Some(names), Some(value)) = (self.names, self.values.next()) {
                let name = names.name(self.at);
                self.at += 1;
                self.left -= 1;
                return Some((name, value));
            }
            let leaf = self.leaves.next()?;
            (self.names, self.values, self.at) = (Some(&leaf.names), leaf.values.iter_mut(), 0);
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<V> Iterator for IntoIter<V> {
    type Item = (TopicNameBuf, V);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let (Some(names), Some(value)) = (&self.names, self.values.next()) {
                let name = names.name(self.at).into();
                self.at += 1;
                self.left -= 1;
                return Some((name, value));
            }
            let leaf = self.tree.take_leaf(self.next)?;
            (self.names, self.values, self.at) = (Some(leaf.names), leaf.values.into_iter(), 0);
            self.next = leaf.next;
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<V> ExactSizeIterator for Iter<'_, V> {}
impl<V> ExactSizeIterator for IterMut<'_, V> {}
impl<V> ExactSizeIterator for IntoIter<V> {}
impl<V> FusedIterator for Iter<'_, V> {}
impl<V> FusedIterator for IterMut<'_, V> {}
impl<V> FusedIterator for IntoIter<V> {}

impl<V> Clone for Iter<'_, V> {
    fn clone(&self) -> Self {
        Self { ..*self }
    }
}

impl<V: fmt::Debug> fmt::Debug for Iter<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.clone()).finish()
    }
}

impl<V> fmt::Debug for IterMut<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IterMut").field("left", &self.left).finish_non_exhaustive()
    }
}

impl<V> fmt::Debug for IntoIter<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntoIter").field("left", &self.left).finish_non_exhaustive()
    }
}
