//! The levels of names and filters.

use core::iter::FusedIterator;

use crate::matching;

/// What stands between the slashes of a name or a filter, from left to right; there is always at least one level, and
/// an empty one is a level as any other.
#[derive(Clone, Debug)]
pub struct Levels<'a>(Option<&'a str>);

impl<'a> Levels<'a> {
    pub(crate) fn of(topic: &'a str) -> Self {
        Self(Some(topic))
    }
}

impl<'a> Iterator for Levels<'a> {
    type Item = &'a str;

    #[inline]
    fn next(&mut self) -> Option<&'a str> {
        let topic = self.0?;
        let after_level = matching::without_level(topic.as_bytes());
        let (level, rest) = topic.split_at_checked(topic.len() - after_level.len())?;
        self.0 = rest.strip_prefix('/');
        Some(level)
    }
}

impl DoubleEndedIterator for Levels<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let topic = self.0?;
        // As an array, since core's search for a single `char` holds a panic that the compiler does not see through.
        let Some((rest, level)) = topic.rsplit_once(['/']) else { return self.0.take() };
        self.0 = Some(rest);
        Some(level)
    }
}

impl FusedIterator for Levels<'_> {}

/// Whether `s` can be put between two slashes of a topic filter and mean nothing but itself: it has no `/`, `+`, `#` or
/// U+0000. An empty level is a level.
///
/// Ask this before a client identifier or a user name becomes part of a filter, as in a rule of access: a client that
/// calls itself `+` would be allowed what belongs to every other.
///
/// ```
/// use mqtt_topic::is_literal_level;
///
/// assert!(is_literal_level("pump-3"));
/// assert!(!is_literal_level("+"));
/// assert!(!is_literal_level("pump-3/secret"));
/// ```
pub fn is_literal_level(s: &str) -> bool {
    !s.bytes().any(|byte| matches!(byte, b'/' | b'+' | b'#' | 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways() {
        let table: &[(&str, &[&str])] =
            &[("a", &["a"]), ("/", &["", ""]), ("a//b/", &["a", "", "b", ""]), ("é/$x", &["é", "$x"])];
        for (topic, levels) in table {
            assert!(Levels::of(topic).eq(levels.iter().copied()));
            assert!(Levels::of(topic).rev().eq(levels.iter().rev().copied()));
        }
        assert!(Levels::of("+/a/#").eq(["+", "a", "#"]));
        assert_eq!(Levels::of(&"/".repeat(65_535)).count(), 65_536);
    }

    #[test]
    fn literal_levels() {
        for s in ["", "a", "$SYS", "user@example.org", "é", " "] {
            assert!(is_literal_level(s), "{s:?}");
        }
        for s in ["+", "#", "/", "a+", "#a", "a/b", "\0", "é+"] {
            assert!(!is_literal_level(s), "{s:?}");
        }
    }
}
