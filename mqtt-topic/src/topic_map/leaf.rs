//! A leaf of the tree: some names, one after the other in one string, and their values.

use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;

use super::arena::NONE;
use super::order::{self, Fork, Key};
use crate::name::TopicName;
use crate::text::Text;

#[derive(Clone)]
pub(super) struct Leaf<V> {
    pub(super) names: Names,
    pub(super) values: Vec<V>,
    /// The next leaf in level order.
    pub(super) next: usize,
}

/// Names in level order.
#[derive(Clone)]
pub(super) struct Names {
    text: String,
    len: u16,
    /// Where each name parts from the one before.
    forks: [Fork; MAX],
    /// Where in the text each name ends.
    ends: [u16; MAX],
}

/// The most names of a leaf.
pub(super) const MAX: usize = 64;

/// The most bytes of several names; one alone may have more.
const MAX_BYTES: usize = 4096;

impl<V> Leaf<V> {
    pub(super) const fn new() -> Self {
        Self { names: Names::new(), values: Vec::new(), next: NONE }
    }

    pub(super) fn insert(&mut self, at: usize, name: &str, value: V) {
        self.names.insert(at, name);
        if self.values.len() == self.values.capacity() {
            self.values.reserve_exact(slack(self.values.len()).max(1));
        }
        self.values.insert(at.min(self.values.len()), value);
    }

    pub(super) fn remove(&mut self, at: usize) -> Option<V> {
        if at >= self.values.len() {
            return None;
        }
        self.names.remove(at);
        let value = self.values.remove(at);
        if self.values.capacity() / 2 > self.values.len() {
            self.values.shrink_to(self.values.len() + slack(self.values.len()));
        }
        Some(value)
    }

    /// Takes what is from `at` on.
    pub(super) fn split_off(&mut self, at: usize) -> Self {
        let values = self.values.split_off(at.min(self.values.len()));
        self.values.shrink_to(self.values.len() + slack(self.values.len()));
        Self { names: self.names.split_off(at), values, next: NONE }
    }

    /// Gives back the room that nothing is in.
    pub(super) fn shrink(&mut self) {
        self.names.text.shrink_to_fit();
        self.values.shrink_to_fit();
    }

    /// Takes over all of the leaf that follows.
    pub(super) fn append(&mut self, mut right: Self) {
        self.names.append(&right.names);
        self.values.reserve_exact(right.values.len());
        self.values.append(&mut right.values);
        self.next = right.next;
    }
}

impl Names {
    const fn new() -> Self {
        Self { len: 0, forks: [Fork::NONE; MAX], ends: [0; MAX], text: String::new() }
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        usize::from(self.len)
    }

    pub(super) fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Whether there is room for one more.
    pub(super) fn has_room_for(&self, name: &str) -> bool {
        self.len() == 0 || self.len() < MAX && self.bytes() + name.len() <= MAX_BYTES
    }

    /// Whether there is room for one more, and then for some that come later.
    pub(super) fn has_room_to_pack(&self, name: &str) -> bool {
        self.len() < MAX / 8 * 7 && self.has_room_for(name)
    }

    /// Whether so little is left that the leaf had better be one with another.
    pub(super) fn are_few(&self) -> bool {
        self.len() < MAX / 4 && self.bytes() < MAX_BYTES / 4
    }

    /// Whether there is room for those of another leaf, with some to spare.
    pub(super) fn have_room_for_all(&self, other: &Self) -> bool {
        let [most, most_bytes] = [MAX / 4 * 3, MAX_BYTES / 4 * 3];
        self.len() == 0
            || other.len() == 0
            || self.len() + other.len() <= most && self.bytes() + other.bytes() <= most_bytes
    }

    /// The name at a place.
    #[inline]
    pub(super) fn at(&self, at: usize) -> &str {
        self.text.get(self.start(at)..self.start(at + 1)).unwrap_or_default()
    }

