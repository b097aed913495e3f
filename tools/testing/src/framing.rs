//! What framing says of packets that are not all there, and of packets that are too large.

use mqtt_codec::ErrorKind::{Flags, PacketType, TooLarge};
use mqtt_codec::{ErrorKind, Framer, Split};

use crate::bytes::padded_varint;

/// How much of a whole packet is missing when its first `there` bytes have come, as far as these tell.
fn missing(whole: &[u8], there: usize) -> usize {
    let header_len = 2 + whole[1..].iter().take_while(|byte| **byte >= 0x80).count();
    match there {
        0 => 2,
        1 => 1,
        _ if there < header_len => 1,
        _ => whole.len() - there,
    }
}

/// Checks that each strict beginning of `whole` asks for what is missing, and `whole` for nothing.
pub fn asks_for_what_is_missing(whole: &[u8]) {
    let framer = Framer::default();
    for there in 0..whole.len() {
        match framer.split(&whole[..there]) {
            Ok(Split::Need(bytes)) => {
                assert_eq!(bytes.get(), missing(whole, there), "{there} of {whole:02x?}");
            }
            other => panic!("{there} of {whole:02x?}: {other:?}"),
        }
    }
    match framer.split(whole) {
        Ok(Split::Frame(frame, [])) => assert_eq!(frame.bytes(), &whole),
        other => panic!("{whole:02x?}: {other:?}"),
    }
}

/// What framing says: the length of the first packet, the number of bytes that are missing, or what is wrong and where.
///
/// # Errors
///
/// The kind and the offset of the framer's error.
pub fn split(framer: Framer, stream: &[u8]) -> Result<Result<usize, usize>, (ErrorKind, u32)> {
    match framer.split(stream) {
        Ok(Split::Frame(frame, _)) => Ok(Ok(frame.packet_len())),
        Ok(Split::Need(bytes)) => Ok(Err(bytes.get())),
        Err(error) => Err((error.kind(), error.offset())),
    }
}

/// Checks that a packet over the limit is refused by its header, unless its first byte is wrong already.
pub fn a_packet_too_large_is_refused_by_its_header() {
    let framer = Framer::new(1024);
    for first in [0x10, 0x20, 0x30, 0x35, 0x40, 0x62, 0x82, 0x90, 0xa2, 0xb0, 0xe0, 0xf0] {
        let header = [&[first], &padded_varint(268_435_455, 4)[..]].concat();
        assert_eq!(split(framer, &header), Err((TooLarge, 1)), "{first:#04x}");
        assert_eq!(split(framer, &[first, 0xfd, 0x07]), Ok(Err(1_021)), "{first:#04x}: 1,024 bytes in all");
        assert_eq!(split(framer, &[first, 0xfe, 0x07]), Err((TooLarge, 1)), "{first:#04x}: 1,025 bytes");
    }
    for first in [0x00, 0x36, 0x38, 0x80, 0xc1, 0xff] {
        let header = [&[first], &padded_varint(268_435_455, 4)[..]].concat();
        let (kind, offset) = split(framer, &header).expect_err("a first byte that is none");
        assert!(matches!(kind, PacketType | Flags) && offset == 0, "{first:#04x}: {kind:?}");
    }
}
