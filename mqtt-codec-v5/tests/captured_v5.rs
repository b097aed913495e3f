//! What real clients and servers of MQTT 5.0 sent, byte for byte: `testdata/README.md` says which.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot read its data has failed")]

use std::collections::{BTreeMap, BTreeSet};

use mqtt_codec_v5::{Frame, Framer, Packet, PacketType, Properties, Side, Split, Version, peek_protocol};
use mqtt_testing::sessions::captured;

/// Another legal form of a packet than the one that is written here.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Other {
    /// PUBACK, PUBREC, PUBREL or PUBCOMP that spells out `00 00`, success and no properties: left out.
    AckSuccess,
    /// One with a reason code and no Property Length: written with both.
    AckLength3,
    /// DISCONNECT that spells out `00 00`: left out.
    DisconnectNormal,
    /// DISCONNECT with a reason code and no Property Length: written with both.
    DisconnectLength1,
    /// The properties in another order.
    Order,
}

use Other::{AckLength3, AckSuccess, DisconnectLength1, DisconnectNormal, Order};

/// The sessions with a packet in another form, and which. All others encode to the bytes that they are.
const OTHER_FORM: &[(&str, &[Other])] = &[
    ("5.0-mosquitto-accounts-publish-refused-server", &[AckLength3, Order]),
    ("5.0-mosquitto-accounts-server", &[AckLength3, Order]),
    ("5.0-mosquitto-bridge-server", &[AckLength3, Order]),
    ("5.0-mosquitto-disconnect-with-will-client", &[DisconnectLength1]),
    ("5.0-mosquitto-disconnect-with-will-server", &[Order]),
    ("5.0-mosquitto-disconnect-with-will-watcher-server", &[Order]),
    ("5.0-mosquitto-keep-alive-client", &[DisconnectLength1]),
    ("5.0-mosquitto-keep-alive-server", &[Order]),
    ("5.0-mosquitto-limits-qos-server", &[Order]),
    ("5.0-mosquitto-properties-publish-client", &[Order]),
    ("5.0-mosquitto-properties-publish-server", &[Order]),
    ("5.0-mosquitto-properties-subscribe-client", &[Order]),
    ("5.0-mosquitto-properties-subscribe-server", &[Order]),
    ("5.0-mosquitto-publish-large-server", &[AckLength3, Order]),
    ("5.0-mosquitto-publish-lines-server", &[Order]),
    ("5.0-mosquitto-publish-non-ascii-server", &[Order]),
    ("5.0-mosquitto-publish-qos0-server", &[Order]),
    ("5.0-mosquitto-publish-qos1-server", &[Order]),
    ("5.0-mosquitto-publish-qos2-server", &[Order]),
    ("5.0-mosquitto-resumed-1-server", &[Order]),
    ("5.0-mosquitto-resumed-2-server", &[Order]),
    ("5.0-mosquitto-retain-clear-server", &[AckLength3, Order]),
    ("5.0-mosquitto-retain-delivered-server", &[Order]),
    ("5.0-mosquitto-retain-set-server", &[AckLength3, Order]),
    ("5.0-mosquitto-server-keep-alive-server", &[Order]),
    ("5.0-mosquitto-shared-subscription-server", &[Order]),
    ("5.0-mosquitto-subscribe-refused-server", &[Order]),
    ("5.0-mosquitto-subscribe-server", &[Order]),
    ("5.0-mosquitto-will-cleared-server", &[Order]),
    ("5.0-mosquitto-will-server", &[Order]),
    ("5.0-mosquitto-will-watcher-server", &[Order]),
    ("5.0-mqttjs-accounts-subscribe-refused-client", &[DisconnectNormal]),
    ("5.0-mqttjs-accounts-subscribe-refused-server", &[AckLength3, Order]),
    ("5.0-mqttjs-assigned-identifier-client", &[DisconnectNormal]),
    ("5.0-mqttjs-assigned-identifier-server", &[Order]),
    ("5.0-mqttjs-auth-client", &[DisconnectNormal]),
    ("5.0-mqttjs-auth-server", &[Order]),
    ("5.0-mqttjs-filters-retained-client", &[AckSuccess, DisconnectNormal]),
    ("5.0-mqttjs-filters-retained-server", &[AckLength3, Order]),
    ("5.0-mqttjs-keep-alive-client", &[DisconnectNormal]),
    ("5.0-mqttjs-keep-alive-server", &[Order]),
    ("5.0-mqttjs-large-client", &[DisconnectNormal]),
    ("5.0-mqttjs-large-server", &[AckLength3, Order]),
    ("5.0-mqttjs-limits-announced-client", &[DisconnectNormal]),
    ("5.0-mqttjs-limits-announced-server", &[Order]),
    ("5.0-mqttjs-no-matching-subscribers-client", &[AckSuccess, DisconnectNormal]),
    ("5.0-mqttjs-no-matching-subscribers-server", &[AckLength3, Order]),
    ("5.0-mqttjs-non-ascii-client", &[AckSuccess, DisconnectNormal]),
    ("5.0-mqttjs-non-ascii-server", &[Order]),
    ("5.0-mqttjs-properties-client", &[AckSuccess, Order]),
    ("5.0-mqttjs-properties-server", &[Order]),
    ("5.0-mqttjs-properties-will-watcher-client", &[DisconnectNormal]),
    ("5.0-mqttjs-properties-will-watcher-server", &[Order]),
    ("5.0-mqttjs-publish-qos0-client", &[DisconnectNormal]),
    ("5.0-mqttjs-publish-qos0-server", &[Order]),
    ("5.0-mqttjs-publish-qos1-client", &[DisconnectNormal]),
    ("5.0-mqttjs-publish-qos1-server", &[Order]),
    ("5.0-mqttjs-publish-qos2-client", &[AckSuccess, DisconnectNormal]),
    ("5.0-mqttjs-publish-qos2-server", &[Order]),
    ("5.0-mqttjs-refusing-messages-client", &[AckSuccess]),
    ("5.0-mqttjs-refusing-messages-server", &[Order]),
    ("5.0-mqttjs-resumed-1-client", &[DisconnectNormal]),
    ("5.0-mqttjs-resumed-1-server", &[Order]),
    ("5.0-mqttjs-resumed-2-no-acks-server", &[Order]),
    ("5.0-mqttjs-resumed-3-dup-from-server-client", &[AckSuccess, DisconnectNormal]),
    ("5.0-mqttjs-resumed-3-dup-from-server-server", &[Order]),
    ("5.0-mqttjs-resumed-other-client", &[AckSuccess, DisconnectNormal]),
    ("5.0-mqttjs-resumed-other-server", &[Order]),
    ("5.0-mqttjs-sent-again-1-server", &[AckLength3, Order]),
    ("5.0-mqttjs-sent-again-2-client", &[AckSuccess, DisconnectNormal]),
    ("5.0-mqttjs-sent-again-2-server", &[AckLength3, Order]),
    ("5.0-mqttjs-taken-over-newer-client", &[DisconnectNormal]),
    ("5.0-mqttjs-taken-over-newer-server", &[Order]),
    ("5.0-mqttjs-taken-over-older-server", &[Order]),
    ("5.0-mqttjs-topic-alias-client", &[AckSuccess, DisconnectNormal]),
    ("5.0-mqttjs-topic-alias-server", &[Order]),
    ("5.0-mqttjs-username-only-client", &[DisconnectNormal]),
    ("5.0-mqttjs-username-only-server", &[Order]),
    ("5.0-mqttjs-will-binary-password-binary-server", &[Order]),
    ("5.0-mqttjs-will-text-server", &[Order]),
    ("5.0-mqttjs-will-watcher-client", &[AckSuccess, DisconnectNormal]),
    ("5.0-mqttjs-will-watcher-server", &[Order]),
    ("5.0-paho-account-disabled-admin-server", &[Order]),
    ("5.0-paho-account-disabled-server", &[DisconnectLength1, Order]),
    ("5.0-paho-accounts-subscribe-refused-server", &[AckLength3, Order]),
    ("5.0-paho-assigned-identifier-server", &[Order]),
    ("5.0-paho-broker-stopped-server", &[Order]),
    ("5.0-paho-disconnect-with-will-client", &[DisconnectLength1]),
    ("5.0-paho-disconnect-with-will-server", &[Order]),
    ("5.0-paho-disconnect-with-will-watcher-server", &[Order]),
    ("5.0-paho-dup-from-client-1-server", &[AckLength3, Order]),
    ("5.0-paho-dup-from-client-2-server", &[AckLength3, Order]),
    ("5.0-paho-dup-from-server-1-server", &[Order]),
    ("5.0-paho-dup-from-server-2-server", &[Order]),
    ("5.0-paho-filters-retained-server", &[AckLength3, Order]),
    ("5.0-paho-keep-alive-server", &[Order]),
    ("5.0-paho-keep-alive-timeout-server", &[Order]),
    ("5.0-paho-large-server", &[Order]),
    ("5.0-paho-limit-packet-size-server", &[DisconnectLength1, Order]),
    ("5.0-paho-limit-qos-server", &[DisconnectLength1, Order]),
    ("5.0-paho-limit-retain-server", &[DisconnectLength1, Order]),
    ("5.0-paho-limit-topic-alias-server", &[DisconnectLength1, Order]),
    ("5.0-paho-no-matching-subscribers-server", &[AckLength3, Order]),
    ("5.0-paho-non-ascii-server", &[Order]),
    ("5.0-paho-properties-server", &[Order]),
    ("5.0-paho-publish-qos0-server", &[Order]),
    ("5.0-paho-publish-qos1-server", &[Order]),
    ("5.0-paho-publish-qos2-server", &[Order]),
    ("5.0-paho-resumed-1-server", &[Order]),
    ("5.0-paho-resumed-2-server", &[Order]),
    ("5.0-paho-resumed-other-server", &[Order]),
    ("5.0-paho-session-cleaned-server", &[Order]),
    ("5.0-paho-subscription-options-server", &[AckLength3, Order]),
    ("5.0-paho-taken-over-newer-server", &[Order]),
    ("5.0-paho-taken-over-older-server", &[Order]),
    ("5.0-paho-topic-alias-server", &[Order]),
    ("5.0-paho-unknown-topic-alias-server", &[DisconnectLength1, Order]),
    ("5.0-paho-will-binary-password-binary-server", &[Order]),
    ("5.0-paho-will-empty-username-only-server", &[Order]),
    ("5.0-paho-will-text-server", &[Order]),
    ("5.0-paho-will-watcher-server", &[Order]),
];

