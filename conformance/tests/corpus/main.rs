//! The corpus of hostile packets: that the crates say to each entry what it says, and that it covers what it is to cover.

#![expect(clippy::indexing_slicing, clippy::panic, reason = "helpers of tests")]

mod clauses;
mod coverage;
mod properties;
mod text;
mod verdicts;

use mqtt_codec_v5::{AnyPacket, Error, Framer, Split};
use mqtt_conformance::corpus::{Entry, Verdict, hostile};

fn entries() -> Vec<Entry> {
    hostile().unwrap_or_else(|why| panic!("{why}"))
}

fn framer(entry: &Entry) -> Framer {
    entry.limit.map_or_else(Framer::default, Framer::new)
}

/// What a receiver that knows version and sender makes of a buffer.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "boxes would allocate")]
enum Outcome<'a> {
    Packet(AnyPacket<'a>),
    Error(Error),
    Need(usize),
}

fn receive<'a>(entry: &Entry, buf: &'a [u8]) -> Outcome<'a> {
    let packet = match framer(entry).split(buf) {
        Ok(Split::Need(lacking)) => return Outcome::Need(lacking.get()),
        Ok(Split::Frame(frame, rest)) => {
            assert!(rest.is_empty(), "{}: bytes after the packet", entry.id);
            AnyPacket::decode(frame, entry.version)
        }
        Err(error) => Err(error),
    };
    let checked = packet.and_then(|packet| match entry.sender {
        Some(sender) => packet.check_sent_by(sender).map(|()| packet),
        None => Ok(packet),
    });
    checked.map_or_else(Outcome::Error, Outcome::Packet)
}

/// Where the first packet of `bytes` ends, and its header: `None` while that cannot be read. This is the table of 2.2.3
/// once more, to hold the crates against.
fn first_packet(bytes: &[u8]) -> Option<(usize, usize)> {
    let length = bytes.get(1..)?;
    let last = length.iter().take(4).position(|byte| *byte < 0x80)?;
    let body =
        length.iter().take(last + 1).rev().fold(0, |value, byte| value << 7 | usize::from(byte & 0x7f));
    Some((2 + last, 2 + last + body))
}

/// Which kind of error an entry names.
fn kind(entry: &Entry) -> Option<&'static str> {
    match entry.verdict {
        Verdict::Reject { kind, .. } => Some(kind),
        _ => None,
    }
}

/// At which byte of the entry something is wrong.
fn offset(entry: &Entry) -> Option<usize> {
    match entry.verdict {
        Verdict::Reject { offset, .. } => usize::try_from(offset).ok(),
        _ => None,
    }
}
