//! Relations between filters: which one wants all that another wants, and what both want.
//!
//! Filters stand here for the sets of topic names that they match. So `+/#` covers `#`, since every name has a first
//! level; `a/+/#` does not cover `a/#`, which matches `a` as well; but `/+/#` covers `/#`, since above `/` there is no
//! name: the empty one is none.

use core::fmt;
use core::iter::FusedIterator;

use crate::cover;
use crate::filter::TopicFilter;
#[cfg(feature = "alloc")]
use crate::filter::TopicFilterError;
use crate::levels::Levels;
use crate::matching;
use crate::name::TopicName;
#[cfg(feature = "alloc")]
use crate::owned::TopicFilterBuf;
use crate::text::Text;

impl<'a> TopicFilter<'a> {
    /// Whether every topic name that `other` matches, this filter matches too.
    ///
    /// This takes no memory, and time in proportion to the lengths of both. `$share/...` is not taken apart: compare
    /// what [`shared`](Self::shared) finds in it.
    ///
    /// ```
    /// # use mqtt_topic::TopicFilter;
    /// let covers = |a, b| TopicFilter::from_static(a).covers(TopicFilter::from_static(b));
    ///
    /// assert!(covers("plant/#", "plant/+/pump"));
    /// assert!(!covers("plant/+", "plant/#")); // that one is deeper,
    /// assert!(!covers("plant/+/#", "plant/#")); // and matches `plant`
    /// assert!(covers("+/#", "#")); // no name is without a level
    /// assert!(!covers("#", "$SYS/#")); // what a server says of itself
    /// ```
    #[inline]
    pub fn covers(self, other: TopicFilter<'_>) -> bool {
        // The shortest of the names that stand for `other`; what ends with `#` and matches it matches all of them.
        let (name, open) = cover::shortest_witness(other);
        (!open || self.ends_with_hash()) && matching::matches(self.as_bytes(), name.as_bytes())
    }

    /// Whether there is a topic name that both filters match. It does not matter which of them is asked.
    ///
    /// This takes no memory, and time in proportion to the lengths of both. `$share/...` is not taken apart.
    ///
    /// ```
    /// # use mqtt_topic::TopicFilter;
    /// let intersects = |a, b| TopicFilter::from_static(a).intersects(TopicFilter::from_static(b));
    ///
    /// assert!(intersects("plant/+/pump", "+/3/#"));
    /// assert!(intersects("plant/#", "plant"));
    /// assert!(!intersects("plant/+", "plant"));
    /// assert!(!intersects("#", "$SYS/uptime"));
    /// ```
    pub fn intersects(self, other: TopicFilter<'_>) -> bool {
        self.intersection(other).is_some()
    }

    /// What both filters match, which is what one filter would match; `None` if there is no such topic name.
    ///
    /// This takes no memory, and time in proportion to the lengths of both. `$share/...` is not taken apart.
    ///
    /// ```
    /// # use mqtt_topic::{TopicFilter, TopicName};
    /// let wished = TopicFilter::new("plant/+/pump/#")?;
    /// let allowed = TopicFilter::new("+/3/#")?;
    ///
    /// let granted = wished.intersection(allowed).expect("they have names in common");
    /// assert!(granted.levels().eq(["plant", "3", "pump", "#"]));
    /// assert!(granted.matches(TopicName::from_static("plant/3/pump/status")));
    /// # Ok::<(), mqtt_topic::TopicFilterError>(())
    /// ```
    pub fn intersection(self, other: TopicFilter<'a>) -> Option<Intersection<'a>> {
        if (self.begins_with_wildcard() && other.begins_with_dollar())
            || (other.begins_with_wildcard() && self.begins_with_dollar())
        {
            return None; // [MQTT-4.7.2-1]
        }
        let intersection = Intersection(self, other);
        let mut levels = intersection.levels();
        // The shortest name in common, and one slash more than it has.
        let len = levels.by_ref().map(shortest_name).sum::<usize>();
        // All that `+` and `/#` would have in common is the empty name, which is none.
        let is_empty = len == 1 && intersection.levels().eq([""]);
        (levels.both_ended() && !is_empty && len <= Text::MAX_LEN + 1).then_some(intersection)
    }

    pub(crate) fn begins_with_wildcard(self) -> bool {
        matches!(self.as_bytes(), [b'+' | b'#', ..])
    }

    pub(crate) fn begins_with_dollar(self) -> bool {
        matches!(self.as_bytes(), [b'$', ..])
    }

    pub(crate) fn ends_with_hash(self) -> bool {
        matches!(self.as_bytes(), [.., b'#'])
    }
}

/// The topic names that two filters have in common, at least one; [`TopicFilter::intersection`] finds it.
///
/// It keeps the two filters, and is shown as the one filter that says the same.
#[derive(Clone, Copy)]
pub struct Intersection<'a>(TopicFilter<'a>, TopicFilter<'a>);

impl<'a> Intersection<'a> {
    /// The levels of the filter that matches what both match, from left to right.
    pub fn levels(self) -> IntersectionLevels<'a> {
        IntersectionLevels { one: self.0.levels(), other: self.1.levels(), both_ended: false }
    }

