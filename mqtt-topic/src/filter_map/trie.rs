//! The filters whose shapes are not probed, and their values: a tree of levels.
//!
//! A node's child for `+` and one of its literal children are in the node; all other literal children of all nodes are in one
//! table. Names find their filters with a [`Walk`](super::walk::Walk).

use alloc::boxed::Box;

use super::hash::HashKey;
use super::item::Item;
use super::shapes::UNPROBED;
use super::slab::{Id, NONE, Slab};
use super::table::{Hashed, Table};
use crate::ascii::short_word;
use crate::filter::TopicFilter;

/// Filters and their values, by levels.
#[derive(Clone)]
pub(super) struct Trie<V> {
    pub(super) nodes: Slab<Node>,
    pub(super) items: Slab<Item<V>>,
    edges: Table<Edge>,
}

/// The filters that begin with the same levels. One line of the cache.
#[derive(Clone)]
#[repr(align(64))]
pub(super) struct Node {
    /// What its last level is, in one word,
    word: Word,
    /// and in full if the word does not say it.
    text: LevelText,
    parent: Id,
    /// The child whose last level is `+`.
    pub(super) plus: Id,
    /// One of the children whose last level is a literal: its word,
    pub(super) first_word: Word,
    /// and itself.
    pub(super) first: Id,
    /// How many other such children there are, all of them in the table of edges.
    pub(super) more: u32,
    /// The filter that ends here.
    pub(super) end: Id,
    /// The filter that ends here with `#`.
    pub(super) multi: Id,
}

/// A level of up to seven bytes, filled up with slashes; or a hash of a longer one, with a bit that tells it from any short one.
pub(super) type Word = u64;

/// The word of no level.
const NO_WORD: Word = 0;
const LONG: Word = 1 << 63;

#[derive(Clone)]
enum LevelText {
    Short,
    Inline { len: u8, bytes: [u8; INLINE] },
    Boxed(Box<[u8]>),
}

/// What a node has room for.
const INLINE: usize = 22;

/// From a node to one of its children whose last level is a literal.
#[derive(Clone)]
struct Edge {
    /// Of the parent, and of the child's word.
    hash: u64,
    parent: Id,
    child: Id,
}

impl Hashed for Edge {
    fn hash(&self, _: HashKey) -> u64 {
        self.hash
    }
}

/// Where a filter ends.
#[derive(Clone, Copy)]
struct End {
    node: Id,
    multi: bool,
}

/// The node of no level, which is there if any other is.
pub(super) const ROOT: Id = 0;

impl<V> Trie<V> {
    pub(super) const fn new(key: HashKey) -> Self {
        Self { nodes: Slab::new(), items: Slab::new(), edges: Table::new(key) }
    }

    /// How many filters there are.
    pub(super) const fn len(&self) -> usize {
        self.items.len()
    }

    /// The number of just this filter's item.
    pub(super) fn find(&self, filter: TopicFilter<'_>) -> Option<Id> {
        let end = self.end_of(filter)?;
        let item = self.nodes.get(end.node)?.item(end.multi);
        (item != NONE).then_some(item)
    }

    /// Adds a filter that is not there yet: its item's number.
    pub(super) fn add(&mut self, filter: TopicFilter<'_>, value: V) -> Id {
        let item = self.items.insert(Item::new(UNPROBED, filter, value));
        if self.nodes.len() == 0 {
            self.nodes.insert(Node::new(NONE, NO_WORD, LevelText::Short));
        }
        let mut end = End { node: ROOT, multi: false };
        for level in filter.levels() {
            match level {
                "#" => end.multi = true,
                _ => end.node = self.child_or_new(end.node, level.as_bytes()),
            }
        }
        if let Some(node) = self.nodes.get_mut(end.node) {
            *node.item_mut(end.multi) = item;
        }
        item
    }

    /// Removes just this filter.
    pub(super) fn remove(&mut self, filter: TopicFilter<'_>) -> Option<Item<V>> {
        let end = self.end_of(filter)?;
        let item = core::mem::replace(self.nodes.get_mut(end.node)?.item_mut(end.multi), NONE);
        self.prune(end.node);
        self.items.remove(item)
    }

    /// Gives back the room for more.
    pub(super) fn shrink_to_fit(&mut self) {
        self.nodes.shrink_to_fit();
        self.items.shrink_to_fit();
        self.edges.shrink_to_fit();
    }

    /// What a level is in one word.
    pub(super) fn word(&self, level: &[u8]) -> Word {
        if level.len() < 8 { short_word(level) } else { self.edges.key().level(0, level) | LONG }
    }

