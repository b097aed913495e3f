//! Look-ups: all names that a filter matches, in level order, in one go or in pieces.

use core::fmt;
use core::iter::FusedIterator;

use super::judge::{self, BEHIND_DOLLAR, Miss, Run};
use super::leaf::Leaf;
use super::map::TopicMap;
use super::order::{BEHIND_LEVEL, Key};
use super::tree::Tree;
use crate::filter::TopicFilter;
use crate::limits::Incomplete;
use crate::name::TopicName;
use crate::owned::{TopicFilterBuf, TopicNameBuf};
use crate::work::Work;

/// The entries of a [`TopicMap`] whose names a filter matches, in level order. Made by [`TopicMap::matches`].
///
/// It ends where there are no more, or where its budget does; [`is_complete`](Self::is_complete) tells which.
/// It allocates nothing, but in [`pause`](Self::pause).
#[must_use = "a look-up goes only as far as it is iterated"]
pub struct Matches<'m, 'f, V> {
    tree: &'m Tree<V>,
    filter: TopicFilter<'f>,
    /// Where the next name is; `None` at the end.
    leaf: Option<&'m Leaf<V>>,
    at: usize,
    /// The names before this place in the leaf, and from `at` on, are known to match.
    run_end: usize,
    work: Work,
}

/// Where a look-up goes on that was paused: a filter, and the name at which to begin. It does not borrow the map, which
/// may change in any way until then.
///
/// Made by [`Matches::pause`], and used by [`TopicMap::resume`].
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Cursor {
    filter: TopicFilterBuf,
    next: TopicNameBuf,
}

impl Cursor {
    /// What the look-up is for.
    pub fn filter(&self) -> TopicFilter<'_> {
        self.filter.as_filter()
    }
}

impl<'m, 'f, V> Matches<'m, 'f, V> {
    pub(super) fn new(map: &'m TopicMap<V>, filter: TopicFilter<'f>) -> Self {
        Self::from(map, filter, judge::start(filter.as_bytes()))
    }

    fn from(map: &'m TopicMap<V>, filter: TopicFilter<'f>, key: Key<'_>) -> Self {
        let work = Work::new(map.limits.max_work);
        let mut matches = Self { tree: &map.tree, filter, leaf: None, at: 0, run_end: 0, work };
        matches.descend(key);
        matches
    }

    /// Sets how many more steps may find nothing; with 0 it ends before the next step. The budget is
    /// [`Limits::max_work`] unless set, and may be set again at any time, also when it is used up.
    ///
    /// A step looks at a name that does not match, and skips those that cannot: for `a/#`, there is no more than one.
    /// Entries that are found do not count, and each gives back 16 steps. To take some of them, use
    /// [`by_ref`](Iterator::by_ref) and [`take`](Iterator::take), and then [`pause`](Self::pause).
    ///
    /// [`Limits::max_work`]: crate::Limits::max_work
    pub fn set_budget(&mut self, steps: u32) {
        self.work = Work::new(steps);
    }

    /// Returns the same lookup with another budget; see [`set_budget`](Self::set_budget).
    pub fn with_budget(mut self, steps: u32) -> Self {
        self.set_budget(steps);
        self
    }

    /// Returns whether nothing was left out so far. It is `false` once the budget has ended the lookup where there may be
    /// more, until the budget is set again.
    pub fn is_complete(&self) -> bool {
        self.work.complete
    }

    /// Returns where to go on later, also if the map has changed by then; `None` if there is no more. This copies the filter
    /// and a name.
    pub fn pause(&self) -> Option<Cursor> {
        let next = self.leaf?.names.name(self.at).into();
        Some(Cursor { filter: self.filter.into(), next })
    }

