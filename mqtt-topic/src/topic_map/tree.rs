//! The tree: a B+tree in level order, whose leaves are chained. Every change is local: it touches the nodes on the way
//! from the root, and one neighbour of each. All ways down are loops.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;

use super::arena::{Arena, NONE};
use super::inner::{self, Child, Inner};
use super::leaf::Leaf;
use super::order::{self, Key};
use crate::name::TopicName;

#[derive(Clone)]
pub(super) struct Tree<V> {
    leaves: Arena<Leaf<V>>,
    inners: Arena<Inner>,
    /// An inner node, or the only leaf where there is none.
    root: usize,
    /// How many inner nodes are above each leaf.
    height: usize,
    len: usize,
}

/// The leaf that is first in level order, whatever happens: leaves split off to the right, and go away to the left.
pub(super) const FIRST: usize = 0;

/// Where a name stands, or would stand.
pub(super) struct Place {
    path: Path,
    pub(super) leaf: usize,
    pub(super) at: usize,
    pub(super) found: bool,
}

/// From the root on: an inner node, and which of its children comes next.
struct Path {
    steps: [Step; MAX_HEIGHT],
    len: usize,
}

#[derive(Clone, Copy)]
struct Step {
    inner: usize,
    at: usize,
}

/// As inner nodes have at least 16 children, no memory holds a higher tree.
const MAX_HEIGHT: usize = 16;
const _: () = assert!(inner::MIN == 16 && usize::BITS <= 64);

