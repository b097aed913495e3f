//! The filters whose shapes are not probed, and their values: a tree of levels.
//!
//! A node's child for `+` and one of its literal children are in the node; all other literal children of all nodes are in one
//! table. Names find their filters with a [`Walk`](super::walk::Walk).

use alloc::boxed::Box;

use super::hash::HashKey;
use super::slab::{Id, NONE, Slab};
use super::table::{Hashed, Table};
use crate::ascii::short_word;
use crate::filter::TopicFilter;
use crate::owned::TopicFilterBuf;

/// Filters and their values, by levels.
#[derive(Clone)]
pub(super) struct Trie<V> {
    pub(super) nodes: Slab<Node>,
    pub(super) items: Slab<Rare<V>>,
    edges: Table<Edge>,
}

/// A filter and its value. Its text is elsewhere: a walk that finds many does not look at it.
#[derive(Clone)]
pub(super) struct Rare<V> {
    pub(super) filter: TopicFilterBuf,
    pub(super) value: V,
}

/// The filters that begin with the same levels. One line of the cache.
#[derive(Clone)]
#[repr(align(64))]
pub(super) struct Node {
    /// What all filters below have in common: [bits](Trie::bits) without which a name need not look. Removals leave too few.
    pub(super) needs: u64,
    /// Its last level, if that is long.
    text: LevelText,
    pub(super) parent: Id,
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

/// Of so many levels a name's walk notes what it has read, and filters say what they need.
pub(super) const NOTED: usize = 16;

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
        let item = self.items.insert(Rare { filter: filter.into(), value });
        if self.nodes.len() == 0 {
            self.nodes.insert(Node::new(NONE, LevelText::Short));
        }
        let needs = self.needs(filter);
        let mut end = End { node: ROOT, multi: false };
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
        let end = self.end_of(filter)?;
        let item = core::mem::replace(self.nodes.get_mut(end.node)?.item_mut(end.multi), NONE);
        self.prune(end.node, filter);
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
                let place = self.edges.place(hash, |edge| edge.child == id);
                place.and_then(|place| self.edges.remove(place));
            }
            id = parent;
        }
    }
}

impl Node {
    const fn new(parent: Id, text: LevelText) -> Self {
        Self {
            needs: u64::MAX,
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
