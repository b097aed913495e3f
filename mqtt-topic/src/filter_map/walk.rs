//! The way of one name through the trie: down by the name's level first, by `+` then, and back to where a `+` was left.

use super::node::{Node, Word, is_short};
use super::shapes::Sums;
use super::slab::{Id, NONE};
use super::trie::{NOTED, ROOT, Trie};
use crate::matching;
use crate::work::{Work, cost_of};

/// On the way through a trie, for one name.
#[derive(Clone)]
pub(super) struct Walk {
    next: Next,
    here: NodeAtDepth,
    /// The children for `+` that are left to be walked, of the first levels: farther down they are found again on the
    /// way back up.
    left: [NodeAtDepth; NOTED],
    /// How many these are.
    left_count: usize,
    levels: NameLevels,
}

/// A node, and how many levels down it is.
#[derive(Clone, Copy)]
struct NodeAtDepth {
    node: Id,
    depth: u32,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Next {
    /// The name is still to be read.
    Start,
    /// What ends at this node with `#`, then
    Arrive,
    /// what ends without, or is below, then
    Onward,
    /// what was left.
    Back,
}

/// What is known of the name.
#[derive(Clone)]
struct NameLevels {
    /// How many there are, once that is known.
    count: u32,
    /// Where the first of them end.
    ends: [u16; NOTED],
    /// What the name has: see [`Trie::bits`].
    bits: u64,
    /// Where the level begins that comes next, if it is not one of the first.
    start: usize,
}

impl Walk {
    pub(super) const fn new() -> Self {
        Self {
            next: Next::Start,
            here: NodeAtDepth { node: ROOT, depth: 0 },
            left: [NodeAtDepth { node: NONE, depth: 0 }; NOTED],
            left_count: 0,
            levels: NameLevels { count: u32::MAX, ends: [0; NOTED], bits: 0, start: 0 },
        }
    }

    /// The next filter that matches `name`, which is always the same one. `words` is for the words of its levels, and
    /// untouched between the calls. `work` counts the nodes, and ends the walk.
    pub(super) fn next<V>(
        &mut self,
        trie: &Trie<V>,
        name: &[u8],
        words: &mut Sums,
        work: &mut Work,
    ) -> Option<Id> {
        // Counted in a register, as long as it goes on.
        let mut left = work.left;
        let id = if work.complete { self.advance(trie, name, words, &mut left) } else { Ok(None) };
        work.left = left;
        work.complete &= id.is_ok();
        let id = id.ok()??;
        work.found(self.here.depth);
        Some(id)
    }

    #[inline]
    fn advance<V>(
        &mut self,
        trie: &Trie<V>,
        name: &[u8],
        words: &mut Sums,
        left: &mut u64,
    ) -> Result<Option<Id>, Spent> {
        let mut here = self.here;
        let mut arrived = false;
        match self.next {
            Next::Start => {
                here = self.start(trie, name, words);
                self.next = Next::Arrive;
            }
            Next::Arrive => {}
            Next::Onward => arrived = true,
            Next::Back => match self.back(here, trie, name) {
                Some(back) => here = back,
                None => return Ok(None),
            },
        }
        let words = words.first_chunk::<NOTED>().unwrap_or(&[0; NOTED]);
        let NodeAtDepth { mut node, mut depth } = here;
        let lacks = !self.levels.bits;
        loop {
            while let Some(at) = trie.nodes.get(node) {
                if !arrived {
                    *left = left.checked_sub(1).ok_or(Spent)?;
                    if at.needs & lacks != 0 {
                        break;
                    }
                    if at.multi != NONE {
                        (self.here, self.next) = (NodeAtDepth { node, depth }, Next::Onward);
                        return Ok(Some(at.multi));
                    }
                }
                arrived = false;
                if depth == self.levels.count {
                    if at.end == NONE {
                        break;
                    }
                    (self.here, self.next) = (NodeAtDepth { node, depth }, Next::Back);
                    return Ok(Some(at.end));
                }
                let Some(&word) = words.get(depth as usize) else {
                    let (child, cost) = self.levels.beyond(NodeAtDepth { node, depth }, trie, at, name);
                    *left = left.checked_sub(cost).ok_or(Spent)?;
                    if child == NONE {
                        break;
                    }
                    (node, depth) = (child, depth + 1);
                    continue;
                };
                let mut literal = NONE;
                if at.first_word == word && is_short(word) {
                    literal = at.first;
                } else if at.first_word == word || at.more != 0 {
                    let (child, cost) =
                        self.levels.literal(NodeAtDepth { node, depth }, trie, at, word, name);
                    *left = left.checked_sub(cost).ok_or(Spent)?;
                    literal = child;
                }
                depth += 1;
                if literal == NONE {
                    node = at.plus;
                    continue;
                }
                if at.plus != NONE {
                    if let Some(place) = self.left.get_mut(self.left_count) {
                        *place = NodeAtDepth { node: at.plus, depth };
                        self.left_count += 1;
                    }
                }
                node = literal;
            }
            self.next = Next::Back;
            match self.back(NodeAtDepth { node, depth }, trie, name) {
                Some(back) => NodeAtDepth { node, depth } = back,
                None => return Ok(None),
            }
        }
    }

