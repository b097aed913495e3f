//! Variable byte integers, and other ways to write a length.

/// How a variable byte integer is written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Padding {
    /// In its shortest form.
    None,
    /// With so many bytes more than it needs.
    Zeros(usize),
    /// In five bytes: the fourth says that more follows.
    Five,
}

/// A variable byte integer.
pub(crate) fn variable(number: usize, padding: Padding) -> Vec<u8> {
    let mut rest = number;
    let mut bytes = Vec::new();
    loop {
        bytes.push(u8::try_from(rest & 0x7F).unwrap());
        rest >>= 7;
        if rest == 0 {
            break;
        }
    }
    let len = match padding {
        Padding::None => bytes.len(),
        Padding::Zeros(more) => bytes.len() + more,
        Padding::Five => 5,
    };
    bytes.resize(len, 0);
    let last = bytes.len() - 1;
    bytes.iter_mut().take(last).for_each(|byte| *byte |= 0x80);
    bytes
}

/// A length of two bytes, and the bytes.
pub(crate) fn prefixed(bytes: &[u8]) -> Vec<u8> {
    let mut field = u16::try_from(bytes.len()).unwrap().to_be_bytes().to_vec();
    field.extend(bytes);
    field
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_the_boundaries_of_table_2_4() {
        let table: [(usize, &[u8]); 8] = [
            (0, &[0]),
            (127, &[0x7F]),
            (128, &[0x80, 0x01]),
            (16_383, &[0xFF, 0x7F]),
            (16_384, &[0x80, 0x80, 0x01]),
            (2_097_151, &[0xFF, 0xFF, 0x7F]),
            (2_097_152, &[0x80, 0x80, 0x80, 0x01]),
            (268_435_455, &[0xFF, 0xFF, 0xFF, 0x7F]),
        ];
        for (number, bytes) in table {
            assert_eq!(variable(number, Padding::None), bytes);
        }
        assert_eq!(variable(1, Padding::Zeros(2)), [0x81, 0x80, 0]);
        assert_eq!(variable(1, Padding::Five), [0x81, 0x80, 0x80, 0x80, 0]);
    }
}
