//! What `mqtt-codec-v5` is made of, besides this crate's public types.
//!
//! This is no part of the public API. It is for `mqtt-codec-v5` of the very same version, changes without notice, and is
//! not supported for anything else. No other path leads here:
//!
//! ```compile_fail,E0603
//! use mqtt_codec::wire::Wire;
//! ```
//!
//! ```compile_fail,E0603
//! use mqtt_codec::output::Body;
//! ```
//!
//! ```compile_fail,E0277
//! #[derive(Clone, Copy)]
//! struct Mine;
//!
//! impl<'a> mqtt_codec::Element<'a> for Mine {}
//! ```
//!
//! ```compile_fail,E0624
//! use mqtt_codec::{List, TopicFilter};
//!
//! let list: List<'_, TopicFilter<'_>> = List::received(b"\0\x04a#b+");
//! ```
//!
//! ```compile_fail,E0624
//! use mqtt_codec::Delivery;
//!
//! let flags = Delivery::AtMostOnce.flags();
//! ```

pub use crate::connect_flags::Flags as ConnectFlags;
pub use crate::frame::{no_dup, read};
pub use crate::output::{Append, Body, Fill, FixedHeader, Measure, Write, append};
pub use crate::preview::{Code, Preview, Size, first_few};
pub use crate::wire::{Fault, Out, Parsed, Wire};

/// The data types of section 1.5.
pub mod wire {
    pub use crate::wire::*;
}

/// Variable Byte Integers.
pub mod varint {
    pub use crate::varint::*;
}

use crate::error::{EncodeError, InvalidNumber};
use crate::frame::Frame;
use crate::list::{Element, List};
use crate::publish::Delivery;
use crate::version::Protocol;

/// The bytes of a frame, the length of its header, and its flags: in registers.
#[inline]
pub fn frame_parts(frame: Frame<&[u8]>) -> (&[u8], u8, u8) {
    frame.parts()
}

/// The error of `TryFrom` a number that should have been a `name`.
pub const fn invalid_number(name: &'static str) -> InvalidNumber {
    InvalidNumber::new(name)
}

/// Parses Protocol Name and Protocol Level.
pub fn parse_protocol(i: &[u8]) -> Parsed<'_, Protocol> {
    Protocol::parse(i)
}

/// Parses the packet identifier of a PUBLISH with these flags of the fixed header.
#[inline]
pub fn parse_delivery(flags: u8, i: &[u8]) -> Parsed<'_, Delivery> {
    Delivery::parse(flags, i)
}

/// The flags of the fixed header of a PUBLISH, without RETAIN.
#[inline]
pub const fn delivery_flags(delivery: Delivery) -> u8 {
    delivery.flags()
}

/// The number of bytes that the packet identifier takes.
#[inline]
pub const fn delivery_len(delivery: Delivery) -> usize {
    delivery.wire_len()
}

/// Writes the packet identifier.
#[inline]
pub fn put_delivery(delivery: Delivery, out: &mut Out<'_>) {
    delivery.put(out);
}

/// A list that was received: bytes that [`Wire::parse_checked`] reads.
pub const fn received_list<T>(bytes: &[u8]) -> List<'_, T> {
    List::received(bytes)
}

/// The bytes of a list that was received and has an element.
pub const fn received_bytes<'a, T>(list: &List<'a, T>) -> Option<&'a [u8]> {
    list.received_bytes()
}

/// Parses one element or more, up to the end of `i`.
pub fn parse_list<'a, T: Element<'a>>(i: &'a [u8]) -> Parsed<'a, List<'a, T>> {
    List::parse(i)
}

/// The length of a list in bytes, or an error if it is empty.
pub fn list_len<'a, T: Element<'a>>(list: &List<'a, T>, name: &'static str) -> Result<usize, EncodeError> {
    list.wire_len(name)
}

/// Writes the elements of a list.
pub fn put_list<'a, T: Element<'a>>(list: &List<'a, T>, out: &mut Out<'_>) {
    list.put(out);
}
