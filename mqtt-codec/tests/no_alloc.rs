//! Reading allocates nothing, whatever a peer sends; nor does writing into a slice.

mod crafted;

use std::hint::black_box;

use allocation_counter::measure;
use crafted::{EVERY_KIND, suback_of, subscribe_of, subscribe_of_nothing, unsubscribe_of};
use mqtt_codec::{Error, Framer, Packet, Split, peek_protocol};
use mqtt_testing::bytes::{broken, field, packet};

/// Reads each packet of the stream to its last element, and writes it again.
fn read_all(mut stream: &[u8], out: &mut [u8]) -> Result<usize, Error> {
    let mut packets = 0;
    while let Split::Frame(frame, rest) = Framer::default().split(stream)? {
        let _ = black_box(peek_protocol(frame.bytes()));
        let packet = Packet::decode(frame)?;
        let elements = match packet {
            Packet::Subscribe(subscribe) => subscribe.subscriptions.iter().map(black_box).count(),
            Packet::Unsubscribe(unsubscribe) => unsubscribe.filters.iter().map(black_box).count(),
            Packet::Suback(suback) => suback.return_codes.iter().map(black_box).count(),
            _ => 1,
        };
        assert!(elements > 0 && packet == black_box(packet));
        assert!(packet.encode_into(out).is_ok());
        packets += 1;
        stream = rest;
    }
    Ok(packets)
}

/// What `read_all` gives, and that it allocates nothing.
fn without_allocation(stream: &[u8]) -> Result<usize, Error> {
    let mut out = vec![0; stream.len()];
    let mut outcome = Ok(0);
    let allocations = measure(|| outcome = read_all(stream, &mut out));
    assert_eq!(allocations.count_total, 0, "{} bytes, {outcome:?}", stream.len());
    outcome
}

#[test]
fn each_kind_of_packet_is_read_and_written_without_allocation() {
    for bytes in EVERY_KIND {
        assert_eq!(without_allocation(bytes), Ok(1));
    }
    assert_eq!(without_allocation(&EVERY_KIND.concat().repeat(100)), Ok(1_400));
    assert_eq!(without_allocation(&packet(0x30, &[b"\0\x01a", &vec![0; 1_000_000][..]].concat())), Ok(1));
    let non_ascii = "é".repeat(32_767);
    assert_eq!(without_allocation(&packet(0x30, &field(non_ascii.as_bytes()))), Ok(1));
}

#[test]
fn many_tiny_elements_are_read_without_allocation() {
    for n in [1, 1_000, 50_000] {
        assert_eq!(without_allocation(&subscribe_of(n)), Ok(1));
        assert_eq!(without_allocation(&unsubscribe_of(n)), Ok(1));
        assert_eq!(without_allocation(&suback_of(n)), Ok(1));
        assert!(without_allocation(&subscribe_of_nothing(n)).is_err());
    }
}

#[test]
fn errors_are_made_without_allocation() {
    for bytes in broken(&EVERY_KIND, &[0x00, 0x7f, 0x80, 0xff]) {
        let _ = without_allocation(&bytes);
    }
    let misplaced = packet(0x82, &[&b"\0\x01"[..], &b"\0\x01a\0".repeat(50_000), b"\0\x02a#\0"].concat());
    assert!(without_allocation(&misplaced).is_err());
}

#[test]
fn what_cannot_be_sent_is_refused_without_allocation() {
    let packet = crafted::decode(EVERY_KIND[0]).unwrap();
    let mut out = [0; 8];
    let allocations = measure(|| assert!(packet.encode_into(&mut out).is_err()));
    assert_eq!(allocations.count_total, 0);
}

/// An empty buffer allocates once, since the packet's length is known before its first byte is written.
#[cfg(feature = "bytes")]
#[test]
fn a_packet_is_written_into_one_allocation() {
    for bytes in EVERY_KIND {
        let packet = crafted::decode(bytes).unwrap();
        let into_vec = measure(|| {
            let _ = packet.encode(&mut Vec::new());
        });
        assert_eq!(into_vec.count_total, 1, "{packet:?}");
        let into_bytes = measure(|| {
            let _ = packet.encode(&mut bytes::BytesMut::new());
        });
        assert_eq!(into_bytes.count_total, 1, "{packet:?}");
    }
}

#[cfg(feature = "bytes")]
mod taken {
    use bytes::BytesMut;

    use super::*;

    #[test]
    fn a_claimed_length_reserves_16_kib_at_the_most_and_once() {
        let mut buf = BytesMut::from(&b"\x30\xff\xff\xff\x7f"[..]);
        let allocations = measure(|| {
            for _ in 0..1_000 {
                assert_eq!(Framer::default().take(&mut buf), Ok(None));
            }
        });
        assert!(allocations.bytes_max <= 5 + 16 * 1024, "{allocations:?}");
        assert_eq!(allocations.count_total, 1, "{allocations:?}");
    }

    #[test]
    fn a_packet_over_the_limit_reserves_nothing() {
        let mut buf = BytesMut::from(&b"\x30\xff\xff\xff\x7f"[..]);
        let allocations = measure(|| assert!(Framer::new(1_024).take(&mut buf).is_err()));
        assert_eq!(allocations.count_total, 0);
    }

    #[test]
    fn packets_taken_share_one_allocation() {
        let mut buf = BytesMut::from(&EVERY_KIND.concat().repeat(100)[..]);
        let mut taken = 0;
        let allocations = measure(|| {
            while let Ok(Some(frame)) = Framer::default().take(&mut buf) {
                assert!(Packet::decode(frame.as_ref()).is_ok());
                taken += 1;
            }
        });
        assert_eq!(taken, 1_400);
        assert!(allocations.count_total <= 2, "{allocations:?}");
    }
}
