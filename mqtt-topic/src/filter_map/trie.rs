//! The filters whose shapes are not probed, and their values: a tree of levels.
//!
//! A node's child for `+` and one of its literal children are in the node; all other literal children of all nodes
//! are in one table. Names find their filters with a [`Walk`](super::walk::Walk).

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
    pub(super) items: Slab<Rare<V>>,
    edges: Table<Edge>,
}

/// A filter and its value. Its text is elsewhere: a walk that finds many does not look at it.
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
struct End {
    node: Id,
    multi: bool,
}

/// Of so many levels a name's walk notes what it has read, and filters say what they need.
pub(super) const NOTED: usize = 16;

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

#[cfg(test)]
mod tests {
    use alloc::collections::{BTreeMap, BTreeSet};
    use alloc::string::{String, ToString};
    use alloc::vec::Vec;
    use alloc::{format, vec};

    use super::super::matches::Work;
    use super::super::shapes::NO_SUMS;
    use super::super::walk::Walk;
    use super::*;

    fn trie() -> Trie<usize> {
        Trie::new(HashKey::new([0x9216_d5d9_8979_fb1b, 0xd131_0ba6_98df_b5ac]))
    }

    fn filter(s: &str) -> TopicFilter<'_> {
        TopicFilter::new(s).unwrap()
    }

    /// What a walk finds, as often as it finds it.
    fn found(trie: &Trie<usize>, name: &str) -> Vec<(String, usize)> {
        let (mut walk, mut words, mut work) = (Walk::new(), NO_SUMS, Work::new(1 << 20));
        let next = || walk.next(trie, name.as_bytes(), &mut words, &mut work);
        let mut found: Vec<_> =
            core::iter::from_fn(next).map(|rare| (rare.filter.to_string(), rare.value)).collect();
        found.sort_unstable();
        assert!(walk.next(trie, name.as_bytes(), &mut words, &mut work).is_none(), "it has ended");
        found
    }

    /// The standard's words, level by level; a level `+` of a name is any text.
    fn matches(filter: &str, name: &str) -> bool {
        if filter.starts_with(['+', '#']) && name.starts_with('$') {
            return false;
        }
        let (mut filter, mut name) = (filter.split('/'), name.split('/'));
        loop {
            match (filter.next(), name.next()) {
                (Some("#"), _) | (None, None) => return true,
                (Some("+"), Some(_)) => {}
                (Some(one), Some(other)) if one == other && one != "+" => {}
                _ => return false,
            }
        }
    }

    /// All that a user may ask says what the list says; and there is just one node for each way in which filters begin.
    fn agrees(trie: &Trie<usize>, list: &BTreeMap<String, usize>, names: &[String]) {
        for name in names {
            let of_list = list.iter().filter(|(filter, _)| matches(filter, name));
            let expected: Vec<_> = of_list.map(|(filter, value)| (filter.clone(), *value)).collect();
            assert_eq!(found(trie, name), expected, "{name}");
        }
        for (s, value) in list {
            assert_eq!(
                trie.find(filter(s)).and_then(|id| trie.items.get(id)).map(|rare| rare.value),
                Some(*value)
            );
        }
        let mut beginnings = BTreeSet::new();
        for s in list.keys() {
            let levels: Vec<_> = s.split('/').filter(|level| *level != "#").collect();
            beginnings.extend((0..=levels.len()).map(|count| levels[..count].to_vec()));
        }
        assert_eq!((trie.len(), trie.nodes.len()), (list.len(), beginnings.len()));
        let (mut first, mut more) = (0, 0);
        for node in trie.nodes.iter() {
            first += usize::from(node.first != NONE) + usize::from(node.plus != NONE);
            more += node.more as usize;
        }
        assert_eq!((trie.edges.len(), first + more + 1), (more, beginnings.len().max(1)));
    }

    /// Numbers below a bound, which look random.
    fn numbers() -> impl FnMut(usize) -> usize {
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        move |below| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state >> 33).unwrap() % below
        }
    }

    fn words(alphabet: &str, longest: usize) -> Vec<String> {
        let mut all = vec![String::new()];
        let mut last = 0;
        for _ in 0..longest {
            let longer = |word: &String| alphabet.chars().map(|c| format!("{word}{c}")).collect::<Vec<_>>();
            let words: Vec<_> = all[last..].iter().flat_map(longer).collect();
            last = all.len();
            all.extend(words);
        }
        all.into_iter().skip(1).collect()
    }

    #[test]
    fn all_short_filters_and_names() {
        // Names with levels `+`, too: they stand for what no filter says.
        let names = words("a$/+", 5);
        let mut trie = trie();
        let mut list = BTreeMap::new();
        for (value, s) in
            words("a$/+#", 5).into_iter().enumerate().filter(|(_, s)| TopicFilter::new(s).is_ok())
        {
            trie.add(filter(&s), value);
            list.insert(s, value);
        }
        agrees(&trie, &list, &names);
        for (s, value) in list.clone().into_iter().filter(|(_, value)| value % 3 != 0) {
            assert_eq!(trie.remove(filter(&s)).map(|rare| rare.value), Some(value));
            assert!(trie.remove(filter(&s)).is_none() && trie.find(filter(&s)).is_none());
            list.remove(&s);
        }
        agrees(&trie, &list, &names);
    }

    #[test]
    fn filters_of_all_depths_and_levels_of_all_lengths() {
        let mut next = numbers();
        let long = "a level that begins as others do, and has more than a line of the cache holds: ";
        let levels: Vec<_> =
            (0..26).map(|len| long[..len].to_string()).chain((0..3).map(|n| format!("{long}{n}"))).collect();
        let (mut trie, mut list) = (trie(), BTreeMap::new());
        for round in 0..6 {
            let mut names = vec![];
            for value in 0..120 {
                let depth = [1, 3, 15, 16, 17, 18, 40, 127][next(8)];
                // Most levels are few, so that ways part late.
                let name: Vec<_> =
                    (0..depth).map(|_| &levels[if next(8) == 0 { next(29) } else { 1 }][..]).collect();
                let mut of_filter = name.clone();
                for _ in 0..next(4) {
                    of_filter[next(depth)] = "+";
                }
                of_filter.truncate(depth - next(2) * next(depth.min(5)));
                if next(3) == 0 {
                    of_filter.push("#");
                }
                let s = of_filter.join("/");
                if !s.is_empty() && !list.contains_key(&s) {
                    trie.add(filter(&s), value);
                    list.insert(s, value);
                }
                names.push(name.join("/"));
            }
            names.push("/".repeat(65_535));
            agrees(&trie, &list, &names);
            for s in list.keys().cloned().collect::<Vec<_>>() {
                if next(6) > round {
                    assert_eq!(trie.remove(filter(&s)).map(|rare| rare.value), list.remove(&s));
                }
            }
            agrees(&trie, &list, &names);
        }
        for (s, value) in list {
            assert_eq!(trie.remove(filter(&s)).map(|rare| rare.value), Some(value));
        }
        agrees(&trie, &BTreeMap::new(), &["a".to_string(), "/".to_string()]);
        assert_eq!(trie.edges.len(), 0);
    }

    #[test]
    fn two_ways_at_each_of_many_levels() {
        // Twelve of these are beyond what a walk notes.
        for depth in [10, 16, 17, 28] {
            let (mut trie, mut list) = (trie(), BTreeMap::new());
            for value in 0..1024 {
                let way = |level: usize| match depth - level {
                    below @ 1..=10 if value >> (below - 1) & 1 != 0 => "+",
                    _ => "a",
                };
                let s = (0..depth).map(way).collect::<Vec<_>>().join("/");
                trie.add(filter(&s), value);
                list.insert(s, value);
            }
            let name = vec!["a"; depth].join("/");
            assert_eq!(found(&trie, &name).len(), 1024);
            agrees(&trie, &list, &[name.clone() + "/a", name[2..].to_string(), name.clone() + "b", name]);
        }
    }

    #[test]
    fn numbers_are_used_again() {
        let mut trie = trie();
        for value in 0..1000 {
            let s = format!("a/{value}/+/c");
            trie.add(filter(&s), value);
            assert_eq!(trie.remove(filter(&s)).map(|rare| rare.value), Some(value));
            assert_eq!((trie.nodes.len(), trie.edges.len()), (0, 0));
        }
        trie.add(filter("a/+"), 0);
        let rooms: BTreeSet<_> = (0..1000)
            .map(|value| {
                let s = format!("a/{value}/c");
                trie.add(filter(&s), value);
                let node = trie.end_of(filter(&s)).unwrap().node;
                trie.remove(filter(&s));
                node
            })
            .collect();
        assert!(rooms.iter().all(|node| *node < 5), "{rooms:?}");
    }
}
