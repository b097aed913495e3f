//! What the crates say to each entry: whole, in pieces, again and again.

use allocation_counter::measure;
use bytes::BytesMut;
use mqtt_codec_v5::{AnyPacket, EncodeError, Framer, Split, Version};
use mqtt_conformance::corpus::{Entry, Verdict};

use crate::{Outcome, entries, first_packet, framer, kind, receive};

/// Whether an outcome is what the entry says, to the offset and the reason code.
fn agrees(entry: &Entry, outcome: &Outcome<'_>) -> bool {
    match (entry.verdict, *outcome) {
        (Verdict::Accept, Outcome::Packet(_)) => true,
        (Verdict::Need(lacking), Outcome::Need(told)) => lacking == told,
        (Verdict::Reject { kind, offset, code }, Outcome::Error(error)) => {
            let told = (entry.version == Version::V5).then(|| error.kind().reason_code());
            format!("{:?}", error.kind()) == kind && error.offset() == offset && told == code
        }
        _ => false,
    }
}

#[test]
fn each_entry_has_its_verdict() {
    let mut wrong = Vec::new();
    for entry in entries() {
        let outcome = receive(&entry, &entry.bytes);
        if !agrees(&entry, &outcome) {
            let outcome = format!("{outcome:?}");
            wrong.push(format!("{}: {:?}, and not {:.200}", entry.id, entry.verdict, outcome));
        }
    }
    assert!(wrong.is_empty(), "{} entries:\n{}", wrong.len(), wrong.join("\n"));
}

/// What a receiver knows of an entry once `len` bytes are there.
enum Known {
    /// This many lack at least.
    Need(usize),
    /// All that there is to know.
    Verdict,
}

fn known(entry: &Entry, len: usize) -> Known {
    if len == 0 {
        return Known::Need(2);
    }
    // What is wrong with the first byte is known by it, but for what some version allows: framing knows none. That is AUTH,
    // and DUP on PUBREL, SUBSCRIBE and UNSUBSCRIBE.
    let of_some_version = [0xf0, 0x6a, 0x8a, 0xaa].contains(&entry.bytes[0]);
    if matches!(kind(entry), Some("PacketType" | "Flags")) && !of_some_version {
        return Known::Verdict;
    }
    match first_packet(&entry.bytes) {
        // The length goes on: as far as there are bytes, or past its fourth, and then that is known by the fourth.
        None if len < 5 => Known::Need(1),
        None => Known::Verdict,
        Some((header, _)) if len < header => Known::Need(1),
        Some((header, whole)) => {
            let never_has_a_body = matches!(entry.bytes[0] >> 4, 12 | 13);
            let known_by_header = kind(entry) == Some("TooLarge") || (never_has_a_body && whole > header);
            if known_by_header || len >= whole { Known::Verdict } else { Known::Need(whole - len) }
        }
    }
}

/// An error comes with the byte that decides it, and stays. Until then just as much is asked for as is known to lack.
#[test]
fn byte_by_byte_each_entry_comes_to_the_same_verdict_as_early_as_can_be() {
    for entry in entries() {
        let whole = receive(&entry, &entry.bytes);
        for len in 0..=entry.bytes.len() {
            let outcome = receive(&entry, &entry.bytes[..len]);
            let same = match known(&entry, len) {
                Known::Need(lacking) => outcome == Outcome::Need(lacking),
                // Once a packet is whole, all of it is compared: a second time at its end is enough.
                Known::Verdict => outcome == whole,
            };
            assert!(same, "{}, {len} of {} bytes: {outcome:.200?}", entry.id, entry.bytes.len());
        }
    }
}

#[test]
fn a_whole_packet_never_asks_for_more() {
    for entry in entries() {
        let whole = first_packet(&entry.bytes).is_some_and(|(_, whole)| whole <= entry.bytes.len());
        assert!(!whole || !matches!(entry.verdict, Verdict::Need(_)), "{} is all there", entry.id);
        assert!(!whole || !matches!(receive(&entry, &entry.bytes), Outcome::Need(_)), "{}", entry.id);
    }
}

