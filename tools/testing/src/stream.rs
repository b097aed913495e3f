//! However a stream of packets is cut on its way, the same packets come out of it.
//!
//! `take` takes a packet off the buffer, decodes it, and gives its bytes; `None` if it is not all there.

use bytes::BytesMut;
use mqtt_codec::{Framer, Split};
use proptest::sample::Index;

/// The packets of a stream that is all there.
fn whole(mut stream: &[u8]) -> Vec<Vec<u8>> {
    let mut packets = Vec::new();
    while let Ok(Split::Frame(frame, rest)) = Framer::default().split(stream) {
        packets.push(frame.bytes().to_vec());
        stream = rest;
    }
    assert_eq!(stream, b"", "a stream of whole packets");
    packets
}

/// The packets of a stream that comes in these pieces.
fn in_pieces<'a>(
    pieces: impl IntoIterator<Item = &'a [u8]>,
    take: impl Fn(&mut BytesMut) -> Option<Vec<u8>>,
) -> Vec<Vec<u8>> {
    let (mut buf, mut packets) = (BytesMut::new(), Vec::new());
    for piece in pieces {
        buf.extend_from_slice(piece);
        while let Some(packet) = take(&mut buf) {
            packets.push(packet);
        }
    }
    assert_eq!(buf, b""[..], "all of it was taken");
    packets
}

/// Checks all streams of two or three pieces.
pub fn any_one_or_two_cuts_change_nothing(
    packets: &[&[u8]],
    take: impl Fn(&mut BytesMut) -> Option<Vec<u8>>,
) {
    let stream = packets.concat();
    assert_eq!(whole(&stream), packets);
    for first in 0..=stream.len() {
        for second in first..=stream.len() {
            let pieces = [&stream[..first], &stream[first..second], &stream[second..]];
            assert_eq!(in_pieces(pieces, &take), packets, "cut at {first} and {second}");
        }
    }
}

/// Checks pieces of one size, from a byte to a page.
pub fn pieces_of_one_size_change_nothing(packets: &[&[u8]], take: impl Fn(&mut BytesMut) -> Option<Vec<u8>>) {
    let stream = packets.concat();
    assert_eq!(whole(&stream), packets);
    for size in [1, 2, 3, 7, 64, 1_500, 4_096] {
        assert_eq!(in_pieces(stream.chunks(size), &take), packets, "{size} bytes at a time");
    }
}

/// Checks a stream that is cut in these places.
pub fn these_cuts_change_nothing(
    packets: &[Vec<u8>],
    cuts: &[Index],
    take: impl Fn(&mut BytesMut) -> Option<Vec<u8>>,
) {
    let stream = packets.concat();
    let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(stream.len())).collect();
    cuts.extend([0, stream.len()]);
    cuts.sort_unstable();
    let pieces = cuts.windows(2).map(|pair| &stream[pair[0]..pair[1]]);
    assert!(in_pieces(pieces, take) == packets, "cut at {cuts:?}");
    assert!(whole(&stream) == packets);
}