    #[inline(never)]
    fn start<V>(&mut self, trie: &Trie<V>, name: &[u8], words: &mut Sums) -> NodeAtDepth {
        self.levels.note(trie, name, words);
        let (Some(b'$'), Some(root)) = (name.first(), trie.nodes.get(ROOT)) else { return self.here };
        // No wildcard stands for the first level: [MQTT-4.7.2-1].
        let word = words.first().map_or(0, |word| *word);
        let (node, _) = self.levels.literal(self.here, trie, root, word, name);
        NodeAtDepth { node, depth: 1 }
    }

    /// To the last child for `+` that was left, if there is any.
    #[inline]
    fn back<V>(&mut self, here: NodeAtDepth, trie: &Trie<V>, name: &[u8]) -> Option<NodeAtDepth> {
        if here.depth as usize > NOTED {
            if let Some(here) = self.back_from_beyond(here, trie, name) {
                return Some(here);
            }
        }
        let Some(count) = self.left_count.checked_sub(1) else {
            // It has ended, and stays where there is nothing.
            self.here = NodeAtDepth { node: NONE, depth: 0 };
            return None;
        };
        self.left_count = count;
        self.left.get(self.left_count).copied()
    }

    /// The same where nothing is noted: up, as far as that, until there is one that is not where it came from.
    #[inline(never)]
    fn back_from_beyond<V>(&mut self, here: NodeAtDepth, trie: &Trie<V>, name: &[u8]) -> Option<NodeAtDepth> {
        let NodeAtDepth { mut node, mut depth } = here;
        while depth as usize > NOTED {
            let parent = trie.nodes.get(node)?.parent;
            let plus = trie.nodes.get(parent)?.plus;
            if plus != NONE && plus != node {
                return Some(NodeAtDepth { node: plus, depth });
            }
            let before = name.get(..self.levels.start - 1)?;
            self.levels.start = before.iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1);
            (node, depth) = (parent, depth - 1);
        }
        None
    }
}

impl NameLevels {
    /// Reads the first levels.
    fn note<V>(&mut self, trie: &Trie<V>, name: &[u8], words: &mut Sums) {
        let mut start = 0;
        for (depth, (noted, word)) in (0..).zip(self.ends.iter_mut().zip(words)) {
            let level = level_at(name, start);
            let end = start + level.len();
            *noted = u16::try_from(end).unwrap_or(u16::MAX);
            *word = trie.word(level);
            self.bits |= trie.bits(depth, *word);
            start = end + 1;
            if end == name.len() {
                self.count = depth + 1;
                self.bits |= trie.bits_of_count(self.count);
                return;
            }
        }
        self.start = start;
    }

    /// The child for a literal level where that takes a closer look, and the work that it is.
    #[inline(never)]
    fn literal<V>(
        &self,
        here: NodeAtDepth,
        trie: &Trie<V>,
        node: &Node,
        word: Word,
        name: &[u8],
    ) -> (Id, u64) {
        let start = match (here.depth as usize).checked_sub(1) {
            None => 0,
            Some(before) => self.ends.get(before).map_or(self.start, |end| usize::from(*end) + 1),
        };
        let level = level_at(name, start);
        (trie.literal(here.node, node, word, level).unwrap_or(NONE), cost_of(level.len()))
    }

    /// The child for the next level, if it is beyond those noted: the one for `+` if there is no other.
    #[inline(never)]
    fn beyond<V>(&mut self, here: NodeAtDepth, trie: &Trie<V>, node: &Node, name: &[u8]) -> (Id, u64) {
        let level = level_at(name, self.start);
        let cost = cost_of(level.len());
        let child = trie.literal(here.node, node, trie.word(level), level).unwrap_or(node.plus);
        if child != NONE {
            let end = self.start + level.len();
            if end == name.len() {
                self.count = here.depth + 1;
            }
            self.start = end + 1;
        }
        (child, cost)
    }
}

/// A look-up begins with the sums of a name's levels, and its walk writes the words of the first levels in their place.
const _: () = assert!(size_of::<Sums>() >= size_of::<[Word; NOTED]>());

/// The work that is allowed is done.
struct Spent;

/// The level that begins there.
#[inline]
fn level_at(name: &[u8], start: usize) -> &[u8] {
    let rest = name.get(start..).unwrap_or_default();
    rest.get(..rest.len() - matching::without_level(rest).len()).unwrap_or_default()
}