/// What is taken from a buffer that is filled as the bytes come, or is left there.
fn in_pieces(entry: &Entry, size: usize) -> BytesMut {
    let (framer, mut buf) = (framer(entry), BytesMut::new());
    for piece in entry.bytes.chunks(size) {
        buf.extend_from_slice(piece);
        let (there, before) = (buf.len(), framer.split(&buf).err());
        match framer.take(&mut buf) {
            Ok(Some(frame)) => {
                assert!(buf.is_empty(), "{}: all of it is taken", entry.id);
                return frame.bytes().as_ref().into();
            }
            Ok(None) => assert_eq!(buf.len(), there, "{}: nothing is taken", entry.id),
            Err(error) => {
                // Nothing is consumed, and the same call says the same.
                assert_eq!((buf.len(), before), (there, Some(error)), "{}", entry.id);
                assert_eq!(framer.take(&mut buf), Err(error), "{}", entry.id);
                assert_eq!(buf, entry.bytes[..there], "{}", entry.id);
                return buf;
            }
        }
    }
    buf
}

#[test]
fn in_pieces_each_entry_comes_to_the_same_verdict() {
    for entry in entries() {
        let whole = receive(&entry, &entry.bytes);
        for size in [1, 3, 64, 4_096] {
            let buf = in_pieces(&entry, size);
            assert_eq!(receive(&entry, &buf), whole, "{}, {size} bytes at a time", entry.id);
        }
    }
}

/// Packets just as large as the limit, or a byte smaller, in one buffer: each is taken by itself, and none is mistaken for
/// more than it is.
#[test]
fn packets_of_the_limit_follow_each_other_in_one_buffer() {
    let at_limit = |entry: &Entry| entry.verdict == Verdict::Accept && entry.limit.is_some();
    let entries: Vec<_> = entries().into_iter().filter(at_limit).collect();
    assert!(entries.len() >= 14);
    for entry in &entries {
        let (limit, packets) = (entry.limit.unwrap_or_default(), 5);
        for max_packet_size in [limit, limit + 1] {
            let framer = Framer::new(max_packet_size);
            for size in [64, 4_096, usize::MAX] {
                let (mut buf, mut taken) = (BytesMut::new(), 0);
                for piece in entry.bytes.repeat(packets).chunks(size) {
                    buf.extend_from_slice(piece);
                    while let Some(frame) = framer.take(&mut buf).unwrap_or_else(|error| panic!("{error}")) {
                        assert!(frame.bytes() == &entry.bytes, "{}", entry.id);
                        taken += 1;
                    }
                }
                assert_eq!((taken, buf.len()), (packets, 0), "{}, {size} bytes at a time", entry.id);
            }
        }
    }
}

#[test]
fn no_entry_makes_decoding_allocate() {
    for entry in entries() {
        let mut outcomes = None;
        let allocations = measure(|| {
            // Comparing walks each list.
            let (once, again) = (receive(&entry, &entry.bytes), receive(&entry, &entry.bytes));
            outcomes = Some(once == again);
        });
        assert_eq!(outcomes, Some(true), "{}: the same call says the same", entry.id);
        assert_eq!(allocations.count_total, 0, "{}", entry.id);
    }
}

#[test]
fn what_is_accepted_is_the_same_packet_when_it_is_sent_again() {
    for entry in entries() {
        let Outcome::Packet(packet) = receive(&entry, &entry.bytes) else { continue };
        let mut sent = Vec::new();
        assert_eq!(packet.encode(&mut sent), Ok(sent.len()), "{}", entry.id);
        assert_eq!(packet.encoded_len(), Ok(sent.len()), "{}", entry.id);

        let Ok(Split::Frame(frame, [])) = Framer::default().split(&sent) else { panic!("{}", entry.id) };
        let again = AnyPacket::decode(frame, entry.version);
        assert_eq!(again, Ok(packet), "{}", entry.id);
        let mut sent_again = vec![0; sent.len()];
        assert_eq!(packet.encode_into(&mut sent_again), Ok(sent.len()), "{}", entry.id);
        assert!(sent == sent_again, "{}", entry.id);
        let room = &mut sent_again[1..];
        assert_eq!(packet.encode_into(room), Err(EncodeError::NoRoom { needed: sent.len() }), "{}", entry.id);

        // Byte for byte, but properties in the order of Table 2-4, what may be written longer or shorter, and what 3.1
        // disregards: for this the evidence says what is sent.
        let of_two_forms = ["short-5-", "vbi-3.1.1-", "encoder-3.1.1-fixed-width-length"];
        let disregarded = ["flags-3.1-", "connect-flags-3.1-", "connack-3.1-"];
        let two_forms = of_two_forms.iter().chain(&disregarded).any(|begin| entry.id.starts_with(begin));
        let same = match entry.version {
            Version::V5 => sorted(&sent) == sorted(&entry.bytes),
            _ => sent == entry.bytes,
        };
        assert!(same || two_forms, "{}: {:02x?}", entry.id, &sent[..sent.len().min(50)]);
    }
}

fn sorted(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes.sort_unstable();
    bytes
}
