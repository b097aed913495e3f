//! MQTT 3.1.1 and 3.1 on the wire: bytes to packets, packets to bytes.
//!
//! No sockets, no timers, no sessions, no runtime: a caller brings the bytes and keeps the state. What comes in is held
//! against every rule of the standard that a codec can check, decoding allocates nothing, and packets borrow their text
//! and payload from the bytes they came in. For MQTT 5.0 there is `mqtt-codec-v5`.
//!
//! # Reading
//!
//! A [`Framer`] splits packets off a buffer; it is the only thing that can ask for more bytes. A [`Frame`] is one whole
//! packet, and [`Packet::decode`] either reads it or says what is wrong with it, and where.
//!
//! ```
//! use mqtt_codec::{Framer, Packet, Split};
//!
//! let received = b"\x30\x0c\0\x06a/b/\xc3\xa9beep\xc0";
//! let framer = Framer::new(64 * 1024);
//! let mut rest = &received[..];
//! let lacking = loop {
//!     match framer.split(rest)? {
//!         Split::Need(lacking) => break lacking,
//!         Split::Frame(frame, after) => {
//!             if let Packet::Publish(publish) = Packet::decode(frame)? {
//!                 assert_eq!(publish.topic.as_str(), "a/b/\u{e9}");
//!                 assert_eq!(publish.payload, b"beep");
//!             }
//!             rest = after;
//!         }
//!     }
//! };
//! assert_eq!(lacking.get(), 1); // the second packet has begun
//! # Ok::<(), mqtt_codec::Error>(())
//! ```
//!
//! An error is final: nothing was consumed, the same bytes give it again, and the connection has to be closed. There is
//! no lenient mode.
//!
//! # Writing
//!
//! The same structs are what a sender fills in. Types carry what the standard demands of their values, so most of what
//! can be written down can be sent; [`Packet::encode`] checks the rest before it writes the first byte.
//!
//! ```
//! use mqtt_codec::{Connect, Packet, Qos, Text, TopicName, Will};
//!
//! let connect = Connect {
//!     keep_alive: 60,
//!     client_id: Text::from_static("meter-7"),
//!     will: Some(Will {
//!         qos: Qos::AtLeastOnce,
//!         retain: true,
//!         ..Will::new(TopicName::from_static("meters/7/state"), b"gone")
//!     }),
//!     ..Connect::default()
//! };
//! let mut out = [0; 64];
//! let len = Packet::Connect(connect).encode_into(&mut out)?;
//! assert_eq!(out[..4], *b"\x10\x29\0\x04");
//! assert_eq!(len, 43);
//! # Ok::<(), mqtt_codec::EncodeError>(())
//! ```
//!
//! An output is a `Vec<u8>` (feature `alloc`), a `BytesMut` (feature `bytes`), anything else that is a [`Buffer`], or a
//! plain slice: [`Packet::encode_into`].
//!
//! # A server's first packet
//!
//! Until it has accepted a CONNECT, a server knows neither who sends nor which version. It keeps its limit low, looks at
//! the version, and hands the same frame to the decoder for it.
//!
//! ```
//! use mqtt_codec::{Connack, ConnectReturnCode, Error, Frame, Framer, Packet, Protocol, Side, Version, peek_protocol};
//!
//! const BEFORE_CONNECT: Framer = Framer::new(4 * 1024);
//! const CONNECTED: Framer = Framer::new(1024 * 1024);
//!
//! fn first(frame: Frame<&[u8]>) -> Result<Connack, Error> {
//!     match peek_protocol(frame.bytes())? {
//!         // A server of all versions uses mqtt-codec-v5 and its `AnyPacket`.
//!         Protocol { version: Version::V5, .. } | Protocol { bridge: true, .. } => {
//!             Ok(Connack::Refused(ConnectReturnCode::UnacceptableProtocolLevel))
//!         }
//!         Protocol { version: Version::V3_1 | Version::V3_1_1, .. } => {
//!             let packet = Packet::decode(frame)?;
//!             packet.check_sent_by(Side::Client)?;
//!             Ok(Connack::Accepted { session_present: false })
//!         }
//!     }
//! }
//! ```
//!
//! A packet after that is decoded by the level of the CONNECT: [`Packet::decode_as`].
//!
//! # Keeping packets
//!
//! With the feature `bytes` (on by default), [`Framer::take`] takes packets off a `BytesMut` as `Frame<Bytes>`, which can
//! be cloned for next to nothing and sent anywhere. To decode a frame again where it is needed costs less than to own
//! every field of every packet; `Frame::share` lifts out what is to be kept.
//!
//! ```
//! # #[cfg(feature = "bytes")] {
//! use bytes::BytesMut;
//! use mqtt_codec::{Framer, Packet};
//!
//! let mut received = BytesMut::from(&b"\x30\x09\0\x03a/bbeep"[..]);
//! let frame = Framer::default().take(&mut received)?.expect("a whole packet");
//! if let Packet::Publish(publish) = Packet::decode(frame.as_ref())? {
//!     let payload: bytes::Bytes = frame.share(publish.payload).expect("a part of this frame");
//!     std::thread::spawn(move || assert_eq!(payload, "beep")).join().unwrap();
//! }
//! # }
//! # Ok::<(), mqtt_codec::Error>(())
//! ```
//!
//! # Who sent it
//!
//! Decoding does not know the direction. [`Packet::check_sent_by`] refuses what only the other side may send.
//!
//! # Features
//!
//! | feature | default | adds |
//! | --- | --- | --- |
//! | `bytes` | yes | `Frame<Bytes>`, [`Framer::take`], encoding into `BytesMut`; implies `alloc` |
//! | `alloc` | by `bytes` | encoding into `Vec<u8>`, owned topic names and filters |
//! | `std` | no | `From` both errors for `std::io::Error`, so that `?` works beside a socket; implies `alloc` |
//!
//! Without features the crate needs neither std nor an allocator, and contains no panic.
//!
//! # Design
//!
//! *Frame first, then decode inside the frame*: a body is parsed by parsers that see exactly the body and have to use it
//! up, so that no field can reach into the next packet and no byte is left between two. *Borrowed packets are the only
//! packets*: who owns the bytes is the frame's business. *Errors are small and `Copy`*: a kind and an offset, nothing of
//! what the peer sent.
//!
//! # Minimum Rust version
//!
//! 1.85. Raising it is a minor release.

