//! The filters whose shapes are not probed, found level by level.
//!
//! For each way in which such a filter begins there is a node, by the sum of its levels' hashes: how many filters go on from there,
//! and how. Nodes have no text; what is found through them is compared in the end. A walk goes down from the root, by the name's
//! level first, by `+` then, and needs no more memory than which of the two it took in each level.

use super::hash::HashKey;
use super::shapes::Shape;
use super::table::{Hashed, Table};
use crate::filter::TopicFilter;
use crate::levels::Levels;

/// How some filters begin, and how they go on: how many in each way.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Node {
    /// Which filters: the sum of the hashes of their first levels.
    hash: u64,
    /// With a level of text.
    literal: u32,
    /// With `+`.
    single: u32,
    /// With `#`.
    multi: u32,
    /// Not at all.
    end: u32,
}

impl Hashed for Node {
    fn hash(&self, _: HashKey) -> u64 {
        self.hash
    }
}

/// All nodes.
pub(super) type Nodes = Table<Node>;

impl Nodes {
    /// One more filter.
    pub(super) fn grow(&mut self, filter: TopicFilter<'_>) {
        let key = self.key();
        for_each_step(key, filter, |hash, step| {
            let place = self.place(hash, |node| node.hash == hash);
            let place = place.unwrap_or_else(|| self.add(hash, Node { hash, ..Node::default() }));
            if let Some(node) = self.at_mut(place) {
                *step(node) += 1;
            }
        });
    }

    /// One filter less.
    pub(super) fn prune(&mut self, filter: TopicFilter<'_>) {
        let key = self.key();
        for_each_step(key, filter, |hash, step| {
            let Some(place) = self.place(hash, |node| node.hash == hash) else { return };
            let Some(node) = self.at_mut(place) else { return };
            *step(node) -= 1;
            if *node == (Node { hash, ..Node::default() }) {
                self.remove(place);
            }
        });
    }
}

/// The nodes on the way of a filter, and how it goes on from each.
fn for_each_step(
    key: HashKey,
    filter: TopicFilter<'_>,
    mut step: impl FnMut(u64, fn(&mut Node) -> &mut u32),
) {
    let mut hash = 0_u64;
    for (position, level) in filter.levels().enumerate() {
        match level {
            "#" => return step(hash, |node| &mut node.multi),
            "+" => step(hash, |node| &mut node.single),
            _ => step(hash, |node| &mut node.literal),
        }
        hash = hash.wrapping_add(key.level(position, level.as_bytes()));
    }
    step(hash, |node| &mut node.end);
}

/// On the way through the nodes, for one name.
#[derive(Clone)]
pub(super) struct Walk<'n> {
    name: &'n str,
    /// Where in the name the level begins that comes next; past its end where there is none.
    start: usize,
    /// The way to here: its levels, and which were `+`.
    shape: Shape,
    /// The sum of their hashes.
    hash: u64,
    next: Next,
}

#[derive(Clone, Copy)]
enum Next {
    /// There may be a node here.
    Arrive,
    /// Filters that end here, then.
    End(Node),
    /// The levels below, then.
    Down(Node),
    /// The level below was walked, or there is none.
    Up,
}

impl<'n> Walk<'n> {
    pub(super) fn new(name: &'n str) -> Self {
        Self { name, start: 0, shape: Shape::default(), hash: 0, next: Next::Arrive }
    }

    /// The hash and the shape of the next filter that may be there. `work` is told how much each step costs, and ends the walk.
    pub(super) fn next(
        &mut self,
        nodes: &Nodes,
        mut work: impl FnMut(usize) -> bool,
    ) -> Option<(u64, Shape)> {
        let key = nodes.key();
        loop {
            match self.next {
                Next::Arrive => {
                    if !work(1 + self.level().len() / 64) {
                        return None;
                    }
                    let Some(node) = nodes.find(self.hash, |node| node.hash == self.hash) else {
                        self.next = Next::Up;
                        continue;
                    };
                    self.next = Next::End(*node);
                    if node.multi != 0 && self.takes_wildcard() {
                        let hash = self.hash.wrapping_add(key.level(self.position(), b"#"));
                        return Some((hash, Shape { multi: true, ..self.shape }));
                    }
                }
                Next::End(node) => {
                    self.next = if self.start > self.name.len() { Next::Up } else { Next::Down(node) };
                    if self.start > self.name.len() && node.end != 0 {
                        return Some((self.hash, self.shape));
                    }
                }
                Next::Down(node) if node.literal != 0 => self.descend(key, false),
                Next::Down(node) if node.single != 0 && self.takes_wildcard() => self.descend(key, true),
                Next::Down(_) => self.next = Next::Up,
                Next::Up if self.shape.levels == 0 => return None,
                Next::Up => {
                    let literal = self.ascend(key);
                    let here = nodes.find(self.hash, |node| node.hash == self.hash);
                    match here {
                        Some(node) if literal && node.single != 0 && self.takes_wildcard() => {
                            self.descend(key, true);
                        }
                        _ => {}
                    }
                }
            }
        }
    }

    fn position(&self) -> usize {
        self.shape.levels as usize
    }

    /// The name's level that comes next.
    fn level(&self) -> &'n str {
        let rest = self.name.get(self.start..).unwrap_or_default();
        Levels::of(rest).next().unwrap_or_default()
    }

    /// No wildcard stands for a first level that begins with `$`.
    fn takes_wildcard(&self) -> bool {
        self.shape.levels != 0 || !self.name.starts_with(['$'])
    }

    fn descend(&mut self, key: HashKey, single: bool) {
        let level = self.level();
        let stands = if single { "+" } else { level };
        self.hash = self.hash.wrapping_add(key.level(self.position(), stands.as_bytes()));
        self.start += level.len() + 1;
        self.shape.wild |= u128::from(single) << self.shape.levels;
        self.shape.levels += 1;
        self.next = Next::Arrive;
    }

    /// Whether the level that is left was the name's own.
    fn ascend(&mut self, key: HashKey) -> bool {
        self.shape.levels -= 1;
        let before = self.name.get(..self.start - 1).unwrap_or_default();
        self.start = before.rfind(['/']).map_or(0, |slash| slash + 1);
        let level = before.get(self.start..).unwrap_or_default();
        let bit = 1 << self.shape.levels;
        let single = self.shape.wild & bit != 0;
        self.shape.wild &= !bit;
        let stood = if single { "+" } else { level };
        self.hash = self.hash.wrapping_sub(key.level(self.position(), stood.as_bytes()));
        !single
    }
}
