//! The way of one name through the trie: down by the name's level first, by `+` then, and back to where a `+` was left.

use super::item::Item;
use super::shapes::Sums;
use super::slab::{Id, NONE};
use super::trie::{ROOT, Trie, Word, is_short};
use crate::matching;

/// On the way through a trie, for one name.
#[derive(Clone)]
pub(super) struct Walk {
    node: Id,
    next: Next,
    /// How many levels down that is.
    depth: usize,
    /// Where in the name the next level begins; past its end where there is none.
    start: usize,
    /// A bit for each depth at which a child for `+` waits to be walked,
    waiting: u128,
    /// which child that is,
    pluses: [Id; NOTED],
    /// and where the name's level ends that it stands for.
    ends: [u16; NOTED],
    /// Of how many levels the ends and words are known.
    known: usize,
}

#[derive(Clone, Copy)]
enum Next {
    /// What ends at this node with `#`, then
    Arrive,
    /// what ends without, or is below, then
    Onward,
    /// what was left to be walked.
    Back,
}

/// Of so many levels it is noted where they end, what their words are, and which child waits; farther down, each is found again.
const NOTED: usize = 16;

impl Walk {
    pub(super) const fn new() -> Self {
        Self {
            node: ROOT,
            next: Next::Arrive,
            depth: 0,
            start: 0,
            waiting: 0,
            pluses: [NONE; NOTED],
            ends: [0; NOTED],
            known: 0,
        }
    }

    /// The next filter that matches `name`, which is always the same one. `words` is for the words of its levels, and untouched
    /// between the calls. `spend` is told how much each step costs, and ends the walk.
    pub(super) fn next<'m, V>(
        &mut self,
        trie: &'m Trie<V>,
        name: &[u8],
        words: &mut Sums,
        mut spend: impl FnMut(usize) -> bool,
    ) -> Option<&'m Item<V>> {
        loop {
            if let Next::Back = self.next {
                self.back(trie, name)?;
            }
            let node = trie.nodes.get(self.node)?;
            let takes_wildcard = self.depth != 0 || name.first() != Some(&b'$');
            if let Next::Arrive = self.next {
                if !spend(1) {
                    return None;
                }
                if node.multi != NONE && takes_wildcard {
                    self.next = Next::Onward;
                    return trie.items.get(node.multi);
                }
            }
            if self.start > name.len() {
                self.next = Next::Back;
                if node.end != NONE {
                    return trie.items.get(node.end);
                }
                continue;
            }
            let (end, word) = self.level(trie, name, words);
            let literal = if node.first_word == word && is_short(word) {
                Some(node.first)
            } else {
                let level = name.get(self.start..end).unwrap_or_default();
                if !spend(level.len() / 64) {
                    return None;
                }
                trie.literal(self.node, node, word, level)
            };
            let plus = if takes_wildcard { node.plus } else { NONE };
            match literal {
                Some(literal) => {
                    if plus != NONE {
                        self.waiting |= 1 << self.depth;
                        if let Some(place) = self.pluses.get_mut(self.depth) {
                            *place = plus;
                        }
                    }
                    self.node = literal;
                }
                None if plus != NONE => self.node = plus,
                None => {
                    self.next = Next::Back;
                    continue;
                }
            }
            self.next = Next::Arrive;
            self.depth += 1;
            self.start = end + 1;
        }
    }

    /// Where the next level of the name ends, and its word.
    #[inline]
    fn level<V>(&mut self, trie: &Trie<V>, name: &[u8], words: &mut Sums) -> (usize, Word) {
        if self.depth < self.known {
            if let (Some(end), Some(word)) = (self.ends.get(self.depth), words.get(self.depth)) {
                return (usize::from(*end), *word);
            }
        }
        self.new_level(trie, name, words)
    }

    #[inline(never)]
    fn new_level<V>(&mut self, trie: &Trie<V>, name: &[u8], words: &mut Sums) -> (usize, Word) {
        let rest = name.get(self.start..).unwrap_or_default();
        let len = rest.len() - matching::without_level(rest).len();
        let (end, word) = (self.start + len, trie.word(rest.get(..len).unwrap_or_default()));
        if let (Some(noted_end), Some(noted), Ok(short_end)) =
            (self.ends.get_mut(self.depth), words.get_mut(self.depth), u16::try_from(end))
        {
            (*noted_end, *noted) = (short_end, word);
            self.known = self.depth + 1;
        }
        (end, word)
    }

    /// To the last child for `+` that was left, if there is any.
    #[inline]
    fn back<V>(&mut self, trie: &Trie<V>, name: &[u8]) -> Option<()> {
        let depth = self.waiting.checked_ilog2()? as usize;
        self.waiting &= !(1 << depth);
        if let (Some(plus), Some(end)) = (self.pluses.get(depth), self.ends.get(depth)) {
            self.node = *plus;
            self.start = usize::from(*end) + 1;
        } else {
            self.far_back(trie, name, depth)?;
        }
        self.depth = depth + 1;
        self.next = Next::Arrive;
        Some(())
    }

    /// The same where nothing is noted.
    #[inline(never)]
    fn far_back<V>(&mut self, trie: &Trie<V>, name: &[u8], depth: usize) -> Option<()> {
        for _ in depth..self.depth {
            self.node = trie.nodes.get(self.node)?.parent();
        }
        self.node = trie.nodes.get(self.node)?.plus;
        for _ in depth + 1..self.depth {
            let before = name.get(..self.start - 1)?;
            self.start = before.iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1);
        }
        Some(())
    }
}
