//! Variable Byte Integers: one to four bytes, seven bits each. MQTT 5.0, [section 1.5.5]; the Remaining Length of all
//! versions.
//!
//! [section 1.5.5]: https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901011

use crate::error::{EncodeError, ErrorKind};
use crate::wire::{Fault, Out, Parsed};

/// The largest: 268,435,455.
pub const MAX: u32 = 0x0fff_ffff;

/// Set in each byte but the last.
pub const CONTINUES: u8 = 0x80;

/// A value, and the number of bytes that it takes.
pub type Read = (u32, u8);

/// The fourth byte says that another follows.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TooLong;

/// Reads the integer that `i` begins with, in any number of bytes, or returns `None` if `i` ends before the integer does.
///
/// The standard's own pseudo-code (3.1.1, 2.2.3) refuses each legal value of four bytes; its table is right.
#[inline]
pub fn read(i: &[u8]) -> Result<Option<Read>, TooLong> {
    let (mut len, mut value) = (0, 0);
    for byte in i.iter().take(4) {
        value |= u32::from(byte & !CONTINUES) << (7 * len);
        len += 1;
        if *byte < CONTINUES {
            return Ok(Some((value, len)));
        }
    }
    if len == 4 { Err(TooLong) } else { Ok(None) }
}

/// Parses an integer, which takes no more bytes than it needs.
#[inline]
pub fn parse(i: &[u8]) -> Parsed<'_, u32> {
    match i {
        [byte, after @ ..] if *byte < CONTINUES => Ok((after, (*byte).into())),
        _ => parse_long(i),
    }
}

#[inline(never)]
fn parse_long(i: &[u8]) -> Parsed<'_, u32> {
    match read(i) {
        Ok(None) => Err(Fault::at(i, ErrorKind::Truncated)),
        Ok(Some((value, width))) if is_shortest(value, width) => {
            Ok((i.get(width.into()..).unwrap_or_default(), value))
        }
        _ => Err(Fault::at(i, ErrorKind::VariableByteInteger)), // 1.5.5, [MQTT-1.5.5-1]
    }
}

/// Checks that `value` needs all of its `width` bytes.
#[inline]
pub const fn is_shortest(value: u32, width: u8) -> bool {
    width <= 1 || value >> (7 * (width - 1)) != 0
}

/// Returns the number of bytes that `n` takes.
#[inline]
pub const fn len(n: usize) -> Result<usize, EncodeError> {
    match n {
        0..0x80 => Ok(1),
        0x80..0x4000 => Ok(2),
        0x4000..0x20_0000 => Ok(3),
        0x20_0000..=0x0fff_ffff => Ok(4),
        _ => Err(EncodeError::TooLarge),
    }
}

/// Writes `n`, which is at most [`MAX`], in as few bytes as it takes.
#[inline]
pub fn put(n: usize, out: &mut Out<'_>) {
    match u8::try_from(n) {
        Ok(byte) if byte < CONTINUES => out.u8(byte),
        _ => put_long(n, out),
    }
}

fn put_long(n: usize, out: &mut Out<'_>) {
    let mut left = n;
    loop {
        let [.., low] = left.to_be_bytes();
        left >>= 7;
        if left == 0 {
            return out.u8(low);
        }
        out.u8(low | CONTINUES);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundaries() {
        let table: &[(usize, &[u8])] = &[
            (0, b"\0"),
            (127, b"\x7f"),
            (128, b"\x80\x01"),
            (16_383, b"\xff\x7f"),
            (16_384, b"\x80\x80\x01"),
            (2_097_151, b"\xff\xff\x7f"),
            (2_097_152, b"\x80\x80\x80\x01"),
            (268_435_455, b"\xff\xff\xff\x7f"),
        ];
        for (n, bytes) in table {
            assert_eq!(parse(bytes), Ok((&b""[..], u32::try_from(*n).unwrap())));
            assert_eq!(len(*n), Ok(bytes.len()));
            let mut written = [0; 4];
            put(*n, &mut Out::new(&mut written));
            assert!(written.starts_with(bytes));
        }
        assert_eq!(len(268_435_456), Err(EncodeError::TooLarge));
    }

    #[test]
    fn rejected() {
        let table: &[(&[u8], ErrorKind)] = &[
            (b"", ErrorKind::Truncated),
            (b"\x80", ErrorKind::Truncated),
            (b"\xff\xff\xff", ErrorKind::Truncated),
            (b"\x80\0", ErrorKind::VariableByteInteger),
            (b"\xff\x80\0", ErrorKind::VariableByteInteger),
            (b"\x80\x80\x80\0", ErrorKind::VariableByteInteger),
            (b"\xff\xff\xff\xff", ErrorKind::VariableByteInteger),
            (b"\xff\xff\xff\xff\x01", ErrorKind::VariableByteInteger),
        ];
        for (bytes, kind) in table {
            assert_eq!(parse(bytes), Err(Fault::at(bytes, *kind)), "{}", bytes.escape_ascii());
        }
    }
}
