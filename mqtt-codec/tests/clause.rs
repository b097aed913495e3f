//! Whatever the bytes, an error in them has a clause, and finding it allocates nothing.

use allocation_counter::measure;
use mqtt_codec::{Error, ErrorKind, Version};
use proptest::prelude::*;

/// Those whose clause depends on what stands in the packet.
const KINDS: [ErrorKind; 10] = [
    ErrorKind::Flags,
    ErrorKind::VariableByteInteger,
    ErrorKind::Truncated,
    ErrorKind::Trailing,
    ErrorKind::Utf8,
    ErrorKind::TopicName,
    ErrorKind::TopicFilter,
    ErrorKind::ConnectFlags,
    ErrorKind::Sender,
    ErrorKind::PropertyValue,
];

const VERSIONS: [Version; 3] = [Version::V3_1, Version::V3_1_1, Version::V5];

/// Each clause of each kind at each place.
fn clauses(packet: &[u8]) -> Vec<&'static str> {
    let mut found = Vec::new();
    for offset in (0..=u32::try_from(packet.len()).map_or(u32::MAX, |len| len + 1)).chain([u32::MAX]) {
        for (kind, version) in KINDS.iter().flat_map(|kind| VERSIONS.map(|version| (*kind, version))) {
            found.push(Error::new(kind, offset).clause(packet, version));
        }
    }
    found
}

proptest! {
    #[test]
    fn any_bytes_have_one(first in any::<u8>(), length in 0..0x90_u8, body in proptest::collection::vec(any::<u8>(), 0..24)) {
        let packet = [&[first, length][..], &body].concat();
        prop_assert!(clauses(&packet).iter().all(|clause| !clause.is_empty() && !clause.contains(',')));
    }

    #[test]
    fn a_connect_of_any_flags_and_fields_has_one(flags in any::<u8>(), fields in proptest::collection::vec(0..0x2c_u8, 0..32)) {
        let body = [b"\0\x04MQTT\x05", &[flags, 0, 0x3c][..], &fields].concat();
        let packet = [&[0x10, u8::try_from(body.len()).unwrap()], &body[..]].concat();
        prop_assert!(clauses(&packet).iter().all(|clause| !clause.is_empty() && !clause.contains(',')));
    }
}

#[test]
fn no_clause_is_allocated() {
    let properties = b"\x26\0\0\0\0".repeat(50_000);
    let body = [b"\0\x01a\x90\xa1\x0f", &properties[..], b"\xff"].concat();
    let packet = [b"\x30\x97\xa1\x0f", &body[..]].concat();
    let offset = u32::try_from(packet.len()).unwrap() - 1;
    let mut found = Vec::with_capacity(KINDS.len() * VERSIONS.len());
    let allocations = measure(|| {
        for (kind, version) in KINDS.iter().flat_map(|kind| VERSIONS.map(|version| (*kind, version))) {
            found.push(Error::new(kind, offset).clause(&packet, version));
        }
    });
    assert_eq!(allocations.count_total, 0, "{found:?}");
}
