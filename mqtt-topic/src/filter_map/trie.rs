//! The rare filters, and their values: a tree of levels.
//!
//! A node's child for `+` and one of its literal children are in the node; all other literal children of all nodes
//! are in one table. A walk finds the filters of a name.

use super::bucket::Hashed;
use super::hash::HashKey;
use super::node::{LevelText, NO_WORD, Node, Word, is_short, word_of};
use super::slab::{Id, NONE, Slab};
use super::table::Table;
use crate::filter::TopicFilter;
use crate::owned::TopicFilterBuf;

/// Filters and their values, by levels.
#[derive(Clone)]
pub(super) struct Trie<V> {
    pub(super) nodes: Slab<Node>,
    pub(super) rare: Slab<Rare<V>>,
    edges: Table<Edge>,
}

/// A rare filter and its value. Its text is elsewhere: a walk that finds many does not look at it.
#[derive(Clone)]
pub(super) struct Rare<V> {
    pub(super) filter: TopicFilterBuf,
    pub(super) value: V,
}

/// From a node to one of its children whose last level is a literal.
#[derive(Clone)]
struct Edge {
    parent: Id,
    child: Id,
    word: Word,
}

impl Hashed for Edge {
    fn hash(&self, key: HashKey) -> u64 {
        key.edge(self.parent, self.word)
    }
}

/// Where a filter ends.
#[derive(Clone, Copy)]
struct FilterEnd {
    node: Id,
    multi: bool,
}

/// Of so many levels a name's walk notes what it has read, and filters say what they need.
pub(super) const NOTED: usize = 16;

/// The node of no level, which is there if any other is.
pub(super) const ROOT: Id = 0;

impl<V> Trie<V> {
    pub(super) const fn new(key: HashKey) -> Self {
        Self { nodes: Slab::new(), rare: Slab::new(), edges: Table::new(key) }
    }

    /// How many filters there are.
    pub(super) const fn len(&self) -> usize {
        self.rare.len()
    }

    /// The number of just this filter's item.
    pub(super) fn find(&self, filter: TopicFilter<'_>) -> Option<Id> {
        let end = self.end_of(filter)?;
        let item = self.nodes.get(end.node)?.item(end.multi);
        (item != NONE).then_some(item)
    }

    /// Adds a filter that is not there yet: its item's number.
    pub(super) fn add(&mut self, filter: TopicFilter<'_>, value: V) -> Id {
        let item = self.rare.insert(Rare { filter: filter.into(), value });
        if self.nodes.len() == 0 {
            self.nodes.insert(Node::new(NONE, LevelText::Short));
        }
        let needs = self.needs(filter);
        let mut end = FilterEnd { node: ROOT, multi: false };
        for level in filter.levels() {
            self.share(end.node, needs);
            match level {
                "#" => end.multi = true,
                _ => end.node = self.child_or_new(end.node, level.as_bytes()),
            }
        }
        self.share(end.node, needs);
        if let Some(node) = self.nodes.get_mut(end.node) {
            *node.item_mut(end.multi) = item;
        }
        item
    }

    /// Removes just this filter.
    pub(super) fn remove(&mut self, filter: TopicFilter<'_>) -> Option<Rare<V>> {
        let id = self.unlink(filter)?;
        self.rare.remove(id)
    }