    /// Looks at names until one matches, and finds out how many behind it do, too.
    fn find_run(&mut self) -> Option<()> {
        let filter = self.filter.as_str().as_bytes();
        loop {
            let names = &self.leaf?.names;
            if !self.work.goes_on() {
                return None;
            }
            let name = names.at(self.at).as_bytes();
            let steps = match judge::judge(filter, name) {
                Ok(run) => {
                    self.run_end = match run {
                        Run::One => self.at + 1,
                        // A run that comes from the leaf before often goes on to the next.
                        Run::Below(levels) if self.at == 0 && names.last_is_below(levels) => names.len(),
                        Run::Below(levels) => names.lower_bound_behind(self.at, levels, BEHIND_LEVEL),
                        Run::All if Key::of(DOLLAR).compare(name).is_gt() => {
                            names.lower_bound_behind(self.at, 0, DOLLAR.as_bytes())
                        }
                        Run::All => names.len(),
                    };
                    return Some(());
                }
                Err((Miss::Seek { keep, then }, steps)) => {
                    // Mostly it is near.
                    self.at = names.lower_bound_behind(self.at, keep, then);
                    if self.at == names.len() {
                        self.descend(Key::new(name.get(..keep)?, then));
                    }
                    steps
                }
                Err((Miss::End, steps)) => {
                    self.leaf = None;
                    steps
                }
            };
            self.work.spend(steps);
        }
    }

    fn descend(&mut self, key: Key<'_>) {
        self.leaf = self.tree.leaf_for(key);
        self.at = self.leaf.map_or(0, |leaf| leaf.names.lower_bound(key));
        self.run_end = self.at; // in this leaf, no name is known to match yet
        self.skip_end_of_leaf();
    }

    #[inline]
    fn skip_end_of_leaf(&mut self) {
        if let Some(leaf) = self.leaf.filter(|leaf| self.at >= leaf.names.len()) {
            (self.leaf, self.at, self.run_end) = (self.tree.leaf(leaf.next), 0, 0);
        }
    }
}

impl<'m, V> Iterator for Matches<'m, '_, V> {
    type Item = (TopicName<'m>, &'m V);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.run_end {
            self.find_run()?;
        }
        let leaf = self.leaf?;
        let entry = (leaf.names.name(self.at), leaf.values.get(self.at)?);
        self.at += 1;
        self.work.found(0);
        self.skip_end_of_leaf();
        Some(entry)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.tree.len()))
    }
}

impl<V> FusedIterator for Matches<'_, '_, V> {}

impl<V> Clone for Matches<'_, '_, V> {
    fn clone(&self) -> Self {
        Self { ..*self }
    }
}

impl<V> fmt::Debug for Matches<'_, '_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let next = self.leaf.map(|leaf| leaf.names.name(self.at));
        f.debug_struct("Matches")
            .field("filter", &self.filter)
            .field("next", &next)
            .field("budget", &self.work.left)
            .finish_non_exhaustive()
    }
}

