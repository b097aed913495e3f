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
use core::iter;

use crate::filter::TopicFilter;
use crate::matching;
#[cfg(feature = "alloc")]
use crate::name::TopicName;
#[cfg(feature = "alloc")]
use crate::text::Text;

/// Whether every topic name that `filter` matches is matched by at least one of `set`.
///
/// This takes no memory. A `filter` that ends with `#` may take a walk over the set for each level that it leaves
/// open and the set spells out, until one filter of the set matches all the rest; any other takes one. Names count as
/// if they could have more than 65,535 bytes.
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
    let set = set.into_iter();
    is_covered(filter, |witness| set.clone().map(|one| witness.reach_of(one)).max().unwrap_or(Reach::Short))
}

/// Whether a set covers `filter`, told by how far it reaches at each witness.
pub(crate) fn is_covered(filter: TopicFilter<'_>, mut reach_at: impl FnMut(Witness<'_>) -> Reach) -> bool {
    let (name, open) = shortest_witness(filter);
    for below in 0..=MAX_LEVELS {
        match reach_at(Witness { name, below }) {
            Reach::Short => return false,
            Reach::Name if open => {}
            Reach::Name | Reach::AllBelow => return true,
        }
    }
    // Not reached: only a filter with `#` matches a name of so many levels.
    false
}

/// The witness of `filter` that has the fewest levels, and whether there are others, with more.
pub(crate) fn shortest_witness(filter: TopicFilter<'_>) -> (&str, bool) {
    match filter.as_str() {
        // Above these there is no name: the empty one is none.
        "#" => ("+", true),
        "/#" => ("/+", true),
        s => s.strip_suffix("/#").map_or((s, false), |parent| (parent, true)),
    }
}

/// A name that stands for all that a filter matches with the same number of levels: its shortest witness, and so many
/// levels below.
#[derive(Clone, Copy)]
pub(crate) struct Witness<'a> {
    name: &'a str,
    below: usize,
}

/// What a filter, or a set of them, matches of a witness; the set reaches as far as the one that reaches farthest.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Reach {
    /// Nothing.
    Short,
    /// The witness, and none with more levels.
    Name,
    /// The witness, and all with more levels.
    AllBelow,
}

impl Witness<'_> {
    /// The witness as a topic name, put together in `buf`, for an index that is asked with names; `None` if it is too
    /// long for one. Its levels `+` have no meaning but that no filter has them as literals.
    #[cfg(feature = "alloc")]
    pub(crate) fn name_in(self, buf: &mut String) -> Option<TopicName<'_>> {
        buf.clear();
        buf.push_str(self.name);
        buf.extend(iter::repeat_n("/+", self.below));
        (buf.len() <= Text::MAX_LEN).then(|| TopicName::from_checked_text(Text::from_checked(buf)))
    }

    fn reach_of(self, filter: TopicFilter<'_>) -> Reach {
        if self.below == 0 {
            return match matching::matches(filter.as_bytes(), self.name.as_bytes()) {
                true if filter.ends_with_hash() => Reach::AllBelow,
                true => Reach::Name,
                false => Reach::Short,
            };
        }
        if filter.begins_with_wildcard() && self.name.starts_with(['$']) {
            return Reach::Short; // [MQTT-4.7.2-1]
        }
        let mut levels = self.name.split(['/']).chain(iter::repeat_n("+", self.below));
        for wanted in filter.levels() {
            match (wanted, levels.next()) {
                ("#", _) => return Reach::AllBelow,
                ("+", Some(_)) => {}
                (literal, Some(level)) if literal == level => {}
                _ => return Reach::Short,
            }
        }
        if levels.next().is_none() { Reach::Name } else { Reach::Short }
    }
}

/// The most levels that a filter has: 65,535 slashes make one more.
const MAX_LEVELS: usize = 65_536;

#[cfg(all(test, feature = "alloc"))]
mod tests {
    use super::*;

    /// What an index does that is asked with names.
    fn covered_by_names(set: &[TopicFilter<'_>], filter: TopicFilter<'_>) -> bool {
        let mut buf = String::new();
        is_covered(filter, |witness| {
            let Some(name) = witness.name_in(&mut buf) else { return Reach::Short };
            let reach =
                |one: &TopicFilter<'_>| if one.ends_with_hash() { Reach::AllBelow } else { Reach::Name };
            set.iter().filter(|one| one.matches(name)).map(reach).max().unwrap_or(Reach::Short)
        })
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
}
