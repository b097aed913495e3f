//! Whether a set of filters matches all that one filter matches, though none of the set may do so alone: `a` and
//! `a/+/#` cover `a/#` together.
//!
//! A few names decide it. Put a level that no filter has as a literal for each `+`, and any number of them for `#`: a
//! filter that matches such a *witness* has a wildcard at each of these places, so it matches all names that differ
//! from the witness there and nowhere else. The filter is covered exactly when each of its witnesses is matched.
//!
//! No filter has the literal level `+`, so `+` itself is that level. A filter without `#` is its own, only witness.

#[cfg(feature = "alloc")]
use alloc::string::String;
use core::ops::Range;

use crate::filter::TopicFilter;
use crate::levels::Levels;
#[cfg(feature = "alloc")]
use crate::limits::Incomplete;
use crate::matching;
#[cfg(feature = "alloc")]
use crate::name::TopicName;
#[cfg(feature = "alloc")]
use crate::text::Text;

/// Returns whether every topic name that `filter` matches is matched by at least one of `set`.
///
/// This takes no memory. It takes one pass over the set, and one more for every 1,024 levels below a `filter` that ends
/// with `#` if the set spells them all out. For a set of `n` bytes these are no more than `sqrt(n) / 1024` passes. Names
/// count as if they could have more than 65,535 bytes.
///
/// ```
/// use mqtt_topic::{TopicFilter, covers_set};
///
/// let readable = ["plant", "plant/+", "plant/+/+/#", "$SYS/uptime"].map(TopicFilter::from_static);
///
/// assert!(covers_set(readable, TopicFilter::new("plant/3/pump/status")?));
/// assert!(covers_set(readable, TopicFilter::new("plant/#")?)); // which none of them covers alone
/// assert!(!covers_set(readable, TopicFilter::new("$SYS/#")?));
/// # Ok::<(), mqtt_topic::TopicFilterError>(())
/// ```
pub fn covers_set<'a, S>(set: S, filter: TopicFilter<'_>) -> bool
where
    S: IntoIterator<Item = TopicFilter<'a>>,
    S::IntoIter: Clone,
{
    let mut set = set.into_iter();
    let (name, open) = shortest_witness(filter);
    if !open {
        return set.any(|one| matching::matches(one.as_bytes(), name.as_bytes()));
    }
    let mut start = 0;
    loop {
        let mut exact = Depths::starting_at(start);
        let mut all_from = usize::MAX;
        for one in set.clone() {
            match Reach::of(one, name) {
                Some(Reach::Exactly(below)) => exact.insert(below),
                Some(Reach::From(below)) => all_from = all_from.min(below),
                None => {}
            }
        }
        // Without a `#` in the set there are always deeper names.
        let end = all_from.min(start + Depths::COUNT);
        if all_from == usize::MAX || !exact.contains_all(start..end) {
            return false;
        }
        if end == all_from {
            return true;
        }
        start = end;
    }
}

/// Which witnesses of a filter that ends with `#` another filter matches, by how many levels they have below the shortest
/// one.
enum Reach {
    Exactly(usize),
    /// These and all with more.
    From(usize),
}

impl Reach {
    fn of(filter: TopicFilter<'_>, shortest: &str) -> Option<Self> {
        if filter.begins_with_wildcard() && shortest.starts_with(['$']) {
            return None; // [MQTT-4.7.2-1]
        }
        let mut levels = Levels::of(shortest);
        let mut below = 0;
        for wanted in filter.levels() {
            match (wanted, levels.next()) {
                ("#", _) => return Some(Self::From(below)),
                ("+", Some(_)) => {}
                ("+", None) => below += 1,
                (literal, Some(level)) if literal == level => {}
                _ => return None,
            }
        }
        levels.next().is_none().then_some(Self::Exactly(below))
    }
}

/// A set of numbers from a window.
struct Depths {
    start: usize,
    bits: [u64; Self::COUNT / 64],
}

impl Depths {
    const COUNT: usize = 1024;

    const fn starting_at(start: usize) -> Self {
        Self { start, bits: [0; Self::COUNT / 64] }
    }

    /// Ignores what is outside the window.
    fn insert(&mut self, depth: usize) {
        let at = depth.wrapping_sub(self.start);
        if let Some(word) = self.bits.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    fn contains_all(&self, mut depths: Range<usize>) -> bool {
        depths.all(|depth| {
            let at = depth.wrapping_sub(self.start);
            self.bits.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 != 0)
        })
    }
}

/// Returns the witness of `filter` that has the fewest levels, and whether there are others, with more.
pub(crate) fn shortest_witness(filter: TopicFilter<'_>) -> (&str, bool) {
    match filter.as_str() {
        // Above these there is no name: the empty one is none.
        "#" => ("+", true),
        "/#" => ("/+", true),
        s => s.strip_suffix("/#").map_or((s, false), |parent| (parent, true)),
    }
}

