//! MQTT 5.0 on the wire: bytes to packets, packets to bytes.
//!
//! Every packet, every property, every reason code, held against every rule of the standard that a codec can check. No
//! sockets, no timers, no sessions, no runtime; decoding allocates nothing, and packets borrow their text and payload from
//! the bytes they came in. Framing and data types are those of [`mqtt_codec`], and re-exported: this crate is all that a
//! user of 5.0 imports.
//!
//! # Reading
//!
//! ```
//! use mqtt_codec_v5::{DisconnectReason, Framer, Packet, Split};
//!
//! let received = b"\x30\x14\0\x03a/b\x0a\x02\0\0\0\x3c\x26\0\0\0\0beep";
//! let Split::Frame(frame, _) = Framer::new(64 * 1024).split(received)? else { panic!("not all there") };
//! match Packet::decode(frame) {
//!     Ok(Packet::Publish(publish)) => {
//!         assert_eq!(publish.topic.map(|topic| topic.as_str()), Some("a/b"));
//!         assert_eq!(publish.properties.message_expiry_interval, Some(60)); // seconds
//!         assert_eq!(publish.properties.user_properties.iter().count(), 1);
//!         assert_eq!(publish.payload, b"beep");
//!     }
//!     Ok(other) => println!("{other:?}"),
//!     // What is wrong, where, and the reason for the DISCONNECT that ends the connection: see `Stage::answer`.
//!     Err(error) => println!("{error}: {}", DisconnectReason::from(error)),
//! }
//! # Ok::<(), mqtt_codec_v5::Error>(())
//! ```
//!
//! Each packet has a struct of its properties, with an `Option` for what may be there once and a [`List`] for what may be
//! repeated; methods of the same names give what the standard says of an absent one
//! ([`ConnectProperties::receive_maximum`]). [`Properties`] walks them as they stand on the wire, for tools.
//!
//! # Writing
//!
//! The same structs are what a sender fills in. What their types cannot rule out, encoding refuses before it writes the
//! first byte.
//!
//! ```
//! use mqtt_codec_v5::{Packet, PacketId, Puback, PubackReason};
//!
//! let id = PacketId::new(10).unwrap();
//! let mut out = [0; 16];
//! let len = Packet::Puback(Puback { reason: PubackReason::QuotaExceeded, ..Puback::new(id) }).encode_into(&mut out)?;
//! assert_eq!(out[..len], *b"\x40\x04\0\x0a\x97\0");
//! # Ok::<(), mqtt_codec_v5::EncodeError>(())
//! ```
//!
//! A peer says how large a packet it takes, and whether it wants explanations: [`Packet::fit`] and
//! [`Packet::without_problem_information`]. A server passes a message on without taking its properties apart:
//! [`Forward`].
//!
//! # All versions on one port
//!
//! The version stands in the first packet, and nothing is kept but what it says.
//!
//! ```
//! use mqtt_codec_v5::{AnyPacket, Error, ErrorKind, Framer, PacketType, Side, Split, Stage, peek_protocol};
//!
//! /// Handles all whole packets of `received`, and returns their length in bytes. `handle` writes the answers, and returns
//! /// whether the client is connected.
//! fn received(
//!     stage: &mut Stage,
//!     received: &[u8],
//!     mut handle: impl FnMut(AnyPacket<'_>) -> bool,
//! ) -> Result<usize, Error> {
//!     let mut rest = received;
//!     loop {
//!         // A client that has not shown who it is sends small packets only.
//!         let connected = matches!(stage, Stage::Connected(_));
//!         let framer = Framer::new(if connected { 1024 * 1024 } else { 4 * 1024 });
//!         let Split::Frame(frame, after) = framer.split(rest)? else { return Ok(received.len() - rest.len()) };
//!         let version = match stage.version() {
//!             None => peek_protocol(frame.bytes())?.version, // an error for anything but CONNECT
//!             Some(_) if frame.packet_type() == PacketType::Connect => {
//!                 return Err(Error::new(ErrorKind::SecondConnect, 0));
//!             }
//!             Some(version) => version,
//!         };
//!         if *stage == Stage::New {
//!             *stage = Stage::Connecting(version);
//!         }
//!         let packet = AnyPacket::decode(frame, version)?;
//!         packet.check_sent_by(Side::Client)?;
//!         if handle(packet) {
//!             *stage = Stage::Connected(version);
//!         }
//!         rest = after;
//!     }
//! }
//!
//! let mut stage = Stage::New;
//! let connect = b"\x10\x0d\0\x04MQTT\x05\x02\0\x3c\0\0\0";
//! assert_eq!(received(&mut stage, connect, |packet| matches!(packet, AnyPacket::V5(_))), Ok(connect.len()));
//!
//! // After an error, `Stage::answer` has what the client is owed before the connection is closed.
//! let error = received(&mut stage, connect, |_| true).unwrap_err();
//! let mut out = [0; 8];
//! let len = stage.answer(Side::Server, error).unwrap().encode_into(&mut out)?;
//! assert_eq!(out[..len], *b"\xe0\x02\x82\0"); // DISCONNECT, 0x82 Protocol Error
//! # Ok::<(), mqtt_codec_v5::EncodeError>(())
//! ```
//!
//! `examples/receive.rs` is a whole server of this kind.
//!
//! # Features
//!
//! | feature | default | adds |
//! | --- | --- | --- |
//! | `bytes` | yes | `Frame<Bytes>`, `Framer::take`, encoding into `BytesMut`; implies `alloc` |
//! | `alloc` | by `bytes` | encoding into `Vec<u8>`, owned topic names and filters |
//! | `std` | no | `From` both errors for `std::io::Error`, so that `?` works beside a socket; implies `alloc` |
//!
//! Without features the crate needs neither std nor an allocator, and contains no panic.
//!
//! # Design
//!
//! The standard's tables of properties and of reason codes stand once in the code, and everything that depends on them is
//! generated from there. A struct for each packet's properties, rather than a map of all, makes *at most once* and
//! *allowed here* part of the type. Topic aliases, flow control and sessions are state, and the caller's.
//!
//! # Minimum Rust version
//!
//! 1.85. Raising it is a minor release.

