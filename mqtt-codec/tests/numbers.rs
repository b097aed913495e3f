//! Types that are numbers on the wire: they convert from and to numbers, compare as numbers, and are shown as such.

use std::num::NonZeroU16;

use mqtt_codec::{PacketId, PacketType, ProtocolLevel, Qos, Version};

#[test]
fn a_number_converts_to_what_it_stands_for_and_back() {
    for number in 0..=u8::MAX {
        assert_eq!(Qos::try_from(number).ok(), Qos::new(number));
        assert_eq!(Qos::try_from(number).map(u8::from).ok(), (number <= 2).then_some(number));
        assert_eq!(PacketType::try_from(number).ok(), PacketType::new(number));
        let named = (1..=15).contains(&number);
        assert_eq!(PacketType::try_from(number).map(u8::from).ok(), named.then_some(number));
    }
    for number in [1, 2, 65_535] {
        let id = PacketId::try_from(number).unwrap();
        assert_eq!((id.get(), u16::from(id), NonZeroU16::from(id).get()), (number, number, number));
    }
}

#[test]
fn a_wrong_number_is_named_by_what_it_should_be() {
    assert_eq!(Qos::try_from(3).unwrap_err().to_string(), "invalid QoS");
    assert_eq!(PacketType::try_from(0).unwrap_err().to_string(), "invalid packet type");
    assert_eq!(PacketId::try_from(0).unwrap_err().to_string(), "invalid packet identifier");
}

#[test]
fn versions_are_ordered_and_shown_as_the_standards_are_named() {
    let versions = [Version::V3_1, Version::V3_1_1, Version::V5];
    assert!(versions.is_sorted() && ProtocolLevel::V3_1 < ProtocolLevel::V3_1_1);
    assert_eq!(versions.map(|version| version.to_string()), ["3.1", "3.1.1", "5.0"]);
    assert_eq!(ProtocolLevel::V3_1.to_string(), "3.1");
    assert_eq!(format!("{:>6}|{:<6}", ProtocolLevel::V3_1_1, Version::V5), " 3.1.1|5.0   ");
}

#[test]
fn a_qos_is_shown_as_a_digit() {
    assert_eq!(format!("QoS {} {:2}", Qos::ExactlyOnce, Qos::AtMostOnce), "QoS 2  0");
}