/// Returns whether an index covers `filter`, which is asked with one witness after the other, as long as that decides
/// nothing.
#[cfg(feature = "alloc")]
pub(crate) fn is_covered(
    filter: TopicFilter<'_>,
    mut ask: impl FnMut(Witness<'_>) -> Result<Matched, Incomplete>,
) -> Result<bool, Incomplete> {
    let (name, open) = shortest_witness(filter);
    for below in 0.. {
        match ask(Witness { name, below, open })? {
            Matched::Nothing => return Ok(false),
            Matched::Name if open => {}
            Matched::Name | Matched::AllBelow => return Ok(true),
        }
    }
    Err(Incomplete)
}

/// A name that stands for all that a filter matches with the same number of levels: its shortest witness, and so many
/// levels below.
#[cfg(feature = "alloc")]
#[derive(Clone, Copy)]
pub(crate) struct Witness<'a> {
    name: &'a str,
    below: usize,
    /// Whether there are witnesses with more levels.
    pub(crate) open: bool,
}

/// What an index matches of a witness.
#[cfg(feature = "alloc")]
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Matched {
    Nothing,
    /// The witness, and none with more levels.
    Name,
    /// The witness, and all with more levels.
    AllBelow,
}

#[cfg(feature = "alloc")]
impl Witness<'_> {
    /// The witness as a topic name, put together in `buf`, for an index that is asked with names; `None` if it is too
    /// long for one. Its levels `+` have no meaning but that no filter has them as literals.
    pub(crate) fn name_in(self, buf: &mut String) -> Option<TopicName<'_>> {
        let len = self.name.len() + 2 * self.below;
        if len > Text::MAX_LEN {
            return None;
        }
        // Each witness goes on where the one before ended.
        if buf.len() + 2 != len || self.below == 0 {
            buf.clear();
            buf.push_str(self.name);
        }
        while buf.len() < len {
            buf.push_str("/+");
        }
        Some(TopicName::from_checked_text(Text::from_checked(buf)))
    }
}

#[cfg(all(test, feature = "alloc"))]
mod tests {
    use super::*;

    /// What an index does that is asked with names.
    #[expect(clippy::unwrap_used, reason = "helper of a test")]
    fn covered_by_names(set: &[TopicFilter<'_>], filter: TopicFilter<'_>) -> bool {
        let mut buf = String::new();
        is_covered(filter, |witness| {
            let name = witness.name_in(&mut buf).ok_or(Incomplete)?;
            let matched =
                |one: &TopicFilter<'_>| if one.ends_with_hash() { Matched::AllBelow } else { Matched::Name };
            Ok(set.iter().filter(|one| one.matches(name)).map(matched).max().unwrap_or(Matched::Nothing))
        })
        .unwrap()
    }

    #[test]
    fn asked_with_names() {
        let table: &[(&[&str], &str, bool)] = &[
            (&["#"], "#", true),
            (&["+/#"], "#", true),
            (&["+", "+/+/#"], "#", true),
            (&["+", "+/+/+/#"], "#", false),
            (&["+", "+/+", "+/+/+"], "#", false),
            (&["a", "a/+", "a/+/+/#"], "a/#", true),
            (&["a", "a/+/+/#"], "a/#", false),
            (&["a/b", "a/c"], "a/+", false),
            (&["/+/#"], "/#", true),
            (&["#"], "$SYS/#", false),
            (&["$SYS/#"], "$SYS/+/x", true),
            (&["+/b", "a/+"], "a/+", true),
            (&["é/+", "é"], "é/#", false),
            (&[], "a", false),
        ];
        for (set, filter, expected) in table {
            let set: std::vec::Vec<_> = set.iter().map(|s| TopicFilter::new(s).unwrap()).collect();
            let filter = TopicFilter::new(filter).unwrap();
            assert_eq!(covers_set(set.iter().copied(), filter), *expected, "{set:?} {filter}");
            assert_eq!(covered_by_names(&set, filter), *expected, "{set:?} {filter}");
        }
    }

    #[test]
    fn sets_that_spell_out_many_levels() {
        for deepest in [1_023, 1_024, 1_025, 2_048, 2_500] {
            let pluses = "+/".repeat(deepest + 1);
            let levels = |count: usize| TopicFilter::new(&pluses[..2 * count - 1]).unwrap();
            let below = std::format!("{}#", &pluses[..2 * deepest]);
            let last = [TopicFilter::new(&below).unwrap()];
            let set = |gap: usize| (1..deepest).filter(move |count| *count != gap).map(levels);
            let all = TopicFilter::from_static("#");
            assert!(covers_set(set(0).chain(last), all), "{deepest}");
            assert!(!covers_set(set(0), all), "{deepest}");
            for gap in [1, 2, 500, deepest - 1] {
                assert!(!covers_set(set(gap).chain(last), all), "{deepest} without {gap}");
            }
        }
    }
}
