//! How payloads look in `Debug`.

use core::fmt;

/// The first bytes of a payload, and how many there are in all.
pub struct Preview<'a>(pub &'a [u8]);

impl fmt::Debug for Preview<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.split_at_checked(SHOWN) {
            Some((shown, more)) if !more.is_empty() => {
                write!(f, "b\"{}\".. ({} bytes)", shown.escape_ascii(), self.0.len())
            }
            _ => write!(f, "b\"{}\"", self.0.escape_ascii()),
        }
    }
}

/// How many bytes are shown.
const SHOWN: usize = 16;