/// The frames of `bytes`, which end where a packet ends.
fn frames<'a>(name: &str, bytes: &'a [u8]) -> Vec<Frame<&'a [u8]>> {
    let (mut frames, mut rest) = (Vec::new(), bytes);
    while let Split::Frame(frame, after) = Framer::default().split(rest).unwrap() {
        frames.push(frame);
        rest = after;
    }
    assert!(rest.is_empty(), "{name} ends inside a packet");
    frames
}

fn only_frame(bytes: &[u8]) -> Frame<&[u8]> {
    let Ok(Split::Frame(frame, [])) = Framer::default().split(bytes) else { panic!("not one packet") };
    frame
}

/// In which form `received` is, of which `sent` is ours. Panics where nothing explains the difference.
fn other_form(received: Frame<&[u8]>, sent: Frame<&[u8]>) -> Other {
    use PacketType::{Disconnect, Puback, Pubcomp, Pubrec, Pubrel};
    let (ours, packet_type) = (sent.body(), received.packet_type());
    match (packet_type, received.body()) {
        (Puback | Pubrec | Pubrel | Pubcomp, [id @ .., 0, 0]) if id.len() == 2 && ours == id => AckSuccess,
        (Puback | Pubrec | Pubrel | Pubcomp, [id_and_reason @ .., reason])
            if id_and_reason.len() == 2
                && *reason != 0
                && ours == [id_and_reason, &[*reason, 0]].concat() =>
        {
            AckLength3
        }
        (Disconnect, [0, 0]) if ours.is_empty() => DisconnectNormal,
        (Disconnect, [reason]) if *reason != 0 && ours == [*reason, 0] => DisconnectLength1,
        _ => {
            assert_eq!(received.packet_len(), sent.packet_len(), "{received:?}");
            let orders = [Properties::of as fn(_) -> _, Properties::of_will]
                .map(|of| has_other_order(of, received, sent));
            assert!(orders.contains(&true), "no other order of properties: {received:?}");
            Order
        }
    }
}