#![no_std]
#![forbid(unsafe_code)]

#[cfg(test)]
extern crate std;

mod ack;
mod answer;
mod auth;
mod connack;
mod connect;
mod disconnect;
mod fit;
mod forward;
mod packet;
mod properties;
mod property;
mod publish;
mod reason;
mod sender;
mod subscribe;
#[cfg(test)]
mod testing;
mod unsubscribe;
mod versioned;

pub use mqtt_codec::{
    Buffer, Delivery, Element, EncodeError, Error, ErrorKind, Frame, Framer, Header, InvalidNumber, List,
    ListIter, PacketId, PacketType, Protocol, Qos, SharedFilter, SharedFilterError, Side, Split, Text,
    TextError, TopicFilter, TopicFilterError, TopicName, TopicNameError, Version, peek_protocol,
};

/// The packets of MQTT 3.1.1 and 3.1, so that a server of all versions depends on one crate: those of `mqtt-codec`.
pub mod v3 {
    pub use mqtt_codec::{
        Connack, Connect, ConnectReturnCode, Credentials, Packet, ProtocolLevel, Publish, Suback, SubackCode,
        Subscribe, Subscription, Unsubscribe, Will,
    };
}

pub use ack::{Ack, AckProperties, Puback, Pubcomp, Pubrec, Pubrel};
pub use answer::Stage;
pub use auth::{Auth, AuthProperties};
pub use connack::{Connack, ConnackProperties};
pub use connect::{Connect, ConnectProperties, Will, WillProperties};
pub use disconnect::{Disconnect, DisconnectProperties};
pub use forward::{Forward, Unaltered};
pub use packet::Packet;
pub use properties::Properties;
pub use property::{MaximumQos, PayloadFormat, Property, SubscriptionId, TopicAlias, UserProperty};
pub use publish::{Publish, PublishProperties};
pub use reason::{
    AuthReason, ConnackReason, DisconnectReason, PubackReason, PubcompReason, PubrecReason, PubrelReason,
    ReasonCode, SubackReason, UnsubackReason,
};
pub use subscribe::{
    RetainHandling, Suback, Subscribe, SubscribeProperties, Subscription, SubscriptionOptions,
};
pub use unsubscribe::{Unsuback, Unsubscribe, UnsubscribeProperties};
pub use versioned::AnyPacket;

// Compiles the examples of the repository's first page.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}
