//! Making a map of many entries at once: sorted, then packed.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::cmp::Ordering;

use super::inner::{self, Child, Inner};
use super::leaf::Leaf;
use super::map::TopicMap;
use super::order::{self, Key};
use super::tree::Tree;
use crate::limits::{LimitError, Limits};
use crate::name::TopicName;

impl<V> TopicMap<V> {
    /// A map of many entries, made faster than by inserting one after the other, and smaller. They may come in any
    /// order; of those with the same name the last one counts. It takes O(n log n).
    ///
    /// ```
    /// use mqtt_topic::{Limits, TopicMap, TopicName};
    ///
    /// let saved = [("hall/lamp", "on"), ("hall/door", "shut")];
    /// let names = saved.iter().map(|(name, value)| (TopicName::from_static(name), *value));
    /// let retained = TopicMap::bulk(Limits::DEFAULT, names)?;
    /// assert_eq!(retained.len(), 2);
    /// # Ok::<(), mqtt_topic::LimitError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`LimitError::Levels`] if one of the names has more levels than [`Limits::max_levels`].
    pub fn bulk<'n>(
        limits: Limits,
        entries: impl IntoIterator<Item = (TopicName<'n>, V)>,
    ) -> Result<Self, LimitError> {
        let checked = entries.into_iter().map(|(name, value)| {
            limits.check(name.as_bytes())?;
            Ok((name, value))
        });
        let entries: Vec<_> = checked.collect::<Result<_, _>>()?;
        Ok(Self { tree: Tree::packed(entries), limits })
    }

    /// Inserts one entry after the other, up to the first that is refused.
    ///
    /// # Errors
    ///
    /// [`LimitError::Levels`] if a name has more levels than [`Limits::max_levels`]. Those before it are inserted.
    pub fn try_extend<'n>(
        &mut self,
        entries: impl IntoIterator<Item = (TopicName<'n>, V)>,
    ) -> Result<(), LimitError> {
        entries.into_iter().try_for_each(|(name, value)| self.insert(name, value).map(|_| ()))
    }
}

impl<V> Tree<V> {
    /// A tree of these entries, in any order; of those with the same name the last one counts.
    pub(super) fn packed(mut entries: Vec<(TopicName<'_>, V)>) -> Self {
        // Stable, so that the last one stays the last one.
        entries.sort_by(|(a, _), (b, _)| Key::of(a).compare(b.as_bytes()));
        let mut tree = Self::new();
        let mut nodes: Vec<(Box<[u8]>, Child)> = Vec::new();
        let mut leaf: Leaf<V> = Leaf::new();
        let mut separator = Box::default();
        for (name, value) in entries {
            match Key::of(&name).compare(leaf.names.last().as_bytes()) {
                Ordering::Equal if leaf.names.len() > 0 => {
                    if let Some(last) = leaf.values.last_mut() {
                        *last = value;
                    }
                    continue;
                }
                _ if !leaf.names.has_room_to_pack(&name) => {
                    let next = order::separator(leaf.names.last().as_bytes(), name.as_bytes()).into();
                    let full = core::mem::replace(&mut leaf, Leaf::new());
                    nodes.push((core::mem::replace(&mut separator, next), tree.chain(full)));
                }
                _ => {}
            }
            leaf.insert(leaf.names.len(), &name, value);
        }
        if leaf.names.len() > 0 {
            nodes.push((separator, tree.chain(leaf)));
        }
        while nodes.len() > 1 {
            let groups = nodes.len().div_ceil(PACKED_CHILDREN);
            let (size, larger) = (nodes.len() / groups, nodes.len() % groups);
            let mut nodes_left = nodes.into_iter();
            nodes = (0..groups)
                .filter_map(|group| {
                    let (first, child) = nodes_left.next()?;
                    let size = size + usize::from(group < larger);
                    let (separators, mut children): (Vec<_>, Vec<_>) =
                        nodes_left.by_ref().take(size - 1).unzip();
                    children.insert(0, child);
                    Some((first, tree.raise(Inner::new(separators, children))))
                })
                .collect();
            tree.grow();
        }
        tree
    }
}

/// How many children a node gets, so that there is room for some more.
const PACKED_CHILDREN: usize = inner::MAX / 8 * 7;