    /// Removes the filters for which `keep` is false.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(TopicFilter<'_>, &mut V) -> bool) {
        for id in self.rare.ids() {
            let Some(Rare { filter, value }) = self.rare.get_mut(id) else { continue };
            if keep(filter.as_filter(), value) {
                continue;
            }
            if let Some(rare) = self.rare.remove(id) {
                self.unlink(rare.filter.as_filter());
            }
        }
    }

    /// Removes a filter from the nodes, and returns its number.
    fn unlink(&mut self, filter: TopicFilter<'_>) -> Option<Id> {
        let end = self.end_of(filter)?;
        let id = core::mem::replace(self.nodes.get_mut(end.node)?.item_mut(end.multi), NONE);
        self.prune(end.node, filter);
        (id != NONE).then_some(id)
    }

    #[cfg(test)]
    pub(super) const fn edge_count(&self) -> usize {
        self.edges.len()
    }

    /// The node at which a filter ends.
    #[cfg(test)]
    pub(super) fn node_of(&self, filter: TopicFilter<'_>) -> Option<Id> {
        self.end_of(filter).map(|end| end.node)
    }

    /// Gives back the room for more.
    pub(super) fn shrink_to_fit(&mut self) {
        self.edges.shrink_to_fit();
    }

    /// What a level is in one word.
    pub(super) fn word(&self, level: &[u8]) -> Word {
        word_of(self.edges.key(), level)
    }

    /// Two of 64 bits for a level of a name: a filter with that literal level there needs them.
    ///
    /// So one comparison tells of most subtrees that nothing in them matches. It is for the first levels only.
    pub(super) fn bits(&self, depth: u32, word: Word) -> u64 {
        let hash = self.edges.key().edge(depth, word);
        1 << (hash >> 58) | 1 << (hash >> 29 & 63)
    }

    /// The bits for the number of a name's levels, if it has only such: a filter without `#` needs them.
    pub(super) fn bits_of_count(&self, count: u32) -> u64 {
        self.bits(count, NO_WORD)
    }

    fn needs(&self, filter: TopicFilter<'_>) -> u64 {
        let mut bits = 0;
        let mut count = 0;
        for level in filter.levels() {
            match level {
                "#" => return bits,
                "+" => {}
                _ if (count as usize) < NOTED => bits |= self.bits(count, self.word(level.as_bytes())),
                _ => {}
            }
            count += 1;
        }
        if count as usize > NOTED { bits } else { bits | self.bits_of_count(count) }
    }

    fn share(&mut self, id: Id, needs: u64) {
        if let Some(node) = self.nodes.get_mut(id) {
            node.needs &= needs;
        }
    }

    /// The child of `node` for a literal level, which has this word.
    #[inline]
    pub(super) fn literal(&self, id: Id, node: &Node, word: Word, level: &[u8]) -> Option<Id> {
        if node.first_word == word && self.is(node.first, word, level) {
            return Some(node.first);
        }
        if node.more == 0 {
            return None;
        }
        let hash = self.edges.key().edge(id, word);
        let leads_there =
            |edge: &Edge| edge.parent == id && edge.word == word && self.is(edge.child, word, level);
        Some(self.edges.find(hash, leads_there)?.child)
    }

    /// Whether a child of this word is for this level.
    #[inline]
    fn is(&self, child: Id, word: Word, level: &[u8]) -> bool {
        is_short(word) || self.nodes.get(child).is_some_and(|child| child.text.is(level))
    }

    fn end_of(&self, filter: TopicFilter<'_>) -> Option<FilterEnd> {
        let mut id = ROOT;
        for level in filter.levels() {
            let node = self.nodes.get(id)?;
            id = match level {
                "#" => return Some(FilterEnd { node: id, multi: true }),
                "+" => node.plus,
                _ => self.literal(id, node, self.word(level.as_bytes()), level.as_bytes())?,
            };
        }
        Some(FilterEnd { node: id, multi: false })
    }

    fn child_or_new(&mut self, parent: Id, level: &[u8]) -> Id {
        let word = self.word(level);
        let Some(node) = self.nodes.get(parent) else { return NONE };
        let child = if level == b"+" { Some(node.plus) } else { self.literal(parent, node, word, level) };
        if let Some(child) = child.filter(|child| *child != NONE) {
            return child;
        }
        let child = self.nodes.insert(Node::new(parent, LevelText::of(level)));
        let Some(node) = self.nodes.get_mut(parent) else { return NONE };
        if level == b"+" {
            node.plus = child;
        } else if node.first == NONE {
            (node.first, node.first_word) = (child, word);
        } else {
            node.more += 1;
            let hash = self.edges.key().edge(parent, word);
            self.edges.add(hash, Edge { parent, child, word });
        }
        child
    }

    /// Removes the node at which a filter ends and those above it, as far as they are of no more use.
    fn prune(&mut self, mut id: Id, filter: TopicFilter<'_>) {
        let mut levels = filter.levels().rev().filter(|level| *level != "#");
        while let Some(node) = self.nodes.get(id).filter(|node| node.is_bare()) {
            let parent = node.parent;
            self.nodes.remove(id);
            let (Some(level), Some(above)) = (levels.next(), self.nodes.get_mut(parent)) else { return };
            if above.plus == id {
                above.plus = NONE;
            } else if above.first == id {
                (above.first, above.first_word) = (NONE, NO_WORD);
            } else {
                above.more -= 1;
                let hash = self.edges.key().edge(parent, self.word(level.as_bytes()));
                let position = self.edges.position(hash, |edge| edge.child == id);
                position.and_then(|position| self.edges.remove(position));
            }
            id = parent;
        }
    }
}
