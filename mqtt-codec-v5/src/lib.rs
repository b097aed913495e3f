//! MQTT 5.0 on the wire: bytes to packets, packets to bytes. **Not there yet.**
//!
//! This crate will do for MQTT 5.0 what [`mqtt_codec`] does for 3.1.1: every packet, every property, every reason code,
//! as strict, without an allocation, without I/O. Framing is the same in both versions and works today:
//! [`mqtt_codec::Framer`] splits 5.0 packets off a stream, [`mqtt_codec::peek_protocol`] tells a 5.0 CONNECT from one of
//! 3.1.1, and a raw [`mqtt_codec::Frame`] can be passed on.
//!
//! ```
//! use mqtt_codec::{Framer, PacketType, Split, Version, peek_protocol};
//!
//! let received = b"\x10\x0d\0\x04MQTT\x05\x02\0\x3c\0\0\0";
//! if let Split::Frame(frame, _) = Framer::new(4096).split(received)? {
//!     assert_eq!(frame.packet_type(), PacketType::Connect);
//!     assert_eq!(peek_protocol(frame)?, Version::V5);
//! }
//! # Ok::<(), mqtt_codec::Error>(())
//! ```
//!
//! Its example `inspect` shows captured 3.1 and 3.1.1 sessions field by field.

#![no_std]
#![forbid(unsafe_code)]

// Compiles the examples of the repository's first page.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}
