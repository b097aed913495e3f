//! SUBSCRIBE and UNSUBSCRIBE, and the lists that are never empty.

use mqtt_codec_v5::{
    AckProperties, EncodeError, List, Packet, Qos, RetainHandling, Suback, Subscribe, SubscribeProperties,
    Subscription, SubscriptionOptions, Unsuback, Unsubscribe, UnsubscribeProperties,
};

use crate::{filter, id};

fn v5<'a>(subscriptions: &'a [Subscription<'a>]) -> Packet<'a> {
    let properties = SubscribeProperties::default();
    Subscribe { id: id(1), properties, subscriptions: List::new(subscriptions) }.into()
}

#[test]
pub(super) fn a_list_that_needs_an_element_is_not_sent_without() {
    for packet in [
        mqtt_codec::Packet::from(mqtt_codec::Subscribe { id: id(1), subscriptions: List::default() }),
        mqtt_codec::Suback { id: id(1), return_codes: List::default() }.into(),
        mqtt_codec::Unsubscribe { id: id(1), filters: List::default() }.into(),
    ] {
        assert!(matches!(packet.encode(&mut Vec::new()), Err(EncodeError::Empty(_))));
    }
    for packet in [
        v5(&[]),
        Suback { id: id(1), properties: AckProperties::default(), reason_codes: List::default() }.into(),
        Unsubscribe { id: id(1), properties: UnsubscribeProperties::default(), filters: List::default() }
            .into(),
        Unsuback { id: id(1), properties: AckProperties::default(), reason_codes: List::default() }.into(),
    ] {
        assert!(matches!(packet.encode(&mut Vec::new()), Err(EncodeError::Empty(_))));
    }
}

#[test]
pub(super) fn a_malformed_shared_subscription_is_not_sent() {
    let refused = Err(EncodeError::SharedSubscription);
    let options = |no_local| SubscriptionOptions { no_local, ..SubscriptionOptions::default() };
    for malformed in ["$share//a", "$share/", "$share/g", "$share/g/", "$share/+/a", "$share/#"] {
        let filter = filter(malformed);
        assert!(filter.shared().is_err());
        assert_eq!(v5(&[Subscription { filter, options: options(false) }]).encode(&mut Vec::new()), refused);
        let (properties, filters) = (UnsubscribeProperties::default(), [filter]);
        let unsubscribe = Unsubscribe { id: id(1), properties, filters: List::new(&filters) };
        assert_eq!(Packet::from(unsubscribe).encode(&mut Vec::new()), refused, "{malformed}");
    }
    let shared = filter("$share/g/a");
    assert_eq!(
        v5(&[Subscription { filter: shared, options: options(true) }]).encode(&mut Vec::new()),
        refused
    );
    assert_eq!(v5(&[Subscription { filter: shared, options: options(false) }]).encoded_len(), Ok(18));
    assert_eq!(v5(&[Subscription { filter: filter("a"), options: options(true) }]).encoded_len(), Ok(9));
}

/// Bits 0 and 1 are the QoS, 2 No Local, 3 Retain As Published, 4 and 5 Retain Handling; 6 and 7 are reserved.
#[test]
pub(super) fn subscription_options_are_in_their_range() {
    let handlings = [RetainHandling::Send, RetainHandling::SendIfNew, RetainHandling::DoNotSend];
    let mut seen = 0;
    for (handling, retain_handling) in (0..).zip(handlings) {
        for (number, qos) in (0..).zip([Qos::AtMostOnce, Qos::AtLeastOnce, Qos::ExactlyOnce]) {
            for (no_local, retain_as_published) in
                [(false, false), (false, true), (true, false), (true, true)]
            {
                let options = SubscriptionOptions { qos, no_local, retain_as_published, retain_handling };
                let byte =
                    number | u8::from(no_local) << 2 | u8::from(retain_as_published) << 3 | handling << 4;
                let mut out = Vec::new();
                v5(&[Subscription { filter: filter("a"), options }]).encode(&mut out).unwrap();
                assert_eq!(out, [0x82, 7, 0, 1, 0, 0, 1, b'a', byte]);
                seen += 1;
            }
        }
    }
    assert_eq!(seen, 36);
}