impl<V> Tree<V> {
    pub(super) const fn new() -> Self {
        Self { leaves: Arena::new(), inners: Arena::new(), root: FIRST, height: 0, len: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    #[inline]
    pub(super) fn leaf(&self, id: usize) -> Option<&Leaf<V>> {
        self.leaves.get(id)
    }

    pub(super) fn value(&self, leaf: usize, at: usize) -> Option<&V> {
        self.leaves.get(leaf)?.values.get(at)
    }

    pub(super) fn value_mut(&mut self, leaf: usize, at: usize) -> Option<&mut V> {
        self.leaves.get_mut(leaf)?.values.get_mut(at)
    }

    pub(super) fn leaves_mut(&mut self) -> impl Iterator<Item = (usize, &mut Leaf<V>)> {
        self.leaves.iter_mut()
    }

    pub(super) fn take_leaf(&mut self, id: usize) -> Option<Leaf<V>> {
        self.leaves.remove(id)
    }

    /// The leaf where the key belongs.
    #[inline]
    pub(super) fn leaf_for(&self, key: Key<'_>) -> Option<&Leaf<V>> {
        self.leaves.get(self.descend(key, |_, _, _| {})?)
    }

    /// How many names are below the key.
    pub(super) fn rank(&self, key: Key<'_>) -> usize {
        let mut before = 0;
        let leaf = self.descend(key, |_, inner, at| before += inner.count_before(at));
        let leaf = leaf.and_then(|id| self.leaves.get(id));
        before + leaf.map_or(0, |leaf| leaf.names.lower_bound(key))
    }

    pub(super) fn place(&self, name: &str) -> Place {
        let mut path = Path { steps: [Step { inner: NONE, at: 0 }; MAX_HEIGHT], len: 0 };
        let key = Key::of(name);
        let leaf = self.descend(key, |inner, _, at| path.push(Step { inner, at })).unwrap_or(NONE);
        let found = self.leaves.get(leaf).map_or(Err(0), |leaf| leaf.names.search(key));
        Place { path, leaf, at: found.unwrap_or_else(|at| at), found: found.is_ok() }
    }

    /// Inserts a name at its place, where it is not yet, and corrects the place if leaves are split to make room.
    pub(super) fn insert(&mut self, place: &mut Place, name: &str, value: V) {
        if self.leaves.get(FIRST).is_none() {
            self.root = self.leaves.add(Leaf::new());
            place.leaf = self.root;
        }
        // Two splits are enough for any name, of which one may be as long as all others.
        while self.leaves.get(place.leaf).is_some_and(|leaf| !leaf.names.has_room_for(name)) {
            self.split_leaf(place, name);
            *place = self.place(name);
        }
        if let Some(leaf) = self.leaves.get_mut(place.leaf) {
            leaf.insert(place.at, name, value);
            self.len += 1;
        }
        self.count(&place.path, |count| count + 1);
        place.found = true;
    }

    /// Removes the name at its place.
    pub(super) fn remove(&mut self, place: &Place) -> Option<V> {
        let leaf = self.leaves.get_mut(place.leaf)?;
        let value = leaf.remove(place.at)?;
        let few = leaf.names.are_few();
        self.len -= 1;
        self.count(&place.path, |count| count - 1);
        if few {
            self.merge_leaf(&place.path);
        }
        Some(value)
    }

    /// Removes the names for which `keep` is false.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(TopicName<'_>, &mut V) -> bool) {
        let (mut id, mut at) = (FIRST, 0);
        let mut removed = String::new();
        while let Some(leaf) = self.leaves.get_mut(id) {
            let Some(value) = leaf.values.get_mut(at) else {
                (id, at) = (leaf.next, 0);
                continue;
            };
            let name = leaf.names.name(at);
            if keep(name, value) {
                at += 1;
                continue;
            }
            removed.clear();
            removed.push_str(&name);
            let place = self.place(&removed);
            self.remove(&place);
            // The leaf may have become one with a neighbour.
            let next = self.place(&removed);
            (id, at) = (next.leaf, next.at);
        }
    }

    /// Puts a leaf behind all others, while there is no inner node yet.
    pub(super) fn chain(&mut self, mut leaf: Leaf<V>) -> Child {
        leaf.shrink();
        let count = leaf.names.len();
        let id = self.leaves.add(leaf);
        if let Some(before) = id.checked_sub(1).and_then(|before| self.leaves.get_mut(before)) {
            before.next = id;
        }
        self.len += count;
        Child { id, count }
    }

    /// Puts an inner node above others, which all have the same height. The last one is the root.
    pub(super) fn raise(&mut self, inner: Inner) -> Child {
        let count = inner.count();
        self.root = self.inners.add(inner);
        Child { id: self.root, count }
    }

    /// Counts one more level of inner nodes.
    pub(super) fn grow(&mut self) {
        self.height += 1;
    }

    #[inline]
    fn descend(&self, key: Key<'_>, mut pass: impl FnMut(usize, &Inner, usize)) -> Option<usize> {
        let mut id = self.root;
        for _ in 0..self.height {
            let inner = self.inners.get(id)?;
            let at = inner.search(key);
            pass(id, inner, at);
            id = inner.child(at)?.id;
        }
        Some(id)
    }

    /// Changes the counts on the way to a leaf.
    fn count(&mut self, path: &Path, change: impl Fn(usize) -> usize) {
        for step in path.steps() {
            if let Some(child) = self.inners.get_mut(step.inner).and_then(|inner| inner.child_mut(step.at)) {
                child.count = change(child.count);
            }
        }
    }

    /// Splits a leaf, so that there is more room for a name that is not there.
    fn split_leaf(&mut self, place: &Place, name: &str) -> Option<()> {
        let leaf = self.leaves.get_mut(place.leaf)?;
        let (names, next) = (&leaf.names, leaf.next);
        let at = names.split_point(place.at, name, next == NONE);
        let low = if at == 0 { name } else { names.at(at - 1) };
        let high = if at == names.len() { name } else { names.at(at) };
        let separator = order::separator(low.as_bytes(), high.as_bytes()).into();
        let mut right = leaf.split_off(at);
        right.next = next;
        let counts = [leaf.names.len(), right.names.len()];
        let id = self.leaves.add(right);
        self.leaves.get_mut(place.leaf)?.next = id;
        self.add_child(&place.path, separator, counts, id)
    }

    /// Puts a new node into the tree, behind the one that the path leads to, of which it was split off.
    fn add_child(
        &mut self,
        path: &Path,
        mut separator: Box<[u8]>,
        mut counts: [usize; 2],
        mut id: usize,
    ) -> Option<()> {
        for step in path.steps().iter().rev() {
            let inner = self.inners.get_mut(step.inner)?;
            inner.child_mut(step.at)?.count = counts[0];
            inner.insert_behind(step.at, separator, Child { id, count: counts[1] });
            if inner.len() <= inner::MAX {
                return Some(());
            }
            let (middle, right) = inner.split();
            counts = [inner.count(), right.count()];
            separator = middle;
            id = self.inners.add(right);
        }
        let children = vec![Child { id: self.root, count: counts[0] }, Child { id, count: counts[1] }];
        self.root = self.inners.add(Inner::new(vec![separator], children));
        self.height += 1;
        Some(())
    }

    /// Makes one of the leaf that the path leads to and its neighbour, if both have room in one.
    fn merge_leaf(&mut self, path: &Path) -> Option<()> {
        let step = path.steps().last()?;
        let parent = self.inners.get(step.inner)?;
        let pairs = [Some(step.at), step.at.checked_sub(1)];
        let (at, left, right) = pairs.into_iter().flatten().find_map(|at| {
            let (left, right) = (parent.child(at)?.id, parent.child(at + 1)?.id);
            let all = [self.leaves.get(left)?, self.leaves.get(right)?];
            all[0].names.have_room_for_all(&all[1].names).then_some((at, left, right))
        })?;
        let right = self.leaves.remove(right)?;
        self.leaves.get_mut(left)?.append(right);
        self.inners.get_mut(step.inner)?.remove_behind(at);
        self.merge_inners(path)
    }

    /// Sees to it that the inner nodes of a path have enough children, from the last one up.
    fn merge_inners(&mut self, path: &Path) -> Option<()> {
        for steps in path.steps().windows(2).rev() {
            let [above, step] = steps else { return None };
            if self.inners.get(step.inner)?.len() >= inner::MIN {
                return Some(());
            }
            let at = above.at.saturating_sub(1);
            let parent = self.inners.get(above.inner)?;
            let (left, right) = (parent.child(at)?.id, parent.child(at + 1)?.id);
            let separator = self.inners.get_mut(above.inner)?.take_separator(at)?;
            let old = self.inners.remove(right)?;
            let node = self.inners.get_mut(left)?;
            node.append(separator, old);
            if node.len() <= inner::MAX / 4 * 3 {
                self.inners.get_mut(above.inner)?.remove_behind(at);
                continue;
            }
            let (separator, new) = node.split();
            let counts = [node.count(), new.count()];
            let id = self.inners.add(new);
            self.inners.get_mut(above.inner)?.set_pair(at, separator, counts, id);
            return Some(());
        }
        // A root of one child gives way to it.
        if self.height > 0 && self.inners.get(self.root)?.len() == 1 {
            self.root = self.inners.remove(self.root)?.child(0)?.id;
            self.height -= 1;
        }
        Some(())
    }
}

impl Path {
    fn push(&mut self, step: Step) {
        if let Some(place) = self.steps.get_mut(self.len) {
            *place = step;
            self.len += 1;
        }
    }