#![no_std]
#![forbid(unsafe_code)]

#[cfg(any(feature = "alloc", test))]
extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

#[doc(hidden)]
pub mod __private;
mod ack;
mod clause;
mod connack;
mod connect;
#[expect(clippy::missing_errors_doc, reason = "not public: `__private`")]
mod connect_flags;
mod error;
mod frame;
mod list;
mod output;
mod packet;
mod packet_type;
mod preview;
mod publish;
mod side;
mod subscribe;
#[cfg(test)]
mod testing;
mod unsubscribe;
#[expect(clippy::missing_errors_doc, reason = "not public: `__private`")]
mod varint;
mod version;
#[expect(clippy::missing_errors_doc, reason = "not public: `__private`")]
mod wire;

pub use mqtt_topic::{
    SharedFilter, SharedFilterError, Text, TextError, TopicFilter, TopicFilterError, TopicName,
    TopicNameError,
};

pub use connack::{Connack, ConnectReturnCode};
pub use connect::{Connect, Credentials, ProtocolLevel, Will};
pub use error::{EncodeError, Error, ErrorKind, InvalidNumber};
pub use frame::{Frame, Framer, Header, Split};
pub use list::{Element, List, ListIter};
pub use output::Buffer;
pub use packet::Packet;
pub use packet_type::PacketType;
pub use publish::{Delivery, Publish, Qos};
pub use side::Side;
pub use subscribe::{Suback, SubackCode, Subscribe, Subscription};
pub use unsubscribe::Unsubscribe;
pub use version::{Protocol, Version, peek_protocol};
pub use wire::PacketId;
