//! Each kind of error has a reason code for the peer, and a packet that can carry it.

use mqtt_codec_v5::{ConnackReason, DisconnectReason, Error, ErrorKind};

/// What is malformed is told apart from what is not allowed.
#[test]
fn each_kind_has_its_reason_code() {
    use ErrorKind::*;
    let malformed = [
        PacketType,
        Flags,
        VariableByteInteger,
        Truncated,
        Trailing,
        Utf8,
        Nul,
        ReservedBits,
        ConnectFlags,
        UnknownProperty,
        MisplacedProperty,
    ];
    let not_allowed = [
        TopicName,
        TopicFilter,
        PacketIdZero,
        Qos,
        Empty,
        ReturnCode,
        SessionPresent,
        ErrorKind::Sender,
        NotConnect,
        DuplicateProperty,
        PropertyValue,
        ErrorKind::ReasonCode,
        RetainHandling,
        NoLocal,
        AuthenticationMethod,
    ];
    let named =
        [(ProtocolName, 0x84), (ProtocolLevel, 0x84), (ClientId, 0x85), (TopicAlias, 0x94), (TooLarge, 0x95)];
    let table = malformed.map(|kind| (kind, 0x81)).into_iter();
    for (kind, code) in table.chain(not_allowed.map(|kind| (kind, 0x82))).chain(named) {
        let code = mqtt_codec_v5::ReasonCode::new(code);
        assert_eq!(mqtt_codec_v5::ReasonCode::from(Error::new(kind, 7)), code, "{kind:?}");
        assert!(code.is_error() && code.name() != "unknown", "{kind:?}");
        // CONNACK or DISCONNECT can carry it.
        let code = code.value();
        assert!(ConnackReason::new(code).is_some() || DisconnectReason::new(code).is_some(), "{kind:?}");
    }
}