    /// Whether both filters match `name`.
    pub fn matches(self, name: TopicName<'_>) -> bool {
        self.0.matches(name) && self.1.matches(name)
    }

    /// The filter that matches what both match.
    ///
    /// # Errors
    ///
    /// [`TextError::TooLong`](crate::TextError::TooLong) in a [`TopicFilterError`]: of two
    /// filters that have more than 65,535 bytes together, it can have more as well.
    #[cfg(feature = "alloc")]
    pub fn to_filter(self) -> Result<TopicFilterBuf, TopicFilterError> {
        alloc::string::ToString::to_string(&self).try_into()
    }
}

impl fmt::Display for Intersection<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, level) in self.levels().enumerate() {
            f.write_str(if n > 0 { "/" } else { "" })?;
            f.write_str(level)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Intersection<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Intersection({self})")
    }
}

/// The levels of an [`Intersection`], from left to right: text, `+` or `#`.
#[derive(Clone, Debug)]
pub struct IntersectionLevels<'a> {
    one: Levels<'a>,
    other: Levels<'a>,
    both_ended: bool,
}

impl IntersectionLevels<'_> {
    /// Once there are no more levels: whether the filters ended together, so that there are names in common.
    fn both_ended(&self) -> bool {
        self.both_ended
    }
}

impl<'a> Iterator for IntersectionLevels<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        match (self.one.next(), self.other.next()) {
            // The level above a `#` is the end of a name, too.
            (None | Some("#"), None) | (None, Some("#")) => {
                self.both_ended = true;
                None
            }
            // A `#` is whatever the other filter still has.
            (Some("#"), Some(level)) => {
                self.one = self.other.clone();
                Some(level)
            }
            (Some(level), Some("#")) => {
                self.other = self.one.clone();
                Some(level)
            }
            (Some("+"), Some(level)) | (Some(level), Some("+")) => Some(level),
            (Some(level), Some(same)) if level == same => Some(level),
            _ => None,
        }
    }
}

impl FusedIterator for IntersectionLevels<'_> {}

/// How many bytes a level has at least in a name, with the slash before it.
fn shortest_name(level: &str) -> usize {
    match level {
        "#" => 0,
        "+" => 1,
        level => level.len() + 1,
    }
}

#[cfg(all(test, feature = "alloc"))]
mod tests {
    use std::format;

    use super::*;
    use crate::text::TextError;

    #[test]
    fn a_filter_is_made_of_it() {
        let both = |a, b| TopicFilter::new(a).unwrap().intersection(TopicFilter::new(b).unwrap()).unwrap();
        let found = both("a/#", "+/é/+/#");
        assert_eq!(found.to_filter().unwrap(), "a/é/+/#");
        assert_eq!(format!("{found} {found:?}"), "a/é/+/# Intersection(a/é/+/#)");

        let (one, other) = ("a".repeat(40_000) + "/+/#", format!("+/{}/#", "b".repeat(25_532)));
        assert_eq!(both(&one, &other).to_filter().unwrap().len(), 65_535);
        let other = format!("+/{}/#", "b".repeat(25_533));
        assert_eq!(both(&one, &other).to_filter(), Err(TextError::TooLong.into()));
    }
}
