//! Topic filters: what a subscription asks for. MQTT 5.0, [section 4.7]; MQTT 3.1.1, section 4.7.
//!
//! [section 4.7]: https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901241

use crate::levels::Levels;
use crate::matching;
use crate::name::TopicName;
use crate::str_like::impl_borrowed_str;
use crate::text::{Text, TextError};
use crate::wildcard::{self, Misplaced};

/// Which topic names a subscription wants: [`Text`] of at least one character, in which any level may be the wildcard
/// `+`, and the last one `#`.
///
/// ```
/// use mqtt_topic::{TopicFilter, TopicFilterError, TopicName};
///
/// const ALL_PUMPS: TopicFilter<'static> = TopicFilter::from_static("plant/+/pump/#");
/// assert!(ALL_PUMPS.matches(TopicName::new("plant/3/pump/status")?));
///
/// assert_eq!(TopicFilter::new("plant/pump+"), Err(TopicFilterError::SingleLevel));
/// assert_eq!(TopicFilter::new("plant/#/pump"), Err(TopicFilterError::MultiLevel));
/// # Ok::<(), mqtt_topic::TopicNameError>(())
/// ```
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct TopicFilter<'a>(&'a str);

/// Why something is not a [`TopicFilter`].
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TopicFilterError {
    /// It is not even text.
    #[error("topic filter is invalid: {0}")]
    Text(#[from] TextError),
    /// It has no character.
    #[error("topic filter is empty, and needs at least one character")]
    Empty,
    /// A multi-level wildcard, `#`, is not the whole of the last level.
    #[error("topic filter has a `#` that is not alone in the last level")]
    MultiLevel,
    /// A single-level wildcard, `+`, is not the whole of its level.
    #[error("topic filter has a `+` that is not alone in its level")]
    SingleLevel,
}

impl<'a> TopicFilter<'a> {
    /// Checks a string. With several faults in it, any of them may be reported.
    ///
    /// # Errors
    ///
    /// Any [`TopicFilterError`], but that of bytes that are not UTF-8.
    #[inline]
    pub const fn new(s: &'a str) -> Result<Self, TopicFilterError> {
        match Self::ascii(s.as_bytes()) {
            Some(filter) => Ok(filter),
            None => Self::check(Text::check(s)),
        }
    }

    /// Checks bytes as they come out of a packet, behind their length. With several faults, any may be reported.
    ///
    /// # Errors
    ///
    /// Any [`TopicFilterError`].
    #[inline]
    pub const fn from_utf8(bytes: &'a [u8]) -> Result<Self, TopicFilterError> {
        match Self::ascii(bytes) {
            Some(filter) => Ok(filter),
            None => Self::check(Text::check_utf8(bytes)),
        }
    }

    /// For text that was checked as a filter before, as that of a decoded packet's lists.
    ///
    /// This is private: nobody else can make a filter that is not valid.
    ///
    /// ```compile_fail,E0624
    /// use mqtt_topic::{Text, TopicFilter};
    ///
    /// TopicFilter::from_checked_text(Text::from_static("a#b+/"));
    /// ```
    #[inline]
    pub(crate) const fn from_checked_text(text: Text<'a>) -> Self {
        Self(text.as_str())
    }

    /// The filter as any other text.
    #[inline]
    pub const fn as_text(self) -> Text<'a> {
        Text::from_checked(self.0)
    }

    /// What stands between the slashes, from left to right.
    pub fn levels(self) -> Levels<'a> {
        Levels::of(self.0)
    }

    /// Whether there is a `+` or a `#`; a filter without matches just the name of the same bytes.
    pub fn has_wildcards(self) -> bool {
        self.bytes().any(|byte| matches!(byte, b'+' | b'#'))
    }

    /// Whether a message published to `name` is for this subscription.
    ///
    /// Bytes are compared as they are. `+` is any one level, an empty one too, and `#` the level above it and all that
    /// is below. A filter that begins with a wildcard matches no name that begins with `$`. This takes no memory, and
    /// time in proportion to the lengths of both.
    ///
    /// This does not take `$share/...` apart: for shared subscriptions see [`shared`](Self::shared).
    #[inline]
    pub fn matches(self, name: TopicName<'_>) -> bool {
        matching::matches(self.as_bytes(), name.as_bytes())
    }

    /// The fast way. `None` decides nothing.
    #[inline]
    const fn ascii(bytes: &'a [u8]) -> Option<Self> {
        match Text::ascii(bytes) {
            Some((text, wildcards)) if !bytes.is_empty() && (!wildcards || wildcard::well_placed(bytes)) => {
                Some(Self::from_checked_text(text))
            }
            _ => None,
        }
    }

    /// The way of any filter.
    #[cold]
    #[inline(never)]
    const fn check(text: Result<Text<'a>, TextError>) -> Result<Self, TopicFilterError> {
        let text = match text {
            Ok(text) => text,
            Err(error) => return Err(TopicFilterError::Text(error)),
        };
        if text.as_str().is_empty() {
            return Err(TopicFilterError::Empty); // [MQTT-4.7.3-1]
        }
        match wildcard::check(text.as_str().as_bytes()) {
            Ok(()) => Ok(Self::from_checked_text(text)),
            Err(Misplaced::MultiLevel) => Err(TopicFilterError::MultiLevel),
            Err(Misplaced::SingleLevel) => Err(TopicFilterError::SingleLevel),
        }
    }
}

