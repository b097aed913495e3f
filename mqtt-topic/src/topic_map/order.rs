//! Level order: bytes in their order, but the slash before all others. So a level, and then all that is below it, stand
//! together: `a`, `a/b`, `a/b/c`, `a/c`, and only then `a b` and `a-b`.

use core::cmp::Ordering;

use crate::matching::without_common_prefix;

/// Behind all that is below a level: U+0001 comes next to the slash, since no name has U+0000.
pub(super) const BEHIND_LEVEL: &[u8] = &[1];

/// A place in level order: that of `head` and `tail` written together. It need be no name.
#[derive(Clone, Copy)]
pub(super) struct Key<'k> {
    head: &'k [u8],
    tail: &'k [u8],
}

impl<'k> Key<'k> {
    /// The first place of names that begin with `head` and then `tail`.
    pub(super) const fn new(head: &'k [u8], tail: &'k [u8]) -> Self {
        Self { head, tail }
    }

    /// The place of a name.
    pub(super) const fn of(name: &'k str) -> Self {
        Self { head: name.as_bytes(), tail: &[] }
    }

    #[inline]
    pub(super) fn compare(self, name: &[u8]) -> Ordering {
        self.relate(name).1
    }

    /// How many bytes the key and a name begin with together, and how it stands to the name.
    #[inline]
    fn relate(self, name: &[u8]) -> (usize, Ordering) {
        let (mut key, mut rest) = without_common_prefix(self.head, name);
        if key.is_empty() {
            (key, rest) = without_common_prefix(self.tail, rest);
        }
        (name.len() - rest.len(), compare_first(key, rest))
    }

    /// The byte at a place as [`Fork`]s have it, if the key is so long.
    #[inline]
    fn rank_at(self, at: usize) -> Option<u8> {
        let byte = match self.head.get(at) {
            Some(byte) => byte,
            None => self.tail.get(at - self.head.len())?,
        };
        Some(rank(*byte))
    }
}

/// Where a string parts from the one before it, in a list in level order.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Fork {
    /// How many bytes the two begin with together.
    common: u16,
    /// The byte that then comes in the second, as a number in level order.
    rank: u8,
}

impl Fork {
    pub(super) const NONE: Self = Self { common: 0, rank: 0 };

    /// Where `high` parts from `low`.
    pub(super) fn between(low: &[u8], high: &[u8]) -> Self {
        let common = common_prefix(low, high);
        let rank = high.get(common).copied().map(rank).unwrap_or_default();
        Self { common: u16::try_from(common).unwrap_or(u16::MAX), rank }
    }

    /// Where a string parts from another, if it parted so from the one between, and that one so from the other.
    pub(super) fn over(self, between: Self) -> Self {
        if between.common < self.common { between } else { self }
    }

    /// How the string stands to a key of which the one before has so many bytes, and which then goes on behind it with
    /// others, as far as the fork tells.
    #[inline]
    pub(super) fn compare(self, keep: usize, then: &[u8]) -> Ordering {
        match self.common().cmp(&keep) {
            // It goes on as the one before.
            Ordering::Greater => Ordering::Less,
            Ordering::Less => Ordering::Greater,
            Ordering::Equal => Some(self.rank).cmp(&then.first().copied().map(rank)),
        }
    }

    #[inline]
    fn common(self) -> usize {
        usize::from(self.common)
    }
}

/// Finds the key in strings that are in level order, each of which parts from the one before as its fork says; the
/// first fork says nothing. `Err` is where the key would stand.
///
/// Most of the time goes into waiting for memory, so only one string is looked at, however much they have in common.
/// The forks alone lead to a string that has as much in common with the key as any has; where it parts from the key,
/// the forks tell how the key stands to the others.
#[inline]
pub(super) fn search<'a>(
    forks: &[Fork],
    key: Key<'_>,
    string: impl Fn(usize) -> &'a [u8],
) -> Result<usize, usize> {
    if forks.is_empty() {
        return Err(0);
    }
    let (mut nearest, mut limit) = (0, u16::MAX);
    for (at, fork) in forks.iter().enumerate().skip(1) {
        // Behind a string that is too high, all are that go on as it does.
        if fork.common < limit {
            let reached = key.rank_at(fork.common()).is_some_and(|rank| rank >= fork.rank);
            (nearest, limit) = if reached { (at, u16::MAX) } else { (nearest, fork.common) };
        }
    }
    let (common, order) = key.relate(string(nearest));
    let parts_later = |fork: &Fork| fork.common() > common;
    match order {
        Ordering::Equal => Ok(nearest),
        Ordering::Less => {
            let before = forks.get(1..=nearest).unwrap_or_default();
            Err(nearest - before.iter().rev().take_while(|fork| parts_later(fork)).count())
        }
        Ordering::Greater => {
            let behind = forks.get(nearest + 1..).unwrap_or_default();
            Err(nearest + 1 + behind.iter().take_while(|fork| parts_later(fork)).count())
        }
    }
}

