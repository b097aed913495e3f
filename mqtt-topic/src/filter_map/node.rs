//! A node of the trie, and what it knows of its last level.

use alloc::boxed::Box;

use super::hash::HashKey;
use super::slab::{Id, NONE};
use crate::ascii::load_short;

/// The filters that begin with the same levels. One line of the cache.
#[derive(Clone)]
#[repr(align(64))]
pub(super) struct Node {
    /// What all filters below have in common: bits without which a name need not look.
    /// Removals leave too few.
    pub(super) needs: u64,
    /// Its last level, if that is long.
    pub(super) text: LevelText,
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

/// A level of up to seven bytes, filled up with slashes; or a hash of a longer one, with a bit that tells it from any
/// short one.
pub(super) type Word = u64;

/// A level in full, where its word does not say it.
#[derive(Clone)]
pub(super) enum LevelText {
    Short,
    Inline { len: u8, bytes: [u8; INLINE] },
    Boxed(Box<[u8]>),
}

/// A level in one word.
pub(super) fn word_of(key: HashKey, level: &[u8]) -> Word {
    if level.len() < 8 { load_short(level) } else { key.level(0, level) | LONG }
}

/// Whether a word says all of its level.
#[inline]
pub(super) const fn is_short(word: Word) -> bool {
    word & LONG == 0
}

impl Node {
    pub(super) const fn new(parent: Id, text: LevelText) -> Self {
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

    pub(super) const fn item(&self, multi: bool) -> Id {
        if multi { self.multi } else { self.end }
    }

    pub(super) const fn item_mut(&mut self, multi: bool) -> &mut Id {
        if multi { &mut self.multi } else { &mut self.end }
    }

    /// Whether nothing ends here, or is below.
    pub(super) const fn is_bare(&self) -> bool {
        self.plus == NONE && self.first == NONE && self.more == 0 && self.end == NONE && self.multi == NONE
    }
}

impl LevelText {
    pub(super) fn of(level: &[u8]) -> Self {
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
    pub(super) fn is(&self, level: &[u8]) -> bool {
        match self {
            Self::Short => false,
            Self::Inline { len, bytes } => bytes.get(..usize::from(*len)) == Some(level),
            Self::Boxed(text) => **text == *level,
        }
    }
}

/// The word of no level.
pub(super) const NO_WORD: Word = 0;
/// Not in the word of a short level, whose last byte is a slash.
const LONG: Word = 1 << 63;
/// What a node has room for.
const INLINE: usize = 22;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_is_one_line_of_the_cache() {
        assert_eq!((size_of::<Node>(), size_of::<Option<Node>>()), (64, 64));
    }
}
