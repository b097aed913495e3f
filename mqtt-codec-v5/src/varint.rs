//! Variable Byte Integers: one to four bytes, seven bits each. MQTT 5.0, [section 1.5.5].
//!
//! [section 1.5.5]: https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901011

use mqtt_codec::wire::{Fault, Out, Parsed};
use mqtt_codec::{EncodeError, ErrorKind};

/// The largest: 268,435,455.
pub(crate) const MAX: u32 = 0x0fff_ffff;

#[inline]
pub(crate) fn parse(i: &[u8]) -> Parsed<'_, u32> {
    match i {
        [byte, after @ ..] if *byte < CONTINUES => Ok((after, (*byte).into())),
        _ => parse_long(i),
    }
}

#[inline(never)]
fn parse_long(i: &[u8]) -> Parsed<'_, u32> {
    let (mut value, mut shift, mut left) = (0, 0, i);
    while let [byte, after @ ..] = left {
        value |= u32::from(byte & !CONTINUES) << shift;
        (shift, left) = (shift + 7, after);
        if *byte < CONTINUES {
            // Its last byte is 0: it would fit in fewer. [MQTT-1.5.5-1]
            let overlong = *byte == 0 && shift > 7;
            return if overlong {
                Err(Fault::at(i, ErrorKind::VariableByteInteger))
            } else {
                Ok((left, value))
            };
        }
        if shift == 28 {
            return Err(Fault::at(i, ErrorKind::VariableByteInteger)); // 1.5.5
        }
    }
    Err(Fault::at(i, ErrorKind::Truncated))
}

/// How many bytes `n` takes.
#[inline]
pub(crate) fn len(n: usize) -> Result<usize, EncodeError> {
    match n {
        0..0x80 => Ok(1),
        0x80..0x4000 => Ok(2),
        0x4000..0x20_0000 => Ok(3),
        0x20_0000..=0x0fff_ffff => Ok(4),
        _ => Err(EncodeError::TooLarge),
    }
}

#[inline]
pub(crate) fn put(n: usize, out: &mut Out<'_>) {
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

/// Set in each byte but the last.
const CONTINUES: u8 = 0x80;

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