impl<V> TopicMap<V> {
    /// Returns the entries whose names the filter matches, in level order.
    ///
    /// The lookup ends early only after [`Limits::max_work`] steps that find nothing, as `+/x` does over millions of first
    /// levels without an `x`; [`Matches::is_complete`] tells. However many entries are found, all of them come.
    ///
    /// Names that cannot match are skipped: `a/b/#` finds its first name in O(log n) and then walks; a `+` costs a
    /// search or two for each level that it stands for, mostly among neighbours. Nothing is allocated. A filter that
    /// begins with a wildcard finds no name that begins with `$`. `$share/...` is not taken apart.
    ///
    /// ```
    /// use mqtt_topic::{TopicFilter, TopicMap, TopicName};
    ///
    /// let mut retained = TopicMap::new();
    /// for name in ["plant/1/pump", "plant/2/pump", "plant/2/valve", "$SYS/uptime"] {
    ///     retained.insert(TopicName::new(name)?, name.len())?;
    /// }
    /// let found = retained.matches(TopicFilter::new("plant/+/pump")?);
    /// assert!(found.map(|(name, _)| name.as_str()).eq(["plant/1/pump", "plant/2/pump"]));
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ///
    /// In pieces of at most 300 entries, so that a `#` over everything does not keep others waiting:
    ///
    /// ```
    /// # use mqtt_topic::{TopicFilter, TopicMap, TopicName};
    /// # let mut retained = TopicMap::new();
    /// # for n in 0..1000 {
    /// #     retained.insert(TopicName::new(&format!("plant/{n}"))?, n)?;
    /// # }
    /// let mut sent = 0;
    /// let mut piece = retained.matches(TopicFilter::new("plant/#")?);
    /// sent += piece.by_ref().take(300).count();
    /// let mut paused = piece.pause();
    ///
    /// while let Some(cursor) = paused {
    ///     // Here others have their turn, and the map may change.
    ///     retained.insert(TopicName::new("plant/another")?, 0)?;
    ///     let mut piece = retained.resume(&cursor);
    ///     sent += piece.by_ref().take(300).count();
    ///     paused = piece.pause();
    /// }
    /// assert!(sent >= 1000);
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ///
    /// [`Limits::max_work`]: crate::Limits::max_work
    pub fn matches<'f>(&self, filter: TopicFilter<'f>) -> Matches<'_, 'f, V> {
        Matches::new(self, filter)
    }

    /// Calls `visit` with each entry whose name the filter matches, in level order.
    ///
    /// # Errors
    ///
    /// [`Incomplete`] if [`Limits::max_work`](crate::Limits::max_work) ended the lookup. What was found before was
    /// visited.
    pub fn for_each_match<'m>(
        &'m self,
        filter: TopicFilter<'_>,
        mut visit: impl FnMut(TopicName<'m>, &'m V),
    ) -> Result<(), Incomplete> {
        let mut matches = self.matches(filter);
        matches.by_ref().for_each(|(name, value)| visit(name, value));
        if matches.is_complete() { Ok(()) } else { Err(Incomplete) }
    }

    /// Goes on with a lookup that was paused, with a budget as in the beginning.
    ///
    /// A name that the filter matches, and that is in the map all the time, comes exactly once in all pieces together.
    /// One that is inserted or removed between them may come or not, but not twice.
    pub fn resume<'c>(&self, cursor: &'c Cursor) -> Matches<'_, 'c, V> {
        Matches::from(self, cursor.filter(), Key::of(&cursor.next))
    }

    /// How many names the filter matches, without walking over them, in O(log n).
    ///
    /// This is exact for a filter without `+`, such as `a/b/#`, `#` or `a/b`. With a `+` in it, it is the number of
    /// names that begin with the levels before the first `+`: never too low.
    pub fn estimate(&self, filter: TopicFilter<'_>) -> usize {
        let rank = |head, tail| self.tree.rank(Key::new(head, tail));
        let bytes = filter.as_str().as_bytes();
        let literal = judge::literal(bytes);
        match bytes.get(literal.len()..) {
            Some([]) => {
                let key = Key::of(filter.as_str());
                usize::from(self.tree.leaf_for(key).is_some_and(|leaf| leaf.names.search(key).is_ok()))
            }
            Some([b'#' | b'+', ..]) if literal.is_empty() => {
                self.len() - (rank(BEHIND_DOLLAR, b"") - rank(DOLLAR.as_bytes(), b"")) // [MQTT-4.7.2-1]
            }
            // `a/+`: the level above does not match.
            Some([b'+', ..]) => rank(literal_level(literal), BEHIND_LEVEL) - rank(literal, b""),
            _ => rank(literal, BEHIND_LEVEL) - rank(literal, b""),
        }
    }
}

/// What names begin with that a server keeps for itself.
const DOLLAR: &str = "$";

/// Without the slash at the end.
fn literal_level(literal: &[u8]) -> &[u8] {
    literal.strip_suffix(b"/").unwrap_or(literal)
}
