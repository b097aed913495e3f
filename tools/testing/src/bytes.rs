//! Packets made by hand, byte by byte: an encoder would not write all of them.

/// One packet of each kind of MQTT 3.1.1.
pub const EVERY_KIND_OF_3_1_1: [&[u8]; 14] = [
    b"\x10\x19\0\x04MQTT\x04\xce\0\x3c\0\x01c\0\x01w\0\x01m\0\x01u\0\x01p",
    b"\x20\x02\x01\0",
    b"\x3d\x09\0\x03a/b\0\x0ahi",
    b"\x40\x02\0\x01",
    b"\x50\x02\0\x02",
    b"\x62\x02\0\x03",
    b"\x70\x02\0\x04",
    b"\x82\x0c\0\x05\0\x01a\0\0\x03b/#\x02",
    b"\x90\x06\0\x05\0\x01\x02\x80",
    b"\xa2\x0a\0\x06\0\x01a\0\x03b/#",
    b"\xb0\x02\0\x06",
    b"\xc0\0",
    b"\xd0\0",
    b"\xe0\0",
];

/// First byte, a Remaining Length in its shortest form, body.
pub fn packet(first: u8, body: &[u8]) -> Vec<u8> {
    padded(first, body, shortest(body.len()))
}

/// The same with a Remaining Length of `width` bytes, which is longer than it need be if `width` is.
pub fn padded(first: u8, body: &[u8], width: usize) -> Vec<u8> {
    [&[first], &padded_varint(body.len(), width)[..], body].concat()
}

/// `n` as a Variable Byte Integer.
pub fn varint(n: usize) -> Vec<u8> {
    padded_varint(n, shortest(n))
}

/// `n` as a Variable Byte Integer of `width` bytes.
pub fn padded_varint(n: usize, width: usize) -> Vec<u8> {
    (0..width).map(|at| low7(n >> (7 * at)) | if at + 1 < width { 0x80 } else { 0 }).collect()
}

/// How many bytes a Variable Byte Integer takes: Table 2.4 of 3.1.1, Table 1-1 of 5.0.
pub fn shortest(n: usize) -> usize {
    match n {
        0..=127 => 1,
        128..=16_383 => 2,
        16_384..=2_097_151 => 3,
        _ => 4,
    }
}

/// The low seven bits of `n`.
pub(crate) fn low7(n: usize) -> u8 {
    n.to_le_bytes()[0] & 0x7f
}

/// A length of two bytes, and as many bytes.
pub fn field(bytes: &[u8]) -> Vec<u8> {
    let len = u16::try_from(bytes.len()).expect("at most 65,535 bytes");
    [&len.to_be_bytes(), bytes].concat()
}

/// Properties of 5.0 behind their length.
pub fn block(properties: &[u8]) -> Vec<u8> {
    [&varint(properties.len())[..], properties].concat()
}

/// Each packet with each shorter body and with one that is longer by a byte, and with each byte set to each of `values`.
pub fn broken(packets: &[&[u8]], values: &[u8]) -> Vec<Vec<u8>> {
    let mut broken = Vec::new();
    for bytes in packets.iter().filter(|bytes| bytes.len() > 2) {
        for body in 0..bytes.len() - 2 {
            broken.push(packet(bytes[0], &bytes[2..2 + body]));
        }
        broken.push(packet(bytes[0], &[&bytes[2..], b"\0"].concat()));
    }
    for bytes in packets {
        for at in 0..bytes.len() {
            for value in values {
                let mut bytes = bytes.to_vec();
                bytes[at] = *value;
                broken.push(bytes);
            }
        }
    }
    broken
}
