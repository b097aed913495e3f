//! Inputs that broke other implementations, as far as a packet of the corpus and its verdict (`corpus/hostile.tsv`) cannot
//! say it: what is read from them, and where the offset lies.

mod crafted;

use crafted::{accepts, decode, encode, suback_of, subscribe_of, unsubscribe_of};
use mqtt_codec::ErrorKind::TopicFilter;
use mqtt_codec::{ErrorKind, Framer, Packet, Side};
use mqtt_testing::bytes::{packet, padded};
use mqtt_testing::framing;

#[test]
fn a_length_over_65_536_does_not_wrap() {
    for payload in [65_533, 65_534, 70_000, 2_097_149] {
        let sent = packet(0x30, &[&b"\0\x01a"[..], &vec![b'x'; payload]].concat());
        let Ok(Packet::Publish(publish)) = decode(&sent) else { panic!("no PUBLISH") };
        assert_eq!(publish.payload.len(), payload);
        assert_eq!(framing::split(Framer::default(), &sent[..5]), Ok(Err(sent.len() - 5)));
    }
}

#[test]
fn a_packet_too_large_is_refused_by_its_header() {
    framing::a_packet_too_large_is_refused_by_its_header();
}

#[test]
fn lists_of_many_tiny_elements_are_read_to_their_end() {
    for n in [1, 2, 1_000, 50_000] {
        let (subscribe, unsubscribe, suback) = (subscribe_of(n), unsubscribe_of(n), suback_of(n));
        let Ok(Packet::Subscribe(packet)) = decode(&subscribe) else { panic!("no SUBSCRIBE") };
        assert_eq!(packet.subscriptions.iter().filter(|one| one.filter == "a").count(), n);
        let Ok(Packet::Unsubscribe(packet)) = decode(&unsubscribe) else { panic!("no UNSUBSCRIBE") };
        assert_eq!(packet.filters.iter().filter(|filter| *filter == "a").count(), n);
        let Ok(Packet::Suback(packet)) = decode(&suback) else { panic!("no SUBACK") };
        assert_eq!(packet.return_codes.iter().filter(|code| code.code() == 0x80).count(), n);
        accepts(&[("SUBSCRIBE", subscribe), ("UNSUBSCRIBE", unsubscribe), ("SUBACK", suback)]);
    }
}

#[test]
fn a_fault_in_the_last_of_many_elements_is_found_where_it_is() {
    for n in [1, 40, 50_000] {
        let elements = b"\0\x01a\0".repeat(n);
        let bytes = packet(0x82, &[&b"\0\x01"[..], &elements, b"\0\x02a#\0"].concat());
        let (kind, offset) = decode(&bytes).expect_err("a misplaced #");
        assert_eq!((kind, offset as usize), (TopicFilter, bytes.len() - 5));
    }
}

#[test]
fn a_packet_of_the_other_direction_decodes_and_can_be_refused() {
    let refused = Err((ErrorKind::Sender, 0));
    for (bytes, by_client, by_server) in [
        (&b"\x20\x02\0\0"[..], refused, Ok(())),
        (b"\x90\x03\0\x01\0", refused, Ok(())),
        (b"\xb0\x02\0\x01", refused, Ok(())),
        (b"\xd0\0", refused, Ok(())),
        (b"\x10\x0c\0\x04MQTT\x04\x02\0\0\0\0", Ok(()), refused),
        (b"\x82\x06\0\x01\0\x01a\0", Ok(()), refused),
        (b"\xa2\x05\0\x01\0\x01a", Ok(()), refused),
        (b"\xc0\0", Ok(()), refused),
        (b"\xe0\0", Ok(()), refused),
        (b"\x30\x03\0\x01a", Ok(()), Ok(())),
        (b"\x40\x02\0\x01", Ok(()), Ok(())),
        (b"\x50\x02\0\x01", Ok(()), Ok(())),
        (b"\x62\x02\0\x01", Ok(()), Ok(())),
        (b"\x70\x02\0\x01", Ok(()), Ok(())),
    ] {
        let packet = decode(bytes).unwrap();
        let check = |sender| packet.check_sent_by(sender).map_err(|error| (error.kind(), error.offset()));
        assert_eq!((check(Side::Client), check(Side::Server)), (by_client, by_server), "{packet:?}");
    }
}

#[test]
fn a_padded_length_moves_each_offset() {
    for width in 1..=4 {
        let (kind, offset) = decode(&padded(0x82, b"\0\x01\0\x01a\x03", width)).map(|_| ()).unwrap_err();
        assert_eq!((kind, offset as usize), (ErrorKind::Qos, 1 + width + 5));
        let accepted = padded(0x82, b"\0\x01\0\x01a\x02", width);
        assert_eq!(encode(&decode(&accepted).unwrap()), packet(0x82, b"\0\x01\0\x01a\x02"));
    }
}