    /// The child of `node` for a literal level, which has this word.
    #[inline]
    pub(super) fn literal(&self, id: Id, node: &Node, word: Word, level: &[u8]) -> Option<Id> {
        if node.first_word == word && (is_short(word) || self.nodes.get(node.first)?.text.is(level)) {
            return Some(node.first);
        }
        if node.more == 0 {
            return None;
        }
        let hash = self.edges.key().edge(id, word);
        Some(self.edges.find(hash, |edge| edge.hash == hash && self.leads_to(edge, id, word, level))?.child)
    }

    #[inline]
    fn leads_to(&self, edge: &Edge, parent: Id, word: Word, level: &[u8]) -> bool {
        let is_level = |child: &Node| child.word == word && (is_short(word) || child.text.is(level));
        edge.parent == parent && self.nodes.get(edge.child).is_some_and(is_level)
    }

    fn end_of(&self, filter: TopicFilter<'_>) -> Option<End> {
        let mut id = ROOT;
        for level in filter.levels() {
            let node = self.nodes.get(id)?;
            id = match level {
                "#" => return Some(End { node: id, multi: true }),
                "+" => node.plus,
                _ => self.literal(id, node, self.word(level.as_bytes()), level.as_bytes())?,
            };
        }
        Some(End { node: id, multi: false })
    }

    fn child_or_new(&mut self, parent: Id, level: &[u8]) -> Id {
        let word = self.word(level);
        let Some(node) = self.nodes.get(parent) else { return NONE };
        let child = if level == b"+" { Some(node.plus) } else { self.literal(parent, node, word, level) };
        if let Some(child) = child.filter(|child| *child != NONE) {
            return child;
        }
        let child = self.nodes.insert(Node::new(parent, word, LevelText::of(level)));
        let Some(node) = self.nodes.get_mut(parent) else { return NONE };
        if level == b"+" {
            node.plus = child;
        } else if node.first == NONE {
            (node.first, node.first_word) = (child, word);
        } else {
            node.more += 1;
            let hash = self.edges.key().edge(parent, word);
            self.edges.add(hash, Edge { hash, parent, child });
        }
        child
    }

    /// Removes a node and those above it, as far as they are of no more use.
    fn prune(&mut self, mut id: Id) {
        while let Some(node) = self.nodes.get(id).filter(|node| node.is_bare()) {
            let (parent, word) = (node.parent, node.word);
            self.nodes.remove(id);
            let Some(above) = self.nodes.get_mut(parent) else { return };
            if above.plus == id {
                above.plus = NONE;
            } else if above.first == id {
                (above.first, above.first_word) = (NONE, NO_WORD);
            } else {
                above.more -= 1;
                let place = self.edges.place(self.edges.key().edge(parent, word), |edge| edge.child == id);
                place.and_then(|place| self.edges.remove(place));
            }
            id = parent;
        }
    }
}

impl Node {
    const fn new(parent: Id, word: Word, text: LevelText) -> Self {
        Self {
            word,
            text,
            parent,
            plus: NONE,
            first_word: NO_WORD,
            first: NONE,
            more: 0,
            end: NONE,
            multi: NONE,
        }
    }

    pub(super) const fn parent(&self) -> Id {
        self.parent
    }

    const fn item(&self, multi: bool) -> Id {
        if multi { self.multi } else { self.end }
    }

    const fn item_mut(&mut self, multi: bool) -> &mut Id {
        if multi { &mut self.multi } else { &mut self.end }
    }

    const fn is_bare(&self) -> bool {
        self.plus == NONE && self.first == NONE && self.more == 0 && self.end == NONE && self.multi == NONE
    }
}

impl LevelText {
    fn of(level: &[u8]) -> Self {
        if level.len() < 8 {
            return Self::Short;
        }
        let mut bytes = [0; INLINE];
        match (bytes.get_mut(..level.len()), u8::try_from(level.len())) {
            (Some(room), Ok(len)) => {
                room.copy_from_slice(level);
                Self::Inline { len, bytes }
            }
            _ => Self::Boxed(level.into()),
        }
    }

    /// Whether a long level is this one.
    fn is(&self, level: &[u8]) -> bool {
        match self {
            Self::Short => false,
            Self::Inline { len, bytes } => bytes.get(..usize::from(*len)) == Some(level),
            Self::Boxed(text) => **text == *level,
        }
    }
}

/// Whether a level's word says all of it.
#[inline]
pub(super) const fn is_short(word: Word) -> bool {
    word & LONG == 0
}