/// How many bytes two strings begin with together.
#[inline]
pub(super) fn common_prefix(a: &[u8], b: &[u8]) -> usize {
    a.len() - without_common_prefix(a, b).0.len()
}

/// The shortest string that is above `low` and not above `high`, of which `low` is the lower.
pub(super) fn separator<'a>(low: &[u8], high: &'a [u8]) -> &'a [u8] {
    high.get(..=common_prefix(low, high)).unwrap_or(high)
}

/// Level order of two strings, with their common prefix taken off.
#[inline]
pub(super) fn compare_first(a: &[u8], b: &[u8]) -> Ordering {
    a.first().copied().map(rank).cmp(&b.first().copied().map(rank))
}

/// A byte's place in level order. No name has the byte 0.
#[inline]
const fn rank(byte: u8) -> u8 {
    if byte == b'/' { 0 } else { byte }
}

#[cfg(test)]
mod tests {
    use std::string::String;
    use std::vec;
    use std::vec::Vec;

    use super::*;

    /// All strings of up to five out of what is on each side of the slash.
    fn strings() -> Vec<String> {
        let mut all = vec![String::new()];
        let mut last = all.clone();
        for _ in 0..5 {
            let longer = |s: &String| ["/", ".", "0", "\u{1}", "é"].map(|c| s.clone() + c);
            last = last.iter().flat_map(longer).collect();
            all.extend_from_slice(&last);
        }
        all
    }

    /// What level order is: the slash before all others, and everything behind what it begins with.
    fn mapped(s: &str) -> String {
        s.replace('/', "\0")
    }

    #[test]
    fn keys_compare_in_level_order() {
        let strings = strings();
        for a in strings.iter().step_by(7) {
            for b in &strings {
                let expected = mapped(a).cmp(&mapped(b));
                for at in 0..=a.len() {
                    let (head, tail) = a.as_bytes().split_at(at);
                    assert_eq!(Key::new(head, tail).compare(b.as_bytes()), expected, "{a:?} {b:?}");
                }
                let below = b == a || b.starts_with(&(a.clone() + "/"));
                let is_behind = Key::new(a.as_bytes(), BEHIND_LEVEL).compare(b.as_bytes()).is_gt();
                assert_eq!(is_behind, below || expected.is_gt(), "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn forks_can_be_joined() {
        let mut strings = strings();
        strings.sort_by_key(|s| mapped(s));
        let bytes: Vec<_> = strings.iter().step_by(31).map(String::as_bytes).collect();
        for (k, low) in bytes.iter().enumerate() {
            for (j, between) in bytes.iter().enumerate().skip(k + 1) {
                for high in bytes.iter().skip(j + 1) {
                    let joined = Fork::between(between, high).over(Fork::between(low, between));
                    assert_eq!(joined, Fork::between(low, high));
                }
            }
        }
    }

    #[test]
    fn separators_are_between() {
        let strings = strings();
        for (a, b) in strings.iter().step_by(5).flat_map(|a| strings.iter().map(move |b| (a, b))) {
            if mapped(a) < mapped(b) {
                let separator = separator(a.as_bytes(), b.as_bytes());
                assert!(Key::new(separator, &[]).compare(a.as_bytes()).is_gt(), "{a:?} {b:?}");
                assert!(Key::new(separator, &[]).compare(b.as_bytes()).is_le(), "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn search_finds_what_is_there_and_where_it_would_be() {
        for (begin, step) in [("", 11), ("é/", 7), ("a long beginning/", 50), ("/", 301)] {
            let mut strings: Vec<_> = strings().into_iter().map(|s| String::from(begin) + &s).collect();
            strings.sort_by_key(|s| mapped(s));
            let some: Vec<_> = strings.iter().skip(3).step_by(step).collect();
            let before = [""].into_iter().chain(some.iter().map(|s| s.as_str()));
            let forks: Vec<_> =
                before.zip(&some).map(|(low, high)| Fork::between(low.as_bytes(), high.as_bytes())).collect();
            for s in strings.iter().map(String::as_str).chain(["", "a", "\u{10FFFF}", begin]) {
                let expected = some.binary_search_by_key(&mapped(s), |s| mapped(s));
                for at in 0..=s.len() {
                    let (head, tail) = s.as_bytes().split_at(at);
                    let found = search(&forks, Key::new(head, tail), |at| some[at].as_bytes());
                    assert_eq!(found, expected, "{s:?}");
                }
            }
        }
        assert_eq!(search(&[], Key::of("a"), |_| b""), Err(0));
    }
}
