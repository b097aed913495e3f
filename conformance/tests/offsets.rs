//! An error points at the first byte of the innermost field that is wrong. `fields.tsv` has each packet, with all
//! its properties, field by field, so that it is known where each begins: `n` a number, an identifier or the like, `t`
//! text, `b` binary, `p` the payload; `{` and `}` around properties, before which stands their length; `.` where the packet
//! may end, `!` where it ends without an element of its list.

#![expect(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

use std::ops::Range;

use mqtt_codec_v5::{AnyPacket, ErrorKind, Framer, Split, Version};

/// A packet whose fields are known. Positions are within the body.
#[derive(Default)]
struct Packet {
    line: &'static str,
    first: u8,
    body: Vec<u8>,
    /// Where each field begins and ends, and what it is.
    fields: Vec<(char, Range<usize>)>,
    /// Where the properties are: from behind their length to behind the last.
    blocks: Vec<Range<usize>>,
    /// Where the packet may end.
    ends: Vec<usize>,
    /// Where it may not, for want of an element.
    empty: Option<usize>,
}

impl Packet {
    fn parse(line: &'static str) -> (Version, Self) {
        let [version, first, fields] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let version = if version == "5.0" { Version::V5 } else { Version::V3_1_1 };
        let first = u8::from_str_radix(first, 16).expect("a byte");
        let mut packet = Self { line, first, ..Self::default() };
        for field in fields.split(' ') {
            let at = packet.body.len();
            match field.split_at(1) {
                (".", _) => packet.ends.push(at),
                ("!", _) => packet.empty = Some(at),
                ("{", _) => {
                    packet.fields.push(('l', at..at + 1));
                    packet.blocks.push(at + 1..at + 1);
                    packet.body.push(0);
                }
                ("}", _) => {
                    let block = packet.blocks.last_mut().expect("what begins");
                    block.end = at;
                    packet.body[block.start - 1] = small(block.len());
                }
                (kind, bytes) => {
                    packet.body.extend(hex::decode(bytes).expect("hex digits"));
                    packet.fields.push((kind.chars().next().expect("a letter"), at..packet.body.len()));
                }
            }
        }
        (version, packet)
    }

    /// What is wrong with the packet that has `body` for its own, and where in the body.
    fn fault(&self, version: Version, body: &[u8]) -> Option<(ErrorKind, usize)> {
        let bytes = [&[self.first], &length(body.len())[..], body].concat();
        let header = bytes.len() - body.len();
        let Ok(Split::Frame(frame, [])) = Framer::default().split(&bytes) else { panic!("{bytes:02x?}") };
        let error = AnyPacket::decode(frame, version).err()?;
        Some((error.kind(), usize::try_from(error.offset()).expect("an offset") - header))
    }

    /// The field that holds the byte at `at`, or would hold it.
    fn field(&self, at: usize) -> &(char, Range<usize>) {
        self.fields.iter().find(|(_, field)| field.contains(&at)).expect("a field")
    }
}

fn small(n: usize) -> u8 {
    u8::try_from(n).ok().filter(|n| *n < 0x80).expect("less than 128")
}

fn length(n: usize) -> Vec<u8> {
    if n < 0x80 { vec![small(n)] } else { vec![small(n % 0x80) | 0x80, small(n / 0x80)] }
}

fn packets() -> impl Iterator<Item = (Version, Packet)> {
    include_str!("fields.tsv").lines().skip(1).map(Packet::parse)
}

#[test]
fn whole_packets_are_accepted() {
    assert_eq!(packets().count(), 24);
    for (version, packet) in packets() {
        assert_eq!(packet.fault(version, &packet.body), None, "{}", packet.line);
    }
}

/// A field that is cut short, or not there at all, is reported at its first byte; so is a Property Length that says more
/// than there is.
#[test]
fn what_is_cut_short_is_reported_where_it_begins() {
    for (version, packet) in packets() {
        for cut in 0..packet.body.len() {
            let (kind, field) = packet.field(cut);
            let block = packet.blocks.iter().find(|block| (block.start..block.end).contains(&cut));
            let expected = match block {
                Some(block) => Some((ErrorKind::Truncated, block.start - 1)),
                None if packet.ends.contains(&cut) || *kind == 'p' => None,
                None if packet.empty == Some(cut) => Some((ErrorKind::Empty, cut)),
                None => Some((ErrorKind::Truncated, field.start)),
            };
            assert_eq!(packet.fault(version, &packet.body[..cut]), expected, "{} cut at {cut}", packet.line);
        }
    }
}

/// The same within the properties: their length says where they end, and one of them is cut short by that.
#[test]
fn a_property_that_is_cut_short_is_reported_at_its_value() {
    let mut cuts = 0;
    for (version, packet) in packets() {
        for block in &packet.blocks {
            // Where a property begins, the block may end; where a value begins, it may not.
            let mut begins_property = true;
            for (_, field) in packet.fields.iter().filter(|(_, field)| block.contains(&field.start)) {
                for cut in field.start + usize::from(begins_property)..field.end {
                    let mut body = [&packet.body[..cut], &packet.body[block.end..]].concat();
                    body[block.start - 1] = small(cut - block.start);
                    let expected = Some((ErrorKind::Truncated, field.start));
                    assert_eq!(packet.fault(version, &body), expected, "{} cut at {cut}", packet.line);
                    cuts += 1;
                }
                let is_pair_name =
                    !begins_property && packet.body[field.start - 1] == 0x26 && field.len() > 2;
                begins_property = !begins_property && !is_pair_name;
            }
        }
    }
    assert!(cuts > 200, "{cuts}");
}

#[test]
fn text_that_is_none_is_reported_at_its_length() {
    let mut texts = 0;
    for (version, packet) in packets() {
        for (_, field) in packet.fields.iter().filter(|(kind, _)| *kind == 't') {
            for (byte, kind) in [(0xff, ErrorKind::Utf8), (0x00, ErrorKind::Nul)] {
                let mut body = packet.body.clone();
                body[field.end - 1] = byte;
                assert_eq!(
                    packet.fault(version, &body),
                    Some((kind, field.start)),
                    "{} {field:?}",
                    packet.line
                );
            }
            texts += 1;
        }
    }
    assert_eq!(texts, 64);
}

#[test]
fn bytes_left_over_are_reported_at_the_first_of_them() {
    for (version, packet) in packets() {
        let end = packet.body.len();
        let found = packet.fault(version, &[&packet.body[..], b"\xff\xff"].concat());
        let codes = if version == Version::V5 { ErrorKind::ReasonCode } else { ErrorKind::ReturnCode };
        let expected = match packet.first {
            0x32 => None,                                     // more payload
            0x82 | 0xa2 => Some((ErrorKind::Truncated, end)), // one more filter
            0x90 => Some((codes, end)),
            0xb0 if version == Version::V5 => Some((codes, end)),
            _ => Some((ErrorKind::Trailing, end)),
        };
        assert_eq!(found, expected, "{}", packet.line);
    }
}