/// Whether the same properties stand in another order; panics if they are not the same.
fn has_other_order<'a>(
    of: fn(Frame<&'a [u8]>) -> Result<Properties<'a>, mqtt_codec_v5::Error>,
    received: Frame<&'a [u8]>,
    sent: Frame<&'a [u8]>,
) -> bool {
    let (received, sent): (Vec<_>, Vec<_>) = (of(received).unwrap().collect(), of(sent).unwrap().collect());
    let mut left = sent.clone();
    for property in &received {
        let at = left.iter().position(|one| one == property).unwrap_or_else(|| panic!("lost: {property:?}"));
        left.remove(at);
    }
    assert!(left.is_empty(), "invented: {left:?}");
    received != sent
}

#[test]
fn each_session_decodes_whole_and_encodes_to_the_same_packets() {
    let mut seen = BTreeSet::new();
    let mut found = BTreeMap::<String, BTreeSet<Other>>::new();
    for (name, sender, bytes) in captured(&["5.0-"]) {
        for frame in frames(&name, &bytes) {
            let packet = Packet::decode(frame).unwrap_or_else(|error| panic!("{name}: {error}"));
            packet.check_sent_by(sender).unwrap_or_else(|error| panic!("{name}: {packet:?}: {error}"));
            seen.insert(packet.packet_type().name());

            let mut again = vec![0; packet.encoded_len().unwrap()];
            assert_eq!(packet.encode_into(&mut again), Ok(again.len()), "{name}");
            let ours = only_frame(&again);
            assert_eq!(Packet::decode(ours), Ok(packet), "{name}");
            if again != **frame.bytes() {
                found.entry(name.clone()).or_default().insert(other_form(frame, ours));
            }
        }
    }
    let stated: BTreeMap<_, _> = OTHER_FORM
        .iter()
        .map(|(name, forms)| ((*name).to_owned(), forms.iter().copied().collect::<BTreeSet<_>>()))
        .collect();
    assert_eq!(found, stated, "sessions in another form, and which are known");
    assert_eq!(seen.len(), 15, "packets that are captured: {seen:?}");
}

#[test]
fn each_session_of_a_client_begins_with_a_connect_of_5_0() {
    let sessions = captured(&["5.0-"]);
    assert!(sessions.len() > 150, "{} sessions", sessions.len());
    for (name, sender, bytes) in sessions {
        for (at, frame) in frames(&name, &bytes).into_iter().enumerate() {
            let connects = at == 0 && sender == Side::Client;
            assert_eq!(frame.packet_type() == PacketType::Connect, connects, "{name}, packet {at}");
            if connects {
                assert_eq!(peek_protocol(frame.bytes()).map(|it| it.version), Ok(Version::V5), "{name}");
            }
        }
    }
}
