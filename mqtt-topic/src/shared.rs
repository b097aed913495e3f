//! Shared subscriptions: a message goes to one subscriber of a group. MQTT 5.0, [section 4.8.2].
//!
//! [section 4.8.2]: https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901250

use core::fmt;

use crate::filter::TopicFilter;
use crate::matching;
use crate::name::TopicName;
use crate::text::Text;

/// A shared subscription, `$share/group/filter`, taken apart: each message that the filter matches goes to one
/// subscriber of the group.
///
/// ```
/// use mqtt_topic::{SharedFilterError, TopicFilter, TopicName};
///
/// let shared = TopicFilter::new("$share/workers/jobs/+")?.shared()?.expect("it begins with $share/");
/// assert_eq!(shared.group(), "workers");
/// assert!(shared.matches(TopicName::new("jobs/7")?));
///
/// assert_eq!(TopicFilter::new("jobs/+")?.shared(), Ok(None));
/// assert_eq!(TopicFilter::new("$share/workers")?.shared(), Err(SharedFilterError::NoFilter));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct SharedFilter<'a> {
    group: &'a str,
    filter: TopicFilter<'a>,
}

/// Why a filter that begins with `$share/` is no [`SharedFilter`].
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SharedFilterError {
    /// The group's name has no character.
    #[error("shared subscription has an empty group name")]
    NoGroup,
    /// A `+` or a `#` is in the group's name.
    #[error("shared subscription has `+` or `#` in its group name")]
    Wildcard,
    /// There is no filter behind the group's name.
    #[error("shared subscription has no topic filter after its group name")]
    NoFilter,
}

impl<'a> TopicFilter<'a> {
    /// The shared subscription that this is, if it begins with `$share/`.
    ///
    /// MQTT 3.1.1 has no shared subscriptions: a server that serves it without them does not call this.
    ///
    /// # Errors
    ///
    /// Any [`SharedFilterError`]; MQTT 5.0 calls such a subscription a Protocol Error.
    #[inline]
    pub fn shared(self) -> Result<Option<SharedFilter<'a>>, SharedFilterError> {
        SharedFilter::of(self)
    }
}

impl<'a> SharedFilter<'a> {
    /// The group's name, which the standard calls ShareName: at least one character, none of them `/`, `+` or `#`.
    pub const fn group(self) -> &'a str {
        self.group
    }

    /// What the group subscribes to.
    pub const fn filter(self) -> TopicFilter<'a> {
        self.filter
    }

    /// Whether the group's filter matches `name`.
    pub fn matches(self, name: TopicName<'_>) -> bool {
        self.filter.matches(name)
    }

    #[inline]
    pub(crate) fn of(filter: TopicFilter<'a>) -> Result<Option<Self>, SharedFilterError> {
        match filter.as_str().strip_prefix("$share/") {
            Some(s) => Self::parse(s),
            None => Ok(None),
        }
    }

    /// What comes after the prefix of a valid filter; so behind a group without wildcards there is a valid filter, or
    /// nothing. Never `None`: it is what [`of`](Self::of) returns, so that nothing is moved from one result to another.
    #[inline]
    fn parse(s: &'a str) -> Result<Option<Self>, SharedFilterError> {
        // In a filter a wildcard has its level to itself.
        match s.as_bytes() {
            [] | [b'/', ..] => return Err(SharedFilterError::NoGroup), // [MQTT-4.8.2-1]
            [b'+' | b'#', ..] => return Err(SharedFilterError::Wildcard), // [MQTT-4.8.2-2]
            _ => {}
        }
        let group_len = s.len() - matching::without_level(s.as_bytes()).len();
        match s.split_at_checked(group_len).map(|(group, rest)| (group, rest.strip_prefix('/'))) {
            Some((group, Some(filter))) if !filter.is_empty() => {
                Ok(Some(Self { group, filter: TopicFilter::from_checked_text(Text::from_checked(filter)) }))
            }
            _ => Err(SharedFilterError::NoFilter), // [MQTT-4.8.2-2]
        }
    }
}

impl fmt::Display for SharedFilter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "$share/{}/{}", self.group, self.filter)
    }
}

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use super::*;

    #[test]
    fn taken_apart() {
        let table = [
            ("$share/g/a", "g", "a"),
            ("$share/g//a", "g", "/a"),
            ("$share/g/#", "g", "#"),
            ("$share/ /+", " ", "+"),
            ("$share/1/x/#", "1", "x/#"),
            ("$share/g/$SYS/#", "g", "$SYS/#"),
            ("$share/$share/a", "$share", "a"),
            ("$share/é/é", "é", "é"),
            // The standard does not say what is meant; the inner one is an ordinary filter.
            ("$share/g/$share/h/x", "g", "$share/h/x"),
        ];
        for (s, group, filter) in table {
            let shared = TopicFilter::new(s).unwrap().shared().unwrap().unwrap();
            assert_eq!((shared.group(), shared.filter().as_str()), (group, filter));
            assert_eq!(shared.to_string(), s);
        }
    }

    #[test]
    fn ordinary() {
        for s in ["$share", "$SHARE/x/#", "$shared/g/a", "$shar/g/a", "/$share/g/a", "a/$share/g/a", "#"] {
            assert_eq!(TopicFilter::new(s).unwrap().shared(), Ok(None), "{s}");
        }
    }

    #[test]
    fn rejected() {
        let table = [
            ("$share/", SharedFilterError::NoGroup),
            ("$share//", SharedFilterError::NoGroup),
            ("$share//a", SharedFilterError::NoGroup),
            ("$share//a/b", SharedFilterError::NoGroup),
            ("$share/+/a", SharedFilterError::Wildcard),
            ("$share/+", SharedFilterError::Wildcard),
            ("$share/#", SharedFilterError::Wildcard),
            ("$share/g", SharedFilterError::NoFilter),
            ("$share/g/", SharedFilterError::NoFilter),
        ];
        for (s, error) in table {
            assert_eq!(TopicFilter::new(s).unwrap().shared(), Err(error), "{s}");
        }
        // These are no filters to begin with.
        for s in ["$share/g#/a", "$share/g+/a", "$share/g/a#", "$share/g/#/a"] {
            assert!(TopicFilter::new(s).is_err(), "{s}");
        }
    }

    #[test]
    fn dollar_rule_holds_inside() {
        let matches = |filter, name| {
            TopicFilter::new(filter)
                .unwrap()
                .shared()
                .unwrap()
                .unwrap()
                .matches(TopicName::new(name).unwrap())
        };
        assert!(matches("$share/g/#", "a/b"));
        assert!(!matches("$share/g/#", "$SYS/a"));
        assert!(!matches("$share/g/+/a", "$SYS/a"));
        assert!(matches("$share/g/$SYS/#", "$SYS/a"));
    }
}
