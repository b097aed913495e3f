//! Return codes, each of the 256: those of Table 3.1 and of section 3.9.3 are read, all others refused.

mod crafted;

use crafted::decode;
use mqtt_codec::{ConnectReturnCode, ErrorKind, Qos, SubackCode};

#[test]
fn reserved_return_codes_are_refused_each() {
    for code in 0..=u8::MAX {
        let connack = [0x20, 2, 0, code];
        assert_eq!(
            decode(&connack).map(|_| ()),
            if code <= 5 { Ok(()) } else { Err((ErrorKind::ReturnCode, 3)) }
        );
        let suback = [0x90, 4, 0, 1, 0, code];
        let known = [0, 1, 2, 0x80].contains(&code);
        assert_eq!(decode(&suback).map(|_| ()), if known { Ok(()) } else { Err((ErrorKind::ReturnCode, 5)) });
        assert_eq!(SubackCode::new(code).map(SubackCode::code), known.then_some(code));
        assert_eq!(SubackCode::try_from(code).map(u8::from).ok(), known.then_some(code));
        assert_eq!(
            ConnectReturnCode::try_from(code).map(u8::from).ok(),
            (1..=5).contains(&code).then_some(code)
        );
    }
}

#[test]
fn a_granted_qos_is_a_return_code() {
    for (qos, code, shown) in [
        (Qos::AtMostOnce, 0, "Granted QoS 0"),
        (Qos::AtLeastOnce, 1, "Granted QoS 1"),
        (Qos::ExactlyOnce, 2, "Granted QoS 2"),
    ] {
        let granted = SubackCode::from(qos);
        assert_eq!((u8::from(granted), granted.to_string().as_str()), (code, shown));
    }
    assert_eq!(SubackCode::Failure.to_string(), "Failure");
}
