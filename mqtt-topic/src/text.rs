//! Text as packets carry it. MQTT 5.0, [section 1.5.4]; MQTT 3.1.1, section 1.5.3.
//!
//! [section 1.5.4]: https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901010

use crate::ascii;
use crate::str_like::impl_borrowed_str;

/// A UTF-8 Encoded String: at most 65,535 bytes of UTF-8 without U+0000. The empty one is the default.
///
/// Nothing in it is ever changed or left out: U+FEFF stays, and nothing is normalised.
///
/// ```
/// use mqtt_topic::{Text, TextError};
///
/// const AGENT: Text<'static> = Text::from_static("thermometer");
/// assert!(AGENT.starts_with("thermo"));
///
/// assert_eq!(Text::from_utf8(b"\xEF\xBB\xBFdoor")?, "\u{FEFF}door");
/// assert_eq!(Text::from_utf8(b"\xC0\x80"), Err(TextError::Utf8));
/// assert_eq!(Text::new("a\0b"), Err(TextError::Nul));
/// # Ok::<(), TextError>(())
/// ```
#[derive(Clone, Copy, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Text<'a>(&'a str);

/// Why something is not [`Text`].
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TextError {
    /// It has more than 65,535 bytes, the most that its length on the wire can say.
    #[error("text is longer than 65,535 bytes")]
    TooLong,
    /// It is not UTF-8: a sequence that is cut short or overlong, a surrogate, a character above U+10FFFF.
    #[error("text is not well-formed UTF-8")]
    Utf8,
    /// The character U+0000 is in it.
    #[error("text contains U+0000, which no packet may carry")]
    Nul,
}

impl<'a> Text<'a> {
    /// The most bytes that a text can have: 65,535.
    pub const MAX_LEN: usize = 65_535;

    /// Checks a string. This takes time in proportion to its length, as every check in this crate does.
    ///
    /// # Errors
    ///
    /// [`TextError::TooLong`] or [`TextError::Nul`].
    #[inline]
    pub const fn new(s: &'a str) -> Result<Self, TextError> {
        match Self::ascii(s.as_bytes()) {
            Some((text, _)) => Ok(text),
            None => Self::check(s),
        }
    }

    /// Checks bytes as they come out of a packet, behind their length.
    ///
    /// # Errors
    ///
    /// [`TextError::TooLong`], [`TextError::Utf8`] or [`TextError::Nul`].
    #[inline]
    pub const fn from_utf8(bytes: &'a [u8]) -> Result<Self, TextError> {
        match Self::ascii(bytes) {
            Some((text, _)) => Ok(text),
            None => Self::check_utf8(bytes),
        }
    }

    /// Whether there is a character in it that ought not to be sent, and that a receiver may refuse: a control
    /// character (U+0001 to U+001F, U+007F to U+009F) or a noncharacter (such as U+FFFF).
    ///
    /// ```
    /// # use mqtt_topic::Text;
    /// assert!(Text::new("bell \u{7}")?.has_discouraged());
    /// assert!(!Text::new("Glocke")?.has_discouraged());
    /// # Ok::<(), mqtt_topic::TextError>(())
    /// ```
    pub fn has_discouraged(self) -> bool {
        self.chars().any(|c| c.is_control() || is_noncharacter(c))
    }

    /// The fast way: text that is ASCII, and whether it has a `+` or a `#`. `None` decides nothing.
    #[inline]
    pub(crate) const fn ascii(bytes: &'a [u8]) -> Option<(Self, bool)> {
        if bytes.len() > Self::MAX_LEN {
            return None;
        }
        match ascii::scan(bytes) {
            Some(ascii) => Some((Self(ascii.text), ascii.wildcards)),
            None => None,
        }
    }

    /// The way of any text.
    #[cold]
    #[inline(never)]
    pub(crate) const fn check(s: &'a str) -> Result<Self, TextError> {
        if s.len() > Self::MAX_LEN {
            return Err(TextError::TooLong); // [MQTT-4.7.3-3]
        }
        let mut rest = s.as_bytes();
        while let [byte, after @ ..] = rest {
            if *byte == 0 {
                return Err(TextError::Nul); // [MQTT-1.5.4-2]
            }
            rest = after;
        }
        // Control characters and noncharacters: 1.5.4 lets a receiver refuse them. None is refused here.
        Ok(Self(s))
    }

