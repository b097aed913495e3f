//! How payloads look in `Debug`, and lists and sizes in `Display`.

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

/// Writes the first eight elements, and `..` for all that follow.
///
/// # Errors
///
/// Those of the formatter.
pub fn first_few<T: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    separator: &str,
    elements: impl Iterator<Item = T>,
) -> fmt::Result {
    for (n, element) in elements.enumerate().take(LISTED + 1) {
        if n > 0 {
            f.write_str(separator)?;
        }
        if n == LISTED {
            return f.write_str("..");
        }
        write!(f, "{element}")?;
    }
    Ok(())
}

/// A code as the standard writes it: `0x87`.
#[derive(Debug)]
pub struct Code(pub u8);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#04x}", self.0)
    }
}

/// The size of a payload, without a byte of it.
#[derive(Debug)]
pub struct Size(pub usize);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            1 => f.write_str("1 byte"),
            n => write!(f, "{n} bytes"),
        }
    }
}

/// How many elements of a list are shown.
const LISTED: usize = 8;

/// How many bytes are shown.
const SHOWN: usize = 16;
