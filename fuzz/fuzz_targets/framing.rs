//! However a stream arrives, in one piece or in many, the same packets come out of it, and what is asked for is what lacks.

#![no_main]
#![forbid(unsafe_code)]
#![expect(clippy::panic, reason = "it is how a fuzz target reports")]

use bytes::BytesMut;
use libfuzzer_sys::fuzz_target;
use mqtt_codec::{Error, Framer, Split};

fuzz_target!(|bytes: &[u8]| {
    let framer = Framer::new(LIMIT);
    let (whole, end) = split_all(framer, bytes);

    // The stream's last bytes are the lengths of the pieces, too.
    let mut sizes = bytes.iter().rev().take(8).map(|byte| usize::from(byte % 32) + 1).cycle();
    let mut arriving = bytes;
    let mut buf = BytesMut::new();
    let mut taken = Vec::new();
    loop {
        match framer.take(&mut buf) {
            Ok(Some(frame)) => taken.push(frame),
            Err(error) => {
                assert_eq!(framer.take(&mut buf), Err(error), "an error consumes nothing");
                assert_eq!(end, Some(error));
                break;
            }
            Ok(None) if arriving.is_empty() => {
                assert_eq!(end, None);
                break;
            }
            Ok(None) => {
                assert!(buf.len() < need_fulfilled_at(framer, &buf), "a whole packet, and more is asked for");
                let size = sizes.next().unwrap_or(1).min(arriving.len());
                let (piece, later) = arriving.split_at(size);
                buf.extend_from_slice(piece);
                arriving = later;
            }
        }
    }
    assert!(taken.iter().map(|frame| &frame.bytes()[..]).eq(whole));
});

/// All whole packets, and the error that ends them.
fn split_all(framer: Framer, bytes: &[u8]) -> (Vec<&[u8]>, Option<Error>) {
    let (mut packets, mut rest) = (Vec::new(), bytes);
    loop {
        match framer.split(rest) {
            Ok(Split::Frame(frame, after)) => {
                packets.push(*frame.bytes());
                rest = after;
            }
            Ok(Split::Need(_)) => return (packets, None),
            Err(error) => return (packets, Some(error)),
        }
    }
}

/// How long the buffer has to be at least before there can be a packet in it.
fn need_fulfilled_at(framer: Framer, buf: &[u8]) -> usize {
    match framer.split(buf) {
        Ok(Split::Need(bytes)) => buf.len() + bytes.get(),
        other => panic!("{other:?}"),
    }
}

const LIMIT: u32 = 100_000;
