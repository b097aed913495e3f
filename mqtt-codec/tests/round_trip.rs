//! Any packet that can be built survives being sent and received, in each way to write it.

mod crafted;
mod packets;

use crafted::{decode, encode};
use mqtt_codec::{Framer, Split};
use mqtt_testing::bytes::{padded, shortest};
use packets::any_packet;
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_packet_sent_is_the_packet_received(drawn in any_packet()) {
        drawn.with(|packet| {
            let sent = encode(&packet);
            prop_assert_eq!(decode(&sent), Ok(packet));
            prop_assert_eq!(packet.encoded_len(), Ok(sent.len()));
            prop_assert_eq!(sent[0] >> 4, packet.packet_type() as u8);
            Ok(())
        })?;
    }

    #[test]
    fn a_packet_received_is_sent_as_the_same_bytes(drawn in any_packet()) {
        let sent = drawn.with(|packet| encode(&packet));
        prop_assert_eq!(decode(&sent).map(|packet| encode(&packet)), Ok(sent.clone()));
    }

    #[test]
    fn a_remaining_length_may_be_padded(drawn in any_packet()) {
        let sent = drawn.with(|packet| encode(&packet));
        let Ok(Split::Frame(frame, [])) = Framer::default().split(&sent) else { panic!("no frame") };
        let body = frame.body();
        for width in shortest(body.len())..=4 {
            let padded = padded(sent[0], body, width);
            let Ok(Split::Frame(longer, [])) = Framer::default().split(&padded) else { panic!("no frame") };
            prop_assert_eq!((longer.header_len(), longer.body()), (1 + width, body));
            drawn.with(|packet| {
                prop_assert_eq!(decode(&padded), Ok(packet));
                Ok(())
            })?;
        }
    }
}

#[cfg(feature = "bytes")]
proptest! {
    #[test]
    fn each_output_gets_the_same_bytes(drawn in any_packet(), before in proptest::collection::vec(any::<u8>(), 0..20)) {
        drawn.with(|packet| {
            let expected = encode(&packet);
            let mut vec = before.clone();
            prop_assert_eq!(packet.encode(&mut vec), Ok(expected.len()));
            prop_assert_eq!(vec.split_at(before.len()), (&before[..], &expected[..]));
            let mut bytes = bytes::BytesMut::from(&before[..]);
            prop_assert_eq!(packet.encode(&mut bytes), Ok(expected.len()));
            prop_assert_eq!(bytes, vec);
            Ok(())
        })?;
    }
}