impl_borrowed_str!(TopicFilter, TopicFilterError, "topic filter");

impl<'a> From<TopicFilter<'a>> for Text<'a> {
    fn from(filter: TopicFilter<'a>) -> Self {
        filter.as_text()
    }
}

#[cfg(test)]
mod tests {
    use std::vec;

    use super::*;

    #[test]
    fn accepted() {
        let table = [
            "#",
            "+",
            "/",
            "//",
            "///",
            "+/#",
            "//+",
            "/#",
            "/+",
            "+/+",
            "$a/#",
            " ",
            "a b/+",
            "+/tennis/#",
            "a/+/#",
            "é",
            "é/+",
            "+/é/#",
            "sport/+/player1",
            "$SYS/#",
            "$share",
            "$SHARE/x/#",
            "$shared/g/a",
            "$share/g/#",
            "$share/g",
        ];
        for s in table {
            assert_eq!(TopicFilter::new(s).unwrap(), s);
            assert_eq!(TopicFilter::from_utf8(s.as_bytes()).unwrap(), s);
            assert_eq!(TopicFilter::new(s).unwrap().has_wildcards(), s.contains(['+', '#']));
        }
        assert!(TopicFilter::from_utf8(&vec![b'/'; 65_535]).is_ok());
    }

    #[test]
    fn rejected() {
        use TopicFilterError::{Empty, MultiLevel, SingleLevel, Text};
        let table: &[(&[u8], TopicFilterError)] = &[
            (b"", Empty),
            (b"a#", MultiLevel),
            (b"#/", MultiLevel),
            (b"#/a", MultiLevel),
            (b"##", MultiLevel),
            (b"a/##", MultiLevel),
            (b"a/#/", MultiLevel),
            (b"a/#/b", MultiLevel),
            (b"sport/tennis#", MultiLevel),
            (b"sport/tennis/#/ranking", MultiLevel),
            (b"\xC3\xA9#", MultiLevel),
            (b"+#", SingleLevel),
            (b"++", SingleLevel),
            (b"+a", SingleLevel),
            (b"a+", SingleLevel),
            (b"a+b", SingleLevel),
            (b"+a/b", SingleLevel),
            (b"sport+", SingleLevel),
            (b"a/b+/c", SingleLevel),
            (b"a level that is longer than a word+", SingleLevel),
            (b"\xC3\xA9+", SingleLevel),
            (b"a\0", Text(TextError::Nul)),
            (b"\0/#", Text(TextError::Nul)),
            (b"\xFF/#", Text(TextError::Utf8)),
            (&vec![b'a'; 65_536], Text(TextError::TooLong)),
        ];
        for (bytes, error) in table {
            assert_eq!(TopicFilter::from_utf8(bytes), Err(*error), "{}", bytes.escape_ascii());
            if let Ok(s) = core::str::from_utf8(bytes) {
                assert_eq!(TopicFilter::new(s), Err(*error), "{}", bytes.escape_ascii());
            }
        }
    }

    #[test]
    #[should_panic(expected = "not a valid topic filter")]
    fn bad_constant() {
        TopicFilter::from_static("a#");
    }
}