    fn steps(&self) -> &[Step] {
        self.steps.get(..self.len).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::format;
    use std::string::String;
    use std::vec::Vec;

    use super::*;

    /// What must be true of every tree, whatever has been done to it.
    fn check(tree: &Tree<u32>) {
        // A node with what is known of the names below: how many, from where, and up to where.
        let mut nodes = vec![(tree.root, tree.len, Vec::new(), None)];
        for height in 0..tree.height {
            let mut below = Vec::new();
            for (id, count, low, high) in nodes {
                let inner = tree.inners.get(id).unwrap();
                let fewest = if height == 0 { 2 } else { inner::MIN };
                assert!((fewest..=inner::MAX).contains(&inner.len()), "{} children", inner.len());
                assert_eq!(inner.count(), count);
                let mut low: Vec<u8> = low;
                for at in 0..inner.len() {
                    let child = inner.child(at).unwrap();
                    let next = inner.separators().get(at).map(|s| s.to_vec()).or_else(|| high.clone());
                    below.push((child.id, child.count, low, next.clone()));
                    low = next.unwrap_or_default();
                }
            }
            nodes = below;
        }
        let mut next = FIRST;
        for (id, count, low, high) in nodes {
            let Some(leaf) = tree.leaves.get(id) else {
                assert_eq!((id, tree.len), (FIRST, 0), "only a new tree has no leaf");
                return;
            };
            assert_eq!((id, leaf.names.len(), leaf.values.len()), (next, count, count));
            assert!(count > 0 || tree.len == 0, "an empty leaf");
            assert!(leaf.names.bytes() <= 4096 || count == 1);
            for at in 0..count {
                let name = leaf.names.at(at);
                assert_eq!(leaf.names.search(Key::of(name)), Ok(at));
                assert!(Key::new(&low, &[]).compare(name.as_bytes()).is_le());
                assert!(
                    high.as_ref().is_none_or(|high| Key::new(high, &[]).compare(name.as_bytes()).is_gt())
                );
            }
            next = leaf.next;
        }
        assert_eq!(next, NONE, "the chain ends at the last leaf");
    }

    /// Grows and shrinks in waves, in several orders, with names of all lengths, to so many leaves that there are
    /// several levels of inner nodes.
    #[test]
    fn stays_balanced() {
        let long = "x".repeat(3_000);
        for (name, count) in [
            ((&|k: u32| format!("{}/{k}", k % 97)) as &dyn Fn(u32) -> String, 100_000_u32),
            (&|k| format!("{}{k}", &long[..(k % 7 * 500) as usize]), 6_000),
        ] {
            let mut tree = Tree::new();
            check(&tree);
            for (factor, part) in [(1, 1), (7_919, 2), (15_485_863, 1), (1, 5)] {
                let order =
                    (0..count).map(|k| u32::try_from(u64::from(k) * factor % u64::from(count)).unwrap());
                for k in order.clone() {
                    let mut place = tree.place(&name(k));
                    if !place.found {
                        tree.insert(&mut place, &name(k), k);
                    }
                }
                check(&tree);
                assert_eq!(tree.len, count as usize);
                for (done, k) in order.enumerate().filter(|(_, k)| k % part == 0) {
                    let place = tree.place(&name(k));
                    assert_eq!(tree.remove(&place), Some(k));
                    if done % (count as usize / 8) == 0 {
                        check(&tree);
                    }
                }
                check(&tree);
            }
        }
    }

    #[test]
    fn packed_trees_are_balanced() {
        for count in [0, 1, 2, 55, 56, 57, 112, 113, 3_136, 3_137, 6_000, 200_000] {
            let names: Vec<_> = (0..count).map(|k| format!("{}/{k}", k % 17)).collect();
            let mut tree = Tree::packed(names.iter().map(|s| (TopicName::new(s).unwrap(), 0)).collect());
            assert_eq!(tree.len(), count);
            check(&tree);
            for s in names.iter().step_by(2) {
                let place = tree.place(s);
                tree.remove(&place);
            }
            check(&tree);
        }
    }
}
