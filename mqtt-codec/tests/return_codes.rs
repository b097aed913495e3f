//! Return codes, each of the 256: those of Table 3.1 and of section 3.9.3 are read, all others refused.

mod crafted;

use crafted::decode;
use mqtt_codec::{ErrorKind, SubackCode};

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
    }
}
