//! Topic names: where a message is published. MQTT 5.0, [section 4.7]; MQTT 3.1.1, section 4.7.
//!
//! [section 4.7]: https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901241

use crate::levels::Levels;
use crate::str_like::impl_borrowed_str;
use crate::text::{Text, TextError};

/// Where a message goes: [`Text`] of at least one character, without wildcards.
///
/// ```
/// use mqtt_topic::{TopicName, TopicNameError};
///
/// const STATUS: TopicName<'static> = TopicName::from_static("plant/pump/status");
/// assert!(STATUS.levels().eq(["plant", "pump", "status"]));
///
/// assert_eq!(TopicName::new("plant/+/status"), Err(TopicNameError::Wildcard));
/// assert_eq!(TopicName::new(""), Err(TopicNameError::Empty));
/// ```
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct TopicName<'a>(&'a str);

/// Why something is not a [`TopicName`].
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TopicNameError {
    /// It is not even text.
    #[error("topic name is invalid: {0}")]
    Text(#[from] TextError),
    /// It has no character.
    #[error("topic name is empty, and needs at least one character")]
    Empty,
    /// A `+` or a `#` is in it.
    #[error("topic name contains `+` or `#`, which only topic filters may")]
    Wildcard,
}

impl<'a> TopicName<'a> {
    /// Checks a string.
    ///
    /// # Errors
    ///
    /// Any [`TopicNameError`], but that of bytes that are not UTF-8.
    #[inline]
    pub const fn new(s: &'a str) -> Result<Self, TopicNameError> {
        match Self::ascii(s.as_bytes()) {
            Some(name) => Ok(name),
            None => Self::check(Text::check(s)),
        }
    }

    /// Checks bytes as they come out of a packet, behind their length.
    ///
    /// # Errors
    ///
    /// Any [`TopicNameError`].
    #[inline]
    pub const fn from_utf8(bytes: &'a [u8]) -> Result<Self, TopicNameError> {
        match Self::ascii(bytes) {
            Some(name) => Ok(name),
            None => Self::check(Text::check_utf8(bytes)),
        }
    }

    /// The name as any other text.
    #[inline]
    pub const fn as_text(self) -> Text<'a> {
        Text::from_checked(self.0)
    }

    /// What stands between the slashes, from left to right.
    pub fn levels(self) -> Levels<'a> {
        Levels::of(self.0)
    }

    /// The fast way. `None` decides nothing.
    #[inline]
    const fn ascii(bytes: &'a [u8]) -> Option<Self> {
        match Text::ascii(bytes) {
            Some((text, false)) if !bytes.is_empty() => Some(Self::from_checked_text(text)),
            _ => None,
        }
    }

    /// The way of any name.
    #[cold]
    #[inline(never)]
    const fn check(text: Result<Text<'a>, TextError>) -> Result<Self, TopicNameError> {
        let text = match text {
            Ok(text) => text,
            Err(error) => return Err(TopicNameError::Text(error)),
        };
        let mut rest = text.as_str().as_bytes();
        if rest.is_empty() {
            return Err(TopicNameError::Empty); // [MQTT-4.7.3-1]
        }
        while let [byte, after @ ..] = rest {
            if matches!(*byte, b'+' | b'#') {
                return Err(TopicNameError::Wildcard); // [MQTT-4.7.0-1]
            }
            rest = after;
        }
        Ok(Self::from_checked_text(text))
    }

    /// For text that was checked as a name before.
    #[inline]
    pub(crate) const fn from_checked_text(text: Text<'a>) -> Self {
        Self(text.as_str())
    }
}

impl_borrowed_str!(TopicName, TopicNameError, "topic name");

impl<'a> From<TopicName<'a>> for Text<'a> {
    fn from(name: TopicName<'a>) -> Self {
        name.as_text()
    }
}

#[cfg(test)]
mod tests {
    use std::vec;

    use super::*;

    #[test]
    fn accepted() {
        for s in ["/", "//", " ", "a", "a b/c", "$SYS", "$", "é", "\u{FEFF}a", "sensors/17/température"] {
            assert_eq!(TopicName::new(s).unwrap(), s);
            assert_eq!(TopicName::from_utf8(s.as_bytes()).unwrap(), s);
            assert_eq!(TopicName::new(s).unwrap().as_text(), s);
        }
        assert!(TopicName::from_utf8(&vec![b'/'; 65_535]).is_ok());
    }

    #[test]
    fn rejected() {
        let table: &[(&[u8], TopicNameError)] = &[
            (b"", TopicNameError::Empty),
            (b"+", TopicNameError::Wildcard),
            (b"#", TopicNameError::Wildcard),
            (b"a+b", TopicNameError::Wildcard),
            (b"a/#", TopicNameError::Wildcard),
            (b"\xC3\xA9/+", TopicNameError::Wildcard),
            (b"a wildcard behind more than one vector/#", TopicNameError::Wildcard),
            (b"a\0", TopicNameError::Text(TextError::Nul)),
            (b"\xFF", TopicNameError::Text(TextError::Utf8)),
            (&vec![b'a'; 65_536], TopicNameError::Text(TextError::TooLong)),
        ];
        for (bytes, error) in table {
            assert_eq!(TopicName::from_utf8(bytes), Err(*error), "{}", bytes.escape_ascii());
            if let Ok(s) = core::str::from_utf8(bytes) {
                assert_eq!(TopicName::new(s), Err(*error), "{}", bytes.escape_ascii());
            }
        }
    }

    #[test]
    #[should_panic(expected = "not a valid topic name")]
    fn bad_constant() {
        TopicName::from_static("a/#");
    }
}