    #[cold]
    #[inline(never)]
    pub(crate) const fn check_utf8(bytes: &'a [u8]) -> Result<Self, TextError> {
        if bytes.len() > Self::MAX_LEN {
            return Err(TextError::TooLong);
        }
        match core::str::from_utf8(bytes) {
            Ok(s) => Self::check(s),
            Err(_) => Err(TextError::Utf8), // [MQTT-1.5.4-1]
        }
    }

    /// For a string that was checked before.
    #[inline]
    pub(crate) const fn from_checked(s: &'a str) -> Self {
        Self(s)
    }
}

impl_borrowed_str!(Text, TextError, "text");

fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{FDD0}'..='\u{FDEF}') || u32::from(c) & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    use std::vec;

    use super::*;

    #[test]
    fn accepted_byte_for_byte() {
        let table: &[&str] = &[
            "",
            "a",
            "a b/+/#",
            "\u{FEFF}a",
            "a\u{FEFF}",
            "\u{FFFF}",
            "\u{10FFFF}",
            "\u{1}\u{7F}",
            "Ünïcödé, longer than a vector of bytes",
        ];
        for s in table {
            assert_eq!(Text::new(s).unwrap().as_str(), *s);
            assert_eq!(Text::from_utf8(s.as_bytes()).unwrap().as_str(), *s);
        }
    }

    #[test]
    fn rejected() {
        let table: &[(&str, &[u8], TextError)] = &[
            ("[MQTT-1.5.4-1] never in UTF-8", b"\xFF", TextError::Utf8),
            ("[MQTT-1.5.4-1] surrogate", b"\xED\xA0\x80", TextError::Utf8),
            ("[MQTT-1.5.4-1] overlong U+0000", b"\xC0\x80", TextError::Utf8),
            ("[MQTT-1.5.4-1] above U+10FFFF", b"\xF4\x90\x80\x80", TextError::Utf8),
            ("[MQTT-1.5.4-1] cut short", b"\xC3", TextError::Utf8),
            ("[MQTT-1.5.4-2] alone", b"\0", TextError::Nul),
            ("[MQTT-1.5.4-2] amid ASCII", b"a\0b", TextError::Nul),
            ("[MQTT-1.5.4-2] after other characters", b"\xC3\xA9\0", TextError::Nul),
            ("length", &vec![b'a'; 65_536], TextError::TooLong),
            ("length of what is not UTF-8 either", &vec![0xFF; 65_536], TextError::TooLong),
        ];
        for (why, bytes, error) in table {
            assert_eq!(Text::from_utf8(bytes), Err(*error), "{why}");
            if let Ok(s) = core::str::from_utf8(bytes) {
                assert_eq!(Text::new(s), Err(*error), "{why}");
            }
        }
        assert!(Text::from_utf8(&vec![b'a'; 65_535]).is_ok());
    }

    #[test]
    fn discouraged() {
        for c in [
            '\u{1}',
            '\u{1F}',
            '\u{7F}',
            '\u{9F}',
            '\u{FDD0}',
            '\u{FDEF}',
            '\u{FFFE}',
            '\u{5FFFF}',
            '\u{10FFFE}',
        ] {
            assert!(Text::new(c.encode_utf8(&mut [0; 4])).unwrap().has_discouraged(), "{c:?}");
        }
        for c in [' ', '~', '\u{A0}', '\u{FDCF}', '\u{FDF0}', '\u{FEFF}', '\u{FFFD}', '\u{10FFFD}'] {
            assert!(!Text::new(c.encode_utf8(&mut [0; 4])).unwrap().has_discouraged(), "{c:?}");
        }
    }

    #[test]
    fn constants() {
        const HALL: Text<'static> = Text::from_static("Eingangshalle, Südseite");
        assert_eq!(HALL, "Eingangshalle, Südseite");
        assert_eq!(Text::default(), "");
    }

    #[test]
    #[should_panic(expected = "not a valid text")]
    fn bad_constant() {
        Text::from_static("\0");
    }
}