    #[inline]
    pub(super) fn name(&self, at: usize) -> TopicName<'_> {
        TopicName::from_checked_text(Text::from_checked(self.at(at)))
    }

    #[inline]
    pub(super) fn last(&self) -> &str {
        self.at(self.len().saturating_sub(1))
    }

    #[inline]
    pub(super) fn search(&self, key: Key<'_>) -> Result<usize, usize> {
        order::search(self.forks(), key, |at| self.bytes_at(at))
    }

    /// The first place that is not below the key.
    #[inline]
    pub(super) fn lower_bound(&self, key: Key<'_>) -> usize {
        self.search(key).unwrap_or_else(|at| at)
    }

    /// Whether the last name begins with so many bytes of the first, and then goes on one level below.
    #[inline]
    pub(super) fn last_is_below(&self, levels: usize) -> bool {
        let (first, last) = (self.bytes_at(0), self.last().as_bytes());
        last.get(levels) == Some(&b'/') && first.get(..levels) == last.get(..levels)
    }

    /// The first place not below a key that is so many bytes of a name, `keep`, and then something that is behind what
    /// comes there in the name. Mostly the forks alone tell it.
    #[inline]
    pub(super) fn lower_bound_behind(&self, at: usize, keep: usize, then: &[u8]) -> usize {
        let forks = self.forks();
        for (next, fork) in forks.iter().enumerate().skip(at + 1) {
            match fork.compare(keep, then) {
                Ordering::Less => {}
                Ordering::Greater => return next,
                Ordering::Equal => {
                    let key = Key::new(self.bytes_at(at).get(..keep).unwrap_or_default(), then);
                    let rest = forks.get(next..).unwrap_or_default();
                    let found = order::search(rest, key, |at| self.bytes_at(next + at));
                    return next + found.unwrap_or_else(|at| at);
                }
            }
        }
        self.len()
    }

    /// Where to split, so that a name that belongs at `at` finds room: all goes to the right at 0, nothing at `len`.
    pub(super) fn split_point(&self, at: usize, name: &str, is_last_leaf: bool) -> usize {
        let sorted_input = is_last_leaf && at == self.len();
        if sorted_input || self.len() < 2 || name.len() > MAX_BYTES / 2 {
            return at;
        }
        let half = self.bytes() / 2;
        let ends = self.ends.get(..self.len()).unwrap_or_default();
        ends.partition_point(|end| usize::from(*end) <= half).clamp(1, self.len() - 1)
    }

    fn insert(&mut self, at: usize, name: &str) {
        let Ok(added) = u16::try_from(name.len()) else { return };
        let (start, len) = (self.start(at), self.len());
        if self.text.capacity() - self.text.len() < name.len() {
            self.text.reserve_exact(name.len().max(slack(self.text.len())));
        }
        self.text.insert_str(start, name);
        self.ends.copy_within(at..len, at + 1);
        self.forks.copy_within(at..len, at + 1);
        self.len += 1;
        if let Some(end) = self.ends.get_mut(at) {
            *end = u16::try_from(start).unwrap_or_default();
        }
        for end in self.ends.iter_mut().take(len + 1).skip(at) {
            *end += added;
        }
        self.take_fork(at);
        self.take_fork(at + 1);
    }

    fn remove(&mut self, at: usize) {
        let (start, end, len) = (self.start(at), self.start(at + 1), self.len());
        self.text.drain(start..end);
        self.ends.copy_within(at + 1..len, at);
        if let Some([between, fork]) = self.forks.get_mut(at..at + 2) {
            *fork = fork.over(*between);
        }
        self.forks.copy_within(at + 1..len, at);
        self.len -= 1;
        let removed = u16::try_from(end - start).unwrap_or_default();
        for end in self.ends.iter_mut().take(len - 1).skip(at) {
            *end -= removed;
        }
        if self.text.capacity() / 2 > self.text.len() {
            self.text.shrink_to(self.text.len() + slack(self.text.len()));
        }
    }

    fn split_off(&mut self, at: usize) -> Self {
        let mut right = Self::new();
        let start = self.start(at);
        right.text = self.text.split_off(start);
        self.text.shrink_to(start + slack(start));
        let start = u16::try_from(start).unwrap_or_default();
        for (end, old) in right.ends.iter_mut().zip(self.ends.iter().take(self.len()).skip(at)) {
            *end = *old - start;
        }
        for (fork, old) in right.forks.iter_mut().zip(self.forks.iter().skip(at)) {
            *fork = *old;
        }
        let left = u16::try_from(at).unwrap_or(self.len).min(self.len);
        right.len = self.len - left;
        self.len = left;
        right
    }

    fn append(&mut self, right: &Self) {
        let start = u16::try_from(self.text.len()).unwrap_or_default();
        self.text.reserve_exact(right.text.len());
        self.text.push_str(&right.text);
        let len = self.len();
        for (end, new) in self.ends.iter_mut().skip(len).zip(right.ends.iter().take(right.len())) {
            *end = start + *new;
        }
        for (fork, new) in self.forks.iter_mut().skip(len).zip(&right.forks) {
            *fork = *new;
        }
        self.len += right.len;
        self.take_fork(len);
    }

    #[inline]
    fn forks(&self) -> &[Fork] {
        self.forks.get(..self.len()).unwrap_or_default()
    }

    /// As [`at`](Self::at), not yet as a string.
    #[inline]
    fn bytes_at(&self, at: usize) -> &[u8] {
        self.text.as_bytes().get(self.start(at)..self.start(at + 1)).unwrap_or_default()
    }

    #[inline]
    fn start(&self, at: usize) -> usize {
        // Before the first one it is 0, and there is no such place.
        self.ends.get(at.wrapping_sub(1)).map_or(0, |end| usize::from(*end))
    }

    /// Compares a name with the one before, if there are both.
    fn take_fork(&mut self, at: usize) {
        if at > 0 && at < self.len() {
            let fork = Fork::between(self.at(at - 1).as_bytes(), self.at(at).as_bytes());
            if let Some(place) = self.forks.get_mut(at) {
                *place = fork;
            }
        }
    }
}

/// How much room to take beyond what is there: an eighth, since doubling would waste a quarter of all memory.
const fn slack(len: usize) -> usize {
    len / 8
}
